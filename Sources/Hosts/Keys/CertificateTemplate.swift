public import Simulation

/// What a certificate is to say, before its issuer signs it.
public struct CertificateTemplate: Sendable {
  public var subject: DistinguishedName
  public var serial: [UInt8]
  public var notBefore: WallTime
  public var notAfter: WallTime
  public var publicKey: PublicKey
  /// In their order.
  public var extensions: [Certificate.Extension]

  public init(
    subject: DistinguishedName, serial: [UInt8], notBefore: WallTime, notAfter: WallTime, publicKey: PublicKey,
    extensions: [Certificate.Extension] = []
  ) {
    self.subject = subject
    self.serial = serial
    self.notBefore = notBefore
    self.notAfter = notAfter
    self.publicKey = publicKey
    self.extensions = extensions
  }

  private static let algorithm = DERWriter.sequence([
    DERWriter.identifier("1.2.840.113549.1.1.11"), DERWriter.null,
  ])

  /// The certificate, signed with SHA-256 by whoever is named as issuer.
  public func signed(by key: RSAKey, issuer: DistinguishedName) -> PEMBlock {
    var fields: [[UInt8]] = []
    if !extensions.isEmpty { fields.append(DERWriter.element(0xa0, DERWriter.integer([2]))) }
    fields += [
      DERWriter.integer(serial), Self.algorithm, issuer.encoded,
      DERWriter.sequence([Self.time(notBefore), Self.time(notAfter)]), subject.encoded, publicKey.info,
    ]
    if !extensions.isEmpty {
      fields.append(DERWriter.element(0xa3, DERWriter.sequence(extensions.map(\.encoded))))
    }
    let body = DERWriter.sequence(fields)
    return PEMBlock(
      label: "CERTIFICATE",
      bytes: DERWriter.sequence([body, Self.algorithm, DERWriter.bits(key.signature(of: body))]))
  }

  /// UTCTime up to 2049, GeneralizedTime from then on.
  private static func time(_ time: WallTime) -> [UInt8] {
    let digits = time.rfc3339.utf8.filter { (48...57).contains($0) }.prefix(14)
    let isShort = String(decoding: digits.prefix(4), as: UTF8.self) < "2050"
    return DERWriter.element(
      isShort ? DERElement.utcTime : DERElement.generalizedTime, Array(digits.dropFirst(isShort ? 2 : 0)) + [90])
  }
}

extension Certificate.Extension {
  public init(_ identifier: String, isCritical: Bool = false, _ value: [UInt8]) {
    self.identifier = identifier
    self.isCritical = isCritical
    self.value = value
  }

  /// `digitalSignature, keyEncipherment`…
  public static func keyUsage(_ usages: [Certificate.Usage], isCritical: Bool = true) -> Self {
    var byte: UInt8 = 0
    for usage in usages { byte |= 0x80 >> UInt8(usage.rawValue) }
    return Self("2.5.29.15", isCritical: isCritical, DERWriter.bits([byte], unused: UInt8(byte.trailingZeroBitCount)))
  }

  /// Object identifiers of purposes.
  public static func extendedKeyUsage(_ purposes: [String]) -> Self {
    Self("2.5.29.37", DERWriter.sequence(purposes.map(DERWriter.identifier)))
  }

  public static func basicConstraints(isAuthority: Bool, pathLength: Int? = nil, isCritical: Bool = true) -> Self {
    let length = pathLength.map { [DERWriter.integer([UInt8(clamping: $0)])] } ?? []
    return Self(
      "2.5.29.19", isCritical: isCritical, DERWriter.sequence((isAuthority ? [DERWriter.boolean(true)] : []) + length))
  }

  public static func subjectKeyID(_ key: PublicKey) -> Self { Self("2.5.29.14", DERWriter.octets(key.keyID)) }

  public static func authorityKeyID(_ identifier: [UInt8]) -> Self {
    Self("2.5.29.35", DERWriter.sequence([DERWriter.element(0x80, identifier)]))
  }

  /// Names and addresses in the order given; addresses in their usual text form.
  public static func alternativeNames(_ names: [(isAddress: Bool, text: String)]) -> Self? {
    let parts = names.map { name -> [UInt8] in
      guard name.isAddress else { return DERWriter.element(0x82, Array(name.text.utf8)) }
      let numbers = name.text.split(separator: ".").compactMap { UInt8($0) }
      return DERWriter.element(0x87, numbers)
    }
    return names.isEmpty ? nil : Self("2.5.29.17", DERWriter.sequence(parts))
  }

  var encoded: [UInt8] {
    DERWriter.sequence(
      [DERWriter.identifier(identifier)] + (isCritical ? [DERWriter.boolean(true)] : []) + [DERWriter.octets(value)])
  }
}

extension DistinguishedName {
  /// Short names and values in the order in which they are to stand; those that are not known are left out.
  public init(_ attributes: [(key: String, value: String)]) {
    let known = attributes.compactMap { attribute in
      Self.identifier(of: attribute.key).map { (attribute, $0) }
    }
    self.attributes = known.map { Attribute(key: $0.0.key, value: $0.0.value) }
    encoded = DERWriter.sequence(
      known.map { attribute, identifier in
        // Countries are PrintableString, addresses of mail IA5String, all others UTF8String.
        let tag: UInt8 = attribute.key == "C" ? 0x13 : attribute.key == "emailAddress" ? 0x16 : 0x0c
        let value = DERWriter.element(tag, Array(attribute.value.utf8))
        return DERWriter.set([DERWriter.sequence([DERWriter.identifier(identifier), value])])
      })
  }

  /// The object identifier of a short name such as `CN`.
  public static func identifier(of key: String) -> String? { shortNames.first { $0.value == key }?.key }
}
