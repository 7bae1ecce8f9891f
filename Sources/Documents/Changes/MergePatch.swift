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

  /// The patch that `kubectl apply` sends where no schema is known: changes and additions against the live object,
  /// deletions against the last applied configuration.
  public static func threeWay(original: Value, modified: Value, current: Value) -> Value {
    let changes = filtered(between(current, modified)) { !$0.isNull }
    let deletions = filtered(between(original, modified)) { $0.isNull }
    return joined(deletions, changes)
  }

  private static func filtered(_ patch: Value, _ keeps: (Value) -> Bool) -> Value {
    var fields = Value.Fields()
    for (key, value) in patch.fields {
      if value.object != nil {
        let inner = filtered(value, keeps)
        if !inner.fields.isEmpty || value.fields.isEmpty && keeps(value) { fields[key] = inner }
      } else if keeps(value) {
        fields[key] = value
      }
    }
    return .object(fields)
  }

  private static func joined(_ left: Value, _ right: Value) -> Value {
    guard left.object != nil, right.object != nil else { return right }
    var fields = left.fields
    for (key, value) in right.fields { fields[key] = fields[key].map { joined($0, value) } ?? value }
    return .object(fields)
  }
}
