import Hosts
import OrderedCollections
import ShellLanguage
public import Simulation
public import World

/// What one evaluation of a typed line has come to.
public struct LineResult: Sendable {
  public enum State: Equatable, Sendable {
    /// The line is over; its status, also `$?` of the shell that reads the next line.
    case finished(Int32)
    /// It waits: for a moment, or (nil) for something that the user does. Evaluate it again with a later horizon or
    /// more inputs.
    case waiting(next: Instant?, wants: WantedInput)
    /// It needs something done that the simulation cannot do; the outcome becomes an input.
    case needs(Effect)
  }

  /// All that the line has printed so far, with times.
  public var output: [Chunk]
  /// The world up to the horizon; that of the end where the line is over.
  public var world: World
  /// The shells after the line; those from before it while it is not over.
  public var stack: ShellStack
  public var state: State

  public init(output: [Chunk], world: World, stack: ShellStack, state: State) {
    self.output = output
    self.world = world
    self.stack = stack
    self.state = state
  }
}

/// Evaluates typed lines: a pure function of the world and the shells at a line's start and of the inputs since.
public struct ShellRunner: Sendable {
  public var toolbox: Toolbox
  public var terminal: TerminalFacts
  /// What completes the arguments of commands, by command name.
  var completers: [String: any Completer] = [:]
  /// How many operations one evaluation may take.
  public var stepLimit: Int

  public init(
    toolbox: Toolbox, terminal: TerminalFacts, completers: [any Completer] = [], stepLimit: Int = 2_000_000
  ) {
    self.toolbox = toolbox
    self.terminal = terminal
    self.stepLimit = stepLimit
    for completer in completers {
      for command in completer.commands { self.completers[command] = completer }
    }
  }

  // MARK: - Sessions

  /// Opens a shell for an account, as a login or a terminal window does, and runs its start-up files.
  ///
  /// - Returns: what they printed.
  public func open(
    host: String, user: String, isLogin: Bool = false, on stack: inout ShellStack, in world: inout World
  ) -> [Chunk] {
    let home = world.hosts[host]?.account(named: user)?.home ?? "/"
    return open(SessionRequest(hostName: host, user: user, directory: home, isLogin: isLogin), on: &stack, in: &world)
  }

  /// Opens the shell that a program asked for.
  public func open(_ request: SessionRequest, on stack: inout ShellStack, in world: inout World) -> [Chunk] {
    let stage = stage(world, inputs: [], horizon: world.now + .seconds(60))
    open(request, on: &stack, stage: stage)
    world = stage.world
    return stage.output
  }

  private func open(_ request: SessionRequest, on stack: inout ShellStack, stage: Stage) {
    // The users of a container need no account of the host.
    let account = stage.world.hosts[request.hostName]?.account(named: request.user)
    let credentials = account.flatMap { stage.world.hosts[request.hostName]?.credentials(of: $0) } ?? .root
    let entry = ProcessEntry(
      parent: stack.current?.processID ?? 1, user: credentials.user, arguments: [request.isLogin ? "-\(request.shell)" : request.shell],
      owner: .session(1), started: stage.world.now, terminal: "pts/0", state: "Ss")
    let processID = stage.world.hosts[request.hostName]?.processes.start(entry) ?? 1000
    let shell = request.shell.split(separator: "/").last.map { String($0) } ?? "bash"
    var session = ShellSession(
      hostName: request.hostName, user: request.user, credentials: credentials, directory: request.directory,
      name: shell, isInteractive: true, processID: processID, parentID: stack.current?.processID ?? 1,
      started: stage.world.now)
    session.container = request.container
    session.isLogin = request.isLogin
    session.isMainProcess = request.isMainProcess
    session.options = ShellOptions(interactive: true, login: request.isLogin)
    var environment: OrderedDictionary<String, String> = [:]
    if request.container == nil, let account { environment = ShellSession.loginEnvironment(of: account) }
    for (name, text) in request.environment.sorted(by: { $0.key < $1.key }) { environment[name] = text }
    session.prepareVariables(environment: environment)
    if request.container != nil { session.set("PS1", to: session.isDash ? "\\$ " : "\\u@\\h:\\w\\$ ") }
    if let container = request.container { session.set("HOSTNAME", to: container.podName) }
    if request.container == nil {
      let interpreter = interpreter(for: session, stage: stage, input: [])
      interpreter.readKeySettings()
      do {
        try interpreter.runStartFiles()
      } catch {
        // A start-up file that waits or ends the shell does not keep the session from opening.
      }
      session = interpreter.session
    }
    stack.sessions.append(session)
  }

  func stage(_ world: World, inputs: [TimedInput], horizon: Instant) -> Stage {
    Stage(
      world: world, inputs: inputs, horizon: horizon, terminal: terminal, toolbox: toolbox, launcher: ShellLauncher(),
      stepLimit: stepLimit)
  }

