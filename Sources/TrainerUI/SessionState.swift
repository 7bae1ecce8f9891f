/// One task's session within the open attempt.
public struct SessionID: Hashable, Sendable {
  public var number: Int

  public init(_ number: Int) {
    self.number = number
  }
}

/// What to open.
public enum AttemptStart: Equatable, Sendable {
  case exercise(id: String, mode: TrainingMode)
  case exam(id: String)
  case sandbox(id: String)
  case resume(AttemptID)
  /// A new attempt like a past one: the same exercise or exam in the same mode, with the same names and ports.
  case again(AttemptID)
  /// A practice session that starts with the state which a past attempt had at a moment of its replay.
  case continuation(AttemptID, task: Int, seconds: Double)
}

/// An attempt under way.
public struct OpenAttempt: Equatable, Sendable {
  public var title: String
  public var mode: TrainingMode
  public var tasks: [OpenTask]
  /// The countdown's whole length in seconds of real time; nil where the clock only counts up.
  public var limitSeconds: Double?
  /// What has already passed, for a resumed attempt.
  public var elapsedSeconds: Double
  /// The learner's own notes, for a resumed attempt.
  public var notes: String
  /// What drew the names, ports and addresses; 1 has those of the exercise's author.
  public var seed: UInt64

  public init(
    title: String, mode: TrainingMode, tasks: [OpenTask], limitSeconds: Double? = nil,
    elapsedSeconds: Double = 0,
    notes: String = "", seed: UInt64 = 1
  ) {
    self.title = title
    self.mode = mode
    self.tasks = tasks
    self.limitSeconds = limitSeconds
    self.elapsedSeconds = elapsedSeconds
    self.notes = notes
    self.seed = seed
  }
}

/// One task of the open attempt.
public struct OpenTask: Equatable, Sendable {
  public var session: SessionID
  public var title: String
  /// Weight in percent of the exam, or the exercise's points.
  public var points: Int
  /// The task's text: paragraphs, lists with `- ` or `· `, indented lines kept as they are, `code` between
  /// back-quotes.
  public var text: String
  public var flagged: Bool
  public var visited: Bool
  /// Seconds already spent on it, for a resumed attempt.
  public var seconds: Double

  public init(
    session: SessionID, title: String, points: Int, text: String, flagged: Bool = false,
    visited: Bool = false,
    seconds: Double = 0
  ) {
    self.session = session
    self.title = title
    self.points = points
    self.text = text
    self.flagged = flagged
    self.visited = visited
    self.seconds = seconds
  }
}

/// New output of a session's terminal.
public struct TerminalOutput: Equatable, Sendable {
  /// The pane forgets what it showed, and `text` is all there is: after a rewind.
  public var restarts: Bool
  /// Text with `\n`, `\r`, `\t`, `\b` and the ANSI sequences for colours (SGR), clearing and moving home.
  public var text: String

  public init(_ text: String = "", restarts: Bool = false) {
    self.text = text
    self.restarts = restarts
  }
}

/// The line that is being typed.
public struct InputLine: Equatable, Sendable {
  /// The prompt, which may hold SGR sequences: `candidate@terminal:~$ `, `> `, `(reverse-i-search)`ku': `;
  /// empty while a command runs.
  public var prompt: String
  public var text: String
  /// The cursor's place, in characters from the start of `text`.
  public var cursor: Int
  /// Rows to show below the line, such as the completions to choose from; they vanish with the next key.
  public var below: [String]
  /// Whether the shell reads a command (a command that runs reads its standard input otherwise).
  public var isPrompting: Bool

  public init(
    prompt: String, text: String = "", cursor: Int = 0, below: [String] = [], isPrompting: Bool = true
  ) {
    self.prompt = prompt
    self.text = text
    self.cursor = cursor
    self.below = below
    self.isPrompting = isPrompting
  }
}

/// Something that only the outside can do for a running command.
public enum SessionRequest: Equatable, Sendable {
  case edit(EditRequest)
  /// Show the text a screen at a time, as `less` does.
  case page(title: String, text: String)
}

