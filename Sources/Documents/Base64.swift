/// The usual alphabet of RFC 4648, padded.
public enum Base64 {
  private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

  public static func encode(_ bytes: [UInt8]) -> String {
    var out: [UInt8] = []
    out.reserveCapacity((bytes.count + 2) / 3 * 4)
    var index = 0
    while index < bytes.count {
      let left = bytes.count - index
      let group =
        Int(bytes[index]) << 16 | (left > 1 ? Int(bytes[index + 1]) << 8 : 0) | (left > 2 ? Int(bytes[index + 2]) : 0)
      out.append(alphabet[group >> 18])
      out.append(alphabet[group >> 12 & 63])
      out.append(left > 1 ? alphabet[group >> 6 & 63] : UInt8(ascii: "="))
      out.append(left > 2 ? alphabet[group & 63] : UInt8(ascii: "="))
      index += 3
    }
    return String(decoding: out, as: UTF8.self)
  }

  /// Nil where a character does not belong, or the length is wrong; line ends are skipped.
  public static func decode(_ text: some Sequence<UInt8>) -> [UInt8]? {
    if let decoded = text.withContiguousStorageIfAvailable({ decode($0) }) { return decoded }
    return Array(text).withUnsafeBufferPointer { decode($0) }
  }

  /// A kubeconfig is decoded for every command, so this takes whole groups of four at a time.
  private static func decode(_ text: UnsafeBufferPointer<UInt8>) -> [UInt8]? {
    var out: [UInt8] = []
    out.reserveCapacity(text.count / 4 * 3 + 3)
    var bits = 0
    var count = 0
    var padding = 0
    for byte in text {
      let value = Int(values[Int(byte)])
      if value >= 0 {
        guard padding == 0 else { return nil }
        bits = bits << 6 | value
        count += 1
        if count & 3 == 0 {
          out.append(UInt8(truncatingIfNeeded: bits >> 16))
          out.append(UInt8(truncatingIfNeeded: bits >> 8))
          out.append(UInt8(truncatingIfNeeded: bits))
          bits = 0
        }
      } else if byte == UInt8(ascii: "=") {
        padding += 1
      } else if byte != 10 && byte != 13 {
        return nil
      }
    }
    switch count % 4 {
    case 0: return padding == 0 ? out : nil
    case 2 where padding == 2: return out + [UInt8(bits >> 4 & 255)]
    case 3 where padding == 1: return out + [UInt8(bits >> 10 & 255), UInt8(bits >> 2 & 255)]
    default: return nil
    }
  }

  /// What each byte stands for; -1 for those that are no digits.
  private static let values: [Int8] = (0..<256).map { byte in
    alphabet.firstIndex(of: UInt8(byte)).map { Int8($0) } ?? -1
  }

  /// Where Go's decoder stops: at a strange character, or at the group that is not complete. Nil where nothing is wrong.
  public static func firstProblem(_ text: String) -> Int? {
    let digits = Array(text.utf8)
    let strange = digits.firstIndex { values[Int($0)] < 0 && $0 != UInt8(ascii: "=") && $0 != 10 && $0 != 13 }
    if let strange { return strange }
    return decode(digits) == nil ? digits.count - digits.count % 4 : nil
  }
}
