import Hosts
import World

/// du: what files occupy.
enum DiskUsage: HostTool {
  static let manual = Manual(
    "du", "sum up what files occupy",
    options: [
      Option("-a, --all", "files, too"),
      Option("--apparent-size", "lengths instead of blocks"),
      Option("-b, --bytes", "like --apparent-size --block-size=1"),
      Option("-B, --block-size=SIZE", "count in SIZE"),
      Option("-c, --total", "a sum at the end"),
      Option("-d, --max-depth=N", "directories down to N levels"),
      Option("-D, --dereference-args", "follow links that are named"),
      Option("--exclude=PATTERN", "nothing that matches"),
      Option("-h, --human-readable", "sizes such as 1K 234M 2G"),
      Option("-H", "like -D"),
      Option("--inodes", "count files instead"),
      Option("-k", "count in 1K"),
      Option("-l, --count-links", "accepted"),
      Option("-L, --dereference", "follow all links"),
      Option("-m", "count in 1M"),
      Option("-P, --no-dereference", "follow no links"),
      Option("-s, --summarize", "only what was named"),
      Option("-S, --separate-dirs", "directories without their sub-directories"),
      Option("--si", "like -h in powers of 1000"),
      Option("-t, --threshold=SIZE", "accepted"),
      Option("-x, --one-file-system", "accepted"),
      Option("-0, --null", "NUL instead of newlines"),
      .missing("--time[=WORD]"), .missing("--files0-from=F"), .missing("-X, --exclude-from=FILE"),
    ])

  static func main(_ call: Call) throws -> Int32 {
    var deepest = Int.max
    if let text = call["d"] {
      guard let depth = Int(text), depth >= 0 else { throw call.usage("invalid maximum depth \(Quoted.curly(text))") }
      deepest = depth
    }
    if call.has("s") {
      if call.has("a") { throw call.usage("cannot both summarize and show all entries") }
      deepest = 0
    }
    var total = 0
    for name in call.operands.isEmpty ? ["."] : call.operands {
      if let size = try measure(name, depth: 0, deepest, call, isNamed: true) { total += size }
    }
    if call.has("c") { try call.write("\(shown(total, call))\ttotal\n") }
    return call.status
  }

  private static func measure(_ path: String, depth: Int, _ deepest: Int, _ call: Call, isNamed: Bool) throws -> Int? {
    let process = call.process
    try process.stage.step()
    let follows = call.has("L") || isNamed && (call.has("D") || call.has("H") || path.hasSuffix("/"))
    let inode: Inode
    do {
      inode = try process.files.status(path, by: process.accessor, following: follows)
    } catch {
      try call.complain("cannot access \(Quoted.always(path)): \(error.text)")
      return nil
    }
    if call.arguments.all("exclude").contains(where: { Glob($0).matches(Paths.base(path)) || Glob($0).matches(path) }) {
      return nil
    }
    var size = own(inode, call)
    if inode.isDirectory {
      do {
        for name in try process.files.list(path, by: process.accessor) {
          let below = try measure(Paths.join(path, name), depth: depth + 1, deepest, call, isNamed: false) ?? 0
          let isDirectory = call.status(Paths.join(path, name), following: false)?.isDirectory == true
          if !(call.has("S") && isDirectory) { size += below }
        }
      } catch let error as FileError {
        try call.complain("cannot read directory \(Quoted.always(path)): \(error.text)")
      }
    }
    if depth <= deepest && (inode.isDirectory || call.has("a") || depth == 0) {
      try call.write("\(shown(size, call))\t\(path)\(call.has("0") ? "\0" : "\n")")
    }
    return size
  }

  private static func own(_ inode: Inode, _ call: Call) -> Int {
    if call.has("inodes") { return 1 }
    return call.has("b") || call.has("apparent-size") ? inode.size : DiskUse.bytes(inode)
  }

  private static func shown(_ bytes: Int, _ call: Call) -> String {
    if call.has("inodes") { return String(bytes) }
    switch call.arguments.last(of: "h", "si", "b", "k", "m", "B") {
    case "h": return SizeText.human(bytes)
    case "si": return SizeText.human(bytes, base: 1000)
    case "b": return String(bytes)
    case "m": return String(SizeText.blocks(bytes, of: 1 << 20))
    case "B":
      let (size, suffix) = SizeText.blockSize(call["B"] ?? "") ?? (1024, "")
      return "\(SizeText.blocks(bytes, of: size))\(suffix)"
    default: return String(SizeText.blocks(bytes, of: 1024))
    }
  }
}
