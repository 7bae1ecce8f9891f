import Documents

/// All Services, and what their virtual addresses stand for (kube-proxy's part of the network).
struct ServiceTable: Sendable {
  enum Route: Sendable {
    /// No virtual address: the packet goes on to where it is sent.
    case direct
    case balanced(BalancedPort)
    /// kube-proxy rejects what is sent to a Service without ready endpoints: the connection is refused.
    case noEndpoints(service: String)
    /// A Service's address on a port that the Service does not have: nothing answers.
    case noSuchPort(service: String)
    /// The node hands on only to Pods of its own and has none: the packet is dropped.
    case noLocalEndpoints(service: String)
  }

  /// A port of a Service, as the kube-proxy of one node balances it.
  struct BalancedPort: Sendable {
    var service: Service
    var port: Service.Port
    /// The node whose kube-proxy chooses; empty where that is not known.
    var node: String
    var targets: [Service.Target]
    /// Whether what comes in goes on with the node's own address.
    var hidesSource: Bool
  }

  /// By `namespace/name`.
  private(set) var services: [String: Service] = [:]
  private var byAddress: [IPAddress: String] = [:]
  private var byNodePort: [Int: [String]] = [:]
  private(set) var nodes: [IPAddress: String] = [:]

  init(_ objects: [Value]) {
    for object in objects {
      switch object["kind"]?.string {
      case "Service":
        let service = Service(object)
        services[service.title] = service
      case "Node":
        for item in object["status", "addresses"]?.elements ?? [] {
          guard let address = item["address"]?.string.flatMap({ IPAddress($0) }) else { continue }
          nodes[address] = object["metadata", "name"]?.string ?? ""
        }
      default: break
      }
    }
    for object in objects where object["kind"]?.string == "EndpointSlice" {
      let namespace = object["metadata", "namespace"]?.string ?? "default"
      guard let name = object["metadata", "labels"]?["kubernetes.io/service-name"]?.string else { continue }
      services["\(namespace)/\(name)"]?.add(slice: object)
    }
    for title in services.keys.sorted() {
      guard let service = services[title] else { continue }
      for address in service.clusterAddresses + service.extraAddresses { byAddress[address] = title }
      for port in service.ports { port.nodePort.map { byNodePort[$0, default: []].append(title) } }
    }
  }

  func service(_ name: String, in namespace: String) -> Service? { services["\(namespace)/\(name)"] }
  func service(at address: IPAddress) -> Service? { byAddress[address].flatMap { services[$0] } }

  /// Where kube-proxy leads a packet from `source` (iptables mode: a Service's cluster chain, and the external chain of
  /// node ports, which what begins on the node or in a Pod may leave for the cluster chain).
  func route(to address: IPAddress, port: Int, _ transport: TransportProtocol, from source: Endpoint) -> Route {
    if let service = service(at: address) {
      guard let found = service.ports.first(where: { $0.number == port && $0.transport == transport })
      else { return .noSuchPort(service: service.title) }
      let isLocal = service.keepsClusterTrafficLocal && service.clusterAddresses.contains(address)
      return route(service, found, onNode: source.node ?? "", isLocal: isLocal, hidesSource: false)
    }
    guard let node = nodes[address] else { return .direct }
    for service in (byNodePort[port] ?? []).compactMap({ services[$0] }) {
      guard let found = service.ports.first(where: { $0.nodePort == port && $0.transport == transport })
      else { continue }
      let isFromAway = source.kind != .pod && source.node != node
      return route(
        service, found, onNode: node, isLocal: service.keepsNodeTrafficLocal && isFromAway,
        hidesSource: !service.keepsNodeTrafficLocal && isFromAway)
    }
    return .direct
  }

  private func route(
    _ service: Service, _ port: Service.Port, onNode node: String, isLocal: Bool, hidesSource: Bool
  ) -> Route {
    let all = service.targets(of: port)
    if all.isEmpty { return .noEndpoints(service: service.title) }
    let targets = isLocal ? service.targets(of: port, onNode: node) : all
    if targets.isEmpty { return .noLocalEndpoints(service: service.title) }
    return .balanced(
      BalancedPort(service: service, port: port, node: node, targets: targets, hidesSource: hidesSource))
  }
}
