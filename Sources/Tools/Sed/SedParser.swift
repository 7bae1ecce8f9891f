/// Reads scripts of `sed`, with its messages.
struct SedParser {
  private(set) var commands: [SedCommand] = []
  private var script: [UInt8] = []
  private var position = 0
  /// How messages name the place.
  private var place: (expression: Int?, file: String, line: Int) = (nil, "", 0)
  private var expressions = 0
  private var blocks: [Int] = []
  private var labels: [String: Int] = [:]
  private let extended: Bool
  private let bytesOnly: Bool
  /// A text command whose text is the next -e.
  private var waitingForText: SedCommand?

  init(extended: Bool, bytesOnly: Bool = false) {
    self.bytesOnly = bytesOnly
    self.extended = extended
  }

  // MARK: Input

  mutating func add(expression text: String) throws(ToolFailure) {
    expressions += 1
    place = (expressions, "", 1)
    try read(Array(text.utf8))
  }

  mutating func add(file name: String, _ bytes: [UInt8]) throws(ToolFailure) {
    place = (nil, name, 1)
    var script = bytes
    if script.last == 10 { script.removeLast() }
    try read(script)
  }

  private mutating func read(_ bytes: [UInt8]) throws(ToolFailure) {
    script = bytes
    position = 0
    if let command = waitingForText {
      waitingForText = nil
      command.text = readText()
    }
    while try readCommand() {}
  }

  /// Ends the script: all blocks are closed, all labels known.
  mutating func finish() throws(ToolFailure) {
    if waitingForText != nil { throw fail("expected \\ after `a', `c' or `i'") }
    if !blocks.isEmpty { throw ToolFailure("-e expression #\(max(1, expressions)), char 0: unmatched `{'") }
    for command in commands where "btT".contains(command.letter) {
      if command.name.isEmpty {
        command.target = commands.count
      } else if let target = labels[command.name] {
        command.target = target
      } else {
        throw ToolFailure("can't find label for jump to `\(command.name)'", status: 4)
      }
    }
  }

  private func fail(_ message: String) -> ToolFailure {
    if let expression = place.expression {
      return ToolFailure("-e expression #\(expression), char \(position): \(message)")
    }
    let isPastNewline = position > 0 && position <= script.count && script[position - 1] == 10
    let line = 1 + script.prefix(isPastNewline ? position - 1 : position).count { $0 == 10 }
    return ToolFailure("file \(place.file) line \(line): \(message)")
  }

  private mutating func next() -> UInt8? {
    guard position < script.count else { return nil }
    position += 1
    return script[position - 1]
  }

  private var peek: UInt8? { position < script.count ? script[position] : nil }

  private mutating func skipBlanks() {
    while let byte = peek, ASCII.isBlank(byte) || byte == 13 { position += 1 }
  }

  private mutating func number() -> Int? {
    var digits = 0
    var value = 0
    while let byte = peek, ASCII.isDigit(byte) {
      value = min(value * 10 + Int(byte - 48), 1 << 40)
      digits += 1
      position += 1
    }
    return digits == 0 ? nil : value
  }

  // MARK: Commands

  /// False at the end of the script.
  private mutating func readCommand() throws(ToolFailure) -> Bool {
    while let byte = peek, ASCII.isSpace(byte) || byte == 59 { position += 1 }
    guard peek != nil else { return false }
    let first = try readAddress()
    var second: SedAddress?
    if first != nil {
      skipBlanks()
      if peek == 44 {
        position += 1
        skipBlanks()
        second = try readSecondAddress()
        if second == nil { throw fail("unexpected `,'") }
      }
    } else if peek == 44 {
      position += 1
      throw fail("unexpected `,'")
    }
    if case .line(0)? = first {
      guard case .regex? = second else {
        skipBlanks()
        if peek != nil { position += 1 }
        throw fail("invalid usage of line address 0")
      }
    }
    skipBlanks()
    var negated = false
    while peek == 33 {
      position += 1
      if negated { throw fail("multiple `!'s") }
      negated = true
      skipBlanks()
    }
    guard let letter = next() else { throw fail("missing command") }
    let command = SedCommand(Character(UnicodeScalar(letter)), first, second, negated: negated)
    try read(command)
    return true
  }

