import Hosts
import Simulation
import World

/// tar: many files in one.
enum Tar: HostTool {
  static let manual = Manual(
    "tar", "pack many files into one, and unpack them", usage: ["[OPTION...] [FILE]..."],
    options: [
      Option("-c, --create", "pack"), Option("-x, --extract, --get", "unpack"), Option("-t, --list", "show what is in"),
      Option("-r, --append", "add"), Option("-f, --file=ARCHIVE", "this archive; - for input or output"),
      Option("-C, --directory=DIR", "go there first"), Option("-v, --verbose", "say what is done"),
      Option("-z, --gzip, --gunzip, --ungzip", "through gzip"), Option("-a, --auto-compress", "as the name's ending says"),
      Option("-p, --preserve-permissions, --same-permissions", "modes as packed"), Option("-P, --absolute-names", "keep leading slashes"),
      Option("-k, --keep-old-files", "overwrite nothing"), Option("-O, --to-stdout", "files to the output"),
      Option("-T, --files-from=FILE", "names from FILE"), Option("-h, --dereference", "what links point to"),
      Option("-m, --touch", "the time of now"), Option("--exclude=PATTERN", "not these"), Option("-X, --exclude-from=FILE", "not those in FILE"),
      Option("--strip-components=NUMBER", "without so many leading directories"), Option("--no-same-owner", "accepted"),
      Option("--same-owner", "accepted"), Option("--overwrite", "accepted"), Option("--numeric-owner", "numbers instead of names"),
      Option("--wildcards", "names of members are patterns"), Option("--remove-files", "remove what was packed"),
      Option("-S, --sparse", "accepted"), Option("-W, --verify", "accepted"), Option("--totals", "accepted"), Option("-w, --interactive", "accepted"),
      .missing("-j, --bzip2"), .missing("-J, --xz"), .missing("--zstd"), .missing("-u, --update"), .missing("-d, --diff, --compare"),
      .missing("--delete"), .missing("-A, --catenate, --concatenate"), .missing("-g, --listed-incremental=FILE"),
      .missing("-I, --use-compress-program=PROG"), .missing("--transform=EXPRESSION"),
    ], package: "GNU tar", version: "1.34", hint: .tryHelpOrUsage, usageStatus: 2)

  static func run(_ process: Process) throws -> Int32 {
    process.arguments = expandOldStyle(process.arguments)
    if process.arguments.count == 2, process.arguments[1].hasPrefix("--old-option-without-argument=") {
      try process.complain("Old option '\(process.arguments[1].suffix(1))' requires an argument.")
      try process.printError(manual.hintText(calledAs: process.name))
      return 2
    }
    return try runParsed(process)
  }

  /// `tar czf a.tgz dir`: letters without a dash, whose arguments follow in their order.
  private static func expandOldStyle(_ words: [String]) -> [String] {
    guard words.count > 1, let first = words[1].first, first != "-", !words[1].isEmpty else { return words }
    var rest = words.dropFirst(2)
    var expanded = [words[0]]
    for letter in words[1] {
      expanded.append("-\(letter)")
      if "fCTXgI".contains(letter) {
        guard let value = rest.popFirst() else { return [words[0], "--old-option-without-argument=\(letter)"] }
        expanded.append(value)
      }
    }
    return expanded + rest
  }

  static func main(_ call: Call) throws -> Int32 {
    let modes = ["c", "x", "t", "r"].filter { call.has($0) }
    guard let mode = modes.first else {
      throw call.usage("You must specify one of the '-Acdtrux', '--delete' or '--test-label' options")
    }
    if modes.count > 1 { throw call.usage("You may not specify more than one '-Acdtrux', '--delete' or  '--test-label' option") }
    let run = TarRun(call)
    switch mode {
    case "c", "r": try run.pack(adding: mode == "r")
    case "x": try run.unpack()
    default: try run.list()
    }
    if call.status != 0 {
      try call.flush()
      try call.process.printError("tar: Exiting with failure status due to previous errors\n")
    }
    return call.status == 0 ? 0 : 2
  }
}

