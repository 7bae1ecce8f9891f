public import Documents

/// Values as Go's fmt prints decoded JSON.
public enum GoPrint {
  /// `%v`: `map[a:b c:[1 2]]`.
  public static func text(_ value: Value) -> String {
    switch value {
    case .null: "<nil>"
    case .bool(let flag): String(flag)
    case .int(let number): String(number)
    case .double(let number): GoNumber.general(number)
    case .string(let text): text
    case .array(let elements): "[\(elements.map(text).joined(separator: " "))]"
    case .object(let fields):
      "map[\(fields.keys.sorted().map { "\($0):\(text(fields[$0] ?? .null))" }.joined(separator: " "))]"
    }
  }
}
