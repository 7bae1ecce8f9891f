import Documents
import Hosts
import KubeModel
import Simulation

/// The one loop that hands work to the Pods' workers. While one of its API calls hangs, nothing is handed out.
struct MainLoop: Sendable {
  /// The deletion of an orphaned mirror Pod that it waits for.
  var call: PendingCall?
  var callPod = ""
  var housekeepingDue: Instant
  var relistDue: Instant
  var queueDue: Instant
  /// The runtime's state at the last relist.
  var seenVersion = -1
  var housekeepingStarted: Instant?
  /// Whether there may be something for housekeeping to do.
  var hasWork = true
  /// Whether the Pods that are to run may have changed, and how far the manifest directory's changes were followed.
  var isStale = true
  var seenChanges = -1
  /// The Pods that the API server has told something new of since then.
  var changedPods: [String] = []
  var hasLookedForOrphans = false
  /// Since when the runtime does not answer.
  var runtimeDownSince: Instant?
  var hasReportedRuntime = false

  init(at now: Instant) {
    housekeepingDue = now + .seconds(1.5)
    relistDue = now + .milliseconds(900)
    queueDue = now + .milliseconds(300)
  }

  func nextDue(_ runtime: ContainerRuntime, now: Instant) -> Instant {
    if call != nil { return now + Kubelet.pollingGap }
    var due = Instant.never
    if hasWork { due = min(due, housekeepingDue) }
    if runtime.version != seenVersion || !runtime.isRunning { due = min(due, relistDue) }
    return due
  }
}

extension Kubelet {
  /// The static Pods and those of the API server that are to run, by UID.
  var desiredPods: [String: Value] {
    var pods = apiPods.filter { !$0.value.isMirrorPod }
    for pod in manifests.pods.values { pods[pod.meta.uid] = pod }
    return pods
  }

  /// One of them.
  private func desiredPod(_ uid: String) -> Value? {
    manifests.pods.values.first { $0.meta.uid == uid } ?? apiPods[uid].flatMap { $0.isMirrorPod ? nil : $0 }
  }

  mutating func takeManifests(in here: inout Surroundings) {
    let path = configuration.staticPodPath
    guard !path.isEmpty else { return }
    for complaint in manifests.noticeChanges(here.host, at: here.now) {
      let text = "can't process config file \"\(complaint.path)\": \(complaint.text)"
      logError("file.go:108", "Unable to process watch event", text, in: &here)
    }
    guard manifests.nextFullRead <= here.now else { return }
    manifests.nextFullRead = here.now + .seconds(configuration.fileCheckSeconds)
    guard manifests.exists(here.host.files) else {
      logError(
        "file.go:98", "Unable to read config path", "path does not exist, ignoring", [("path", path)], in: &here)
      _ = manifests.readAll(here.host, at: here.now)
      return
    }
    for complaint in manifests.readAll(here.host, at: here.now) {
      logError(
        "file.go:187", "Could not process manifest file", complaint.text, [("path", complaint.path)], in: &here)
    }
  }

  /// Learns from the API server which Pods are bound to the node.
  mutating func takePods(in here: inout Surroundings) {
    guard let connection, node.isRegistered || here.now >= feedDue else { return }
    switch here.link.pods(of: nodeName, after: feedVersion, through: connection, in: &here) {
    case .list(let pods, let version):
      apiPods = [:]
      for pod in pods { apiPods[pod.meta.uid] = pod }
      feedVersion = version
      feedProblem = nil
      main.isStale = true
    case .changes(let changes, let version):
      for change in changes {
        switch change {
        case .changed(let pod):
          apiPods[pod.meta.uid] = pod
          main.changedPods.append(pod.meta.uid)
          wakeStatic(of: pod, at: here.now)
        case .deleted(let pod):
          apiPods[pod.meta.uid] = nil
          main.changedPods.append(pod.meta.uid)
          wakeStatic(of: pod, at: here.now)
        }
      }
      if !changes.isEmpty { main.hasWork = true }
      feedVersion = version
      feedProblem = nil
    case .unavailable(let why): feedProblem = why
    }
    feedDue = feedProblem == nil ? here.now + .seconds(5) : here.now + .seconds(1)
  }

  /// Somebody has changed or deleted a mirror Pod: its static Pod's worker looks after it.
  private mutating func wakeStatic(of pod: Value, at now: Instant) {
    guard pod.isMirrorPod else { return }
    let fullName = "\(pod.meta.name)_\(pod.meta.namespace)"
    for uid in workers.uids where workers[uid]?.isStatic == true && workers[uid]?.fullName == fullName {
      let isMissing = workers[uid].flatMap { mirror(of: $0) }?.meta.isBeingDeleted ?? true
      if isMissing { workers[uid]?.wake(at: now) }
    }
  }

  mutating func runMainLoop(in here: inout Surroundings) {
    if let call = main.call {
      guard finishDeletion(call, in: &here) else { return }
    }
    guard checkRuntime(in: &here) else { return }
    if main.isStale || main.seenChanges != manifests.changes {
      main.isStale = false
      main.seenChanges = manifests.changes
      main.changedPods = []
      updateWorkers(workers.uids, desiredPods, in: &here)
    } else if !main.changedPods.isEmpty {
      var desired: [String: Value] = [:]
      for uid in main.changedPods { desired[uid] = desiredPod(uid) }
      let known = Set(main.changedPods)
      let changed = workers.uids.filter { known.contains($0) }
      main.changedPods = []
      updateWorkers(changed, desired, in: &here)
    }
    relist(in: &here)
    if main.queueDue <= here.now {
      main.queueDue = here.now + .seconds(KubeletTimes.workQueue)
    }
    guard main.hasWork, main.housekeepingDue <= here.now else { return }
    main.housekeepingDue = here.now + .seconds(KubeletTimes.housekeeping)
    housekeeping(in: &here)
  }

