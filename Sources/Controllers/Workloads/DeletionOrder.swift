import Documents
import KubeModel
import Simulation

/// Which Pods go first when there are too many (pkg/controller, ActivePodsWithRanks).
enum DeletionOrder {

  /// The first are to be deleted first.
  static func sorted(_ pods: [Value], now: WallTime) -> [Value] {
    var onNode: [String: Int] = [:]
    for pod in pods where !pod.nodeName.isEmpty { onNode[pod.nodeName, default: 0] += 1 }
    let ranked = pods.map { (pod: $0, key: key($0, onNode[$0.nodeName] ?? 0, now)) }
    return ranked.sorted { left, right in
      for (first, second) in zip(left.key, right.key) where first != second { return first < second }
      return left.pod.meta.name < right.pod.meta.name
    }.map(\.pod)
  }

  /// Smaller goes first: unassigned, pending, not ready, cheap, crowded, ready for a short time, often
  /// restarted, new.
  private static func key(_ pod: Value, _ neighbours: Int, _ now: WallTime) -> [Double] {
    let phase: Double = pod.podPhase == "Pending" ? 0 : pod.podPhase == "Unknown" ? 1 : 2
    let cost = pod.meta.annotation("controller.kubernetes.io/pod-deletion-cost").flatMap { Double($0) } ?? 0
    let statuses = pod["status", "containerStatuses"]?.elements ?? []
    let restarts = statuses.compactMap { $0["restartCount"]?.int }.max() ?? 0
    let readyFor = logarithm(of: pod.podReadySince.map { now - $0 })
    let age = logarithm(of: pod.meta.creation.map { now - $0 })
    let isAssigned: Double = pod.nodeName.isEmpty ? 0 : 1
    let isReady: Double = pod.podIsReady ? 1 : 0
    return [isAssigned, phase, isReady, cost, -Double(neighbours), readyFor, -Double(restarts), age]
  }

  /// Times are compared by their logarithm to base two, so that Pods of about one age count as equally old.
  private static func logarithm(of span: Span?) -> Double {
    guard let span, span > .zero else { return 0 }
    return Double(63 - UInt64(span.nanoseconds).leadingZeroBitCount)
  }
}
