extension Parser {
  /// What begins with `$`.
  mutating func readDollar(_ rules: PartRules, _ list: inout PartList) throws(SyntaxFailure) {
    let start = pos
    let isPlainWord = rules.quoting == .word
    switch byte(1) {
    case UInt8(ascii: "{"):
      let inDouble = rules.quoting != .word
      let parameter = try nested { parser throws(SyntaxFailure) in try parser.readBraces(inDouble: inDouble) }
      list.add(.parameter(parameter))
    case UInt8(ascii: "("):
      if byte(2) == UInt8(ascii: "("), let word = try readArithmetic(skipping: 3) {
        list.add(.arithmetic(word))
      } else {
        pos += 2
        let body = try commandsUntilClose()
        list.add(.command(CommandSubstitution(body: .parsed(body), text: text(from: start, to: pos))))
      }
    case UInt8(ascii: "["):
      pos += 2
      let from = pos
      let rules = PartRules(quoting: .arithmetic, opening: UInt8(ascii: "["), closing: UInt8(ascii: "]"))
      let parts = try nested { parser throws(SyntaxFailure) in try parser.readParts(rules) }
      guard byte() == UInt8(ascii: "]") else { throw unmatched("]", line: line) }
      list.add(.arithmetic(Word(parts: parts, text: text(from: from, to: pos), line: line)))
      pos += 1
    case UInt8(ascii: "'") where isPlainWord: try readEscapedQuotes(&list)
    case UInt8(ascii: "\"") where isPlainWord:
      pos += 1
      try readDoubleQuotes(&list)
    default:
      let name = parameterName(at: pos + 1)
      if name.isEmpty {
        list.add(UInt8(ascii: "$"), quoted: !isPlainWord && rules.quoting != .arithmetic)
        pos += 1
      } else {
        // Without braces only one digit belongs to the name: $10 is ${1}0.
        let used = isDigit(name.utf8.first!) ? String(name.prefix(1)) : name
        pos += 1 + used.utf8.count
        list.add(.parameter(Parameter(name: used, text: "$\(used)")))
      }
    }
  }

  /// An identifier, digits, or one of the special parameters.
  private func parameterName(at start: Int) -> String {
    guard start < bytes.count else { return "" }
    let first = bytes[start]
    if isDigit(first) {
      var end = start
      while end < bytes.count, isDigit(bytes[end]) { end += 1 }
      return text(from: start, to: end)
    }
    if "@*#?-$!".utf8.contains(first) { return text(from: start, to: start + 1) }
    return identifier(at: start)
  }

  /// `$'…'`
  private mutating func readEscapedQuotes(_ list: inout PartList) throws(SyntaxFailure) {
    let startLine = line
    pos += 2
    let start = pos
    while let next = byte(), next != UInt8(ascii: "'") {
      if next == UInt8(ascii: "\n") { line += 1 }
      pos += next == UInt8(ascii: "\\") ? 2 : 1
    }
    guard byte() != nil else { throw unmatched("'", line: startLine) }
    let decoded = Escapes.decodeQuoted(bytes[start..<pos])
    pos += 1
    list.add(.quoted(String(decoding: decoded, as: UTF8.self)))
  }

  /// The text of `$((…))` or `((…))` after so many bytes, through both closing parentheses. Nil, with nothing taken,
  /// where the parentheses turn out to be those of subshells.
  mutating func readArithmetic(skipping count: Int) throws(SyntaxFailure) -> Word? {
    let saved = self
    let startLine = line
    pos += count
    let from = pos
    let rules = PartRules(quoting: .arithmetic, opening: UInt8(ascii: "("), closing: UInt8(ascii: ")"))
    let parts: [WordPart]
    do {
      parts = try nested { parser throws(SyntaxFailure) in try parser.readParts(rules) }
    } catch {
      if error.isIncomplete || error.isRefusal { throw error }
      try goBack(to: saved)
      return nil
    }
    guard byte() != nil else { throw unmatched(")", line: startLine) }
    guard byte(1) == UInt8(ascii: ")") else {
      let isIncomplete = byte(1) == nil || (byte(1) == UInt8(ascii: "\n") && pos + 2 >= bytes.count)
      let end = pos
      try goBack(to: saved)
      if isIncomplete, !looksLikeCommands(from: from, to: end) { throw unmatched(")", line: startLine) }
      return nil
    }
    let word = Word(parts: parts, text: text(from: from, to: pos), line: startLine)
    pos += 2
    return word
  }

