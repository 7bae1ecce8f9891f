import Documents
import KubeModel

/// Whether the schema of a custom resource is structural: every object, field and element says its type
/// (apiextensions-apiserver, pkg/apiserver/schema/validation.go).
enum StructuralSchema {
  enum Level {
    case root
    case field
    case element
  }

  static func problems(_ schema: Value, _ path: String, _ level: Level) -> [FieldError] {
    var problems: [FieldError] = []
    let type = schema["type"]?.string ?? ""
    if type.isEmpty, schema["x-kubernetes-int-or-string"] != true,
      schema["x-kubernetes-preserve-unknown-fields"] != true || level == .root
    {
      let place =
        switch level {
        case .root: "at the root"
        case .field: "for specified object fields"
        case .element: "for specified array items"
        }
      problems.append(.required("\(path).type", "must not be empty \(place)"))
    }
    if level == .root, !type.isEmpty, type != "object" {
      problems.append(.invalid("\(path).type", .string(type), "must be object at the root"))
    }
    if type == "array", schema["items"] == nil { problems.append(.required("\(path).items", "must be specified")) }
    if schema["properties"] != nil, schema["additionalProperties"] != nil {
      problems.append(
        .forbidden("\(path).additionalProperties", "additionalProperties and properties are mutual exclusive"))
    }
    for key in (schema["properties"]?.fields.keys.sorted() ?? []) {
      if level == .root, key == "metadata" { continue }
      problems += self.problems(schema["properties"]?[key] ?? .null, "\(path).properties[\(key)]", .field)
    }
    if let values = schema["additionalProperties"], values.object != nil {
      problems += self.problems(values, "\(path).additionalProperties", .field)
    }
    if let items = schema["items"], items.object != nil {
      problems += self.problems(items, "\(path).items", .element)
    }
    return problems
  }
}
