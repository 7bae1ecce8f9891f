import Documents
import KubeModel
import Simulation

extension Value {
  // MARK: What controllers ask of a Pod

  var podPhase: String { self["status", "phase"]?.string ?? "Pending" }
  var podHasEnded: Bool { podPhase == "Succeeded" || podPhase == "Failed" }
  /// Neither ended nor being deleted.
  var podIsActive: Bool { !podHasEnded && !meta.isBeingDeleted }
  var podIsReady: Bool { condition("Ready")?["status"]?.string == "True" }
  var nodeName: String { self["spec", "nodeName"]?.string ?? "" }

  /// Since when a Pod is ready; nil where it is not.
  var podReadySince: WallTime? {
    guard podIsReady else { return nil }
    return condition("Ready")?["lastTransitionTime"]?.string.flatMap { WallTime(rfc3339: $0) }
      ?? meta.creation
  }

  /// Whether a Pod has been ready for that many seconds.
  func podIsAvailable(minimum seconds: Int, now: WallTime) -> Bool {
    if seconds == 0 { return podIsReady }
    guard let since = podReadySince else { return false }
    return now - since >= .seconds(seconds)
  }

  func isControlled(by owner: Value) -> Bool { meta.controllerUID == owner.meta.uid }

  // MARK: Conditions

  /// The condition of that type in the status.
  func condition(_ type: String) -> Value? {
    self["status", "conditions"]?.elements.first { $0["type"]?.string == type }
  }

  var readyAgainAfter: Int { self["spec", "minReadySeconds"]?.int ?? 0 }
}

extension [Value] {
  /// When the next Pod that is ready becomes available.
  func nextAvailability(minimum seconds: Int, now: WallTime) -> Span? {
    if seconds == 0 { return nil }
    return compactMap { pod -> Span? in
      guard let since = pod.podReadySince else { return nil }
      let rest = since + .seconds(seconds) - now
      return rest > .zero ? rest : nil
    }.min()
  }

  /// Sets a condition with the times that Kubernetes keeps in it. `lastTransitionTime` stays as long as the
  /// status does.
  mutating func setCondition(
    _ type: String, _ status: String, _ reason: String, _ message: String, now: WallTime, times: [String] = []
  ) {
    let old = first { $0["type"]?.string == type }
    var condition: Value = ["type": .string(type), "status": .string(status)]
    for field in times { condition[field] = .string(now.rfc3339) }
    let kept = old?["status"]?.string == status ? old?["lastTransitionTime"] : nil
    condition["lastTransitionTime"] = kept ?? .string(now.rfc3339)
    condition["reason"] = .string(reason)
    condition["message"] = .string(message)
    if let place = firstIndex(where: { $0["type"]?.string == type }) {
      self[place] = condition
    } else {
      append(condition)
    }
  }

  mutating func removeCondition(_ type: String) { removeAll { $0["type"]?.string == type } }
}

/// Pods made from the template of a workload.
enum PodTemplate {
  /// The Pod, without labels that only one kind of workload adds.
  static func pod(_ template: Value, name: String, generateName: String?, owner: Value) -> Value {
    var metadata: Value = [:]
    metadata["name"] = .string(name)
    metadata["generateName"] = generateName.map { .string($0) }
    metadata["namespace"] = .string(owner.meta.namespace)
    for field in ["labels", "annotations", "finalizers"] { metadata[field] = template["metadata", field] }
    metadata["ownerReferences"] = [OwnerReference(controlledBy: owner).value]
    return [
      "apiVersion": "v1", "kind": "Pod", "metadata": metadata, "spec": template["spec"] ?? .emptyObject,
    ]
  }

  /// The name of a generated Pod: at most 58 characters of the base and five of chance.
  static func name(_ base: String, _ chance: inout Chance) -> String {
    "\(base.prefix(58))\(chance.nameSuffix())"
  }
}
