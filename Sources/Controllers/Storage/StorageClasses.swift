import Documents
import KubeModel

/// What the class of a claim says of when and how it gets a volume.
enum StorageClasses {
  static func of(_ claim: Value, _ cluster: any ClusterReader) -> Value? {
    guard let name = claim["spec", "storageClassName"]?.string, !name.isEmpty else { return nil }
    return cluster.object(ObjectRef(apiVersion: "storage.k8s.io/v1", kind: "StorageClass", name: name))
  }

  /// Whether the claim is bound only once a Pod uses it.
  static func waits(_ claim: Value, _ cluster: any ClusterReader) -> Bool {
    of(claim, cluster)?["volumeBindingMode"]?.string == "WaitForFirstConsumer"
  }

  static func provisioner(_ claim: Value, _ cluster: any ClusterReader) -> String? {
    of(claim, cluster)?["provisioner"]?.string
  }

  static func canProvision(_ claim: Value, _ cluster: any ClusterReader) -> Bool {
    provisioner(claim, cluster).map { $0 != "kubernetes.io/no-provisioner" } ?? false
  }

  /// Whether a node may mount the volume.
  static func reaches(_ volume: Value, _ node: Value) -> Bool {
    guard let required = volume["spec", "nodeAffinity"]?["required"], !required.isNull else { return true }
    return (required["nodeSelectorTerms"]?.elements ?? []).contains { NodeAffinity.matches(node, term: $0) }
  }
}

/// Which volume is good enough for a claim.
enum VolumeMatch {
  static func fits(_ volume: Value, _ claim: Value) -> Bool {
    guard volume["status", "phase"]?.string == "Available" || isReserved(volume, for: claim),
      !volume.meta.isBeingDeleted,
      (volume["spec", "storageClassName"]?.string ?? "") == (claim["spec", "storageClassName"]?.string ?? ""),
      (volume["spec", "volumeMode"]?.string ?? "Filesystem")
        == (claim["spec", "volumeMode"]?.string ?? "Filesystem")
    else { return false }
    if volume["spec", "claimRef"] != nil && !isReserved(volume, for: claim) { return false }
    let modes = (volume["spec", "accessModes"]?.elements ?? []).compactMap(\.string)
    let wanted = (claim["spec", "accessModes"]?.elements ?? []).compactMap(\.string)
    if !wanted.allSatisfy(modes.contains) { return false }
    if let selector = claim["spec", "selector"], !selector.isNull,
      !LabelSelector(object: selector).matches(volume.meta.labels)
    {
      return false
    }
    return size(volume["spec", "capacity", "storage"])
      >= size(claim["spec", "resources", "requests", "storage"])
  }

  /// Whether the volume names the claim, as one does that was made or set aside for it.
  static func isReserved(_ volume: Value, for claim: Value) -> Bool {
    guard let reference = volume["spec", "claimRef"], reference["name"]?.string == claim.meta.name,
      reference["namespace"]?.string == claim.meta.namespace
    else { return false }
    let uid = reference["uid"]?.string ?? ""
    return uid.isEmpty || uid == claim.meta.uid
  }

  static func size(_ value: Value?) -> Quantity { Quantity(lenient: value) }
}
