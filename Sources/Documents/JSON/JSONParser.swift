/// A recursive reader over UTF-8 bytes. Integers stay integers; what does not fit 64 bits becomes a double.
struct JSONParser {
  /// Deeper nesting is refused, so that no input can exhaust the stack (Go allows 10,000).
  static let depthMax = 1000

  private let bytes: UnsafeBufferPointer<UInt8>
  private(set) var position = 0

  init(_ bytes: UnsafeBufferPointer<UInt8>) {
    self.bytes = bytes
  }

  mutating func document() throws(JSONError) -> Value {
    let result = try value(depth: 0)
    if let byte = skipSpace() { throw unexpected(byte, "after top-level value") }
    return result
  }

  /// Moves to the next byte that is no white space and shows it; nil at the end.
  mutating func skipSpace() -> UInt8? {
    while position < bytes.count {
      let byte = bytes[position]
      switch byte {
      case 0x20, 0x0a, 0x0d, 0x09: position += 1
      default: return byte
      }
    }
    return nil
  }

  mutating func value(depth: Int) throws(JSONError) -> Value {
    guard let byte = skipSpace() else { throw ended }
    switch byte {
    case UInt8(ascii: "{"):
      position += 1
      return try object(depth: depth + 1)
    case UInt8(ascii: "["):
      position += 1
      return try array(depth: depth + 1)
    case UInt8(ascii: "\""):
      position += 1
      return .string(try string())
    case UInt8(ascii: "t"): return try literal("true", .bool(true))
    case UInt8(ascii: "f"): return try literal("false", .bool(false))
    case UInt8(ascii: "n"): return try literal("null", .null)
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try number()
    default: throw unexpected(byte, "looking for beginning of value")
    }
  }

  private mutating func object(depth: Int) throws(JSONError) -> Value {
    try checkDepth(depth)
    var fields = Value.Fields()
    guard var byte = skipSpace() else { throw ended }
    if byte == UInt8(ascii: "}") {
      position += 1
      return .object(fields)
    }
    while true {
      guard byte == UInt8(ascii: "\"") else { throw unexpected(byte, "looking for beginning of object key string") }
      position += 1
      let key = try string()
      guard let colon = skipSpace() else { throw ended }
      guard colon == UInt8(ascii: ":") else { throw unexpected(colon, "after object key") }
      position += 1
      fields[key] = try value(depth: depth)
      guard let after = skipSpace() else { throw ended }
      if after == UInt8(ascii: "}") {
        position += 1
        return .object(fields)
      }
      guard after == UInt8(ascii: ",") else { throw unexpected(after, "after object key:value pair") }
      position += 1
      guard let next = skipSpace() else { throw ended }
      byte = next
    }
  }

  private mutating func array(depth: Int) throws(JSONError) -> Value {
    try checkDepth(depth)
    var elements: [Value] = []
    guard let first = skipSpace() else { throw ended }
    if first == UInt8(ascii: "]") {
      position += 1
      return .array(elements)
    }
    while true {
      elements.append(try value(depth: depth))
      guard let after = skipSpace() else { throw ended }
      position += 1
      if after == UInt8(ascii: "]") { return .array(elements) }
      if after != UInt8(ascii: ",") {
        position -= 1
        throw unexpected(after, "after array element")
      }
    }
  }

  private mutating func literal(_ text: StaticString, _ meaning: Value) throws(JSONError) -> Value {
    for index in 0..<text.utf8CodeUnitCount {
      guard position < bytes.count else { throw ended }
      let wanted = text.utf8Start[index]
      if bytes[position] != wanted {
        let expected = String(UnicodeScalar(wanted))
        throw unexpected(bytes[position], "in literal \(text) (expecting '\(expected)')")
      }
      position += 1
    }
    return meaning
  }

  /// The position is behind the opening quote, and afterwards behind the closing one.
  private mutating func string() throws(JSONError) -> String {
    let start = position
    while position < bytes.count {
      let byte = bytes[position]
      if byte == UInt8(ascii: "\"") {
        let text = String(decoding: UnsafeBufferPointer(rebasing: bytes[start..<position]), as: UTF8.self)
        position += 1
        return text
      }
      if byte == UInt8(ascii: "\\") { return try escapedString(from: start) }
      if byte < 0x20 { throw unexpected(byte, "in string literal") }
      position += 1
    }
    throw ended
  }

  private mutating func escapedString(from start: Int) throws(JSONError) -> String {
    var text = Array(bytes[start..<position])
    while position < bytes.count {
      let byte = bytes[position]
      if byte == UInt8(ascii: "\"") {
        position += 1
        return String(decoding: text, as: UTF8.self)
      }
      if byte < 0x20 { throw unexpected(byte, "in string literal") }
      position += 1
      if byte == UInt8(ascii: "\\") {
        try escape(into: &text)
      } else {
        text.append(byte)
      }
    }
    throw ended
  }

