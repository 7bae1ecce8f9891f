/// Writes commands the way `declare -f` and `type` show them (bash's print_cmd.c).
public struct Printer {
  private var text = ""
  private var indentation = 0
  private var deferred: [Redirection] = []
  /// Within a function every command has a line of its own; a job is shown on one where that is possible.
  private var isInFunction = false

  private init() {}

  /// `name () …` and the body, without a newline at the end.
  public static func function(_ name: String, _ body: Command) -> String {
    var printer = Printer()
    printer.text = "\(name) () \n"
    printer.isInFunction = true
    printer.command(body)
    return printer.text
  }

  /// One command, as the list of jobs shows it.
  public static func command(_ command: Command) -> String {
    var printer = Printer()
    printer.command(command)
    printer.printHereDocuments()
    return printer.text
  }

  public static func chain(_ chain: Chain) -> String {
    var printer = Printer()
    printer.chain(chain)
    printer.printHereDocuments()
    return printer.text
  }

  public static func condition(_ condition: Condition) -> String {
    var printer = Printer()
    printer.condition(condition)
    return printer.text
  }

  private mutating func newline(_ line: String = "") {
    text += "\n\(String(repeating: " ", count: indentation))\(line)"
  }

  private mutating func indented(_ body: (inout Printer) -> Void) {
    indentation += 4
    newline()
    body(&self)
    indentation -= 4
  }

  /// A list inside of a construct whose end word needs a semicolon before it.
  private mutating func body(_ list: CommandList) {
    indented {
      $0.list(list)
      if !$0.printHereDocuments(), $0.text.last != "&" { $0.text += ";" }
    }
    newline()
  }

  private mutating func list(_ list: CommandList) {
    for (index, item) in list.items.enumerated() {
      chain(item.chain)
      let isLast = index == list.items.count - 1
      if item.inBackground {
        text += isLast ? " &" : " & "
      } else if !isLast {
        if !printHereDocuments() { text += ";" }
        if isInFunction { newline() } else { text += " " }
      }
    }
  }

  @discardableResult
  private mutating func printHereDocuments() -> Bool {
    if deferred.isEmpty { return false }
    text += "\n"
    for document in deferred {
      text += document.target.text
      var end = document.delimiter
      if document.target.parts.count == 1, case .quoted = document.target.parts[0], end.count > 1,
        end.first == "'" || end.first == "\""
      {
        end = String(end.dropFirst().dropLast())
      }
      text += "\(end)\n"
    }
    deferred = []
    return true
  }

  private mutating func chain(_ chain: Chain) {
    pipeline(chain.first)
    for link in chain.rest {
      text += " \(link.joint.rawValue) "
      pipeline(link.pipeline)
    }
  }

  private mutating func pipeline(_ pipeline: Pipeline) {
    if let timing = pipeline.timing { text += timing == .posix ? "time -p " : "time " }
    if pipeline.isNegated { text += "! " }
    for (index, stage) in pipeline.stages.enumerated() {
      if index > 0 {
        text += " |"
        text += printHereDocuments() ? "  " : " "
      }
      command(stage)
    }
  }

  private mutating func command(_ command: Command) {
    switch command.kind {
    case .simple(let simple):
      let words = simple.assignments.map(\.text) + simple.words.map(\.text)
      text += words.joined(separator: " ")
      redirections(command.redirections, first: words.isEmpty)
      return
    case .group(let list):
      text += "{ "
      guard isInFunction else {
        self.list(list)
        printHereDocuments()
        text += text.last == "&" ? " }" : "; }"
        break
      }
      indented { $0.list(list) }
      printHereDocuments()
      newline("}")
    case .subshell(let list):
      text += "( "
      self.list(list)
      printHereDocuments()
      text += " )"
    case .conditional(let branches, let otherwise): conditional(branches[...], otherwise)
    case .loop(let isUntil, let condition, let body):
      text += isUntil ? "until " : "while "
      list(condition)
      text += "; do"
      self.body(body)
      text += "done"
    case .each(let name, let words, let body): loop("for", name, words, body)
    case .select(let name, let words, let body): loop("select", name, words, body)
    case .count(let start, let condition, let step, let body):
      text += "for ((\(start.text); \(condition.text); \(step.text)))"
      newline("do")
      self.body(body)
      text += "done"
    case .choice(let subject, let clauses): choice(subject, clauses)
    case .arithmetic(let word): text += "((\(word.text)))"
    case .test(let condition):
      text += "[[ "
      self.condition(condition)
      text += " ]]"
    case .function(let name, let body):
      text += "function \(name) () "
      newline()
      let outer = isInFunction
      isInFunction = true
      self.command(body)
      isInFunction = outer
    }
    redirections(command.redirections, first: false)
  }

