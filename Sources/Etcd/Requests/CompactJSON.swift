import Documents

/// JSON without white space, as Go's encoding/json writes it with HTML escaping off.
enum CompactJSON {
  static func write(_ value: Value, to out: inout [UInt8]) {
    switch value {
    case .null: out.append(contentsOf: "null".utf8)
    case .bool(let flag): out.append(contentsOf: (flag ? "true" : "false").utf8)
    case .int(let number): out.append(contentsOf: String(number).utf8)
    case .double(let number): out.append(contentsOf: text(number).utf8)
    case .string(let string): write(string, to: &out)
    case .array(let elements):
      out.append(UInt8(ascii: "["))
      for (index, element) in elements.enumerated() {
        if index > 0 { out.append(UInt8(ascii: ",")) }
        write(element, to: &out)
      }
      out.append(UInt8(ascii: "]"))
    case .object(let fields):
      out.append(UInt8(ascii: "{"))
      var first = true
      for (key, element) in fields {
        if !first { out.append(UInt8(ascii: ",")) }
        first = false
        write(key, to: &out)
        out.append(UInt8(ascii: ":"))
        write(element, to: &out)
      }
      out.append(UInt8(ascii: "}"))
    }
  }

  /// The length of what `write` appends.
  static func length(of value: Value) -> Int {
    switch value {
    case .null: return 4
    case .bool(let flag): return flag ? 4 : 5
    case .int(let number): return String(number).utf8.count
    case .double(let number): return text(number).utf8.count
    case .string(let string): return length(of: string)
    case .array(let elements):
      return elements.reduce(2 + max(0, elements.count - 1)) { $0 + length(of: $1) }
    case .object(let fields):
      var sum = 2 + max(0, fields.count - 1)
      for (key, element) in fields { sum += length(of: key) + 1 + length(of: element) }
      return sum
    }
  }

  static func write(_ string: String, to out: inout [UInt8]) {
    out.append(UInt8(ascii: "\""))
    for byte in string.utf8 {
      switch byte {
      case UInt8(ascii: "\""): out.append(contentsOf: [UInt8(ascii: "\\"), byte])
      case UInt8(ascii: "\\"): out.append(contentsOf: [UInt8(ascii: "\\"), byte])
      case 0x0a: out.append(contentsOf: "\\n".utf8)
      case 0x0d: out.append(contentsOf: "\\r".utf8)
      case 0x09: out.append(contentsOf: "\\t".utf8)
      case 0..<0x20:
        out.append(contentsOf: "\\u00".utf8)
        out.append(hexDigit(byte >> 4))
        out.append(hexDigit(byte & 15))
      default: out.append(byte)
      }
    }
    out.append(UInt8(ascii: "\""))
  }

  private static func length(of string: String) -> Int {
    var sum = 2
    for byte in string.utf8 {
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"), 0x0a, 0x0d, 0x09: sum += 2
      case 0..<0x20: sum += 6
      default: sum += 1
      }
    }
    return sum
  }

  private static func hexDigit(_ nibble: UInt8) -> UInt8 { nibble < 10 ? 48 + nibble : 87 + nibble }

  /// Whole numbers are written without a fraction, as Go does.
  private static func text(_ number: Double) -> String {
    if number == number.rounded(), abs(number) < 1e15 { return String(Int64(number)) }
    return number.description
  }
}
