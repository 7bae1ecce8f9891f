import World

// The values of expressions.
extension AwkRun {
  func isTrue(_ expression: AwkExpression) throws -> Bool {
    if case .regex(let regex) = expression { return regex.regex.matches(record.whole(self)[...]) }
    return try evaluate(expression).isTrue
  }

  func evaluate(_ expression: AwkExpression) throws -> AwkValue {
    switch expression {
    case .number(let value): return .number(value)
    case .text(let text): return .text(text)
    case .regex: return .number(try isTrue(expression) ? 1 : 0)
    case .variable(let variable): return try value(of: variable)
    case .field(let index):
      let number = try fieldNumber(try evaluate(index))
      return record.field(number, self)
    case .element(let array, let index):
      let (key, storage) = (try subscriptKey(index), cell(array).array)
      if let value = storage.elements[key] { return value }
      storage.elements[key] = .nothing
      return .nothing
    case .assign(let target, let value):
      let result = try evaluate(value)
      try assign(target, result)
      return result
    case .update(let target, let sign, let value):
      let right = try evaluate(value).number
      let result = AwkValue.number(Self.compute(try evaluate(target).number, sign, right))
      try assign(target, result)
      return result
    case .step(let target, let step, let isPrefix):
      let old = try evaluate(target).number
      try assign(target, .number(old + step))
      return .number(isPrefix ? old + step : old)
    case .arithmetic(let left, let sign, let right):
      let a = try evaluate(left).number
      return .number(Self.compute(a, sign, try evaluate(right).number))
    case .group(let inner): return try evaluate(inner)
    default: return try evaluateMore(expression)
    }
  }

  private func evaluateMore(_ expression: AwkExpression) throws -> AwkValue {
    switch expression {
    case .compare(let left, let sign, let right):
      return .number(compare(try evaluate(left), sign, try evaluate(right)) ? 1 : 0)
    case .join(let left, let right):
      let joined = bytes(try evaluate(left)) + bytes(try evaluate(right))
      try call.process.stage.step(joined.count / 4096)
      return .text(joined)
    case .match(let text, let pattern, let negated):
      let subject = bytes(try evaluate(text))
      return .number(try regex(pattern).matches(subject[...]) != negated ? 1 : 0)
    case .and(let left, let right): return .number(try isTrue(left) && isTrue(right) ? 1 : 0)
    case .or(let left, let right): return .number(try isTrue(left) || isTrue(right) ? 1 : 0)
    case .not(let value): return .number(try isTrue(value) ? 0 : 1)
    case .minus(let value):
      let number = try evaluate(value).number
      return .number(number == 0 ? 0 : -number)
    case .plus(let value): return .number(try evaluate(value).number)
    case .choose(let condition, let yes, let no): return try evaluate(try isTrue(condition) ? yes : no)
    case .contains(let index, let array):
      let key = try subscriptKey(index)
      return .number(cell(array).array.elements[key] == nil ? 0 : 1)
    case .call(let reference, let arguments): return try invoke(reference, arguments)
    case .builtin(let name, let arguments): return try builtin(name, arguments)
    case .getline(let target, let source, let isCommand): return try getline(target, source, isCommand)
    default: return .nothing
    }
  }

  private func value(of variable: AwkVariable) throws -> AwkValue {
    if case .global(0) = variable { return .number(Double(record.count(self))) }
    let found = cell(variable)
    if found.hasArray, case .nothing = found.value {
      let name = program.globals.first { if case .global(let index) = variable { $0.value == index } else { false } }?.key ?? "?"
      throw ToolFailure("line 1: illegal reference to array \(name)", status: 2)
    }
    return found.value
  }

  static func compute(_ left: Double, _ sign: Character, _ right: Double) -> Double {
    switch sign {
    case "+": return left + right
    case "-": return left - right
    case "*": return left * right
    case "/": return left / right
    case "%": return right == 0 ? -Double.nan : left.truncatingRemainder(dividingBy: right)
    default: return AwkMath.power(left, right)
    }
  }

  private func compare(_ left: AwkValue, _ sign: String, _ right: AwkValue) -> Bool {
    let order: Int
    if isNumeric(left) && isNumeric(right) {
      let (a, b) = (left.number, right.number)
      order = a < b ? -1 : a > b ? 1 : 0
    } else {
      order = ByteOrder.compare(bytes(left)[...], bytes(right)[...])
    }
    switch sign {
    case "<": return order < 0
    case "<=": return order <= 0
    case "==": return order == 0
    case "!=": return order != 0
    case ">=": return order >= 0
    default: return order > 0
    }
  }

  private func isNumeric(_ value: AwkValue) -> Bool { if case .text = value { false } else { true } }

  private func invoke(_ reference: AwkFunctionReference, _ arguments: [AwkExpression]) throws -> AwkValue {
    guard let function = reference.function else { return .nothing }
    if frames.count > 1000 { throw failure("function \(reference.name) called too deep") }
    var frame: [AwkCell] = []
    for index in function.parameters.indices {
      guard index < arguments.count else {
        frame.append(AwkCell())
        continue
      }
      if case .variable(let variable) = arguments[index], variable != .global(0) {
        let origin = cell(variable)
        let made = AwkCell(origin: origin)
        made.value = origin.value
        frame.append(made)
      } else {
        let made = AwkCell()
        made.value = try evaluate(arguments[index])
        frame.append(made)
      }
    }
    frames.append(frame)
    defer { frames.removeLast() }
    do {
      try perform(function.body)
    } catch Signal.leave(let value) {
      return value
    }
    return .nothing
  }

  private func getline(_ target: AwkExpression?, _ source: AwkExpression?, _ isCommand: Bool) throws -> AwkValue {
    guard let source else {
      guard let line = try main.line(self) else { return .number(0) }
      if let target { try assign(target, .outside(line)) } else { record.replace(line) }
      return .number(1)
    }
    let name = bytes(try evaluate(source)).text
    guard let reader = try streams.reader(name, isCommand: isCommand) else { return .number(-1) }
    guard let line = try reader.record(separator: text("RS"), self) else { return .number(0) }
    if let target { try assign(target, .outside(line)) } else { record.replace(line) }
    return .number(1)
  }
}

/// Functions of numbers, without the C library.
enum AwkMath {
  static func power(_ base: Double, _ exponent: Double) -> Double {
    if exponent == exponent.rounded(), abs(exponent) <= 1024 {
      var result = 1.0
      var factor = base
      var left = Int(abs(exponent))
      while left > 0 {
        if left & 1 == 1 { result *= factor }
        factor *= factor
        left >>= 1
      }
      return exponent < 0 ? 1 / result : result
    }
    return Elementary.power(base, exponent)
  }
}
