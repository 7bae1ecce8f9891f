public import Documents

/// One thing that is wrong with an object (apimachinery, util/validation/field).
public struct FieldError: Sendable, Hashable {
  public enum Kind: String, Sendable, Hashable {
    case notFound = "FieldValueNotFound"
    case required = "FieldValueRequired"
    case duplicate = "FieldValueDuplicate"
    case invalid = "FieldValueInvalid"
    case notSupported = "FieldValueNotSupported"
    case forbidden = "FieldValueForbidden"
    case tooLong = "FieldValueTooLong"
    case tooMany = "FieldValueTooMany"
    case typeInvalid = "FieldValueTypeInvalid"

    var words: String {
      switch self {
      case .notFound: "Not found"
      case .required: "Required value"
      case .duplicate: "Duplicate value"
      case .invalid: "Invalid value"
      case .notSupported: "Unsupported value"
      case .forbidden: "Forbidden"
      case .tooLong: "Too long"
      case .tooMany: "Too many"
      case .typeInvalid: "Invalid value"
      }
    }
  }

  public var type: Kind
  /// Such as `spec.egress[0].ports[0].port`.
  public var path: String
  /// The message without the path, as it stands in the causes of a Status.
  public var body: String

  public init(_ type: Kind, _ path: String, body: String) {
    self.type = type
    self.path = path
    self.body = body
  }

  public var text: String { "\(path): \(body)" }

  /// - Parameter keepsOrder: Whether the fields of the value stand in the order of Go's structure already.
  public static func invalid(
    _ path: String, _ value: Value, _ detail: String, keepsOrder: Bool = false
  ) -> FieldError {
    FieldError(.invalid, path, body: "Invalid value: \(shown(value, keepsOrder: keepsOrder)): \(detail)")
  }

  public static func required(_ path: String, _ detail: String = "") -> FieldError {
    FieldError(.required, path, body: detail.isEmpty ? "Required value" : "Required value: \(detail)")
  }

  public static func forbidden(_ path: String, _ detail: String) -> FieldError {
    FieldError(.forbidden, path, body: "Forbidden: \(detail)")
  }

  /// - Parameter keepsOrder: Whether the fields of the value stand in the order of Go's structure already.
  public static func duplicate(_ path: String, _ value: Value, keepsOrder: Bool = false) -> FieldError {
    FieldError(.duplicate, path, body: "Duplicate value: \(shown(value, keepsOrder: keepsOrder))")
  }

  public static func notFound(_ path: String, _ value: Value) -> FieldError {
    FieldError(.notFound, path, body: "Not found: \(shown(value))")
  }

  public static func notSupported(_ path: String, _ value: Value, _ supported: [String]) -> FieldError {
    let list = supported.map { "\"\($0)\"" }.joined(separator: ", ")
    let tail = supported.isEmpty ? "" : ": supported values: \(list)"
    return FieldError(.notSupported, path, body: "Unsupported value: \(shown(value))\(tail)")
  }

  public static func tooLong(_ path: String, _ limit: Int) -> FieldError {
    FieldError(.tooLong, path, body: "Too long: may not be more than \(limit) bytes")
  }

  public static func tooMany(_ path: String, _ actual: Int, _ limit: Int) -> FieldError {
    FieldError(.tooMany, path, body: "Too many: \(actual): must have at most \(limit) items")
  }

  private static func shown(_ value: Value, keepsOrder: Bool = false) -> String {
    JSON.text(value, sortKeys: !keepsOrder, escapeHTML: false)
  }
}
