import Documents
import KubeModel

/// `-o custom-columns=NAME:.metadata.name,…`.
struct CustomColumns: Sendable {
  private var headers: [String] = []
  private var paths: [JSONPath] = []
  private let hasHeaders: Bool

  init(_ spec: String, hasHeaders: Bool) throws {
    self.hasHeaders = hasHeaders
    for part in Self.parts(spec) {
      guard let colon = part.firstIndex(of: ":") else {
        throw Failure.message("unexpected custom-columns spec: \(part), expected <header>:<json-path-expr>")
      }
      headers.append(String(part[..<colon]))
      paths.append(try Self.path(String(part[part.index(after: colon)...])))
    }
  }

  /// Reads the form for files: headers in one line, paths in the next.
  init(file: String, hasHeaders: Bool) throws {
    self.hasHeaders = hasHeaders
    let lines = file.split(separator: "\n").map { $0.split(whereSeparator: \.isWhitespace).map(String.init) }
    guard lines.count >= 2 else {
      throw Failure.message("invalid template, missing spec line. Template should be line 1: headers, line 2: specs")
    }
    guard lines[0].count == lines[1].count else {
      throw Failure.message("number of headers (\(lines[0].count)) and field specifications (\(lines[1].count)) don't match")
    }
    headers = lines[0]
    paths = try lines[1].map { try Self.path($0) }
  }

  func text(_ objects: [Value], isFirst: Bool) -> String {
    var lines: [String] = []
    if hasHeaders, isFirst { lines.append(headers.joined(separator: "\t")) }
    for object in objects {
      lines.append(paths.map { Self.cell($0, object) }.joined(separator: "\t"))
    }
    var writer = TabWriter.table
    return writer.format(lines.map { "\($0)\n" }.joined())
  }

  private static func cell(_ path: JSONPath, _ object: Value) -> String {
    guard let results = try? path.results(in: object), let first = results.first, !first.isEmpty else {
      return "<none>"
    }
    return results.flatMap { $0 }.map { $0.isNull ? "<none>" : GoPrint.text($0) }.joined(separator: ",")
  }

  /// Commas inside of brackets belong to the path.
  private static func parts(_ spec: String) -> [String] {
    var parts: [String] = []
    var current = ""
    var depth = 0
    for character in spec {
      if character == "[" || character == "(" { depth += 1 }
      if character == "]" || character == ")" { depth -= 1 }
      if character == ",", depth <= 0 {
        parts.append(current)
        current = ""
      } else {
        current.append(character)
      }
    }
    return parts + [current]
  }

  private static func path(_ text: String) throws -> JSONPath {
    let relaxed = try RelaxedPath.template(text)
    do throws(JSONPathError) {
      return try JSONPath(relaxed)
    } catch {
      throw Failure.message("\(error.message)")
    }
  }
}

/// Paths that may leave braces and the first dot out.
enum RelaxedPath {
  static func template(_ text: String) throws -> String {
    guard !text.isEmpty else { return text }
    var inner = text[...]
    if inner.hasPrefix("{"), inner.hasSuffix("}") { inner = inner.dropFirst().dropLast() }
    if inner.hasPrefix(".") { inner = inner.dropFirst() }
    guard !inner.isEmpty, !inner.contains("{"), !inner.contains("}") else {
      throw Failure.message(
        "unexpected path string, expected a 'name1.name2' or '.name1.name2' or '{name1.name2}' or '{.name1.name2}'")
    }
    return "{.\(inner)}"
  }
}
