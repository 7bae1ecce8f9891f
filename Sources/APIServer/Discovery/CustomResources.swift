import Documents
import Etcd
import KubeModel
import Simulation

extension APIServer {
  /// Makes what is served follow the definitions of custom resources.
  mutating func updateDefinitions() {
    guard cache.definitionChanges != definitionsSeen else { return }
    definitionsSeen = cache.definitionChanges
    kinds = Kinds.builtIn
    let folder = EtcdKey("\(options.etcdPrefix)/apiextensions.k8s.io/customresourcedefinitions/")
    cache.forEach(folder) { _, definition in
      for (kind, types) in CustomResources.kinds(definition) { kinds.add(kind, types: types) }
      return true
    }
  }
}

/// Custom resources: their kinds out of their definitions, and the checks of their schemas.
enum CustomResources {
  static func isCustom(_ kind: ResourceKind) -> Bool {
    kind.group.contains(".") && !kind.group.hasSuffix(".k8s.io")
  }

  /// The served versions of a definition, with the types of their schemas.
  static func kinds(_ definition: Value) -> [(ResourceKind, [String: SchemaType])] {
    let spec = definition["spec"] ?? .null
    let names = spec["names"] ?? .null
    let group = spec["group"]?.string ?? ""
    let kindName = names["kind"]?.string ?? ""
    let plural = names["plural"]?.string ?? ""
    let served = (spec["versions"]?.elements ?? []).filter { $0["served"] == true }
    var result: [(ResourceKind, [String: SchemaType])] = []
    for (index, version) in served.enumerated() {
      var kind = ResourceKind(
        name: plural, singular: names["singular"]?.string ?? kindName.lowercased(),
        shortNames: (names["shortNames"]?.elements ?? []).compactMap(\.string), group: group,
        version: version["name"]?.string ?? "", isPreferred: index == 0, isNamespaced: spec["scope"] == "Namespaced",
        kind: kindName, verbs: ["delete", "deletecollection", "get", "list", "patch", "create", "update", "watch"],
        categories: (names["categories"]?.elements ?? []).compactMap(\.string))
      if version["subresources"]?["status"] != nil {
        kind.subresources.append(.init(name: "status", kind: kindName, verbs: ["get", "patch", "update"]))
      }
      if version["subresources"]?["scale"] != nil {
        kind.subresources.append(
          .init(
            name: "scale", kind: "Scale", groupVersion: GroupVersion("autoscaling/v1"),
            verbs: ["get", "patch", "update"]))
      }
      kind.columns = columns(version)
      var types: [String: SchemaType] = [:]
      let root = "\(group).\(kind.version).\(kindName)"
      if let schema = version["schema"]?["openAPIV3Schema"] {
        CustomSchema.add(schema, name: root, to: &types, isRoot: true)
        kind.typeName = root
      }
      result.append((kind, types))
    }
    return result
  }

  private static func columns(_ version: Value) -> [TableColumn] {
    let given = version["additionalPrinterColumns"]?.elements ?? []
    var columns = [TableColumn(name: "Name", type: "string", format: "name", jsonPath: ".metadata.name")]
    for column in given {
      columns.append(
        TableColumn(
          name: column["name"]?.string ?? "", type: column["type"]?.string ?? "",
          format: column["format"]?.string ?? "", priority: column["priority"]?.int ?? 0,
          description: column["description"]?.string ?? "", jsonPath: column["jsonPath"]?.string ?? ""))
    }
    if given.isEmpty {
      columns.append(TableColumn(name: "Age", type: "date", jsonPath: ".metadata.creationTimestamp"))
    }
    return columns
  }

  static func cell(_ column: TableColumn, _ object: Value, _ now: WallTime) -> Value {
    let path = (column.jsonPath ?? "").split(separator: ".").map { String($0) }
    guard let value = value(path[...], object) else { return column.type == "date" ? "<unknown>" : "" }
    switch column.type {
    case "date": return .string(Age.text(since: value.string, now: now))
    case "integer", "number", "boolean": return value
    default:
      if let text = value.string { return .string(text) }
      return .string(JSON.text(value))
    }
  }

