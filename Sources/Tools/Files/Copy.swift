import Hosts
import World

/// cp: copies of files and directories.
enum Copy: HostTool {
  static let manual = Manual(
    "cp", "copy files and directories",
    usage: ["[OPTION]... [-T] SOURCE DEST", "[OPTION]... SOURCE... DIRECTORY", "[OPTION]... -t DIRECTORY SOURCE..."],
    options: [
      Option("-a, --archive", "like -dR --preserve=all"),
      Option("-b", "keep what is replaced as NAME~"),
      Option("--backup[=CONTROL]", "the same"),
      Option("-d", "like --no-dereference --preserve=links"),
      Option("-f, --force", "remove a destination that cannot be opened"),
      Option("-i, --interactive", "ask before replacing"),
      Option("-H", "follow links that are named"),
      Option("-l, --link", "hard links instead of copies"),
      Option("-L, --dereference", "follow links"),
      Option("-n, --no-clobber", "never replace"),
      Option("-P, --no-dereference", "copy links as links"),
      Option("-p", "keep mode, owner and times"),
      Option("--preserve[=LIST]", "keep these: mode, ownership, timestamps, all"),
      Option("--no-preserve=LIST", "accepted"),
      Option("--parents", "with the directories of the source's name"),
      Option("-R, -r, --recursive", "copy directories with all that is in them"),
      Option("--reflink[=WHEN]", "accepted"),
      Option("--sparse=WHEN", "accepted"),
      Option("--remove-destination", "remove a destination first"),
      Option("-s, --symbolic-link", "links instead of copies"),
      Option("-S, --suffix=SUFFIX", "instead of ~"),
      Option("--strip-trailing-slashes", "from sources"),
      Option("-t, --target-directory=DIRECTORY", "copy all sources there"),
      Option("-T, --no-target-directory", "DEST is the name itself"),
      Option("-u, --update", "only what is newer or missing"),
      Option("-v, --verbose", "say what is done"),
      Option("-x, --one-file-system", "accepted"),
      Option("-Z", "accepted"),
    ])

  static func main(_ call: Call) throws -> Int32 {
    let targets = try TransferTargets(call)
    for source in targets.sources {
      if call.has("parents") { try makeParents(of: source, below: targets.name(for: source, call), call) }
      try copy(source, to: targets.name(for: source, call), call, isNamed: true)
    }
    return call.status
  }

  /// `--parents`: the directories of the source's name below the target.
  private static func makeParents(of source: String, below target: String, _ call: Call) throws {
    let now = call.process.now
    var made = String(target.dropLast(source.count))
    for part in Paths.directory(source).split(separator: "/") where part != "." {
      made = made.isEmpty ? String(part) : Paths.join(made, String(part))
      if call.isDirectory(made) { continue }
      _ = try? call.change { (files, who) throws(FileError) in try files.makeDirectory(made, by: who, at: now) }
      if call.has("v") { try call.write("\(part) -> \(made)\n") }
    }
  }

  private static func isRecursive(_ call: Call) -> Bool { call.has("R") || call.has("a") }

  private static func copy(_ source: String, to target: String, _ call: Call, isNamed: Bool) throws {
    let process = call.process
    try process.stage.step()
    let keepsLinks = call.has("a") || call.has("d") || call.has("P") || isRecursive(call) && !call.has("L") && !(call.has("H") && isNamed)
    let inode: Inode
    do {
      inode = try process.files.status(source, by: process.accessor, following: !keepsLinks)
    } catch {
      return try call.complain("cannot stat \(Quoted.always(source)): \(error.text)")
    }
    if inode.isDirectory {
      guard isRecursive(call) else {
        return try call.complain("-r not specified; omitting directory \(Quoted.always(source))")
      }
      return try copyDirectory(source, inode, to: target, call)
    }
    try copyFile(source, inode, to: target, call)
  }

