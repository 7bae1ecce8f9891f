/// Reads awk programs, with mawk's messages.
struct AwkParser {
  var lexer: AwkLexer
  var token = AwkToken.end
  var tokenLine = 1
  var program = AwkProgram()
  var functions: [String: AwkFunction] = [:]
  var references: [(AwkFunctionReference, count: Int)] = []
  var locals: [String: Int]?
  var loops = 0
  var depth = 0
  var openBraces = 0
  var openParens = 0
  enum Section {
    case begin
    case main
    case function
  }
  var section = Section.main

  static let specials = [
    "NF", "NR", "FNR", "FS", "OFS", "RS", "ORS", "FILENAME", "SUBSEP", "RSTART", "RLENGTH", "CONVFMT", "OFMT", "ENVIRON",
    "ARGC", "ARGV",
  ]

  init(_ source: [UInt8]) {
    lexer = AwkLexer(source)
    for name in Self.specials { program.globals[name] = program.globals.count }
  }

  static func parse(_ source: [UInt8]) throws(ToolFailure) -> AwkProgram {
    var parser = AwkParser(source)
    try parser.advance(regexAllowed: true)
    try parser.readProgram()
    return parser.program
  }

  // MARK: Tokens

  mutating func advance(regexAllowed: Bool = false) throws(ToolFailure) {
    token = try lexer.next(regexAllowed: regexAllowed)
    tokenLine = token == .newline ? lexer.line - 1 : lexer.line
  }

  func fail(_ message: String) -> ToolFailure { ToolFailure("line \(tokenLine): \(message)", status: 2) }

  /// A syntax error at the token.
  func unexpected() -> ToolFailure {
    if token == .end && openBraces > 0 && openParens == 0 {
      return ToolFailure("line \(tokenLine + 1): missing } near end of file", status: 2)
    }
    var text = "syntax error at or near \(token.shown)"
    if openParens > 0 && (token == .end || token == .newline || token == .sign("}") || token == .sign(";")) {
      text = "missing ) near \(token.shown)"
    }
    let more = token == .end && openBraces > 0 ? "\nawk: line \(tokenLine + 1): missing } near end of file" : ""
    return ToolFailure("line \(tokenLine): \(text)\(more)", status: 2)
  }

  mutating func accept(_ sign: String, regexAllowed: Bool = true) throws(ToolFailure) -> Bool {
    guard token == .sign(sign) else { return false }
    if sign == "(" { openParens += 1 }
    if sign == ")" { openParens -= 1 }
    try advance(regexAllowed: regexAllowed)
    return true
  }

  mutating func expect(_ sign: String, regexAllowed: Bool = true) throws(ToolFailure) {
    guard try accept(sign, regexAllowed: regexAllowed) else { throw unexpected() }
  }

  mutating func skipNewlines() throws(ToolFailure) {
    while token == .newline { try advance(regexAllowed: true) }
  }

  mutating func skipTerminators() throws(ToolFailure) {
    while token == .newline || token == .sign(";") { try advance(regexAllowed: true) }
  }

  // MARK: Rules

  mutating func readProgram() throws(ToolFailure) {
    try skipTerminators()
    while token != .end {
      if token == .sign("}") {
        throw ToolFailure(
          "line \(tokenLine): extra '}'\nawk: line \(tokenLine): syntax error at or near end of line", status: 2)
      }
      if token == .keyword("function") { try readFunction() } else { try readRule() }
      try skipTerminators()
    }
    for (reference, count) in references {
      guard let function = functions[reference.name] else {
        throw ToolFailure("line \(lexer.line + 1): function \(reference.name) never defined", status: 2)
      }
      if count > function.parameters.count {
        throw ToolFailure("line \(reference.line): too many arguments in call to \(reference.name)", status: 2)
      }
      reference.function = function
    }
  }

  mutating func readRule() throws(ToolFailure) {
    var pattern = AwkRule.Pattern.always
    section = .main
    if token == .keyword("BEGIN") || token == .keyword("END") {
      pattern = token == .keyword("BEGIN") ? .begin : .end
      section = .begin
      try advance()
      guard token == .sign("{") else { throw unexpected() }
    } else if token != .sign("{") {
      let first = try expression()
      pattern = .when(first)
      if try accept(",") {
        try skipNewlines()
        pattern = .range(first, try expression())
      }
    }
    var action: [AwkStatement]?
    if token == .sign("{") { action = try block() }
    program.rules.append(AwkRule(pattern: pattern, action: action))
  }

  mutating func readFunction() throws(ToolFailure) {
    try advance()
    let name: String
    switch token {
    case .callName(let found), .name(let found): name = found
    default: throw unexpected()
    }
    try advance()
    try expect("(")
    let function = functions[name] ?? AwkFunction()
    functions[name] = function
    var names: [String: Int] = [:]
    while case .name(let parameter) = token {
      names[parameter] = function.parameters.count
      function.parameters.append(parameter)
      try advance()
      if !(try accept(",")) { break }
      try skipNewlines()
    }
    try expect(")")
    try skipNewlines()
    locals = names
    section = .function
    function.body = try block()
    locals = nil
  }

  mutating func block() throws(ToolFailure) -> [AwkStatement] {
    openBraces += 1
    try expect("{")
    var statements: [AwkStatement] = []
    try skipTerminators()
    while token != .sign("}") {
      if token == .end { throw unexpected() }
      statements.append(try statement())
      try skipTerminators()
    }
    openBraces -= 1
    try advance(regexAllowed: true)
    return statements
  }

  // MARK: Variables

  mutating func variable(_ name: String) -> AwkVariable {
    if let index = locals?[name] { return .local(index) }
    if let index = program.globals[name] { return .global(index) }
    program.globals[name] = program.globals.count
    return .global(program.globals.count - 1)
  }

  mutating func arrayVariable(_ name: String) -> AwkVariable {
    let found = variable(name)
    if case .global(let index) = found { program.arrays.insert(index) }
    return found
  }
}
