import Documents
import KubeModel

/// Pods that want to be near other Pods, or far from them.
enum PodAffinity {
  private static let required = "requiredDuringSchedulingIgnoredDuringExecution"

  static func refusal(
    _ pod: Value, _ view: NodeView, _ all: [NodeView], _ cluster: any ClusterReader
  ) -> Refusal? {
    for other in all {
      for resident in other.guarded {
        for term in terms(resident, "podAntiAffinity")
        where selects(term, pod, of: resident, cluster) && isSame(term, view.node, other.node) {
          return Refusal(
            reasons: ["node(s) didn't satisfy existing pods anti-affinity rules"], mayBePreempted: true)
        }
      }
    }
    for term in terms(pod, "podAntiAffinity") where hasMatch(term, pod, view, all, cluster) {
      return Refusal(reasons: ["node(s) didn't match pod anti-affinity rules"], mayBePreempted: true)
    }
    let wanted = terms(pod, "podAffinity")
    if wanted.isEmpty || wanted.allSatisfy({ hasMatch($0, pod, view, all, cluster) }) { return nil }
    // The first Pod of a group that wants to be together may start anywhere.
    let isFirst = wanted.allSatisfy { term in
      selects(term, pod, of: pod, cluster)
        && !all.contains { $0.pods.contains { selects(term, $0, of: pod, cluster) } }
    }
    let hasKeys = wanted.allSatisfy { view.node.meta.label($0["topologyKey"]?.string ?? "") != nil }
    if isFirst && hasKeys { return nil }
    return Refusal(reasons: ["node(s) didn't match pod affinity rules"], mayBePreempted: false)
  }

  /// The weight of the preferred terms that hold on the node; those of anti-affinity count against it.
  static func preference(_ pod: Value, _ view: NodeView, _ all: [NodeView], _ cluster: any ClusterReader)
    -> Int
  {
    var sum = 0
    for (kind, sign) in [("podAffinity", 1), ("podAntiAffinity", -1)] {
      let preferred = "preferredDuringSchedulingIgnoredDuringExecution"
      for item in pod["spec", "affinity"]?[kind, preferred]?.elements ?? [] {
        let term = item["podAffinityTerm"] ?? .null
        if hasMatch(term, pod, view, all, cluster) { sum += sign * (item["weight"]?.int ?? 0) }
      }
    }
    return sum
  }

  private static func terms(_ pod: Value, _ kind: String) -> [Value] {
    pod["spec", "affinity"]?[kind, required]?.elements ?? []
  }

  /// Whether a Pod will not have certain others near it.
  static func keepsAway(_ pod: Value) -> Bool { !terms(pod, "podAntiAffinity").isEmpty }

  private static func hasMatch(
    _ term: Value, _ pod: Value, _ view: NodeView, _ all: [NodeView], _ cluster: any ClusterReader
  ) -> Bool {
    all.contains { other in
      isSame(term, view.node, other.node) && other.pods.contains { selects(term, $0, of: pod, cluster) }
    }
  }

  private static func isSame(_ term: Value, _ left: Value, _ right: Value) -> Bool {
    let key = term["topologyKey"]?.string ?? ""
    guard let value = left.meta.label(key) else { return false }
    return right.meta.label(key) == value
  }

  private static func selects(_ term: Value, _ pod: Value, of owner: Value, _ cluster: any ClusterReader)
    -> Bool
  {
    guard let selector = term["labelSelector"], !selector.isNull,
      LabelSelector(object: selector).matches(pod.meta.labels)
    else { return false }
    let names = (term["namespaces"]?.elements ?? []).compactMap(\.string)
    if names.contains(pod.meta.namespace) { return true }
    guard let spaces = term["namespaceSelector"], !spaces.isNull else {
      return names.isEmpty && pod.meta.namespace == owner.meta.namespace
    }
    let labels = cluster.object(ObjectRef(kind: "Namespace", name: pod.meta.namespace))?.meta.labels ?? [:]
    return LabelSelector(object: spaces).matches(labels)
  }
}

/// Topology spread constraints.
enum PodSpread {
  static func refusal(_ pod: Value, _ view: NodeView, _ all: [NodeView]) -> Refusal? {
    for constraint in pod["spec", "topologySpreadConstraints"]?.elements ?? []
    where constraint["whenUnsatisfiable"]?.string != "ScheduleAnyway" {
      let key = constraint["topologyKey"]?.string ?? ""
      guard let domain = view.node.meta.label(key) else {
        return Refusal(
          reasons: ["node(s) didn't match pod topology spread constraints (missing required label)"],
          mayBePreempted: false)
      }
      let selector = LabelSelector(object: constraint["labelSelector"] ?? .null)
      let counts = counts(pod, key, selector, all)
      let minimum = counts.count < constraint["minDomains"]?.int ?? 1 ? 0 : counts.values.min() ?? 0
      let own = selector.matches(pod.meta.labels) ? 1 : 0
      if (counts[domain] ?? 0) + own - minimum > constraint["maxSkew"]?.int ?? 1 {
        return Refusal(
          reasons: ["node(s) didn't match pod topology spread constraints"], mayBePreempted: true)
      }
    }
    return nil
  }

  /// How many Pods of the selector there are in each domain that the Pod could go to.
  private static func counts(
    _ pod: Value, _ key: String, _ selector: LabelSelector, _ all: [NodeView]
  ) -> [String: Int] {
    var counts: [String: Int] = [:]
    for view in all where NodeAffinity.accepts(view.node, pod["spec"] ?? .null) {
      guard let domain = view.node.meta.label(key) else { continue }
      counts[domain, default: 0] += view.pods.count {
        $0.meta.namespace == pod.meta.namespace && !$0.meta.isBeingDeleted && selector.matches($0.meta.labels)
      }
    }
    return counts
  }
}