  private mutating func read(_ command: SedCommand) throws(ToolFailure) {
    switch command.letter {
    case "#":
      if command.first != nil { throw fail("comments don't accept any addresses") }
      while let byte = next(), byte != 10 {}
      return
    case "{":
      blocks.append(commands.count)
      commands.append(command)
      return
    case "}":
      guard let open = blocks.popLast() else { throw fail("unexpected `}'") }
      if command.first != nil { throw fail("} doesn't want any addresses") }
      commands[open].target = commands.count
      try endCommand()
      return
    case ":":
      if command.first != nil { throw fail(": doesn't want any addresses") }
      let label = readLabel()
      if label.isEmpty { throw fail("\":\" lacks a label") }
      labels[label] = commands.count
      return
    case "a", "i", "c": try readTextCommand(command)
    case "=", "d", "D", "F", "g", "G", "h", "H", "n", "N", "p", "P", "x", "z": try endCommand()
    case "b", "t", "T": command.name = readLabel()
    case "l", "L", "q", "Q":
      if command.letter != "l" && command.second != nil { throw fail("command only uses one address") }
      skipBlanks()
      command.number = number()
      try endCommand()
    case "r", "R", "w", "W":
      skipBlanks()
      command.name = readFileName()
      if command.name.isEmpty { throw fail("missing filename in r/R/w/W commands") }
    case "s": try readSubstitution(command)
    case "y": try readTransliteration(command)
    case "v": _ = readLabel()
    case "e": throw ToolFailure("not simulated: the command e")
    default: throw fail("unknown command: `\(command.letter)'")
    }
    commands.append(command)
  }

  private mutating func endCommand() throws(ToolFailure) {
    skipBlanks()
    guard let byte = peek else { return }
    if byte == 125 || byte == 35 { return }
    position += 1
    if byte != 10 && byte != 59 { throw fail("extra characters after command") }
  }

  private mutating func readLabel() -> String {
    skipBlanks()
    var label: [UInt8] = []
    while let byte = peek, !ASCII.isSpace(byte), byte != 59 {
      label.append(byte)
      position += 1
    }
    return label.text
  }

  private mutating func readFileName() -> String {
    var name: [UInt8] = []
    while let byte = next(), byte != 10 { name.append(byte) }
    return name.text
  }

  private mutating func readTextCommand(_ command: SedCommand) throws(ToolFailure) {
    skipBlanks()
    guard let byte = peek else { throw fail("expected \\ after `a', `c' or `i'") }
    if byte == 92 {
      position += 1
      let start = position
      skipBlanks()
      if peek == 10 {
        position += 1
      } else if peek != nil {
        // Text on the same line: the backslash keeps its blanks.
        position = start
      } else {
        waitingForText = command
        return
      }
    } else if byte == 10 {
      throw fail("expected \\ after `a', `c' or `i'")
    }
    command.text = readText()
  }

  /// Text up to a newline without a backslash before it.
  private mutating func readText() -> [UInt8] {
    var text: [UInt8] = []
    while let byte = next() {
      if byte == 92 {
        guard let escaped = next() else { break }
        text += Self.escape(escaped).map { [$0] } ?? [escaped]
      } else if byte == 10 {
        break
      } else {
        text.append(byte)
      }
    }
    return text + [10]
  }

  static func escape(_ letter: UInt8) -> UInt8? {
    switch letter {
    case 97: 7
    case 102: 12
    case 110: 10
    case 114: 13
    case 116: 9
    case 118: 11
    default: nil
    }
  }

  // MARK: Addresses

  private mutating func readAddress() throws(ToolFailure) -> SedAddress? {
    guard let byte = peek else { return nil }
    if byte == 47 || byte == 92 {
      position += 1
      var delimiter = byte
      if byte == 92 {
        guard let chosen = next() else { throw fail("unexpected `,'") }
        delimiter = chosen
      }
      guard let pattern = readDelimited(delimiter, isRegex: true) else { throw fail("unterminated address regex") }
      var (ignoresCase, multiline) = (false, false)
      while let flag = peek, flag == 73 || flag == 77 {
        position += 1
        if flag == 73 { ignoresCase = true } else { multiline = true }
      }
      return .regex(try compile(pattern, ignoresCase, multiline))
    }
    if ASCII.isDigit(byte), let first = number() {
      skipBlanks()
      guard peek == 126 else { return .line(first) }
      position += 1
      return .step(first: first, every: number() ?? 0)
    }
    if byte == 36 {
      position += 1
      return .last
    }
    return nil
  }

