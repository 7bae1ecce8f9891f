/// How a stretch of a word is read: what quotes mean in it and where it ends.
struct PartRules {
  enum Quoting {
    /// Outside of quotes.
    case word
    /// Between double quotes.
    case double
    /// The body of a here-document, where `"` is an ordinary character.
    case hereDocument
    /// After the operator of `"${x:-…}"`.
    case braceInDouble
    /// `$((…))` and indexes.
    case arithmetic
  }

  var quoting: Quoting
  /// The bytes that end it; none of them is taken.
  var stops: [UInt8] = []
  /// Brackets of this kind are counted, and the closing one ends it only outside of inner ones.
  var opening: UInt8?
  var closing: UInt8?
  /// The right side of `=~`, where operators are ordinary characters.
  var isRegex = false

  static let word = PartRules(quoting: .word)
}

/// Gathers parts and joins neighbours of one kind.
struct PartList {
  private(set) var parts: [WordPart] = []
  private var pending: [UInt8] = []
  private var pendingIsQuoted = false

  mutating func add(_ byte: UInt8, quoted: Bool) {
    if quoted != pendingIsQuoted && !pending.isEmpty { flush() }
    pendingIsQuoted = quoted
    pending.append(byte)
  }

  mutating func add(_ text: some Sequence<UInt8>, quoted: Bool) {
    for byte in text { add(byte, quoted: quoted) }
  }

  mutating func add(_ part: WordPart) {
    flush()
    parts.append(part)
  }

  private mutating func flush() {
    if pending.isEmpty { return }
    let text = String(decoding: pending, as: UTF8.self)
    parts.append(pendingIsQuoted ? .quoted(text) : .literal(text))
    pending = []
  }

  mutating func finish() -> [WordPart] {
    flush()
    return parts
  }
}

extension Parser {
  /// A word, and its meaning as an assignment where one may stand.
  mutating func readWord(_ rules: PartRules = .word) throws(SyntaxFailure) -> Word {
    let start = pos
    let startLine = line
    if acceptsAssignments, !isProbing, let assignment = try readAssignment() { return assignment }
    let parts = try nested { parser throws(SyntaxFailure) in try parser.readParts(rules) }
    return Word(parts: parts, text: text(from: start, to: pos), line: startLine)
  }

  /// Parts up to where the rules end them or the text does; the caller looks at which it was.
  mutating func readParts(_ rules: PartRules) throws(SyntaxFailure) -> [WordPart] {
    var list = PartList()
    var inner = 0
    let isQuoted = rules.quoting != .word && rules.quoting != .arithmetic
    while let next = byte() {
      if inner == 0, rules.stops.contains(next) || next == rules.closing { break }
      if let opening = rules.opening, next == opening || next == rules.closing {
        inner += next == opening ? 1 : -1
        list.add(next, quoted: isQuoted)
        pos += 1
        continue
      }
      switch next {
      case UInt8(ascii: "\\"): readBackslash(rules, &list)
      case UInt8(ascii: "$"): try readDollar(rules, &list)
      case UInt8(ascii: "`"): try readBackquotes(rules, &list)
      case UInt8(ascii: "'") where rules.quoting == .word: try readSingleQuotes(&list)
      case UInt8(ascii: "\"") where rules.quoting != .double && rules.quoting != .hereDocument:
        try readDoubleQuotes(&list)
      case _ where rules.quoting == .word && rules.stops.isEmpty && rules.closing == nil && isMeta(next):
        if try !readMeta(next, rules, &list, &inner) { return list.finish() }
      default:
        if next == UInt8(ascii: "\n") { line += 1 }
        list.add(next, quoted: isQuoted)
        pos += 1
      }
    }
    return list.finish()
  }

