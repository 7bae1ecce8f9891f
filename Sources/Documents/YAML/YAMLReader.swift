internal import CYaml

/// Turns the events of libyaml into nodes. go-yaml was translated from it, so the complaints are the same.
struct YAMLReader: ~Copyable {
  private let parser: UnsafeMutablePointer<yaml_parser_t>
  private let input: UnsafeMutableBufferPointer<UInt8>
  private var anchors: [String: YAMLNode] = [:]
  /// Anchors of collections that are still being read: an alias to one of these would contain itself.
  private var open: Set<String> = []
  private var isAtEnd = false

  init(_ text: String) {
    let utf8 = Array(text.utf8)
    input = .allocate(capacity: max(1, utf8.count))
    _ = input.initialize(from: utf8)
    parser = .allocate(capacity: 1)
    yaml_parser_initialize(parser)
    yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
    yaml_parser_set_input_string(parser, input.baseAddress, utf8.count)
  }

  deinit {
    yaml_parser_delete(parser)
    parser.deallocate()
    input.deallocate()
  }

  /// The root of the next document; nil at the end of the text.
  mutating func document() throws(YAMLError) -> YAMLNode? {
    while !isAtEnd {
      var event = try next()
      defer { yaml_event_delete(&event) }
      switch event.type {
      case YAML_STREAM_END_EVENT: isAtEnd = true
      case YAML_DOCUMENT_START_EVENT:
        anchors = [:]
        return try node()
      default: break
      }
    }
    return nil
  }

  private mutating func node() throws(YAMLError) -> YAMLNode {
    var event = try next()
    defer { yaml_event_delete(&event) }
    return try node(event)
  }

  private mutating func node(_ event: yaml_event_t) throws(YAMLError) -> YAMLNode {
    var node = YAMLNode(
      content: .scalar("", isPlain: true), line: Int(event.start_mark.line) + 1,
      column: Int(event.start_mark.column) + 1)
    switch event.type {
    case YAML_SCALAR_EVENT:
      let scalar = event.data.scalar
      let bytes = UnsafeBufferPointer(start: scalar.value, count: scalar.length)
      node.content = .scalar(String(decoding: bytes, as: UTF8.self), isPlain: scalar.plain_implicit != 0)
      node.tag = text(scalar.tag)
      remember(node, text(scalar.anchor))
    case YAML_SEQUENCE_START_EVENT:
      let anchor = text(event.data.sequence_start.anchor)
      node.tag = text(event.data.sequence_start.tag)
      open.insert(anchor)
      node.content = .sequence(try elements())
      open.remove(anchor)
      remember(node, anchor)
    case YAML_MAPPING_START_EVENT:
      let anchor = text(event.data.mapping_start.anchor)
      node.tag = text(event.data.mapping_start.tag)
      open.insert(anchor)
      node.content = .mapping(try pairs())
      open.remove(anchor)
      remember(node, anchor)
    case YAML_ALIAS_EVENT:
      let name = text(event.data.alias.anchor)
      if open.contains(name) {
        throw YAMLError(message: "yaml: anchor '\(name)' value contains itself", line: node.line)
      }
      guard let target = anchors[name] else {
        throw YAMLError(message: "yaml: unknown anchor '\(name)' referenced", line: node.line)
      }
      node.content = .alias(target)
    default: break
    }
    return node
  }

  private mutating func elements() throws(YAMLError) -> [YAMLNode] {
    var elements: [YAMLNode] = []
    while true {
      var event = try next()
      defer { yaml_event_delete(&event) }
      if event.type == YAML_SEQUENCE_END_EVENT { return elements }
      elements.append(try node(event))
    }
  }

  private mutating func pairs() throws(YAMLError) -> [YAMLNode.Pair] {
    var pairs: [YAMLNode.Pair] = []
    while true {
      var event = try next()
      defer { yaml_event_delete(&event) }
      if event.type == YAML_MAPPING_END_EVENT { return pairs }
      let key = try node(event)
      pairs.append(YAMLNode.Pair(key: key, value: try node()))
    }
  }

  private mutating func remember(_ node: YAMLNode, _ anchor: String) {
    if !anchor.isEmpty { anchors[anchor] = node }
  }

  private func text(_ bytes: UnsafeMutablePointer<yaml_char_t>?) -> String {
    guard let bytes else { return "" }
    return String(cString: bytes)
  }

  private func next() throws(YAMLError) -> yaml_event_t {
    var event = yaml_event_t()
    if yaml_parser_parse(parser, &event) == 1 { return event }
    throw problem()
  }

  /// go-yaml names the line of the problem, or of its context, counted from 0, and one more for a scanner's.
  private func problem() -> YAMLError {
    var line = Int(parser.pointee.problem_mark.line)
    if line != 0 {
      if parser.pointee.error == YAML_SCANNER_ERROR { line += 1 }
    } else {
      line = Int(parser.pointee.context_mark.line)
    }
    let words = parser.pointee.problem.map { String(cString: $0) } ?? "unknown problem parsing YAML content"
    return YAMLError(message: line == 0 ? "yaml: \(words)" : "yaml: line \(line): \(words)", line: line)
  }
}
