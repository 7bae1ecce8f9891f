import World

/// expr: the value of an expression.
enum Expression: HostTool {
  static let manual = Manual(
    "expr", "print the value of an expression", usage: ["EXPRESSION", "OPTION"],
    notes: """
      Operators, weakest first: |  &  < <= = != >= >  + -  * / %  STRING : REGEX
      Also: match STRING REGEX, substr STRING POS LENGTH, index STRING CHARS, length STRING, ( ... )
      """, parsing: .raw, usageStatus: 2)

  static func main(_ call: Call) throws -> Int32 {
    var words = call.operands[...]
    if words == ["--help"] {
      try call.write(manual.help(calledAs: call.process.name))
      return 0
    }
    if words == ["--version"] {
      try call.write("expr (GNU coreutils) 9.1\n")
      return 0
    }
    if words.first == "--" { words.removeFirst() }
    if words.isEmpty { throw call.missingOperand() }
    var parser = Parser(words: words)
    let value = try parser.or()
    if let extra = parser.words.first {
      throw ToolFailure("syntax error: unexpected argument \(Quoted.curly(extra))", status: 2)
    }
    try call.write("\(value)\n")
    return isNull(value) ? 1 : 0
  }

  static func isNull(_ value: String) -> Bool {
    if value.isEmpty { return true }
    let digits = value.hasPrefix("-") ? value.dropFirst() : value[...]
    return !digits.isEmpty && digits.allSatisfy { $0 == "0" }
  }

  private struct Parser {
    var words: ArraySlice<String>
    var previous = ""
    var depth = 0

    mutating func take(_ operators: String...) -> String? {
      guard let word = words.first, operators.contains(word) else { return nil }
      previous = word
      return words.removeFirst()
    }

    mutating func or() throws -> String {
      depth += 1
      defer { depth -= 1 }
      if depth > 200 { throw ToolFailure("not simulated: parentheses nested so deeply", status: 2) }
      var left = try and()
      while take("|") != nil {
        let right = try and()
        if Expression.isNull(left) { left = Expression.isNull(right) ? "0" : right }
      }
      return left
    }

    mutating func and() throws -> String {
      var left = try comparison()
      while take("&") != nil {
        let right = try comparison()
        if Expression.isNull(left) || Expression.isNull(right) { left = "0" }
      }
      return left
    }

    mutating func comparison() throws -> String {
      var left = try sum()
      while let sign = take("<", "<=", "=", "==", "!=", ">=", ">") {
        let right = try sum()
        let order: Int
        if let a = Int(left), let b = Int(right) {
          order = a < b ? -1 : a > b ? 1 : 0
        } else {
          order = ByteOrder.compare(ArraySlice(left.utf8), ArraySlice(right.utf8))
        }
        let holds =
          switch sign {
          case "<": order < 0
          case "<=": order <= 0
          case "=", "==": order == 0
          case "!=": order != 0
          case ">=": order >= 0
          default: order > 0
          }
        left = holds ? "1" : "0"
      }
      return left
    }

    mutating func sum() throws -> String {
      var left = try product()
      while let sign = take("+", "-") {
        let (a, b) = try integers(left, try product())
        let (value, overflow) = sign == "+" ? a.addingReportingOverflow(b) : a.subtractingReportingOverflow(b)
        if overflow { throw ToolFailure("\(sign): Numerical result out of range", status: 2) }
        left = String(value)
      }
      return left
    }

    mutating func product() throws -> String {
      var left = try match()
      while let sign = take("*", "/", "%") {
        let (a, b) = try integers(left, try match())
        if sign != "*" && b == 0 { throw ToolFailure("division by zero", status: 2) }
        let (value, overflow) =
          sign == "*" ? a.multipliedReportingOverflow(by: b) : sign == "/" ? a.dividedReportingOverflow(by: b) : a.remainderReportingOverflow(dividingBy: b)
        if overflow { throw ToolFailure("\(sign): Numerical result out of range", status: 2) }
        left = String(value)
      }
      return left
    }

    mutating func match() throws -> String {
      var left = try primary()
      while take(":") != nil { left = try Self.match(left, try primary()) }
      return left
    }

    mutating func primary() throws -> String {
      guard let word = words.popFirst() else {
        throw ToolFailure("syntax error: missing argument after \(Quoted.curly(previous))", status: 2)
      }
      previous = word
      switch word {
      case "(":
        let value = try or()
        guard let close = words.popFirst() else {
          throw ToolFailure("syntax error: expecting ')' after \(Quoted.curly(previous))", status: 2)
        }
        if close != ")" { throw ToolFailure("syntax error: expecting ')' instead of \(Quoted.curly(close))", status: 2) }
        return value
      case ")": throw ToolFailure("syntax error: unexpected ')'", status: 2)
      case "match":
        let text = try primary()
        return try Self.match(text, try primary())
      case "length": return String(try primary().unicodeScalars.count)
      case "index":
        let text = try primary()
        let wanted = try primary()
        let index = text.unicodeScalars.enumerated().first { wanted.unicodeScalars.contains($0.element) }?.offset
        return String((index ?? -1) + 1)
      case "substr":
        let text = try primary()
        let (position, length) = (Int(try primary()) ?? 0, Int(try primary()) ?? 0)
        guard position > 0, length > 0 else { return "" }
        return String(String.UnicodeScalarView(text.unicodeScalars.dropFirst(position - 1).prefix(length)))
      case "+": return try primary0()
      default: return word
      }
    }

    private mutating func primary0() throws -> String {
      guard let word = words.popFirst() else {
        throw ToolFailure("syntax error: missing argument after \(Quoted.curly(previous))", status: 2)
      }
      previous = word
      return word
    }

    private func integers(_ left: String, _ right: String) throws -> (Int, Int) {
      guard let a = Int(left), let b = Int(right) else { throw ToolFailure("non-integer argument", status: 2) }
      return (a, b)
    }

    private static func match(_ text: String, _ pattern: String) throws -> String {
      do {
        let regex = try Regex(pattern, extended: false)
        let bytes = ArraySlice(text.utf8)
        let found = regex.firstMatch(in: bytes)
        guard let found, found.range.lowerBound == bytes.startIndex else { return regex.groupCount > 0 ? "" : "0" }
        if regex.groupCount > 0 { return found.groups[1].map { bytes[$0].text } ?? "" }
        return String(bytes[found.range].text.unicodeScalars.count)
      } catch {
        throw ToolFailure(error.message, status: 2)
      }
    }
  }
}
