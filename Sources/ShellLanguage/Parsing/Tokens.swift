/// What separates words, and words.
enum Token {
  case word(Word)
  case op(Operator)
  /// The number before a redirection.
  case number(Int)
  /// `{name}` before a redirection.
  case variable(String)
  case newline
  case end

  enum Operator: String {
    case semicolon = ";"
    case leave = ";;"
    case fallThrough = ";&"
    case testNext = ";;&"
    case background = "&"
    case and = "&&"
    case or = "||"
    case pipe = "|"
    case pipeBoth = "|&"
    case open = "("
    case close = ")"
    case input = "<"
    case output = ">"
    case append = ">>"
    case clobber = ">|"
    case readWrite = "<>"
    case duplicateInput = "<&"
    case duplicateOutput = ">&"
    case both = "&>"
    case bothAppend = "&>>"
    case hereString = "<<<"
    case hereDocument = "<<"
    case hereDocumentWithoutTabs = "<<-"
  }
}

/// Operators in the order in which they are tried: longer ones first.
private let operators: [(spelling: [UInt8], token: Token.Operator)] = [
  ";;&", "<<<", "<<-", "&>>", ";;", ";&", "&&", "||", "|&", ">>", ">|", "<>", "<&", ">&", "&>", "<<", ";", "&", "|", "(",
  ")", "<", ">",
].map { (Array($0.utf8), Token.Operator(rawValue: $0)!) }

extension Parser {
  /// The token that comes next. Where a command may stand, aliases are replaced first.
  mutating func peek(command: Bool = false) throws(SyntaxFailure) -> Token {
    while true {
      if cached == nil {
        try skipBlanks()
        let start = pos
        let startLine = line
        let token = try readToken()
        cached = (token, start, startLine)
      }
      guard let found = cached, case .word(let word) = found.token, !isProbing else { return cached!.token }
      let left = bytes.count - found.start
      let followsBlank = aliasBlankEnd.map { left <= $0 } ?? false
      if followsBlank { aliasBlankEnd = nil }
      guard command || followsBlank, let name = word.bare, word.text == name, expandAlias(name, at: found.start) else {
        return found.token
      }
      line = found.line
    }
  }

  /// Takes the token that was peeked at.
  mutating func take() {
    guard let found = cached else { return }
    cached = nil
    acceptsAssignments = true
    if case .newline = found.token {
      hereDocumentCount = 0
      guard let end = hereDocumentsEnd else { return }
      let target = bytes.count - end
      hereDocumentsEnd = nil
      while pos < target {
        if bytes[pos] == UInt8(ascii: "\n") { line += 1 }
        pos += 1
      }
    }
  }

  /// Puts the text of an alias in the place of its name; false where it is none, or stands in its own text.
  private mutating func expandAlias(_ name: String, at start: Int) -> Bool {
    let left = bytes.count - start
    activeAliases.removeAll { left <= $0.end }
    guard !activeAliases.contains(where: { $0.name == name }), aliasExpansions < 1000, let text = aliases(name) else {
      return false
    }
    aliasExpansions += 1
    let end = start + name.utf8.count
    let new = Array(text.utf8)
    bytes.replaceSubrange(start..<end, with: new)
    let endLeft = bytes.count - start - new.count
    activeAliases.append((name, endLeft))
    if let last = new.last, last == UInt8(ascii: " ") || last == UInt8(ascii: "\t") { aliasBlankEnd = endLeft }
    pos = start
    cached = nil
    return true
  }

  func byte(_ ahead: Int = 0) -> UInt8? {
    let index = pos + ahead
    return index < bytes.count ? bytes[index] : nil
  }

  func text(from start: Int, to end: Int) -> String {
    start < end ? String(decoding: bytes[start..<min(end, bytes.count)], as: UTF8.self) : ""
  }

  /// Passes over blanks, comments and joined lines.
  mutating func skipBlanks() throws(SyntaxFailure) {
    while let next = byte() {
      switch next {
      case UInt8(ascii: " "), UInt8(ascii: "\t"): pos += 1
      case UInt8(ascii: "\\") where byte(1) == UInt8(ascii: "\n"): joinLines()
      case UInt8(ascii: "#"):
        while let next = byte(), next != UInt8(ascii: "\n") { pos += 1 }
      default: return
      }
    }
  }

