import Hosts
import Simulation
import World

/// gzip: files packed, one by one.
enum Gzip: HostTool {
  static let manual = gzipManual("gzip", "pack or unpack files")
  static func main(_ call: Call) throws -> Int32 { try GzipRun(call, unpacks: call.has("d"), toOutput: call.has("c")).run() }
}

/// gunzip: packed files unpacked.
enum Gunzip: HostTool {
  static let manual = gzipManual("gunzip", "unpack files")
  static func run(_ process: Process) throws -> Int32 { try runAsGzip(process) }
  static func main(_ call: Call) throws -> Int32 { try GzipRun(call, unpacks: true, toOutput: call.has("c")).run() }
}

/// zcat: packed files unpacked to the output.
enum Zcat: HostTool {
  static let manual = gzipManual("zcat", "print packed files")
  static func run(_ process: Process) throws -> Int32 { try runAsGzip(process) }
  static func main(_ call: Call) throws -> Int32 { try GzipRun(call, unpacks: true, toOutput: true).run() }
}

/// zgrep: grep through packed files.
enum Zgrep: HostTool {
  static let manual = Manual(
    "zgrep", "search packed files", usage: ["[GREP_OPTION]... PATTERN [FILE]..."], package: "gzip", version: "1.12",
    parsing: .raw)

  static func main(_ call: Call) throws -> Int32 {
    let process = call.process
    var words = call.operands
    let isFile = { (word: String) in !word.hasPrefix("-") && call.status(word)?.isFile == true }
    let files = words.filter(isFile)
    words.removeAll { files.contains($0) }
    var status: Int32 = 1
    for file in files.isEmpty ? ["-"] : files {
      var bytes = try ByteReader(call, file).all()
      if GzipFormat.isPacked(bytes) { bytes = (try? GzipFormat.unpack(bytes)) ?? [] }
      let label = files.count > 1 ? ["-H", "--label=\(file)"] : []
      let child = process.child(["grep"] + label + words)
      child.input = InputStream(BytesSource(bytes))
      if try process.run(child) == 0 { status = 0 }
    }
    return status
  }
}

extension HostTool {
  /// gunzip and zcat are scripts that call gzip, in whose name the messages come.
  fileprivate static func runAsGzip(_ process: Process) throws -> Int32 {
    if process.arguments.dropFirst() != ["--help"] { process.arguments[0] = "gzip" }
    return try runParsed(process)
  }
}

private func gzipManual(_ name: String, _ summary: String) -> Manual {
  Manual(
    name, summary,
    options: [
      Option("-c, --stdout, --to-stdout", "write to the output and keep the files"), Option("-d, --decompress, --uncompress", "unpack"),
      Option("-f, --force", "overwrite, and pack links"), Option("-k, --keep", "keep the files"),
      Option("-l, --list", "show sizes"), Option("-n, --no-name", "neither name nor time in the packed file"),
      Option("-N, --name", "accepted"), Option("-q, --quiet", "no warnings"), Option("-r, --recursive", "what is in directories"),
      Option("-S, --suffix=SUF", "instead of .gz"), Option("-t, --test", "check packed files"), Option("-v, --verbose", "say how much was saved"),
      Option("-1, --fast", "accepted"), Option("-2", "accepted"), Option("-3", "accepted"), Option("-4", "accepted"), Option("-5", "accepted"),
      Option("-6", "accepted"), Option("-7", "accepted"), Option("-8", "accepted"), Option("-9, --best", "accepted"),
      Option("-h", "this help"),
    ], notes: "With no FILE, or when FILE is -, read standard input.", package: "gzip", version: "1.12")
}

/// One run of gzip and its kin.
private struct GzipRun {
  let call: Call
  let unpacks: Bool
  let toOutput: Bool
  let suffix: String

  init(_ call: Call, unpacks: Bool, toOutput: Bool) {
    self.call = call
    self.unpacks = unpacks || call.has("t") || call.has("l")
    self.toOutput = toOutput
    suffix = call["S"] ?? ".gz"
  }

  func run() throws -> Int32 {
    if call.has("h") {
      try call.write(call.manual.help(calledAs: call.process.name))
      return 0
    }
    if call.has("l") { try call.write("         compressed        uncompressed  ratio uncompressed_name\n") }
    for name in call.operands.isEmpty ? ["-"] : call.operands { try treat(name) }
    return call.status
  }

