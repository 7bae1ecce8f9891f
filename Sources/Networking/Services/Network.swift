public import Documents

/// The network of a cluster: Pods, nodes, Services, DNS and the policies between them.
///
/// A value made from objects of the API server; what listens where is told by the caller with each question.
public struct Network: Sendable {
  public let engine: PolicyEngine
  let services: ServiceTable
  let zone: DNSZone
  /// Whether the cluster's network plug-in enforces NetworkPolicies; some do not, and then nothing is
  /// blocked.
  public var enforcesPolicies: Bool { engine.isEnforced }
  /// The ranges from which the nodes give addresses to Pods.
  private let podBlocks: [AddressBlock]

  /// Takes Namespaces, Nodes, Pods, NetworkPolicies, Services and EndpointSlices; ignores all other kinds.
  ///
  /// `outsideNames` are the names that the world beyond the cluster knows, without a dot at the end.
  public init(
    objects: [Value], enforcesPolicies: Bool = true, domain: String = "cluster.local",
    outsideNames: [String: [IPAddress]] = [:]
  ) {
    engine = PolicyEngine(objects: objects, isEnforced: enforcesPolicies)
    services = ServiceTable(objects)
    var blocks: [String] = []
    for object in objects where object["kind"]?.string == "Node" {
      let listed = (object["spec", "podCIDRs"]?.elements ?? []).compactMap(\.string)
      blocks += listed.isEmpty ? [object["spec", "podCIDR"]?.string].compactMap { $0 } : listed
    }
    podBlocks = blocks.compactMap { AddressBlock($0) }
    var podAddresses: [String: Set<IPAddress>] = [:]
    for pod in engine.endpoints where pod.kind == .pod {
      podAddresses[pod.namespace, default: []].formUnion(pod.addresses)
    }
    zone = DNSZone(
      domain: domain, services: services, namespaces: Set(engine.index.namespaces.keys), outside: outsideNames,
      podAddresses: podAddresses)
  }

  /// A Pod as the source of a connection; nil where there is none of that name.
  public func pod(_ name: String, namespace: String) -> Endpoint? { engine.endpoint("\(namespace)/\(name)") }

  /// A host as the source of a connection: a node of the cluster if the address is a node's, else outside.
  public func host(at address: IPAddress) -> Endpoint {
    Endpoint(address: address, node: engine.nodes[address])
  }

  /// What becomes of a connection to an address. `balancer` chooses among the endpoints of a Service, and remembers.
  public func connect(
    from source: Endpoint, to address: IPAddress, port: Int, transport: TransportProtocol = .tcp,
    listening: Set<Listener>, by balancer: inout ServiceBalancer
  ) -> Outcome {
    var source = source
    var connection = Connection(address: address, port: port, transport: transport)
    switch services.route(to: address, port: port, transport, from: source) {
    case .direct: break
    case .noEndpoints(let service):
      connection.service = service
      return .refused(connection)
    case .noSuchPort(let service), .noLocalEndpoints(let service):
      connection.service = service
      return .unanswered(connection)
    case .balanced(let route):
      let target = balancer.target(of: route, for: source)
      connection.service = route.service.title
      connection.address = target.address
      connection.port = target.port
      if route.hidesSource { source = Endpoint(address: address, node: route.node) }
    }
    return deliver(connection, from: source, listening)
  }

  private func deliver(_ connection: Connection, from source: Endpoint, _ listening: Set<Listener>) -> Outcome
  {
    var connection = connection
    let address = connection.address
    // A Pod's own loopback never meets a policy.
    let destination = address.isLoopback ? source : engine.endpoint(at: address)
    connection.destination = destination
    let explanation = engine.explain(
      from: source, to: destination, on: Probe(connection.transport, connection.port))
    if !explanation.isAllowed && explanation.verdict != .meaningless {
      return .dropped(connection, explanation)
    }
    let listener = Listener(address: address, port: connection.port, transport: connection.transport)
    if listening.contains(listener) { return .connected(connection) }
    if address.isLoopback || destination.kind != .outside { return .refused(connection) }
    if listening.contains(where: { $0.address == address }) { return .refused(connection) }
    return podBlocks.contains { $0.contains(address) } ? .noRoute(connection) : .unanswered(connection)
  }
}
