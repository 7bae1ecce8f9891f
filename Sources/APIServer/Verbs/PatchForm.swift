import Documents
import KubeModel

/// Whether a patch has the form of its type at all (apiserver, endpoints/handlers/patch.go).
enum PatchForm {
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
      ? nil : "json: cannot unmarshal \(ObjectDecoder.name(patch)) into Go value of type map[string]interface {}"
  }

  private static func operations(_ patch: Value) -> String? {
    if patch.isNull { return nil }
    guard let elements = patch.array else {
      return "json: cannot unmarshal \(ObjectDecoder.name(patch)) into Go value of type []handlers.jsonPatchOp"
    }
    for element in elements where !element.isNull {
      guard element.object != nil else {
        return "json: cannot unmarshal \(ObjectDecoder.name(element)) into Go value of type handlers.jsonPatchOp"
      }
      for key in ["op", "from", "path"] {
        if let value = element[key], value.string == nil, !value.isNull {
          return "json: cannot unmarshal \(ObjectDecoder.name(value)) into Go struct field jsonPatchOp.\(key) "
            + "of type string"
        }
      }
    }
    return nil
  }
}
