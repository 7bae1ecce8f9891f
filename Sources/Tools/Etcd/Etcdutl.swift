import Documents
import Etcd
import Hosts
import Simulation
import World

/// etcdutl: works on etcd's files, not with a running server. There is none before 3.5.
public enum Etcdutl: Tool {
  public static let name = "etcdutl"
  public static let path = "/usr/local/bin/etcdutl"
  public static let summary = "administration of etcd's files"

  public static func run(_ process: Process) throws -> Int32 {
    try run(process, in: .world)
  }

  static func run(_ process: Process, in surroundings: EtcdSurroundings) throws -> Int32 {
    let version = surroundings.version(process)
    let program = CobraProgram(
      root: root(version.dialect), version: version, layout: .standard, surroundings: surroundings)
    return try program.run(process)
  }

  private static func root(_ dialect: EtcdVersion.Dialect) -> CobraCommand {
    var version = MaintenanceCommands.version
    version.short = "Prints the version of etcdutl"
    var commands = [snapshot(dialect), defrag, version]
    if dialect >= .v36 {
      commands += [
        hashKV, migrate, MaintenanceCommands.notSimulated("completion", "Generate completion script"),
      ]
    } else {
      commands += [
        MaintenanceCommands.notSimulated("backup", "[legacy] offline backup of etcd directory"),
        MaintenanceCommands.notSimulated("check", "commands for checking properties"),
      ]
    }
    var root = CobraCommand(
      "etcdutl", "An administrative command line tool for etcd3.", commands: commands)
    root.persistentFlags = [
      CobraFlag(
        "write-out", .string, "simple", "set the output format (fields, json, protobuf, simple, table)",
        shorthand: "w")
    ]
    return root
  }

  private static func snapshot(_ dialect: EtcdVersion.Dialect) -> CobraCommand {
    var status = CobraCommand("status <filename>", "Gets backend snapshot status of a given file", action: { call in
      guard call.arguments.count == 1 else {
        throw EtcdExit(.badArguments, "snapshot status requires exactly one argument")
      }
      try SnapshotStatus.run(call, call.arguments[0])
    })
    status.long = """
      When --write-out is set to simple, this command prints out comma-separated status lists for each endpoint.
      The items in the lists are hash, revision, total keys, total size.
      """
    let restore = CobraCommand(
      "restore <filename> --data-dir {output dir} [options]", "Restores an etcd member snapshot to an etcd directory",
      flags: SnapshotRestore.flags(dialect, isUtility: true),
      action: { try SnapshotRestore.run($0, isUtility: true) })
    var command = CobraCommand("snapshot", "Manages etcd node snapshots", commands: [restore, status])
    if dialect == .v35 {
      var save = CobraCommand("save <filename>", "Stores an etcd node backend snapshot to a given file", action: { _ in
        throw EtcdExit(.badArguments, "In order to download snapshot use: `etcdctl snapshot save ...`")
      })
      save.deprecated = "Use `etcdctl snapshot save` to download snapshot"
      command.commands.append(save)
    }
    return command
  }

  private static let defrag = CobraCommand(
    "defrag", "Defragments the storage of the etcd",
    flags: [
      CobraFlag(
        "data-dir", .string, "", "Required. Defragments a data directory not in use by etcd.", isRequired: true)
    ], action: { try EtcdutlDefrag.run($0, $0.string("data-dir")) })

  private static let migrate = CobraCommand(
    "migrate",
    "Migrates schema of etcd data dir files to make them compatible with different etcd version",
    flags: [
      CobraFlag("data-dir", .string, "", "Path to the etcd data dir", isRequired: true),
      CobraFlag(
        "target-version", .string, "",
        "Target etcd version to migrate contents of data dir. Minimal value 3.5. Format \"X.Y\" for example 3.6.",
        isRequired: true),
      .bool("force", "Ignore migration failure and forcefully override storage version. Not recommended."),
    ], action: { _ in throw EtcdExit(.error, "not simulated: etcdutl migrate") })

  private static let hashKV = CobraCommand(
    "hashkv <filename>", "Prints the KV history hash of a given file",
    flags: [CobraFlag("rev", .int, "0", "maximum revision to hash (default: latest revision)")],
    action: runHashKV)

