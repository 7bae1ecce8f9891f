import Documents
import Hosts
import KubeModel
import Simulation

/// Why a container was not started, and when the Pod is to be looked at again: at the end of the container's back-off,
/// or after a minute (pod_workers.go, completeWork).
struct SyncProblem {
  var text: String
  var retrySeconds: Double
}

// What a sync finds to do (kuberuntime_manager.go, computePodActions).
extension Kubelet {
  mutating func planActions(_ uid: String, in here: inout Surroundings) {
    guard let worker = workers[uid] else { return }
    let sandboxes = here.runtime.sandboxes(ofPod: uid)
    let ready = sandboxes.last { $0.state == .ready }
    var operations: [PodWorker.Operation] = []
    if ready == nil {
      let hasFinished = !here.runtime.containers(ofPod: uid).isEmpty && nothingToRestart(worker, here.runtime)
      if hasFinished { return }
      if !sandboxes.isEmpty {
        recordEvent(
          worker, "Normal", "SandboxChanged", "Pod sandbox changed, it will be killed and re-created.", in: &here)
      }
      operations.append(.sandbox)
    }
    var errors: [SyncProblem] = []
    let inits = initOperations(worker, errors: &errors, in: &here)
    operations += inits.operations
    if inits.allDone {
      for container in worker.containers {
        operations += operationsFor(container, of: worker, isInit: false, errors: &errors, in: &here)
      }
    }
    workers[uid]?.operations = operations
    workers[uid]?.readyAt = here.now
    let wait = errors.map(\.retrySeconds).min() ?? KubeletTimes.backOff
    if !errors.isEmpty, operations.isEmpty {
      let texts = errors.map(\.text)
      let text = texts.count == 1 ? texts[0] : "[\(texts.joined(separator: ", "))]"
      failSync(uid, text, retryAfter: wait, in: &here)
    } else if !errors.isEmpty {
      let pause = jittered(wait)
      workers[uid]?.nextSync = here.now + .seconds(pause)
    } else if operations.isEmpty {
      refreshStatus(uid, in: &here)
    }
  }

  private func nothingToRestart(_ worker: PodWorker, _ runtime: ContainerRuntime) -> Bool {
    let policy = worker.pod["spec", "restartPolicy"]?.string ?? "Always"
    return worker.containers.allSatisfy { container in
      guard let name = container["name"]?.string, let newest = runtime.newest(name, ofPod: worker.uid) else {
        return false
      }
      return newest.state == .exited && !Self.restarts(policy, newest)
    }
  }

  static func restarts(_ policy: String, _ container: Container) -> Bool {
    policy == "Always" || (policy == "OnFailure" && container.exitCode != 0)
  }

  /// Init containers go one after the other; those with restartPolicy Always stay and let the next one go once started.
  private mutating func initOperations(
    _ worker: PodWorker, errors: inout [SyncProblem], in here: inout Surroundings
  ) -> (operations: [PodWorker.Operation], allDone: Bool) {
    let hasStartedMain = worker.containers.contains { container in
      here.runtime.newest(container["name"]?.string ?? "", ofPod: worker.uid) != nil
    }
    for container in worker.initContainers {
      let name = container["name"]?.string ?? ""
      let newest = here.runtime.newest(name, ofPod: worker.uid)
      let isSidecar = container["restartPolicy"]?.string == "Always"
      if isSidecar {
        let isUp = newest?.isRunning == true && (worker.memory[name]?.probes.startedUp ?? false)
        if isUp { continue }
        if newest?.isRunning == true { return ([], hasStartedMain) }
      } else {
        if hasStartedMain { continue }
        if let newest, newest.state == .exited, newest.exitCode == 0 { continue }
        if newest?.isRunning == true || newest?.state == .created { return ([], false) }
        if let newest, (worker.pod["spec", "restartPolicy"]?.string ?? "Always") == "Never", newest.exitCode != 0 {
          return ([], false)
        }
      }
      let operations = operationsFor(container, of: worker, isInit: true, errors: &errors, in: &here)
      return (operations, isSidecar && hasStartedMain)
    }
    return ([], true)
  }

  /// What brings one container to life, or nothing where it runs, has done its work, or must wait.
  private mutating func operationsFor(
    _ container: Value, of worker: PodWorker, isInit: Bool, errors: inout [SyncProblem], in here: inout Surroundings
  ) -> [PodWorker.Operation] {
    let name = container["name"]?.string ?? ""
    let uid = worker.uid
    let newest = here.runtime.newest(name, ofPod: uid)
    if let newest {
      if newest.isRunning {
        replaceIfChanged(newest, container, worker, isInit: isInit, in: &here)
        return []
      }
      let policy = worker.pod["spec", "restartPolicy"]?.string ?? "Always"
      let own = container["restartPolicy"]?.string ?? (isInit && policy == "Always" ? "OnFailure" : policy)
      if newest.state == .exited, !Self.restarts(own, newest) { return [] }
      if newest.state == .exited, let wait = crashBackOff(worker, newest, at: here.now) {
        let pod = "\(worker.pod.meta.name)_\(worker.pod.meta.namespace)(\(uid))"
        let text = "back-off \(Self.duration(wait)) restarting failed container=\(name) pod=\(pod)"
        workers[uid]?.memory[name, default: PodWorker.Memory()].waiting = ("CrashLoopBackOff", text)
        let message =
          "Back-off restarting failed container \(name) in pod \(worker.pod.meta.name)_\(worker.pod.meta.namespace)(\(uid))"
        recordEvent(worker, "Warning", "BackOff", message, container: name, isInit: isInit, in: &here)
        let passed = newest.finished.map { (here.now - $0).seconds } ?? 0
        errors.append(
          SyncProblem(
            text: "failed to \"StartContainer\" for \"\(name)\" with CrashLoopBackOff: \(GoQuote.quoted(text))",
            retrySeconds: min(max(wait - passed, 0), configuration.syncSeconds)))
        return []
      }
    }
    return [.pull(name), .create(name), .start(name)]
  }

