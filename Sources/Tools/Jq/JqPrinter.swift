import Documents

/// Values as jq prints them.
struct JqPrinter {
  var indent: String? = "  "
  var sortsKeys = false
  var colours = false
  var asciiOnly = false
  private var output = ""

  init(indent: String? = "  ", sortsKeys: Bool = false, colours: Bool = false, asciiOnly: Bool = false) {
    self.indent = indent
    self.sortsKeys = sortsKeys
    self.colours = colours
    self.asciiOnly = asciiOnly
  }

  static func compact(_ value: Value) -> String {
    var printer = JqPrinter(indent: nil)
    printer.write(value, 0)
    return printer.output
  }

  func text(_ value: Value) -> String {
    var printer = self
    printer.write(value, 0)
    return printer.output
  }

  /// 17 digits as the shortest text, with an exponent for very large and very small numbers.
  static func number(_ value: Double) -> String {
    if value.isNaN { return "null" }
    if value.isInfinite { return value > 0 ? "1.7976931348623157e+308" : "-1.7976931348623157e+308" }
    if value == 0 { return value.sign == .minus ? "-0" : "0" }
    var precision = 1
    var text = NumberFormat.exponent(value, 0)
    while precision < 17, FloatText.scan(ArraySlice(text.utf8)).value != value {
      text = NumberFormat.exponent(value, precision)
      precision += 1
    }
    guard let mark = text.firstIndex(of: "e") else { return text }
    let exponent = Int(text[text.index(after: mark)...].replacing("+", with: "")) ?? 0
    let digits = text[..<mark].filter { $0.isNumber }
    let point = exponent + 1
    if point <= -5 || point > digits.count + 15 {
      let size = String(abs(exponent)).padded(to: 2, with: "0")
      return "\(text[..<mark])e\(exponent < 0 ? "-" : "+")\(size)"
    }
    let sign = value < 0 ? "-" : ""
    if point <= 0 { return "\(sign)0.\(String(repeating: "0", count: -point))\(digits)" }
    if point >= digits.count { return "\(sign)\(digits)\(String(repeating: "0", count: point - digits.count))" }
    return "\(sign)\(digits.prefix(point)).\(digits.dropFirst(point))"
  }

  private func code(_ value: Value) -> String {
    switch value {
    case .null: "1;30"
    case .bool, .int, .double: "0;39"
    case .string: "0;32"
    case .array, .object: "1;39"
    }
  }

  private mutating func open(_ code: String) { if colours { output += "\u{1b}[\(code)m" } }
  private mutating func close() { if colours { output += "\u{1b}[0m" } }

  private mutating func line(_ level: Int) {
    guard let indent else { return }
    output += "\n\(String(repeating: indent, count: level))"
  }

  private mutating func write(_ value: Value, _ level: Int) {
    switch value {
    case .array(let elements): writeArray(elements, level)
    case .object(let fields): writeObject(fields, level)
    default:
      open(code(value))
      switch value {
      case .null: output += "null"
      case .bool(let flag): output += flag ? "true" : "false"
      case .string(let text): output += quoted(text)
      default: output += Self.number(value.double ?? 0)
      }
      close()
    }
  }

  private mutating func writeArray(_ elements: [Value], _ level: Int) {
    open("1;39")
    output += "["
    for (index, element) in elements.enumerated() {
      if index > 0 {
        open("1;39")
        output += ","
      }
      line(level + 1)
      if colours { close() }
      write(element, level + 1)
    }
    open("1;39")
    if !elements.isEmpty { line(level) }
    open("1;39")
    output += "]"
    close()
  }

  private mutating func writeObject(_ fields: Value.Fields, _ level: Int) {
    open("1;39")
    output += "{"
    let keys = sortsKeys ? JqValues.sortedKeys(fields) : Array(fields.keys)
    for (index, key) in keys.enumerated() {
      if index > 0 {
        open("1;39")
        output += ","
        if colours { line(level + 1) }
      } else {
        if colours { line(level + 1) }
      }
      if !colours { line(level + 1) }
      if colours { close() }
      open("34;1")
      output += quoted(key)
      close()
      open("1;39")
      output += indent == nil ? ":" : ": "
      if colours { close() }
      write(fields[key] ?? .null, level + 1)
    }
    open("1;39")
    if !fields.isEmpty { line(level) }
    open("1;39")
    output += "}"
    close()
  }

  private func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\t": result += "\\t"
      case "\r": result += "\\r"
      case "\u{8}": result += "\\b"
      case "\u{c}": result += "\\f"
      default:
        if scalar.value < 32 || scalar.value == 127 || asciiOnly && scalar.value > 126 {
          for unit in String(scalar).utf16 { result += "\\u\(String(unit, radix: 16).padded(to: 4, with: "0"))" }
        } else {
          result.unicodeScalars.append(scalar)
        }
      }
    }
    return "\(result)\""
  }
}
