/// Text written so that the shell reads it back.
public enum Quoting {
  /// As `set -x`, `alias`, `trap -p` and `${x@Q}` quote: single quotes.
  public static func single(_ text: String) -> String {
    "'\(text.split(separator: "'" as Character, omittingEmptySubsequences: false).joined(separator: "'\\''"))'"
  }

  /// Only where it is needed, as `set -x` does: `a 'b c'`.
  public static func whereNeeded(_ text: String) -> String {
    if text.isEmpty { return "''" }
    if needsQuotes(text) { return single(text) }
    return hasControls(text) ? escaped(text) : text
  }

  /// As `printf %q` does: a backslash before every special character.
  public static func backslashes(_ text: String) -> String {
    if text.isEmpty { return "''" }
    if hasControls(text) { return escaped(text) }
    var result = ""
    for (index, scalar) in text.unicodeScalars.enumerated() {
      switch scalar {
      case " ", "'", "\"", "\\", "|", "&", ";", "(", ")", "<", ">", "!", "{", "}", "*", "[", "?", "]", "^", "$", "`", ",":
        result.unicodeScalars.append("\\")
      case "#" where index == 0, "~" where index == 0: result.unicodeScalars.append("\\")
      default: break
      }
      result.unicodeScalars.append(scalar)
    }
    return result
  }

  /// As `declare -p` does: double quotes.
  public static func double(_ text: String) -> String {
    if hasControls(text) { return escaped(text) }
    var result = "\""
    for scalar in text.unicodeScalars {
      if "$`\"\\".unicodeScalars.contains(scalar) { result.unicodeScalars.append("\\") }
      result.unicodeScalars.append(scalar)
    }
    return "\(result)\""
  }

  /// `$'…'`
  public static func escaped(_ text: String) -> String {
    var result = "$'"
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\u{7}": result += "\\a"
      case "\u{8}": result += "\\b"
      case "\u{1b}": result += "\\E"
      case "\u{c}": result += "\\f"
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      case "\t": result += "\\t"
      case "\u{b}": result += "\\v"
      case "\\": result += "\\\\"
      case "'": result += "\\'"
      case _ where scalar.value < 32 || scalar.value == 127:
        let digits = String(scalar.value, radix: 8)
        result += "\\\(String(repeating: "0", count: 3 - digits.count))\(digits)"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return "\(result)'"
  }

  /// Whether the text needs `$'…'` to be shown.
  public static func hasControls(_ text: String) -> Bool {
    text.unicodeScalars.contains { $0.value < 32 || $0.value == 127 }
  }

  private static func needsQuotes(_ text: String) -> Bool {
    var before: UnicodeScalar?
    for scalar in text.unicodeScalars {
      switch scalar {
      case " ", "\t", "\n", "'", "\"", "\\", "|", "&", ";", "(", ")", "<", ">", "!", "{", "}", "*", "[", "?", "]", "^", "$",
        "`":
        return true
      case "#" where before == nil: return true
      case "~" where before == nil || before == "=" || before == ":": return true
      default: before = scalar
      }
    }
    return false
  }
}
