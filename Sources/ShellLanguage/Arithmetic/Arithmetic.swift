/// The variables that an arithmetic expression reads and sets.
public protocol ArithmeticScope: AnyObject {
  /// The text of a variable or of an element; nil where it is not set. `index` is what stands between the brackets.
  func arithmeticText(of name: String, index: String?) throws(ArithmeticFailure) -> String?
  func setArithmetic(_ name: String, index: String?, to value: Int64) throws(ArithmeticFailure)
}

/// Why an expression has no value, in bash's words.
public struct ArithmeticFailure: Error, Hashable, Sendable {
  /// `10/0: division by 0 (error token is "0")`
  public var message: String
  /// An unset variable under `set -u`, which ends scripts with another status.
  public var isUnbound: Bool

  public init(_ message: String, isUnbound: Bool = false) {
    self.message = message
    self.isUnbound = isUnbound
  }
}

public enum Arithmetic {
  /// The value of an expression whose expansions have been done, as bash's expr.c computes it.
  public static func evaluate(_ text: String, in scope: any ArithmeticScope) throws(ArithmeticFailure) -> Int64 {
    try evaluate(text, in: scope, depth: 0)
  }

  static let depthMax = 150

  static func evaluate(_ text: String, in scope: any ArithmeticScope, depth: Int) throws(ArithmeticFailure) -> Int64 {
    var expression = Expression(text, scope: scope, depth: depth)
    return try expression.value()
  }
}

/// One expression being read, in the way of bash's expr.c, so that its messages come out alike.
struct Expression {
  enum Sign: Equatable {
    case end
    case number
    case name
    case op(String)
    case preIncrement(Int64)
    case postIncrement(Int64)
    case assign(String)
  }

  let bytes: [UInt8]
  let scope: any ArithmeticScope
  var depth: Int
  var pos = 0
  /// Where the last token began; what messages call the error token.
  var tokenStart = 0
  var current = Sign.end
  var last = Sign.end
  var number: Int64 = 0
  var name = ""
  var index: String?
  /// Above 0 nothing is read or assigned: the other side of `&&`, `||` and `?:`.
  var skipping = 0

  init(_ text: String, scope: any ArithmeticScope, depth: Int) {
    bytes = Array(text.utf8)
    self.scope = scope
    self.depth = depth
  }

  mutating func value() throws(ArithmeticFailure) -> Int64 {
    if bytes.allSatisfy(isBlank) { return 0 }
    try read()
    let value = try comma()
    if current != .end { throw failure("syntax error in expression") }
    return value
  }

  func failure(_ message: String) -> ArithmeticFailure {
    let text = String(decoding: bytes.drop { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }, as: UTF8.self)
    let token = String(decoding: bytes[min(tokenStart, bytes.count)...], as: UTF8.self)
    return ArithmeticFailure("\(text): \(message) (error token is \"\(token)\")")
  }

  private mutating func deeper() throws(ArithmeticFailure) {
    depth += 1
    if depth > Arithmetic.depthMax { throw failure("expression recursion level exceeded") }
  }

  private mutating func comma() throws(ArithmeticFailure) -> Int64 {
    try deeper()
    defer { depth -= 1 }
    var value = try assignment()
    while current == .op(",") {
      try read()
      value = try assignment()
    }
    return value
  }

  private mutating func assignment() throws(ArithmeticFailure) -> Int64 {
    var value = try conditional()
    guard case .assign(let sign) = current else { return value }
    if last != .name { throw failure("attempted assignment to non-variable") }
    let name = name
    let index = index
    let old = value
    let start = pos
    try read()
    try deeper()
    value = try assignment()
    depth -= 1
    if !sign.isEmpty {
      if value == 0, sign == "/" || sign == "%" {
        if skipping > 0 { value = 1 } else { throw divisionByZero(from: start) }
      }
      value = Self.binary(sign, old, value)
    }
    if skipping == 0 { try scope.setArithmetic(name, index: index, to: value) }
    last = .number
    return value
  }

  private mutating func divisionByZero(from start: Int) -> ArithmeticFailure {
    tokenStart = start
    while tokenStart < bytes.count, isBlank(bytes[tokenStart]) { tokenStart += 1 }
    return failure("division by 0")
  }

