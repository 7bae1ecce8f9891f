/// How an exercise is worked on.
public enum TrainingMode: String, CaseIterable, Hashable, Sendable {
  case guided
  case practice
  case exam
  case sandbox
}

/// An attempt's key in the store.
public struct AttemptID: Hashable, Sendable {
  public var text: String

  public init(_ text: String) {
    self.text = text
  }
}

/// What Home shows.
public struct Catalog: Equatable, Sendable {
  public var exercises: [ExerciseSummary]
  public var exams: [ExamSummary]
  public var sandboxes: [SandboxSummary]
  /// Recent results by domain, for the small curves at the top.
  public var readiness: [DomainReadiness]
  /// Attempts that the end of the process interrupted and that can go on, the latest first.
  public var resumable: [ResumableAttempt]
  public var attemptCount: Int
  /// The last attempt in a few words: `yesterday: 5/8, 9 min 40 s`.
  public var lastAttempt: String?
  /// A sentence about the store when something is wrong with it: `Attempts are not kept: the store is
  /// read-only.`
  public var notice: String?

  public init(
    exercises: [ExerciseSummary] = [], exams: [ExamSummary] = [], sandboxes: [SandboxSummary] = [],
    readiness: [DomainReadiness] = [], resumable: [ResumableAttempt] = [], attemptCount: Int = 0,
    lastAttempt: String? = nil, notice: String? = nil
  ) {
    self.exercises = exercises
    self.exams = exams
    self.sandboxes = sandboxes
    self.readiness = readiness
    self.resumable = resumable
    self.attemptCount = attemptCount
    self.lastAttempt = lastAttempt
    self.notice = notice
  }
}

/// One exercise's line on Home.
public struct ExerciseSummary: Equatable, Sendable {
  public enum Due: Equatable, Sendable {
    case new
    case overdue
    case today
    /// In so many days.
    case later(days: Int)
  }

  public var id: String
  public var title: String
  /// The heading under which it stands, such as `Cluster maintenance`.
  public var domain: String
  public var minutes: Int
  public var points: Int
  /// The mode of the last attempt; nil when there was none.
  public var lastMode: TrainingMode?
  /// The last attempt at this exercise alone, to be started again just as it was.
  public var lastAttempt: AttemptID?
  /// Best points of a graded attempt.
  public var best: Int?
  /// When it was last tried, in words: `2 days ago`; nil for never.
  public var last: String?
  public var due: Due
  /// Whether today's curriculum still names the competency.
  public var isCurrent: Bool
  /// A sentence or two for the line below the list when the exercise is selected.
  public var summary: String

  public init(
    id: String, title: String, domain: String, minutes: Int, points: Int, lastMode: TrainingMode? = nil,
    lastAttempt: AttemptID? = nil, best: Int? = nil, last: String? = nil, due: Due = .new, isCurrent: Bool = true, summary: String = ""
  ) {
    self.id = id
    self.title = title
    self.domain = domain
    self.minutes = minutes
    self.points = points
    self.lastMode = lastMode
    self.lastAttempt = lastAttempt
    self.best = best
    self.last = last
    self.due = due
    self.isCurrent = isCurrent
    self.summary = summary
  }
}

/// One mock exam's line on Home.
public struct ExamSummary: Equatable, Sendable {
  public var id: String
  public var title: String
  public var taskCount: Int
  public var minutes: Int
  /// Best result in percent.
  public var best: Int?
  public var passed: Bool

  public init(id: String, title: String, taskCount: Int, minutes: Int, best: Int? = nil, passed: Bool = false)
  {
    self.id = id
    self.title = title
    self.taskCount = taskCount
    self.minutes = minutes
    self.best = best
    self.passed = passed
  }
}

/// A world with nothing to do.
public struct SandboxSummary: Equatable, Sendable {
  public var id: String
  public var summary: String

  public init(id: String, summary: String) {
    self.id = id
    self.summary = summary
  }
}

/// How well a domain went lately.
public struct DomainReadiness: Equatable, Sendable {
  public var domain: String
  /// Results as fractions from 0 to 1, the oldest first.
  public var results: [Double]

  public init(domain: String, results: [Double]) {
    self.domain = domain
    self.results = results
  }
}

/// An attempt that was cut off.
public struct ResumableAttempt: Equatable, Sendable {
  public var id: AttemptID
  public var title: String
  public var mode: TrainingMode
  /// What is left or how old it is, in words: `41 min left`, `yesterday`.
  public var detail: String

  public init(id: AttemptID, title: String, mode: TrainingMode, detail: String) {
    self.id = id
    self.title = title
    self.mode = mode
    self.detail = detail
  }
}
