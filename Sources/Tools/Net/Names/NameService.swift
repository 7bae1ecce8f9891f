import Hosts
import Networking
import Simulation
import World

/// Names as programs of a host or container look them up: `/etc/hosts`, then the name server of `/etc/resolv.conf`.
struct NameService {
  enum Answer {
    /// The name that was found, without the dot at its end, and its addresses.
    case found(name: String, addresses: [String])
    case unknown
    /// The name server is not there (`atOnce`), or does not answer.
    case unreachable(atOnce: Bool)
  }

  let process: Process
  let resolver: Resolver

  /// How long the C library waits for a name server that is silent: twice five seconds, for two full names (measured
  /// with glibc 2.36); musl waits five seconds in all.
  var patience: Span { process.files.exists("/etc/alpine-release", by: process.accessor) ? .seconds(5) : .seconds(20) }

  init(_ process: Process) {
    self.process = process
    let text = (try? process.files.read("/etc/resolv.conf", by: process.accessor))?.text ?? ""
    resolver = Resolver(file: text)
  }

  /// The first name server, as an address.
  var server: String { resolver.nameServers.first.map { "\($0)" } ?? "127.0.0.1" }

  /// What a name server says of a full name.
  func ask(
    _ name: String, _ kind: DNSRecord.Kind, at other: String? = nil, _ transport: TransportProtocol = .udp
  ) -> NameServerAnswer {
    process.stage.world.query(name, kind, at: other ?? server, from: TrafficSource(process), transport: transport)
  }

  /// The addresses of a name or address, as `getaddrinfo` gives them.
  func addresses(of name: String) -> Answer {
    let plain = name.hasPrefix("[") ? String(name.dropFirst().prefix { $0 != "]" }) : name
    if IPAddress(plain) != nil { return .found(name: plain, addresses: [plain]) }
    if let address = addressInHosts(of: plain) { return .found(name: plain, addresses: [address]) }
    if plain == "localhost" { return .found(name: plain, addresses: ["127.0.0.1"]) }
    switch resolver.lookUp(plain, ask: { ask($0, .a) }) {
    case .found(_, let reply):
      let name = reply.records.last { $0.kind == .a }?.name ?? plain
      return .found(name: Self.withoutDot(name), addresses: reply.addresses.map { "\($0)" })
    case .noSuchName: return .unknown
    case .refused: return .unreachable(atOnce: true)
    case .silent: return .unreachable(atOnce: false)
    }
  }

  /// The name of an address, if somebody knows one.
  func name(of address: String) -> String? {
    for (found, names) in hostLines where found == address { return names.first }
    guard case .reply(let reply) = ask(Self.reversed(address), .ptr), let first = reply.records.first else { return nil }
    return Self.withoutDot(first.data)
  }

  private func addressInHosts(of name: String) -> String? {
    hostLines.first { line in line.names.contains { $0.lowercased() == name.lowercased() } && line.address.contains(".") }?
      .address
  }

  private var hostLines: [(address: String, names: [String])] {
    let text = (try? process.files.read("/etc/hosts", by: process.accessor))?.text ?? ""
    return text.split(separator: "\n").compactMap { line in
      let words = line.prefix { $0 != "#" }.split { $0 == " " || $0 == "\t" }.map(String.init)
      return words.count > 1 ? (words[0], Array(words.dropFirst())) : nil
    }
  }

  /// `1.0.96.10.in-addr.arpa.` of `10.96.0.1`.
  static func reversed(_ address: String) -> String {
    "\(address.split(separator: ".").reversed().joined(separator: ".")).in-addr.arpa."
  }

  static func withoutDot(_ name: String) -> String { name.hasSuffix(".") ? String(name.dropLast()) : name }
}
