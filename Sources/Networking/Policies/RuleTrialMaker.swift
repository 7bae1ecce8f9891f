/// Holds one rule against one connection, and words what it allows and where it misses.
struct RuleTrialMaker {
  let spec: PolicySpec
  /// The policy as sentences name it.
  let title: String
  let rule: PolicySpec.Rule
  let namespaces: [String: [String: String]]
  let peer: Endpoint

  func trial(
    _ direction: Direction, _ number: Int, _ destination: Endpoint, _ port: Int?, _ probe: Probe
  ) -> Explanation.RuleTrial {
    let peerMismatch = peerMismatch
    let portMismatch = portMismatch(destination, port, probe)
    let peers = rule.peers.isEmpty ? "everyone" : alternatives(rule.peers.map(phrase))
    let ports = rule.ports.isEmpty ? "every port" : alternatives(rule.ports.map(phrase))
    return Explanation.RuleTrial(
      policy: spec.name, title: title, direction: direction, number: number, peerMatches: peerMismatch == nil,
      portMatches: portMismatch == nil, grant: "\(peers) on \(ports)", peerMismatch: peerMismatch,
      portMismatch: portMismatch)
  }

  private func alternatives(_ phrases: [String]) -> String {
    phrases.count <= 2
      ? phrases.joined(separator: " or ")
      : "\(phrases.dropLast().joined(separator: ", ")) or \(phrases[phrases.count - 1])"
  }

  // MARK: Peers

  private var peerMismatch: String? {
    if rule.peers.isEmpty { return nil }
    let reasons = rule.peers.map { mismatch($0) }
    if reasons.contains(nil) { return nil }
    var told: [String] = []
    for reason in reasons.compactMap({ $0 }) where !told.contains(reason) { told.append(reason) }
    return told.joined(separator: " and ")
  }

  private func mismatch(_ wanted: PolicySpec.Peer) -> String? {
    switch wanted {
    case .block(let block, let except):
      return mismatch(block, except)
    case .pods(let spaces, let pods):
      guard peer.isSelectable else {
        return peer.kind == .pod
          ? "\(peer.name) uses its node's network, where selectors do not reach" : "\(peer.name) is no Pod"
      }
      if let spaces {
        let labels = namespaces[peer.namespace] ?? ["kubernetes.io/metadata.name": peer.namespace]
        if let reason = spaces.mismatch(of: labels, named: "namespace \(peer.namespace)") { return reason }
      } else if peer.namespace != spec.namespace {
        return "\(peer.name) is in namespace \(peer.namespace)"
      }
      return pods?.mismatch(of: peer.labels, named: peer.name)
    }
  }

  private func mismatch(_ block: AddressBlock, _ except: [AddressBlock]) -> String? {
    if peer.addresses.isEmpty { return "\(peer.name) has no address" }
    if peer.addresses.contains(where: { address in
      block.contains(address) && !except.contains { $0.contains(address) }
    }) {
      return nil
    }
    let texts = peer.addresses.map(\.description)
    let who = texts == [peer.name] ? peer.name : "\(peer.name) has \(texts.joined(separator: " and "))"
    if let hole = except.first(where: { hole in peer.addresses.contains { hole.contains($0) } }) {
      return "\(who), which is in its exception \(hole.text)"
    }
    return texts == [peer.name] ? "\(who) is not in it" : who
  }

  private func phrase(_ wanted: PolicySpec.Peer) -> String {
    switch wanted {
    case .block(let block, let except):
      let holes = except.map(\.text)
      return holes.isEmpty ? block.text : "\(block.text) except \(holes.joined(separator: ", "))"
    case .pods(nil, let pods):
      return pods?.phrase.map { "Pods with \($0)" } ?? "all Pods of namespace \(spec.namespace)"
    case .pods(let spaces?, let pods):
      let who = pods?.phrase.map { "Pods with \($0)" } ?? "all Pods"
      guard let which = spaces.phrase else { return "\(who) of any namespace" }
      let metadata = "kubernetes.io/metadata.name="
      if spaces.requirements.count == 1 && which.hasPrefix(metadata) {
        return "\(who) of namespace \(which.dropFirst(metadata.count))"
      }
      return "\(who) of namespaces with \(which)"
    }
  }

  // MARK: Ports

  private func portMismatch(_ destination: Endpoint, _ number: Int?, _ probe: Probe) -> String? {
    if rule.ports.isEmpty { return nil }
    if rule.ports.contains(where: { matches($0, destination, number, probe) }) { return nil }
    let unknown = rule.ports.compactMap { port -> String? in
      guard case .name(let name) = port.range, port.transport == probe.transport,
        destination.number(of: .name(name), port.transport) == nil
      else { return nil }
      return name
    }
    if let name = unknown.first, unknown.count == rule.ports.count {
      return "\(destination.name) has no port named \(name)"
    }
    return "this is \(probe.phrase)"
  }

  private func matches(_ port: PolicySpec.Port, _ destination: Endpoint, _ number: Int?, _ probe: Probe)
    -> Bool
  {
    guard port.transport == probe.transport else { return false }
    switch port.range {
    case .every: return true
    case .numbers(let range): return number.map(range.contains) ?? false
    case .name(let name):
      return destination.ports.contains {
        $0.name == name && $0.transport == probe.transport && $0.number == number
      }
    }
  }

  private func phrase(_ port: PolicySpec.Port) -> String {
    let transport = port.transport.rawValue
    return switch port.range {
    case .every: "every \(transport) port"
    case .numbers(let range):
      range.count == 1
        ? "\(transport) \(range.lowerBound)" : "\(transport) \(range.lowerBound) to \(range.upperBound)"
    case .name(let name): "\(transport) port \(name)"
    }
  }
}
