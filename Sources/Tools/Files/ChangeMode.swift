import Hosts
import World

/// chmod: other permissions.
enum ChangeMode: HostTool {
  static let manual = Manual(
    "chmod", "change the permissions of files",
    usage: ["[OPTION]... MODE[,MODE]... FILE...", "[OPTION]... OCTAL-MODE FILE...", "[OPTION]... --reference=RFILE FILE..."],
    options: [
      Option("-c, --changes", "say what is changed"),
      Option("-f, --silent, --quiet", "no complaints"),
      Option("-v, --verbose", "say what is done"),
      Option("--no-preserve-root", "treat / as any other"),
      Option("--preserve-root", "no -R on /"),
      Option("--reference=RFILE", "the mode of RFILE"),
      Option("--implicit-mode=MODE", "the same as MODE, for modes that begin with -"),
      Option("-R, --recursive", "directories with all that is in them"),
    ],
    notes: "A MODE is octal, or [ugoa]...[-+=][rwxXst]... separated by commas.")

  static func run(_ process: Process) throws -> Int32 {
    // A mode such as -w looks like an option.
    var words = process.arguments
    var mode: String?
    for (index, word) in words.enumerated().dropFirst() {
      if word == "--" { break }
      guard word.hasPrefix("-"), let first = word.dropFirst().first, "rwxXstugo".contains(first), word.dropFirst().allSatisfy({ "rwxXstugoa,+-=".contains($0) }) else { continue }
      mode = word
      words.remove(at: index)
      break
    }
    guard let mode else { return try runParsed(process) }
    process.arguments = words + ["--implicit-mode=\(mode)"]
    return try Self.runParsed(process)
  }

  static func main(_ call: Call) throws -> Int32 {
    var operands = call.operands
    let reference = try call["reference"].map { name in
      guard let inode = call.status(name) else {
        throw ToolFailure("failed to get attributes of \(Quoted.always(name)): \(FileError.noSuchFile.text)")
      }
      return FileModes.octal(inode.mode, width: 5)
    }
    var text = reference ?? call["implicit-mode"]
    if text == nil {
      guard !operands.isEmpty else { throw call.missingOperand() }
      text = operands.removeFirst()
      if operands.isEmpty { throw call.missingOperand(after: text) }
    }
    guard let mode = text, !operands.isEmpty else { throw call.missingOperand(after: text) }
    guard FileModes.apply(mode, to: 0, isDirectory: false, umask: 0) != nil else {
      throw call.usage("invalid mode: \(Quoted.curly(mode))")
    }
    for name in operands { try change(name, mode, isImplicit: call["implicit-mode"] != nil, call, isNamed: true) }
    return call.status
  }

  private static func change(_ name: String, _ mode: String, isImplicit: Bool, _ call: Call, isNamed: Bool) throws {
    let process = call.process
    let inode: Inode
    do {
      inode = try process.files.status(name, by: process.accessor, following: isNamed)
    } catch {
      call.status = 1
      if call.has("f") { return }
      if call.status(name, following: false)?.isLink == true {
        return try call.complain("cannot operate on dangling symlink \(Quoted.always(name))")
      }
      return try call.complain("cannot access \(Quoted.always(name)): \(error.text)")
    }
    if inode.isLink { return }
    let wanted = FileModes.apply(mode, to: inode.mode, isDirectory: inode.isDirectory, umask: process.umask) ?? inode.mode
    do {
      try call.change { (files, who) throws(FileError) in
        try files.changeMode(name, to: wanted, by: who, at: process.now)
      }
    } catch {
      call.status = 1
      if call.has("f") { return }
      return try call.complain("changing permissions of \(Quoted.always(name)): \(error.text)")
    }
    try report(name, inode.mode, wanted, call)
    if isImplicit, let full = FileModes.apply(mode, to: inode.mode, isDirectory: inode.isDirectory, umask: 0), full != wanted {
      let (new, meant) = (FileModes.permissions(wanted), FileModes.permissions(full))
      try call.complain("\(name): new permissions are \(new), not \(meant)")
    }
    guard call.has("R"), inode.isDirectory else { return }
    do {
      for child in try process.files.list(name, by: process.accessor) {
        try process.stage.step()
        try change(Paths.join(name, child), mode, isImplicit: isImplicit, call, isNamed: false)
      }
    } catch let error as FileError {
      try call.complain("cannot read directory \(Quoted.always(name)): \(error.text)")
    }
  }

  private static func report(_ name: String, _ old: Int, _ new: Int, _ call: Call) throws {
    func shown(_ mode: Int) -> String { "\(FileModes.octal(mode)) (\(FileModes.permissions(mode)))" }
    if old != new && (call.has("v") || call.has("c")) {
      try call.write("mode of \(Quoted.always(name)) changed from \(shown(old)) to \(shown(new))\n")
    } else if call.has("v") {
      try call.write("mode of \(Quoted.always(name)) retained as \(shown(new))\n")
    }
  }
}
