import Documents
import Etcd
import KubeModel
import Simulation

extension APIServer {
  mutating func update(_ target: Target, _ call: inout APICall) throws(Refusal) -> APIResponse {
    let key = key(target.kind, namespace: target.namespace, name: target.name)
    var object = try decode(try body(call), as: target.kind, &call, knowing: cache[key])
    try checkName(object, target)
    try checkNamespace(&object, target)
    object = Conversion.toStorage(object, target.kind)
    let old: StoredObject
    if let stored = try stored(key, &call) {
      old = stored
    } else if Self.mayCreateByUpdate(target.kind), target.subresource.isEmpty {
      let created = try create(object, target, &call)
      return answer(Conversion.fromStorage(created, target.kind), target.kind, call, code: 201)
    } else {
      throw .status(.notFound(target.kind.name, group: target.kind.group, name: target.name))
    }
    let version = object.meta.resourceVersion
    if !version.isEmpty, version != "0", version != String(old.revision) { throw .status(Self.modified(target)) }
    if version.isEmpty, Self.needsVersion(target.kind) {
      let problem = FieldError.invalid(
        "metadata.resourceVersion", .int(0), "must be specified for an update")
      throw .status(.invalid(kind: target.kind.kind, group: target.kind.group, name: target.name, [problem]))
    }
    guard let updated = try replace(old, by: object, target, operation: "Update", &call) else {
      throw .status(Self.modified(target))
    }
    return answer(Conversion.fromStorage(updated, target.kind), target.kind, call)
  }

  func checkName(_ object: Value, _ target: Target) throws(Refusal) {
    let name = object.meta.name
    if !name.isEmpty, name != target.name {
      throw .status(
        .badRequest("the name of the object (\(name)) does not match the name on the URL (\(target.name))"))
    }
  }

  static func modified(_ target: Target) -> APIStatus {
    .conflict(
      target.kind.name, group: target.kind.group, name: target.name,
      "the object has been modified; please apply your changes to the latest version and try again")
  }

  private static func mayCreateByUpdate(_ kind: ResourceKind) -> Bool {
    ["leases", "endpoints", "events", "limitranges", "roles", "clusterroles", "rolebindings", "clusterrolebindings"]
      .contains(kind.name)
  }

  private static func needsVersion(_ kind: ResourceKind) -> Bool {
    kind.group == "apiextensions.k8s.io" || kind.group.contains(".") && !kind.group.hasSuffix(".k8s.io")
  }

  /// Puts a changed object in the place of an old one: prepare, admit, validate, write. Nil where somebody was faster.
  mutating func replace(
    _ old: StoredObject, by changed: Value, _ target: Target, operation: String, _ call: inout APICall
  ) throws(Refusal) -> Value? {
    var object = changed
    if let uid = object.meta.value["uid"]?.string, !uid.isEmpty, uid != old.value.meta.uid {
      throw .status(
        .conflict(
          target.kind.name, group: target.kind.group, name: target.name,
          "Precondition failed: UID in precondition: \(uid), UID in object meta: \(old.value.meta.uid)"))
    }
    prepareUpdate(&object, old.value, target)
    try admitUpdate(&object, old.value, target, &call)
    try callWebhooks(.mutating, .update, object, target)
    let problems = Validation.update(object, old.value, target.kind, kinds, subresource: target.subresource)
    if !problems.isEmpty {
      throw .status(.invalid(kind: target.kind.kind, group: target.kind.group, name: target.name, problems))
    }
    Warnings.add(object, target.kind, &call)
    try allocate(&object, old: old.value, target, &call)
    try callWebhooks(.validating, .update, object, target)
    ManagedFields.track(
      &object, old: old.value, manager: call.fieldManager, operation: operation, now: call.now, target: target,
      schema: kinds.schema)
    if Self.isSame(object, old.value) { return old.value }
    if call.isDryRun { return object }
    if object.meta.isBeingDeleted, object.meta.finalizers.isEmpty, canVanish(object, target.kind) {
      if try remove(old, &call) == nil { return nil }
      try removeCompanions(of: object, target.kind, &call)
      return object
    }
    return try write(object, at: old.key, ifRevision: old.revision, &call)
  }

