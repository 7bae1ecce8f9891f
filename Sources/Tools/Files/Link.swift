import Hosts
import World

/// ln: further names and symbolic links.
enum Link: HostTool {
  static let manual = Manual(
    "ln", "make links between files",
    usage: ["[OPTION]... [-T] TARGET LINK_NAME", "[OPTION]... TARGET", "[OPTION]... TARGET... DIRECTORY", "[OPTION]... -t DIRECTORY TARGET..."],
    options: [
      Option("-b", "keep what is replaced as NAME~"),
      Option("-f, --force", "replace what exists"),
      Option("-i, --interactive", "ask before replacing"),
      Option("-L, --logical", "follow a target that is a link"),
      Option("-n, --no-dereference", "treat a link to a directory as a file"),
      Option("-P, --physical", "link to links themselves"),
      Option("-r, --relative", "with -s, relative to the link"),
      Option("-s, --symbolic", "symbolic links"),
      Option("-S, --suffix=SUFFIX", "instead of ~"),
      Option("-t, --target-directory=DIRECTORY", "make the links there"),
      Option("-T, --no-target-directory", "LINK_NAME is the name itself"),
      Option("-v, --verbose", "say what is done"),
    ])

  static func main(_ call: Call) throws -> Int32 {
    if call.operands.count == 1 && !call.has("t") && !call.has("T") {
      try link(call.operands[0], at: Paths.base(call.operands[0]), call)
      return call.status
    }
    let targets = try TransferTargets(call)
    for target in targets.sources { try link(target, at: targets.name(for: target, call), call) }
    return call.status
  }

  private static func link(_ target: String, at name: String, _ call: Call) throws {
    let process = call.process
    let symbolic = call.has("s")
    if !symbolic {
      guard let inode = call.status(target, following: call.has("L")) else {
        return try call.complain("failed to access \(Quoted.always(target)): \(FileError.noSuchFile.text)")
      }
      if inode.isDirectory {
        return try call.complain("\(Quoted.ifNeeded(target)): hard link not allowed for directory")
      }
    }
    if let existing = call.status(name, following: false) {
      if existing.isDirectory && (call.has("f") || call.has("i")) {
        return try call.complain("\(Quoted.ifNeeded(name)): cannot overwrite directory")
      }
      if call.has("i"), !(try call.confirms("replace \(Quoted.always(name))? ")) { return }
      if call.has("b") {
        _ = try? call.change { (files, who) throws(FileError) in
          try files.rename(name, to: name + (call["S"] ?? "~"), by: who, at: process.now)
        }
      } else if call.has("f") || call.has("i") {
        _ = try? call.change { (files, who) throws(FileError) in try files.remove(name, by: who, at: process.now) }
      }
    }
    let shown = symbolic && call.has("r") ? RelativePath.from(process.absolute(Paths.directory(name)), to: process.absolute(target)) : target
    do {
      try call.change { (files, who) throws(FileError) in
        if symbolic {
          guard !shown.isEmpty else { throw .noSuchFile }
          try files.makeLink(name, to: shown, by: who, at: process.now)
        } else {
          try files.makeHardLink(name, to: target, by: who, at: process.now)
        }
      }
    } catch {
      let kind = symbolic ? "symbolic" : "hard"
      let arrow = symbolic || error == .exists ? "" : " => \(Quoted.always(target))"
      return try call.complain("failed to create \(kind) link \(Quoted.always(name))\(arrow): \(error.text)")
    }
    if call.has("v") { try call.write("\(Quoted.always(name)) \(symbolic ? "->" : "=>") \(Quoted.always(shown))\n") }
  }
}

/// A path as seen from another directory.
enum RelativePath {
  static func from(_ directory: String, to path: String) -> String {
    let here = Paths.normalized(directory).split(separator: "/")
    let there = Paths.normalized(path).split(separator: "/")
    let common = zip(here, there).prefix { $0 == $1 }.count
    let parts = [Substring](repeating: "..", count: here.count - common) + there[common...]
    return parts.isEmpty ? "." : parts.joined(separator: "/")
  }
}
