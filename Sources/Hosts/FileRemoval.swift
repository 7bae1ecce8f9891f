public import Simulation

// Removing, renaming, and changing what a file says of itself.
extension FileSystem {
  /// Removes a name of a file or link, not of a directory.
  public mutating func remove(_ path: String, by who: Accessor, at now: Instant) throws(FileError) {
    let found = try resolve(path, by: who, following: false)
    guard let id = found.id, let inode = inodes[id] else { throw .noSuchFile }
    guard !inode.isDirectory else { throw .isDirectory }
    try leave(found, by: who, at: now)
    unlink(id)
  }

  /// Removes an empty directory.
  public mutating func removeDirectory(_ path: String, by who: Accessor, at now: Instant) throws(FileError) {
    let found = try resolve(path, by: who, following: false)
    guard let id = found.id, let inode = inodes[id] else { throw .noSuchFile }
    guard case .directory(let names) = inode.kind else { throw .notDirectory }
    guard names.isEmpty else { throw .notEmpty }
    try leave(found, by: who, at: now)
    if let parent = found.parent { update(parent) { $0.links -= 1 } }
    forget(id)
  }

  /// Removes whatever is there with all that is in it; nothing happens where there is nothing.
  public mutating func removeTree(_ path: String, by who: Accessor, at now: Instant) throws(FileError) {
    guard let inode = try? status(path, by: who, following: false) else { return }
    guard inode.isDirectory else { return try remove(path, by: who, at: now) }
    for name in try list(path, by: who) { try removeTree("\(path)/\(name)", by: who, at: now) }
    try removeDirectory(path, by: who, at: now)
  }

  /// Gives a file or directory another name, and replaces what had it (rename(2)).
  public mutating func rename(
    _ path: String, to target: String, by who: Accessor, at now: Instant
  ) throws(FileError) {
    let source = try resolve(path, by: who, following: false)
    guard let id = source.id, let inode = inodes[id] else { throw .noSuchFile }
    let found = try resolve(target, by: who, following: false)
    guard found.id != id else { return }
    if inode.isDirectory && "\(found.path)/".hasPrefix("\(source.path)/") { throw .invalid }
    if let old = found.id, let replaced = inodes[old] {
      if case .directory(let names) = replaced.kind {
        guard inode.isDirectory else { throw .isDirectory }
        guard names.isEmpty else { throw .notEmpty }
      } else if inode.isDirectory {
        throw .notDirectory
      }
      try leave(found, by: who, at: now)
      if replaced.isDirectory, let parent = found.parent {
        update(parent) { $0.links -= 1 }
        forget(old)
      } else {
        unlink(old)
      }
    }
    try leave(source, by: who, at: now)
    try enter(id, found, by: who, at: now)
    if inode.isDirectory, source.parent != found.parent, let from = source.parent, let to = found.parent {
      update(from) { $0.links -= 1 }
      update(to) { $0.links += 1 }
    }
    update(id) { $0.changed = now }
  }

  /// Only the owner and user 0 may change the mode.
  public mutating func changeMode(
    _ path: String, to mode: Int, by who: Accessor, at now: Instant
  ) throws(FileError) {
    let found = try resolve(path, by: who)
    guard let id = found.id, let inode = inodes[id] else { throw .noSuchFile }
    guard who.credentials.user == 0 || who.credentials.user == inode.user else { throw .notPermitted }
    guard !found.readOnly else { throw .readOnly }
    update(id) {
      $0.mode = mode & 0o7777
      $0.changed = now
    }
  }

