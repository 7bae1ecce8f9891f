public import Documents
public import KubeModel
public import Simulation

/// Deletes Pods from nodes whose NoExecute taints they do not put up with, or no longer.
public enum TaintEvictionController: Controller {
  public static let name = "taint-eviction-controller"
  /// It acts under the account of the node controller.
  public static let client = Client.controller(name, account: "node-controller")
  public static let watches = [WatchedKind("Pod"), WatchedKind("Node")]

  public static func refs(changed object: Value, reading cluster: any ClusterReader) -> [ObjectRef] {
    if object.kind == "Pod" { return object.nodeName.isEmpty ? [] : [ObjectRef(object)] }
    return cluster.objects(watches[0], namespace: nil).filter { $0.nodeName == object.meta.name }.map {
      ObjectRef($0)
    }
  }

  public static func reconcile(
    _ ref: ObjectRef, reading cluster: any ClusterReader, now: WallTime, chance: inout Chance
  ) -> Reaction {
    guard let pod = cluster.object(ref), pod.podIsActive,
      let node = cluster.object(ObjectRef(kind: "Node", name: pod.nodeName))
    else { return Reaction() }
    let taints = (node["spec", "taints"]?.elements ?? []).filter { $0["effect"]?.string == "NoExecute" }
    var rest: Span?
    for taint in taints {
      let covering = Tolerations.of(pod).filter { Tolerations.cover(taint, [$0]) }
      guard let seconds = covering.isEmpty ? 0 : covering.compactMap({ $0["tolerationSeconds"]?.int }).min()
      else {
        continue
      }
      let since = taint["timeAdded"]?.string.flatMap { WallTime(rfc3339: $0) } ?? now
      let left = since + .seconds(seconds) - now
      rest = rest.map { min($0, left) } ?? left
    }
    guard let rest else { return Reaction() }
    if rest > .zero { return Reaction(again: rest) }
    let text = "Marking for deletion Pod \(ref.namespace)/\(ref.name)"
    return Reaction([
      Step(nil, events: [EventNote(pod, .normal, "TaintManagerEviction", text)]),
      Step(client.delete(pod, cluster)),
    ])
  }
}
