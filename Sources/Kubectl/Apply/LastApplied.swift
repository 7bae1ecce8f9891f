import Documents
import KubeModel

/// The annotation in which apply keeps what was applied last.
enum LastApplied {
  static let key = "kubectl.kubernetes.io/last-applied-configuration"

  /// What the annotation of an object says; nil where there is none.
  static func value(of object: Value) -> String? { object.meta.annotation(key) }

  /// The text for the annotation: the object without the annotation itself.
  static func text(_ object: Value) -> String {
    var plain = object
    var annotations = object.meta.annotations
    annotations[key] = nil
    plain.set(["metadata", "annotations"], to: .object(annotations))
    return "\(JSON.text(plain))\n"
  }

  /// The object with the annotation.
  static func annotated(_ object: Value) -> Value {
    var annotated = object
    annotated.set(["metadata", "annotations", key], to: .string(text(object)))
    return annotated
  }
}
