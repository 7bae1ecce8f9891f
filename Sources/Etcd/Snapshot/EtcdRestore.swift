public import Hosts
public import Simulation

/// Makes the data directory of a new member from a snapshot, as `snapshot restore` does, in its order: what fails
/// early leaves nothing behind, what fails late leaves the database.
public struct EtcdRestore: Sendable {
  public var snapshotPath: String
  public var dataDirectory = ""
  public var walDirectory = ""
  public var name = "default"
  public var initialCluster = "default=http://localhost:2380"
  public var initialClusterToken = "etcd-cluster"
  public var peerURLs = "http://localhost:2380"
  public var skipsHashCheck = false
  public var bumpRevision: Int64 = 0
  public var marksCompacted = false

  public init(snapshotPath: String) {
    self.snapshotPath = snapshotPath
  }

  /// What it tells on the way.
  public enum Step: Sendable {
    case resolved(EtcdURL)
    case restoring
    case openedDatabase
    case trimming
    case bumping(latest: Int64, amount: Int64, new: Int64)
    case markingCompacted(Int64)
    case added(EtcdMember, clusterID: UInt64)
    case restored
  }

  /// Why it failed, in the words of the tool; a panic of the real one ends with status 2.
  public struct Failure: Error, Equatable, Sendable {
    public var message: String
    public var isPanic: Bool
  }

  /// The directories as the messages name them.
  public var effectiveDataDirectory: String { dataDirectory.isEmpty ? "\(name).etcd" : dataDirectory }
  public var effectiveWALDirectory: String {
    walDirectory.isEmpty ? "\(effectiveDataDirectory)/member/wal" : walDirectory
  }
  public var databasePath: String { "\(effectiveDataDirectory)/member/snap/db" }

  public func run(
    _ files: inout FileSystem, by who: Accessor, at now: Instant, version: EtcdVersion, seed: UInt64,
    report: (Step) throws -> Void
  ) throws {
    let members = try checkCluster(report)
    try checkDirectories(files, who, version)
    try report(.restoring)
    let directory = EtcdDataDirectory(path: effectiveDataDirectory, walPath: walDirectory, accessor: who)
    let content = try readSnapshot(files, who)
    try createDirectories(directory, &files, now)
    let database = try copyDatabase(content, directory, &files, now)
    var store = try openStore(database, version, seed, now)
    try report(.openedDatabase)
    if version.dialect >= .v35 { try report(.trimming) }
    if version.dialect >= .v36 { try report(.openedDatabase) }
    if bumpRevision > 0 {
      try bump(&store, report)
      if version.dialect >= .v36 { try report(.openedDatabase) }
    }
    store.removedMembers = []
    store.members = members
    store.clusterID = EtcdIdentity.clusterID(members: members.map(\.id))
    store.memberID = members.first { $0.name == name }?.id ?? 0
    store.raftIndex = UInt64(members.count)
    store.raftTerm = 1
    for member in members { try report(.added(member, clusterID: store.clusterID)) }
    if version.dialect >= .v36 { try report(.openedDatabase) }
    try write(store, directory, &files, now)
    try report(.restored)
  }

  private func fail(_ message: String, isPanic: Bool = false) -> Failure {
    Failure(message: message, isPanic: isPanic)
  }

  /// The flags of the new cluster have to fit one another.
  private func checkCluster(_ report: (Step) throws -> Void) throws -> [EtcdMember] {
    let cluster: [(name: String, url: String)]
    let advertised: [String]
    do {
      advertised = try EtcdURL.list(peerURLs).map(\.text)
      cluster = try EtcdConfiguration.cluster(initialCluster)
    } catch {
      throw fail(error.message)
    }
    guard cluster.contains(where: { $0.name == name }) else {
      throw fail("couldn't find local name \"\(name)\" in the initial cluster configuration")
    }
    let listed = EtcdConfiguration.urls(of: name, in: cluster)
    if listed != advertised {
      for text in advertised + listed {
        if let url = try? EtcdURL(parsing: text) { try report(.resolved(url)) }
      }
      let missing = listed.first { !advertised.contains($0) } ?? listed.first ?? ""
      throw fail(
        "--initial-cluster has \(name)=\(missing) but missing from --initial-advertise-peer-urls="
          + "\(advertised.joined(separator: ",")) (resolved urls: \"\(advertised.joined(separator: ","))\" != "
          + "\"\(listed.joined(separator: ","))\")")
    }
    let names = Set(cluster.map(\.name)).sorted()
    return names.map { name in
      let urls = EtcdConfiguration.urls(of: name, in: cluster)
      return EtcdMember(
        id: EtcdIdentity.memberID(peerURLs: urls, token: initialClusterToken), name: name, peerURLs: urls)
    }
  }

