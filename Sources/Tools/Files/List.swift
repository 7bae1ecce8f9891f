import Hosts
import Simulation
import World

/// ls: what is in directories.
enum List: HostTool {
  static let manual = Manual(
    "ls", "list what is in directories",
    options: [
      Option("-a, --all", "also names that begin with a dot"),
      Option("-A, --almost-all", "like -a without . and .."),
      Option("--author", "with -l, the owner once more"),
      Option("-b, --escape", "show unusual characters as C escapes"),
      Option("--block-size=SIZE", "count sizes in SIZE"),
      Option("-B, --ignore-backups", "no names that end in ~"),
      Option("-c", "the time of the last change of status"),
      Option("-C", "in columns"),
      Option("--color[=WHEN]", "colours: always, auto or never"),
      Option("-d, --directory", "directories themselves, not what is in them"),
      Option("-f", "not sorted, with all names"),
      Option("-F, --classify[=WHEN]", "a mark behind names: / @ *"),
      Option("--file-type", "like -F without *"),
      Option("--format=WORD", "across, commas, long, single-column, verbose, vertical"),
      Option("--full-time", "like -l with the whole time"),
      Option("-g", "like -l without the owner"),
      Option("--group-directories-first", "directories first"),
      Option("-G, --no-group", "with -l, no group"),
      Option("-h, --human-readable", "sizes such as 1K 234M 2G"),
      Option("--si", "the same in powers of 1000"),
      Option("-H, --dereference-command-line", "follow links that are named"),
      Option("--hide=PATTERN", "no names that match, unless -a or -A"),
      Option("--indicator-style=WORD", "none, slash, file-type, classify"),
      Option("-i, --inode", "inode numbers"),
      Option("-I, --ignore=PATTERN", "no names that match"),
      Option("-k, --kibibytes", "blocks of 1024 bytes"),
      Option("-l", "one a line with mode, owner, size and time"),
      Option("-L, --dereference", "what links point to"),
      Option("-m", "separated by commas"),
      Option("-n, --numeric-uid-gid", "like -l with numbers of owners"),
      Option("-N, --literal", "names without quotes"),
      Option("-o", "like -l without the group"),
      Option("-p", "/ behind directories"),
      Option("-q, --hide-control-chars", "? for unusual characters"),
      Option("--show-control-chars", "unusual characters as they are"),
      Option("-Q, --quote-name", "names between double quotes"),
      Option("--quoting-style=WORD", "literal, shell, shell-always, shell-escape, c, escape"),
      Option("-r, --reverse", "the other way round"),
      Option("-R, --recursive", "also what is in sub-directories"),
      Option("-s, --size", "blocks before each name"),
      Option("-S", "the largest first"),
      Option("--sort=WORD", "none, size, time, version, extension, width"),
      Option("--time=WORD", "which time: atime, ctime, mtime, birth"),
      Option("--time-style=STYLE", "full-iso, long-iso, iso, locale, +FORMAT"),
      Option("-t", "the newest first"),
      Option("-T, --tabsize=COLS", "accepted"),
      Option("-u", "the time of the last access"),
      Option("-U", "not sorted"),
      Option("-v", "sorted by version numbers"),
      Option("-w, --width=COLS", "the width of the output"),
      Option("-x", "in columns, filled by rows"),
      Option("-X", "sorted by extension"),
      Option("-Z, --context", "accepted"),
      Option("-1", "one a line"),
      .missing("--hyperlink[=WHEN]"), .missing("-D, --dired"),
    ], usageStatus: 2)

  static func main(_ call: Call) throws -> Int32 {
    let style = try ListStyle(call)
    let names = call.operands.isEmpty ? ["."] : call.operands
    var files: [ListEntry] = []
    var directories: [ListEntry] = []
    for name in names {
      do {
        let entry = try ListEntry(name, at: name, style: style, isNamed: true, call)
        if entry.isDirectory && !style.listsDirectories { directories.append(entry) } else { files.append(entry) }
      } catch {
        try call.complain("cannot access \(Quoted.always(name)): \(error.text)", status: 2)
      }
    }
    let layout = ListLayout(style: style, call: call)
    files = style.sorted(files)
    if !files.isEmpty { try layout.print(files) }
    var isFirst = files.isEmpty
    let showsHeads = names.count > 1 || call.has("R")
    for directory in style.sorted(directories) {
      try show(directory.name, style, layout, showsHeads, &isFirst, call, depth: 0)
    }
    return call.status
  }

