import Documents
import KubeModel

/// `kubectl replace`.
enum ReplaceCommand {
  static func run(_ invocation: Invocation) throws {
    let flags = invocation.flags
    let dryRun = try DryRun(flags)
    let format = try OutputFormat(invocation)
    let validation = try Validation(flags)
    guard !flags.list("filename").isEmpty || !flags.string("kustomize").isEmpty else {
      throw Failure.message("must specify one of -f and -k")
    }
    if flags.int("grace-period") >= 0, !flags.bool("force") {
      throw Failure.message("--grace-period must have --force specified")
    }
    if !flags.string("raw").isEmpty { throw Failure.message("not simulated: replace --raw") }
    var query = try ResourceQuery(invocation)
    query.validation = validation
    let selection = try invocation.select(query)
    var failures = selection.failures
    var printer = ObjectPrinter(format, invocation)
    for item in selection.items {
      do {
        var made = item
        if flags.bool("save-config") { made.object = LastApplied.annotated(made.object) }
        made.object =
          flags.bool("force")
          ? try recreate(made, invocation, validation) : try replace(made, invocation, dryRun, validation)
        if format.isHuman {
          try invocation.print("\(made.printedName) replaced\(dryRun.suffix)\n")
        } else {
          try printer.print(made.object, item: made, by: invocation.process)
        }
      } catch let failure as Failure {
        failures.append(failure.whileDoing("replacing", item.source))
      }
    }
    if let failure = Failure.joined(failures) { throw failure }
    if selection.items.isEmpty { throw Failure.message("no objects passed to replace") }
  }

  private static func replace(
    _ item: ResourceItem, _ invocation: Invocation, _ dryRun: DryRun, _ validation: Validation
  ) throws -> Value {
    if let problem = PathName.problem(item.name) { throw problem }
    guard dryRun != .client else { return item.object }
    var object = item.object
    if object.meta.resourceVersion.isEmpty {
      let live = try invocation.get(item)
      object.set(["metadata", "resourceVersion"], to: .string(live.meta.resourceVersion))
    }
    let subresource = invocation.flags.string("subresource")
    return try invocation.client().value(
      APIRequest(
        .put, item.path(subresource: subresource.isEmpty ? nil : subresource),
        query: dryRun.query + [.init("fieldManager", invocation.flags.string("field-manager")), validation.query],
        body: .value(object)), subject: "\(item.kind.qualifiedName) \(item.name)")
  }

  private static func recreate(
    _ item: ResourceItem, _ invocation: Invocation, _ validation: Validation
  ) throws -> Value {
    var deletion = try Deletion(invocation)
    deletion.waits = true
    // To be sure that the old object is gone, a grace of 0 is taken for 1.
    if deletion.gracePeriod == 0 { deletion.gracePeriod = 1 }
    do {
      let uid = try deletion.delete(item)
      try deletion.wait([(item, uid ?? "")])
    } catch let failure as Failure {
      guard failure.isNotFound else { throw failure }
    }
    var object = item.object
    object.set(["metadata", "resourceVersion"], to: nil)
    return try invocation.client().value(
      APIRequest(
        .post, item.collectionPath,
        query: [.init("fieldManager", invocation.flags.string("field-manager")), validation.query],
        body: .value(object)), subject: item.kind.qualifiedName)
  }
}