/// One run of tar.
private final class TarRun {
  let call: Call
  private let process: Process
  private let archive: String
  private let excluded: [Glob]
  private var saidRemoving: Set<String> = []

  init(_ call: Call) {
    self.call = call
    process = call.process
    archive = call["f"] ?? "-"
    var patterns = call.arguments.all("exclude")
    if let file = call["X"], let text = try? process.readText(file) {
      patterns += text.split(separator: "\n").map { String($0) }
    }
    excluded = patterns.map { Glob($0.hasSuffix("/") ? String($0.dropLast()) : $0) }
  }

  private func isExcluded(_ path: String) -> Bool {
    let parts = path.split(separator: "/").map { String($0) }
    return excluded.contains { glob in
      glob.matches(path) || parts.indices.contains { glob.matches(parts[$0...].joined(separator: "/")) }
    }
  }

  /// The directory of -C, seen from where tar was called.
  private func changeDirectory() throws {
    guard let directory = call["C"] else { return }
    do {
      let path = try process.files.realPath(directory, by: process.accessor)
      guard call.isDirectory(path) else { throw FileError.notDirectory }
      process.directory = path
    } catch let error as FileError {
      try process.printError("tar: \(directory): Cannot open: \(error.text)\n")
      throw ToolFailure("Error is not recoverable: exiting now", status: 2)
    }
  }

  // MARK: Packing

  func pack(adding: Bool) throws {
    let target = process.absolute(archive)
    try changeDirectory()
    var names = call.operands
    if let list = call["T"] {
      names += (try? process.readText(list))?.split(separator: "\n").map { String($0) } ?? []
    }
    if names.isEmpty, !adding {
      throw ToolFailure("Cowardly refusing to create an empty archive", status: 2, showsHint: true)
    }
    var members = adding && archive != "-" ? try read(target) : []
    for name in names { try collect(Paths.withoutTrailingSlashes(name), target, &members) }
    var bytes = TarArchive.pack(members)
    if compresses { bytes = GzipFormat.pack(bytes, name: nil, modified: 0) }
    if archive == "-" {
      if process.output.isTerminal {
        throw ToolFailure("Refusing to write archive contents to terminal (missing -f option?)", status: 2)
      }
      try call.write(bytes)
    } else {
      do {
        try process.writeFile(target, bytes)
      } catch {
        try process.printError("tar: \(archive): Cannot open: \(error.text)\n")
        throw ToolFailure("Error is not recoverable: exiting now", status: 2)
      }
    }
    if call.has("remove-files") {
      let (who, now) = (process.accessor, process.now)
      for name in names {
        try? process.changeFiles { (files) throws(FileError) in try files.removeTree(name, by: who, at: now) }
      }
    }
  }

  private var compresses: Bool {
    call.has("z") || call.has("a") && (archive.hasSuffix(".gz") || archive.hasSuffix(".tgz"))
  }

  private func collect(_ path: String, _ target: String, _ members: inout [TarMember]) throws {
    try process.stage.step()
    if isExcluded(path) { return }
    let inode: Inode
    do throws(FileError) {
      inode = try process.files.status(path, by: process.accessor, following: call.has("h"))
    } catch {
      return try call.complain("\(path): Cannot stat: \(error.text)", status: 2)
    }
    if process.absolute(path) == target {
      return try call.warn("\(path): file is the archive; not dumped")
    }
    var name = path
    if !call.has("P"), name.hasPrefix("/") {
      let leading = String(name.prefix { $0 == "/" })
      name = String(name.dropFirst(leading.count))
      if saidRemoving.insert(leading).inserted { try call.warn("Removing leading `\(leading)' from member names") }
      if name.isEmpty { name = "." }
    }
    let accounts = Accounts(process)
    var member = TarMember(
      name: name, kind: .directory, mode: inode.mode, user: inode.user, group: inode.group,
      userName: accounts.userName(inode.user) ?? "", groupName: accounts.groupName(inode.group) ?? "",
      modified: Int(process.stage.world.wall(at: inode.modified).unixSeconds))
    switch inode.kind {
    case .link(let to): member.kind = .link(to)
    case .file:
      do throws(FileError) {
        member.kind = .file(try process.readFile(path))
      } catch {
        return try call.complain("\(path): Cannot open: \(error.text)", status: 2)
      }
    case .directory: member.name += "/"
    }
    members.append(member)
    if call.has("v") { try say(member, toErrors: archive == "-") }
    guard inode.isDirectory else { return }
    let entries: [String]
    do throws(FileError) {
      entries = try process.files.list(path, by: process.accessor)
    } catch {
      return try call.complain("\(path): Cannot open: \(error.text)", status: 2)
    }
    for entry in entries { try collect(Paths.join(path, entry), target, &members) }
  }

