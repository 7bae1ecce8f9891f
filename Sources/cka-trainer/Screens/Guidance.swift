import Networking
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

  func referenceCards(_ session: SessionID) -> [ReferenceCard] { ReferenceCards.all }

  /// Who reaches whom in the namespace that the exercise is about, each Pod on the first port that it declares.
  mutating func connections(_ session: SessionID) -> ConnectionMatrix? {
    guard let task = task(session) else { return nil }
    var world = task.session.world
    let context = task.exercise?.context ?? desks[session.number].context
    guard let cluster = context.flatMap({ world.cluster(ofContext: $0) }) ?? world.plan?.clusters.first?.name,
      let engine = world.policies(of: cluster)
    else { return nil }
    let own = task.exercise?.parameters.first { $0.name == "namespace" }?.value
    let pods = engine.endpoints.filter { $0.kind == .pod && ($0.namespace == own || (own == nil && $0.namespace != "kube-system")) }
    guard !pods.isEmpty, pods.count <= 60 else { return nil }
    let names = pods.map { own == nil ? $0.title : $0.name }
    let marks = pods.map { source in
      pods.map { destination -> ConnectionMatrix.Mark in
        let port = destination.ports.first
        let probe = Probe(port?.transport ?? .tcp, port?.number ?? 80)
        let why = engine.explain(from: source, to: destination, on: probe)
        let allowed: Bool? = why.verdict == .meaningless ? nil : why.isAllowed
        return ConnectionMatrix.Mark(sign: why.verdict.rawValue, allowed: allowed, reason: why.summary)
      }
    }
    return ConnectionMatrix(
      title: "\(own.map { "In \($0), " } ?? "")each Pod on the first port that it declares", rows: names, columns: names,
      marks: marks,
      legend: [
        "+ allowed", "e refused by the source's egress", "i refused by the destination's ingress", "x refused by both",
      ])
  }
}

extension CriterionResult {
  init(_ result: Grade.Result) {
    self.init(
      name: result.name, passed: result.passed, earned: result.earned, points: result.points, evidence: result.evidence)
  }
}
