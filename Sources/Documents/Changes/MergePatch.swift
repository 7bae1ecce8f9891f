/// JSON merge patches (RFC 7386): null removes, objects merge, everything else replaces.
public enum MergePatch {
  public static func apply(_ patch: Value, to target: Value) -> Value {
    guard let changes = patch.object else { return patch }
    var fields = target.object ?? [:]
    for (key, change) in changes {
      if change.isNull {
        fields[key] = nil
      } else {
        fields[key] = apply(change, to: fields[key] ?? .null)
      }
    }
    return .object(fields)
  }

  /// The smallest patch that makes `new` of `old`.
  public static func between(_ old: Value, _ new: Value) -> Value {
    guard let before = old.object, let after = new.object else { return new }
    var patch = Value.Fields()
    for (key, value) in after {
      guard let previous = before[key] else {
        patch[key] = value
        continue
      }
      if previous == value { continue }
      patch[key] = previous.object != nil && value.object != nil ? between(previous, value) : value
    }
    for key in before.keys where after[key] == nil { patch[key] = .null }
    return .object(patch)
  }
}