  private func treat(_ name: String) throws {
    if name == "-" { return try treatInput() }
    var name = name
    if unpacks, call.status(name) == nil, call.status(name + suffix) != nil { name += suffix }
    let shown = unpacks && call.status(name) == nil && !name.hasSuffix(suffix) ? name + suffix : name
    guard let inode = call.status(name) else { return try call.complain("\(shown): \(FileError.noSuchFile.text)") }
    if inode.isDirectory {
      guard call.has("r") else { return try call.complain("\(name) is a directory -- ignored", status: 2) }
      let inner = (try? call.process.files.list(name, by: call.process.accessor)) ?? []
      for entry in inner { try treat(Paths.join(name, entry)) }
      return
    }
    if unpacks, !name.hasSuffix(suffix), !toOutput, !call.has("t"), !call.has("l") {
      return try call.complain("\(name): unknown suffix -- ignored", status: 2)
    }
    if !unpacks, name.hasSuffix(suffix), !toOutput, !call.has("f") {
      return try call.complain("\(name) already has \(suffix) suffix -- unchanged", status: 2)
    }
    do {
      let bytes = try call.process.readFile(name)
      guard let result = try converted(bytes, name, inode) else { return }
      if call.has("t") { return }
      if call.has("l") { return try list(bytes.count, result.count, String(name.dropLast(suffix.count))) }
      if toOutput { return try call.write(result) }
      let target = unpacks ? String(name.dropLast(suffix.count)) : name + suffix
      try replace(name, by: target, result, inode)
      if call.has("v") {
        let (small, large) = unpacks ? (bytes.count, result.count) : (result.count, bytes.count)
        try call.flush()
        try call.process.printError("\(name):\t\(share(small, large)) -- \(call.has("k") ? "created" : "replaced with") \(target)\n")
      }
    } catch let error as FileError {
      try call.complain("\(name): \(error.text)")
    }
  }

  private func share(_ packed: Int, _ whole: Int) -> String {
    let saved = whole == 0 ? 0 : (Double(whole) - Double(packed)) * 100 / Double(whole)
    return "\(NumberFormat.fixed(saved, 1).padded(to: 5))%"
  }

  private func list(_ packed: Int, _ whole: Int, _ name: String) throws {
    try call.write("\(String(packed).padded(to: 19)) \(String(whole).padded(to: 19)) \(share(packed, whole)) \(name)\n")
  }

  private func converted(_ bytes: [UInt8], _ name: String, _ inode: Inode?) throws -> [UInt8]? {
    if !unpacks {
      let stamp = inode.map { call.process.stage.world.wall(at: $0.modified).unixSeconds } ?? 0
      return GzipFormat.pack(bytes, name: call.has("n") || inode == nil ? nil : Paths.base(name), modified: Int(stamp))
    }
    do throws(GzipFormat.Problem) {
      return try GzipFormat.unpack(bytes)
    } catch {
      let shown = name == "-" ? "stdin" : name
      switch error {
      case .notGzip:
        if bytes.isEmpty {
          try call.complain("\(shown): unexpected end of file")
        } else if toOutput && call.has("f") {
          return bytes
        } else {
          try call.flush()
          try call.process.printError("\ngzip: \(shown): not in gzip format\n")
          call.status = 1
        }
      case .truncated:
        try call.flush()
        try call.process.printError("\ngzip: \(shown): unexpected end of file\n")
        call.status = 1
      case .tooLarge: try call.complain("\(shown): not simulated: more than \(GzipFormat.outputMax >> 20) MiB of unpacked data")
      case .crc:
        try call.flush()
        try call.process.printError("\ngzip: \(shown): invalid compressed data--crc error\n")
        call.status = 1
      }
      return nil
    }
  }

  private func treatInput() throws {
    if call.process.output.isTerminal, !unpacks, !call.has("f") {
      try call.process.printError(
        "gzip: compressed data not written to a terminal. Use -f to force compression.\nFor help, type: gzip -h\n")
      call.status = 1
      return
    }
    let bytes = try ByteReader(call, "-").all()
    if let result = try converted(bytes, "-", nil), !call.has("t") { try call.write(result) }
  }

  private func replace(_ name: String, by target: String, _ bytes: [UInt8], _ inode: Inode) throws {
    let process = call.process
    if call.status(target) != nil, !call.has("f") {
      guard process.input.isTerminal else { return try call.complain("\(target) already exists;\tnot overwritten", status: 2) }
      guard try call.confirms("\(target) already exists; do you wish to overwrite (y or n)? ") else {
        return try process.printError("\tnot overwritten\n")
      }
    }
    try process.writeFile(target, bytes)
    try call.change { (files, who) throws(FileError) in
      try files.changeMode(target, to: inode.mode, by: who, at: process.now)
      try files.setTimes(target, accessed: inode.accessed, modified: inode.modified, by: who, at: process.now)
      if !call.has("k") { try files.remove(name, by: who, at: process.now) }
    }
  }
}
