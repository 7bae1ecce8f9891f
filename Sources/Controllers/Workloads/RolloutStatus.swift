import Documents
import KubeModel
import Simulation

/// What a Deployment says of itself.
extension Rollout {
  var deadline: Int? {
    let seconds = deployment["spec", "progressDeadlineSeconds"]?.int ?? 600
    return seconds == Int(Int32.max) ? nil : seconds
  }
  var hasDeadline: Bool { deadline != nil }

  /// The counts and conditions as the ReplicaSets have them; progress is told by `settle`.
  func status() -> Value {
    let replicas = sum("replicas")
    let available = sum("availableReplicas")
    var status: Value = [:]
    status["observedGeneration"] = .nonZero(deployment.meta.generation)
    status["replicas"] = .nonZero(replicas)
    status["updatedReplicas"] = .nonZero(newest.map { sets[$0]["status", "replicas"]?.int ?? 0 } ?? 0)
    status["readyReplicas"] = .nonZero(sum("readyReplicas"))
    status["availableReplicas"] = .nonZero(available)
    let missing = sets.indices.reduce(0) { $0 + specReplicas($1) } - available
    status["unavailableReplicas"] = .nonZero(max(0, missing))
    status["terminatingReplicas"] = .count(sum("terminatingReplicas"))
    status["collisionCount"] = deployment["status", "collisionCount"]
    var conditions = deployment["status", "conditions"]?.elements ?? []
    let isAvailable = available >= wanted - limits.unavailable
    update(
      &conditions, "Available", isAvailable ? "True" : "False",
      isAvailable ? "MinimumReplicasAvailable" : "MinimumReplicasUnavailable",
      isAvailable ? "Deployment has minimum availability." : "Deployment does not have minimum availability.")
    status["conditions"] = .array(conditions)
    return status
  }

  func isComplete(_ status: Value) -> Bool {
    let counts = ["updatedReplicas", "replicas", "availableReplicas"].map { status[$0]?.int ?? 0 }
    return counts.allSatisfy { $0 == wanted }
  }

  /// Ends the pass with the status.
  mutating func settle(isRolloutStatus: Bool) {
    var status = status()
    var conditions = status["conditions"]?.elements ?? []
    if isRolloutStatus {
      if hasDeadline { tellProgress(status, &conditions) } else { conditions.removeCondition("Progressing") }
    }
    tellFailure(&conditions)
    status["conditions"] = .array(conditions)
    // A write of the status carries the annotations along, and must not bring back those from before this
    // pass.
    var written = original
    written["metadata"] = deployment["metadata"]
    if let request = client.setStatus(of: written, to: status, cluster) {
      reaction.steps.append(Step(request))
    }
    if let wait = untilDeadline(conditions) { reaction.lookAgain(after: wait) }
  }

  /// The Deployment with the status that the API server still has.
  var original: Value {
    cluster.object(ObjectRef(deployment)) ?? deployment
  }

  private func tellProgress(_ status: Value, _ conditions: inout [Value]) {
    let current = conditions.first { $0["type"]?.string == "Progressing" }
    let reason = current?["reason"]?.string
    let replicas = status["replicas"]?.int ?? 0
    if replicas == status["updatedReplicas"]?.int ?? 0 && reason == "NewReplicaSetAvailable" { return }
    let name = newest.map { sets[$0].meta.name } ?? ""
    if isComplete(status) {
      update(
        &conditions, "Progressing", "True", "NewReplicaSetAvailable",
        "ReplicaSet \"\(name)\" has successfully progressed.")
    } else if hasProgressed(status) {
      let text = "ReplicaSet \"\(name)\" is progressing."
      let kept = current?["status"]?.string == "True" ? current?["lastTransitionTime"] : nil
      conditions.removeCondition("Progressing")
      update(&conditions, "Progressing", "True", "ReplicaSetUpdated", text)
      if let kept, let place = conditions.firstIndex(where: { $0["type"]?.string == "Progressing" }) {
        conditions[place]["lastTransitionTime"] = kept
      }
    } else if hasTimedOut(current) {
      update(
        &conditions, "Progressing", "False", "ProgressDeadlineExceeded",
        "ReplicaSet \"\(name)\" has timed out progressing.")
    }
  }

  private func hasProgressed(_ status: Value) -> Bool {
    func count(_ field: String) -> (old: Int, new: Int) {
      (original["status", field]?.int ?? 0, status[field]?.int ?? 0)
    }
    let (updated, replicas) = (count("updatedReplicas"), count("replicas"))
    let (ready, available) = (count("readyReplicas"), count("availableReplicas"))
    return updated.new > updated.old || replicas.new - updated.new < replicas.old - updated.old
      || ready.new > ready.old || available.new > available.old
  }

