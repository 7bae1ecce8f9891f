public import Simulation
public import World

/// An attempt that is under way, in memory: its tasks with their sessions, and what is to be written to the journal.
///
/// Everything that the learner does comes in through `perform`, live as well as in a replay; so a replay of the
/// journal is the attempt.
public struct LiveAttempt: Sendable {
  public private(set) var attempt: Attempt
  public private(set) var tasks: [LiveTask]
  /// All that was done so far.
  public private(set) var timeline: [JournalEntry] = []
  /// Entries that nobody has taken yet.
  private var pending: [JournalEntry] = []
  /// Seconds of real time since the start.
  public private(set) var elapsed: Double = 0

  public init(_ attempt: Attempt, tasks: [LiveTask]) {
    self.attempt = attempt
    self.tasks = tasks
  }

  /// What has to be written to the journal; the caller keeps it.
  public mutating func takeEntries() -> [JournalEntry] {
    defer { pending = [] }
    return pending
  }

  /// Real time has passed while a task was on the screen. Only that task's world goes on, `rate` times as fast.
  public mutating func advance(seconds: Double, task: Int, rate: Double = 1) {
    elapsed += seconds
    attempt.tasks[task].seconds += seconds
    tasks[task].advance(to: tasks[task].session.clock + .seconds(seconds * rate))
  }

  /// Does something in a task at its present moment, and notes it in the journal.
  public mutating func perform(_ event: JournalEvent, task: Int) {
    let moment = event.isGiven ? tasks[task].session.inputMoment : tasks[task].session.clock
    let entry = JournalEntry(task: task, at: moment, elapsed: elapsed, event: event)
    pending.append(entry)
    timeline.append(entry)
    apply(event, task: task, at: moment)
  }

  /// Does what a journal tells, at the moment that it tells.
  public mutating func replay(_ entry: JournalEntry) {
    replay(entry, until: entry.at)
    perform(replayed: entry)
  }

  /// The first half of a replayed entry: time goes on to it.
  public mutating func replay(_ entry: JournalEntry, until moment: Instant) {
    guard tasks.indices.contains(entry.task) else { return }
    // What a cut-off attempt did not come to write down; an ended one has its times.
    if attempt.state == .open { attempt.tasks[entry.task].seconds += max(0, entry.elapsed - elapsed) }
    elapsed = max(elapsed, entry.elapsed)
    if !entry.event.isGiven { tasks[entry.task].advance(to: moment) }
  }

  /// The second half: what was done is done again.
  public mutating func perform(replayed entry: JournalEntry) {
    guard tasks.indices.contains(entry.task) else { return }
    timeline.append(entry)
    apply(entry.event, task: entry.task, at: entry.at)
  }

  /// Does what another attempt's journal tells, and takes it into the own journal.
  mutating func continueWith(_ entry: JournalEntry) {
    replay(entry)
    pending.append(entry)
  }

  /// The countdown of an attempt that was cut off has gone on.
  public mutating func catchUp(elapsed seconds: Double) {
    elapsed = max(elapsed, seconds)
  }

  private mutating func apply(_ event: JournalEvent, task: Int, at moment: Instant) {
    if case .flag(let isSet) = event { attempt.tasks[task].flagged = isSet }
    tasks[task].apply(event, at: moment)
  }

  mutating func withTask(_ index: Int, _ change: (inout LiveTask) -> Void) {
    change(&tasks[index])
  }

  /// Says whether a person sits at the terminal of a task's session.
  public mutating func setTerminal(task: Int, columns: Int = 80, rows: Int = 24, isInteractive: Bool) {
    tasks[task].setTerminal(columns: columns, rows: rows, isInteractive: isInteractive)
    if !isInteractive { markPlain() }
  }

  mutating func markPlain() {
    attempt.isPlain = true
  }

  /// What a task's terminal printed since the last call.
  public mutating func takeOutput(task: Int) -> [Chunk] { tasks[task].takeOutput() }

  public mutating func setNotes(_ text: String) {
    attempt.notes = text
  }

  /// Grades every task as its world is now.
  public mutating func submit(at now: Int64) {
    for index in tasks.indices { attempt.tasks[index].grade = tasks[index].grade() }
    attempt.state = .submitted
    attempt.endedAt = now
  }

  public mutating func leave(at now: Int64, keep: Bool) {
    guard !keep else { return }
    attempt.state = .left
    attempt.endedAt = now
  }

  /// Seconds that are left of the countdown; nil without one.
  public var secondsLeft: Double? { attempt.limitSeconds.map { Double($0) - elapsed } }
}

extension JournalEvent {
  /// Whether it goes to a running line, after what that has shown.
  var isGiven: Bool {
    switch self {
    case .interrupt, .endOfFile, .suspend, .line, .key, .edited, .paged, .effectFailed: true
    default: false
    }
  }
}

