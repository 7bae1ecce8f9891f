import Documents
import KubeModel

/// A node with the Pods on it, as the scheduler weighs it.
struct NodeView {
  let node: Value
  private(set) var pods: [Value]
  let allocatable: PodResources
  private(set) var used: PodResources
  /// CPU and memory in use where every Pod asks for something.
  private(set) var load = PodResources.Load()
  /// The Pods that keep others away.
  private(set) var guarded: [Value] = []
  /// How many Pods there are of each controller, by its UID, those on their way out left aside.
  private(set) var siblings: [String: Int] = [:]
  private var uids: Set<String> = []

  init(_ node: Value, _ pods: [Value]) {
    self.node = node
    self.pods = []
    allocatable = PodResources(allocatableOf: node)
    used = PodResources(requestsOf: .null)
    for pod in pods { add(pod) }
  }

  private mutating func add(_ pod: Value) {
    pods.append(pod)
    uids.insert(pod.meta.uid)
    if PodAffinity.keepsAway(pod) { guarded.append(pod) }
    if let owner = pod.meta.controllerUID, !pod.meta.isBeingDeleted { siblings[owner, default: 0] += 1 }
    let asked = PodResources(requestsOf: pod)
    used.add(asked)
    load.add(asked)
  }

  var name: String { node.meta.name }

  /// All nodes, sorted by name, with the Pods that have not ended.
  static func all(_ cluster: any ClusterReader) -> [NodeView] {
    guard let notes = cluster.notes else { return listed(cluster) }
    let known = notes.nodes
    // Taken out, so that it is changed where it is.
    notes.nodes = nil
    let views = known.flatMap { known in
      cluster.changes(after: known.revision).flatMap { updated(known.views, by: $0) }
    }
    let newest = views ?? listed(cluster)
    notes.nodes = (cluster.revision, newest)
    return newest
  }

  /// The nodes after Pods have come to them; nil where something else has happened.
  private static func updated(
    _ views: [NodeView], by changes: [(object: Value, isDeletion: Bool)]
  ) -> [NodeView]? {
    var views = views
    for (object, isDeletion) in changes {
      if object.kind == "Node" { return nil }
      guard object.kind == "Pod", !object.nodeName.isEmpty else { continue }
      guard let place = views.firstIndex(where: { $0.name == object.nodeName }) else { continue }
      if views[place].uids.contains(object.meta.uid) { return nil }
      if !isDeletion, !object.podHasEnded { views[place].add(object) }
    }
    return views
  }

  private static func listed(_ cluster: any ClusterReader) -> [NodeView] {
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