  /// An update that changes nothing is not written, so the resource version stays.
  private static func isSame(_ object: Value, _ old: Value) -> Bool {
    func content(_ value: Value) -> Value {
      var value = value
      var metadata = value["metadata"] ?? .emptyObject
      metadata["resourceVersion"] = nil
      value["metadata"] = metadata
      return value
    }
    return content(object) == content(old)
  }

  /// An object that waits for its end goes with its last finalizer.
  func canVanish(_ object: Value, _ kind: ResourceKind) -> Bool {
    if kind.name == "namespaces", kind.group.isEmpty {
      return (object["spec"]?["finalizers"]?.elements ?? []).isEmpty
    }
    return (object.meta.value["deletionGracePeriodSeconds"]?.int ?? 0) == 0
  }

  /// Fields that a client cannot change are taken from the old object.
  private func prepareUpdate(_ object: inout Value, _ old: Value, _ target: Target) {
    var metadata = object["metadata"] ?? .emptyObject
    let before = old["metadata"] ?? .emptyObject
    for key in [
      "uid", "creationTimestamp", "deletionTimestamp", "deletionGracePeriodSeconds", "generation", "selfLink",
      "generateName", "name", "namespace",
    ] {
      metadata[key] = before[key]
    }
    metadata["resourceVersion"] = before["resourceVersion"]
    if metadata["managedFields"] == nil { metadata["managedFields"] = before["managedFields"] }
    object["metadata"] = metadata
    if target.subresource == "ephemeralcontainers" {
      let containers = object["spec"]?["ephemeralContainers"]
      object = old
      object.set(["spec", "ephemeralContainers"], to: containers)
    } else if target.subresource == "status" || target.subresource == "approval" {
      let status = object["status"]
      let changed = object["metadata"]
      object = old
      object["status"] = status
      object["metadata"] = changed
      if target.kind.isNamespaced || target.kind.name == "nodes" { restoreMetadata(&object, old, target.kind) }
    } else if Strategy.hasStatus(target.kind) {
      object["status"] = old["status"]
    }
    if target.kind.qualifiedName == "secrets" { Strategy.moveStringData(&object) }
    if target.kind.qualifiedName == "namespaces", target.subresource != "finalize" {
      object.set(["spec", "finalizers"], to: old["spec"]?["finalizers"])
    }
    Strategy.prepareUpdate(&object, old, target.kind)
    if Strategy.hasGeneration(target.kind), Self.changesContent(object, old) {
      object.set(["metadata", "generation"], to: .int(Int64(old.meta.generation + 1)))
    }
  }

  /// Through `/status` labels and annotations of custom resources stay as they are; others' may change.
  private func restoreMetadata(_ object: inout Value, _ old: Value, _ kind: ResourceKind) {
    if kind.group.contains("."), !kind.group.hasSuffix(".k8s.io") {
      let managed = object["metadata"]?["managedFields"]
      object["metadata"] = old["metadata"]
      object.set(["metadata", "managedFields"], to: managed)
    }
  }

  private static func changesContent(_ object: Value, _ old: Value) -> Bool {
    var (left, right) = (object.fields, old.fields)
    for key in ["metadata", "status"] {
      left[key] = nil
      right[key] = nil
    }
    return Value.object(left) != Value.object(right)
  }
}

extension Strategy {
  static func prepareUpdate(_ object: inout Value, _ old: Value, _ kind: ResourceKind) {
    switch kind.qualifiedName {
    case "services":
      // What was assigned stays, unless the update asks for something else.
      for key in ["clusterIP", "clusterIPs", "ipFamilies", "ipFamilyPolicy", "healthCheckNodePort"] {
        let value = object["spec"]?[key]
        if value == nil, old["spec"]?["type"] != "ExternalName", object["spec"]?["type"] != "ExternalName" {
          object.set(["spec", key], to: old["spec"]?[key])
        }
      }
    case "persistentvolumeclaims":
      if object["spec"]?["volumeName"] == nil { object.set(["spec", "volumeName"], to: old["spec"]?["volumeName"]) }
    case "jobs.batch":
      if object["spec"]?["selector"] == nil { object.set(["spec", "selector"], to: old["spec"]?["selector"]) }
    case "customresourcedefinitions.apiextensions.k8s.io": object["status"] = object["status"] ?? old["status"]
    default: break
    }
  }
}
