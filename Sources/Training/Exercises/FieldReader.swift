import Documents

/// Reads a mapping strictly: every field has its type, none is unknown, and every mistake names file, line and remedy.
struct FieldReader {
  let file: String
  let node: YAMLNode
  /// What the mapping describes, for messages: `exercise`, `step 2`.
  let subject: String
  private(set) var problems: [ExerciseProblem] = []
  private var known: [String] = []

  init(_ node: YAMLNode, file: String, subject: String) {
    self.node = node
    self.file = file
    self.subject = subject
    if case .mapping = node.content {
    } else {
      fail(node, "\(subject) is not a mapping", "write its fields as `name: value` lines")
    }
    var seen: Set<String> = []
    for pair in node.pairs where !seen.insert(pair.key.text ?? "").inserted {
      fail(pair.key, "field `\(pair.key.text ?? "")` stands twice in \(subject)", "keep one of them")
    }
  }

  mutating func fail(_ node: YAMLNode, _ message: String, _ remedy: String) {
    problems.append(ExerciseProblem(file: file, line: node.line, message: message, remedy: remedy))
  }

  mutating func optional(_ name: String) -> YAMLNode? {
    known.append(name)
    return node[name]
  }

  mutating func required(_ name: String) -> YAMLNode? {
    guard let found = optional(name) else {
      fail(node, "\(subject) has no field `\(name)`", "add `\(name):`")
      return nil
    }
    return found
  }

  mutating func text(_ name: String) -> String { required(name).map { scalar($0, name) } ?? "" }

  mutating func optionalText(_ name: String) -> String? { optional(name).map { scalar($0, name) } }

  mutating func number(_ name: String) -> Int {
    guard let found = required(name) else { return 0 }
    return integer(found, name)
  }

  mutating func optionalNumber(_ name: String) -> Int? {
    guard let found = optional(name) else { return nil }
    return integer(found, name)
  }

  mutating func flag(_ name: String, default value: Bool) -> Bool { optionalFlag(name) ?? value }

  mutating func optionalFlag(_ name: String) -> Bool? {
    guard let found = optional(name) else { return nil }
    guard case .bool(let flag)? = try? found.value() else {
      fail(found, "`\(name)` of \(subject) is neither true nor false", "write true or false")
      return nil
    }
    return flag
  }

  mutating func list(_ name: String, required isRequired: Bool = false) -> [YAMLNode] {
    guard let found = isRequired ? required(name) : optional(name) else { return [] }
    guard case .sequence(let elements) = found.content else {
      fail(found, "`\(name)` of \(subject) is not a list", "write its entries with `- ` in front")
      return []
    }
    return elements
  }

  mutating func texts(_ name: String, required isRequired: Bool = false) -> [String] {
    list(name, required: isRequired).map { scalar($0, name) }
  }

  mutating func choice<Choice: RawRepresentable & CaseIterable>(
    _ name: String, of type: Choice.Type
  ) -> Choice? where Choice.RawValue == String {
    guard let found = required(name) else { return nil }
    let text = scalar(found, name)
    if let choice = Choice(rawValue: text) { return choice }
    let names = Choice.allCases.map(\.rawValue).joined(separator: ", ")
    fail(found, "`\(name)` of \(subject) is `\(text)`", "choose one of: \(names)")
    return nil
  }

  mutating func scalar(_ node: YAMLNode, _ name: String) -> String {
    if let text = node.text { return text }
    fail(node, "`\(name)` of \(subject) is not a text", "write one value, in quotes where it holds `: ` or `#`")
    return ""
  }

  /// Takes over what a reader of a part has found.
  mutating func adopt(_ part: inout FieldReader) {
    part.finish()
    problems += part.problems
  }

  mutating func adopt(_ found: [ExerciseProblem]) {
    problems += found
  }

  /// Reports the fields that nobody has asked for. Call it last.
  mutating func finish() {
    for pair in node.pairs {
      let name = pair.key.text ?? ""
      if !known.contains(name) {
        fail(pair.key, "\(subject) has the unknown field `\(name)`", "known are: \(known.joined(separator: ", "))")
      }
    }
  }

  private mutating func integer(_ node: YAMLNode, _ name: String) -> Int {
    if case .int(let number)? = try? node.value() { return Int(number) }
    fail(node, "`\(name)` of \(subject) is not a whole number", "write digits only, without quotes")
    return 0
  }
}
