import Documents
import Hosts
import Simulation

/// `openssl x509 -req`: a certificate out of a request, signed by an authority or by the request's own key.
struct CertificateIssuing {
  private let openssl: OpenSSLCall
  private let options: OpenSSLCall.Options

  init(_ openssl: OpenSSLCall, _ options: OpenSSLCall.Options) {
    self.openssl = openssl
    self.options = options
  }

  func certificate() throws -> Certificate {
    let input = try openssl.plainText(options["in"], end: "Unable to load certificate request input\n")
    guard let request = CertificateRequest(text: input) else {
      throw OpenSSLCall.Stop(text: "Unable to load certificate request input\n")
    }
    guard request.publicKey.verifies(request.signature, of: request.signedPart) != false else {
      throw OpenSSLCall.Stop(text: "Certificate request self-signature did not match the contents\n")
    }
    try openssl.call.flush()
    try openssl.call.process.printError(
      "Certificate request self-signature ok\nsubject=\(request.subject.opensslText)\n")
    var authority: Certificate?
    var key: RSAKey
    if let path = options["CA"] {
      let found = try openssl.certificates(path)[0]
      key = try openssl.key(options["CAkey"] ?? path, what: "CA private key")
      guard key.publicKey == found.publicKey else {
        throw OpenSSLCall.Stop(
          text: "CA certificate and CA private key do not match\n\(OpenSSLCall.thread):error:05800074:x509 certificate "
            + "routines:X509_check_private_key:key values mismatch:../crypto/x509/x509_cmp.c:403:\n")
      }
      authority = found
    } else if let path = options["signkey"] ?? options["key"] {
      key = try openssl.key(path)
    } else {
      throw OpenSSLCall.Stop(text: "We need a private key to sign with, use -signkey or -CAkey or -CA with private key\n")
    }
    let now = openssl.call.process.wall
    var template = CertificateTemplate(
      subject: request.subject, serial: try serial(), notBefore: now.wholeSecond,
      notAfter: now.wholeSecond + .seconds(Double(try days()) * 86_400), publicKey: request.publicKey)
    template.extensions = try extensions(request, authority)
    guard
      let made = Certificate(
        der: template.signed(by: key, issuer: authority?.subject ?? request.subject).bytes)
    else { throw OpenSSLCall.Stop(text: "x509: the certificate cannot be made\n") }
    return made
  }

  private func days() throws -> Int {
    let text = options["days"] ?? "30"
    guard let days = Int(text), days < 1_000_000 else {
      throw OpenSSLCall.Stop(text: "x509: Can't parse \"\(text)\" as a number\nx509: Use -help for summary.\n")
    }
    return days
  }

  /// The given one; the next of the authority's file; else one by chance.
  private func serial() throws -> [UInt8] {
    if let given = options["set_serial"] {
      if given.hasPrefix("0x") { return Self.bytes(String(given.dropFirst(2))) }
      guard let number = UInt64(given) else {
        throw OpenSSLCall.Stop(text: "x509: Error getting serial number\n")
      }
      return Self.bytes(String(number, radix: 16))
    }
    let drawn = Self.bytes(openssl.draw { "5" + $0.hex(39) })
    guard let authority = options["CA"] else { return drawn }
    let stem = authority.lastIndex(of: ".").map { String(authority[..<$0]) } ?? authority
    let path = options["CAserial"] ?? "\(stem).srl"
    let process = openssl.call.process
    if let text = try? process.readText(path) {
      var bytes = Self.bytes(String(text.filter { !$0.isWhitespace }))
      for place in bytes.indices.reversed() {
        bytes[place] &+= 1
        if bytes[place] != 0 { break }
      }
      try openssl.put("\(hexadecimal(bytes).uppercased())\n", to: path)
      return bytes
    }
    if options.has("CAcreateserial") { try openssl.put("\(hexadecimal(drawn).uppercased())\n", to: path) }
    return drawn
  }

  static func bytes(_ digits: String) -> [UInt8] {
    let even = digits.count % 2 == 0 ? digits : "0\(digits)"
    let values = even.compactMap { $0.hexDigitValue }
    return stride(from: 0, to: values.count - 1, by: 2).map { UInt8(values[$0] << 4 | values[$0 + 1]) }
  }

  private func extensions(_ request: CertificateRequest, _ authority: Certificate?) throws -> [Certificate.Extension] {
    var found: [Certificate.Extension] = []
    if let copy = options["copy_extensions"], copy.hasPrefix("copy") { found += request.extensions }
    if let path = options["extfile"] {
      let text = try openssl.plainText(path, end: "")
      found += try ExtensionFile(text).extensions(section: options["extensions"] ?? "")
    }
    guard !found.isEmpty else { return [] }
    let identifiers = Set(found.map(\.identifier))
    if !identifiers.contains("2.5.29.14") { found.append(.subjectKeyID(request.publicKey)) }
    let issuer = authority.map(\.subjectKeyID) ?? request.publicKey.keyID
    if !identifiers.contains("2.5.29.35"), !issuer.isEmpty { found.append(.authorityKeyID(issuer)) }
    return found
  }
}

