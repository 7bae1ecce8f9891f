public import Documents
public import KubeModel
public import Simulation

/// Deletes what has lost its owners, and carries out foreground deletion and orphaning.
public enum GarbageCollector: Controller {
  public static let name = "generic-garbage-collector"
  public static let watches = [WatchedKind.everything]
  private static let foreground = "foregroundDeletion"
  private static let orphan = "orphan"

  public static func refs(changed object: Value, reading cluster: any ClusterReader) -> [ObjectRef] {
    if object.kind == "Event" { return [] }
    let meta = object.meta
    var refs: [ObjectRef] = []
    if !meta.owners.isEmpty || meta.finalizers.contains(foreground) || meta.finalizers.contains(orphan) {
      refs.append(ObjectRef(object))
    }
    // An owner that waits for its dependents learns of their end; dependents learn of their owner's.
    refs += meta.owners.filter(\.blocksDeletion).map {
      let owner = ObjectRef(
        apiVersion: $0.apiVersion, kind: $0.kind, namespace: meta.namespace, name: $0.name)
      return cluster.object(owner) == nil
        ? ObjectRef(apiVersion: $0.apiVersion, kind: $0.kind, name: $0.name) : owner
    }.filter { cluster.object($0)?.meta.finalizers.contains(foreground) ?? false }
    if cluster.object(ObjectRef(object))?.meta.uid != meta.uid {
      refs += cluster.dependents(ofUID: meta.uid, namespace: nil).map { ObjectRef($0) }
    }
    return refs
  }

  public static func reconcile(
    _ ref: ObjectRef, reading cluster: any ClusterReader, now: WallTime, chance: inout Chance
  ) -> Reaction {
    guard let object = cluster.object(ref) else { return Reaction() }
    let meta = object.meta
    if meta.isBeingDeleted {
      if meta.finalizers.contains(orphan) { return releaseDependents(object, cluster) }
      if meta.finalizers.contains(foreground) { return deleteDependents(object, cluster) }
      return Reaction()
    }
    if meta.owners.isEmpty { return Reaction() }
    var (solid, dangling, waiting) = (0, [OwnerReference](), 0)
    for reference in meta.owners {
      guard let owner = owner(reference, of: object, cluster) else {
        dangling.append(reference)
        continue
      }
      if owner.meta.isBeingDeleted && owner.meta.finalizers.contains(foreground) {
        waiting += 1
      } else {
        solid += 1
      }
    }
    if solid > 0 {
      if dangling.isEmpty && waiting == 0 { return Reaction() }
      let gone = Set(dangling.map(\.uid))
      let rest = (object["metadata", "ownerReferences"]?.elements ?? []).filter {
        !gone.contains($0["uid"]?.string ?? "")
      }
      if gone.isEmpty { return Reaction() }
      return Reaction([Step(client.patch(object, ["metadata": ["ownerReferences": .array(rest)]], cluster))])
    }
    let blocks = waiting > 0 && !cluster.dependents(ofUID: meta.uid, namespace: nil).isEmpty
    return Reaction([
      Step(client.delete(object, cluster, propagation: blocks ? "Foreground" : "Background"))
    ])
  }

  /// The owner with that very UID; one of the same name that was made later is another.
  private static func owner(_ reference: OwnerReference, of object: Value, _ cluster: any ClusterReader)
    -> Value?
  {
    for namespace in [object.meta.namespace, ""] {
      let ref = ObjectRef(
        apiVersion: reference.apiVersion, kind: reference.kind, namespace: namespace, name: reference.name)
      if let found = cluster.object(ref), found.meta.uid == reference.uid { return found }
    }
    return nil
  }

  private static func deleteDependents(_ object: Value, _ cluster: any ClusterReader) -> Reaction {
    let dependents = cluster.dependents(ofUID: object.meta.uid, namespace: nil)
    let blocking = dependents.filter { dependent in
      dependent.meta.owners.contains { $0.uid == object.meta.uid && $0.blocksDeletion }
    }
    if blocking.isEmpty { return Reaction([Step(without(foreground, object, cluster))]) }
    return Reaction(
      dependents.filter { !$0.meta.isBeingDeleted }.map {
        Step(client.delete($0, cluster, propagation: "Foreground"))
      })
  }

  private static func releaseDependents(_ object: Value, _ cluster: any ClusterReader) -> Reaction {
    var steps = cluster.dependents(ofUID: object.meta.uid, namespace: nil).map { dependent -> Step in
      let rest = (dependent["metadata", "ownerReferences"]?.elements ?? []).filter {
        $0["uid"]?.string != object.meta.uid
      }
      let patch: Value = ["metadata": ["ownerReferences": rest.isEmpty ? .null : .array(rest)]]
      return Step(client.patch(dependent, patch, cluster))
    }
    steps.append(Step(without(orphan, object, cluster)))
    return Reaction(steps)
  }

  private static func without(_ finalizer: String, _ object: Value, _ cluster: any ClusterReader)
    -> APIRequest
  {
    let rest = object.meta.finalizers.filter { $0 != finalizer }.map { Value.string($0) }
    return client.patch(object, ["metadata": ["finalizers": rest.isEmpty ? .null : .array(rest)]], cluster)
  }
}
