extension Explanation {
  /// `backend-0 to db1-0 on TCP 1111`, with namespaces where they differ.
  public var connection: String {
    "\(name(source)) to \(name(destination)) on \(probe.phrase)"
  }

  /// One sentence: the verdict and what decided it.
  public var summary: String {
    switch verdict {
    case .meaningless: return "\(connection): \(meaninglessReason)"
    case .allowed: return "\(connection) is allowed: \(lowercased(allowedReason))"
    case .refusedByIngress, .refusedByEgress, .refusedByBoth:
      let sides = [egress, ingress].compactMap { $0 }.filter { !$0.allows }
      let reasons = sides.map { "\(isolation($0)) \(nearestSentence($0))" }
      return "\(connection) is refused: \(reasons.joined(separator: " Also, "))"
    }
  }

  /// The whole path of the decision, sentence by sentence: the verdict, then egress, then ingress.
  public var sentences: [String] {
    var told = [headline(verdict)]
    if verdict == .meaningless { return told }
    if let exemption {
      told.append(exemption)
      if verdict == verdictOfPolicies { return told }
      return told + ["Where policies are enforced: \(headline(verdictOfPolicies))"] + sideSentences
    }
    return told + sideSentences
  }

  /// What both sides say: egress, then ingress.
  private var sideSentences: [String] {
    var told: [String] = []
    for (side, end, direction) in [(egress, source, "egress"), (ingress, destination, "ingress")] {
      guard let side else {
        told.append("\(whatItIs(end)), so no policy checks its \(direction).")
        continue
      }
      told.append(isolation(side))
      if side.policies.isEmpty { continue }
      if side.allows {
        told += side.rules.filter(\.allows).map(\.sentence)
        continue
      }
      for policy in side.titles where !side.rules.contains(where: { $0.title == policy }) {
        told.append("\(policy) has no \(side.direction.phrase) rule, so it allows nothing.")
      }
      told += side.rules.map(\.sentence)
    }
    return told
  }

  /// Why policies do not bind an end.
  private func whatItIs(_ end: Endpoint) -> String {
    switch end.kind {
    case .pod: "\(end.name) uses its node's network"
    case .node: "\(end.name) is a node"
    case .outside: "\(end.name) is outside of the cluster"
    }
  }

  private func headline(_ verdict: Verdict) -> String {
    switch verdict {
    case .allowed: "\(connection) is allowed."
    case .refusedByIngress: "\(connection) is refused by the ingress side of \(name(destination))."
    case .refusedByEgress: "\(connection) is refused by the egress side of \(name(source))."
    case .refusedByBoth:
      "\(connection) is refused by both sides: egress of \(name(source)), ingress of \(name(destination))."
    case .meaningless: "\(connection): \(meaninglessReason)"
    }
  }

  private var meaninglessReason: String {
    if source.kind != .pod && destination.kind != .pod { return "no Pod takes part, so no policy counts." }
    return "\(destination.name) has no \(probe.transport.rawValue) port named \(probe.port)."
  }

  private var allowedReason: String {
    if let exemption { return exemption }
    let sides = [egress, ingress].compactMap { $0 }
    let granted = sides.compactMap { side in side.policies.isEmpty ? nil : side.nearest?.sentence }
    if granted.isEmpty {
      let open = [egress, ingress].compactMap { $0.map { name($0.subject) } }
      return "No policy isolates \(open.joined(separator: " or "))."
    }
    return granted.joined(separator: " ")
  }

  private func isolation(_ side: Side) -> String {
    if side.policies.isEmpty {
      return "No policy selects \(name(side.subject)) for \(side.direction.phrase), so it is open there."
    }
    let names = side.titles.joined(separator: " and ")
    let verb = side.policies.count == 1 ? "isolates" : "isolate"
    return "\(names) \(verb) \(name(side.subject)) for \(side.direction.phrase)."
  }

  private func nearestSentence(_ side: Side) -> String {
    side.nearest?.sentence ?? "No rule allows anything."
  }

  private func name(_ endpoint: Endpoint) -> String {
    let sameNamespace =
      source.kind == .pod && destination.kind == .pod && source.namespace == destination.namespace
    return sameNamespace ? endpoint.name : endpoint.title
  }

  /// Sentences that start with a common word go on after a colon in small letters.
  private func lowercased(_ sentence: String) -> String {
    ["No ", "A Pod ", "The network "].contains { sentence.hasPrefix($0) }
      ? "\(sentence.prefix(1).lowercased())\(sentence.dropFirst())" : sentence
  }
}
