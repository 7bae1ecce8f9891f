import Documents
import Simulation

/// Parts of values: looking, iterating, and changing along paths.
enum JqAccess {
  static func get(_ value: Value, _ index: Value) throws -> Value {
    switch (value, index) {
    case (.object(let fields), .string(let name)): return fields[name] ?? .null
    case (.array(let elements), .double(let number)):
      guard !number.isNaN else { return .null }
      let position = Int(max(-1e15, min(1e15, number.rounded(.down))))
      let place = position < 0 ? elements.count + position : position
      return elements.indices.contains(place) ? elements[place] : .null
    case (.null, .string), (.null, .double), (.null, .null): return .null
    case (_, .object(let range)) where range["start"] != nil || range["end"] != nil:
      return try slice(value, range["start"] ?? .null, range["end"] ?? .null)
    case (.array(let elements), .array(let wanted)):
      guard !wanted.isEmpty else { return .null }
      return .array(
        elements.indices.filter { start in
          start + wanted.count <= elements.count && zip(elements[start...], wanted).allSatisfy { JqValues.equal($0, $1) }
        }.map { .double(Double($0)) })
    case (_, .string(let name)): throw JqError("Cannot index \(JqValues.kind(value)) with string \"\(name)\"")
    default: throw JqError("Cannot index \(JqValues.kind(value)) with \(JqValues.kind(index))")
    }
  }

  static func slice(_ value: Value, _ from: Value, _ to: Value) throws -> Value {
    guard from == .null || from.double != nil, to == .null || to.double != nil else {
      throw JqError("Start and end indices of an array slice must be numbers")
    }
    switch value {
    case .null: return .null
    case .array(let elements):
      let range = range(from, to, elements.count)
      return .array(Array(elements[range]))
    case .string(let text):
      let scalars = Array(text.unicodeScalars)
      return .string(String(String.UnicodeScalarView(scalars[range(from, to, scalars.count)])))
    default: throw JqError("Cannot index \(JqValues.kind(value)) with object")
    }
  }

  private static func range(_ from: Value, _ to: Value, _ count: Int) -> Range<Int> {
    func place(_ value: Value, _ fallback: Int, _ rule: FloatingPointRoundingRule) -> Int {
      guard let number = value.double else { return fallback }
      let rounded = Int(max(-1e15, min(1e15, number.rounded(rule))))
      return max(0, min(count, rounded < 0 ? count + rounded : rounded))
    }
    let first = place(from, 0, .down)
    return first..<max(first, place(to, count, .up))
  }

  static func each(_ value: Value, _ emit: JqRun.Emit) throws {
    switch value {
    case .array(let elements): for element in elements { try emit(element) }
    case .object(let fields): for (_, element) in fields { try emit(element) }
    default: throw JqError("Cannot iterate over \(JqValues.kind(value))\(value == .null ? "" : " (\(JqValues.shown(value)))")")
    }
  }

  static func get(_ value: Value, path: [Value]) throws -> Value {
    var found = value
    for key in path {
      if found == .null { return .null }
      found = try get(found, key)
    }
    return found
  }

  static func set(_ value: Value, path: ArraySlice<Value>, to new: Value) throws -> Value {
    guard let key = path.first else { return new }
    let rest = path.dropFirst()
    switch (value, key) {
    case (.null, .string), (.object, .string):
      var fields = value.fields
      let name = key.string ?? ""
      fields[name] = try set(fields[name] ?? .null, path: rest, to: new)
      return .object(fields)
    case (.null, .double(let number)), (.array, .double(let number)):
      var elements = value.elements
      var place = Int(nearest: number.rounded(.down))
      if place < 0 {
        place += elements.count
        if place < 0 { throw JqError("Out of bounds negative array index") }
      }
      if place > 10_000_000 { throw JqError("Array index too large") }
      if place > 10_000_000 { throw JqError("Array index too large") }
      while elements.count <= place { elements.append(.null) }
      elements[place] = try set(elements[place], path: rest, to: new)
      return .array(elements)
    case (.null, .object(let bounds)), (.array, .object(let bounds)):
      let elements = value.elements
      let place = range(bounds["start"] ?? .null, bounds["end"] ?? .null, elements.count)
      let changed = try set(.array(Array(elements[place])), path: rest, to: new)
      guard case .array(let inserted) = changed else { throw JqError("A slice of an array can only be assigned another array") }
      return .array(Array(elements[..<place.lowerBound]) + inserted + Array(elements[place.upperBound...]))
    default:
      if case .string(let name) = key { throw JqError("Cannot index \(JqValues.kind(value)) with \"\(name)\"") }
      throw JqError("Cannot index \(JqValues.kind(value)) with \(JqValues.kind(key))")
    }
  }

  static func delete(_ value: Value, paths: [[Value]]) throws -> Value {
    var result = value
    // From the last to the first, so that places in arrays stay right.
    for path in paths.sorted(by: { JqValues.compare(.array($0), .array($1)) > 0 }) { result = try delete(result, path[...]) }
    return result
  }

  private static func delete(_ value: Value, _ path: ArraySlice<Value>) throws -> Value {
    guard let key = path.first else { return .null }
    if value == .null { return .null }
    if path.count > 1 {
      let inner = try get(value, key)
      if inner == .null { return value }
      return try set(value, path: [key], to: try delete(inner, path.dropFirst()))
    }
    switch (value, key) {
    case (.object(var fields), .string(let name)):
      fields.removeValue(forKey: name)
      return .object(fields)
    case (.array(var elements), .double(let number)):
      let number = Int(nearest: number.rounded(.towardZero))
      let place = number < 0 ? elements.count + number : number
      if elements.indices.contains(place) { elements.remove(at: place) }
      return .array(elements)
    case (.array(let elements), .object(let bounds)):
      let place = range(bounds["start"] ?? .null, bounds["end"] ?? .null, elements.count)
      return .array(Array(elements[..<place.lowerBound]) + Array(elements[place.upperBound...]))
    case (.object, _): throw JqError("Cannot delete field at object index of \(JqValues.kind(key))")
    case (.array, .string): throw JqError("Cannot delete field at object index of array")
    default: throw JqError("Cannot delete field at \(JqValues.kind(value)) index of \(JqValues.kind(key))")
    }
  }
}