  private static func show(
    _ path: String, _ style: ListStyle, _ layout: ListLayout, _ showsHead: Bool, _ isFirst: inout Bool, _ call: Call,
    depth: Int
  ) throws {
    let process = call.process
    let names: [String]
    do {
      names = try process.files.list(path, by: process.accessor)
    } catch {
      return try call.complain("cannot open directory \(Quoted.always(path)): \(error.text)", status: depth == 0 ? 2 : 1)
    }
    if showsHead {
      try call.write("\(isFirst ? "" : "\n")\(style.shown(path)):\n")
      isFirst = false
    }
    var entries: [ListEntry] = []
    let prefix = path.hasSuffix("/") ? path : "\(path)/"
    for name in (style.showsDots ? [".", ".."] : []) + names where style.shows(name) {
      do {
        entries.append(try ListEntry(name, at: "\(prefix)\(name)", style: style, isNamed: false, call))
      } catch {
        // Names alone come from the directory, whatever cannot be found out of the files.
        if style.needsStatus {
          try call.complain("cannot access \(Quoted.always("\(prefix)\(name)")): \(error.text)")
        }
        if let stand = process.files[FileSystem.rootID] { entries.append(ListEntry(unknown: name, stand)) }
      }
    }
    entries = style.sorted(entries)
    if style.isLong || style.showsBlocks {
      let total = entries.reduce(0) { $0 + DiskUse.bytes($1.inode) }
      try call.write("total \(style.isHuman ? SizeText.human(total, base: style.humanBase) : "\(SizeText.blocks(total, of: style.totalBlock))\(style.blockSuffix)")\n")
    }
    try layout.print(entries)
    guard call.has("R") else { return }
    for entry in entries where entry.isDirectory && entry.name != "." && entry.name != ".." && !entry.isLink {
      try process.stage.step()
      try show("\(prefix)\(entry.name)", style, layout, true, &isFirst, call, depth: depth + 1)
    }
  }
}

/// A name in a listing, and what it stands for.
struct ListEntry {
  var name: String
  var inode: Inode
  var number: Int
  var linkTarget: String?
  /// What the link points to, if that exists.
  var targetInode: Inode?
  var isUnknown = false

  var isLink: Bool { inode.isLink }
  var isDirectory: Bool { inode.isDirectory }

  init(_ name: String, at path: String, style: ListStyle, isNamed: Bool, _ call: Call) throws(FileError) {
    let process = call.process
    let (files, who) = (process.files, process.accessor)
    self.name = name
    let follows = style.follows || isNamed && style.followsNamed
    var found: Inode
    if isNamed && !follows && !style.isLong && !style.listsDirectories {
      // Without -l, a named link to a directory is followed.
      found = try files.status(path, by: who, following: false)
      if found.isLink, let target = try? files.status(path, by: who), target.isDirectory { found = target }
    } else {
      found = try files.status(path, by: who, following: follows)
    }
    inode = found
    number = ((try? files.identify(path, by: who, following: follows)) ?? nil)?.number ?? 0
    if case .link(let target) = found.kind {
      linkTarget = target
      targetInode = try? files.status(path, by: who)
    }
  }

  /// A name of which nothing can be found out; `stand` is any inode.
  init(unknown name: String, _ stand: Inode) {
    self.name = name
    number = 0
    isUnknown = true
    inode = stand
    inode.kind = .file(.bytes([]))
  }

  var mark: String {
    if inode.isDirectory { return "/" }
    if inode.isLink { return "@" }
    return inode.isFile && !inode.isDevice && inode.mode & 0o111 != 0 ? "*" : ""
  }
}
