import Documents
import KubeModel

/// Making room for a Pod by ending Pods of lower priority.
enum Preemption {
  struct Plan {
    var node: String
    var victims: [Value]
    var total: Int
    var reasons: String
  }

  /// The node on which the least important Pods have to go; nil where that would not help anywhere.
  static func plan(
    _ pod: Value, _ refusals: [(view: NodeView, refusal: Refusal)], _ filters: NodeFilters
  ) -> Plan? {
    if pod["spec", "preemptionPolicy"]?.string == "Never" { return nil }
    let own = Scheduler.priority(pod)
    var best: (node: String, victims: [Value])?
    for (view, refusal) in refusals where refusal.mayBePreempted {
      let lower = view.pods.filter { Scheduler.priority($0) < own }
      if lower.isEmpty || filters.refusal(view.without(lower)) != nil { continue }
      // Pods are spared one by one, the most important first, as long as the newcomer still fits.
      var victims = lower
      for candidate in lower.sorted(by: { isMoreImportant($0, $1) }) {
        let rest = victims.filter { $0.meta.uid != candidate.meta.uid }
        if filters.refusal(view.without(rest)) == nil { victims = rest }
      }
      if best == nil || cost(victims) < cost(best?.victims ?? []) { best = (view.name, victims) }
    }
    guard let best else { return nil }
    var counts: [String: Int] = [:]
    for reason in refusals.flatMap(\.refusal.reasons) { counts[reason, default: 0] += 1 }
    let reasons = counts.map { "\($0.value) \($0.key)" }.sorted().joined(separator: ", ")
    return Plan(node: best.node, victims: best.victims, total: refusals.count, reasons: reasons)
  }

  private static func cost(_ victims: [Value]) -> (Int, Int, Int) {
    let priorities = victims.map { Scheduler.priority($0) }
    return (priorities.max() ?? 0, priorities.reduce(0, +), victims.count)
  }

  private static func isMoreImportant(_ left: Value, _ right: Value) -> Bool {
    let priorities = (Scheduler.priority(left), Scheduler.priority(right))
    if priorities.0 != priorities.1 { return priorities.0 > priorities.1 }
    let starts = [left, right].map { $0["status", "startTime"]?.string ?? "9" }
    return starts[0] == starts[1] ? left.meta.name < right.meta.name : starts[0] < starts[1]
  }
}
