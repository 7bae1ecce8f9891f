extension Parser {
  private static let unaryOperators: Set<String> = [
    "-a", "-b", "-c", "-d", "-e", "-f", "-g", "-h", "-k", "-p", "-r", "-s", "-t", "-u", "-w", "-x", "-G", "-L", "-N", "-O",
    "-S", "-z", "-n", "-o", "-v", "-R",
  ]

  private static let binaryOperators: Set<String> = [
    "=", "==", "!=", "=~", "-eq", "-ne", "-lt", "-le", "-gt", "-ge", "-nt", "-ot", "-ef",
  ]

  /// What stands between `[[` and `]]`, through the latter.
  mutating func condition() throws(SyntaxFailure) -> Condition {
    let extended = options.extendedPatterns
    options.extendedPatterns = true
    defer { options.extendedPatterns = extended }
    acceptsAssignments = false
    let found = try alternative()
    let token = try conditionToken()
    guard case .word(let word) = token, word.bare == "]]" else {
      throw failure("syntax error in conditional expression", near: token)
    }
    takeInCondition()
    acceptsAssignments = true
    return found
  }

  private mutating func conditionToken() throws(SyntaxFailure) -> Token {
    acceptsAssignments = false
    return try peek()
  }

  private mutating func takeInCondition() {
    take()
    acceptsAssignments = false
  }

  private mutating func skipLines() throws(SyntaxFailure) {
    while case .newline = try conditionToken() { takeInCondition() }
  }

  private mutating func alternative() throws(SyntaxFailure) -> Condition {
    try nested { parser throws(SyntaxFailure) in
      var left = try parser.conjunction()
      while case .op(.or) = try parser.conditionToken() {
        parser.takeInCondition()
        left = .or(left, try parser.conjunction())
      }
      return left
    }
  }

  private mutating func conjunction() throws(SyntaxFailure) -> Condition {
    var left = try term()
    while case .op(.and) = try conditionToken() {
      takeInCondition()
      left = .and(left, try term())
    }
    return left
  }

  private mutating func term() throws(SyntaxFailure) -> Condition {
    try skipLines()
    let token = try conditionToken()
    if case .op(.open) = token {
      takeInCondition()
      let inner = try alternative()
      let closing = try conditionToken()
      guard case .op(.close) = closing else {
        throw failure("unexpected token `\(name(closing))', expected `)'", near: closing)
      }
      takeInCondition()
      try skipLines()
      return .parenthesis(inner)
    }
    guard case .word(let first) = token else {
      throw failure("unexpected token `\(name(token))' in conditional command", near: token)
    }
    if first.bare == "]]" { throw failure("syntax error near unexpected token `]]'", near: token) }
    takeInCondition()
    if first.bare == "!" {
      return .not(try nested { parser throws(SyntaxFailure) in try parser.term() })
    }
    let result = try comparison(first)
    try skipLinesBeforeOperator()
    return result
  }

  /// Newlines may stand before `&&`, `||`, `)` and `]]`.
  private mutating func skipLinesBeforeOperator() throws(SyntaxFailure) {
    try skipLines()
  }

  private mutating func comparison(_ first: Word) throws(SyntaxFailure) -> Condition {
    let token = try conditionToken()
    if let unary = first.bare, Self.unaryOperators.contains(unary) {
      let isBinary = binaryName(token) != nil
      if case .word(let operand) = token, operand.bare != "]]", !isBinary || unary != "-a" {
        takeInCondition()
        return .unary(unary, operand)
      }
      if !isBinary {
        throw failure("unexpected argument `\(name(token))' to conditional unary operator", near: token)
      }
    }
    switch token {
    case .word(let word) where word.bare == "]]": return .word(first)
    case .op(.and), .op(.or), .op(.close): return .word(first)
    default: break
    }
    guard let sign = binaryName(token) else {
      if case .word = token { throw failure("conditional binary operator expected", near: token) }
      throw failure("unexpected token `\(name(token))', conditional binary operator expected", near: token)
    }
    cached = nil
    if sign == "=~" {
      try skipBlanks()
      let start = pos
      let startLine = line
      let parts = try readParts(PartRules(quoting: .word, isRegex: true))
      if pos > start {
        return .binary(first, sign, Word(parts: parts, text: text(from: start, to: pos), line: startLine))
      }
    }
    let right = try conditionToken()
    guard case .word(let operand) = right, operand.bare != "]]" else {
      throw failure("unexpected argument `\(name(right))' to conditional binary operator", near: right)
    }
    takeInCondition()
    return .binary(first, sign, operand)
  }

  private func binaryName(_ token: Token) -> String? {
    switch token {
    case .word(let word): word.bare.flatMap { Self.binaryOperators.contains($0) ? $0 : nil }
    case .op(.input): "<"
    case .op(.output): ">"
    default: nil
    }
  }

  private func name(_ token: Token) -> String {
    switch token {
    case .word(let word): word.text
    case .op(let op): op.rawValue
    case .number(let number): String(number)
    case .variable(let name): "{\(name)}"
    case .newline, .end: "newline"
    }
  }

  /// Bash 5.2 leaves with 0 after such a mistake, unless the line ended in it.
  private func failure(_ message: String, near token: Token) -> SyntaxFailure {
    let line = cached?.line ?? line
    if case .newline = token { return SyntaxFailure(message, line: line, status: 2) }
    if case .end = token {
      return SyntaxFailure("unexpected EOF while looking for `]]'", line: line, isIncomplete: true, status: 2)
    }
    return SyntaxFailure(message, line: line, status: 0)
  }
}
