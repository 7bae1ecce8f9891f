/// The public part of a key pair.
public enum PublicKey: Equatable, Sendable {
  /// Modulus and exponent, most significant byte first.
  case rsa(modulus: [UInt8], exponent: [UInt8])
  /// The curve's object identifier (`1.2.840.10045.3.1.7` is P-256) and the uncompressed point.
  case elliptic(curve: String, point: [UInt8])
  /// A kind that is not looked into, by its object identifier.
  case other(String)

  /// Reads a SubjectPublicKeyInfo.
  init(info: DERElement) {
    let parts = info.children
    let algorithm = parts.first?.children ?? []
    let identifier = algorithm.first?.identifier ?? ""
    let bits = parts.count > 1 ? parts[1].content.dropFirst() : []
    switch identifier {
    case "1.2.840.113549.1.1.1":
      let numbers = DERElement.read(bits)?.first?.children ?? []
      self =
        numbers.count == 2
        ? .rsa(modulus: numbers[0].magnitude, exponent: numbers[1].magnitude) : .other(identifier)
    case "1.2.840.10045.2.1":
      self = .elliptic(curve: algorithm.count > 1 ? algorithm[1].identifier : "", point: Array(bits))
    default: self = .other(identifier)
    }
  }

  /// The public part of a private key in PEM form (PKCS #1, SEC 1, PKCS #8), or of a public key.
  public init?(pem block: PEMBlock) {
    guard let element = DERElement.read(block.bytes[...])?.first else { return nil }
    switch block.label {
    case "RSA PRIVATE KEY": self.init(pkcs1: element)
    case "EC PRIVATE KEY": self.init(sec1: element, curve: nil)
    case "PRIVATE KEY":
      let parts = element.children
      guard parts.count >= 3, let inner = DERElement.read(parts[2].content)?.first else { return nil }
      let algorithm = parts[1].children
      if algorithm.first?.identifier == "1.2.840.113549.1.1.1" {
        self.init(pkcs1: inner)
      } else {
        self.init(sec1: inner, curve: algorithm.count > 1 ? algorithm[1].identifier : nil)
      }
    case "PUBLIC KEY": self.init(info: element)
    default: return nil
    }
  }

  private init?(pkcs1 element: DERElement) {
    let numbers = element.children
    guard numbers.count >= 9 else { return nil }
    self = .rsa(modulus: numbers[1].magnitude, exponent: numbers[2].magnitude)
  }

  private init?(sec1 element: DERElement, curve: String?) {
    let parts = element.children
    let named = parts.first { $0.tag == 0xa0 }?.children.first?.identifier
    guard let point = parts.first(where: { $0.tag == 0xa1 })?.children.first, let curve = named ?? curve else {
      return nil
    }
    self = .elliptic(curve: curve, point: Array(point.content.dropFirst()))
  }

  /// Bits of the modulus or of the curve, as `openssl x509 -text` shows them.
  public var bits: Int {
    switch self {
    case .rsa(let modulus, _): modulus.count * 8 - (modulus.first?.leadingZeroBitCount ?? 0)
    case .elliptic(_, let point): (point.count - 1) / 2 * 8
    case .other: 0
    }
  }
}
