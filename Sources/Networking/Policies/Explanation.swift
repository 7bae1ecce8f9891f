/// Why one connection is allowed or refused: what both sides say, policy by policy and rule by rule.
public struct Explanation: Sendable {
  public let source: Endpoint
  public let destination: Endpoint
  public let probe: Probe
  /// The policies of the source; nil where it is no Pod that policies bind.
  public let egress: Side?
  /// The policies of the destination; nil where it is no Pod that policies bind.
  public let ingress: Side?
  /// Why no policy counts; nil in the ordinary case.
  public let exemption: String?
  public let verdict: Verdict
  /// What the policies alone say; another verdict only in a cluster that does not enforce them.
  public let verdictOfPolicies: Verdict

  /// What the policies of one end say.
  public struct Side: Sendable {
    public let direction: Direction
    /// The Pod whose policies these are.
    public let subject: Endpoint
    /// The policies that isolate the Pod in this direction, sorted by name; none of them: it is open.
    public let policies: [String]
    /// The same as sentences name them: with their namespace where the two ends are in different ones.
    let titles: [String]
    /// Every rule of those policies, in order.
    public let rules: [RuleTrial]

    public var allows: Bool { policies.isEmpty || rules.contains(where: \.allows) }

    /// The rule that comes nearest to allowing it: the right Pod on another port, else another Pod on the
    /// right port, else the first.
    public var nearest: RuleTrial? {
      rules.first(where: \.allows) ?? rules.first(where: \.peerMatches) ?? rules.first(where: \.portMatches)
        ?? rules.first
    }
  }

  /// One rule, held against the connection.
  public struct RuleTrial: Sendable {
    public let policy: String
    /// The policy as sentences name it.
    let title: String
    public let direction: Direction
    /// Counted from 1, as people do.
    public let number: Int
    public let peerMatches: Bool
    public let portMatches: Bool
    /// What the rule allows: `Pods with app=db1 on TCP 1111`.
    public let grant: String
    /// Why the peer is another one: `db2-0 has app=db2`; nil where it matches.
    public let peerMismatch: String?
    /// Why the port is another one: `this is TCP 2222`; nil where it matches.
    public let portMismatch: String?

    public var allows: Bool { peerMatches && portMatches }

    /// `np-backend egress rule 2 allows Pods with app=db2 on TCP 2222, but db1-0 has app=db1.`
    public var sentence: String {
      let reasons = [peerMismatch, portMismatch].compactMap { $0 }
      let start = "\(title) \(direction.phrase) rule \(number) allows \(grant)"
      let isLong = peerMismatch?.contains(",") ?? false
      return reasons.isEmpty ? "\(start)." : "\(start), but \(reasons.joined(separator: isLong ? ", and " : " and "))."
    }
  }

  public var isAllowed: Bool { verdict == .allowed }
}

extension PolicyEngine {
  /// Why traffic from one endpoint to another is allowed or refused. They need not be among `endpoints`.
  public func explain(from source: Endpoint, to destination: Endpoint, on probe: Probe) -> Explanation {
    let number = destination.number(of: probe.port, probe.transport)
    let exemption = exemption(source, destination) ?? (isEnforced ? nil : Self.unenforced)
    var egress: Explanation.Side?
    var ingress: Explanation.Side?
    if exemption == nil || exemption == Self.unenforced {
      egress = side(.egress, of: source, peer: destination, source, destination, number, probe)
      ingress = side(.ingress, of: destination, peer: source, source, destination, number, probe)
    }
    let bothOutside = source.kind != .pod && destination.kind != .pod
    let byPolicies =
      bothOutside || number == nil
      ? Verdict.meaningless : Verdict(egress: egress?.allows ?? true, ingress: ingress?.allows ?? true)
    return Explanation(
      source: source, destination: destination, probe: probe, egress: egress, ingress: ingress,
      exemption: exemption, verdict: isEnforced || byPolicies == .meaningless ? byPolicies : .allowed,
      verdictOfPolicies: byPolicies)
  }

  private static let unenforced =
    "The network plug-in of this cluster does not enforce NetworkPolicies: they are stored, and nothing is blocked."

  /// The same for titles: `namespace/pod`, or an address, which may be any; nil where there is no such Pod.
  public func explain(from source: String, to destination: String, on probe: Probe) -> Explanation? {
    guard let from = endpoint(source), let to = endpoint(destination) else { return nil }
    return explain(from: from, to: to, on: probe)
  }

  /// What the policies say of one connection; the same as the cell of the matrix.
  public func verdict(from source: Endpoint, to destination: Endpoint, on probe: Probe) -> Verdict {
    explain(from: source, to: destination, on: probe).verdict
  }

  /// The endpoint of that title: `namespace/pod`, or an address of a Pod, a node, or of no one.
  public func endpoint(_ title: String) -> Endpoint? {
    if let place = place(of: title) { return endpoints[place] }
    guard let address = IPAddress(title) else { return nil }
    return endpoint(at: address)
  }

  /// Whoever has that address: a node, a Pod; an address that no one has is outside.
  public func endpoint(at address: IPAddress) -> Endpoint {
    if let node = nodes[address] { return Endpoint(address: address, node: node) }
    return index.place(of: address).map { endpoints[$0] } ?? Endpoint(address: address)
  }

  private func exemption(_ source: Endpoint, _ destination: Endpoint) -> String? {
    if source == destination { return "A Pod always reaches itself, whatever the policies say." }
    guard source.sharesNode(with: destination) else { return nil }
    let (host, pod) = source.usesHostNetwork ? (source, destination) : (destination, source)
    let what = host.kind == .pod ? "\(host.name) is in the network of \(pod.name)'s node" : "\(host.name) is \(pod.name)'s node"
    return "\(what), and a Pod and its node always reach each other."
  }

  private func side(
    _ direction: Direction, of subject: Endpoint, peer: Endpoint, _ source: Endpoint, _ destination: Endpoint,
    _ number: Int?, _ probe: Probe
  ) -> Explanation.Side? {
    guard subject.isSelectable else { return nil }
    let binding = (policies[subject.namespace] ?? []).map(\.spec).filter {
      $0.directions.contains(direction) && $0.selects(subject)
    }
    let isFar = subject.kind == .pod && peer.kind == .pod && subject.namespace != peer.namespace
    let title = { (spec: PolicySpec) in isFar ? "\(spec.namespace)/\(spec.name)" : spec.name }
    let trials = binding.flatMap { spec in
      spec.rules(direction).enumerated().map { place, rule in
        RuleTrialMaker(
          spec: spec, title: title(spec), rule: rule, namespaces: index.namespaces, peer: peer
        )
        .trial(direction, place + 1, destination, number, probe)
      }
    }
    return Explanation.Side(
      direction: direction, subject: subject, policies: binding.map(\.name), titles: binding.map(title), rules: trials)
  }
}