/// One task of a live attempt: the exercise, the session in its world, and how far the guided walk has come.
public struct LiveTask: Sendable {
  /// Nil for a sandbox.
  public let exercise: Exercise?
  public private(set) var session: Session
  /// The guided step that is being worked on; the number of steps when all are done.
  public private(set) var step = 0
  public private(set) var hintsOpened = 0
  public let isGuided: Bool
  /// What the terminal has shown since the step began, for its check.
  private var shown = ""
  /// The output of the present line, which the next `takeOutput` gives.
  private var output: [Chunk] = []
  private var files: [String: String] = [:]
  private var input: String?
  private var timeout = Span.seconds(60)
  /// What the last command of the machine interface came to.
  public private(set) var result: CommandResult?
  /// Why the files of the last request could not be written.
  public private(set) var fileProblem: String?

  public init(exercise: Exercise?, session: Session, isGuided: Bool = false) {
    self.exercise = exercise
    self.session = session
    self.isGuided = isGuided
  }

  public mutating func advance(to instant: Instant) {
    session.advance(to: instant)
    collect()
  }

  public mutating func setTerminal(columns: Int, rows: Int, isInteractive: Bool) {
    session.terminal = TerminalFacts(columns: columns, rows: rows, isInteractive: isInteractive)
  }

  mutating func apply(_ event: JournalEvent, at moment: Instant) {
    switch event {
    case .command(let text):
      if session.terminal.isInteractive {
        if !session.isRunning { session.enter(text) }
      } else {
        run(text, host: nil)
      }
    case .hostCommand(let host, let text): run(text, host: host)
    case .interrupt: session.give(.interrupt, at: moment)
    case .endOfFile: session.give(.endOfFile, at: moment)
    case .suspend: session.give(.suspend, at: moment)
    case .line(let text): session.give(.line(text), at: moment)
    case .key(let key): session.give(.key(key), at: moment)
    case .edited(let bytes, let status):
      session.give(.outcome(.edited(bytes, status: Int32(truncatingIfNeeded: status))), at: moment)
    case .paged: session.give(.outcome(.paged), at: moment)
    case .effectFailed(let why): session.give(.outcome(.failed(why)), at: moment)
    case .files(let files): self.files = files
    case .standardInput(let text): input = text
    case .timeout(let seconds): timeout = .seconds(seconds)
    case .resize(let columns, let rows):
      setTerminal(columns: columns, rows: rows, isInteractive: session.terminal.isInteractive)
    case .rewind(let index):
      session.rewind(before: index)
      shown = ""
    case .hint: hintsOpened += 1
    case .advance, .check, .flag: break
    }
    collect()
    walk()
  }

  mutating func applyManifest(_ text: String) -> String? {
    let plan = session.world.plan
    let host = plan?.hosts.first { $0.role == .controlPlane }?.name
    let result = session.run("kubectl apply -f -", standardInput: Array(text.utf8), host: host)
    return result.exit == 0 ? nil : result.errors.trimmed
  }

  /// Runs a command of the machine interface with the files and the input that were given for it.
  private mutating func run(_ text: String, host: String?) {
    fileProblem = session.writeFiles(
      files.sorted { $0.key < $1.key }.map { (path: $0.key, text: $0.value) }, host: host)
    result = session.run(text, standardInput: Array((input ?? "").utf8), host: host, timeout: timeout)
    shown += "\(result?.output ?? "")\(result?.errors ?? "")"
    files = [:]
    input = nil
    timeout = .seconds(60)
  }

  private mutating func collect() {
    let fresh = session.takeOutput()
    output += fresh
    if isGuided { shown += String(decoding: fresh.flatMap(\.bytes), as: UTF8.self) }
  }

  /// What was printed since the last call.
  public mutating func takeOutput() -> [Chunk] {
    defer { output = [] }
    return output
  }

  // MARK: The guided walk

  /// Goes on to the next step while the present one is done.
  private mutating func walk() {
    guard isGuided, let exercise, !session.isRunning else { return }
    while step < exercise.steps.count, judge(exercise.steps[step].until).passed {
      step += 1
      hintsOpened = 0
      shown = ""
    }
  }

  public func judge(_ check: Check) -> Verdict {
    var judge = Judge(session.world, context: exercise?.context, shown: shown)
    return judge.judge(check)
  }

  /// The hints of the present step; in practice those of the first step that is not done.
  public var hints: [String] {
    guard let exercise else { return [] }
    let index = isGuided ? step : exercise.steps.firstIndex { !judge($0.until).passed } ?? exercise.steps.count
    return exercise.steps.indices.contains(index) ? exercise.steps[index].hints : []
  }

  /// The grade that the task would get now; nil for a sandbox.
  public func grade() -> Grade? {
    exercise.map { Judge.grade($0, in: session.world) }
  }
}
