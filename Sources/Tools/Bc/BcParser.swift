/// Reads programs of `bc` statement by statement.
struct BcParser {
  struct Mistake: Error {
    var line: Int
  }

  enum Token: Equatable {
    case number(String)
    case name(String)
    case text(String)
    case sign(String)
    case newline
    case end
  }

  private let bytes: [Character]
  private var position = 0
  private(set) var line = 1
  private var depth = 0
  private(set) var token = Token.newline

  init(_ text: String) {
    bytes = Array(text)
    advance()
  }

  /// A newline that should not be there belongs to the line after it, as the real program counts.
  private var mistake: Mistake { Mistake(line: token == .newline ? line + 1 : line) }

  // MARK: Tokens

  private func character(_ offset: Int = 0) -> Character? {
    position + offset < bytes.count ? bytes[position + offset] : nil
  }

  private mutating func advance() {
    skipBlanks()
    guard let first = character() else {
      token = .end
      return
    }
    if first == "\n" {
      position += 1
      token = .newline
    } else if first.isASCII, first.isNumber || first == "." || ("A"..."F").contains(first) {
      token = number()
      if token == .number(".") { token = .name("last") }
    } else if first.isASCII, first.isLetter {
      token = .name(taken { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") })
    } else if first == "\"" {
      position += 1
      let text = taken { $0 != "\"" }
      line += text.count { $0 == "\n" }
      position += 1
      token = .text(text)
    } else {
      let long = ["++", "--", "+=", "-=", "*=", "/=", "%=", "^=", "==", "<=", ">=", "!=", "&&", "||"]
      let pair = String([first, character(1) ?? " "])
      let sign = long.contains(pair) ? pair : String(first)
      position += sign.count
      token = .sign(sign)
    }
  }

  private mutating func number() -> Token {
    var text = ""
    while let next = character() {
      if next == "\\", character(1) == "\n" {
        position += 2
        line += 1
      } else if next.isASCII, next.isNumber || ("A"..."F").contains(next) || next == "." && !text.contains(".") {
        text.append(next)
        position += 1
      } else {
        break
      }
    }
    return .number(text)
  }

  private mutating func taken(while holds: (Character) -> Bool) -> String {
    var text = ""
    while let next = character(), holds(next) {
      text.append(next)
      position += 1
    }
    return text
  }

  private mutating func skipBlanks() {
    while let next = character() {
      if next == " " || next == "\t" || next == "\r" {
        position += 1
      } else if next == "\\", character(1) == "\n" {
        position += 2
        line += 1
      } else if next == "#" {
        _ = taken { $0 != "\n" }
      } else if next == "/", character(1) == "*" {
        position += 2
        while let inside = character(), !(inside == "*" && character(1) == "/") {
          if inside == "\n" { line += 1 }
          position += 1
        }
        position += 2
      } else {
        return
      }
    }
  }

  private mutating func take(_ sign: String) -> Bool {
    guard token == .sign(sign) else { return false }
    advance()
    return true
  }

  private mutating func need(_ sign: String) throws {
    guard take(sign) else { throw mistake }
  }

  private mutating func skipNewlines() {
    while token == .newline || token == .sign(";") {
      if token == .newline { line += 1 }
      advance()
    }
  }

  // MARK: Statements

  /// The statements of the next line that has some; nil at the end. After a mistake the rest of its line is skipped.
  mutating func next() throws -> [BcStatement]? {
    skipNewlines()
    if token == .end { return nil }
    do {
      var statements = [try statement()]
      while take(";") {
        if token == .newline || token == .end { break }
        statements.append(try statement())
      }
      guard token == .newline || token == .end else { throw mistake }
      return statements
    } catch {
      while token != .newline, token != .end { advance() }
      depth = 0
      throw error
    }
  }

  private mutating func statement() throws -> BcStatement {
    depth += 1
    defer { depth -= 1 }
    if depth > 100 { throw mistake }
    if case .text(let text) = token {
      advance()
      return .text(text)
    }
    if token == .sign("{") { return .block(try block()) }
    guard case .name(let word) = token else { return .expression(try expression()) }
    switch word {
    case "if":
      advance()
      let condition = try parenthesised()
      let then = try body()
      guard token == .name("else") else { return .condition(condition, then, nil) }
      advance()
      return .condition(condition, then, try body())
    case "while":
      advance()
      let condition = try parenthesised()
      return .loop(start: nil, condition, step: nil, try body())
    case "for": return try loop()
    case "define": return .define(try function())
    case "print": return try printing()
    case "return":
      advance()
      if [.newline, .end, .sign(";"), .sign("}")].contains(token) { return .give(nil) }
      return .give(try expression())
    case "break", "continue", "quit", "halt":
      advance()
      return word == "break" ? .leave : word == "continue" ? .goOn : .quit
    default: return .expression(try expression())
    }
  }

  private mutating func body() throws -> BcStatement {
    while token == .newline {
      line += 1
      advance()
    }
    return try statement()
  }

  private mutating func block() throws -> [BcStatement] {
    try need("{")
    var statements: [BcStatement] = []
    while true {
      skipNewlines()
      if take("}") { return statements }
      statements.append(try statement())
      guard [.newline, .sign(";"), .sign("}")].contains(token) else { throw mistake }
    }
  }

  private mutating func printing() throws -> BcStatement {
    advance()
    var parts: [BcStatement] = []
    repeat {
      if case .text(let text) = token {
        advance()
        parts.append(.text(text))
      } else {
        parts.append(.expression(try expression()))
      }
    } while take(",")
    return .print(parts)
  }

  private mutating func loop() throws -> BcStatement {
    advance()
    try need("(")
    let start = token == .sign(";") ? nil : try expression()
    try need(";")
    let condition = token == .sign(";") ? nil : try expression()
    try need(";")
    let step = token == .sign(")") ? nil : try expression()
    try need(")")
    return .loop(start: start, condition, step: step, try body())
  }

  private mutating func function() throws -> BcFunction {
    advance()
    guard case .name(let name) = token else { throw mistake }
    advance()
    try need("(")
    var function = BcFunction(name: name, parameters: try names(until: ")"))
    while token == .newline { skipNewlines() }
    try need("{")
    skipNewlines()
    if token == .name("auto") {
      advance()
      function.locals = try names(until: nil)
    }
    while !take("}") {
      function.body.append(try statement())
      guard [.newline, .sign(";"), .sign("}")].contains(token) else { throw mistake }
      skipNewlines()
    }
    return function
  }

  /// Names with commas between them; an array's one ends in `[]`.
  private mutating func names(until end: String?) throws -> [String] {
    var names: [String] = []
    while case .name(let name) = token {
      advance()
      names.append(name)
      if take("[") {
        try need("]")
        names[names.count - 1] += "[]"
      }
      if !take(",") { break }
    }
    if let end { try need(end) }
    return names
  }

  private mutating func parenthesised() throws -> BcExpression {
    try need("(")
    let inner = try expression()
    try need(")")
    return inner
  }

  // MARK: Expressions, the weakest operators first

  private mutating func expression() throws -> BcExpression {
    depth += 1
    defer { depth -= 1 }
    if depth > 100 { throw mistake }
    return try binary(0)
  }

  private static let levels: [[String]] = [
    ["||"], ["&&"], ["!"], ["<", "<=", ">", ">=", "==", "!="], ["="], ["+", "-"], ["*", "/", "%"],
  ]

  private mutating func binary(_ level: Int) throws -> BcExpression {
    switch level {
    case 2:
      if take("!") { return .not(try nested { try $0.binary(2) }) }
      return try binary(3)
    case 4: return try assignment()
    case 7: return try negative()
    default: break
    }
    var left = try binary(level + 1)
    while case .sign(let sign) = token, Self.levels[level].contains(sign) {
      advance()
      left = .binary(sign, left, try binary(level + 1))
    }
    return left
  }

  private mutating func nested<Result>(_ read: (inout BcParser) throws -> Result) throws -> Result {
    depth += 1
    defer { depth -= 1 }
    if depth > 100 { throw mistake }
    return try read(&self)
  }

  private mutating func assignment() throws -> BcExpression {
    let left = try binary(5)
    guard case .place(let place) = left, case .sign(let sign) = token, sign.hasSuffix("="),
      !["==", "<=", ">=", "!="].contains(sign)
    else { return left }
    advance()
    return .assign(place, String(sign.dropLast()), try nested { try $0.assignment() })
  }

  private mutating func negative() throws -> BcExpression {
    if take("-") { return .negative(try nested { try $0.negative() }) }
    return try power()
  }

  private mutating func power() throws -> BcExpression {
    let base = try primary()
    guard take("^") else { return base }
    return .binary("^", base, try nested { try $0.negative() })
  }

  private mutating func primary() throws -> BcExpression {
    switch token {
    case .number(let text):
      advance()
      return .number(text)
    case .sign("("): return .parenthesised(try nested { try $0.parenthesised() })
    case .sign(let sign) where sign == "++" || sign == "--":
      advance()
      guard case .place(let place) = try nested({ try $0.primary() }) else { throw mistake }
      return .step(place, by: sign == "++" ? 1 : -1, isBefore: true)
    case .name(let name):
      advance()
      if take("(") { return .call(name, try arguments()) }
      var place = BcPlace.variable(name)
      if take("[") {
        place = .element(name, try expression())
        try need("]")
      }
      if take("++") { return .step(place, by: 1, isBefore: false) }
      if take("--") { return .step(place, by: -1, isBefore: false) }
      return .place(place)
    default: throw mistake
    }
  }

  private mutating func arguments() throws -> [BcArgument] {
    var arguments: [BcArgument] = []
    if take(")") { return arguments }
    repeat {
      arguments.append(.value(try expression()))
    } while take(",")
    try need(")")
    return arguments
  }
}
