import Documents
import Hosts
import Simulation

/// `openssl x509`: shows a certificate, or makes one out of a request.
struct X509Command {
  private let openssl: OpenSSLCall
  private let options: OpenSSLCall.Options
  /// What is shown, in the order in which it was asked for.
  private static let shown: Set<String> = [
    "text", "subject", "issuer", "dates", "startdate", "enddate", "serial", "fingerprint", "pubkey", "modulus", "hash",
    "subject_hash", "issuer_hash", "email", "purpose", "ocsp_uri", "alias",
  ]

  init(_ openssl: OpenSSLCall, _ words: [String]) throws {
    self.openssl = openssl
    options = try openssl.options(
      words,
      values: [
        "in", "out", "ext", "checkend", "checkhost", "checkip", "checkemail", "nameopt", "certopt", "dateopt", "inform",
        "outform", "CA", "CAkey", "CAserial", "days", "set_serial", "extfile", "extensions", "signkey", "key", "passin",
        "copy_extensions", "subj", "force_pubkey",
      ], flags: Self.shown.union(["noout", "req", "CAcreateserial", "new", "x509toreq", "trustout", "clrext"]))
  }

  func run() throws -> Int32 {
    if options.has("new") || options.has("x509toreq") {
      throw OpenSSLCall.Stop(text: "not simulated: this option of openssl x509\n")
    }
    if let form = options["inform"] ?? options["outform"], form.uppercased() != "PEM" {
      throw OpenSSLCall.Stop(text: "not simulated: other forms than PEM\n")
    }
    let certificate: Certificate
    if options.has("req") {
      certificate = try CertificateIssuing(openssl, options).certificate()
    } else {
      certificate = try openssl.certificates(options["in"])[0]
    }
    var text = ""
    for flag in options.flags where Self.shown.contains(flag) { text += try show(flag, certificate) }
    if let names = options["ext"] { text += extensions(certificate, names) }
    var status: Int32 = 0
    if let seconds = options["checkend"] {
      guard let number = Int64(seconds) else {
        throw OpenSSLCall.Stop(text: "x509: Can't parse \"\(seconds)\" as an intmax number\nx509: Use -help for summary.\n")
      }
      let expires = certificate.notAfter.unixSeconds <= openssl.call.process.wall.unixSeconds + number
      text += "Certificate will \(expires ? "" : "not ")expire\n"
      status = expires ? 1 : 0
    }
    if let host = options["checkhost"] {
      let fits = (try? certificate.checkName(host)) != nil && !certificate.dnsNames.isEmpty
      text += "Hostname \(host) does \(fits ? "" : "NOT ")match certificate\n"
    }
    if let address = options["checkip"] {
      text += "IP \(address) does \(certificate.ipAddresses.contains(address) ? "" : "NOT ")match certificate\n"
    }
    if !options.has("noout") { text += PEMBlock(label: "CERTIFICATE", bytes: certificate.encoded).text }
    try openssl.put(text, to: options["out"])
    return status
  }

  private func show(_ what: String, _ certificate: Certificate) throws -> String {
    let start = "notBefore=\(date(certificate.notBefore))\n"
    let end = "notAfter=\(date(certificate.notAfter))\n"
    switch what {
    case "text":
      return CertificateText.certificate(
        certificate, without: Set((options["certopt"] ?? "").split(separator: ",").map(String.init)))
    case "subject": return "subject=\(name(certificate.subject))\n"
    case "issuer": return "issuer=\(name(certificate.issuer))\n"
    case "dates": return start + end
    case "startdate": return start
    case "enddate": return end
    case "serial": return "serial=\(certificate.serialHex.uppercased())\n"
    case "hash", "subject_hash": return "\(certificate.subject.shortHash)\n"
    case "issuer_hash": return "\(certificate.issuer.shortHash)\n"
    case "fingerprint": return fingerprint(certificate)
    case "pubkey": return PEMBlock(label: "PUBLIC KEY", bytes: certificate.publicKey.info).text
    case "modulus":
      guard case .rsa(let modulus, _) = certificate.publicKey else { return "Modulus=Wrong Algorithm type\n" }
      return "Modulus=\(hexadecimal(modulus).uppercased())\n"
    case "purpose": return Self.purposes(certificate)
    case "alias": return "<No Alias>\n"
    default: return ""
    }
  }

  private func date(_ time: WallTime) -> String {
    guard options["dateopt"] == "iso_8601" else { return CertificateText.date(time) }
    return time.rfc3339.replacing("T", with: " ")
  }

  private func name(_ name: DistinguishedName) -> String { NameLayout(options["nameopt"]).text(name) }

  private func fingerprint(_ certificate: Certificate) -> String {
    let isLong = options.has("sha256")
    let digest = isLong ? SHA256.digest(certificate.encoded) : SHA1.digest(certificate.encoded)
    return "\(isLong ? "sha256" : "SHA1") Fingerprint=\(hexadecimal(digest, separator: ":").uppercased())\n"
  }

  private func extensions(_ certificate: Certificate, _ names: String) -> String {
    let wanted = names.split(separator: ",").map(String.init)
    let found = certificate.extensions.filter { item in
      CertificateText.names[item.identifier].map { wanted.contains($0.short) } ?? false
    }
    return found.isEmpty ? "No extensions in certificate\n" : CertificateText.extensions(found, indent: 0)
  }

  private static func purposes(_ certificate: Certificate) -> String {
    let all = certificate.extendedUsages
    let isServer = all.isEmpty || all.contains(Certificate.serverAuth)
    let isClient = all.isEmpty || all.contains(Certificate.clientAuth)
    let isAuthority = certificate.isAuthority
    var text = "Certificate purposes:\n"
    for (name, fits) in [("SSL client", isClient), ("SSL server", isServer), ("Netscape SSL server", isServer)] {
      text += "\(name) : \(fits ? "Yes" : "No")\n\(name) CA : \(fits && isAuthority ? "Yes" : "No")\n"
    }
    return text + "Any Purpose : Yes\nAny Purpose CA : Yes\n"
  }
}

/// How names are shown (`-nameopt`).
struct NameLayout {
  private let option: String

  init(_ option: String?) {
    self.option = option ?? "oneline"
  }

  func text(_ name: DistinguishedName) -> String {
    if option.contains("RFC2253") {
      return name.attributes.reversed().map { "\($0.key)=\($0.value)" }.joined(separator: ",")
    }
    if option.contains("multiline") {
      return name.attributes.map { attribute in
        let long = Self.long[attribute.key] ?? attribute.key
        return "\n    \(long)\(String(repeating: " ", count: max(26 - long.count, 1)))= \(attribute.value)"
      }.joined()
    }
    if option.contains("compat") { return name.attributes.map { "/\($0.key)=\($0.value)" }.joined() }
    return name.opensslText
  }

  private static let long = [
    "CN": "commonName", "O": "organizationName", "OU": "organizationalUnitName", "C": "countryName",
    "L": "localityName", "ST": "stateOrProvinceName",
  ]
}
