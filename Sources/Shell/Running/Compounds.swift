import ShellLanguage
import World

extension Interpreter {
  func runConditional(_ branches: [Command.Branch], _ otherwise: CommandList?) throws {
    for branch in branches {
      if try condition(branch.condition) {
        try run(branch.body)
        return
      }
    }
    if let otherwise {
      try run(otherwise)
    } else {
      session.lastStatus = 0
    }
  }

  /// Runs the list of a condition, which may fail without consequences.
  private func condition(_ list: CommandList) throws -> Bool {
    errorsIgnored += 1
    defer { errorsIgnored -= 1 }
    return try run(list) == 0
  }

  /// Runs the body of a loop once; false where the loop is left.
  func round(_ body: CommandList) throws -> Bool {
    do {
      try run(body)
      return true
    } catch Flow.leaveLoop(let levels) {
      if levels > 1 { throw Flow.leaveLoop(levels: levels - 1) }
      return false
    } catch Flow.nextRound(let levels) {
      if levels > 1 { throw Flow.nextRound(levels: levels - 1) }
      return true
    }
  }

  func runLoop(_ isUntil: Bool, _ condition: CommandList, _ body: CommandList) throws {
    loopDepth += 1
    defer { loopDepth -= 1 }
    var status: Int32 = 0
    while true {
      try stage.step()
      let holds: Bool
      do {
        holds = try self.condition(condition)
      } catch Flow.leaveLoop(let levels) {
        if levels > 1 { throw Flow.leaveLoop(levels: levels - 1) }
        break
      } catch Flow.nextRound(let levels) {
        if levels > 1 { throw Flow.nextRound(levels: levels - 1) }
        continue
      }
      if holds == isUntil { break }
      session.lastStatus = 0
      let goesOn = try round(body)
      status = session.lastStatus
      if !goesOn { break }
    }
    session.lastStatus = status
  }

  func runEach(_ name: String, _ words: [Word]?, _ body: CommandList, line: Int) throws {
    guard isIdentifier(name) else {
      try complain("`\(name)': not a valid identifier")
      session.lastStatus = 1
      return
    }
    let values = try words.map { try expander.fields(of: $0) } ?? session.positional
    let shown = words?.map(\.text).joined(separator: " ") ?? "\"$@\""
    loopDepth += 1
    defer { loopDepth -= 1 }
    session.lastStatus = 0
    for value in values {
      try stage.step()
      self.line = line
      try trace("for \(name) in \(shown)")
      try assign(name, index: nil, to: value, appending: false)
      if try !round(body) { break }
    }
  }

  func runCount(_ start: Word, _ condition: Word, _ step: Word, _ body: CommandList) throws {
    loopDepth += 1
    defer { loopDepth -= 1 }
    var status: Int32 = 0
    session.lastStatus = 1
    // A mistake in one of the expressions ends the loop.
    if !start.text.isEmpty, try loopValue(start) == nil { return }
    while true {
      if !condition.text.allSatisfy({ $0 == " " }) {
        guard let value = try loopValue(condition) else {
          status = 1
          break
        }
        if value == 0 { break }
      }
      try stage.step()
      try process.wait(for: .microseconds(10))
      session.lastStatus = 0
      let goesOn = try round(body)
      status = session.lastStatus
      if !goesOn { break }
      if !step.text.isEmpty, try loopValue(step) == nil {
        status = 1
        break
      }
    }
    session.lastStatus = status
  }

  private func loopValue(_ word: Word) throws -> Int64? {
    try trace("(( \(word.text) ))")
    return try commandValue(of: word, name: "((")
  }

  func runChoice(_ subject: Word, _ clauses: [Command.Clause]) throws {
    try trace("case \(subject.text) in")
    let text = try expander.text(of: subject)
    session.lastStatus = 0
    var index = 0
    while index < clauses.count {
      guard try clauses[index].patterns.contains(where: { try fits(text, $0) }) else {
        index += 1
        continue
      }
      try run(clauses[index].body)
      while clauses[index].ending == .fallThrough, index + 1 < clauses.count {
        index += 1
        try run(clauses[index].body)
      }
      if clauses[index].ending != .testNext { return }
      index += 1
    }
  }

