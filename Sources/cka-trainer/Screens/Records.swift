import AttemptStore
import Documents
import TrainerUI
import Training
import World

// Home's catalogue, and attempts of the past.
extension TrainingBackend {
  private var stored: [Attempt] {
    guard case .success(let store) = store, let all = try? store.attempts() else { return [] }
    return all
  }

  mutating func catalog() -> Catalog {
    let attempts = stored
    let library = composition.workshop.library
    let now = Composition.wall
    var catalog = Catalog()
    var readiness: [String: [Double]] = [:]
    var problems = library.problems
    for source in library.exercises {
      do throws(ExerciseProblems) {
        let exercise = try source.exercise(seed: 1)
        let own = attempts.filter { attempt in attempt.state == .submitted && attempt.tasks.contains { $0.exercise == exercise.id } }
        catalog.exercises.append(summary(of: exercise, own, now))
        readiness[exercise.domain, default: []] += own.prefix(5).reversed().compactMap { $0.share(of: exercise.id) }
      } catch {
        problems += error.problems
      }
    }
    catalog.exams = library.exams.map { exam in
      let own = attempts.filter { $0.state == .submitted && $0.mode == .exam && $0.subject == exam.name }
      let best = own.compactMap(\.percent).max()
      return ExamSummary(
        id: exam.name, title: exam.title, taskCount: exam.tasks.count, minutes: exam.minutes, best: best,
        passed: (best ?? 0) >= exam.pass)
    }
    catalog.sandboxes = WorldPlan.names.compactMap { WorldPlan.named($0) }.map { SandboxSummary(id: $0.name, summary: $0.summary) }
    catalog.readiness = readiness.keys.sorted().compactMap { domain in
      let results = readiness[domain] ?? []
      return results.isEmpty ? nil : DomainReadiness(domain: domain, results: results)
    }
    let open = attempts.filter { $0.state == .open && $0.mode != .sandbox }
    catalog.resumable = open.prefix(5).map { attempt in
      ResumableAttempt(
        id: AttemptID(attempt.id), title: attempt.title, mode: TrainingMode(rawValue: attempt.mode.rawValue) ?? .practice,
        detail: AttemptLock.isTaken(attempt.id) ? "open in another window" : attempt.remainder(at: now))
    }
    let ended = attempts.filter { $0.state == .submitted }
    catalog.attemptCount = ended.count
    catalog.lastAttempt = ended.first.map { "\(Ago.text($0.endedAt ?? $0.startedAt, now)): \($0.result)" }
    if let problem = writer.problem {
      catalog.notice = problem
    } else if case .failure(let problem) = store {
      catalog.notice = problem.message
    } else {
      catalog.notice = problems.first?.description
    }
    return catalog
  }

  private func summary(of exercise: Exercise, _ own: [Attempt], _ now: Int64) -> ExerciseSummary {
    let grades = own.compactMap { attempt in attempt.tasks.first { $0.exercise == exercise.id }?.grade }
    let last = own.first
    var due = ExerciseSummary.Due.new
    if let last {
      // What went well comes back later: a week after full points, else the next day.
      let wait = last.share(of: exercise.id) == 1 ? 7 : 1
      let left = last.startedAt + Int64(wait) * 86_400 - now
      due = left > 0 ? .later(days: Int((left + 86_399) / 86_400)) : left > -86_400 ? .today : .overdue
    }
    return ExerciseSummary(
      id: exercise.id, title: exercise.title, domain: exercise.domain, minutes: exercise.minutes,
      points: exercise.points, lastMode: last.flatMap { TrainingMode(rawValue: $0.mode.rawValue) },
      lastAttempt: own.first { $0.tasks.count == 1 }.map { AttemptID($0.id) }, best: grades.map(\.earned).max(), last: last.map { Ago.text($0.startedAt, now) }, due: due,
      isCurrent: exercise.curriculum == .named,
      summary: exercise.curriculumNote?.split(separator: "\n").joined(separator: " ") ?? exercise.competency)
  }

  mutating func discard(_ id: AttemptID) throws(BackendError) {
    if AttemptLock.isTaken(id.text) { throw BackendError("It is open in another window: close that first.") }
    do throws(StoreProblem) {
      guard var attempt = try store.get().archive(id.text)?.attempt else { return }
      attempt.state = .left
      attempt.endedAt = Composition.wall
      try store.get().save(attempt)
    } catch {
      throw BackendError(error.message)
    }
  }