  /// Whether text between parentheses reads like commands: a letter, then a blank and another word.
  private func looksLikeCommands(from start: Int, to end: Int) -> Bool {
    let name = identifier(at: start)
    guard !name.isEmpty else { return false }
    let after = start + name.utf8.count
    return after < end && (bytes[after] == UInt8(ascii: " ") || bytes[after] == UInt8(ascii: ";"))
  }

  /// `${…}`
  mutating func readBraces(inDouble: Bool) throws(SyntaxFailure) -> Parameter {
    let start = pos
    let startLine = line
    pos += 2
    var parameter = Parameter(name: "")
    var isLength = false
    if byte() == UInt8(ascii: "#"), let after = byte(1), after != UInt8(ascii: "}"), isLengthOperand(at: pos + 1) {
      isLength = true
      pos += 1
    } else if byte() == UInt8(ascii: "!"), byte(1) != UInt8(ascii: "}"), !parameterName(at: pos + 1).isEmpty {
      parameter.isIndirect = true
      pos += 1
    }
    parameter.name = parameterName(at: pos)
    pos += parameter.name.utf8.count
    if !parameter.name.isEmpty, byte() == UInt8(ascii: "["), isIdentifier(parameter.name) {
      parameter.index = try readIndex(line: startLine)
    }
    if parameter.name.isEmpty {
      parameter.operation = .bad
    } else if isLength {
      parameter.operation = byte() == UInt8(ascii: "}") ? .length : .bad
    } else if byte() != UInt8(ascii: "}") {
      parameter.operation = try readOperation(&parameter, inDouble: inDouble)
    } else if parameter.isIndirect, parameter.index == .all || parameter.index == .joined {
      parameter.operation = .keys
      parameter.isIndirect = false
    }
    if byte() != UInt8(ascii: "}") {
      // Whatever is left makes it a bad substitution, which bash reports only when it gets there.
      parameter.operation = .bad
      let rules = PartRules(quoting: inDouble ? .braceInDouble : .word, stops: [UInt8(ascii: "}")])
      _ = try readParts(rules)
    }
    guard byte() == UInt8(ascii: "}") else { throw unmatched("}", line: startLine) }
    pos += 1
    parameter.text = text(from: start, to: pos)
    return parameter
  }

  /// `${#x}` and `${#x[0]}` ask for a length; `${#:-x}` and the like use the parameter `#`.
  private func isLengthOperand(at start: Int) -> Bool {
    let name = parameterName(at: start)
    guard !name.isEmpty else { return false }
    let after = start + name.utf8.count
    guard after < bytes.count else { return true }
    return bytes[after] == UInt8(ascii: "}") || bytes[after] == UInt8(ascii: "[")
  }

  /// `[…]` after a name.
  mutating func readIndex(line startLine: Int) throws(SyntaxFailure) -> Parameter.Index {
    pos += 1
    for (byte, index) in [(UInt8(ascii: "@"), Parameter.Index.all), (UInt8(ascii: "*"), .joined)]
    where self.byte() == byte && self.byte(1) == UInt8(ascii: "]") {
      pos += 2
      return index
    }
    let from = pos
    let rules = PartRules(quoting: .arithmetic, opening: UInt8(ascii: "["), closing: UInt8(ascii: "]"))
    let parts = try nested { parser throws(SyntaxFailure) in try parser.readParts(rules) }
    guard byte() == UInt8(ascii: "]") else { throw unmatched("]", line: startLine) }
    let word = Word(parts: parts, text: text(from: from, to: pos), line: startLine)
    pos += 1
    return .word(word)
  }

