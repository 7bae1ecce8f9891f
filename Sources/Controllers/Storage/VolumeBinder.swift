public import Documents
public import KubeModel
public import Simulation

/// Binds claims to volumes, provisions volumes for classes that can, and takes volumes back.
public enum VolumeBinder: Controller {
  public static let name = "persistent-volume-binder"
  /// Its events are those of `persistentvolume-controller`.
  public static let client = Client.controller("persistentvolume-controller", account: name)
  public static let watches = [
    WatchedKind("PersistentVolumeClaim"), WatchedKind("PersistentVolume"),
    WatchedKind("StorageClass", "storage.k8s.io"), WatchedKind("Pod"),
  ]
  private static let bound = "pv.kubernetes.io/bind-completed"
  private static let byController = "pv.kubernetes.io/bound-by-controller"

  public static func refs(changed object: Value, reading cluster: any ClusterReader) -> [ObjectRef] {
    switch object.kind {
    case "PersistentVolumeClaim":
      let name = object["spec", "volumeName"]?.string ?? ""
      return [ObjectRef(object)] + (name.isEmpty ? [] : [ObjectRef(kind: "PersistentVolume", name: name)])
    case "PersistentVolume", "StorageClass":
      let claims = cluster.objects(watches[0], namespace: nil).filter {
        $0["status", "phase"]?.string != "Bound"
      }
      return (object.kind == "PersistentVolume" ? [ObjectRef(object)] : []) + claims.map { ObjectRef($0) }
    default:
      // A Pod with a node is the first consumer that some claims wait for.
      if object.nodeName.isEmpty { return [] }
      return (object["spec", "volumes"]?.elements ?? []).compactMap {
        $0["persistentVolumeClaim", "claimName"]?.string
      }.map { ObjectRef(kind: "PersistentVolumeClaim", namespace: object.meta.namespace, name: $0) }
    }
  }

  public static func reconcile(
    _ ref: ObjectRef, reading cluster: any ClusterReader, now: WallTime, chance: inout Chance
  ) -> Reaction {
    guard let object = cluster.object(ref) else { return Reaction() }
    return object.kind == "PersistentVolume"
      ? reconcile(volume: object, cluster, now) : reconcile(claim: object, cluster, now)
  }

  // MARK: Claims

  private static func reconcile(claim: Value, _ cluster: any ClusterReader, _ now: WallTime) -> Reaction {
    if claim.meta.isBeingDeleted { return Reaction() }
    if let name = claim["spec", "volumeName"]?.string, !name.isEmpty {
      guard let volume = cluster.object(ObjectRef(kind: "PersistentVolume", name: name)) else {
        if claim.meta.annotation(bound) == nil { return Reaction() }
        var status = claim["status"] ?? .emptyObject
        status["phase"] = "Lost"
        let text = "Bound claim has lost its PersistentVolume. Data on the volume is lost!"
        guard let request = client.setStatus(of: claim, to: status, cluster) else { return Reaction() }
        return Reaction([Step(request, events: [EventNote(claim, .warning, "ClaimLost", text)])])
      }
      if VolumeMatch.isReserved(volume, for: claim) || volume["spec", "claimRef"] == nil {
        return Reaction(bind(claim, volume, cluster, now))
      }
      return pending(claim, cluster)
    }
    let volumes = cluster.objects(watches[1], namespace: nil)
    if let reserved = volumes.first(where: {
      VolumeMatch.isReserved($0, for: claim) && VolumeMatch.fits($0, claim)
    }) {
      return Reaction(bind(claim, reserved, cluster, now))
    }
    let consumer = consumer(of: claim, cluster)
    if StorageClasses.waits(claim, cluster) && consumer == nil {
      let text = "waiting for first consumer to be created before binding"
      return pending(claim, cluster, EventNote(claim, .normal, "WaitForFirstConsumer", text))
    }
    let node = consumer.flatMap { cluster.object(ObjectRef(kind: "Node", name: $0.nodeName)) }
    let fitting = volumes.filter { volume in
      VolumeMatch.fits(volume, claim) && (node.map { StorageClasses.reaches(volume, $0) } ?? true)
    }
    // The smallest that is large enough (pv_controller, findBestMatchForClaim).
    let best = fitting.min { left, right in
      let sizes = [left, right].map { VolumeMatch.size($0["spec", "capacity", "storage"]) }
      return sizes[0] == sizes[1] ? left.meta.name < right.meta.name : sizes[0] < sizes[1]
    }
    if let best { return Reaction(bind(claim, best, cluster, now)) }
    return provision(claim, node, cluster)
  }

  private static func consumer(of claim: Value, _ cluster: any ClusterReader) -> Value? {
    cluster.pods(claim.meta.namespace).first { pod in
      !pod.nodeName.isEmpty && !pod.podHasEnded
        && (pod["spec", "volumes"]?.elements ?? []).contains {
          $0["persistentVolumeClaim", "claimName"]?.string == claim.meta.name
        }
    }
  }

  private static func pending(
    _ claim: Value, _ cluster: any ClusterReader, _ note: EventNote? = nil
  ) -> Reaction {
    var status = claim["status"] ?? .emptyObject
    status["phase"] = "Pending"
    // The event is repeated with each look at the claim, every 15 s (PVClaimBinderSyncPeriod).
    return Reaction(
      [Step(client.setStatus(of: claim, to: status, cluster), events: [note].compactMap { $0 })],
      again: note == nil ? nil : .seconds(15))
  }

