import Documents

/// How long the JSON of a tree is, without writing it: what the size of the database is counted with.
enum DocumentSize {
  static func bytes(_ value: Value) -> Int {
    switch value {
    case .null: return 4
    case .bool(let flag): return flag ? 4 : 5
    case .int(let number): return (0..<10).contains(number) ? 1 : String(number).utf8.count
    case .double(let number): return GoNumber.json(number).utf8.count
    case .string(let string): return bytes(string)
    case .array(let elements):
      return elements.reduce(2 + max(0, elements.count - 1)) { $0 + bytes($1) }
    case .object(let fields):
      var sum = 2 + max(0, fields.count - 1)
      for (key, element) in fields { sum += bytes(key) + 1 + bytes(element) }
      return sum
    }
  }

  private static func bytes(_ string: String) -> Int {
    var string = string
    return string.withUTF8 { bytes in
      var sum = 2 + bytes.count
      for byte in bytes where byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") {
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), 0x0a, 0x0d, 0x09: sum += 1
        default: sum += 5
        }
      }
      return sum
    }
  }
}
