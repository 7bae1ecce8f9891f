import Documents
public import Hosts
public import Simulation

/// A store at a moment, as a file of etcd: the bytes of the database are only made when somebody reads them, so that
/// saving a snapshot costs nothing.
public struct EtcdSnapshot: DeferredContent {
  public var store: EtcdStore
  /// A snapshot ends with the SHA-256 of the database; the database of a data directory does not.
  public var hasTrailer: Bool

  public init(store: EtcdStore, hasTrailer: Bool = true) {
    self.store = store
    self.hasTrailer = hasTrailer
  }

  /// The file: a bbolt image, and its SHA-256 behind it.
  public func bytes() -> [UInt8] {
    let image = BoltWriter.image(store.database, size: Int(store.allocatedBytes))
    return hasTrailer ? image + SHA256.digest(image) : image
  }
}

/// What a snapshot file holds, as the tools and a starting server find it.
public struct EtcdSnapshotFile: Sendable {
  /// How the trailer agrees with the database.
  public enum Trailer: Equatable, Sendable {
    /// The length says that there is none.
    case missing
    case valid
    /// Both hashes, the file's first.
    case wrong(stored: [UInt8], computed: [UInt8])
  }

  public let content: FileContent

  public init(_ content: FileContent) {
    self.content = content
  }

  public var size: Int { content.bytes.count }

  /// Decided by the length alone, as etcd does.
  public var trailer: Trailer {
    if case .deferred(let deferred) = content, let snapshot = deferred as? EtcdSnapshot {
      return snapshot.hasTrailer ? .valid : .missing
    }
    let bytes = content.bytes
    guard bytes.count % 512 == 32 else { return .missing }
    let stored = Array(bytes.suffix(32))
    let computed = SHA256.digest(Array(bytes.dropLast(32)))
    return stored == computed ? .valid : .wrong(stored: stored, computed: computed)
  }

  /// The store that the file holds; a snapshot that was never written out is taken as it is.
  public func store(version: EtcdVersion, seed: UInt64, now: Instant) throws(BoltError) -> EtcdStore {
    if case .deferred(let deferred) = content, let snapshot = deferred as? EtcdSnapshot {
      var store = snapshot.store
      store.version = version
      store.renewLeases(at: now)
      return store
    }
    let database = try BoltReader.database(content.bytes)
    return EtcdStore(database: database, version: version, seed: seed, now: now)
  }

  /// What `snapshot status` tells; the trailer is not looked at.
  public func status(dialect: EtcdVersion.Dialect) throws(BoltError) -> EtcdSnapshotStatus {
    EtcdSnapshotStatus(try BoltReader.database(content.bytes), dialect: dialect)
  }
}

/// The figures of a snapshot file.
public struct EtcdSnapshotStatus: Equatable, Sendable {
  public var hash: UInt32
  public var revision: Int64
  public var totalKeys: Int
  /// In bytes, without the trailer.
  public var totalSize: Int64
  /// `3.6.0`; empty in files of earlier versions.
  public var version: String

  /// Before 3.6, "keys" are the entries of all buckets; since then, the keys that exist.
  init(_ database: BoltDatabase, dialect: EtcdVersion.Dialect) {
    var sum = CRC32C()
    var entries = 0
    for bucket in database.buckets {
      sum.update(bucket.name)
      for entry in bucket.entries {
        sum.update(entry.key)
        sum.update(entry.value)
        entries += 1
      }
    }
    hash = sum.value
    totalSize = Int64(database.totalSize)
    version = database["meta"]?["storageVersion"].map { String(decoding: $0, as: UTF8.self) } ?? ""
    let history = database["key"]?.entries ?? []
    revision = history.last.flatMap { EtcdRevision(encoded: $0.key)?.main } ?? 0
    totalKeys = dialect >= .v36 ? Self.liveKeys(history) : entries
  }

  private static func liveKeys(_ history: [(key: ArraySlice<UInt8>, value: ArraySlice<UInt8>)]) -> Int {
    var live: Set<EtcdKey> = []
    for entry in history {
      let tombstone = entry.key.count == 18
      guard let change = EtcdHistoryEntry(encoded: entry.value, tombstone: tombstone) else { continue }
      if tombstone { live.remove(change.key) } else { live.insert(change.key) }
    }
    return live.count
  }
}
