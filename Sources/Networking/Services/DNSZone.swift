import Documents

/// A record of an answer, as `dig` prints it.
public struct DNSRecord: Hashable, Sendable {
  public enum Kind: String, Sendable {
    case a = "A"
    case aaaa = "AAAA"
    case cname = "CNAME"
    case srv = "SRV"
    case ptr = "PTR"
    /// Asked for only; answers hold the other kinds.
    case any = "ANY"
    case mx = "MX"
    case txt = "TXT"
    case ns = "NS"
    case soa = "SOA"
  }

  /// With the dot at its end.
  public var name: String
  public var kind: Kind
  /// An address, or a name with the dot at its end, or `priority weight port target` of an SRV record.
  public var data: String
  /// Seconds.
  public var timeToLive = 30

  public init(name: String, kind: Kind, data: String) {
    self.name = name
    self.kind = kind
    self.data = data
  }
}

/// What a name server answers.
public struct DNSReply: Hashable, Sendable {
  public enum Code: String, Sendable {
    case noError = "NOERROR"
    case noSuchName = "NXDOMAIN"
    /// The server is not set up to answer this.
    case serverFailure = "SERVFAIL"
    case refused = "REFUSED"
  }

  public var code: Code
  public var records: [DNSRecord]
  /// Addresses of the targets of SRV records.
  public var additional: [DNSRecord] = []
  /// The cluster's own zone, with the dot at its end, where that answered: an answer without records names it.
  public var zone: String?

  public init(code: Code, records: [DNSRecord]) {
    self.code = code
    self.records = records
  }

  /// The addresses among the records, in their order.
  public var addresses: [IPAddress] {
    records.filter { $0.kind == .a || $0.kind == .aaaa }.compactMap { IPAddress($0.data) }
  }

  static let noSuchName = DNSReply(code: .noSuchName, records: [])
}

/// The names that the cluster's DNS serves (Kubernetes DNS-Based Service Discovery 1.1.0; CoreDNS's
/// kubernetes plug-in with `pods insecure`), and beyond the cluster's domain those of the outside world.
struct DNSZone: Sendable {
  let domain: String
  let services: ServiceTable
  let namespaces: Set<String>
  /// Names of the outside world, without the dot at the end.
  let outside: [String: [IPAddress]]

  /// The addresses of the Pods of each namespace.
  let podAddresses: [String: Set<IPAddress>]

  /// Answers for a name of the cluster's domain.
  func cluster(_ plain: String, _ kind: DNSRecord.Kind, pods: NameServing.Cluster.Pods) -> DNSReply {
    let labels = plain.dropLast(plain == domain ? domain.count : domain.count + 1).split(separator: ".").map(
      String.init)
    switch labels.last {
    case nil: return DNSReply(code: .noError, records: [])
    case "svc": return service(Array(labels.dropLast()), plain, kind)
    case "pod" where pods != .disabled: return pod(Array(labels.dropLast()), plain, kind, isVerified: pods == .verified)
    default: return .noSuchName
    }
  }

  private func service(_ labels: [String], _ name: String, _ kind: DNSRecord.Kind) -> DNSReply {
    let empty = DNSReply(code: .noError, records: [])
    guard let namespace = labels.last else { return empty }
    if labels.count == 1 { return namespaces.contains(namespace) ? empty : .noSuchName }
    guard let service = services.service(labels[labels.count - 2], in: namespace) else { return .noSuchName }
    if let target = service.externalName { return alias(name, to: target, kind) }
    let before = labels.dropLast(2)
    switch before.count {
    case 0:
      let addresses =
        service.isHeadless ? service.readyBackends.flatMap(\.addresses) : service.clusterAddresses
      if service.isHeadless && addresses.isEmpty { return .noSuchName }
      if kind == .srv { return ports(of: service, name, matching: nil) }
      return DNSReply(code: .noError, records: records(name, addresses, kind))
    case 1 where service.isHeadless:
      let host = before[before.startIndex]
      let found = service.readyBackends.filter { label(of: $0) == host }.flatMap(\.addresses)
      return found.isEmpty ? .noSuchName : DNSReply(code: .noError, records: records(name, found, kind))
    case 2 where before.allSatisfy { $0.hasPrefix("_") }:
      let parts = before.map { String($0.dropFirst()) }
      return ports(of: service, name, matching: (parts[0], parts[1]))
    default: return .noSuchName
    }
  }

  /// The label of one endpoint of a headless Service: its host name, else its address with dashes.
  private func label(of backend: Service.Backend) -> String {
    if let hostname = backend.hostname { return hostname.lowercased() }
    let address = backend.addresses.first.map(\.description) ?? ""
    return String(address.map { $0 == "." || $0 == ":" ? "-" : $0 })
  }

