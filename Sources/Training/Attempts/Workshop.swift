import Shell
import Simulation
import World

/// Makes attempts out of exercises, exams and sandboxes, new ones and those of a journal.
public struct Workshop: Sendable {
  public let library: Library
  public let catalogue: ProgramCatalogue

  public init(library: Library, catalogue: ProgramCatalogue = .full) {
    self.library = library
    self.catalogue = catalogue
  }

  /// What only the machine knows: a new attempt's name and the time.
  public struct Birth: Sendable {
    public var id: String
    /// Seconds since 1970.
    public var time: Int64

    public init(id: String, time: Int64) {
      self.id = id
      self.time = time
    }
  }

  /// Starts an exercise. Throws what is wrong with it, or that there is none with that id.
  public func start(
    _ id: String, mode: Mode, seed: UInt64, birth: Birth
  ) throws(ExerciseProblems) -> LiveAttempt {
    let exercise = try find(id, seed: seed)
    let task = Attempt.Task(exercise: id, fingerprint: exercise.fingerprint, weight: exercise.points)
    let attempt = Attempt(
      id: birth.id, mode: mode, subject: id, title: exercise.title, seed: seed, startedAt: birth.time,
      limitSeconds: mode == .exam ? exercise.minutes * 60 : nil, tasks: [task])
    return LiveAttempt(attempt, tasks: [try live(exercise, mode: mode, seed: seed)])
  }

  /// Starts a mock exam; `minutes` replaces its own limit.
  public func startExam(
    _ name: String, minutes: Int? = nil, seed: UInt64, birth: Birth
  ) throws(ExerciseProblems) -> LiveAttempt {
    guard let exam = library.exam(name) else {
      throw Self.problem(name, "there is no exam `\(name)`", "there are: \(library.exams.map(\.name).joined(separator: ", "))")
    }
    var tasks: [LiveTask] = []
    var records: [Attempt.Task] = []
    for entry in exam.tasks {
      let exercise = try find(entry.exercise, seed: seed)
      tasks.append(try live(exercise, mode: .exam, seed: seed))
      records.append(Attempt.Task(exercise: exercise.id, fingerprint: exercise.fingerprint, weight: entry.weight))
    }
    let attempt = Attempt(
      id: birth.id, mode: .exam, subject: name, title: exam.title, seed: seed, startedAt: birth.time,
      limitSeconds: (minutes ?? exam.minutes) * 60, tasks: records)
    return LiveAttempt(attempt, tasks: tasks)
  }

  /// Starts a new attempt like a past one: the same subject, mode, limit and seed.
  public func again(_ past: Attempt, birth: Birth) throws(ExerciseProblems) -> LiveAttempt {
    if past.mode == .sandbox {
      return try startSandbox(past.subject, settings: past.settings, seed: past.seed, birth: birth)
    }
    if past.mode == .exam, library.exam(past.subject) != nil {
      return try startExam(past.subject, minutes: past.limitSeconds.map { $0 / 60 }, seed: past.seed, birth: birth)
    }
    return try start(past.subject, mode: past.mode, seed: past.seed, birth: birth)
  }

  /// Starts a cluster with nothing to do. `prepare` puts files in place before the first command.
  public func startSandbox(
    _ name: String, settings: [Exercise.Setting], seed: UInt64, birth: Birth, prepare: (inout World) -> Void = { _ in }
  ) throws(ExerciseProblems) -> LiveAttempt {
    guard var plan = WorldPlan.named(name) else {
      throw Self.problem(name, "there is no world `\(name)`", "there are: \(WorldPlan.names.joined(separator: ", "))")
    }
    var chosen = WorldSettings()
    for setting in settings {
      do {
        try chosen.set(setting.name, setting.value)
      } catch {
        throw Self.problem(name, error.message, "see --help")
      }
    }
    // Nobody asks for another cluster here than the one that the world is about.
    plan.currentContext = plan.clusters.first?.context ?? plan.currentContext
    var world = World.make(plan, settings: chosen, seed: seed, toolbox: catalogue.toolbox, launcher: ShellLauncher())
    prepare(&world)
    let attempt = Attempt(
      id: birth.id, mode: .sandbox, subject: name, title: "Sandbox \(name)", seed: seed, settings: settings,
      startedAt: birth.time, tasks: [Attempt.Task(exercise: "", fingerprint: "", weight: 0)])
    return LiveAttempt(attempt, tasks: [LiveTask(exercise: nil, session: Session(world: world, catalogue: catalogue))])
  }

