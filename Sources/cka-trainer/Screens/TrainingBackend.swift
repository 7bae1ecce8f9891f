import AttemptStore
import Screen
import Simulation
import TrainerUI
import Training
import World

/// The screens' view of the rest of the program: attempts in memory, their journal in the store.
struct TrainingBackend: TrainerBackend {
  let composition: Composition
  let store: Result<AttemptStore, StoreProblem>
  let writer: JournalWriter
  /// An attempt that the command line has started already.
  var prepared: LiveAttempt?
  /// Whether the open attempt is written to the store.
  var keeps: Bool
  var live: LiveAttempt?
  var desks: [Desk] = []
  var last: AttemptRecord?
  /// What the panel of connections showed last.
  var panel: ConnectionPanel?
  /// Held while the attempt is open, so that no other window goes on with it.
  private var lock: AttemptLock?
  /// The terminals of an attempt that goes on, until it is open.
  private var pastDesks: [Desk]?
  /// Tells the learner what takes a moment.
  let announce: (String) -> Void

  init(
    _ composition: Composition, prepared: LiveAttempt?, keeps: Bool, announce: @escaping (String) -> Void = { _ in }
  ) {
    self.announce = announce
    self.composition = composition
    self.prepared = prepared
    self.keeps = keeps
    store = Composition.openStore()
    writer = JournalWriter(store)
  }

  // MARK: Opening

  mutating func open(_ start: AttemptStart) throws(BackendError) -> OpenAttempt {
    let attempt: LiveAttempt
    if let prepared {
      attempt = prepared
      self.prepared = nil
    } else {
      do throws(ExerciseProblems) {
        attempt = try begin(start)
      } catch {
        throw BackendError(error.problems.map(\.description).joined(separator: "; "))
      }
      keeps = attempt.attempt.mode != .sandbox
    }
    if keeps { lock = AttemptLock(attempt.attempt.id) }
    live = attempt
    panel = nil
    desks = pastDesks ?? attempt.tasks.map { Desk($0) }
    pastDesks = nil
    if keeps { writer.save(attempt.attempt) }
    for index in desks.indices { collect(SessionID(index)) }
    return openAttempt(attempt)
  }

  private mutating func begin(_ start: AttemptStart) throws(ExerciseProblems) -> LiveAttempt {
    let workshop = composition.workshop
    let birth = Composition.birth()
    switch start {
    case .resume, .continuation: announce("Bringing the cluster back to where it was…")
    default: announce("Preparing the cluster…")
    }
    switch start {
    case .exercise(let id, let mode):
      return try workshop.start(
        id, mode: Mode(rawValue: mode.rawValue) ?? .practice, seed: Seeds.fresh(for: id, in: store), birth: birth)
    case .exam(let id): return try workshop.startExam(id, seed: Seeds.fresh(for: id, in: store), birth: birth)
    case .again(let id): return try workshop.again(try archive(id).attempt, birth: birth)
    case .sandbox(let id): return try workshop.startSandbox(id, settings: [], seed: 1, birth: birth)
    case .resume(let id):
      if AttemptLock.isTaken(id.text) {
        throw Self.problem("this attempt is open in another window", remedy: "go on there, or close it first")
      }
      var live = try again(try archive(id))
      // The countdown has gone on while nobody was there.
      if live.attempt.limitSeconds != nil {
        live.catchUp(elapsed: Double(Composition.wall - live.attempt.startedAt))
      }
      return live
    case .continuation(let id, let task, let seconds):
      let archive = try archive(id)
      var live = try workshop.continuation(of: archive, task: task, seconds: seconds, birth: birth)
      // Its journal begins with what led there, and its terminal shows that.
      _ = try again(AttemptArchive(attempt: live.attempt, journal: live.timeline))
      for index in live.tasks.indices { _ = live.takeOutput(task: index) }
      return live
    }
  }

  private func archive(_ id: AttemptID) throws(ExerciseProblems) -> AttemptArchive {
    let found: AttemptArchive?
    do throws(StoreProblem) {
      found = try store.get().archive(id.text)
    } catch {
      throw Self.problem(error.message)
    }
    guard let found else { throw Self.problem("there is no attempt \(id.text)") }
    return found
  }

  static func problem(_ message: String, remedy: String = "see `cka-trainer attempts`") -> ExerciseProblems {
    ExerciseProblems([ExerciseProblem(file: "attempts", line: 0, message: message, remedy: remedy)])
  }

