import Documents
import Hosts
import KubeModel
import Simulation

// What a Pod's status says (kubelet_pods.go, generateAPIPodStatus; status/generate.go).
extension Kubelet {
  /// Works out the status of a Pod anew, and has it sent where it has changed.
  mutating func refreshStatus(_ uid: String, in here: inout Surroundings) {
    guard let worker = workers[uid] else { return }
    let status = PodStatusBuilder(worker: worker, here: here).build(previous: worker.status)
    guard status != worker.status else { return }
    workers[uid]?.status = status
    statuses.enqueue(uid, at: here.now)
  }
}

/// Puts a status together from what the runtime and the worker know.
struct PodStatusBuilder {
  let worker: PodWorker
  let here: Surroundings

  private var pod: Value { worker.pod }
  private var wall: WallTime { here.wall }

  func build(previous: Value) -> Value {
    let sandbox = here.runtime.sandboxes(ofPod: worker.uid).last { $0.state == .ready }
    let inits = worker.initContainers.map { containerStatus($0, isInit: true) }
    let mains = worker.containers.map { containerStatus($0, isInit: false) }
    let phase = phase(inits, mains)
    var status: Value = .emptyObject
    status["conditions"] = .array(conditions(phase, inits, mains, sandbox, previous))
    status["containerStatuses"] = .array(mains)
    status["hostIP"] = .string(here.host.address)
    status["hostIPs"] = [["ip": .string(here.host.address)]]
    if !inits.isEmpty { status["initContainerStatuses"] = .array(inits) }
    if let failure = worker.failure {
      status["message"] = .string(failure.message)
      status["reason"] = .string(failure.reason)
    }
    status["observedGeneration"] = .int(Int64(max(pod.meta.generation, 1)))
    status["phase"] = .string(phase)
    let address = sandbox.map { $0.address.isEmpty ? here.host.address : $0.address } ?? previous["podIP"]?.string
    if let address, !address.isEmpty {
      status["podIP"] = .string(address)
      status["podIPs"] = [["ip": .string(address)]]
    }
    status["qosClass"] = .string(QualityOfService.of(pod))
    if let start = worker.startTime { status["startTime"] = .string(start.rfc3339) }
    return status
  }

  private func phase(_ inits: [Value], _ mains: [Value]) -> String {
    if worker.failure != nil { return "Failed" }
    let policy = pod["spec", "restartPolicy"]?.string ?? "Always"
    var pendingInit = false
    for (status, container) in zip(inits, worker.initContainers) {
      if container["restartPolicy"]?.string == "Always" { continue }
      if let end = status["state", "terminated"] {
        if end["exitCode"]?.int != 0 {
          if policy == "Never" { return "Failed" }
          pendingInit = true
        }
      } else {
        pendingInit = true
      }
    }
    let hasRun = mains.contains { $0["state", "waiting"] == nil || $0["lastState", "terminated"] != nil }
    if pendingInit, !hasRun { return "Pending" }
    var running = 0
    var waiting = 0
    var succeeded = 0
    var stopped = 0
    for status in mains {
      if status["state", "running"] != nil {
        running += 1
      } else if let end = status["state", "terminated"] {
        stopped += 1
        if end["exitCode"]?.int == 0 { succeeded += 1 }
      } else if status["lastState", "terminated"] != nil {
        stopped += 1
      } else {
        waiting += 1
      }
    }
    if waiting > 0 { return "Pending" }
    if running > 0 { return "Running" }
    guard stopped > 0 else { return "Pending" }
    if worker.state == .terminated || worker.isEnding { return stopped == succeeded ? "Succeeded" : "Failed" }
    if policy == "Always" { return "Running" }
    if stopped == succeeded { return "Succeeded" }
    return policy == "Never" ? "Failed" : "Running"
  }

  // MARK: - Containers