  func interpreter(for session: ShellSession, stage: Stage, input: [UInt8]?) -> Interpreter {
    let source: any InputSource
    if let input {
      source = BytesSource(input)
    } else if terminal.isInteractive {
      source = TerminalSource(stage)
    } else {
      source = BytesSource([])
    }
    let streams = (
      input: InputStream(source), output: OutputStream(TerminalSink(stage, .output)),
      errors: OutputStream(TerminalSink(stage, .errors))
    )
    let process = Process(
      stage: stage, arguments: [session.name], environment: session.environment, directory: session.directory,
      hostName: session.hostName, user: session.user, credentials: session.credentials, container: session.container,
      input: streams.input, output: streams.output, errors: streams.errors, processID: session.processID)
    let name = session.isLogin && session.container == nil ? "-\(session.name)" : session.name
    return Interpreter(
      process: process, session: session,
      descriptors: DescriptorTable(input: streams.input, output: streams.output, errors: streams.errors),
      origin: .lines, messageName: name)
  }

  // MARK: - Lines

  /// Evaluates one typed line (or several, pasted at once) from its beginning.
  ///
  /// - Parameters:
  ///   - inputs: what the user did since the line was entered, in the order of time.
  ///   - horizon: the moment up to which time may go; a line that waits for later is `waiting`.
  ///   - input: standard input where it is not the terminal.
  public func run(
    _ line: String, on stack: ShellStack, in world: World, inputs: [TimedInput] = [], until horizon: Instant,
    input: [UInt8]? = nil
  ) -> LineResult {
    guard let session = stack.current else {
      return LineResult(output: [], world: world, stack: stack, state: .finished(0))
    }
    let course = Course(stage(world, inputs: inputs, horizon: horizon))
    var after = stack
    func result(_ stack: ShellStack, _ state: LineResult.State) -> LineResult {
      LineResult(output: course.output, world: course.stage.world, stack: stack, state: state)
    }
    let entered = PendingLine(text: line, world: world, session: session, inputs: inputs, standardInput: input)
    do {
      let status = try evaluate(entered, &after, course)
      return result(after, .finished(status))
    } catch Suspension.horizon(let next) {
      return result(stack, .waiting(next: next, wants: course.stage.wantedInput))
    } catch Suspension.needs(let effect) {
      return result(stack, .needs(effect))
    } catch {
      return result(after, .finished(1))
    }
  }

  /// Lets background jobs of the innermost shell come up to the world's moment, and tells what they printed.
  public func catchUp(_ stack: inout ShellStack, in world: inout World) -> [Chunk] {
    guard let session = stack.current, session.jobs.contains(where: { $0.state == .running }) else { return [] }
    let stage = stage(world, inputs: [], horizon: world.now)
    let interpreter = interpreter(for: session, stage: stage, input: [])
    do {
      try interpreter.catchUpJobs(evenBriefly: true)
    } catch {
      return []
    }
    stack.sessions[stack.sessions.count - 1] = interpreter.session
    world = stage.world
    return stage.output
  }

  private func evaluate(_ line: PendingLine, _ stack: inout ShellStack, _ course: Course) throws -> Int32 {
    let interpreter = interpreter(for: line.session, stage: course.stage, input: line.standardInput)
    interpreter.process.canBeStopped = false
    if Self.hasLostContainer(line.session, in: course.stage.world) {
      return try settle(.closed(137), line, interpreter, &stack, course)
    }
    let standard = interpreter.descriptors
    interpreter.reopenFiles()
    var text = line.text
    if interpreter.session.options["histexpand"] {
      switch HistoryExpansion.expand(text, with: interpreter.session.history) {
      case .unchanged: break
      case .expanded(let expanded, let runs):
        text = expanded
        try interpreter.printError("\(expanded)\n")
        if !runs {
          remember(expanded, in: interpreter)
          stack.sessions[stack.sessions.count - 1] = interpreter.session
          return interpreter.session.lastStatus
        }
      case .failed(let message):
        try interpreter.complain(message)
        return interpreter.session.lastStatus
      }
    }
    remember(text, in: interpreter)
    if !["exit", "logout"].contains(text) { interpreter.session.hasWarned = false }
    let end = try run(interpreter) { try interpreter.runText(text) }
    // Without a terminal every line comes with standard streams of its own.
    interpreter.keepOpenFiles(standard: standard, from: terminal.isInteractive ? 0 : 3)
    return try settle(end, line, interpreter, &stack, course)
  }

  /// Whether the container in which the shell runs has ended or is gone, and the shell with it.
  private static func hasLostContainer(_ session: ShellSession, in world: World) -> Bool {
    guard let place = session.container else { return false }
    let address = ContainerAddress(hostName: session.hostName, containerID: place.containerID)
    return world.container(at: address)?.isRunning != true
  }

