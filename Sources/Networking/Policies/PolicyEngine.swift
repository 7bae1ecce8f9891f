public import Documents

/// Answers who may reach whom under NetworkPolicies, from sets of endpoints and not pair by pair.
///
/// Built from objects as the API server stores them, or as a person wrote them: missing and empty lists,
/// protocols and policy types get their defaults. Rules: `FACTS.md` of the recorded verdicts; kubernetes.io,
/// Network Policies.
public struct PolicyEngine: Sendable {
  struct Rule: Sendable {
    var peers: EndpointSet
    var ports: [PolicySpec.Port]
  }

  struct Policy: Sendable {
    var spec: PolicySpec
    var targets: EndpointSet
    var ingress: [Rule]
    var egress: [Rule]
  }

  let index: EndpointIndex
  /// The names of the nodes by their addresses.
  let nodes: [IPAddress: String]
  /// Policies by namespace, in the order of their names.
  private(set) var policies: [String: [Policy]] = [:]
  /// Whether the cluster's network plug-in enforces policies; some accept them and block nothing.
  public let isEnforced: Bool
  /// What could not be read; an object with a problem is left out.
  public private(set) var problems: [ObjectProblem] = []

  /// Takes Namespaces, Pods, Nodes and NetworkPolicies from `objects`, of which all other kinds are ignored.
  ///
  /// Endpoints are the Pods in the order given, then `outside`: addresses of nodes or of the rest of the
  /// world.
  ///
  /// In a cluster whose network plug-in does not enforce policies (`isEnforced` false) everything is allowed.
  public init(objects: [Value], outside: [IPAddress] = [], isEnforced: Bool = true) {
    self.isEnforced = isEnforced
    var endpoints: [Endpoint] = []
    var namespaces: [String: [String: String]] = [:]
    var nodes: [IPAddress: String] = [:]
    var specs: [PolicySpec] = []
    for (number, object) in objects.enumerated() {
      let name = object["metadata", "name"]?.string ?? ""
      switch object["kind"]?.string {
      case "Pod": endpoints.append(Endpoint(pod: object))
      case "Namespace": namespaces[name] = object["metadata", "labels"]?.stringMap ?? [:]
      case "Node":
        for item in object["status", "addresses"]?.elements ?? [] {
          if let address = item["address"]?.string.flatMap({ IPAddress($0) }) { nodes[address] = name }
        }
      case "NetworkPolicy":
        let before = problems.count
        let spec = PolicySpec(object, number: number, problems: &problems)
        if problems.count == before { specs.append(spec) }
      default: break
      }
    }
    endpoints += outside.map { Endpoint(address: $0, node: nodes[$0]) }
    self.nodes = nodes
    index = EndpointIndex(endpoints: endpoints, namespaces: namespaces)
    for spec in specs { insert(compile(spec)) }
  }

  /// Pods in the order in which they were given, then the outside addresses.
  public var endpoints: [Endpoint] { index.endpoints }

  /// The place of `namespace/pod`, or of an outside address, in `endpoints`.
  public func place(of title: String) -> Int? { index.places[title] }

  /// The names of the policies of a namespace, sorted.
  public func policyNames(in namespace: String) -> [String] { (policies[namespace] ?? []).map(\.spec.name) }

  /// Adds a policy, or puts it in place of the one of that name, and tells whose verdicts it may change.
  public mutating func apply(_ policy: Value) -> PolicyChange {
    var found: [ObjectProblem] = []
    let spec = PolicySpec(policy, number: 0, problems: &found)
    var change = delete(policy: spec.name, namespace: spec.namespace)
    if found.isEmpty {
      let compiled = compile(spec)
      insert(compiled)
      change.add(compiled)
    }
    problems = found
    return change
  }

  /// Removes a policy, where there is one of that name, and tells whose verdicts that may change.
  public mutating func delete(policy name: String, namespace: String) -> PolicyChange {
    var change = PolicyChange(capacity: endpoints.count)
    guard let place = policies[namespace]?.firstIndex(where: { $0.spec.name == name }),
      let old = policies[namespace]?.remove(at: place)
    else { return change }
    change.add(old)
    return change
  }

  private mutating func insert(_ policy: Policy) {
    var list = policies.removeValue(forKey: policy.spec.namespace) ?? []
    var low = 0
    var high = list.count
    while low < high {
      let middle = (low + high) / 2
      if list[middle].spec.name < policy.spec.name { low = middle + 1 } else { high = middle }
    }
    if low < list.count && list[low].spec.name == policy.spec.name {
      list[low] = policy
    } else {
      list.insert(policy, at: low)
    }
    policies[policy.spec.namespace] = list
  }

  private func compile(_ spec: PolicySpec) -> Policy {
    let rule = { (rule: PolicySpec.Rule) in
      Rule(peers: index.members(of: rule.peers, in: spec.namespace), ports: rule.ports)
    }
    return Policy(
      spec: spec, targets: index.members(ofNamespace: spec.namespace, matching: spec.selector),
      ingress: spec.directions.contains(.ingress) ? spec.ingress.map(rule) : [],
      egress: spec.directions.contains(.egress) ? spec.egress.map(rule) : [])
  }
}

/// The endpoints whose verdicts a changed policy may have changed: as destinations, and as sources.
public struct PolicyChange: Sendable {
  var destinations: EndpointSet
  var sources: EndpointSet

  init(capacity: Int) {
    destinations = EndpointSet(capacity: capacity)
    sources = EndpointSet(capacity: capacity)
  }

  mutating func add(_ policy: PolicyEngine.Policy) {
    if policy.spec.directions.contains(.ingress) { destinations.formUnion(policy.targets) }
    if policy.spec.directions.contains(.egress) { sources.formUnion(policy.targets) }
  }
}
