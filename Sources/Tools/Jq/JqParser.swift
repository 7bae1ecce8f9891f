import Documents

/// Reads jq programs, with jq's messages.
struct JqParser {
  private var lexer: JqLexer
  private var token = JqToken.end
  private let offset: Int

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

  private func unexpected(expecting: String? = nil) -> JqSyntaxError {
    let more = expecting.map { ", expecting \($0)" } ?? ""
    return JqSyntaxError(
      messages: [("syntax error, unexpected \(token.shown)\(more) (Unix shell quoting issues?)", lexer.start + offset)])
  }

  private mutating func advance() throws(JqSyntaxError) { token = try lexer.next() }

  private mutating func accept(_ sign: String) throws(JqSyntaxError) -> Bool {
    guard token == .sign(sign) else { return false }
    try advance()
    return true
  }

  private mutating func acceptWord(_ word: String) throws(JqSyntaxError) -> Bool {
    guard token == .keyword(word) else { return false }
    try advance()
    return true
  }

  private mutating func expect(_ sign: String) throws(JqSyntaxError) {
    guard try accept(sign) else { throw unexpected() }
  }

  private mutating func expectWord(_ word: String, of statement: String, from start: Int) throws(JqSyntaxError) {
    guard try acceptWord(word) else {
      var problem = unexpected()
      problem.messages.append(("Possibly unterminated '\(statement)' statement", start + offset))
      throw problem
    }
  }

  // MARK: Levels, weakest first

