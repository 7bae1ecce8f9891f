public import Hosts
public import Simulation

/// All that a start of `etcd` depends on, beside the host.
public struct EtcdLaunch: Sendable {
  /// With the program's name.
  public var arguments: [String]
  public var environment: [String: String]
  public var version: EtcdVersion
  /// How the process sees the host's files: in a container through its mounts.
  public var accessor: Accessor
  public var now: Instant
  /// For the ids of leases.
  public var seed: UInt64
  /// Databases that other processes hold open; a second etcd waits for their lock.
  public var lockedDatabases: Set<InodeID>

  public init(
    arguments: [String], environment: [String: String] = [:], version: EtcdVersion, accessor: Accessor = .root,
    now: Instant, seed: UInt64 = 1, lockedDatabases: Set<InodeID> = []
  ) {
    self.arguments = arguments
    self.environment = environment
    self.version = version
    self.accessor = accessor
    self.now = now
    self.seed = seed
    self.lockedDatabases = lockedDatabases
  }
}

/// What came of a start.
public struct EtcdStart: Sendable {
  public enum Outcome: Sendable {
    /// It runs, and answers clients from its `readyAt` on.
    case running(EtcdServer)
    case exited(status: Int32, at: Instant)
  }

  public var outcome: Outcome
  /// What it wrote to standard error (`--version` and `--help`: to standard output), some of it later than the start.
  public var log: [EtcdLogLine]

  public var server: EtcdServer? { if case .running(let server) = outcome { server } else { nil } }
}

extension EtcdServer {
  /// Starts etcd on a host: reads the flags, opens or makes the data directory, and serves or fails as etcd does.
  public static func start(_ launch: EtcdLaunch, on host: inout Host) -> EtcdStart {
    let files = host.files
    let configuration: EtcdConfiguration
    do {
      configuration = try EtcdConfiguration(
        arguments: Array(launch.arguments.dropFirst()), environment: launch.environment, version: launch.version
      ) { path in
        (try? files.read(path, by: launch.accessor)).map { String(decoding: $0, as: UTF8.self) }
      }
    } catch {
      return answer(error, launch, host)
    }
    var starter = EtcdStarter(launch: launch, configuration: configuration, host: host)
    let outcome = starter.run()
    host.files = starter.files
    return EtcdStart(outcome: outcome, log: starter.log.lines)
  }

  private static func answer(_ answer: EtcdConfiguration.Answer, _ launch: EtcdLaunch, _ host: Host) -> EtcdStart {
    let text: String
    let status: Int32
    switch answer {
    case .version: (text, status) = (EtcdUsage.version(launch.version), 0)
    case .help: (text, status) = (EtcdUsage.short, 0)
    case .usage(let problem): (text, status) = ("\(problem)\n\(EtcdUsage.short)", 2)
    case .refused(let problem):
      var log = EtcdStarter.log(launch, host)
      log.event(
        .error, .init("etcdmain/etcd.go:54", "etcdmain/etcd.go:60"), "failed to verify flags",
        ["error": .string(problem)], plain: "etcdmain: error verifying flags, \(problem). See 'etcd --help'.")
      return EtcdStart(outcome: .exited(status: 1, at: launch.now + .milliseconds(20)), log: log.lines)
    }
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    let shown = lines.last == "" ? lines.dropLast() : lines[...]
    return EtcdStart(
      outcome: .exited(status: status, at: launch.now + .milliseconds(20)),
      log: shown.map { EtcdLogLine(at: launch.now, text: $0) })
  }
}
