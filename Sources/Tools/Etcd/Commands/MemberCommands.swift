import Etcd
import KubeModel

/// etcdctl member, and move-leader.
enum MemberCommands {
  static func command(_ dialect: EtcdVersion.Dialect) -> CobraCommand {
    var list = CobraCommand("list", "Lists all members in the cluster", action: list)
    list.long = """
      When --write-out is set to simple, this command prints out comma-separated member lists for each endpoint.
      The items in the lists are ID, Status, Name, Peer Addrs, Client Addrs, Is Learner.
      """
    if dialect >= .v35 {
      list.flags = [CobraFlag("consistency", .string, "l", "Linearizable(l) or Serializable(s)")]
      list.flags = dialect >= .v36 ? list.flags : []
    }
    return CobraCommand(
      "member <subcommand>", "Membership related commands",
      commands: [
        list,
        CobraCommand(
          "add <memberName> [options]", "Adds a member into the cluster",
          flags: [
            CobraFlag("peer-urls", .string, "", "comma separated peer URLs for the new member."),
            .bool("learner", "indicates if the new member is raft learner"),
          ], action: add),
        CobraCommand("remove <memberID>", "Removes a member from the cluster", action: remove),
        CobraCommand(
          "update <memberID> [options]", "Updates a member in the cluster",
          flags: [CobraFlag("peer-urls", .string, "", "comma separated peer URLs for the updated member.")],
          action: update),
        CobraCommand("promote <memberID>", "Promotes a non-voting member in the cluster", action: promote),
      ])
  }

  static func identifier(_ call: EtcdCall, _ missing: String) throws -> UInt64 {
    guard call.arguments.count == 1 else { throw EtcdExit(.badArguments, missing) }
    let text = call.arguments[0]
    guard let id = UInt64(text, radix: 16) else {
      throw EtcdExit(
        .badArguments,
        "bad member ID arg (strconv.ParseUint: parsing \"\(text)\": invalid syntax), expecting ID in Hex")
    }
    return id
  }

  private static func list(_ call: EtcdCall) throws {
    let isLinearizable = call.string("consistency") != "s"
    let client = try EtcdctlClient(call)
    guard case .members(let header, let members, _) = try client.send(.memberList(linearizable: isLinearizable))
    else { return }
    let output = client.output
    switch output.format {
    case .simple: for member in members { try call.print(row(member).joined(separator: ", ")) }
    case .table:
      var table = EtcdTable(["ID", "Status", "Name", "Peer Addrs", "Client Addrs", "Is Learner"])
      for member in members { table.append(row(member)) }
      try call.process.print(table.text)
    case .json:
      let isHex = output.isHex && call.dialect >= .v35
      var object = GoJSON()
      object.header(header, hex: isHex)
      object.raw("members", "[\(members.map { GoJSON.member($0, hex: isHex) }.joined(separator: ","))]")
      try call.print(object.text)
    case .fields:
      try output.header(header)
      for member in members {
        try output.field("ID", output.isHex ? output.hex(member.id) : String(member.id))
        try output.field("Name", GoQuote.quoted(Array(member.name.utf8)))
        for url in member.peerURLs { try output.field("PeerURL", "\"\(url)\"") }
        for url in member.clientURLs { try output.field("ClientURL", "\"\(url)\"") }
        try output.field("IsLearner", member.isLearner)
        try call.print("")
      }
    case .protobuf: try call.print(bytes: EtcdMessages.members(header, members))
    }
  }

  private static func row(_ member: EtcdMember) -> [String] {
    [
      String(member.id, radix: 16), member.name.isEmpty ? "unstarted" : "started", member.name,
      member.peerURLs.joined(separator: ","), member.clientURLs.joined(separator: ","),
      member.isLearner ? "true" : "false",
    ]
  }

  private static func changed(
    _ client: EtcdctlClient, _ request: EtcdRequest
  ) throws -> (EtcdHeader, [EtcdMember], EtcdMember?)? {
    guard case .members(let header, let members, let member) = try client.send(request) else { return nil }
    return (header, members, member)
  }

