public import Documents

extension StrategicMergePatch {
  private struct Options {
    var ignoresDeletions = false
    var ignoresChanges = false
  }

  /// The patch that `kubectl apply` sends: what differs between the live object and the file, and the deletion of
  /// what the last applied configuration had and the file no longer has.
  public func threeWay(original: Value, modified: Value, current: Value, typeName: String) -> Value {
    let type = schema[typeName]
    let changes = difference(current.fields, modified.fields, type, Options(ignoresDeletions: true))
    let deletions = difference(original.fields, modified.fields, type, Options(ignoresChanges: true))
    return .object(combine(deletions, changes, type))
  }

  /// The patch that makes `modified` of `original`, as `kubectl edit` and `kubectl set` send it.
  public func between(_ original: Value, _ modified: Value, typeName: String) -> Value {
    .object(difference(original.fields, modified.fields, schema[typeName], Options()))
  }

  private func difference(
    _ original: Value.Fields, _ modified: Value.Fields, _ type: SchemaType?, _ options: Options
  ) -> Value.Fields {
    var patch = Value.Fields()
    for (key, before) in original {
      guard let after = modified[key] else {
        if !options.ignoresDeletions { patch[key] = .null }
        continue
      }
      if before == after { continue }
      let field = type?.fields[key]
      switch (before, after) {
      case (.object(let left), .object(let right)):
        let inner = field.flatMap { schema.type(inside: $0.shape) }
        var changes = difference(left, right, inner, options)
        if !changes.isEmpty, field?.retainsKeys == true, !options.ignoresChanges {
          changes[Self.retainKeys] = .array(right.keys.sorted().map { .string($0) })
        }
        if !changes.isEmpty { patch[key] = .object(changes) }
      case (.array(let left), .array(let right)):
        if let field, field.mergesList {
          differenceOfLists(left, right, key, field, options, into: &patch)
        } else if !options.ignoresChanges {
          patch[key] = after
        }
      default: if !options.ignoresChanges { patch[key] = after }
      }
    }
    if !options.ignoresChanges {
      for (key, after) in modified where original[key] == nil { patch[key] = after }
    }
    return patch
  }

  private func differenceOfLists(
    _ left: [Value], _ right: [Value], _ key: String, _ field: SchemaField, _ options: Options,
    into patch: inout Value.Fields
  ) {
    guard let mergeKey = field.mergeKey else {
      let added = options.ignoresChanges ? [] : right.filter { !left.contains($0) }
      let removed = options.ignoresDeletions ? [] : left.filter { !right.contains($0) }
      if !added.isEmpty { patch[key] = .array(added) }
      if !removed.isEmpty { patch[Self.deletionPrefix + key] = .array(removed) }
      if !options.ignoresChanges, !added.isEmpty { patch[Self.orderPrefix + key] = .array(right) }
      return
    }
    let inner = schema.type(inside: field.shape)
    var changes: [Value] = []
    for element in right {
      guard let id = element[mergeKey] else { continue }
      if let before = left.first(where: { $0[mergeKey] == id }) {
        var change = difference(before.fields, element.fields, inner, options)
        if change.isEmpty { continue }
        change[mergeKey] = id
        if field.retainsKeys, !options.ignoresChanges {
          change[Self.retainKeys] = .array(element.fields.keys.sorted().map { .string($0) })
        }
        changes.append(.object(change))
      } else if !options.ignoresChanges {
        changes.append(element)
      }
    }
    if !options.ignoresDeletions {
      for element in left {
        guard let id = element[mergeKey], !right.contains(where: { $0[mergeKey] == id }) else { continue }
        changes.append(.object([Self.directive: "delete", mergeKey: id]))
      }
    }
    let isSameOrder = left.map { $0[mergeKey] } == right.map { $0[mergeKey] }
    if !changes.isEmpty { patch[key] = .array(changes) }
    if !options.ignoresChanges, !changes.isEmpty || !isSameOrder {
      patch[Self.orderPrefix + key] = .array(right.map { .object([mergeKey: $0[mergeKey] ?? .null]) })
    }
  }

  /// Puts two patches together; where both change a list of keyed elements, the elements are joined by key.
  private func combine(_ deletions: Value.Fields, _ changes: Value.Fields, _ type: SchemaType?) -> Value.Fields {
    var result = deletions
    for (key, change) in changes {
      guard let deletion = result[key] else {
        result[key] = change
        continue
      }
      let field = type?.fields[key]
      let inner = field.flatMap { schema.type(inside: $0.shape) }
      switch (deletion, change) {
      case (.object(let left), .object(let right)): result[key] = .object(combine(left, right, inner))
      case (.array(let left), .array(let right)):
        guard let mergeKey = field?.mergeKey else {
          result[key] = change
          continue
        }
        var elements = right
        for element in left {
          if let index = elements.firstIndex(where: { $0[mergeKey] == element[mergeKey] }) {
            elements[index] = .object(combine(element.fields, elements[index].fields, inner))
          } else {
            elements.append(element)
          }
        }
        result[key] = .array(elements)
      default: result[key] = change
      }
    }
    return result
  }
}
