/// A request for a certificate (PKCS #10): who wants one, for which key, saying what.
public struct CertificateRequest: Sendable {
  public var subject: DistinguishedName
  public var publicKey: PublicKey
  public var extensions: [Certificate.Extension]
  public var signature: [UInt8]
  /// What the signature covers.
  public var signedPart: [UInt8]
  public var encoded: [UInt8]

  private static let extensionRequest = "1.2.840.113549.1.9.14"

  /// Reads the DER form; nil where it is damaged.
  public init?(der bytes: [UInt8]) {
    guard let outer = DERElement.read(bytes[...]), outer.count == 1, outer[0].children.count == 3 else { return nil }
    let parts = outer[0].children
    let fields = parts[0].children
    guard fields.count >= 3 else { return nil }
    subject = DistinguishedName(fields[1])
    publicKey = PublicKey(info: fields[2])
    signature = Array(parts[2].content.dropFirst())
    signedPart = Array(parts[0].whole)
    encoded = bytes
    extensions = []
    for attribute in fields.dropFirst(3).flatMap(\.children) where attribute.children.count == 2 {
      guard attribute.children[0].identifier == Self.extensionRequest else { continue }
      for element in attribute.children[1].children.first?.children ?? [] {
        let pieces = element.children
        guard let last = pieces.last, pieces.count >= 2 else { continue }
        extensions.append(
          Certificate.Extension(
            pieces[0].identifier, isCritical: pieces.count == 3 && pieces[1].content.first == 0xff,
            Array(last.content)))
      }
    }
  }

  /// The first request of a PEM text.
  public init?(text: String) {
    guard let block = PEMBlock.all(in: text).first(where: { $0.label.hasSuffix("CERTIFICATE REQUEST") }) else {
      return nil
    }
    self.init(der: block.bytes)
  }

  /// Makes a request and signs it with the key that it is for.
  public static func signed(
    subject: DistinguishedName, extensions: [Certificate.Extension], by key: RSAKey
  ) -> PEMBlock {
    var attributes: [UInt8] = []
    if !extensions.isEmpty {
      attributes = DERWriter.sequence([
        DERWriter.identifier(extensionRequest),
        DERWriter.set([DERWriter.sequence(extensions.map(\.encoded))]),
      ])
    }
    let body = DERWriter.sequence([
      DERWriter.integer([0]), subject.encoded, key.publicKey.info, DERWriter.element(0xa0, attributes),
    ])
    let algorithm = DERWriter.sequence([DERWriter.identifier("1.2.840.113549.1.1.11"), DERWriter.null])
    return PEMBlock(
      label: "CERTIFICATE REQUEST",
      bytes: DERWriter.sequence([body, algorithm, DERWriter.bits(key.signature(of: body))]))
  }
}
