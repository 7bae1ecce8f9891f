/// The policies as one probe sees them: each rule with the destinations at which its ports match what is
/// probed.
struct ProbedPolicies {
  struct Rule {
    var peers: EndpointSet
    /// Where a port of the rule is the probed one; nil for everywhere.
    var destinations: EndpointSet?

    /// An egress rule: its peers are the destinations, so that only those with the port remain.
    var narrowed: Rule {
      destinations.map { Rule(peers: peers.intersection($0), destinations: nil) } ?? self
    }
  }

  struct Policy {
    var targets: EndpointSet
    var rules: [Rule]
  }

  private let engine: PolicyEngine
  private let probe: Probe
  /// For a named probe: the destinations by the number that the name has there.
  private let numbers: [Int: EndpointSet]
  private(set) var ingress: [String: [Policy]] = [:]
  private(set) var egress: [String: [Policy]] = [:]

  /// Looks at the policies of some namespaces only; of all where none are named.
  init(_ engine: PolicyEngine, probe: Probe, namespaces: [String]? = nil) {
    self.engine = engine
    self.probe = probe
    if case .name(let name) = probe.port {
      numbers = engine.index.destinations(ofPort: name, probe.transport)
    } else {
      numbers = [:]
    }
    for namespace in namespaces ?? Array(engine.policies.keys) {
      let policies = engine.policies[namespace] ?? []
      ingress[namespace] = policies.filter { $0.spec.directions.contains(.ingress) }.map {
        Policy(targets: $0.targets, rules: $0.ingress.compactMap(probed))
      }
      egress[namespace] = policies.filter { $0.spec.directions.contains(.egress) }.map {
        Policy(targets: $0.targets, rules: $0.egress.compactMap(probed).map(\.narrowed))
      }
    }
  }

  /// Where the probe makes sense; nil for everywhere.
  var meaningful: EndpointSet? {
    guard case .name = probe.port else { return nil }
    return numbers.values.reduce(into: EndpointSet(capacity: engine.endpoints.count)) { $0.formUnion($1) }
  }

  /// The sources that the policies of a destination let in; nil for everyone.
  func admitted(by destination: Int) -> EndpointSet? {
    union(ingress, of: destination) { $0.destinations?.contains(destination) ?? true }
  }

  /// The destinations that the policies of a source let it reach; nil for everyone.
  func reachable(from source: Int) -> EndpointSet? {
    union(egress, of: source) { _ in true }
  }

  private func union(
    _ policies: [String: [Policy]], of member: Int, where counts: (Rule) -> Bool
  ) -> EndpointSet? {
    guard engine.endpoints[member].isSelectable, let local = policies[engine.endpoints[member].namespace]
    else { return nil }
    var found: EndpointSet?
    for policy in local where policy.targets.contains(member) {
      var set = found ?? EndpointSet(capacity: engine.endpoints.count)
      found = nil
      for rule in policy.rules where counts(rule) { set.formUnion(rule.peers) }
      found = set
    }
    return found
  }

  /// The rule for this probe; nil where none of its ports can match.
  private func probed(_ rule: PolicyEngine.Rule) -> Rule? {
    if rule.ports.isEmpty { return Rule(peers: rule.peers, destinations: nil) }
    let ports = rule.ports.filter { $0.transport == probe.transport }
    if ports.isEmpty { return nil }
    var found = EndpointSet(capacity: engine.endpoints.count)
    for port in ports {
      guard let destinations = destinations(of: port.range) else {
        return Rule(peers: rule.peers, destinations: nil)
      }
      found.formUnion(destinations)
    }
    return Rule(peers: rule.peers, destinations: found)
  }

  private func destinations(of range: PolicySpec.Port.Range) -> EndpointSet? {
    let none = EndpointSet(capacity: engine.endpoints.count)
    switch (range, probe.port) {
    case (.every, _): return nil
    case (.numbers(let wanted), .number(let number)): return wanted.contains(number) ? nil : none
    case (.numbers(let wanted), .name):
      return numbers.filter { wanted.contains($0.key) }.values.reduce(into: none) { $0.formUnion($1) }
    case (.name(let name), .number(let number)):
      return engine.index.destinations(ofPort: name, probe.transport)[number] ?? none
    case (.name(let name), .name):
      let named = engine.index.destinations(ofPort: name, probe.transport)
      return named.reduce(into: none) { found, entry in
        if let here = numbers[entry.key] { found.formUnion(entry.value.intersection(here)) }
      }
    }
  }
}