  private func remember(_ text: String, in interpreter: Interpreter) {
    guard interpreter.session.options["history"] else { return }
    interpreter.session.history.add(History.oneLine(text), control: interpreter.session.text(of: "HISTCONTROL") ?? "")
  }

  /// How a line left its shell.
  private enum LineEnd {
    case goesOn
    case closed(Int32)
    case opened
  }

  private func run(_ interpreter: Interpreter, _ body: () throws -> Void) throws -> LineEnd {
    let stage = interpreter.stage
    if terminal.isInteractive, interpreter.session.isInteractive {
      // As with checkwinsize: the variables follow the window.
      interpreter.session.set("COLUMNS", to: String(terminal.columns))
      interpreter.session.set("LINES", to: String(terminal.rows))
    }
    do {
      try body()
    } catch let flow as Flow {
      switch flow {
      case .exit(let status): return .closed(try interpreter.runExitTrap(status))
      case .killed(let status): return .closed(status)
      case .abandon(let status), .leaveFunction(let status): interpreter.session.lastStatus = status
      case .fatal: interpreter.session.lastStatus = 1
      case .sessionOpened: return .opened
      case .leaveLoop, .nextRound: break
      }
    } catch Suspension.interrupted {
      stage.consumeInterrupt()
      try interpreter.process.wait(until: stage.world.now)
      if terminal.isInteractive { try interpreter.printError("^C\n") }
      interpreter.session.lastStatus = 130
      if let action = interpreter.session.traps["INT"], !action.isEmpty { try interpreter.runTrap(action) }
    } catch Suspension.stepLimit {
      try interpreter.complain("not simulated: a line that takes more than \(stepLimit) steps")
      interpreter.session.lastStatus = 1
    } catch Suspension.exit(let status) {
      interpreter.session.lastStatus = status
    } catch Suspension.brokenPipe {
      interpreter.session.lastStatus = 141
    }
    return .goesOn
  }

  /// Puts the shell back on the stack, opens what was asked for, or closes it and goes on with the one below.
  private func settle(
    _ end: LineEnd, _ line: PendingLine, _ interpreter: Interpreter, _ stack: inout ShellStack, _ course: Course
  ) throws -> Int32 {
    let stage = interpreter.stage
    interpreter.session.scopes = []
    if interpreter.session.isInteractive { interpreter.session.options["noexec"] = false }
    switch end {
    case .goesOn, .opened:
      try interpreter.reportJobs()
      if case .opened = end {
        var pending = line
        pending.printed = stage.output.count
        interpreter.session.pendingLine = [pending]
      }
      stack.sessions[stack.sessions.count - 1] = interpreter.session
      for request in stage.openedSessions { open(request, on: &stack, stage: stage) }
      return interpreter.session.lastStatus
    case .closed(let status):
      close(&stack, stage)
      let closed = interpreter.session
      while stack.current?.isReplaced == true { close(&stack, stage) }
      try sayGoodbye(closed, status, stack.current, interpreter)
      guard var below = stack.current else { return status }
      below.lastStatus = status
      let pending = below.pendingLine.first
      below.pendingLine = []
      stack.sessions[stack.sessions.count - 1] = below
      guard let pending else { return status }
      return try goOn(pending, after: SessionEnd(at: stage.world.now, status: status, world: stage.world), &stack, course)
    }
  }

  private func close(_ stack: inout ShellStack, _ stage: Stage) {
    let closed = stack.sessions.removeLast()
    stage.world.hosts[closed.hostName]?.processes.remove(closed.processID)
  }

  /// Evaluates a line again whose shell has ended.
  private func goOn(
    _ pending: PendingLine, after end: SessionEnd, _ stack: inout ShellStack, _ course: Course
  ) throws -> Int32 {
    var line = pending
    line.ends.append(end)
    line.inputs += course.stage.inputs.filter { $0.at > end.at }
    let stage = stage(line.world, inputs: line.inputs, horizon: course.stage.horizon)
    stage.sessionEnds = line.ends
    course.goOn(on: stage, skipping: line.printed)
    return try evaluate(line, &stack, course)
  }

  private func sayGoodbye(
    _ closed: ShellSession, _ status: Int32, _ below: ShellSession?, _ interpreter: Interpreter
  ) throws {
    guard terminal.isInteractive else { return }
    try interpreter.printError(closed.isLogin ? "logout\n" : "exit\n")
    guard let below else { return }
    if closed.container != nil, below.container == nil, status != 0, !closed.isMainProcess {
      try interpreter.printError("command terminated with exit code \(status)\n")
    } else if closed.hostName != below.hostName {
      try interpreter.printError("Connection to \(closed.hostName) closed.\n")
    }
  }
}