  mutating func attempts() -> [AttemptSummary] {
    stored.filter { $0.state == .submitted }.map(summary)
  }

  private func summary(of attempt: Attempt) -> AttemptSummary {
    let isExam = attempt.tasks.count > 1
    let earned = attempt.tasks.reduce(0) { $0 + ($1.grade?.earned ?? 0) }
    let points = attempt.tasks.reduce(0) { $0 + ($1.grade?.points ?? 0) }
    let percent = attempt.percent ?? 0
    return AttemptSummary(
      id: AttemptID(attempt.id), title: attempt.title, mode: TrainingMode(rawValue: attempt.mode.rawValue) ?? .practice,
      date: Attempt.date(attempt.endedAt ?? attempt.startedAt), earned: isExam ? percent : earned,
      points: isExam ? 100 : points, seconds: attempt.tasks.reduce(0) { $0 + $1.seconds },
      passed: attempt.mode == .exam ? percent >= composition.workshop.library.passPercent(of: attempt) : nil, seed: attempt.seed)
  }

  private func archive(of id: AttemptID) throws(BackendError) -> AttemptArchive {
    do throws(StoreProblem) {
      if let archive = try store.get().archive(id.text) { return archive }
    } catch {
      throw BackendError(error.message)
    }
    throw BackendError("there is no attempt \(id.text)")
  }

  mutating func attempt(_ id: AttemptID) throws(BackendError) -> AttemptRecord {
    let archive = try archive(of: id)
    return record(of: archive, journal: archive.journal)
  }

  /// Everything that the review shows of an attempt.
  func record(of archive: AttemptArchive, journal: [JournalEntry]) -> AttemptRecord {
    let attempt = archive.attempt
    let tasks = attempt.tasks.enumerated().map { index, task -> TaskRecord in
      let exercise = try? composition.workshop.library.exercise(task.exercise, seed: attempt.seed)
      let grade = task.grade ?? Grade(results: [])
      let isExam = attempt.tasks.count > 1
      let earned = isExam && grade.points > 0 ? (grade.earned * task.weight + grade.points / 2) / grade.points : grade.earned
      return TaskRecord(
        title: exercise?.title ?? task.exercise, text: exercise?.task ?? "", earned: earned,
        points: isExam ? task.weight : grade.points, seconds: task.seconds,
        criteria: grade.results.map(CriterionResult.init), timeline: timeline(journal.filter { $0.task == index }),
        solutions: (exercise?.solutions ?? []).map { ReferenceSolution(title: $0.name, text: $0.text) },
        debrief: exercise?.debrief ?? "", flagged: task.flagged)
    }
    return AttemptRecord(
      summary: summary(of: attempt), tasks: tasks, limitSeconds: attempt.limitSeconds.map(Double.init),
      passPercent: composition.workshop.library.passPercent(of: attempt))
  }

  private func timeline(_ journal: [JournalEntry]) -> [TimelineEntry] {
    var entries: [TimelineEntry] = []
    for entry in journal {
      switch entry.event {
      case .command(let text), .hostCommand(_, let text):
        entries.append(TimelineEntry(seconds: entry.elapsed, command: text))
      case .edited(let bytes, _):
        guard let last = entries.indices.last else { continue }
        entries[last].duration = entry.elapsed - entries[last].seconds
        entries[last].remark = bytes.map { "\($0.count { $0 == 10 }) lines saved" } ?? "not saved"
      case .interrupt:
        guard let last = entries.indices.last else { continue }
        entries[last].duration = entry.elapsed - entries[last].seconds
        entries[last].remark = "^C"
      case .hint: entries.append(TimelineEntry(seconds: entry.elapsed, command: "(hint)"))
      case .rewind(let number):
        entries.append(TimelineEntry(seconds: entry.elapsed, command: "(rewound to before command \(number + 1))"))
      default: continue
      }
    }
    return entries
  }

