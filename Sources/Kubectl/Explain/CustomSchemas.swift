import Documents
import KubeModel

/// Schemas of custom kinds, out of their definitions.
enum CustomSchemas {
  private static let metadata = "meta.v1.ObjectMeta"

  static func schema(of kind: ResourceKind, _ invocation: Invocation) throws -> Schema {
    let path = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions/\(kind.qualifiedName)"
    let definition = try invocation.client().value(APIRequest(.get, path))
    let version = (definition["spec"]?["versions"]?.elements ?? []).first { $0["name"]?.string == kind.version }
    var types: [String: SchemaType] = [:]
    let name = "\(kind.group).\(kind.version).\(kind.kind)"
    add(version?["schema"]?["openAPIV3Schema"] ?? .emptyObject, name, &types)
    for field in ["apiVersion", "kind"] where types[name]?.fields[field] == nil {
      types[name]?.fields[field] = SchemaField(shape: .string)
    }
    types[name]?.fields["metadata"] = SchemaField(shape: .type(metadata))
    return Schema(types: Schema.builtIn.types.merging(types) { $1 }, typeNames: [:])
  }

  private static func add(_ schema: Value, _ name: String, _ types: inout [String: SchemaType]) {
    var fields: [String: SchemaField] = [:]
    for (key, property) in schema["properties"]?.fields ?? [:] {
      var field = SchemaField(shape: shape(property, "\(name).\(key)", &types))
      field.enumeration = (property["enum"]?.elements ?? []).map(GoPrint.text)
      fields[key] = field
    }
    var type = SchemaType(
      name: name, fields: fields, required: (schema["required"]?.elements ?? []).compactMap(\.string))
    type.validation = schema
    types[name] = type
  }

  private static func shape(
    _ schema: Value, _ name: String, _ types: inout [String: SchemaType]
  ) -> SchemaShape {
    switch schema["type"]?.string {
    case "string": return .string
    case "boolean": return .boolean
    case "integer": return .integer(bits: 64)
    case "number": return .number
    case "array": return .list(shape(schema["items"] ?? .emptyObject, "\(name).items", &types))
    default:
      guard schema["properties"] != nil else { return .object }
      add(schema, name, &types)
      return .type(name)
    }
  }
}