  private mutating func escape(into text: inout [UInt8]) throws(JSONError) {
    guard position < bytes.count else { throw ended }
    let byte = bytes[position]
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(byte)
    case UInt8(ascii: "b"): text.append(8)
    case UInt8(ascii: "f"): text.append(12)
    case UInt8(ascii: "n"): text.append(10)
    case UInt8(ascii: "r"): text.append(13)
    case UInt8(ascii: "t"): text.append(9)
    case UInt8(ascii: "u"):
      position += 1
      text.append(contentsOf: String(try unicodeEscape()).utf8)
      return
    default: throw unexpected(byte, "in string escape code")
    }
    position += 1
  }

  /// Four hexadecimal digits, and the second half of a surrogate pair where there is one.
  private mutating func unicodeEscape() throws(JSONError) -> UnicodeScalar {
    let replacement: UnicodeScalar = "\u{fffd}"
    let first = try hexadecimal()
    guard (0xd800..<0xe000).contains(first) else { return UnicodeScalar(first) ?? replacement }
    let here = position
    if first < 0xdc00, position + 1 < bytes.count, bytes[position] == UInt8(ascii: "\\"),
      bytes[position + 1] == UInt8(ascii: "u")
    {
      position += 2
      let second = try hexadecimal()
      if (0xdc00..<0xe000).contains(second) {
        return UnicodeScalar(0x10000 + (first - 0xd800) << 10 + (second - 0xdc00)) ?? replacement
      }
      position = here
    }
    return replacement
  }

  private mutating func hexadecimal() throws(JSONError) -> UInt32 {
    var number: UInt32 = 0
    for _ in 0..<4 {
      guard position < bytes.count else { throw ended }
      let byte = bytes[position]
      let digit: UInt8
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = byte - UInt8(ascii: "0")
      case UInt8(ascii: "a")...UInt8(ascii: "f"): digit = byte - UInt8(ascii: "a") + 10
      case UInt8(ascii: "A")...UInt8(ascii: "F"): digit = byte - UInt8(ascii: "A") + 10
      default: throw unexpected(byte, "in \\u hexadecimal character escape")
      }
      number = number << 4 | UInt32(digit)
      position += 1
    }
    return number
  }

  private mutating func number() throws(JSONError) -> Value {
    let start = position
    var isInteger = true
    if bytes[position] == UInt8(ascii: "-") {
      position += 1
      try requireDigit("in numeric literal")
    }
    if bytes[position] == UInt8(ascii: "0") { position += 1 } else { skipDigits() }
    if position < bytes.count, bytes[position] == UInt8(ascii: ".") {
      isInteger = false
      position += 1
      try requireDigit("after decimal point in numeric literal")
      skipDigits()
    }
    if position < bytes.count, bytes[position] | 0x20 == UInt8(ascii: "e") {
      isInteger = false
      position += 1
      if position < bytes.count, bytes[position] == UInt8(ascii: "+") || bytes[position] == UInt8(ascii: "-") {
        position += 1
      }
      try requireDigit("in exponent of numeric literal")
      skipDigits()
    }
    let text = String(decoding: UnsafeBufferPointer(rebasing: bytes[start..<position]), as: UTF8.self)
    if isInteger, let integer = Int64(text) { return .int(integer) }
    guard let double = Double(text), double.isFinite else {
      throw JSONError(message: "json: cannot unmarshal number \(text) into Go value of type float64", offset: position)
    }
    return .double(double)
  }

  private mutating func skipDigits() {
    while position < bytes.count, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[position]) { position += 1 }
  }

  private func requireDigit(_ context: String) throws(JSONError) {
    guard position < bytes.count else { throw ended }
    if !(UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[position]) {
      throw unexpected(bytes[position], context)
    }
  }

  private func checkDepth(_ depth: Int) throws(JSONError) {
    if depth > Self.depthMax { throw JSONError(message: "exceeded max depth", offset: position) }
  }

  private var ended: JSONError { JSONError(message: "unexpected end of JSON input", offset: bytes.count) }

  private func unexpected(_ byte: UInt8, _ context: String) -> JSONError {
    JSONError(message: "invalid character \(Self.quoted(byte)) \(context)", offset: position + 1)
  }

  /// As Go's scanner quotes one byte: non-ASCII bytes are taken for Latin-1.
  private static func quoted(_ byte: UInt8) -> String {
    switch byte {
    case UInt8(ascii: "'"): return #"'\''"#
    case UInt8(ascii: "\""): return "'\"'"
    case UInt8(ascii: "\\"): return #"'\\'"#
    case 7: return #"'\a'"#
    case 8: return #"'\b'"#
    case 9: return #"'\t'"#
    case 10: return #"'\n'"#
    case 11: return #"'\v'"#
    case 12: return #"'\f'"#
    case 13: return #"'\r'"#
    case 0..<0x20, 0x7f:
      let digits = String(byte, radix: 16)
      return "'\\x\(digits.count == 1 ? "0" : "")\(digits)'"
    case 0x80...0xa0, 0xad: return "'\\u00\(String(byte, radix: 16))'"
    default: return "'\(String(UnicodeScalar(byte)))'"
    }
  }
}
