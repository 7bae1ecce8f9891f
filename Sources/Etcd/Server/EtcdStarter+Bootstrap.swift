import Documents
import Hosts
import Simulation

/// What a start has found in, or made of, the data directory.
struct EtcdBoot {
  var store: EtcdStore
  /// The raft log as it was found; nil for a member that begins anew.
  var log: EtcdWriteAheadLog?
  /// The size of the database file.
  var fileSize: Int
  /// The log that begins anew cannot catch up with the database: etcd 3.6 never becomes ready.
  var isStuck = false
}

extension EtcdStarter {
  /// The line with all settings.
  mutating func announce(isMember: Bool) {
    var settings: EtcdLog.Fields = [:]
    func urls(_ urls: [EtcdURL]) -> Value { .array(urls.map { .string($0.text) }) }
    let quota = configuration.quotaBytes > 0 ? configuration.quotaBytes : 2_147_483_648
    settings = [
      "etcd-version": .string(launch.version.text), "git-sha": .string(EtcdBuild.gitSHA(launch.version)),
      "go-version": .string(EtcdBuild.goVersion(launch.version)), "go-os": "linux", "go-arch": "amd64",
      "max-cpu-set": 2, "max-cpu-available": 2, "member-initialized": .bool(isMember),
      "name": .string(configuration.name), "data-dir": .string(directory.path),
      "wal-dir": .string(configuration.walDirectory), "wal-dir-dedicated": .string(configuration.walDirectory),
      "member-dir": .string(directory.memberPath), "force-new-cluster": .bool(configuration.forceNewCluster),
      "heartbeat-interval": "100ms", "election-timeout": "1s", "initial-election-tick-advance": true,
      "snapshot-count": .int(Int64(configuration.snapshotCount)), "max-wals": 5, "max-snapshots": 5,
      "snapshot-catchup-entries": 5000, "initial-advertise-peer-urls": urls(configuration.advertisePeerURLs),
      "listen-peer-urls": urls(configuration.listenPeerURLs),
      "advertise-client-urls": urls(configuration.advertiseClientURLs),
      "listen-client-urls": urls(configuration.listenClientURLs),
      "listen-metrics-urls": urls(configuration.listenMetricsURLs), "cors": ["*"], "host-whitelist": ["*"],
      "initial-cluster": .string(isMember ? "" : configuration.initialClusterText),
      "initial-cluster-state": .string(configuration.initialClusterState),
      "initial-cluster-token": .string(isMember ? "" : configuration.initialClusterToken),
      "quota-backend-bytes": .int(quota), "max-request-bytes": 1_572_864,
      "max-concurrent-streams": 4_294_967_295, "pre-vote": true,
      "feature-gates": .string(configuration.featureGates),
      "initial-corrupt-check": .bool(configuration.checksCorruption && log.dialect == .v35),
      "corrupt-check-time-interval": "0s", "compact-check-time-interval": "1m0s",
      "auto-compaction-mode": .string(configuration.autoCompactionMode), "auto-compaction-retention": "0s",
      "auto-compaction-interval": "0s", "discovery-url": "", "discovery-proxy": "",
      "downgrade-check-interval": "5s",
    ]
    log.event(.info, .init("embed/etcd.go:323", "embed/etcd.go:323"), "starting an etcd server", settings)
    let plain = [
      "name = \(configuration.name)", "data dir = \(directory.path)", "member dir = \(directory.memberPath)",
      "heartbeat = 100ms", "election = 1000ms", "snapshot count = \(configuration.snapshotCount)",
      "advertise client URLs = \(configuration.advertiseClientURLs.map(\.text).joined(separator: ","))",
    ]
    for line in plain { log.event(.info, .init(nil, nil), "", plain: "embed: \(line)") }
    if isMember {
      let peers = configuration.advertisePeerURLs.map(\.text).joined(separator: ",")
      log.event(.info, .init(nil, nil), "", plain: "embed: initial advertise peer URLs = \(peers)")
      log.event(.info, .init(nil, nil), "", plain: "embed: initial cluster = ")
    }
    checkMode()
  }