  private static func copyDirectory(_ source: String, _ inode: Inode, to target: String, _ call: Call) throws {
    let process = call.process
    let from = (try? process.files.realPath(source, by: process.accessor)) ?? source
    let to = (try? process.files.realPath(target, by: process.accessor)) ?? target
    if "\(to)/".hasPrefix("\(from)/") {
      return try call.complain(
        "cannot copy a directory, \(Quoted.always(source)), into itself, \(Quoted.always(target))")
    }
    if let existing = call.status(target, following: false) {
      guard existing.isDirectory else {
        return try call.complain(
          "cannot overwrite non-directory \(Quoted.always(target)) with directory \(Quoted.always(source))")
      }
    } else {
      do {
        try call.change { (files, who) throws(FileError) in
          try files.makeDirectory(target, by: who, at: process.now, permissions: inode.mode & 0o777 | 0o700)
        }
      } catch {
        return try call.complain("cannot create directory \(Quoted.always(target)): \(error.text)")
      }
      if call.has("v") { try call.write("\(Quoted.always(source)) -> \(Quoted.always(target))\n") }
    }
    let names: [String]
    do {
      names = try process.files.list(source, by: process.accessor)
    } catch {
      return try call.complain("cannot access \(Quoted.always(source)): \(error.text)")
    }
    for name in names {
      try copy(Paths.join(source, name), to: Paths.join(target, name), call, isNamed: false)
    }
    try preserve(inode, on: target, call, isNew: false)
  }

  private static func copyFile(_ source: String, _ inode: Inode, to target: String, _ call: Call) throws {
    let process = call.process
    let existing = call.status(target)
    if let existing {
      if existing.isDirectory {
        return try call.complain(
          "cannot overwrite directory \(Quoted.always(target)) with non-directory \(Quoted.always(source))")
      }
      let (a, b) = (identity(source, call), identity(target, call))
      if a != nil && a == b && !inode.isLink {
        return try call.complain("\(Quoted.always(source)) and \(Quoted.always(target)) are the same file")
      }
      if call.arguments.last(of: "n", "i", "f") == "n" { return }
      if call.has("u") && existing.modified >= inode.modified { return }
      if call.arguments.last(of: "n", "i") == "i", !(try call.confirms("overwrite \(Quoted.always(target))? ")) { return }
      if call.has("b") || call.has("backup") {
        _ = try? call.change { (files, who) throws(FileError) in
          try files.rename(target, to: target + (call["S"] ?? "~"), by: who, at: process.now)
        }
      } else if call.has("remove-destination") || call.has("l") && call.has("f") {
        _ = try? call.change { (files, who) throws(FileError) in try files.remove(target, by: who, at: process.now) }
      }
    }
    do {
      try write(source, inode, to: target, call)
    } catch let error as FileError {
      if existing != nil && error == .permissionDenied && call.has("f") {
        _ = try? call.change { (files, who) throws(FileError) in try files.remove(target, by: who, at: process.now) }
        try write(source, inode, to: target, call)
      } else if !(process.files.permits(4, source, by: process.accessor)) && !inode.isLink {
        return try call.complain("cannot open \(Quoted.always(source)) for reading: \(error.text)")
      } else {
        let isMissingDirectory = error == .isDirectory && target.hasSuffix("/")
        return try call.complain(
          "cannot create \(inode.isLink ? "symbolic link" : "regular file") \(Quoted.always(target)): \(isMissingDirectory ? FileError.notDirectory.text : error.text)")
      }
    }
    if call.has("v") { try call.write("\(Quoted.always(source)) -> \(Quoted.always(target))\n") }
    try preserve(inode, on: target, call, isNew: existing == nil)
  }

