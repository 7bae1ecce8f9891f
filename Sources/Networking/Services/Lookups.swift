extension Network {
  /// The address of the cluster's DNS Service (kube-system/kube-dns), if there is one.
  public var dnsServiceAddress: IPAddress? {
    services.service("kube-dns", in: "kube-system")?.clusterAddresses.first
  }

  /// Asks a name server for one full name. DNS is traffic as any other: to port 53, by way of the Service, to
  /// a DNS Pod, and only as far as the policies let it.
  public func query(
    _ name: String, _ kind: DNSRecord.Kind = .a, from source: Endpoint, nameServer: IPAddress,
    transport: TransportProtocol = .udp, listening: Set<Listener>, by balancer: inout ServiceBalancer
  ) -> NameServerAnswer {
    switch connect(
      from: source, to: nameServer, port: 53, transport: transport, listening: listening, by: &balancer)
    {
    case .connected(let connection):
      // A DNS server that is no Pod of this cluster, such as the hosts' own, does not know the cluster's names.
      let knowsCluster = connection.destination?.kind == .pod
      let isClusterName = name.lowercased().contains(".\(zone.domain)")
      return .reply(isClusterName && !knowsCluster ? .noSuchName : zone.answer(name, kind))
    case .refused: return .refused
    case .dropped(_, let why): return .silent(why)
    case .unanswered, .noRoute: return .silent(nil)
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
    for candidate in candidates(for: name) {
      switch ask(candidate) {
      case .refused: return .refused
      case .silent(let why): return .silent(why)
      case .reply(let reply) where reply.code == .noError && !reply.records.isEmpty:
        return .found(name: candidate, reply)
      case .reply: continue
      }
    }
    return .noSuchName
  }
}
