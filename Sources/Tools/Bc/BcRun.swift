import World

/// A run of `bc`: its variables and functions, and what its programs do with them.
struct BcRun {
  /// Why the statements of a line do not go on.
  enum Stop: Error {
    case leave
    case goOn
    case give(BcNumber)
    case quit
    case failure(String)
  }

  private let call: Call
  private var variables: [String: BcNumber] = [:]
  private var arrays: [String: [Int: BcNumber]] = [:]
  private var functions: [String: BcFunction] = [:]
  private var scale = 0
  private var inputBase = 10
  private var outputBase = 10
  private var last = BcNumber()
  private var hasLibrary = false
  private var depth = 0
  private var function = "(main)"

  init(_ call: Call) {
    self.call = call
  }

  /// `-l`
  mutating func useLibrary() {
    hasLibrary = true
    scale = 20
  }

  /// Runs a text line by line; false once it has said `quit`.
  mutating func execute(_ text: String, from name: String) throws -> Bool {
    var parser = BcParser(text)
    while true {
      do {
        guard let statements = try parser.next() else { return true }
        for statement in statements { try run(statement) }
      } catch let mistake as BcParser.Mistake {
        try call.flush()
        try call.process.printError("\(name) \(mistake.line): syntax error\n")
      } catch let stop as Stop {
        switch stop {
        case .quit: return false
        case .failure(let message):
          try call.flush()
          try call.process.printError("Runtime error (func=\(function), adr=\(failureAddress)): \(message)\n")
          function = "(main)"
          depth = 0
        case .leave, .goOn, .give: break
        }
      }
    }
  }

  /// Where the failing instruction stands: after two constants of one digit, as a rule.
  private var failureAddress: Int { 3 }

  // MARK: Statements

  private mutating func run(_ statement: BcStatement) throws {
    try call.process.stage.step()
    switch statement {
    case .expression(let expression):
      let value = try value(of: expression)
      guard expression.isShown else { return }
      last = value
      try show(value)
      try call.write("\n")
    case .text(let text): try call.write(text)
    case .print(let parts):
      for part in parts {
        if case .text(let text) = part { try call.write(Self.unescaped(text)) }
        if case .expression(let expression) = part { try show(try value(of: expression)) }
      }
    case .block(let statements): for inner in statements { try run(inner) }
    case .condition(let condition, let then, let otherwise):
      if try !value(of: condition).isZero { try run(then) } else if let otherwise { try run(otherwise) }
    case .loop(let start, let condition, let step, let body): try loop(start, condition, step, body)
    case .leave: throw Stop.leave
    case .goOn: throw Stop.goOn
    case .give(let expression): throw Stop.give(try expression.map { try value(of: $0) } ?? BcNumber())
    case .quit: throw Stop.quit
    case .define(let function): functions[function.name] = function
    }
  }

  private mutating func loop(
    _ start: BcExpression?, _ condition: BcExpression?, _ step: BcExpression?, _ body: BcStatement
  ) throws {
    if let start { _ = try value(of: start) }
    while try condition.map({ try !value(of: $0).isZero }) ?? true {
      try call.process.stage.step()
      do {
        try run(body)
      } catch Stop.leave {
        return
      } catch Stop.goOn {
        // The next round.
      }
      if let step { _ = try value(of: step) }
    }
  }

  private mutating func show(_ value: BcNumber) throws {
    let text = outputBase == 10 ? value.text : value.text(base: outputBase)
    var rest = text[...]
    while rest.count > 69 {
      try call.write("\(rest.prefix(68))\\\n")
      rest = rest.dropFirst(68)
    }
    try call.write(String(rest))
  }

