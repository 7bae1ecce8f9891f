/// Reads awk programs, with mawk's messages.
struct AwkParser {
  private var lexer: AwkLexer
  private var token = AwkToken.end
  private var tokenLine = 1
  private(set) var program = AwkProgram()
  private var functions: [String: AwkFunction] = [:]
  private var references: [(AwkFunctionReference, count: Int)] = []
  private var locals: [String: Int]?
  private var loops = 0
  private var openBraces = 0
  private var openParens = 0
  private enum Section {
    case begin
    case main
    case function
  }
  private var section = Section.main

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

  private mutating func advance(regexAllowed: Bool = false) throws(ToolFailure) {
    token = try lexer.next(regexAllowed: regexAllowed)
    tokenLine = token == .newline ? lexer.line - 1 : lexer.line
  }

  private func fail(_ message: String) -> ToolFailure { ToolFailure("line \(tokenLine): \(message)", status: 2) }

  /// A syntax error at the token.
  private func unexpected() -> ToolFailure {
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

  private mutating func accept(_ sign: String, regexAllowed: Bool = true) throws(ToolFailure) -> Bool {
    guard token == .sign(sign) else { return false }
    if sign == "(" { openParens += 1 }
    if sign == ")" { openParens -= 1 }
    try advance(regexAllowed: regexAllowed)
    return true
  }

  private mutating func expect(_ sign: String, regexAllowed: Bool = true) throws(ToolFailure) {
    guard try accept(sign, regexAllowed: regexAllowed) else { throw unexpected() }
  }

  private mutating func skipNewlines() throws(ToolFailure) {
    while token == .newline { try advance(regexAllowed: true) }
  }

  private mutating func skipTerminators() throws(ToolFailure) {
    while token == .newline || token == .sign(";") { try advance(regexAllowed: true) }
  }

  // MARK: Rules

  private mutating func readProgram() throws(ToolFailure) {
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

  private mutating func readRule() throws(ToolFailure) {
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

  private mutating func readFunction() throws(ToolFailure) {
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

  private mutating func block() throws(ToolFailure) -> [AwkStatement] {
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

  // MARK: Statements

  private mutating func endStatement() throws(ToolFailure) {
    switch token {
    case .newline, .sign(";"): try advance(regexAllowed: true)
    case .sign("}"): return
    case .end: if openBraces > 0 { throw unexpected() }
    default: throw unexpected()
    }
  }

  private mutating func body() throws(ToolFailure) -> [AwkStatement] {
    try skipNewlines()
    if try accept(";") { return [] }
    return [try statement()]
  }

  private mutating func statement() throws(ToolFailure) -> AwkStatement {
    if token == .sign("{") { return .block(try block()) }
    guard case .keyword(let word) = token else {
      let simple = try simpleStatement()
      try endStatement()
      return simple
    }
    switch word {
    case "if": return try readIf()
    case "while":
      try advance()
      let condition = try parenthesized()
      if try accept(";") { return .loop(condition, []) }
      loops += 1
      let statements = try body()
      loops -= 1
      return .loop(condition, statements)
    case "do":
      try advance(regexAllowed: true)
      loops += 1
      let statements = try body()
      loops -= 1
      try skipTerminators()
      guard token == .keyword("while") else { throw unexpected() }
      try advance()
      let condition = try parenthesized()
      try endStatement()
      return .loopAfter(statements, condition)
    case "for": return try readFor()
    default:
      let simple = try simpleStatement()
      try endStatement()
      return simple
    }
  }

  private mutating func parenthesized() throws(ToolFailure) -> AwkExpression {
    try expect("(")
    let value = try expression()
    try expect(")")
    return value
  }

  private mutating func readIf() throws(ToolFailure) -> AwkStatement {
    try advance()
    let condition = try parenthesized()
    let yes = try body()
    let saved = self
    try skipTerminators()
    guard token == .keyword("else") else {
      self = saved
      return .choose(condition, yes, [])
    }
    try advance(regexAllowed: true)
    return .choose(condition, yes, try body())
  }

  private mutating func readFor() throws(ToolFailure) -> AwkStatement {
    try advance()
    try expect("(")
    if case .name(let name) = token {
      let saved = self
      try advance()
      if token == .keyword("in") {
        try advance()
        if case .name(let array) = token {
          try advance()
          if try accept(")") {
            loops += 1
            let statements = try body()
            loops -= 1
            return .each(variable(name), arrayVariable(array), statements)
          }
        }
      }
      self = saved
    }
    let start = token == .sign(";") ? nil : try simpleStatement()
    try expect(";")
    try skipNewlines()
    let condition = token == .sign(";") ? nil : try expression()
    try expect(";")
    try skipNewlines()
    let step = token == .sign(")") ? nil : try simpleStatement()
    try expect(")")
    loops += 1
    let statements = try body()
    loops -= 1
    return .count(start, condition, step, statements)
  }

  private var atEnd: Bool {
    token == .newline || token == .end || token == .sign(";") || token == .sign("}")
  }

  private mutating func simpleStatement() throws(ToolFailure) -> AwkStatement {
    guard case .keyword(let word) = token else { return .expression(try expression()) }
    switch word {
    case "print", "printf": return try readPrint(word)
    case "next", "nextfile":
      if section == .begin { throw fail("improper use of \(word)") }
      try advance()
      return word == "next" ? .next : .nextFile
    case "exit", "return":
      if word == "return" && section != .function { throw fail("return outside function body") }
      try advance(regexAllowed: true)
      let value = atEnd ? nil : try expression()
      return word == "exit" ? .exit(value) : .leave(value)
    case "break", "continue":
      if loops == 0 { throw fail("\(word) statement outside of loop") }
      try advance()
      return word == "break" ? .stop : .again
    case "delete":
      try advance()
      guard case .name(let name) = token else { throw unexpected() }
      try advance()
      let array = arrayVariable(name)
      if try accept("[") {
        let index = try list(until: "]")
        try expect("]", regexAllowed: false)
        return .delete(array, index)
      }
      return .delete(array, nil)
    default: return .expression(try expression())
    }
  }

  private mutating func readPrint(_ word: String) throws(ToolFailure) -> AwkStatement {
    try advance(regexAllowed: true)
    var values: [AwkExpression] = []
    if token == .sign("(") {
      // Either the list in parentheses, or an expression that begins with one.
      let saved = self
      _ = try accept("(")
      let inner = try? list(until: ")")
      if let inner, token == .sign(")") {
        _ = try accept(")", regexAllowed: false)
        if atEnd || token == .sign(">") || token == .sign(">>") || token == .sign("|") {
          values = inner
        } else {
          self = saved
          values = try printList()
        }
      } else {
        self = saved
        values = try printList()
      }
    } else if !atEnd && token != .sign(">") && token != .sign(">>") && token != .sign("|") {
      values = try printList()
    }
    var redirection: AwkRedirection?
    if try accept(">") {
      redirection = .file(try joined(noGreater: true))
    } else if try accept(">>") {
      redirection = .append(try joined(noGreater: true))
    } else if try accept("|") {
      redirection = .pipe(try joined(noGreater: true))
    }
    if word == "printf" {
      if values.isEmpty { throw fail("no arguments in call to printf") }
      return .printf(values, redirection)
    }
    return .print(values, redirection)
  }

  private mutating func printList() throws(ToolFailure) -> [AwkExpression] {
    var values = [try expression(noGreater: true)]
    while try accept(",") {
      try skipNewlines()
      values.append(try expression(noGreater: true))
    }
    return values
  }

  private mutating func list(until close: String) throws(ToolFailure) -> [AwkExpression] {
    var values: [AwkExpression] = []
    try skipNewlines()
    if token == .sign(close) { return values }
    repeat {
      try skipNewlines()
      values.append(try expression())
      try skipNewlines()
    } while try accept(",")
    return values
  }

  // MARK: Variables

  private mutating func variable(_ name: String) -> AwkVariable {
    if let index = locals?[name] { return .local(index) }
    if let index = program.globals[name] { return .global(index) }
    program.globals[name] = program.globals.count
    return .global(program.globals.count - 1)
  }

  private mutating func arrayVariable(_ name: String) -> AwkVariable {
    let found = variable(name)
    if case .global(let index) = found { program.arrays.insert(index) }
    return found
  }

  // MARK: Expressions, weakest first

  private mutating func expression(noGreater: Bool = false, noIn: Bool = false) throws(ToolFailure) -> AwkExpression {
    let condition = try disjunction(noGreater, noIn)
    if token == .sign("?") {
      try advance(regexAllowed: true)
      try skipNewlines()
      let yes = try expression(noGreater: noGreater, noIn: noIn)
      try skipNewlines()
      try expect(":")
      try skipNewlines()
      return .choose(condition, yes, try expression(noGreater: noGreater, noIn: noIn))
    }
    guard condition.isTarget, case .sign(let sign) = token else { return condition }
    if sign == "=" {
      try advance(regexAllowed: true)
      try skipNewlines()
      return .assign(condition, try expression(noGreater: noGreater, noIn: noIn))
    }
    if ["+=", "-=", "*=", "/=", "%=", "^="].contains(sign), let first = sign.first {
      try advance(regexAllowed: true)
      try skipNewlines()
      return .update(condition, first, try expression(noGreater: noGreater, noIn: noIn))
    }
    return condition
  }

  private mutating func disjunction(_ noGreater: Bool, _ noIn: Bool) throws(ToolFailure) -> AwkExpression {
    var left = try conjunction(noGreater, noIn)
    while try accept("||") {
      try skipNewlines()
      left = .or(left, try conjunction(noGreater, noIn))
    }
    return left
  }

  private mutating func conjunction(_ noGreater: Bool, _ noIn: Bool) throws(ToolFailure) -> AwkExpression {
    var left = try membership(noGreater, noIn)
    while try accept("&&") {
      try skipNewlines()
      left = .and(left, try membership(noGreater, noIn))
    }
    return left
  }

  private mutating func membership(_ noGreater: Bool, _ noIn: Bool) throws(ToolFailure) -> AwkExpression {
    var left = try matching(noGreater)
    while token == .keyword("in") && !noIn {
      try advance()
      guard case .name(let name) = token else { throw unexpected() }
      try advance()
      left = .contains([left], arrayVariable(name))
    }
    return left
  }

  private mutating func matching(_ noGreater: Bool) throws(ToolFailure) -> AwkExpression {
    var left = try comparison(noGreater)
    while token == .sign("~") || token == .sign("!~") {
      let negated = token == .sign("!~")
      try advance(regexAllowed: true)
      left = .match(left, try comparison(noGreater), negated: negated)
    }
    return left
  }

  private mutating func comparison(_ noGreater: Bool) throws(ToolFailure) -> AwkExpression {
    var left = try joined(noGreater: noGreater)
    while case .sign(let sign) = token, ["<", "<=", "==", "!=", ">=", ">"].contains(sign), !(noGreater && sign == ">") {
      try advance(regexAllowed: true)
      left = .compare(left, sign, try joined(noGreater: noGreater))
    }
    return left
  }

  private var startsOperand: Bool {
    switch token {
    case .number, .text, .regex, .name, .callName, .builtin: true
    case .sign(let sign): ["$", "!", "(", "-", "+", "++", "--"].contains(sign)
    default: false
    }
  }

  private mutating func joined(noGreater: Bool) throws(ToolFailure) -> AwkExpression {
    var left = try sum()
    while true {
      if token == .sign("|"), let piped = try pipedGetline(left) {
        left = piped
        continue
      }
      guard startsOperand, token != .sign("+"), token != .sign("-") else { return left }
      left = .join(left, try sum())
    }
  }

  private mutating func pipedGetline(_ command: AwkExpression) throws(ToolFailure) -> AwkExpression? {
    let saved = self
    try advance()
    guard token == .keyword("getline") else {
      self = saved
      return nil
    }
    try advance()
    return .getline(try optionalTarget(), from: command, isCommand: true)
  }

  private mutating func optionalTarget() throws(ToolFailure) -> AwkExpression? {
    switch token {
    case .name, .sign("$"): return try primary()
    default: return nil
    }
  }

  private mutating func sum() throws(ToolFailure) -> AwkExpression {
    var left = try product()
    while case .sign(let sign) = token, sign == "+" || sign == "-", let letter = sign.first {
      try advance(regexAllowed: true)
      left = .arithmetic(left, letter, try product())
    }
    return left
  }

  private mutating func product() throws(ToolFailure) -> AwkExpression {
    var left = try unary()
    while case .sign(let sign) = token, ["*", "/", "%"].contains(sign), let letter = sign.first {
      try advance(regexAllowed: true)
      left = .arithmetic(left, letter, try unary())
    }
    return left
  }

  private mutating func unary() throws(ToolFailure) -> AwkExpression {
    if try accept("!") { return .not(try unary()) }
    if try accept("-") { return .minus(try unary()) }
    if try accept("+") { return .plus(try unary()) }
    return try power()
  }

  private mutating func power() throws(ToolFailure) -> AwkExpression {
    let base = try postfix()
    guard try accept("^") else { return base }
    if try accept("-") { return .arithmetic(base, "^", .minus(try power())) }
    return .arithmetic(base, "^", try power())
  }

  private mutating func postfix() throws(ToolFailure) -> AwkExpression {
    let value = try primary()
    guard value.isTarget else { return value }
    if token == .sign("++") || token == .sign("--") {
      let step: Double = token == .sign("++") ? 1 : -1
      try advance()
      return .step(value, by: step, isPrefix: false)
    }
    return value
  }

  private mutating func primary() throws(ToolFailure) -> AwkExpression {
    switch token {
    case .number(let value):
      try advance()
      return .number(value)
    case .text(let text):
      try advance()
      return .text(text)
    case .regex(let source):
      let compiled = try compile(source)
      try advance()
      return .regex(compiled)
    case .name(let name): return try named(name)
    case .callName(let name): return try functionCall(name)
    case .builtin(let name): return try builtinCall(name)
    case .keyword("getline"):
      try advance()
      let target = try optionalTarget()
      guard token == .sign("<") else { return .getline(target, from: nil, isCommand: false) }
      try advance()
      return .getline(target, from: try postfix(), isCommand: false)
    case .sign("$"):
      try advance()
      if token == .sign("++") || token == .sign("--") { return .field(try prefixStep()) }
      if try accept("-") { return .field(.minus(try primary())) }
      return .field(try primary())
    case .sign("++"), .sign("--"): return try prefixStep()
    case .sign("("): return try grouped()
    default: throw unexpected()
    }
  }

  private mutating func prefixStep() throws(ToolFailure) -> AwkExpression {
    let step: Double = token == .sign("++") ? 1 : -1
    try advance()
    let target = try primary()
    guard target.isTarget else { throw unexpected() }
    return .step(target, by: step, isPrefix: true)
  }

  private mutating func grouped() throws(ToolFailure) -> AwkExpression {
    _ = try accept("(")
    var values = [try expression()]
    while try accept(",") {
      try skipNewlines()
      values.append(try expression())
    }
    try expect(")", regexAllowed: false)
    if values.count > 1 {
      guard token == .keyword("in") else { throw unexpected() }
      try advance()
      guard case .name(let name) = token else { throw unexpected() }
      try advance()
      return .contains(values, arrayVariable(name))
    }
    return .group(values[0])
  }

  private mutating func named(_ name: String) throws(ToolFailure) -> AwkExpression {
    try advance()
    guard try accept("[") else { return .variable(variable(name)) }
    let index = try list(until: "]")
    try expect("]", regexAllowed: false)
    return .element(arrayVariable(name), index)
  }

  private mutating func functionCall(_ name: String) throws(ToolFailure) -> AwkExpression {
    let line = tokenLine
    try advance()
    try expect("(")
    let arguments = try list(until: ")")
    try expect(")", regexAllowed: false)
    let reference = AwkFunctionReference(name, line: line)
    references.append((reference, arguments.count))
    return .call(reference, arguments)
  }

  private static let counts: [String: ClosedRange<Int>] = [
    "length": 0...1, "substr": 2...3, "index": 2...2, "split": 2...3, "sub": 2...3, "gsub": 2...3, "match": 2...2,
    "sprintf": 1...255, "sin": 1...1, "cos": 1...1, "atan2": 2...2, "exp": 1...1, "log": 1...1, "sqrt": 1...1,
    "int": 1...1, "rand": 0...0, "srand": 0...1, "tolower": 1...1, "toupper": 1...1, "system": 1...1, "close": 1...1,
    "fflush": 0...1, "systime": 0...0, "mktime": 1...1, "strftime": 0...3,
  ]

  private mutating func builtinCall(_ name: String) throws(ToolFailure) -> AwkExpression {
    try advance()
    var arguments: [AwkExpression] = []
    if token == .sign("(") {
      _ = try accept("(")
      arguments = try list(until: ")")
      let line = tokenLine
      try expect(")", regexAllowed: false)
      if let range = Self.counts[name], !range.contains(arguments.count) {
        throw ToolFailure("line \(line): wrong number of arguments in call to \(name)", status: 2)
      }
    } else if name != "length" {
      throw unexpected()
    }
    if name == "split", case .variable(.global(let index))? = arguments.dropFirst().first { program.arrays.insert(index) }
    return .builtin(name, arguments)
  }

  private func compile(_ source: [UInt8]) throws(ToolFailure) -> AwkRegex {
    do {
      return AwkRegex(try Regex(AwkEscapes.regex(source), extended: true, bytesOnly: true))
    } catch {
      throw ToolFailure("line \(tokenLine): regular expression compile failed (\(error.message))\n\(source.text)", status: 2)
    }
  }
}
