import Documents
import KubeModel
import Simulation

/// Who set which field last.
enum ManagedFields {
  static func track(
    _ object: inout Value, old: Value?, manager: String, operation: String, now: WallTime, target: Target
  ) {
    _ = (manager, operation, now, target, old)
    object.set(["metadata", "managedFields"], to: nil)
  }
}

extension APIServer {
  /// Server-side apply: what the body says is what its manager wants.
  mutating func apply(_ target: Target, _ call: inout APICall) throws(Refusal) -> APIResponse {
    let wanted = try body(call)
    guard let old = try stored(key(target.kind, namespace: target.namespace, name: target.name), &call) else {
      var object = try decode(wanted, as: target.kind, &call)
      try checkNamespace(&object, target)
      object = Conversion.toStorage(object, target.kind)
      let created = try create(object, target, &call)
      return answer(Conversion.fromStorage(created, target.kind), target.kind, call, code: 201)
    }
    let changed = try patched(
      Conversion.fromStorage(old.value, target.kind), wanted,
      target.kind.typeName == nil ? APIRequest.mergePatch : APIRequest.strategicMergePatch, target)
    var object = try decode(changed, as: target.kind, &call)
    object = Conversion.toStorage(object, target.kind)
    guard let updated = try replace(old, by: object, target, operation: "Apply", &call) else {
      throw .status(Self.modified(target))
    }
    return answer(Conversion.fromStorage(updated, target.kind), target.kind, call)
  }
}
