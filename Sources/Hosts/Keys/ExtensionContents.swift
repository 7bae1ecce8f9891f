import Documents

extension Certificate {
  /// What an extension of a known kind says.
  public enum Contents {
    case usages(Set<Usage>)
    /// Object identifiers.
    case purposes([String])
    case constraints(isAuthority: Bool, pathLength: Int?)
    /// Of the subject's key, or of the issuer's.
    case identifier([UInt8])
    case names([(isAddress: Bool, text: String)])

    /// Nil for a kind that is not looked into, and for one that is damaged.
    public init?(_ item: Extension) {
      guard let value = DERElement.read(item.value[...])?.first else { return nil }
      switch item.identifier {
      case "2.5.29.15":
        let bits = Array(value.content.dropFirst())
        self = .usages(
          Set(
            Usage.allCases.filter { usage in
              usage.rawValue / 8 < bits.count && bits[usage.rawValue / 8] & (0x80 >> (usage.rawValue % 8)) != 0
            }))
      case "2.5.29.37": self = .purposes(value.children.map(\.identifier))
      case "2.5.29.19":
        let length = value.children.first { $0.tag == DERElement.integer }
        self = .constraints(
          isAuthority: value.children.contains { $0.tag == 0x01 && $0.content.first != 0 },
          pathLength: length.map { $0.magnitude.reduce(0) { $0 << 8 | Int($1) } })
      case "2.5.29.14": self = .identifier(Array(value.content))
      case "2.5.29.35": self = .identifier(Array(value.children.first { $0.tag == 0x80 }?.content ?? []))
      case "2.5.29.17":
        self = .names(
          value.children.compactMap { name in
            switch name.tag {
            case 0x82: (false, name.text)
            case 0x87: (true, addressText(Array(name.content)))
            default: nil
            }
          })
      default: return nil
      }
    }
  }
}

extension DistinguishedName {
  /// The short hash by which OpenSSL finds authorities in a directory: of the name in its canonical form.
  public var shortHash: String {
    let parts = attributes.map { attribute -> [UInt8] in
      let identifier = Self.identifier(of: attribute.key) ?? attribute.key
      let words = attribute.value.lowercased().split(separator: " ").joined(separator: " ")
      let value = DERWriter.element(0x0c, Array(words.utf8))
      return DERWriter.set([DERWriter.sequence([DERWriter.identifier(identifier), value])])
    }
    return hexadecimal(SHA1.digest(parts.flatMap { $0 }).prefix(4).reversed())
  }
}
