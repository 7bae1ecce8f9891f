import Documents

/// The way to a field of an object: `spec.replicas`, `spec.containers.0.image`, `status.conditions[type=Ready].status`.
///
/// Names are joined by dots. A whole number is a place in a list, and `[name=value]` the list's first entry that has the
/// value. A part in double quotes may hold dots: `metadata.labels."app.kubernetes.io/name"`.
public struct FieldPath: Sendable, Equatable {
  enum Part: Sendable, Equatable {
    case name(String)
    case place(Int)
    case entry(field: String, value: String)
  }

  /// As it was written, for evidence.
  public let text: String
  let parts: [Part]

  /// What a mistaken path is read as, once its mistake is told.
  static let nowhere = FieldPath(text: "", parts: [])

  private init(text: String, parts: [Part]) {
    self.text = text
    self.parts = parts
  }

  /// Nil where the text is no path: empty parts, or a bracket or quote that is not closed.
  public init?(_ text: String) {
    self.text = text
    var parts: [Part] = []
    var rest = text[...]
    while !rest.isEmpty {
      if rest.first == "[" {
        guard let end = rest.firstIndex(of: "]"), !parts.isEmpty else { return nil }
        let pair = rest[rest.index(after: rest.startIndex)..<end].split(separator: "=", maxSplits: 1)
        guard pair.count == 2 else { return nil }
        parts.append(.entry(field: String(pair[0]), value: String(pair[1])))
        rest = rest[rest.index(after: end)...]
        continue
      }
      if !parts.isEmpty {
        guard rest.first == "." else { return nil }
        rest = rest.dropFirst()
      }
      let name: Substring
      if rest.first == "\"" {
        rest = rest.dropFirst()
        guard let end = rest.firstIndex(of: "\"") else { return nil }
        name = rest[..<end]
        rest = rest[rest.index(after: end)...]
        parts.append(.name(String(name)))
      } else {
        name = rest.prefix { $0 != "." && $0 != "[" }
        rest = rest[name.endIndex...]
        parts.append(Int(name).map { .place($0) } ?? .name(String(name)))
      }
      if name.isEmpty || name.contains("\"") { return nil }
    }
    if parts.isEmpty { return nil }
    self.parts = parts
  }

  /// What lies there; nil where nothing does.
  func value(in object: Value) -> Value? {
    var value: Value? = object
    for part in parts {
      switch part {
      case .name(let name): value = value?[name]
      case .place(let place): value = value?[place]
      case .entry(let field, let wanted):
        value = value?.elements.first { $0[field].map(Self.text) == wanted }
      }
    }
    return value
  }

  /// A scalar as it is written in YAML, anything else as JSON.
  static func text(_ value: Value) -> String { value.string ?? JSON.text(value) }
}