  private static func unescaped(_ text: String) -> String {
    let signs: [Character: Character] = ["n": "\n", "t": "\t", "\\": "\\", "q": "\"", "a": "\u{7}", "b": "\u{8}", "r": "\r"]
    var shown = ""
    var isEscaped = false
    for character in text {
      if isEscaped {
        shown.append(signs[character] ?? character)
        isEscaped = false
      } else if character == "\\" {
        isEscaped = true
      } else {
        shown.append(character)
      }
    }
    return shown
  }

  // MARK: Expressions

  private mutating func value(of expression: BcExpression) throws -> BcNumber {
    switch expression {
    case .number(let text): return BcNumber(text, base: inputBase)
    case .place(let place): return try value(of: place)
    case .parenthesised(let inner): return try value(of: inner)
    case .negative(let inner): return -(try value(of: inner))
    case .not(let inner): return BcNumber(try value(of: inner).isZero ? 1 : 0)
    case .binary(let sign, let left, let right):
      let first = try value(of: left)
      return try result(sign, first, try value(of: right))
    case .assign(let place, let sign, let right):
      var fresh = try value(of: right)
      if !sign.isEmpty { fresh = try result(sign, try value(of: place), fresh) }
      try set(place, fresh)
      return fresh
    case .step(let place, let amount, let isBefore):
      let old = try value(of: place)
      try set(place, old + BcNumber(amount))
      return isBefore ? old + BcNumber(amount) : old
    case .call(let name, let arguments): return try called(name, arguments)
    }
  }

  private func result(_ sign: String, _ a: BcNumber, _ b: BcNumber) throws -> BcNumber {
    try call.process.stage.step(1 + (a.digits.count * b.digits.count) / 1000)
    guard a.digits.count + b.digits.count <= BcNumber.digitsMax else {
      throw ToolFailure("not simulated: numbers of more than \(BcNumber.digitsMax) digits")
    }
    switch sign {
    case "+": return a + b
    case "-": return a - b
    case "*": return (a * b).with(scale: min(a.scale + b.scale, max(scale, a.scale, b.scale)))
    case "/":
      guard let quotient = a.divided(by: b, scale: scale) else { throw Stop.failure("Divide by zero") }
      return quotient
    case "%":
      guard let quotient = a.divided(by: b, scale: scale) else { throw Stop.failure("Modulo by zero") }
      return (a - quotient * b).with(scale: max(scale + b.scale, a.scale))
    case "^": return try power(a, b)
    case "<": return BcNumber(a < b ? 1 : 0)
    case "<=": return BcNumber(b < a ? 0 : 1)
    case ">": return BcNumber(b < a ? 1 : 0)
    case ">=": return BcNumber(a < b ? 0 : 1)
    case "==": return BcNumber((a - b).isZero ? 1 : 0)
    case "!=": return BcNumber((a - b).isZero ? 0 : 1)
    case "&&": return BcNumber(a.isZero || b.isZero ? 0 : 1)
    default: return BcNumber(a.isZero && b.isZero ? 0 : 1)
    }
  }

  private func power(_ base: BcNumber, _ exponent: BcNumber) throws -> BcNumber {
    guard let wanted = exponent.integer, abs(wanted) < 100_000 else { throw Stop.failure("exponent too large in raise") }
    if exponent.hasFraction {
      try call.flush()
      try call.process.printError("Runtime warning (func=\(function), adr=\(failureAddress)): non-zero scale in exponent\n")
    }
    let times = abs(wanted)
    let most = wanted < 0 ? Int.max : min(base.scale * times, max(scale, base.scale))
    var result = BcNumber(1)
    var square = base
    var left = times
    while left > 0 {
      guard (result.digits.count + square.digits.count) <= BcNumber.digitsMax else {
        throw ToolFailure("not simulated: numbers of more than \(BcNumber.digitsMax) digits")
      }
      try call.process.stage.step(1 + square.digits.count * square.digits.count / 1000)
      if left & 1 == 1 { result = result * square }
      left >>= 1
      if left > 0 { square = square * square }
    }
    if wanted >= 0 { return result.with(scale: most) }
    guard let inverse = BcNumber(1).divided(by: result, scale: scale) else { throw Stop.failure("Divide by zero") }
    return inverse
  }

