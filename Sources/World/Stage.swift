public import Hosts
public import Simulation

/// Where one evaluation of a typed line takes place: it holds the world, and all processes of the line share it.
///
/// A line is a replayable function of the world at its start and of the timed inputs since. When more time has
/// passed or a key was pressed, the same line is evaluated again on a new stage, from the same world, with the
/// longer list of inputs. So tools are straight-line synchronous code, and nothing is ever left suspended.
public final class Stage {
  public var world: World
  /// What the user did while the line ran, in the order of time.
  public let inputs: [TimedInput]
  /// The moment up to which this evaluation may go; waiting for later throws `Suspension.horizon`.
  public let horizon: Instant
  /// What reached the terminal, in order.
  public internal(set) var output: [Chunk] = []
  public let terminal: TerminalFacts
  public let toolbox: Toolbox
  public let launcher: any Launcher
  /// Interactive shells that the line has opened (`ssh`, `sudo -i`, `bash`, `kubectl exec -it`), the last on top.
  public var openedSessions: [SessionRequest] = []

  /// How the shells that the line had opened have ended, in the order in which they were opened: known when the line
  /// is evaluated again after that.
  public var sessionEnds: [SessionEnd] = []
  /// When the processes of this stage stood still: those of a background job that was stopped.
  public var pauses: [Pause] = []

  /// Interrupts that have ended earlier jobs of the line.
  var interruptsConsumed = 0
  /// Presses of Ctrl-Z that have stopped a job of the line, or found nothing to stop.
  var stopsConsumed = 0
  var sessionsEnded = 0
  /// Text and key inputs that have been read.
  var inputsRead = 0
  var effectsPerformed = 0
  /// What the line would like to read from the terminal while it waits.
  public internal(set) var wantedInput = WantedInput.none
  private var stepsLeft: Int

  /// - Parameter stepLimit: how many operations the line may take before it ends with an error; it ends what
  ///   neither waits nor finishes.
  public init(
    world: World, inputs: [TimedInput], horizon: Instant, terminal: TerminalFacts, toolbox: Toolbox,
    launcher: any Launcher, stepLimit: Int = 2_000_000
  ) {
    self.world = world
    self.inputs = inputs
    self.horizon = horizon
    self.terminal = terminal
    self.toolbox = toolbox
    self.launcher = launcher
    stepsLeft = stepLimit
  }

  /// Counts an operation of the shell or of a tool's loop, or several for one that moves much.
  public func step(_ count: Int = 1) throws {
    stepsLeft -= count
    if stepsLeft < 0 { throw Suspension.stepLimit }
  }

  /// Marks the interrupt that ended a job as dealt with, so that the next job does not see it.
  public func consumeInterrupt() {
    interruptsConsumed += 1
  }

  /// Marks the Ctrl-Z that stopped a job as dealt with.
  public func consumeStop() {
    stopsConsumed += 1
  }

  /// The next Ctrl-Z that has not stopped a job yet.
  var pendingStop: Instant? {
    inputs.lazy.filter { $0.input == .suspend }.dropFirst(stopsConsumed).first?.at
  }

  /// Whether Ctrl-Z was pressed while the line ran, so that what it starts has to be kept as a job.
  public var mayStop: Bool { pendingStop != nil }

  /// The end of the shell that was opened last, if it has ended; the shell is not opened again then.
  public func takeSessionEnd() -> SessionEnd? {
    guard sessionEnds.indices.contains(sessionsEnded), !openedSessions.isEmpty else { return nil }
    openedSessions.removeLast()
    sessionsEnded += 1
    return sessionEnds[sessionsEnded - 1]
  }

  /// The next interrupt that has not ended a job yet.
  var pendingInterrupt: Instant? {
    inputs.lazy.filter { $0.input == .interrupt }.dropFirst(interruptsConsumed).first?.at
  }

  /// Worlds that take the place of this one when their time has come, in the order of time: a background job that is
  /// evaluated again sees what the lines typed since have done.
  public var successors: [(at: Instant, world: World)] = []

  /// Lets the world go on to `instant`; the caller has checked the horizon.
  func advance(to instant: Instant) {
    while let next = successors.first, next.at <= instant {
      world = next.world
      successors.removeFirst()
    }
    if instant > world.now { world.advance(to: instant) }
  }
}

/// What is known of the terminal in which a line runs.
public struct TerminalFacts: Equatable, Sendable {
  public var columns: Int
  public var rows: Int
  /// False for `--jsonl` and pipes: editors and pagers cannot be opened, and tools see no terminal.
  public var isInteractive: Bool

  public init(columns: Int = 80, rows: Int = 24, isInteractive: Bool = true) {
    self.columns = columns
    self.rows = rows
    self.isInteractive = isInteractive
  }
}

/// The end of a shell that a line had opened, and the world that it left behind.
public struct SessionEnd: Sendable {
  public var at: Instant
  public var status: Int32
  public var world: World

