extension YAML {
  /// The text of a value as `kubectl -o yaml` prints it: keys sorted, two blanks a level, sequences level with their
  /// key, quotes only where a reader would otherwise take the text for something else.
  ///
  /// - Parameter sortKeys: False keeps the order that fields have.
  public static func text(_ value: Value, sortKeys: Bool = true) -> String {
    var writer = YAMLWriter(sortKeys: sortKeys)
    writer.write(value, indent: -1, place: .root)
    writer.finish()
    return String(decoding: writer.output, as: UTF8.self)
  }
}

/// Lays out nodes as go-yaml's emitter does in block style.
struct YAMLWriter {
  enum Place {
    case root
    case mappingValue
    /// Behind `- ` (or `: ` of a long key), where a collection begins on the same line.
    case sequenceItem
  }

  /// Lines are folded at the first blank behind this column.
  static let widthMax = 80

  let sortKeys: Bool
  var output: [UInt8] = []
  /// Characters since the start of the line.
  var column = 0

  init(sortKeys: Bool) {
    self.sortKeys = sortKeys
  }

  mutating func write(_ value: Value, indent: Int, place: Place) {
    switch value {
    case .object(let fields) where !fields.isEmpty: write(fields, indent: indent, place: place)
    case .array(let elements) where !elements.isEmpty: write(elements, indent: indent, place: place)
    case .object: token("{}")
    case .array: token("[]")
    case .null: token("null")
    case .bool(let flag): token(flag ? "true" : "false")
    case .int(let number): token(String(number))
    case .double(let number): token(Self.float(number))
    case .string(let text): scalar(text, indent: max(0, indent + (indent < 0 ? 1 : 2)), isKey: false)
    }
  }

  mutating func finish() {
    if column > 0 { breakLine() }
  }

  private mutating func write(_ fields: Value.Fields, indent: Int, place: Place) {
    let inner = indent < 0 ? 0 : indent + 2
    var isFirst = true
    let order = sortKeys ? NaturalOrder.indices(Array(fields.keys)) : Array(fields.elements.indices)
    for index in order {
      let (key, value) = fields.elements[index]
      startLine(inner, sameLine: isFirst && place == .sequenceItem)
      isFirst = false
      if key.utf8.count > 128 || key.unicodeScalars.contains("\n") {
        token("?")
        scalar(key, indent: inner + 2, isKey: false)
        startLine(inner, sameLine: false)
        token(":")
        write(value, indent: inner, place: .sequenceItem)
      } else {
        scalar(key, indent: inner + 2, isKey: true)
        append(":")
        write(value, indent: inner, place: .mappingValue)
      }
    }
  }

  private mutating func write(_ elements: [Value], indent: Int, place: Place) {
    let inner = place == .mappingValue ? indent : indent < 0 ? 0 : indent + 2
    for (index, element) in elements.enumerated() {
      startLine(inner, sameLine: index == 0 && place == .sequenceItem)
      token("-")
      write(element, indent: inner, place: .sequenceItem)
    }
  }

  /// Goes to a new line unless it stands at the start of one, and indents.
  mutating func startLine(_ indent: Int, sameLine: Bool) {
    if !sameLine, column > 0 { breakLine() }
    while column < indent { append(" ") }
  }

  mutating func breakLine() {
    output.append(UInt8(ascii: "\n"))
    column = 0
  }

  /// A blank where something stands before it, and the text.
  mutating func token(_ text: String) {
    if column > 0, output.last != UInt8(ascii: " ") { append(" ") }
    append(text)
  }

  mutating func append(_ text: String) {
    output.append(contentsOf: text.utf8)
    column += text.unicodeScalars.count
  }

  mutating func append(_ scalar: UnicodeScalar) {
    output.append(contentsOf: String(scalar).utf8)
    column += 1
  }

  private static func float(_ number: Double) -> String {
    if number.isNaN { return ".nan" }
    if number.isInfinite { return number < 0 ? "-.inf" : ".inf" }
    return GoNumber.general(number, exponentFrom: 6)
  }
}

/// The order of keys in go-yaml: numbers inside names count as numbers, and letters come after everything else.
enum NaturalOrder {
  static func indices(_ keys: [String]) -> [Int] {
    let texts = keys.map { Array($0.unicodeScalars) }
    return texts.indices.sorted { precedes(texts[$0], texts[$1]) }
  }

  static func precedes(_ left: [UnicodeScalar], _ right: [UnicodeScalar]) -> Bool {
    for index in 0..<min(left.count, right.count) where left[index] != right[index] {
      let (one, other) = (left[index], right[index])
      let (isLetter, otherIsLetter) = (one.properties.isAlphabetic, other.properties.isAlphabetic)
      if isLetter, otherIsLetter { return one < other }
      if isLetter || otherIsLetter { return otherIsLetter }
      return precedesAsNumber(left, right, at: index)
    }
    return left.count < right.count
  }

  private static func precedesAsNumber(_ left: [UnicodeScalar], _ right: [UnicodeScalar], at index: Int) -> Bool {
    var start: Int64 = 0
    if left[index] == "0" || right[index] == "0" {
      var before = index - 1
      while before >= 0, isDigit(left[before]) {
        if left[before] != "0" { start = 1 }
        before -= 1
      }
    }
    let (number, end) = number(left, from: index, start: start)
    let (otherNumber, otherEnd) = self.number(right, from: index, start: start)
    if number != otherNumber { return number < otherNumber }
    if end != otherEnd { return end < otherEnd }
    return left[index] < right[index]
  }

  private static func number(_ text: [UnicodeScalar], from: Int, start: Int64) -> (Int64, Int) {
    var number = start
    var index = from
    while index < text.count, isDigit(text[index]) {
      number = number &* 10 &+ Int64(text[index].value - 48)
      index += 1
    }
    return (number, index)
  }

  private static func isDigit(_ scalar: UnicodeScalar) -> Bool { ("0"..."9").contains(scalar) }
}
