import Documents
import KubeModel

/// Whether a patch has the form of its type at all (apiserver, endpoints/handlers/patch.go).
enum PatchForm {
  /// The patch of a request as a tree.
  static func read(_ body: APIRequest.Body, _ type: String) throws(Refusal) -> Value {
    switch body {
    case .value(let value): return value
    case .none: throw .status(.badRequest("the body of the request was empty"))
    case .bytes(let bytes):
      do throws(JSONError) {
        return try JSON.parse(bytes)
      } catch {
        let prefix = type == APIRequest.strategicMergePatch ? "" : "error decoding patch: "
        throw .status(.badRequest("\(prefix)\(error.message)"))
      }
    }
  }

  static func problem(_ patch: Value, _ type: String) -> String? {
    switch type {
    case APIRequest.jsonPatch: operations(patch).map { "error decoding patch: \($0)" }
    case APIRequest.mergePatch: object(patch).map { "error decoding patch: \($0)" }
    case APIRequest.strategicMergePatch: object(patch)
    default: nil
    }
  }

  private static func object(_ patch: Value) -> String? {
    patch.object != nil || patch.isNull
      ? nil : "json: cannot unmarshal \(patch.jsonTypeName) into Go value of type map[string]interface {}"
  }

  private static func operations(_ patch: Value) -> String? {
    if patch.isNull { return nil }
    guard let elements = patch.array else {
      return "json: cannot unmarshal \(patch.jsonTypeName) into Go value of type []handlers.jsonPatchOp"
    }
    for element in elements where !element.isNull {
      guard element.object != nil else {
        return "json: cannot unmarshal \(element.jsonTypeName) into Go value of type handlers.jsonPatchOp"
      }
      for key in ["op", "from", "path"] {
        if let value = element[key], value.string == nil, !value.isNull {
          return "json: cannot unmarshal \(value.jsonTypeName) into Go struct field jsonPatchOp.\(key) "
            + "of type string"
        }
      }
    }
    return nil
  }
}
