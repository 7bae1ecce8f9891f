// Reading expressions, the weakest operators first.
extension AwkParser {
  mutating func expression(noGreater: Bool = false, noIn: Bool = false) throws(ToolFailure) -> AwkExpression {
    depth += 1
    defer { depth -= 1 }
    if depth > 200 { throw ToolFailure("not simulated: expressions nested so deeply", status: 2) }
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

  mutating func disjunction(_ noGreater: Bool, _ noIn: Bool) throws(ToolFailure) -> AwkExpression {
    var left = try conjunction(noGreater, noIn)
    while try accept("||") {
      try skipNewlines()
      left = .or(left, try conjunction(noGreater, noIn))
    }
    return left
  }

  mutating func conjunction(_ noGreater: Bool, _ noIn: Bool) throws(ToolFailure) -> AwkExpression {
    var left = try membership(noGreater, noIn)
    while try accept("&&") {
      try skipNewlines()
      left = .and(left, try membership(noGreater, noIn))
    }
    return left
  }

  mutating func membership(_ noGreater: Bool, _ noIn: Bool) throws(ToolFailure) -> AwkExpression {
    var left = try matching(noGreater)
    while token == .keyword("in") && !noIn {
      try advance()
      guard case .name(let name) = token else { throw unexpected() }
      try advance()
      left = .contains([left], arrayVariable(name))
    }
    return left
  }

  mutating func matching(_ noGreater: Bool) throws(ToolFailure) -> AwkExpression {
    var left = try comparison(noGreater)
    while token == .sign("~") || token == .sign("!~") {
      let negated = token == .sign("!~")
      try advance(regexAllowed: true)
      left = .match(left, try comparison(noGreater), negated: negated)
    }
    return left
  }

  mutating func comparison(_ noGreater: Bool) throws(ToolFailure) -> AwkExpression {
    var left = try joined(noGreater: noGreater)
    while case .sign(let sign) = token, ["<", "<=", "==", "!=", ">=", ">"].contains(sign), !(noGreater && sign == ">") {
      try advance(regexAllowed: true)
      left = .compare(left, sign, try joined(noGreater: noGreater))
    }
    return left
  }

  var startsOperand: Bool {
    switch token {
    case .number, .text, .regex, .name, .callName, .builtin: true
    case .sign(let sign): ["$", "!", "(", "-", "+", "++", "--"].contains(sign)
    default: false
    }
  }

  mutating func joined(noGreater: Bool) throws(ToolFailure) -> AwkExpression {
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

  mutating func pipedGetline(_ command: AwkExpression) throws(ToolFailure) -> AwkExpression? {
    let saved = self
    try advance()
    guard token == .keyword("getline") else {
      self = saved
      return nil
    }
    try advance()
    return .getline(try optionalTarget(), from: command, isCommand: true)
  }

  mutating func optionalTarget() throws(ToolFailure) -> AwkExpression? {
    switch token {
    case .name, .sign("$"): return try primary()
    default: return nil
    }
  }

  mutating func sum() throws(ToolFailure) -> AwkExpression {
    var left = try product()
    while case .sign(let sign) = token, sign == "+" || sign == "-", let letter = sign.first {
      try advance(regexAllowed: true)
      left = .arithmetic(left, letter, try product())
    }
    return left
  }

  mutating func product() throws(ToolFailure) -> AwkExpression {
    var left = try unary()
    while case .sign(let sign) = token, ["*", "/", "%"].contains(sign), let letter = sign.first {
      try advance(regexAllowed: true)
      left = .arithmetic(left, letter, try unary())
    }
    return left
  }

  mutating func unary() throws(ToolFailure) -> AwkExpression {
    if try accept("!") { return .not(try unary()) }
    if try accept("-") { return .minus(try unary()) }
    if try accept("+") { return .plus(try unary()) }
    return try power()
  }

  mutating func power() throws(ToolFailure) -> AwkExpression {
    let base = try postfix()
    guard try accept("^") else { return base }
    if try accept("-") { return .arithmetic(base, "^", .minus(try power())) }
    return .arithmetic(base, "^", try power())
  }

  mutating func postfix() throws(ToolFailure) -> AwkExpression {
    let value = try primary()
    guard value.isTarget else { return value }
    if token == .sign("++") || token == .sign("--") {
      let step: Double = token == .sign("++") ? 1 : -1
      try advance()
      return .step(value, by: step, isPrefix: false)
    }
    return value
  }

  mutating func primary() throws(ToolFailure) -> AwkExpression {
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

  mutating func prefixStep() throws(ToolFailure) -> AwkExpression {
    let step: Double = token == .sign("++") ? 1 : -1
    try advance()
    let target = try primary()
    guard target.isTarget else { throw unexpected() }
    return .step(target, by: step, isPrefix: true)
  }

  mutating func grouped() throws(ToolFailure) -> AwkExpression {
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

  mutating func named(_ name: String) throws(ToolFailure) -> AwkExpression {
    try advance()
    guard try accept("[") else { return .variable(variable(name)) }
    let index = try list(until: "]")
    try expect("]", regexAllowed: false)
    return .element(arrayVariable(name), index)
  }

  mutating func functionCall(_ name: String) throws(ToolFailure) -> AwkExpression {
    let line = tokenLine
    try advance()
    try expect("(")
    let arguments = try list(until: ")")
    try expect(")", regexAllowed: false)
    let reference = AwkFunctionReference(name, line: line)
    references.append((reference, arguments.count))
    return .call(reference, arguments)
  }

  static let counts: [String: ClosedRange<Int>] = [
    "length": 0...1, "substr": 2...3, "index": 2...2, "split": 2...3, "sub": 2...3, "gsub": 2...3, "match": 2...2,
    "sprintf": 1...255, "sin": 1...1, "cos": 1...1, "atan2": 2...2, "exp": 1...1, "log": 1...1, "sqrt": 1...1,
    "int": 1...1, "rand": 0...0, "srand": 0...1, "tolower": 1...1, "toupper": 1...1, "system": 1...1, "close": 1...1,
    "fflush": 0...1, "systime": 0...0, "mktime": 1...1, "strftime": 0...3,
  ]

  mutating func builtinCall(_ name: String) throws(ToolFailure) -> AwkExpression {
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

  func compile(_ source: [UInt8]) throws(ToolFailure) -> AwkRegex {
    do {
      return AwkRegex(try Regex(AwkEscapes.regex(source), extended: true, bytesOnly: true))
    } catch {
      throw ToolFailure("line \(tokenLine): regular expression compile failed (\(error.message))\n\(source.text)", status: 2)
    }
  }
}