  /// Opens the file for writing: a store whose keys have leases makes the real program panic, and it changes every
  /// file, so that the hash of a snapshot fits no more.
  private static func runHashKV(_ call: EtcdCall) throws {
    guard call.arguments.count == 1 else {
      throw EtcdExit(.badArguments, "hashkv requires exactly one argument")
    }
    let path = call.arguments[0]
    let output = try EtcdOutput(call)
    let process = call.process
    let content: FileContent
    do {
      let inode = try process.files.status(path, by: process.accessor)
      guard case .file(let found) = inode.kind else { throw FileError.isDirectory }
      content = found
    } catch let error as FileError {
      throw EtcdExit(.error, "stat \(path): \(error.goText)")
    }
    var store: EtcdStore
    do {
      store = try EtcdSnapshotFile(content).store(version: call.version, seed: 1, now: process.now)
    } catch {
      throw EtcdExit(.error, "invalid database")
    }
    try spoil(path, content, process)
    guard case .success(.range(let all)) = store.send(.range(.prefix(""))) else { return }
    if all.kvs.contains(where: { $0.lease != 0 }) {
      try call.complain(
        "panic: no lessor to attach lease\n\ngoroutine 1 [running]:\n"
          + "go.etcd.io/etcd/server/v3/storage/mvcc.(*store).restore(0xc0001d2000)")
      throw EtcdExit.panic
    }
    guard case .success(.hashKV(let hash)) = store.send(.hashKV(revision: call.int("rev"))) else {
      throw EtcdExit(.error, EtcdError.futureRevision.message)
    }
    let row = [String(hash.hash), String(hash.hashRevision), String(hash.compactRevision)]
    switch output.format {
    case .simple: try call.print(row.joined(separator: ", "))
    case .table:
      var table = EtcdTable(["Hash", "Hash Revision", "Compact Revision"])
      table.append(row)
      try process.print(table.text)
    case .json:
      try call.print("{\"hash\":\(row[0]),\"hashRevision\":\(row[1]),\"compactRevision\":\(row[2])}")
    case .fields:
      try output.field("Hash", row[0])
      try output.field("Hash revision", row[1])
      try output.field("Compact revision", row[2])
    case .protobuf: throw output.unsupported()
    }
  }

  private static func spoil(_ path: String, _ content: FileContent, _ process: Process) throws {
    var bytes = content.bytes
    // bbolt writes a new meta page with a higher number of the transaction.
    guard bytes.count > 4096 + 80 else { return }
    bytes[4096 + 64] &+= 2
    try? process.writeFile(path, bytes)
  }
}

/// `defrag --data-dir`: waits for ever for the lock of a running etcd.
enum EtcdutlDefrag {
  static func run(_ call: EtcdCall, _ directory: String) throws {
    let path = "\(directory)/member/snap/db"
    let process = call.process
    if call.dialect >= .v36 {
      try ClientLog(process: process, dialect: call.dialect).console(
        "backend/backend.go:203",
        "Opening db file (\(path)) with mode -rw------- and with options: {Timeout: 0s, NoGrowSync: false, "
          + "NoFreelistSync: true, PreLoadFreelist: false, FreelistType: , ReadOnly: false, MmapFlags: 8000, "
          + "InitialMmapSize: 10737418240, PageSize: 0, NoSync: false, OpenFile: 0x0, Mlock: false, Logger: "
          + "0xc000012a80}", logger: "bbolt")
    }
    guard let inode = try? process.files.identify(path, by: process.accessor) else {
      throw EtcdExit(.error, "Failed to defragment etcd data[\(directory)] (stat \(path): no such file or directory)")
    }
    if call.surroundings.isLocked(process, inode) {
      try process.wait(for: .seconds(1))
      let advice = call.dialect >= .v36 ? "use `etcdctl defrag` instead" : "omit --data-dir"
      try call.complain(
        "waiting for etcd to close and release its lock on \"\(path)\". To defrag a running etcd instance, \(advice).")
      while call.surroundings.isLocked(process, inode) { try process.waitForChange() }
    }
    if call.dialect >= .v36 {
      try ClientLog(process: process, dialect: call.dialect).console(
        "bbolt@v1.4.3/db.go:322", "Opening bbolt db (\(path)) successfully", logger: "bbolt")
    }
    try call.print("Finished defragmenting directory[\(directory)]")
  }
}
