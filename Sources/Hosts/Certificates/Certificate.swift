public import Simulation

/// An X.509 certificate as far as Kubernetes' components and `openssl x509` look at it.
public struct Certificate: Equatable, Sendable {
  /// The bits of the key usage extension, in their order.
  public enum Usage: Int, CaseIterable, Sendable {
    case digitalSignature, nonRepudiation, keyEncipherment, dataEncipherment, keyAgreement, certificateSign, crlSign

    /// As `openssl x509 -text` prints it.
    public var opensslText: String {
      switch self {
      case .digitalSignature: "Digital Signature"
      case .nonRepudiation: "Non Repudiation"
      case .keyEncipherment: "Key Encipherment"
      case .dataEncipherment: "Data Encipherment"
      case .keyAgreement: "Key Agreement"
      case .certificateSign: "Certificate Sign"
      case .crlSign: "CRL Sign"
      }
    }
  }

  /// Any extension as it stands, for printing.
  public struct Extension: Equatable, Sendable {
    public var identifier: String
    public var isCritical: Bool
    public var value: [UInt8]
  }

  public var version: Int
  /// Most significant byte first.
  public var serial: [UInt8]
  /// `1.2.840.113549.1.1.11` is sha256WithRSAEncryption.
  public var signatureAlgorithm: String
  public var issuer: DistinguishedName
  public var subject: DistinguishedName
  public var notBefore: WallTime
  public var notAfter: WallTime
  public var publicKey: PublicKey
  public var extensions: [Extension]
  /// Nil where the extension is missing, which permits everything.
  public var usages: Set<Usage>?
  /// Object identifiers; `Certificate.serverAuth` and `clientAuth` are the usual ones.
  public var extendedUsages: [String]
  public var isAuthority: Bool
  public var pathLength: Int?
  public var subjectKeyID: [UInt8]
  public var authorityKeyID: [UInt8]
  public var dnsNames: [String]
  /// In their usual text form.
  public var ipAddresses: [String]
  public var signature: [UInt8]
  /// What the signature covers.
  public var signedPart: [UInt8]
  /// The whole encoding.
  public var encoded: [UInt8]

  public static let serverAuth = "1.3.6.1.5.5.7.3.1"
  public static let clientAuth = "1.3.6.1.5.5.7.3.2"

  /// Reads the DER form; nil where it is damaged.
  public init?(der bytes: [UInt8]) {
    guard let outer = DERElement.read(bytes[...]), outer.count == 1, outer[0].tag == DERElement.sequence else {
      return nil
    }
    let parts = outer[0].children
    guard parts.count == 3 else { return nil }
    var fields = parts[0].children
    version = 1
    if let first = fields.first, first.tag == 0xa0 {
      version = Int(first.children.first?.content.last ?? 0) + 1
      fields.removeFirst()
    }
    guard fields.count >= 6, let start = Self.time(fields[3].children.first), fields[3].children.count == 2,
      let end = Self.time(fields[3].children[1])
    else { return nil }
    serial = fields[0].magnitude
    signatureAlgorithm = parts[1].children.first?.identifier ?? ""
    issuer = DistinguishedName(fields[2])
    notBefore = start
    notAfter = end
    subject = DistinguishedName(fields[4])
    publicKey = PublicKey(info: fields[5])
    signature = Array(parts[2].content.dropFirst())
    signedPart = Array(parts[0].whole)
    encoded = bytes
    extensions = []
    usages = nil
    extendedUsages = []
    isAuthority = false
    pathLength = nil
    subjectKeyID = []
    authorityKeyID = []
    dnsNames = []
    ipAddresses = []
    for field in fields.dropFirst(6) where field.tag == 0xa3 {
      for element in field.children.first?.children ?? [] { take(element) }
    }
  }

  /// The certificates of a PEM file in their order; other blocks are left out.
  public static func all(in pem: String) -> [Certificate] {
    PEMBlock.all(in: pem).filter { $0.label == "CERTIFICATE" }.compactMap { Certificate(der: $0.bytes) }
  }

