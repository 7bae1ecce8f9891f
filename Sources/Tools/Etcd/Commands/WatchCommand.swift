import Etcd
import Simulation
import World

/// etcdctl watch: prints what happens to keys, until it is interrupted.
enum WatchCommand {
  static let command = CobraCommand(
    "watch [options] [key or prefix] [range_end] [--] [exec-command arg1 arg2 ...]",
    "Watches events stream on keys or prefixes",
    flags: [
      CobraFlag("interactive", .bool, "false", "Interactive mode", shorthand: "i"),
      .bool("prefix", "Watch on a prefix if prefix is set"),
      CobraFlag("rev", .int, "0", "Revision to start watching"),
      .bool("prev-kv", "get the previous key-value pair before the event happens"),
      .bool("progress-notify", "get periodic watch progress notification from server"),
    ], action: run)

  private static func run(_ call: EtcdCall) throws {
    if call.isOn("interactive") {
      throw EtcdExit(.badFeature, "not simulated: watch in interactive mode")
    }
    let key = call.arguments.first ?? call.process.environment["ETCDCTL_WATCH_KEY"]
    guard let key else {
      throw EtcdExit(.badArguments, "watch in non-interactive mode requires at least one argument as key or prefix")
    }
    if call.arguments.count > 2 {
      throw EtcdExit(.badFeature, "not simulated: running a command for each event of a watch")
    }
    let end = call.arguments.count > 1 ? EtcdKey(call.arguments[1]) : nil
    let bounds = KeyCommands.bounds(EtcdKey(key), end, prefix: call.isOn("prefix"), from: false)
    var watch = EtcdWatch(key: bounds.0, end: bounds.1, startRevision: call.int("rev"))
    watch.prevKV = call.isOn("prev-kv")
    let client = try EtcdctlClient(call)
    try call.process.wait(for: .milliseconds(12))
    while true {
      var isReached = false
      for endpoint in client.endpoints {
        guard case .success(.watch(let response)) = client.reach(.watch(watch), endpoint) else { continue }
        isReached = true
        if response.compactRevision > 0 {
          throw EtcdExit(.error, "watch is canceled by the server")
        }
        watch.startRevision = response.nextRevision
        if !response.events.isEmpty { try print(response, client.output) }
        break
      }
      // A client that has lost its server goes on by itself when it is back.
      try call.process.waitForChange(until: call.process.now + .milliseconds(isReached ? 500 : 1000))
    }
  }

  private static func print(_ response: EtcdWatchResponse, _ output: EtcdOutput) throws {
    switch output.format {
    case .simple:
      for event in response.events {
        try output.call.print(event.kind == .put ? "PUT" : "DELETE")
        if let previous = event.prevKV { try output.pair(previous) }
        try output.pair(event.kv)
      }
    case .json: try output.call.print(json(response))
    case .fields:
      try output.header(response.header)
      for event in response.events {
        try output.field("Type", event.kind == .put ? "PUT" : "DELETE")
        if let previous = event.prevKV { try output.keyValue(previous, prefix: "Prev") }
        try output.keyValue(event.kv)
      }
    case .protobuf: throw output.notSimulated()
    case .table: throw output.unsupported()
    }
  }

  private static func json(_ response: EtcdWatchResponse) -> String {
    let events = response.events.map { event in
      var object = GoJSON()
      if event.kind == .delete { object.number("type", 1) }
      object.raw("kv", GoJSON.keyValue(event.kv))
      if let previous = event.prevKV { object.raw("prev_kv", GoJSON.keyValue(previous)) }
      return object.text
    }
    var object = GoJSON()
    object.raw("Header", GoJSON.header(response.header))
    object.raw("Events", "[\(events.joined(separator: ","))]")
    object.number("CompactRevision", response.compactRevision, always: true)
    object.raw("Canceled", "false")
    object.raw("Created", "false")
    return object.text
  }
}