  // MARK: Places

  private mutating func value(of place: BcPlace) throws -> BcNumber {
    switch place {
    case .variable("scale"): return BcNumber(scale)
    case .variable("ibase"): return BcNumber(inputBase)
    case .variable("obase"): return BcNumber(outputBase)
    case .variable("last"): return last
    case .variable(let name): return variables[name] ?? BcNumber()
    case .element(let name, let index):
      let position = try position(index)
      return arrays[name]?[position] ?? BcNumber()
    }
  }

  private mutating func set(_ place: BcPlace, _ value: BcNumber) throws {
    switch place {
    case .variable("scale"): scale = min(max(0, value.integer ?? 0), 1000)
    case .variable("ibase"): inputBase = min(max(2, value.integer ?? 10), 16)
    case .variable("obase"):
      outputBase = max(2, value.integer ?? 10)
      if outputBase > 16 { throw ToolFailure("not simulated: output in a base of more than 16") }
    case .variable("last"): last = value
    case .variable(let name): variables[name] = value
    case .element(let name, let index): arrays[name, default: [:]][try position(index)] = value
    }
  }

  private mutating func position(_ index: BcExpression) throws -> Int {
    guard let position = try value(of: index).integer, (0..<16_777_216).contains(position) else {
      throw Stop.failure("Array index out of bounds.")
    }
    return position
  }

  // MARK: Functions

  private mutating func called(_ name: String, _ arguments: [BcArgument]) throws -> BcNumber {
    var values: [BcNumber] = []
    for case .value(let expression) in arguments { values.append(try value(of: expression)) }
    if let function = functions[name] { return try called(function, values) }
    guard values.count == 1 else { throw Stop.failure("Function \(name) not defined.") }
    switch name {
    case "length": return BcNumber(values[0].length)
    case "scale": return BcNumber(values[0].scale)
    case "sqrt":
      guard let root = BcSeries(scale: max(scale, values[0].scale)).root(of: values[0]) else {
        throw Stop.failure("Square root of a negative number")
      }
      return root
    case "s" where hasLibrary: return BcSeries(scale: scale).sine(values[0])
    case "c" where hasLibrary: return BcSeries(scale: scale).cosine(values[0])
    case "a" where hasLibrary: return BcSeries(scale: scale).arctangent(values[0])
    case "l" where hasLibrary: return BcSeries(scale: scale).logarithm(values[0])
    case "e" where hasLibrary: return BcSeries(scale: scale).exponential(values[0])
    default: throw Stop.failure("Function \(name) not defined.")
    }
  }

  private mutating func called(_ callee: BcFunction, _ values: [BcNumber]) throws -> BcNumber {
    guard values.count == callee.parameters.count else { throw Stop.failure("Parameter number mismatch") }
    depth += 1
    defer { depth -= 1 }
    if depth > 200 { throw ToolFailure("not simulated: functions nested more than 200 deep") }
    let names = (callee.parameters + callee.locals).filter { !$0.hasSuffix("[]") }
    let lists = callee.locals.filter { $0.hasSuffix("[]") }.map { String($0.dropLast(2)) }
    let saved = names.map { variables[$0] }
    let savedLists = lists.map { arrays[$0] }
    let caller = function
    defer {
      for (name, old) in zip(names, saved) { variables[name] = old }
      for (name, old) in zip(lists, savedLists) { arrays[name] = old }
    }
    for name in names { variables[name] = nil }
    for name in lists { arrays[name] = nil }
    for (name, value) in zip(callee.parameters, values) { variables[name] = value }
    function = callee.name
    do {
      for statement in callee.body { try run(statement) }
    } catch Stop.give(let value) {
      function = caller
      return value
    }
    function = caller
    return BcNumber()
  }
}
