import Hosts
import World

/// install: copies with permissions.
enum Install: HostTool {
  static let manual = Manual(
    "install", "copy files and set their permissions",
    usage: ["[OPTION]... [-T] SOURCE DEST", "[OPTION]... SOURCE... DIRECTORY", "[OPTION]... -t DIRECTORY SOURCE...", "[OPTION]... -d DIRECTORY..."],
    options: [
      Option("-b", "accepted"),
      Option("-c", "does nothing"),
      Option("-C, --compare", "accepted"),
      Option("-d, --directory", "make these directories"),
      Option("-D", "make the directories of DEST"),
      Option("-g, --group=GROUP", "the group"),
      Option("-m, --mode=MODE", "the permissions instead of rwxr-xr-x"),
      Option("-o, --owner=OWNER", "the owner"),
      Option("-p, --preserve-timestamps", "keep times"),
      Option("-s, --strip", "accepted"),
      Option("-S, --suffix=SUFFIX", "accepted"),
      Option("-t, --target-directory=DIRECTORY", "copy all there"),
      Option("-T, --no-target-directory", "DEST is the name itself"),
      Option("-v, --verbose", "say what is done"),
    ])

  /// The permissions and owners that everything gets.
  private struct Dress {
    var mode: Int
    var user: Int?
    var group: Int?

    init(_ call: Call) throws {
      let text = call["m"] ?? "755"
      guard let mode = FileModes.apply(text, to: 0, isDirectory: false, umask: 0) else {
        throw ToolFailure("invalid mode \(Quoted.curly(text))")
      }
      self.mode = mode
      let accounts = Accounts(call.process)
      user = try call["o"].map { name in
        guard let id = accounts.user(name)?.id ?? Int(name) else {
          throw ToolFailure("invalid user \(Quoted.curly(name))")
        }
        return id
      }
      group = try call["g"].map { name in
        guard let id = accounts.group(name)?.id ?? Int(name) else {
          throw ToolFailure("invalid group \(Quoted.curly(name))")
        }
        return id
      }
    }

    func put(on path: String, _ call: Call) throws {
      try call.change { (files, who) throws(FileError) in
        try files.changeMode(path, to: mode, by: who, at: call.process.now)
        if user != nil || group != nil {
          try files.changeOwner(path, user: user, group: group, by: who, at: call.process.now)
        }
      }
    }
  }

  static func main(_ call: Call) throws -> Int32 {
    let dress = try Dress(call)
    if call.has("d") {
      if call.operands.isEmpty { throw call.usage("missing file operand") }
      for name in call.operands {
        do {
          try makeDirectories(name, call)
          try dress.put(on: name, call)
        } catch let error as FileError {
          try call.complain("cannot create directory \(Quoted.always(name)): \(error.text)")
        }
      }
      return call.status
    }
    if call.has("D"), call.operands.count >= 2, let last = call.operands.last {
      try? makeDirectories(Paths.directory(last), call)
    }
    let targets = try TransferTargets(call)
    for source in targets.sources { try install(source, at: targets.name(for: source, call), dress, call) }
    return call.status
  }

  private static func install(_ source: String, at target: String, _ dress: Dress, _ call: Call) throws {
    let process = call.process
    guard let inode = call.status(source) else {
      return try call.complain("cannot stat \(Quoted.always(source)): \(FileError.noSuchFile.text)")
    }
    guard case .file(let content) = inode.kind else {
      return try call.complain("omitting directory \(Quoted.always(source))")
    }
    do {
      guard process.files.permits(4, source, by: process.accessor) else { throw FileError.permissionDenied }
      _ = try? call.change { (files, who) throws(FileError) in try files.remove(target, by: who, at: process.now) }
      try call.change { (files, who) throws(FileError) in
        try files.setContent(target, content, by: who, at: process.now)
      }
      try dress.put(on: target, call)
      if call.has("p") {
        try call.change { (files, who) throws(FileError) in
          try files.setTimes(target, accessed: inode.accessed, modified: inode.modified, by: who, at: process.now)
        }
      }
      if call.has("v") { try call.write("\(Quoted.always(source)) -> \(Quoted.always(target))\n") }
    } catch let error as FileError {
      try call.complain("cannot create regular file \(Quoted.always(target)): \(error.text)")
    }
  }

  private static func makeDirectories(_ path: String, _ call: Call) throws {
    if call.isDirectory(path) { return }
    let above = Paths.directory(path)
    if above != path { try makeDirectories(above, call) }
    try call.change { (files, who) throws(FileError) in
      try files.makeDirectory(path, by: who, at: call.process.now)
      try files.changeMode(path, to: 0o755, by: who, at: call.process.now)
    }
    if call.has("v") { try call.write("\(call.process.name): creating directory \(Quoted.always(path))\n") }
  }
}

