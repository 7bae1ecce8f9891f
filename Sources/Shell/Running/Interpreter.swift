import Hosts
import OrderedCollections
import ShellLanguage
import Simulation
import World

/// Runs parsed commands for one shell process: the prompt's, a script's, a subshell's.
final class Interpreter: ExpansionHost {
  /// Where the text comes from, which decides the words of messages and what a mistake ends.
  enum Origin {
    /// Typed lines, or `bash -s`.
    case lines
    /// `bash -c`
    case command
    case script(String)
    /// A subshell, a stage of a pipeline, a substitution.
    case subshell
  }

  let process: Process
  var session: ShellSession
  var descriptors: DescriptorTable
  let origin: Origin
  /// The name in messages: `bash`, or the script's.
  var messageName: String
  var line = 1
  /// The functions being run, the innermost last.
  var functionNames: [String] = []
  var sourceDepth = 0
  /// Whether a file that an interactive shell reads is being run: `$-` has its `i` there, messages name the file.
  var isFromPrompt = false
  var loopDepth = 0
  /// Above 0 a failing command does not end the shell under `set -e`.
  var errorsIgnored = 0
  /// The status of the last command substitution of the command being expanded.
  var substitutionStatus: Int32?
  /// How deep the evaluation is nested, so that no recursion can exhaust the stack.
  var depth = 0
  static let depthMax = 120
  /// What runs after the command because `>(…)` reads what it wrote, and which files go then.
  var afterCommand: [(path: String, list: CommandList?)] = []
  var processFileNumber = 63
  var isTrapping = false
  /// The command that runs, or that a trap is run for: BASH_COMMAND.
  var present: Command?
  /// The negations before the comparison of `[[ ]]` that is being traced.
  var conditionPrefix = ""
  /// The assignments among the arguments of `declare` and its like, by their place.
  var pendingAssignments: [Int: Assignment] = [:]
  /// The builtin that is being run, for its messages.
  var builtinName = ""

  init(process: Process, session: ShellSession, descriptors: DescriptorTable, origin: Origin, messageName: String) {
    self.process = process
    self.session = session
    self.descriptors = descriptors
    self.origin = origin
    self.messageName = messageName
    process.directory = session.directory
    process.umask = session.umask
  }

  var stage: Stage { process.stage }
  var expander: Expander { Expander(self) }

  /// What stands before every message.
  var messagePrefix: String {
    if session.isDash { return "\(messageName): \(line): " }
    return session.isInteractive ? "\(messageName): " : "\(messageName): line \(line): "
  }

  func complain(_ message: String) throws {
    try printError("\(messagePrefix)\(message)\n")
  }

  func print(_ text: String) throws {
    try descriptors.output.write(text, at: process.now)
  }

  func printError(_ text: String) throws {
    try descriptors.errors.write(text, at: process.now)
  }

  // MARK: - Lists

  /// Runs a list and returns the status of its last command.
  @discardableResult
  func run(_ list: CommandList) throws -> Int32 {
    for item in list.items {
      // `set -n` lets nothing more of the line run; a prompt forgets it with the line.
      if session.options["noexec"] { break }
      if item.inBackground {
        try startJob(item.chain)
      } else {
        try run(item.chain)
      }
    }
    return session.lastStatus
  }

  func run(_ chain: Chain) throws {
    let isPlain = chain.rest.isEmpty
    if isPlain {
      try run(chain.first, decides: false)
      return
    }
    try run(chain.first, decides: true)
    for (index, link) in chain.rest.enumerated() {
      let wanted = link.joint == .and
      if (session.lastStatus == 0) != wanted { continue }
      // Only what stands last can end the shell under `set -e`.
      try run(link.pipeline, decides: index < chain.rest.count - 1)
    }
  }

  /// - Parameter decides: its status decides what else runs, so that a failure does not end the shell.
  private func run(_ pipeline: Pipeline, decides: Bool) throws {
    let ignores = decides || pipeline.isNegated
    if ignores { errorsIgnored += 1 }
    defer { if ignores { errorsIgnored -= 1 } }
    let start = process.now
    if let beginning = beginningOfJob {
      try runStoppable(pipeline, from: beginning)
    } else {
      try runForeground(pipeline)
    }
    if let timing = pipeline.timing { try printTiming(process.now - start, timing) }
    if pipeline.isNegated { session.lastStatus = session.lastStatus == 0 ? 1 : 0 }
  }

  func runForeground(_ pipeline: Pipeline) throws {
    if pipeline.stages.count == 1 {
      try run(pipeline.stages[0])
      let isOwnPipeline =
        switch pipeline.stages[0].kind {
        case .simple, .subshell, .arithmetic, .test: true
        default: false
        }
      if isOwnPipeline { session.setArray("PIPESTATUS", to: [String(session.lastStatus)]) }
    } else if !pipeline.stages.isEmpty {
      try runStages(pipeline)
    } else {
      session.lastStatus = 0
    }
  }

