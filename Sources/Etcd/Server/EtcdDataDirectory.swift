import Hosts
import Simulation

/// The files of a member below its data directory.
struct EtcdDataDirectory: Sendable {
  let path: String
  /// Where the log lies, if not below the data directory.
  let walPath: String
  let accessor: Accessor

  init(path: String, walPath: String = "", accessor: Accessor) {
    self.path = path
    self.walPath = walPath.isEmpty ? "\(path)/member/wal" : walPath
    self.accessor = accessor
  }

  var memberPath: String { "\(path)/member" }
  var snapPath: String { "\(path)/member/snap" }
  var databasePath: String { "\(path)/member/snap/db" }
  var logPath: String { "\(walPath)/\(EtcdWriteAheadLog.fileName)" }

  /// Makes the directories that are missing, mode 0700 as etcd does (fileutil.TouchDirAll).
  func create(in files: inout FileSystem, at now: Instant) throws(FileError) {
    for directory in [path, memberPath, snapPath] { try makeAll(directory, in: &files, at: now) }
  }

  func makeAll(_ directory: String, in files: inout FileSystem, at now: Instant) throws(FileError) {
    if let inode = try existing(directory, in: files) {
      if !inode.isDirectory { throw .notDirectory }
      return
    }
    let parent = FileSystem.parent(of: directory)
    if parent != directory && directory.contains("/") { try makeAll(parent, in: &files, at: now) }
    try files.makeDirectory(directory, by: accessor, at: now, permissions: 0o700)
  }

  private func existing(_ directory: String, in files: FileSystem) throws(FileError) -> Inode? {
    do {
      return try files.status(directory, by: accessor)
    } catch {
      if error == .noSuchFile { return nil }
      throw error
    }
  }

  /// Writes a file with its mode whatever the umask is.
  func put(
    _ name: String, _ content: FileContent, mode: Int, in files: inout FileSystem, at now: Instant
  ) throws(FileError) {
    try files.setContent(name, content, by: accessor, at: now, permissions: mode)
  }

  /// The content of the database; nil where there is no such file.
  func database(in files: FileSystem) -> FileContent? { content(databasePath, in: files) }

  /// Whether there is a log, decided by names alone.
  func hasLog(in files: FileSystem) -> Bool {
    ((try? files.list(walPath, by: accessor)) ?? []).contains { $0.hasSuffix(".wal") }
  }

  /// The first log; throws etcd's text if it is damaged.
  func log(in files: FileSystem) throws(EtcdUsageError) -> EtcdWriteAheadLog? {
    let names = ((try? files.list(walPath, by: accessor)) ?? []).filter { $0.hasSuffix(".wal") }
    guard let name = names.first, let content = content("\(walPath)/\(name)", in: files) else { return nil }
    if case .deferred(let deferred) = content, let log = deferred as? EtcdWriteAheadLog { return log }
    return try EtcdWriteAheadLog.parse(content.bytes, name: name)
  }

  /// The raft index of the newest snapshot file; nil where there is none.
  func newestSnapshot(in files: FileSystem) -> (index: UInt64, size: Int)? {
    let names = ((try? files.list(snapPath, by: accessor)) ?? []).filter { $0.hasSuffix(".snap") }
    guard let name = names.max() else { return nil }
    let parts = name.dropLast(5).split(separator: "-")
    guard parts.count == 2, let index = UInt64(parts[1], radix: 16) else { return nil }
    return (index, content("\(snapPath)/\(name)", in: files)?.size ?? 0)
  }

  private func content(_ file: String, in files: FileSystem) -> FileContent? {
    guard let inode = try? files.status(file, by: accessor), case .file(let content) = inode.kind,
      files.permits(4, file, by: accessor)
    else { return nil }
    return content
  }
}

/// The database of a running member: its pages, and the room that bbolt has taken beyond them.
struct EtcdDatabaseFile: DeferredContent {
  var store: EtcdStore
  var size: Int

  func bytes() -> [UInt8] {
    let image = EtcdSnapshot(store: store, hasTrailer: false).bytes()
    return image.count < size ? image + [UInt8](repeating: 0, count: size - image.count) : image
  }
}
