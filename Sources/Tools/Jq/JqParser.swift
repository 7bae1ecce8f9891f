import Documents

/// Reads jq programs, with jq's messages.
struct JqParser {
  var lexer: JqLexer
  var token = JqToken.end
  let offset: Int
  private var depth = 0

  init(_ source: String, offset: Int = 0) throws(JqSyntaxError) {
    lexer = JqLexer(source)
    self.offset = offset
    token = try lexer.next()
  }


  /// Definitions alone, as a library has them.
  static func definitions(_ source: String) throws(JqSyntaxError) -> [JqFunction] {
    var parser = try JqParser(source)
    var found: [JqFunction] = []
    while parser.token == .keyword("def") { found.append(try parser.definition()) }
    return found
  }

  func unexpected(expecting: String? = nil) -> JqSyntaxError {
    let more = expecting.map { ", expecting \($0)" } ?? ""
    return JqSyntaxError(
      messages: [("syntax error, unexpected \(token.shown)\(more) (Unix shell quoting issues?)", lexer.start + offset)])
  }

  mutating func advance() throws(JqSyntaxError) { token = try lexer.next() }

  mutating func accept(_ sign: String) throws(JqSyntaxError) -> Bool {
    guard token == .sign(sign) else { return false }
    try advance()
    return true
  }

  mutating func acceptWord(_ word: String) throws(JqSyntaxError) -> Bool {
    guard token == .keyword(word) else { return false }
    try advance()
    return true
  }

  mutating func expect(_ sign: String) throws(JqSyntaxError) {
    guard try accept(sign) else { throw unexpected() }
  }

  mutating func expectWord(_ word: String, of statement: String, from start: Int) throws(JqSyntaxError) {
    guard try acceptWord(word) else {
      var problem = unexpected()
      problem.messages.append(("Possibly unterminated '\(statement)' statement", start + offset))
      throw problem
    }
  }

  // MARK: Levels, weakest first

  mutating func pipe() throws(JqSyntaxError) -> JqNode {
    depth += 1
    defer { depth -= 1 }
    if depth > 200 {
      throw JqSyntaxError(messages: [("not simulated: a program nested so deeply", lexer.start + offset)])
    }
    if token == .keyword("def") {
      let function = try definition()
      return .define(function, try pipe())
    }
    let left = try comma()
    if try acceptWord("as") {
      let patterns = try self.patterns()
      try expect("|")
      return .bind(left, patterns, try pipe())
    }
    return try accept("|") ? .pipe(left, try pipe()) : left
  }

  mutating func comma() throws(JqSyntaxError) -> JqNode {
    var left = try alternative()
    while try accept(",") { left = .comma(left, try alternative()) }
    return left
  }

  mutating func alternative() throws(JqSyntaxError) -> JqNode {
    let left = try assignment()
    return try accept("//") ? .alternative(left, try alternative()) : left
  }

  mutating func assignment() throws(JqSyntaxError) -> JqNode {
    let left = try disjunction()
    if case .sign(let sign) = token, ["=", "|=", "+=", "-=", "*=", "/=", "%=", "//="].contains(sign) {
      try advance()
      return .assign(sign, left, try alternative())
    }
    return left
  }

  mutating func disjunction() throws(JqSyntaxError) -> JqNode {
    var left = try conjunction()
    while try acceptWord("or") { left = .or(left, try conjunction()) }
    return left
  }

  mutating func conjunction() throws(JqSyntaxError) -> JqNode {
    var left = try comparison()
    while try acceptWord("and") { left = .and(left, try comparison()) }
    return left
  }

  mutating func comparison() throws(JqSyntaxError) -> JqNode {
    let left = try sum()
    if case .sign(let sign) = token, ["==", "!=", "<", "<=", ">", ">="].contains(sign) {
      try advance()
      return .compare(sign, left, try sum())
    }
    return left
  }

  mutating func sum() throws(JqSyntaxError) -> JqNode {
    var left = try product()
    while case .sign(let sign) = token, sign == "+" || sign == "-" {
      try advance()
      left = .arithmetic(sign, left, try product())
    }
    return left
  }

  mutating func product() throws(JqSyntaxError) -> JqNode {
    var left = try unary()
    while case .sign(let sign) = token, ["*", "/", "%"].contains(sign) {
      try advance()
      left = .arithmetic(sign, left, try unary())
    }
    return left
  }

  mutating func unary() throws(JqSyntaxError) -> JqNode {
    if try accept("-") { return .negate(try unary()) }
    let start = lexer.start
    switch token {
    case .keyword("reduce"):
      try advance()
      let source = try postfix(binds: false)
      guard try acceptWord("as") else { throw unexpected() }
      let pattern = try self.pattern()
      try expect("(")
      let first = try pipe()
      try expect(";")
      let step = try pipe()
      try expect(")")
      return try suffixes(of: .reduce(source, pattern, first, step))
    case .keyword("foreach"):
      try advance()
      let source = try postfix(binds: false)
      guard try acceptWord("as") else { throw unexpected() }
      let pattern = try self.pattern()
      try expect("(")
      let first = try pipe()
      try expect(";")
      let step = try pipe()
      let extract = try accept(";") ? try pipe() : nil
      try expect(")")
      return try suffixes(of: .forEach(source, pattern, first, step, extract))
    case .keyword("if"):
      try advance()
      return try suffixes(of: try condition(start))
    case .keyword("try"):
      try advance()
      let body = try postfixOrTry()
      return .attempt(body, try acceptWord("catch") ? try postfixOrTry() : nil)
    case .keyword("label"):
      try advance()
      guard case .variable(let name) = token else { throw unexpected() }
      try advance()
      try expect("|")
      return .label(name, try pipe())
    default: return try postfix()
    }
  }

  mutating func postfixOrTry() throws(JqSyntaxError) -> JqNode {
    switch token {
    case .keyword("try"), .keyword("reduce"), .keyword("foreach"), .keyword("if"): return try unary()
    default: return try postfix()
    }
  }

  mutating func condition(_ start: Int) throws(JqSyntaxError) -> JqNode {
    let test = try pipe()
    try expectWord("then", of: "if", from: start)
    let yes = try pipe()
    if try acceptWord("elif") { return .condition(test, yes, try condition(start)) }
    try expectWord("else", of: "if", from: start)
    let no = try pipe()
    try expectWord("end", of: "if", from: start)
    return .condition(test, yes, no)
  }

  mutating func definition() throws(JqSyntaxError) -> JqFunction {
    try advance()
    let name: String
    switch token {
    case .name(let found), .keyword(let found): name = found
    default: throw unexpected()
    }
    try advance()
    var parameters: [String] = []
    if try accept("(") {
      repeat {
        switch token {
        case .name(let parameter): parameters.append(parameter)
        case .variable(let parameter): parameters.append("$\(parameter)")
        default: throw unexpected()
        }
        try advance()
      } while try accept(";")
      try expect(")")
    }
    try expect(":")
    let body = try pipe()
    try expect(";")
    return JqFunction(name: name, parameters: parameters, body: body)
  }

  /// Calls in the order in which they stand, for messages about what is not defined.
  var calls: [(name: String, count: Int, at: Int)] = []
}

extension JqParser {
  /// A program and the calls in it.
  static func program(_ source: String) throws(JqSyntaxError) -> (node: JqNode, calls: [(name: String, count: Int, at: Int)]) {
    var parser = try JqParser(source)
    if parser.token == .end { return (.identity, []) }
    let node = try parser.pipe()
    if parser.token != .end { throw parser.unexpected(expecting: "$end") }
    return (node, parser.calls)
  }
}
