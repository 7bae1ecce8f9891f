public import Hosts
public import OrderedCollections
public import Simulation

/// A running program, as its code sees it: arguments, environment, streams, its host, and the clock.
public final class Process {
  public let stage: Stage
  /// The program's name and its arguments, as argv.
  public var arguments: [String]
  public var environment: OrderedDictionary<String, String>
  /// The working directory, an absolute path.
  public var directory: String
  public var umask = 0o022
  /// What `nice` has added to its priority's number; it changes nothing but what `nice` tells.
  public var niceness = 0
  public var hostName: String
  /// The name of the user, and what the kernel knows of them.
  public var user: String
  public var credentials: Credentials
  /// The container in which it runs; nil on the host itself.
  public var container: ContainerPlace?
  public var input: InputStream
  public var output: OutputStream
  public var errors: OutputStream
  public var processID: Int
  /// The moment at which this process is. In a pipeline it may be behind the world, whose earlier stages ran ahead.
  public private(set) var now: Instant
  /// False for background jobs and for programs whose interrupt is handled by somebody else.
  public var isForeground = true
  /// Whether Ctrl-Z stops it; a shell ignores that key.
  public var canBeStopped = true
  /// The moment at which somebody ends it (`timeout`): waiting for longer throws `Suspension.pastDeadline`.
  public var deadline = Instant.never

  public init(
    stage: Stage, arguments: [String], environment: OrderedDictionary<String, String>, directory: String,
    hostName: String, user: String, credentials: Credentials, container: ContainerPlace? = nil, input: InputStream,
    output: OutputStream, errors: OutputStream, processID: Int, now: Instant? = nil
  ) {
    self.stage = stage
    self.arguments = arguments
    self.environment = environment
    self.directory = directory
    self.hostName = hostName
    self.user = user
    self.credentials = credentials
    self.container = container
    self.input = input
    self.output = output
    self.errors = errors
    self.processID = processID
    self.now = now ?? stage.world.now
  }

  /// A process that has all from this one but its arguments; change what differs, then hand it to the launcher.
  public func child(_ arguments: [String]) -> Process {
    let child = Process(
      stage: stage, arguments: arguments, environment: environment, directory: directory, hostName: hostName,
      user: user, credentials: credentials, container: container, input: input, output: output, errors: errors,
      processID: processID + 1, now: now)
    child.umask = umask
    child.niceness = niceness
    child.isForeground = isForeground
    child.canBeStopped = true
    child.deadline = deadline
    return child
  }

  /// Runs another program, found through PATH as the shell does, and waits for it: how `sudo`, `xargs`, `env` and
  /// `watch` start theirs. Returns its exit status; 127 and 126 after a message on this process's errors.
  public func run(_ child: Process) throws -> Int32 {
    let status = try stage.launcher.execute(child)
    now = max(now, child.now)
    return status
  }

  /// Runs a shell text in a child, as `sh -c` does.
  public func runShell(_ text: String, in child: Process) throws -> Int32 {
    let status = try stage.launcher.runShell(text, in: child)
    now = max(now, child.now)
    return status
  }

  /// The clock of its host.
  public var wall: WallTime { stage.world.wall(at: now) }

  public var name: String { arguments.first ?? "" }

  /// Writes `name: message` and a newline to the errors.
  public func complain(_ message: String) throws {
    try errors.write("\(name): \(message)\n", at: now)
  }

  /// Writes text to the output.
  public func print(_ text: String) throws {
    try output.write(text, at: now)
  }

  /// Writes text to the errors.
  public func printError(_ text: String) throws {
    try errors.write(text, at: now)
  }
}

// MARK: - Time

extension Process {
  /// Lets simulated time pass until `moment`.
  ///
  /// Throws `Suspension.interrupted` where Ctrl-C comes first, and `Suspension.horizon` where the evaluation may not
  /// go that far; both pass through the tool up to the shell. A tool that has something to say when it is
  /// interrupted (`ping`) catches the first.
  public func wait(until moment: Instant) throws {
    if isForeground { try obeyKeys(until: min(max(moment, now), stage.horizon)) }
    var moment = moment
    if let pause = stage.pauses.first(where: { now <= $0.from && $0.from <= max(moment, now) }) {
      moment = max(moment, pause.until)
    }
    guard moment > now else { return }
    if deadline < moment, deadline <= stage.horizon {
      moveClock(to: max(now, deadline))
      throw Suspension.pastDeadline(deadline)
    }
    guard moment <= stage.horizon else {
      moveClock(to: max(now, stage.horizon))
      throw Suspension.horizon(next: moment)
    }
    moveClock(to: moment)
  }

  /// Ctrl-C and Ctrl-Z, where one was pressed up to a moment.
  private func obeyKeys(until moment: Instant) throws {
    let interrupt = stage.pendingInterrupt ?? .never
    if let stop = stage.pendingStop, stop < interrupt, stop <= moment {
      guard canBeStopped else {
        stage.consumeStop()
        return try obeyKeys(until: moment)
      }
      moveClock(to: max(now, stop))
      throw Suspension.stopped
    }
    if interrupt != .never, interrupt <= moment {
      moveClock(to: max(now, interrupt))
      throw Suspension.interrupted
    }
  }

  /// Goes on when a shell that this process had opened has ended, in the world as that one left it.
  public func goOn(after end: SessionEnd) {
    stage.world = end.world
    moveClock(to: max(now, end.at))
  }

  /// Lets a span of simulated time pass: what the program itself costs, or how long it sleeps.
  public func wait(for span: Span) throws {
    try wait(until: now + span)
  }

