public import Documents

/// Strategic merge patches: merge patches that know by which key the elements of lists are told apart
/// (apimachinery, util/strategicpatch).
public struct StrategicMergePatch: Sendable {
  public struct Failure: Error, Sendable, Equatable {
    public var message: String
  }

  let schema: Schema

  public init(_ schema: Schema) {
    self.schema = schema
  }

  static let directive = "$patch"
  static let retainKeys = "$retainKeys"
  static let orderPrefix = "$setElementOrder/"
  static let deletionPrefix = "$deleteFromPrimitiveList/"

  /// The object after the patch.
  public func apply(_ patch: Value, to original: Value, typeName: String) throws(Failure) -> Value {
    .object(try merge(original.fields, patch.fields, schema[typeName]))
  }

  private func merge(
    _ original: Value.Fields, _ patch: Value.Fields, _ type: SchemaType?
  ) throws(Failure) -> Value.Fields {
    if let directive = patch[Self.directive]?.string {
      switch directive {
      case "replace":
        var whole = patch
        whole[Self.directive] = nil
        return whole
      case "delete": return [:]
      default: throw Failure(message: "unknown patch type: \(directive)")
      }
    }
    var result = original
    if let kept = patch[Self.retainKeys]?.array {
      for key in original.keys where !kept.contains(.string(key)) { result[key] = nil }
    }
    let hasDirectives = patch.keys.contains { $0.utf8.first == UInt8(ascii: "$") }
    for (key, change) in patch where key.utf8.first != UInt8(ascii: "$") {
      switch change {
      case .null: result[key] = nil
      case .bool, .int, .double, .string: result[key] = change
      case .object, .array:
        let order = hasDirectives ? patch[Self.orderPrefix + key]?.array : nil
        result[key] = try merged(result[key], change, type?.fields[key], order: order)
      }
    }
    if !hasDirectives { return result }
    for (key, value) in patch {
      if key.hasPrefix(Self.deletionPrefix) {
        let name = String(key.dropFirst(Self.deletionPrefix.count))
        let doomed = value.elements
        guard let elements = result[name]?.array else { continue }
        result[name] = .array(elements.filter { !doomed.contains($0) })
      } else if key.hasPrefix(Self.orderPrefix) {
        let name = String(key.dropFirst(Self.orderPrefix.count))
        guard patch[name] == nil, let elements = result[name]?.array, let order = value.array else { continue }
        result[name] = .array(Self.ordered(elements, order, before: elements, type?.fields[name]?.mergeKey))
      }
    }
    return result
  }

  /// Nil: the field goes.
  private func merged(
    _ original: Value?, _ change: Value, _ field: SchemaField?, order: [Value]?
  ) throws(Failure) -> Value? {
    switch change {
    case .null: return nil
    case .object(let fields):
      let inner = field.flatMap { schema.type(inside: $0.shape) }
      return .object(try merge(original?.object ?? [:], fields, inner))
    case .array(let elements):
      guard let field, field.mergesList else { return .array(elements.filter { !$0.isNull }) }
      let before = original?.array ?? []
      if elements.contains(where: { $0[Self.directive] == "replace" }) {
        return .array(elements.filter { $0[Self.directive] == nil })
      }
      let list = try mergeList(before, elements, field)
      // Without an order the patch's own counts, so that new elements come before those that it does not name.
      let wanted = order ?? elements.filter { $0[Self.directive] == nil }
      return .array(Self.ordered(list, wanted, before: before, field.mergeKey))
    default: return change
    }
  }

  private func mergeList(_ original: [Value], _ patch: [Value], _ field: SchemaField) throws(Failure) -> [Value] {
    guard let mergeKey = field.mergeKey else {
      return original + patch.filter { !original.contains($0) }
    }
    let inner = schema.type(inside: field.shape)
    var result = original
    for element in patch {
      guard element.object != nil else {
        throw Failure(message: "map: map[] does not contain declared merge key: \(mergeKey)")
      }
      guard let id = element[mergeKey] else {
        throw Failure(message: "map: \(GoPrint.text(element)) does not contain declared merge key: \(mergeKey)")
      }
      let index = result.firstIndex { $0[mergeKey] == id }
      if element[Self.directive] == "delete" {
        result.removeAll { $0[mergeKey] == id }
      } else if let index {
        result[index] = .object(try merge(result[index].fields, element.fields, inner))
      } else {
        result.append(.object(try merge([:], element.fields, inner)))
      }
    }
    return result
  }

  /// Elements that the order names stand in it; the others keep their place relative to those that were there before.
  private static func ordered(_ list: [Value], _ order: [Value], before: [Value], _ mergeKey: String?) -> [Value] {
    func id(_ value: Value) -> Value { mergeKey.flatMap { value[$0] } ?? value }
    let wanted = order.map(id)
    if wanted == list.map(id) { return list }
    let places = before.map(id)
    let named = list.filter { wanted.contains(id($0)) }
      .sorted { (wanted.firstIndex(of: id($0)) ?? 0) < (wanted.firstIndex(of: id($1)) ?? 0) }
    let others = list.filter { !wanted.contains(id($0)) }
    var result: [Value] = []
    var (left, right) = (others[...], named[...])
    while let first = left.first, let second = right.first {
      if let one = places.firstIndex(of: id(first)), let other = places.firstIndex(of: id(second)), one < other {
        result.append(left.removeFirst())
      } else {
        result.append(right.removeFirst())
      }
    }
    return result + left + right
  }
}
