extension Parser {
  /// `name=value`, `name[index]+=value` or `name=(…)`, where a word of that form stands; nil, with nothing taken,
  /// where it does not.
  mutating func readAssignment() throws(SyntaxFailure) -> Word? {
    let start = pos
    let startLine = line
    let name = identifier(at: pos)
    guard !name.isEmpty else { return nil }
    let beginning = self
    pos += name.utf8.count
    let byteAfterName = byte()
    var index: Word?
    if byte() == UInt8(ascii: "[") {
      let saved = self
      do {
        switch try readIndex(line: line) {
        case .word(let word): index = word
        case .all: index = Word(parts: [.literal("@")], text: "@")
        case .joined: index = Word(parts: [.literal("*")], text: "*")
        }
      } catch {
        if error.isRefusal { throw error }
        try goBack(to: saved)
      }
    }
    let appends = byte() == UInt8(ascii: "+") && byte(1) == UInt8(ascii: "=")
    guard byte(appends ? 1 : 0) == UInt8(ascii: "=") else {
      if byteAfterName == UInt8(ascii: "[") { try goBack(to: beginning) }
      pos = start
      line = startLine
      return nil
    }
    pos += appends ? 2 : 1
    let valueStart = pos
    let head = text(from: start, to: valueStart)
    var assignment = Assignment(name: name, index: index, appends: appends, value: .array([]), text: "")
    var parts: [WordPart] = [.literal(head)]
    if byte() == UInt8(ascii: "(") {
      assignment.value = .array(try readElements())
      parts.append(.literal(text(from: valueStart, to: pos)))
    } else {
      let value = try nested { parser throws(SyntaxFailure) in try parser.readParts(.word) }
      assignment.value = .scalar(Word(parts: value, text: text(from: valueStart, to: pos), line: startLine))
      parts += value
    }
    assignment.text = text(from: start, to: pos)
    return Word(parts: parts, text: assignment.text, line: startLine, assignment: assignment)
  }

  /// `(a [2]=b …)`
  private mutating func readElements() throws(SyntaxFailure) -> [Assignment.Element] {
    let startLine = line
    var elements: [Assignment.Element] = []
    pos += 1
    depth += 1
    defer { depth -= 1 }
    while true {
      cached = nil
      acceptsAssignments = false
      try skipBlanks()
      if byte() == UInt8(ascii: "["), let element = try readKeyedElement() {
        elements.append(element)
        continue
      }
      switch try peek() {
      case .word(let word):
        cached = nil
        elements.append(.init(index: nil, appends: false, word: word))
      case .newline: cached = nil
      case .op(.close):
        cached = nil
        acceptsAssignments = true
        return elements
      case .end: throw unmatched(")", line: startLine, status: 1)
      case let token:
        var failure = unexpected(token)
        failure.status = 1
        throw failure
      }
    }
  }

  private mutating func readKeyedElement() throws(SyntaxFailure) -> Assignment.Element? {
    let saved = self
    var key: Word
    do {
      switch try readIndex(line: line) {
      case .word(let word): key = word
      case .all: key = Word(parts: [.literal("@")], text: "@")
      case .joined: key = Word(parts: [.literal("*")], text: "*")
      }
    } catch {
      if error.isRefusal { throw error }
      try goBack(to: saved)
      return nil
    }
    let appends = byte() == UInt8(ascii: "+") && byte(1) == UInt8(ascii: "=")
    guard byte(appends ? 1 : 0) == UInt8(ascii: "=") else {
      try goBack(to: saved)
      return nil
    }
    pos += appends ? 2 : 1
    return .init(index: key, appends: appends, word: try readWord())
  }
}