  /// The attempt of an archive as it was at its beginning, to be replayed entry by entry.
  public func beginning(of archive: AttemptArchive) throws(ExerciseProblems) -> LiveAttempt {
    let attempt = archive.attempt
    if attempt.mode == .sandbox {
      let birth = Birth(id: attempt.id, time: attempt.startedAt)
      var live = try startSandbox(attempt.subject, settings: attempt.settings, seed: attempt.seed, birth: birth)
      live = LiveAttempt(attempt, tasks: live.tasks)
      return live
    }
    var tasks: [LiveTask] = []
    for task in attempt.tasks {
      let exercise = try find(task.exercise, seed: attempt.seed)
      guard exercise.fingerprint == task.fingerprint else {
        throw Self.problem(
          task.exercise, "the exercise has changed since the attempt", "replay it with the version that made it")
      }
      tasks.append(try live(exercise, mode: attempt.mode, seed: attempt.seed))
    }
    return LiveAttempt(attempt, tasks: tasks)
  }

  /// The attempt of an archive as it was at its end.
  public func replayed(_ archive: AttemptArchive, until last: Int? = nil) throws(ExerciseProblems) -> LiveAttempt {
    var live = try beginning(of: archive)
    for index in live.tasks.indices where archive.attempt.isPlain { live.makePlain(task: index) }
    for entry in archive.journal.prefix(last ?? .max) { live.replay(entry) }
    return live
  }

  /// A practice attempt that goes on from a moment of a past one: its journal begins with what led there.
  public func continuation(
    of archive: AttemptArchive, task: Int, seconds: Double, birth: Birth
  ) throws(ExerciseProblems) -> LiveAttempt {
    guard archive.attempt.tasks.indices.contains(task) else {
      throw Self.problem(archive.attempt.id, "the attempt has no task \(task + 1)", "choose another one")
    }
    let record = archive.attempt.tasks[task]
    let exercise = try find(record.exercise, seed: archive.attempt.seed)
    let attempt = Attempt(
      id: birth.id, mode: .practice, subject: exercise.id, title: exercise.title, seed: archive.attempt.seed,
      startedAt: birth.time,
      tasks: [Attempt.Task(exercise: exercise.id, fingerprint: exercise.fingerprint, weight: exercise.points)])
    var live = LiveAttempt(attempt, tasks: [try live(exercise, mode: .practice, seed: attempt.seed)])
    for entry in archive.journal where entry.task == task && entry.elapsed <= seconds {
      var own = entry
      own.task = 0
      own.elapsed = 0
      live.continueWith(own)
    }
    return live
  }

  private func find(_ id: String, seed: UInt64) throws(ExerciseProblems) -> Exercise {
    if let exercise = try library.exercise(id, seed: seed) { return exercise }
    let ids = library.exercises.compactMap(\.id).joined(separator: ", ")
    throw Self.problem(id, "there is no exercise `\(id)`", "there are: \(ids)")
  }

  private func live(_ exercise: Exercise, mode: Mode, seed: UInt64) throws(ExerciseProblems) -> LiveTask {
    let world = try exercise.startWorld(seed: seed, catalogue: catalogue)
    return LiveTask(
      exercise: exercise, session: Session(world: world, catalogue: catalogue), isGuided: mode == .guided)
  }

  private static func problem(_ file: String, _ message: String, _ remedy: String) -> ExerciseProblems {
    ExerciseProblems([ExerciseProblem(file: file, line: 0, message: message, remedy: remedy)])
  }
}
