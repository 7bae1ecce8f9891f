import Documents
import Hosts
import KubeModel
import Simulation

// How Pods end (SyncTerminatingPod, SyncTerminatedPod).
extension Kubelet {
  /// Tells all containers of a Pod to end. `grace` in seconds; nil for what the Pod says.
  mutating func terminate(_ uid: String, grace: Int?, in here: inout Surroundings) {
    guard var worker = workers[uid], !worker.isEnding else { return }
    worker.operations = []
    worker.call = nil
    let seconds = grace ?? worker.pod["spec", "terminationGracePeriodSeconds"]?.int ?? 30
    worker.state = .terminating
    workers[uid] = worker
    let running = here.runtime.containers(ofPod: uid).filter(\.isRunning)
    for container in running {
      let isInit = worker.initContainers.contains { $0["name"]?.string == container.name }
      recordEvent(
        worker, "Normal", "Killing", "Stopping container \(container.name)", container: container.name, isInit: isInit,
        in: &here)
      stop(container, worker, grace: max(seconds, 1), in: &here)
    }
    finishTermination(uid, in: &here)
  }

  /// Sends SIGTERM, after the preStop hook, and plans SIGKILL.
  mutating func stop(_ container: Container, _ worker: PodWorker, grace: Int, in here: inout Surroundings) {
    let hook = worker.specification(container.name)?["lifecycle", "preStop"] ?? .null
    if !hook.isNull, runHook(hook, in: container, worker, in: &here) != nil {
      let isInit = worker.initContainers.contains { $0["name"]?.string == container.name }
      recordEvent(
        worker, "Warning", "FailedPreStopHook", "PreStopHook failed", container: container.name, isInit: isInit,
        in: &here)
    }
    let wait = min(Self.hookSeconds(hook), Double(grace))
    if let answer = here.link.stopping(container, in: &here) {
      here.runtime.setStop(container.id, after: answer.after, code: answer.code)
    }
    here.runtime.stopContainer(
      container.id, grace: .seconds(grace), at: here.now, hookTakes: .seconds(wait))
  }

  /// How long a preStop hook takes: what `sleep` in it says.
  private static func hookSeconds(_ hook: Value) -> Double {
    if let seconds = hook["sleep", "seconds"]?.int { return Double(seconds) }
    let words = (hook["exec", "command"]?.elements ?? []).compactMap(\.string)
      .flatMap { $0.split(whereSeparator: { " ;&".contains($0) }).map(String.init) }
    guard let place = words.firstIndex(where: { $0 == "sleep" || $0.hasSuffix("/sleep") }), place + 1 < words.count
    else {
      return 0
    }
    return Double(words[place + 1]) ?? 0
  }

  mutating func finishTermination(_ uid: String, in here: inout Surroundings) {
    guard let worker = workers[uid], worker.state == .terminating else { return }
    let containers = here.runtime.containers(ofPod: uid)
    guard !containers.contains(where: \.isRunning) else {
      workers[uid]?.endsAt = containers.filter(\.isRunning).compactMap { $0.ends?.at }.max()
      return
    }
    if worker.endsAt == nil || containers.contains(where: { ($0.finished ?? .start) >= here.now }) {
      // Sandboxes and volumes take a moment to go.
      let due = here.now + .milliseconds(300)
      if (worker.endsAt ?? .start) <= here.now { workers[uid]?.endsAt = due }
    }
    if let due = workers[uid]?.endsAt, due > here.now { return }
    for sandbox in here.runtime.sandboxes(ofPod: uid) {
      here.runtime.stopSandbox(sandbox.id, at: here.now, host: &here.host)
    }
    workers[uid]?.state = .terminated
    workers[uid]?.endsAt = nil
    if startedStatic[worker.fullName] == uid { startedStatic[worker.fullName] = nil }
    waitingStatic[worker.fullName]?.removeAll { $0 == uid }
    removeVolumes(of: uid, in: &here)
    refreshStatus(uid, in: &here)
    main.hasWork = true
    main.seenVersion = -1
  }
}
