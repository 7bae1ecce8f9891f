/// The ways in which GNU programs quote names in their messages (gnulib's quotearg).
enum Quoted {
  /// Always between quotes that a shell would read: `'a b'`.
  static func always(_ text: String) -> String { shell(text, force: true) }

  /// Between quotes only where a shell would need them.
  static func ifNeeded(_ text: String) -> String { shell(text, force: false) }

  /// Typographic quotes, for values.
  static func curly(_ text: String) -> String { "‘\(escaped(text))’" }

  /// `"a"`, with C escapes.
  static func c(_ text: String) -> String {
    let body = escaped(text).replacing("\"", with: "\\\"")
    return "\"\(body)\""
  }

  /// With C escapes and nothing around.
  static func escaped(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\n": result += "\\n"
      case "\t": result += "\\t"
      case "\r": result += "\\r"
      case "\\": result += "\\\\"
      case let other where other.value < 32 || other.value == 127: result += "\\\(octal(other.value))"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  private static func shell(_ text: String, force: Bool) -> String {
    if text.unicodeScalars.contains(where: { $0.value < 32 || $0.value == 127 }) { return dollarQuoted(text) }
    let needs = force || text.isEmpty || needsQuotes(text)
    guard needs else { return text }
    if text.contains("'") {
      if !text.contains(where: { "\"$`\\!".contains($0) }) { return "\"\(text)\"" }
      return "'\(text.replacing("'", with: "'\\''"))'"
    }
    return "'\(text)'"
  }

  private static func needsQuotes(_ text: String) -> Bool {
    if text == "{" || text == "}" { return true }
    if let first = text.first, "#~".contains(first) { return true }
    return text.contains { " !\"$&'()*;<=>?[\\^`|".contains($0) }
  }

  private static func dollarQuoted(_ text: String) -> String {
    var result = "'"
    var inEscape = false
    for scalar in text.unicodeScalars {
      let isControl = scalar.value < 32 || scalar.value == 127
      if isControl != inEscape {
        result += isControl ? "'$'" : "''"
        inEscape = isControl
      }
      switch scalar {
      case "\n": result += "\\n"
      case "\t": result += "\\t"
      case "\r": result += "\\r"
      case "\u{1b}": result += "\\033"
      case "'": result += "'\\''"
      default:
        if isControl { result += "\\\(octal(scalar.value))" } else { result.unicodeScalars.append(scalar) }
      }
    }
    return "\(result)'"
  }

  private static func octal(_ value: UInt32) -> String {
    let digits = String(value, radix: 8)
    return String(repeating: "0", count: max(0, 3 - digits.count)) + digits
  }
}
