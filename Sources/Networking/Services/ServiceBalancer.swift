/// Which endpoint of a Service a connection gets: one by chance, or with `sessionAffinity: ClientIP` the one that the
/// same client had last.
///
/// Every node's kube-proxy remembers for itself; a client is forgotten after the Service's `timeoutSeconds` without a new
/// connection, or when its endpoint is gone (iptables mode: the `recent` list of each endpoint).
public struct ServiceBalancer: Sendable {
  /// Chooses among the endpoints, as kube-proxy does by chance.
  public var turn = 0
  /// The time of the connection, in seconds since some moment.
  public var seconds = 0.0
  private var sessions: [Client: Session] = [:]

  private struct Client: Hashable {
    var node: String
    var service: String
    var port: Int
    var transport: TransportProtocol
    var address: IPAddress
  }

  private struct Session {
    var target: Service.Target
    var seconds: Double
  }

  public init() {}

  mutating func target(of route: ServiceTable.BalancedPort, for source: Endpoint) -> Service.Target {
    let chosen = route.targets[turn % route.targets.count]
    guard let patience = route.service.affinitySeconds, let address = source.addresses.first else { return chosen }
    let client = Client(
      node: route.node, service: route.service.title, port: route.port.number, transport: route.port.transport,
      address: address)
    var target = chosen
    if let last = sessions[client], seconds - last.seconds <= Double(patience), route.targets.contains(last.target) {
      target = last.target
    }
    sessions[client] = Session(target: target, seconds: seconds)
    return target
  }
}
