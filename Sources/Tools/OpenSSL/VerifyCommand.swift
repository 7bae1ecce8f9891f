import Simulation
import Hosts

/// `openssl verify`: whether a certificate leads to an authority that is trusted.
struct VerifyCommand {
  private let openssl: OpenSSLCall
  private let options: OpenSSLCall.Options

  init(_ openssl: OpenSSLCall, _ words: [String]) throws {
    self.openssl = openssl
    options = try openssl.options(
      words,
      values: ["CAfile", "CApath", "trusted", "untrusted", "purpose", "verify_hostname", "verify_ip", "attime", "verify_depth"],
      flags: ["verbose", "show_chain", "partial_chain", "x509_strict", "no_check_time", "crl_check"])
  }

  func run() throws -> Int32 {
    let roots = try (options.values["CAfile"] ?? []).flatMap(authorities) + (options.values["trusted"] ?? []).flatMap(authorities)
    let between = try (options.values["untrusted"] ?? []).flatMap(authorities)
    var status: Int32 = 0
    for path in options.operands.isEmpty ? [nil] : options.operands.map(Optional.some) {
      let found: [Certificate]
      do {
        found = Certificate.all(in: try openssl.text(path, what: "certificate file"))
      } catch let stop as OpenSSLCall.Stop {
        throw OpenSSLCall.Stop(text: "\(stop.text)Unable to load certificate file\n", status: 2)
      }
      guard let leaf = found.first else {
        throw OpenSSLCall.Stop(
          text: "Could not read certificate file from \(path ?? "<stdin>")\nUnable to load certificate file\n", status: 2)
      }
      let name = path ?? "stdin"
      if let problem = ChainCheck(roots: roots, between: between, now: openssl.call.process.wall).problem(leaf) ?? wish(leaf) {
        try openssl.call.flush()
        try openssl.call.process.printError(
          "\(problem.subject.opensslText)\nerror \(problem.code) at \(problem.depth) depth lookup: \(problem.text)\n"
            + "error \(name): verification failed\n")
        status = 2
      } else {
        try openssl.call.write("\(name): OK\n")
      }
    }
    return status
  }

  /// What was asked of the certificate beyond its chain.
  private func wish(_ leaf: Certificate) -> ChainCheck.Problem? {
    func problem(_ code: Int, _ text: String) -> ChainCheck.Problem {
      ChainCheck.Problem(code: code, depth: 0, text: text, subject: leaf.subject)
    }
    let wanted = ["sslclient": Certificate.clientAuth, "sslserver": Certificate.serverAuth][options["purpose"] ?? ""]
    if let wanted, !leaf.extendedUsages.isEmpty, !leaf.extendedUsages.contains(wanted) {
      return problem(26, "unsuitable certificate purpose")
    }
    if let host = options["verify_hostname"], leaf.dnsNames.isEmpty || (try? leaf.checkName(host)) == nil {
      return problem(62, "hostname mismatch")
    }
    if let address = options["verify_ip"], !leaf.ipAddresses.contains(address) {
      return problem(64, "IP address mismatch")
    }
    return nil
  }

  private func authorities(_ path: String) throws -> [Certificate] {
    do {
      return Certificate.all(in: String(decoding: try ByteReader(openssl.call, path).all(), as: UTF8.self))
    } catch let error as FileError {
      throw OpenSSLCall.Stop(
        text: "Error loading file \(path)\n\(OpenSSLCall.queue(error, path))\(OpenSSLCall.thread):error:05880002:"
          + "x509 certificate routines:X509_load_cert_crl_file_ex:system lib:../crypto/x509/by_file.c:229:\n")
    }
  }
}

/// The way from a certificate to an authority, looked at as OpenSSL does.
struct ChainCheck {
  let roots: [Certificate]
  let between: [Certificate]
  let now: WallTime

  struct Problem {
    var code: Int
    var depth: Int
    var text: String
    var subject: DistinguishedName
  }

  /// The first thing that is wrong; nil for a good chain.
  func problem(_ leaf: Certificate) -> Problem? {
    var chain = [leaf]
    while let last = chain.last, chain.count < 10 {
      if roots.contains(where: { $0.encoded == last.encoded }) { break }
      if let root = roots.first(where: { Self.hasIssued($0, last) }) {
        chain.append(root)
        break
      }
      if last.subject == last.issuer {
        let text = chain.count == 1 ? "self-signed certificate" : "self-signed certificate in certificate chain"
        return Problem(code: chain.count == 1 ? 18 : 19, depth: chain.count - 1, text: text, subject: last.subject)
      }
      guard let next = between.first(where: { Self.hasIssued($0, last) }) else {
        return Problem(
          code: 20, depth: chain.count - 1, text: "unable to get local issuer certificate", subject: last.subject)
      }
      chain.append(next)
    }
    for (depth, certificate) in chain.enumerated() where depth > 0 && !certificate.isAuthority {
      return Problem(code: 79, depth: depth, text: "invalid CA certificate", subject: certificate.subject)
    }
    for (depth, certificate) in chain.enumerated().reversed() {
      if depth > 0, chain[depth - 1].publicKey != certificate.publicKey,
        certificate.publicKey.verifies(chain[depth - 1].signature, of: chain[depth - 1].signedPart) == false
      {
        return Problem(
          code: 7, depth: depth - 1, text: "certificate signature failure", subject: chain[depth - 1].subject)
      }
      if now < certificate.notBefore {
        return Problem(code: 9, depth: depth, text: "certificate is not yet valid", subject: certificate.subject)
      }
      if now > certificate.notAfter {
        return Problem(code: 10, depth: depth, text: "certificate has expired", subject: certificate.subject)
      }
    }
    return nil
  }

  private static func hasIssued(_ authority: Certificate, _ certificate: Certificate) -> Bool {
    guard authority.subject == certificate.issuer else { return false }
    return certificate.authorityKeyID.isEmpty || authority.subjectKeyID.isEmpty
      || certificate.authorityKeyID == authority.subjectKeyID
  }
}
