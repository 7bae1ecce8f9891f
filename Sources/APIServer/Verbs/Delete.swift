import Documents
import Etcd
import KubeModel
import Simulation

/// What a client wants of a deletion: in the body, or in the query.
struct DeleteOptions {
  var graceSeconds: Int?
  var propagation: String?
  var uid: String?
  var resourceVersion: String?

  init(_ call: APICall, _ body: Value) {
    graceSeconds =
      body["gracePeriodSeconds"]?.int ?? call.request.queryValue("gracePeriodSeconds").flatMap { Int($0) }
    propagation = body["propagationPolicy"]?.string ?? call.request.queryValue("propagationPolicy")
    if propagation == nil, body["orphanDependents"] == true { propagation = "Orphan" }
    uid = body["preconditions"]?["uid"]?.string
    resourceVersion = body["preconditions"]?["resourceVersion"]?.string
  }
}

extension APIServer {
  mutating func delete(_ target: Target, _ call: inout APICall) throws(Refusal) -> APIResponse {
    let options = try deleteOptions(call)
    try admitDelete(target)
    for _ in 0..<5 {
      let old = try existing(target, &call)
      if let response = try delete(old, options, target, &call) { return response }
    }
    throw .status(Self.modified(target))
  }

  mutating func deleteCollection(_ target: Target, _ call: inout APICall) throws(Refusal) -> APIResponse {
    let options = try deleteOptions(call)
    let filter = try ObjectFilter(call.request, target.kind)
    let doomed = cache.list(key(target.kind, namespace: target.namespace)).filter { filter.matches($0) }
    for object in doomed {
      var one = target
      one.name = object.meta.name
      one.namespace = object.meta.namespace
      guard let old = try stored(key(one.kind, namespace: one.namespace, name: one.name), &call) else { continue }
      _ = try delete(old, options, one, &call)
    }
    return APIResponse([
      "kind": .string(target.kind.listKind), "apiVersion": .string(target.kind.apiVersion),
      "metadata": ["resourceVersion": .string(String(cache.revision))],
      "items": .array(doomed.map { Conversion.fromStorage($0, target.kind) }),
    ])
  }

  private func deleteOptions(_ call: APICall) throws(Refusal) -> DeleteOptions {
    if case .none = call.request.body { return DeleteOptions(call, .null) }
    return DeleteOptions(call, try body(call))
  }

  /// Removes an object, or begins its end. Nil where somebody changed it meanwhile.
  mutating func delete(
    _ old: StoredObject, _ options: DeleteOptions, _ target: Target, _ call: inout APICall
  ) throws(Refusal) -> APIResponse? {
    try checkPreconditions(old.value, options, target)
    try callWebhooks(.mutating, .delete, old.value, target)
    try callWebhooks(.validating, .delete, old.value, target)
    var object = old.value
    let isFirst = !object.meta.isBeingDeleted
    let grace = gracePeriod(object, options, target.kind)
    var finalizers = object.meta.finalizers
    if isFirst || options.propagation != nil { Self.setPropagation(&finalizers, options.propagation) }
    let waits = grace > 0 || !finalizers.isEmpty || waitsForContents(object, target.kind)
    if !waits {
      if !call.isDryRun {
        if try remove(old, &call) == nil { return nil }
        try removeCompanions(of: object, target.kind, &call)
      }
      return APIResponse(Self.deleted(object, target), warnings: call.warnings)
    }
    if isFirst {
      object.set(["metadata", "deletionTimestamp"], to: .string((call.now + .seconds(grace)).rfc3339))
      object.set(["metadata", "deletionGracePeriodSeconds"], to: .int(Int64(grace)))
      if Strategy.hasGeneration(target.kind) {
        object.set(["metadata", "generation"], to: .int(Int64(object.meta.generation + 1)))
      }
    } else if let before = object.meta.value["deletionGracePeriodSeconds"]?.int, grace < before {
      let started = object.meta.deletion.map { $0 + .seconds(-before) } ?? call.now
      object.set(["metadata", "deletionTimestamp"], to: .string((started + .seconds(grace)).rfc3339))
      object.set(["metadata", "deletionGracePeriodSeconds"], to: .int(Int64(grace)))
    }
    object.set(["metadata", "finalizers"], to: finalizers.isEmpty ? nil : .array(finalizers.map { .string($0) }))
    if target.kind.qualifiedName == "namespaces" { object.set(["status", "phase"], to: "Terminating") }
    if object == old.value || call.isDryRun { return APIResponse(object, warnings: call.warnings) }
    guard let updated = try write(object, at: old.key, ifRevision: old.revision, &call) else { return nil }
    return APIResponse(updated, warnings: call.warnings)
  }

  private func checkPreconditions(_ object: Value, _ options: DeleteOptions, _ target: Target) throws(Refusal) {
    let meta = object.meta
    var why: String?
    if let uid = options.uid, uid != meta.uid {
      why = "Precondition failed: UID in precondition: \(uid), UID in object meta: \(meta.uid)"
    } else if let version = options.resourceVersion, version != meta.resourceVersion {
      why =
        "Precondition failed: ResourceVersion in precondition: \(version), ResourceVersion in object meta: \(meta.resourceVersion)"
    }
    if let why { throw .status(.conflict(target.kind.name, group: target.kind.group, name: target.name, why)) }
  }

  /// Only Pods end gracefully, and only those that a kubelet runs.
  private func gracePeriod(_ object: Value, _ options: DeleteOptions, _ kind: ResourceKind) -> Int {
    guard kind.qualifiedName == "pods" else { return 0 }
    let phase = object["status"]?["phase"]?.string
    if (object["spec"]?["nodeName"]?.string ?? "").isEmpty || phase == "Failed" || phase == "Succeeded" { return 0 }
    let wanted = options.graceSeconds ?? object["spec"]?["terminationGracePeriodSeconds"]?.int ?? 30
    return max(0, wanted)
  }

  private static func setPropagation(_ finalizers: inout [String], _ propagation: String?) {
    if let propagation {
      finalizers.removeAll { $0 == "orphan" || $0 == "foregroundDeletion" && propagation != "Foreground" }
    }
    switch propagation {
    case "Orphan": finalizers.append("orphan")
    case "Foreground": if !finalizers.contains("foregroundDeletion") { finalizers.append("foregroundDeletion") }
    default: break
    }
  }

  private func waitsForContents(_ object: Value, _ kind: ResourceKind) -> Bool {
    kind.qualifiedName == "namespaces" && !(object["spec"]?["finalizers"]?.elements ?? []).isEmpty
  }

  private static func deleted(_ object: Value, _ target: Target) -> Value {
    var details: Value = ["name": .string(target.name)]
    if !target.kind.group.isEmpty { details["group"] = .string(target.kind.group) }
    details["kind"] = .string(target.kind.name)
    details["uid"] = .string(object.meta.uid)
    return ["kind": "Status", "apiVersion": "v1", "metadata": .emptyObject, "status": "Success", "details": details]
  }
}
