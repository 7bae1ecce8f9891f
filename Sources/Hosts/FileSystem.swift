public import Simulation

/// The files of one host, as a persistent value: copying it costs nothing.
///
/// All paths may be absolute or relative to the accessor's directory. Permissions are checked as Linux does; user 0
/// passes all of them.
public struct FileSystem: Sendable {
  public static let rootID = InodeID(number: 2)

  var inodes = InodeTable()
  private var nextNumber = 3
  /// Bytes that fit, and bytes in ordinary files now; writes past the capacity fail with "No space left on device".
  public var capacity = 40_470_732 << 10
  public internal(set) var used = 0

  public init(at instant: Instant = .start) {
    inodes[Self.rootID] = Inode(
      kind: .directory([:]), user: 0, group: 0, mode: 0o755, modified: instant, changed: instant, accessed: instant,
      born: instant, links: 2)
  }

  public subscript(_ id: InodeID) -> Inode? { inodes[id] }

  mutating func insert(_ inode: Inode) -> InodeID {
    let id = takeNumbers(1)
    inodes[id] = inode
    return id
  }

  /// The first of so many numbers that no inode has.
  mutating func takeNumbers(_ count: Int) -> InodeID {
    defer { nextNumber += count }
    return InodeID(number: nextNumber)
  }

  /// One more than the highest number that was given.
  var numbersEnd: Int { nextNumber }

  mutating func update(_ id: InodeID, _ change: (inout Inode) -> Void) {
    if var inode = inodes[id] {
      change(&inode)
      inodes[id] = inode
    }
  }

  mutating func forget(_ id: InodeID) {
    if case .file(.bytes(let bytes)) = inodes[id]?.kind { used -= bytes.count }
    inodes[id] = nil
  }
}

// MARK: - Reading

extension FileSystem {
  /// The whole content of a file.
  public func read(_ path: String, by who: Accessor) throws(FileError) -> [UInt8] {
    let found = try resolve(path, by: who)
    guard let id = found.id, let inode = inodes[id] else { throw .noSuchFile }
    guard case .file(let content) = inode.kind else { throw .isDirectory }
    try require(4, of: inode, by: who.credentials)
    return content.bytes
  }

  /// The names in a directory, sorted by bytes, without `.` and `..`.
  public func list(_ path: String, by who: Accessor) throws(FileError) -> [String] {
    let found = try resolve(path, by: who)
    guard let id = found.id, let inode = inodes[id] else { throw .noSuchFile }
    guard case .directory(let names) = inode.kind else { throw .notDirectory }
    try require(4, of: inode, by: who.credentials)
    let hidden = mountPoints(in: found.path, by: who).filter { names[$0] == nil }
    return (names.keys + hidden).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  /// What a path names, links followed (`stat`) or not (`lstat`).
  public func status(_ path: String, by who: Accessor, following: Bool = true) throws(FileError) -> Inode {
    guard let id = try resolve(path, by: who, following: following).id, let inode = inodes[id] else {
      throw .noSuchFile
    }
    return inode
  }

  /// The inode behind a path; nil where there is nothing.
  public func identify(_ path: String, by who: Accessor, following: Bool = true) throws(FileError) -> InodeID? {
    try resolve(path, by: who, following: following).id
  }

  public func exists(_ path: String, by who: Accessor) -> Bool {
    ((try? resolve(path, by: who))?.id) != nil
  }

  /// The path without links, `.` and `..`, as the accessor sees it; the last component need not exist.
  public func realPath(_ path: String, by who: Accessor) throws(FileError) -> String {
    try resolve(path, by: who).path
  }

  /// Whether the accessor may read (4), write (2) and execute (1) what the path names.
  public func permits(_ bits: Int, _ path: String, by who: Accessor) -> Bool {
    guard let inode = try? status(path, by: who) else { return false }
    return allows(bits, of: inode, by: who.credentials)
  }

  public func readLink(_ path: String, by who: Accessor) throws(FileError) -> String {
    guard case .link(let target) = try status(path, by: who, following: false).kind else { throw .invalid }
    return target
  }
}

// MARK: - Writing

/// What to do with a file that is opened for writing.
public enum WriteMode: Sendable {
  case replace
  case append
  /// Fails where the file exists (`set -o noclobber`).
  case createOnly
}

extension FileSystem {
  /// Opens a file for writing and makes it where it does not exist; returns its inode, which `append(_:to:)` writes to.
  @discardableResult
  public mutating func open(
    _ path: String, by who: Accessor, at now: Instant, mode: WriteMode = .replace, permissions: Int = 0o666
  ) throws(FileError) -> InodeID {
    let found = try resolve(path, by: who)
    guard !found.readOnly else { throw .readOnly }
    if let id = found.id, let inode = inodes[id] {
      guard mode != .createOnly || inode.isDevice else { throw .exists }
      guard case .file(let content) = inode.kind else { throw .isDirectory }
      try require(2, of: inode, by: who.credentials)
      if case .device = content { return id }
      if mode == .replace { try setBytes([], of: id, at: now) }
      return id
    }
    guard !path.hasSuffix("/") else { throw .isDirectory }
    return try create(.file(.bytes([])), found, permissions & ~who.umask, by: who, at: now)
  }

