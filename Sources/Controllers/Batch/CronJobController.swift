public import Documents
public import KubeModel
public import Simulation

/// Starts a Job whenever a CronJob's time has come, by the clocks of its time zone.
public enum CronJobController: Controller {
  public static let name = "cronjob-controller"
  public static let watches = [WatchedKind("CronJob", "batch"), WatchedKind("Job", "batch")]

  public static func refs(changed object: Value, reading cluster: any ClusterReader) -> [ObjectRef] {
    if watches[0].matches(object) { return [ObjectRef(object)] }
    guard let owner = object.meta.controller, owner.kind == "CronJob" else { return [] }
    return [
      ObjectRef(
        apiVersion: owner.apiVersion, kind: "CronJob", namespace: object.meta.namespace, name: owner.name)
    ]
  }

  public static func reconcile(
    _ ref: ObjectRef, reading cluster: any ClusterReader, now: WallTime, chance: inout Chance
  ) -> Reaction {
    guard let cron = cluster.object(ref), !cron.meta.isBeingDeleted else { return Reaction() }
    let jobs = cluster.objects(watches[1], namespace: ref.namespace).filter { $0.isControlled(by: cron) }
    var pass = CronJobPass(cron, jobs, cluster, now)
    pass.run()
    return pass.reaction
  }
}

/// One pass over one CronJob.
struct CronJobPass {
  let cron: Value
  let cluster: any ClusterReader
  let now: WallTime
  var reaction = Reaction()
  private let jobs: [Value]
  private var status: Value
  private let client = CronJobController.client

  init(_ cron: Value, _ jobs: [Value], _ cluster: any ClusterReader, _ now: WallTime) {
    self.cron = cron
    self.jobs = jobs
    self.cluster = cluster
    self.now = now
    status = cron["status"] ?? .emptyObject
  }

  private static func end(_ job: Value) -> String? {
    ["Complete", "Failed"].first { job.condition($0)?["status"]?.string == "True" }
  }

  private var active: [Value] { status["active"]?.elements ?? [] }
  private func isActive(_ job: Value) -> Bool { active.contains { $0["uid"]?.string == job.meta.uid } }

  /// Whether this controller has started a Job: its name follows from the moment that it was due.
  private func isOurs(_ job: Value) -> Bool {
    let stamp = job.meta.annotation(Self.scheduled).flatMap { WallTime(rfc3339: $0) }
    return stamp.map { job.meta.name == name(at: $0) } ?? false
  }

  private func name(at due: WallTime) -> String { "\(cron.meta.name)-\(due.unixSeconds / 60)" }

  private static let scheduled = "batch.kubernetes.io/cronjob-scheduled-timestamp"

  private static func reference(_ job: Value) -> Value {
    [
      "apiVersion": "batch/v1", "kind": "Job", "name": .string(job.meta.name),
      "namespace": .string(job.meta.namespace), "resourceVersion": .string(job.meta.resourceVersion),
      "uid": .string(job.meta.uid),
    ]
  }

  mutating func run() {
    lookAtJobs()
    cleanUp()
    if cron["spec", "suspend"]?.bool != true { start() }
    reaction.steps.append(Step(client.setStatus(of: cron, to: status, cluster)))
  }

  /// Notes which Jobs have ended or have come from elsewhere.
  private mutating func lookAtJobs() {
    for job in jobs {
      let name = job.meta.name
      guard let end = Self.end(job) else {
        if isActive(job) { continue }
        if isOurs(job) {
          setActive(active + [Self.reference(job)])
        } else {
          let text = "Saw a job that the controller did not create or forgot: \(name)"
          reaction.steps.append(Step(nil, events: [EventNote(cron, .warning, "UnexpectedJob", text)]))
        }
        continue
      }
      if end == "Complete", let time = job["status", "completionTime"] {
        if (status["lastSuccessfulTime"]?.string ?? "") < (time.string ?? "") {
          status["lastSuccessfulTime"] = time
        }
      }
      if isActive(job) {
        let text = "Saw completed job: \(name), condition: \(end)"
        reaction.steps.append(Step(nil, events: [EventNote(cron, .normal, "SawCompletedJob", text)]))
        setActive(active.filter { $0["uid"]?.string != job.meta.uid })
      }
    }
    let known = Set(jobs.map(\.meta.uid))
    for reference in active where !known.contains(reference["uid"]?.string ?? "") {
      let text = "Active job went missing: \(reference["name"]?.string ?? "")"
      reaction.steps.append(Step(nil, events: [EventNote(cron, .normal, "MissingJob", text)]))
    }
    setActive(active.filter { known.contains($0["uid"]?.string ?? "") })
  }

  private mutating func setActive(_ list: [Value]) { status["active"] = list.isEmpty ? nil : .array(list) }

