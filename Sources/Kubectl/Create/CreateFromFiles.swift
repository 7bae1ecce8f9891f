import Documents
import KubeModel

/// `kubectl create -f`.
enum CreateCommand {
  static func run(_ invocation: Invocation) throws {
    let flags = invocation.flags
    let dryRun = try DryRun(flags)
    let format = try OutputFormat(invocation)
    let validation = try Validation(flags)
    guard invocation.arguments.isEmpty else {
      throw invocation.usage("Unexpected args: \(GoText.list(invocation.arguments))")
    }
    guard !flags.list("filename").isEmpty || !flags.string("kustomize").isEmpty else {
      throw Failure.plain("error: must specify one of -f and -k\n\n\(Help.text(invocation.command, path: "create"))")
    }
    if !flags.string("raw").isEmpty { return try raw(invocation) }
    if flags.bool("edit") { throw Failure.message("not simulated: create --edit") }
    var query = try ResourceQuery(invocation)
    query.validation = validation
    let selection = try invocation.select(query)
    var failures = selection.failures
    var printer = ObjectPrinter(format, invocation)
    let filter = try selection.filter(query.labelSelector)
    for item in filter {
      do {
        var made = item
        if flags.bool("save-config") { made.object = LastApplied.annotated(made.object) }
        if dryRun != .client {
          made.object = try invocation.client().value(
            APIRequest(
              .post, item.collectionPath,
              query: dryRun.query + [.init("fieldManager", flags.string("field-manager")), validation.query],
              body: .value(made.object)), subject: item.kind.qualifiedName)
          made.name = made.object.meta.name
        }
        if format.isHuman {
          try invocation.print("\(made.printedName) created\(dryRun.suffix)\n")
        } else {
          try printer.print(made.object, item: made, by: invocation.process)
        }
      } catch let failure as Failure {
        failures.append(failure.whileDoing("creating", item.source))
      }
    }
    if let failure = Failure.joined(failures) { throw failure }
    if filter.isEmpty { throw Failure.message("no objects passed to create") }
  }

  private static func raw(_ invocation: Invocation) throws {
    let path = invocation.flags.list("filename").first ?? ""
    let bytes = try FileInput.bytes(path, by: invocation.process) { "open \(path): \($0)" }
    let response = try invocation.client().send(
      APIRequest(.post, invocation.flags.string("raw"), body: .bytes(bytes)))
    try invocation.process.output.write(response.bytes, at: invocation.process.now)
  }
}

extension ResourceSelection {
  /// The objects of files that a label selector fits.
  func filter(_ selector: String?) throws -> [ResourceItem] {
    guard let selector, !selector.isEmpty else { return items }
    do throws(SelectorError) {
      let labels = try LabelSelector(parsing: selector)
      return items.filter { labels.matches($0.object.meta.labels) }
    } catch {
      throw Failure.message(error.message)
    }
  }
}
