import Hosts
import ShellLanguage
import Simulation

// The shell's constructs other than lists, pipelines, `if` and plain loops.
extension ScriptRun {
  mutating func construct(_ command: Command) throws(Stop) {
    switch command.kind {
    case .choice(let subject, let clauses): try choose(expand(subject), clauses)
    case .test(let condition): status = holds(condition) ? 0 : 1
    case .arithmetic(let word): status = arithmetic(word) == 0 ? 1 : 0
    case .count(let start, let condition, let step, let body): try count(start, condition, step, body)
    case .function(let name, let body): functions[name] = body
    default: break
    }
  }

  private mutating func choose(_ subject: String, _ clauses: [Command.Clause]) throws(Stop) {
    status = 0
    var isFalling = false
    for clause in clauses {
      guard isFalling || clause.patterns.contains(where: { Pattern(expand($0)).matches(subject) }) else { continue }
      try list(clause.body)
      switch clause.ending {
      case .leave: return
      case .fallThrough: isFalling = true
      case .testNext: isFalling = false
      }
    }
  }

  private mutating func count(
    _ start: Word, _ condition: Word, _ step: Word, _ body: CommandList
  ) throws(Stop) {
    _ = arithmetic(start)
    var turns = 0
    while turns < 2_000, condition.parts.isEmpty || arithmetic(condition) != 0 {
      turns += 1
      guard try isGoingOn(body) else { return }
      _ = arithmetic(step)
    }
    if turns >= 2_000 { throw .forever }
  }

  /// Runs the body of a loop once; false where it was left by `break`.
  mutating func isGoingOn(_ body: CommandList) throws(Stop) -> Bool {
    do {
      try list(body)
      return true
    } catch {
      switch error {
      case .leaveLoop(let levels):
        if levels > 1 { throw .leaveLoop(levels - 1) }
        return false
      case .nextTurn(let levels):
        if levels > 1 { throw .nextTurn(levels - 1) }
        return true
      default: throw error
      }
    }
  }

  mutating func arithmetic(_ word: Word) -> Int64 {
    let scope = ScriptScope(variables: situation.environment)
    let result = try? Arithmetic.evaluate(expand(word), in: scope)
    situation.environment = scope.variables
    return result ?? 0
  }

  /// Goes one level deeper, for whoever goes up again.
  private mutating func nest() throws(Stop) {
    guard depth < 50 else {
      report("\(shellName): \(name): maximum function nesting level exceeded")
      throw .exit(2)
    }
    depth += 1
  }

  private mutating func evaluate(_ text: String) throws(Stop) {
    try nest()
    defer { depth -= 1 }
    for list in (try? Parser.all(text)) ?? [] { try self.list(list) }
  }

  /// Calls a function with its own positional parameters.
  mutating func call(_ body: Command, _ arguments: [String]) throws(Stop) {
    try nest()
    defer { depth -= 1 }
    let kept = words
    words = arguments
    defer { words = kept }
    do {
      try run(body)
    } catch {
      guard case .leaveFunction(let code) = error else { throw error }
      status = code
    }
  }

  /// `[[ … ]]`
  private mutating func holds(_ condition: Condition) -> Bool {
    switch condition {
    case .word(let word): return !expand(word).isEmpty
    case .not(let inner): return !holds(inner)
    case .and(let left, let right): return holds(left) && holds(right)
    case .or(let left, let right): return holds(left) || holds(right)
    case .parenthesis(let inner): return holds(inner)
    case .unary(let name, let word): return test([name, expand(word)])
    case .binary(let left, let name, let right):
      let (first, second) = (expand(left), expand(right))
      switch name {
      case "=", "==": return Pattern(second).matches(first)
      case "!=": return !Pattern(second).matches(first)
      case "=~": return RegularExpression(second.unicodeScalars.map { PatternCharacter($0) })?.firstMatch(in: first) != nil
      case "<": return first < second
      case ">": return first > second
      default: return test([first, name, second])
      }
    }
  }

  /// Builtins that steer the script itself; false for all other names.
  mutating func steer(_ program: String, _ rest: [String]) throws(Stop) -> Bool {
    switch program {
    case "break": throw .leaveLoop(rest.first.flatMap { Int($0) } ?? 1)
    case "continue": throw .nextTurn(rest.first.flatMap { Int($0) } ?? 1)
    case "return": throw .leaveFunction(rest.first.flatMap { Int($0) }.map { $0 & 255 } ?? status)
    case "shift": words.removeFirst(min(words.count, max(0, rest.first.flatMap { Int($0) } ?? 1)))
    case "set": if let mark = rest.firstIndex(of: "--") { words = Array(rest[(mark + 1)...]) }
    case "read": read(rest)
    case "eval": try evaluate(rest.joined(separator: " "))
    case "let":
      for text in rest { status = arithmetic(Word(parts: [.literal(text)], text: text)) == 0 ? 1 : 0 }
    default: return false
    }
    return true
  }

  /// `read`: the next line of the input, its fields in variables; 1 at the end.
  private mutating func read(_ arguments: [String]) {
    let names = arguments.filter { !$0.hasPrefix("-") }
    guard let text = pipedInput, !text.isEmpty else {
      status = 1
      return
    }
    let end = text.firstIndex(of: "\n") ?? text.endIndex
    let line = String(text[..<end])
    pipedInput = end == text.endIndex ? "" : String(text[text.index(after: end)...])
    let separators = situation.environment["IFS"].map { Set($0) } ?? [" ", "\t"]
    var fields = line.split(maxSplits: max(0, names.count - 1), whereSeparator: { separators.contains($0) }).map(String.init)
    if names.count <= 1 { fields = [line.trimmed] }
    for (index, name) in (names.isEmpty ? ["REPLY"] : names).enumerated() {
      situation.environment[name] = index < fields.count ? fields[index] : ""
    }
  }
}
