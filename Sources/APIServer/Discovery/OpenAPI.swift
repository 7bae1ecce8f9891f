import Documents
import KubeModel

/// The structure of what a server serves, as OpenAPI documents. Differs: they hold no descriptions, and of each path only
/// that it is there.
struct OpenAPI {
  let kinds: Kinds
  let version: String

  /// `/openapi/v3`: which documents there are.
  var index: Value {
    var paths: Value = [:]
    for group in kinds.groups {
      for version in group.versions {
        let path = GroupVersion(group: group.name, version: version).path
        let digest = SHA256.digest(Array("\(path) \(self.version) \(kinds.all.count)".utf8))
        let hash = digest.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined().uppercased()
        paths[String(path.dropFirst())] = ["serverRelativeURL": .string("/openapi/v3\(path)?hash=\(hash)")]
      }
    }
    return ["paths": paths]
  }

  /// The document of one group and version; nil where nothing of it is served.
  func document(_ groupVersion: GroupVersion) -> Value? {
    let served = kinds.all.filter { $0.groupVersion == groupVersion }
    if served.isEmpty { return nil }
    return [
      "openapi": "3.0.0", "info": info, "paths": paths(served),
      "components": ["schemas": definitions(served, prefix: "#/components/schemas/")],
    ]
  }

  /// `/openapi/v2`: everything in one document.
  var whole: Value {
    [
      "swagger": "2.0", "info": info, "paths": paths(kinds.all),
      "definitions": definitions(kinds.all, prefix: "#/definitions/"),
    ]
  }

  private var info: Value { ["title": "Kubernetes", "version": .string(version)] }

  private func paths(_ served: [ResourceKind]) -> Value {
    var paths: Value = [:]
    for kind in served {
      let collection = APIRequest.path(kind, namespace: "{namespace}")
      let identity = Self.identity(kind)
      for path in [collection, "\(collection)/{name}"] {
        let action: Value = .string(path == collection ? "list" : "get")
        paths[path] = ["get": ["x-kubernetes-action": action, "x-kubernetes-group-version-kind": identity]]
      }
    }
    return paths
  }

  private static func identity(_ kind: ResourceKind) -> Value {
    ["group": .string(kind.group), "version": .string(kind.version), "kind": .string(kind.kind)]
  }

  // MARK: Types

  /// The types of kinds and all that they are made of, sorted by name.
  private func definitions(_ served: [ResourceKind], prefix: String) -> Value {
    var identities: [String: [Value]] = [:]
    var open: [String] = []
    for kind in served {
      guard let name = kind.typeName else { continue }
      if identities[name] == nil { open.append(name) }
      identities[name, default: []].append(Self.identity(kind))
    }
    var found: [String: Value] = [:]
    while let name = open.popLast() {
      guard found[name] == nil, let type = kinds.schema[name] else { continue }
      var definition = self.definition(type, prefix: prefix)
      if let identities = identities[name] { definition["x-kubernetes-group-version-kind"] = .array(identities) }
      found[name] = definition
      for key in type.fields.keys.sorted() {
        if let shape = type.fields[key]?.shape { open += Self.references(shape) }
      }
    }
    var sorted: Value = [:]
    for (name, definition) in found.map({ (Self.fullName($0.key), $0.value) }).sorted(by: { $0.0 < $1.0 }) {
      sorted[name] = definition
    }
    return sorted
  }

  private func definition(_ type: SchemaType, prefix: String) -> Value {
    var definition: Value = ["type": "object"]
    var properties: Value = [:]
    for key in type.fields.keys.sorted() {
      guard let field = type.fields[key] else { continue }
      var property = Self.property(field.shape, prefix)
      if !field.enumeration.isEmpty { property["enum"] = .array(field.enumeration.map { .string($0) }) }
      if let value = field.defaultValue { property["default"] = value }
      if !field.listMapKeys.isEmpty {
        property["x-kubernetes-list-type"] = "map"
        property["x-kubernetes-list-map-keys"] = .array(field.listMapKeys.map { .string($0) })
      }
      if let key = field.mergeKey { property["x-kubernetes-patch-merge-key"] = .string(key) }
      if field.mergesList { property["x-kubernetes-patch-strategy"] = field.retainsKeys ? "merge,retainKeys" : "merge" }
      properties[key] = property
    }
    if !properties.fields.isEmpty { definition["properties"] = properties }
    let required = type.validation == nil ? type.required : []
    if !required.isEmpty { definition["required"] = .array(required.map { .string($0) }) }
    return definition
  }

  private static func property(_ shape: SchemaShape, _ prefix: String) -> Value {
    switch shape {
    case .string: return ["type": "string"]
    case .boolean: return ["type": "boolean"]
    case .number: return ["type": "number", "format": "double"]
    case .integer(let bits): return ["type": "integer", "format": .string("int\(bits)")]
    case .bytes: return ["type": "string", "format": "byte"]
    case .time, .microTime: return ["type": "string", "format": "date-time"]
    case .quantity: return ["type": "string"]
    case .intOrString: return ["type": "string", "format": "int-or-string"]
    case .object: return ["type": "object"]
    case .anything: return [:]
    case .type(let name): return ["$ref": .string(prefix + fullName(name))]
    case .list(let element): return ["type": "array", "items": property(element, prefix)]
    case .map(let element): return ["type": "object", "additionalProperties": property(element, prefix)]
    }
  }

  private static func references(_ shape: SchemaShape) -> [String] {
    switch shape {
    case .type(let name): [name]
    case .list(let element), .map(let element): references(element)
    default: []
    }
  }

  /// `io.k8s.api.core.v1.Pod` for `core.v1.Pod`; groups of custom resources are turned round.
  static func fullName(_ name: String) -> String {
    let parts = name.split(separator: ".").map(String.init)
    switch parts.first {
    case "meta": return "io.k8s.apimachinery.pkg.apis.\(name)"
    case "apiextensions": return "io.k8s.apiextensions-apiserver.pkg.apis.\(name)"
    case "apiregistration": return "io.k8s.kube-aggregator.pkg.apis.\(name)"
    default: break
    }
    guard let place = parts.firstIndex(where: isVersion), place > 1 else { return "io.k8s.api.\(name)" }
    return (parts[..<place].reversed() + parts[place...]).joined(separator: ".")
  }

  private static func isVersion(_ word: String) -> Bool {
    word.first == "v" && word.dropFirst().first?.isNumber == true
  }
}
