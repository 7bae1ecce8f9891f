/// Makes values of nodes: aliases, merge keys, keys that are no text, and scalars that mean something.
struct YAMLConstructor {
  let strict: Bool
  private var nodes = 0
  private var aliasNodes = 0
  private var aliasDepth = 0

  init(strict: Bool) {
    self.strict = strict
  }

  mutating func value(_ node: YAMLNode) throws(YAMLError) -> Value {
    nodes += 1
    if aliasDepth > 0 { aliasNodes += 1 }
    try checkAliases()
    switch node.content {
    case .scalar(let text, let isPlain): return try scalar(text, isPlain: isPlain, node)
    case .sequence(let elements):
      var values: [Value] = []
      values.reserveCapacity(elements.count)
      for element in elements { values.append(try value(element)) }
      return .array(values)
    case .mapping(let pairs):
      var fields = Value.Fields()
      for pair in pairs { try add(pair, to: &fields) }
      return .object(fields)
    case .alias(let target):
      aliasDepth += 1
      defer { aliasDepth -= 1 }
      return try value(target)
    }
  }

  private func scalar(_ text: String, isPlain: Bool, _ node: YAMLNode) throws(YAMLError) -> Value {
    if !isPlain, node.tag.isEmpty || node.tag == "!" { return .string(text) }
    let kind = YAMLScalar.Kind(tag: node.tag)
    if kind == .other || kind == .text { return .string(text) }
    let resolved = YAMLScalar.resolve(text)
    guard let kind else { return resolved.isTimestamp ? .string(text) : resolved.value }
    if kind == .floating, case .int(let number) = resolved.value { return .double(Double(number)) }
    if kind != resolved.kind {
      throw YAMLError(
        message: "yaml: cannot decode \(resolved.kind.tag) `\(text)` as a \(kind.tag)", line: node.line)
    }
    return resolved.value
  }

  private mutating func add(_ pair: YAMLNode.Pair, to fields: inout Value.Fields) throws(YAMLError) {
    if case .scalar("<<", isPlain: true) = pair.key.content {
      try merge(pair.value, into: &fields)
      return
    }
    let key = try self.key(pair.key)
    if strict, fields[key] != nil {
      throw YAMLError(
        message: "yaml: unmarshal errors:\n  line \(pair.value.line): key \(JSON.quoted(key)) already set in map",
        line: pair.value.line)
    }
    fields[key] = try value(pair.value)
  }

  private mutating func merge(_ node: YAMLNode, into fields: inout Value.Fields) throws(YAMLError) {
    switch node.content {
    case .mapping(let pairs): for pair in pairs { try add(pair, to: &fields) }
    case .alias(let target):
      guard case .mapping = target.content else { throw wrongMerge(node) }
      aliasDepth += 1
      defer { aliasDepth -= 1 }
      try merge(target, into: &fields)
    case .sequence(let elements):
      for element in elements.reversed() {
        if case .sequence = element.content { throw wrongMerge(node) }
        try merge(element, into: &fields)
      }
    case .scalar: throw wrongMerge(node)
    }
  }

  private func wrongMerge(_ node: YAMLNode) -> YAMLError {
    YAMLError(message: "yaml: map merge requires map or sequence of maps as the value", line: node.line)
  }

  /// JSON has text keys only: numbers and booleans become their text (sigs.k8s.io/yaml).
  private mutating func key(_ node: YAMLNode) throws(YAMLError) -> String {
    let value = try value(node)
    switch value {
    case .string(let text): return text
    case .int(let number): return String(number)
    case .bool(let flag): return flag ? "true" : "false"
    case .double(let number): return GoNumber.general(number, exponentFrom: 6)
    case .null:
      throw YAMLError(message: "unsupported map key of type: invalid, key: interface {}(nil), value: ...", line: 0)
    case .array, .object:
      throw YAMLError(message: "yaml: invalid map key: \(JSON.text(value))", line: node.line)
    }
  }

  /// go-yaml's guard against documents that explode through aliases.
  private func checkAliases() throws(YAMLError) {
    if aliasNodes <= 100 || nodes <= 1000 { return }
    let share = Double(aliasNodes) / Double(nodes)
    let allowed =
      nodes <= 400_000 ? 0.99 : nodes >= 4_000_000 ? 0.10 : 0.99 - 0.89 * Double(nodes - 400_000) / 3_600_000
    if share > allowed { throw YAMLError(message: "yaml: document contains excessive aliasing", line: 0) }
  }
}
