/// An IPv4 or IPv6 address.
public struct IPAddress: Hashable, Comparable, Sendable {
  public enum Family: UInt8, Sendable {
    case v4 = 4
    case v6 = 6
  }

  public let family: Family
  /// The upper 64 bits; 0 for IPv4.
  let high: UInt64
  /// The lower 64 bits; the lowest 32 for IPv4.
  let low: UInt64

  /// The number of bits of an address of this family.
  var width: Int { family == .v4 ? 32 : 128 }

  init(family: Family, high: UInt64, low: UInt64) {
    self.family = family
    self.high = high
    self.low = low
  }

  public init(v4 first: UInt8, _ second: UInt8, _ third: UInt8, _ fourth: UInt8) {
    let bits = UInt64(first) << 24 | UInt64(second) << 16 | UInt64(third) << 8 | UInt64(fourth)
    self.init(family: .v4, high: 0, low: bits)
  }

  /// Reads `10.0.0.1` or `fd00::1`, strictly: no leading zeros, no port, no zone, no blanks; nil for all
  /// else.
  public init?(_ text: some StringProtocol) {
    let bytes = Array(text.utf8)
    if bytes.contains(UInt8(ascii: ":")) {
      guard let groups = Self.groups(ofV6: bytes[...]) else { return nil }
      let half = { (slice: ArraySlice<UInt16>) in slice.reduce(UInt64(0)) { $0 << 16 | UInt64($1) } }
      self.init(family: .v6, high: half(groups[0..<4]), low: half(groups[4..<8]))
    } else {
      guard let bits = Self.bits(ofV4: bytes[...]) else { return nil }
      self.init(family: .v4, high: 0, low: UInt64(bits))
    }
  }

  /// 127.0.0.0/8 and ::1.
  public var isLoopback: Bool { family == .v4 ? low >> 24 == 127 : high == 0 && low == 1 }

  public static func < (left: IPAddress, right: IPAddress) -> Bool {
    (left.family.rawValue, left.high, left.low) < (right.family.rawValue, right.high, right.low)
  }

  /// The address with all bits from `prefix` on cleared, or all set.
  func bounds(ofPrefix prefix: Int) -> (first: IPAddress, last: IPAddress) {
    let hostBits = width - prefix
    let lowMask: UInt64 = hostBits >= 64 ? .max : (1 << UInt64(hostBits)) - 1
    let highMask: UInt64 = hostBits <= 64 ? 0 : hostBits == 128 ? .max : (1 << UInt64(hostBits - 64)) - 1
    return (
      IPAddress(family: family, high: high & ~highMask, low: low & ~lowMask),
      IPAddress(family: family, high: high | highMask, low: low | lowMask)
    )
  }

  private static func bits(ofV4 bytes: ArraySlice<UInt8>) -> UInt32? {
    let parts = bytes.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    guard parts.count == 4 else { return nil }
    var bits: UInt32 = 0
    for part in parts {
      guard (1...3).contains(part.count), part.allSatisfy({ (48...57).contains($0) }) else { return nil }
      let number = part.reduce(UInt32(0)) { $0 * 10 + UInt32($1 - 48) }
      if number > 255 || (part.count > 1 && part.first == 48) { return nil }
      bits = bits << 8 | number
    }
    return bits
  }

  private static func groups(ofV6 bytes: ArraySlice<UInt8>) -> [UInt16]? {
    let colon = UInt8(ascii: ":")
    var gap: ArraySlice<UInt8>.Index?
    var index = bytes.startIndex
    while index < bytes.endIndex - 1 {
      if bytes[index] == colon && bytes[index + 1] == colon {
        if gap != nil { return nil }
        gap = index
        index += 1
      }
      index += 1
    }
    guard let gap else {
      guard let groups = hextets(bytes, mayEndInV4: true), groups.count == 8 else { return nil }
      return groups
    }
    guard let before = hextets(bytes[..<gap], mayEndInV4: false),
      let after = hextets(bytes[(gap + 2)...], mayEndInV4: true), before.count + after.count <= 7
    else { return nil }
    return before + Array(repeating: UInt16(0), count: 8 - before.count - after.count) + after
  }

  private static func hextets(_ bytes: ArraySlice<UInt8>, mayEndInV4: Bool) -> [UInt16]? {
    if bytes.isEmpty { return [] }
    var groups: [UInt16] = []
    let parts = bytes.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
    for (place, part) in parts.enumerated() {
      if mayEndInV4, place == parts.count - 1, part.contains(UInt8(ascii: ".")) {
        guard let bits = bits(ofV4: part) else { return nil }
        groups += [UInt16(bits >> 16), UInt16(bits & 0xffff)]
      } else {
        guard (1...4).contains(part.count), let first = part.first, first != UInt8(ascii: "+"),
          let group = UInt16(String(decoding: part, as: UTF8.self), radix: 16)
        else { return nil }
        groups.append(group)
      }
    }
    return groups
  }
}

extension IPAddress: CustomStringConvertible {
  /// The usual text: dotted, or RFC 5952's shortest form.
  public var description: String {
    if family == .v4 {
      return [24, 16, 8, 0].map { String(low >> UInt64($0) & 255) }.joined(separator: ".")
    }
    let groups = (0..<8).map { place -> UInt16 in
      let half = place < 4 ? high : low
      return UInt16(truncatingIfNeeded: half >> UInt64(48 - 16 * (place % 4)))
    }
    let zeros = Self.longestZeros(groups)
    let text = { (slice: ArraySlice<UInt16>) in slice.map { String($0, radix: 16) }.joined(separator: ":") }
    guard let zeros else { return text(groups[...]) }
    return "\(text(groups[..<zeros.lowerBound]))::\(text(groups[zeros.upperBound...]))"
  }

  private static func longestZeros(_ groups: [UInt16]) -> Range<Int>? {
    var longest: Range<Int>?
    var start = 0
    while start < groups.count {
      var end = start
      while end < groups.count && groups[end] == 0 { end += 1 }
      if end - start > max(1, longest?.count ?? 0) { longest = start..<end }
      start = max(end, start + 1)
    }
    return longest
  }
}