  private func containerStatus(_ container: Value, isInit: Bool) -> Value {
    let name = container["name"]?.string ?? ""
    let memory = worker.memory[name]
    let all = here.runtime.containers(ofPod: worker.uid).filter { $0.name == name }
    let newest = all.last
    let older = all.dropLast().last { $0.state == .exited }
    var status: Value = .emptyObject
    var state: Value = .emptyObject
    var lastState: Value = .emptyObject
    if let newest { status["containerID"] = .string("containerd://\(newest.id)") }
    let image = container["image"]?.string ?? ""
    status["image"] = .string(newest == nil ? image : here.runtime.images.fullName(image))
    status["imageID"] = .string(newest?.imageDigest ?? "")
    if let older { lastState["terminated"] = terminated(older) }
    let policy = pod["spec", "restartPolicy"]?.string ?? "Always"
    if let newest, newest.state == .running {
      state["running"] = ["startedAt": .string(time(newest.started))]
    } else if let newest, newest.state == .exited {
      let waits =
        memory?.waiting != nil && Kubelet.restarts(isInit && policy == "Always" ? "OnFailure" : policy, newest)
      if waits, !worker.isEnding {
        lastState["terminated"] = terminated(newest)
      } else {
        state["terminated"] = terminated(newest)
      }
    }
    if state == .emptyObject { state["waiting"] = waiting(memory, isInit: isInit) }
    status["lastState"] = lastState
    status["name"] = .string(name)
    let isRunning = newest?.state == .running
    status["ready"] = .bool(isReady(newest, memory, isInit: isInit, container))
    if isRunning, let requests = container["resources", "requests"], requests != .emptyObject {
      status["allocatedResources"] = requests
    }
    if newest != nil { status["resources"] = container["resources"] ?? .emptyObject }
    status["restartCount"] = .int(Int64(max((newest?.plan.attempt ?? (memory?.attempts ?? 0) - 1), 0)))
    let isSidecar = container["restartPolicy"]?.string == "Always"
    status["started"] = .bool(isRunning && (memory?.probes.startedUp ?? false) && (!isInit || isSidecar))
    status["state"] = state
    if let newest, isRunning {
      let group = newest.plan.group ?? 0
      status["user"] = [
        "linux": [
          "gid": .int(Int64(group)), "supplementalGroups": [.int(Int64(group))], "uid": .int(Int64(newest.user)),
        ]
      ]
    }
    let mounts = (container["volumeMounts"]?.elements ?? []).map { mount in
      var entry: Value = ["mountPath": mount["mountPath"] ?? "", "name": mount["name"] ?? ""]
      if mount["readOnly"]?.bool == true {
        entry["readOnly"] = true
        entry["recursiveReadOnly"] = "Disabled"
      }
      return entry
    }
    if !mounts.isEmpty { status["volumeMounts"] = .array(mounts) }
    return status
  }

  private func isReady(_ newest: Container?, _ memory: PodWorker.Memory?, isInit: Bool, _ container: Value) -> Bool {
    guard let newest else { return false }
    if isInit, container["restartPolicy"]?.string != "Always" { return newest.state == .exited && newest.exitCode == 0 }
    return newest.state == .running && memory?.probes.ready == true
  }

  private func waiting(_ memory: PodWorker.Memory?, isInit: Bool) -> Value {
    if let waiting = memory?.waiting {
      return waiting.message.isEmpty
        ? ["reason": .string(waiting.reason)]
        : ["message": .string(waiting.message), "reason": .string(waiting.reason)]
    }
    let isInitializing = !isInit && !worker.initContainers.isEmpty && !initsAreDone
    return ["reason": isInitializing ? "PodInitializing" : "ContainerCreating"]
  }

  private var initsAreDone: Bool {
    worker.initContainers.allSatisfy { container in
      guard let newest = here.runtime.newest(container["name"]?.string ?? "", ofPod: worker.uid) else { return false }
      if container["restartPolicy"]?.string == "Always" {
        return worker.memory[newest.name]?.probes.startedUp == true
      }
      return newest.state == .exited && newest.exitCode == 0
    }
  }

  private func terminated(_ container: Container) -> Value {
    var value: Value = [
      "containerID": .string("containerd://\(container.id)"), "exitCode": .int(Int64(container.exitCode)),
      "finishedAt": .string(time(container.finished)),
    ]
    if !container.message.isEmpty { value["message"] = .string(container.message) }
    value["reason"] = .string(container.reason)
    value["startedAt"] = .string(time(container.started))
    return value
  }

  private func time(_ instant: Instant?) -> String {
    here.host.wallTime(at: instant ?? here.now).rfc3339
  }

  // MARK: - Conditions

