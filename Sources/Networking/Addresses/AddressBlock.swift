/// A range of addresses in CIDR notation.
public struct AddressBlock: Hashable, Sendable {
  /// What was written.
  public let text: String
  public let prefix: Int
  public let first: IPAddress
  public let last: IPAddress
  /// Whether the address had bits beyond the prefix. Kubernetes 1.36 refuses such blocks in new objects.
  public let hasHostBits: Bool

  /// Reads `10.0.0.0/8` or `fd00::/64`, strictly; nil for anything else.
  public init?(_ text: String) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 2, let address = IPAddress(parts[0]),
      let prefix = Self.prefix(parts[1], address.width)
    else { return nil }
    self.text = text
    self.prefix = prefix
    (first, last) = address.bounds(ofPrefix: prefix)
    hasHostBits = first != address
  }

  public func contains(_ address: IPAddress) -> Bool {
    address.family == first.family && first <= address && address <= last
  }

  private static func prefix(_ digits: Substring, _ width: Int) -> Int? {
    guard (1...3).contains(digits.count), digits.utf8.allSatisfy({ (48...57).contains($0) }),
      digits == "0" || digits.first != "0", let number = Int(digits), number <= width
    else { return nil }
    return number
  }
}