/// A text to be changed in an editor of the learner's machine.
public struct EditRequest: Equatable, Sendable {
  /// The name typed: `vim`, `vi`, `nano`, or `kubectl edit`'s editor.
  public var program: String
  /// The file's name without its folder, which chooses the syntax colours.
  public var fileName: String
  /// The file's bytes, which need not be text.
  public var text: [UInt8]
  /// The simulated home's `~/.vimrc` or `~/.nanorc`.
  public var settings: String?
  public var isReadOnly: Bool
  /// Commands of vi to run once the file is shown (`vim +12 file`, `vim -c "set nu" file`), without their colon.
  public var commands: [String]
  /// Whether the file does not exist yet: the editor says so.
  public var isNew: Bool

  public init(
    program: String, fileName: String, text: [UInt8], settings: String? = nil, isReadOnly: Bool = false,
    commands: [String] = [], isNew: Bool = false
  ) {
    self.program = program
    self.fileName = fileName
    self.text = text
    self.settings = settings
    self.isReadOnly = isReadOnly
    self.commands = commands
    self.isNew = isNew
  }
}

/// How a request ended.
public enum RequestOutcome: Equatable, Sendable {
  /// The file was written; these bytes are what it holds now.
  case saved([UInt8])
  /// The editor ended without writing, with this exit status; or the pager was left (status 0).
  case closed(status: Int)
  /// The editor could not be started, and why.
  case failed(String)
}

/// Where the learner is.
public struct SessionPlace: Equatable, Sendable {
  /// `candidate@terminal`, `root@cluster3-controlplane1`.
  public var account: String
  /// kubectl's present context; nil where kubectl has none.
  public var context: String?
  /// The host on which the task asks to work, such as `ssh cluster3-controlplane1`; for exams.
  public var target: String?

  public init(account: String, context: String? = nil, target: String? = nil) {
    self.account = account
    self.context = context
    self.target = target
  }
}

/// A guided step.
public struct StepState: Equatable, Sendable {
  public enum Progress: Equatable, Sendable {
    case done
    case present
    case later
  }

  public var title: String
  /// What to do and why; shown while the step is the present one.
  public var text: String
  public var progress: Progress

  public init(title: String, text: String, progress: Progress) {
    self.title = title
    self.text = text
    self.progress = progress
  }
}

/// One criterion's verdict.
public struct CriterionResult: Equatable, Sendable {
  public var name: String
  public var passed: Bool
  public var earned: Int
  public var points: Int
  /// One sentence that says what was found.
  public var evidence: String

  public init(name: String, passed: Bool, earned: Int, points: Int, evidence: String = "") {
    self.name = name
    self.passed = passed
    self.earned = earned
    self.points = points
    self.evidence = evidence
  }
}

/// What a check found.
public struct CheckReport: Equatable, Sendable {
  /// What was checked: `Step 2: Test today's connections`, `5 of 8 points`.
  public var title: String
  public var criteria: [CriterionResult]

  public init(title: String, criteria: [CriterionResult]) {
    self.title = title
    self.criteria = criteria
  }
}

/// The hints of the present step or task.
public struct HintState: Equatable, Sendable {
  /// The texts that are open, the first one first.
  public var opened: [String]
  public var total: Int

  public init(opened: [String] = [], total: Int = 0) {
    self.opened = opened
    self.total = total
  }
}

/// A command to whose beginning the session can go back.
public struct RewindPoint: Equatable, Sendable, Identifiable {
  public var id: Int
  /// Seconds since the start of the attempt.
  public var seconds: Double
  public var command: String

  public init(id: Int, seconds: Double, command: String) {
    self.id = id
    self.seconds = seconds
    self.command = command
  }
}

/// A short text to look things up in.
public struct ReferenceCard: Equatable, Sendable {
  public var title: String
  public var text: String

  public init(title: String, text: String) {
    self.title = title
    self.text = text
  }
}
