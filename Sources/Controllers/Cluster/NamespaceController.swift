public import Documents
public import KubeModel
public import Simulation

/// Empties a namespace that is being deleted, and lets it go when nothing is left in it
/// (pkg/controller/namespace). It looks at a namespace 5 s after that has changed, and at one that still holds something
/// when half of the time is over that its contents are thought to take.
public enum NamespaceController: Controller {
  public static let name = "namespace-controller"
  public static let watches = [WatchedKind("Namespace")]
  private static let delay = Span.seconds(5)
  /// What finalizers are thought to take, in seconds.
  private static let finalizerEstimate = 15

  public static func refs(changed object: Value, reading cluster: any ClusterReader) -> [ObjectRef] {
    object.meta.isBeingDeleted ? [ObjectRef(object)] : []
  }

  public static func reconcile(
    _ ref: ObjectRef, reading cluster: any ClusterReader, now: WallTime, chance: inout Chance
  ) -> Reaction {
    guard let namespace = cluster.object(ref), namespace.meta.isBeingDeleted else { return Reaction() }
    // Times in objects are whole seconds, and the first call comes right after the change.
    let age = now - lastChange(namespace)
    if age < .seconds(1.5) { return Reaction(again: delay) }
    if age < .seconds(4) { return Reaction(again: delay - age) }
    let content = cluster.everything(namespace: ref.name).filter { $0.kind != "Event" }
    var reaction = Reaction()
    for object in content where !object.meta.isBeingDeleted {
      reaction.steps.append(Step(client.delete(object, cluster)))
    }
    let remaining = content.filter(outlivesDeletion)
    if remaining.isEmpty {
      for event in cluster.objects(WatchedKind("Event"), namespace: ref.name) {
        reaction.steps.append(Step(client.delete(event, cluster)))
      }
      var finalized = namespace
      let rest = (namespace["spec", "finalizers"]?.elements ?? []).filter { $0.string != "kubernetes" }
      finalized.set(["spec", "finalizers"], to: rest.isEmpty ? nil : .array(rest))
      let path = "/api/v1/namespaces/\(ref.name)/finalize"
      reaction.steps.append(Step(client.request(.put, path, body: finalized)))
    } else {
      let status = status(namespace, remaining, cluster, now)
      reaction.steps.append(Step(client.setStatus(of: namespace, to: status, cluster)))
      reaction.lookAgain(after: .seconds(remaining.map(estimate).max().map { $0 / 2 + 1 } ?? 1))
    }
    return reaction
  }

  /// When the namespace was told to go, or when a condition of it changed last.
  private static func lastChange(_ namespace: Value) -> WallTime {
    let changes = (namespace["status", "conditions"]?.elements ?? []).compactMap {
      $0["lastTransitionTime"]?.string.flatMap { WallTime(rfc3339: $0) }
    }
    let deletion = namespace.meta.deletion ?? WallTime(unixSeconds: 0)
    return changes.reduce(deletion) { $1 > $0 ? $1 : $0 }
  }

  /// Whether an object is still there right after it was told to go.
  private static func outlivesDeletion(_ object: Value) -> Bool {
    if !object.meta.finalizers.isEmpty { return true }
    return object.kind == "Pod" && !object.nodeName.isEmpty && !object.podHasEnded && grace(object) > 0
  }

  private static func grace(_ pod: Value) -> Int {
    pod["metadata", "deletionGracePeriodSeconds"]?.int ?? pod["spec", "terminationGracePeriodSeconds"]?.int ?? 30
  }

  /// How many seconds it is thought to take.
  private static func estimate(_ object: Value) -> Int {
    object.meta.finalizers.isEmpty ? grace(object) : finalizerEstimate
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