  // MARK: Reading

  private func read(_ path: String) throws -> [TarMember] {
    var bytes: [UInt8]
    do {
      if path == "-" {
        if process.input.isTerminal {
          throw ToolFailure("Refusing to read archive contents from terminal (missing -f option?)", status: 2)
        }
        bytes = try ByteReader(call, "-").all()
      } else {
        bytes = try process.readFile(path)
      }
    } catch let error as FileError {
      try process.printError("tar: \(archive): Cannot open: \(error.text)\n")
      throw ToolFailure("Error is not recoverable: exiting now", status: 2)
    }
    if GzipFormat.isPacked(bytes) {
      guard let unpacked = try? GzipFormat.unpack(bytes) else {
        try process.printError("\ngzip: stdin: invalid compressed data--format violated\n")
        try process.printError("tar: Child returned status 1\n")
        throw ToolFailure("Error is not recoverable: exiting now", status: 2)
      }
      bytes = unpacked
    } else if call.has("z") {
      try process.printError("\ngzip: stdin: not in gzip format\ntar: Child returned status 1\n")
      throw ToolFailure("Error is not recoverable: exiting now", status: 2)
    }
    do throws(TarArchive.Problem) {
      return try TarArchive.unpack(bytes)
    } catch {
      if error == .truncated {
        try process.printError("tar: Unexpected EOF in archive\n")
        throw ToolFailure("Error is not recoverable: exiting now", status: 2)
      }
      try process.printError("tar: This does not look like a tar archive\n")
      throw ToolFailure("Exiting with failure status due to previous errors", status: 2)
    }
  }

  /// The members that were asked for, and a complaint of names that are not there.
  private func chosen() throws -> [TarMember] {
    let members = try read(archive == "-" ? "-" : process.absolute(archive))
    try changeDirectory()
    let names = call.operands.map { Paths.withoutTrailingSlashes($0) }
    var unseen = names
    let found = members.filter { member in
      let plain = Paths.withoutTrailingSlashes(member.name)
      if isExcluded(plain) { return false }
      guard !names.isEmpty else { return true }
      guard let name = names.first(where: {
        plain == $0 || plain.hasPrefix("\($0)/") || call.has("wildcards") && Glob($0).matches(plain)
      }) else { return false }
      unseen.removeAll { $0 == name }
      return true
    }
    for name in unseen { missing.append(name) }
    return found
  }

  private var missing: [String] = []

  private func tellMissing() throws {
    for name in missing { try call.complain("\(name): Not found in archive", status: 2) }
  }

  func list() throws {
    for member in try chosen() { try say(member, isLong: call.has("v")) }
    try tellMissing()
  }