  /// A data directory that others may enter draws a warning, no more.
  private mutating func checkMode() {
    guard let inode = try? files.status(directory.path, by: launch.accessor), inode.isDirectory,
      inode.mode & 0o777 != 0o700
    else { return }
    let problem =
      "directory \"\(directory.path)\" exist, but the permission is \"\(GoFileMode.directory(inode.mode))\". "
      + "The recommended permission is \"-rwx------\" to prevent possible unprivileged access to the data"
    log.event(
      .warn, .init("fileutil/fileutil.go:56", "fileutil/fileutil.go:53"), "check file permission",
      ["error": .string(problem)], plain: "pkg/fileutil: check file permission: \(problem)")
  }

  /// A second etcd on a database waits for its lock, for ever.
  mutating func waitForLock() -> EtcdServer? {
    guard let id = try? files.identify(directory.databasePath, by: launch.accessor),
      launch.lockedDatabases.contains(id)
    else { return nil }
    openingLine()
    log.now = launch.now + .seconds(10)
    log.event(
      .info, .init("storage/backend.go:88", "etcdserver/backend.go:89"),
      "db file is flocked by another process, or taking too long",
      ["path": .string(directory.databasePath), "took": "10.001562678s"],
      plain: "etcdserver: another etcd process is using \"\(directory.databasePath)\" and holds the file lock, or "
        + "loading backend file is taking >10 seconds")
    var server = EtcdServer(
      version: launch.version, configuration: configuration, arguments: launch.arguments,
      store: EtcdStore(version: launch.version), readyAt: .never, directory: directory, fileSize: 0)
    server.isListening = false
    return server
  }

  private mutating func openingLine() {
    log.event(
      .info, .init("backend/backend.go:203", nil),
      "Opening db file (\(directory.databasePath)) with mode -rw------- and with options: {Timeout: 0s, "
        + "NoGrowSync: false, NoFreelistSync: true, PreLoadFreelist: false, FreelistType: hashmap, ReadOnly: false, "
        + "MmapFlags: 8000, InitialMmapSize: 10737418240, PageSize: 0, NoSync: false, OpenFile: 0x0, Mlock: false, "
        + "Logger: 0xc000123456}", logger: "bbolt")
  }

  /// Opens the database, and finds out which member this is.
  mutating func bootstrap() throws -> EtcdBoot {
    do {
      try directory.create(in: &files, at: launch.now)
    } catch {
      try discoveryFailed("cannot access data directory: mkdir \(directory.path): \(error.goText)")
    }
    let opened = try openDatabase()
    let hasLog = directory.hasLog(in: files)
    var boot = hasLog ? try recover(opened) : try initialize(opened)
    boot.store.quota = configuration.quotaBytes > 0 ? configuration.quotaBytes : boot.store.quota
    boot.store.version = launch.version
    return boot
  }

  private mutating func openDatabase() throws -> (store: EtcdStore?, size: Int) {
    openingLine()
    let content = directory.database(in: files)
    var store: EtcdStore?
    if let content, content.size > 0 {
      do {
        store = try EtcdSnapshotFile(Self.plain(content)).store(
          version: launch.version, seed: launch.seed, now: launch.now)
      } catch {
        try unreadableDatabase(error)
      }
    }
    log.now += .milliseconds(1)
    log.event(
      .info, .init("bbolt@v1.4.3/db.go:322", nil), "Opening bbolt db (\(directory.databasePath)) successfully",
      logger: "bbolt")
    log.event(
      .info, .init("storage/backend.go:80", "etcdserver/backend.go:81"), "opened backend db",
      ["path": .string(directory.databasePath), "took": "1.037674ms"])
    log.event(
      .info, .init("etcdserver/bootstrap.go:220", nil), "restore consistentIndex",
      ["index": .int(Int64(store?.raftIndex ?? 0))])
    return (store, content?.size ?? 0)
  }

  /// The database of a member that ran before is its store as it was, without going through bytes.
  private static func plain(_ content: FileContent) -> FileContent {
    if case .deferred(let deferred) = content, let file = deferred as? EtcdDatabaseFile {
      return .deferred(EtcdSnapshot(store: file.store, hasTrailer: false))
    }
    return content
  }

