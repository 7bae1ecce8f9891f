import Documents
import Hosts
import KubeModel
import Simulation

// The workers: what each Pod still needs, one step after the other (Kubelet.SyncPod).
extension Kubelet {
  mutating func runWorkers(in here: inout Surroundings) {
    var place = 0
    while let uid = workers.nextStep(from: &place, at: here.now) {
      guard var worker = workers[uid] else { continue }
      switch worker.state {
      case .terminated: continue
      case .waiting:
        guard main.call == nil, worker.nextSync <= here.now else { continue }
        if mayStart(worker) {
          worker.state = .syncing
          worker.nextSync = here.now
          workers[uid] = worker
          run(uid, in: &here)
        } else {
          worker.nextSync = here.now + .seconds(jittered(KubeletTimes.backOff))
          workers[uid] = worker
        }
      case .terminating: finishTermination(uid, in: &here)
      case .syncing: run(uid, in: &here)
      }
    }
  }

  /// Whether a static Pod's turn has come: no other of its full name runs, and it is the next in line.
  private mutating func mayStart(_ worker: PodWorker) -> Bool {
    let name = worker.fullName
    if let running = startedStatic[name] { return running == worker.uid }
    for uid in waitingStatic[name] ?? [] {
      guard let other = workers[uid], !other.isEnding else { continue }
      guard uid == worker.uid else { return false }
      break
    }
    waitingStatic[name]?.removeAll { $0 == worker.uid }
    startedStatic[name] = worker.uid
    return true
  }

  /// The span and up to half as long again.
  mutating func jittered(_ seconds: Double, share: Double = 0.5) -> Double {
    seconds * (1 + share * chance.fraction())
  }

  /// Goes on with the operations of a Pod as far as time and the API server allow.
  private mutating func run(_ uid: String, in here: inout Surroundings) {
    guard here.runtime.isRunning else { return }
    var steps = 0
    while let worker = workers[uid], worker.state == .syncing, steps < 200 {
      steps += 1
      if let operation = worker.operations.first {
        guard worker.readyAt <= here.now || worker.call != nil else { return }
        guard perform(operation, of: uid, in: &here) else { return }
      } else {
        guard worker.nextSync <= here.now, main.call == nil else { return }
        beginSync(uid, in: &here)
      }
    }
  }

  private mutating func beginSync(_ uid: String, in here: inout Surroundings) {
    guard var worker = workers[uid] else { return }
    if worker.startTime == nil {
      let start = worker.restoredStart.map { here.host.wallTime(at: $0) } ?? here.wall
      worker.startTime = worker.pod["status", "startTime"]?.string.flatMap { WallTime(rfc3339: $0) } ?? start
    }
    worker.syncError = nil
    worker.nextSync = here.now + .seconds(jittered(configuration.syncSeconds))
    worker.operations = (worker.isStatic && connection != nil ? [.mirror] : []) + [.volumes, .actions]
    worker.readyAt = here.now
    workers[uid] = worker
    if let failure = overdue(worker, at: here.wall) {
      workers[uid]?.failure = failure
      recordEvent(worker, "Normal", failure.reason, failure.message, in: &here)
      terminate(uid, grace: nil, in: &here)
      return
    }
    refreshStatus(uid, in: &here)
    if isOver(workers[uid]?.status ?? .null) { settle(uid, in: &here) }
  }

  /// `activeDeadlineSeconds` has run out.
  private func overdue(_ worker: PodWorker, at now: WallTime) -> (reason: String, message: String)? {
    guard let limit = worker.pod["spec", "activeDeadlineSeconds"]?.int, let start = worker.startTime,
      now - start >= .seconds(limit)
    else { return nil }
    return ("DeadlineExceeded", "Pod was active on the node longer than the specified deadline")
  }

  private func isOver(_ status: Value) -> Bool {
    status["phase"] == "Succeeded" || status["phase"] == "Failed"
  }

  /// A Pod that has run to its end: its sandbox goes, its containers stay for their logs.
  private mutating func settle(_ uid: String, in here: inout Surroundings) {
    for container in here.runtime.containers(ofPod: uid) where container.isRunning {
      here.runtime.stopContainer(container.id, grace: .seconds(2), at: here.now)
    }
    if here.runtime.containers(ofPod: uid).contains(where: \.isRunning) {
      workers[uid]?.state = .terminating
      workers[uid]?.endsAt = here.now + .seconds(2)
      return
    }
    for sandbox in here.runtime.sandboxes(ofPod: uid) {
      here.runtime.stopSandbox(sandbox.id, at: here.now, host: &here.host)
    }
    workers[uid]?.state = .terminated
    workers[uid]?.operations = []
    refreshStatus(uid, in: &here)
    main.hasWork = true
  }

  /// One operation; false where it is not done yet.
  private mutating func perform(
    _ operation: PodWorker.Operation, of uid: String, in here: inout Surroundings
  ) -> Bool {
    let latency: Double
    switch operation {
    case .mirror:
      guard reconcileMirror(uid, in: &here) else { return false }
      latency = 0
    case .volumes:
      switch mountVolumes(uid, in: &here) {
      case .ready(let seconds): latency = seconds
      case .later: return false
      }
    case .actions:
      workers[uid]?.operations.removeFirst()
      planActions(uid, in: &here)
      return true
    case .sandbox:
      guard makeSandbox(uid, in: &here) else { return true }
      latency = 0.25 + 0.15 * chance.fraction()
    case .pull(let name):
      guard pullImage(name, of: uid, in: &here) else { return false }
      latency = 0.02
    case .create(let name):
      guard createContainer(name, of: uid, in: &here) else { return true }
      latency = 0.2 + 0.25 * chance.fraction()
    case .start(let name):
      startContainer(name, of: uid, in: &here)
      latency = 0.05
    }
    if workers[uid]?.operations.first == operation { workers[uid]?.operations.removeFirst() }
    workers[uid]?.readyAt = here.now + .seconds(latency)
    if workers[uid]?.operations.isEmpty == true { refreshStatus(uid, in: &here) }
    return true
  }

  /// A sync that failed is tried again after 10 to 15 s, or when a back-off ends.
  /// A new sandbox is an event that the next look at the runtime brings, half a second later, and one more a second
  /// after it (source: a kubelet v1.36.2 whose image was missing). So ErrImagePull soon becomes ImagePullBackOff.
  mutating func retryWait(_ uid: String, _ usual: Double) -> Double {
    guard let left = workers[uid]?.lifeEvents, left > 0 else { return jittered(usual) }
    workers[uid]?.lifeEvents = left - 1
    return left > 1 ? 0.5 : 1
  }

  mutating func failSync(
    _ uid: String, _ error: String, retryAfter wait: Double = KubeletTimes.backOff, in here: inout Surroundings
  ) {
    guard var worker = workers[uid] else { return }
    worker.syncError = error
    worker.operations = []
    worker.nextSync = here.now + .seconds(retryWait(uid, wait))
    worker.lifeEvents = workers[uid]?.lifeEvents ?? 0
    workers[uid] = worker
    logError(
      "pod_workers.go:1324", "Error syncing pod, skipping", error,
      [("pod", worker.displayName), ("podUID", uid)], in: &here)
    refreshStatus(uid, in: &here)
  }
}
