public import Documents
public import KubeModel
public import Simulation

/// Takes note of a node that it sees for the first time: says so in an event, and writes down how long the node's
/// kubelet may keep Secrets and ConfigMaps (pkg/controller/ttl; nodelifecycle, RegisteredNode).
public enum NodeRegistrationController: Controller {
  public static let name = "node-controller"
  public static let watches = [WatchedKind("Node")]
  private static let annotation = "node.alpha.kubernetes.io/ttl"
  /// Up to how many nodes which time is good for, in seconds.
  private static let steps = [(100, 0), (500, 15), (1000, 30), (2000, 60)]

  public static func refs(changed object: Value, reading cluster: any ClusterReader) -> [ObjectRef] {
    object.meta.annotation(annotation) == nil ? [ObjectRef(object)] : []
  }

  public static func reconcile(
    _ ref: ObjectRef, reading cluster: any ClusterReader, now: WallTime, chance: inout Chance
  ) -> Reaction {
    guard let node = cluster.object(ref), node.meta.annotation(annotation) == nil else { return Reaction() }
    let count = cluster.objects(watches[0], namespace: nil).count
    let seconds = steps.first { count <= $0.0 }?.1 ?? 300
    let patch: Value = ["metadata": ["annotations": [annotation: .string(String(seconds))]]]
    let text = "Node \(ref.name) event: Registered Node \(ref.name) in Controller"
    return Reaction([
      Step(client.patch(node, patch, cluster), events: [EventNote(node, .normal, "RegisteredNode", text)])
    ])
  }
}
