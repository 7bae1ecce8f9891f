public import Documents
public import KubeModel
public import Simulation

/// Empties a namespace that is being deleted, and lets it go when nothing is left in it.
public enum NamespaceController: Controller {
  public static let name = "namespace-controller"
  public static let watches = [WatchedKind("Namespace"), .everything]

  public static func refs(changed object: Value, reading cluster: any ClusterReader) -> [ObjectRef] {
    if object.kind == "Namespace" { return object.meta.isBeingDeleted ? [ObjectRef(object)] : [] }
    let ref = ObjectRef(kind: "Namespace", name: object.meta.namespace)
    return cluster.object(ref)?.meta.isBeingDeleted == true ? [ref] : []
  }

  public static func reconcile(
    _ ref: ObjectRef, reading cluster: any ClusterReader, now: WallTime, chance: inout Chance
  ) -> Reaction {
    guard let namespace = cluster.object(ref), namespace.meta.isBeingDeleted else { return Reaction() }
    let content = cluster.everything(namespace: ref.name).filter { $0.kind != "Event" }
    var reaction = Reaction()
    for object in content where !object.meta.isBeingDeleted {
      reaction.steps.append(Step(client.delete(object, cluster)))
    }
    if content.isEmpty {
      for event in cluster.objects(WatchedKind("Event"), namespace: ref.name) {
        reaction.steps.append(Step(client.delete(event, cluster)))
      }
      var finalized = namespace
      let rest = (namespace["spec", "finalizers"]?.elements ?? []).filter { $0.string != "kubernetes" }
      finalized.set(["spec", "finalizers"], to: rest.isEmpty ? nil : .array(rest))
      let path = "/api/v1/namespaces/\(ref.name)/finalize"
      reaction.steps.append(Step(client.request(.put, path, body: finalized)))
    } else {
      let status = status(namespace, content, cluster, now)
      reaction.steps.append(Step(client.setStatus(of: namespace, to: status, cluster)))
    }
    return reaction
  }

  /// The five conditions of a namespace that is still being emptied.
  private static func status(
    _ namespace: Value, _ content: [Value], _ cluster: any ClusterReader, _ now: WallTime
  ) -> Value {
    var status = namespace["status"] ?? .emptyObject
    status["phase"] = "Terminating"
    var conditions = status["conditions"]?.elements ?? []
    let calm = [
      ("NamespaceDeletionDiscoveryFailure", "ResourcesDiscovered", "All resources successfully discovered"),
      (
        "NamespaceDeletionGroupVersionParsingFailure", "ParsedGroupVersions",
        "All legacy kube types successfully parsed"
      ),
      (
        "NamespaceDeletionContentFailure", "ContentDeleted",
        "All content successfully deleted, may be waiting on finalization"
      ),
    ]
    for (type, reason, message) in calm { conditions.setCondition(type, "False", reason, message, now: now) }
    let remaining = counts(content.map { resource($0, cluster) }).map {
      "\($0.key) has \($0.value) resource instances"
    }
    conditions.setCondition(
      "NamespaceContentRemaining", "True", "SomeResourcesRemain",
      "Some resources are remaining: \(remaining.joined(separator: ", "))", now: now)
    let finalizers = counts(content.flatMap(\.meta.finalizers)).map {
      "\($0.key) in \($0.value) resource instances"
    }
    if finalizers.isEmpty {
      conditions.setCondition(
        "NamespaceFinalizersRemaining", "False", "ContentHasNoFinalizers",
        "All content-preserving finalizers finished",
        now: now)
    } else {
      conditions.setCondition(
        "NamespaceFinalizersRemaining", "True", "SomeFinalizersRemain",
        "Some content in the namespace has finalizers remaining: \(finalizers.joined(separator: ", "))",
        now: now)
    }
    status["conditions"] = .array(conditions)
    return status
  }

  private static func resource(_ object: Value, _ cluster: any ClusterReader) -> String {
    cluster.kinds.kind(of: object).map { $0.group.isEmpty ? "\($0.name)." : $0.qualifiedName } ?? object.kind
  }

  private static func counts(_ names: [String]) -> [(key: String, value: Int)] {
    var counts: [String: Int] = [:]
    for name in names { counts[name, default: 0] += 1 }
    return counts.sorted { $0.key < $1.key }
  }
}
