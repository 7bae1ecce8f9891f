import Simulation
import World

/// What `lint` found of one exercise.
public struct LintReport: Sendable {
  /// One way of working on the exercise, and what it earned.
  public struct Play: Sendable, Equatable {
    public var seed: UInt64
    /// `nothing done`, a solution's name, or a wrong answer's misconception.
    public var name: String
    public var earned: Int
    public var expected: Int
  }

  public var id: String
  public var title: String
  public var points: Int
  public var plays: [Play]
  public var problems: [ExerciseProblem]

  public var isClean: Bool { problems.isEmpty }
}

/// Plays an exercise in all the ways that it describes, for several seeds: nothing done, every solution, every wrong
/// answer. An exercise without problems may ship.
public struct Linter {
  let catalogue: ProgramCatalogue
  let seeds: [UInt64]

  public init(catalogue: ProgramCatalogue, seeds: [UInt64] = [1, 2, 3]) {
    self.catalogue = catalogue
    self.seeds = seeds
  }

  public func lint(_ source: ExerciseSource) -> LintReport {
    var report = LintReport(id: source.id ?? source.folder, title: "", points: 0, plays: [], problems: [])
    let file = "\(source.folder)/exercise.yaml"
    for seed in seeds {
      do throws(ExerciseProblems) {
        let exercise = try source.exercise(seed: seed)
        if seed == seeds.first {
          report.title = exercise.title
          report.points = exercise.points
          report.problems += Self.review(exercise, file: file)
        }
        let world = try exercise.startWorld(seed: seed, catalogue: catalogue)
        play(exercise, seed, world, file, &report)
      } catch {
        report.problems += error.problems
        return report
      }
    }
    return report
  }

  private func play(
    _ exercise: Exercise, _ seed: UInt64, _ world: World, _ file: String, _ report: inout LintReport
  ) {
    func note(_ message: String, _ remedy: String) {
      report.problems.append(
        ExerciseProblem(file: file, line: 0, message: "seed \(seed): \(message)", remedy: remedy))
    }
    func score(_ name: String, _ actions: [Action], expected: Int) -> Grade {
      let end = outcome(of: actions, in: world)
      let grade = Judge.grade(exercise, in: end)
      if Judge.grade(exercise, in: end) != grade { note("grading `\(name)` twice differs", "a check changes the world") }
      report.plays.append(LintReport.Play(seed: seed, name: name, earned: grade.earned, expected: expected))
      if grade.earned != expected {
        let reasons = grade.results.map { "\($0.passed ? "✓" : "✗") \($0.name): \($0.evidence)" }
        note(
          "`\(name)` earns \(grade.earned) and not \(expected)",
          "correct the points, a check or the simulation; \(reasons.joined(separator: "; "))")
      }
      return grade
    }
    _ = score("nothing done", [], expected: 0)
    for solution in exercise.solutions { _ = score(solution.name, solution.run, expected: exercise.points) }
    var failed: Set<Int> = []
    for answer in exercise.wrongAnswers {
      let grade = score(answer.why, answer.run, expected: answer.points)
      for (index, result) in grade.results.enumerated() where !result.passed { failed.insert(index) }
    }
    for (index, criterion) in exercise.criteria.enumerated() where !failed.contains(index) {
      note("no wrong answer fails the criterion `\(criterion.name)`", "add one that does, or drop the criterion")
    }
  }

  /// The world after some actions.
  func outcome(of actions: [Action], in world: World) -> World {
    var session = Session(world: world, catalogue: catalogue)
    for action in actions { _ = session.perform(action) }
    return session.world
  }

  /// What can be seen without playing.
  private static func review(_ exercise: Exercise, file: String) -> [ExerciseProblem] {
    var problems: [ExerciseProblem] = []
    func note(_ message: String, _ remedy: String) {
      problems.append(ExerciseProblem(file: file, line: 0, message: message, remedy: remedy))
    }
    if exercise.solutions.count < 2 { note("there is one reference solution", "add a second one that differs") }
    if exercise.wrongAnswers.count < 8 {
      note("there are \(exercise.wrongAnswers.count) wrong answers", "add the likely ones until there are 8")
    }
    if exercise.wrongAnswers.contains(where: { $0.points >= exercise.points }) {
      note("a wrong answer earns all points", "no mistake is worth everything")
    }
    if exercise.minutes < 1 || exercise.minutes > 120 { note("`minutes` is \(exercise.minutes)", "choose 1 to 120") }
    for name in exercise.criteria.flatMap({ Self.graded($0.check) }) where !exercise.task.names(name) {
      note("the task does not name `\(name)`, which is graded", "name it in the text")
    }
    return problems
  }

  /// What a learner has to know to satisfy a check: the names that the task text must hold.
  private static func graded(_ check: Check) -> [String] {
    switch check {
    case .file(let check): [check.path]
    case .snapshot(let check): [check.snapshot.path]
    case .figures(let check): [check.path, check.snapshot]
    case .restored(let check): [check.snapshot.path] + check.back.map(\.name)
    case .restoredDirectory(let snapshot, let directory): [snapshot.path] + (directory.map { [$0] } ?? [])
    case .selects(let check): [check.policy, check.namespace]
    case .field(let check): [check.object.name]
    case .access(let check): check.user.split(separator: ":").last.map { [String($0)] } ?? []
    case .logs(let check): [check.pod, check.container]
    case .service(let check): [check.unit]
    case .all(let checks), .any(let checks): checks.flatMap(graded)
    case .not(let check): graded(check)
    default: []
    }
  }
}

extension String {
  /// Whether a text names something that is graded: as it is, a file by its directory and its name, a database by the
  /// data directory in which etcd keeps it.
  fileprivate func names(_ text: String) -> Bool {
    if contains(text) { return true }
    let database = "/member/snap/db"
    if text.hasSuffix(database) { return contains(text.dropLast(database.count)) }
    guard text.hasPrefix("/"), let slash = text.lastIndex(of: "/"), slash > text.startIndex else { return false }
    return contains("`\(text[..<slash])`") && contains("`\(text[text.index(after: slash)...])`")
  }
}