  private func hasTimedOut(_ current: Value?) -> Bool {
    guard let current, let deadline else { return false }
    switch current["reason"]?.string {
    case "NewReplicaSetAvailable": return false
    case "ProgressDeadlineExceeded": return true
    default:
      guard let since = current["lastUpdateTime"]?.string.flatMap({ WallTime(rfc3339: $0) }) else {
        return false
      }
      return now - since >= .seconds(deadline)
    }
  }

  private func untilDeadline(_ conditions: [Value]) -> Span? {
    guard let deadline, !isPaused,
      let current = conditions.first(where: { $0["type"]?.string == "Progressing" }),
      !["NewReplicaSetAvailable", "ProgressDeadlineExceeded"].contains(current["reason"]?.string),
      let since = current["lastUpdateTime"]?.string.flatMap({ WallTime(rfc3339: $0) })
    else { return nil }
    return since + .seconds(deadline + 1) - now
  }

  private func tellFailure(_ conditions: inout [Value]) {
    let failing = ([newest].compactMap { $0 } + old).compactMap { sets[$0].condition("ReplicaFailure") }.first
    guard let failing, failing["status"]?.string == "True" else {
      return conditions.removeCondition("ReplicaFailure")
    }
    update(
      &conditions, "ReplicaFailure", "True", failing["reason"]?.string ?? "", failing["message"]?.string ?? ""
    )
  }

  private func update(
    _ conditions: inout [Value], _ type: String, _ status: String, _ reason: String, _ message: String
  ) {
    let old = conditions.first { $0["type"]?.string == type }
    if old?["status"]?.string == status && old?["reason"]?.string == reason { return }
    conditions.setCondition(type, status, reason, message, now: now, times: ["lastUpdateTime"])
  }

  /// Notes that a Deployment was paused or goes on, which stops or restarts the clock of its deadline.
  mutating func checkPause() {
    guard hasDeadline else { return }
    let reason = deployment.condition("Progressing")?["reason"]?.string
    if reason == "ProgressDeadlineExceeded" { return }
    if isPaused && reason != "DeploymentPaused" {
      setProgressing("Unknown", "DeploymentPaused", "Deployment is paused")
    } else if !isPaused && reason == "DeploymentPaused" {
      setProgressing("Unknown", "DeploymentResumed", "Deployment is resumed")
    }
  }

  /// Sets the condition in this pass's view of the Deployment, from where `settle` writes it.
  mutating func setProgressing(_ status: String, _ reason: String, _ message: String) {
    var conditions = deployment["status", "conditions"]?.elements ?? []
    update(&conditions, "Progressing", status, reason, message)
    deployment.set(["status", "conditions"], to: .array(conditions))
  }

  /// Brings the ReplicaSets to the Deployment's size without a rollout: the only or finished one gets all of
  /// it, several in the middle of a rollout get their share (deployment controller, scale).
  mutating func scaleAll() {
    let active = sets.indices.filter { specReplicas($0) > 0 }
    if active.count <= 1 {
      if let place = active.first ?? newest { _ = scale(place, to: wanted) }
      return
    }
    if let newest, specReplicas(newest) == wanted, available(newest) == wanted {
      for place in old where specReplicas(place) > 0 { _ = scale(place, to: 0) }
      return
    }
    guard isRolling else { return }
    let allowed = wanted > 0 ? wanted + limits.surge : 0
    let total = active.reduce(0) { $0 + specReplicas($1) }
    var rest = allowed - total
    let order = active.sorted { left, right in
      if specReplicas(left) != specReplicas(right) { return specReplicas(left) > specReplicas(right) }
      return rest > 0 ? left > right : left < right
    }
    var sizes = order.map { specReplicas($0) }
    if rest != 0 {
      for (number, place) in order.enumerated() {
        let annotated = sets[place].meta.annotation("deployment.kubernetes.io/max-replicas").flatMap {
          Int($0)
        }
        let share = Double(sizes[number] * allowed) / Double(max(1, annotated ?? total))
        let wish = Int(share.rounded()) - sizes[number]
        let change = rest > 0 ? min(max(wish, 0), rest) : max(min(wish, 0), rest)
        sizes[number] += change
        rest -= change
      }
      sizes[0] = max(0, sizes[0] + rest)
    }
    for (number, place) in order.enumerated() { _ = scale(place, to: sizes[number]) }
  }

  private func sum(_ field: String) -> Int { sets.reduce(0) { $0 + ($1["status", field]?.int ?? 0) } }
}
