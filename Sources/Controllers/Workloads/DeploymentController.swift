public import Documents
public import KubeModel
public import Simulation

/// Turns changes of a Deployment's template into new ReplicaSets, and moves the Pods over to them.
public enum DeploymentController: Controller {
  public static let name = "deployment-controller"
  public static let watches = [
    WatchedKind("Deployment", "apps"), WatchedKind("ReplicaSet", "apps"), WatchedKind("Pod"),
  ]

  public static func refs(changed object: Value, reading cluster: any ClusterReader) -> [ObjectRef] {
    guard object.kind == "Pod" else {
      return Ownership.refs(changed: object, kind: watches[0], reading: cluster)
    }
    // A Pod that is gone matters to Deployments that wait for it, those of type Recreate.
    guard let owner = object.meta.controller, owner.kind == "ReplicaSet",
      let set = cluster.object(
        ObjectRef(
          apiVersion: owner.apiVersion, kind: owner.kind, namespace: object.meta.namespace, name: owner.name))
    else { return [] }
    return Ownership.refs(changed: set, kind: watches[0], reading: cluster)
  }

  public static func reconcile(
    _ ref: ObjectRef, reading cluster: any ClusterReader, now: WallTime, chance: inout Chance
  ) -> Reaction {
    guard let deployment = cluster.object(ref) else { return Reaction() }
    if Ownership.selector(of: deployment).isEmpty { return Reaction() }
    var rollout = Rollout(deployment, cluster, now)
    rollout.run()
    return rollout.reaction
  }
}

/// One pass over one Deployment. Knows the ReplicaSets as they will be after the requests made so far.
struct Rollout {
  let cluster: any ClusterReader
  let now: WallTime
  var deployment: Value
  var reaction = Reaction()
  /// All ReplicaSets of the Deployment, oldest first.
  var sets: [Value] = []
  /// The one with the Deployment's template, as a place in `sets`.
  var newest: Int?
  let client = DeploymentController.client

  init(_ deployment: Value, _ cluster: any ClusterReader, _ now: WallTime) {
    self.deployment = deployment
    self.cluster = cluster
    self.now = now
    let candidates = cluster.objects(
      WatchedKind("ReplicaSet", "apps"), namespace: deployment.meta.namespace)
    let (claimed, steps) = Ownership.claim(candidates, for: deployment, by: client, cluster)
    reaction.steps = steps
    sets = claimed.sorted { left, right in
      let dates = (left.meta.creation ?? now, right.meta.creation ?? now)
      return dates.0 == dates.1 ? left.meta.name < right.meta.name : dates.0 < dates.1
    }
    newest = sets.firstIndex { Self.template(of: $0).hasSameContent(as: template) }
  }

  var wanted: Int { deployment["spec", "replicas"]?.int ?? 1 }
  var isPaused: Bool { deployment["spec", "paused"]?.bool ?? false }
  var isRolling: Bool { deployment["spec", "strategy", "type"]?.string != "Recreate" }
  var template: Value { deployment["spec", "template"] ?? .emptyObject }
  var old: [Int] { sets.indices.filter { $0 != newest } }

  /// How many Pods may be there too many and too few (deployment util, ResolveFenceposts).
  var limits: (surge: Int, unavailable: Int) {
    guard isRolling else { return (0, 0) }
    let rolling = deployment["spec", "strategy", "rollingUpdate"]
    let quarter = IntOrString.string("25%")
    let surge = (IntOrString(rolling?["maxSurge"]) ?? quarter).scaled(of: wanted, roundingUp: true) ?? 0
    var unavailable =
      (IntOrString(rolling?["maxUnavailable"]) ?? quarter).scaled(of: wanted, roundingUp: false) ?? 0
    if surge == 0 && unavailable == 0 { unavailable = 1 }
    return (surge, min(unavailable, wanted))
  }

  static func template(of set: Value) -> Value {
    var template = set["spec", "template"] ?? .emptyObject
    template.set(["metadata", "labels", "pod-template-hash"], to: nil)
    if template["metadata", "labels"]?.fields.isEmpty == true {
      template.set(["metadata", "labels"], to: nil)
    }
    return template
  }

