import Hosts
import ShellLanguage
import Simulation
import World

/// A background job, as data: it is evaluated again from where it began whenever it has to catch up, and sees at each
/// moment the world as the lines typed since had left it.
struct Job: Sendable {
  enum State: Equatable, Sendable {
    case running
    /// By Ctrl-Z or a signal, until `fg` or `bg`.
    case stopped
    case done(Int32)
    case killed(Signal)
  }

  /// What its output goes to, so that it can be opened again on another stage.
  enum Target: Sendable {
    case terminal(Chunk.Source)
    case file(host: String, InodeID)
    case nothing
  }

  var number: Int
  var processID: Int
  var chain: Chain
  /// As the list of jobs shows it.
  var text: String
  var session: ShellSession
  var messageName: String
  var line: Int
  var output: Target
  var errors: Target
  var started: Instant
  /// The world at its start, and those that took its place each time it had caught up.
  var worlds: [(at: Instant, world: World)]
  var caughtUp: Instant
  /// When it stood still.
  var pauses: [Pause] = []
  /// How many chunks of its output have been passed on.
  var printed = 0
  var state = State.running
  var ended: Instant?
  /// Its end has been told.
  var isReported = false
  /// `disown`
  var isDisowned = false

  var status: Int32 {
    switch state {
    case .running: 0
    case .stopped: 128 + Int32(Signal.stop.number)
    case .done(let status): status
    case .killed(let signal): 128 + Int32(signal.number)
    }
  }

  /// Whether it has neither ended nor been killed.
  var isAlive: Bool { state == .running || state == .stopped }

  /// What the list of jobs says of its state.
  var stateText: String {
    switch state {
    case .running: "Running"
    case .stopped: "Stopped"
    case .done(0): "Done"
    case .done(let status): "Exit \(status)"
    case .killed(let signal): signal.notice
    }
  }

  /// A line of the list of jobs.
  func listing(mark: String, withNumber: Bool = false) -> String {
    let number = withNumber ? "\(processID) " : ""
    let shown = stateText.count < 24 ? stateText + String(repeating: " ", count: 24 - stateText.count) : stateText
    return "[\(self.number)]\(mark)  \(number)\(shown)\(text)\(state == .running ? " &" : "")\n"
  }
}

/// A file that a redirection has opened, known by its inode so that a job can go on writing to it.
final class RedirectedFile: OutputSink {
  private unowned let stage: Stage
  let hostName: String
  let inode: InodeID

  init(_ stage: Stage, hostName: String, inode: InodeID) {
    self.stage = stage
    self.hostName = hostName
    self.inode = inode
  }

  var isTerminal: Bool { false }

  func write(_ bytes: [UInt8], at moment: Instant) throws {
    try FileSink(stage, hostName: hostName, inode: inode).write(bytes, at: moment)
  }
}
