/// YAML in and out, as kubectl sees it: sigs.k8s.io/yaml over go-yaml v2, that is YAML 1.1.
public enum YAML {
  /// The first document of the text, with aliases and merge keys resolved. An empty text is null.
  ///
  /// - Parameter strict: Whether a key that occurs twice is an error; otherwise its last value counts.
  public static func value(_ text: String, strict: Bool = false) throws(YAMLError) -> Value {
    var reader = YAMLReader(text)
    guard let root = try reader.document() else { return .null }
    var resolver = YAMLConstructor(strict: strict)
    return try resolver.value(root)
  }

  /// All documents of the text, split as kubectl splits a file, without those that say nothing.
  public static func documents(_ text: String) throws(YAMLError) -> [Value] {
    var values: [Value] = []
    for document in split(text) {
      let value = try value(document)
      if !value.isNull { values.append(value) }
    }
    return values
  }

  /// The documents of a file as texts. Lines that begin with `---` and hold nothing else but a comment part them
  /// (apimachinery, util/yaml, YAMLReader). Line numbers in errors count from the start of each.
  public static func split(_ text: String) -> [String] {
    var documents: [String] = []
    var current = ""
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      if line.utf8.starts(with: "---".utf8) {
        let rest = line.dropFirst(3).drop { $0.isWhitespace }
        if rest.isEmpty || rest.first == "#", !current.isEmpty {
          documents.append(current)
          current = ""
          continue
        }
      }
      current.append(contentsOf: line)
      current.append("\n")
    }
    if text.hasSuffix("\n") || text.isEmpty { current.removeLast() }
    if !current.isEmpty { documents.append(current) }
    return documents
  }

  /// All documents of the text with the place of every node, for files of our own whose mistakes we report.
  public static func located(_ text: String) throws(YAMLError) -> [YAMLNode] {
    var reader = YAMLReader(text)
    var documents: [YAMLNode] = []
    while let root = try reader.document() { documents.append(root) }
    return documents
  }
}

/// What is wrong with a YAML text, in go-yaml's words.
public struct YAMLError: Error, Equatable, Sendable, CustomStringConvertible {
  /// Such as `yaml: line 8: mapping values are not allowed in this context`.
  public var message: String
  /// The line as the message counts it, from 1; 0 where none is known.
  public var line: Int

  public init(message: String, line: Int) {
    self.message = message
    self.line = line
  }

  public var description: String { message }
}

/// A node of a YAML document and where it stands.
public struct YAMLNode: Sendable, Equatable {
  public enum Content: Sendable, Equatable {
    /// A scalar as it was written; `isPlain` is false for quoted and block scalars, which are always text.
    case scalar(String, isPlain: Bool)
    case sequence([YAMLNode])
    case mapping([Pair])
    /// A reference to the node with that anchor.
    indirect case alias(YAMLNode)
  }

  public struct Pair: Sendable, Equatable {
    public var key: YAMLNode
    public var value: YAMLNode

    public init(key: YAMLNode, value: YAMLNode) {
      self.key = key
      self.value = value
    }
  }

  public var content: Content
  /// The explicit tag in its long form, or nothing.
  public var tag: String
  /// The line and column of its first character, both from 1.
  public var line: Int
  public var column: Int

  public init(content: Content, tag: String = "", line: Int, column: Int) {
    self.content = content
    self.tag = tag
    self.line = line
    self.column = column
  }

  /// The value that the node stands for.
  public func value() throws(YAMLError) -> Value {
    var constructor = YAMLConstructor(strict: false)
    return try constructor.value(self)
  }

  /// The fields of a mapping, in their order; nothing for other nodes.
  public var pairs: [Pair] {
    switch content {
    case .mapping(let pairs): pairs
    case .alias(let node): node.pairs
    default: []
    }
  }

  /// The elements of a sequence; nothing for other nodes.
  public var elements: [YAMLNode] {
    switch content {
    case .sequence(let elements): elements
    case .alias(let node): node.elements
    default: []
    }
  }

  /// The text of a scalar.
  public var text: String? {
    switch content {
    case .scalar(let text, _): text
    case .alias(let node): node.text
    default: nil
    }
  }

  public subscript(_ key: String) -> YAMLNode? {
    pairs.last { $0.key.text == key }?.value
  }
}