  private mutating func conditional() throws(ArithmeticFailure) -> Int64 {
    let condition = try binary(level: 0)
    guard current == .op("?") else { return condition }
    if condition == 0 { skipping += 1 }
    try read()
    if current == .end || current == .op(":") { throw failure("expression expected") }
    let yes = try comma()
    if condition == 0 { skipping -= 1 }
    if current != .op(":") { throw failure("`:' expected for conditional expression") }
    if condition != 0 { skipping += 1 }
    try read()
    if current == .end { throw failure("expression expected") }
    try deeper()
    let no = try conditional()
    depth -= 1
    if condition != 0 { skipping -= 1 }
    last = .number
    return condition != 0 ? yes : no
  }

  /// The left-associative operators, loosest first.
  private static let levels: [[String]] = [
    ["||"], ["&&"], ["|"], ["^"], ["&"], ["==", "!="], ["<=", ">=", "<", ">"], ["<<", ">>"], ["+", "-"], ["*", "/", "%"],
  ]

  private mutating func binary(level: Int) throws(ArithmeticFailure) -> Int64 {
    if level == Self.levels.count { return try power() }
    var left = try binary(level: level + 1)
    while case .op(let sign) = current, Self.levels[level].contains(sign) {
      let skipsRight = (sign == "||" && left != 0) || (sign == "&&" && left == 0)
      if skipsRight { skipping += 1 }
      let start = pos
      try read()
      var right = try binary(level: level + 1)
      if skipsRight { skipping -= 1 }
      if right == 0, sign == "/" || sign == "%" {
        if skipping > 0 { right = 1 } else { throw divisionByZero(from: start) }
      }
      left = Self.binary(sign, left, right)
      last = .number
    }
    return left
  }

  private static func binary(_ sign: String, _ left: Int64, _ right: Int64) -> Int64 {
    switch sign {
    case "||": left != 0 || right != 0 ? 1 : 0
    case "&&": left != 0 && right != 0 ? 1 : 0
    case "|": left | right
    case "^": left ^ right
    case "&": left & right
    case "==": left == right ? 1 : 0
    case "!=": left != right ? 1 : 0
    case "<=": left <= right ? 1 : 0
    case ">=": left >= right ? 1 : 0
    case "<": left < right ? 1 : 0
    case ">": left > right ? 1 : 0
    // As the machine shifts: by the low six bits.
    case "<<": left << (right & 63)
    case ">>": left >> (right & 63)
    case "+": left &+ right
    case "-": left &- right
    case "*": left &* right
    case "/": right == -1 ? 0 &- left : left / right
    case "%": right == -1 ? 0 : left % right
    default: 0
    }
  }

  private mutating func power() throws(ArithmeticFailure) -> Int64 {
    let base = try unary()
    guard current == .op("**") else { return base }
    try read()
    try deeper()
    let exponent = try power()
    depth -= 1
    last = .number
    if exponent < 0 {
      if skipping > 0 { return 1 }
      throw failure("exponent less than 0")
    }
    var result: Int64 = 1
    var factor = base
    var left = exponent
    while left > 0 {
      if left & 1 == 1 { result = result &* factor }
      factor = factor &* factor
      left >>= 1
    }
    return result
  }

  private mutating func unary() throws(ArithmeticFailure) -> Int64 {
    guard case .op(let sign) = current, ["!", "~", "-", "+"].contains(sign) else { return try operand() }
    try read()
    try deeper()
    let value = try unary()
    depth -= 1
    last = .number
    return switch sign {
    case "!": value == 0 ? 1 : 0
    case "~": ~value
    case "-": 0 &- value
    default: value
    }
  }

  private mutating func operand() throws(ArithmeticFailure) -> Int64 {
    switch current {
    case .preIncrement(let step):
      last = current
      try read()
      if current != .name { throw failure("identifier expected after pre-increment or pre-decrement") }
      let value = number &+ step
      if skipping == 0 { try scope.setArithmetic(name, index: index, to: value) }
      current = .number
      try read()
      return value
    case .op("("):
      try read()
      let value = try comma()
      if current != .op(")") { throw failure("missing `)'") }
      try read()
      return value
    case .number:
      let value = number
      try read()
      return value
    case .name:
      let value = number
      let variable = (name, index)
      try read()
      if case .postIncrement(let step) = current {
        if skipping == 0 { try scope.setArithmetic(variable.0, index: variable.1, to: value &+ step) }
        current = .number
        try read()
      } else {
        (name, index) = variable
      }
      return value
    default: throw failure("syntax error: operand expected")
    }
  }
}

func isBlank(_ byte: UInt8) -> Bool {
  byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") || byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r")
}
