import Documents

/// Makes the schema of Assets/kinds/schema.json.
enum SchemaData {
  static func load() -> Schema {
    let document = KindsData.parsed("Assets/kinds/schema.json")
    var names: [String: String] = [:]
    for (key, name) in document["kinds"]?.fields ?? [:] { names[key] = name.string }
    let definitions = document["types"]?.fields ?? [:]
    var types: [String: SchemaType] = [:]
    types.reserveCapacity(definitions.count)
    for (name, definition) in definitions {
      guard let fields = definition["fields"]?.object else { continue }
      var known: [String: SchemaField] = [:]
      known.reserveCapacity(fields.count)
      for (field, spec) in fields { known[field] = self.field(spec, definitions) }
      var type = SchemaType(name: name, fields: known)
      type.required = (definition["required"]?.elements ?? []).compactMap(\.string)
      types[name] = type
    }
    return Schema(types: types, typeNames: names)
  }

  private static func field(_ spec: Value, _ definitions: Value.Fields) -> SchemaField {
    var field = SchemaField(shape: shape(spec, definitions))
    guard spec.object != nil else { return field }
    field.enumeration = (spec["enum"]?.elements ?? []).compactMap(\.string)
    field.defaultValue = spec["default"]
    field.listMapKeys = (spec["listMapKeys"]?.elements ?? []).compactMap(\.string)
    field.mergeKey = spec["mergeKey"]?.string
    let strategies = spec["patchStrategy"]?.string?.split(separator: ",") ?? []
    field.mergesList = strategies.contains("merge")
    field.retainsKeys = strategies.contains("retainKeys")
    field.isSet = spec["set"]?.bool ?? false
    return field
  }

  private static func shape(_ spec: Value, _ definitions: Value.Fields) -> SchemaShape {
    if let name = spec.string { return scalar(name, format: nil) }
    if let element = spec["list"] { return .list(shape(element, definitions)) }
    if let element = spec["map"] { return .map(shape(element, definitions)) }
    if let name = spec["ref"]?.string { return reference(name, definitions) }
    return scalar(spec["type"]?.string ?? "", format: spec["format"]?.string)
  }

  private static func reference(_ name: String, _ definitions: Value.Fields) -> SchemaShape {
    switch name {
    case "meta.v1.Time": return .time
    case "meta.v1.MicroTime": return .microTime
    case "api.resource.Quantity": return .quantity
    case "util.intstr.IntOrString": return .intOrString
    case "meta.v1.FieldsV1", "runtime.RawExtension": return .object
    default:
      // What has no fields of its own, such as JSON in CRD schemas, may be anything.
      return definitions[name]?["fields"] == nil ? .anything : .type(name)
    }
  }

  private static func scalar(_ type: String, format: String?) -> SchemaShape {
    switch (type, format) {
    case ("string", "byte"): .bytes
    case ("string", "date-time"): .time
    case ("string", _): .string
    case ("boolean", _): .boolean
    case ("integer", "int32"): .integer(bits: 32)
    case ("integer", _): .integer(bits: 64)
    case ("number", _): .number
    case ("integer/string", _): .intOrString
    case ("object", _): .object
    default: .anything
    }
  }
}
