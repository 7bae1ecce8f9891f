import Hosts
import World

/// rm: files and directories away.
enum Remove: HostTool {
  static let manual = Manual(
    "rm", "remove files and directories",
    options: [
      Option("-f, --force", "no complaint of what is not there, no questions"),
      Option("-i", "ask before each"),
      Option("-I", "ask once where there are more than three, or with -r"),
      Option("--interactive[=WHEN]", "never, once, always"),
      Option("--one-file-system", "accepted"),
      Option("--no-preserve-root", "treat / as any other"),
      Option("--preserve-root[=all]", "do not remove /"),
      Option("-r, -R, --recursive", "directories with all that is in them"),
      Option("-d, --dir", "empty directories"),
      Option("-v, --verbose", "say what is done"),
    ])

  static func main(_ call: Call) throws -> Int32 {
    if call.operands.isEmpty {
      if call.has("f") { return 0 }
      throw call.missingOperand()
    }
    let asks = wish(call) == "i"
    if wish(call) == "I", call.operands.count > 3 || call.has("r") {
      let count = call.operands.count
      let what = "\(count) argument\(count == 1 ? "" : "s")"
      if !(try call.confirms("remove \(what)\(call.has("r") ? " recursively" : "")? ")) { return 0 }
    }
    for name in call.operands { try remove(name, asks: asks, call) }
    return call.status
  }

  private static func wish(_ call: Call) -> String? {
    var wish: String?
    for option in call.arguments.options {
      switch option.key {
      case "i", "I", "f": wish = option.key
      case "interactive": wish = ["never": "f", "no": "f", "none": "f", "once": "I"][option.value ?? ""] ?? "i"
      default: break
      }
    }
    return wish
  }

  private static func remove(_ name: String, asks: Bool, _ call: Call) throws {
    let process = call.process
    let base = Paths.base(name)
    if call.has("r"), base == "." || base == ".." {
      return try call.complain("refusing to remove '.' or '..' directory: skipping \(Quoted.always(name))")
    }
    if call.has("r"), !call.has("no-preserve-root"), (try? process.files.realPath(name, by: process.accessor)) == "/" {
      try call.complain("it is dangerous to operate recursively on \(Quoted.always("/"))\(name == "/" ? "" : " (same as '/')")")
      try call.warn("use --no-preserve-root to override this failsafe")
      return
    }
    let inode: Inode
    do {
      inode = try process.files.status(name, by: process.accessor, following: false)
    } catch {
      if call.has("f") && (error == .noSuchFile || error == .notDirectory) { return }
      return try call.complain("cannot remove \(Quoted.always(name)): \(error.text)")
    }
    if inode.isDirectory {
      _ = try removeDirectory(name, inode, asks: asks, call)
    } else {
      _ = try removeFile(name, inode, asks: asks, call)
    }
  }

  private static func removeDirectory(_ name: String, _ inode: Inode, asks: Bool, _ call: Call) throws -> Bool {
    let process = call.process
    try process.stage.step()
    if !call.has("r") {
      guard call.has("d") else {
        try call.complain("cannot remove \(Quoted.always(name)): \(FileError.isDirectory.text)")
        return false
      }
    }
    let names: [String]
    do {
      names = try process.files.list(name, by: process.accessor)
    } catch {
      try call.complain("cannot remove \(Quoted.always(name)): \(error.text)")
      return false
    }
    var isEmpty = names.isEmpty
    if !names.isEmpty && call.has("r") {
      if asks, !(try call.confirms("descend into directory \(Quoted.always(name))? ")) { return false }
      isEmpty = true
      for child in names {
        let path = Paths.join(name, child)
        guard let inode = call.status(path, following: false) else { continue }
        let isGone = try inode.isDirectory ? removeDirectory(path, inode, asks: asks, call) : removeFile(path, inode, asks: asks, call)
        isEmpty = isEmpty && isGone
      }
      if !isEmpty && asks { return false }
    }
    guard isEmpty || !call.has("r") else { return false }
    if asks, !(try call.confirms("remove directory \(Quoted.always(name))? ")) { return false }
    do {
      try call.change { (files, who) throws(FileError) in try files.removeDirectory(name, by: who, at: process.now) }
    } catch {
      try call.complain("cannot remove \(Quoted.always(name)): \(error.text)")
      return false
    }
    if call.has("v") { try call.write("removed directory \(Quoted.always(name))\n") }
    return true
  }

  private static func removeFile(_ name: String, _ inode: Inode, asks: Bool, _ call: Call) throws -> Bool {
    let process = call.process
    let isProtected = !inode.isLink && !process.files.permits(2, name, by: process.accessor)
    if asks || isProtected && wish(call) != "f" && process.input.isTerminal {
      let kind = inode.isLink ? "symbolic link" : inode.size == 0 ? "regular empty file" : "regular file"
      let question = "remove \(isProtected ? "write-protected " : "")\(kind) \(Quoted.always(name))? "
      if !(try call.confirms(question)) { return false }
    }
    do {
      try call.change { (files, who) throws(FileError) in try files.remove(name, by: who, at: process.now) }
    } catch {
      try call.complain("cannot remove \(Quoted.always(name)): \(error.text)")
      return false
    }
    if call.has("v") { try call.write("removed \(Quoted.always(name))\n") }
    return true
  }
}

/// unlink: one name away.
enum Unlink: HostTool {
  static let manual = Manual("unlink", "remove one file", usage: ["FILE"])

  static func main(_ call: Call) throws -> Int32 {
    guard let name = call.operands.first else { throw call.missingOperand() }
    if call.operands.count > 1 { throw call.extraOperand(call.operands[1]) }
    do {
      try call.change { (files, who) throws(FileError) in try files.remove(name, by: who, at: call.process.now) }
    } catch {
      throw ToolFailure("cannot unlink \(Quoted.always(name)): \(error.text)")
    }
    return 0
  }
}