  private mutating func readSecondAddress() throws(ToolFailure) -> SedAddress? {
    if let byte = peek, byte == 43 || byte == 126 {
      position += 1
      guard let count = number() else { throw fail("expected number") }
      return byte == 43 ? .offset(count) : .multiple(count)
    }
    return try readAddress()
  }

  /// What stands before the next delimiter; nil where there is none.
  private mutating func readDelimited(_ delimiter: UInt8, isRegex: Bool) -> [UInt8]? {
    var text: [UInt8] = []
    while let byte = next() {
      if byte == delimiter { return text }
      if byte == 91, isRegex, let end = SedPattern.bracketEnd(script, position, delimiter) {
        text += [91] + script[position..<end]
        position = end
      } else if byte == 92 {
        guard let escaped = next() else { return nil }
        if escaped == delimiter {
          // A delimiter that is special stays what it is without the backslash.
          text += delimiter == 47 || !isRegex ? [escaped] : SedParser.literalDelimiter(escaped)
          if !isRegex && escaped == 38 { text.insert(92, at: text.count - 1) }
        } else if escaped == 10 && isRegex {
          text.append(10)
        } else {
          text += [92, escaped]
        }
      } else {
        text.append(byte)
      }
    }
    return nil
  }

  private static func literalDelimiter(_ byte: UInt8) -> [UInt8] {
    [46, 42, 91, 93, 94, 36].contains(byte) ? [92, byte] : [byte]
  }

  private func compile(_ pattern: [UInt8], _ ignoresCase: Bool, _ multiline: Bool) throws(ToolFailure) -> SedRegex {
    guard !pattern.isEmpty else { return SedRegex(nil) }
    do {
      return SedRegex(
        try Regex(
          SedPattern.translate(pattern, extended: extended), extended: extended, ignoresCase: ignoresCase,
          newlineSensitive: multiline, bytesOnly: bytesOnly))
    } catch {
      throw fail(error.message)
    }
  }

  // MARK: s and y

  private mutating func readSubstitution(_ command: SedCommand) throws(ToolFailure) {
    let unterminated = "unterminated `s' command"
    guard let delimiter = next(), delimiter != 10, delimiter != 92,
      let pattern = readDelimited(delimiter, isRegex: true), let right = readDelimited(delimiter, isRegex: false)
    else { throw fail(unterminated) }
    var substitution = SedSubstitution(regex: SedRegex(nil))
    var (ignoresCase, multiline, hasNumber) = (false, false, false)
    flags: while true {
      guard let flag = peek else { break }
      position += 1
      switch flag {
      case 103:
        if substitution.isGlobal { throw fail("multiple `g' options to `s' command") }
        substitution.isGlobal = true
      case 112:
        if substitution.prints { throw fail("multiple `p' options to `s' command") }
        substitution.prints = true
      case 105, 73: ignoresCase = true
      case 109, 77: multiline = true
      case 101: throw ToolFailure("not simulated: the flag e of the command s")
      case 48...57:
        position -= 1
        let value = number() ?? 0
        if hasNumber { throw fail("multiple number options to `s' command") }
        if value == 0 { throw fail("number option to `s' command may not be zero") }
        substitution.number = value
        hasNumber = true
      case 119:
        skipBlanks()
        substitution.file = readFileName()
        if substitution.file?.isEmpty == true { throw fail("missing filename in r/R/w/W commands") }
        break flags
      case 125, 35:
        position -= 1
        break flags
      case 10, 59: break flags
      case 13, 32, 9: continue
      default: throw fail("unknown option to `s'")
      }
    }
    substitution.regex = try compile(pattern, ignoresCase, multiline)
    substitution.replacement = SedPattern.replacement(right)
    if let regex = substitution.regex.regex {
      for case .group(let number) in substitution.replacement where number > regex.groupCount {
        throw fail("invalid reference \\\(number) on `s' command's RHS")
      }
    }
    command.substitution = substitution
  }

  private mutating func readTransliteration(_ command: SedCommand) throws(ToolFailure) {
    let unterminated = "unterminated `y' command"
    guard let delimiter = next(), let left = readDelimited(delimiter, isRegex: false),
      let right = readDelimited(delimiter, isRegex: false)
    else { throw fail(unterminated) }
    let (from, to) = (SedPattern.plain(left), SedPattern.plain(right))
    guard from.count == to.count else { throw fail("strings for `y' command are different lengths") }
    for (a, b) in zip(from, to) where command.characters[a] == nil { command.characters[a] = b }
    try endCommand()
  }
}
