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
  fileprivate var uids: Set<String> = []

  init(_ node: Value, _ pods: [Value]) {
    self.node = node
    self.pods = []
    allocatable = PodResources(allocatableOf: node)
    used = PodResources(requestsOf: .null)
    for pod in pods { add(pod) }
  }

  fileprivate mutating func add(_ pod: Value) {
    pods.append(pod)
    uids.insert(pod.meta.uid)
    if PodAffinity.keepsAway(pod) { guarded.append(pod) }
    if let owner = pod.meta.controllerUID, !pod.meta.isBeingDeleted { siblings[owner, default: 0] += 1 }
    let asked = PodResources(requestsOf: pod)
    used.add(asked)
    load.add(asked)
  }

  var name: String { node.meta.name }

  /// The node as it will be once Pods have come for which room was made on it.
  func expecting(_ nominated: [Value]) -> NodeView {
    var view = self
    for pod in nominated where pod["status", "nominatedNodeName"]?.string == name { view.add(pod) }
    return view
  }

  /// The node without some of its Pods.
  func without(_ gone: [Value]) -> NodeView {
    let uids = Set(gone.map(\.meta.uid))
    return NodeView(node, pods.filter { !uids.contains($0.meta.uid) })
  }
}

/// What the scheduler sees of the cluster.
struct ClusterView {
  /// All nodes, sorted by name, with the Pods that have not ended.
  var nodes: [NodeView]
  /// Pods that wait on a node for others to go, sorted by namespace and name.
  var nominated: [Value]

  static func current(_ cluster: any ClusterReader) -> ClusterView {
    guard let notes = cluster.notes else { return listed(cluster) }
    let known = notes.nodes
    // Taken out, so that it is changed where it is.
    notes.nodes = nil
    let view = known.flatMap { known in
      cluster.changes(after: known.revision).flatMap { updated(known.view, by: $0) }
    }
    let newest = view ?? listed(cluster)
    notes.nodes = (cluster.revision, newest)
    return newest
  }

  /// The view after Pods have come to nodes; nil where something else has happened.
  private static func updated(
    _ view: ClusterView, by changes: [(object: Value, isDeletion: Bool)]
  ) -> ClusterView? {
    var view = view
    for (object, isDeletion) in changes {
      if object.kind == "Node" { return nil }
      guard object.kind == "Pod" else { continue }
      if isNominated(object) || view.nominated.contains(where: { $0.meta.uid == object.meta.uid }) { return nil }
      guard !object.nodeName.isEmpty, let place = view.nodes.firstIndex(where: { $0.name == object.nodeName }) else {
        continue
      }
      if view.nodes[place].uids.contains(object.meta.uid) { return nil }
      if !isDeletion, !object.podHasEnded { view.nodes[place].add(object) }
    }
    return view
  }

  private static func isNominated(_ pod: Value) -> Bool {
    pod.nodeName.isEmpty && !(pod["status", "nominatedNodeName"]?.string ?? "").isEmpty && pod.podIsActive
  }

  private static func listed(_ cluster: any ClusterReader) -> ClusterView {
    var byNode: [String: [Value]] = [:]
    var nominated: [Value] = []
    for pod in cluster.objects(WatchedKind("Pod"), namespace: nil) {
      if isNominated(pod) { nominated.append(pod) }
      if !pod.nodeName.isEmpty, !pod.podHasEnded { byNode[pod.nodeName, default: []].append(pod) }
    }
    let nodes = cluster.objects(WatchedKind("Node"), namespace: nil).map { NodeView($0, byNode[$0.meta.name] ?? []) }
    return ClusterView(nodes: nodes, nominated: nominated)
  }
}

/// Why a node does not take a Pod.
struct Refusal {
  /// In the scheduler's words; each counts for one node.
  var reasons: [String]
  /// Whether it would be another matter if other Pods were gone.
  var mayBePreempted: Bool
}
