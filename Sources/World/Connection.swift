import Hosts
public import Simulation

/// How a client reaches an API server: what a kubeconfig's cluster and user say.
public struct APIConnection: Sendable, Equatable {
  /// `https://192.168.100.31:6443`.
  public var server: String
  /// PEM text of the CA that must have signed the server's certificate; nil for the host's own list.
  public var certificateAuthority: [UInt8]? {
    get { authorityText }
    set {
      authorityText = newValue
      authorities = Self.certificates(newValue)
    }
  }
  public var skipsVerification = false
  /// The name that the server's certificate must have, instead of the one in `server`.
  public var serverName: String?
  /// PEM text of the client's certificate.
  public var clientCertificate: [UInt8]? {
    get { certificateText }
    set {
      certificateText = newValue
      clientChain = Self.certificates(newValue)
    }
  }
  /// PEM text of the client's key.
  public var clientKey: [UInt8]?
  public var token: String?
  public var userName: String?
  public var password: String?
  /// How long one request may take; nil for as long as it takes.
  public var timeout: Span?
  public var impersonatedUser: String?
  public var impersonatedGroups: [String] = []

  private var authorityText: [UInt8]?
  private var certificateText: [UInt8]?
  // What the texts hold is read once: the same connection serves many requests.
  private(set) var authorities: [Certificate] = []
  private(set) var clientChain: [Certificate] = []

  public init(server: String) {
    self.server = server
  }

  private static func certificates(_ text: [UInt8]?) -> [Certificate] {
    text.map { Certificate.all(in: String(decoding: $0, as: UTF8.self)) } ?? []
  }
}

/// Why no answer came.
public struct ConnectionFailure: Error, Sendable, Equatable {
  public enum Kind: String, Sendable {
    case refused
    case noSuchHost
    case noRoute
    /// The client's own limit was reached.
    case timeout
    /// The certificates do not fit, or the other side does not speak TLS.
    case tls
    /// The connection ended before the answer.
    case closed
  }

  public var kind: Kind
  /// In the words of Go's net and crypto packages, such as
  /// `dial tcp 192.168.100.31:6443: connect: connection refused`.
  public var text: String

  public init(_ kind: Kind, _ text: String) {
    self.kind = kind
    self.text = text
  }
}