  mutating func pipe() throws(JqSyntaxError) -> JqNode {
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

  private mutating func comma() throws(JqSyntaxError) -> JqNode {
    var left = try alternative()
    while try accept(",") { left = .comma(left, try alternative()) }
    return left
  }

  private mutating func alternative() throws(JqSyntaxError) -> JqNode {
    let left = try assignment()
    return try accept("//") ? .alternative(left, try alternative()) : left
  }

  private mutating func assignment() throws(JqSyntaxError) -> JqNode {
    let left = try disjunction()
    if case .sign(let sign) = token, ["=", "|=", "+=", "-=", "*=", "/=", "%=", "//="].contains(sign) {
      try advance()
      return .assign(sign, left, try alternative())
    }
    return left
  }

  private mutating func disjunction() throws(JqSyntaxError) -> JqNode {
    var left = try conjunction()
    while try acceptWord("or") { left = .or(left, try conjunction()) }
    return left
  }

  private mutating func conjunction() throws(JqSyntaxError) -> JqNode {
    var left = try comparison()
    while try acceptWord("and") { left = .and(left, try comparison()) }
    return left
  }

  private mutating func comparison() throws(JqSyntaxError) -> JqNode {
    let left = try sum()
    if case .sign(let sign) = token, ["==", "!=", "<", "<=", ">", ">="].contains(sign) {
      try advance()
      return .compare(sign, left, try sum())
    }
    return left
  }

  private mutating func sum() throws(JqSyntaxError) -> JqNode {
    var left = try product()
    while case .sign(let sign) = token, sign == "+" || sign == "-" {
      try advance()
      left = .arithmetic(sign, left, try product())
    }
    return left
  }

  private mutating func product() throws(JqSyntaxError) -> JqNode {
    var left = try unary()
    while case .sign(let sign) = token, ["*", "/", "%"].contains(sign) {
      try advance()
      left = .arithmetic(sign, left, try unary())
    }
    return left
  }

  private mutating func unary() throws(JqSyntaxError) -> JqNode {
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

  private mutating func postfixOrTry() throws(JqSyntaxError) -> JqNode {
    switch token {
    case .keyword("try"), .keyword("reduce"), .keyword("foreach"), .keyword("if"): return try unary()
    default: return try postfix()
    }
  }

  private mutating func condition(_ start: Int) throws(JqSyntaxError) -> JqNode {
    let test = try pipe()
    try expectWord("then", of: "if", from: start)
    let yes = try pipe()
    if try acceptWord("elif") { return .condition(test, yes, try condition(start)) }
    try expectWord("else", of: "if", from: start)
    let no = try pipe()
    try expectWord("end", of: "if", from: start)
    return .condition(test, yes, no)
  }

  private mutating func definition() throws(JqSyntaxError) -> JqFunction {
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

  // MARK: Terms

  private mutating func postfix(binds: Bool = true) throws(JqSyntaxError) -> JqNode {
    try suffixes(of: try term(), binds: binds)
  }

  private mutating func suffixes(of start: JqNode, binds: Bool = true) throws(JqSyntaxError) -> JqNode {
    var node = start
    while true {
      switch token {
      case .field(let name):
        try advance()
        node = .index(node, .literal(.string(name)))
      case .sign("."):
        try advance()
        if case .text(let parts) = token {
          try advance()
          node = .index(node, try text(parts, format: nil))
        } else if token == .sign("[") {
          continue
        } else {
          throw unexpected(expecting: "FORMAT or QQSTRING_START")
        }
      case .sign("["): node = try bracket(node)
      case .sign("?"):
        try advance()
        node = .attempt(node, nil)
      case .keyword("as") where binds:
        // A term binds more tightly than a pipe: `1 + . as $x | …`.
        try advance()
        let patterns = try self.patterns()
        try expect("|")
        return .bind(node, patterns, try pipe())
      default: return node
      }
    }
  }

  private mutating func bracket(_ node: JqNode) throws(JqSyntaxError) -> JqNode {
    try advance()
    if try accept("]") { return .iterate(node) }
    if try accept(":") {
      let end = try pipe()
      try expect("]")
      return .slice(node, nil, end)
    }
    let first = try pipe()
    if try accept(":") {
      if try accept("]") { return .slice(node, first, nil) }
      let end = try pipe()
      try expect("]")
      return .slice(node, first, end)
    }
    try expect("]")
    return .index(node, first)
  }

  private mutating func term() throws(JqSyntaxError) -> JqNode {
    let current = token
    switch current {
    case .number(let value):
      try advance()
      return .literal(.double(value))
    case .text(let parts):
      try advance()
      return try text(parts, format: nil)
    case .format(let name):
      try advance()
      if case .text(let parts) = token {
        try advance()
        return try text(parts, format: name)
      }
      return .format(name)
    case .field(let name):
      try advance()
      return .index(.identity, .literal(.string(name)))
    case .variable(let name):
      try advance()
      return .variable(name)
    case .sign("."):
      try advance()
      if case .text(let parts) = token {
        try advance()
        return .index(.identity, try text(parts, format: nil))
      }
      return .identity
    case .sign(".."):
      try advance()
      return .recurse
    case .sign("("):
      try advance()
      let inner = try pipe()
      try expect(")")
      return inner
    case .sign("["):
      try advance()
      if try accept("]") { return .array(nil) }
      let inner = try pipe()
      try expect("]")
      return .array(inner)
    case .sign("{"):
      try advance()
      return try object()
    case .sign("$"):
      try advance()
      guard try acceptWord("__loc__") else { throw unexpected() }
      return .literal(["file": "<top-level>", "line": 1])
    case .name(let name): return try named(name)
    default: throw unexpected(expecting: isFirst && !isOperand ? "$end" : nil)
    }
  }

  private var isFirst: Bool { lexer.start == 0 }
  private var isOperand: Bool { token == .end }

  private mutating func named(_ name: String) throws(JqSyntaxError) -> JqNode {
    let start = lexer.start
    try advance()
    if name == "break", case .variable(let label) = token {
      try advance()
      return .leave(label)
    }
    var arguments: [JqNode] = []
    if try accept("(") {
      repeat { arguments.append(try pipe()) } while try accept(";")
      try expect(")")
    }
    switch (name, arguments.count) {
    case ("null", 0): return .literal(.null)
    case ("true", 0): return .literal(true)
    case ("false", 0): return .literal(false)
    default:
      calls.append((name, arguments.count, start + offset))
      return .call(name, arguments)
    }
  }

  /// Calls in the order in which they stand, for messages about what is not defined.
  private(set) var calls: [(name: String, count: Int, at: Int)] = []

  private mutating func text(_ parts: [JqTextPart], format: String?) throws(JqSyntaxError) -> JqNode {
    var nodes: [JqNode] = []
    for part in parts {
      switch part {
      case .literal(let text): nodes.append(.literal(.string(text)))
      case .expression(let source, let place):
        var inner = try JqParser(source, offset: place + offset)
        nodes.append(try inner.pipe())
        if inner.token != .end { throw inner.unexpected() }
        calls += inner.calls
      }
    }
    if nodes.count == 1, case .literal = nodes[0] { return nodes[0] }
    return .text(format: format, nodes)
  }

  private mutating func object() throws(JqSyntaxError) -> JqNode {
    var entries: [(key: JqNode, value: JqNode)] = []
    if try accept("}") { return .object([]) }
    repeat {
      var key: JqNode
      var shorthand: JqNode?
      switch token {
      case .name(let name), .keyword(let name):
        key = .literal(.string(name))
        shorthand = .index(.identity, key)
        try advance()
      case .variable(let name):
        key = .literal(.string(name))
        shorthand = .variable(name)
        try advance()
      case .number(let value):
        key = .literal(.string(NumberFormat.general(value, precision: 17)))
        try advance()
      case .text(let parts):
        try advance()
        key = try text(parts, format: nil)
        shorthand = .index(.identity, key)
      case .format(let name):
        try advance()
        guard case .text(let parts) = token else { throw unexpected() }
        try advance()
        key = try text(parts, format: name)
        shorthand = .index(.identity, key)
      case .sign("("):
        try advance()
        key = try pipe()
        try expect(")")
      default: throw unexpected()
      }
      if try accept(":") {
        var value = try objectValue()
        while try accept("|") { value = .pipe(value, try objectValue()) }
        entries.append((key, value))
      } else if let shorthand {
        entries.append((key, shorthand))
      } else {
        throw unexpected()
      }
    } while try accept(",")
    try expect("}")
    return .object(entries)
  }

  private mutating func objectValue() throws(JqSyntaxError) -> JqNode {
    if try accept("-") { return .negate(try postfix()) }
    return try unary()
  }

  // MARK: Patterns

  private mutating func patterns() throws(JqSyntaxError) -> [JqPattern] {
    var found = [try pattern()]
    while try accept("?//") { found.append(try pattern()) }
    return found
  }

  private mutating func pattern() throws(JqSyntaxError) -> JqPattern {
    switch token {
    case .variable(let name):
      try advance()
      return .variable(name)
    case .sign("["):
      try advance()
      var parts: [JqPattern] = []
      repeat { parts.append(try pattern()) } while try accept(",")
      try expect("]")
      return .array(parts)
    case .sign("{"):
      try advance()
      var parts: [(key: JqNode, variable: String?, value: JqPattern?)] = []
      repeat {
        var key: JqNode
        var name: String?
        switch token {
        case .variable(let found):
          key = .literal(.string(found))
          name = found
          try advance()
        case .name(let found), .keyword(let found):
          key = .literal(.string(found))
          try advance()
        case .text(let texts):
          try advance()
          key = try text(texts, format: nil)
        case .sign("("):
          try advance()
          key = try pipe()
          try expect(")")
        default: throw unexpected()
        }
        parts.append((key, name, try accept(":") ? try pattern() : nil))
      } while try accept(",")
      try expect("}")
      return .object(parts)
    default: throw unexpected()
    }
  }
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
