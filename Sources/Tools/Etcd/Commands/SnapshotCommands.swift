import Documents
import Etcd
import Hosts
import Simulation
import World

/// etcdctl snapshot; `status` and `restore` have moved to etcdutl by 3.6.
enum SnapshotCommands {
  static func command(_ dialect: EtcdVersion.Dialect) -> CobraCommand {
    var save = CobraCommand(
      "save <filename>", "Stores an etcd node backend snapshot to a given file", action: save)
    save.example = examples
    var command = CobraCommand("snapshot <subcommand>", "Manages etcd node snapshots", commands: [save])
    command.example = examples
    guard dialect < .v36 else { return command }
    let mark = dialect == .v35 ? "[deprecated] " : ""
    var status = CobraCommand(
      "status <filename>", "\(mark)Gets backend snapshot status of a given file", action: status)
    status.long = """
      When --write-out is set to simple, this command prints out comma-separated status lists for each endpoint.
      The items in the lists are hash, revision, total keys, total size.
      """
    if dialect == .v35 { status.long += "\n\nMoved to 'etcdutl snapshot status ...'" }
    var restore = CobraCommand(
      "restore <filename> [options]", "\(mark)Restores an etcd member snapshot to an etcd directory",
      flags: SnapshotRestore.flags(dialect, isUtility: false), action: restore)
    if dialect == .v35 { restore.long = "Moved to `etcdctl snapshot restore ...`\n" }
    command.commands += [status, restore]
    return command
  }

  private static let examples = """
    # Save snapshot to a given file
    etcdctl snapshot save /backup/etcd-snapshot.db

    # Get snapshot with certificates
    etcdctl --endpoints=https://127.0.0.1:2379 --cacert=/etc/etcd/ca.crt --cert=/etc/etcd/etcd.crt \
    --key=/etc/etcd/etcd.key snapshot save /backup/etcd-snapshot.db
    """

  private static func deprecated(_ call: EtcdCall, _ name: String) throws {
    if call.dialect == .v35 { try call.complain("Deprecated: Use `etcdutl snapshot \(name)` instead.\n") }
  }

  private static func status(_ call: EtcdCall) throws {
    try deprecated(call, "status")
    guard call.arguments.count == 1 else {
      throw EtcdExit(.badArguments, "snapshot status requires exactly one argument")
    }
    try SnapshotStatus.run(call, call.arguments[0])
  }

  private static func restore(_ call: EtcdCall) throws {
    try deprecated(call, "restore")
    try SnapshotRestore.run(call, isUtility: false)
  }

  // MARK: save

  private static func save(_ call: EtcdCall) throws {
    guard call.arguments.count == 1 else {
      let hint = call.dialect >= .v36 ? " <filename>" : ""
      throw EtcdExit(.badArguments, "snapshot save expects one argument\(hint)")
    }
    let client = try EtcdctlClient(call)
    guard client.endpoints.count == 1 else {
      throw EtcdExit(
        .interrupted,
        "snapshot must be requested to one selected node, not multiple [\(client.endpoints.joined(separator: " "))]")
    }
    let path = call.arguments[0]
    let part = "\(path).part"
    let log = SnapshotSaveLog(call: call)
    let inode = try openPart(part, call)
    let start = call.process.now
    try log.line(.created, ["path": .string(part)])
    let snapshot = try download(client, part, log)
    try log.opened()
    try log.line(.fetching, ["endpoint": .string(client.endpoints[0])])
    try call.process.wait(for: .milliseconds(4))
    try log.completed()
    let content = FileContent.deferred(snapshot)
    do {
      try call.process.changeFiles { (files) throws(FileError) in
        files.setContent(of: inode, content, at: call.process.now)
      }
    } catch {
      throw EtcdExit(.interrupted, "write \(part): \(error.goText)")
    }
    try log.fetched(client.endpoints[0], snapshot, took: call.process.now - start)
    try rename(part, path, call)
    try log.line(.saved, ["path": .string(path)])
    try call.print("Snapshot saved at \(path)")
    if call.dialect >= .v36 { try call.print("Server version \(snapshot.store.version.clusterVersion)") }
  }

  private static func openPart(_ part: String, _ call: EtcdCall) throws -> InodeID {
    let process = call.process
    do {
      return try process.changeFiles { (files) throws(FileError) in
        let id = try files.open(part, by: process.accessor, at: process.now, permissions: 0o600)
        return id
      }
    } catch {
      if call.dialect >= .v36 && error == .readOnly {
        try ClientLog(process: process, dialect: call.dialect).json(
          "error", "snapshot/v3_snapshot.go:69", "Failed to cleanup .part file",
          ["error": .string("unlinkat \(part): \(error.goText)")])
      }
      throw EtcdExit(.interrupted, "could not open \(part) (open \(part): \(error.goText))")
    }
  }

