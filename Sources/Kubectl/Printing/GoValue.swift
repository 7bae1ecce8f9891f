import Documents
import KubeModel

/// Values as Go's fmt and templates take decoded JSON; `%v` is `GoPrint.text`.
enum GoValue {
  /// `%#v`, which jsonpath errors show.
  static func syntax(_ value: Value) -> String {
    switch value {
    case .null: "interface {}(nil)"
    case .bool(let flag): String(flag)
    case .int(let number): String(number)
    case .double(let number): GoNumber.general(number)
    case .string(let text): GoText.quoted(text)
    case .array(let elements): "[]interface {}{\(elements.map(syntax).joined(separator: ", "))}"
    case .object(let fields):
      "map[string]interface {}{"
        + fields.keys.sorted().map { "\(GoText.quoted($0)):\(syntax(fields[$0] ?? .null))" }.joined(separator: ", ")
        + "}"
    }
  }

  /// How a result of a JSONPath is printed: JSON for what has parts, `%v` for the rest.
  static func printed(_ value: Value) -> String {
    switch value {
    case .object, .array: JSON.text(value)
    case .null: "<nil>"
    default: GoPrint.text(value)
    }
  }

  static func typeName(_ value: Value) -> String {
    switch value {
    case .null: "<nil>"
    case .bool: "bool"
    case .int: "int64"
    case .double: "float64"
    case .string: "string"
    case .array: "[]interface {}"
    case .object: "map[string]interface {}"
    }
  }

  /// Compares as templates do: negative, zero or positive.
  static func compare(_ left: Value, _ right: Value, ordered: Bool) throws(JSONPathError) -> Int {
    switch (left, right) {
    case (.string(let first), .string(let second)): return first == second ? 0 : first < second ? -1 : 1
    case (.int(let first), .int(let second)): return first == second ? 0 : first < second ? -1 : 1
    case (.double(let first), .double(let second)): return first == second ? 0 : first < second ? -1 : 1
    case (.bool(let first), .bool(let second)):
      if ordered { throw JSONPathError(message: "invalid type for comparison") }
      return first == second ? 0 : 1
    case (.object, _), (.array, _), (_, .object), (_, .array):
      throw JSONPathError(message: "invalid type for comparison")
    default: throw JSONPathError(message: "incompatible types for comparison")
    }
  }
}
