import Documents
import KubeModel
import Simulation

/// `kubectl events`.
enum EventsCommand {
  static func run(_ invocation: Invocation) throws {
    let flags = invocation.flags
    let format = try OutputFormat(invocation)
    guard invocation.arguments.isEmpty else {
      throw Failure.message("unknown command \(GoText.quoted(invocation.arguments[0])) for \"kubectl events\"")
    }
    let types = flags.list("types")
    for type in types where !["normal", "warning"].contains(type.lowercased()) {
      throw Failure.message("valid --types are Normal or Warning")
    }
    if flags.bool("watch") { throw Failure.message("not simulated: kubectl events --watch") }
    let everywhere = flags.bool("all-namespaces")
    let namespace = everywhere ? "" : try invocation.namespace()
    let target = try self.target(invocation)
    let path = APIRequest.path(group: "", version: "v1", namespace: namespace, resource: "events")
    var query: [APIRequest.QueryItem] = [.init("limit", "500")]
    if let target {
      query.append(
        .init("fieldSelector", "involvedObject.kind=\(target.kind.kind),involvedObject.name=\(target.name)"))
    }
    let answer = try invocation.client().value(APIRequest(.get, path, query: query))
    var events = (answer["items"]?.elements ?? []).filter { event in
      types.isEmpty || types.contains { $0.lowercased() == event["type"]?.string?.lowercased() }
    }
    guard !events.isEmpty else {
      return try invocation.printError(
        everywhere ? "No events found.\n" : "No events found in \(namespace) namespace.\n")
    }
    events = sorted(events)
    guard format.isHuman else {
      var printer = ObjectPrinter(format, invocation)
      let list: Value = ["apiVersion": "v1", "items": .array(events), "kind": "EventList", "metadata": [:]]
      return try printer.print(list, by: invocation.process)
    }
    try print(events, everywhere, invocation)
  }

  private static func target(_ invocation: Invocation) throws -> ResourceItem? {
    let text = invocation.flags.string("for")
    guard !text.isEmpty else { return nil }
    guard text.contains("/") else { throw Failure.message("--for must be in resource/name form") }
    let pair = try ResourceArguments.pair(text)
    return ResourceItem(kind: try invocation.kind(pair.kind), namespace: "", name: pair.name)
  }

  /// When an event was seen last.
  private static func time(_ event: Value) -> String {
    if let series = event["series"]?["lastObservedTime"]?.string { return series }
    if let last = event["lastTimestamp"]?.string { return last }
    return event["eventTime"]?.string ?? ""
  }

  private static func sorted(_ events: [Value]) -> [Value] {
    events.enumerated().sorted { left, right in
      let (first, second) = (time(left.element), time(right.element))
      return first == second ? left.offset < right.offset : first < second
    }.map(\.element)
  }

  private static func print(_ events: [Value], _ everywhere: Bool, _ invocation: Invocation) throws {
    let now = invocation.process.wall
    func age(_ text: String?) -> String { Age.text(since: text, now: now) }
    var lines: [String] = []
    if !invocation.flags.bool("no-headers") {
      lines.append("\(everywhere ? "NAMESPACE\t" : "")LAST SEEN\tTYPE\tREASON\tOBJECT\tMESSAGE")
    }
    for event in events {
      let first = event["eventTime"]?.string.map { age($0) } ?? age(event["firstTimestamp"]?.string)
      var interval = first
      if let series = event["series"], !series.isNull {
        interval = "\(age(series["lastObservedTime"]?.string)) (x\(series["count"]?.int ?? 0) over \(first))"
      } else if let count = event["count"]?.int, count > 1 {
        interval = "\(age(event["lastTimestamp"]?.string)) (x\(count) over \(first))"
      }
      let object = event["involvedObject"] ?? .emptyObject
      let cells = [
        interval, event["type"]?.string ?? "", event["reason"]?.string ?? "",
        "\(object["kind"]?.string ?? "")/\(object["name"]?.string ?? "")", event["message"]?.string ?? "",
      ]
      lines.append("\(everywhere ? "\(event.meta.namespace)\t" : "")\(cells.joined(separator: "\t"))")
    }
    var writer = TabWriter.table
    try invocation.print(writer.format(lines.map { "\($0)\n" }.joined()))
  }
}