  /// The serial number in lower-case hexadecimal digits.
  public var serialHex: String { hexadecimal(serial) }

  private mutating func take(_ element: DERElement) {
    let parts = element.children
    guard parts.count >= 2, let last = parts.last else { return }
    let identifier = parts[0].identifier
    let isCritical = parts.count == 3 && parts[1].content.first == 0xff
    extensions.append(
      Extension(identifier: identifier, isCritical: isCritical, value: Array(last.content)))
    guard let value = DERElement.read(last.content)?.first else { return }
    switch identifier {
    case "2.5.29.15":
      let bits = Array(value.content.dropFirst())
      usages = Set(
        Usage.allCases.filter { usage in
          usage.rawValue / 8 < bits.count && bits[usage.rawValue / 8] & (0x80 >> (usage.rawValue % 8)) != 0
        })
    case "2.5.29.37": extendedUsages = value.children.map(\.identifier)
    case "2.5.29.19":
      for child in value.children {
        if child.tag == 0x01 { isAuthority = child.content.first != 0 }
        if child.tag == DERElement.integer { pathLength = child.magnitude.reduce(0) { $0 << 8 | Int($1) } }
      }
    case "2.5.29.14": subjectKeyID = Array(value.content)
    case "2.5.29.35": authorityKeyID = Array(value.children.first { $0.tag == 0x80 }?.content ?? [])
    case "2.5.29.17":
      for name in value.children {
        if name.tag == 0x82 { dnsNames.append(name.text) }
        if name.tag == 0x87 { ipAddresses.append(addressText(Array(name.content))) }
      }
    default: break
    }
  }

  /// UTCTime has two digits for the year: 50 and later means 19xx.
  private static func time(_ element: DERElement?) -> WallTime? {
    guard let element, element.tag == DERElement.utcTime || element.tag == DERElement.generalizedTime else {
      return nil
    }
    var digits = element.text
    if element.tag == DERElement.utcTime { digits = (digits.first ?? "0") >= "5" ? "19\(digits)" : "20\(digits)" }
    let bytes = Array(digits.utf8)
    func number(_ range: Range<Int>) -> Int? {
      range.upperBound <= bytes.count ? Int(String(decoding: bytes[range], as: UTF8.self)) : nil
    }
    guard let year = number(0..<4), let month = number(4..<6), let day = number(6..<8), let hour = number(8..<10),
      let minute = number(10..<12), let second = number(12..<14)
    else { return nil }
    return WallTime(year: year, month: month, day: day, hour: hour, minute: minute, second: second)
  }
}

/// Lower-case digits, two a byte.
public func hexadecimal(_ bytes: some Sequence<UInt8>, separator: String = "") -> String {
  let digits = Array("0123456789abcdef")
  return bytes.map { "\(digits[Int($0 >> 4)])\(digits[Int($0 & 15)])" }.joined(separator: separator)
}

/// `192.168.100.31` for 4 bytes; the shortened form of RFC 5952 for 16.
func addressText(_ bytes: [UInt8]) -> String {
  guard bytes.count == 16 else { return bytes.map { String($0) }.joined(separator: ".") }
  let groups = stride(from: 0, to: 16, by: 2).map { Int(bytes[$0]) << 8 | Int(bytes[$0 + 1]) }
  var best = 0..<0
  var start = 0
  while start < 8 {
    var end = start
    while end < 8, groups[end] == 0 { end += 1 }
    if end - start > max(1, best.count) { best = start..<end }
    start = max(end, start + 1)
  }
  let texts = groups.map { String($0, radix: 16) }
  guard !best.isEmpty else { return texts.joined(separator: ":") }
  return "\(texts[..<best.lowerBound].joined(separator: ":"))::\(texts[best.upperBound...].joined(separator: ":"))"
}
