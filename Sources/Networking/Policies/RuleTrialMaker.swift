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
    let ports = rule.ports.isEmpty ? "every port" : alternatives(rule.ports.map { phrase($0, destination) })
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

  /// What the peer has instead, once for each way in which the rule's peers miss it.
  private var peerMismatch: String? {
    if rule.peers.isEmpty { return nil }
    var told: [String] = []
    for wanted in rule.peers {
      guard let reason = mismatch(wanted) else { return nil }
      if !told.contains(reason) { told.append(reason) }
    }
    // What another of them says in more words need not be said.
    let all = told
    told.removeAll { reason in all.contains { $0.hasPrefix("\(reason), which") } }
    let last = told.removeLast()
    return told.isEmpty ? "\(peer.name) \(last)" : "\(peer.name) \(told.joined(separator: ", ")), and \(last)"
  }

  /// What is said of the peer: `has app=db2`; nil where it is the wanted one.
  private func mismatch(_ wanted: PolicySpec.Peer) -> String? {
    switch wanted {
    case .block(let block, let except):
      return mismatch(block, except)
    case .pods(let spaces, let pods):
      guard peer.isSelectable else {
        return peer.kind == .pod ? "uses its node's network, where selectors do not reach" : "is no Pod"
      }
      if let spaces {
        let labels = namespaces[peer.namespace] ?? [LabelSelector.nameKey: peer.namespace]
        if let failed = spaces.failed(for: labels) {
          if failed.key == LabelSelector.nameKey { return "is in namespace \(peer.namespace)" }
          return "is in namespace \(peer.namespace), which \(failed.contrary(in: labels))"
        }
      } else if peer.namespace != spec.namespace {
        return "is in namespace \(peer.namespace)"
      }
      return pods?.failed(for: peer.labels)?.contrary(in: peer.labels)
    }
  }

  private func mismatch(_ block: AddressBlock, _ except: [AddressBlock]) -> String? {
    if peer.addresses.isEmpty { return "has no address" }
    let inside = peer.addresses.filter(block.contains)
    if inside.contains(where: { address in !except.contains { $0.contains(address) } }) { return nil }
    let isBare = peer.addresses.map(\.description) == [peer.name]
    if let address = inside.first, let hole = except.first(where: { $0.contains(address) }) {
      return isBare ? "is in its exception \(hole.text)" : "has \(address), which is in its exception \(hole.text)"
    }
    let texts = peer.addresses.map(\.description).joined(separator: " and ")
    return isBare ? "is not in \(block.text)" : "has \(texts)"
  }

  private func phrase(_ wanted: PolicySpec.Peer) -> String {
    switch wanted {
    case .block(let block, let except):
      let holes = except.map(\.text)
      return holes.isEmpty ? block.text : "\(block.text) except \(holes.joined(separator: ", "))"
    case .pods(nil, let pods):
      guard let which = pods?.phrase else { return "all Pods of namespace \(spec.namespace)" }
      let isElsewhere = peer.kind == .pod && peer.namespace != spec.namespace
      return "Pods with \(which)\(isElsewhere ? " of namespace \(spec.namespace)" : "")"
    case .pods(let spaces?, let pods):
      let who = pods?.phrase.map { "Pods with \($0)" } ?? "all Pods"
      guard let which = spaces.phrase else { return "\(who) of any namespace" }
      if spaces.requirements.count == 1, let only = spaces.requirements.first, only.key == LabelSelector.nameKey,
        only.condition == .isIn
      {
        return "\(who) of namespace \(only.values.joined(separator: " or "))"
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

  /// A name is told with its number at the destination.
  private func phrase(_ port: PolicySpec.Port, _ destination: Endpoint) -> String {
    let transport = port.transport.rawValue
    return switch port.range {
    case .every: "every \(transport) port"
    case .numbers(let range):
      range.count == 1
        ? "\(transport) \(range.lowerBound)" : "\(transport) \(range.lowerBound) to \(range.upperBound)"
    case .name(let name):
      "\(transport) port \(name)"
        + (destination.number(of: .name(name), port.transport).map { " (\($0) of \(destination.name))" } ?? "")
    }
  }
}
