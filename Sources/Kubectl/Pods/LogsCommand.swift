import Documents
import KubeModel
import Simulation

/// `kubectl logs`.
enum LogsCommand {
  private static let expected = """
    expected 'logs [-f] [-p] (POD | TYPE/NAME) [-c CONTAINER]'.
    POD or TYPE/NAME is a required argument for the logs command
    """

  static func run(_ invocation: Invocation) throws {
    let flags = invocation.flags
    let arguments = invocation.arguments
    let selector = flags.string("selector")
    guard !arguments.isEmpty || !selector.isEmpty, arguments.count <= 2 else { throw invocation.usage(expected) }
    if !arguments.isEmpty, !selector.isEmpty {
      throw invocation.usage("only a selector (-l) or a POD name is allowed")
    }
    try validate(invocation)
    let pods = try selector.isEmpty ? named(invocation) : selected(invocation, selector)
    let prefixes = flags.bool("prefix") || flags.bool("all-pods")
    for pod in pods {
      let containers = PodContainers(pod: pod)
      var wanted = flags.string("container").isEmpty && arguments.count == 2 ? arguments[1] : flags.string("container")
      if pods.count > 1, wanted.isEmpty, !flags.bool("all-containers") { wanted = containers.fallback }
      let names = try flags.bool("all-containers") ? containers.all : [containers.choose(wanted, invocation)]
      for name in names {
        let prefix = prefixes ? "[pod/\(pod.meta.name)/\(name)] " : ""
        let stream = LogStream(invocation: invocation, pod: pod, container: name)
        do {
          if flags.bool("follow") { try stream.follow(prefix: prefix) } else { try stream.show(prefix: prefix) }
        } catch let failure as Failure {
          guard flags.bool("ignore-errors") else { throw failure }
          try invocation.printError("error: \(failure.text)\n")
        }
      }
    }
  }

  private static func validate(_ invocation: Invocation) throws {
    let flags = invocation.flags
    if flags.bool("all-containers"), !flags.string("container").isEmpty {
      throw Failure.message("--all-containers=true should not be specified with container name \(flags.string("container"))")
    }
    if flags.isSet("since"), flags.isSet("since-time") {
      throw Failure.message("at most one of `sinceTime` or `sinceSeconds` may be specified")
    }
    if flags.isSet("tail"), flags.int("tail") < -1 {
      throw Failure.message("--tail must be greater than or equal to -1")
    }
  }

  private static func named(_ invocation: Invocation) throws -> [Value] {
    let word = invocation.arguments[0]
    let finder = PodFinder(invocation: invocation)
    do {
      var query = try ResourceQuery(invocation, [word.contains("/") ? word : "pods/\(word)"])
      query.labelSelector = nil
      let result = try invocation.fetch(query)
      if let failure = Failure.joined(result.failures) { throw failure }
      guard let item = result.items.first else { throw ResourceQuery.missing }
      let pods = try finder.pods(of: item)
      guard !pods.isEmpty else { throw Failure.message("timed out waiting for the condition") }
      if item.kind.kind != "Pod", pods.count > 1, !invocation.flags.bool("all-pods") {
        try invocation.printError("Found \(pods.count) pods, using pod/\(pods[0].meta.name)\n")
      }
      return invocation.flags.bool("all-pods") ? pods : [pods[0]]
    } catch Failure.status(let status) where status.reason == "NotFound" {
      // logs has its own words for what is not there.
      throw Failure.message(
        "error from server (NotFound): \(status.message) in namespace \(GoText.quoted(try invocation.namespace()))")
    }
  }

  private static func selected(_ invocation: Invocation, _ selector: String) throws -> [Value] {
    guard let kind = Kinds.builtIn.named("pods") else { preconditionFailure("Pods are built in") }
    var query = try ResourceQuery(invocation, [])
    query.labelSelector = selector
    let pods = try invocation.list(
      ResourceItem(kind: kind, namespace: try invocation.namespace(), name: ""), query)
    guard !pods.isEmpty else {
      try invocation.printError("No resources found in \(try invocation.namespace()) namespace.\n")
      throw Failure.exit(0)
    }
    if invocation.flags.bool("follow"), pods.count > invocation.flags.int("max-log-requests") {
      throw Failure.message(
        "you are attempting to follow \(pods.count) log streams, but maximum allowed concurrency is "
          + "\(invocation.flags.int("max-log-requests")), use --max-log-requests to increase the limit")
    }
    return pods.map(\.object)
  }
}

/// What one container has printed.
struct LogStream {
  let invocation: Invocation
  let pod: Value
  let container: String

  private var path: String {
    APIRequest.path(
      group: "", version: "v1", namespace: pod.meta.namespace, resource: "pods", name: pod.meta.name,
      subresource: "log")
  }

  private func request(tail: Int?) -> APIRequest {
    let flags = invocation.flags
    var query: [APIRequest.QueryItem] = [.init("container", container)]
    if flags.bool("previous") { query.append(.init("previous", "true")) }
    if flags.bool("timestamps") { query.append(.init("timestamps", "true")) }
    if flags.duration("since").nanoseconds > 0 {
      query.append(.init("sinceSeconds", String(flags.duration("since").nanoseconds / 1_000_000_000)))
    }
    if !flags.string("since-time").isEmpty { query.append(.init("sinceTime", flags.string("since-time"))) }
    if flags.int("limit-bytes") > 0 { query.append(.init("limitBytes", String(flags.int("limit-bytes")))) }
    if let tail { query.append(.init("tailLines", String(tail))) }
    return APIRequest(.get, path, query: query)
  }

  private func text(tail: Int?) throws -> String {
    let response = try invocation.client().send(request(tail: tail), subject: "pods \(pod.meta.name)")
    if case .text(let text) = response.body { return text }
    return response.value.string ?? ""
  }

  private var tail: Int? {
    let flags = invocation.flags
    if flags.isSet("tail") { return flags.int("tail") >= 0 ? flags.int("tail") : nil }
    // With a selector only the last lines are shown.
    return flags.string("selector").isEmpty || invocation.command.name != "logs" ? nil : 10
  }

  func show(prefix: String) throws {
    try print(try text(tail: tail), prefix)
  }

  /// Shows what is there and what comes, until the container has ended.
  func follow(prefix: String) throws {
    var whole = try text(tail: nil)
    try print(tail == nil ? whole : try text(tail: tail), prefix)
    while true {
      let ended = try isOver()
      let now = (try? text(tail: nil)) ?? whole
      if now.utf8.count > whole.utf8.count, now.hasPrefix(whole) {
        try print(String(now.dropFirst(whole.count)), prefix)
        whole = now
      } else if now != whole {
        try print(now, prefix)
        whole = now
      }
      if ended { return }
      try invocation.process.waitForChange()
    }
  }

  private func isOver() throws -> Bool {
    guard
      let now = try? invocation.client().value(
        APIRequest(
          .get,
          APIRequest.path(
            group: "", version: "v1", namespace: pod.meta.namespace, resource: "pods", name: pod.meta.name)))
    else { return true }
    let statuses =
      (now["status"]?["containerStatuses"]?.elements ?? []) + (now["status"]?["initContainerStatuses"]?.elements ?? [])
    guard let status = statuses.first(where: { $0["name"]?.string == container }) else { return false }
    return status["state"]?["running"] == nil
  }

  private func print(_ text: String, _ prefix: String) throws {
    guard !prefix.isEmpty else { return try invocation.print(text) }
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    try invocation.print(
      lines.dropLast(text.hasSuffix("\n") || text.isEmpty ? 1 : 0).map { "\(prefix)\($0)\n" }.joined())
  }
}
