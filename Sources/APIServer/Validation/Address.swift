/// An IPv4 or IPv6 address.
struct Address: Hashable, Sendable {
  /// 4 or 16 bytes.
  var bytes: [UInt8]
  /// Whether a number was written with leading zeros, which older parsers took for octal.
  var hasLeadingZeros = false

  init(bytes: [UInt8]) {
    self.bytes = bytes
  }

  init?(_ text: some StringProtocol) {
    bytes = []
    if text.contains(":") {
      guard let parsed = Self.version6(String(text)) else { return nil }
      bytes = parsed
    } else {
      let parts = text.split(separator: ".", omittingEmptySubsequences: false)
      guard parts.count == 4 else { return nil }
      for part in parts {
        guard let byte = Self.decimal(part), byte < 256 else { return nil }
        if part.count > 1, part.hasPrefix("0") { hasLeadingZeros = true }
        bytes.append(UInt8(byte))
      }
    }
  }

  var isMapped: Bool {
    bytes.count == 16 && bytes[..<10].allSatisfy { $0 == 0 } && bytes[10] == 0xff && bytes[11] == 0xff
  }

  var isVersion4: Bool { bytes.count == 4 }

  var text: String {
    if isVersion4 { return bytes.map { String($0) }.joined(separator: ".") }
    return stride(from: 0, to: 16, by: 2).map { String(Int(bytes[$0]) << 8 | Int(bytes[$0 + 1]), radix: 16) }
      .joined(separator: ":")
  }

  static func decimal(_ text: some StringProtocol) -> Int? {
    guard !text.isEmpty, text.count <= 9, text.utf8.allSatisfy({ (48...57).contains($0) }) else { return nil }
    return Int(text)
  }

  private static func version6(_ text: String) -> [UInt8]? {
    let halves = text.components(of: "::")
    guard halves.count <= 2 else { return nil }
    guard let head = groups(halves[0]), let tail = halves.count == 2 ? groups(halves[1]) : [] else { return nil }
    if halves.count == 1 { return head.count == 16 ? head : nil }
    guard head.count + tail.count <= 14 else { return nil }
    return head + Array(repeating: 0, count: 16 - head.count - tail.count) + tail
  }

  private static func groups(_ text: String) -> [UInt8]? {
    if text.isEmpty { return [] }
    var bytes: [UInt8] = []
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    for (index, part) in parts.enumerated() {
      if part.contains("."), index == parts.count - 1, let address = Address(part), address.isVersion4 {
        bytes += address.bytes
        continue
      }
      guard (1...4).contains(part.count), let number = UInt16(part, radix: 16), !part.hasPrefix("+") else { return nil }
      bytes += [UInt8(number >> 8), UInt8(number & 255)]
    }
    return bytes
  }
}

/// A range of addresses in CIDR form.
struct AddressRange: Hashable, Sendable {
  var address: Address
  /// Bits of the prefix.
  var length: Int
  var hasLeadingZeros: Bool

  init?(_ text: String) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 2, let address = Address(parts[0]), let length = Address.decimal(parts[1]),
      length <= address.bytes.count * 8
    else { return nil }
    self.address = address
    self.length = length
    hasLeadingZeros = address.hasLeadingZeros || parts[1].count > 1 && parts[1].hasPrefix("0")
  }

  var isMapped: Bool { address.isMapped }
  var hasHostBits: Bool { masked(address) != address.bytes }

  func contains(_ other: Address) -> Bool {
    other.bytes.count == address.bytes.count && masked(other) == masked(address)
  }

  /// The address so many places behind the first one.
  func address(at offset: Int) -> Address {
    var bytes = masked(address)
    var carry = offset
    for index in bytes.indices.reversed() where carry > 0 {
      carry += Int(bytes[index])
      bytes[index] = UInt8(carry & 255)
      carry >>= 8
    }
    return Address(bytes: bytes)
  }

  var size: Int { 1 << min(30, address.bytes.count * 8 - length) }

  private func masked(_ address: Address) -> [UInt8] {
    address.bytes.enumerated().map { index, byte in
      let bits = min(8, max(0, length - index * 8))
      return byte & UInt8(truncatingIfNeeded: 0xff00 >> bits)
    }
  }
}

extension String {
  /// The parts between occurrences of a text.
  fileprivate func components(of separator: String) -> [String] {
    var parts: [String] = []
    var current = ""
    var rest = self[...]
    while let first = rest.first {
      if rest.hasPrefix(separator) {
        parts.append(current)
        current = ""
        rest = rest.dropFirst(separator.count)
      } else {
        current.append(first)
        rest = rest.dropFirst()
      }
    }
    return parts + [current]
  }
}
