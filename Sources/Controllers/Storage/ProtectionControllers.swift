public import Documents
public import KubeModel
public import Simulation

/// Keeps claims that Pods use from being deleted under them.
public enum ClaimProtectionController: Controller {
  public static let name = "pvc-protection-controller"
  public static let watches = [WatchedKind("PersistentVolumeClaim"), WatchedKind("Pod")]
  private static let finalizer = "kubernetes.io/pvc-protection"

  public static func refs(changed object: Value, reading cluster: any ClusterReader) -> [ObjectRef] {
    if object.kind == "PersistentVolumeClaim" { return [ObjectRef(object)] }
    return (object["spec", "volumes"]?.elements ?? []).compactMap {
      $0["persistentVolumeClaim", "claimName"]?.string
    }.map { ObjectRef(kind: "PersistentVolumeClaim", namespace: object.meta.namespace, name: $0) }
  }

  public static func reconcile(
    _ ref: ObjectRef, reading cluster: any ClusterReader, now: WallTime, chance: inout Chance
  ) -> Reaction {
    guard let claim = cluster.object(ref) else { return Reaction() }
    let isUsed = cluster.pods(ref.namespace).contains { pod in
      !pod.podHasEnded
        && (pod["spec", "volumes"]?.elements ?? []).contains {
          $0["persistentVolumeClaim", "claimName"]?.string == ref.name
        }
    }
    return Protection.react(claim, finalizer, isUsed: isUsed, client, cluster)
  }
}

/// Keeps volumes that are bound from being deleted.
public enum VolumeProtectionController: Controller {
  public static let name = "pv-protection-controller"
  public static let watches = [WatchedKind("PersistentVolume")]

  public static func refs(changed object: Value, reading cluster: any ClusterReader) -> [ObjectRef] {
    [ObjectRef(object)]
  }

  public static func reconcile(
    _ ref: ObjectRef, reading cluster: any ClusterReader, now: WallTime, chance: inout Chance
  ) -> Reaction {
    guard let volume = cluster.object(ref) else { return Reaction() }
    let isUsed = volume["status", "phase"]?.string == "Bound"
    return Protection.react(volume, "kubernetes.io/pv-protection", isUsed: isUsed, client, cluster)
  }
}

/// A finalizer that is there as long as something is used.
private enum Protection {
  static func react(
    _ object: Value, _ finalizer: String, isUsed: Bool, _ client: Client, _ cluster: any ClusterReader
  ) -> Reaction {
    let finalizers = object.meta.finalizers
    if !object.meta.isBeingDeleted && !finalizers.contains(finalizer) {
      return Reaction([Step(update(object, finalizers + [finalizer], client, cluster))])
    }
    if object.meta.isBeingDeleted && finalizers.contains(finalizer) && !isUsed {
      return Reaction([Step(update(object, finalizers.filter { $0 != finalizer }, client, cluster))])
    }
    return Reaction()
  }

  private static func update(
    _ object: Value, _ finalizers: [String], _ client: Client, _ cluster: any ClusterReader
  ) -> APIRequest? {
    var changed = object
    let list: Value? = finalizers.isEmpty ? nil : .array(finalizers.map { .string($0) })
    changed.set(["metadata", "finalizers"], to: list)
    return client.change(object, to: changed, cluster)
  }
}
