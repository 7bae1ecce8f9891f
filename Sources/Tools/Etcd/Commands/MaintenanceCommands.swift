import Etcd
import Simulation

/// etcdctl compaction, defrag, alarm, downgrade, check, version, and what is not simulated.
enum MaintenanceCommands {
  static let compaction: CobraCommand = {
    var command = CobraCommand(
      "compaction [options] <revision>", "Compacts the event history in etcd",
      flags: [
        .bool("physical", "'true' to wait for compaction to physically remove all old revisions")
      ], action: compact)
    command.aliases = ["compact"]
    return command
  }()

  private static func compact(_ call: EtcdCall) throws {
    guard call.arguments.count == 1 else { throw EtcdExit(.badArguments, "compaction command needs 1 argument") }
    guard let revision = Int64(call.arguments[0]) else {
      throw EtcdExit(.error, "strconv.ParseInt: parsing \"\(call.arguments[0])\": invalid syntax")
    }
    let client = try EtcdctlClient(call)
    _ = try client.send(.compact(revision: revision, physical: call.isOn("physical")))
    try call.print("compacted revision \(revision)")
  }

  static func defrag(_ dialect: EtcdVersion.Dialect) -> CobraCommand {
    var flags: [CobraFlag] = [.bool("cluster", "use all endpoints from the cluster member list")]
    if dialect < .v36 {
      flags.append(
        CobraFlag("data-dir", .string, "", "Optional. If present, defragments a data directory not in use by etcd."))
    }
    return CobraCommand(
      "defrag", "Defragments the storage of the etcd members with given endpoints", flags: flags, action: runDefrag)
  }

  private static func runDefrag(_ call: EtcdCall) throws {
    if !call.string("data-dir").isEmpty {
      if call.dialect == .v35 { try call.complain("Use `etcdutl defrag` instead. The --data-dir is going to be decomissioned in v3.6.\n") }
      try EtcdutlDefrag.run(call, call.string("data-dir"))
      return
    }
    let client = try EtcdctlClient(call)
    var endpoints = client.endpoints
    if call.isOn("cluster"), case .members(_, let members, _) = try client.send(.memberList(linearizable: true)) {
      endpoints = members.flatMap(\.clientURLs)
    }
    var hasFailed = false
    for endpoint in endpoints {
      let start = call.process.now
      do {
        _ = try client.send(.defragment, to: endpoint)
        let took = GoDuration.text(call.process.now - start + .microseconds(1629))
        let tail = call.dialect >= .v36 ? ". took \(took)" : ""
        try call.print("Finished defragmenting etcd member[\(endpoint)]\(tail)")
      } catch let exit as EtcdExit {
        hasFailed = true
        let took = GoDuration.text(call.process.now - start)
        let middle = call.dialect >= .v36 ? ". took \(took)." : ""
        try call.complain(
          "Failed to defragment etcd member[\(endpoint)]\(middle) (\(exit.message ?? ""))")
      }
    }
    if hasFailed { throw EtcdExit(.error, nil) }
  }

  static let alarm = CobraCommand(
    "alarm <subcommand>", "Alarm related commands",
    commands: [
      CobraCommand("disarm", "Disarms all alarms", action: { call in
        if !call.arguments.isEmpty {
          throw EtcdExit(.badArguments, "alarm disarm command accepts no arguments")
        }
        try alarms(call, .deactivate)
      }),
      CobraCommand("list", "Lists all alarms", action: { call in
        if !call.arguments.isEmpty { throw EtcdExit(.badArguments, "alarm list command accepts no arguments") }
        try alarms(call, .get)
      }),
    ])

  private static func alarms(_ call: EtcdCall, _ action: EtcdAlarmAction) throws {
    let client = try EtcdctlClient(call)
    guard case .alarms(let header, let alarms) = try client.send(.alarm(action, memberID: 0, kind: .none)) else {
      return
    }
    switch client.output.format {
    case .simple: for alarm in alarms { try call.print("memberID:\(alarm.memberID) alarm:\(alarm.kind.text) ") }
    case .json:
      var object = GoJSON()
      object.header(header)
      if !alarms.isEmpty {
        let list = alarms.map { "{\"memberID\":\($0.memberID),\"alarm\":\($0.kind.rawValue)}" }
        object.raw("alarms", "[\(list.joined(separator: ","))]")
      }
      try call.print(object.text)
    case .fields:
      try client.output.header(header)
      for alarm in alarms {
        try client.output.field("MemberID", alarm.memberID)
        try client.output.field("AlarmType", alarm.kind.text)
        try call.print("")
      }
    case .protobuf: try call.print(bytes: EtcdMessages.alarms(header, alarms))
    case .table: throw client.output.unsupported()
    }
  }

  static let downgrade = CobraCommand(
    "downgrade <TARGET_VERSION>", "Downgrade related commands",
    commands: [
      CobraCommand("validate <TARGET_VERSION>", "Validate downgrade capability before starting downgrade", action: {
        try downgrade($0, .validate, "validate")
      }),
      CobraCommand("enable <TARGET_VERSION>", "Start a downgrade action to cluster", action: {
        try downgrade($0, .enable, "enable")
      }),
      CobraCommand("cancel", "Cancel the ongoing downgrade action to cluster", action: {
        try downgrade($0, .cancel, "cancel")
      }),
    ])

  private static func downgrade(_ call: EtcdCall, _ action: EtcdDowngradeAction, _ name: String) throws {
    if action != .cancel && call.arguments.count != 1 {
      throw EtcdExit(.badArguments, call.arguments.isEmpty ? "TARGET_VERSION not provided" : "too many arguments")
    }
    let client = try EtcdctlClient(call)
    let target = call.arguments.first ?? ""
    guard case .downgrade(let header, let version) = try client.send(.downgrade(action, version: target)) else {
      return
    }
    try client.output.acknowledge(header, "Downgrade \(name) success, cluster version \(version.dropLast(2))")
  }

  static let version = CobraCommand("version", "Prints the version of etcdctl", action: { call in
    let name = call.found.path[0].name
    try call.print("\(name) version: \(call.version.text)")
    try call.print("API version: \(call.version.dialect.text)")
  })

  /// Commands that exist in the real program and are only named here.
  static func notSimulated(_ use: String, _ short: String) -> CobraCommand {
    CobraCommand(use, short, action: { call in
      let words = call.found.path.map(\.name).joined(separator: " ")
      throw EtcdExit(.error, "not simulated: \(words)")
    })
  }

  static let check = CobraCommand(
    "check <subcommand>", "commands for checking properties of the etcd cluster",
    commands: [
      notSimulated(
        "datascale [options]",
        "Check the memory usage of holding data for different workloads on a given server endpoint."),
      notSimulated("perf [options]", "Check the performance of the etcd cluster"),
    ])
}