  /// A backslash at the end of a line joins it with the next one.
  mutating func joinLines() {
    pos += 2
    line += 1
    if pos >= bytes.count && !isProbing { endedInContinuation = true }
  }

  private mutating func readToken() throws(SyntaxFailure) -> Token {
    guard let first = byte() else { return .end }
    if first == UInt8(ascii: "\n") {
      pos += 1
      line += 1
      return .newline
    }
    if first == UInt8(ascii: "<") || first == UInt8(ascii: ">"), byte(1) == UInt8(ascii: "(") {
      return .word(try readWord())
    }
    if let found = operators.first(where: { bytes[pos...].starts(with: $0.spelling) }) {
      pos += found.spelling.count
      return .op(found.token)
    }
    if let token = descriptor() { return token }
    return .word(try readWord())
  }

  /// Digits or `{name}` directly before `<` or `>`.
  private mutating func descriptor() -> Token? {
    func isRedirection(_ index: Int) -> Bool {
      index < bytes.count && (bytes[index] == UInt8(ascii: "<") || bytes[index] == UInt8(ascii: ">"))
    }
    var end = pos
    while end < bytes.count, isDigit(bytes[end]) { end += 1 }
    if end > pos {
      guard isRedirection(end), let number = Int(text(from: pos, to: end)) else { return nil }
      pos = end
      return .number(number)
    }
    guard bytes[pos] == UInt8(ascii: "{") else { return nil }
    let name = identifier(at: pos + 1)
    end = pos + 1 + name.utf8.count
    guard !name.isEmpty, end + 1 < bytes.count, bytes[end] == UInt8(ascii: "}"), isRedirection(end + 1) else {
      return nil
    }
    pos = end + 1
    return .variable(name)
  }

  /// The longest identifier that begins there, or nothing.
  func identifier(at start: Int) -> String {
    guard start < bytes.count, isNameStart(bytes[start]) else { return "" }
    var end = start
    while end < bytes.count, isNameStart(bytes[end]) || isDigit(bytes[end]) { end += 1 }
    return text(from: start, to: end)
  }

  /// The failure that names the token, or says that the text ended.
  func unexpected(_ token: Token) -> SyntaxFailure {
    let name: String
    switch token {
    case .end:
      return SyntaxFailure("syntax error: unexpected end of file", line: line, isIncomplete: true)
    case .newline: name = "newline"
    case .op(let op): name = op.rawValue
    case .word(let word): name = word.text
    case .number(let number): name = String(number)
    case .variable(let variable): name = "{\(variable)}"
    }
    let at = cached?.line ?? line
    let message = "syntax error near unexpected token `\(name)'"
    return SyntaxFailure(message, line: at, source: sourceLine(at: cached?.start ?? pos))
  }

  /// The line of the text that holds that place.
  func sourceLine(at position: Int) -> String {
    let place = min(position, bytes.count)
    let start = bytes[..<place].lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
    let end = bytes[place...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
    return text(from: start, to: end)
  }

  func unmatched(_ closing: String, line: Int, status: Int = 2) -> SyntaxFailure {
    SyntaxFailure(
      "unexpected EOF while looking for matching `\(closing)'", line: line, isIncomplete: true, status: status)
  }

  /// Counts a level of nesting while `body` reads it.
  mutating func nested<Result>(
    _ body: (inout Parser) throws(SyntaxFailure) -> Result
  ) throws(SyntaxFailure) -> Result {
    depth += 1
    defer { depth -= 1 }
    if depth > Self.depthMax {
      throw SyntaxFailure("not simulated: commands nested more than \(Self.depthMax) deep", line: line)
    }
    return try body(&self)
  }
}

func isDigit(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") }

func isNameStart(_ byte: UInt8) -> Bool {
  byte == UInt8(ascii: "_") || (byte | 0x20 >= UInt8(ascii: "a") && byte | 0x20 <= UInt8(ascii: "z"))
}

/// Whether the text can name a variable.
public func isIdentifier(_ text: String) -> Bool {
  guard let first = text.utf8.first, isNameStart(first) else { return false }
  return text.utf8.allSatisfy { isNameStart($0) || isDigit($0) }
}