  private mutating func readOperation(
    _ parameter: inout Parameter, inDouble: Bool
  ) throws(SyntaxFailure) -> Parameter.Operation {
    let first = byte()
    let colon = first == UInt8(ascii: ":")
    let sign = colon ? byte(1) : first
    switch sign {
    case UInt8(ascii: "-"), UInt8(ascii: "="), UInt8(ascii: "?"), UInt8(ascii: "+"):
      pos += colon ? 2 : 1
      let word = try operand(inDouble: inDouble)
      switch sign {
      case UInt8(ascii: "-"): return .fallback(word, colon: colon)
      case UInt8(ascii: "="): return .assign(word, colon: colon)
      case UInt8(ascii: "?"): return .require(word, colon: colon)
      default: return .alternative(word, colon: colon)
      }
    case _ where colon: return try substring()
    case UInt8(ascii: "#"):
      let longest = takeDoubled(UInt8(ascii: "#"))
      return .removePrefix(try pattern(), longest: longest)
    case UInt8(ascii: "%"):
      let longest = takeDoubled(UInt8(ascii: "%"))
      return .removeSuffix(try pattern(), longest: longest)
    case UInt8(ascii: "^"), UInt8(ascii: ","), UInt8(ascii: "~"):
      let all = takeDoubled(sign!)
      let change: Parameter.CaseChange =
        sign == UInt8(ascii: "^") ? .upper : sign == UInt8(ascii: ",") ? .lower : .toggled
      return .changeCase(change, all: all, try pattern())
    case UInt8(ascii: "/"): return try replacement(inDouble: inDouble)
    case UInt8(ascii: "@") where parameter.isIndirect && byte(1) == UInt8(ascii: "}"):
      pos += 1
      parameter.isIndirect = false
      return .names(separate: true)
    case UInt8(ascii: "*") where parameter.isIndirect && byte(1) == UInt8(ascii: "}"):
      pos += 1
      parameter.isIndirect = false
      return .names(separate: false)
    case UInt8(ascii: "@"):
      guard let letter = byte(1), "UuLQEPAKak".utf8.contains(letter), byte(2) == UInt8(ascii: "}") else { return .bad }
      pos += 2
      return .transform(String(UnicodeScalar(letter)))
    default: return .bad
    }
  }

  private mutating func takeDoubled(_ sign: UInt8) -> Bool {
    pos += 1
    guard byte() == sign else { return false }
    pos += 1
    return true
  }

  private mutating func operand(inDouble: Bool, stops: [UInt8] = [UInt8(ascii: "}")]) throws(SyntaxFailure) -> Word {
    let from = pos
    let startLine = line
    let rules = PartRules(quoting: inDouble ? .braceInDouble : .word, stops: stops)
    let parts = try nested { parser throws(SyntaxFailure) in try parser.readParts(rules) }
    return Word(parts: parts, text: text(from: from, to: pos), line: startLine)
  }

  /// Patterns keep their quotes even within double quotes.
  private mutating func pattern(stops: [UInt8] = [UInt8(ascii: "}")]) throws(SyntaxFailure) -> Word {
    try operand(inDouble: false, stops: stops)
  }

  private mutating func substring() throws(SyntaxFailure) -> Parameter.Operation {
    pos += 1
    let offset = try substringPart(stops: [UInt8(ascii: ":"), UInt8(ascii: "}")])
    guard byte() == UInt8(ascii: ":") else { return offset.parts.isEmpty ? .bad : .substring(offset: offset, length: nil) }
    pos += 1
    let length = try substringPart(stops: [UInt8(ascii: "}")])
    return .substring(offset: offset, length: length)
  }

  private mutating func substringPart(stops: [UInt8]) throws(SyntaxFailure) -> Word {
    let from = pos
    let startLine = line
    let rules = PartRules(quoting: .arithmetic, stops: stops)
    let parts = try nested { parser throws(SyntaxFailure) in
      var list = try parser.readParts(rules)
      // The colon of `a ? b : c` does not end the offset.
      while parser.byte() == UInt8(ascii: ":"), parser.text(from: from, to: parser.pos).utf8.contains(UInt8(ascii: "?")) {
        let isDone = parser.text(from: from, to: parser.pos).utf8.contains(UInt8(ascii: ":"))
        if isDone { break }
        parser.pos += 1
        list.append(.literal(":"))
        list += try parser.readParts(rules)
      }
      return list
    }
    return Word(parts: parts, text: text(from: from, to: pos), line: startLine)
  }

  private mutating func replacement(inDouble: Bool) throws(SyntaxFailure) -> Parameter.Operation {
    pos += 1
    var place = Parameter.Place.first
    switch byte() {
    case UInt8(ascii: "/"): place = .all
    case UInt8(ascii: "#"): place = .start
    case UInt8(ascii: "%"): place = .end
    default: break
    }
    if place != .first { pos += 1 }
    let pattern = try pattern(stops: [UInt8(ascii: "/"), UInt8(ascii: "}")])
    guard byte() == UInt8(ascii: "/") else {
      return .replace(pattern, with: Word(parts: [], text: ""), at: place)
    }
    pos += 1
    return .replace(pattern, with: try self.pattern(), at: place)
  }
}