  /// Asks for the snapshot: without an explicit --command-timeout it waits for ever, and says nothing.
  private static func download(_ client: EtcdctlClient, _ part: String, _ log: SnapshotSaveLog) throws -> EtcdSnapshot {
    let process = client.call.process
    let isLimited = client.call.isGiven("command-timeout")
    let deadline = isLimited ? process.now + client.timeout : Instant.never
    var failure = EtcdError.silent
    // A limit that is shorter than a handshake cannot be kept.
    if isLimited && client.timeout < .milliseconds(5) {
      try process.wait(until: deadline)
    } else {
      try process.wait(until: min(deadline, process.now + .milliseconds(14)))
    }
    while process.now < deadline {
      switch client.reach(.snapshot, client.endpoints[0]) {
      case .success(.snapshot(let snapshot)): return snapshot
      case .success: break
      case .failure(let error):
        failure = error
        if !error.isUnreachable {
          try removePart(part, client.call)
          throw EtcdExit(.interrupted, error.message)
        }
      }
      try process.wait(until: min(deadline, process.now + .seconds(1)))
    }
    try log.streamFailed(client.deadlineText(failure))
    try removePart(part, client.call)
    throw EtcdExit(.interrupted, EtcdError.deadlineExceeded.message)
  }

  private static func removePart(_ part: String, _ call: EtcdCall) throws {
    let process = call.process
    try? process.changeFiles { (files) throws(FileError) in
      try files.remove(part, by: process.accessor, at: process.now)
    }
  }

  private static func rename(_ part: String, _ path: String, _ call: EtcdCall) throws {
    let process = call.process
    do {
      try process.changeFiles { (files) throws(FileError) in
        try files.rename(part, to: path, by: process.accessor, at: process.now)
      }
    } catch {
      let reason = error == .isDirectory ? FileError.exists : error
      try removePart(part, call)
      throw EtcdExit(
        .interrupted, "could not rename \(part) to \(path) (rename \(part) \(path): \(reason.goText))")
    }
  }
}

/// The lines that `snapshot save` logs on its way.
struct SnapshotSaveLog {
  let call: EtcdCall

  enum Step {
    case created
    case fetching
    case fetched
    case saved

    var message: String {
      switch self {
      case .created: "created temporary db file"
      case .fetching: "fetching snapshot"
      case .fetched: "fetched snapshot"
      case .saved: "saved"
      }
    }

    /// The line of snapshot/v3_snapshot.go.
    func line(_ dialect: EtcdVersion.Dialect) -> Int {
      switch (self, dialect) {
      case (.created, .v34): 119
      case (.created, .v35): 65
      case (.created, .v36): 83
      case (.fetching, .v34): 127
      case (.fetching, .v35): 73
      case (.fetching, .v36): 96
      case (.fetched, .v34): 142
      case (.fetched, .v35): 88
      case (.fetched, .v36): 111
      case (.saved, .v34): 152
      case (.saved, .v35): 98
      case (.saved, .v36): 121
      }
    }
  }

  private var log: ClientLog { ClientLog(process: call.process, dialect: call.dialect) }

  func line(_ step: Step, _ fields: ClientLog.Fields) throws {
    try log.json(
      "info", "snapshot/v3_snapshot.go:\(step.line(call.dialect))", step.message, fields,
      clock: call.dialect == .v34 ? .epoch : .micro)
  }

  func opened() throws { try stream("opened snapshot stream; downloading", lines: (200, 212, 236)) }
  func completed() throws { try stream("completed snapshot read; closing", lines: (208, 220, 302)) }

  private func stream(_ message: String, lines: (Int, Int, Int)) throws {
    switch call.dialect {
    case .v34: try log.json("info", "clientv3/maintenance.go:\(lines.0)", message, [:], clock: .milli)
    case .v35:
      try log.json("info", "v3@v\(call.version.text)/maintenance.go:\(lines.1)", message, [:], logger: "client")
    case .v36:
      try log.json("info", "v3@v\(call.version.text)/maintenance.go:\(lines.2)", message, [:], logger: "client")
    }
  }

  func fetched(_ endpoint: String, _ snapshot: EtcdSnapshot, took: Span) throws {
    let size = HumanSize.si(Int64(snapshot.size - 32))
    if call.dialect >= .v36 {
      try line(
        .fetched,
        [
          "endpoint": .string(endpoint), "size": .string(size), "took": .string(GoDuration.text(took)),
          "etcd-version": .string(snapshot.store.version.clusterVersion),
        ])
    } else if call.dialect == .v35 {
      try line(
        .fetched,
        ["endpoint": .string(endpoint), "size": .string(size), "took": .string(took < .seconds(1) ? "now" : "1 second ago")])
    } else {
      try line(
        .fetched, ["endpoint": .string(endpoint), "size": .string(size), "took": .double(took.seconds)])
    }
  }

  func streamFailed(_ text: String) throws {
    let fields: ClientLog.Fields = ["error": .string(text)]
    let message = "streamer failed to create ClientStream"
    if call.dialect == .v34 {
      try log.json("error", "clientv3/retry_interceptor.go:129", message, fields, clock: .milli)
    } else {
      try log.json(
        "error", "v3@v\(call.version.text)/retry_interceptor.go:134", message, fields, logger: "client")
    }
  }
}
