import Documents
import Hosts
import KubeModel

/// The functions of Go templates, with the two that kubectl adds.
enum TemplateFunctions {
  static func call(_ name: String, _ arguments: [Value?]) throws(TemplateError) -> Value? {
    let values = arguments.map { $0 ?? .null }
    switch name {
    case "and", "or": return values.last
    case "not": return .bool(!isTrue(values.first))
    case "len": return try length(values.first)
    case "index": return try index(values)
    case "slice": return try slice(values)
    case "print": return .string(spaced(values))
    case "println": return .string("\(values.map(GoPrint.text).joined(separator: " "))\n")
    case "printf": return .string(formatted(values))
    case "eq":
      guard let first = values.first else { throw TemplateError(message: "missing argument for comparison") }
      for other in values.dropFirst() where try order(first, other, ordered: false) == 0 { return .bool(true) }
      return .bool(false)
    case "ne", "lt", "le", "gt", "ge":
      guard values.count == 2 else {
        throw TemplateError(message: "wrong number of args for \(name): want 2 got \(values.count)")
      }
      return .bool(try holds(name, values[0], values[1]))
    case "html": return .string(escapedHTML(spaced(values)))
    case "js", "urlquery": return .string(spaced(values))
    case "exists": return .bool(exists(values))
    case "base64decode":
      guard let bytes = Base64.decode((values.first?.string ?? "").utf8) else {
        throw TemplateError(message: "error calling base64decode: \(GoBase64.problem(values.first?.string ?? "") ?? "")")
      }
      return .string(String(decoding: bytes, as: UTF8.self))
    default: throw TemplateError(message: "function \(GoText.quoted(name)) not defined")
    }
  }

  private static func isTrue(_ value: Value?) -> Bool {
    switch value {
    case nil, .null?, .bool(false)?, .int(0)?, .string("")?: false
    case .array(let elements)?: !elements.isEmpty
    case .object(let fields)?: !fields.isEmpty
    default: true
    }
  }

  private static func length(_ value: Value?) throws(TemplateError) -> Value {
    switch value {
    case .string(let text)?: .int(Int64(text.utf8.count))
    case .array(let elements)?: .int(Int64(elements.count))
    case .object(let fields)?: .int(Int64(fields.count))
    case .null?, nil: throw TemplateError(message: "error calling len: len of nil pointer")
    case let other?: throw TemplateError(message: "error calling len: len of type \(GoValue.typeName(other))")
    }
  }

  private static func index(_ values: [Value]) throws(TemplateError) -> Value? {
    guard var current = values.first else { throw TemplateError(message: "wrong number of args for index") }
    for key in values.dropFirst() {
      switch (current, key) {
      case (.object(let fields), .string(let name)): current = fields[name] ?? .null
      case (.array(let elements), .int(let place)):
        guard elements.indices.contains(Int(place)) else {
          throw TemplateError(message: "error calling index: reflect: slice index out of range")
        }
        current = elements[Int(place)]
      case (.null, _): throw TemplateError(message: "error calling index: index of untyped nil")
      default:
        throw TemplateError(message: "error calling index: can't index item of type \(GoValue.typeName(current))")
      }
    }
    return current
  }

  private static func slice(_ values: [Value]) throws(TemplateError) -> Value? {
    let start = values.count > 1 ? values[1].int ?? 0 : 0
    switch values.first {
    case .string(let text)?:
      let bytes = Array(text.utf8)
      let end = values.count > 2 ? values[2].int ?? 0 : bytes.count
      guard start >= 0, start <= end, end <= bytes.count else {
        throw TemplateError(message: "error calling slice: index out of range: \(end)")
      }
      return .string(String(decoding: bytes[start..<end], as: UTF8.self))
    case .array(let elements)?:
      let end = values.count > 2 ? values[2].int ?? 0 : elements.count
      guard start >= 0, start <= end, end <= elements.count else {
        throw TemplateError(message: "error calling slice: index out of range: \(end)")
      }
      return .array(Array(elements[start..<end]))
    default: throw TemplateError(message: "error calling slice: can't slice item of this type")
    }
  }

  private static func holds(_ name: String, _ left: Value, _ right: Value) throws(TemplateError) -> Bool {
    let order = try order(left, right, ordered: name != "ne")
    switch name {
    case "ne": return order != 0
    case "lt": return order < 0
    case "le": return order <= 0
    case "gt": return order > 0
    default: return order >= 0
    }
  }

  private static func order(_ left: Value, _ right: Value, ordered: Bool) throws(TemplateError) -> Int {
    do throws(JSONPathError) {
      return try GoValue.compare(left, right, ordered: ordered)
    } catch {
      throw TemplateError(message: "error calling eq: \(error.message)")
    }
  }

  private static func exists(_ values: [Value]) -> Bool {
    var current = values.first ?? .null
    for key in values.dropFirst() {
      switch key {
      case .string(let name):
        guard let next = current[name] else { return false }
        current = next
      case .int(let place):
        guard let next = current[Int(place)] else { return false }
        current = next
      default: return false
      }
    }
    return true
  }

  /// fmt.Sprint: blanks only between operands of which neither is a text.
  private static func spaced(_ values: [Value]) -> String {
    var text = ""
    for (place, value) in values.enumerated() {
      if place > 0, value.string == nil, values[place - 1].string == nil { text += " " }
      text += GoPrint.text(value)
    }
    return text
  }

  private static func escapedHTML(_ text: String) -> String {
    text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
      .replacing("\"", with: "&#34;").replacing("'", with: "&#39;")
  }

  /// fmt.Sprintf with the verbs s, v, d, q, t, f and x, widths and `-`.
  private static func formatted(_ values: [Value]) -> String {
    guard case .string(let format)? = values.first else { return spaced(values) }
    var rest = values.dropFirst()
    var text = ""
    var characters = format[...]
    while let character = characters.popFirst() {
      guard character == "%" else {
        text.append(character)
        continue
      }
      let flags = characters.prefix { "-+ #0123456789.".contains($0) }
      characters = characters.dropFirst(flags.count)
      guard let verb = characters.popFirst() else { return "\(text)%!(NOVERB)" }
      if verb == "%" {
        text.append("%")
        continue
      }
      guard let value = rest.popFirst() else {
        text += "%!\(verb)(MISSING)"
        continue
      }
      text += padded(shown(value, verb), flags)
    }
    if !rest.isEmpty {
      let extra = rest.map { "\(GoValue.typeName($0))=\(GoPrint.text($0))" }.joined(separator: ", ")
      text += "%!(EXTRA \(extra))"
    }
    return text
  }

  private static func shown(_ value: Value, _ verb: Character) -> String {
    switch (verb, value) {
    case ("q", .string(let text)): GoText.quoted(text)
    case ("d", .int), ("s", .string), ("t", .bool), ("v", _): GoPrint.text(value)
    case ("x", .int(let number)): String(number, radix: 16)
    case ("f", .double(let number)): GoNumber.general(number)
    case ("s", .array), ("s", .object): GoPrint.text(value)
    default: "%!\(verb)(\(GoValue.typeName(value))=\(GoPrint.text(value)))"
    }
  }

  private static func padded(_ text: String, _ flags: Substring) -> String {
    let isLeft = flags.contains("-")
    let width = Int(flags.drop { !"123456789".contains($0) }.prefix { $0.isNumber }) ?? 0
    let blanks = String(repeating: " ", count: max(0, width - text.count))
    return isLeft ? text + blanks : blanks + text
  }
}
