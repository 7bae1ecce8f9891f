import Documents
import KubeModel

extension Validation {
  static func metadata(_ object: Value, _ kind: ResourceKind) -> [FieldError] {
    let meta = object.meta
    var problems: [FieldError] = []
    if !meta.generateName.isEmpty {
      problems += Self.problems(
        "metadata.generateName", meta.generateName, nameProblems(trimmed(meta.generateName), kind))
    }
    if meta.name.isEmpty {
      problems.append(.required("metadata.name", "name or generateName is required"))
    } else {
      problems += Self.problems("metadata.name", meta.name, nameProblems(meta.name, kind))
    }
    if kind.isNamespaced {
      if meta.namespace.isEmpty {
        problems.append(.required("metadata.namespace"))
      } else {
        problems += Self.problems("metadata.namespace", meta.namespace, Names.label(meta.namespace))
      }
    }
    problems += labels(meta.labels, "metadata.labels")
    problems += annotations(meta.annotations)
    problems += owners(object["metadata"]?["ownerReferences"]?.elements ?? [])
    problems += finalizers(meta.finalizers)
    return problems
  }

  static func metadataUpdate(_ object: Value, _ old: Value) -> [FieldError] {
    let meta = object.meta
    var problems = labels(meta.labels, "metadata.labels") + annotations(meta.annotations)
    problems += owners(object["metadata"]?["ownerReferences"]?.elements ?? [])
    problems += finalizers(meta.finalizers)
    if old.meta.isBeingDeleted {
      let added = meta.finalizers.filter { !old.meta.finalizers.contains($0) }
      if !added.isEmpty {
        let list = added.map { "\"\($0)\"" }.joined(separator: ", ")
        problems.append(
          .forbidden(
            "metadata.finalizers",
            "no new finalizers can be added if the object is being deleted, found new finalizers []string{\(list)}"))
      }
    }
    return problems
  }

  private static func trimmed(_ generateName: String) -> String {
    generateName.hasSuffix("-") ? "\(generateName.dropLast())a" : generateName
  }

  private static func nameProblems(_ name: String, _ kind: ResourceKind) -> [String] {
    switch kind.qualifiedName {
    case "namespaces": Names.label(name)
    case "services": Names.label(name)
    case "roles.rbac.authorization.k8s.io", "clusterroles.rbac.authorization.k8s.io",
      "rolebindings.rbac.authorization.k8s.io", "clusterrolebindings.rbac.authorization.k8s.io",
      "apiservices.apiregistration.k8s.io":
      Names.pathSegment(name)
    case "certificatesigningrequests.certificates.k8s.io", "events": Names.subdomain(name)
    default: Names.subdomain(name)
    }
  }

  static func labels(_ labels: Value.Fields, _ path: String) -> [FieldError] {
    var problems: [FieldError] = []
    for key in labels.keys.sorted() {
      problems += Self.problems(path, key, Names.qualified(key))
      let value = labels[key]?.string ?? ""
      problems += Self.problems(path, value, Names.labelValue(value))
    }
    return problems
  }

  private static func annotations(_ annotations: Value.Fields) -> [FieldError] {
    var problems: [FieldError] = []
    var size = 0
    for key in annotations.keys.sorted() {
      problems += Self.problems("metadata.annotations", key, Names.qualified(key.lowercased()))
      size += key.utf8.count + (annotations[key]?.string ?? "").utf8.count
    }
    if size > 256 * 1024 { problems.append(.tooLong("metadata.annotations", 262_144)) }
    return problems
  }

  private static func owners(_ owners: [Value]) -> [FieldError] {
    var problems: [FieldError] = []
    var controllers = 0
    for owner in owners {
      for key in ["apiVersion", "kind", "name", "uid"] where (owner[key]?.string ?? "").isEmpty {
        let detail = key == "apiVersion" ? "version must not be empty" : "must not be empty"
        problems.append(.invalid("metadata.ownerReferences.\(key)", .string(owner[key]?.string ?? ""), detail))
      }
      if owner["controller"] == true { controllers += 1 }
    }
    if controllers > 1 {
      problems.append(
        .invalid(
          "metadata.ownerReferences", .array(owners),
          "Only one reference can have Controller set to true. Found more than one"))
    }
    return problems
  }

  private static func finalizers(_ finalizers: [String]) -> [FieldError] {
    finalizers.enumerated().flatMap { index, finalizer in
      let path = "metadata.finalizers[\(index)]"
      var found = problems(path, finalizer, Names.qualified(finalizer))
      if found.isEmpty, !finalizer.contains("/"), !["orphan", "foregroundDeletion", "kubernetes"].contains(finalizer) {
        found.append(
          .invalid(
            path, .string(finalizer),
            "name is neither a standard finalizer name nor is it fully qualified"))
      }
      return found
    }
  }

  /// The object form of a label selector.
  static func labelSelector(_ selector: Value, _ path: String) -> [FieldError] {
    var problems = labels(selector["matchLabels"]?.fields ?? [:], "\(path).matchLabels")
    for (index, expression) in (selector["matchExpressions"]?.elements ?? []).enumerated() {
      let at = "\(path).matchExpressions[\(index)]"
      let values = expression["values"]?.elements ?? []
      let comparison = expression["operator"]?.string ?? ""
      switch comparison {
      case "In", "NotIn":
        if values.isEmpty {
          problems.append(.required("\(at).values", "must be specified when `operator` is 'In' or 'NotIn'"))
        }
      case "Exists", "DoesNotExist":
        if !values.isEmpty {
          problems.append(
            .forbidden("\(at).values", "may not be specified when `operator` is 'Exists' or 'DoesNotExist'"))
        }
      default: problems.append(.invalid("\(at).operator", .string(comparison), "not a valid selector operator"))
      }
      let key = expression["key"]?.string ?? ""
      problems += Self.problems("\(at).key", key, Names.qualified(key))
      for (place, value) in values.enumerated() {
        let text = value.string ?? ""
        problems += Self.problems("\(at).values[\(place)]", text, Names.labelValue(text))
      }
    }
    return problems
  }
}
