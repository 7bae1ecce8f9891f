public import Documents
public import KubeModel
public import Simulation

/// Keeps as many Pods as a ReplicaSet wants.
public enum ReplicaSetController: Controller {
  public static let name = "replicaset-controller"
  public static let watches = [WatchedKind("ReplicaSet", "apps"), WatchedKind("Pod")]
  /// Pods made or deleted in one go (pkg/controller/replicaset, BurstReplicas).
  private static let burst = 500

  public static func refs(changed object: Value, reading cluster: any ClusterReader) -> [ObjectRef] {
    Ownership.refs(changed: object, kind: watches[0], reading: cluster)
  }

  public static func reconcile(
    _ ref: ObjectRef, reading cluster: any ClusterReader, now: WallTime, chance: inout Chance
  ) -> Reaction {
    reconcile(ref, by: client, reading: cluster, now: now, chance: &chance)
  }

  /// One pass over a ReplicaSet or a ReplicationController.
  static func reconcile(
    _ ref: ObjectRef, by client: Client, reading cluster: any ClusterReader, now: WallTime, chance: inout Chance
  ) -> Reaction {
    guard let set = cluster.object(ref) else { return Reaction() }
    let (pods, adoption) = Ownership.claim(cluster.pods(ref.namespace), for: set, by: client, cluster)
    let active = pods.filter(\.podIsActive)
    var reaction = Reaction(adoption)
    let wanted = set["spec", "replicas"]?.int ?? 1
    if !set.meta.isBeingDeleted {
      if active.count < wanted {
        for _ in 0..<min(burst, wanted - active.count) {
          reaction.steps.append(creation(set, pods, client, cluster, now, &chance))
        }
      } else if active.count > wanted {
        let surplus = Array(DeletionOrder.sorted(active, now: now).prefix(min(burst, active.count - wanted)))
        reaction.steps += surplus.map { pod in
          Step(
            client.delete(pod, cluster),
            events: [EventNote(set, .normal, "SuccessfulDelete", "Deleted pod: \(pod.meta.name)")])
        }
      }
    }
    let status = status(of: set, pods, failure: nil, now)
    reaction.steps.append(Step(client.setStatus(of: set, to: status, cluster)))
    if let later = active.nextAvailability(minimum: set.readyAgainAfter, now: now) {
      reaction.lookAgain(after: later)
    }
    return reaction
  }

  private static func creation(
    _ set: Value, _ pods: [Value], _ client: Client, _ cluster: any ClusterReader, _ now: WallTime,
    _ chance: inout Chance
  ) -> Step {
    let base = "\(set.meta.name)-"
    let template = set["spec", "template"] ?? .emptyObject
    let pod = PodTemplate.pod(template, name: PodTemplate.name(base, &chance), generateName: base, owner: set)
    let note = EventNote(set, .normal, "SuccessfulCreate", "Created pod: \(pod.meta.name)")
    let request = client.create(pod, cluster)
    let failing = { @Sendable (failure: APIStatus) -> [Step] in
      [Step(nil, events: [EventNote(set, .warning, "FailedCreate", "Error creating: \(failure.message)")])]
    }
    let failed = status(of: set, pods, failure: "", now)
    let update = client.setStatus(of: set, to: failed, cluster)
    return Step(request, events: [note]) { failure in
      var steps = failing(failure)
      if var update, case .value(var body) = update.body {
        let conditions = body["status", "conditions"]?.elements.map { condition -> Value in
          var condition = condition
          if condition["type"]?.string == "ReplicaFailure" { condition["message"] = .string(failure.message) }
          return condition
        }
        if let conditions { body.set(["status", "conditions"], to: .array(conditions)) }
        update.body = .value(body)
        steps.append(Step(update))
      }
      return steps
    }
  }

  /// - Parameter failure: The message of a request that failed; nil where all is well.
  private static func status(of set: Value, _ pods: [Value], failure: String?, _ now: WallTime) -> Value {
    let active = pods.filter(\.podIsActive)
    let labels = set["spec", "template", "metadata", "labels"]?.fields ?? [:]
    let selector = LabelSelector(labels: labels)
    let minimum = set.readyAgainAfter
    var status: Value = ["replicas": .count(active.count)]
    let ready = active.filter(\.podIsReady)
    status["fullyLabeledReplicas"] = .nonZero(active.count { selector.matches($0.meta.labels) })
    status["readyReplicas"] = .nonZero(ready.count)
    status["availableReplicas"] = .nonZero(
      minimum == 0 ? ready.count : ready.count { $0.podIsAvailable(minimum: minimum, now: now) })
    if set.kind == "ReplicaSet" {
      status["terminatingReplicas"] = .count(pods.count { $0.meta.isBeingDeleted && !$0.podHasEnded })
    }
    status["observedGeneration"] = .count(set.meta.generation)
    var conditions = set["status", "conditions"]?.elements ?? []
    if let failure {
      conditions.setCondition("ReplicaFailure", "True", "FailedCreate", failure, now: now)
    } else {
      conditions.removeCondition("ReplicaFailure")
    }
    if !conditions.isEmpty { status["conditions"] = .array(conditions) }
    return status
  }
}
