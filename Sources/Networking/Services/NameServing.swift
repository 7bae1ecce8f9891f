/// What a DNS server of the cluster was told to answer: its zones, and the plug-ins of each that decide about answers
/// (CoreDNS 1.14: rewrite, hosts, kubernetes and forward, in this order).
public struct NameServing: Sendable {
  public struct Zone: Sendable {
    /// In lower case with the dot at its end; `.` is every name.
    public var name: String
    public var rewrites: [Rewrite] = []
    public var hosts: Hosts?
    public var cluster: Cluster?
    /// The zones whose names are asked for outside.
    public var forwarded: [String] = []

    public init(name: String) { self.name = name }
  }

  /// `rewrite name exact FROM TO` and its kin.
  public struct Rewrite: Sendable {
    public enum Match: String, Sendable {
      case exact
      case prefix
      case suffix
      case substring
    }

    public var match: Match
    public var from: String
    public var to: String

    public init(match: Match, from: String, to: String) {
      (self.match, self.from, self.to) = (match, from, to)
    }
  }

  /// Names that the server's own file or list knows.
  public struct Hosts: Sendable {
    public var zones: [String]
    public var addresses: [String: [IPAddress]]
    public var fallsThrough: Bool
    public var timeToLive: Int

    public init(zones: [String], addresses: [String: [IPAddress]], fallsThrough: Bool, timeToLive: Int) {
      (self.zones, self.addresses, self.fallsThrough, self.timeToLive) = (zones, addresses, fallsThrough, timeToLive)
    }
  }

  /// Services and Pods.
  public struct Cluster: Sendable {
    public enum Pods: String, Sendable {
      case disabled
      case insecure
      case verified
    }

    /// Domains, and `in-addr.arpa.` or `ip6.arpa.` for names of addresses.
    public var zones: [String]
    public var pods: Pods
    public var timeToLive: Int
    /// The zones in which unknown names are left to the next plug-in.
    public var fallsThrough: [String]

    public init(zones: [String], pods: Pods, timeToLive: Int, fallsThrough: [String]) {
      (self.zones, self.pods, self.timeToLive, self.fallsThrough) = (zones, pods, timeToLive, fallsThrough)
    }
  }

  public var zones: [Zone]

  public init(zones: [Zone]) { self.zones = zones }

  /// What kubeadm's Corefile says.
  public static func kubeadm(domain: String = "cluster.local") -> NameServing {
    var zone = Zone(name: ".")
    zone.cluster = Cluster(
      zones: ["\(domain).", "in-addr.arpa.", "ip6.arpa."], pods: .insecure, timeToLive: 30,
      fallsThrough: ["in-addr.arpa.", "ip6.arpa."])
    zone.forwarded = ["."]
    return NameServing(zones: [zone])
  }

  /// The longest of the zones that a name belongs to.
  static func zone(of name: String, among zones: [String]) -> String? {
    zones.filter { $0 == "." || name == $0 || name.hasSuffix(".\($0)") }.max { $0.count < $1.count }
  }
}

extension DNSZone {
  /// What a server says that was told so.
  func answer(_ asked: String, _ kind: DNSRecord.Kind, as serving: NameServing) -> DNSReply {
    let name = asked.lowercased().hasSuffix(".") ? asked.lowercased() : "\(asked.lowercased())."
    let named = NameServing.zone(of: name, among: serving.zones.map(\.name))
    guard let zone = serving.zones.first(where: { $0.name == named }) else {
      return DNSReply(code: .refused, records: [])
    }
    let rewritten = zone.rewrites.lazy.compactMap { $0.applied(to: name) }.first ?? name
    var reply = answer(rewritten, kind, in: zone)
    if rewritten != name {
      for index in reply.records.indices where reply.records[index].name == rewritten { reply.records[index].name = name }
    }
    return reply
  }

  private func answer(_ name: String, _ kind: DNSRecord.Kind, in zone: NameServing.Zone) -> DNSReply {
    if let hosts = zone.hosts, NameServing.zone(of: name, among: hosts.zones) != nil {
      if let known = hosts.addresses[name] { return found(name, known, kind, hosts.timeToLive) }
      // A list of hosts has no SOA record to say so with (CoreDNS, plug-in hosts).
      if !hosts.fallsThrough { return DNSReply(code: .serverFailure, records: []) }
    }
    if let cluster = zone.cluster, let domain = NameServing.zone(of: name, among: cluster.zones) {
      let reply = answer(name, kind, in: cluster, domain)
      let isLeft = NameServing.zone(of: name, among: cluster.fallsThrough) != nil
      if reply.code == .noError || !isLeft { return reply }
    }
    guard NameServing.zone(of: name, among: zone.forwarded) != nil else {
      return DNSReply(code: .serverFailure, records: [])
    }
    return beyond(String(name.dropLast()), kind)
  }

  private func found(_ name: String, _ addresses: [IPAddress], _ kind: DNSRecord.Kind, _ seconds: Int) -> DNSReply {
    var found = records(String(name.dropLast()), addresses, kind)
    for index in found.indices { found[index].timeToLive = seconds }
    return DNSReply(code: .noError, records: found)
  }

  private func answer(
    _ name: String, _ kind: DNSRecord.Kind, in cluster: NameServing.Cluster, _ domain: String
  ) -> DNSReply {
    var reply: DNSReply
    if domain.hasSuffix(".arpa.") {
      reply = reverse(String(name.dropLast()))
    } else {
      let zone = DNSZone(
        domain: String(domain.dropLast()), services: services, namespaces: namespaces, outside: outside,
        podAddresses: podAddresses)
      reply = zone.cluster(String(name.dropLast()), kind, pods: cluster.pods)
    }
    reply.zone = domain
    for index in reply.records.indices { reply.records[index].timeToLive = cluster.timeToLive }
    for index in reply.additional.indices { reply.additional[index].timeToLive = cluster.timeToLive }
    return reply
  }
}

extension NameServing.Rewrite {
  /// Nil where it is about other names.
  func applied(to name: String) -> String? {
    switch match {
    case .exact: return name == from ? to : nil
    case .prefix: return name.hasPrefix(from) ? "\(to)\(name.dropFirst(from.count))" : nil
    case .suffix: return name.hasSuffix(from) ? "\(name.dropLast(from.count))\(to)" : nil
    case .substring:
      let parts = name.split(separator: from, maxSplits: 1, omittingEmptySubsequences: false)
      return parts.count == 2 ? "\(parts[0])\(to)\(parts[1])" : nil
    }
  }
}
