import Documents
import KubeModel

/// `set image`.
enum SetImageCommand {
  static func run(_ invocation: Invocation) throws {
    var resources: [String] = []
    var images: [(container: String, image: String)] = []
    for word in invocation.arguments {
      guard let mark = word.firstIndex(of: "="), mark != word.startIndex else {
        resources.append(word)
        continue
      }
      images.append((String(word[..<mark]), String(word[word.index(after: mark)...])))
    }
    let hasFiles = !invocation.flags.list("filename").isEmpty || !invocation.flags.string("kustomize").isEmpty
    guard !resources.isEmpty || hasFiles else { throw ResourceQuery.missing }
    _ = try ResourceArguments.pairs(resources)
    guard !images.isEmpty else { throw Failure.message("at least one image update is required") }
    guard images.count == 1 || !images.contains(where: { $0.container == "*" }) else {
      throw Failure.message(
        "all containers are already specified by *, but saw more than one container_name=container_image pairs")
    }
    let change = TemplateChange(
      invocation: invocation, resources: resources, done: "image updated",
      failing: "failed to patch image update to pod template:")
    try change.run { _, spec in
      var failures: [Failure] = []
      for (container, image) in images {
        let count = SpecContainers.change(&spec, named: { container == "*" || $0 == container }) {
          $0["image"] = .string(image)
        }
        if count == 0 { failures.append(.message("unable to find container named \(GoText.quoted(container))")) }
      }
      if let failure = Failure.joined(failures) { throw failure }
    }
  }
}

/// `set resources`.
enum SetResourcesCommand {
  static func run(_ invocation: Invocation) throws {
    let flags = invocation.flags
    let hasFiles = !flags.list("filename").isEmpty || !flags.string("kustomize").isEmpty
    guard !invocation.arguments.isEmpty || hasFiles else { throw ResourceQuery.missing }
    guard !flags.string("limits").isEmpty || !flags.string("requests").isEmpty else {
      throw Failure.message("you must specify an update to requests or limits (in the form of --requests/--limits)")
    }
    let limits = try amounts(flags.string("limits"))
    let requests = try amounts(flags.string("requests"))
    let change = TemplateChange(
      invocation: invocation, resources: invocation.arguments, done: "resource requirements updated",
      failing: "failed to patch resources update to pod template")
    try change.run { _, spec in
      let pattern = flags.string("containers")
      let count = SpecContainers.change(&spec, named: { SpecContainers.fits(pattern, $0) }) { container in
        for (key, values) in [("limits", limits), ("requests", requests)] where !values.isEmpty {
          var merged = container["resources"]?[key]?.fields ?? [:]
          for (name, value) in values { merged[name] = value }
          container.set(["resources", key], to: .object(merged))
        }
      }
      if count == 0 { throw Failure.message("unable to find container named \(pattern)") }
    }
  }

  private static func amounts(_ text: String) throws -> Value.Fields {
    var fields = Value.Fields()
    for part in text.split(separator: ",") {
      let sides = part.split(separator: "=", omittingEmptySubsequences: false).map(String.init)
      guard sides.count == 2 else {
        throw Failure.message("Invalid argument syntax \(part), expected <resource>=<value>")
      }
      do throws(Quantity.ParseError) {
        fields[sides[0]] = .string(try Quantity(parsing: sides[1]).description)
      } catch {
        throw Failure.message(error.message)
      }
    }
    return fields
  }
}

/// `set serviceaccount`.
enum SetServiceaccountCommand {
  static func run(_ invocation: Invocation) throws {
    guard let account = invocation.arguments.last else { throw Failure.message("serviceaccount is required") }
    let resources = Array(invocation.arguments.dropLast())
    let hasFiles = !invocation.flags.list("filename").isEmpty || !invocation.flags.string("kustomize").isEmpty
    guard !resources.isEmpty || hasFiles else { throw ResourceQuery.missing }
    let change = TemplateChange(
      invocation: invocation, resources: resources, done: "serviceaccount updated",
      failing: "failed to patch ServiceAccountName")
    try change.run { _, spec in
      spec["serviceAccountName"] = .string(account)
      // The older field is kept equal to the newer one.
      if spec["serviceAccount"] != nil { spec["serviceAccount"] = .string(account) }
    }
  }
}

/// `set selector`.
enum SetSelectorCommand {
  static func run(_ invocation: Invocation) throws {
    var resources: [String] = []
    var selector: String?
    for word in invocation.arguments {
      if word.contains("=") { selector = word } else { resources.append(word) }
    }
    if selector == nil, !resources.isEmpty { selector = resources.removeLast() }
    guard let selector else { throw Failure.message("one selector is required") }
    guard !resources.isEmpty || !invocation.flags.list("filename").isEmpty else { throw ResourceQuery.missing }
    let labels = try SelectorObject.value(selector)
    if let expressions = labels["matchExpressions"]?.array {
      let shown = expressions.map { expression in
        let values = (expression["values"]?.elements ?? []).compactMap(\.string).joined(separator: " ")
        return "{\(expression["key"]?.string ?? "") \(expression["operator"]?.string ?? "") [\(values)]}"
      }
      throw Failure.message("match expression [\(shown.joined(separator: " "))] not supported on this object")
    }
    let change = TemplateChange(
      invocation: invocation, resources: resources, done: "selector updated", failing: "failed to patch selector:")
    try change.runOnObject { item, object in
      guard item.kind.kind == "Service" else {
        throw Failure.message("setting a selector is only supported for Services")
      }
      object.set(["spec", "selector"], to: labels["matchLabels"] ?? .emptyObject)
    }
  }
}

/// `set subject`.
enum SetSubjectCommand {
  static func run(_ invocation: Invocation) throws {
    let flags = invocation.flags
    guard !invocation.arguments.isEmpty || !flags.list("filename").isEmpty else { throw ResourceQuery.missing }
    let added = try BindingObject.subjects(flags)
    guard !added.isEmpty else {
      throw Failure.message("you must specify at least one value of user, group or serviceaccount")
    }
    let change = TemplateChange(
      invocation: invocation, resources: invocation.arguments, done: "subjects updated",
      failing: "failed to patch subjects to rolebinding:")
    try change.runOnObject { item, object in
      guard item.kind.kind.hasSuffix("RoleBinding") else {
        throw Failure.message(
          "\(item.printedName)\n setting subjects is only supported for RoleBinding/ClusterRoleBinding")
      }
      var subjects = object["subjects"]?.elements ?? []
      for subject in added where !subjects.contains(subject) { subjects.append(subject) }
      object["subjects"] = .array(subjects)
    }
  }
}
