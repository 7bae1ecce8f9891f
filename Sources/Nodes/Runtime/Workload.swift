public import Simulation

/// What the process of a container does from its start on, as far as others can see it.
public struct Workload: Sendable {
  public struct Line: Sendable, Equatable {
    /// Since the start.
    public var after: Span
    public var stream: LogLine.Stream
    public var text: String

    public init(after: Span, stream: LogLine.Stream = .output, text: String) {
      self.after = after
      self.stream = stream
      self.text = text
    }
  }

  /// Something that a process does to a file.
  public struct Change: Sendable, Equatable {
    public enum Kind: Sendable, Equatable {
      case write(String)
      case append(String)
      case makeDirectory
      case remove
    }

    /// Since the start, or since the beginning of a turn of a loop.
    public var after: Span
    public var path: String
    public var kind: Kind

    public init(after: Span = .zero, path: String, _ kind: Kind) {
      self.after = after
      self.path = path
      self.kind = kind
    }
  }

  /// Output that is repeated from some moment on. `Loop.date` in a text stands for the time at which it is printed.
  public struct Loop: Sendable, Equatable {
    /// Since the start.
    public var begin: Span
    public var period: Span
    public var lines: [Line]
    public var changes: [Change]

    public static let date = "\u{1}date\u{1}"

    public init(begin: Span, period: Span, lines: [Line], changes: [Change] = []) {
      self.begin = begin
      self.period = period
      self.lines = lines
      self.changes = changes
    }

    /// Whether anything of it can be seen from outside.
    var isSilent: Bool { lines.isEmpty && changes.isEmpty }

    /// The end of the `turn`-th turn, 0 being the first. What a turn prints and writes is seen by then.
    func end(ofTurn turn: Int) -> Span {
      let last = max(lines.map(\.after).max() ?? .zero, changes.map(\.after).max() ?? .zero)
      return Span(nanoseconds: begin.nanoseconds + period.nanoseconds * Int64(turn) + last.nanoseconds)
    }
  }

  /// When it ends by itself; nil while it runs until somebody stops it.
  public var ends: (after: Span, code: Int)?
  /// `OOMKilled` and the like, where `Completed` or `Error` does not say it.
  public var reason = ""
  /// Why it could not even be started: the message of a StartError (exit code 128).
  public var startError: String?
  public var lines: [Line] = []
  /// Lines that come again and again, such as those of a loop.
  public var loop: Loop?
  /// Ports on which it answers, from `readyAfter` on.
  public var ports: [ServedPort] = []
  public var readyAfter: Span = .zero
  /// How long it takes to leave after SIGTERM; nil where it does not listen to it and is killed in the end.
  public var stopsAfter: Span? = .milliseconds(50)
  public var stopCode = 0
  /// What it does to files of its container.
  public var changes: [Change] = []
  /// A file whose new lines it prints (`tail -f`).
  public var follows: String?
  /// The program whose outcome decides how it goes on.
  public var question: ProgramQuestion?
  public var residentKiB = 4_000
  public var load = 0.000_5
  /// Shown by `ps`, where it is not the command line itself.
  public var processTitle: String?

  public init() {}
}

/// A port that a container's process serves.
public struct ServedPort: Sendable, Equatable {
  public enum Answer: Sendable, Equatable {
    /// HTTP: the same text for every path.
    case text(String)
    /// HTTP: the files below a directory of the container, with the server's name and version.
    case files(root: String, server: String)
    /// HTTP: what agnhost and similar tools say, the Pod's host name.
    case hostName
    /// HTTP: what `agnhost netexec` says: the time, `/hostname`, `/echo?msg=…`.
    case netExec
    /// Plain TCP: the text is sent, and the connection closed.
    case banner(String)
    /// Plain TCP: the connection is accepted, and nothing is said.
    case silent
    /// DNS: names, as the Corefile has it, which was read from the container's file.
    case names(Corefile, file: String)
    /// A program of the control plane, which the world itself answers for.
    case component
  }

  public var port: Int
  public var transport: String
  /// Empty for every address of the Pod, otherwise the only one (`127.0.0.1`).
  public var address: String
  public var answer: Answer

  public init(port: Int, transport: String = "TCP", address: String = "", answer: Answer) {
    self.port = port
    self.transport = transport
    self.address = address
    self.answer = answer
  }
}