  /// Field names, indices, and conditions of the form `[?(@.type=="Ready")]`.
  private static func value(_ path: ArraySlice<String>, _ object: Value) -> Value? {
    guard let first = path.first else { return object }
    guard let open = first.firstIndex(of: "[") else { return object[first].flatMap { value(path.dropFirst(), $0) } }
    let list = object[String(first[..<open])]?.elements ?? []
    let inside = first[first.index(after: open)...].prefix { $0 != "]" }
    if let index = Int(inside) {
      return list.indices.contains(index) ? value(path.dropFirst(), list[index]) : nil
    }
    // A dot within the condition has split it: the rest stands in the next element.
    let joined = path.joined(separator: ".")
    guard let at = joined.range(between: "@.", and: "=="), let quoted = joined.range(between: "==\"", and: "\""),
      let close = joined.text(after: "\")]")
    else { return nil }
    guard let match = list.first(where: { $0[at]?.string == quoted }) else { return nil }
    return value(close.split(separator: ".").map { String($0) }[...], match)
  }

  /// What the server adds to a new definition; it accepts the names at once.
  static func prepareDefinition(_ object: inout Value, now: WallTime) {
    var names = object["spec"]?["names"] ?? .emptyObject
    let kind = names["kind"]?.string ?? ""
    if names["singular"] == nil { names["singular"] = .string(kind.lowercased()) }
    if names["listKind"] == nil { names["listKind"] = .string("\(kind)List") }
    object.set(["spec", "names"], to: names)
    if object["spec"]?["conversion"] == nil { object.set(["spec", "conversion"], to: ["strategy": "None"]) }
    let stored = (object["spec"]?["versions"]?.elements ?? []).filter { $0["storage"] == true }.compactMap {
      $0["name"]
    }
    let time: Value = .string(now.rfc3339)
    object["status"] = [
      "acceptedNames": names,
      "conditions": [
        [
          "lastTransitionTime": time, "message": "no conflicts found", "reason": "NoConflicts", "status": "True",
          "type": "NamesAccepted",
        ],
        [
          "lastTransitionTime": time, "message": "the initial names have been accepted",
          "reason": "InitialNamesAccepted", "status": "True", "type": "Established",
        ],
      ], "storedVersions": .array(stored),
    ]
  }

  static func definitionProblems(_ object: Value) -> [FieldError] {
    let spec = object["spec"] ?? .null
    var problems: [FieldError] = []
    let wanted = "\(spec["names"]?["plural"]?.string ?? "").\(spec["group"]?.string ?? "")"
    if object.meta.name != wanted {
      problems.append(
        .invalid("metadata.name", .string(object.meta.name), "must be spec.names.plural+\".\"+spec.group"))
    }
    let versions = spec["versions"]?.elements ?? []
    if versions.count(where: { $0["storage"] == true }) != 1 {
      problems.append(
        .invalid("spec.versions", .array(versions), "must have exactly one version marked as storage version"))
    }
    for (index, version) in versions.enumerated() where version["schema"]?["openAPIV3Schema"] == nil {
      problems.append(.required("spec.versions[\(index)].schema.openAPIV3Schema", "schemas are required"))
    }
    for (index, version) in versions.enumerated() {
      guard let schema = version["schema"]?["openAPIV3Schema"] else { continue }
      problems += StructuralSchema.problems(schema, "spec.versions[\(index)].schema.openAPIV3Schema", .root)
    }
    return problems
  }

  /// What a custom object violates of its schema.
  static func problems(_ object: Value, _ kind: ResourceKind, _ kinds: Kinds) -> [FieldError] {
    guard let name = kind.typeName, let type = kinds.schema[name] else { return [] }
    return CustomSchema.problems(object, type.validation ?? .null, "")
  }
}

extension String {
  fileprivate func text(after marker: String) -> String? {
    var rest = self[...]
    while !rest.isEmpty {
      if rest.hasPrefix(marker) { return String(rest.dropFirst(marker.count)) }
      rest = rest.dropFirst()
    }
    return nil
  }

  fileprivate func range(between start: String, and end: String) -> String? {
    guard let tail = text(after: start) else { return nil }
    var found = ""
    var rest = tail[...]
    while let first = rest.first {
      if rest.hasPrefix(end) { return found }
      found.append(first)
      rest = rest.dropFirst()
    }
    return nil
  }
}
