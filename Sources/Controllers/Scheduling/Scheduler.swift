public import Documents
public import KubeModel
public import Simulation

/// The default scheduler: finds a node for each Pod, or says why there is none.
public enum Scheduler: Controller {
  public static let name = "default-scheduler"
  public static let client = Client.scheduler
  public static let watches = [
    WatchedKind("Pod"), WatchedKind("Node"), WatchedKind("PersistentVolumeClaim"),
    WatchedKind("PersistentVolume"),
    WatchedKind("StorageClass", "storage.k8s.io"),
  ]

  public static func refs(changed object: Value, reading cluster: any ClusterReader) -> [ObjectRef] {
    if object.kind == "Pod" && needsNode(object) { return [ObjectRef(object)] }
    // A Pod that starts to run frees nothing; only a node, a volume or the end of a Pod can help the others.
    if object.kind == "Pod" && !object.podHasEnded && !object.meta.isBeingDeleted { return [] }
    let waiting = cluster.objects(WatchedKind("Pod"), namespace: nil).filter(needsNode)
    return waiting.sorted { priority($0) > priority($1) }.map { ObjectRef($0) }
  }

  public static func reconcile(
    _ ref: ObjectRef, reading cluster: any ClusterReader, now: WallTime, chance: inout Chance
  ) -> Reaction {
    guard let pod = cluster.object(ref), needsNode(pod) else { return Reaction() }
    let view = ClusterView.current(cluster)
    // What others have made room for is theirs, unless the Pod is more important.
    let rivals = view.nominated.filter { $0.meta.uid != pod.meta.uid && priority($0) >= priority(pod) }
    let views = rivals.isEmpty ? view.nodes : view.nodes.map { $0.expecting(rivals) }
    if views.isEmpty { return refuse(pod, "no nodes available to schedule pods", cluster, now) }
    let filters = NodeFilters(pod, views, cluster)
    if let reason = filters.refusalByAll {
      // The plugin for claims of devices looks for what it would have noted, had the Pod come so far.
      return refuse(pod, "\(available(0, views.count)): \(reason). not found", cluster, now)
    }
    var fitting: [NodeView] = []
    var refusals: [(view: NodeView, refusal: Refusal)] = []
    for view in views {
      if let refusal = filters.refusal(view) {
        refusals.append((view, refusal))
      } else {
        fitting.append(view)
      }
    }
    if fitting.isEmpty { return refuse(pod, refusals, filters, cluster, now) }
    let best = fitting.count == 1 ? [0] : NodeScores(pod: pod, all: views, cluster: cluster).best(fitting)
    return bind(pod, to: fitting[best[chance.below(best.count)]].name)
  }

  static func needsNode(_ pod: Value) -> Bool {
    pod.nodeName.isEmpty && pod.podIsActive && (pod["spec", "schedulingGates"]?.elements ?? []).isEmpty
      && pod["spec", "schedulerName"]?.string ?? name == name
  }

  static func priority(_ pod: Value) -> Int { pod["spec", "priority"]?.int ?? 0 }

  private static let noClaims = "no new claims to deallocate, preemption"
  private static let notHelpful = "Preemption is not helpful for scheduling"
  private static let noVictims = "No preemption victims found for incoming pod"

  private static func available(_ count: Int, _ total: Int) -> String {
    "\(count)/\(total) nodes are available"
  }

  private static func bind(_ pod: Value, to node: String) -> Reaction {
    let meta = pod.meta
    let path = APIRequest.path(
      group: "", version: "v1", namespace: meta.namespace, resource: "pods", name: meta.name,
      subresource: "binding")
    let binding: Value = [
      "apiVersion": "v1", "kind": "Binding",
      "metadata": [
        "name": .string(meta.name), "namespace": .string(meta.namespace), "uid": .string(meta.uid),
      ],
      "target": ["apiVersion": "v1", "kind": "Node", "name": .string(node)],
    ]
    let text = "Successfully assigned \(meta.namespace)/\(meta.name) to \(node)"
    let note = EventNote(pod, .normal, "Scheduled", text, action: "Binding")
    return Reaction([Step(client.request(.post, path, body: binding), events: [note])])
  }

  private static func refuse(
    _ pod: Value, _ refusals: [(view: NodeView, refusal: Refusal)], _ filters: NodeFilters,
    _ cluster: any ClusterReader, _ now: WallTime
  ) -> Reaction {
    if let plan = Preemption.plan(pod, refusals, filters) { return preempt(pod, plan, cluster, now) }
    var counts: [String: Int] = [:]
    for reason in refusals.flatMap(\.refusal.reasons) { counts[reason, default: 0] += 1 }
    let reasons = counts.map { "\($0.value) \($0.key)" }.sorted().joined(separator: ", ")
    let total = refusals.count
    let hopeless = refusals.count { !$0.refusal.mayBePreempted }
    var outcome = "\(available(0, total)): "
    let parts = [(total - hopeless, noVictims), (hopeless, notHelpful)].filter { $0.0 > 0 }
    outcome += parts.map { "\($0.0) \($0.1)" }.sorted().joined(separator: ", ")
    if pod["spec", "preemptionPolicy"]?.string == "Never" {
      outcome = "not eligible due to preemptionPolicy=Never"
    }
    return refuse(pod, "\(available(0, total)): \(reasons). \(noClaims): \(outcome).", cluster, now)
  }

  /// Says so in the Pod's condition and in an event; once for each message.
  private static func refuse(
    _ pod: Value, _ message: String, _ cluster: any ClusterReader, _ now: WallTime, nominated: String? = nil
  ) -> Reaction {
    let old = pod.condition("PodScheduled")
    if old?["message"]?.string == message { return Reaction(again: .seconds(300)) }
    var status = pod["status"] ?? .emptyObject
    var conditions = status["conditions"]?.elements ?? []
    conditions.setCondition("PodScheduled", "False", "Unschedulable", message, now: now)
    if let place = conditions.firstIndex(where: { $0["type"]?.string == "PodScheduled" }) {
      conditions[place]["lastProbeTime"] = .null
      conditions[place]["observedGeneration"] = .count(pod.meta.generation)
    }
    status["conditions"] = .array(conditions)
    if let nominated { status["nominatedNodeName"] = .string(nominated) }
    let note = EventNote(pod, .warning, "FailedScheduling", message, action: "Scheduling")
    return Reaction(
      [Step(client.patchStatus(of: pod, to: status, cluster), events: [note])], again: .seconds(300))
  }

  private static func preempt(
    _ pod: Value, _ plan: Preemption.Plan, _ cluster: any ClusterReader, _ now: WallTime
  ) -> Reaction {
    let waiting = plan.victims.filter { !$0.meta.isBeingDeleted }
    var reaction = Reaction(
      waiting.map { victim in
        let text = "Preempted by pod \(pod.meta.uid) on node \(plan.node)"
        return Step(
          client.delete(victim, cluster),
          events: [EventNote(victim, .normal, "Preempted", text, action: "Preempting")])
      })
    let already = pod["status", "nominatedNodeName"]?.string == plan.node
    if waiting.isEmpty || already { return reaction }
    let failed = refuse(
      pod, "\(available(0, plan.total)): \(plan.reasons). preemption: not eligible due to a terminating pod.",
      cluster, now, nominated: plan.node)
    reaction.steps += failed.steps
    return reaction
  }
}