  /// Whether a text fits the pattern of a word.
  func fits(_ text: String, _ word: Word, extended: Bool? = nil) throws -> Bool {
    let pattern = Pattern(
      try expander.pattern(of: word), extended: extended ?? session.options["extglob"],
      ignoresCase: session.options["nocasematch"])
    return pattern.matches(text)
  }

  // MARK: - [[ ]]

  /// 0 where it holds, 1 where not, 2 where it cannot be said.
  func evaluate(_ condition: Condition) throws -> Int32 {
    switch condition {
    case .parenthesis(let inner): return try evaluate(inner)
    case .not(let inner):
      conditionPrefix += "! "
      defer { conditionPrefix = "" }
      let status = try evaluate(inner)
      return status == 0 ? 1 : status == 1 ? 0 : status
    case .and(let left, let right):
      let status = try evaluate(left)
      return status == 0 ? try evaluate(right) : status
    case .or(let left, let right):
      let status = try evaluate(left)
      return status == 0 ? 0 : try evaluate(right)
    case .word(let word):
      let text = try expander.text(of: word)
      try trace("[[ \(conditionPrefix)-n \(Quoting.whereNeeded(text)) ]]")
      return text.isEmpty ? 1 : 0
    case .unary(let sign, let word):
      let text = try expander.text(of: word)
      try trace("[[ \(conditionPrefix)\(sign) \(Quoting.whereNeeded(text)) ]]")
      return try TestExpression.unary(sign, text, in: self) ? 0 : 1
    case .binary(let left, let sign, let right): return try compare(left, sign, right)
    }
  }

  private func compare(_ leftWord: Word, _ sign: String, _ rightWord: Word) throws -> Int32 {
    let left = try expander.text(of: leftWord)
    let prefix = conditionPrefix
    let shown = { (right: String) in "[[ \(prefix)\(left.isEmpty ? "''" : left) \(sign) \(right) ]]" }
    switch sign {
    case "=", "==", "!=":
      let pattern = try expander.pattern(of: rightWord)
      try trace(shown(pattern.shown))
      let matches = Pattern(pattern, extended: true, ignoresCase: session.options["nocasematch"]).matches(left)
      return matches == (sign != "!=") ? 0 : 1
    case "=~":
      let characters = try expander.pattern(of: rightWord)
      try trace(shown(characters.shown))
      return matchRegex(left, characters)
    case "<", ">":
      let right = try expander.text(of: rightWord)
      try trace(shown(right))
      let less = left.unicodeScalars.lexicographicallyPrecedes(right.unicodeScalars)
      let equal = left.unicodeScalars.elementsEqual(right.unicodeScalars)
      return (sign == "<" ? less : !less && !equal) ? 0 : 1
    case "-eq", "-ne", "-lt", "-le", "-gt", "-ge":
      let right = try expander.text(of: rightWord)
      try trace(shown(right))
      let numbers: (Int64, Int64)
      do throws(ArithmeticFailure) {
        numbers = (try Arithmetic.evaluate(left, in: self), try Arithmetic.evaluate(right, in: self))
      } catch {
        try complain("[[: \(error.message)")
        return 1
      }
      return TestExpression.compare(numbers.0, sign, numbers.1) ? 0 : 1
    default:
      let right = try expander.text(of: rightWord)
      try trace(shown(right))
      return TestExpression.compareFiles(left, sign, right, in: self) ? 0 : 1
    }
  }

  private func matchRegex(_ text: String, _ characters: [PatternCharacter]) -> Int32 {
    guard let expression = RegularExpression(characters, ignoresCase: session.options["nocasematch"]) else { return 2 }
    guard let groups = expression.firstMatch(in: text) else {
      session.setArray("BASH_REMATCH", to: [])
      return 1
    }
    session.setArray("BASH_REMATCH", to: groups.map { $0 ?? "" })
    return 0
  }
}

extension [PatternCharacter] {
  /// As `set -x` shows a pattern: quoted special characters with a backslash.
  var shown: String {
    if isEmpty { return "''" }
    var text = ""
    for character in self {
      if character.isQuoted { text += "\\" }
      text.unicodeScalars.append(character.scalar)
    }
    return text
  }
}
