import Documents
import Hosts
import World

/// `openssl s_client`: which certificate a server shows. What is typed goes nowhere.
struct ConnectCommand {
  private let openssl: OpenSSLCall
  private let options: OpenSSLCall.Options

  init(_ openssl: OpenSSLCall, _ words: [String]) throws {
    self.openssl = openssl
    options = try openssl.options(
      words, values: ["connect", "CAfile", "CApath", "cert", "key", "servername", "verify", "host", "port", "alpn"],
      flags: ["showcerts", "quiet", "brief", "tls1_2", "tls1_3", "noservername", "verify_return_error", "prexit"])
  }

  func run() throws -> Int32 {
    let target = options["connect"] ?? options.operands.first ?? "localhost:4433"
    let parts = target.split(separator: ":").map(String.init)
    let port = parts.count > 1 ? Int(parts[parts.count - 1]) ?? 443 : 443
    let process = openssl.call.process
    try process.wait(for: .milliseconds(15))
    let trusted = try options["CAfile"].map { try openssl.certificates($0) } ?? []
    switch process.stage.world.tlsServer(at: parts[0], port: port, from: process.hostName) {
    case .refused: throw failure("8000006F", "Connection refused", 111)
    case .noRoute: throw failure("80000071", "No route to host", 113)
    case .unknownName:
      throw OpenSSLCall.Stop(
        text: "\(OpenSSLCall.thread):error:10080002:BIO routines:BIO_lookup_ex:system lib:../crypto/bio/bio_addr.c:758:"
          + "Name or service not known\nconnect:errno=22\n")
    case .other:
      try openssl.call.write("CONNECTED(00000003)\n")
      try openssl.call.flush()
      throw OpenSSLCall.Stop(
        text: "\(OpenSSLCall.thread):error:0A00010B:SSL routines:ssl3_get_record:wrong version number:"
          + "../ssl/record/ssl3_record.c:354:\n")
    case .certificates(let shown, let accepted): try show(shown, accepted, trusted)
    }
    return 0
  }

  private func failure(_ code: String, _ text: String, _ number: Int) -> OpenSSLCall.Stop {
    OpenSSLCall.Stop(
      text: "\(OpenSSLCall.thread):error:\(code):system library:BIO_connect:\(text):../crypto/bio/bio_sock2.c:117:"
        + "calling connect()\n\(OpenSSLCall.thread):error:10000067:BIO routines:BIO_connect:connect error:"
        + "../crypto/bio/bio_sock2.c:119:\nconnect:errno=\(number)\n")
  }

  private func show(_ shown: [Certificate], _ accepted: [DistinguishedName], _ trusted: [Certificate]) throws {
    guard let leaf = shown.first else { return }
    let call = openssl.call
    try call.write("CONNECTED(00000003)\n")
    try call.flush()
    let check = ChainCheck(roots: trusted, between: Array(shown.dropFirst()), now: call.process.wall)
    let problem = check.problem(leaf)
    try call.process.printError(steps(leaf, trusted, problem))
    try call.write("---\nCertificate chain\n")
    for (place, certificate) in shown.enumerated() {
      try call.write(
        """
         \(place) s:\(certificate.subject.opensslText)
           i:\(certificate.issuer.opensslText)
           a:PKEY: rsaEncryption, \(certificate.publicKey.bits) (bit); sigalg: RSA-SHA256
           v:NotBefore: \(CertificateText.date(certificate.notBefore)); NotAfter: \(CertificateText.date(certificate.notAfter))\n
        """)
      if options.has("showcerts") { try call.write(PEMBlock(label: "CERTIFICATE", bytes: certificate.encoded).text) }
    }
    try call.write("---\nServer certificate\n")
    if !options.has("showcerts") { try call.write(PEMBlock(label: "CERTIFICATE", bytes: leaf.encoded).text) }
    try call.write("subject=\(leaf.subject.opensslText)\nissuer=\(leaf.issuer.opensslText)\n---\n")
    if !accepted.isEmpty {
      try call.write("Acceptable client certificate CA names\n\(accepted.map { "\($0.opensslText)\n" }.joined())")
    }
    try call.write("---\n\(end(leaf, problem))")
  }

  /// How the chain was looked at, from the authority down.
  private func steps(_ leaf: Certificate, _ trusted: [Certificate], _ problem: ChainCheck.Problem?) -> String {
    let name = leaf.subject.opensslText
    guard let problem else {
      let root = trusted.first { $0.subject == leaf.issuer }?.subject.opensslText ?? leaf.issuer.opensslText
      return "depth=1 \(root)\nverify return:1\ndepth=0 \(name)\nverify return:1\n"
    }
    var text = "depth=\(problem.depth) \(problem.subject.opensslText)\n"
    text += "verify error:num=\(problem.code):\(problem.text)\nverify return:1\n"
    if problem.code == 20 {
      text += "depth=0 \(name)\nverify error:num=21:unable to verify the first certificate\nverify return:1\n"
    }
    return "\(text)depth=0 \(name)\nverify return:1\n"
  }

  private func end(_ leaf: Certificate, _ problem: ChainCheck.Problem?) -> String {
    let code = problem.map { $0.code == 20 ? 21 : $0.code } ?? 0
    let words = problem.map { $0.code == 20 ? "unable to verify the first certificate" : $0.text } ?? "ok"
    return """
      SSL handshake has read \(leaf.encoded.count + 570) bytes and written 393 bytes
      Verification\(problem == nil ? ": OK" : " error: \(words)")
      ---
      New, TLSv1.3, Cipher is TLS_AES_128_GCM_SHA256
      Server public key is \(leaf.publicKey.bits) bit
      Secure Renegotiation IS NOT supported
      Compression: NONE
      Expansion: NONE
      No ALPN negotiated
      Early data was not sent
      Verify return code: \(code) (\(words))
      ---
      DONE

      """
  }
}