  private func checkDirectories(_ files: FileSystem, _ who: Accessor, _ version: EtcdVersion) throws {
    let data = effectiveDataDirectory
    if files.exists(data, by: who) {
      if version.dialect == .v34 { throw fail("data-dir \"\(data)\" exists") }
      if (try? files.list(data, by: who))?.isEmpty != true {
        throw fail("data-dir \"\(data)\" not empty or could not be read")
      }
    }
    if !walDirectory.isEmpty && files.exists(walDirectory, by: who) {
      throw fail("wal-dir \"\(walDirectory)\" exists")
    }
  }

  private func readSnapshot(_ files: FileSystem, _ who: Accessor) throws -> FileContent {
    let inode: Inode
    do {
      inode = try files.status(snapshotPath, by: who)
    } catch {
      throw fail("open \(snapshotPath): \(error.goText)")
    }
    guard case .file(let content) = inode.kind else { throw fail("read \(snapshotPath): is a directory") }
    guard files.permits(4, snapshotPath, by: who) else {
      throw fail("open \(snapshotPath): \(FileError.permissionDenied.goText)")
    }
    if content.size < 32 { throw fail("seek \(snapshotPath): invalid argument") }
    return content
  }

  private func createDirectories(
    _ directory: EtcdDataDirectory, _ files: inout FileSystem, _ now: Instant
  ) throws {
    do {
      try directory.create(in: &files, at: now)
    } catch {
      // The message names the first directory that cannot be made.
      let missing = firstMissing(directory.snapPath, files, directory.accessor)
      throw fail("mkdir \(missing): \(error.goText)")
    }
  }

  private func firstMissing(_ path: String, _ files: FileSystem, _ who: Accessor) -> String {
    var missing = path
    while !files.exists(FileSystem.parent(of: missing), by: who), missing.contains("/"), missing != "/" {
      missing = FileSystem.parent(of: missing)
    }
    return missing
  }

  /// Copies the database without its trailer, and only then looks whether the trailer fits.
  private func copyDatabase(
    _ content: FileContent, _ directory: EtcdDataDirectory, _ files: inout FileSystem, _ now: Instant
  ) throws -> FileContent {
    let file = EtcdSnapshotFile(content)
    let trailer = file.trailer
    var database = content
    if trailer != .missing {
      if case .deferred(let deferred) = content, let snapshot = deferred as? EtcdSnapshot {
        database = .deferred(EtcdSnapshot(store: snapshot.store, hasTrailer: false))
      } else {
        database = .bytes(Array(content.bytes.dropLast(32)))
      }
    }
    do {
      try directory.put(directory.databasePath, database, mode: 0o600, in: &files, at: now)
    } catch {
      throw fail("write \(directory.databasePath): \(error.goText)")
    }
    if skipsHashCheck { return database }
    switch trailer {
    case .valid: return database
    case .missing: throw fail("snapshot missing hash but --skip-hash-check=false")
    case .wrong(let stored, let computed):
      throw fail("expected sha256 \(Self.decimal(stored)), got \(Self.decimal(computed))")
    }
  }

  /// Go prints bytes as decimal numbers.
  private static func decimal(_ bytes: [UInt8]) -> String {
    "[\(bytes.map { String($0) }.joined(separator: " "))]"
  }

  private func openStore(
    _ database: FileContent, _ version: EtcdVersion, _ seed: UInt64, _ now: Instant
  ) throws -> EtcdStore {
    do {
      return try EtcdSnapshotFile(database).store(version: version, seed: seed, now: now)
    } catch {
      switch error {
      case .invalid: throw fail("panic: failed to open database", isPanic: true)
      case .beyondEnd: throw fail("unexpected fault address 0x7f2a4c009000\nfatal error: fault", isPanic: true)
      case .damaged(let text): throw fail("panic: \(text)", isPanic: true)
      }
    }
  }

  private func bump(_ store: inout EtcdStore, _ report: (Step) throws -> Void) throws {
    let latest = store.revision
    try report(.bumping(latest: latest, amount: bumpRevision, new: latest + bumpRevision))
    if marksCompacted { try report(.markingCompacted(latest + bumpRevision)) }
    store.bump(by: bumpRevision, markCompacted: marksCompacted)
  }

  private func write(
    _ store: EtcdStore, _ directory: EtcdDataDirectory, _ files: inout FileSystem, _ now: Instant
  ) throws {
    let log = EtcdWriteAheadLog(
      memberID: store.memberID, clusterID: store.clusterID, snapshotIndex: store.raftIndex, term: 1, store: nil)
    let snapshot = EtcdRaftSnapshot(index: store.raftIndex, term: 1, members: store.members)
    let name = EtcdRaftSnapshot.fileName(term: 1, index: store.raftIndex)
    do {
      try directory.put(
        directory.databasePath, .deferred(EtcdSnapshot(store: store, hasTrailer: false)), mode: 0o600, in: &files,
        at: now)
      try directory.makeAll(directory.walPath, in: &files, at: now)
      try directory.put(directory.logPath, .deferred(log), mode: 0o600, in: &files, at: now)
      try directory.put("\(directory.snapPath)/\(name)", .deferred(snapshot), mode: 0o666, in: &files, at: now)
    } catch {
      throw fail("open \(directory.logPath): \(error.goText)")
    }
  }
}
