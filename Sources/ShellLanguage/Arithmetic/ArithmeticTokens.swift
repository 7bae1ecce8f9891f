extension Expression {
  /// Reads the next token, and the value of a variable where it is one that is not about to be assigned.
  mutating func read() throws(ArithmeticFailure) {
    while pos < bytes.count, isBlank(bytes[pos]) { pos += 1 }
    guard pos < bytes.count else {
      last = current
      current = .end
      return
    }
    tokenStart = pos
    if isNameStart(bytes[pos]) {
      try readName()
    } else if isDigit(bytes[pos]) {
      try readNumber()
    } else {
      try readOperator()
    }
  }

  private mutating func readName() throws(ArithmeticFailure) {
    let start = pos
    while pos < bytes.count, isNameStart(bytes[pos]) || isDigit(bytes[pos]) { pos += 1 }
    name = String(decoding: bytes[start..<pos], as: UTF8.self)
    index = nil
    if pos < bytes.count, bytes[pos] == UInt8(ascii: "[") {
      let indexStart = pos + 1
      var nesting = 0
      while pos < bytes.count {
        if bytes[pos] == UInt8(ascii: "[") { nesting += 1 }
        if bytes[pos] == UInt8(ascii: "]") { nesting -= 1 }
        if nesting == 0 { break }
        pos += 1
      }
      guard pos < bytes.count else {
        tokenStart = start
        throw failure("bad array subscript")
      }
      index = String(decoding: bytes[indexStart..<pos], as: UTF8.self)
      pos += 1
    }
    let needsValue: Bool
    if case .preIncrement = last { needsValue = true } else { needsValue = !assignmentFollows }
    last = current
    current = .name
    number = 0
    if needsValue, skipping == 0 { number = try variableValue() }
  }

  private mutating func variableValue() throws(ArithmeticFailure) -> Int64 {
    guard let text = try scope.arithmeticText(of: name, index: index), !text.isEmpty else { return 0 }
    if let plain = Int64(text), String(plain) == text { return plain }
    if depth + 1 >= Arithmetic.depthMax { throw failure("expression recursion level exceeded") }
    return try Arithmetic.evaluate(text, in: scope, depth: depth + 1)
  }

  /// Whether `=`, but not `==`, comes next.
  private var assignmentFollows: Bool {
    var next = pos
    while next < bytes.count, isBlank(bytes[next]) { next += 1 }
    guard next < bytes.count, bytes[next] == UInt8(ascii: "=") else { return false }
    return next + 1 >= bytes.count || bytes[next + 1] != UInt8(ascii: "=")
  }

  private mutating func readNumber() throws(ArithmeticFailure) {
    let start = pos
    while pos < bytes.count,
      isNameStart(bytes[pos]) || isDigit(bytes[pos]) || bytes[pos] == UInt8(ascii: "#") || bytes[pos] == UInt8(ascii: "@")
    {
      pos += 1
    }
    let digits = Array(bytes[start..<pos])
    number = try constant(digits)
    last = current
    current = .number
  }

  /// Decimal, `0x` hexadecimal, `0` octal, and `base#digits` with bases up to 64.
  private func constant(_ digits: [UInt8]) throws(ArithmeticFailure) -> Int64 {
    var base: Int64 = 10
    var rest = digits[...]
    if rest.first == UInt8(ascii: "0"), rest.count > 1 {
      rest = rest.dropFirst()
      base = 8
      if rest.first == UInt8(ascii: "x") || rest.first == UInt8(ascii: "X") {
        rest = rest.dropFirst()
        base = 16
      }
    }
    var value: Int64 = 0
    var foundBase = false
    for byte in rest {
      if byte == UInt8(ascii: "#") {
        if foundBase || base != 10 { throw failure("invalid number") }
        if value < 2 || value > 64 { throw failure("invalid arithmetic base") }
        base = value
        value = 0
        foundBase = true
        continue
      }
      let digit = Self.digit(byte, base: base)
      guard let digit, digit < base else { throw failure("value too great for base") }
      value = value &* base &+ digit
    }
    if foundBase, rest.last == UInt8(ascii: "#") { throw failure("invalid integer constant") }
    return value
  }

  private static func digit(_ byte: UInt8, base: Int64) -> Int64? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): Int64(byte - 48)
    case UInt8(ascii: "a")...UInt8(ascii: "z"): Int64(byte - 97) + 10
    case UInt8(ascii: "A")...UInt8(ascii: "Z"): Int64(byte - 65) + (base <= 36 ? 10 : 36)
    case UInt8(ascii: "@"): 62
    case UInt8(ascii: "_"): 63
    default: nil
    }
  }

  private static let longOperators: [String] = ["<<=", ">>=", "&&", "||", "==", "!=", "<=", ">=", "<<", ">>", "**"]

  private mutating func readOperator() throws(ArithmeticFailure) {
    func starts(_ text: String) -> Bool { bytes[pos...].starts(with: text.utf8) }
    if let found = Self.longOperators.first(where: starts) {
      pos += found.utf8.count
      last = current
      current = found.utf8.count == 3 ? .assign(String(found.prefix(2))) : .op(found)
      return
    }
    let sign = bytes[pos]
    let next = pos + 1 < bytes.count ? bytes[pos + 1] : 0
    if (sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-")) && next == sign {
      let step: Int64 = sign == UInt8(ascii: "+") ? 1 : -1
      if current == .name {
        pos += 2
        last = current
        current = .postIncrement(step)
        return
      }
      var after = pos + 2
      while after < bytes.count, isBlank(bytes[after]) { after += 1 }
      if after < bytes.count, isNameStart(bytes[after]) {
        pos += 2
        last = current
        current = .preIncrement(step)
        return
      }
    }
    let text = String(UnicodeScalar(sign))
    if next == UInt8(ascii: "="), "*/%+-&^|".contains(text) {
      pos += 2
      last = current
      current = .assign(text)
      return
    }
    guard "=<>+-*/%!()&|^~?:,".contains(text), sign < 128 else {
      switch current {
      case .number, .name, .op(")"), .postIncrement: throw failure("syntax error: invalid arithmetic operator")
      default: throw failure("syntax error: operand expected")
      }
    }
    pos += 1
    last = current
    current = sign == UInt8(ascii: "=") ? .assign("") : .op(text)
  }
}