  private mutating func loop(_ keyword: String, _ name: String, _ words: [Word]?, _ body: CommandList) {
    let values = words.map { $0.map(\.text).joined(separator: " ") } ?? "\"$@\""
    text += "\(keyword) \(name) in \(values);"
    newline("do")
    self.body(body)
    text += "done"
  }

  private mutating func conditional(_ branches: ArraySlice<Command.Branch>, _ otherwise: CommandList?) {
    guard let branch = branches.first else { return }
    text += "if "
    list(branch.condition)
    text += "; then"
    body(branch.body)
    if branches.count > 1 {
      // An elif is shown as an if within the else.
      text += "else"
      indented {
        $0.conditional(branches.dropFirst(), otherwise)
        $0.text += ";"
      }
      newline()
    } else if let otherwise {
      text += "else"
      body(otherwise)
    }
    text += "fi"
  }

  private mutating func choice(_ subject: Word, _ clauses: [Command.Clause]) {
    text += "case \(subject.text) in "
    indentation += 4
    for clause in clauses {
      newline("\(clause.patterns.map(\.text).joined(separator: " | ")))")
      if clause.body.isEmpty {
        text += "\n"
      } else {
        indented {
          $0.list(clause.body)
          $0.printHereDocuments()
        }
      }
      newline(clause.ending.rawValue)
    }
    indentation -= 4
    newline("esac")
  }

  private mutating func condition(_ condition: Condition) {
    switch condition {
    case .word(let word): text += word.text
    case .unary(let sign, let word): text += "\(sign) \(word.text)"
    case .binary(let left, let sign, let right): text += "\(left.text) \(sign) \(right.text)"
    case .not(let inner):
      text += "! "
      self.condition(inner)
    case .and(let left, let right):
      self.condition(left)
      text += " && "
      self.condition(right)
    case .or(let left, let right):
      self.condition(left)
      text += " || "
      self.condition(right)
    case .parenthesis(let inner):
      text += "( "
      self.condition(inner)
      text += " )"
    }
  }

  private mutating func redirections(_ list: [Redirection], first: Bool) {
    for (index, redirection) in list.enumerated() {
      if !(first && index == 0) { text += " " }
      self.redirection(redirection)
    }
  }

  private mutating func redirection(_ redirection: Redirection) {
    let target = redirection.target.text
    var number: String?
    switch redirection.descriptor {
    case .number(let value): number = String(value)
    case .variable(let name): number = "{\(name)}"
    case nil: number = nil
    }
    func prefix(unless standard: String) -> String { number == standard ? "" : number ?? "" }
    switch redirection.operator {
    case .input: text += "\(prefix(unless: "0"))< \(target)"
    case .output, .append, .clobber: text += "\(prefix(unless: "1"))\(redirection.operator.rawValue) \(target)"
    case .readWrite: text += "\(number ?? "0")<> \(target)"
    case .duplicateInput where target == "-": text += "\(number ?? "0")>&-"
    case .duplicateInput: text += "\(number ?? "0")<&\(target)"
    case .duplicateOutput where number == nil && Int(target) == nil && target != "-" && !target.hasPrefix("$"):
      text += "&> \(target)"
    case .duplicateOutput: text += "\(number ?? "1")>&\(target)"
    case .both, .bothAppend: text += "\(redirection.operator.rawValue) \(target)"
    case .hereString: text += "\(prefix(unless: "0"))<<< \(target)"
    case .hereDocument, .hereDocumentWithoutTabs:
      text += "\(prefix(unless: "0"))\(redirection.operator.rawValue)\(redirection.delimiter)"
      deferred.append(redirection)
    }
  }
}
