import Documents
import KubeModel

/// `apply view-last-applied`.
enum ApplyViewLastAppliedCommand {
  static func run(_ invocation: Invocation) throws {
    let flags = invocation.flags
    let output = flags.string("output")
    guard output == "yaml" || output == "json" else {
      throw invocation.usage("Unexpected -o output mode: \(output), the flag 'output' must be one of yaml|json")
    }
    var query = try ResourceQuery(invocation)
    query.allowsEmptySelector = true
    let result = try invocation.fetch(query)
    if let failure = Failure.joined(result.failures) { throw failure }
    for item in result.items {
      guard let text = LastApplied.value(of: item.object) else {
        throw Failure.message("no last-applied-configuration annotation found on resource: \(item.name)")
      }
      let value = (try? JSON.parse(text)) ?? .emptyObject
      try invocation.print(output == "yaml" ? YAML.text(value) : "\(JSON.text(value, indent: 2))\n")
    }
  }
}

/// `apply set-last-applied`.
enum ApplySetLastAppliedCommand {
  static func run(_ invocation: Invocation) throws {
    let dryRun = try DryRun(invocation.flags)
    let selection = try invocation.select(try ResourceQuery(invocation))
    if let failure = Failure.joined(selection.failures) { throw failure }
    for item in selection.items {
      let live = try invocation.get(item)
      guard LastApplied.value(of: live) != nil || invocation.flags.bool("create-annotation") else {
        throw Failure.message(
          "no last-applied-configuration annotation found on resource: \(item.name), to create the annotation, run the "
            + "command with --create-annotation")
      }
      let patch: Value = ["metadata": ["annotations": [LastApplied.key: .string(LastApplied.text(item.object))]]]
      if dryRun != .client {
        _ = try invocation.client().value(
          APIRequest(
            .patch, item.path(), query: dryRun.query, contentType: APIRequest.mergePatch, body: .value(patch)))
      }
      try invocation.print("\(item.printedName) configured\(dryRun.suffix)\n")
    }
    if selection.items.isEmpty { throw Failure.message("no objects passed to set-last-applied") }
  }
}

/// `apply edit-last-applied`.
enum ApplyEditLastAppliedCommand {
  static func run(_ invocation: Invocation) throws {
    var query = try ResourceQuery(invocation)
    query.allowsEmptySelector = true
    let result = try invocation.fetch(try invocation.select(query), query)
    if let failure = Failure.joined(result.failures) { throw failure }
    var items: [ResourceItem] = []
    for item in result.items {
      guard let text = LastApplied.value(of: item.object) else {
        throw Failure.message("no last-applied-configuration annotation found on resource: \(item.name)")
      }
      var shown = item
      shown.object = (try? JSON.parse(text)) ?? .emptyObject
      items.append(shown)
    }
    guard !items.isEmpty else { throw Failure.message("edit cancelled, no objects found") }
    try EditSession(
      invocation: invocation, items: items, asJSON: invocation.flags.string("output") == "json", isLastApplied: true
    ).run()
  }
}