  /// Only user 0 may give a file away; its owner may choose among the groups that they are in.
  public mutating func changeOwner(
    _ path: String, user: Int?, group: Int?, by who: Accessor, at now: Instant, following: Bool = true
  ) throws(FileError) {
    let found = try resolve(path, by: who, following: following)
    guard let id = found.id, let inode = inodes[id] else { throw .noSuchFile }
    if who.credentials.user != 0 {
      let keepsUser = user == nil || user == inode.user
      let knowsGroup = group == nil || who.credentials.groups.contains(group ?? -1)
      guard who.credentials.user == inode.user, keepsUser, knowsGroup else { throw .notPermitted }
    }
    guard !found.readOnly else { throw .readOnly }
    update(id) {
      $0.user = user ?? $0.user
      $0.group = group ?? $0.group
      $0.changed = now
    }
  }

  public mutating func setTimes(
    _ path: String, accessed: Instant?, modified: Instant?, by who: Accessor, at now: Instant
  ) throws(FileError) {
    guard let id = try resolve(path, by: who).id, let inode = inodes[id] else { throw .noSuchFile }
    guard who.credentials.user == inode.user || allows(2, of: inode, by: who.credentials) else {
      throw .permissionDenied
    }
    update(id) {
      $0.accessed = accessed ?? $0.accessed
      $0.modified = modified ?? $0.modified
      $0.changed = now
    }
  }

  /// Puts a file with these properties in place, with the directories above it: how worlds are furnished, and how the
  /// programs of a node lay down theirs.
  ///
  /// - Returns: False where that cannot be: a name is too long, or a file stands in the place of a directory.
  @discardableResult
  public mutating func install(
    _ path: String, _ content: FileContent, user: Int = 0, group: Int = 0, mode: Int = 0o644, at now: Instant
  ) -> Bool {
    do {
      if let found = try? resolve(path, by: .root) {
        if found.id != nil { try remove(path, by: .root, at: now) }
      } else {
        installDirectory(Self.parent(of: path), at: now)
      }
      let id = try open(path, by: .root, at: now)
      if case .bytes(let bytes) = content { used += bytes.count }
      update(id) {
        $0.kind = .file(content)
        $0.user = user
        $0.group = group
        $0.mode = mode
      }
      return true
    } catch {
      return false
    }
  }

  /// Makes a directory and those above it where they are missing.
  ///
  /// - Returns: False where that cannot be: a name is too long, or a file stands in the place of a directory.
  @discardableResult
  public mutating func installDirectory(
    _ path: String, user: Int = 0, group: Int = 0, mode: Int = 0o755, at now: Instant
  ) -> Bool {
    guard !exists(path, by: .root) else { return true }
    guard installDirectory(Self.parent(of: path), at: now) else { return false }
    do throws(FileError) {
      let found = try resolve(path, by: .root, following: false)
      guard found.id == nil else { throw FileError.exists }
      let id = try create(.directory([:]), found, mode, by: .root, at: now)
      update(id) {
        $0.user = user
        $0.group = group
        $0.mode = mode
      }
      return true
    } catch {
      return false
    }
  }

  /// `/a` for `/a/b`, `/` for `/a`.
  public static func parent(of path: String) -> String {
    guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")), slash != path.startIndex else { return "/" }
    return String(path[..<slash])
  }

  private mutating func leave(_ found: Resolution, by who: Accessor, at now: Instant) throws(FileError) {
    guard !found.isMountPoint, let parent = found.parent, let directory = inodes[parent] else { throw .busy }
    guard case .directory(var names) = directory.kind, let id = names[found.name] else { throw .busy }
    guard !found.readOnly else { throw .readOnly }
    try require(3, of: directory, by: who.credentials)
    let isSticky = directory.mode & 0o1000 != 0
    if isSticky, who.credentials.user != 0, who.credentials.user != directory.user,
      who.credentials.user != inodes[id]?.user
    {
      throw .notPermitted
    }
    names[found.name] = nil
    update(parent) {
      $0.kind = .directory(names)
      $0.modified = now
      $0.changed = now
    }
  }

  private mutating func unlink(_ id: InodeID) {
    update(id) { $0.links -= 1 }
    if (inodes[id]?.links ?? 0) <= 0 { forget(id) }
  }
}
