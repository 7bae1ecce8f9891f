import Screen
import Simulation
import TrainerUI
import Training
import World

// What helps the learner: steps, checks, hints, rewinding, reference cards, the matrix of connections.
extension TrainingBackend {
  private func task(_ session: SessionID) -> LiveTask? {
    guard let tasks = live?.tasks, tasks.indices.contains(session.number) else { return nil }
    return tasks[session.number]
  }

  func place(_ session: SessionID) -> SessionPlace {
    guard let task = task(session), desks.indices.contains(session.number) else { return SessionPlace(account: "") }
    return SessionPlace(account: task.session.account, context: desks[session.number].context, target: task.exercise?.context.map { "use \($0)" })
  }

  func steps(_ session: SessionID) -> [StepState] {
    guard let task = task(session), task.isGuided, let exercise = task.exercise else { return [] }
    return exercise.steps.enumerated().map { index, step in
      StepState(
        title: step.title, text: step.say,
        progress: index < task.step ? .done : index == task.step ? .present : .later)
    }
  }

  mutating func check(_ session: SessionID) -> CheckReport {
    perform(.check, in: session)
    guard let task = task(session), let exercise = task.exercise else { return CheckReport(title: "", criteria: []) }
    if task.isGuided, exercise.steps.indices.contains(task.step) {
      let step = exercise.steps[task.step]
      let verdict = task.judge(step.until)
      return CheckReport(
        title: "Step \(task.step + 1): \(step.title)",
        criteria: [
          CriterionResult(
            name: step.title, passed: verdict.passed, earned: 0, points: 0, evidence: verdict.evidence)
        ])
    }
    let grade = task.grade() ?? Grade(results: [])
    return CheckReport(title: "\(grade.earned) of \(grade.points) points", criteria: grade.results.map(CriterionResult.init))
  }

  func hints(_ session: SessionID) -> HintState {
    guard let task = task(session), live?.attempt.mode != .exam else { return HintState() }
    let hints = task.hintsOpened == 0 ? [] : task.hints
    let total = task.exercise == nil ? 0 : 3
    return HintState(opened: Array(hints.prefix(task.hintsOpened)), total: total)
  }

  mutating func openHint(_ session: SessionID) {
    guard let task = task(session), task.hintsOpened < 3 else { return }
    perform(.hint, in: session)
  }

  func rewindPoints(_ session: SessionID) -> [RewindPoint] {
    guard let task = task(session) else { return [] }
    let entered = task.session.entered
    guard let first = entered.first else { return [] }
    return entered.enumerated().map { index, line in
      RewindPoint(id: index, seconds: (line.started - first.started).seconds, command: line.text)
    }
  }

  mutating func rewind(before point: RewindPoint.ID, in session: SessionID) {
    perform(.rewind(point), in: session)
    desks[session.number].rewind(to: point)
    desks[session.number].context = task(session)?.session.kubectlContext
  }

  func referenceCards(_ session: SessionID) -> [ReferenceCard] { ReferenceCards.fitting(task(session)?.exercise?.id) }
}

extension CriterionResult {
  init(_ result: Grade.Result) {
    self.init(
      name: result.name, passed: result.passed, earned: result.earned, points: result.points, evidence: result.evidence)
  }
}
