import Simulation
import Documents
import Hosts

/// Certificates, requests and names in the layout of `openssl x509 -text`.
enum CertificateText {
  static func certificate(_ certificate: Certificate, without options: Set<String> = []) -> String {
    var text = "Certificate:\n    Data:\n        Version: \(certificate.version) (0x\(certificate.version - 1))\n"
    if certificate.serial.count <= 8 {
      let number = certificate.serial.reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
      text += "        Serial Number: \(number) (0x\(String(number, radix: 16)))\n"
    } else {
      text += "        Serial Number:\n            \(hexadecimal(certificate.serial, separator: ":"))\n"
    }
    text += "        Signature Algorithm: \(algorithm(certificate.signatureAlgorithm))\n"
    text += "        Issuer: \(certificate.issuer.opensslText)\n"
    text += "        Validity\n            Not Before: \(date(certificate.notBefore))\n"
    text += "            Not After : \(date(certificate.notAfter))\n"
    text += "        Subject: \(certificate.subject.opensslText)\n"
    if !options.contains("no_pubkey") { text += publicKey(certificate.publicKey) }
    if !certificate.extensions.isEmpty, !options.contains("no_extensions") {
      text += "        X509v3 extensions:\n\(extensions(certificate.extensions, indent: 12))"
    }
    if !options.contains("no_sigdump") {
      text += signature(certificate.signature, algorithm(certificate.signatureAlgorithm))
    }
    return text
  }

  static func request(_ request: CertificateRequest, without options: Set<String> = []) -> String {
    var text = "Certificate Request:\n    Data:\n        Version: 1 (0x0)\n"
    text += "        Subject: \(request.subject.opensslText)\n"
    if !options.contains("no_pubkey") { text += publicKey(request.publicKey) }
    text += "        Attributes:\n"
    if request.extensions.isEmpty {
      text += "            (none)\n            Requested Extensions:\n"
    } else {
      text += "            Requested Extensions:\n\(extensions(request.extensions, indent: 16))"
    }
    return options.contains("no_sigdump") ? text : text + signature(request.signature, "sha256WithRSAEncryption")
  }

  /// `Nov  2 08:55:00 2026 GMT`.
  static func date(_ time: WallTime) -> String {
    let digits = Array(time.rfc3339)
    let month = months[(Int(String(digits[5...6])) ?? 1) - 1]
    let day = Int(String(digits[8...9])) ?? 1
    return "\(month) \(day < 10 ? " " : "")\(day) \(String(digits[11...18])) \(String(digits[0...3])) GMT"
  }

  private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

  static func algorithm(_ identifier: String) -> String {
    let names = [
      "1.2.840.113549.1.1.11": "sha256WithRSAEncryption", "1.2.840.113549.1.1.5": "sha1WithRSAEncryption",
      "1.2.840.113549.1.1.12": "sha384WithRSAEncryption", "1.2.840.113549.1.1.13": "sha512WithRSAEncryption",
      "1.2.840.10045.4.3.2": "ecdsa-with-SHA256", "1.3.101.112": "ED25519",
    ]
    return names[identifier] ?? identifier
  }

  private static func publicKey(_ key: PublicKey) -> String {
    let start = "        Subject Public Key Info:\n            Public Key Algorithm: "
    switch key {
    case .rsa(let modulus, let exponent):
      let number = exponent.reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
      return start + "rsaEncryption\n                Public-Key: (\(key.bits) bit)\n                Modulus:\n"
        + dump(signed(modulus), indent: 20)
        + "                Exponent: \(number) (0x\(String(number, radix: 16)))\n"
    case .elliptic(let curve, let point):
      let name = curve == "1.2.840.10045.3.1.7" ? "prime256v1" : curve
      return start + "id-ecPublicKey\n                Public-Key: (\(key.bits) bit)\n                pub:\n"
        + dump(point, indent: 20) + "                ASN1 OID: \(name)\n"
        + (name == "prime256v1" ? "                NIST CURVE: P-256\n" : "")
    case .other(let identifier): return start + "\(identifier)\n"
    }
  }

