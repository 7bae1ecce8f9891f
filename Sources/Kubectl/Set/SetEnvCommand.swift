import Documents
import KubeModel

/// `set env`.
enum SetEnvCommand {
  private struct Changes {
    var values: [Value] = []
    var removals: [String] = []
    var resources: [String] = []
  }

  static func run(_ invocation: Invocation) throws {
    let flags = invocation.flags
    var changes = try read(invocation)
    let hasFiles = !flags.list("filename").isEmpty || !flags.string("kustomize").isEmpty
    guard !changes.resources.isEmpty || hasFiles else {
      throw Failure.message("one or more resources must be specified as <resource> <name> or <resource>/<name>")
    }
    if flags.bool("list"), !changes.values.isEmpty || !changes.removals.isEmpty {
      throw Failure.message("when specifying --list, values cannot be set")
    }
    if !flags.string("from").isEmpty { changes.values += try imported(invocation) }
    if flags.bool("list") { return try list(invocation, changes.resources) }
    let change = TemplateChange(
      invocation: invocation, resources: changes.resources, done: "env updated",
      failing: "failed to patch env update to pod template:")
    guard !changes.values.isEmpty || !changes.removals.isEmpty else {
      // Without a change the objects are only looked up.
      if flags.bool("local") { return }
      let result = try invocation.fetch(try ResourceQuery(invocation, changes.resources))
      if let failure = Failure.joined(result.failures) { throw failure }
      return
    }
    try change.run { item, spec in
      let pattern = flags.string("containers")
      let count = SpecContainers.change(&spec, named: { SpecContainers.fits(pattern, $0) }) { container in
        container["env"] = updated(container["env"]?.elements ?? [], changes, overwrite: flags.bool("overwrite"))
      }
      if count == 0 {
        try invocation.printError(
          "Warning: \(item.kind.kind)/\(item.name) does not have any containers matching \(GoText.quoted(pattern))\n")
      }
    }
  }

  private static func read(_ invocation: Invocation) throws -> Changes {
    var changes = Changes()
    if invocation.arguments.contains("-") { changes.values += try piped(invocation) }
    for word in invocation.arguments + invocation.flags.list("env") {
      if let mark = word.firstIndex(of: "="), mark != word.startIndex {
        let name = String(word[..<mark])
        if let problem = Names.clientEnvironment(name).first {
          throw Failure.message("\(GoText.quoted(name)) is not a valid key name: \(problem)")
        }
        changes.values.append(
          ["name": .string(name), "value": .string(String(word[word.index(after: mark)...]))])
      } else if word.hasSuffix("-"), word.count > 1 {
        changes.removals.append(String(word.dropLast()))
      } else if word != "-" {
        changes.resources.append(word)
      }
    }
    return changes
  }

  /// Variables that standard input lists, one in a line.
  private static func piped(_ invocation: Invocation) throws -> [Value] {
    let text = String(decoding: try invocation.process.input.readAll(by: invocation.process), as: UTF8.self)
    return text.split(separator: "\n").compactMap { line in
      guard let mark = line.firstIndex(of: "="), mark != line.startIndex else { return nil }
      return ["name": .string(String(line[..<mark])), "value": .string(String(line[line.index(after: mark)...]))]
    }
  }

  private static func updated(_ before: [Value], _ changes: Changes, overwrite: Bool) -> Value? {
    var list = before.filter { !changes.removals.contains($0["name"]?.string ?? "") }
    for value in changes.values {
      if let index = list.firstIndex(where: { $0["name"] == value["name"] }) {
        list[index] = value
      } else {
        list.append(value)
      }
    }
    return list.isEmpty && before.isEmpty ? nil : .array(list)
  }

  /// The entries of a ConfigMap or Secret, as references.
  private static func imported(_ invocation: Invocation) throws -> [Value] {
    let flags = invocation.flags
    var query = try ResourceQuery(invocation, [flags.string("from")])
    query.files = []
    query.labelSelector = nil
    let result = try invocation.fetch(query)
    if let failure = Failure.joined(result.failures) { throw failure }
    var values: [Value] = []
    for item in result.items {
      let reference =
        switch item.kind.kind {
        case "ConfigMap": "configMapKeyRef"
        case "Secret": "secretKeyRef"
        default: ""
        }
      guard !reference.isEmpty else {
        throw Failure.message("unsupported resource specified in --from")
      }
      let wanted = flags.list("keys")
      for key in (item.object["data"]?.fields ?? [:]).keys.sorted() where wanted.isEmpty || wanted.contains(key) {
        let plain = String(key.uppercased().map { $0 == "-" || $0 == "." || $0 == "/" ? "_" : $0 })
        if plain != key { try invocation.printError("Warning: key \(key) transferred to \(plain)\n") }
        values.append(
          [
            "name": .string("\(flags.string("prefix"))\(plain)"),
            "valueFrom": [reference: ["key": .string(key), "name": .string(item.name)]],
          ])
      }
    }
    return values
  }

  private static func list(_ invocation: Invocation, _ resources: [String]) throws {
    let query = try ResourceQuery(invocation, resources)
    let selection = try invocation.select(query)
    let result =
      query.isLocal
      ? ResourceResult(items: selection.items, failures: selection.failures, isSingle: false)
      : try invocation.fetch(selection, query)
    if let failure = Failure.joined(result.failures) { throw failure }
    let pattern = invocation.flags.string("containers")
    for item in result.items {
      guard let path = PodTemplate.path(of: item.kind.kind) else { continue }
      for list in SpecContainers.lists {
        for container in item.object.at(path)?[list]?.elements ?? [] {
          let name = container["name"]?.string ?? ""
          guard SpecContainers.fits(pattern, name) else { continue }
          try invocation.print("# \(item.kind.kind) \(item.name), container \(name)\n")
          for variable in container["env"]?.elements ?? [] { try invocation.print("\(line(variable))\n") }
        }
      }
    }
  }

  private static func line(_ variable: Value) -> String {
    let name = variable["name"]?.string ?? ""
    guard let source = variable["valueFrom"] else { return "\(name)=\(variable["value"]?.string ?? "")" }
    if let key = source["secretKeyRef"] {
      return "# \(name) from secret \(key["name"]?.string ?? ""), key \(key["key"]?.string ?? "")"
    }
    if let key = source["configMapKeyRef"] {
      return "# \(name) from configmap \(key["name"]?.string ?? ""), key \(key["key"]?.string ?? "")"
    }
    if let field = source["fieldRef"] { return "# \(name) from field path \(field["fieldPath"]?.string ?? "")" }
    let container = source["resourceFieldRef"]?["containerName"]?.string
    let resource = source["resourceFieldRef"]?["resource"]?.string ?? ""
    return "# \(name) from resource \(container.map { "\($0), " } ?? "")\(resource)"
  }
}