/// truncate: files of another length.
enum Truncate: HostTool {
  static let manual = Manual(
    "truncate", "set the length of files", usage: ["OPTION... FILE..."],
    options: [
      Option("-c, --no-create", "make no files"),
      Option("-o, --io-blocks", "accepted"),
      Option("-r, --reference=RFILE", "the length of RFILE"),
      Option("-s, --size=SIZE", "this length, or +SIZE longer, or -SIZE shorter"),
    ])

  static func main(_ call: Call) throws -> Int32 {
    if !call.has("s") && !call.has("r") {
      throw call.usage("you must specify either \(Quoted.curly("--size")) or \(Quoted.curly("--reference"))")
    }
    if call.operands.isEmpty { throw call.usage("missing file operand") }
    let text = call["s"] ?? "0"
    let sign = text.first.flatMap { "+-".contains($0) ? $0 : nil }
    guard let size = SizeNumber.parse(sign == nil ? text : String(text.dropFirst())) else {
      throw ToolFailure("Invalid number: \(Quoted.curly(text))")
    }
    for name in call.operands {
      let old = call.status(name)
      if old == nil && call.has("c") { continue }
      do {
        var bytes = old == nil ? [] : try call.process.readFile(name)
        var target = sign == "+" ? bytes.count + size : sign == "-" ? max(0, bytes.count - size) : size
        if let reference = call["r"], let inode = call.status(reference) { target = inode.size }
        if target > 1 << 28 { throw FileError.noSpace }
        if target < bytes.count {
          bytes.removeLast(bytes.count - target)
        } else {
          bytes += [UInt8](repeating: 0, count: target - bytes.count)
        }
        try call.process.writeFile(name, bytes)
      } catch let error as FileError {
        try call.complain("cannot open \(Quoted.always(name)) for writing: \(error.text)")
      }
    }
    return call.status
  }
}

/// mktemp: a new file or directory with a name of chance.
enum MakeTemporary: HostTool {
  static let manual = Manual(
    "mktemp", "make a temporary file or directory and print its name", usage: ["[OPTION]... [TEMPLATE]"],
    options: [
      Option("-d, --directory", "a directory"),
      Option("-u, --dry-run", "only a name"),
      Option("-q, --quiet", "no complaints"),
      Option("--suffix=SUFF", "behind the name"),
      Option("-p, --tmpdir[=DIR]", "below DIR"),
      Option("-t", "below the directory for temporary files"),
    ])

  static func run(_ process: Process) throws -> Int32 {
    // -p takes its argument apart, --tmpdir does not.
    var words: [String] = []
    var left = process.arguments[...]
    while let word = left.popFirst() {
      if word == "-p", let directory = left.popFirst() { words.append("-p\(directory)") } else { words.append(word) }
    }
    process.arguments = words
    return try runParsed(process)
  }

  static func main(_ call: Call) throws -> Int32 {
    let process = call.process
    if call.operands.count > 1 { throw call.usage("too many templates") }
    let template = call.operands.first ?? "tmp.XXXXXXXXXX"
    let suffix = call["suffix"] ?? String(template.reversed().prefix { $0 != "X" }.reversed())
    let stem = call["suffix"] == nil ? String(template.dropLast(suffix.count)) : template
    let marks = stem.reversed().prefix { $0 == "X" }.count
    guard marks >= 3 else { throw ToolFailure("too few X's in template \(Quoted.curly(template))") }
    let isBelow = call.operands.isEmpty || call.has("p") || call.has("t")
    let directory = call["p"] ?? process.environment["TMPDIR"] ?? "/tmp"
    let letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
    let chosen = process.stage.world.draw("mktemp") { $0.text(marks, from: letters) }
    let name = "\(stem.dropLast(marks))\(chosen)\(suffix)"
    let path = isBelow ? Paths.join(directory, name) : name
    if !call.has("u") {
      do {
        try call.change { (files, who) throws(FileError) in
          if call.has("d") {
            try files.makeDirectory(path, by: who, at: process.now, permissions: 0o700)
          } else {
            try files.open(path, by: who, at: process.now, mode: .createOnly, permissions: 0o600)
          }
        }
      } catch {
        let what = call.has("d") ? "directory" : "file"
        let shown = isBelow ? Paths.join(directory, template) : template
        throw ToolFailure("failed to create \(what) via template \(Quoted.curly(shown)): \(error.text)")
      }
    }
    try call.write("\(path)\n")
    return 0
  }
}