  private mutating func unreadableDatabase(_ error: BoltError) throws -> Never {
    let path = directory.databasePath
    switch error {
    case .invalid:
      log.event(
        .error, .init("bbolt@v1.4.3/db.go:292", nil),
        "both meta pages are invalid, meta0: invalid database, meta1: invalid database", logger: "bbolt")
      log.event(
        .error, .init("backend/backend.go:203", nil), "failed to map db file (\(path)): invalid database",
        logger: "bbolt")
      log.event(
        .error, .init("bbolt@v1.4.3/db.go:322", nil), "Opening bbolt db (\(path)) failed: invalid database",
        logger: "bbolt")
      try panic(
        .init("backend/backend.go:205", "backend/backend.go:201"), "failed to open database",
        ["path": .string(path), "error": "invalid database"],
        plain: "mvcc/backend: cannot open database at \(path) (invalid database)")
    case .beyondEnd:
      log.write("unexpected fault address 0x7f2a4c009000")
      log.write("fatal error: fault")
      log.write("[signal SIGBUS: bus error code=0x2 addr=0x7f2a4c009000 pc=0xa3b2c5]")
      throw Stop(status: 2)
    case .damaged(let text):
      log.write("panic: \(text)")
      throw Stop(status: 2)
    }
  }

  /// A member that has a log: its identity comes from there, whatever the flags say.
  private mutating func recover(_ opened: (store: EtcdStore?, size: Int)) throws -> EtcdBoot {
    let found: EtcdWriteAheadLog?
    do {
      found = try directory.log(in: files)
    } catch {
      bootstrapFailed(error.message)
      try discoveryFailed(error.message)
    }
    let wal = found ?? EtcdWriteAheadLog(memberID: 0, clusterID: 0, snapshotIndex: 0, term: 1, store: nil)
    let snapshot = directory.newestSnapshot(in: files)
    if let snapshot, (opened.store?.raftIndex ?? 0) < snapshot.index { try noBackend(snapshot.index) }
    var store = opened.store ?? wal.store ?? EtcdStore(version: launch.version, seed: launch.seed)
    store.now = launch.now
    store.memberID = wal.memberID
    store.clusterID = wal.clusterID
    if let snapshot { recovered(snapshot, store, opened.size) }
    store.raftTerm = max(wal.term, 1)
    log.event(
      .info, .init("etcdserver/bootstrap.go:599", "etcdserver/raft.go:542"), "restarting local member",
      [
        "cluster-id": .string(hex(store.clusterID)), "local-member-id": .string(hex(store.memberID)),
        "commit-index": .int(Int64(store.raftIndex)),
      ],
      plain: "etcdserver: restarting member \(hex(store.memberID)) in cluster \(hex(store.clusterID)) at commit "
        + "index \(store.raftIndex)")
    return EtcdBoot(store: store, log: wal, fileSize: opened.size)
  }

  private mutating func recovered(_ snapshot: (index: UInt64, size: Int), _ store: EtcdStore, _ size: Int) {
    let index: Value = .int(Int64(snapshot.index))
    log.event(
      .info, .init("etcdserver/bootstrap.go:413", "etcdserver/server.go:513"), "recovered v2 store from snapshot",
      ["snapshot-index": index, "snapshot-size": .string(HumanSize.si(Int64(snapshot.size)))],
      plain: "etcdserver: recovered store from snapshot at index \(snapshot.index)")
    let message = log.dialect == .v36 ? "recovered v3 backend" : "recovered v3 backend from snapshot"
    log.event(
      .info, .init("etcdserver/bootstrap.go:232", "etcdserver/server.go:526"), message,
      [
        "backend-size-bytes": .int(Int64(size)), "backend-size": .string(HumanSize.si(Int64(size))),
        "backend-size-in-use-bytes": .int(store.sizeInUse),
        "backend-size-in-use": .string(HumanSize.si(store.sizeInUse)),
      ])
  }