  /// Deletes the oldest of the Jobs that have ended, beyond the limits of the history.
  private mutating func cleanUp() {
    for (end, field, fallback) in [
      ("Complete", "successfulJobsHistoryLimit", 3), ("Failed", "failedJobsHistoryLimit", 1),
    ] {
      let limit = cron["spec", field]?.int ?? fallback
      let ended = jobs.filter { Self.end($0) == end && !$0.meta.isBeingDeleted }
      let byStart = ended.sorted { left, right in
        let starts = [left, right].map { $0["status", "startTime"]?.string ?? "" }
        return starts[0] == starts[1] ? left.meta.name < right.meta.name : starts[0] < starts[1]
      }
      for job in byStart.prefix(max(0, byStart.count - limit)) {
        let note = EventNote(cron, .normal, "SuccessfulDelete", "Deleted job \(job.meta.name)")
        reaction.steps.append(Step(client.delete(job, cluster), events: [note]))
      }
    }
  }

  private mutating func start() {
    let text = cron["spec", "schedule"]?.string ?? ""
    guard let schedule = CronSchedule(text) else {
      let message = "unparseable schedule: \(text)"
      reaction.steps.append(Step(nil, events: [EventNote(cron, .warning, "UnparseableSchedule", message)]))
      return
    }
    defer { if let next = next(schedule, after: now) { reaction.lookAgain(after: next - now) } }
    guard let due = due(schedule) else { return }
    if let seconds = cron["spec", "startingDeadlineSeconds"]?.int, now - due > .seconds(seconds) {
      let message = "Missed scheduled time to start a job: \(due.rfc3339)"
      reaction.steps.append(Step(nil, events: [EventNote(cron, .warning, "MissSchedule", message)]))
      return
    }
    if !active.isEmpty {
      switch cron["spec", "concurrencyPolicy"]?.string {
      case "Forbid":
        let message = "Not starting job because prior execution is running and concurrency policy is Forbid"
        reaction.steps.append(Step(nil, events: [EventNote(cron, .normal, "JobAlreadyActive", message)]))
        return
      case "Replace":
        for job in jobs where isActive(job) {
          let note = EventNote(cron, .normal, "SuccessfulDelete", "Deleted job \(job.meta.name)")
          reaction.steps.append(Step(client.delete(job, cluster), events: [note]))
        }
        setActive([])
      default: break
      }
    }
    create(at: due)
  }

  private func next(_ schedule: CronSchedule, after time: WallTime) -> WallTime? {
    let zone = cron["spec", "timeZone"]?.string.flatMap { ZoneClock($0) } ?? .utc
    return schedule.next(after: zone.local(time)).map { zone.moment(of: $0) }
  }

  /// The last moment of the schedule that has passed and for which no Job was started.
  private func due(_ schedule: CronSchedule) -> WallTime? {
    let last = status["lastScheduleTime"]?.string.flatMap { WallTime(rfc3339: $0) }
    var earliest = last ?? cron.meta.creation ?? now
    if let seconds = cron["spec", "startingDeadlineSeconds"]?.int {
      earliest = max(
        earliest, now + .seconds(-seconds))
    }
    var found: WallTime?
    var time = next(schedule, after: earliest)
    var count = 0
    while let next = time, next <= now, count < 10_000 {
      found = next
      time = self.next(schedule, after: next)
      count += 1
    }
    return found
  }

  private mutating func create(at due: WallTime) {
    let template = cron["spec", "jobTemplate"] ?? .emptyObject
    let name = name(at: due)
    let ref = ObjectRef(apiVersion: "batch/v1", kind: "Job", namespace: cron.meta.namespace, name: name)
    status["lastScheduleTime"] = .string(due.rfc3339)
    if cluster.object(ref) != nil { return }
    var metadata: Value = ["name": .string(name), "namespace": .string(cron.meta.namespace)]
    metadata["labels"] = template["metadata", "labels"]
    metadata["annotations"] = template["metadata", "annotations"]
    metadata.set(
      ["annotations", Self.scheduled], to: .string(due.rfc3339))
    metadata["ownerReferences"] = [OwnerReference(controlledBy: cron).value]
    let job: Value = [
      "apiVersion": "batch/v1", "kind": "Job", "metadata": metadata, "spec": template["spec"] ?? .emptyObject,
    ]
    let note = EventNote(cron, .normal, "SuccessfulCreate", "Created job \(name)")
    reaction.steps.append(
      Step(client.create(job, cluster), events: [note]) { [cron] failure in
        let message = "Error creating job: \(failure.message)"
        return [Step(nil, events: [EventNote(cron, .warning, "FailedCreate", message)])]
      })
  }
}
