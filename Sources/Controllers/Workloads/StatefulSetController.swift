public import Documents
public import KubeModel
public import Simulation

/// Keeps Pods with names, order and volumes of their own.
public enum StatefulSetController: Controller {
  public static let name = "statefulset-controller"
  public static let watches = [
    WatchedKind("StatefulSet", "apps"), WatchedKind("Pod"), WatchedKind("PersistentVolumeClaim"),
  ]

  public static func refs(changed object: Value, reading cluster: any ClusterReader) -> [ObjectRef] {
    object.kind == "PersistentVolumeClaim"
      ? [] : Ownership.refs(changed: object, kind: watches[0], reading: cluster)
  }

  public static func reconcile(
    _ ref: ObjectRef, reading cluster: any ClusterReader, now: WallTime, chance: inout Chance
  ) -> Reaction {
    guard let set = cluster.object(ref), !set.meta.isBeingDeleted else { return Reaction() }
    var pass = StatefulSetPass(set, cluster, now)
    pass.run()
    return pass.reaction
  }
}

/// One pass over one StatefulSet.
struct StatefulSetPass {
  let owner: Value
  let cluster: any ClusterReader
  let now: WallTime
  var reaction = Reaction()
  private var revisions: Revisions
  private let pods: [Value]
  private let client = StatefulSetController.client

  init(_ owner: Value, _ cluster: any ClusterReader, _ now: WallTime) {
    self.owner = owner
    self.cluster = cluster
    self.now = now
    revisions = Revisions(
      of: owner, hashLabel: "controller.kubernetes.io/hash", by: StatefulSetController.client,
      reading: cluster)
    let (claimed, adoption) = Ownership.claim(
      cluster.pods(owner.meta.namespace), for: owner, by: StatefulSetController.client, cluster)
    pods = claimed
    reaction.steps = adoption + revisions.steps
  }

  private var wanted: Int { owner["spec", "replicas"]?.int ?? 1 }
  private var first: Int { owner["spec", "ordinals", "start"]?.int ?? 0 }
  private var isParallel: Bool { owner["spec", "podManagementPolicy"]?.string == "Parallel" }
  private var updateName: String { revisions.current.meta.name }
  /// The revision that Pods below the partition keep until an update is through.
  private var currentName: String {
    let name = owner["status", "currentRevision"]?.string ?? ""
    return name.isEmpty ? updateName : name
  }

  private func ordinal(_ pod: Value) -> Int? {
    let prefix = "\(owner.meta.name)-"
    return pod.meta.name.hasPrefix(prefix) ? Int(pod.meta.name.dropFirst(prefix.count)) : nil
  }

  private func revision(_ pod: Value) -> String { pod.meta.label("controller-revision-hash") ?? "" }

  mutating func run() {
    let byOrdinal = Dictionary(
      pods.compactMap { pod in ordinal(pod).map { ($0, pod) } }, uniquingKeysWith: { $1 })
    let ordinals = Array(first..<(first + wanted))
    var mayGoOn = true
    for number in ordinals where mayGoOn {
      mayGoOn = bringUp(number, byOrdinal[number]) || isParallel
    }
    if mayGoOn { mayGoOn = condemn(byOrdinal, ordinals) || isParallel }
    if mayGoOn { update(byOrdinal, ordinals) }
    reaction.steps += revisions.cleanUp(
      inUse: Set(pods.map { revision($0) } + [currentName]), by: client, cluster)
    reaction.steps.append(Step(client.setStatus(of: owner, to: status(), cluster)))
    if let later = pods.nextAvailability(minimum: owner.readyAgainAfter, now: now) {
      reaction.lookAgain(after: later)
    }
  }

  /// Makes the Pod of one ordinal if it is missing; answers whether it is up, so that the next may follow.
  private mutating func bringUp(_ number: Int, _ pod: Value?) -> Bool {
    guard let pod else {
      create(number)
      return false
    }
    if pod.podHasEnded && !pod.meta.isBeingDeleted {
      let text =
        "StatefulSet \(owner.meta.namespace)/\(owner.meta.name) is recreating failed Pod \(pod.meta.name)"
      reaction.steps.append(
        Step(
          client.delete(pod, cluster),
          events: [EventNote(owner, .warning, "RecreatingFailedPod", text), deletion(pod)]))
      return false
    }
    return !pod.meta.isBeingDeleted && pod.podPhase == "Running"
      && pod.podIsAvailable(minimum: owner.readyAgainAfter, now: now)
  }

  /// Takes away Pods beyond the wanted number, from the highest; answers whether none is left.
  private mutating func condemn(_ byOrdinal: [Int: Value], _ ordinals: [Int]) -> Bool {
    let surplus = byOrdinal.filter { !ordinals.contains($0.key) }.sorted { $0.key > $1.key }.map(\.value)
    for pod in surplus {
      if pod.meta.isBeingDeleted {
        if !isParallel { return false }
        continue
      }
      reaction.steps.append(Step(client.delete(pod, cluster), events: [deletion(pod)]))
      if !isParallel { return false }
    }
    return surplus.isEmpty
  }

