public import Documents
public import KubeModel
public import Simulation

/// Keeps one Pod on every node that a DaemonSet wants.
public enum DaemonSetController: Controller {
  public static let name = "daemonset-controller"
  public static let client = Client.controller(name, account: "daemon-set-controller")
  public static let watches = [WatchedKind("DaemonSet", "apps"), WatchedKind("Pod"), WatchedKind("Node")]
  private static let hashLabel = "controller-revision-hash"

  public static func refs(changed object: Value, reading cluster: any ClusterReader) -> [ObjectRef] {
    if object.kind == "Node" { return cluster.objects(watches[0], namespace: nil).map { ObjectRef($0) } }
    return Ownership.refs(changed: object, kind: watches[0], reading: cluster)
  }

  public static func reconcile(
    _ ref: ObjectRef, reading cluster: any ClusterReader, now: WallTime, chance: inout Chance
  ) -> Reaction {
    guard let set = cluster.object(ref), !set.meta.isBeingDeleted, !Ownership.selector(of: set).isEmpty else {
      return Reaction()
    }
    let (pods, adoption) = Ownership.claim(cluster.pods(ref.namespace), for: set, by: client, cluster)
    let revisions = Revisions(of: set, hashLabel: hashLabel, by: client, reading: cluster)
    let hash = revisions.current.meta.label(hashLabel) ?? ""
    var reaction = Reaction(adoption + revisions.steps)
    let nodes = cluster.objects(WatchedKind("Node"), namespace: nil)
    let byNode = Dictionary(grouping: pods) { node(of: $0) }
    var changes = 0
    for node in nodes {
      let wish = wish(set, node)
      let own = byNode[node.meta.name] ?? []
      let steps = steps(set, node, own, wish, hash, cluster, &chance)
      changes += steps.count
      reaction.steps += steps
    }
    let names = Set(nodes.map(\.meta.name))
    for pod in pods where !names.contains(node(of: pod)) && !pod.meta.isBeingDeleted {
      reaction.steps.append(deletion(set, pod, cluster))
    }
    if changes == 0 { reaction.steps += rollingUpdate(set, nodes, byNode, hash, cluster, now) }
    let inUse = Set(pods.map { "\(set.meta.name)-\($0.meta.label(hashLabel) ?? "")" })
    reaction.steps += revisions.cleanUp(inUse: inUse, by: client, cluster)
    let status = status(set, nodes, byNode, hash, now)
    reaction.steps.append(Step(client.setStatus(of: set, to: status, cluster)))
    if let later = pods.nextAvailability(minimum: set.readyAgainAfter, now: now) {
      reaction.lookAgain(after: later)
    }
    return reaction
  }

  private static func steps(
    _ set: Value, _ node: Value, _ pods: [Value], _ wish: (run: Bool, stay: Bool), _ hash: String,
    _ cluster: any ClusterReader, _ chance: inout Chance
  ) -> [Step] {
    let alive = pods.filter { !$0.meta.isBeingDeleted }
    if wish.run && pods.isEmpty { return [creation(set, node, hash, cluster, &chance)] }
    if !wish.stay { return alive.map { deletion(set, $0, cluster) } }
    var steps: [Step] = []
    for pod in alive where pod.podPhase == "Failed" {
      let text = "Found failed daemon pod \(set.meta.namespace)/\(pod.meta.name) on node \(node.meta.name), "
      let note = EventNote(set, .warning, "FailedDaemonPod", "\(text)will try to kill it")
      steps.append(Step(nil, events: [note]))
      steps.append(deletion(set, pod, cluster))
    }
    let running = alive.filter { $0.podPhase != "Failed" }
    // Of several on one node the oldest stays.
    let byAge = running.sorted { isOlder($0, $1) }
    return steps + byAge.dropFirst().map { deletion(set, $0, cluster) }
  }

  private static func isOlder(_ left: Value, _ right: Value) -> Bool {
    let dates = [left, right].map { $0["metadata", "creationTimestamp"]?.string ?? "" }
    return dates[0] == dates[1] ? left.meta.name < right.meta.name : dates[0] < dates[1]
  }

  /// The node that a Pod is on, or that it is meant for.
  private static func node(of pod: Value) -> String {
    pod.nodeName.isEmpty ? NodeAffinity.namedNodes(pod["spec"] ?? .null)?.first ?? "" : pod.nodeName
  }

  /// Whether a Pod should be started on the node, and whether one that is there may stay.
  private static func wish(_ set: Value, _ node: Value) -> (run: Bool, stay: Bool) {
    let spec = set["spec", "template", "spec"] ?? .null
    if !NodeAffinity.accepts(node, spec) { return (false, false) }
    let tolerations = (spec["tolerations"]?.elements ?? []) + addedTolerations(spec)
    let all: Set<String> = ["NoSchedule", "NoExecute"]
    let mayRun = Tolerations.untolerated(node, tolerations, effects: all) == nil
    return (mayRun, Tolerations.untolerated(node, tolerations, effects: ["NoExecute"]) == nil)
  }