  private static func write(_ source: String, _ inode: Inode, to target: String, _ call: Call) throws {
    let process = call.process
    if call.has("l") {
      return try call.change { (files, who) throws(FileError) in
        try files.makeHardLink(target, to: source, by: who, at: process.now)
      }
    }
    if call.has("s") {
      return try call.change { (files, who) throws(FileError) in
        try files.makeLink(target, to: source, by: who, at: process.now)
      }
    }
    switch inode.kind {
    case .link(let destination):
      _ = try? call.change { (files, who) throws(FileError) in try files.remove(target, by: who, at: process.now) }
      try call.change { (files, who) throws(FileError) in
        try files.makeLink(target, to: destination, by: who, at: process.now)
      }
    case .file(let content):
      var copied = content
      if case .device = content { copied = .bytes(try process.readFile(source)) }
      guard process.files.permits(4, source, by: process.accessor) else { throw FileError.permissionDenied }
      let status = call.status(target, following: false)
      if let status, status.isLink, call.status(target) == nil {
        throw ToolFailure("not writing through dangling symlink \(Quoted.always(target))")
      }
      try call.change { (files, who) throws(FileError) in
        try files.setContent(target, copied, by: who, at: process.now, permissions: inode.mode & 0o777)
      }
    case .directory: break
    }
  }

  private static func preserve(_ inode: Inode, on target: String, _ call: Call, isNew: Bool) throws {
    let process = call.process
    let list = call["preserve"]?.split(separator: ",").map { String($0) } ?? []
    let keepsAll = call.has("a") || call.has("p") || call.has("preserve") && list.isEmpty || list.contains("all")
    guard keepsAll || !list.isEmpty, !inode.isLink else { return }
    _ = try? call.change { (files, who) throws(FileError) in
      if keepsAll || list.contains("ownership") {
        try? files.changeOwner(target, user: inode.user, group: inode.group, by: who, at: process.now)
      }
      if keepsAll || list.contains("mode") { try files.changeMode(target, to: inode.mode, by: who, at: process.now) }
      if keepsAll || list.contains("timestamps") {
        try files.setTimes(target, accessed: inode.accessed, modified: inode.modified, by: who, at: process.now)
      }
    }
  }

  private static func identity(_ path: String, _ call: Call) -> InodeID? {
    (try? call.process.files.identify(path, by: call.process.accessor)) ?? nil
  }
}

/// The operands of `cp`, `mv`, `ln` and `install`: what goes where.
struct TransferTargets {
  let sources: [String]
  private let target: String
  private let isDirectory: Bool
  private let keepsParents: Bool

  init(_ call: Call) throws {
    var operands = call.operands
    if operands.isEmpty { throw call.usage("missing file operand") }
    keepsParents = call.has("parents")
    if let directory = call["t"] {
      guard call.isDirectory(directory) else {
        let error = call.status(directory) == nil ? FileError.noSuchFile : FileError.notDirectory
        throw ToolFailure("target directory \(Quoted.always(directory)): \(error.text)")
      }
      sources = operands
      target = directory
      isDirectory = true
      return
    }
    if operands.count == 1 {
      throw call.usage("missing destination file operand after \(Quoted.always(operands[0]))")
    }
    let last = operands.removeLast()
    target = last
    sources = operands
    if call.has("T") {
      if operands.count > 1 { throw call.usage("extra operand \(Quoted.always(operands[1]))") }
      isDirectory = false
      return
    }
    var found = call.isDirectory(last)
    if found, call.has("n"), call.manual.name == "ln", call.status(last, following: false)?.isLink == true { found = false }
    isDirectory = found
    if operands.count > 1 && !found {
      let error = call.status(last) == nil ? FileError.noSuchFile : FileError.notDirectory
      throw ToolFailure("target \(Quoted.always(last)): \(error.text)")
    }
    if last.hasSuffix("/"), call.status(last) == nil, call.status(Paths.withoutTrailingSlashes(last)) != nil, call.manual.name == "cp" {
      throw ToolFailure("cannot stat \(Quoted.always(last)): \(FileError.notDirectory.text)")
    }
  }

  /// Where a source goes.
  func name(for source: String, _ call: Call) -> String {
    guard isDirectory else { return target }
    if keepsParents { return Paths.join(target, source) }
    let base = Paths.base(source)
    return base == ".." || base == "." ? target : Paths.join(target, base)
  }
}
