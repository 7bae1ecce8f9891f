public import Hosts
public import Simulation

/// A container as containerd keeps it.
public struct Container: Sendable {
  public enum State: String, Sendable {
    case created = "CONTAINER_CREATED"
    case running = "CONTAINER_RUNNING"
    case exited = "CONTAINER_EXITED"

    /// The state as `crictl ps` prints it: `Running`.
    public var word: String {
      switch self {
      case .created: "Created"
      case .running: "Running"
      case .exited: "Exited"
      }
    }
  }

  /// 64 hexadecimal digits.
  public var id: String
  public var sandboxID: String
  /// The kubelet's description, unchanged.
  public var plan: ContainerPlan
  public var state: State = .created
  public var created: Instant
  public var started: Instant?
  public var finished: Instant?
  public var exitCode = 0
  /// `Completed`, `Error`, `OOMKilled`, `StartError`; empty while it runs.
  public var reason = ""
  public var message = ""
  /// `sha256:…` of the image's configuration.
  public var imageID: String
  /// `registry/name@sha256:…`.
  public var imageDigest: String
  /// The whole command line: entry point and arguments.
  public var arguments: [String]
  public var environment: [(name: String, value: String)]
  public var directory: String
  public var user: Int
  /// How its processes see the file system.
  public var view: MountView
  public var pid = 0
  public var log = BoundedLog<LogLine>(limit: 4_000)
  /// What its process does; set when it starts.
  public var workload = Workload()
  /// When the process ends by itself or because it was told to, and with which code.
  public var ends: PlannedEnd?
  /// It has been sent SIGTERM, and has not left yet.
  public internal(set) var isStopping = false
  /// Lines that the process has still to print.
  var linesLeft: [Workload.Line] = []
  var changesLeft: [Workload.Change] = []
  /// What the programs did that its script waited for, in their order.
  var answers: [ProgramAnswer] = []
  /// Turns of the loop that are over.
  var turns = 0
  /// Bytes of the followed file that have been printed.
  var followed = 0

  public var name: String { plan.name }
  public var isRunning: Bool { state == .running }
  /// The accessor with which its processes look at the host's files.
  public var accessor: Accessor {
    Accessor(
      credentials: Credentials(user: user, group: plan.group ?? user, groups: [plan.group ?? user]),
      directory: directory,
      view: view)
  }
}

/// An end that is known before it happens.
public struct PlannedEnd: Sendable, Equatable {
  public var at: Instant
  public var code: Int
  /// Empty for `Completed` or `Error` by the code.
  public var reason: String

  public init(at: Instant, code: Int, reason: String = "") {
    self.at = at
    self.code = code
    self.reason = reason
  }
}

/// A line of a container's output.
public struct LogLine: Sendable, Equatable {
  public enum Stream: String, Sendable {
    case output = "stdout"
    case errors = "stderr"
  }

  public var time: Instant
  public var stream: Stream
  public var text: String

  public init(time: Instant, stream: Stream, text: String) {
    self.time = time
    self.stream = stream
    self.text = text
  }
}

/// What the kubelet asks containerd to create.
public struct ContainerPlan: Sendable {
  public var name: String
  public var attempt: Int
  /// As the Pod names it.
  public var image: String
  /// Replace the image's entry point and arguments, where there are some.
  public var command: [String]
  public var arguments: [String]
  public var environment: [(name: String, value: String)]
  public var directory: String?
  public var mounts: [MountView.Bind]
  public var user: Int?
  public var group: Int?
  public var readOnlyRoot = false
  public var privileged = false
  /// Whether its standard input stays open for somebody who attaches (`stdin: true`).
  public var keepsInput = false
  /// `/var/log/pods/NAMESPACE_POD_UID/NAME/ATTEMPT.log`.
  public var logPath: String
  /// Bytes; nil for no limit.
  public var memoryLimit: Int?
  public var annotations: [String: String]

  public init(
    name: String, attempt: Int = 0, image: String, command: [String] = [], arguments: [String] = [],
    environment: [(name: String, value: String)] = [], directory: String? = nil, mounts: [MountView.Bind] = [],
    user: Int? = nil, group: Int? = nil, logPath: String = "", memoryLimit: Int? = nil,
    annotations: [String: String] = [:]
  ) {
    self.name = name
    self.attempt = attempt
    self.image = image
    self.command = command
    self.arguments = arguments
    self.environment = environment
    self.directory = directory
    self.mounts = mounts
    self.user = user
    self.group = group
    self.logPath = logPath
    self.memoryLimit = memoryLimit
    self.annotations = annotations
  }
}
