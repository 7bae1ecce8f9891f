import Documents
import Etcd
import Hosts
import World

/// `snapshot restore` of etcdctl (up to 3.5) and etcdutl.
enum SnapshotRestore {
  static func flags(_ dialect: EtcdVersion.Dialect, isUtility: Bool) -> [CobraFlag] {
    let isRequired = isUtility && dialect == .v35
    var flags = [
      CobraFlag(
        "data-dir", .string, "", isUtility ? "Path to the output data directory" : "Path to the data directory",
        isRequired: isRequired),
      CobraFlag("wal-dir", .string, "", "Path to the WAL directory (use --data-dir if none given)"),
      CobraFlag(
        "initial-cluster", .string, "default=http://localhost:2380",
        "Initial cluster configuration for restore bootstrap"),
      CobraFlag(
        "initial-cluster-token", .string, "etcd-cluster",
        "Initial cluster token for the etcd cluster during restore bootstrap"),
      CobraFlag(
        "initial-advertise-peer-urls", .string, "http://localhost:2380",
        "List of this member's peer URLs to advertise to the rest of the cluster"),
      CobraFlag("name", .string, "default", "Human-readable name for this member"),
      .bool(
        "skip-hash-check", "Ignore snapshot integrity hash value (required if copied from data directory)"),
    ]
    if dialect >= .v35 {
      flags.append(CobraFlag("bump-revision", .uint, "0", "How much to increase the latest revision after restore"))
      flags.append(
        .bool(
          "mark-compacted",
          "Mark the latest revision after restore as the point of scheduled compaction (required if "
            + "--bump-revision > 0, disallowed otherwise)"))
    }
    if isUtility && dialect >= .v36 {
      flags.append(
        CobraFlag(
          "initial-memory-map-size", .uint, "10737418240",
          "Initial memory map size of the database in bytes. It uses the default value if not defined or defined to 0"))
    }
    return flags
  }

  static func run(_ call: EtcdCall, isUtility: Bool) throws {
    guard call.arguments.count == 1 else {
      throw EtcdExit(.badArguments, "snapshot restore requires exactly one argument")
    }
    var restore = EtcdRestore(snapshotPath: call.arguments[0])
    restore.dataDirectory = call.string("data-dir")
    restore.walDirectory = call.string("wal-dir")
    restore.name = call.string("name")
    restore.initialCluster = call.string("initial-cluster")
    restore.initialClusterToken = call.string("initial-cluster-token")
    restore.peerURLs = call.string("initial-advertise-peer-urls")
    restore.skipsHashCheck = call.isOn("skip-hash-check")
    restore.bumpRevision = call.int("bump-revision")
    restore.marksCompacted = call.isOn("mark-compacted")
    if restore.bumpRevision > 0 && !restore.marksCompacted {
      throw EtcdExit(.badArguments, "--mark-compacted required if --revision-bump > 0")
    }
    if restore.bumpRevision == 0 && restore.marksCompacted {
      throw EtcdExit(.badArguments, "--mark-compacted not allowed if --revision-bump == 0")
    }
    let log = SnapshotRestoreLog(call: call, restore: restore, isUtility: isUtility)
    let process = call.process
    var files = process.files
    var steps: [EtcdRestore.Step] = []
    defer { process.files = files }
    do {
      try restore.run(&files, by: process.accessor, at: process.now, version: call.version, seed: 1) { step in
        steps.append(step)
      }
    } catch let failure as EtcdRestore.Failure {
      for step in steps { try log.tell(step) }
      if !failure.isPanic { throw EtcdExit(.error, failure.message) }
      try call.complain("\(failure.message)\n\ngoroutine 1 [running]:\nmain.main()")
      throw EtcdExit.panic
    }
    for step in steps { try log.tell(step) }
  }
}

/// The lines that a restore logs: JSON in 3.4, a console's columns since.
struct SnapshotRestoreLog {
  let call: EtcdCall
  let restore: EtcdRestore
  let isUtility: Bool

