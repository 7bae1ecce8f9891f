import Hosts
import World

/// mv: other names for files.
enum Move: HostTool {
  static let manual = Manual(
    "mv", "move or rename files",
    usage: ["[OPTION]... [-T] SOURCE DEST", "[OPTION]... SOURCE... DIRECTORY", "[OPTION]... -t DIRECTORY SOURCE..."],
    options: [
      Option("-b", "keep what is replaced as NAME~"),
      Option("--backup[=CONTROL]", "the same"),
      Option("-f, --force", "do not ask"),
      Option("-i, --interactive", "ask before replacing"),
      Option("-n, --no-clobber", "never replace"),
      Option("--strip-trailing-slashes", "from sources"),
      Option("-S, --suffix=SUFFIX", "instead of ~"),
      Option("-t, --target-directory=DIRECTORY", "move all sources there"),
      Option("-T, --no-target-directory", "DEST is the name itself"),
      Option("-u, --update", "only what is newer or missing"),
      Option("-v, --verbose", "say what is done"),
      Option("-Z, --context", "accepted"),
    ])

  static func main(_ call: Call) throws -> Int32 {
    let targets = try TransferTargets(call)
    for source in targets.sources { try move(source, to: targets.name(for: source, call), call) }
    return call.status
  }

  private static func move(_ source: String, to target: String, _ call: Call) throws {
    let process = call.process
    let inode: Inode
    do {
      inode = try process.files.status(Paths.withoutTrailingSlashes(source), by: process.accessor, following: false)
      if source.hasSuffix("/") && !inode.isDirectory && !inode.isLink { throw FileError.notDirectory }
    } catch let error as FileError {
      return try call.complain("cannot stat \(Quoted.always(source)): \(error.text)")
    }
    if let existing = call.status(target, following: false) {
      guard try replaces(source, inode, target, existing, call) else { return }
    } else if target.hasSuffix("/") && !inode.isDirectory {
      return try call.complain(
        "cannot move \(Quoted.always(source)) to \(Quoted.always(target)): \(FileError.notDirectory.text)")
    }
    do {
      try call.change { (files, who) throws(FileError) in
        try files.rename(
          Paths.withoutTrailingSlashes(source), to: Paths.withoutTrailingSlashes(target), by: who, at: process.now)
      }
      if call.has("v") { try call.write("renamed \(Quoted.always(source)) -> \(Quoted.always(target))\n") }
    } catch let error as FileError {
      if error == .invalid {
        return try call.complain(
          "cannot move \(Quoted.always(source)) to a subdirectory of itself, \(Quoted.always(target))")
      }
      try call.complain("cannot move \(Quoted.always(source)) to \(Quoted.always(target)): \(error.text)")
    }
  }

  /// Whether to go on where the target exists.
  private static func replaces(
    _ source: String, _ inode: Inode, _ target: String, _ existing: Inode, _ call: Call
  ) throws -> Bool {
    let process = call.process
    func identity(_ path: String) -> InodeID? {
      (try? process.files.identify(path, by: process.accessor, following: false)) ?? nil
    }
    if identity(source) == identity(target) {
      try call.complain("\(Quoted.always(source)) and \(Quoted.always(target)) are the same file")
      return false
    }
    if existing.isDirectory && !inode.isDirectory {
      try call.complain("cannot overwrite directory \(Quoted.always(target)) with non-directory")
      return false
    }
    if !existing.isDirectory && inode.isDirectory {
      try call.complain(
        "cannot overwrite non-directory \(Quoted.always(target)) with directory \(Quoted.always(source))")
      return false
    }
    let wish = call.arguments.last(of: "f", "i", "n")
    if wish == "n" { return false }
    if call.has("u") && existing.modified >= inode.modified { return false }
    if wish == "i", !(try call.confirms("overwrite \(Quoted.always(target))? ")) { return false }
    if wish != "f", wish != "i", process.input.isTerminal, !existing.isLink, !process.files.permits(2, target, by: process.accessor) {
      let mode = FileModes.octal(existing.mode)
      let question = "replace \(Quoted.always(target)), overriding mode \(mode) (\(FileModes.permissions(existing.mode)))? "
      if !(try call.confirms(question)) { return false }
    }
    if call.has("b") || call.has("backup") {
      _ = try? call.change { (files, who) throws(FileError) in
        try files.rename(target, to: target + (call["S"] ?? "~"), by: who, at: process.now)
      }
    }
    return true
  }
}
