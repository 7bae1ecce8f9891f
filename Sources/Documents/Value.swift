/// A document as a tree: what YAML and JSON say, and what the API server stores.
///
/// API objects are trees and not a structure per kind, so that what a learner wrote is what is kept.
///
/// Two objects are equal when they have the same fields with the same values, in whatever order: the order in which a
/// manifest lists its fields changes nothing of what it says.
public enum Value: Hashable, Sendable {
  case null
  case bool(Bool)
  case int(Int64)
  case double(Double)
  case string(String)
  case array([Value])
  case object(Fields)
}

extension Value {
  public static let emptyObject = Value.object([:])

  public var isNull: Bool { if case .null = self { true } else { false } }
  public var bool: Bool? { if case .bool(let value) = self { value } else { nil } }
  public var int: Int? { if case .int(let value) = self { Int(value) } else { nil } }
  public var double: Double? {
    switch self {
    case .double(let value): value
    case .int(let value): Double(value)
    default: nil
    }
  }
  public var string: String? { if case .string(let value) = self { value } else { nil } }
  public var array: [Value]? { if case .array(let value) = self { value } else { nil } }
  public var object: Fields? { if case .object(let value) = self { value } else { nil } }

  /// The field of that name: nil where this is no object or has no such field. Setting nil removes it, and setting
  /// a field of `.null` or of nothing makes an object of it.
  /// What Go's encoding/json calls the type, in messages such as "cannot unmarshal array into …".
  public var jsonTypeName: String {
    switch self {
    case .null: "null"
    case .bool: "bool"
    case .int, .double: "number"
    case .string: "string"
    case .array: "array"
    case .object: "object"
    }
  }

  public subscript(_ key: String) -> Value? {
    get { if case .object(let fields) = self { fields[key] } else { nil } }
    set {
      switch self {
      case .object(var fields):
        self = .null
        fields[key] = newValue
        self = .object(fields)
      case .null: if let newValue { self = .object([key: newValue]) }
      default: break
      }
    }
    _modify {
      switch self {
      case .object(var fields):
        self = .null
        defer { self = .object(fields) }
        yield &fields[key]
      case .null:
        var fresh: Value?
        defer { if let fresh { self = .object([key: fresh]) } }
        yield &fresh
      default:
        var ignored: Value?
        yield &ignored
      }
    }
  }

  /// The element at that place of an array.
  public subscript(_ index: Int) -> Value? {
    if case .array(let elements) = self, elements.indices.contains(index) { elements[index] } else { nil }
  }

  /// Follows field names: `object["metadata", "labels"]`.
  public subscript(_ first: String, _ second: String, _ more: String...) -> Value? {
    var found = self[first]?[second]
    for key in more { found = found?[key] }
    return found
  }

  /// Sets the value at a path of field names and makes the objects on the way; nil removes it.
  public mutating func set(_ path: [String], to value: Value?) {
    guard let first = path.first else {
      if let value { self = value }
      return
    }
    set(first, path.dropFirst(), to: value)
  }

  private mutating func set(_ key: String, _ rest: ArraySlice<String>, to value: Value?) {
    guard let next = rest.first else {
      self[key] = value
      return
    }
    if self[key]?.object == nil {
      if value == nil { return }
      self[key] = .emptyObject
    }
    self[key]?.set(next, rest.dropFirst(), to: value)
  }

  /// The value at a path of field names.
  public func at(_ path: [String]) -> Value? {
    path.reduce(Optional(self)) { $0?[$1] }
  }

  /// The elements of an array, or nothing.
  public var elements: [Value] { array ?? [] }
  /// The fields of an object, or nothing.
  public var fields: Fields { object ?? [:] }
  /// An object whose values are all text, such as labels.
  public var stringMap: [String: String] {
    var map: [String: String] = [:]
    for (key, value) in fields { map[key] = value.string ?? "" }
    return map
  }
}

extension Value: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral,
  ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral, ExpressibleByFloatLiteral
{
  public init(stringLiteral value: String) { self = .string(value) }
  public init(integerLiteral value: Int64) { self = .int(value) }
  public init(booleanLiteral value: Bool) { self = .bool(value) }
  public init(floatLiteral value: Double) { self = .double(value) }
  public init(arrayLiteral elements: Value...) { self = .array(elements) }
  public init(dictionaryLiteral elements: (String, Value)...) {
    self = .object(Fields(elements, uniquingKeysWith: { $1 }))
  }
}
