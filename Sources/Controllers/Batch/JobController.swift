public import Documents
public import KubeModel
public import Simulation

/// Runs the Pods of a Job until enough of them have succeeded.
///
/// Pods carry a finalizer until they have been counted, so that a Pod that is deleted is counted as well.
public enum JobController: Controller {
  public static let name = "job-controller"
  public static let watches = [WatchedKind("Job", "batch"), WatchedKind("Pod")]

  public static func refs(changed object: Value, reading cluster: any ClusterReader) -> [ObjectRef] {
    Ownership.refs(changed: object, kind: watches[0], reading: cluster)
  }

  public static func reconcile(
    _ ref: ObjectRef, reading cluster: any ClusterReader, now: WallTime, chance: inout Chance
  ) -> Reaction {
    guard let job = cluster.object(ref) else { return Reaction() }
    var pass = JobPass(job, cluster, now)
    pass.run(&chance)
    return pass.reaction
  }
}

/// One pass over one Job.
struct JobPass {
  static let finalizer = "batch.kubernetes.io/job-tracking"
  private static let indexKey = "batch.kubernetes.io/job-completion-index"

  let job: Value
  let cluster: any ClusterReader
  let now: WallTime
  var reaction = Reaction()
  private var pods: [Value]
  private var status: Value
  private var conditions: [Value]
  private let client = JobController.client

  init(_ job: Value, _ cluster: any ClusterReader, _ now: WallTime) {
    self.job = job
    self.cluster = cluster
    self.now = now
    let (claimed, adoption) = Ownership.claim(
      cluster.pods(job.meta.namespace), for: job, by: JobController.client, cluster)
    pods = claimed
    status = job["status"] ?? .emptyObject
    conditions = status["conditions"]?.elements ?? []
    reaction.steps = adoption
  }

  private var isSuspended: Bool { job["spec", "suspend"]?.bool ?? false }
  private var isIndexed: Bool { job["spec", "completionMode"]?.string == "Indexed" }
  private var completions: Int? { job["spec", "completions"]?.int }
  private var parallelism: Int { job["spec", "parallelism"]?.int ?? 1 }
  private var hasEnded: Bool { ["Complete", "Failed"].contains { holds($0) } }

  private func holds(_ type: String) -> Bool {
    conditions.contains { $0["type"]?.string == type && $0["status"]?.string == "True" }
  }

  mutating func run(_ chance: inout Chance) {
    if hasEnded || job.meta.isBeingDeleted {
      release(pods)
      return
    }
    count()
    if status["startTime"] == nil && !isSuspended { status["startTime"] = .string(now.rfc3339) }
    judge()
    let active = pods.filter(\.podIsActive)
    if holds("FailureTarget") || holds("SuccessCriteriaMet") {
      remove(active)
      let isOver = !pods.contains { !$0.podHasEnded && $0.meta.isBeingDeleted } && active.isEmpty
      if isOver { finish() }
    } else if isSuspended {
      suspend(active)
    } else {
      resume()
      adjust(active, &chance)
    }
    settle()
  }

  // MARK: Counting

  private func hasFinalizer(_ pod: Value) -> Bool { pod.meta.finalizers.contains(Self.finalizer) }

  /// Counts Pods that have ended since the last pass, and lets them go.
  private mutating func count() {
    var succeeded = status["succeeded"]?.int ?? 0
    var failed = status["failed"]?.int ?? 0
    var done = indexes(status["completedIndexes"]?.string ?? "")
    let policy = PodFailurePolicy(job)
    for pod in pods where hasFinalizer(pod) {
      let isLost = pod.meta.isBeingDeleted && pod.nodeName.isEmpty
      if pod.podPhase == "Succeeded" {
        if let index = index(of: pod) {
          if !done.contains(index) { done.append(index) }
        } else {
          succeeded += 1
        }
      } else if pod.podPhase == "Failed" || isLost {
        switch policy.verdict(pod) {
        case .counts: failed += 1
        case .isIgnored: break
        case .failsJob(let message):
          failed += 1
          fail("PodFailurePolicy", message)
        }
      } else {
        continue
      }
      release([pod])
    }
    if isIndexed {
      succeeded = done.count
      status["completedIndexes"] = done.isEmpty ? nil : .string(text(of: done.sorted()))
    }
    status["succeeded"] = .nonZero(succeeded)
    status["failed"] = .nonZero(failed)
  }

  private mutating func release(_ list: [Value]) {
    for pod in list where hasFinalizer(pod) {
      let rest = pod.meta.finalizers.filter { $0 != Self.finalizer }.map { Value.string($0) }
      let patch: Value = ["metadata": ["finalizers": rest.isEmpty ? .null : .array(rest)]]
      reaction.steps.append(Step(client.patch(pod, patch, cluster)))
    }
  }

  private func index(of pod: Value) -> Int? { pod.meta.annotation(Self.indexKey).flatMap { Int($0) } }

