/// JSON Patch (RFC 6902), with the texts of the library that the API server uses (evanphx/json-patch).
public struct JSONPatch: Sendable {
  public struct Failure: Error, Equatable, Sendable {
    public var message: String
  }

  private struct Operation: Sendable {
    var op: String
    var path: String
    var from: String
    var value: Value?
  }

  private let operations: [Operation]

  /// Reads the operations of a patch document.
  public init(_ document: Value) throws(Failure) {
    guard let elements = document.array else {
      throw Failure(
        message: "json: cannot unmarshal \(document.jsonTypeName) into Go value of type jsonpatch.Patch")
    }
    operations = elements.map { element in
      Operation(
        op: element["op"]?.string ?? "", path: element["path"]?.string ?? "", from: element["from"]?.string ?? "",
        value: element["value"])
    }
  }

  /// The document after all operations, or what is wrong with the first that does not apply.
  public func apply(to document: Value) throws(Failure) -> Value {
    var result = document
    for operation in operations { try Self.apply(operation, to: &result) }
    return result
  }

  private static func apply(_ operation: Operation, to document: inout Value) throws(Failure) {
    switch operation.op {
    case "add": try add(operation.value ?? .null, at: operation.path, to: &document, name: "add")
    case "remove": try remove(operation.path, from: &document, name: "remove")
    case "replace":
      guard !operation.path.isEmpty else {
        document = operation.value ?? .null
        return
      }
      guard let parent = value(of: tokens(operation.path).dropLast(), in: document) else {
        throw Failure(
          message: "replace operation does not apply: doc is missing path: \(operation.path): missing value")
      }
      // The library lets fields be replaced that are not there.
      guard let last = tokens(operation.path).last, parent.object != nil || child(last, of: parent) != nil else {
        throw Failure(message: "replace operation does not apply: doc is missing key: \(operation.path): missing value")
      }
      try change(tokens(operation.path)[...], in: &document) { container, key in
        set(operation.value ?? .null, key, in: &container)
      }
    case "move", "copy":
      if operation.op == "move", value(of: tokens(operation.from).dropLast(), in: document) != nil,
        value(of: tokens(operation.from)[...], in: document) == nil, let key = tokens(operation.from).last
      {
        throw Failure(
          message: "error in move for path: '\(key)': Unable to remove nonexistent key: \(key): missing value")
      }
      guard let moved = value(of: tokens(operation.from)[...], in: document) else {
        throw Failure(
          message:
            "\(operation.op) operation does not apply: doc is missing from path: \(operation.from): missing value")
      }
      if operation.op == "move" { try remove(operation.from, from: &document, name: "move") }
      try add(moved, at: operation.path, to: &document, name: operation.op)
    case "test":
      let found = value(of: tokens(operation.path)[...], in: document)
      if (found ?? .null) != (operation.value ?? .null) {
        throw Failure(message: "testing value \(operation.path) failed: test failed")
      }
    default: throw Failure(message: "Unexpected kind: \(operation.op)")
    }
  }

  private static func add(
    _ value: Value, at path: String, to document: inout Value, name: String
  ) throws(Failure) {
    let tokens = tokens(path)
    guard let last = tokens.last else {
      document = value
      return
    }
    guard let parent = Self.value(of: tokens.dropLast(), in: document), parent.object != nil || parent.array != nil
    else {
      throw Failure(message: "\(name) operation does not apply: doc is missing path: \"\(path)\": missing value")
    }
    if let elements = parent.array, last != "-" {
      guard let index = Int(last) else {
        throw Failure(
          message: "error in \(name) for path: '\(path)': strconv.Atoi: parsing \"\(last)\": invalid syntax")
      }
      guard (0...elements.count).contains(index) else {
        throw Failure(
          message:
            "error in \(name) for path: '\(path)': Unable to access invalid index: \(index): invalid index referenced")
      }
    }
    try change(tokens[...], in: &document) { container, key in
      guard case .array(var elements) = container else {
        container[key] = value
        return
      }
      container = .null
      elements.insert(value, at: key == "-" ? elements.count : Int(key) ?? elements.count)
      container = .array(elements)
    }
  }

  private static func remove(_ path: String, from document: inout Value, name: String) throws(Failure) {
    let tokens = tokens(path)
    guard let last = tokens.last, let parent = value(of: tokens.dropLast(), in: document) else {
      throw Failure(message: "\(name) operation does not apply: doc is missing path: \"\(path)\": missing value")
    }
    guard child(last, of: parent) != nil else {
      let reason =
        parent.array != nil
        ? "Unable to access invalid index: \(last): invalid index referenced"
        : "Unable to remove nonexistent key: \(last): missing value"
      throw Failure(message: "error in \(name) for path: '\(path)': \(reason)")
    }
    try change(tokens[...], in: &document) { container, key in
      if case .array(var elements) = container, let index = Int(key) {
        elements.remove(at: index)
        container = .array(elements)
      } else {
        container[key] = nil
      }
    }
  }

  /// Walks to the container of the last token, which exists, and changes it.
  private static func change(
    _ tokens: ArraySlice<String>, in document: inout Value, _ body: (inout Value, String) -> Void
  ) throws(Failure) {
    guard let first = tokens.first else { return }
    if tokens.count == 1 {
      body(&document, first)
      return
    }
    guard var next = child(first, of: document) else { return }
    try change(tokens.dropFirst(), in: &next, body)
    set(next, first, in: &document)
  }

  private static func set(_ value: Value, _ key: String, in container: inout Value) {
    if case .array(var elements) = container, let index = Int(key), elements.indices.contains(index) {
      elements[index] = value
      container = .array(elements)
    } else {
      container[key] = value
    }
  }

  private static func value(of tokens: ArraySlice<String>, in document: Value) -> Value? {
    tokens.reduce(Optional(document)) { found, token in found.flatMap { child(token, of: $0) } }
  }

  private static func child(_ token: String, of value: Value) -> Value? {
    if let elements = value.array {
      guard let index = Int(token), elements.indices.contains(index) else { return nil }
      return elements[index]
    }
    return value[token]
  }

  private static func tokens(_ path: String) -> [String] {
    path.split(separator: "/", omittingEmptySubsequences: false).dropFirst().map { token in
      String(token).replacing("~1", with: "/").replacing("~0", with: "~")
    }
  }
}

extension String {
  /// The standard library has no replacement of a text by a text without Foundation or regular expressions.
  fileprivate func replacing(_ old: String, with new: String) -> String {
    guard utf8.contains(UInt8(ascii: "~")) else { return self }
    var result = ""
    var rest = self[...]
    while let first = rest.first {
      if rest.hasPrefix(old) {
        result += new
        rest = rest.dropFirst(old.count)
      } else {
        result.append(first)
        rest = rest.dropFirst()
      }
    }
    return result
  }
}
