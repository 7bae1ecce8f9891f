import Documents
import KubeModel

/// `kubectl explain`.
enum ExplainCommand {
  static func run(_ invocation: Invocation) throws {
    let flags = invocation.flags
    guard let word = invocation.arguments.first else {
      throw Failure.message(
        "You must specify the type of resource to explain. Use \"kubectl api-resources\" for a complete list of supported "
          + "resources.")
    }
    guard invocation.arguments.count == 1 else {
      throw Failure.message("We accept only this format: explain RESOURCE")
    }
    let (kind, path) = try resolve(word, flags.string("api-version"), invocation)
    let explanation = try Explanation(kind: kind, path: path, isRecursive: flags.bool("recursive"), invocation)
    try invocation.print(explanation.text)
  }

  /// The kind, and the fields behind it. Kinds with a group have dots themselves.
  private static func resolve(
    _ word: String, _ version: String, _ invocation: Invocation
  ) throws -> (ResourceKind, [String]) {
    let parts = word.split(separator: ".").map(String.init)
    guard let first = parts.first else { throw Failure.message("We accept only this format: explain RESOURCE") }
    for count in stride(from: parts.count, to: 1, by: -1) {
      if let kind = try invocation.discovery().kind(named: parts.prefix(count).joined(separator: ".")) {
        return (kind, Array(parts.dropFirst(count)))
      }
    }
    guard var kind = try invocation.discovery().kind(named: first) else {
      throw Failure.plain("the server doesn't have a resource type \(GoText.quoted(first))")
    }
    if !version.isEmpty {
      guard let other = try invocation.discovery().kind(kind.kind, apiVersion: version) else {
        throw Failure.message("couldn't find resource for \"\(version), Kind=\(kind.kind)\"")
      }
      kind = other
    }
    return (kind, Array(parts.dropFirst()))
  }
}

/// The fields of a kind as text.
struct Explanation {
  let kind: ResourceKind
  let path: [String]
  let isRecursive: Bool
  private let schema: Schema

  init(kind: ResourceKind, path: [String], isRecursive: Bool, _ invocation: Invocation) throws {
    self.kind = kind
    self.path = path
    self.isRecursive = isRecursive
    schema = try kind.typeName == nil ? CustomSchemas.schema(of: kind, invocation) : .builtIn
    _ = try resolved()
  }

  private var root: SchemaType? {
    kind.typeName.flatMap { schema[$0] } ?? schema["\(kind.group).\(kind.version).\(kind.kind)"]
  }

  private func resolved() throws -> (type: SchemaType?, field: SchemaField?) {
    var type = root
    var field: SchemaField?
    for name in path {
      guard let found = type?.fields[name] else {
        throw Failure.message("field \(GoText.quoted(name)) does not exist")
      }
      field = found
      type = schema.type(inside: found.shape)
    }
    return (type, field)
  }

  var text: String {
    guard let (type, field) = try? resolved() else { return "" }
    var text = kind.group.isEmpty ? "" : "GROUP:      \(kind.group)\n"
    text += "KIND:       \(kind.kind)\nVERSION:    \(kind.version)\n\n"
    if let field, let name = path.last {
      text += "FIELD: \(name) <\(typeText(field.shape))>\n"
      if !field.enumeration.isEmpty { text += "ENUM:\n\(field.enumeration.sorted().map { "    \($0)\n" }.joined())" }
      text += "\n\n"
    }
    let words = path.isEmpty ? describe(type) ?? KindWords.kind(kind.kind) : describe(owner, path.last ?? "")
    text += "DESCRIPTION:\n\(words.map { "\(Self.wrapped($0, 4))    \n" } ?? "    <empty>\n")"
    guard let type, !type.fields.isEmpty else { return "\(text)\n" }
    text += "FIELDS:\n\(fields(type, indent: 2, seen: []))"
    return "\(text)\n"
  }

  /// The type that holds the last field of the path.
  private var owner: SchemaType? {
    var type = root
    for name in path.dropLast() { type = type?.fields[name].flatMap { schema.type(inside: $0.shape) } }
    return type
  }

  /// What is said about a whole type: the words of a definition for custom ones.
  private func describe(_ type: SchemaType?) -> String? { type?.validation?["description"]?.string }

  /// What is said about a field.
  private func describe(_ type: SchemaType?, _ name: String) -> String? {
    guard let type else { return KindWords.field(kind.kind, name) }
    if let validation = type.validation, let property = validation["properties"]?[name] {
      return property["description"]?.string
    }
    return KindWords.field(type.goName, name)
  }

  private func fields(_ type: SchemaType, indent: Int, seen: Set<String>) -> String {
    var text = ""
    let blanks = String(repeating: " ", count: indent)
    for name in type.fields.keys.sorted() {
      guard let field = type.fields[name] else { continue }
      let required = type.required.contains(name) ? " -required-" : ""
      text += "\(blanks)\(name)\t<\(typeText(field.shape))>\(required)\n"
      if !field.enumeration.isEmpty {
        text += "\(blanks)enum: \(Self.enumeration(field.enumeration, isRecursive))\n"
      }
      guard isRecursive else {
        text += "\(Self.wrapped(describe(type, name) ?? "<no description>", indent + 2))\n"
        continue
      }
      if let inner = schema.type(inside: field.shape), !seen.contains(inner.name) {
        text += fields(inner, indent: indent + 2, seen: seen.union([inner.name]))
      }
    }
    return text
  }

  private static func enumeration(_ values: [String], _ isShort: Bool) -> String {
    let sorted = values.sorted()
    return isShort && sorted.count > 4 ? "\(sorted.prefix(4).joined(separator: ", ")), ...." : sorted.joined(separator: ", ")
  }

  private func typeText(_ shape: SchemaShape) -> String {
    switch shape {
    case .string, .bytes: "string"
    case .time: "string"
    case .microTime: "string"
    case .boolean: "boolean"
    case .number: "number"
    case .integer: "integer"
    case .quantity: "Quantity"
    case .intOrString: "IntOrString"
    case .object: "Object"
    case .anything: "Object"
    case .type(let name):
      schema[name]?.validation != nil || schema[name]?.preservesUnknown == true
        ? "Object" : schema[name]?.goName ?? "Object"
    case .list(let element): "[]\(typeText(element))"
    case .map(let element): "map[string]\(typeText(element))"
    }
  }

  /// Lines of at most 76 characters behind the indent.
  private static func wrapped(_ text: String, _ indent: Int) -> String {
    let blanks = String(repeating: " ", count: indent)
    var lines: [String] = []
    var line = ""
    for word in text.split(separator: " ") {
      if !line.isEmpty, line.count + 1 + word.count > 76 {
        lines.append(line)
        line = String(word)
      } else {
        line = line.isEmpty ? String(word) : "\(line) \(word)"
      }
    }
    return (lines + [line]).map { "\(blanks)\($0)\n" }.joined()
  }
}