  private static func provision(_ claim: Value, _ node: Value?, _ cluster: any ClusterReader) -> Reaction {
    guard let className = claim["spec", "storageClassName"]?.string, !className.isEmpty else {
      let text = "no persistent volumes available for this claim and no storage class is set"
      return pending(claim, cluster, EventNote(claim, .normal, "FailedBinding", text))
    }
    guard let storageClass = StorageClasses.of(claim, cluster) else {
      let text = "storageclass.storage.k8s.io \"\(className)\" not found"
      return pending(claim, cluster, EventNote(claim, .warning, "ProvisioningFailed", text))
    }
    let provisioner = storageClass["provisioner"]?.string ?? ""
    if provisioner.hasPrefix("kubernetes.io/") {
      let text = "no volume plugin matched name: \(provisioner)"
      return pending(claim, cluster, EventNote(claim, .warning, "ProvisioningFailed", text))
    }
    // What an external provisioner would do; it makes the volume for the claim, and the next look binds them.
    let name = "pvc-\(claim.meta.uid)"
    var volume: Value = [
      "apiVersion": "v1", "kind": "PersistentVolume",
      "metadata": [
        "name": .string(name), "annotations": ["pv.kubernetes.io/provisioned-by": .string(provisioner)],
      ],
      "spec": [
        "accessModes": claim["spec", "accessModes"] ?? ["ReadWriteOnce"],
        "capacity": ["storage": claim["spec", "resources", "requests", "storage"] ?? "1Gi"],
        "claimRef": reference(claim),
        "hostPath": [
          "path": .string("/opt/local-path-provisioner/\(name)_\(claim.meta.namespace)_\(claim.meta.name)"),
          "type": "DirectoryOrCreate",
        ],
        "persistentVolumeReclaimPolicy": storageClass["reclaimPolicy"] ?? "Delete",
        "storageClassName": .string(className), "volumeMode": claim["spec", "volumeMode"] ?? "Filesystem",
      ],
    ]
    if let node {
      let term: Value = [
        "key": "kubernetes.io/hostname", "operator": "In", "values": [.string(node.meta.name)],
      ]
      volume.set(
        ["spec", "nodeAffinity"], to: ["required": ["nodeSelectorTerms": [["matchExpressions": [term]]]]])
    }
    let text = "Successfully provisioned volume \(name)"
    let notes = [EventNote(claim, .normal, "ProvisioningSucceeded", text)]
    return Reaction([Step(client.create(volume, cluster), events: notes)], again: .milliseconds(100))
  }

  private static func reference(_ claim: Value) -> Value {
    var reference: Value = [
      "apiVersion": "v1", "kind": "PersistentVolumeClaim", "name": .string(claim.meta.name),
      "namespace": .string(claim.meta.namespace), "uid": .string(claim.meta.uid),
    ]
    if !claim.meta.resourceVersion.isEmpty {
      reference["resourceVersion"] = .string(claim.meta.resourceVersion)
    }
    return reference
  }

  /// First the volume names the claim, then the claim the volume, and then both say so.
  private static func bind(
    _ claim: Value, _ volume: Value, _ cluster: any ClusterReader, _ now: WallTime
  ) -> [Step] {
    var newVolume = volume
    if volume["spec", "claimRef"]?["uid"]?.string != claim.meta.uid {
      newVolume.set(["spec", "claimRef"], to: reference(claim))
      newVolume.set(["metadata", "annotations", byController], to: "yes")
    }
    var newClaim = claim
    if claim["spec", "volumeName"]?.string ?? "" == "" {
      newClaim.set(["spec", "volumeName"], to: .string(volume.meta.name))
      newClaim.set(["metadata", "annotations", byController], to: "yes")
    }
    newClaim.set(["metadata", "annotations", bound], to: "yes")
    let volumeStatus = phase("Bound", of: volume, now)
    var claimStatus = claim["status"] ?? .emptyObject
    claimStatus["accessModes"] = volume["spec", "accessModes"]
    claimStatus["capacity"] = volume["spec", "capacity"]
    claimStatus["phase"] = "Bound"
    return [
      Step(client.change(volume, to: newVolume, cluster)),
      Step(client.setStatus(of: newVolume, to: volumeStatus, cluster)),
      Step(client.change(claim, to: newClaim, cluster)),
      Step(client.setStatus(of: newClaim, to: claimStatus, cluster)),
    ]
  }

  private static func phase(_ phase: String, of volume: Value, _ now: WallTime) -> Value {
    var status = volume["status"] ?? .emptyObject
    if status["phase"]?.string != phase { status["lastPhaseTransitionTime"] = .string(now.rfc3339) }
    status["phase"] = .string(phase)
    return status
  }

  // MARK: Volumes

  private static func reconcile(volume: Value, _ cluster: any ClusterReader, _ now: WallTime) -> Reaction {
    guard let reference = volume["spec", "claimRef"], let uid = reference["uid"]?.string, !uid.isEmpty else {
      return Reaction([Step(client.setStatus(of: volume, to: phase("Available", of: volume, now), cluster))])
    }
    let ref = ObjectRef(
      kind: "PersistentVolumeClaim", namespace: reference["namespace"]?.string ?? "",
      name: reference["name"]?.string ?? "")
    if cluster.object(ref)?.meta.uid == uid { return Reaction() }
    var steps = [Step(client.setStatus(of: volume, to: phase("Released", of: volume, now), cluster))]
    if volume["spec", "persistentVolumeReclaimPolicy"]?.string == "Delete" && !volume.meta.isBeingDeleted {
      let isOurs = volume.meta.annotation("pv.kubernetes.io/provisioned-by") != nil
      if isOurs { steps.append(Step(client.delete(volume, cluster))) }
    }
    return Reaction(steps)
  }
}
