/// Who a certificate speaks of: attributes in the order in which they stand.
public struct DistinguishedName: Equatable, Sendable {
  public struct Attribute: Equatable, Sendable {
    /// `CN`, `O`, or the object identifier where there is no short name.
    public var key: String
    public var value: String
  }

  public var attributes: [Attribute]
  /// The encoding, by which names are compared.
  public var encoded: [UInt8]

  init(_ element: DERElement) {
    attributes = element.children.flatMap(\.children).compactMap { pair in
      let parts = pair.children
      guard parts.count == 2 else { return nil }
      let identifier = parts[0].identifier
      return Attribute(key: Self.shortNames[identifier] ?? identifier, value: parts[1].text)
    }
    encoded = Array(element.whole)
  }

  /// The user that Kubernetes sees in a client certificate.
  public var commonName: String { attributes.last { $0.key == "CN" }?.value ?? "" }
  /// The groups that Kubernetes sees in a client certificate.
  public var organizations: [String] { attributes.filter { $0.key == "O" }.map(\.value) }

  /// `O = system:masters, CN = admin`, as `openssl x509 -subject` prints it.
  public var opensslText: String {
    attributes.map { "\($0.key) = \($0.value)" }.joined(separator: ", ")
  }

  static let shortNames: [String: String] = [
    "2.5.4.3": "CN", "2.5.4.10": "O", "2.5.4.11": "OU", "2.5.4.6": "C", "2.5.4.7": "L", "2.5.4.8": "ST",
    "2.5.4.9": "street", "2.5.4.5": "serialNumber", "1.2.840.113549.1.9.1": "emailAddress",
  ]

  public static func == (left: DistinguishedName, right: DistinguishedName) -> Bool { left.encoded == right.encoded }
}
