import Assets
import Documents

/// Reads the embedded tables of Assets/kinds, which were taken from a running kube-apiserver v1.36.2.
enum KindsData {
  static func resources() -> [ResourceKind] {
    let document = parsed("Assets/kinds/resources.json")
    let columns = parsed("Assets/kinds/columns.json")
    let types = Schema.builtIn.typeNames
    var resources: [ResourceKind] = []
    for entry in document["resources"]?.elements ?? [] {
      let name = text(entry["name"])
      if let slash = name.firstIndex(of: "/") {
        // Subresources stand right behind their resource.
        resources[resources.count - 1].subresources.append(
          ResourceKind.Subresource(
            name: String(name[name.index(after: slash)...]), kind: text(entry["kind"]),
            groupVersion: entry["responseGroupVersion"]?.string.map { GroupVersion($0) },
            verbs: texts(entry["verbs"])))
      } else {
        resources.append(resource(name, entry, columns: columns, types: types))
      }
    }
    return resources
  }

  private static func resource(
    _ name: String, _ entry: Value, columns: Value, types: [String: String]
  ) -> ResourceKind {
    var resource = ResourceKind(
      name: name, singular: text(entry["singular"]), shortNames: texts(entry["shortNames"]),
      group: text(entry["group"]), version: text(entry["version"]), isPreferred: entry["preferred"]?.bool ?? true,
      isNamespaced: entry["namespaced"]?.bool ?? false, kind: text(entry["kind"]), verbs: texts(entry["verbs"]),
      categories: texts(entry["categories"]))
    let suffix = resource.group.isEmpty ? "" : ".\(resource.group)"
    for column in columns["\(name).\(resource.version)\(suffix)"]?["columns"]?.elements ?? [] {
      resource.columns.append(
        TableColumn(
          name: text(column["name"]), type: text(column["type"]), format: text(column["format"]),
          priority: column["priority"]?.int ?? 0))
    }
    resource.typeName = types["\(resource.apiVersion), Kind=\(resource.kind)"]
    return resource
  }

  static func parsed(_ path: String) -> Value {
    guard let bytes = Assets.bytes(path) else { preconditionFailure("\(path) is not embedded: run scripts/embed") }
    do {
      return try JSON.parse(bytes)
    } catch {
      preconditionFailure("\(path): \(error)")
    }
  }

  private static func text(_ value: Value?) -> String { value?.string ?? "" }
  private static func texts(_ value: Value?) -> [String] { (value?.elements ?? []).compactMap(\.string) }
}
