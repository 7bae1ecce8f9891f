import Hosts
import World

/// mkdir: new directories.
enum MakeDirectory: HostTool {
  static let manual = Manual(
    "mkdir", "make directories", usage: ["[OPTION]... DIRECTORY..."],
    options: [
      Option("-m, --mode=MODE", "with these permissions"),
      Option("-p, --parents", "also those above; no complaint of what exists"),
      Option("-v, --verbose", "say what is done"),
      Option("-Z", "accepted"),
    ])

  static func main(_ call: Call) throws -> Int32 {
    if call.operands.isEmpty { throw call.missingOperand() }
    var mode: Int?
    if let text = call["m"] {
      guard let parsed = FileModes.apply(text, to: 0o777, isDirectory: false, umask: call.process.umask) else {
        throw ToolFailure("invalid mode \(Quoted.curly(text))")
      }
      mode = parsed
    }
    for name in call.operands {
      do {
        try make(name, mode, call)
      } catch let error as FileError {
        try call.complain("cannot create directory \(Quoted.curly(name)): \(error.text)")
      }
    }
    return call.status
  }

  private static func make(_ name: String, _ mode: Int?, _ call: Call) throws {
    guard call.has("p") else { return try makeOne(name, mode, call) }
    var path = name.hasPrefix("/") ? "/" : ""
    let parts = name.split(separator: "/").map { String($0) }
    if parts.isEmpty && path.isEmpty { throw FileError.noSuchFile }
    for (index, part) in parts.enumerated() {
      path = path.isEmpty ? part : Paths.join(path, part)
      do {
        if let inode = try status(path, call) {
          if !inode.isDirectory {
            let isLast = index + 1 == parts.count
            throw isLast ? FileError.exists : FileError.notDirectory
          }
          continue
        }
        try makeOne(path, index + 1 == parts.count ? mode : nil, call)
      } catch let error as FileError {
        return try call.complain("cannot create directory \(Quoted.curly(path)): \(error.text)")
      }
    }
  }

  private static func status(_ path: String, _ call: Call) throws -> Inode? {
    do {
      return try call.process.files.status(path, by: call.process.accessor)
    } catch FileError.noSuchFile {
      return nil
    }
  }

  private static func makeOne(_ name: String, _ mode: Int?, _ call: Call) throws {
    try call.change { (files, who) throws(FileError) in
      try files.makeDirectory(name, by: who, at: call.process.now)
      if let mode { try files.changeMode(name, to: mode, by: who, at: call.process.now) }
    }
    if call.has("v") { try call.write("\(call.process.name): created directory \(Quoted.always(name))\n") }
  }
}

/// rmdir: empty directories away.
enum RemoveDirectory: HostTool {
  static let manual = Manual(
    "rmdir", "remove empty directories", usage: ["[OPTION]... DIRECTORY..."],
    options: [
      Option("--ignore-fail-on-non-empty", "no complaint of directories that are not empty"),
      Option("-p, --parents", "also those above"),
      Option("-v, --verbose", "say what is done"),
    ])

  static func main(_ call: Call) throws -> Int32 {
    if call.operands.isEmpty { throw call.missingOperand() }
    for name in call.operands {
      var path = name
      while true {
        if call.has("v") { try call.write("\(call.process.name): removing directory, \(Quoted.always(path))\n") }
        do {
          if Paths.base(path) == "." { throw FileError.invalid }
          try call.change { (files, who) throws(FileError) in
            try files.removeDirectory(path, by: who, at: call.process.now)
          }
        } catch let error as FileError {
          if !(error == .notEmpty && call.has("ignore-fail-on-non-empty")) {
            try call.complain("failed to remove \(path == name ? "" : "directory ")\(Quoted.always(path)): \(error.text)")
          }
          break
        }
        path = Paths.directory(path)
        if !call.has("p") || path == "." || path == "/" { break }
      }
    }
    return call.status
  }
}