  public init(at: Instant, status: Int32, world: World) {
    self.at = at
    self.status = status
    self.world = world
  }
}

/// A stretch of time in which stopped processes do nothing; `.never` where they have not been let go on.
public struct Pause: Equatable, Sendable {
  public var from: Instant
  public var until: Instant

  public init(from: Instant, until: Instant = .never) {
    self.from = from
    self.until = until
  }
}

/// Something that the user did at a simulated moment.
public struct TimedInput: Equatable, Sendable {
  public var at: Instant
  public var input: Input

  public init(at: Instant, _ input: Input) {
    self.at = at
    self.input = input
  }
}

public enum Input: Equatable, Sendable {
  /// Ctrl-C.
  case interrupt
  /// Ctrl-D on an empty line.
  case endOfFile
  /// Ctrl-Z.
  case suspend
  /// A line typed while a program reads the terminal, without its newline.
  case line(String)
  /// A key typed while a full-screen program reads keys: the character, or a name such as `up`, `pagedown`.
  case key(String)
  /// What came of an effect that the line asked for.
  case outcome(EffectOutcome)
}

/// What a waiting line would read next.
public enum WantedInput: Equatable, Sendable {
  case none
  case line
  case key
}

/// What the simulation cannot do itself: the composition performs it, and its outcome becomes an input.
public enum Effect: Equatable, Sendable {
  /// Let the user edit a text with an editor of that name (`vim`, `nano`…), which shows `path` as the file's name.
  case edit(editor: String, path: String, text: [UInt8], settings: [UInt8], start: EditorStart)
  /// Show a text a screenful at a time.
  case page(text: [UInt8])
}

/// What an editor was told on its command line beside the file.
public struct EditorStart: Equatable, Sendable {
  /// Commands of vi to run once the file is shown, without their colon: `+12` is `12`, `+/name` is `/name`.
  public var commands: [String]
  public var isReadOnly: Bool

  public init(commands: [String] = [], isReadOnly: Bool = false) {
    self.commands = commands
    self.isReadOnly = isReadOnly
  }
}

public enum EffectOutcome: Equatable, Sendable {
  /// The text as it was saved; nil where nothing was written.
  case edited([UInt8]?, status: Int32)
  case paged
  /// Why it could not be done, in words for the user.
  case failed(String)
}

/// Why a tool's code cannot go on. Tools let it pass; the shell deals with it.
public enum Suspension: Error, Equatable, Sendable {
  /// Waits past the horizon: for a moment, or (nil) for an input.
  case horizon(next: Instant?)
  case needs(Effect)
  /// Ctrl-C: the process ends as by SIGINT, status 130.
  case interrupted
  /// Ctrl-Z: the process stops; the shell makes a job of it.
  case stopped
  /// The reader of the pipe is gone: the process ends as by SIGPIPE, status 141.
  case brokenPipe
  /// A pipe holds as much as its reader has asked for; the pipeline evaluates the writer again when it wants more.
  case pipeFull
  /// The moment came at which `timeout` ends the process and all that it has started; the program that set the
  /// deadline catches it, everybody else lets it pass.
  case pastDeadline(Instant)
  /// The process ended itself.
  case exit(Int32)
  /// The line neither waits nor ends.
  case stepLimit
}

/// A piece of what a line printed.
public struct Chunk: Equatable, Sendable {
  public enum Source: Equatable, Sendable {
    case output
    case errors
  }

  public var at: Instant
  public var source: Source
  public var bytes: [UInt8]

  public init(at: Instant, source: Source, bytes: [UInt8]) {
    self.at = at
    self.source = source
    self.bytes = bytes
  }
}

/// An interactive shell to open: it becomes a session of its own on the stack, and is no running command.
public struct SessionRequest: Equatable, Sendable {
  public var hostName: String
  public var user: String
  public var directory: String
  public var environment: [String: String]
  /// The container whose shell it is, and how it sees the file system; nil for a shell of the host itself.
  public var container: ContainerPlace?
  /// Whether it is the process that the container was started for: what it ends with is told by whoever attached to it.
  public var isMainProcess = false
  /// A login shell reads the profile and starts in the home directory.
  public var isLogin: Bool
  /// `bash`, `sh`, `ash`.
  public var shell: String

  public init(
    hostName: String, user: String, directory: String, environment: [String: String] = [:],
    container: ContainerPlace? = nil, isLogin: Bool = true, shell: String = "bash"
  ) {
    self.hostName = hostName
    self.user = user
    self.directory = directory
    self.environment = environment
    self.container = container
    self.isLogin = isLogin
    self.shell = shell
  }
}

/// In which container of a host a process runs.
public struct ContainerPlace: Equatable, Sendable {
  public var containerID: String
  /// Namespace and name of its Pod.
  public var podNamespace: String
  public var podName: String
  public var view: MountView

  public init(containerID: String, podNamespace: String, podName: String, view: MountView) {
    self.containerID = containerID
    self.podNamespace = podNamespace
    self.podName = podName
    self.view = view
  }
}
