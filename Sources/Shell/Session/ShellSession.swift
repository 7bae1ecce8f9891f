public import Hosts
public import OrderedCollections
public import ShellLanguage
import Simulation
public import World

/// All that a shell remembers between lines, as a value: a copy is a checkpoint, and what a subshell changes.
public struct ShellSession: Sendable {
  public var hostName: String
  public var user: String
  public var credentials: Credentials
  /// The container in which it runs; nil on the host itself.
  public var container: ContainerPlace?
  public var directory: String
  public var umask = 0o022
  /// `bash`, `sh`; the name in its messages, and `$0`.
  public var name: String
  /// Reads its lines from a person: messages have no line numbers, and mistakes end a line and not the shell.
  public var isInteractive: Bool
  public var isLogin = false
  /// Whether it is the main process of its container.
  var isMainProcess = false

  public var variables: OrderedDictionary<String, Variable> = [:]
  /// The local variables of the functions being run, the innermost last.
  var scopes: [OrderedDictionary<String, Variable>] = []
  public var functions: [String: Command] = [:]
  public var aliases: [String: String] = [:]
  public var options: ShellOptions
  public var positional: [String] = []
  public var lastStatus: Int32 = 0
  public var history = History()
  /// How many lines of it are in the file already (`history -a`).
  var historySaved = 0
  /// `pushd`'s stack below the current directory.
  var directoryStack: [String] = []
  /// What `trap` has set, by signal name; empty text ignores the signal.
  var traps: [String: String] = [:]
  /// Where commands were found, for `hash`.
  var hashed: OrderedDictionary<String, (path: String, hits: Int)> = [:]
  /// What `complete` was told, by command name.
  var completions: OrderedDictionary<String, [String]> = [:]
  var jobs: [Job] = []
  /// The statuses of jobs that are no longer listed, for `wait`, by process number.
  var endedJobs: [Int: Int32] = [:]
  /// Functions that programs get (`export -f`).
  var exportedFunctions: Set<String> = []
  /// `$!`
  var lastBackground: Int?
  var processID: Int
  var parentID: Int
  /// `$BASH_SUBSHELL`
  var subshellDepth = 0
  /// When `$SECONDS` was 0.
  var started: Instant
  /// The random numbers of `$RANDOM`.
  var random: UInt64
  /// `getopts` within one argument.
  var optionPlace = 1
  /// The line that goes on when the shell that it opened has ended; at most one, boxed because it holds a session.
  var pendingLine: [PendingLine] = []
  /// Files that `exec` has opened, or closed (nil), by descriptor.
  var openFiles: [Int: OpenFile?] = [:]
  /// `enable -n`
  var disabledBuiltins: Set<String> = []
  /// `exit` has told of stopped jobs; it leaves the next time.
  var hasWarned = false
  /// `exec` has put another shell in this one's place: they end together.
  var isReplaced = false
  /// Readline's settings and keys: `~/.inputrc`, `bind`, `set -o vi`.
  public var keyBindings = KeyBindings()
  /// Dash's ways instead of bash's in messages: `sh` on Debian.
  var isDash: Bool { name == "sh" || name == "dash" || name.hasSuffix("/sh") || name.hasSuffix("/dash") }

  init(
    hostName: String, user: String, credentials: Credentials, directory: String, name: String, isInteractive: Bool,
    processID: Int, parentID: Int = 1, started: Instant
  ) {
    self.hostName = hostName
    self.user = user
    self.credentials = credentials
    self.directory = directory
    self.name = name
    self.isInteractive = isInteractive
    self.processID = processID
    self.parentID = parentID
    self.started = started
    options = ShellOptions(interactive: isInteractive)
    random = UInt64(truncatingIfNeeded: processID) &* 0x9e37_79b9_7f4a_7c15 ^ UInt64(bitPattern: started.nanoseconds)
  }

  /// Another shell of a pipeline's stage, a subshell or a substitution: everything is copied, nothing comes back.
  func subshell() -> ShellSession {
    var copy = self
    copy.subshellDepth += 1
    copy.traps = traps.filter { $0.value.isEmpty }
    copy.jobs = []
    return copy
  }
}

extension ShellSession {
  /// The account's home directory as `$HOME` says.
  public var home: String { text(of: "HOME") ?? "/" }

  /// The host's name as the prompt shows it.
  public var displayedHost: String { text(of: "HOSTNAME") ?? hostName }
}
