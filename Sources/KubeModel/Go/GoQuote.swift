/// `%q` of Go's fmt, which is strconv.Quote: how the programs of Kubernetes and etcd put texts between quotes.
public enum GoQuote {
  public static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars { result += escape(scalar) }
    return "\(result)\""
  }

  /// Bytes that are no UTF-8 are written as `\xNN`.
  public static func quoted(_ bytes: [UInt8]) -> String {
    let string = String(decoding: bytes, as: UTF8.self)
    if Array(string.utf8) == bytes { return quoted(string) }
    var result = "\""
    for byte in bytes { result += byte < 0x80 ? escape(UnicodeScalar(byte)) : "\\x\(hex(byte))" }
    return "\(result)\""
  }

  private static func escape(_ scalar: UnicodeScalar) -> String {
    switch scalar {
    case "\"": "\\\""
    case "\\": "\\\\"
    case "\n": "\\n"
    case "\r": "\\r"
    case "\t": "\\t"
    case "\u{7}": "\\a"
    case "\u{8}": "\\b"
    case "\u{c}": "\\f"
    case "\u{b}": "\\v"
    default: scalar.value < 0x20 || scalar.value == 0x7f ? "\\x\(hex(UInt8(scalar.value)))" : String(scalar)
    }
  }

  private static func hex(_ byte: UInt8) -> String { "\(byte < 16 ? "0" : "")\(String(byte, radix: 16))" }
}
