import Documents
import Hosts
import Simulation

/// `openssl req`: makes and shows requests for certificates, and self-signed certificates.
struct RequestCommand {
  private let openssl: OpenSSLCall
  private let options: OpenSSLCall.Options

  init(_ openssl: OpenSSLCall, _ words: [String]) throws {
    self.openssl = openssl
    options = try openssl.options(
      words,
      values: [
        "in", "out", "key", "newkey", "keyout", "subj", "addext", "config", "days", "reqopt", "nameopt", "inform",
        "outform", "extensions", "reqexts", "passout", "passin", "set_serial", "pkeyopt", "section",
      ], flags: ["new", "x509", "nodes", "noenc", "noout", "text", "subject", "verify", "pubkey", "modulus", "batch", "utf8"])
  }

  func run() throws -> Int32 {
    let makes = options.has("new") || options.has("x509") || options["newkey"] != nil
    guard makes else { return try show(try read(), certificate: nil) }
    let key = try self.key()
    let file = ExtensionFile(try options["config"].map { try openssl.plainText($0, end: "") } ?? "")
    let subject = try self.subject(file)
    var extensions: [Certificate.Extension] = []
    let section = options["reqexts"] ?? options["extensions"]
      ?? file.value(options.has("x509") ? "x509_extensions" : "req_extensions", in: options["section"] ?? "req")
    if let section { extensions += try file.extensions(section: section) }
    for entry in options.values["addext"] ?? [] {
      let parts = entry.split(separator: "=", maxSplits: 1).map(String.init)
      guard parts.count == 2, let made = try ExtensionFile.made(parts[0], parts[1], in: file) else {
        throw OpenSSLCall.Stop(text: "req: Error adding extension \"\(entry)\"\n")
      }
      extensions.append(made)
    }
    guard options.has("x509") else {
      let block = CertificateRequest.signed(subject: subject, extensions: extensions, by: key)
      guard let request = CertificateRequest(der: block.bytes) else { return 1 }
      return try show(request, certificate: nil)
    }
    return try selfSigned(key, subject, extensions)
  }

  private func selfSigned(
    _ key: RSAKey, _ subject: DistinguishedName, _ extensions: [Certificate.Extension]
  ) throws -> Int32 {
    let now = openssl.call.process.wall.wholeSecond
    let days = Double(options["days"] ?? "30") ?? 30
    var all: [Certificate.Extension] = [.subjectKeyID(key.publicKey), .authorityKeyID(key.publicKey.keyID)]
    let given = Set(extensions.map(\.identifier))
    if !given.contains("2.5.29.19") { all.append(.basicConstraints(isAuthority: true)) }
    all = all.filter { !given.contains($0.identifier) } + extensions
    let serial = CertificateIssuing.bytes(openssl.draw { "3" + $0.hex(39) })
    let template = CertificateTemplate(
      subject: subject, serial: serial, notBefore: now, notAfter: now + .seconds(days * 86_400),
      publicKey: key.publicKey, extensions: all)
    guard let made = Certificate(der: template.signed(by: key, issuer: subject).bytes) else { return 1 }
    var text = options.has("text") ? CertificateText.certificate(made) : ""
    if !options.has("noout") { text += PEMBlock(label: "CERTIFICATE", bytes: made.encoded).text }
    try openssl.put(text, to: options["out"])
    return 0
  }

  private func read() throws -> CertificateRequest {
    let text = try openssl.plainText(options["in"], end: "Unable to load X509 request\n")
    guard let request = CertificateRequest(text: text) else {
      throw OpenSSLCall.Stop(text: "Unable to load X509 request\n")
    }
    return request
  }

  private func key() throws -> RSAKey {
    if let path = options["key"] { return try openssl.key(path) }
    let wanted = options["newkey"] ?? "rsa:2048"
    guard wanted.hasPrefix("rsa") else { throw OpenSSLCall.Stop(text: "not simulated: keys other than RSA\n") }
    if !options.has("nodes"), !options.has("noenc") {
      throw OpenSSLCall.Stop(text: "not simulated: keys with a passphrase; use -nodes\n")
    }
    let bits = Int(wanted.drop { $0 != ":" }.dropFirst()) ?? 2048
    let key = try PrivateKeyCommands(openssl).make(bits)
    try openssl.showSearch()
    try openssl.put(key.general.text, to: options["keyout"] ?? "privkey.pem", mode: 0o600)
    try openssl.call.process.printError("-----\n")
    return key
  }

  private func subject(_ file: ExtensionFile) throws -> DistinguishedName {
    if let text = options["subj"] { return DistinguishedName(try Self.attributes(text)) }
    let section = options["section"] ?? "req"
    if options["config"] != nil, let name = file.value("distinguished_name", in: section),
      file.value("prompt", in: section) == "no" || options.has("batch")
    {
      return DistinguishedName(file.name(name))
    }
    if options.has("batch") { return DistinguishedName([("C", "AU"), ("ST", "Some-State"), ("O", "Internet Widgits Pty Ltd")]) }
    throw OpenSSLCall.Stop(text: "not simulated: the questions for the subject; give it with -subj\n")
  }

  /// `/CN=john/O=dev`, in which a backslash takes the next character as it is.
  private static func attributes(_ text: String) throws -> [(key: String, value: String)] {
    guard text.hasPrefix("/") else {
      throw OpenSSLCall.Stop(
        text: "req: subject name is expected to be in the format /type0=value0/type1=value1/type2=... where characters may "
          + "be escaped by \\. This name is not in that format: '\(text)'\n")
    }
    var parts: [String] = []
    var isEscaped = false
    for letter in text.dropFirst() {
      if isEscaped || (letter != "/" && letter != "\\") {
        if parts.isEmpty { parts.append("") }
        parts[parts.count - 1].append(letter)
        isEscaped = false
      } else if letter == "\\" {
        isEscaped = true
      } else {
        parts.append("")
      }
    }
    if text.count > 1, parts.isEmpty { parts.append("") }
    return try parts.filter { !$0.isEmpty }.compactMap { part in
      guard let equals = part.firstIndex(of: "=") else {
        throw OpenSSLCall.Stop(
          text: "req: Missing '=' after RDN type string '\(part)' in subject name string\n")
      }
      return (String(part[..<equals]), String(part[part.index(after: equals)...]))
    }
  }

  private func show(_ request: CertificateRequest, certificate: Certificate?) throws -> Int32 {
    var text = ""
    if options.has("verify") {
      let fits = request.publicKey.verifies(request.signature, of: request.signedPart) != false
      try openssl.call.flush()
      try openssl.call.process.printError("Certificate request self-signature verify \(fits ? "OK" : "failure")\n")
    }
    if options.has("text") {
      text += CertificateText.request(
        request, without: Set((options["reqopt"] ?? "").split(separator: ",").map(String.init)))
    }
    if options.has("subject") { text += "subject=\(NameLayout(options["nameopt"]).text(request.subject))\n" }
    if options.has("modulus"), case .rsa(let modulus, _) = request.publicKey {
      text += "Modulus=\(hexadecimal(modulus).uppercased())\n"
    }
    if options.has("pubkey") { text += PEMBlock(label: "PUBLIC KEY", bytes: request.publicKey.info).text }
    if !options.has("noout") { text += PEMBlock(label: "CERTIFICATE REQUEST", bytes: request.encoded).text }
    try openssl.put(text, to: options["out"])
    return 0
  }
}
