import Documents
import KubeModel

/// The filters of the default scheduler in their order: the first that refuses a node gives the reason.
struct NodeFilters {
  let pod: Value
  let cluster: any ClusterReader
  let all: [NodeView]
  private let requests: PodResources
  private let namedNodes: Set<String>?

  init(_ pod: Value, _ all: [NodeView], _ cluster: any ClusterReader) {
    self.pod = pod
    self.cluster = cluster
    self.all = all
    requests = PodResources(requestsOf: pod)
    namedNodes = NodeAffinity.namedNodes(pod["spec"] ?? .null)
  }

  /// Why no node at all can take the Pod; nil where nodes decide.
  var refusalByAll: String? {
    for claim in claimNames {
      let ref = ObjectRef(kind: "PersistentVolumeClaim", namespace: pod.meta.namespace, name: claim)
      guard let found = cluster.object(ref) else { return "persistentvolumeclaim \"\(claim)\" not found" }
      if found.meta.isBeingDeleted { return "persistentvolumeclaim \"\(claim)\" is being deleted" }
      if found["spec", "volumeName"]?.string ?? "" == "" && !StorageClasses.waits(found, cluster) {
        return "pod has unbound immediate PersistentVolumeClaims"
      }
    }
    return nil
  }

  /// Nil where the node takes the Pod.
  func refusal(_ view: NodeView) -> Refusal? {
    let node = view.node
    let tolerations = Tolerations.of(pod)
    if let namedNodes, !namedNodes.contains(view.name) {
      return Refusal(reasons: ["node(s) didn't satisfy plugin(s) [NodeAffinity]"], mayBePreempted: false)
    }
    let unschedulable: Value = ["key": "node.kubernetes.io/unschedulable", "effect": "NoSchedule"]
    if node["spec", "unschedulable"]?.bool == true && !Tolerations.cover(unschedulable, tolerations) {
      return Refusal(reasons: ["node(s) were unschedulable"], mayBePreempted: false)
    }
    if Tolerations.untolerated(node, tolerations, effects: ["NoSchedule", "NoExecute"]) != nil {
      return Refusal(reasons: ["node(s) had untolerated taint(s)"], mayBePreempted: false)
    }
    if !NodeAffinity.accepts(node, pod["spec"] ?? .null) {
      return Refusal(reasons: ["node(s) didn't match Pod's node affinity/selector"], mayBePreempted: false)
    }
    if !hasFreePorts(view) {
      return Refusal(
        reasons: ["node(s) didn't have free ports for the requested pod ports"], mayBePreempted: true)
    }
    let missing = insufficient(view)
    if !missing.isEmpty { return Refusal(reasons: missing, mayBePreempted: fitsWhenEmpty(view)) }
    if let reason = volumeConflict(node) { return Refusal(reasons: [reason], mayBePreempted: false) }
    return PodSpread.refusal(pod, view, all) ?? PodAffinity.refusal(pod, view, all, cluster)
  }

  // MARK: Ports and resources

  private func hasFreePorts(_ view: NodeView) -> Bool {
    let wanted = Self.hostPorts(pod)
    if wanted.isEmpty { return true }
    let taken = view.pods.flatMap { Self.hostPorts($0) }
    return !wanted.contains { port in
      taken.contains { other in
        port.number == other.number && port.transport == other.transport
          && (port.address == other.address || port.address == "0.0.0.0" || other.address == "0.0.0.0")
      }
    }
  }

  private static func hostPorts(_ pod: Value) -> [(address: String, number: Int, transport: String)] {
    (pod["spec", "containers"]?.elements ?? []).flatMap { $0["ports"]?.elements ?? [] }.compactMap { port in
      guard let number = port["hostPort"]?.int, number > 0 else { return nil }
      let address = port["hostIP"]?.string ?? ""
      return (address.isEmpty ? "0.0.0.0" : address, number, port["protocol"]?.string ?? "TCP")
    }
  }

  private func insufficient(_ view: NodeView) -> [String] {
    var reasons: [String] = []
    if view.pods.count + 1 > view.allocatable["pods"] { reasons.append("Too many pods") }
    for name in requests.amounts.keys.sorted(by: Self.usualOrder) where requests[name] > 0 {
      if view.used[name] + requests[name] > view.allocatable[name] { reasons.append("Insufficient \(name)") }
    }
    return reasons
  }

  private func fitsWhenEmpty(_ view: NodeView) -> Bool {
    requests.amounts.allSatisfy { $0.value <= view.allocatable[$0.key] }
  }

  private static func usualOrder(_ left: String, _ right: String) -> Bool {
    let usual = ["cpu", "memory", "ephemeral-storage"]
    let places = (usual.firstIndex(of: left) ?? 9, usual.firstIndex(of: right) ?? 9)
    return places == (9, 9) ? left < right : places.0 < places.1
  }

  // MARK: Volumes

  private var claimNames: [String] {
    (pod["spec", "volumes"]?.elements ?? []).compactMap { volume in
      if volume["ephemeral"] != nil { return "\(pod.meta.name)-\(volume["name"]?.string ?? "")" }
      return volume["persistentVolumeClaim", "claimName"]?.string
    }
  }

  private func volumeConflict(_ node: Value) -> String? {
    for claim in claimNames {
      let ref = ObjectRef(kind: "PersistentVolumeClaim", namespace: pod.meta.namespace, name: claim)
      guard let found = cluster.object(ref) else { continue }
      if let volume = found["spec", "volumeName"]?.string, !volume.isEmpty {
        guard let bound = cluster.object(ObjectRef(kind: "PersistentVolume", name: volume)) else {
          return "node(s) unavailable due to one or more pvc(s) bound to non-existent pv(s)"
        }
        if !StorageClasses.reaches(bound, node) { return "node(s) had volume node affinity conflict" }
      } else if !StorageClasses.canProvision(found, cluster) {
        let free = cluster.objects(WatchedKind("PersistentVolume"), namespace: nil)
        if !free.contains(where: { VolumeMatch.fits($0, found) && StorageClasses.reaches($0, node) }) {
          return "node(s) didn't find available persistent volumes to bind"
        }
      }
    }
    return nil
  }
}
