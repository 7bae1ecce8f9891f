import Documents
import KubeModel

/// OpenAPI schemas of custom resources: types for decoding, defaults, and checks.
enum CustomSchema {
  /// Adds the type of a schema, and those of the structures inside.
  static func add(_ schema: Value, name: String, to types: inout [String: SchemaType], isRoot: Bool) {
    var type = SchemaType(name: name, fields: [:])
    type.preservesUnknown = schema["x-kubernetes-preserve-unknown-fields"] == true
    if isRoot {
      type.validation = schema
      type.fields["apiVersion"] = SchemaField(shape: .string)
      type.fields["kind"] = SchemaField(shape: .string)
      type.fields["metadata"] = SchemaField(shape: .type("meta.v1.ObjectMeta"))
    }
    for (key, property) in schema["properties"]?.fields ?? [:] where !(isRoot && type.fields[key] != nil) {
      var field = SchemaField(shape: shape(property, name: "\(name).\(key)", to: &types))
      field.defaultValue = property["default"]
      field.enumeration = (property["enum"]?.elements ?? []).compactMap(\.string)
      if property["x-kubernetes-list-type"] == "map" {
        field.listMapKeys = (property["x-kubernetes-list-map-keys"]?.elements ?? []).compactMap(\.string)
      }
      field.isSet = property["x-kubernetes-list-type"] == "set"
      type.fields[key] = field
    }
    type.required = (schema["required"]?.elements ?? []).compactMap(\.string)
    // An empty value of a custom resource is kept as it was written.
    type.required += type.fields.keys.filter {
      !type.required.contains($0) && !["apiVersion", "kind", "metadata"].contains($0)
    }.sorted()
    types[name] = type
  }

  private static func shape(_ schema: Value, name: String, to types: inout [String: SchemaType]) -> SchemaShape {
    if schema["x-kubernetes-int-or-string"] == true { return .intOrString }
    switch schema["type"]?.string {
    case "object":
      if let values = schema["additionalProperties"], values.object != nil {
        return .map(shape(values, name: "\(name).value", to: &types))
      }
      if schema["x-kubernetes-preserve-unknown-fields"] == true, schema["properties"] == nil { return .anything }
      add(schema, name: name, to: &types, isRoot: false)
      return .type(name)
    case "array": return .list(shape(schema["items"] ?? .null, name: "\(name).item", to: &types))
    // Scalars are checked against the schema, whose complaints are other ones than those of Go's decoder.
    default: return .anything
    }
  }

  static func problems(_ value: Value, _ schema: Value, _ path: String) -> [FieldError] {
    var problems: [FieldError] = []
    if let wanted = schema["type"]?.string, !isOf(value, wanted), schema["x-kubernetes-int-or-string"] != true {
      let found = typeName(value)
      let detail = "\(path) in body must be of type \(wanted): \"\(found)\""
      return [FieldError(.typeInvalid, path, body: "Invalid value: \"\(found)\": \(detail)")]
    }
    if let allowed = schema["enum"]?.array, !allowed.contains(value) {
      problems.append(.notSupported(path, value, allowed.map { $0.string ?? JSON.text($0) }))
    }
    problems += bounds(value, schema, path)
    if let fields = value.object {
      for key in (schema["required"]?.elements ?? []).compactMap(\.string) where fields[key] == nil {
        problems.append(.required(join(path, key)))
      }
      let properties = schema["properties"]?.fields ?? [:]
      for key in fields.keys.sorted() where !(path.isEmpty && ["apiVersion", "kind", "metadata"].contains(key)) {
        guard let inner = properties[key] ?? schema["additionalProperties"], inner.object != nil else { continue }
        problems += Self.problems(fields[key] ?? .null, inner, join(path, key))
      }
    }
    if let elements = value.array, let items = schema["items"] {
      for (index, element) in elements.enumerated() { problems += Self.problems(element, items, "\(path)[\(index)]") }
    }
    return problems
  }

  private static func bounds(_ value: Value, _ schema: Value, _ path: String) -> [FieldError] {
    var problems: [FieldError] = []
    func add(_ detail: String) { problems.append(.invalid(path, value, "\(path) in body \(detail)")) }
    if let number = value.double {
      if let most = schema["maximum"], let limit = most.double, number > limit {
        add("should be less than or equal to \(JSON.text(most))")
      }
      if let least = schema["minimum"], let limit = least.double, number < limit {
        add("should be greater than or equal to \(JSON.text(least))")
      }
    }
    if let text = value.string {
      if let most = schema["maxLength"]?.int, text.unicodeScalars.count > most {
        add("should be at most \(most) chars long")
      }
      if let least = schema["minLength"]?.int, text.unicodeScalars.count < least {
        add("should be at least \(least) chars long")
      }
      if let pattern = schema["pattern"]?.string, let regex = try? Regex(pattern), text.firstMatch(of: regex) == nil {
        add("should match '\(pattern)'")
      }
    }
    if let elements = value.array {
      if let most = schema["maxItems"]?.int, elements.count > most { add("should have at most \(most) items") }
      if let least = schema["minItems"]?.int, elements.count < least { add("should have at least \(least) items") }
    }
    return problems
  }

  private static func isOf(_ value: Value, _ type: String) -> Bool {
    switch (type, value) {
    case ("object", .object), ("array", .array), ("string", .string), ("boolean", .bool), ("integer", .int),
      ("number", .int), ("number", .double):
      true
    case ("integer", .double(let number)): number == number.rounded()
    default: false
    }
  }

  private static func typeName(_ value: Value) -> String {
    switch value {
    case .null: "null"
    case .bool: "boolean"
    case .int: "integer"
    case .double: "number"
    case .string: "string"
    case .array: "array"
    case .object: "object"
    }
  }

  private static func join(_ path: String, _ key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }
}
