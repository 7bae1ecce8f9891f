import Documents
import KubeModel

/// `kubectl get`.
enum GetCommand {
  static func run(_ invocation: Invocation) throws {
    let flags = invocation.flags
    if !flags.string("raw").isEmpty { return try raw(invocation) }
    let format = try OutputFormat(invocation, allowed: OutputFormat.all)
    try validate(invocation)
    var query = try ResourceQuery(invocation)
    query.allowsEmptySelector = true
    if flags.bool("watch") || flags.bool("watch-only") {
      return try GetWatch(invocation: invocation, query: query, format: format).run()
    }
    let selection = try invocation.select(query)
    if format.isHuman {
      try GetTable(invocation: invocation, query: query, format: format).run(selection)
    } else {
      try printGeneric(invocation, query, selection, format)
    }
  }

  private static func validate(_ invocation: Invocation) throws {
    let flags = invocation.flags
    if flags.bool("show-labels"), flags.string("output") != "", flags.string("output") != "wide" {
      throw Failure.message("--show-labels option cannot be used with \(flags.string("output")) printer")
    }
    if flags.bool("output-watch-events"), !flags.bool("watch"), !flags.bool("watch-only") {
      throw invocation.usage("--output-watch-events option can only be used with --watch or --watch-only")
    }
    guard invocation.arguments.isEmpty, !flags.isSet("filename"), !flags.isSet("kustomize") else { return }
    try invocation.printError(
      "You must specify the type of resource to get. Use \"kubectl api-resources\" for a complete list of supported "
        + "resources.\n\n")
    throw invocation.usage(
      "Required resource not specified.\nUse \"kubectl explain <resource>\" for a detailed description of that resource "
        + "(e.g. kubectl explain pods).")
  }

  /// `--raw`: what the server says, as it says it.
  private static func raw(_ invocation: Invocation) throws {
    let flags = invocation.flags
    guard invocation.arguments.isEmpty else {
      throw Failure.message("arguments may not be passed when --raw is specified")
    }
    if flags.bool("watch") || flags.bool("watch-only") || !flags.string("selector").isEmpty {
      throw Failure.message("--raw may not be specified with other flags that filter the server request or alter the output")
    }
    let text = flags.string("raw")
    let parts = text.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    guard parts[0].hasPrefix("/") else { throw Failure.message("not simulated: --raw with \(text)") }
    let query = (parts.count > 1 ? parts[1] : "").split(separator: "&").map { pair in
      let sides = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      return APIRequest.QueryItem(sides[0], sides.count > 1 ? sides[1] : "")
    }
    let response = try invocation.client().send(APIRequest(.get, parts[0], query: query))
    try invocation.process.output.write(response.bytes, at: invocation.process.now)
  }

  /// All formats but tables: one object as it is, several in a List.
  private static func printGeneric(
    _ invocation: Invocation, _ query: ResourceQuery, _ selection: ResourceSelection, _ format: OutputFormat
  ) throws {
    let flags = invocation.flags
    let subresource = flags.string("subresource").isEmpty ? nil : flags.string("subresource")
    var result = ResourceResult(items: [], failures: selection.failures, isSingle: selection.isSingle)
    for item in selection.items {
      do {
        if item.name.isEmpty, item.source.isEmpty {
          result.items += try invocation.list(item, query)
        } else {
          var found = item
          found.object = try invocation.get(item, subresource: subresource)
          result.items.append(found)
        }
      } catch let failure as Failure {
        if flags.bool("ignore-not-found"), failure.isNotFound { continue }
        result.failures.append(failure)
      }
    }
    if result.isSingle, let failure = result.failures.first { throw failure }
    if result.items.isEmpty, flags.bool("ignore-not-found") {
      if let failure = Failure.joined(result.failures) { throw failure }
      return
    }
    if !flags.string("sort-by").isEmpty {
      result.items = try ObjectSorter.sorted(result.items, by: flags.string("sort-by"))
    }
    var printer = ObjectPrinter(format, invocation)
    if result.isSingle, result.items.count == 1 {
      try printer.print(result.items[0].object, item: result.items[0], by: invocation.process)
    } else {
      let list: Value = [
        "apiVersion": "v1", "items": .array(result.items.map(\.object)), "kind": "List",
        "metadata": ["resourceVersion": ""],
      ]
      try printer.print(list, by: invocation.process)
    }
    if let failure = Failure.joined(result.failures) { throw failure }
  }
}
