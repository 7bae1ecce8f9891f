/// Words that mean something where a command may begin.
public let reservedWords: [String] = [
  "if", "then", "else", "elif", "fi", "case", "esac", "for", "select", "while", "until", "do", "done", "in", "function",
  "time", "{", "}", "!", "[[", "]]", "coproc",
]

extension Parser {
  /// Whether the token ends a list that stands in a compound command.
  private func endsList(_ token: Token) -> Bool {
    switch token {
    case .end, .op(.close), .op(.leave), .op(.fallThrough), .op(.testNext): true
    case .word(let word):
      switch word.bare {
      case "then", "else", "elif", "fi", "do", "done", "esac", "}": true
      default: false
      }
    default: false
    }
  }

  /// Commands up to a word or sign that ends the construct they stand in; it is not taken.
  mutating func commands(mayBeEmpty: Bool = false) throws(SyntaxFailure) -> CommandList {
    var list = CommandList()
    try skipNewlines()
    if mayBeEmpty, endsList(try peek(command: true)) { return list }
    while true {
      let chain = try chain()
      var inBackground = false
      var goesOn = true
      switch try peek() {
      case .op(.semicolon): take()
      case .op(.background):
        take()
        inBackground = true
      case .newline: take()
      default: goesOn = false
      }
      list.items.append(.init(chain: chain, inBackground: inBackground))
      if !goesOn { return list }
      try skipNewlines()
      if endsList(try peek(command: true)) { return list }
    }
  }

  mutating func skipNewlines() throws(SyntaxFailure) {
    while case .newline = try peek(command: true) { take() }
  }

  mutating func chain() throws(SyntaxFailure) -> Chain {
    var chain = Chain(first: try pipeline())
    while case .op(let op) = try peek(), let joint = Chain.Joint(rawValue: op.rawValue) {
      take()
      try skipNewlines()
      chain.rest.append(.init(joint: joint, pipeline: try pipeline()))
    }
    return chain
  }

  private mutating func pipeline() throws(SyntaxFailure) -> Pipeline {
    var pipeline = Pipeline(stages: [])
    var hasPrefix = false
    while case .word(let word) = try peek(command: true), let name = word.bare, name == "!" || name == "time" {
      hasPrefix = true
      take()
      if name == "!" {
        pipeline.isNegated.toggle()
      } else {
        pipeline.timing = .bash
        if case .word(let option) = try peek(), option.bare == "-p" {
          take()
          pipeline.timing = .posix
        }
      }
    }
    if hasPrefix {
      switch try peek(command: true) {
      case .newline, .end, .op(.semicolon), .op(.background), .op(.close): return pipeline
      default: break
      }
    }
    pipeline.stages.append(try command())
    while true {
      switch try peek() {
      case .op(.pipe): take()
      case .op(.pipeBoth):
        take()
        let both = Redirection(
          descriptor: .number(2), operator: .duplicateOutput, target: Word(parts: [.literal("1")], text: "1"))
        pipeline.stages[pipeline.stages.count - 1].redirections.append(both)
      default: return pipeline
      }
      try skipNewlines()
      pipeline.stages.append(try command())
    }
  }

  private mutating func command() throws(SyntaxFailure) -> Command {
    try nested { parser throws(SyntaxFailure) in try parser.commandInside() }
  }

  private mutating func commandInside() throws(SyntaxFailure) -> Command {
    let token = try peek(command: true)
    let line = cached?.line ?? self.line
    switch token {
    case .word(let word):
      if let name = word.bare, let kind = try compound(name) {
        return Command(kind: kind, redirections: try redirections(), line: line)
      }
      return try simple(line: line)
    case .op(.open):
      let kind = try parenthesis()
      return Command(kind: kind, redirections: try redirections(), line: line)
    case .op(let op) where Redirection.Operator(rawValue: op.rawValue) != nil: return try simple(line: line)
    case .number, .variable: return try simple(line: line)
    default: throw unexpected(token)
    }
  }

  /// `( … )` or `(( … ))`; the opening parenthesis has been peeked at.
  private mutating func parenthesis() throws(SyntaxFailure) -> Command.Kind {
    if byte() == UInt8(ascii: "("), let start = cached?.start {
      let saved = self
      pos = start
      cached = nil
      if let word = try readArithmetic(skipping: 2) { return .arithmetic(word) }
      self = saved
    }
    take()
    let body = try commands()
    guard case .op(.close) = try peek() else { throw unexpected(try peek()) }
    take()
    return .subshell(body)
  }

  private mutating func simple(line: Int) throws(SyntaxFailure) -> Command {
    var command = SimpleCommand()
    var redirects: [Redirection] = []
    var declares = false
    while true {
      acceptsAssignments = command.words.isEmpty || declares
      if let redirect = try redirection() {
        redirects.append(redirect)
        continue
      }
      switch try peek(command: command.words.isEmpty) {
      case .word(let word):
        cached = nil
        if command.words.isEmpty, let assignment = word.assignment {
          command.assignments.append(assignment)
        } else {
          if command.words.isEmpty { declares = Self.declarations.contains(word.constant ?? "") }
          command.words.append(word)
        }
      case .op(.open) where command.words.count == 1 && command.assignments.isEmpty && redirects.isEmpty:
        take()
        guard case .op(.close) = try peek() else { throw unexpected(try peek()) }
        take()
        return Command(kind: try functionBody(name: command.words[0].text), line: line)
      case .op(.open): throw unexpected(try peek())
      default:
        acceptsAssignments = true
        return Command(kind: .simple(command), redirections: redirects, line: line)
      }
    }
  }

  /// The commands whose arguments may be assignments of arrays.
  private static let declarations: Set<String> = [
    "declare", "typeset", "local", "export", "readonly", "eval", "let", "alias",
  ]

  /// The body of a function, which is a compound command.
  mutating func functionBody(name: String) throws(SyntaxFailure) -> Command.Kind {
    try skipNewlines()
    let token = try peek(command: true)
    let line = cached?.line ?? self.line
    let kind: Command.Kind
    switch token {
    case .op(.open): kind = try parenthesis()
    case .word(let word):
      guard let name = word.bare, let found = try compound(name) else { throw unexpected(token) }
      kind = found
    default: throw unexpected(token)
    }
    return .function(name: name, body: Command(kind: kind, redirections: try redirections(), line: line))
  }
}
