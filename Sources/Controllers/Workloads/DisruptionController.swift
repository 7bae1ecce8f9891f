public import Documents
public import KubeModel
public import Simulation

/// Works out how many Pods each PodDisruptionBudget lets go.
public enum DisruptionController: Controller {
  public static let name = "disruption-controller"
  public static let watches = [WatchedKind("PodDisruptionBudget", "policy"), WatchedKind("Pod")]

  public static func refs(changed object: Value, reading cluster: any ClusterReader) -> [ObjectRef] {
    if watches[0].matches(object) { return [ObjectRef(object)] }
    let budgets = cluster.objects(watches[0], namespace: object.meta.namespace)
    return budgets.filter { selects($0, object) }.map { ObjectRef($0) }
  }

  /// A budget without a selector covers nothing; one with an empty selector covers the whole namespace.
  private static func selects(_ budget: Value, _ pod: Value) -> Bool {
    guard let selector = budget["spec", "selector"], !selector.isNull else { return false }
    return LabelSelector(object: selector).matches(pod.meta.labels)
  }

  public static func reconcile(
    _ ref: ObjectRef, reading cluster: any ClusterReader, now: WallTime, chance: inout Chance
  ) -> Reaction {
    guard let budget = cluster.object(ref), !budget.meta.isBeingDeleted else { return Reaction() }
    let pods = cluster.pods(ref.namespace).filter { selects(budget, $0) && !$0.podHasEnded }
    let counted = pods.filter { !$0.meta.isBeingDeleted }
    let healthy = counted.count { $0.podIsReady }
    let expected = expectedCount(counted, cluster)
    let desired: Int
    if let most = IntOrString(budget["spec", "maxUnavailable"]) {
      desired = max(0, expected - (most.scaled(of: expected, roundingUp: true) ?? 0))
    } else {
      let least = IntOrString(budget["spec", "minAvailable"]) ?? .int(1)
      desired = least.scaled(of: expected, roundingUp: true) ?? 0
    }
    let isByCount =
      IntOrString(budget["spec", "minAvailable"]).map { if case .int = $0 { true } else { false } } ?? false
    let allowed = max(0, healthy - desired)
    var conditions = budget["status", "conditions"]?.elements ?? []
    conditions.setCondition(
      "DisruptionAllowed", allowed > 0 ? "True" : "False",
      allowed > 0 ? "SufficientPods" : "InsufficientPods", "",
      now: now)
    if let place = conditions.firstIndex(where: { $0["type"]?.string == "DisruptionAllowed" }) {
      conditions[place]["observedGeneration"] = .count(budget.meta.generation)
    }
    var status: Value = ["conditions": .array(conditions)]
    status["currentHealthy"] = .count(healthy)
    status["desiredHealthy"] = .count(desired)
    status["disruptionsAllowed"] = .count(expected == 0 ? 0 : allowed)
    status["expectedPods"] = .count(isByCount ? counted.count : expected)
    status["observedGeneration"] = .count(budget.meta.generation)
    return Reaction([Step(client.setStatus(of: budget, to: status, cluster))])
  }

  /// How many Pods the workloads behind the Pods want, each workload once.
  private static func expectedCount(_ pods: [Value], _ cluster: any ClusterReader) -> Int {
    var sizes: [String: Int] = [:]
    var loose = 0
    for pod in pods {
      guard let owner = pod.meta.controller else {
        loose += 1
        continue
      }
      let ref = ObjectRef(
        apiVersion: owner.apiVersion, kind: owner.kind, namespace: pod.meta.namespace, name: owner.name)
      guard let found = cluster.object(ref) else { continue }
      if let parent = found.meta.controller,
        let deployment = cluster.object(
          ObjectRef(
            apiVersion: parent.apiVersion, kind: parent.kind, namespace: pod.meta.namespace, name: parent.name
          ))
      {
        sizes[parent.uid] = deployment["spec", "replicas"]?.int ?? 1
      } else {
        sizes[owner.uid] = found["spec", "replicas"]?.int ?? 1
      }
    }
    return sizes.values.reduce(loose, +)
  }
}
