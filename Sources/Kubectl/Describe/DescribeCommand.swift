import Documents
import KubeModel

/// `kubectl describe`.
enum DescribeCommand {
  static func run(_ invocation: Invocation) throws {
    let flags = invocation.flags
    var query = try ResourceQuery(invocation)
    query.allowsEmptySelector = true
    guard !invocation.arguments.isEmpty || query.hasFiles else {
      throw Failure.message(
        "You must specify the type of resource to describe. Use \"kubectl api-resources\" for a complete list of "
          + "supported resources.")
    }
    let selection = try invocation.select(query)
    let result = try invocation.fetch(selection, query)
    if !result.failures.isEmpty {
      if result.failures.contains(where: \.isNotFound), invocation.arguments.count == 2,
        try describeMatching(invocation, query)
      {
        return
      }
      if result.items.isEmpty, let failure = Failure.joined(result.failures) { throw failure }
    }
    // Events are left out where several objects are described.
    let showsEvents = flags.bool("show-events") && result.items.count == 1
    var failures = result.failures
    var isFirst = true
    for item in result.items {
      do {
        let text = try Describers.text(
          DescribeContext(invocation: invocation, item: item, showsEvents: showsEvents))
        try invocation.print(isFirst ? text : "\n\n\(text)")
        isFirst = false
      } catch let failure as Failure {
        failures.append(failure)
      }
    }
    if isFirst, failures.isEmpty {
      let isNamespaced = selection.items.allSatisfy(\.kind.isNamespaced) && !query.allNamespaces
      try invocation.printError(
        isNamespaced ? "No resources found in \(query.namespace) namespace.\n" : "No resources found\n")
    }
    if let failure = Failure.joined(failures) { throw failure }
  }

  /// A name that is not there may be the beginning of others.
  private static func describeMatching(_ invocation: Invocation, _ query: ResourceQuery) throws -> Bool {
    let kind = try invocation.kind(invocation.arguments[0])
    let prefix = invocation.arguments[1]
    var all = query
    all.labelSelector = ""
    let namespace = kind.isNamespaced && !query.allNamespaces ? query.namespace : ""
    let items = try invocation.list(ResourceItem(kind: kind, namespace: namespace, name: ""), all)
      .filter { $0.name.hasPrefix(prefix) }
    for item in items {
      let text = try Describers.text(DescribeContext(invocation: invocation, item: item, showsEvents: false))
      try invocation.print("\(text)\n")
    }
    return !items.isEmpty
  }
}