  /// Reads `0,3-5`.
  private func indexes(_ text: String) -> [Int] {
    text.split(separator: ",").flatMap { part -> [Int] in
      let ends = part.split(separator: "-").compactMap { Int($0) }
      guard let first = ends.first, let last = ends.last, first <= last else { return [] }
      return Array(first...last)
    }
  }

  private func text(of sorted: [Int]) -> String {
    var runs: [(Int, Int)] = []
    for number in sorted {
      if let last = runs.last, last.1 == number - 1 {
        runs[runs.count - 1].1 = number
      } else {
        runs.append((number, number))
      }
    }
    return runs.map { first, last in
      first == last ? "\(first)" : last == first + 1 ? "\(first),\(last)" : "\(first)-\(last)"
    }.joined(separator: ",")
  }

  // MARK: Success and failure

  private mutating func judge() {
    let succeeded = status["succeeded"]?.int ?? 0
    let failed = status["failed"]?.int ?? 0
    let retries = pods.filter { !$0.podHasEnded }.reduce(0) { sum, pod in
      guard job["spec", "template", "spec", "restartPolicy"]?.string == "OnFailure" else { return sum }
      let restarts = (pod["status", "containerStatuses"]?.elements ?? []).compactMap {
        $0["restartCount"]?.int
      }
      return sum + restarts.reduce(0, +)
    }
    let limit = job["spec", "backoffLimit"]?.int ?? 6
    if let seconds = job["spec", "activeDeadlineSeconds"]?.int, !isSuspended,
      let start = status["startTime"]?.string.flatMap({ WallTime(rfc3339: $0) })
    {
      let left = start + .seconds(seconds) - now
      if left <= .zero {
        return fail("DeadlineExceeded", "Job was active longer than specified deadline")
      }
      reaction.lookAgain(after: left)
    }
    if failed > limit || (retries > 0 && retries + failed > limit) {
      return fail("BackoffLimitExceeded", "Job has reached the specified backoff limit")
    }
    let isComplete: Bool
    if let completions {
      isComplete = succeeded >= completions
    } else {
      isComplete = succeeded > 0 && !pods.contains(where: \.podIsActive)
    }
    if isComplete && !holds("SuccessCriteriaMet") {
      set("SuccessCriteriaMet", "CompletionsReached", "Reached expected number of succeeded pods")
    }
  }

  private mutating func fail(_ reason: String, _ message: String) {
    if !holds("FailureTarget") { set("FailureTarget", reason, message) }
  }

  private mutating func set(_ type: String, _ reason: String, _ message: String, _ value: String = "True") {
    conditions.setCondition(type, value, reason, message, now: now, times: ["lastProbeTime"])
  }

  private mutating func finish() {
    if let target = conditions.first(where: { $0["type"]?.string == "FailureTarget" }) {
      let (reason, message) = (target["reason"]?.string ?? "", target["message"]?.string ?? "")
      set("Failed", reason, message)
      reaction.steps.append(Step(nil, events: [EventNote(job, .warning, reason, message)]))
    } else {
      set("Complete", "CompletionsReached", "Reached expected number of succeeded pods")
      status["completionTime"] = .string(now.rfc3339)
      reaction.steps.append(Step(nil, events: [EventNote(job, .normal, "Completed", "Job completed")]))
    }
  }

  // MARK: Pods

  private mutating func remove(_ list: [Value]) {
    for pod in list {
      let note = EventNote(job, .normal, "SuccessfulDelete", "Deleted pod: \(pod.meta.name)")
      reaction.steps.append(Step(client.delete(pod, cluster), events: [note]))
    }
  }

  private mutating func suspend(_ active: [Value]) {
    if !holds("Suspended") {
      set("Suspended", "JobSuspended", "Job suspended")
      reaction.steps.append(Step(nil, events: [EventNote(job, .normal, "Suspended", "Job suspended")]))
    }
    status["startTime"] = nil
    remove(active)
  }

  private mutating func resume() {
    guard holds("Suspended") else { return }
    set("Suspended", "JobResumed", "Job resumed", "False")
    status["startTime"] = .string(now.rfc3339)
    reaction.steps.append(Step(nil, events: [EventNote(job, .normal, "Resumed", "Job resumed")]))
  }

  private mutating func adjust(_ active: [Value], _ chance: inout Chance) {
    let succeeded = status["succeeded"]?.int ?? 0
    var wanted = parallelism
    if let completions {
      wanted = min(parallelism, completions - succeeded)
    } else if succeeded > 0 {
      wanted = active.count
    }
    if active.count > wanted {
      return remove(Array(DeletionOrder.sorted(active, now: now).prefix(active.count - max(0, wanted))))
    }
    // A Pod that is still ending holds its place.
    let ending = pods.count { $0.meta.isBeingDeleted && !$0.podHasEnded }
    let missing =
      wanted - active.count - (job["spec", "podReplacementPolicy"]?.string == "Failed" ? ending : 0)
    if missing <= 0 { return }
    if let wait = backOff() { return reaction.lookAgain(after: wait) }
    for index in newIndexes(missing, active) { create(index, &chance) }
  }

