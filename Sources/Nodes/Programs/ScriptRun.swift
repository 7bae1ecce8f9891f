import Hosts
import ShellLanguage
import Simulation

/// Runs a shell script ahead of time, to know what a container will print, write and serve, and when it ends.
///
/// It knows the shell's grammar, variables and the small tools that scripts in Pods are made of. A loop without end is run
/// once, and its output repeated from then on. Other programs are named as not simulated in the container's log.
struct ScriptRun {
  enum Stop: Error {
    case exit(Int)
    /// The rest never comes: a server, or a loop without end.
    case forever
    /// `break`, `continue`, and how many loops it concerns.
    case leaveLoop(Int)
    case nextTurn(Int)
    /// `return`.
    case leaveFunction(Int)
  }

  var situation: ProgramSituation
  var words: [String]
  var name: String
  var clock = Span.zero
  var workload = Workload()
  var status = 0
  /// What the command in a `$( )` has printed.
  var captured: String?
  var handlesTerm = false
  /// What was printed since the last newline.
  var unfinished = ""
  var functions: [String: Command] = [:]
  /// How many functions are being called.
  var depth = 0
  var directory: String
  var steps = 0
  /// How many programs the world has run for it.
  var asked = 0
  static let stepLimit = 20_000
  static let clockLimit = Span.seconds(86_400)

  init(_ situation: ProgramSituation, name: String, words: [String]) {
    self.situation = situation
    self.name = name
    self.words = words
    directory = situation.accessor.directory
    workload.stopsAfter = nil
    workload.residentKiB = 900
    workload.load = 0.000_05
  }

  /// What a script does.
  static func workload(script: String, name: String, words: [String], in situation: ProgramSituation) -> Workload {
    var run = ScriptRun(situation, name: name, words: words)
    let lists: [CommandList]
    do {
      lists = try Parser.all(script)
    } catch {
      run.report("\(name): \(error.message)")
      run.workload.ends = (after: .milliseconds(10), code: 2)
      return run.workload
    }
    return run.finish { (inner: inout ScriptRun) throws(Stop) in
      for list in lists { try inner.list(list) }
    }
  }

  /// What a single program does.
  static func workload(of commands: [[String]], in situation: ProgramSituation) -> Workload {
    var run = ScriptRun(situation, name: situation.program, words: [])
    return run.finish { (inner: inout ScriptRun) throws(Stop) in
      for command in commands { try inner.command(command) }
    }
  }

  private mutating func finish(_ body: (inout ScriptRun) throws(Stop) -> Void) -> Workload {
    do {
      try body(&self)
      workload.ends = (after: clock + .milliseconds(15), code: status)
    } catch {
      switch error {
      case .exit(let code): workload.ends = (after: clock + .milliseconds(15), code: code)
      case .forever: workload.ends = nil
      case .leaveFunction, .leaveLoop, .nextTurn: workload.ends = (after: clock + .milliseconds(15), code: status)
      }
    }
    if !unfinished.isEmpty { print("\n") }
    if handlesTerm { workload.stopsAfter = .milliseconds(100) }
    return workload
  }

  // MARK: - Grammar

  mutating func list(_ list: CommandList) throws(Stop) {
    for item in list.items {
      if item.inBackground {
        try background(item.chain)
      } else {
        try chain(item.chain)
      }
    }
  }

  /// A job in the background goes on beside the rest; what it prints and serves counts.
  private mutating func background(_ chain: Chain) throws(Stop) {
    var job = self
    do {
      try job.chain(chain)
    } catch {}
    workload = job.workload
    asked = job.asked
    status = 0
    if workload.question != nil { throw .forever }
  }

  private mutating func chain(_ chain: Chain) throws(Stop) {
    try pipeline(chain.first)
    for link in chain.rest {
      if (link.joint == .and) == (status == 0) { try pipeline(link.pipeline) }
    }
  }

  private mutating func pipeline(_ pipeline: Pipeline) throws(Stop) {
    if pipeline.stages.count == 1 {
      try run(pipeline.stages[0])
    } else {
      var input = ""
      for (index, stage) in pipeline.stages.enumerated() {
        let isLast = index == pipeline.stages.count - 1
        let kept = captured
        if !isLast { captured = "" }
        pipedInput = input
        try run(stage)
        pipedInput = nil
        if !isLast {
          input = captured ?? ""
          captured = kept
        }
      }
    }
    if pipeline.isNegated { status = status == 0 ? 1 : 0 }
  }

  var pipedInput: String?
  /// Whether what goes to the errors is thrown away (`2>/dev/null`, `>/dev/null 2>&1`).
  var isMute = false

  mutating func run(_ command: Command) throws(Stop) {
    steps += 1
    if steps > Self.stepLimit || clock > Self.clockLimit { throw .forever }
    if case .simple = command.kind { return try inner(command) }
    guard let text = try input(command.redirections) else { return try inner(command) }
    let kept = pipedInput
    pipedInput = text
    defer { pipedInput = kept }
    try inner(command)
  }

