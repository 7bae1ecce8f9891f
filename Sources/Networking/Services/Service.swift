import Documents

/// A Service with the endpoints that its EndpointSlices name.
struct Service: Sendable {
  struct Port: Sendable {
    var name: String
    var transport: TransportProtocol
    var number: Int
    var nodePort: Int?
  }

  struct Backend: Sendable {
    var addresses: [IPAddress]
    var hostname: String?
    var node: String?
    var isReady: Bool
    /// Still answers while its Pod ends: what a Service without ready endpoints falls back on.
    var isServing: Bool
    /// The target ports, by the name of the Service's port.
    var ports: [String: (transport: TransportProtocol, number: Int)]
  }

  var namespace: String
  var name: String
  var type: String
  var isHeadless: Bool
  var clusterAddresses: [IPAddress]
  /// External and load balancer addresses, where the Service answers as well.
  var extraAddresses: [IPAddress]
  var externalName: String?
  var ports: [Port]
  /// Whether a node hands on what arrives at its node port only to Pods of its own.
  var keepsNodeTrafficLocal: Bool
  /// Whether what is sent to the cluster address only goes to Pods of the sender's node.
  var keepsClusterTrafficLocal: Bool
  /// For how many seconds a client goes on to the endpoint that it had last; nil where chance decides each time.
  var affinitySeconds: Int?
  var backends: [Backend] = []

  var title: String { "\(namespace)/\(name)" }
  var readyBackends: [Backend] { backends.filter(\.isReady) }

  init(_ object: Value) {
    let spec = object["spec"] ?? .null
    namespace = object["metadata", "namespace"]?.string ?? "default"
    name = object["metadata", "name"]?.string ?? ""
    type = spec["type"]?.string ?? "ClusterIP"
    var texts = (spec["clusterIPs"]?.elements ?? []).compactMap(\.string)
    if texts.isEmpty, let only = spec["clusterIP"]?.string { texts = [only] }
    isHeadless = texts.first == "None"
    clusterAddresses = texts.compactMap { IPAddress($0) }
    let balanced = (object["status", "loadBalancer", "ingress"]?.elements ?? []).compactMap {
      $0["ip"]?.string
    }
    let external = (spec["externalIPs"]?.elements ?? []).compactMap(\.string)
    extraAddresses = (external + balanced).compactMap { IPAddress($0) }
    externalName = type == "ExternalName" ? spec["externalName"]?.string : nil
    keepsNodeTrafficLocal = spec["externalTrafficPolicy"]?.string == "Local"
    keepsClusterTrafficLocal = spec["internalTrafficPolicy"]?.string == "Local"
    if spec["sessionAffinity"]?.string == "ClientIP" {
      affinitySeconds = spec["sessionAffinityConfig", "clientIP", "timeoutSeconds"]?.int ?? 10_800
    }
    ports = (spec["ports"]?.elements ?? []).compactMap { port in
      guard let number = port["port"]?.int,
        let transport = TransportProtocol(rawValue: port["protocol"]?.string ?? "TCP")
      else { return nil }
      let nodePort = port["nodePort"]?.int.flatMap { $0 > 0 ? $0 : nil }
      return Port(name: port["name"]?.string ?? "", transport: transport, number: number, nodePort: nodePort)
    }
  }

  /// Adds what an EndpointSlice of this Service says.
  mutating func add(slice: Value) {
    var ports: [String: (transport: TransportProtocol, number: Int)] = [:]
    for port in slice["ports"]?.elements ?? [] {
      guard let number = port["port"]?.int else { continue }
      let transport = TransportProtocol(rawValue: port["protocol"]?.string ?? "TCP") ?? .tcp
      ports[port["name"]?.string ?? ""] = (transport, number)
    }
    for endpoint in slice["endpoints"]?.elements ?? [] {
      backends.append(
        Backend(
          addresses: (endpoint["addresses"]?.elements ?? []).compactMap {
            $0.string.flatMap { IPAddress($0) }
          },
          hostname: endpoint["hostname"]?.string, node: endpoint["nodeName"]?.string,
          isReady: endpoint["conditions", "ready"]?.bool ?? true,
          isServing: endpoint["conditions", "serving"]?.bool ?? true
            && endpoint["conditions", "terminating"]?.bool ?? false, ports: ports))
    }
  }

  /// Where the traffic to one of its ports goes: the addresses and ports of the ready endpoints; where there are none,
  /// of those that still serve while they end (kube-proxy: CategorizeEndpoints).
  func targets(of port: Port, onNode node: String? = nil) -> [Target] {
    let near = backends.filter { node == nil || $0.node == node }
    let ready = near.filter(\.isReady)
    return (ready.isEmpty ? near.filter(\.isServing) : ready).compactMap { backend in
      guard let target = backend.ports[port.name], target.transport == port.transport,
        let address = backend.addresses.first
      else { return nil }
      return Target(address: address, port: target.number)
    }
  }

  /// Where a connection to a Service goes on to.
  struct Target: Hashable, Sendable {
    var address: IPAddress
    var port: Int
  }
}
