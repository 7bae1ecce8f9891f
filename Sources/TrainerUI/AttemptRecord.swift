/// One line of the list of attempts.
public struct AttemptSummary: Equatable, Sendable {
  public var id: AttemptID
  public var title: String
  public var mode: TrainingMode
  /// When it ended, in words or as a date: `23 Nov 2026, 14:20`.
  public var date: String
  public var earned: Int
  public var points: Int
  public var seconds: Double
  /// Whether the pass line was reached; nil where there is none.
  public var passed: Bool?
  /// What drew its names, ports and addresses.
  public var seed: UInt64

  public init(
    id: AttemptID, title: String, mode: TrainingMode, date: String, earned: Int, points: Int, seconds: Double,
    passed: Bool? = nil, seed: UInt64 = 1
  ) {
    self.id = id
    self.title = title
    self.mode = mode
    self.date = date
    self.earned = earned
    self.points = points
    self.seconds = seconds
    self.passed = passed
    self.seed = seed
  }

  /// The result in whole percent.
  public var percent: Int { points > 0 ? (earned * 100 + points / 2) / points : 0 }
}

/// A graded attempt with everything there is to look at.
public struct AttemptRecord: Equatable, Sendable {
  public var summary: AttemptSummary
  public var tasks: [TaskRecord]
  /// The countdown's length; nil where there was none.
  public var limitSeconds: Double?
  public var passPercent: Int

  public init(
    summary: AttemptSummary, tasks: [TaskRecord], limitSeconds: Double? = nil, passPercent: Int = 66
  ) {
    self.summary = summary
    self.tasks = tasks
    self.limitSeconds = limitSeconds
    self.passPercent = passPercent
  }
}

/// One task of a graded attempt.
public struct TaskRecord: Equatable, Sendable {
  public var title: String
  public var text: String
  public var earned: Int
  public var points: Int
  /// Real time spent with the task on the screen.
  public var seconds: Double
  public var criteria: [CriterionResult]
  public var timeline: [TimelineEntry]
  public var solutions: [ReferenceSolution]
  /// What to take away from it.
  public var debrief: String
  public var flagged: Bool

  public init(
    title: String, text: String = "", earned: Int, points: Int, seconds: Double, criteria: [CriterionResult],
    timeline: [TimelineEntry] = [], solutions: [ReferenceSolution] = [], debrief: String = "",
    flagged: Bool = false
  ) {
    self.title = title
    self.text = text
    self.earned = earned
    self.points = points
    self.seconds = seconds
    self.criteria = criteria
    self.timeline = timeline
    self.solutions = solutions
    self.debrief = debrief
    self.flagged = flagged
  }
}

/// A command of the past.
public struct TimelineEntry: Equatable, Sendable {
  /// When it was entered, in seconds since the start of the task's session (the replay's time).
  public var seconds: Double
  public var command: String
  /// How long it ran.
  public var duration: Double
  /// What changed, in a few words: `+ 26 lines`, `✓1 ✓2`, `hint 2`.
  public var remark: String

  public init(seconds: Double, command: String, duration: Double = 0, remark: String = "") {
    self.seconds = seconds
    self.command = command
    self.duration = duration
    self.remark = remark
  }
}

/// A way to solve the task.
public struct ReferenceSolution: Equatable, Sendable {
  public var title: String
  /// Commands and files, with a few words of explanation.
  public var text: String

  public init(title: String, text: String) {
    self.title = title
    self.text = text
  }
}

/// What a session's terminal showed, to be played at any speed. Going to a moment means applying all the
/// events before.
public struct Replay: Equatable, Sendable {
  public enum Event: Equatable, Sendable {
    case output(TerminalOutput)
    /// The line being typed has become this.
    case input(InputLine)
    /// An editor was open; the note says what it did: `vim 24_np.yaml: 26 lines written`.
    case note(String)
  }

  public struct Moment: Equatable, Sendable {
    /// Since the start of the session, in seconds of real time.
    public var seconds: Double
    public var event: Event

    public init(seconds: Double, event: Event) {
      self.seconds = seconds
      self.event = event
    }
  }

  public var title: String
  /// In the order of time.
  public var moments: [Moment]
  /// Where the seeking keys stop: the commands.
  public var marks: [TimelineEntry]
  public var duration: Double

  public init(title: String, moments: [Moment], marks: [TimelineEntry], duration: Double) {
    self.title = title
    self.moments = moments
    self.marks = marks
    self.duration = duration
  }
}
