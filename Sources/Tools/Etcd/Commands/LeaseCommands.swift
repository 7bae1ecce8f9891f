import Etcd
import KubeModel
import Simulation

/// etcdctl lease.
enum LeaseCommands {
  static let command = CobraCommand(
    "lease <subcommand>", "Lease related commands",
    commands: [
      CobraCommand("grant <ttl>", "Creates leases", action: grant),
      CobraCommand("revoke <leaseID>", "Revokes leases", action: revoke),
      CobraCommand(
        "timetolive <leaseID> [options]", "Get lease information",
        flags: [.bool("keys", "Get keys attached to this lease")], action: timeToLive),
      CobraCommand("list", "List all active leases", action: list),
      CobraCommand(
        "keep-alive [options] <leaseID>", "Keeps leases alive (renew)",
        flags: [.bool("once", "Resets the keep-alive time to its original value and command exits immediately")],
        action: keepAlive),
    ])

  /// Reads a lease's id, which is written in hexadecimal digits.
  static func identifier(_ text: String) throws -> Int64 {
    guard let id = Int64(text, radix: 16) else {
      throw EtcdExit(
        .badArguments,
        "bad lease ID arg (strconv.ParseInt: parsing \"\(text)\": invalid syntax), expecting ID in Hex")
    }
    return id
  }

  static func hex(_ id: Int64) -> String {
    let digits = String(id, radix: 16)
    return String(repeating: "0", count: max(0, 16 - digits.count)) + digits
  }

  private static func grant(_ call: EtcdCall) throws {
    guard call.arguments.count == 1 else { throw EtcdExit(.badArguments, "lease grant command needs TTL argument") }
    guard let ttl = Int64(call.arguments[0]) else {
      throw EtcdExit(
        .badArguments, "bad TTL (strconv.ParseInt: parsing \"\(call.arguments[0])\": invalid syntax)")
    }
    let client = try EtcdctlClient(call)
    guard case .lease(let lease) = try client.send(.leaseGrant(id: 0, ttl: ttl)) else { return }
    switch client.output.format {
    case .json:
      var object = inlineHeader(lease.header)
      object.number("ID", lease.id, always: true)
      object.number("TTL", lease.ttl, always: true)
      object.string("Error", "", always: true)
      try call.print(object.text)
    case .fields:
      try client.output.header(lease.header)
      try client.output.field("ID", lease.id)
      try client.output.field("TTL", lease.ttl)
    case .protobuf: throw client.output.notSimulated()
    case .table: throw client.output.unsupported()
    case .simple: try call.print("lease \(hex(lease.id)) granted with TTL(\(lease.ttl)s)")
    }
  }

  /// Answers about leases have the fields of the header among their own.
  private static func inlineHeader(_ header: EtcdHeader) -> GoJSON {
    var object = GoJSON()
    object.id("cluster_id", header.clusterID)
    object.id("member_id", header.memberID)
    object.number("revision", header.revision)
    object.id("raft_term", header.raftTerm)
    return object
  }

  private static func revoke(_ call: EtcdCall) throws {
    guard call.arguments.count == 1 else { throw EtcdExit(.badArguments, "lease revoke command needs 1 argument") }
    let id = try identifier(call.arguments[0])
    let client = try EtcdctlClient(call)
    guard case .done(let header) = try client.send(.leaseRevoke(id: id)) else { return }
    try client.output.acknowledge(header, "lease \(hex(id)) revoked")
  }

  private static func timeToLive(_ call: EtcdCall) throws {
    guard call.arguments.count == 1 else {
      throw EtcdExit(.badArguments, "lease timetolive command needs lease ID as argument")
    }
    let id = try identifier(call.arguments[0])
    let client = try EtcdctlClient(call)
    let wantsKeys = call.isOn("keys")
    guard case .lease(let lease) = try client.send(.leaseTimeToLive(id: id, keys: wantsKeys)) else { return }
    switch client.output.format {
    case .json:
      var object = inlineHeader(lease.header)
      object.number("id", lease.id, always: true)
      object.number("ttl", lease.ttl, always: true)
      object.number("granted-ttl", lease.grantedTTL, always: true)
      object.raw("keys", "null")
      try call.print(object.text)
    case .fields:
      try client.output.header(lease.header)
      try client.output.field("ID", lease.id)
      try client.output.field("TTL", lease.ttl)
      try client.output.field("GrantedTTL", lease.grantedTTL)
      for key in lease.keys { try client.output.field("Key", GoQuote.quoted(key.bytes)) }
    case .protobuf: throw client.output.notSimulated()
    case .table: throw client.output.unsupported()
    case .simple:
      if lease.grantedTTL == 0 && lease.ttl == -1 {
        try call.print("lease \(hex(id)) already expired")
        return
      }
      let keys = wantsKeys ? ", attached keys([\(lease.keys.map(\.text).joined(separator: " "))])" : ""
      try call.print(
        "lease \(hex(id)) granted with TTL(\(lease.grantedTTL)s), remaining(\(lease.ttl)s)\(keys)")
    }
  }

  private static func list(_ call: EtcdCall) throws {
    let client = try EtcdctlClient(call)
    guard case .leases(let header, let leases) = try client.send(.leaseLeases) else { return }
    switch client.output.format {
    case .json:
      var object = inlineHeader(header)
      object.raw("leases", "[\(leases.map { "{\"id\":\($0)}" }.joined(separator: ","))]")
      try call.print(object.text)
    case .fields:
      try client.output.header(header)
      for id in leases { try client.output.field("ID", id) }
    case .protobuf: throw client.output.notSimulated()
    case .table: throw client.output.unsupported()
    case .simple:
      try call.print("found \(leases.count) leases")
      for id in leases { try call.print(hex(id)) }
    }
  }

  private static func keepAlive(_ call: EtcdCall) throws {
    guard call.arguments.count == 1 else {
      throw EtcdExit(.badArguments, "lease keep-alive command needs lease ID as argument")
    }
    let id = try identifier(call.arguments[0])
    let client = try EtcdctlClient(call)
    while true {
      guard case .lease(let lease) = try client.send(.leaseKeepAlive(id: id)) else { return }
      if lease.ttl <= 0 {
        if call.isOn("once") { throw EtcdExit(.badConnection, EtcdError.leaseNotFound.message) }
        try call.print("lease \(hex(id)) expired or revoked.")
        return
      }
      try call.print("lease \(hex(id)) keepalived with TTL(\(lease.ttl))")
      if call.isOn("once") { return }
      try call.process.wait(for: .seconds(Double(lease.ttl) / 3))
    }
  }
}