  mutating func replay(_ id: AttemptID, task: Int) throws(BackendError) -> Replay {
    announce("Preparing the replay…")
    let archive = try archive(of: id)
    var live: LiveAttempt
    do throws(ExerciseProblems) {
      live = try composition.workshop.beginning(of: archive)
    } catch {
      throw BackendError(error.problems.map(\.description).joined(separator: "; "))
    }
    live.prepareReplay(of: archive)
    var moments: [Replay.Moment] = []
    func show(_ text: String, at seconds: Double) {
      if !text.isEmpty { moments.append(Replay.Moment(seconds: seconds, event: .output(TerminalOutput(text)))) }
    }
    for entry in archive.journal where entry.task == task {
      let prompt = live.tasks[task].session.prompt()
      live.replay(entry, until: entry.at)
      show(String(decoding: live.takeOutput(task: task).flatMap(\.bytes), as: UTF8.self), at: entry.elapsed)
      switch entry.event {
      case .command(let text): show("\(prompt)\(text)\n", at: entry.elapsed)
      case .hostCommand(let host, let text): show("[\(host)]# \(text)\n", at: entry.elapsed)
      case .line(let text): show("\(text)\n", at: entry.elapsed)
      case .rewind:
        moments.append(Replay.Moment(seconds: entry.elapsed, event: .output(TerminalOutput("(rewound)\n", restarts: true))))
      case .edited(let bytes, _):
        let note = bytes.map { "editor: \($0.count { $0 == 10 }) lines written" } ?? "editor: nothing written"
        moments.append(Replay.Moment(seconds: entry.elapsed, event: .note(note)))
      default: break
      }
      live.perform(replayed: entry)
      let result = live.tasks[task].result
      if live.tasks[task].session.terminal.isInteractive {
        show(String(decoding: live.takeOutput(task: task).flatMap(\.bytes), as: UTF8.self), at: entry.elapsed)
      } else if let result, entry.event.text != nil {
        show("\(result.output)\(result.errors)", at: entry.elapsed)
      }
    }
    let own = archive.journal.filter { $0.task == task }
    return Replay(
      title: archive.attempt.title, moments: moments, marks: timeline(own), duration: (own.last?.elapsed ?? 0) + 1)
  }

  mutating func export(_ id: AttemptID) throws(BackendError) -> String {
    let path = "cka-attempt-\(id.text).json"
    let text = "\(JSON.text(try archive(of: id).document, indent: 2, sortKeys: false))\n"
    do throws(MachineFiles.Failure) {
      try MachineFiles.save(Array(text.utf8), as: path)
    } catch {
      throw BackendError(error.message)
    }
    return path
  }

  mutating func delete(_ id: AttemptID) throws(BackendError) {
    do throws(StoreProblem) {
      _ = try store.get().delete(id.text)
    } catch {
      throw BackendError(error.message)
    }
  }
}

extension Attempt {
  /// The share of the points that an exercise earned, 0 to 1.
  fileprivate func share(of exercise: String) -> Double? {
    guard let grade = tasks.first(where: { $0.exercise == exercise })?.grade, grade.points > 0 else { return nil }
    return Double(grade.earned) / Double(grade.points)
  }

  /// `5/8` or `71 %`.
  fileprivate var result: String {
    if tasks.count > 1 { return "\(percent ?? 0) %" }
    return tasks.first?.grade.map { "\($0.earned)/\($0.points)" } ?? ""
  }

  /// What is left of the countdown, or how long ago it was.
  fileprivate func remainder(at now: Int64) -> String {
    guard let limitSeconds else { return Ago.text(startedAt, now) }
    let left = Int64(limitSeconds) - (now - startedAt)
    return left > 0 ? "\((left + 59) / 60) min left" : "time is up"
  }
}

/// How long ago something was, in words.
enum Ago {
  static func text(_ then: Int64, _ now: Int64) -> String {
    let seconds = max(0, now - then)
    switch seconds {
    case ..<120: return "just now"
    case ..<7200: return "\(seconds / 60) min ago"
    case ..<172_800: return "\(seconds / 3600) h ago"
    default: return "\(seconds / 86_400) days ago"
    }
  }
}

extension Exercise.Solution {
  /// What is typed, and which files are written, in order; indented, as prose that is kept as it is.
  fileprivate var text: String {
    run.map { action in
      switch action {
      case .command(let line, _, _): line
      case .wait(let seconds): "# wait \(seconds) s"
      case .write(let path, let text, _): "# \(path):\n\(text)"
      }
    }
    .flatMap { $0.split(separator: "\n", omittingEmptySubsequences: false) }
    .map { "    \($0)" }.joined(separator: "\n")
  }
}