  private func conditions(
    _ phase: String, _ inits: [Value], _ mains: [Value], _ sandbox: Sandbox?, _ previous: Value
  ) -> [Value] {
    let isOver = phase == "Succeeded" || phase == "Failed"
    let overReason = phase == "Succeeded" ? "PodCompleted" : "PodFailed"
    var unready = mains.filter { $0["ready"]?.bool != true }.compactMap { $0["name"]?.string }
    for (status, container) in zip(inits, worker.initContainers)
    where container["restartPolicy"]?.string == "Always" && status["ready"]?.bool != true {
      unready.append(status["name"]?.string ?? "")
    }
    var ready: (Bool, String, String) = (unready.isEmpty, "", "")
    if isOver {
      ready = (false, overReason, "")
    } else if !unready.isEmpty {
      ready = (false, "ContainersNotReady", "containers with unready status: [\(unready.joined(separator: " "))]")
    }
    let undone = worker.initContainers.filter { container in
      guard let status = inits.first(where: { $0["name"] == container["name"] }) else { return true }
      if container["restartPolicy"]?.string == "Always" { return status["started"]?.bool != true }
      return status["state", "terminated", "exitCode"]?.int != 0
    }.compactMap { $0["name"]?.string }
    let hasRun = mains.contains { $0["containerID"] != nil }
    var initialized: (Bool, String, String) = (true, phase == "Succeeded" ? "PodCompleted" : "", "")
    if !undone.isEmpty, !hasRun {
      let text = "containers with incomplete status: [\(undone.joined(separator: " "))]"
      initialized = (false, "ContainersNotInitialized", text)
    }
    var podReady = ready
    let gates = (pod["spec", "readinessGates"]?.elements ?? []).compactMap { $0["conditionType"]?.string }
    let set = pod["status", "conditions"]?.elements ?? []
    for gate in gates where podReady.0 {
      if set.first(where: { $0["type"]?.string == gate })?["status"]?.string != "True" {
        podReady = (
          false, "ReadinessGatesNotReady",
          "corresponding condition of pod readiness gate \"\(gate)\" does not exist."
        )
      }
    }
    var result = [
      condition("PodReadyToStartContainers", (sandbox != nil && !isOver, "", ""), previous),
      condition("Initialized", initialized, previous), condition("Ready", podReady, previous),
      condition("ContainersReady", ready, previous), condition("PodScheduled", (true, "", ""), previous),
    ]
    let own = Set(["PodReadyToStartContainers", "Initialized", "Ready", "ContainersReady", "PodScheduled"])
    result += set.filter { !own.contains($0["type"]?.string ?? "") }
    return result
  }

  private func condition(_ type: String, _ value: (Bool, String, String), _ previous: Value) -> Value {
    let status = value.0 ? "True" : "False"
    let earlier =
      previous["conditions"]?.elements.first { $0["type"]?.string == type }
      ?? pod["status", "conditions"]?.elements.first { $0["type"]?.string == type }
    let isSame = earlier?["status"]?.string == status
    let since = isSame ? earlier?["lastTransitionTime"]?.string ?? wall.rfc3339 : wall.rfc3339
    var entry: Value = ["lastProbeTime": .null, "lastTransitionTime": .string(since)]
    if !value.2.isEmpty { entry["message"] = .string(value.2) }
    entry["observedGeneration"] = .int(Int64(max(pod.meta.generation, 1)))
    if !value.1.isEmpty { entry["reason"] = .string(value.1) }
    entry["status"] = .string(status)
    entry["type"] = .string(type)
    return entry
  }
}

/// The quality of service class of a Pod (pkg/apis/core/v1/helper/qos).
enum QualityOfService {
  static func of(_ pod: Value) -> String {
    var hasAny = false
    var isGuaranteed = true
    for container in (pod["spec", "containers"]?.elements ?? []) + (pod["spec", "initContainers"]?.elements ?? []) {
      let limits = container["resources", "limits"] ?? .emptyObject
      let requests = container["resources", "requests"] ?? .emptyObject
      for key in ["cpu", "memory"] {
        let limit = limits[key].flatMap { try? Quantity(parsing: Kubelet.text($0)) } ?? .zero
        let request = requests[key].flatMap { try? Quantity(parsing: Kubelet.text($0)) } ?? limit
        if limit != .zero || request != .zero { hasAny = true }
        if limit == .zero || request.nano != limit.nano { isGuaranteed = false }
      }
    }
    return hasAny ? (isGuaranteed ? "Guaranteed" : "Burstable") : "BestEffort"
  }
}