  /// After a failure the next Pod waits 10 s, doubled for each further failure, at most 10 minutes.
  private func backOff() -> Span? {
    let failed = pods.filter { $0.podPhase == "Failed" }
    let ends = failed.compactMap { pod -> WallTime? in
      let states = (pod["status", "containerStatuses"]?.elements ?? []).compactMap {
        $0["state", "terminated"]?["finishedAt"]?.string.flatMap { WallTime(rfc3339: $0) }
      }
      return states.max() ?? pod.meta.creation
    }
    guard let last = ends.max() else { return nil }
    let newer = pods.filter { $0.podPhase == "Succeeded" && ($0.meta.creation ?? last) > last }
    if !newer.isEmpty { return nil }
    let seconds = min(600, 10 << min(failed.count - 1, 6))
    let left = last + .seconds(seconds) - now
    return left > .zero ? left : nil
  }

  private func newIndexes(_ missing: Int, _ active: [Value]) -> [Int?] {
    guard isIndexed else { return Array(repeating: nil, count: missing) }
    let taken = Set(active.compactMap { index(of: $0) } + indexes(status["completedIndexes"]?.string ?? ""))
    return Array((0..<(completions ?? 0)).filter { !taken.contains($0) }.prefix(missing))
  }

  private mutating func create(_ index: Int?, _ chance: inout Chance) {
    let base = index.map { "\(job.meta.name)-\($0)-" } ?? "\(job.meta.name)-"
    let template = job["spec", "template"] ?? .emptyObject
    var pod = PodTemplate.pod(template, name: PodTemplate.name(base, &chance), generateName: base, owner: job)
    let finalizers = (pod["metadata", "finalizers"]?.elements ?? []) + [.string(Self.finalizer)]
    pod.set(["metadata", "finalizers"], to: .array(finalizers))
    if let index {
      pod.set(["metadata", "annotations", Self.indexKey], to: .string(String(index)))
      pod.set(["metadata", "labels", Self.indexKey], to: .string(String(index)))
      pod.set(["spec", "hostname"], to: .string("\(job.meta.name)-\(index)"))
      let field: Value = ["fieldPath": .string("metadata.labels['\(Self.indexKey)']")]
      let variable: Value = ["name": "JOB_COMPLETION_INDEX", "valueFrom": ["fieldRef": field]]
      let containers = (pod["spec", "containers"]?.elements ?? []).map { container -> Value in
        var container = container
        container["env"] = .array((container["env"]?.elements ?? []) + [variable])
        return container
      }
      pod.set(["spec", "containers"], to: .array(containers))
    }
    let note = EventNote(job, .normal, "SuccessfulCreate", "Created pod: \(pod.meta.name)")
    reaction.steps.append(
      Step(client.create(pod, cluster), events: [note]) { [job] failure in
        [Step(nil, events: [EventNote(job, .warning, "FailedCreate", "Error creating: \(failure.message)")])]
      })
  }

  private mutating func settle() {
    let active = pods.filter(\.podIsActive)
    let isOver = hasEnded
    status["active"] = isOver ? nil : .nonZero(active.count)
    status["ready"] = .count(isOver ? 0 : active.count { $0.podIsReady })
    status["terminating"] = .count(isOver ? 0 : pods.count { $0.meta.isBeingDeleted && !$0.podHasEnded })
    status["uncountedTerminatedPods"] = .emptyObject
    if !conditions.isEmpty { status["conditions"] = .array(conditions) }
    reaction.steps.append(Step(client.setStatus(of: job, to: status, cluster)))
  }
}

/// Deletes Jobs some time after they have ended, where they ask for it.
public enum FinishedJobController: Controller {
  public static let name = "ttl-after-finished-controller"
  public static let watches = [WatchedKind("Job", "batch")]

  public static func refs(changed object: Value, reading cluster: any ClusterReader) -> [ObjectRef] {
    object["spec", "ttlSecondsAfterFinished"] == nil ? [] : [ObjectRef(object)]
  }

  public static func reconcile(
    _ ref: ObjectRef, reading cluster: any ClusterReader, now: WallTime, chance: inout Chance
  ) -> Reaction {
    guard let job = cluster.object(ref), !job.meta.isBeingDeleted,
      let seconds = job["spec", "ttlSecondsAfterFinished"]?.int,
      let end = [job.condition("Complete"), job.condition("Failed")].compactMap({ $0 }).first,
      end["status"]?.string == "True",
      let ended = end["lastTransitionTime"]?.string.flatMap({ WallTime(rfc3339: $0) })
    else { return Reaction() }
    let left = ended + .seconds(seconds) - now
    if left > .zero { return Reaction(again: left) }
    return Reaction([Step(client.delete(job, cluster, propagation: "Foreground"))])
  }
}