  private func printTiming(_ span: Span, _ timing: Pipeline.Timing) throws {
    let milliseconds = Int(span.nanoseconds / 1_000_000)
    func padded(_ number: Int, _ width: Int) -> String {
      let digits = String(number)
      return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
    let seconds = milliseconds / 1000
    if timing == .posix {
      let real = "\(seconds).\(padded(milliseconds % 1000 / 10, 2))"
      try printError("real \(real)\nuser 0.00\nsys 0.00\n")
    } else {
      let real = "\(seconds / 60)m\(seconds % 60).\(padded(milliseconds % 1000, 3))s"
      try printError("\nreal\t\(real)\nuser\t0m0.001s\nsys\t0m0.001s\n")
    }
  }

  /// Runs one command with its redirections, and does what `set -e` and `trap … ERR` ask for.
  func run(_ command: Command) throws {
    depth += 1
    defer { depth -= 1 }
    if depth > Self.depthMax {
      try complain("not simulated: commands nested more than \(Self.depthMax) deep")
      throw Flow.abandon(1)
    }
    try stage.step()
    line = command.line
    switch command.kind {
    case .simple, .arithmetic, .test, .subshell: if !isTrapping { present = command }
    default: break
    }
    if case .simple(let simple) = command.kind {
      if let action = session.traps["DEBUG"], !action.isEmpty, functionNames.isEmpty || session.options["functrace"] {
        try runTrap(action)
      }
      try runSimple(simple, command.redirections)
      try checkFailure()
    } else {
      try runCompound(command)
    }
  }

  private func runCompound(_ command: Command) throws {
    let saved = descriptors
    let mark = afterCommand.count
    var redirected: [Int] = []
    defer { descriptors.restore(redirected, from: saved) }
    let isRedirected = try redirect(command.redirections)
    redirected = changed(since: saved, by: command.redirections)
    guard isRedirected else {
      session.lastStatus = 1
      try finishProcessFiles(from: mark)
      try checkFailure()
      return
    }
    let outerLoops = loopDepth
    defer { loopDepth = outerLoops }
    switch command.kind {
    case .simple: break
    case .group(let list): try run(list)
    case .subshell(let list):
      session.lastStatus = try runSubshell { try $0.run(list) }
      try checkFailure()
    case .conditional(let branches, let otherwise): try runConditional(branches, otherwise)
    case .loop(let isUntil, let condition, let body): try runLoop(isUntil, condition, body)
    case .each(let name, let words, let body): try runEach(name, words, body, line: command.line)
    case .select(let name, let words, let body): try runSelect(name, words, body)
    case .count(let start, let condition, let step, let body): try runCount(start, condition, step, body)
    case .choice(let subject, let clauses): try runChoice(subject, clauses)
    case .arithmetic(let word):
      try trace("(( \(word.text) ))", isRaw: true)
      session.lastStatus = (try commandValue(of: word, name: "((") ?? 0) == 0 ? 1 : 0
      try checkFailure()
    case .test(let condition):
      session.lastStatus = try evaluate(condition)
      try checkFailure()
    case .function(let name, let body):
      guard !name.utf8.contains(UInt8(ascii: "$")) else {
        try complain("`\(name)': not a valid identifier")
        session.lastStatus = 1
        return
      }
      session.functions[name] = body
      session.lastStatus = 0
    }
    try finishProcessFiles(from: mark)
  }

  /// The value of `((…))`; a mistake only fails the command: nil after a message.
  func commandValue(of word: Word, name: String) throws -> Int64? {
    let text = try expander.quotedText(of: word)
    do throws(ArithmeticFailure) {
      return try Arithmetic.evaluate(text, in: self)
    } catch {
      try complain("\(name): \(error.message)")
      if error.isUnbound { throw Flow.fatal(127) }
      return nil
    }
  }

  /// `set -e` and the ERR trap, after a command that failed.
  func checkFailure() throws {
    guard session.lastStatus != 0, errorsIgnored == 0 else { return }
    if let action = session.traps["ERR"], !action.isEmpty, functionNames.isEmpty || session.options["errtrace"] {
      try runTrap(action)
    }
    if session.options["errexit"] { throw Flow.exit(session.lastStatus) }
  }

  /// Shows a command under `set -x`.
  func trace(_ text: String, isRaw: Bool = true) throws {
    guard session.options["xtrace"] else { return }
    let prompt = session.text(of: "PS4") ?? "+ "
    let expanded = Prompt.expand(prompt, session: session, at: nil)
    // The first character is repeated for every level of substitution.
    let first = String(expanded.prefix(1))
    let nesting = String(repeating: first, count: traceDepth)
    try printError("\(nesting)\(expanded)\(text)\n")
  }

  /// How deep in command substitutions the shell is.
  var traceDepth = 0
}
