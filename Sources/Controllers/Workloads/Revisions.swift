import Documents
import KubeModel

/// The ControllerRevisions of a StatefulSet or DaemonSet: every template that it has had.
struct Revisions {
  let owner: Value
  /// Oldest first.
  let all: [Value]
  /// The one with the present template.
  private(set) var current: Value
  private(set) var steps: [Step] = []

  /// - Parameter hashLabel: Where the hash is kept; StatefulSets and DaemonSets differ.
  init(of owner: Value, hashLabel: String, by client: Client, reading cluster: any ClusterReader) {
    self.owner = owner
    let candidates = cluster.objects(
      WatchedKind("ControllerRevision", "apps"), namespace: owner.meta.namespace)
    all = candidates.filter { $0.isControlled(by: owner) }.sorted { Self.number($0) < Self.number($1) }
    let data = Self.data(of: owner)
    let next = (all.last.map(Self.number) ?? 0) + 1
    if let found = all.last(where: { $0["data"]?.hasSameContent(as: data) ?? false }) {
      current = found
      if Self.number(found) < next - 1 {
        current["revision"] = .count(next)
        steps.append(Step(client.patch(found, ["revision": .count(next)], cluster)))
      }
      return
    }
    let collisions = owner["status", "collisionCount"]?.int
    let hash =
      owner.kind == "DaemonSet"
      ? TemplateHash.of(owner["spec", "template"] ?? .emptyObject, collisions: collisions)
      : TemplateHash.ofRevision(data, collisions: collisions ?? 0)
    var labels = owner["spec", "selector", "matchLabels"] ?? .emptyObject
    for (key, value) in owner["spec", "template", "metadata", "labels"]?.fields ?? [:] { labels[key] = value }
    labels[hashLabel] = .string(hash)
    current = [
      "apiVersion": "apps/v1", "kind": "ControllerRevision",
      "metadata": [
        "name": .string("\(owner.meta.name)-\(hash)"), "namespace": .string(owner.meta.namespace),
        "labels": labels,
        "annotations": .object(owner.meta.annotations),
        "ownerReferences": [OwnerReference(controlledBy: owner).value],
      ],
      "data": data, "revision": .count(next),
    ]
    steps.append(Step(client.create(current, cluster)))
  }

  static func number(_ revision: Value) -> Int { revision["revision"]?.int ?? 0 }

  private static func data(of owner: Value) -> Value {
    var template = owner["spec", "template"] ?? .emptyObject
    template["$patch"] = "replace"
    return ["spec": ["template": template]]
  }

  /// The template that a revision stands for.
  static func template(_ revision: Value) -> Value {
    var template = revision["data", "spec", "template"] ?? .emptyObject
    template["$patch"] = nil
    return template
  }

  /// Deletes the oldest revisions that no Pod uses any more, beyond the limit.
  func cleanUp(inUse names: Set<String>, by client: Client, _ cluster: any ClusterReader) -> [Step] {
    let limit = owner["spec", "revisionHistoryLimit"]?.int ?? 10
    let idle = all.filter { !names.contains($0.meta.name) && $0.meta.name != current.meta.name }
    return idle.prefix(max(0, idle.count - limit)).map { Step(client.delete($0, cluster)) }
  }
}
