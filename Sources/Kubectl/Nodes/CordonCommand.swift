import Documents
import KubeModel

extension Invocation {
  /// The nodes that the arguments or a selector name.
  func nodes() throws -> ResourceResult {
    let selector = flags.string("selector")
    if !arguments.isEmpty, !selector.isEmpty {
      throw Failure.message("error: cannot specify both a node name and a --selector option")
    }
    guard !arguments.isEmpty || !selector.isEmpty else {
      throw usage("USAGE: \(command.name) NODE [flags]")
    }
    var query = try ResourceQuery(self, arguments.isEmpty ? ["nodes"] : ["nodes"] + arguments)
    query.allowsEmptySelector = true
    let selection = try select(query)
    return try fetch(selection, query)
  }
}

/// Marking nodes as unschedulable, and back.
struct Cordon {
  let invocation: Invocation
  let dryRun: DryRun
  let wanted: Bool

  /// Changes one node and says so.
  func apply(_ item: ResourceItem) throws {
    let noun = wanted ? "cordon" : "uncordon"
    let name = "node/\(item.name)"
    guard (item.object["spec"]?["unschedulable"]?.bool ?? false) != wanted else {
      return try invocation.print("\(name) already \(noun)ed\(dryRun.suffix)\n")
    }
    if dryRun != .client {
      let patch: Value = ["spec": ["unschedulable": wanted ? true : .null]]
      do {
        _ = try invocation.client().value(
          APIRequest(
            .patch, item.path(), query: dryRun.query, contentType: APIRequest.strategicMergePatch,
            body: .value(patch)))
      } catch let failure as Failure {
        try invocation.printError("error: unable to \(noun) node \(GoText.quoted(item.name)): \(failure.text)\n")
        throw Failure.exit(1)
      }
    }
    try invocation.print("\(name) \(noun)ed\(dryRun.suffix)\n")
  }

  static func run(_ invocation: Invocation, wanted: Bool) throws {
    let dryRun = try DryRun(invocation.flags)
    let result = try invocation.nodes()
    if let failure = Failure.joined(result.failures) { throw failure }
    let cordon = Cordon(invocation: invocation, dryRun: dryRun, wanted: wanted)
    for item in result.items { try cordon.apply(item) }
  }
}

enum CordonCommand {
  static func run(_ invocation: Invocation) throws { try Cordon.run(invocation, wanted: true) }
}

enum UncordonCommand {
  static func run(_ invocation: Invocation) throws { try Cordon.run(invocation, wanted: false) }
}
