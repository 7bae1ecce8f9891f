import Hosts
import World

/// readlink: where links point.
enum ReadLink: HostTool {
  static let manual = Manual(
    "readlink", "print where links point", usage: ["[OPTION]... FILE..."],
    options: [
      Option("-f, --canonicalize", "follow all links; the last part need not exist"),
      Option("-e, --canonicalize-existing", "follow all links; all must exist"),
      Option("-m, --canonicalize-missing", "follow all links; nothing need exist"),
      Option("-n, --no-newline", "no newline at the end"),
      Option("-q, --quiet", "no complaints"),
      Option("-s, --silent", "no complaints"),
      Option("-v, --verbose", "complain"),
      Option("-z, --zero", "NUL instead of newlines"),
    ])

  static func main(_ call: Call) throws -> Int32 {
    if call.operands.isEmpty { throw call.missingOperand() }
    let process = call.process
    for name in call.operands {
      do {
        let text: String
        switch call.arguments.last(of: "f", "e", "m") {
        case "f": text = try RealPath.resolve(name, .last, call)
        case "e": text = try RealPath.resolve(name, .all, call)
        case "m": text = try RealPath.resolve(name, .none, call)
        default: text = try process.files.readLink(name, by: process.accessor)
        }
        try call.write(text)
        if !(call.has("n") && call.operands.count == 1) { try call.write(call.has("z") ? "\0" : "\n") }
      } catch let error as FileError {
        call.status = 1
        if call.has("v") { try call.complain("\(Quoted.ifNeeded(name)): \(error.text)") }
      }
    }
    return call.status
  }
}

/// realpath: names without links and detours.
enum RealPath: HostTool {
  static let manual = Manual(
    "realpath", "print the resolved names of files", usage: ["[OPTION]... FILE..."],
    options: [
      Option("-e, --canonicalize-existing", "all parts must exist"),
      Option("-m, --canonicalize-missing", "nothing need exist"),
      Option("-L, --logical", "resolve .. before links"),
      Option("-P, --physical", "resolve links as they come"),
      Option("-q, --quiet", "no complaints"),
      Option("--relative-to=DIR", "relative to DIR"),
      Option("--relative-base=DIR", "relative to DIR where below it"),
      Option("-s, --strip, --no-symlinks", "do not follow links"),
      Option("-z, --zero", "NUL instead of newlines"),
    ])

  enum MustExist {
    case all
    case last
    case none
  }

  static func main(_ call: Call) throws -> Int32 {
    if call.operands.isEmpty { throw call.missingOperand() }
    let need: MustExist = call.has("e") ? .all : call.has("m") ? .none : .last
    for name in call.operands {
      do {
        let absolute = call.process.absolute(name)
        var path = call.has("s") ? Paths.normalized(absolute) : try resolve(name, need, call)
        if let base = call["relative-to"] { path = RelativePath.from(try resolve(base, .none, call), to: path) }
        if let base = call["relative-base"] {
          let root = try resolve(base, .none, call)
          if "\(path)/".hasPrefix("\(root)/") { path = RelativePath.from(root, to: path) }
        }
        try call.write("\(path)\(call.has("z") ? "\0" : "\n")")
      } catch let error as FileError {
        call.status = 1
        if !call.has("q") { try call.complain("\(Quoted.ifNeeded(name)): \(error.text)") }
      }
    }
    return call.status
  }

  static func resolve(_ name: String, _ need: MustExist, _ call: Call) throws(FileError) -> String {
    let process = call.process
    let (files, who) = (process.files, process.accessor)
    if name.isEmpty { throw .noSuchFile }
    do {
      let path = try files.realPath(name, by: who)
      if need == .all, try files.identify(name, by: who) == nil { throw FileError.noSuchFile }
      return path
    } catch {
      guard need == .none else { throw (error as? FileError) ?? .noSuchFile }
      let absolute = Paths.normalized(process.absolute(name))
      if absolute == "/" { return "/" }
      let above = try resolve(Paths.directory(absolute), .none, call)
      return Paths.join(above, Paths.base(absolute))
    }
  }
}

/// basename: names without directories.
enum BaseName: HostTool {
  static let manual = Manual(
    "basename", "print names without directories", usage: ["NAME [SUFFIX]", "OPTION... NAME..."],
    options: [
      Option("-a, --multiple", "every argument is a NAME"),
      Option("-s, --suffix=SUFFIX", "remove SUFFIX; implies -a"),
      Option("-z, --zero", "NUL instead of newlines"),
    ], parsing: .leading)

  static func main(_ call: Call) throws -> Int32 {
    var names = call.operands
    if names.isEmpty { throw call.missingOperand() }
    var suffix = call["s"] ?? ""
    if !call.has("a") && !call.has("s") {
      if names.count > 2 { throw call.extraOperand(names[2]) }
      if names.count == 2 { suffix = names.removeLast() }
    }
    for name in names {
      var base = Paths.base(name)
      if base != suffix && !suffix.isEmpty && base.hasSuffix(suffix) { base.removeLast(suffix.count) }
      try call.write("\(base)\(call.has("z") ? "\0" : "\n")")
    }
    return 0
  }
}

/// dirname: directories of names.
enum DirectoryName: HostTool {
  static let manual = Manual(
    "dirname", "print the directories of names", usage: ["[OPTION] NAME..."],
    options: [Option("-z, --zero", "NUL instead of newlines")])

  static func main(_ call: Call) throws -> Int32 {
    if call.operands.isEmpty { throw call.missingOperand() }
    for name in call.operands { try call.write("\(Paths.directory(name))\(call.has("z") ? "\0" : "\n")") }
    return 0
  }
}
