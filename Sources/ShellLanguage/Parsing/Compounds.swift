extension Parser {
  /// The compound command that this reserved word begins; nil for other words, which are left alone.
  mutating func compound(_ name: String) throws(SyntaxFailure) -> Command.Kind? {
    switch name {
    case "{":
      take()
      let body = try commands()
      try expect("}")
      return .group(body)
    case "if":
      take()
      return try conditional()
    case "while", "until":
      take()
      let condition = try commands()
      return .loop(until: name == "until", condition: condition, body: try doBody())
    case "for", "select":
      take()
      return try loop(isMenu: name == "select")
    case "case":
      take()
      return try choice()
    case "function":
      take()
      return try function()
    case "[[":
      take()
      return .test(try condition())
    case "coproc": throw SyntaxFailure("not simulated: `\(name)' commands", line: line)
    case "then", "else", "elif", "fi", "do", "done", "esac", "}": throw unexpected(try peek())
    default: return nil
    }
  }

  /// Takes a reserved word that has to stand here.
  private mutating func expect(_ word: String) throws(SyntaxFailure) {
    let token = try peek(command: true)
    guard case .word(let found) = token, found.bare == word else { throw unexpected(token) }
    take()
  }

  private mutating func isNext(_ word: String) throws(SyntaxFailure) -> Bool {
    if case .word(let found) = try peek(command: true) { found.bare == word } else { false }
  }

  private mutating func conditional() throws(SyntaxFailure) -> Command.Kind {
    var branches: [Command.Branch] = []
    var otherwise: CommandList?
    repeat {
      if !branches.isEmpty { take() }
      let condition = try commands()
      try expect("then")
      branches.append(.init(condition: condition, body: try commands()))
    } while try isNext("elif")
    if try isNext("else") {
      take()
      otherwise = try commands()
    }
    try expect("fi")
    return .conditional(branches: branches, otherwise: otherwise)
  }

  private mutating func doBody() throws(SyntaxFailure) -> CommandList {
    try expect("do")
    let body = try commands()
    try expect("done")
    return body
  }

  private mutating func loop(isMenu: Bool) throws(SyntaxFailure) -> Command.Kind {
    if !isMenu, case .op(.open) = try peek(), byte() == UInt8(ascii: "(") { return try countingLoop() }
    acceptsAssignments = false
    guard case .word(let name) = try peek() else { throw unexpected(try peek()) }
    take()
    var words: [Word]?
    if case .op(.semicolon) = try peek() { take() }
    try skipNewlines()
    if try isNext("in") {
      take()
      acceptsAssignments = false
      var found: [Word] = []
      while case .word(let word) = try peek() {
        cached = nil
        found.append(word)
      }
      words = found
      acceptsAssignments = true
      switch try peek() {
      case .op(.semicolon), .newline: take()
      case let token: throw unexpected(token)
      }
      try skipNewlines()
    }
    let body = try loopBody()
    return isMenu
      ? .select(name: name.text, words: words, body: body) : .each(name: name.text, words: words, body: body)
  }

  /// `do … done`, or the older `{ … }`.
  private mutating func loopBody() throws(SyntaxFailure) -> CommandList {
    if try isNext("{") {
      take()
      let body = try commands()
      try expect("}")
      return body
    }
    return try doBody()
  }

  private mutating func countingLoop() throws(SyntaxFailure) -> Command.Kind {
    let start = cached?.start ?? pos
    let startLine = line
    pos = start + 2
    cached = nil
    var parts: [Word] = []
    let rules = PartRules(
      quoting: .arithmetic, stops: [UInt8(ascii: ";")], opening: UInt8(ascii: "("), closing: UInt8(ascii: ")"))
    while true {
      let from = pos
      let found = try nested { parser throws(SyntaxFailure) in try parser.readParts(rules) }
      let text = text(from: from, to: pos)
      let blanks = text.utf8.prefix { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }.count
      parts.append(Word(parts: found, text: String(text.dropFirst(blanks)), line: line))
      guard byte() == UInt8(ascii: ";") else { break }
      pos += 1
    }
    guard byte() != nil else { throw unmatched(")", line: startLine) }
    guard byte(1) == UInt8(ascii: ")") else {
      throw SyntaxFailure("syntax error near unexpected token `)'", line: line, source: sourceLine(at: pos))
    }
    pos += 2
    guard parts.count == 3 else {
      let source = text(from: start, to: pos)
      let problem = parts.count < 3 ? "arithmetic expression required" : "`;' unexpected"
      throw SyntaxFailure("syntax error: \(problem)", line: line, source: source)
    }
    acceptsAssignments = true
    if case .op(.semicolon) = try peek() { take() }
    try skipNewlines()
    return .count(start: parts[0], condition: parts[1], step: parts[2], body: try loopBody())
  }

  private mutating func choice() throws(SyntaxFailure) -> Command.Kind {
    acceptsAssignments = false
    guard case .word(let subject) = try peek() else { throw unexpected(try peek()) }
    take()
    try skipNewlines()
    acceptsAssignments = false
    try expect("in")
    var clauses: [Command.Clause] = []
    while true {
      acceptsAssignments = false
      while case .newline = try peek() {
        take()
        acceptsAssignments = false
      }
      if case .word(let word) = try peek(), word.bare == "esac" {
        take()
        return .choice(subject: subject, clauses: clauses)
      }
      clauses.append(try clause())
      if try isNext("esac") {
        take()
        return .choice(subject: subject, clauses: clauses)
      }
    }
  }

  private mutating func clause() throws(SyntaxFailure) -> Command.Clause {
    if case .op(.open) = try peek() {
      take()
      acceptsAssignments = false
    }
    var patterns: [Word] = []
    while true {
      guard case .word(let pattern) = try peek() else { throw unexpected(try peek()) }
      take()
      patterns.append(pattern)
      acceptsAssignments = false
      guard case .op(.pipe) = try peek() else { break }
      take()
      acceptsAssignments = false
    }
    guard case .op(.close) = try peek() else { throw unexpected(try peek()) }
    take()
    let body = try commands(mayBeEmpty: true)
    let token = try peek(command: true)
    if case .op(let op) = token, let ending = Command.Clause.Ending(rawValue: op.rawValue) {
      take()
      acceptsAssignments = false
      try skipNewlines()
      return .init(patterns: patterns, body: body, ending: ending)
    }
    guard case .word(let word) = token, word.bare == "esac" else { throw unexpected(token) }
    return .init(patterns: patterns, body: body, ending: .leave)
  }

  private mutating func function() throws(SyntaxFailure) -> Command.Kind {
    acceptsAssignments = false
    guard case .word(let name) = try peek() else { throw unexpected(try peek()) }
    take()
    if case .op(.open) = try peek(), byte() != UInt8(ascii: "(") {
      let saved = self
      take()
      if case .op(.close) = try peek() { take() } else { self = saved }
    }
    return try functionBody(name: name.text)
  }
}
