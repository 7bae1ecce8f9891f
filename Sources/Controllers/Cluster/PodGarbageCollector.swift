public import Documents
public import KubeModel
public import Simulation

/// Removes Pods that no kubelet will ever end: those on nodes that are gone, and those deleted before they
/// had one.
public enum PodGarbageCollector: Controller {
  public static let name = "pod-garbage-collector"
  public static let watches = [WatchedKind("Pod"), WatchedKind("Node")]
  /// How long a node has to be gone (pkg/controller/podgc, quarantineTime).
  private static let quarantine = Span.seconds(40)

  public static func refs(changed object: Value, reading cluster: any ClusterReader) -> [ObjectRef] {
    if object.kind == "Pod" { return [ObjectRef(object)] }
    if cluster.object(ObjectRef(object)) != nil { return [] }
    return cluster.objects(watches[0], namespace: nil).filter { $0.nodeName == object.meta.name }.map {
      ObjectRef($0)
    }
  }

  public static func reconcile(
    _ ref: ObjectRef, reading cluster: any ClusterReader, now: WallTime, chance: inout Chance
  ) -> Reaction {
    guard let pod = cluster.object(ref) else { return Reaction() }
    if pod.nodeName.isEmpty {
      return Reaction(pod.meta.isBeingDeleted ? [Step(client.delete(pod, cluster, grace: 0))] : [])
    }
    if cluster.object(ObjectRef(kind: "Node", name: pod.nodeName)) != nil { return Reaction() }
    // No one tells when the node went; the Pod's own mark does from the first look on.
    if let since = pod.condition("DisruptionTarget")?["lastTransitionTime"]?.string,
      let marked = WallTime(rfc3339: since)
    {
      let left = marked + quarantine - now
      return left > .zero ? Reaction(again: left) : Reaction([Step(client.delete(pod, cluster, grace: 0))])
    }
    var status = pod["status"] ?? .emptyObject
    var conditions = status["conditions"]?.elements ?? []
    conditions.setCondition(
      "DisruptionTarget", "True", "DeletionByPodGC", "PodGC: node no longer exists", now: now)
    status["conditions"] = .array(conditions)
    return Reaction([Step(client.patchStatus(of: pod, to: status, cluster))], again: quarantine)
  }
}