  /// The database is older than the snapshot of raft, or gone.
  private mutating func noBackend(_ index: UInt64) throws -> Never {
    let path = "\(directory.snapPath)/\(EtcdRaftSnapshot.hex16(index)).snap.db"
    log.event(
      .warn, .init("snap/db.go:87", "snap/db.go:88"), "failed to find [SNAPSHOT-INDEX].snap.db",
      [
        "snapshot-index": .int(Int64(index)), "snapshot-file-path": .string(path),
        "error": "snap: snapshot file doesn't exist",
      ])
    let problem = "failed to find database snapshot file (snap: snapshot file doesn't exist)"
    try panic(
      .init("etcdserver/bootstrap.go:420", "etcdserver/server.go:520"),
      "failed to recover v3 backend from snapshot", ["error": .string(problem)],
      plain: "etcdserver: recovering backend from snapshot error: \(problem)")
  }

  /// A member without a log: the flags say who it is, and the database may hold data all the same.
  private mutating func initialize(_ opened: (store: EtcdStore?, size: Int)) throws -> EtcdBoot {
    log.event(.info, .init("etcdserver/bootstrap.go:94", nil), "bootstrapping cluster")
    try checkCluster()
    var store = opened.store ?? EtcdStore(version: launch.version, seed: launch.seed)
    store.now = launch.now
    let names = Set(configuration.initialCluster.map(\.name)).sorted()
    store.members = names.map { name in
      let urls = EtcdConfiguration.urls(of: name, in: configuration.initialCluster)
      let id = EtcdIdentity.memberID(peerURLs: urls, token: configuration.initialClusterToken)
      return EtcdMember(id: id, name: "", peerURLs: urls)
    }
    let own = EtcdIdentity.memberID(
      peerURLs: EtcdConfiguration.urls(of: configuration.name, in: configuration.initialCluster),
      token: configuration.initialClusterToken)
    store.memberID = own
    store.clusterID = EtcdIdentity.clusterID(members: store.members.map(\.id))
    let isStuck = launch.version.dialect == .v36 && (opened.store?.raftIndex ?? 0) > 3
    store.raftTerm = 1
    if !isStuck { store.raftIndex = UInt64(store.members.count) }
    log.event(
      .info, .init("etcdserver/bootstrap.go:499", "etcdserver/raft.go:507"), "starting local member",
      ["local-member-id": .string(hex(own)), "cluster-id": .string(hex(store.clusterID))],
      plain: "etcdserver: starting member \(hex(own)) in cluster \(hex(store.clusterID))")
    return EtcdBoot(store: store, log: nil, fileSize: opened.size, isStuck: isStuck)
  }

  /// The flags of the initial cluster have to fit one another.
  private mutating func checkCluster() throws {
    let name = configuration.name
    guard configuration.initialCluster.contains(where: { $0.name == name }) else {
      let problem = "couldn't find local name \"\(name)\" in the initial cluster configuration"
      bootstrapFailed(problem)
      try discoveryFailed(problem)
    }
    let listed = EtcdConfiguration.urls(of: name, in: configuration.initialCluster)
    let advertised = configuration.advertisePeerURLs.map(\.text).sorted()
    if listed == advertised { return }
    let missing = listed.first { !advertised.contains($0) }
    let problem: String
    if let missing {
      problem = "--initial-cluster has \(name)=\(missing) but missing from --initial-advertise-peer-urls="
        + "\(advertised.joined(separator: ",")) (resolved urls: \"\(advertised.joined(separator: ","))\" != "
        + "\"\(listed.joined(separator: ","))\")"
    } else {
      let extra = advertised.first { !listed.contains($0) } ?? ""
      problem = "--initial-advertise-peer-urls has \(extra) but missing from --initial-cluster="
        + "\(configuration.initialClusterText)"
    }
    bootstrapFailed(problem)
    try discoveryFailed(problem)
  }

  private mutating func bootstrapFailed(_ problem: String) {
    log.now += .milliseconds(1)
    if log.dialect == .v36 {
      log.event(
        .error, .init("etcdserver/server.go:309", nil), "bootstrap failed", ["error": .string(problem)])
    } else {
      log.event(
        .warn, .init(nil, "etcdmain/etcd.go:146"), "failed to start etcd", ["error": .string(problem)])
    }
  }

  func hex(_ id: UInt64) -> String { String(id, radix: 16) }
}
