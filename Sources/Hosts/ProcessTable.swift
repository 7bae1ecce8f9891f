import HashTreeCollections
public import Simulation

/// A process of a host.
public struct ProcessEntry: Sendable, Equatable {
  /// Who has to be told when it is killed.
  public enum Owner: Sendable, Equatable {
    case kernel
    /// The main or a further process of a systemd unit.
    case service(String)
    /// A process in a container, by its ID; `sandbox` for the pause process.
    case container(String)
    /// A login session, by its number.
    case session(Int)
  }

  public var pid: Int
  public var parent: Int
  public var user: Int
  public var arguments: [String]
  /// What `ps -o comm` shows, at most 15 characters.
  public var name: String
  public var owner: Owner
  public var started: Instant
  /// `?`, or `pts/0`.
  public var terminal: String
  /// As in `ps`: `S`, `Ss`, `Ssl`, `R`, `Z`.
  public var state: String
  /// The part of one processor that it uses on average.
  public var load: Double
  public var residentKiB: Int
  public var virtualKiB: Int
  public var threads: Int

  public init(
    pid: Int = 0, parent: Int = 1, user: Int = 0, arguments: [String], name: String? = nil, owner: Owner,
    started: Instant, terminal: String = "?", state: String = "Ss", load: Double = 0, residentKiB: Int = 4_000,
    virtualKiB: Int = 8_000, threads: Int = 1
  ) {
    self.pid = pid
    self.parent = parent
    self.user = user
    self.arguments = arguments
    let program = (arguments.first ?? "").split(separator: "/").last.map(String.init) ?? ""
    self.name = String((name ?? program).prefix(15))
    self.owner = owner
    self.started = started
    self.terminal = terminal
    self.state = state
    self.load = load
    self.residentKiB = residentKiB
    self.virtualKiB = virtualKiB
    self.threads = threads
  }

  /// Processor time used so far.
  public func processorTime(at now: Instant) -> Span {
    .seconds(max(0, (now - started).seconds) * load)
  }

  /// The command line as `ps -f` shows it; kernel threads stand in brackets.
  public var commandLine: String {
    owner == .kernel ? "[\(name)]" : arguments.joined(separator: " ")
  }
}

/// The processes of a host by their numbers.
public struct ProcessTable: Sendable {
  private var byID: TreeDictionary<Int, ProcessEntry> = [:]
  /// The number that the next process gets.
  public private(set) var nextPID = 1
  /// Numbers start again at 300 after this one (kernel.pid_max).
  public static let pidMax = 4_194_304

  public init() {}

  public subscript(_ pid: Int) -> ProcessEntry? { byID[pid] }

  /// All processes, by number.
  public var all: [ProcessEntry] { byID.values.sorted { $0.pid < $1.pid } }
  public var count: Int { byID.count }

  /// Gives the process the next free number and enters it.
  @discardableResult
  public mutating func start(_ process: ProcessEntry) -> Int {
    let pid = takeNumber()
    var entry = process
    entry.pid = pid
    byID[pid] = entry
    return pid
  }

  /// A number for a process that is over before anybody can see it: every command that is run costs one.
  @discardableResult
  public mutating func takeNumber() -> Int {
    var pid = nextPID
    while byID[pid] != nil { pid += 1 }
    nextPID = pid >= Self.pidMax ? 300 : pid + 1
    return pid
  }

  /// Leaves numbers out, as those of a boot are used up by what is over by now.
  public mutating func skip(to pid: Int) {
    nextPID = max(nextPID, pid)
  }

  /// Ends a process; its children go to process 1.
  public mutating func remove(_ pid: Int) {
    guard byID.removeValue(forKey: pid) != nil else { return }
    for child in byID.values where child.parent == pid { byID[child.pid]?.parent = 1 }
  }

  public mutating func update(_ pid: Int, _ change: (inout ProcessEntry) -> Void) {
    guard var process = byID[pid] else { return }
    change(&process)
    byID[pid] = process
  }

  /// Those that belong to one unit, container or session, by number.
  public func owned(by owner: ProcessEntry.Owner) -> [ProcessEntry] { all.filter { $0.owner == owner } }
}
