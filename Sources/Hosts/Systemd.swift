public import Simulation

/// How a service's main process ended.
public enum ExitStatus: Equatable, Sendable {
  case code(Int)
  case signal(Int)

  public var isSuccess: Bool {
    switch self {
    case .code(let code): code == 0
    case .signal(let signal): [1, 2, 13, 15].contains(signal)
    }
  }

  /// `exited` or `killed`.
  public var kind: String { if case .code = self { "exited" } else { "killed" } }

  /// `code=exited, status=1/FAILURE`, `code=killed, signal=KILL`.
  public var text: String {
    switch self {
    case .code(let code): "code=exited, status=\(code)/\(Self.meaning(of: code))"
    case .signal(let signal): "code=killed, signal=\(Self.signalName(signal))"
    }
  }

  /// What systemd.exec(5) calls an exit code.
  public static func meaning(of code: Int) -> String {
    let names: [Int: String] = [
      0: "SUCCESS", 1: "FAILURE", 2: "INVALIDARGUMENT", 3: "NOTIMPLEMENTED", 4: "NOPERMISSION", 5: "NOTINSTALLED",
      6: "NOTCONFIGURED", 7: "NOTRUNNING", 200: "CHDIR", 203: "EXEC", 209: "STDOUT", 216: "GROUP", 217: "USER",
      226: "NAMESPACE", 255: "EXCEPTION",
    ]
    return names[code] ?? "n/a"
  }

  /// `KILL` for 9.
  public static func signalName(_ number: Int) -> String {
    let names: [Int: String] = [
      1: "HUP", 2: "INT", 3: "QUIT", 4: "ILL", 6: "ABRT", 8: "FPE", 9: "KILL", 10: "USR1", 11: "SEGV", 12: "USR2",
      13: "PIPE", 14: "ALRM", 15: "TERM", 17: "CHLD", 18: "CONT", 19: "STOP",
    ]
    return names[number] ?? "\(number)"
  }
}

/// What has become of a unit since the host came up.
public struct UnitState: Sendable, Equatable {
  public enum Activity: String, Sendable {
    case active, inactive, failed, activating, deactivating
  }

  public var activity: Activity = .inactive
  /// `running`, `exited`, `dead`, `failed`, `auto-restart`, `start`, `listening`, `mounted`, `active`.
  public var detail = "dead"
  /// When the activity last changed; nil for never in this boot.
  public var since: Instant?
  public var mainPID: Int?
  /// The number of the last main process, also when it is over.
  public var lastPID: Int?
  public var lastCommand: [String] = []
  public var lastStart: Instant?
  public var lastExit: ExitStatus?
  /// `success`, `exit-code`, `signal`, `timeout`, `start-limit-hit`, `resources`.
  public var result = "success"
  public var restarts = 0
  /// When the service is started again by itself.
  public var restartDue: Instant?
  /// Until when `Type=notify` has to have said that it is ready.
  public var readyDue: Instant?
  /// Starts that count for the start limit.
  var starts: [Instant] = []

  public init() {}
}

/// What process 1 of a host knows: the units as loaded, and their states.
public struct Systemd: Sendable {
  /// Units as they were read; what is not here is read when it is named.
  public internal(set) var units: [String: Unit] = [:]
  public internal(set) var states: [String: UnitState] = [:]

  public init() {}

  public func state(of name: String) -> UnitState { states[name] ?? UnitState() }

  /// When something is due by itself: a restart, or the end of the patience with a service that is not ready.
  public var nextDue: Instant? {
    states.values.flatMap { [$0.restartDue, $0.readyDue] }.compactMap { $0 }.min()
  }
}

/// What the owner of a host has to do for a service, as only it knows what the program is.
public enum ServiceAction: Sendable, Equatable {
  /// A main process was started. Where `mustNotify`, the service counts as starting until `serviceIsReady(_:at:)`.
  case started(
    unit: String, pid: Int, arguments: [String], environment: [String: String], user: Int, mustNotify: Bool)
  /// The main process was ended with SIGTERM; it is out of the process table already.
  case stopped(unit: String, pid: Int)
  /// The process got a signal and goes on (`systemctl reload`, `kill -HUP`).
  case signalled(unit: String, pid: Int, signal: Int)
}