  private func ports(of service: Service, _ name: String, matching: (name: String, transport: String)?)
    -> DNSReply
  {
    let chosen = service.ports.filter { port in
      guard let matching else { return true }
      return port.name == matching.name && port.transport.rawValue.lowercased() == matching.transport
    }
    let base = "\(service.name).\(service.namespace).svc.\(domain)."
    var targets: [(port: Int, name: String, addresses: [IPAddress])] = []
    for port in chosen {
      guard service.isHeadless else {
        targets.append((port.number, base, service.clusterAddresses))
        continue
      }
      for backend in service.readyBackends {
        let number = backend.ports[port.name]?.number ?? port.number
        targets.append((number, "\(label(of: backend)).\(base)", backend.addresses))
      }
    }
    // CoreDNS shares a weight of 100 among the targets.
    let weight = 100 / max(1, targets.count)
    var reply = DNSReply(
      code: .noError,
      records: targets.map { DNSRecord(name: "\(name).", kind: .srv, data: "0 \(weight) \($0.port) \($0.name)") })
    reply.additional = targets.flatMap { target in
      target.addresses.map { DNSRecord(name: target.name, kind: $0.family == .v4 ? .a : .aaaa, data: "\($0)") }
    }
    return targets.isEmpty ? .noSuchName : reply
  }

  /// `10-44-0-24.project-snake.pod.cluster.local`: whatever address the name spells, if the namespace exists; or only
  /// the address of a Pod there.
  private func pod(_ labels: [String], _ name: String, _ kind: DNSRecord.Kind, isVerified: Bool) -> DNSReply {
    guard let namespace = labels.last, namespaces.contains(namespace) else { return .noSuchName }
    if labels.count == 1 { return DNSReply(code: .noError, records: []) }
    let dotted = String(labels[0].map { $0 == "-" ? "." : $0 })
    let colons = String(labels[0].map { $0 == "-" ? ":" : $0 })
    guard labels.count == 2, let address = IPAddress(dotted) ?? IPAddress(colons) else { return .noSuchName }
    if isVerified, !(podAddresses[namespace] ?? []).contains(address) { return .noSuchName }
    return DNSReply(code: .noError, records: records(name, [address], kind))
  }

  /// A name of the outside world.
  func beyond(_ name: String, _ kind: DNSRecord.Kind) -> DNSReply {
    guard let addresses = outside[name] else { return .noSuchName }
    return DNSReply(code: .noError, records: records(name, addresses, kind))
  }

  private func alias(_ name: String, to target: String, _ kind: DNSRecord.Kind) -> DNSReply {
    let full = target.hasSuffix(".") ? target : "\(target)."
    let first = DNSRecord(name: "\(name).", kind: .cname, data: full)
    if kind == .cname || full.lowercased() == "\(name)." { return DNSReply(code: .noError, records: [first]) }
    return DNSReply(code: .noError, records: [first] + followed(full.lowercased(), kind).records)
  }

  /// What the name that another stands for leads to: the server asks itself.
  private func followed(_ full: String, _ kind: DNSRecord.Kind) -> DNSReply {
    let plain = String(full.dropLast())
    return plain == domain || plain.hasSuffix(".\(domain)") ? cluster(plain, kind, pods: .insecure) : beyond(plain, kind)
  }

  func records(_ name: String, _ addresses: [IPAddress], _ kind: DNSRecord.Kind) -> [DNSRecord] {
    addresses.filter {
      kind == .any || (kind == .a && $0.family == .v4) || (kind == .aaaa && $0.family == .v6)
    }.map {
      DNSRecord(name: "\(name).", kind: $0.family == .v4 ? .a : .aaaa, data: $0.description)
    }
  }

  /// `24.0.44.10.in-addr.arpa`: the Service with that address, or the endpoint of a headless one.
  func reverse(_ name: String) -> DNSReply {
    let suffix = ".in-addr.arpa"
    guard name.hasSuffix(suffix) else { return .noSuchName }
    let text = name.dropLast(suffix.count).split(separator: ".").reversed().joined(separator: ".")
    guard let address = IPAddress(text) else { return .noSuchName }
    var targets = services.service(at: address).map { ["\($0.name).\($0.namespace).svc.\(domain)."] } ?? []
    for title in services.services.keys.sorted() where targets.isEmpty {
      guard let service = services.services[title] else { continue }
      targets = service.readyBackends.filter { $0.addresses.contains(address) }.map {
        "\(label(of: $0)).\(service.name).\(service.namespace).svc.\(domain)."
      }
    }
    if targets.isEmpty { return .noSuchName }
    return DNSReply(
      code: .noError, records: targets.map { DNSRecord(name: "\(name).", kind: .ptr, data: $0) })
  }
}
