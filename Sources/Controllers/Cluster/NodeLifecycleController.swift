public import Documents
public import KubeModel
public import Simulation

/// Watches over the nodes: whose kubelet stays silent is Unknown, and what is not well gets taints.
public enum NodeLifecycleController: Controller {
  /// The name of its service account; its events come from `node-controller`.
  public static let name = "node-controller"
  public static let watches = [
    WatchedKind("Node"), WatchedKind("Lease", "coordination.k8s.io"), WatchedKind("Pod"),
  ]
  /// All conditions that a kubelet reports.
  private static let reported = ["MemoryPressure", "DiskPressure", "PIDPressure", "Ready"]

  public static func refs(changed object: Value, reading cluster: any ClusterReader) -> [ObjectRef] {
    switch object.kind {
    case "Node": return [ObjectRef(object)]
    case "Lease" where object.meta.namespace == "kube-node-lease":
      return [ObjectRef(kind: "Node", name: object.meta.name)]
    case "Pod" where !object.nodeName.isEmpty && object.podIsReady:
      let ref = ObjectRef(kind: "Node", name: object.nodeName)
      let ready = cluster.object(ref)?.condition("Ready")?["status"]?.string
      return ready == "True" ? [] : [ref]
    default: return []
    }
  }

  public static func reconcile(
    _ ref: ObjectRef, reading cluster: any ClusterReader, now: WallTime, chance: inout Chance
  ) -> Reaction {
    guard var node = cluster.object(ref) else { return Reaction() }
    var reaction = Reaction()
    let silence = silence(node, cluster, now)
    if silence >= cluster.settings.nodeGrace {
      let status = unknownStatus(node, now)
      if let request = client.setStatus(of: node, to: status, cluster) {
        let text = "Node \(ref.name) status is now: NodeNotReady"
        reaction.steps.append(Step(request, events: [EventNote(node, .normal, "NodeNotReady", text)]))
        node["status"] = status
      }
    } else {
      reaction.lookAgain(after: cluster.settings.nodeGrace - silence)
    }
    if let request = client.change(node, to: tainted(node, now), cluster) {
      reaction.steps.append(Step(request))
    }
    if node.condition("Ready")?["status"]?.string != "True" {
      reaction.steps += markPods(on: node, cluster, now)
    }
    return reaction
  }

  /// How long nothing was heard of the kubelet: neither its lease nor a status, counted from this leader's
  /// start.
  private static func silence(_ node: Value, _ cluster: any ClusterReader, _ now: WallTime) -> Span {
    let lease = cluster.object(
      ObjectRef(
        apiVersion: "coordination.k8s.io/v1", kind: "Lease", namespace: "kube-node-lease",
        name: node.meta.name))
    let renewed = lease?["spec", "renewTime"]?.string
    let beat = node.condition("Ready")?["lastHeartbeatTime"]?.string
    let known = node.condition("Ready")?["status"]?.string == "Unknown" ? [renewed] : [renewed, beat]
    let times = known.compactMap { $0.flatMap { WallTime(rfc3339: $0) } } + [cluster.settings.leadingSince]
    let last = (times + [node.meta.creation].compactMap { $0 }).max() ?? now
    return now - last
  }

  private static func unknownStatus(_ node: Value, _ now: WallTime) -> Value {
    var status = node["status"] ?? .emptyObject
    var conditions = status["conditions"]?.elements ?? []
    for type in reported {
      if let place = conditions.firstIndex(where: { $0["type"]?.string == type }) {
        if conditions[place]["status"]?.string == "Unknown" { continue }
        conditions[place]["status"] = "Unknown"
        conditions[place]["lastTransitionTime"] = .string(now.rfc3339)
        conditions[place]["reason"] = "NodeStatusUnknown"
        conditions[place]["message"] = "Kubelet stopped posting node status."
      } else {
        conditions.setCondition(
          type, "Unknown", "NodeStatusNeverUpdated", "Kubelet never posted node status.", now: now,
          times: ["lastHeartbeatTime"])
      }
    }
    status["conditions"] = .array(conditions)
    return status
  }

  /// The node with the taints that its conditions and `unschedulable` call for.
  private static func tainted(_ node: Value, _ now: WallTime) -> Value {
    let ready = node.condition("Ready")?["status"]?.string ?? "Unknown"
    var wanted: [(key: String, effect: String)] = []
    if node["spec", "unschedulable"]?.bool == true { wanted.append(("unschedulable", "NoSchedule")) }
    if ready == "False" { wanted += [("not-ready", "NoSchedule"), ("not-ready", "NoExecute")] }
    if ready == "Unknown" { wanted += [("unreachable", "NoSchedule"), ("unreachable", "NoExecute")] }
    let pressures = [
      ("MemoryPressure", "memory-pressure"), ("DiskPressure", "disk-pressure"),
      ("PIDPressure", "pid-pressure"),
      ("NetworkUnavailable", "network-unavailable"),
    ]
    for (type, key) in pressures where node.condition(type)?["status"]?.string == "True" {
      wanted.append((key, "NoSchedule"))
    }
    let managed: Set<String> = [
      "unschedulable", "not-ready", "unreachable", "memory-pressure", "disk-pressure", "pid-pressure",
      "network-unavailable",
    ]
    let prefix = "node.kubernetes.io/"
    let old = node["spec", "taints"]?.elements ?? []
    func isWanted(_ taint: Value) -> Bool {
      wanted.contains { "\(prefix)\($0.key)" == taint["key"]?.string && $0.effect == taint["effect"]?.string }
    }
    var taints = old.filter { taint in
      let key = taint["key"]?.string ?? ""
      return !key.hasPrefix(prefix) || !managed.contains(String(key.dropFirst(prefix.count)))
        || isWanted(taint)
    }
    for (key, effect) in wanted
    where !taints.contains(where: { $0["key"]?.string == "\(prefix)\(key)" && $0["effect"]?.string == effect }
    ) {
      taints.append([
        "effect": .string(effect), "key": .string("\(prefix)\(key)"), "timeAdded": .string(now.rfc3339),
      ])
    }
    var changed = node
    changed.set(["spec", "taints"], to: taints.isEmpty ? nil : .array(taints))
    return changed
  }

  /// Pods on a node that is not ready are not ready either.
  private static func markPods(on node: Value, _ cluster: any ClusterReader, _ now: WallTime) -> [Step] {
    let pods = cluster.objects(WatchedKind("Pod"), namespace: nil).filter {
      $0.nodeName == node.meta.name && $0.podIsReady
    }
    return pods.map { pod in
      var status = pod["status"] ?? .emptyObject
      let conditions = (status["conditions"]?.elements ?? []).map { condition -> Value in
        guard condition["type"]?.string == "Ready" else { return condition }
        var condition = condition
        condition["status"] = "False"
        condition["lastTransitionTime"] = .string(now.rfc3339)
        return condition
      }
      status["conditions"] = .array(conditions)
      return Step(
        client.patchStatus(of: pod, to: status, cluster),
        events: [EventNote(pod, .warning, "NodeNotReady", "Node is not ready")])
    }
  }
}