  /// Does again what an attempt's journal tells, so that its terminals show what they showed.
  private mutating func again(_ archive: AttemptArchive) throws(ExerciseProblems) -> LiveAttempt {
    var archive = archive
    for index in archive.attempt.tasks.indices where archive.attempt.state == .open {
      archive.attempt.tasks[index].seconds = 0
    }
    var live = try composition.workshop.beginning(of: archive)
    live.prepareReplay(of: archive)
    var desks = live.tasks.map { Desk($0) }
    for entry in archive.journal where desks.indices.contains(entry.task) {
      desks[entry.task].replay(entry, of: &live)
    }
    for index in desks.indices { desks[index].context = live.tasks[index].session.kubectlContext }
    if archive.attempt.isPlain {
      for index in live.tasks.indices { live.setTerminal(task: index, isInteractive: true) }
    }
    pastDesks = desks
    return live
  }

  private func openAttempt(_ live: LiveAttempt) -> OpenAttempt {
    let tasks = live.tasks.enumerated().map { index, task in
      let record = live.attempt.tasks[index]
      return OpenTask(
        session: SessionID(index), title: task.exercise?.title ?? live.attempt.title, points: record.weight,
        text: task.exercise?.task ?? "",
        flagged: record.flagged, visited: record.seconds > 0, seconds: record.seconds)
    }
    return OpenAttempt(
      title: live.attempt.title, mode: TrainingMode(rawValue: live.attempt.mode.rawValue) ?? .practice, tasks: tasks,
      limitSeconds: live.attempt.limitSeconds.map(Double.init), elapsedSeconds: live.elapsed,
      notes: live.attempt.notes, seed: live.attempt.seed)
  }

  // MARK: Doing something

  /// Does something in a task, shows what it printed, and keeps it.
  mutating func perform(_ event: JournalEvent, in session: SessionID) {
    live?.perform(event, task: session.number)
    collect(session)
  }

  /// Moves new output to the desk, and new entries to the store.
  mutating func collect(_ session: SessionID) {
    guard var current = live else { return }
    live = nil
    let bytes = current.takeOutput(task: session.number).flatMap(\.bytes)
    if !bytes.isEmpty { desks[session.number].note(String(decoding: bytes, as: UTF8.self)) }
    let entries = current.takeEntries()
    if keeps { writer.append(entries, to: current.attempt.id) }
    live = current
  }

  mutating func advance(seconds: Double, rate: Double, front: SessionID) {
    live?.advance(seconds: seconds, task: front.number, rate: rate)
    collect(front)
    feedKeysAhead(in: front)
  }

  func secondsUntilNextEvent(_ session: SessionID) -> Double? {
    guard let current = live?.tasks[session.number].session, current.isRunning, let next = current.nextEvent else {
      return nil
    }
    return max(0.02, (next - current.clock - Session.lookAhead).seconds)
  }

  mutating func resize(columns: Int, rows: Int, in session: SessionID) {
    guard let terminal = live?.tasks[session.number].session.terminal,
      terminal.columns != columns || terminal.rows != rows
    else { return }
    perform(.resize(columns: columns, rows: rows), in: session)
  }

  mutating func setFlag(_ flagged: Bool, in session: SessionID) {
    perform(.flag(flagged), in: session)
    if keeps, let attempt = live?.attempt { writer.save(attempt) }
  }

  mutating func setNotes(_ text: String) {
    live?.setNotes(text)
    if keeps, let attempt = live?.attempt { writer.save(attempt) }
  }

  mutating func takeNotice() -> String? {
    keeps ? writer.takeProblem().map { "This attempt is not kept: \($0)" } : nil
  }

  // MARK: The end

  mutating func submit() throws(BackendError) -> AttemptRecord {
    guard live != nil else { throw BackendError("no attempt is open") }
    live?.submit(at: Composition.wall)
    guard let live else { throw BackendError("no attempt is open") }
    let record = record(of: AttemptArchive(attempt: live.attempt, journal: []), journal: live.timeline)
    last = record
    if keeps { writer.save(live.attempt) }
    self.live = nil
    lock = nil
    if keeps, let problem = writer.problem { throw BackendError("The attempt could not be kept: \(problem)") }
    return record
  }

  func lastResult() -> AttemptRecord? { last }

  mutating func leave(keep: Bool) {
    live?.leave(at: Composition.wall, keep: keep)
    if keeps, let attempt = live?.attempt { writer.save(attempt) }
    live = nil
    lock = nil
    desks = []
  }
}
