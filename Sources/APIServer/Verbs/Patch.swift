import Documents
import KubeModel

extension APIServer {
  /// Changes an object by a patch; where somebody was faster, the patch is applied to what they left.
  mutating func patch(_ target: Target, _ call: inout APICall) throws(Refusal) -> APIResponse {
    let type = call.request.contentType.split(separator: ";").first.map { String($0) } ?? ""
    if type == APIRequest.applyPatch { return try apply(target, &call) }
    if type == APIRequest.strategicMergePatch, CustomResources.isCustom(target.kind) {
      var status = APIStatus(
        code: 415, reason: "UnsupportedMediaType",
        message: "the body of the request was in an unknown format - accepted media types include: "
          + "application/json-patch+json, application/merge-patch+json, application/apply-patch+yaml")
      status.group = target.kind.group
      status.kind = target.kind.name
      throw .status(status)
    }
    let patch = try PatchForm.read(call.request.body, type)
    if let problem = PatchForm.problem(patch, type) { throw .status(.badRequest(problem)) }
    for _ in 0..<5 {
      let old = try existing(target, &call)
      let current = Conversion.fromStorage(old.value, target.kind)
      let changed = try patched(current, patch, type, target)
      let isStrategic = type == APIRequest.strategicMergePatch
      var object = try decode(
        changed, as: target.kind, &call, strategicPatch: isStrategic ? patch : nil, knowing: cache[old.key])
      let version = object.meta.resourceVersion
      if !version.isEmpty, version != String(old.revision) { throw .status(Self.modified(target)) }
      try checkName(object, target)
      try checkNamespace(&object, target)
      object = Conversion.toStorage(object, target.kind)
      if let updated = try replace(old, by: object, target, operation: "Update", &call) {
        return answer(Conversion.fromStorage(updated, target.kind), target.kind, call)
      }
    }
    throw .status(Self.modified(target))
  }

  func patched(_ current: Value, _ patch: Value, _ type: String, _ target: Target) throws(Refusal) -> Value {
    switch type {
    case APIRequest.jsonPatch:
      do throws(JSONPatch.Failure) {
        return try JSONPatch(patch).apply(to: current)
      } catch {
        var status = APIStatus(
          code: 422, reason: "Invalid", message: "the server rejected our request due to an error in our request")
        status.causes = []
        throw .status(status)
      }
    case APIRequest.mergePatch: return MergePatch.apply(patch, to: current)
    case APIRequest.strategicMergePatch:
      let typeName = target.kind.typeName ?? ""
      do throws(StrategicMergePatch.Failure) {
        return try StrategicMergePatch(kinds.schema).apply(patch, to: current, typeName: typeName)
      } catch {
        throw .status(.badRequest(error.message))
      }
    default:
      throw .status(
        APIStatus(
          code: 415, reason: "UnsupportedMediaType",
          message: "the body of the request was in an unknown format - accepted media types include: "
            + "application/json-patch+json, application/merge-patch+json, application/strategic-merge-patch+json, "
            + "application/apply-patch+yaml"))
    }
  }
}