  private func say(_ member: TarMember, isLong: Bool? = nil, toErrors: Bool = false) throws {
    let long = isLong ?? (call.arguments.count("v") > 1)
    var text = member.name
    if long {
      let owner = call.has("numeric-owner") || member.userName.isEmpty
        ? "\(member.user)/\(member.group)" : "\(member.userName)/\(member.groupName)"
      let size = String(member.size)
      let width = max(size.count, 18 - owner.count)
      let time = Calendar.format("%F %H:%M", WallTime(unixSeconds: Int64(member.modified)))
      var letter = "-"
      var tail = ""
      switch member.kind {
      case .directory: letter = "d"
      case .link(let to): (letter, tail) = ("l", " -> \(to)")
      case .hardLink(let to): (letter, tail) = ("h", " link to \(to)")
      case .file: break
      }
      text = "\(letter)\(FileModes.permissions(member.mode)) \(owner) \(size.padded(to: width)) \(time) \(text)\(tail)"
    }
    if toErrors {
      try call.flush()
      try process.printError("\(text)\n")
    } else {
      try call.write("\(text)\n")
    }
  }

  // MARK: Unpacking

  func unpack() throws {
    let skip = Int(call["strip-components"] ?? "0") ?? 0
    var times: [(String, Int)] = []
    for var member in try chosen() {
      try process.stage.step()
      if call.has("v") { try say(member, toErrors: call.has("O")) }
      if call.has("O") {
        if case .file(let bytes) = member.kind { try call.write(bytes) }
        continue
      }
      if skip > 0 {
        let parts = member.name.split(separator: "/")
        if parts.count <= skip { continue }
        member.name = parts.dropFirst(skip).joined(separator: "/")
      }
      if !call.has("P"), member.name.hasPrefix("/") {
        if saidRemoving.insert("/").inserted { try call.warn("Removing leading `/' from member names") }
        member.name = String(member.name.drop { $0 == "/" })
      }
      do throws(FileError) {
        try place(member)
        if !call.has("m") { times.append((member.name, member.modified)) }
      } catch {
        let isOpen = if case .file = member.kind { true } else { false }
        try call.complain("\(member.name): Cannot \(isOpen ? "open" : "create"): \(error.text)", status: 2)
      }
    }
    // Directories get their time last, as what is put into them changes it.
    let (who, now) = (process.accessor, process.now)
    for (name, seconds) in times.reversed() {
      guard let host = process.stage.world.hosts[process.hostName] else { continue }
      let moment = host.instant(of: WallTime(unixSeconds: Int64(seconds)))
      try? process.changeFiles { (files) throws(FileError) in
        try files.setTimes(name, accessed: moment, modified: moment, by: who, at: now)
      }
    }
    try tellMissing()
  }

  private func place(_ member: TarMember) throws(FileError) {
    let (who, now) = (process.accessor, process.now)
    let path = Paths.withoutTrailingSlashes(member.name)
    let above = Paths.directory(path)
    if above != ".", above != "/" { try makeDirectories(above) }
    if call.has("k"), call.status(path, following: false) != nil, member.kind != .directory { throw .exists }
    let isRoot = process.credentials.user == 0
    let mode = call.has("p") || isRoot ? member.mode : member.mode & ~process.umask
    try process.changeFiles { (files) throws(FileError) in
      switch member.kind {
      case .directory:
        if !files.exists(path, by: who) { try files.makeDirectory(path, by: who, at: now) }
      case .file(let bytes):
        if files.exists(path, by: who) { try files.remove(path, by: who, at: now) }
        try files.write(path, bytes, by: who, at: now, mode: .replace)
      case .link(let target):
        if (try? files.status(path, by: who, following: false)) != nil { try files.remove(path, by: who, at: now) }
        try files.makeLink(path, to: target, by: who, at: now)
        return
      case .hardLink(let target): try files.makeHardLink(path, to: target, by: who, at: now)
      }
      try files.changeMode(path, to: mode & 0o7777, by: who, at: now)
      if isRoot { try files.changeOwner(path, user: member.user, group: member.group, by: who, at: now) }
    }
  }

  private func makeDirectories(_ path: String) throws(FileError) {
    if call.isDirectory(path) { return }
    let above = Paths.directory(path)
    if above != path, above != "." { try makeDirectories(above) }
    let (who, now) = (process.accessor, process.now)
    try process.changeFiles { (files) throws(FileError) in try files.makeDirectory(path, by: who, at: now) }
  }
}