  private static func signature(_ bytes: [UInt8], _ algorithm: String) -> String {
    "    Signature Algorithm: \(algorithm)\n    Signature Value:\n\(dump(bytes, indent: 8, perLine: 18))"
  }

  static func signed(_ magnitude: [UInt8]) -> [UInt8] {
    magnitude.first.map { $0 & 0x80 != 0 } == true ? [0] + magnitude : magnitude
  }

  /// Bytes in lines, with colons between them.
  static func dump(_ bytes: [UInt8], indent: Int, perLine: Int = 15) -> String {
    var text = ""
    for start in stride(from: 0, to: bytes.count, by: perLine) {
      let line = bytes[start..<min(start + perLine, bytes.count)]
      text += String(repeating: " ", count: indent) + hexadecimal(line, separator: ":")
      text += start + perLine < bytes.count ? ":\n" : "\n"
    }
    return text
  }

  // MARK: Extensions

  static func extensions(_ all: [Certificate.Extension], indent: Int) -> String {
    let space = String(repeating: " ", count: indent)
    return all.map { item in
      let name = names[item.identifier]?.title ?? item.identifier
      return "\(space)\(name): \(item.isCritical ? "critical" : "")\n\(space)    \(value(item))\n"
    }.joined()
  }

  /// What `-ext` calls an extension, and its title.
  static let names: [String: (short: String, title: String)] = [
    "2.5.29.15": ("keyUsage", "X509v3 Key Usage"), "2.5.29.37": ("extendedKeyUsage", "X509v3 Extended Key Usage"),
    "2.5.29.19": ("basicConstraints", "X509v3 Basic Constraints"),
    "2.5.29.14": ("subjectKeyIdentifier", "X509v3 Subject Key Identifier"),
    "2.5.29.35": ("authorityKeyIdentifier", "X509v3 Authority Key Identifier"),
    "2.5.29.17": ("subjectAltName", "X509v3 Subject Alternative Name"),
  ]

  static let purposes: [String: String] = [
    "1.3.6.1.5.5.7.3.1": "TLS Web Server Authentication", "1.3.6.1.5.5.7.3.2": "TLS Web Client Authentication",
    "1.3.6.1.5.5.7.3.3": "Code Signing", "1.3.6.1.5.5.7.3.4": "E-mail Protection", "2.5.29.37.0": "Any Extended Key Usage",
  ]

  private static func value(_ item: Certificate.Extension) -> String {
    guard let read = Certificate.Contents(item) else { return hexadecimal(item.value, separator: ":") }
    switch read {
    case .usages(let usages):
      return Certificate.Usage.allCases.filter(usages.contains).map(\.opensslText).joined(separator: ", ")
    case .purposes(let identifiers): return identifiers.map { purposes[$0] ?? $0 }.joined(separator: ", ")
    case .constraints(let isAuthority, let length):
      return "CA:\(isAuthority ? "TRUE" : "FALSE")" + (length.map { ", pathlen:\($0)" } ?? "")
    case .identifier(let bytes): return hexadecimal(bytes, separator: ":").uppercased()
    case .names(let names):
      return names.map { $0.isAddress ? "IP Address:\(whole($0.text))" : "DNS:\($0.text)" }.joined(separator: ", ")
    }
  }

  /// OpenSSL writes all eight groups of an address of IPv6.
  private static func whole(_ address: String) -> String {
    guard let gap = address.firstRange(of: "::") else { return address }
    let left = address[..<gap.lowerBound].split(separator: ":")
    let right = address[gap.upperBound...].split(separator: ":")
    let zeros = Array(repeating: "0", count: max(8 - left.count - right.count, 0))
    return (left.map(String.init) + zeros + right.map(String.init)).joined(separator: ":").uppercased()
  }
}
