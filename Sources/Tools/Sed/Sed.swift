import Hosts
import World

/// sed: edits a stream.
enum Sed: HostTool {
  static let manual = Manual(
    "sed", "edit a stream of lines", usage: ["[OPTION]... {script-only-if-no-other-script} [input-file]..."],
    options: [
      Option("-n, --quiet, --silent", "print only what the script prints"),
      Option("-e, --expression=SCRIPT", "add SCRIPT to the commands"),
      Option("-f, --file=SCRIPT-FILE", "add the commands of SCRIPT-FILE"),
      Option("-E, -r, --regexp-extended", "extended regular expressions"),
      Option("-i, --in-place[=SUFFIX]", "edit the files themselves; with SUFFIX keep the old ones"),
      Option("-l, --line-length=N", "where the command l breaks lines"),
      Option("-s, --separate", "each file by itself"),
      Option("-u, --unbuffered", "accepted"),
      Option("-z, --null-data", "lines end in NUL"),
      Option("--posix", "accepted"), Option("--follow-symlinks", "accepted"), Option("--sandbox", "accepted"),
      .missing("--debug"), .missing("-b, --binary"),
    ], package: "GNU sed", version: "4.9", hint: .help)

  static func main(_ call: Call) throws -> Int32 {
    var parser = SedParser(extended: call.has("E"), bytesOnly: call.knowsOnlyBytes)
    var hasScript = false
    for option in call.arguments.options {
      switch option.key {
      case "e":
        try parser.add(expression: option.value ?? "")
        hasScript = true
      case "f":
        do {
          try parser.add(file: option.value ?? "", try ByteReader(call, option.value ?? "").all())
        } catch let error as FileError {
          throw ToolFailure("couldn't open file \(option.value ?? ""): \(error.text)", status: 4)
        }
        hasScript = true
      default: break
      }
    }
    var quiet = call.has("n")
    if !hasScript {
      guard let script = call.operands.first else {
        try call.process.printError(manual.help(calledAs: call.process.name))
        return 1
      }
      call.arguments.operands.removeFirst()
      if script.hasPrefix("#n\n") || script == "#n" { quiet = true }
      try parser.add(expression: script)
    }
    try parser.finish()
    let end: UInt8 = call.has("z") ? 0 : 10
    let inPlace = call.has("i")
    if inPlace && call.operands.isEmpty { throw ToolFailure("no input files", status: 4) }
    let input = SedInput(call, separate: inPlace || call.has("s"), end: end)
    let output = SedOutput(call, end: end)
    if inPlace { InPlaceEditing.arrange(input, output, call) }
    let run = SedRun(call, parser.commands, quiet: quiet, input: input, output: output, end: end)
    let status = try run.run()
    if inPlace { try input.drain { try output.raw(Array($0)) } }
    try output.close()
    return max(status, input.hadError)
  }
}

/// Where a script writes.
final class SedOutput {
  private let call: Call
  private let end: UInt8
  private var missesNewline = false
  private var files: [String: [UInt8]] = [:]
  /// While a file is edited in place: what it will hold.
  var edited: [UInt8]?

  init(_ call: Call, end: UInt8) {
    self.call = call
    self.end = end
  }

  func line(_ bytes: [UInt8], hasNewline: Bool) throws {
    try raw(hasNewline ? bytes + [end] : bytes)
    missesNewline = !hasNewline
  }

  func raw(_ bytes: [UInt8]) throws {
    if missesNewline && !bytes.isEmpty {
      missesNewline = false
      try put([end])
    }
    try put(bytes)
  }

  private func put(_ bytes: [UInt8]) throws {
    if edited != nil { edited? += bytes } else { try call.write(bytes) }
    if call.has("u") { try call.flush() }
  }

  /// Ends the output of one file.
  func forgetNewline() { missesNewline = false }

  func file(_ name: String, _ bytes: [UInt8]) throws {
    switch name {
    case "/dev/stdout": try line(bytes, hasNewline: true)
    case "/dev/stderr":
      try call.flush()
      try call.process.errors.write(bytes + [10], at: call.process.now)
    default: files[name, default: []] += bytes + [10]
    }
  }


  func close() throws {
    for (name, bytes) in files.sorted(by: { $0.key < $1.key }) {
      do {
        try call.process.writeFile(name, bytes)
      } catch {
        throw ToolFailure("couldn't open file \(name): \(error.text)", status: 4)
      }
    }
  }
}

/// sed -i.
enum InPlaceEditing {
  static func arrange(_ input: SedInput, _ output: SedOutput, _ call: Call) {
    let process = call.process
    var current = ""
    input.fileBegins = { name in
      let inode = try process.files.status(name, by: process.accessor)
      guard inode.isFile, !inode.isDevice else {
        try call.complain("couldn't edit \(name): not a regular file")
        return false
      }
      let directory = Paths.directory((try? process.files.realPath(name, by: process.accessor)) ?? name)
      if !process.files.permits(3, directory, by: process.accessor) {
        let letters = process.stage.world.draw("mktemp") {
          $0.text(6, from: "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")
        }
        let shown = Paths.join(Paths.directory(name), "sed\(letters)")
        throw ToolFailure("couldn't open temporary file \(shown): \(FileError.permissionDenied.text)", status: 4)
      }
      current = name
      output.edited = []
      return true
    }
    input.fileEnds = {
      guard let bytes = output.edited else { return }
      output.edited = nil
      output.forgetNewline()
      try replace(current, bytes, suffix: call["i"], call)
    }
  }

  /// Writes a new file in place of the old one, as sed does: mode and owner stay, hard links part.
  private static func replace(_ name: String, _ bytes: [UInt8], suffix: String?, _ call: Call) throws {
    let process = call.process
    let old = try process.files.status(name, by: process.accessor)
    if let suffix, !suffix.isEmpty {
      let backup = suffix.contains("*") ? suffix.replacing("*", with: Paths.base(name)) : "\(Paths.base(name))\(suffix)"
      let path = backup.contains("/") ? backup : Paths.join(Paths.directory(name), backup)
      try call.change { (files, who) throws(FileError) in try files.rename(name, to: path, by: who, at: process.now) }
    } else {
      try call.change { (files, who) throws(FileError) in try files.remove(name, by: who, at: process.now) }
    }
    try call.change { (files, who) throws(FileError) in
      try files.write(name, bytes, by: who, at: process.now)
      try files.changeMode(name, to: old.mode, by: who, at: process.now)
      try? files.changeOwner(name, user: old.user, group: old.group, by: who, at: process.now)
    }
  }
}
