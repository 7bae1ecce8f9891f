import Documents
import Hosts

/// `@base64`, `@csv` and their kin.
enum JqFormats {
  static func text(_ value: Value) -> String {
    if case .string(let text) = value { return text }
    return JqPrinter.compact(value)
  }

  static func apply(_ name: String, _ value: Value) throws -> String {
    switch name {
    case "text": return text(value)
    case "json": return JqPrinter.compact(value)
    case "html":
      return text(value).replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;").replacing("'", with: "&#39;").replacing("\"", with: "&quot;")
    case "uri":
      return text(value).utf8.map { byte in
        ASCII.isAlnum(byte) || [45, 95, 46, 126].contains(byte)
          ? String(UnicodeScalar(byte)) : "%\(String(byte, radix: 16, uppercase: true).padded(to: 2, with: "0"))"
      }.joined()
    case "csv", "tsv":
      guard case .array(let cells) = value else { throw JqError("\(JqValues.described(value)) cannot be \(name)-formatted, only array") }
      return try cells.map { try cell($0, name) }.joined(separator: name == "csv" ? "," : "\t")
    case "sh":
      let parts = value.array ?? [value]
      return try parts.map { part in
        switch part {
        case .string(let text): return "'\(text.replacing("'", with: "'\\''"))'"
        case .array, .object: throw JqError("\(JqValues.described(part)) can not be escaped for shell")
        default: return text(part)
        }
      }.joined(separator: " ")
    case "base64": return Base64.encode(Array(text(value).utf8))
    case "base64d": return try decoded(value)
    case "base32": return base32(Array(text(value).utf8))
    default: throw JqError("\(name) is not a valid format")
    }
  }

  private static func cell(_ value: Value, _ name: String) throws -> String {
    switch value {
    case .null: return ""
    case .bool, .int, .double: return text(value)
    case .string(let text):
      if name == "csv" { return "\"\(text.replacing("\"", with: "\"\""))\"" }
      return text.replacing("\\", with: "\\\\").replacing("\t", with: "\\t").replacing("\n", with: "\\n").replacing("\r", with: "\\r")
    case .array, .object: throw JqError("\(JqValues.described(value)) is not valid in a \(name) row")
    }
  }

  private static func decoded(_ value: Value) throws -> String {
    let source = text(value).utf8.filter { $0 != 61 }
    var bytes: [UInt8] = []
    var (word, count) = (0, 0)
    let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    for byte in source {
      guard let index = alphabet.firstIndex(of: byte) else { throw JqError("\(JqValues.described(value)) is not valid base64 data") }
      word = word << 6 | index
      count += 6
      if count >= 8 {
        count -= 8
        bytes.append(UInt8(word >> count & 255))
      }
    }
    return bytes.text
  }

  private static func base32(_ bytes: [UInt8]) -> String {
    let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")
    var result = ""
    var (word, count) = (0, 0)
    for byte in bytes {
      word = (word << 8 | Int(byte)) & 0xfffff
      count += 8
      while count >= 5 {
        count -= 5
        result.append(alphabet[word >> count & 31])
      }
    }
    if count > 0 { result.append(alphabet[word << (5 - count) & 31]) }
    while result.count % 8 != 0 { result.append("=") }
    return result
  }
}
