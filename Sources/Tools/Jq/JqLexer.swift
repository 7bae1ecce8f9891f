import Documents

/// Pieces of a jq program.
enum JqToken: Equatable {
  case field(String)
  case name(String)
  case keyword(String)
  case variable(String)
  case format(String)
  case number(Double)
  /// Text pieces; expressions in it stand as source with their offset.
  case text([JqTextPart])
  case sign(String)
  case invalid
  case end

  /// The name in jq's messages.
  var shown: String {
    switch self {
    case .field: "FIELD"
    case .name: "IDENT"
    case .keyword(let word): word
    case .variable: "'$'"
    case .format: "FORMAT"
    case .number: "LITERAL"
    case .text: "QQSTRING_START"
    case .sign(let sign): sign.count == 1 ? "'\(sign)'" : sign == "//" ? "//" : sign
    case .invalid: "INVALID_CHARACTER"
    case .end: "$end"
    }
  }
}

enum JqTextPart: Equatable {
  case literal(String)
  case expression(String, offset: Int)
}

struct JqLexer {
  static let keywords: Set<String> = [
    "def", "if", "then", "elif", "else", "end", "as", "reduce", "foreach", "try", "catch", "label", "and", "or", "import",
    "include", "__loc__",
  ]

  private let source: [UInt8]
  private var position = 0
  /// Where the token that was read last begins; blanks count as tokens for this, as in jq.
  private(set) var start = 0

  init(_ source: String) {
    self.source = Array(source.utf8)
  }

  private var peek: UInt8? { position < source.count ? source[position] : nil }

  mutating func next() throws(JqSyntaxError) -> JqToken {
    while let byte = peek, ASCII.isSpace(byte) || byte == 35 {
      start = position
      if byte == 35 { while let more = peek, more != 10 { position += 1 } } else { while let more = peek, ASCII.isSpace(more) { position += 1 } }
    }
    guard let byte = peek else { return .end }
    start = position
    if byte == 34 {
      position += 1
      return .text(try text())
    }
    if byte == 46, position + 1 < source.count, ASCII.isLetter(source[position + 1]) || source[position + 1] == 95 {
      position += 1
      return .field(word())
    }
    if ASCII.isDigit(byte) || byte == 46 && position + 1 < source.count && ASCII.isDigit(source[position + 1]) {
      let (value, length) = FloatText.scan(source[position...])
      position += length
      return .number(min(value, .greatestFiniteMagnitude))
    }
    if byte == 36, position + 1 < source.count, ASCII.isLetter(source[position + 1]) || source[position + 1] == 95 {
      position += 1
      return .variable(word(namespaces: true))
    }
    if byte == 64, position + 1 < source.count, ASCII.isLetter(source[position + 1]) {
      position += 1
      return .format(word())
    }
    if ASCII.isLetter(byte) || byte == 95 {
      let name = word(namespaces: true)
      return Self.keywords.contains(name) ? .keyword(name) : .name(name)
    }
    return sign(byte)
  }

  private mutating func word(namespaces: Bool = false) -> String {
    let begin = position
    while let byte = peek {
      if ASCII.isAlnum(byte) || byte == 95 {
        position += 1
      } else if namespaces, byte == 58, position + 2 < source.count, source[position + 1] == 58, ASCII.isLetter(source[position + 2]) {
        position += 2
      } else {
        break
      }
    }
    return source[begin..<position].text
  }

  private mutating func sign(_ byte: UInt8) -> JqToken {
    let three = source[position...].prefix(3).text
    if three == "//=" || three == "?//" {
      position += 3
      return .sign(three)
    }
    let two = source[position...].prefix(2).text
    if ["!=", "==", "//", "|=", "+=", "-=", "*=", "/=", "%=", "<=", ">=", ".."].contains(two) {
      position += 2
      return .sign(two)
    }
    position += 1
    let one = String(UnicodeScalar(byte))
    return ".[]{}()|,:;=<>+-*/%?$".contains(one) ? .sign(one) : .invalid
  }

  private mutating func text() throws(JqSyntaxError) -> [JqTextPart] {
    var parts: [JqTextPart] = []
    var literal: [UInt8] = []
    while let byte = peek {
      position += 1
      if byte == 34 {
        parts.append(.literal(literal.text))
        return parts
      }
      guard byte == 92 else {
        literal.append(byte)
        continue
      }
      guard let escape = peek else { break }
      position += 1
      switch escape {
      case 110: literal.append(10)
      case 116: literal.append(9)
      case 114: literal.append(13)
      case 98: literal.append(8)
      case 102: literal.append(12)
      case 34, 92, 47: literal.append(escape)
      case 117: literal += Array(unicode().utf8)
      case 40:
        parts.append(.literal(literal.text))
        literal = []
        let begin = position
        var depth = 1
        while let inner = peek {
          if inner == 34 {
            position += 1
            _ = try text()
            continue
          }
          if inner == 40 { depth += 1 }
          if inner == 41 {
            depth -= 1
            if depth == 0 { break }
          }
          position += 1
        }
        parts.append(.expression(source[begin..<position].text, offset: begin))
        position += 1
      default: throw JqSyntaxError(messages: [("syntax error, unexpected INVALID_CHARACTER (Unix shell quoting issues?)", start)])
      }
    }
    throw JqSyntaxError(
      messages: [("syntax error, unexpected $end, expecting QQSTRING_TEXT or QQSTRING_INTERP_START or QQSTRING_END (Unix shell quoting issues?)", max(0, source.count - 1 - (source.count > start + 1 ? source.count - start - 2 : 0)))])
  }

  private mutating func unicode() -> String {
    func unit() -> UInt32? {
      guard position + 4 <= source.count, let value = UInt32(source[position..<(position + 4)].text, radix: 16) else { return nil }
      position += 4
      return value
    }
    guard let first = unit() else { return "\u{fffd}" }
    if (0xd800..<0xdc00).contains(first), position + 1 < source.count, source[position] == 92, source[position + 1] == 117 {
      position += 2
      if let second = unit(), let scalar = UnicodeScalar(0x10000 + (first - 0xd800) << 10 + (second &- 0xdc00)) { return String(scalar) }
    }
    return UnicodeScalar(first).map { String($0) } ?? "\u{fffd}"
  }
}
