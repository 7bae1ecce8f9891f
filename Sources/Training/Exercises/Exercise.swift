/// One task with all that belongs to it, its parameters filled in for one seed.
public struct Exercise: Sendable {
  /// Never reused and never renamed: attempts of the past refer to it.
  public var id: String
  public var title: String
  public var domain: String
  public var competency: String
  public var curriculum: Curriculum
  /// What is to be said about the curriculum, where it is not simply named there.
  public var curriculumNote: String?
  /// How long a good candidate takes.
  public var minutes: Int
  /// Percent of a two-hour exam that such a task is worth.
  public var weight: Int
  /// The world's name, and the parameters that differ from its defaults.
  public var world: String
  public var settings: [Setting]
  /// The kubectl context in which the task is to be done.
  public var context: String?
  public var start: Start
  public var task: String
  public var steps: [Step]
  public var criteria: [Criterion]
  public var solutions: [Solution]
  public var wrongAnswers: [WrongAnswer]
  public var debrief: String
  /// The files beside `exercise.yaml`, with the parameters filled in.
  public var files: [String: String]
  /// The values that the seed has drawn, in the order of their definition.
  public var parameters: [Setting]

  public var points: Int { criteria.reduce(0) { $0 + $1.points } }

  public enum Curriculum: String, Sendable, CaseIterable {
    /// Today's curriculum names the competency.
    case named
    /// An earlier one did.
    case legacy
    /// None does, but it helps.
    case helpful
  }

  public struct Setting: Equatable, Sendable {
    public var name: String
    public var value: String

    public init(name: String, value: String) {
      self.name = name
      self.value = value
    }
  }

  /// How the world is prepared before the learner sees it.
  public struct Start: Sendable {
    /// Manifests to apply, in order.
    public var apply: [String] = []
    /// Commands run as root on the hosts, in order.
    public var run: [Action] = []
    /// Seconds that then pass, so that all is running and has an age.
    public var settle = 60
  }

  /// A step of the guided walk: what to do and why, until the check holds.
  public struct Step: Sendable {
    public var title: String
    public var say: String
    public var until: Check
    public var hints: [String]
  }

  public struct Criterion: Sendable {
    public var name: String
    public var points: Int
    public var check: Check
  }

  public struct Solution: Sendable {
    public var name: String
    public var run: [Action]
  }

  public struct WrongAnswer: Sendable {
    /// The misconception behind it.
    public var why: String
    public var points: Int
    public var run: [Action]
  }
}

/// Something that a learner would do, as exercises write it down.
public enum Action: Sendable, Equatable {
  /// A line typed in the session; with `host`, in a root shell of that host. Ctrl-C comes after so many seconds.
  case command(String, host: String?, interrupt: Int?)
  /// A file written into the directory where the session is, as an editor would.
  case write(path: String, text: String, host: String?)
  /// Seconds that pass.
  case wait(Int)
}

/// Something wrong with an exercise: where, what, and what to do about it.
public struct ExerciseProblem: Error, Equatable, Sendable, CustomStringConvertible {
  public var file: String
  /// 0 where no line can be named.
  public var line: Int
  public var message: String
  public var remedy: String

  public init(file: String, line: Int, message: String, remedy: String) {
    self.file = file
    self.line = line
    self.message = message
    self.remedy = remedy
  }

  public var description: String {
    "\(file)\(line > 0 ? ":\(line)" : ""): \(message) - \(remedy)"
  }
}

public struct ExerciseProblems: Error, Sendable {
  public var problems: [ExerciseProblem]

  public init(_ problems: [ExerciseProblem]) {
    self.problems = problems
  }
}
