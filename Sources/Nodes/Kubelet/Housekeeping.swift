import Documents
import Hosts
import KubeModel
import Simulation

// What the main loop tidies up every two seconds (Kubelet.HandlePodCleanups).
extension Kubelet {
  mutating func housekeeping(in here: inout Surroundings) {
    main.hasWork = false
    if main.housekeepingStarted == nil { main.housekeepingStarted = here.now }
    forgetEndedWorkers(in: &here)
    killOrphans(in: &here)
    deleteOrphanedMirrors(in: &here)
    if main.call == nil { main.housekeepingStarted = nil }
  }

  /// Workers whose Pod is gone and whose containers have ended.
  private mutating func forgetEndedWorkers(in here: inout Surroundings) {
    let desired = desiredPods
    for uid in workers.uids {
      guard let worker = workers[uid] else { continue }
      if worker.isEnding && worker.state != .terminated { main.hasWork = true }
      guard worker.state == .terminated, desired[uid] == nil || worker.restartRequested else { continue }
      if desired[uid] != nil {
        main.isStale = true
        main.hasWork = true
      }
      for sandbox in here.runtime.sandboxes(ofPod: uid) {
        here.runtime.stopSandbox(sandbox.id, at: here.now, host: &here.host)
        try? here.runtime.removeSandbox(sandbox.id, at: here.now, host: &here.host)
      }
      removeVolumes(of: uid, in: &here)
      workers[uid] = nil
      waitingStatic[worker.fullName]?.removeAll { $0 == uid }
    }
  }

  /// Containers of Pods that nobody knows: after a start of the kubelet, and never at any other time.
  private mutating func killOrphans(in here: inout Surroundings) {
    guard !main.hasLookedForOrphans else { return }
    let isReady = connection == nil || feedVersion != nil
    guard isReady || here.now - started > .seconds(8) else {
      main.hasWork = true
      return
    }
    guard here.now - started >= .seconds(3.2) else {
      main.hasWork = true
      return
    }
    main.hasLookedForOrphans = feedVersion != nil || connection == nil
    if !main.hasLookedForOrphans { main.hasWork = true }
    for sandbox in here.runtime.sandboxes where workers[sandbox.podUID] == nil {
      let isStatic = sandbox.annotations["kubernetes.io/config.source"] == "file"
      guard isStatic || feedVersion != nil else { continue }
      for container in here.runtime.containers where container.sandboxID == sandbox.id && container.isRunning {
        _ = here.link.stopping(container, in: &here)
      }
      here.runtime.stopSandbox(sandbox.id, at: here.now, host: &here.host)
      try? here.runtime.removeSandbox(sandbox.id, at: here.now, host: &here.host)
    }
  }

  /// Mirror Pods whose static Pod is gone. The main loop itself waits for the answer.
  private mutating func deleteOrphanedMirrors(in here: inout Surroundings) {
    let names = Set(manifests.pods.values.map { "\($0.meta.name)_\($0.meta.namespace)" })
    let orphans = apiPods.values.filter { $0.isMirrorPod && !names.contains("\($0.meta.name)_\($0.meta.namespace)") }
    let mirrors = orphans.sorted { $0.meta.name < $1.meta.name }
    for mirror in mirrors {
      let meta = mirror.meta
      let fullName = "\(meta.name)_\(meta.namespace)"
      // While the static Pod's containers are still ending, its mirror stays.
      if workers.values.contains(where: { $0.isStatic && $0.fullName == fullName && $0.state != .terminated }) {
        main.hasWork = true
        continue
      }
      let path = "/api/v1/namespaces/\(meta.namespace)/pods/\(meta.name)"
      let body: Value = ["gracePeriodSeconds": 0, "preconditions": ["uid": .string(meta.uid)]]
      let pending = PendingCall(request: request(.delete, path, body: .value(body)), since: here.now)
      main.callPod = "\(meta.namespace)/\(meta.name)"
      main.call = pending
      logInfo(
        "kubelet.go:3497", "Trying to delete pod", [("pod", main.callPod), ("podUID", meta.uid)], in: &here)
      guard finishDeletion(pending, in: &here) else { return }
    }
  }

  /// Asks what has become of the deletion; false while it hangs.
  mutating func finishDeletion(_ pending: PendingCall, in here: inout Surroundings) -> Bool {
    var problem: String?
    switch call(pending, in: &here) {
    case .pending: return false
    case .answered(let response):
      if let status = response.status, status.code != 404 { problem = status.message }
      if problem == nil {
        apiPods = apiPods.filter { "\($0.value.meta.namespace)/\($0.value.meta.name)" != main.callPod }
      }
    case .failed(let text): problem = text
    }
    main.call = nil
    if let problem {
      logError("mirror_client.go:139", "Failed deleting a mirror pod", problem, [("pod", main.callPod)], in: &here)
      main.hasWork = true
    }
    let spent = (here.now - (main.housekeepingStarted ?? pending.since)).seconds
    if spent > 1 {
      let pairs = [("expected", "1s"), ("actual", "\(Self.decimals(spent, 3))s")]
      logError(
        "kubelet.go:2824", "Housekeeping took longer than expected", "housekeeping took too long", pairs, in: &here)
      main.housekeepingDue = here.now + .milliseconds(100)
    }
    main.housekeepingStarted = nil
    return true
  }

  /// A number with so many digits behind the point.
  static func decimals(_ number: Double, _ digits: Int) -> String {
    var scale = 1.0
    for _ in 0..<digits { scale *= 10 }
    let whole = Int((number * scale).rounded())
    let fraction = String(whole % Int(scale))
    return "\(whole / Int(scale)).\(String(repeating: "0", count: digits - fraction.count))\(fraction)"
  }
}
