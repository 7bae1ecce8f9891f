import Documents
import Simulation

/// What jq knows of values: their kinds, order and words in messages.
enum JqValues {
  static func kind(_ value: Value) -> String {
    switch value {
    case .null: "null"
    case .bool: "boolean"
    case .int, .double: "number"
    case .string: "string"
    case .array: "array"
    case .object: "object"
    }
  }

  static func isTrue(_ value: Value) -> Bool { value != .null && value != .bool(false) }

  /// All numbers are floating-point ones in jq 1.6.
  static func normal(_ value: Value) -> Value {
    switch value {
    case .int(let number): .double(Double(number))
    case .array(let elements): .array(elements.map(normal))
    case .object(let fields): .object(fields.mapValues(normal))
    default: value
    }
  }

  private static func rank(_ value: Value) -> Int {
    switch value {
    case .null: 0
    case .bool(false): 1
    case .bool(true): 2
    case .int, .double: 3
    case .string: 4
    case .array: 5
    case .object: 6
    }
  }

  static func compare(_ left: Value, _ right: Value) -> Int {
    let (a, b) = (rank(left), rank(right))
    if a != b { return a - b }
    switch (left, right) {
    case (.string(let x), .string(let y)): return ByteOrder.compare(ArraySlice(x.utf8), ArraySlice(y.utf8))
    case (.array(let x), .array(let y)):
      for (p, q) in zip(x, y) {
        let order = compare(p, q)
        if order != 0 { return order }
      }
      return x.count - y.count
    case (.object(let x), .object(let y)):
      let (p, q) = (sortedKeys(x), sortedKeys(y))
      let order = compare(.array(p.map { .string($0) }), .array(q.map { .string($0) }))
      if order != 0 { return order }
      for key in p {
        let order = compare(x[key] ?? .null, y[key] ?? .null)
        if order != 0 { return order }
      }
      return 0
    default:
      guard let x = left.double, let y = right.double else { return 0 }
      return x < y ? -1 : x == y ? 0 : x > y ? 1 : x.isNaN ? -1 : 1
    }
  }

  static func equal(_ left: Value, _ right: Value) -> Bool { compare(left, right) == 0 }

  static func sortedKeys(_ fields: Value.Fields) -> [String] {
    fields.keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  /// A value as messages show it, cut to eleven characters.
  static func shown(_ value: Value) -> String {
    let text = JqPrinter.compact(value)
    let bytes = Array(text.utf8)
    return bytes.count > 10 ? "\(bytes.prefix(10).text)..." : text
  }

  static func described(_ value: Value) -> String { "\(kind(value)) (\(shown(value)))" }

  // MARK: Arithmetic

  static func arithmetic(_ sign: String, _ left: Value, _ right: Value) throws -> Value {
    if let a = left.double, let b = right.double { return try numbers(sign, a, b, left, right) }
    switch (sign, left, right) {
    case ("+", .null, let other), ("+", let other, .null): return other
    case ("+", .string(let a), .string(let b)): return .string(a + b)
    case ("+", .array(let a), .array(let b)): return .array(a + b)
    case ("+", .object(let a), .object(let b)): return .object(a.merging(b) { $1 })
    case ("-", .array(let a), .array(let b)): return .array(a.filter { element in !b.contains { equal($0, element) } })
    case ("*", .string(let text), let number) where number.double != nil, ("*", let number, .string(let text)) where number.double != nil:
      let count = number.double ?? 0
      return count <= 0 ? .null : .string(String(repeating: text, count: min(100_000, max(1, Int(nearest: count.rounded(.up))))))
    case ("*", .object(let a), .object(let b)): return .object(merged(a, b))
    case ("/", .string(let a), .string(let b)): return .array(split(a, by: b).map { .string($0) })
    default: break
    }
    let words = ["+": "added", "-": "subtracted", "*": "multiplied", "/": "divided", "%": "divided"]
    throw JqError("\(described(left)) and \(described(right)) cannot be \(words[sign] ?? "")")
  }

  private static func numbers(_ sign: String, _ a: Double, _ b: Double, _ left: Value, _ right: Value) throws -> Value {
    switch sign {
    case "+": return .double(a + b)
    case "-": return .double(a - b)
    case "*": return .double(a * b)
    case "/":
      guard b != 0 else { throw JqError("\(described(left)) and \(described(right)) cannot be divided because the divisor is zero") }
      return .double(a / b)
    default:
      func whole(_ value: Double) -> Int64 { value.isNaN ? 0 : value >= 9.2e18 ? .max : value <= -9.2e18 ? .min : Int64(value) }
      let divisor = whole(b)
      guard divisor != 0 else {
        throw JqError("\(described(left)) and \(described(right)) cannot be divided (remainder) because the divisor is zero")
      }
      return .double(divisor == -1 ? 0 : Double(whole(a) % abs(divisor)))
    }
  }

  private static func merged(_ left: Value.Fields, _ right: Value.Fields) -> Value.Fields {
    var result = left
    for (key, value) in right {
      if case .object(let inner) = value, case .object(let old)? = result[key] {
        result[key] = .object(merged(old, inner))
      } else {
        result[key] = value
      }
    }
    return result
  }

  static func split(_ text: String, by separator: String) -> [String] {
    if text.isEmpty { return [] }
    if separator.isEmpty { return text.unicodeScalars.map { String($0) } }
    let (source, wanted) = (Array(text.utf8), Array(separator.utf8))
    var pieces: [String] = []
    var start = 0
    var index = 0
    while index + wanted.count <= source.count {
      if source[index] == wanted[0], source[index..<(index + wanted.count)].elementsEqual(wanted) {
        pieces.append(source[start..<index].text)
        index += wanted.count
        start = index
      } else {
        index += 1
      }
    }
    return pieces + [source[start...].text]
  }
}
