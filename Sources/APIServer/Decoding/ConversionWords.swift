import Documents

/// What the converter from trees to Go structures says of a value of the wrong type
/// (apimachinery, runtime/converter.go, fromUnstructured).
enum ConversionWords {
  static func problem(_ value: Value, _ goType: String, isStructure: Bool) -> String {
    if isStructure { return "cannot restore struct from: \(kind(value))" }
    if goType.hasPrefix("map[") { return "cannot restore map from \(kind(value))" }
    if goType.hasPrefix("[]") { return "cannot restore slice from \(kind(value))" }
    switch (value, goType) {
    case (.double, "int32"), (.double, "int64"), (.int, "float64"): return "cannot convert \(kind(value)) to \(goType)"
    case (_, "int32"), (_, "int64"), (_, "bool"), (_, "float64"): return "unrecognized type: \(goType)"
    case (.int, _): return "cannot convert int64 to \(goType)"
    default: return "unrecognized type: string"
    }
  }

  /// reflect.Kind of a decoded value.
  private static func kind(_ value: Value) -> String {
    switch value {
    case .null: "invalid"
    case .bool: "bool"
    case .int: "int64"
    case .double: "float64"
    case .string: "string"
    case .array: "slice"
    case .object: "map"
    }
  }
}