  private mutating func inner(_ command: Command) throws(Stop) {
    switch command.kind {
    case .simple(let simple): try self.simple(simple, command.redirections)
    case .group(let list), .subshell(let list):
      try redirected(command.redirections) { (run: inout ScriptRun) throws(Stop) in try run.list(list) }
    case .conditional(let branches, let otherwise):
      for branch in branches {
        try list(branch.condition)
        if status == 0 { return try list(branch.body) }
      }
      status = 0
      if let otherwise { try list(otherwise) }
    case .loop(let isUntil, let condition, let body): try loop(isUntil, condition, body, command.redirections)
    case .each(let variable, let values, let body):
      for value in values.map({ $0.flatMap { expandFields($0) } }) ?? words {
        situation.environment[variable] = value
        guard try isGoingOn(body) else { return }
      }
    case .count, .choice, .arithmetic, .test, .function:
      try redirected(command.redirections) { (run: inout ScriptRun) throws(Stop) in try run.construct(command) }
    case .select:
      report("not simulated: this construct in a container's script")
      status = 0
    }
  }

  /// What redirections give to read: a file, a here-document; nil where there are none.
  private mutating func input(_ redirections: [Redirection]) throws(Stop) -> String? {
    var text: String?
    for redirection in redirections {
      switch redirection.operator {
      case .input:
        let name = expand(redirection.target)
        text = situation.files.text(path(name), by: situation.accessor)
        if text == nil { report("\(shellName): can't open \(name): no such file") }
      case .hereString: text = "\(expand(redirection.target))\n"
      case .hereDocument, .hereDocumentWithoutTabs: text = expand(redirection.target)
      default: continue
      }
    }
    return text
  }

  /// A loop ends when its condition says so. One that would go on for ever is run once, and repeated from then on.
  private mutating func loop(
    _ isUntil: Bool, _ condition: CommandList, _ body: CommandList, _ redirections: [Redirection]
  ) throws(Stop) {
    let isEndless = Self.isConstant(condition, isUntil)
    var turns = 0
    while turns < 2_000 {
      let begin = clock
      let firstLine = workload.lines.count
      let firstChange = workload.changes.count
      let firstAsked = asked
      try list(condition)
      if (status == 0) == isUntil {
        status = 0
        return
      }
      var goesOn = true
      try redirected(redirections) { (run: inout ScriptRun) throws(Stop) in goesOn = try run.isGoingOn(body) }
      if !goesOn { return }
      turns += 1
      // What the world is asked can come out otherwise each time.
      guard isEndless, asked == firstAsked else { continue }
      let period = clock - begin
      if period <= .zero {
        workload.load = 1
        throw .forever
      }
      workload.loop = Workload.Loop(
        begin: begin, period: period,
        lines: workload.lines[firstLine...].map {
          Workload.Line(after: $0.after - begin, stream: $0.stream, text: $0.text)
        },
        changes: workload.changes[firstChange...].map {
          Workload.Change(after: $0.after - begin, path: $0.path, $0.kind)
        })
      workload.lines.removeLast(workload.lines.count - firstLine)
      workload.changes.removeLast(workload.changes.count - firstChange)
      throw .forever
    }
    throw .forever
  }

  private static func isConstant(_ condition: CommandList, _ isUntil: Bool) -> Bool {
    guard condition.items.count == 1, case .simple(let simple) = condition.items[0].chain.first.stages[0].kind,
      let first = simple.words.first?.bare
    else { return false }
    return isUntil
      ? first == "false" : [":", "true", "sleep"].contains(first) || simple.words.map(\.bare) == ["[", "1", "]"]
  }

  private mutating func redirected(
    _ redirections: [Redirection], _ body: (inout ScriptRun) throws(Stop) -> Void
  ) throws(Stop) {
    guard let target = outputFile(redirections) else { return try body(&self) }
    let kept = captured
    captured = ""
    defer { captured = kept }
    try body(&self)
    write(captured ?? "", to: target.path, append: target.append)
  }

  private static func mutesErrors(_ redirections: [Redirection]) -> Bool {
    let toNull = redirections.contains { $0.target.bare == "/dev/null" && $0.descriptor != .number(2) }
    return redirections.contains { redirection in
      switch redirection.operator {
      case .output, .append, .clobber: redirection.descriptor == .number(2) && redirection.target.bare == "/dev/null"
      case .duplicateOutput: redirection.descriptor == .number(2) && toNull
      case .both, .bothAppend: redirection.target.bare == "/dev/null"
      default: false
      }
    }
  }

  private mutating func outputFile(_ redirections: [Redirection]) -> (path: String, append: Bool)? {
    for redirection in redirections {
      if case .number(2)? = redirection.descriptor { continue }
      switch redirection.operator {
      case .output, .clobber, .both: return (expand(redirection.target), false)
      case .append, .bothAppend: return (expand(redirection.target), true)
      default: continue
      }
    }
    return nil
  }

  private mutating func simple(_ simple: SimpleCommand, _ redirections: [Redirection]) throws(Stop) {
    for assignment in simple.assignments {
      if case .scalar(let word) = assignment.value { situation.environment[assignment.name] = expand(word) }
    }
    let arguments = simple.words.flatMap { expandFields($0) }
    guard !arguments.isEmpty else { return }
    let own = try input(redirections)
    if own == nil, redirections.contains(where: { $0.operator == .input }) {
      status = 1
      return
    }
    let kept = (input: pipedInput, isMute: isMute)
    if let own { pipedInput = own }
    if Self.mutesErrors(redirections) { isMute = true }
    defer {
      isMute = kept.isMute
      if own != nil { pipedInput = kept.input }
    }
    try redirected(redirections) { (run: inout ScriptRun) throws(Stop) in try run.command(arguments) }
  }
}