  /// A running container whose image was changed in the Pod is stopped, and comes back with the new one.
  private mutating func replaceIfChanged(
    _ running: Container, _ container: Value, _ worker: PodWorker, isInit: Bool, in here: inout Surroundings
  ) {
    guard let image = container["image"]?.string, image != running.plan.image, !running.isStopping else { return }
    let message = "Container \(running.name) definition changed, will be restarted"
    recordEvent(worker, "Normal", "Killing", message, container: running.name, isInit: isInit, in: &here)
    let grace = worker.pod["spec", "terminationGracePeriodSeconds"]?.int ?? 30
    stop(running, worker, grace: grace, in: &here)
    workers[worker.uid]?.memory[running.name, default: PodWorker.Memory()].replaced = running.id
  }

  /// How long the back-off is that keeps a container from being restarted now; nil lets it go, and doubles the next one.
  private mutating func crashBackOff(_ worker: PodWorker, _ dead: Container, at now: Instant) -> Double? {
    var finished = dead.finished ?? now
    var entry = worker.memory[dead.name] ?? PodWorker.Memory()
    if entry.replaced == dead.id {
      // The sync that kills one sees it running still, and looks at the end of the one before it (doBackOff).
      entry.replaced = nil
      workers[worker.uid]?.memory[dead.name]?.replaced = nil
      guard let before = entry.lastEnd else {
        workers[worker.uid]?.memory[dead.name]?.lastEnd = finished
        return nil
      }
      finished = before
    }
    if var back = entry.crash {
      // An entry that was not needed for twice the longest back-off is forgotten.
      if (now - back.since).seconds > 2 * KubeletTimes.crashBackOffMax {
        entry.crash = nil
      } else if (now - finished).seconds < back.seconds {
        return back.seconds
      } else {
        back.seconds = min(back.seconds * 2, KubeletTimes.crashBackOffMax)
        back.since = now
        entry.crash = back
      }
    }
    if entry.crash == nil { entry.crash = PodWorker.BackOff(seconds: 10, since: now) }
    entry.lastEnd = dead.finished ?? now
    workers[worker.uid]?.memory[dead.name] = entry
    return nil
  }

  /// `10s`, `1m20s`, `5m0s`, as Go prints durations.
  static func duration(_ seconds: Double) -> String {
    let whole = Int(seconds)
    if whole < 60 { return "\(whole)s" }
    if whole < 3600 { return "\(whole / 60)m\(whole % 60)s" }
    return "\(whole / 3600)h\(whole % 3600 / 60)m\(whole % 60)s"
  }

  /// Makes the Pod's sandbox; false where the directory of its logs cannot be made, and then the sync has failed.
  mutating func makeSandbox(_ uid: String, in here: inout Surroundings) -> Bool {
    guard let worker = workers[uid] else { return false }
    let logs = Self.logDirectory(worker)
    guard here.host.files.installDirectory(logs, at: here.now) else {
      return sandboxFailed(worker, "mkdir \(logs): \(Self.directoryProblem(logs))", in: &here)
    }
    for old in here.runtime.sandboxes(ofPod: uid) where old.state == .notReady {
      let isEmpty = !here.runtime.containers.contains { $0.sandboxID == old.id }
      if isEmpty { try? here.runtime.removeSandbox(old.id, at: here.now, host: &here.host) }
    }
    let meta = worker.pod.meta
    var labels: [String: String] = [:]
    for (key, value) in meta.labels { labels[key] = value.string ?? "" }
    labels["io.kubernetes.pod.name"] = meta.name
    labels["io.kubernetes.pod.namespace"] = meta.namespace
    labels["io.kubernetes.pod.uid"] = uid
    var annotations: [String: String] = [:]
    for (key, value) in meta.annotations { annotations[key] = value.string ?? "" }
    if annotations["kubernetes.io/config.source"] == nil { annotations["kubernetes.io/config.source"] = "api" }
    let plan = SandboxPlan(
      podName: meta.name, podNamespace: meta.namespace, podUID: uid, attempt: worker.sandboxAttempts,
      hostNetwork: worker.pod["spec", "hostNetwork"]?.bool ?? false, labels: labels, annotations: annotations)
    here.runtime.runSandbox(plan, at: here.now, host: &here.host)
    workers[uid]?.sandboxAttempts += 1
    workers[uid]?.lifeEvents = 2
    return true
  }

  /// Where the logs of a Pod's containers lie.
  static func logDirectory(_ worker: PodWorker) -> String {
    "/var/log/pods/\(worker.pod.meta.namespace)_\(worker.pod.meta.name)_\(worker.uid)"
  }

  private static func directoryProblem(_ path: String) -> String {
    path.split(separator: "/").contains { $0.utf8.count > 255 } ? "file name too long" : "not a directory"
  }

  private mutating func sandboxFailed(_ worker: PodWorker, _ error: String, in here: inout Surroundings) -> Bool {
    let pod = "\(worker.pod.meta.name)_\(worker.pod.meta.namespace)(\(worker.uid))"
    let text = "create pod log directory for pod \(GoQuote.quoted(pod)) failed: \(error)"
    recordEvent(worker, "Warning", "FailedCreatePodSandBox", "Failed to create pod sandbox: \(text)", in: &here)
    failSync(
      worker.uid, "failed to \"CreatePodSandbox\" for \(GoQuote.quoted(pod)) with CreatePodSandboxError: "
        + GoQuote.quoted(text), in: &here)
    return false
  }
}
