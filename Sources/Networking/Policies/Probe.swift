/// The transport protocols that a NetworkPolicy knows.
public enum TransportProtocol: String, CaseIterable, Sendable {
  case tcp = "TCP"
  case udp = "UDP"
  case sctp = "SCTP"
}

/// A port: a number, or the name of a container port, which every destination may give another number.
public enum PortReference: Hashable, Sendable, CustomStringConvertible {
  case number(Int)
  case name(String)

  /// Digits are a number, all else is a name.
  public init(_ text: String) {
    if let number = Int(text) { self = .number(number) } else { self = .name(text) }
  }

  public var description: String {
    switch self {
    case .number(let number): String(number)
    case .name(let name): name
    }
  }
}

/// What is asked of every pair: whether traffic of this protocol reaches this port.
public struct Probe: Hashable, Sendable, CustomStringConvertible {
  public var transport: TransportProtocol
  public var port: PortReference

  public init(_ transport: TransportProtocol, _ port: PortReference) {
    self.transport = transport
    self.port = port
  }

  public init(_ transport: TransportProtocol, _ port: Int) {
    self.init(transport, .number(port))
  }

  /// Reads `TCP/80` or `UDP/dns`; nil where the protocol is unknown, or the port out of 1 to 65535 or empty.
  public init?(_ text: String) {
    let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2, let transport = TransportProtocol(rawValue: String(parts[0])), !parts[1].isEmpty
    else { return nil }
    let port = PortReference(String(parts[1]))
    if case .number(let number) = port, !(1...65535).contains(number) { return nil }
    self.init(transport, port)
  }

  /// `TCP/80`.
  public var description: String { "\(transport.rawValue)/\(port)" }
  /// `TCP 80`, as in a sentence.
  var phrase: String { "\(transport.rawValue) \(port)" }
}

/// What the policies say about one connection.
public enum Verdict: Character, Sendable {
  case allowed = "+"
  /// The policies of the destination refuse it.
  case refusedByIngress = "i"
  /// The policies of the source refuse it.
  case refusedByEgress = "e"
  case refusedByBoth = "x"
  /// Nothing in the cluster decides this: both ends are outside, or the destination has no port of that name.
  case meaningless = "-"

  init(egress: Bool, ingress: Bool) {
    self = egress ? (ingress ? .allowed : .refusedByIngress) : (ingress ? .refusedByEgress : .refusedByBoth)
  }
}
