import Documents
import KubeModel
import Simulation

/// The row of a Pod: what its STATUS says is pieced together from all its containers (printPod).
struct PodRow {
  private let pod: Value
  private let spec: Value
  private let status: Value
  private var reason: String
  private var ready = 0
  private var total: Int
  private var restarts = 0
  private var lastRestart = ""

  init(_ pod: Value) {
    self.pod = pod
    spec = pod["spec"] ?? .null
    status = pod["status"] ?? .null
    total = spec["containers"]?.elements.count ?? 0
    reason = status["phase"]?.string ?? ""
    if let own = status["reason"]?.string, !own.isEmpty { reason = own }
    let conditions = status["conditions"]?.elements ?? []
    if conditions.contains(where: { $0["type"] == "PodScheduled" && $0["reason"] == "SchedulingGated" }) {
      reason = "SchedulingGated"
    }
    let isInitializing = readInitContainers()
    if !isInitializing || conditions.contains(where: { $0["type"] == "Initialized" && $0["status"] == "True" }) {
      readContainers(conditions)
    }
    let phase = status["phase"]?.string
    if pod["metadata"]?["deletionTimestamp"]?.string != nil {
      if status["reason"] == "NodeLost" {
        reason = "Unknown"
      } else if phase != "Succeeded", phase != "Failed" {
        reason = "Terminating"
      }
    }
  }

  func cells(_ now: WallTime) -> [Value] {
    var restartText = String(restarts)
    if restarts != 0, !lastRestart.isEmpty { restartText += " (\(Age.text(since: lastRestart, now: now)) ago)" }
    return [
      Tables.name(pod), .string("\(ready)/\(total)"), .string(reason), .string(restartText), Tables.age(pod, now),
      Tables.text(status["podIPs"]?[0]?["ip"] ?? status["podIP"]), Tables.text(spec["nodeName"]),
      Tables.text(status["nominatedNodeName"]), .string(readinessGates),
    ]
  }

  private var readinessGates: String {
    let gates = spec["readinessGates"]?.elements ?? []
    if gates.isEmpty { return "<none>" }
    let conditions = status["conditions"]?.elements ?? []
    let holding = gates.filter { gate in
      conditions.contains { $0["type"] == gate["conditionType"] && $0["status"] == "True" }
    }
    return "\(holding.count)/\(gates.count)"
  }

  private mutating func readInitContainers() -> Bool {
    let containers = spec["initContainers"]?.elements ?? []
    if containers.isEmpty { return false }
    func isSidecar(_ name: Value?) -> Bool {
      containers.contains { $0["name"] == name && $0["restartPolicy"] == "Always" }
    }
    total += containers.count { $0["restartPolicy"] == "Always" }
    for (index, container) in (status["initContainerStatuses"]?.elements ?? []).enumerated() {
      note(container)
      let state = container["state"] ?? .null
      if let ended = state["terminated"] {
        if (ended["exitCode"]?.int ?? 0) == 0 { continue }
        reason = "Init:\(Self.end(ended))"
        return true
      }
      if isSidecar(container["name"]), container["started"] == true {
        if container["ready"] == true { ready += 1 }
        continue
      }
      if let waiting = state["waiting"]?["reason"]?.string, !waiting.isEmpty, waiting != "PodInitializing" {
        reason = "Init:\(waiting)"
      } else {
        reason = "Init:\(index)/\(containers.count)"
      }
      return true
    }
    return false
  }

  private mutating func readContainers(_ conditions: [Value]) {
    restarts = 0
    lastRestart = ""
    for container in status["initContainerStatuses"]?.elements ?? [] {
      let isSidecar = (spec["initContainers"]?.elements ?? []).contains {
        $0["name"] == container["name"] && $0["restartPolicy"] == "Always"
      }
      if isSidecar { note(container) }
    }
    var hasRunning = false
    for container in (status["containerStatuses"]?.elements ?? []).reversed() {
      note(container)
      let state = container["state"] ?? .null
      if let waiting = state["waiting"]?["reason"]?.string, !waiting.isEmpty {
        reason = waiting
      } else if let ended = state["terminated"] {
        reason = Self.end(ended)
      } else if container["ready"] == true, state["running"] != nil {
        hasRunning = true
        ready += 1
      }
    }
    if reason == "Completed", hasRunning {
      let isReady = conditions.contains { $0["type"] == "Ready" && $0["status"] == "True" }
      reason = isReady ? "Running" : "NotReady"
    }
  }

  private mutating func note(_ container: Value) {
    restarts += container["restartCount"]?.int ?? 0
    if let finished = container["lastState"]?["terminated"]?["finishedAt"]?.string {
      lastRestart = max(lastRestart, finished)
    }
  }

  private static func end(_ ended: Value) -> String {
    if let reason = ended["reason"]?.string, !reason.isEmpty { return reason }
    if let signal = ended["signal"]?.int, signal != 0 { return "Signal:\(signal)" }
    return "ExitCode:\(ended["exitCode"]?.int ?? 0)"
  }
}
