import Hosts
public import Shell
public import Simulation
public import World

/// A learner at a prompt: a world, shells on its hosts, and the line that runs.
///
/// Everything is a value. `advance(to:)` lets simulated time pass; what the learner does comes in through `enter` and
/// `give`. The same calls at the same moments give the same session.
public struct Session: Sendable {
  public let catalogue: ProgramCatalogue
  /// The world as it is now: at the prompt, or as far as the running line has come.
  public private(set) var world: World
  /// The learner's shells, the one at whose prompt they are on top.
  public private(set) var shells: ShellStack
  /// Root shells of hosts that the machine interface uses, by host.
  private var hostShells: [String: ShellStack] = [:]
  private var running: RunningLine?
  /// How far the session's time has come; the world may be a little ahead of it.
  public private(set) var clock: Instant
  public var terminal: TerminalFacts
  /// The lines that were entered, with what they began with.
  public private(set) var entered: [EnteredLine] = []
  /// The number of chunks printed in all.
  private var printed = 0
  /// Output that nobody has taken yet.
  private var output: [Chunk] = []

  /// How far a line may run ahead of the clock, so that ordinary commands answer at once.
  public static let lookAhead = Span.milliseconds(400)

  public init(world: World, catalogue: ProgramCatalogue, terminal: TerminalFacts = TerminalFacts()) {
    self.world = world
    self.catalogue = catalogue
    self.terminal = terminal
    clock = world.now
    shells = ShellStack()
    openShell()
  }

  public var isRunning: Bool { running != nil }

  private var runner: ShellRunner {
    ShellRunner(toolbox: catalogue.toolbox, terminal: terminal, completers: [KubectlCompleter()])
  }

  /// Opens the learner's shell: on the terminal host as candidate, on other worlds as root of the control plane.
  private mutating func openShell() {
    guard let plan = world.plan else { return }
    let user = plan.hasTerminal ? "candidate" : "root"
    output += runner.open(host: plan.startHost, user: user, isLogin: true, on: &shells, in: &world)
  }

  /// PS1 or PS2 as it is shown now.
  public func prompt(continued: Bool = false) -> String { shells.prompt(in: world, continued: continued) }

  /// Whether Enter after this text would ask for more of it.
  public func isIncomplete(_ text: String) -> Bool { shells.isIncomplete(text) }

  /// Where the learner is: `candidate@terminal`.
  public var account: String { shells.current.map { "\($0.user)@\($0.displayedHost)" } ?? "" }
}

/// A line of the past, and the moment to which a rewind goes back.
public struct EnteredLine: Sendable {
  public var text: String
  public var started: Instant
  /// Nil while it runs.
  public var ended: Instant?
  public var status: Int32?
  /// The world before it.
  public internal(set) var world: World
  var shells: ShellStack
  /// The number of the transcript's chunks before it.
  public var chunksBefore: Int
}

// MARK: - What the learner does

extension Session {
  /// Enters a command line at the prompt, at the present moment.
  public mutating func enter(_ text: String) {
    precondition(running == nil, "a line is entered at a prompt")
    let began = beginLine(text)
    evaluate(RunningLine(text, at: began, in: world, on: shells, standardInput: nil))
  }

  /// When something that is given now takes effect: what was shown already stays true, so it comes after that.
  public var inputMoment: Instant {
    guard let line = running, let last = line.last.output.prefix(line.shown).last else { return clock }
    // At the very moment of the output it would come before it, and what comes next would be taken for shown.
    return max(clock, Instant(nanoseconds: last.at.nanoseconds + 1))
  }

  /// Gives something to the running line: Ctrl-C, a typed line, the outcome of an effect.
  public mutating func give(_ input: Input, at moment: Instant) {
    guard var line = running else { return }
    clock = max(clock, moment)
    line.inputs.append(TimedInput(at: moment, input))
    evaluate(line)
  }

  /// Lets simulated time go on.
  public mutating func advance(to instant: Instant) {
    clock = max(clock, instant)
    guard let line = running else {
      settle()
      return
    }
    if case .waiting(let next?, _) = line.last.state, next <= clock + Self.lookAhead { evaluate(line) }
  }

  /// When the running line goes on by itself; nil where nothing happens without input.
  public var nextEvent: Instant? {
    if case .waiting(let next, _)? = running?.last.state { return next }
    return nil
  }

  /// What the running line needs that the simulation cannot do; nil otherwise.
  public var effect: Effect? {
    if case .needs(let effect)? = running?.last.state { return effect }
    return nil
  }

  /// What the running line reads from the terminal.
  public var wantedInput: WantedInput {
    if case .waiting(_, let wanted)? = running?.last.state { return wanted }
    return .none
  }

  /// What was printed since the last call.
  public mutating func takeOutput() -> [Chunk] {
    defer { output = [] }
    return output
  }