  func specReplicas(_ place: Int) -> Int { sets[place]["spec", "replicas"]?.int ?? 0 }
  func available(_ place: Int) -> Int { sets[place]["status", "availableReplicas"]?.int ?? 0 }

  mutating func run() {
    if deployment.meta.isBeingDeleted {
      settle(isRolloutStatus: false)
      return
    }
    checkPause()
    if isPaused || wasScaled {
      if !isPaused || newest != nil { updateRevision() }
      scaleAll()
      settle(isRolloutStatus: false)
    } else if isRolling {
      roll()
    } else {
      recreate()
    }
  }

  /// Whether someone changed the number of replicas since the ReplicaSets were last scaled.
  private var wasScaled: Bool {
    sets.contains { set in
      guard (set["spec", "replicas"]?.int ?? 0) > 0 else { return false }
      let desired = set.meta.annotation("deployment.kubernetes.io/desired-replicas").flatMap { Int($0) }
      return desired != nil && desired != wanted
    }
  }

  private mutating func roll() {
    makeNewest()
    guard let newest else { return }
    let (surge, unavailable) = limits
    let total = sets.indices.reduce(0) { $0 + specReplicas($1) }
    let current = specReplicas(newest)
    if current != wanted {
      let target = current > wanted ? wanted : current + max(0, min(wanted + surge - total, wanted - current))
      if scale(newest, to: target) { return settle(isRolloutStatus: true) }
    }
    if scaleDownOld(unavailable) { return settle(isRolloutStatus: true) }
    cleanUpIfComplete()
    settle(isRolloutStatus: true)
  }

  private mutating func recreate() {
    var didScale = false
    for place in old where specReplicas(place) > 0 { didScale = scale(place, to: 0) || didScale }
    if didScale { return settle(isRolloutStatus: true) }
    let uids = Set(old.map { sets[$0].meta.uid })
    let isOldRunning = cluster.pods(deployment.meta.namespace).contains { pod in
      uids.contains(pod.meta.controller?.uid ?? "") && !pod.podHasEnded
    }
    if isOldRunning { return settle(isRolloutStatus: true) }
    makeNewest()
    if let newest { _ = scale(newest, to: wanted) }
    cleanUpIfComplete()
    settle(isRolloutStatus: true)
  }

  private mutating func scaleDownOld(_ unavailable: Int) -> Bool {
    guard let newest, old.contains(where: { specReplicas($0) > 0 }) else { return false }
    let total = sets.indices.reduce(0) { $0 + specReplicas($1) }
    let minimum = wanted - unavailable
    var rest = total - minimum - (specReplicas(newest) - available(newest))
    if rest <= 0 { return false }
    var didScale = false
    // First the Pods that are of no use anyhow.
    for place in old where specReplicas(place) > 0 && rest > 0 {
      let broken = min(rest, specReplicas(place) - available(place))
      if broken <= 0 { continue }
      rest -= broken
      didScale = scale(place, to: specReplicas(place) - broken) || didScale
    }
    var surplus = sets.indices.reduce(0) { $0 + available($1) } - minimum
    for place in old where specReplicas(place) > 0 && surplus > 0 {
      let count = min(surplus, specReplicas(place))
      surplus -= count
      didScale = scale(place, to: specReplicas(place) - count) || didScale
    }
    return didScale
  }

  /// Sets the size of a ReplicaSet; answers whether it was another.
  mutating func scale(_ place: Int, to count: Int) -> Bool {
    let before = specReplicas(place)
    let set = sets[place]
    var changed = set
    changed.set(["spec", "replicas"], to: .count(count))
    for (key, value) in sizeAnnotations { changed.set(["metadata", "annotations", key], to: .string(value)) }
    sets[place] = changed
    guard let request = client.change(set, to: changed, cluster) else { return false }
    let word = count > before ? "up" : "down"
    let text = "Scaled \(word) replica set \(set.meta.name) from \(before) to \(count)"
    let note = EventNote(deployment, .normal, "ScalingReplicaSet", text)
    reaction.steps.append(Step(request, events: count == before ? [] : [note]))
    return count != before
  }

  var sizeAnnotations: [(String, String)] {
    [
      ("deployment.kubernetes.io/desired-replicas", String(wanted)),
      ("deployment.kubernetes.io/max-replicas", String(wanted + limits.surge)),
    ]
  }
}
