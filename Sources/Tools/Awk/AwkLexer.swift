/// Pieces of an awk program.
enum AwkToken: Equatable {
  case number(Double)
  case text([UInt8])
  case regex([UInt8])
  case name(String)
  /// A name with `(` right behind it.
  case callName(String)
  case keyword(String)
  case builtin(String)
  case sign(String)
  case newline
  case end

  /// How mawk shows it in messages.
  var shown: String {
    switch self {
    case .number(let value): NumberFormat.general(value, precision: 6)
    case .text(let text): "\"\(text.text)\""
    case .regex(let text): "/\(text.text)/"
    case .name(let name), .callName(let name), .keyword(let name), .builtin(let name), .sign(let name): name
    case .newline, .end: "end of line"
    }
  }
}

struct AwkLexer {
  static let keywords: Set<String> = [
    "BEGIN", "END", "function", "if", "else", "while", "for", "do", "break", "continue", "next", "nextfile", "exit",
    "return", "delete", "in", "getline", "print", "printf",
  ]
  static let builtins: Set<String> = [
    "length", "substr", "index", "split", "sub", "gsub", "match", "sprintf", "sin", "cos", "atan2", "exp", "log", "sqrt",
    "int", "rand", "srand", "tolower", "toupper", "system", "close", "fflush", "systime", "mktime", "strftime",
  ]

  private let source: [UInt8]
  private var position = 0
  private(set) var line = 1

  init(_ source: [UInt8]) {
    self.source = source
  }

  private var peek: UInt8? { position < source.count ? source[position] : nil }

  /// `regexAllowed` where an operand is expected, so that `/` begins a regular expression.
  mutating func next(regexAllowed: Bool) throws(ToolFailure) -> AwkToken {
    skipBlanks()
    guard let byte = peek else { return .end }
    if byte == 10 {
      position += 1
      line += 1
      return .newline
    }
    if ASCII.isDigit(byte) || byte == 46 && position + 1 < source.count && ASCII.isDigit(source[position + 1]) {
      let (value, length) = FloatText.scan(source[position...].prefix(64))
      position += length
      return .number(value)
    }
    if ASCII.isLetter(byte) || byte == 95 { return word() }
    if byte == 34 { return try string() }
    if byte == 47 && regexAllowed { return try regex() }
    return try sign(byte)
  }

  private mutating func skipBlanks() {
    while let byte = peek {
      if byte == 32 || byte == 9 || byte == 13 {
        position += 1
      } else if byte == 92, position + 1 < source.count, source[position + 1] == 10 {
        position += 2
        line += 1
      } else if byte == 35 {
        while let byte = peek, byte != 10 { position += 1 }
      } else {
        return
      }
    }
  }

  private mutating func word() -> AwkToken {
    let start = position
    while let byte = peek, ASCII.isAlnum(byte) || byte == 95 { position += 1 }
    let name = source[start..<position].text
    if Self.keywords.contains(name) { return .keyword(name) }
    if Self.builtins.contains(name) { return .builtin(name) }
    return peek == 40 ? .callName(name) : .name(name)
  }

  private mutating func string() throws(ToolFailure) -> AwkToken {
    let start = position
    position += 1
    var body: [UInt8] = []
    while let byte = peek {
      position += 1
      if byte == 34 { return .text(AwkEscapes.read(body[...])) }
      if byte == 10 { break }
      body.append(byte)
      if byte == 92, let next = peek {
        body.append(next)
        position += 1
        if next == 10 { line += 1 }
      }
    }
    throw ToolFailure("line \(line): runaway string constant \(source[start...].prefix(10).prefix { $0 != 10 }.text) ...", status: 2)
  }

  private mutating func regex() throws(ToolFailure) -> AwkToken {
    let start = position
    position += 1
    var body: [UInt8] = []
    var inBrackets = false
    while let byte = peek {
      position += 1
      if byte == 10 { break }
      if byte == 47 && !inBrackets { return .regex(body) }
      if byte == 91 && !inBrackets {
        inBrackets = true
        body.append(byte)
        if peek == 94 {
          body.append(94)
          position += 1
        }
        if peek == 93 {
          body.append(93)
          position += 1
        }
        continue
      }
      if byte == 93 { inBrackets = false }
      if byte == 92, let next = peek {
        position += 1
        if next == 47 { body.append(47) } else { body += [92, next] }
        continue
      }
      body.append(byte)
    }
    throw ToolFailure("line \(line): runaway regular expression \(source[start...].prefix(10).prefix { $0 != 10 }.text) ...", status: 2)
  }

  private mutating func sign(_ byte: UInt8) throws(ToolFailure) -> AwkToken {
    let two = source[position...].prefix(2).text
    if ["==", "<=", ">=", "!=", "&&", "||", "++", "--", "+=", "-=", "*=", "/=", "%=", "^=", "!~", ">>"].contains(two) {
      position += 2
      return .sign(two)
    }
    let one = String(UnicodeScalar(byte))
    guard "{}()[];,+-*/%^!<>|?:~$=".contains(one) else {
      throw ToolFailure("\(line): unexpected character '\(one)'", status: 2)
    }
    position += 1
    return .sign(one)
  }
}

/// Backslashes in strings and regular expressions of awk.
enum AwkEscapes {
  static func read(_ body: ArraySlice<UInt8>) -> [UInt8] {
    var result: [UInt8] = []
    var rest = body
    while let byte = rest.popFirst() {
      guard byte == 92, let next = rest.popFirst() else {
        result.append(byte)
        continue
      }
      let simple: [UInt8: UInt8] = [97: 7, 98: 8, 102: 12, 110: 10, 114: 13, 116: 9, 118: 11, 34: 34, 92: 92]
      if let character = simple[next] {
        result.append(character)
      } else if next == 10 {
        continue
      } else if next >= 48 && next <= 55 {
        var value = Int(next - 48)
        var digits = 1
        while digits < 3, let more = rest.first, more >= 48, more <= 55 {
          value = value * 8 + Int(more - 48)
          rest.removeFirst()
          digits += 1
        }
        result.append(UInt8(truncatingIfNeeded: value))
      } else {
        result += [92, next]
      }
    }
    return result
  }

  /// A regular expression as the C library reads it: mawk knows no counts in braces.
  static func regex(_ source: [UInt8]) -> String {
    var result: [UInt8] = []
    var rest = source[...]
    var inBrackets = false
    while let byte = rest.popFirst() {
      if byte == 92, let next = rest.popFirst() {
        let simple: [UInt8: UInt8] = [97: 7, 102: 12, 110: 10, 114: 13, 116: 9, 118: 11]
        if let character = simple[next] {
          result.append(character)
        } else if inBrackets {
          result += next == 93 || next == 45 ? [next] : next == 92 ? [92] : [next]
        } else if [34, 47, 38].contains(next) || ASCII.isAlnum(next) {
          result.append(next)
        } else {
          result += [92, next]
        }
        continue
      }
      if inBrackets {
        if byte == 91, rest.first == 58, let close = rest.firstIndex(of: 93) {
          result += [91] + rest[...close]
          rest = rest[(close + 1)...]
          continue
        }
        if byte == 93 { inBrackets = false }
        result.append(byte)
        continue
      }
      switch byte {
      case 91:
        inBrackets = true
        result.append(byte)
        if rest.first == 94 { result.append(rest.removeFirst()) }
        if rest.first == 93 { result.append(rest.removeFirst()) }
      case 123, 125: result += [92, byte]
      default: result.append(byte)
      }
    }
    return result.text
  }
}
