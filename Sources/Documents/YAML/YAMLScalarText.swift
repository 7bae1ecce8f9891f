extension YAMLWriter {
  /// Writes a text in the style that go-yaml picks: literal for several lines, plain where that reads back as this
  /// text, double quotes where plain would mean something else, single quotes where characters would.
  mutating func scalar(_ text: String, indent: Int, isKey: Bool) {
    let scalars = Array(text.unicodeScalars)
    let traits = ScalarTraits(scalars)
    if scalars.contains("\n") {
      if traits.allowsBlock, !isKey { literal(scalars, indent) } else { doubleQuoted(scalars, indent, isKey) }
    } else if !YAMLScalar.readsAsText(text) {
      doubleQuoted(scalars, indent, isKey)
    } else if traits.allowsPlain {
      plain(scalars, indent, isKey)
    } else if traits.allowsSingleQuotes {
      singleQuoted(scalars, indent, isKey)
    } else {
      doubleQuoted(scalars, indent, isKey)
    }
  }

  private mutating func plain(_ scalars: [UnicodeScalar], _ indent: Int, _ isKey: Bool) {
    token("")
    var afterSpace = false
    for (index, scalar) in scalars.enumerated() {
      let foldsHere =
        scalar == " " && !isKey && !afterSpace && column > Self.widthMax && index + 1 < scalars.count
        && scalars[index + 1] != " "
      if foldsHere { startLine(indent, sameLine: false) } else { append(scalar) }
      afterSpace = scalar == " "
    }
  }

  private mutating func singleQuoted(_ scalars: [UnicodeScalar], _ indent: Int, _ isKey: Bool) {
    token("'")
    var afterSpace = false
    for (index, scalar) in scalars.enumerated() {
      let foldsHere =
        scalar == " " && !isKey && !afterSpace && column > Self.widthMax && index > 0 && index < scalars.count - 1
        && scalars[index + 1] != " "
      if foldsHere {
        startLine(indent, sameLine: false)
      } else {
        if scalar == "'" { append("'") }
        append(scalar)
      }
      afterSpace = scalar == " "
    }
    append("'")
  }

  private mutating func doubleQuoted(_ scalars: [UnicodeScalar], _ indent: Int, _ isKey: Bool) {
    token("\"")
    var afterSpace = false
    for (index, scalar) in scalars.enumerated() {
      if let escape = Self.escape(scalar) {
        append(escape)
        afterSpace = false
      } else if scalar == " " {
        if !isKey, !afterSpace, column > Self.widthMax, index > 0, index < scalars.count - 1 {
          startLine(indent, sameLine: false)
          if scalars[index + 1] == " " { append("\\") }
        } else {
          append(scalar)
        }
        afterSpace = true
      } else {
        append(scalar)
        afterSpace = false
      }
    }
    append("\"")
  }

  private mutating func literal(_ scalars: [UnicodeScalar], _ indent: Int) {
    token("|")
    if let first = scalars.first, first == " " || ScalarTraits.isBreak(first) { append("2") }
    if let last = scalars.last, !ScalarTraits.isBreak(last) {
      append("-")
    } else if scalars.count == 1 || ScalarTraits.isBreak(scalars[scalars.count - 2]) {
      append("+")
    }
    breakLine()
    for scalar in scalars {
      if scalar == "\n" {
        breakLine()
      } else {
        if column == 0 { startLine(indent, sameLine: true) }
        append(scalar)
      }
    }
  }

  /// The escape that a character needs between double quotes; nil where it may stand as it is.
  private static func escape(_ scalar: UnicodeScalar) -> String? {
    switch scalar {
    case "\"": return "\\\""
    case "\\": return "\\\\"
    case "\u{0}": return "\\0"
    case "\u{7}": return "\\a"
    case "\u{8}": return "\\b"
    case "\t": return "\\t"
    case "\n": return "\\n"
    case "\u{b}": return "\\v"
    case "\u{c}": return "\\f"
    case "\r": return "\\r"
    case "\u{1b}": return "\\e"
    case "\u{85}": return "\\N"
    case "\u{2028}": return "\\L"
    case "\u{2029}": return "\\P"
    default:
      if ScalarTraits.isPrintable(scalar) { return nil }
      let digits = String(scalar.value, radix: 16, uppercase: true)
      let (letter, width) = scalar.value <= 0xff ? ("x", 2) : scalar.value <= 0xffff ? ("u", 4) : ("U", 8)
      return "\\\(letter)\(String(repeating: "0", count: width - digits.count))\(digits)"
    }
  }
}

/// Which styles the characters of a text allow (libyaml, yaml_emitter_analyze_scalar).
struct ScalarTraits {
  var allowsPlain = true
  var allowsSingleQuotes = true
  var allowsBlock = true

  init(_ scalars: [UnicodeScalar]) {
    guard let first = scalars.first, let last = scalars.last else {
      allowsBlock = false
      return
    }
    if scalars.starts(with: ["-", "-", "-"]) || scalars.starts(with: [".", ".", "."]) { allowsPlain = false }
    var previous: UnicodeScalar?
    for (index, scalar) in scalars.enumerated() {
      let isFollowedByBlank = index + 1 >= scalars.count || Self.isBlank(scalars[index + 1])
      if Self.isIndicator(scalar, previous: previous, isFollowedByBlank: isFollowedByBlank) { allowsPlain = false }
      let isSpecial = !Self.isPrintable(scalar) || previous == " " && Self.isBreak(scalar)
      if isSpecial {
        allowsPlain = false
        allowsSingleQuotes = false
        allowsBlock = false
      }
      if Self.isBreak(scalar) { allowsPlain = false }
      if scalar == " ", let previous, Self.isBreak(previous) {
        allowsPlain = false
        allowsSingleQuotes = false
      }
      previous = scalar
    }
    if first == " " || last == " " { allowsPlain = false }
    if last == " " { allowsBlock = false }
  }

  private static func isIndicator(_ scalar: UnicodeScalar, previous: UnicodeScalar?, isFollowedByBlank: Bool) -> Bool {
    guard let previous else {
      switch scalar {
      case "#", ",", "[", "]", "{", "}", "&", "*", "!", "|", ">", "'", "\"", "%", "@", "`": return true
      case "?", ":", "-": return isFollowedByBlank
      default: return false
      }
    }
    switch scalar {
    case ":": return isFollowedByBlank
    case "#": return isBlank(previous) || isBreak(previous)
    default: return false
    }
  }

  static func isBlank(_ scalar: UnicodeScalar) -> Bool { scalar == " " || scalar == "\t" }

  static func isBreak(_ scalar: UnicodeScalar) -> Bool {
    switch scalar {
    case "\r", "\n", "\u{85}", "\u{2028}", "\u{2029}": true
    default: false
    }
  }

  /// go-yaml takes tabs and everything above U+FFFF for unprintable.
  static func isPrintable(_ scalar: UnicodeScalar) -> Bool {
    switch scalar.value {
    case 0x0a, 0x20...0x7e, 0xa0...0xd7ff, 0xe000...0xfefe, 0xff00...0xfffd: true
    default: false
    }
  }
}
