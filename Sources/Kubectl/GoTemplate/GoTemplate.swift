import Documents
import Hosts
import KubeModel

/// A Go template, ready to be used on objects.
struct GoTemplate: Sendable {
  static let functions: Set<String> = [
    "and", "or", "not", "len", "index", "slice", "print", "printf", "println", "eq", "ne", "lt", "le", "gt", "ge",
    "html", "js", "urlquery", "exists", "base64decode",
  ]

  private let nodes: [TemplateNode]
  let allowsMissingKeys: Bool

  init(_ template: String, allowsMissingKeys: Bool = true) throws(TemplateError) {
    nodes = try TemplateParser.parse(template)
    self.allowsMissingKeys = allowsMissingKeys
  }

  /// The text that the template makes of a value.
  func text(for value: Value) throws(TemplateError) -> String {
    var run = TemplateRun(root: value, allowsMissingKeys: allowsMissingKeys)
    do throws(TemplateError) {
      try run.walk(nodes, dot: value)
    } catch {
      throw TemplateError(message: "template: output:1: executing \"output\" at <>: \(error.message)")
    }
    return run.output
  }
}

/// Walks the nodes of a template.
private struct TemplateRun {
  let allowsMissingKeys: Bool
  var output = ""
  private var variables: [(name: String, value: Value)]
  /// Set by break and continue until the range around them sees it.
  private var leaves: Leave?

  private enum Leave {
    case loop
    case turn
  }

  init(root: Value, allowsMissingKeys: Bool) {
    self.allowsMissingKeys = allowsMissingKeys
    variables = [("$", root)]
  }

  mutating func walk(_ nodes: [TemplateNode], dot: Value) throws(TemplateError) {
    let depth = variables.count
    for node in nodes where leaves == nil {
      switch node {
      case .text(let text): output += text
      case .output(let pipeline):
        let value = try evaluate(pipeline, dot)
        if pipeline.variables.isEmpty { output += Self.printed(value) }
      case .condition(let pipeline, let then, let otherwise):
        try walk(Self.isTrue(try evaluate(pipeline, dot)) ? then : otherwise, dot: dot)
      case .with(let pipeline, let body, let otherwise):
        let value = try evaluate(pipeline, dot)
        if Self.isTrue(value) { try walk(body, dot: value ?? .null) } else { try walk(otherwise, dot: dot) }
      case .range(let pipeline, let body, let otherwise): try range(pipeline, body, otherwise, dot)
      case .breaks: leaves = .loop
      case .continues: leaves = .turn
      }
    }
    variables.removeLast(variables.count - depth)
  }

  private mutating func range(
    _ pipeline: TemplatePipeline, _ body: [TemplateNode], _ otherwise: [TemplateNode], _ dot: Value
  ) throws(TemplateError) {
    var plain = pipeline
    plain.variables = []
    var pairs: [(Value, Value)] = []
    switch try evaluate(plain, dot) {
    case .array(let elements)?: pairs = elements.enumerated().map { (.int(Int64($0.offset)), $0.element) }
    case .object(let fields)?: pairs = fields.keys.sorted().map { (.string($0), fields[$0] ?? .null) }
    case .int(let count)?: pairs = (0..<max(0, count)).map { (.int($0), .int($0)) }
    case .null?, nil: break
    case let other?: throw TemplateError(message: "range can't iterate over \(GoPrint.text(other))")
    }
    guard !pairs.isEmpty else { return try walk(otherwise, dot: dot) }
    let depth = variables.count
    for (key, value) in pairs {
      switch pipeline.variables.count {
      case 1: variables.append((pipeline.variables[0], value))
      case 2: variables += [(pipeline.variables[0], key), (pipeline.variables[1], value)]
      default: break
      }
      try walk(body, dot: value)
      variables.removeLast(variables.count - depth)
      let leave = leaves
      leaves = nil
      if leave == .loop { break }
    }
  }

  /// The value of a pipeline; nil for a key that is not there.
  private mutating func evaluate(_ pipeline: TemplatePipeline, _ dot: Value) throws(TemplateError) -> Value? {
    var result: Value?
    for (index, command) in pipeline.commands.enumerated() {
      result = try evaluate(command, dot, piped: index == 0 ? nil : .some(result))
    }
    for name in pipeline.variables {
      if pipeline.declares {
        variables.append((name, result ?? .null))
      } else if let place = variables.lastIndex(where: { $0.name == name }) {
        variables[place].value = result ?? .null
      } else {
        throw TemplateError(message: "undefined variable: \(name)")
      }
    }
    return result
  }

  private mutating func evaluate(
    _ command: [TemplateOperand], _ dot: Value, piped: Value??
  ) throws(TemplateError) -> Value? {
    guard case .function(let name)? = command.first else {
      guard let first = command.first, command.count == 1, piped == nil else {
        throw TemplateError(message: "can't give argument to non-function")
      }
      return try value(first, dot)
    }
    var arguments: [Value?] = []
    for operand in command.dropFirst() {
      // `and` and `or` stop at the argument that decides.
      let next = try value(operand, dot)
      arguments.append(next)
      if name == "and", !Self.isTrue(next) { return next }
      if name == "or", Self.isTrue(next) { return next }
    }
    if let piped { arguments.append(piped) }
    return try TemplateFunctions.call(name, arguments)
  }

  private mutating func value(_ operand: TemplateOperand, _ dot: Value) throws(TemplateError) -> Value? {
    switch operand {
    case .dot: return dot
    case .null: throw TemplateError(message: "nil is not a command")
    case .constant(let value): return value
    case .field(let names): return try field(names, of: dot)
    case .variable(let name, let names):
      guard let found = variables.last(where: { $0.name == name }) else {
        throw TemplateError(message: "undefined variable: \(name)")
      }
      return try field(names, of: found.value)
    case .function(let name): return try TemplateFunctions.call(name, [])
    case .pipeline(let pipeline, let names):
      guard let value = try evaluate(pipeline, dot) else { return nil }
      return try field(names, of: value)
    }
  }

  private func field(_ names: [String], of value: Value) throws(TemplateError) -> Value? {
    var current: Value? = value
    for name in names {
      guard let holder = current, !holder.isNull else {
        if current == nil { throw TemplateError(message: "nil data; no entry for key \(GoText.quoted(name))") }
        throw TemplateError(message: "nil pointer evaluating interface {}.\(name)")
      }
      guard case .object(let fields) = holder else {
        throw TemplateError(message: "can't evaluate field \(name) in type interface {}")
      }
      current = fields[name]
      if current == nil, !allowsMissingKeys {
        throw TemplateError(message: "map has no entry for key \(GoText.quoted(name))")
      }
      if current == nil, name != names.last {
        throw TemplateError(message: "nil pointer evaluating interface {}.\(names.last ?? "")")
      }
    }
    return current
  }

  static func isTrue(_ value: Value?) -> Bool {
    switch value {
    case nil, .null?: false
    case .bool(let flag)?: flag
    case .int(let number)?: number != 0
    case .double(let number)?: number != 0
    case .string(let text)?: !text.isEmpty
    case .array(let elements)?: !elements.isEmpty
    case .object(let fields)?: !fields.isEmpty
    }
  }

  static func printed(_ value: Value?) -> String {
    guard let value, !value.isNull else { return "<no value>" }
    return GoPrint.text(value)
  }
}
