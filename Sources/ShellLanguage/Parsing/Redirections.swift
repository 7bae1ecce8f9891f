extension Parser {
  /// Takes a redirection where one begins.
  mutating func redirection() throws(SyntaxFailure) -> Redirection? {
    var descriptor: Redirection.Descriptor?
    switch try peek() {
    case .number(let number):
      take()
      descriptor = .number(number)
    case .variable(let name):
      take()
      descriptor = .variable(name)
    default: break
    }
    guard case .op(let token) = try peek(), let sign = Redirection.Operator(rawValue: token.rawValue) else {
      if descriptor != nil { throw unexpected(try peek()) }
      return nil
    }
    take()
    acceptsAssignments = false
    let word: Word
    switch try peek() {
    case .word(let found): word = found
    case .number(let number) where sign == .duplicateInput || sign == .duplicateOutput:
      // In `2>&1>x` the number belongs to the first redirection.
      word = Word(parts: [.literal(String(number))], text: String(number), line: line)
    case let token: throw unexpected(token)
    }
    take()
    guard sign == .hereDocument || sign == .hereDocumentWithoutTabs else {
      return Redirection(descriptor: descriptor, operator: sign, target: word)
    }
    let body = try hereDocument(delimiter: word, withoutTabs: sign == .hereDocumentWithoutTabs)
    return Redirection(descriptor: descriptor, operator: sign, target: body, delimiter: word.text)
  }

  /// Takes all redirections that stand here.
  mutating func redirections() throws(SyntaxFailure) -> [Redirection] {
    var found: [Redirection] = []
    while let next = try redirection() { found.append(next) }
    return found
  }

  /// The body of a here-document: it begins after the line that is being read, so the end of that line is looked for
  /// first, and when the line has been read the body is passed over.
  private mutating func hereDocument(delimiter: Word, withoutTabs: Bool) throws(SyntaxFailure) -> Word {
    if isProbing { return Word(parts: [], text: "") }
    hereDocumentCount += 1
    if hereDocumentCount > 16 { throw SyntaxFailure("maximum here-document count exceeded", line: line) }
    var firstLine = line
    var reader = self
    reader.cached = nil
    if let end = hereDocumentsEnd {
      reader.pos = bytes.count - end
      reader.line = line + bytes[pos..<reader.pos].count { $0 == UInt8(ascii: "\n") }
      firstLine = reader.line
    } else {
      reader.isProbing = true
      reader.findLineEnd()
    }
    let end = delimiter.constant ?? delimiter.text
    let (text, bodyLine, found) = reader.bodyLines(until: end, withoutTabs: withoutTabs, joins: !delimiter.isQuoted)
    if !found {
      endedInHereDocument = true
      warnings.append(
        SyntaxWarning(
          message: "here-document at line \(firstLine) delimited by end-of-file (wanted `\(end)')",
          line: max(firstLine, reader.line - 1)))
    }
    hereDocumentsEnd = bytes.count - reader.pos
    if delimiter.isQuoted { return Word(parts: [.quoted(text)], text: text, line: bodyLine) }
    var inner = Parser(text, options: options, firstLine: bodyLine, aliases: aliases)
    inner.bytes = Array(text.utf8)
    inner.depth = depth
    let parts = try inner.nested { parser throws(SyntaxFailure) in
      try parser.readParts(PartRules(quoting: .hereDocument))
    }
    return Word(parts: parts, text: text, line: bodyLine)
  }

  /// Goes to the beginning of the next line, past quotes and substitutions that go on over several lines.
  private mutating func findLineEnd() {
    let saved = self
    acceptsAssignments = false
    while true {
      guard let token = try? peek() else { break }
      cached = nil
      switch token {
      case .newline, .end: return
      default: continue
      }
    }
    self = saved
    while let next = byte() {
      pos += 1
      if next == UInt8(ascii: "\n") {
        line += 1
        return
      }
    }
  }

  private mutating func bodyLines(
    until end: String, withoutTabs: Bool, joins: Bool
  ) -> (text: String, line: Int, found: Bool) {
    let firstLine = line
    let wanted = Array(end.utf8)
    var body: [UInt8] = []
    var isJoined = false
    while pos < bytes.count {
      var start = pos
      let stop = bytes[pos...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
      if withoutTabs { while start < stop, bytes[start] == UInt8(ascii: "\t") { start += 1 } }
      pos = min(stop + 1, bytes.count)
      line += 1
      let text = bytes[start..<stop]
      if !isJoined, text.elementsEqual(wanted) {
        return (String(decoding: body, as: UTF8.self), firstLine, true)
      }
      body.append(contentsOf: text)
      body.append(UInt8(ascii: "\n"))
      isJoined = joins && text.reversed().prefix { $0 == UInt8(ascii: "\\") }.count % 2 == 1
    }
    return (String(decoding: body, as: UTF8.self), firstLine, false)
  }
}
