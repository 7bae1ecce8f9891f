import Hosts
public import Simulation

/// What Go's crypto/tls and crypto/x509 say of certificates and keys as files hold them; nil where they are content.
public enum CertificateChecks {
  /// A certificate with its key (tls.X509KeyPair).
  public static func keyPair(certificate: [UInt8], key: [UInt8]) -> String? {
    do {
      _ = try KeyPair(certificate: text(certificate), key: text(key))
      return nil
    } catch {
      return error.text
    }
  }

  /// The server's certificate as a client sees it.
  public static func server(
    _ certificate: [UInt8], trustedBy authorities: [UInt8]?, host: String, at now: WallTime
  ) -> String? {
    verify(certificate, authorities ?? [], name: host, .server, now)
  }

  /// A client's certificate as the server sees it.
  public static func client(_ certificate: [UInt8], trustedBy authorities: [UInt8], at now: WallTime) -> String? {
    verify(certificate, authorities, name: nil, .client, now)
  }

  private static func verify(
    _ certificate: [UInt8], _ authorities: [UInt8], name: String?, _ purpose: Certificate.Purpose, _ now: WallTime
  ) -> String? {
    let chain = Certificate.all(in: text(certificate))
    guard let leaf = chain.first else { return CertificateError.noCertificateData.text }
    do {
      try leaf.verify(
        roots: Certificate.all(in: text(authorities)), intermediates: Array(chain.dropFirst()), name: name,
        purpose: purpose, at: now)
      return nil
    } catch {
      return error.text
    }
  }

  private static func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }
}