  private static func add(_ call: EtcdCall) throws {
    guard let name = call.arguments.first else { throw EtcdExit(.badArguments, "member name not provided") }
    if call.arguments.count > 1 {
      throw EtcdExit(.badArguments, "too many arguments")
    }
    let urls = call.strings("peer-urls")
    if urls.isEmpty { throw EtcdExit(.badArguments, "member peer urls not provided") }
    for url in urls {
      do {
        _ = try EtcdURL(parsing: url)
      } catch {
        throw EtcdExit(.badArguments, error.message)
      }
    }
    let client = try EtcdctlClient(call)
    let request = EtcdRequest.memberAdd(peerURLs: urls, isLearner: call.isOn("learner"))
    guard let (header, members, member) = try changed(client, request), let member else { return }
    switch client.output.format {
    case .json:
      var object = GoJSON()
      object.header(header)
      object.raw("member", GoJSON.member(member))
      object.raw("members", "[\(members.map { GoJSON.member($0) }.joined(separator: ","))]")
      try call.print(object.text)
    case .simple:
      let ids = (client.output.hex(member.id), client.output.hex(header.clusterID))
      try call.print("Member \(ids.0) added to cluster \(ids.1)")
      let cluster = members.flatMap { other in
        other.peerURLs.map { "\(other.id == member.id ? name : other.name)=\($0)" }
      }
      try call.print("\nETCD_NAME=\"\(name)\"")
      try call.print("ETCD_INITIAL_CLUSTER=\"\(cluster.joined(separator: ","))\"")
      try call.print("ETCD_INITIAL_ADVERTISE_PEER_URLS=\"\(member.peerURLs.joined(separator: ","))\"")
      try call.print("ETCD_INITIAL_CLUSTER_STATE=\"existing\"")
    default: try client.output.acknowledge(header, "")
    }
  }

  private static func remove(_ call: EtcdCall) throws {
    let id = try identifier(call, "member ID is not provided")
    let client = try EtcdctlClient(call)
    guard let (header, _, _) = try changed(client, .memberRemove(id: id)) else { return }
    let output = client.output
    try output.acknowledge(
      header, "Member \(output.hex(id)) removed from cluster \(output.hex(header.clusterID))")
  }

  private static func update(_ call: EtcdCall) throws {
    let id = try identifier(call, "member ID is not provided")
    let urls = call.strings("peer-urls")
    if urls.isEmpty { throw EtcdExit(.badArguments, "member peer urls not provided") }
    let client = try EtcdctlClient(call)
    guard let (header, _, _) = try changed(client, .memberUpdate(id: id, peerURLs: urls)) else { return }
    let output = client.output
    try output.acknowledge(
      header, "Member \(output.hex(id)) updated in cluster \(output.hex(header.clusterID))")
  }

  private static func promote(_ call: EtcdCall) throws {
    let id = try identifier(call, "member ID is not provided")
    let client = try EtcdctlClient(call)
    guard let (header, _, _) = try changed(client, .memberPromote(id: id)) else { return }
    let output = client.output
    try output.acknowledge(
      header, "Member \(output.hex(id)) promoted in cluster \(output.hex(header.clusterID))")
  }

  static let moveLeader = CobraCommand(
    "move-leader <transferee-member-id>", "Transfers leadership to another etcd cluster member.", action: { call in
      guard call.arguments.count == 1 else {
        throw EtcdExit(.badArguments, "move-leader command needs 1 argument")
      }
      guard let target = UInt64(call.arguments[0], radix: 16) else {
        throw EtcdExit(
          .badArguments, "strconv.ParseUint: parsing \"\(call.arguments[0])\": invalid syntax")
      }
      let client = try EtcdctlClient(call)
      for endpoint in client.endpoints {
        guard case .status(let status) = try client.send(.status, to: endpoint) else { continue }
        if status.header.memberID != status.leader { continue }
        guard case .done(let header) = try client.send(.moveLeader(to: target), to: endpoint) else { return }
        let output = client.output
        try output.acknowledge(
          header, "Leadership transferred from \(output.hex(status.leader)) to \(output.hex(target))")
        return
      }
      throw EtcdExit(
        .badArguments, "no leader endpoint given at [\(client.endpoints.joined(separator: " "))]")
    })
}
