/// Base64 as Go's encoding/base64 reads and writes it.
enum Base64 {
  /// Where the text stops being base64, as Go's CorruptInputError counts.
  struct Corruption: Error, Equatable {
    var offset: Int
    var message: String { "illegal base64 data at input byte \(offset)" }
  }

  private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

  static func encode(_ bytes: [UInt8]) -> String {
    var text: [UInt8] = []
    text.reserveCapacity((bytes.count + 2) / 3 * 4)
    var index = 0
    while index < bytes.count {
      let first = Int(bytes[index])
      let second = index + 1 < bytes.count ? Int(bytes[index + 1]) : 0
      let third = index + 2 < bytes.count ? Int(bytes[index + 2]) : 0
      text.append(alphabet[first >> 2])
      text.append(alphabet[(first & 3) << 4 | second >> 4])
      text.append(index + 1 < bytes.count ? alphabet[(second & 15) << 2 | third >> 6] : UInt8(ascii: "="))
      text.append(index + 2 < bytes.count ? alphabet[third & 63] : UInt8(ascii: "="))
      index += 3
    }
    return String(decoding: text, as: UTF8.self)
  }

  /// Line breaks are passed over.
  static func decode(_ text: String) throws(Corruption) -> [UInt8] {
    var bytes: [UInt8] = []
    var bits = 0
    var count = 0
    var padding = 0
    var offset = 0
    for byte in text.utf8 {
      defer { offset += 1 }
      if byte == 10 || byte == 13 { continue }
      if byte == UInt8(ascii: "="), count % 4 >= 2 {
        padding += 1
        count += 1
        bits <<= 6
      } else {
        guard padding == 0, let value = value(of: byte) else { throw Corruption(offset: offset) }
        bits = bits << 6 | value
        count += 1
      }
      if count % 4 == 0 {
        bytes.append(UInt8(bits >> 16 & 255))
        if padding < 2 { bytes.append(UInt8(bits >> 8 & 255)) }
        if padding < 1 { bytes.append(UInt8(bits & 255)) }
        bits = 0
      }
    }
    guard count % 4 == 0 else { throw Corruption(offset: offset - count % 4 + padding) }
    return bytes
  }

  private static func value(of byte: UInt8) -> Int? {
    switch byte {
    case 65...90: Int(byte) - 65
    case 97...122: Int(byte) - 71
    case 48...57: Int(byte) + 4
    case UInt8(ascii: "+"): 62
    case UInt8(ascii: "/"): 63
    default: nil
    }
  }
}
