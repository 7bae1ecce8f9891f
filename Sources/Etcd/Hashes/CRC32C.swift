/// CRC-32 with Castagnoli's polynomial: the hash of a snapshot, and the check sums of the write-ahead log.
public struct CRC32C: Sendable {
  private var state: UInt32

  public init() {
    state = 0xffff_ffff
  }

  /// Continues from the value that an earlier sum had (Go's crc32.Update).
  public init(continuing value: UInt32) {
    state = ~value
  }

  public var value: UInt32 { ~state }

  public mutating func update(_ bytes: [UInt8]) {
    update(bytes[...])
  }

  public mutating func update(_ bytes: ArraySlice<UInt8>) {
    var state = state
    for byte in bytes {
      state = Self.table[Int((state ^ UInt32(byte)) & 0xff)] ^ state >> 8
    }
    self.state = state
  }

  private static let table: [UInt32] = (0..<256).map { index in
    var value = UInt32(index)
    for _ in 0..<8 { value = value & 1 == 1 ? value >> 1 ^ 0x82f6_3b78 : value >> 1 }
    return value
  }
}