  /// Lets time pass until something happens in the world, or until `limit`. The caller looks again and decides
  /// whether that was what it waited for.
  public func waitForChange(until limit: Instant = .never) throws {
    try stage.step()
    let next = max(stage.world.nextEvent ?? .never, now)
    try wait(until: min(next == now ? now + .milliseconds(1) : next, limit))
  }

  /// Waits for ever: until Ctrl-C.
  public func hang() throws -> Never {
    while true { try wait(until: .never) }
  }

  /// Waits until a moment that another process of the pipeline has reached already, or will.
  func catchUp(with moment: Instant) throws {
    if moment > now { try wait(until: moment) }
  }

  private func moveClock(to moment: Instant) {
    now = moment
    stage.advance(to: moment)
  }
}

// MARK: - What the user does meanwhile

extension Process {
  /// The next line that is typed, without its newline; nil at end of file (Ctrl-D).
  public func readTerminalLine() throws -> String? {
    let input = try nextInput(.line)
    if case .line(let text) = input { return text } else { return nil }
  }

  /// The next key that is pressed: a character, or a name such as `up` or `pagedown`; nil at end of file.
  public func readKey() throws -> String? {
    switch try nextInput(.key) {
    case .key(let key): key
    case .line(let text): text
    default: nil
    }
  }

  /// The next key that is pressed before `moment`; nil where none is: a full-screen program that draws anew.
  public func readKey(until moment: Instant) throws -> String? {
    if let (index, timed) = unreadInput(), timed.at <= moment, case .key(let key) = timed.input {
      try catchUp(with: timed.at)
      stage.inputsRead = index + 1
      return key
    }
    stage.wantedInput = .key
    try wait(until: moment)
    stage.wantedInput = .none
    return nil
  }

  /// Has something done that the simulation cannot do, and returns what came of it.
  public func perform(_ effect: Effect) throws -> EffectOutcome {
    guard stage.terminal.isInteractive else { return .failed("no terminal") }
    let outcomes = stage.inputs.filter { if case .outcome = $0.input { true } else { false } }
    guard outcomes.indices.contains(stage.effectsPerformed) else { throw Suspension.needs(effect) }
    let timed = outcomes[stage.effectsPerformed]
    stage.effectsPerformed += 1
    if timed.at > now { moveClock(to: timed.at) }
    guard case .outcome(let outcome) = timed.input else { preconditionFailure("filtered above") }
    return outcome
  }

  private func unreadInput() -> (Int, TimedInput)? {
    for index in stage.inputs.indices.dropFirst(stage.inputsRead) {
      switch stage.inputs[index].input {
      case .line, .key, .endOfFile: return (index, stage.inputs[index])
      default: continue
      }
    }
    return nil
  }

  private func nextInput(_ wanted: WantedInput) throws -> Input {
    guard let (index, timed) = unreadInput() else {
      stage.wantedInput = wanted
      // Time goes on while it waits for the user; an interrupt ends it.
      do {
        try wait(until: .never)
      } catch Suspension.horizon {
        throw Suspension.horizon(next: nil)
      }
      return .endOfFile
    }
    try catchUp(with: timed.at)
    stage.inputsRead = index + 1
    stage.wantedInput = .none
    return timed.input
  }
}

// MARK: - Files

extension Process {
  /// How this process looks at its host's files.
  public var accessor: Accessor {
    Accessor(credentials: credentials, directory: directory, view: container?.view ?? .host, umask: umask)
  }

  /// The files of its host, up to date (also those that running programs keep, such as etcd's data).
  public var files: FileSystem {
    get { stage.world.currentFiles(of: hostName) }
    set { stage.world.hosts[hostName]?.files = newValue }
  }

  public func readFile(_ path: String) throws(FileError) -> [UInt8] {
    if case .device(let name) = (try? files.status(path, by: accessor)).flatMap(\.content) ?? .bytes([]) {
      return (try? readDevice(name)) ?? []
    }
    return try files.read(path, by: accessor)
  }

  public func readText(_ path: String) throws(FileError) -> String {
    String(decoding: try readFile(path), as: UTF8.self)
  }

  public func writeFile(_ path: String, _ bytes: [UInt8], mode: WriteMode = .replace) throws(FileError) {
    // The world's own file system is changed in place: a copy here would be thrown away.
    try stage.world.withFiles(of: hostName) { (files) throws(FileError) in
      try files.write(path, bytes, by: accessor, at: now, mode: mode)
    }
  }

  public func writeFile(_ path: String, _ text: String, mode: WriteMode = .replace) throws(FileError) {
    try writeFile(path, Array(text.utf8), mode: mode)
  }

  /// Changes the files of its host: `try process.changeFiles { try $0.remove(path, by: process.accessor, at: …) }`.
  public func changeFiles<Result>(
    _ change: (inout FileSystem) throws(FileError) -> Result
  ) throws(FileError) -> Result {
    try stage.world.withFiles(of: hostName, change)
  }

  /// A path as seen from `/`.
  public func absolute(_ path: String) -> String {
    path.hasPrefix("/") ? path : directory == "/" ? "/\(path)" : "\(directory)/\(path)"
  }

  private func readDevice(_ name: String) throws -> [UInt8] {
    switch name {
    case "stdin": try input.readAll(by: self)
    default: []
    }
  }
}

extension Inode {
  /// The content of a file; nil for directories and links.
  public var content: FileContent? { if case .file(let content) = kind { content } else { nil } }
}
