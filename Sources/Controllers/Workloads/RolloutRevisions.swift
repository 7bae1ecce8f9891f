import Documents
import KubeModel

/// Revisions: the ReplicaSet of the present template, its number, and how many old ones are kept.
extension Rollout {
  private static let revision = "deployment.kubernetes.io/revision"
  private static let history = "deployment.kubernetes.io/revision-history"
  /// Annotations that say something of one object only (deployment util, annotationsToSkip).
  private static let notCopied: Set<String> = [
    "kubectl.kubernetes.io/last-applied-configuration", revision, history,
    "deployment.kubernetes.io/desired-replicas", "deployment.kubernetes.io/max-replicas",
    "deprecated.deployment.rollback.to",
  ]

  private func revision(of place: Int) -> Int {
    sets[place].meta.annotation(Self.revision).flatMap { Int($0) } ?? 0
  }

  /// Sees to it that there is a ReplicaSet for the template, with the highest revision.
  mutating func makeNewest() {
    let next = (old.map { revision(of: $0) }.max() ?? 0) + 1
    if let newest {
      updateAnnotations(newest, revision: max(next, revision(of: newest)))
      updateRevision()
      if deployment.condition("Progressing") == nil && hasDeadline {
        setProgressing("True", "FoundNewReplicaSet", "Found new replica set \"\(sets[newest].meta.name)\"")
      }
      return
    }
    var set = newSet(revision: next)
    let total = sets.indices.reduce(0) { $0 + specReplicas($1) }
    let count = isRolling ? max(0, min(wanted + limits.surge - total, wanted)) : wanted
    set.set(["spec", "replicas"], to: .count(count))
    let text = "Scaled up replica set \(set.meta.name) from 0 to \(count)"
    let note = EventNote(deployment, .normal, "ScalingReplicaSet", text)
    let name = set.meta.name
    reaction.steps.append(
      Step(client.create(set, cluster), events: count > 0 ? [note] : []) { [deployment] failure in
        let text = "Failed to create new replica set \"\(name)\": \(failure.message)"
        return [Step(nil, events: [EventNote(deployment, .warning, "ReplicaSetCreateError", text)])]
      })
    sets.append(set)
    newest = sets.count - 1
    updateRevision()
    if hasDeadline {
      setProgressing("True", "NewReplicaSetCreated", "Created new replica set \"\(set.meta.name)\"")
    }
  }

  private func newSet(revision: Int) -> Value {
    let hash = TemplateHash.of(template, collisions: deployment["status", "collisionCount"]?.int)
    var labels = template["metadata", "labels"] ?? .emptyObject
    labels["pod-template-hash"] = .string(hash)
    var template = template
    template.set(["metadata", "labels"], to: labels)
    var selector = deployment["spec", "selector"] ?? .emptyObject
    selector.set(["matchLabels", "pod-template-hash"], to: .string(hash))
    var annotations = copiedAnnotations
    annotations[Self.revision] = .string(String(revision))
    for (key, value) in sizeAnnotations { annotations[key] = .string(value) }
    var set: Value = [
      "apiVersion": "apps/v1", "kind": "ReplicaSet",
      "metadata": [
        "name": .string("\(deployment.meta.name)-\(hash)"), "namespace": .string(deployment.meta.namespace),
        "labels": labels, "annotations": .object(annotations),
        "ownerReferences": [OwnerReference(controlledBy: deployment).value],
      ],
      "spec": ["selector": selector, "template": template],
    ]
    if let minimum = deployment["spec", "minReadySeconds"] {
      set.set(["spec", "minReadySeconds"], to: minimum)
    }
    return set
  }

  private var copiedAnnotations: Value.Fields {
    deployment.meta.annotations.filter { !Self.notCopied.contains($0.key) }
  }

  /// Gives a ReplicaSet its revision, keeping in mind those that it had, and the Deployment's annotations.
  private mutating func updateAnnotations(_ place: Int, revision: Int) {
    let set = sets[place]
    var changed = set
    for (key, value) in copiedAnnotations { changed.set(["metadata", "annotations", key], to: value) }
    let before = set.meta.annotation(Self.revision)
    if before != String(revision) {
      changed.set(["metadata", "annotations", Self.revision], to: .string(String(revision)))
      if let before {
        let all = [set.meta.annotation(Self.history), before].compactMap { $0 }.joined(separator: ",")
        changed.set(["metadata", "annotations", Self.history], to: .string(all))
      }
    }
    let minimum = deployment["spec", "minReadySeconds"]
    if minimum?.int ?? 0 != set.readyAgainAfter { changed.set(["spec", "minReadySeconds"], to: minimum) }
    sets[place] = changed
    if let request = client.change(set, to: changed, cluster) { reaction.steps.append(Step(request)) }
  }

  /// Writes the newest revision to the Deployment.
  mutating func updateRevision() {
    guard let newest, let revision = sets[newest].meta.annotation(Self.revision),
      deployment.meta.annotation(Self.revision) != revision
    else { return }
    let path = ["metadata", "annotations", Self.revision]
    deployment.set(path, to: .string(revision))
    var changed = original
    changed.set(path, to: .string(revision))
    reaction.steps.append(Step(client.change(original, to: changed, cluster)))
  }

  /// Deletes the oldest of the ReplicaSets that have no Pods any more, once the rollout is through.
  mutating func cleanUpIfComplete() {
    guard isComplete(status()), let limit = deployment["spec", "revisionHistoryLimit"]?.int else { return }
    let idle = old.filter { place in
      specReplicas(place) == 0 && (sets[place]["status", "replicas"]?.int ?? 0) == 0
        && (sets[place]["status", "observedGeneration"]?.int ?? 0) >= sets[place].meta.generation
        && !sets[place].meta.isBeingDeleted
    }
    let surplus = old.count - limit
    if surplus <= 0 { return }
    let byRevision = idle.sorted { revision(of: $0) < revision(of: $1) }
    for place in byRevision.prefix(surplus) {
      reaction.steps.append(Step(client.delete(sets[place], cluster)))
    }
  }
}
