extension Network {
  /// The address of the cluster's DNS Service (kube-system/kube-dns), if there is one.
  public var dnsServiceAddress: IPAddress? {
    services.service("kube-dns", in: "kube-system")?.clusterAddresses.first
  }

  /// Asks a name server for one full name. DNS is traffic as any other: to port 53, by way of the Service, to
  /// a DNS Pod, and only as far as the policies let it.
  public func query(
    _ name: String, _ kind: DNSRecord.Kind = .a, from source: Endpoint, nameServer: IPAddress,
    transport: TransportProtocol = .udp, listening: Set<Listener>, turn: Int = 0
  ) -> Result<DNSReply, NameServerFailure> {
    let outcome = connect(
      from: source, to: nameServer, port: 53, transport: transport, listening: listening, turn: turn)
    guard case .connected(let connection) = outcome else {
      return .failure(NameServerFailure(outcome: outcome))
    }
    // A DNS server that is no Pod of this cluster, such as the hosts' own, does not know the cluster's names.
    let knowsCluster = connection.destination?.kind == .pod
    let isClusterName = name.lowercased().contains(".\(zone.domain)")
    return .success(isClusterName && !knowsCluster ? .noSuchName : zone.answer(name, kind))
  }

  /// Looks a name up as the C library does: with the search domains, IPv4 first, until a server knows it.
  public func lookUp(
    _ name: String, _ kind: DNSRecord.Kind = .a, from source: Endpoint, resolver: Resolver,
    listening: Set<Listener>, turn: Int = 0
  ) -> Lookup {
    guard let server = resolver.nameServers.first else { return .noSuchName }
    for candidate in resolver.candidates(for: name) {
      let result = query(candidate, kind, from: source, nameServer: server, listening: listening, turn: turn)
      switch result {
      case .failure(let failure): return .nameServerFailed(failure.outcome)
      case .success(let reply) where reply.code == .noError && !reply.records.isEmpty:
        return .found(name: candidate, reply)
      case .success: continue
      }
    }
    return .noSuchName
  }

  /// What becomes of a connection to a host: an address, or a name that is looked up first.
  public func connect(
    from source: Endpoint, to host: String, port: Int, transport: TransportProtocol = .tcp,
    resolver: Resolver,
    listening: Set<Listener>, turn: Int = 0
  ) -> Outcome {
    if let address = IPAddress(host) {
      return connect(
        from: source, to: address, port: port, transport: transport, listening: listening, turn: turn)
    }
    switch lookUp(host, from: source, resolver: resolver, listening: listening, turn: turn) {
    case .noSuchName: return .noSuchName(host)
    case .nameServerFailed(let outcome): return .nameServerFailed(name: host, outcome)
    case .found(_, let reply):
      guard let address = reply.addresses.first else { return .noSuchName(host) }
      return connect(
        from: source, to: address, port: port, transport: transport, listening: listening, turn: turn)
    }
  }
}

/// Why a name server gave no answer.
public struct NameServerFailure: Error, Sendable {
  public let outcome: Outcome
}