  private var log: ClientLog { ClientLog(process: call.process, dialect: call.dialect) }

  func tell(_ step: EtcdRestore.Step) throws {
    switch step {
    case .restoring: try paths("restoring snapshot", lines: (296, 265, 305))
    case .restored: try paths("restored snapshot", lines: (309, 293, 333))
    case .openedDatabase: if call.dialect >= .v36 { try opened() }
    case .trimming:
      let place = call.dialect >= .v36 ? "schema/membership.go:138" : "membership/store.go:138"
      try log.console(place, "Trimming membership information from the backend...")
    case .bumping(let latest, let amount, let new):
      try log.console(
        "snapshot/v3_snapshot.go:\(call.dialect >= .v36 ? 396 : 356)", "bumping latest revision",
        ["latest-revision": .int(latest), "bump-amount": .int(amount), "new-latest-revision": .int(new)])
    case .markingCompacted(let revision):
      try log.console(
        "snapshot/v3_snapshot.go:\(call.dialect >= .v36 ? 413 : 373)", "marking revision compacted",
        ["revision": .int(revision)])
    case .resolved(let url):
      if call.dialect == .v34 { return }
      try log.console(
        "netutil/netutil.go:\(call.dialect >= .v36 ? 113 : 112)", "resolved URL Host",
        ["url": .string(url.text), "host": .string(url.address), "resolved-addr": .string(url.address)])
    case .added(let member, let clusterID): try added(member, clusterID)
    }
  }

  private func paths(_ message: String, lines: (Int, Int, Int)) throws {
    let snap = "\(restore.effectiveDataDirectory)/member/snap"
    let fields: ClientLog.Fields = [
      "path": .string(restore.snapshotPath), "wal-dir": .string(restore.effectiveWALDirectory),
      "data-dir": .string(restore.effectiveDataDirectory), "snap-dir": .string(snap),
    ]
    switch call.dialect {
    case .v34: try log.json("info", "snapshot/v3_snapshot.go:\(lines.0)", message, fields, clock: .epoch)
    case .v35, .v36:
      let line = call.dialect == .v36 ? lines.2 : lines.1
      let size = Value.int(isUtility ? 10_737_418_240 : 0)
      try log.console(
        "snapshot/v3_snapshot.go:\(line)", message,
        [
          "path": fields[0].value, "wal-dir": fields[1].value, "data-dir": fields[2].value,
          "snap-dir": fields[3].value, "initial-memory-map-size": size,
        ])
    }
  }

  private func opened() throws {
    try log.console(
      "backend/backend.go:203",
      "Opening db file (\(restore.databasePath)) with mode -rw------- and with options: {Timeout: 0s, NoGrowSync: "
        + "false, NoFreelistSync: true, PreLoadFreelist: false, FreelistType: , ReadOnly: false, MmapFlags: 8000, "
        + "InitialMmapSize: 10737418240, PageSize: 0, NoSync: false, OpenFile: 0x0, Mlock: false, Logger: "
        + "0xc000012a80}", logger: "bbolt")
    try log.console(
      "bbolt@v1.4.3/db.go:322", "Opening bbolt db (\(restore.databasePath)) successfully", logger: "bbolt")
  }

  private func added(_ member: EtcdMember, _ clusterID: UInt64) throws {
    let id = Value.string(String(member.id, radix: 16))
    let cluster = Value.string(String(clusterID, radix: 16))
    let urls = Value.array(member.peerURLs.map { .string($0) })
    if call.dialect == .v34 {
      try log.json(
        "info", "membership/cluster.go:392", "added member",
        ["cluster-id": cluster, "local-member-id": "0", "added-peer-id": id, "added-peer-peer-urls": urls],
        clock: .epoch)
    } else {
      try log.console(
        "membership/cluster.go:\(call.dialect >= .v36 ? 424 : 421)", "added member",
        [
          "cluster-id": cluster, "local-member-id": "0", "added-peer-id": id, "added-peer-peer-urls": urls,
          "added-peer-is-learner": false,
        ])
    }
  }
}