extension WallTime {
  /// Certificates count in whole seconds.
  var wholeSecond: WallTime { WallTime(unixSeconds: unixSeconds) }
}

/// A configuration file of OpenSSL, as far as it describes names and extensions.
struct ExtensionFile {
  private var sections: [String: [(key: String, value: String)]] = [:]

  init(_ text: String) {
    var section = ""
    for line in text.split(separator: "\n") {
      let words = line.prefix { $0 != "#" }.trimmed
      if words.hasPrefix("["), words.hasSuffix("]") {
        section = words.dropFirst().dropLast().trimmed
      } else if let equals = words.firstIndex(of: "=") {
        sections[section, default: []].append(
          (words[..<equals].trimmed, words[words.index(after: equals)...].trimmed))
      }
    }
  }

  func value(_ key: String, in section: String) -> String? { sections[section]?.last { $0.key == key }?.value }

  /// The attributes of a section that describes a name.
  func name(_ section: String) -> [(key: String, value: String)] {
    let long = [
      "commonName": "CN", "organizationName": "O", "organizationalUnitName": "OU", "countryName": "C",
      "localityName": "L", "stateOrProvinceName": "ST",
    ]
    return (sections[section] ?? []).map { entry in
      let key = entry.key.last.map(\.isNumber) == true || !entry.key.contains(".")
        ? entry.key : String(entry.key.drop { $0 != "." }.dropFirst())
      let bare = entry.key.firstIndex(of: ".").map { String(entry.key[entry.key.index(after: $0)...]) } ?? key
      return (long[bare] ?? bare, entry.value)
    }
  }

  func extensions(section: String) throws -> [Certificate.Extension] {
    try (sections[section] ?? []).compactMap { try Self.made($0.key, $0.value, in: self) }
  }

  /// One extension as it is written: `keyUsage = critical, digitalSignature`.
  static func made(_ key: String, _ value: String, in file: ExtensionFile) throws -> Certificate.Extension? {
    var parts = value.split(separator: ",").map { $0.trimmed }
    let isCritical = parts.first == "critical"
    if isCritical { parts.removeFirst() }
    switch key {
    case "keyUsage":
      let usages = parts.compactMap { Self.usages[$0] }
      if usages.count != parts.count { throw problem(key, value) }
      return .keyUsage(usages, isCritical: isCritical)
    case "extendedKeyUsage":
      return .extendedKeyUsage(
        parts.map { $0 == "serverAuth" ? Certificate.serverAuth : $0 == "clientAuth" ? Certificate.clientAuth : $0 })
    case "basicConstraints":
      let length = parts.first { $0.lowercased().hasPrefix("pathlen:") }.flatMap { Int($0.dropFirst(8)) }
      let isAuthority = parts.contains { $0.uppercased() == "CA:TRUE" }
      return .basicConstraints(isAuthority: isAuthority, pathLength: length, isCritical: isCritical)
    case "subjectAltName":
      var names: [(isAddress: Bool, text: String)] = []
      for part in parts {
        if part.hasPrefix("@") {
          for entry in file.sections[String(part.dropFirst())] ?? [] {
            names.append((entry.key.uppercased().hasPrefix("IP"), entry.value))
          }
        } else if part.hasPrefix("DNS:") {
          names.append((false, String(part.dropFirst(4))))
        } else if part.hasPrefix("IP:") {
          names.append((true, String(part.dropFirst(3))))
        } else {
          throw problem(key, value)
        }
      }
      return .alternativeNames(names)
    case "subjectKeyIdentifier", "authorityKeyIdentifier": return nil
    default: throw problem(key, value)
    }
  }

  private static func problem(_ key: String, _ value: String) -> OpenSSLCall.Stop {
    OpenSSLCall.Stop(
      text: "Error adding extensions from section default\n\(OpenSSLCall.thread):error:11000080:X509 V3 routines:"
        + "X509V3_EXT_nconf_int:error in extension:../crypto/x509/v3_conf.c:48:section=default, name=\(key), value=\(value)\n")
  }

  private static let usages: [String: Certificate.Usage] = [
    "digitalSignature": .digitalSignature, "nonRepudiation": .nonRepudiation, "keyEncipherment": .keyEncipherment,
    "dataEncipherment": .dataEncipherment, "keyAgreement": .keyAgreement, "keyCertSign": .certificateSign,
    "cRLSign": .crlSign,
  ]
}

extension StringProtocol {
  /// Without the blanks around it.
  fileprivate var trimmed: String {
    var text = self[...]
    while let first = text.first, first.isWhitespace { text = text.dropFirst() }
    while let last = text.last, last.isWhitespace { text = text.dropLast() }
    return String(text)
  }
}
