import Documents
import KubeModel

/// A node with the Pods on it, as the scheduler weighs it.
struct NodeView {
  let node: Value
  var pods: [Value]
  let allocatable: PodResources
  private(set) var used: PodResources
  /// CPU and memory in use where every Pod asks for something.
  private(set) var load = PodResources.Load()
  /// The Pods that keep others away.
  let guarded: [Value]

  init(_ node: Value, _ pods: [Value]) {
    self.node = node
    self.pods = pods
    allocatable = PodResources(allocatableOf: node)
    guarded = pods.filter(PodAffinity.keepsAway)
    used = PodResources(requestsOf: .null)
    for pod in pods {
      let asked = PodResources(requestsOf: pod)
      used.add(asked)
      load.add(asked)
    }
  }

  var name: String { node.meta.name }

  /// All nodes, sorted by name, with the Pods that have not ended.
  static func all(_ cluster: any ClusterReader) -> [NodeView] {
    var byNode: [String: [Value]] = [:]
    for pod in cluster.objects(WatchedKind("Pod"), namespace: nil)
    where !pod.nodeName.isEmpty && !pod.podHasEnded {
      byNode[pod.nodeName, default: []].append(pod)
    }
    return cluster.objects(WatchedKind("Node"), namespace: nil).map {
      NodeView($0, byNode[$0.meta.name] ?? [])
    }
  }

  /// The node without some of its Pods.
  func without(_ gone: [Value]) -> NodeView {
    let uids = Set(gone.map(\.meta.uid))
    return NodeView(node, pods.filter { !uids.contains($0.meta.uid) })
  }
}

/// Why a node does not take a Pod.
struct Refusal {
  /// In the scheduler's words; each counts for one node.
  var reasons: [String]
  /// Whether it would be another matter if other Pods were gone.
  var mayBePreempted: Bool
}
