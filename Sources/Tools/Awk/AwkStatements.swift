// Reading statements.
extension AwkParser {
  mutating func endStatement() throws(ToolFailure) {
    switch token {
    case .newline, .sign(";"): try advance(regexAllowed: true)
    case .sign("}"): return
    case .end: if openBraces > 0 { throw unexpected() }
    default: throw unexpected()
    }
  }

  mutating func body() throws(ToolFailure) -> [AwkStatement] {
    try skipNewlines()
    if try accept(";") { return [] }
    return [try statement()]
  }

  mutating func statement() throws(ToolFailure) -> AwkStatement {
    depth += 1
    defer { depth -= 1 }
    if depth > 200 { throw ToolFailure("not simulated: statements nested so deeply", status: 2) }
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

  mutating func parenthesized() throws(ToolFailure) -> AwkExpression {
    try expect("(")
    let value = try expression()
    try expect(")")
    return value
  }

  mutating func readIf() throws(ToolFailure) -> AwkStatement {
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

  mutating func readFor() throws(ToolFailure) -> AwkStatement {
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

  var atEnd: Bool {
    token == .newline || token == .end || token == .sign(";") || token == .sign("}")
  }

  mutating func simpleStatement() throws(ToolFailure) -> AwkStatement {
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

  mutating func readPrint(_ word: String) throws(ToolFailure) -> AwkStatement {
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

  mutating func printList() throws(ToolFailure) -> [AwkExpression] {
    var values = [try expression(noGreater: true)]
    while try accept(",") {
      try skipNewlines()
      values.append(try expression(noGreater: true))
    }
    return values
  }

  mutating func list(until close: String) throws(ToolFailure) -> [AwkExpression] {
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
}