  /// Goes back to the moment before a line was entered; later lines are forgotten. The clock goes back too.
  public mutating func rewind(before index: Int) {
    guard entered.indices.contains(index) else { return }
    let line = entered[index]
    entered.removeSubrange(index...)
    running = nil
    world = line.world
    shells = line.shells
    clock = line.started
    output = []
    printed = line.chunksBefore
  }

  /// Lets the world at the prompt catch up with the clock, and background jobs with the world.
  private mutating func settle() {
    if world.now < clock { world.advance(to: clock) }
    clock = max(clock, world.now)
    let chunks = runner.catchUp(&shells, in: &world)
    output += chunks
    printed += chunks.count
  }

  private mutating func evaluate(_ line: RunningLine) {
    var line = line
    line.evaluate(runner, until: clock + Self.lookAhead)
    let fresh = line.last.output.dropFirst(line.shown)
    output += fresh
    printed += fresh.count
    line.shown = line.last.output.count
    world = line.last.world
    guard case .finished(let status) = line.last.state else {
      running = line
      return
    }
    running = nil
    finish(line.last, status: status)
  }

  private mutating func finish(_ result: LineResult, status: Int32) {
    world = result.world
    shells = result.stack
    clock = max(clock, world.now)
    if let index = entered.indices.last {
      entered[index].ended = world.now
      entered[index].status = status
    }
    if shells.isEmpty { openShell() }
  }
}

// MARK: - For the machine interface

extension Session {
  /// Runs a command to its end, as the machine interface does: without a terminal, with all of its standard input at
  /// hand, and for at most `timeout` simulated seconds, after which it is interrupted as by Ctrl-C.
  ///
  /// - Parameter host: Runs it in a root shell of that host, which is kept; nil for the learner's session.
  public mutating func run(
    _ text: String, standardInput: [UInt8] = [], host: String? = nil, timeout: Span = .seconds(60)
  ) -> CommandResult {
    terminal.isInteractive = false
    let outer = shells
    if let host { shells = hostShell(host) }
    let began = beginLine(text)
    var line = RunningLine(text, at: began, in: world, on: shells, standardInput: standardInput)
    line.evaluate(runner, until: began + timeout)
    var status: Int32 = 130
    if case .finished(let code) = line.last.state {
      status = code
    } else {
      let limit = began + timeout
      line.inputs.append(TimedInput(at: limit, .interrupt))
      line.evaluate(runner, until: limit + .seconds(1))
    }
    let result = line.last
    self.printed += result.output.count
    finish(result, status: status)
    if let host {
      hostShells[host] = shells
      shells = outer
    }
    func printed(_ source: Chunk.Source) -> String {
      String(decoding: result.output.filter { $0.source == source }.flatMap(\.bytes), as: UTF8.self)
    }
    return CommandResult(
      exit: status, output: printed(.output), errors: printed(.errors), seconds: (world.now - began).seconds)
  }

  /// The present moment, with the world brought up to it, for a line that is about to run.
  private mutating func beginLine(_ text: String) -> Instant {
    settle()
    entered.append(
      EnteredLine(
        text: text, started: clock, ended: nil, status: nil, world: world, shells: shells, chunksBefore: printed))
    return clock
  }

  /// The root shell of a host, which is kept for the whole session.
  private mutating func hostShell(_ host: String) -> ShellStack {
    if let stack = hostShells[host], !stack.isEmpty { return stack }
    var stack = ShellStack()
    _ = runner.open(host: host, user: "root", on: &stack, in: &world)
    hostShells[host] = stack
    return stack
  }

  /// Writes files into the directory where a command will run, as the user who runs it; the first problem, in the
  /// words of a shell.
  public mutating func writeFiles(_ files: [(path: String, text: String)], host: String? = nil) -> String? {
    let stack = host.map { hostShell($0) } ?? shells
    guard let shell = stack.current else { return nil }
    var accessor = Accessor(credentials: shell.credentials, directory: shell.directory)
    if let container = shell.container { accessor.view = container.view }
    for (path, text) in files {
      do throws(FileError) {
        try world.writeFile(path, Array(text.utf8), on: shell.hostName, by: accessor)
      } catch {
        return "\(path): \(error.text)"
      }
    }
    return nil
  }
}

/// What a command of the machine interface came to.
public struct CommandResult: Sendable, Equatable {
  public var exit: Int32
  public var output: String
  public var errors: String
  /// Simulated seconds that it took.
  public var seconds: Double

  public init(exit: Int32, output: String = "", errors: String = "", seconds: Double = 0) {
    self.exit = exit
    self.output = output
    self.errors = errors
    self.seconds = seconds
  }
}

extension Session {
  /// What the word before the cursor can become, as bash completes it here and now.
  public func complete(_ text: String, cursor: Int) -> CompletionAnswer {
    runner.complete(text, cursor: cursor, on: shells, in: world)
  }
}
