public import Simulation

/// How an exercise is worked on.
public enum Mode: String, Sendable, CaseIterable {
  case guided
  case practice
  case exam
  case sandbox
}

/// One go at an exercise, an exam or a sandbox: what it was started from, and every input since. Replaying the inputs
/// gives the attempt back.
public struct Attempt: Sendable, Equatable {
  public enum State: String, Sendable, CaseIterable {
    /// Under way, or cut off by the end of the program.
    case open
    case submitted
    /// Left without a grade.
    case left
  }

  /// Letters and digits that no other attempt has.
  public var id: String
  public var mode: Mode
  /// The exercise's id, the exam's name or the sandbox's world.
  public var subject: String
  public var title: String
  public var seed: UInt64
  /// Parameters of the world that were set when it was started.
  public var settings: [Exercise.Setting]
  /// The learner's clock: seconds since 1970.
  public var startedAt: Int64
  public var endedAt: Int64?
  public var state: State
  /// Seconds of real time allowed; nil where the clock only counts up.
  public var limitSeconds: Int?
  public var notes: String
  /// Whether it was made without a terminal, through the machine interface.
  public var isPlain = false
  public var tasks: [Task]

  /// One task's part.
  public struct Task: Sendable, Equatable {
    /// The exercise's id; empty for a sandbox.
    public var exercise: String
    /// A hash of the exercise's files, to notice that a replay meets another version.
    public var fingerprint: String
    /// Percent of an exam, or the exercise's points.
    public var weight: Int
    public var flagged: Bool
    /// Real time with this task on the screen.
    public var seconds: Double
    /// What it earned; nil until it was graded.
    public var grade: Grade?

    public init(exercise: String, fingerprint: String, weight: Int) {
      self.exercise = exercise
      self.fingerprint = fingerprint
      self.weight = weight
      flagged = false
      seconds = 0
      grade = nil
    }
  }

  public init(
    id: String, mode: Mode, subject: String, title: String, seed: UInt64, settings: [Exercise.Setting] = [],
    startedAt: Int64, limitSeconds: Int? = nil, tasks: [Task]
  ) {
    self.id = id
    self.mode = mode
    self.subject = subject
    self.title = title
    self.seed = seed
    self.settings = settings
    self.startedAt = startedAt
    self.limitSeconds = limitSeconds
    self.tasks = tasks
    endedAt = nil
    state = .open
    notes = ""
  }

  /// The share of all points that was earned, weighted by task: 0 to 100; nil before it was graded.
  public var percent: Int? {
    guard state == .submitted else { return nil }
    let total = tasks.reduce(0) { $0 + $1.weight }
    guard total > 0 else { return nil }
    let earned = tasks.reduce(0.0) { sum, task in
      guard let grade = task.grade, grade.points > 0 else { return sum }
      return sum + Double(grade.earned * task.weight) / Double(grade.points)
    }
    return Int((earned * 100 / Double(total)).rounded())
  }
}

/// What a task earned, criterion by criterion.
public struct Grade: Sendable, Equatable {
  public struct Result: Sendable, Equatable {
    public var name: String
    public var points: Int
    public var earned: Int
    public var passed: Bool
    /// The fact that decided it, in one sentence.
    public var evidence: String

    public init(name: String, points: Int, passed: Bool, evidence: String) {
      self.name = name
      self.points = points
      self.passed = passed
      self.evidence = evidence
      earned = passed ? points : 0
    }
  }

  public var results: [Result]

  public init(results: [Result]) {
    self.results = results
  }

  public var earned: Int { results.reduce(0) { $0 + $1.earned } }
  public var points: Int { results.reduce(0) { $0 + $1.points } }
}

/// Something that the learner did, when, and in which task.
public struct JournalEntry: Sendable, Equatable {
  public var task: Int
  /// The task's own simulated time.
  public var at: Instant
  /// Seconds of real time since the attempt was started.
  public var elapsed: Double
  public var event: JournalEvent

  public init(task: Int, at: Instant, elapsed: Double, event: JournalEvent) {
    self.task = task
    self.at = at
    self.elapsed = elapsed
    self.event = event
  }
}

/// What can be done in an attempt. A replay needs nothing else.
public enum JournalEvent: Sendable, Equatable {
  /// A command line was entered at the prompt.
  case command(String)
  /// Ctrl-C while a command ran.
  case interrupt
  case endOfFile
  case suspend
  /// A line or a key for the standard input of a running command.
  case line(String)
  case key(String)
  /// An editor was closed; nil where nothing was saved.
  case edited([UInt8]?, status: Int)
  case paged
  case effectFailed(String)
  /// Files were written by the machine interface before a command.
  case files([String: String])
  /// A command in the root shell of a host, through the machine interface, with its standard input.
  case hostCommand(host: String, String)
  case standardInput(String)
  /// A limit in simulated seconds for the command that comes next.
  case timeout(Double)
  /// Simulated time was let go on without input, up to the entry's time.
  case advance
  case resize(columns: Int, rows: Int)
  /// Back to before the command with that number, counted from 0.
  case rewind(Int)
  case hint
  case check
  case flag(Bool)
}