  /// Gives each Pod of `desired` a worker, and tells those of `known` that are not in it to end.
  private mutating func updateWorkers(
    _ known: [String], _ desired: [String: Value], in here: inout Surroundings
  ) {
    // Nothing may be ended before the first answer of the API server and the first look at the files.
    for uid in known {
      guard let worker = workers[uid] else { continue }
      if let pod = desired[uid] {
        update(uid, with: pod, in: &here)
      } else if worker.isStatic || feedVersion != nil, !worker.isEnding {
        workers[uid]?.isRemoved = true
        terminate(uid, grace: nil, in: &here)
      }
    }
    let fresh = desired.values.filter { workers[$0.meta.uid] == nil }.sorted { left, right in
      (left.meta.creation?.unixNanoseconds ?? 0, left.meta.namespace, left.meta.name, left.meta.uid) < (
        right.meta.creation?.unixNanoseconds ?? 0, right.meta.namespace, right.meta.name, right.meta.uid
      )
    }
    for pod in fresh { admit(pod, in: &here) }
  }

  private mutating func admit(_ pod: Value, in here: inout Surroundings) {
    let uid = pod.meta.uid
    let phase = pod["status", "phase"]?.string
    var worker = PodWorker(pod: pod, isStatic: pod.isStaticPod, at: here.now)
    if !worker.isStatic, phase == "Succeeded" || phase == "Failed" {
      guard pod.meta.isBeingDeleted else { return }
      worker.state = .terminated
    }
    worker.restore(from: here.runtime)
    workers[uid] = worker
    resumeProbes(uid, in: &here)
    if worker.isStatic { waitingStatic[worker.fullName, default: []].append(uid) }
    if pod.meta.isBeingDeleted {
      if worker.state == .terminated {
        workers[uid]?.status = pod["status"] ?? .null
        statuses.enqueue(uid, at: here.now)
      } else {
        terminate(uid, grace: pod["metadata", "deletionGracePeriodSeconds"]?.int, in: &here)
      }
    }
    main.hasWork = true
  }

  private mutating func update(_ uid: String, with pod: Value, in here: inout Surroundings) {
    guard var worker = workers[uid] else { return }
    let old = worker.pod
    worker.pod = pod
    if worker.isRemoved, !worker.restartRequested {
      worker.restartRequested = true
      main.hasWork = true
    }
    if !worker.isStatic, old.meta.resourceVersion != pod.meta.resourceVersion,
      old["spec"] != pod["spec"] || old.meta.labels != pod.meta.labels { worker.wake(at: here.now) }
    workers[uid] = worker
    guard pod.meta.isBeingDeleted else { return }
    if worker.state == .terminated {
      statuses.enqueue(uid, at: here.now)
    } else if !worker.isEnding {
      terminate(uid, grace: pod["metadata", "deletionGracePeriodSeconds"]?.int, in: &here)
    }
  }

  /// PLEG: what has died or come to life since the last look wakes its Pod's worker.
  private mutating func relist(in here: inout Surroundings) {
    guard main.relistDue <= here.now, here.runtime.version != main.seenVersion else { return }
    main.relistDue = here.now + .seconds(KubeletTimes.relist)
    main.seenVersion = here.runtime.version
    let traces = here.runtime.traces
    for uid in workers.uids {
      guard var worker = workers[uid] else { continue }
      let trace = traces[uid] ?? []
      guard trace != worker.trace else { continue }
      let exited = here.runtime.containers(ofPod: uid).filter { $0.state == .exited }
      worker.trace = trace
      worker.wake(at: here.now)
      workers[uid] = worker
      for name in Set(exited.map(\.name)).sorted() {
        let old = exited.filter { $0.name == name }.dropLast(worker.state == .terminated ? 0 : 1)
        for container in old { removeContainer(container.id, in: &here) }
      }
      main.hasWork = true
    }
  }

  func removeContainer(_ id: String, in here: inout Surroundings) {
    log.write(.info, "scope.go:122", "RemoveContainer", [("containerID", "\"\(id)\"")], in: &here)
    try? here.runtime.removeContainer(id, at: here.now, host: &here.host)
  }

  /// Whether the runtime answers; while it does not, Pods are left alone.
  private mutating func checkRuntime(in here: inout Surroundings) -> Bool {
    guard !here.runtime.isRunning else {
      main.runtimeDownSince = nil
      main.hasReportedRuntime = false
      return true
    }
    guard main.relistDue <= here.now else { return false }
    main.relistDue = here.now + .seconds(KubeletTimes.relist)
    let error =
      "rpc error: code = Unavailable desc = connection error: desc = \"transport: Error while dialing: dial unix "
      + "\(ContainerRuntime.socket): connect: no such file or directory\""
    logError("generic.go:312", "GenericPLEG: Unable to retrieve pods", error, in: &here)
    let since = main.runtimeDownSince ?? here.now
    if main.runtimeDownSince == nil {
      logError("kubelet.go:3262", "Container runtime sanity check failed", error, in: &here)
    }
    main.runtimeDownSince = since
    if here.now - since >= .seconds(KubeletTimes.runtimeDown - 2), !main.hasReportedRuntime {
      main.hasReportedRuntime = true
      logError("kubelet.go:2661", "Skipping pod synchronization", "container runtime is down", in: &here)
      node.due = here.now
    }
    return false
  }
}

extension Value {
  var isMirrorPod: Bool { meta.annotation("kubernetes.io/config.mirror") != nil }
  var isStaticPod: Bool { meta.annotation("kubernetes.io/config.source") == "file" && !isMirrorPod }
}
