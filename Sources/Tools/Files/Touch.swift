import Hosts
import Simulation
import World

/// touch: new times for files, and new files.
enum Touch: HostTool {
  static let manual = Manual(
    "touch", "set the times of files, and make those that are missing", usage: ["[OPTION]... FILE..."],
    options: [
      Option("-a", "only the time of access"),
      Option("-c, --no-create", "make no files"),
      Option("-d, --date=STRING", "the time that STRING describes instead of now"),
      Option("-f", "does nothing"),
      Option("-h, --no-dereference", "accepted"),
      Option("-m", "only the time of change"),
      Option("-r, --reference=FILE", "the times of FILE instead of now"),
      Option("-t STAMP", "[[CC]YY]MMDDhhmm[.ss] instead of now"),
      Option("--time=WORD", "access, atime, use (-a); modify, mtime (-m)"),
    ])

  static func main(_ call: Call) throws -> Int32 {
    let process = call.process
    if call.operands.isEmpty { throw call.usage("missing file operand") }
    var (accessed, modified) = try moments(call)
    let kind = call["time"] ?? ""
    let onlyAccess = call.has("a") || ["access", "atime", "use"].contains(kind)
    let onlyModify = call.has("m") || ["modify", "mtime"].contains(kind)
    if onlyAccess && !onlyModify { modified = nil }
    if onlyModify && !onlyAccess { accessed = nil }
    for name in call.operands {
      let isThere = call.status(name) != nil
      if !isThere && call.has("c") { continue }
      if !isThere, name.hasSuffix("/") {
        let error = call.status(Paths.withoutTrailingSlashes(name)) == nil ? FileError.noSuchFile : FileError.notDirectory
        try call.complain("setting times of \(Quoted.always(name)): \(error.text)")
        continue
      }
      do {
        try call.change { (files, who) throws(FileError) in
          if !isThere { try files.open(name, by: who, at: process.now, mode: .append) }
          try files.setTimes(name, accessed: accessed, modified: modified, by: who, at: process.now)
        }
      } catch {
        try call.complain("\(isThere ? "setting times of" : "cannot touch") \(Quoted.always(name)): \(error.text)")
      }
    }
    return call.status
  }

  private static func moments(_ call: Call) throws -> (Instant?, Instant?) {
    let process = call.process
    let world = process.stage.world
    if let text = call["d"] {
      guard let wall = DateText.parse(text, now: process.wall) else {
        throw ToolFailure("invalid date format \(Quoted.curly(text))")
      }
      return (world.instant(of: wall), world.instant(of: wall))
    }
    if let name = call["r"] {
      guard let inode = call.status(name) else {
        throw ToolFailure("failed to get attributes of \(Quoted.always(name)): \(FileError.noSuchFile.text)")
      }
      return (inode.accessed, inode.modified)
    }
    if let text = call["t"] {
      guard let wall = stamp(text, now: process.wall) else {
        throw ToolFailure("invalid date format \(Quoted.curly(text))")
      }
      return (world.instant(of: wall), world.instant(of: wall))
    }
    return (process.now, process.now)
  }

  private static func stamp(_ text: String, now: WallTime) -> WallTime? {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count <= 2, let digits = parts.first, digits.allSatisfy(\.isNumber) else { return nil }
    let second = parts.count == 2 ? Int(parts[1]) : 0
    guard let second, second <= 60, let number = Int(digits) else { return nil }
    var year = now.date.year
    switch digits.count {
    case 8: break
    case 10: year = number / 100_000_000 < 69 ? 2000 + number / 100_000_000 : 1900 + number / 100_000_000
    case 12: year = number / 100_000_000
    default: return nil
    }
    let (month, day) = (number / 1_000_000 % 100, number / 10_000 % 100)
    let (hour, minute) = (number / 100 % 100, number % 100)
    guard (1...12).contains(month), (1...31).contains(day), hour < 24, minute < 60 else { return nil }
    return WallTime(year: year, month: month, day: day, hour: hour, minute: minute, second: second)
  }
}