  private func isMeta(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\n"), UInt8(ascii: ";"), UInt8(ascii: "&"),
      UInt8(ascii: "|"), UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: "<"), UInt8(ascii: ">"):
      true
    default: false
    }
  }

  /// A character that ends words, unless it begins a process substitution or belongs to a pattern; false ends.
  private mutating func readMeta(
    _ next: UInt8, _ rules: PartRules, _ list: inout PartList, _ inner: inout Int
  ) throws(SyntaxFailure) -> Bool {
    let isOpening = next == UInt8(ascii: "(")
    if inner > 0 {
      if isOpening { inner += 1 }
      if next == UInt8(ascii: ")") { inner -= 1 }
      if next == UInt8(ascii: "\n") { return false }
    } else if next == UInt8(ascii: "<") || next == UInt8(ascii: ">"), byte(1) == UInt8(ascii: "("), !rules.isRegex {
      pos += 2
      let body = try commandsUntilClose()
      list.add(.process(body, writes: next == UInt8(ascii: ">")))
      return true
    } else if isOpening, rules.isRegex {
      inner = 1
    } else if isOpening, options.extendedPatterns, pos > 0,
      [UInt8(ascii: "?"), UInt8(ascii: "*"), UInt8(ascii: "+"), UInt8(ascii: "@"), UInt8(ascii: "!")]
        .contains(bytes[pos - 1])
    {
      inner = 1
    } else if rules.isRegex, next == UInt8(ascii: "|") || next == UInt8(ascii: "<") || next == UInt8(ascii: ">") {
      // An ordinary character of the regular expression.
    } else {
      return false
    }
    list.add(next, quoted: false)
    pos += 1
    return true
  }

  private mutating func readBackslash(_ rules: PartRules, _ list: inout PartList) {
    guard let next = byte(1) else {
      list.add(UInt8(ascii: "\\"), quoted: true)
      pos += 1
      return
    }
    if next == UInt8(ascii: "\n") {
      joinLines()
      return
    }
    let isSpecial: Bool
    switch rules.quoting {
    case .word: isSpecial = true
    case .double, .arithmetic: isSpecial = "$`\"\\".utf8.contains(next)
    case .hereDocument: isSpecial = "$`\\".utf8.contains(next)
    case .braceInDouble: isSpecial = "$`\"\\}".utf8.contains(next)
    }
    if !isSpecial { list.add(UInt8(ascii: "\\"), quoted: rules.quoting != .arithmetic) }
    pos += 1
    repeat {
      list.add(bytes[pos], quoted: true)
      pos += 1
    } while pos < bytes.count && bytes[pos] & 0xc0 == 0x80
  }

  private mutating func readSingleQuotes(_ list: inout PartList) throws(SyntaxFailure) {
    let startLine = line
    let start = pos + 1
    guard let end = bytes[start...].firstIndex(of: UInt8(ascii: "'")) else {
      throw unmatched("'", line: startLine)
    }
    line += bytes[start..<end].count { $0 == UInt8(ascii: "\n") }
    list.add(.quoted(text(from: start, to: end)))
    pos = end + 1
  }

  mutating func readDoubleQuotes(_ list: inout PartList) throws(SyntaxFailure) {
    let startLine = line
    pos += 1
    let rules = PartRules(quoting: .double, stops: [UInt8(ascii: "\"")])
    let parts = try nested { parser throws(SyntaxFailure) in try parser.readParts(rules) }
    guard byte() == UInt8(ascii: "\"") else { throw unmatched("\"", line: startLine) }
    pos += 1
    list.add(.double(parts))
  }

  /// Text between back quotes; within, a backslash counts only before `$`, `` ` `` and `\`.
  private mutating func readBackquotes(_ rules: PartRules, _ list: inout PartList) throws(SyntaxFailure) {
    let startLine = line
    let start = pos
    var body: [UInt8] = []
    pos += 1
    while let next = byte(), next != UInt8(ascii: "`") {
      if next == UInt8(ascii: "\n") { line += 1 }
      if next == UInt8(ascii: "\\"), let escaped = byte(1) {
        let inDouble = rules.quoting == .double || rules.quoting == .braceInDouble
        let isSpecial = "$`\\".utf8.contains(escaped) || (inDouble && escaped == UInt8(ascii: "\""))
        if !isSpecial { body.append(next) }
        if escaped == UInt8(ascii: "\n") { line += 1 }
        body.append(escaped)
        pos += 2
      } else {
        body.append(next)
        pos += 1
      }
    }
    guard byte() != nil else { throw unmatched("`", line: startLine) }
    pos += 1
    let source = text(from: start, to: pos)
    list.add(.command(CommandSubstitution(body: .text(String(decoding: body, as: UTF8.self)), text: source)))
  }

  /// The commands of `$(…)` or `<(…)`, after the opening parenthesis and through the closing one.
  mutating func commandsUntilClose() throws(SyntaxFailure) -> CommandList {
    let acceptedAssignments = acceptsAssignments
    acceptsAssignments = true
    let list: CommandList
    do {
      list = try nested { parser throws(SyntaxFailure) in
        let list = try parser.commands(mayBeEmpty: true)
        guard case .op(.close) = try parser.peek() else { throw parser.unexpected(try parser.peek()) }
        return list
      }
    } catch {
      if error.isIncomplete, error.message == "syntax error: unexpected end of file" {
        throw unmatched(")", line: error.line)
      }
      throw error
    }
    cached = nil
    acceptsAssignments = acceptedAssignments
    return list
  }
}
