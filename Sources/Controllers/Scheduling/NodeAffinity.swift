import Documents
import KubeModel

/// Which nodes a Pod asks for, by node selector and node affinity.
enum NodeAffinity {
  static func accepts(_ node: Value, _ spec: Value) -> Bool {
    let selector = spec["nodeSelector"]?.fields ?? [:]
    if !LabelSelector(labels: selector).matches(node.meta.labels) { return false }
    let path = ["affinity", "nodeAffinity", "requiredDuringSchedulingIgnoredDuringExecution"]
    guard let required = spec.at(path), !required.isNull else { return true }
    return (required["nodeSelectorTerms"]?.elements ?? []).contains { matches(node, term: $0) }
  }

  /// A term without expressions selects no node.
  static func matches(_ node: Value, term: Value) -> Bool {
    let expressions = term["matchExpressions"]?.elements ?? []
    let fields = term["matchFields"]?.elements ?? []
    if expressions.isEmpty && fields.isEmpty { return false }
    let name: Value.Fields = ["metadata.name": .string(node.meta.name)]
    return expressions.allSatisfy { matches(node.meta.labels, $0) } && fields.allSatisfy { matches(name, $0) }
  }

  /// The sum of the weights of the preferred terms that hold.
  static func preference(_ node: Value, _ spec: Value) -> Int {
    let path = ["affinity", "nodeAffinity", "preferredDuringSchedulingIgnoredDuringExecution"]
    return (spec.at(path)?.elements ?? []).reduce(0) { sum, item in
      matches(node, term: item["preference"] ?? .null) ? sum + (item["weight"]?.int ?? 0) : sum
    }
  }

  /// The nodes that a Pod names itself, as those of DaemonSets do; nil where it does not.
  static func namedNodes(_ spec: Value) -> Set<String>? {
    let path = [
      "affinity", "nodeAffinity", "requiredDuringSchedulingIgnoredDuringExecution", "nodeSelectorTerms",
    ]
    guard let terms = spec.at(path)?.elements, !terms.isEmpty else { return nil }
    var names: Set<String> = []
    for term in terms {
      let fields = (term["matchFields"]?.elements ?? []).filter { $0["key"]?.string == "metadata.name" }
      guard let field = fields.first(where: { $0["operator"]?.string == "In" }) else { return nil }
      names.formUnion((field["values"]?.elements ?? []).compactMap(\.string))
    }
    return names
  }

  private static func matches(_ labels: Value.Fields, _ expression: Value) -> Bool {
    let key = expression["key"]?.string ?? ""
    let values = (expression["values"]?.elements ?? []).compactMap(\.string)
    let operators: [String: LabelSelector.Operator] = [
      "In": .isIn, "NotIn": .notIn, "Exists": .exists, "DoesNotExist": .doesNotExist, "Gt": .greaterThan,
      "Lt": .lessThan,
    ]
    guard let wanted = operators[expression["operator"]?.string ?? ""] else { return false }
    return LabelSelector.Requirement(key: key, operator: wanted, values: values).matches(labels)
  }
}
