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
    var out: [UInt8] = []
    var bits = 0
    var count = 0
    var padding = 0
    for byte in text where byte != 10 && byte != 13 {
      if byte == UInt8(ascii: "=") {
        padding += 1
        continue
      }
      guard padding == 0, let value = value(of: byte) else { return nil }
      bits = bits << 6 | value
      count += 1
      if count % 4 == 0 {
        out += [UInt8(bits >> 16 & 255), UInt8(bits >> 8 & 255), UInt8(bits & 255)]
        bits = 0
      }
    }
    switch count % 4 {
    case 0: return padding == 0 ? out : nil
    case 2 where padding == 2: return out + [UInt8(bits >> 4 & 255)]
    case 3 where padding == 1: return out + [UInt8(bits >> 10 & 255), UInt8(bits >> 2 & 255)]
    default: return nil
    }
  }

  /// Where Go's decoder stops: at a strange character, or at the group that is not complete. Nil where nothing is wrong.
  public static func firstProblem(_ text: String) -> Int? {
    let digits = Array(text.utf8)
    let strange = digits.firstIndex { value(of: $0) == nil && $0 != UInt8(ascii: "=") && $0 != 10 && $0 != 13 }
    if let strange { return strange }
    return decode(digits) == nil ? digits.count - digits.count % 4 : nil
  }

  private static func value(of byte: UInt8) -> Int? {
    switch byte {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"): Int(byte) - 65
    case UInt8(ascii: "a")...UInt8(ascii: "z"): Int(byte) - 71
    case UInt8(ascii: "0")...UInt8(ascii: "9"): Int(byte) + 4
    case UInt8(ascii: "+"): 62
    case UInt8(ascii: "/"): 63
    default: nil
    }
  }
}
