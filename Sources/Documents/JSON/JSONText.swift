extension JSON {
  /// The text of a value as Go's encoding/json writes it.
  ///
  /// - Parameters:
  ///   - indent: Blanks for each level (kubectl's `-o json` has 4); nil puts all in one line without blanks.
  ///   - sortKeys: Whether fields go by name, as Go writes maps, or stay in the order that they have.
  ///   - escapeHTML: Whether `<`, `>` and `&` are escaped, as json.Marshal does.
  public static func text(
    _ value: Value, indent: Int? = nil, sortKeys: Bool = true, escapeHTML: Bool = true
  ) -> String {
    String(decoding: bytes(value, indent: indent, sortKeys: sortKeys, escapeHTML: escapeHTML), as: UTF8.self)
  }

  /// The same as UTF-8 bytes.
  public static func bytes(
    _ value: Value, indent: Int? = nil, sortKeys: Bool = true, escapeHTML: Bool = true
  ) -> [UInt8] {
    var writer = JSONWriter(indent: indent, sortKeys: sortKeys, escapeHTML: escapeHTML)
    writer.write(value, level: 0)
    return writer.bytes
  }

  /// One string in quotes, escaped as json.Marshal does.
  public static func quoted(_ text: String, escapeHTML: Bool = true) -> String {
    JSON.text(.string(text), escapeHTML: escapeHTML)
  }
}

struct JSONWriter {
  let indent: Int?
  let sortKeys: Bool
  let escapeHTML: Bool
  var bytes: [UInt8] = []

  init(indent: Int?, sortKeys: Bool, escapeHTML: Bool) {
    self.indent = indent
    self.sortKeys = sortKeys
    self.escapeHTML = escapeHTML
  }

  mutating func write(_ value: Value, level: Int) {
    switch value {
    case .null: append("null")
    case .bool(let flag): append(flag ? "true" : "false")
    case .int(let number): append(String(number))
    case .double(let number): append(GoNumber.json(number))
    case .string(let text): write(text)
    case .array(let elements): write(elements, level: level)
    case .object(let fields): write(fields, level: level)
    }
  }

  private mutating func write(_ elements: [Value], level: Int) {
    bytes.append(UInt8(ascii: "["))
    for (index, element) in elements.enumerated() {
      if index > 0 { bytes.append(UInt8(ascii: ",")) }
      newLine(level + 1)
      write(element, level: level + 1)
    }
    if !elements.isEmpty { newLine(level) }
    bytes.append(UInt8(ascii: "]"))
  }

  private mutating func write(_ fields: Value.Fields, level: Int) {
    bytes.append(UInt8(ascii: "{"))
    var isFirst = true
    func separate(_ writer: inout JSONWriter) {
      if !isFirst { writer.bytes.append(UInt8(ascii: ",")) }
      isFirst = false
      writer.newLine(level + 1)
    }
    if sortKeys {
      for index in fields.indicesByKey {
        separate(&self)
        write(fields.elements[index], level: level + 1)
      }
    } else {
      for element in fields {
        separate(&self)
        write(element, level: level + 1)
      }
    }
    if !isFirst { newLine(level) }
    bytes.append(UInt8(ascii: "}"))
  }

  private mutating func write(_ field: (key: String, value: Value), level: Int) {
    write(field.key)
    bytes.append(UInt8(ascii: ":"))
    if indent != nil { bytes.append(UInt8(ascii: " ")) }
    write(field.value, level: level)
  }

  private mutating func newLine(_ level: Int) {
    guard let indent else { return }
    bytes.append(UInt8(ascii: "\n"))
    bytes.append(contentsOf: repeatElement(UInt8(ascii: " "), count: indent * level))
  }

  private mutating func append(_ text: String) { bytes.append(contentsOf: text.utf8) }

  private mutating func write(_ text: String) {
    bytes.append(UInt8(ascii: "\""))
    var text = text
    let isPlain = text.withUTF8 { utf8 in
      for byte in utf8 where byte < 0x20 || byte == 0x22 || byte == 0x5c || byte > 0x7e { return false }
      if escapeHTML { for byte in utf8 where byte == 0x3c || byte == 0x3e || byte == 0x26 { return false } }
      bytes.append(contentsOf: utf8)
      return true
    }
    if !isPlain { for scalar in text.unicodeScalars { write(scalar) } }
    bytes.append(UInt8(ascii: "\""))
  }

  private mutating func write(_ scalar: UnicodeScalar) {
    switch scalar {
    case "\"": append("\\\"")
    case "\\": append("\\\\")
    case "\n": append("\\n")
    case "\r": append("\\r")
    case "\t": append("\\t")
    case "\u{8}": append("\\b")
    case "\u{c}": append("\\f")
    case "<", ">", "&":
      if escapeHTML { append("\\u00\(String(scalar.value, radix: 16))") } else { append(String(scalar)) }
    case "\u{2028}": append("\\u2028")
    case "\u{2029}": append("\\u2029")
    case "\u{0}"..<"\u{20}":
      append("\\u00\(scalar.value < 16 ? "0" : "")\(String(scalar.value, radix: 16))")
    default: append(String(scalar))
    }
  }
}

extension Value.Fields {
  /// The places of the fields by name. Fields that are in order already, as stored ones are, cost no sorting.
  var indicesByKey: [Int] {
    let keys = self.keys
    let places = Array(keys.indices)
    for place in places.dropFirst() where !(keys[place - 1] < keys[place]) {
      return places.sorted { keys[$0] < keys[$1] }
    }
    return places
  }
}
