import Documents
import Etcd
import Simulation

/// etcdctl endpoint.
enum EndpointCommands {
  static func command(_ dialect: EtcdVersion.Dialect) -> CobraCommand {
    var status = CobraCommand(
      "status", "Prints out the status of endpoints specified in `--endpoints` flag", action: status)
    status.long = """
      When --write-out is set to simple, this command prints out comma-separated status lists for each endpoint.
      The items in the lists are endpoint, ID, version, db size, is leader, is learner, raft term, raft index, raft applied index, errors.
      """
    var command = CobraCommand(
      "endpoint <subcommand>", "Endpoint related commands",
      commands: [
        CobraCommand(
          "health", "Checks the healthiness of endpoints specified in `--endpoints` flag", action: health),
        status,
        CobraCommand(
          "hashkv", "Prints the KV history hash for each endpoint in --endpoints",
          flags: [CobraFlag("rev", .int, "0", "maximum revision to hash (default: latest revision)")],
          action: hashKV),
      ])
    command.persistentFlags = [.bool("cluster", "use all endpoints from the cluster member list")]
    return command
  }

  /// The endpoints of the command: those given, or with `--cluster` those of all members.
  private static func endpoints(_ client: EtcdctlClient) throws -> [String] {
    guard client.call.isOn("cluster") else { return client.endpoints }
    guard case .members(_, let members, _) = try client.send(.memberList(linearizable: true)) else { return [] }
    return members.flatMap(\.clientURLs)
  }

  /// How one endpoint is.
  struct Health {
    var endpoint: String
    var isHealthy: Bool
    var took: Span
    var error: String
  }

  private static func health(_ call: EtcdCall) throws {
    let client = try EtcdctlClient(call)
    let endpoints = try endpoints(client)
    var results: [Health] = []
    var waiting: [(endpoint: String, failure: EtcdError)] = []
    let start = call.process.now
    try call.process.wait(for: .milliseconds(9))
    for endpoint in endpoints {
      if let result = try check(endpoint, client, start) {
        results.append(result)
      } else {
        waiting.append((endpoint, .silent))
      }
    }
    // All endpoints are asked at the same time, so that several dead ones take no longer than one.
    let deadline = start + client.timeout
    while !waiting.isEmpty && call.process.now < deadline {
      try call.process.wait(until: min(deadline, call.process.now + .seconds(1)))
      for (index, item) in waiting.enumerated().reversed() {
        if let result = try check(item.endpoint, client, start) {
          results.append(result)
          waiting.remove(at: index)
        }
      }
    }
    for item in waiting {
      try client.warnOfDeadline(.range(EtcdRange(key: "health")), item.endpoint, logger: "client")
      results.append(
        Health(
          endpoint: item.endpoint, isHealthy: false, took: client.timeout,
          error: EtcdError.deadlineExceeded.message))
    }
    try print(results, client.output)
    if results.contains(where: { !$0.isHealthy }) { throw EtcdExit(.error, "unhealthy cluster") }
  }

  /// Nil while the endpoint cannot be reached.
  private static func check(_ endpoint: String, _ client: EtcdctlClient, _ start: Instant) throws -> Health? {
    let took = client.call.process.now - start + .microseconds(611)
    switch client.reach(.range(EtcdRange(key: "health")), endpoint) {
    case .failure(let error):
      if error.isUnreachable { return nil }
      let isHealthy = error == .permissionDenied
      return Health(endpoint: endpoint, isHealthy: isHealthy, took: took, error: isHealthy ? "" : error.message)
    case .success:
      guard case .success(.alarms(_, let alarms)) = client.reach(.alarm(.get, memberID: 0, kind: .none), endpoint)
      else { return Health(endpoint: endpoint, isHealthy: true, took: took, error: "") }
      let names = alarms.map(\.kind.text)
      let error = names.isEmpty ? "" : "Active Alarm(s): \(names.joined(separator: ", "))"
      return Health(endpoint: endpoint, isHealthy: names.isEmpty, took: took, error: error)
    }
  }

  private static func print(_ results: [Health], _ output: EtcdOutput) throws {
    let call = output.call
    switch output.format {
    case .simple:
      for result in results {
        if result.isHealthy {
          let line =
            "\(result.endpoint) is healthy: successfully committed proposal: took = \(GoDuration.text(result.took))"
          if call.dialect == .v34 { try call.complain(line) } else { try call.print(line) }
        } else {
          try call.complain("\(result.endpoint) is unhealthy: failed to commit proposal: \(result.error)")
        }
      }
    case .table:
      var table = EtcdTable(["Endpoint", "Health", "Took", "Error"])
      for result in results {
        let health = result.isHealthy ? "true" : "false"
        table.append([result.endpoint, health, GoDuration.text(result.took), result.error])
      }
      try call.process.print(table.text)
    case .json:
      let objects = results.map { result in
        var object = GoJSON()
        object.string("endpoint", result.endpoint)
        object.raw("health", result.isHealthy ? "true" : "false")
        object.string("took", GoDuration.text(result.took))
        object.string("error", result.error)
        return object.text
      }
      try call.print("[\(objects.joined(separator: ","))]")
    case .fields:
      for result in results {
        try output.field("Endpoint", "\"\(result.endpoint)\"")
        try output.field("Health", result.isHealthy)
        try output.field("Took", "\"\(GoDuration.text(result.took))\"")
        try output.field("Error", "\"\(result.error)\"")
        try call.print("")
      }
    case .protobuf: throw output.unsupported()
    }
  }

  private static func status(_ call: EtcdCall) throws {
    let client = try EtcdctlClient(call)
    var found: [(endpoint: String, status: EtcdStatus)] = []
    var hasFailed = false
    for endpoint in try endpoints(client) {
      do {
        guard case .status(let status) = try client.send(.status, to: endpoint) else { continue }
        found.append((endpoint, status))
      } catch let exit as EtcdExit {
        hasFailed = true
        try call.complain("Failed to get the status of endpoint \(endpoint) (\(exit.message ?? ""))")
      }
    }
    try EndpointStatusOutput.print(found, client.output)
    if hasFailed { throw EtcdExit(.error, nil) }
  }

  private static func hashKV(_ call: EtcdCall) throws {
    let client = try EtcdctlClient(call)
    var found: [(endpoint: String, hash: EtcdHashKV)] = []
    var hasFailed = false
    for endpoint in try endpoints(client) {
      do {
        guard case .hashKV(let hash) = try client.send(.hashKV(revision: call.int("rev")), to: endpoint) else {
          continue
        }
        found.append((endpoint, hash))
      } catch let exit as EtcdExit {
        hasFailed = true
        try call.complain("Failed to get the hash of endpoint \(endpoint) (\(exit.message ?? ""))")
      }
    }
    try EndpointStatusOutput.print(found, client.output)
    if hasFailed { throw EtcdExit(.error, nil) }
  }
}
