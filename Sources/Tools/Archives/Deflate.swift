/// Packs bytes by deflate (RFC 1951) with its fixed codes: anybody can unpack it, if it is a little longer than zlib's.
struct Deflate {
  private var output: [UInt8] = []
  private var bits: UInt32 = 0
  private var bitCount = 0

  static func pack(_ bytes: [UInt8]) -> [UInt8] {
    var deflate = Deflate()
    deflate.put(1, 1)
    deflate.put(1, 2)
    deflate.compress(bytes)
    deflate.literal(256)
    if deflate.bitCount > 0 { deflate.put(0, 8 - deflate.bitCount % 8) }
    return deflate.output
  }

  private mutating func put(_ value: Int, _ count: Int) {
    bits |= UInt32(value) << UInt32(bitCount)
    bitCount += count
    while bitCount >= 8 {
      output.append(UInt8(truncatingIfNeeded: bits))
      bits >>= 8
      bitCount -= 8
    }
  }

  /// Huffman codes go in from their highest bit.
  private mutating func code(_ value: Int, _ count: Int) {
    var reversed = 0
    for bit in 0..<count where value >> bit & 1 == 1 { reversed |= 1 << (count - 1 - bit) }
    put(reversed, count)
  }

  private mutating func literal(_ symbol: Int) {
    switch symbol {
    case 0..<144: code(0x30 + symbol, 8)
    case 144..<256: code(0x190 + symbol - 144, 9)
    case 256..<280: code(symbol - 256, 7)
    default: code(0xc0 + symbol - 280, 8)
    }
  }

  private mutating func compress(_ bytes: [UInt8]) {
    var heads = [Int](repeating: -1, count: 1 << 15)
    var at = 0
    func hash(_ at: Int) -> Int {
      (Int(bytes[at]) << 10 ^ Int(bytes[at + 1]) << 5 ^ Int(bytes[at + 2])) & 0x7fff
    }
    while at < bytes.count {
      var length = 0
      var distance = 0
      if at + 2 < bytes.count {
        let key = hash(at)
        let candidate = heads[key]
        heads[key] = at
        if candidate >= 0, at - candidate <= 32_768 {
          while length < 258, at + length < bytes.count, bytes[candidate + length] == bytes[at + length] { length += 1 }
          distance = at - candidate
        }
      }
      guard length >= 4 else {
        literal(Int(bytes[at]))
        at += 1
        continue
      }
      pair(length, distance)
      for inner in (at + 1)..<(at + length) where inner + 2 < bytes.count { heads[hash(inner)] = inner }
      at += length
    }
  }

  private mutating func pair(_ length: Int, _ distance: Int) {
    let lengthIndex = DeflateTables.lengths.lastIndex { $0.base <= length } ?? 0
    literal(257 + lengthIndex)
    put(length - DeflateTables.lengths[lengthIndex].base, DeflateTables.lengths[lengthIndex].extra)
    let distanceIndex = DeflateTables.distances.lastIndex { $0.base <= distance } ?? 0
    code(distanceIndex, 5)
    put(distance - DeflateTables.distances[distanceIndex].base, DeflateTables.distances[distanceIndex].extra)
  }
}

/// The format of gzip (RFC 1952).
enum GzipFormat {
  enum Problem: Error {
    case notGzip
    case truncated
    case crc
    case tooLarge
  }

  /// How many bytes all members of a file may hold, more than any file of a simulated host does.
  static let outputMax = 64 << 20

  static func pack(_ bytes: [UInt8], name: String?, modified: Int) -> [UInt8] {
    var packed: [UInt8] = [0x1f, 0x8b, 8, name == nil ? 0 : 8]
    packed += little(UInt32(truncatingIfNeeded: name == nil ? 0 : modified)) + [0, 3]
    if let name { packed += Array(name.utf8) + [0] }
    return packed + Deflate.pack(bytes) + little(crc(bytes)) + little(UInt32(truncatingIfNeeded: bytes.count))
  }

  static func isPacked(_ bytes: [UInt8]) -> Bool { bytes.count > 2 && bytes[0] == 0x1f && bytes[1] == 0x8b }

  /// One member or several, one behind the other, with at most so many bytes in all.
  static func unpack(_ bytes: [UInt8], most: Int = outputMax) throws(Problem) -> [UInt8] {
    guard isPacked(bytes) else { throw .notGzip }
    var output: [UInt8] = []
    var rest = bytes[...]
    while rest.count > 10, rest[rest.startIndex] == 0x1f, rest[rest.startIndex + 1] == 0x8b {
      let flags = rest[rest.startIndex + 3]
      var at = rest.startIndex + 10
      if flags & 4 != 0, at + 2 <= rest.endIndex { at += 2 + Int(rest[at]) + Int(rest[at + 1]) << 8 }
      for flag in [UInt8(8), 16] where flags & flag != 0 {
        while at < rest.endIndex, rest[at] != 0 { at += 1 }
        at += 1
      }
      if flags & 2 != 0 { at += 2 }
      guard at < rest.endIndex else { throw .truncated }
      let part: [UInt8]
      let end: Int
      do {
        (part, end) = try Inflate.unpack(rest[at...], most: most - output.count)
      } catch {
        switch error {
        case .truncated: throw .truncated
        case .tooLarge: throw .tooLarge
        case .invalid: throw .crc
        }
      }
      guard end + 8 <= rest.endIndex else { throw .truncated }
      guard Array(rest[end..<(end + 4)]) == little(crc(part)) else { throw .crc }
      output += part
      rest = rest[(end + 8)...]
    }
    if rest.count > 0, output.isEmpty { throw .truncated }
    return output
  }

  private static func little(_ value: UInt32) -> [UInt8] {
    (0..<4).map { UInt8(truncatingIfNeeded: value >> (8 * UInt32($0))) }
  }

  /// CRC-32 as Ethernet has it.
  static func crc(_ bytes: [UInt8]) -> UInt32 {
    let table = (0..<256).map { number -> UInt32 in
      (0..<8).reduce(UInt32(number)) { value, _ in value & 1 == 1 ? value >> 1 ^ 0xedb8_8320 : value >> 1 }
    }
    return ~bytes.reduce(~UInt32(0)) { $0 >> 8 ^ table[Int(UInt8(truncatingIfNeeded: $0) ^ $1)] }
  }
}
