/// Where a path leads: its inode if there is one, and where its last name is or would be entered.
struct Resolution {
  var id: InodeID?
  var parent: InodeID?
  var name: String
  /// Where that is, as the accessor sees it, without links, `.` and `..`.
  var path: String
  var readOnly: Bool
  /// Something is mounted just there, so the name can be neither removed nor renamed.
  var isMountPoint = false
}

extension FileSystem {
  /// Walks a path through links and mounts (path_resolution(7)).
  func resolve(_ path: String, by who: Accessor, following: Bool = true) throws(FileError) -> Resolution {
    guard !path.isEmpty else { throw .noSuchFile }
    if let found = try straightWalk(path, by: who, following: following) { return found }
    var walk = Walk(files: self, who: who, following: following || path.hasSuffix("/"))
    let whole = path.hasPrefix("/") ? path : "\(who.directory)/\(path)"
    let found = try walk.run(whole)
    if path.hasSuffix("/"), let id = found.id, inodes[id]?.isDirectory != true { throw .notDirectory }
    return found
  }

  /// The walk where nothing is mounted and where no name on the way is a link or stands for another directory, as it is
  /// nearly always; nil where it takes more than that.
  private func straightWalk(
    _ path: String, by who: Accessor, following: Bool
  ) throws(FileError) -> Resolution? {
    let slash = UInt8(ascii: "/")
    guard who.view.binds.isEmpty, who.view.root == "/", path.utf8.first == slash, path.utf8.last != slash
    else { return nil }
    var here = Self.rootID
    var parent = Self.rootID
    var name = ""
    var start = path.utf8.index(after: path.startIndex)
    while true {
      let end = path.utf8[start...].firstIndex(of: slash) ?? path.endIndex
      let isLast = end == path.endIndex
      name = String(path[start..<end])
      guard !name.isEmpty, name != ".", name != "..", name.utf8.count <= 255,
        let (directory, offset) = inodes.entry(here),
        case .directory(let entries) = directory.kind, allows(1, of: directory, by: who.credentials)
      else { return nil }
      guard let entered = entries[name] else {
        if isLast { return Resolution(id: nil, parent: here, name: name, path: path, readOnly: false) }
        // Something behind a name that is not there; only a dot behind it would name the thing itself.
        let rest = path.utf8[end...].split(separator: slash)
        if rest.allSatisfy({ $0.elementsEqual(".".utf8) }) { return nil }
        throw .noSuchFile
      }
      parent = here
      here = InodeID(number: entered.number + offset)
      if !isLast || following, case .link? = inodes.entry(here)?.inode.kind { return nil }
      if isLast { return Resolution(id: here, parent: parent, name: name, path: path, readOnly: false) }
      start = path.utf8.index(after: end)
    }
  }

  /// The inode of a path of the host itself, nothing mounted.
  func hostInode(_ path: String) -> InodeID? {
    (try? resolve(path, by: .root))?.id
  }

  /// The last names of mounts directly below a visible directory.
  func mountPoints(in directory: String, by who: Accessor) -> [String] {
    let prefix = directory == "/" ? "/" : "\(directory)/"
    return who.view.binds.compactMap { bind in
      guard bind.at.hasPrefix(prefix) else { return nil }
      let rest = bind.at.dropFirst(prefix.count)
      return rest.isEmpty || rest.contains("/") ? nil : String(rest)
    }
  }

  func allows(_ bits: Int, of inode: Inode, by who: Credentials) -> Bool {
    if who.user == 0 {
      return bits & 1 == 0 || inode.isDirectory || inode.mode & 0o111 != 0
    }
    let shift =
      if who.user == inode.user { 6 } else if who.group == inode.group || who.groups.contains(inode.group) { 3 } else {
        0
      }
    return (inode.mode >> shift) & bits == bits
  }

  func require(_ bits: Int, of inode: Inode, by who: Credentials) throws(FileError) {
    guard allows(bits, of: inode, by: who) else { throw .permissionDenied }
  }
}

private struct Walk {
  let files: FileSystem
  let who: Accessor
  let following: Bool
  /// Visible names from the root down to where the walk stands, with the inode of each.
  private var names: [String] = []
  private var inodes: [InodeID] = []
  private var readOnly: [Bool] = []
  private var rootID: InodeID
  private var linksLeft = 40

  init(files: FileSystem, who: Accessor, following: Bool) {
    self.files = files
    self.who = who
    self.following = following
    rootID = who.view.root == "/" ? FileSystem.rootID : (files.hostInode(who.view.root) ?? FileSystem.rootID)
  }

  private var here: InodeID { inodes.last ?? rootID }
  private var visible: String { names.isEmpty ? "/" : "/\(names.joined(separator: "/"))" }
  private func entry(_ name: String) -> String { names.isEmpty ? "/\(name)" : "\(visible)/\(name)" }

  /// The names of a path, the last one first.
  private static func parts(_ path: String) -> [String] {
    var path = path
    return path.withUTF8 { bytes in
      var parts: [String] = []
      var end = bytes.count
      for place in stride(from: bytes.count - 1, through: -1, by: -1)
      where place < 0 || bytes[place] == UInt8(ascii: "/") {
        if place + 1 < end {
          parts.append(String(decoding: UnsafeBufferPointer(rebasing: bytes[place + 1..<end]), as: UTF8.self))
        }
        end = place
      }
      return parts
    }
  }

  mutating func run(_ path: String) throws(FileError) -> Resolution {
    var left = Self.parts(path)
    let isPlain = who.view.binds.isEmpty
    while let name = left.popLast() {
      if name == "." { continue }
      if name == ".." {
        if !names.isEmpty {
          names.removeLast()
          inodes.removeLast()
          readOnly.removeLast()
        }
        continue
      }
      guard name.utf8.count <= 255 else { throw .nameTooLong }
      guard let (directory, offset) = files.inodes.entry(here) else { throw .noSuchFile }
      guard case .directory(let entries) = directory.kind else { throw .notDirectory }
      try files.require(1, of: directory, by: who.credentials)
      let parent = here
      let isReadOnly = readOnly.last ?? false
      // Where nothing is mounted, nobody asks how the way up to here is called.
      let target = isPlain ? "" : entry(name)
      let bind = isPlain ? nil : who.view.binds.first { $0.at == target }
      let entered = entries[name].map { InodeID(number: $0.number + offset) }
      guard let id = bind.flatMap({ files.hostInode($0.source) }) ?? entered else {
        if left.contains(where: { $0 != "." }) { throw .noSuchFile }
        return Resolution(id: nil, parent: parent, name: name, path: entry(name), readOnly: isReadOnly)
      }
      // The inode as its tree has it: giving a directory its own numbers would copy all its names.
      if following || !left.isEmpty, case .link(let destination)? = files.inodes.entry(id)?.inode.kind {
        linksLeft -= 1
        guard linksLeft > 0 else { throw .tooManyLinks }
        if destination.hasPrefix("/") {
          names = []
          inodes = []
          readOnly = []
        }
        left += Self.parts(destination)
        continue
      }
      names.append(name)
      inodes.append(id)
      readOnly.append(bind?.readOnly ?? isReadOnly)
    }
    let parent = inodes.count > 1 ? inodes[inodes.count - 2] : rootID
    let place = isPlain ? "" : visible
    return Resolution(
      id: here, parent: names.isEmpty ? nil : parent, name: names.last ?? "/", path: visible,
      readOnly: readOnly.last ?? false, isMountPoint: who.view.binds.contains { $0.at == place })
  }
}
