import Documents
import KubeModel

/// The annotation in which apply keeps what was applied last.
enum LastApplied {
  static let key = "kubectl.kubernetes.io/last-applied-configuration"

  /// What the annotation of an object says; nil where there is none.
  static func value(of object: Value) -> String? { object.meta.annotation(key) }

  /// Whether somebody owns the annotation by having applied it on the server.
  static func isApplied(_ object: Value) -> Bool {
    (object["metadata"]?["managedFields"]?.elements ?? []).contains { entry in
      entry["operation"] == "Apply"
        && entry.at(["fieldsV1", "f:metadata", "f:annotations", "f:\(key)"]) != nil
    }
  }

  /// The object without the annotation; it has annotations, if only none.
  static func plain(_ object: Value) -> Value {
    var plain = object
    var annotations = object.meta.annotations
    annotations[key] = nil
    plain.set(["metadata", "annotations"], to: .object(annotations))
    return plain
  }

  /// The text for the annotation.
  static func text(_ object: Value) -> String { "\(JSON.text(plain(object)))\n" }

  /// The object with the annotation.
  static func annotated(_ object: Value) -> Value {
    var annotated = object
    annotated.set(["metadata", "annotations", key], to: .string(text(object)))
    return annotated
  }
}