  /// Replaces Pods of an old revision, from the highest ordinal, each after the one before is up again.
  private mutating func update(_ byOrdinal: [Int: Value], _ ordinals: [Int]) {
    if owner["spec", "updateStrategy", "type"]?.string == "OnDelete" { return }
    let rolling = owner["spec", "updateStrategy", "rollingUpdate"]
    let partition = rolling?["partition"]?.int ?? 0
    var allowed = IntOrString(rolling?["maxUnavailable"])?.scaled(of: wanted, roundingUp: true) ?? 1
    for number in ordinals.reversed() {
      guard let pod = byOrdinal[number] else { return }
      let isHealthy = !pod.meta.isBeingDeleted && pod.podIsAvailable(minimum: owner.readyAgainAfter, now: now)
      if number >= partition && revision(pod) != updateName && !pod.meta.isBeingDeleted {
        reaction.steps.append(Step(client.delete(pod, cluster), events: [deletion(pod)]))
        allowed -= 1
      } else if !isHealthy {
        allowed -= 1
      }
      if allowed <= 0 { return }
    }
  }

  private func deletion(_ pod: Value) -> EventNote {
    let text = "delete Pod \(pod.meta.name) in StatefulSet \(owner.meta.name) successful"
    return EventNote(owner, .normal, "SuccessfulDelete", text)
  }

  // MARK: Pods and their volumes

  private mutating func create(_ number: Int) {
    let name = "\(owner.meta.name)-\(number)"
    let partition = owner["spec", "updateStrategy", "rollingUpdate"]?["partition"]?.int ?? 0
    let isOld = number < partition && currentName != updateName
    let old = isOld ? revisions.all.first { $0.meta.name == currentName } : nil
    let template = old.map { Revisions.template($0) } ?? owner["spec", "template"] ?? .emptyObject
    var pod = PodTemplate.pod(template, name: name, generateName: "\(owner.meta.name)-", owner: owner)
    let labels = [
      ("apps.kubernetes.io/pod-index", String(number)),
      ("controller-revision-hash", old?.meta.name ?? updateName),
      ("statefulset.kubernetes.io/pod-name", name),
    ]
    for (key, value) in labels { pod.set(["metadata", "labels", key], to: .string(value)) }
    pod.set(["spec", "hostname"], to: .string(name))
    if let service = owner["spec", "serviceName"]?.string, !service.isEmpty {
      pod.set(["spec", "subdomain"], to: .string(service))
    }
    addClaims(name, to: &pod)
    let kind = "Pod \(name) in StatefulSet \(owner.meta.name)"
    reaction.steps.append(
      Step(
        client.create(pod, cluster),
        events: [EventNote(owner, .normal, "SuccessfulCreate", "Create \(kind) successful")]
      ) { [owner] failure in
        let text = "Create \(kind) failed error: \(failure.message)"
        return [Step(nil, events: [EventNote(owner, .warning, "FailedCreate", text)])]
      })
  }

  private mutating func addClaims(_ podName: String, to pod: inout Value) {
    var volumes = pod["spec", "volumes"]?.elements ?? []
    for template in owner["spec", "volumeClaimTemplates"]?.elements ?? [] {
      let volume = template.meta.name
      let name = "\(volume)-\(podName)"
      volumes.removeAll { $0["name"]?.string == volume }
      volumes.append(["name": .string(volume), "persistentVolumeClaim": ["claimName": .string(name)]])
      let ref = ObjectRef(kind: "PersistentVolumeClaim", namespace: owner.meta.namespace, name: name)
      if cluster.object(ref) != nil { continue }
      var claim = template
      claim["apiVersion"] = "v1"
      claim["kind"] = "PersistentVolumeClaim"
      claim["status"] = nil
      claim.set(["metadata", "name"], to: .string(name))
      claim.set(["metadata", "namespace"], to: .string(owner.meta.namespace))
      for (key, value) in owner["spec", "selector", "matchLabels"]?.fields ?? [:] {
        claim.set(["metadata", "labels", key], to: value)
      }
      let text = "Create Claim \(name) Pod \(podName) in StatefulSet \(owner.meta.name) success"
      reaction.steps.append(
        Step(client.create(claim, cluster), events: [EventNote(owner, .normal, "SuccessfulCreate", text)]))
    }
    if !volumes.isEmpty { pod.set(["spec", "volumes"], to: .array(volumes)) }
  }

  private func status() -> Value {
    let alive = pods.filter { !$0.meta.isBeingDeleted }
    let updated = alive.count { revision($0) == updateName }
    let ready = alive.count { $0.podIsReady && $0.podPhase == "Running" }
    let available = alive.count { $0.podIsAvailable(minimum: owner.readyAgainAfter, now: now) }
    // An update is through when every Pod has the new revision and is up.
    let isDone = updated == wanted && ready == wanted && pods.count == wanted
    let current = isDone ? updateName : currentName
    var status: Value = ["observedGeneration": .count(owner.meta.generation), "replicas": .count(pods.count)]
    status["readyReplicas"] = .nonZero(ready)
    status["availableReplicas"] = .count(available)
    status["currentReplicas"] = .nonZero(alive.count { revision($0) == current })
    status["updatedReplicas"] = .nonZero(updated)
    status["currentRevision"] = .string(current)
    status["updateRevision"] = .string(updateName)
    status["collisionCount"] = .count(owner["status", "collisionCount"]?.int ?? 0)
    return status
  }
}
