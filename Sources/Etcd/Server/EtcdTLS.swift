import Simulation

/// How a client comes to a server: in plain text, or by TLS with what it holds.
public struct EtcdConnection: Sendable {
  public var isSecure: Bool
  /// The host of the endpoint, which the server's certificate has to name.
  public var host: String
  /// PEM; nil where the client has none.
  public var certificate: [UInt8]?
  public var key: [UInt8]?
  /// PEM of the authorities that the client trusts; nil for those of the system, which sign nothing here.
  public var authorities: [UInt8]?
  public var skipsVerification: Bool
  /// For a server with authentication enabled.
  public var user: String
  public var password: String

  public init(
    isSecure: Bool, host: String, certificate: [UInt8]? = nil, key: [UInt8]? = nil, authorities: [UInt8]? = nil,
    skipsVerification: Bool = false, user: String = "", password: String = ""
  ) {
    self.isSecure = isSecure
    self.host = host
    self.certificate = certificate
    self.key = key
    self.authorities = authorities
    self.skipsVerification = skipsVerification
    self.user = user
    self.password = password
  }
}

extension EtcdError {
  /// The connection cannot be made: the client tries again until its time is up.
  public static func unreachable(_ description: String) -> EtcdError {
    EtcdError(.unavailable, "connection error: desc = \"\(description)\"")
  }

  /// Nothing listens there.
  public static func refused(_ address: String) -> EtcdError {
    unreachable("transport: Error while dialing: dial tcp \(address): connect: connection refused")
  }

  /// The port takes connections and never answers.
  public static let silent = EtcdError(
    .deadlineExceeded, "context deadline exceeded while waiting for connections to become ready")

  /// Whether the request never reached a server that could answer.
  public var isUnreachable: Bool { message.hasPrefix("connection error: ") || self == .silent || isBrokenPipe }

  var isBrokenPipe: Bool { message.hasSuffix("write: broken pipe") }
}

/// What a handshake between a client and a server comes to.
enum EtcdHandshake {
  case accepted
  /// The client sees `clientError`; the server logs `rejection`, if it noticed.
  case failed(clientError: EtcdError, rejection: String?)

  /// - Parameters:
  ///   - server: The certificate files of the server as they are now; nil where it speaks plain text.
  ///   - at: What the clocks show.
  static func shake(_ client: EtcdConnection, server: EtcdServerCertificates?, at now: WallTime) -> EtcdHandshake {
    guard let server else {
      if !client.isSecure { return .accepted }
      return .failed(
        clientError: .unreachable("transport: authentication handshake failed: EOF"), rejection: nil)
    }
    if !client.isSecure {
      return .failed(
        clientError: .unreachable("error reading server preface: EOF"),
        rejection: "tls: first record does not look like a TLS handshake")
    }
    if !client.skipsVerification,
      let problem = CertificateChecks.server(
        server.certificate, trustedBy: client.authorities, host: client.host, at: now)
    {
      return .failed(
        clientError: .unreachable(
          "transport: authentication handshake failed: tls: failed to verify certificate: \(problem)"),
        rejection: "remote error: tls: bad certificate")
    }
    guard let authorities = server.clientAuthorities else { return .accepted }
    guard let certificate = client.certificate else {
      return .failed(
        clientError: .unreachable("error reading server preface: remote error: tls: certificate required"),
        rejection: "tls: client didn't provide a certificate")
    }
    if let problem = CertificateChecks.client(certificate, trustedBy: authorities, at: now) {
      let alert = problem.contains("expired") ? "expired certificate" : "unknown certificate authority"
      return .failed(
        clientError: .unreachable("error reading server preface: remote error: tls: \(alert)"),
        rejection: "tls: failed to verify certificate: \(problem)")
    }
    return .accepted
  }
}

/// The server's side of a handshake.
struct EtcdServerCertificates: Sendable {
  var certificate: [UInt8]
  /// Nil where clients need no certificate.
  var clientAuthorities: [UInt8]?
}
