import Controllers
import Hosts
import KubeModel
import Simulation

/// A controller-manager's authority: the certificate and the key that its flags name, read when it starts.
struct AuthoritySigner: CertificateSigner {
  let authority: Certificate
  let key: RSAKey
  /// `--cluster-signing-duration`
  let seconds: Int

  /// Nil where the files hold no certificate, or no RSA key.
  init?(certificate: [UInt8], key: [UInt8], seconds: Int) {
    guard let authority = Certificate.all(in: String(decoding: certificate, as: UTF8.self)).first,
      let key = RSAKey(text: String(decoding: key, as: UTF8.self))
    else { return nil }
    self.authority = authority
    self.key = key
    self.seconds = seconds
  }

  func certificate(
    for request: [UInt8], usages: [String], seconds: Int?, now: WallTime, chance: inout Chance
  ) throws(SigningProblem) -> String {
    guard let request = CertificateRequest(text: String(decoding: request, as: UTF8.self)) else {
      throw SigningProblem(message: "unable to parse csr: PEM block type must be CERTIFICATE REQUEST")
    }
    let start = WallTime(unixSeconds: now.unixSeconds) + .seconds(-300)
    let number = chance.next() >> 1
    let wanted = Set(usages)
    let bits = Certificate.Usage.allCases.filter { Self.usages[$0].map(wanted.contains) ?? false }
    let purposes = [("server auth", Certificate.serverAuth), ("client auth", Certificate.clientAuth)]
      .filter { wanted.contains($0.0) }.map(\.1)
    var extensions: [Certificate.Extension] = []
    if !bits.isEmpty { extensions.append(.keyUsage(bits)) }
    if !purposes.isEmpty { extensions.append(.extendedKeyUsage(purposes)) }
    extensions += [.basicConstraints(isAuthority: false), .authorityKeyID(authority.subjectKeyID)]
    extensions += request.extensions.filter { $0.identifier == "2.5.29.17" }
    let template = CertificateTemplate(
      subject: request.subject, serial: (0..<8).map { UInt8(truncatingIfNeeded: number >> UInt64(56 - 8 * $0)) },
      notBefore: start, notAfter: start + .seconds(Double(min(seconds ?? self.seconds, self.seconds))),
      publicKey: request.publicKey, extensions: extensions)
    return template.signed(by: key, issuer: authority.subject).text
  }

  private static let usages: [Certificate.Usage: String] = [
    .digitalSignature: "digital signature", .nonRepudiation: "content commitment", .keyEncipherment: "key encipherment",
    .dataEncipherment: "data encipherment", .keyAgreement: "key agreement", .certificateSign: "cert sign",
    .crlSign: "crl sign",
  ]
}