  /// Replaces or appends the content of the file at `path`, which is made where it does not exist.
  public mutating func write(
    _ path: String, _ bytes: [UInt8], by who: Accessor, at now: Instant, mode: WriteMode = .replace,
    permissions: Int = 0o666
  ) throws(FileError) {
    let id = try open(path, by: who, at: now, mode: mode, permissions: permissions)
    try append(bytes, to: id, at: now)
  }

  /// Adds bytes to the end of an open file. A file without a name any more swallows them.
  public mutating func append(_ bytes: [UInt8], to id: InodeID, at now: Instant) throws(FileError) {
    guard let inode = inodes[id], case .file(let content) = inode.kind else { return }
    if case .device = content { return }
    guard used + bytes.count <= capacity else { throw .noSpace }
    if case .bytes(let old) = content { used -= old.count }
    var whole: [UInt8]
    if case .bytes(let old) = content { whole = old } else { whole = content.bytes }
    inodes[id]?.kind = .file(.bytes([]))
    whole += bytes
    used += whole.count
    update(id) {
      $0.kind = .file(.bytes(whole))
      $0.modified = now
      $0.changed = now
    }
  }

  /// Puts content of any kind into a file, which is made where it does not exist.
  public mutating func setContent(
    _ path: String, _ content: FileContent, by who: Accessor, at now: Instant, permissions: Int = 0o666
  ) throws(FileError) {
    let id = try open(path, by: who, at: now, mode: .replace, permissions: permissions)
    if case .bytes(let bytes) = content { used += bytes.count }
    update(id) {
      $0.kind = .file(content)
      $0.modified = now
      $0.changed = now
    }
  }

  private mutating func setBytes(_ bytes: [UInt8], of id: InodeID, at now: Instant) throws(FileError) {
    if case .file(.bytes(let old)) = inodes[id]?.kind { used -= old.count }
    used += bytes.count
    update(id) {
      $0.kind = .file(.bytes(bytes))
      $0.modified = now
      $0.changed = now
    }
  }

  public mutating func makeDirectory(
    _ path: String, by who: Accessor, at now: Instant, permissions: Int = 0o777
  ) throws(FileError) {
    let found = try resolve(path, by: who, following: false)
    guard found.id == nil else { throw .exists }
    try create(.directory([:]), found, permissions & ~who.umask, by: who, at: now)
  }

  public mutating func makeLink(
    _ path: String, to target: String, by who: Accessor, at now: Instant
  ) throws(FileError) {
    let found = try resolve(path, by: who, following: false)
    guard found.id == nil else { throw .exists }
    try create(.link(target), found, 0o777, by: who, at: now)
  }

  /// A second name for the same file.
  public mutating func makeHardLink(
    _ path: String, to existing: String, by who: Accessor, at now: Instant
  ) throws(FileError) {
    guard let id = try resolve(existing, by: who, following: false).id, let inode = inodes[id] else {
      throw .noSuchFile
    }
    guard !inode.isDirectory else { throw .notPermitted }
    let found = try resolve(path, by: who, following: false)
    guard found.id == nil else { throw .exists }
    try enter(id, found, by: who, at: now)
    update(id) {
      $0.links += 1
      $0.changed = now
    }
  }

  @discardableResult
  mutating func create(
    _ kind: Inode.Kind, _ found: Resolution, _ mode: Int, by who: Accessor, at now: Instant
  ) throws(FileError) -> InodeID {
    guard let parent = found.parent, let directory = inodes[parent] else { throw .noSuchFile }
    guard found.name.utf8.count <= 255 else { throw .nameTooLong }
    guard !found.readOnly else { throw .readOnly }
    try require(3, of: directory, by: who.credentials)
    let inherits = directory.mode & 0o2000 != 0
    let id = insert(
      Inode(
        kind: kind, user: who.credentials.user, group: inherits ? directory.group : who.credentials.group, mode: mode,
        modified: now, changed: now, accessed: now, born: now, links: 1))
    if case .directory = kind {
      update(id) { $0.links = 2 }
      update(parent) { $0.links += 1 }
    }
    try enter(id, found, by: who, at: now)
    return id
  }

  mutating func enter(
    _ id: InodeID, _ found: Resolution, by who: Accessor, at now: Instant
  ) throws(FileError) {
    guard let parent = found.parent, let directory = inodes[parent] else { throw .noSuchFile }
    guard case .directory(var names) = directory.kind else { throw .notDirectory }
    guard !found.readOnly else { throw .readOnly }
    try require(3, of: directory, by: who.credentials)
    names[found.name] = id
    update(parent) {
      $0.kind = .directory(names)
      $0.modified = now
      $0.changed = now
    }
  }
}
