public import Documents
public import KubeModel
public import Simulation

/// Keeps as many Pods as a ReplicationController wants: what a ReplicaSet does, with a plain map as its selector.
public enum ReplicationController: Controller {
  public static let name = "replication-controller"
  public static let watches = [WatchedKind("ReplicationController"), WatchedKind("Pod")]

  public static func refs(changed object: Value, reading cluster: any ClusterReader) -> [ObjectRef] {
    Ownership.refs(changed: object, kind: watches[0], reading: cluster)
  }

  public static func reconcile(
    _ ref: ObjectRef, reading cluster: any ClusterReader, now: WallTime, chance: inout Chance
  ) -> Reaction {
    ReplicaSetController.reconcile(ref, by: client, reading: cluster, now: now, chance: &chance)
  }
}