  /// What every Pod of a DaemonSet puts up with (pkg/controller/daemon/util,
  /// AddOrUpdateDaemonPodTolerations).
  private static func addedTolerations(_ spec: Value) -> [Value] {
    var taints = [
      ("not-ready", "NoExecute"), ("unreachable", "NoExecute"), ("disk-pressure", "NoSchedule"),
      ("memory-pressure", "NoSchedule"), ("pid-pressure", "NoSchedule"), ("unschedulable", "NoSchedule"),
    ]
    if spec["hostNetwork"]?.bool == true { taints.append(("network-unavailable", "NoSchedule")) }
    return taints.map {
      ["effect": .string($0.1), "key": .string("node.kubernetes.io/\($0.0)"), "operator": "Exists"]
    }
  }

  private static func creation(
    _ set: Value, _ node: Value, _ hash: String, _ cluster: any ClusterReader, _ chance: inout Chance
  ) -> Step {
    let base = "\(set.meta.name)-"
    let template = set["spec", "template"] ?? .emptyObject
    var pod = PodTemplate.pod(template, name: PodTemplate.name(base, &chance), generateName: base, owner: set)
    pod.set(["metadata", "labels", hashLabel], to: .string(hash))
    let generation = set.meta.annotation("deprecated.daemonset.template.generation")
    if let generation { pod.set(["metadata", "labels", "pod-template-generation"], to: .string(generation)) }
    let tolerations = Tolerations.of(pod) + addedTolerations(pod["spec"] ?? .null)
    pod.set(["spec", "tolerations"], to: .array(tolerations))
    let field: Value = [
      "key": "metadata.name", "operator": "In", "values": [.string(node.meta.name)],
    ]
    let path = ["spec", "affinity", "nodeAffinity", "requiredDuringSchedulingIgnoredDuringExecution"]
    pod.set(path, to: ["nodeSelectorTerms": [["matchFields": [field]]]])
    let note = EventNote(set, .normal, "SuccessfulCreate", "Created pod: \(pod.meta.name)")
    return Step(client.create(pod, cluster), events: [note]) { failure in
      [Step(nil, events: [EventNote(set, .warning, "FailedCreate", "Error creating: \(failure.message)")])]
    }
  }

  private static func deletion(_ set: Value, _ pod: Value, _ cluster: any ClusterReader) -> Step {
    Step(
      client.delete(pod, cluster),
      events: [EventNote(set, .normal, "SuccessfulDelete", "Deleted pod: \(pod.meta.name)")])
  }

  /// Replaces Pods of an old template, as many at a time as may be unavailable.
  private static func rollingUpdate(
    _ set: Value, _ nodes: [Value], _ byNode: [String: [Value]], _ hash: String, _ cluster: any ClusterReader,
    _ now: WallTime
  ) -> [Step] {
    if set["spec", "updateStrategy", "type"]?.string == "OnDelete" { return [] }
    let limit = IntOrString(set["spec", "updateStrategy", "rollingUpdate"]?["maxUnavailable"]) ?? .int(1)
    let wanted = nodes.filter { wish(set, $0).run }
    var allowed = max(1, limit.scaled(of: wanted.count, roundingUp: true) ?? 1)
    var old: [Value] = []
    for node in wanted {
      let alive = (byNode[node.meta.name] ?? []).filter { !$0.meta.isBeingDeleted }
      guard let pod = alive.first else {
        allowed -= 1
        continue
      }
      let isAvailable = pod.podIsAvailable(minimum: set.readyAgainAfter, now: now)
      if pod.meta.label(hashLabel) == hash {
        if !isAvailable { allowed -= 1 }
      } else if isAvailable {
        old.append(pod)
      } else {
        // One that does no good anyhow goes first; it counts as unavailable already.
        old.insert(pod, at: 0)
      }
    }
    return old.prefix(max(0, allowed)).map { deletion(set, $0, cluster) }
  }

  private static func status(
    _ set: Value, _ nodes: [Value], _ byNode: [String: [Value]], _ hash: String, _ now: WallTime
  ) -> Value {
    var (desired, current, misscheduled, ready, available, updated) = (0, 0, 0, 0, 0, 0)
    for node in nodes {
      let pods = (byNode[node.meta.name] ?? []).filter { !$0.meta.isBeingDeleted || $0.podPhase == "Running" }
      guard wish(set, node).run else {
        misscheduled += pods.isEmpty ? 0 : 1
        continue
      }
      desired += 1
      guard let pod = pods.first else { continue }
      current += 1
      ready += pod.podIsReady ? 1 : 0
      available += pod.podIsAvailable(minimum: set.readyAgainAfter, now: now) ? 1 : 0
      updated += pod.meta.label(hashLabel) == hash ? 1 : 0
    }
    var status: Value = [
      "currentNumberScheduled": .count(current), "numberMisscheduled": .count(misscheduled),
      "desiredNumberScheduled": .count(desired), "numberReady": .count(ready),
      "observedGeneration": .count(set.meta.generation),
    ]
    status["updatedNumberScheduled"] = .nonZero(updated)
    status["numberAvailable"] = .nonZero(available)
    status["numberUnavailable"] = .nonZero(desired - available)
    return status
  }
}
