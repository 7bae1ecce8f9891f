extension Network {
  /// The address of the cluster's DNS Service (kube-system/kube-dns), if there is one.
  public var dnsServiceAddress: IPAddress? {
    services.service("kube-dns", in: "kube-system")?.clusterAddresses.first
  }

  /// Asks a name server for one full name. DNS is traffic as any other: to port 53, by way of the Service, to
  /// a DNS Pod, and only as far as the policies let it. `serving` is what the server at an address was told; nil where
  /// what listens there is no name server of the cluster.
  public func query(
    _ name: String, _ kind: DNSRecord.Kind = .a, from source: Endpoint, nameServer: IPAddress,
    transport: TransportProtocol = .udp, listening: Set<Listener>, by balancer: inout ServiceBalancer,
    serving: (Connection) -> NameServing?
  ) -> NameServerAnswer {
    switch connect(
      from: source, to: nameServer, port: 53, transport: transport, listening: listening, by: &balancer)
    {
    case .connected(let connection): serving(connection).map { .reply(zone.answer(name, kind, as: $0)) } ?? .silent(nil)
    case .refused: .refused
    case .dropped(_, let why): .silent(why)
    case .unanswered, .noRoute: .silent(nil)
    }
  }
}

/// What a name server says, if it says anything.
public enum NameServerAnswer: Sendable {
  case reply(DNSReply)
  /// Nobody listens there.
  case refused
  /// No answer comes; why, where a policy is to blame.
  case silent(Explanation?)
}

extension Resolver {
  /// Looks a name up as the C library does: with the search domains, until a server knows it. `ask` asks the first name
  /// server for a full name.
  public func lookUp(_ name: String, ask: (String) -> NameServerAnswer) -> Lookup {
    var hasFailed = false
    for candidate in candidates(for: name) {
      switch ask(candidate) {
      case .refused: return .refused
      case .silent(let why): return .silent(why)
      case .reply(let reply) where reply.code == .noError && !reply.records.isEmpty:
        return .found(name: candidate, reply)
      case .reply(let reply): hasFailed = hasFailed || reply.code == .serverFailure || reply.code == .refused
      }
    }
    // glibc: a server that failed for one of the names may know it another time.
    return hasFailed ? .refused : .noSuchName
  }
}
