import Documents

/// The strict dialect of YAML that `-o kyaml` prints: braces, quoted texts, commas behind everything (KEP 5295).
/// Differs: a text of several lines stands in one line.
enum KYAML {
  static func text(_ value: Value) -> String { "---\n\(node(value, level: 0))\n" }

  private static func node(_ value: Value, level: Int) -> String {
    let inner = String(repeating: "  ", count: level + 1)
    let outer = String(repeating: "  ", count: level)
    switch value {
    case .object(let fields):
      if fields.isEmpty { return "{}" }
      let lines = fields.keys.sorted().map { name in
        "\(inner)\(key(name)): \(node(fields[name] ?? .null, level: level + 1)),\n"
      }
      return "{\n\(lines.joined())\(outer)}"
    case .array(let elements):
      if elements.isEmpty { return "[]" }
      // Objects and lists stand close to their brackets.
      if elements.allSatisfy({ !$0.fields.isEmpty || !$0.elements.isEmpty }) {
        return "[\(elements.map { node($0, level: level) }.joined(separator: ", "))]"
      }
      return "[\n\(elements.map { "\(inner)\(node($0, level: level + 1)),\n" }.joined())\(outer)]"
    case .string(let text): return JSON.text(.string(text), escapeHTML: false)
    default: return JSON.text(value)
    }
  }

  /// Keys are quoted where YAML would take them for something else.
  private static func key(_ name: String) -> String {
    let isPlain = name.first.map { $0.isASCII && ($0.isLetter || $0 == "_") } ?? false
      && name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "_-./".contains($0)) }
    let isWord = ["y", "n", "yes", "no", "on", "off", "true", "false", "null"].contains(name.lowercased())
    return isPlain && !isWord ? name : JSON.text(.string(name), escapeHTML: false)
  }
}
