import Hosts
import OrderedCollections
import ShellLanguage
import Simulation
import World

/// Where a command's program is, as execvp(3) finds it.
enum ProgramSearch {
  enum Result {
    case found(path: String, Inode)
    case notFound
    case failed(String, status: Int32)
  }

  static let standardPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

  /// The path of a program that can be run; directories of PATH are tried in order.
  static func find(_ name: String, path: String?, for process: Process) -> Result {
    if name.contains("/") { return check(name, for: process) }
    if name.isEmpty { return .notFound }
    var denied: String?
    for directory in (path ?? standardPath).split(separator: ":", omittingEmptySubsequences: false) {
      let candidate = directory.isEmpty ? "./\(name)" : "\(directory)/\(name)"
      switch check(candidate, for: process) {
      case .found(let path, let inode): return .found(path: path, inode)
      case .failed(let text, _) where text == FileError.permissionDenied.text && denied == nil:
        if process.files.exists(candidate, by: process.accessor), !isDirectory(candidate, process) { denied = candidate }
      default: continue
      }
    }
    if let denied { return .failed("\(denied)\u{0}\(FileError.permissionDenied.text)", status: 126) }
    return .notFound
  }

  private static func isDirectory(_ path: String, _ process: Process) -> Bool {
    (try? process.files.status(path, by: process.accessor))?.isDirectory ?? false
  }

  private static func check(_ path: String, for process: Process) -> Result {
    do throws(FileError) {
      let inode = try process.files.status(path, by: process.accessor)
      if inode.isDirectory { return .failed(FileError.isDirectory.text, status: 126) }
      guard process.files.permits(1, path, by: process.accessor) else {
        return .failed(FileError.permissionDenied.text, status: 126)
      }
      return .found(path: path, inode)
    } catch {
      return .failed(error.text, status: error == .noSuchFile ? 127 : 126)
    }
  }
}

extension Interpreter {
  /// Runs a program in a process of its own.
  func runProgram(
    _ arguments: [String], _ temporary: OrderedDictionary<String, Variable> = [:], path: String? = nil
  ) throws -> Int32 {
    try catchUpJobs()
    let child = process.child(arguments)
    child.processID = newProcessID()
    child.environment = session.environment
    for (name, variable) in temporary { child.environment[name] = variable.text ?? "" }
    child.environment["_"] = arguments[0]
    child.directory = session.directory
    child.umask = session.umask
    child.input = descriptors.input
    child.output = descriptors.output
    child.errors = descriptors.errors
    let opened = stage.openedSessions.count
    let searchPath = path ?? temporary["PATH"]?.text ?? session.text(of: "PATH") ?? ""
    let status = try ProgramLauncher.run(child, searchPath: searchPath) { [self] name, message in
      if session.isDash {
        let words = message == "command not found" ? "not found" : message
        try printError("\(messageName): \(line): \(name): \(words)\n")
      } else {
        try complain("\(Quoting.hasControls(name) ? Quoting.escaped(name) : name): \(message)")
      }
    }
    if child.now > process.now { try process.wait(until: child.now) }
    if stage.openedSessions.count > opened {
      guard let end = stage.takeSessionEnd() else {
        session.lastStatus = status
        throw Flow.sessionOpened
      }
      process.goOn(after: end)
      return end.status
    }
    return status
  }
}

/// Starts programs: those of the toolbox, scripts, and the shell itself.
enum ProgramLauncher {
  /// - Parameter complain: tells, with the program's name, why it cannot be run.
  static func run(
    _ child: Process, searchPath: String?, depth: Int = 0, complain: (String, String) throws -> Void
  ) throws -> Int32 {
    let name = child.arguments.first ?? ""
    // A new process costs something even where it finds no program to become.
    try child.wait(for: .milliseconds(1))
    switch ProgramSearch.find(name, path: searchPath, for: child) {
    case .notFound:
      // A name without a slash where there is no PATH at all is looked for in the directory.
      try complain(name, searchPath?.isEmpty == true ? FileError.noSuchFile.text : "command not found")
      return 127
    case .failed(let text, let status):
      let parts = text.split(separator: "\u{0}")
      try complain(parts.count == 2 ? String(parts[0]) : name, String(parts.last ?? ""))
      return status
    case .found(let path, let inode):
      try child.wait(for: .milliseconds(1))
      return try start(child, path, inode, depth, complain)
    }
  }

  private static func start(
    _ child: Process, _ path: String, _ inode: Inode, _ depth: Int, _ complain: (String, String) throws -> Void
  ) throws -> Int32 {
    guard let program = inode.program else { return try runScript(child, path, depth, complain) }
    guard let tool = ShellPrograms.named(program) ?? child.stage.toolbox[program] else {
      try complain(path, "not simulated: this program")
      return 126
    }
    do {
      return try tool.run(child)
    } catch Suspension.brokenPipe {
      return 141
    } catch Suspension.exit(let status) {
      return status
    } catch let error as FileError {
      try? child.complain("write error: \(error.text)")
      return 1
    } catch is BadDescriptor {
      try? child.complain("write error: Bad file descriptor")
      return 1
    }
  }

  /// A text file with the x bit: what its first line names runs it, or the shell does.
  private static func runScript(
    _ child: Process, _ path: String, _ depth: Int, _ complain: (String, String) throws -> Void
  ) throws -> Int32 {
    let bytes: [UInt8]
    do throws(FileError) {
      bytes = try child.readFile(path)
    } catch {
      try complain(path, error.text)
      return 126
    }
    let name = child.arguments[0]
    guard bytes.starts(with: "#!".utf8) else {
      if bytes.prefix(80).contains(0) {
        try complain(name, "cannot execute binary file: Exec format error")
        return 126
      }
      child.arguments = ["bash", path] + child.arguments.dropFirst()
      return try BashTool.run(child)
    }
    let line = bytes.dropFirst(2).prefix { $0 != 10 }
    let words = String(decoding: line, as: UTF8.self).split(separator: " ", maxSplits: 1)
      .map { String($0) }
    guard let interpreter = words.first, child.files.exists(interpreter, by: child.accessor), depth < 4 else {
      try complain(name, "cannot execute: required file not found")
      return 127
    }
    let rest = words.count > 1 ? [words[1]] : []
    child.arguments = [interpreter] + rest + [path] + child.arguments.dropFirst()
    return try run(child, searchPath: nil, depth: depth + 1, complain: complain)
  }
}

/// Starts programs and shell texts for tools.
public struct ShellLauncher: Launcher {
  public init() {}

  public func execute(_ child: Process) throws -> Int32 {
    try ProgramLauncher.run(child, searchPath: child.environment["PATH"]) { name, message in
      try child.errors.write("bash: \(name): \(message)\n", at: child.now)
    }
  }

  public func runShell(_ text: String, in child: Process) throws -> Int32 {
    let arguments = child.arguments
    let shell = Interpreter.starting(
      in: child, name: arguments.first ?? "sh", origin: .command, positional: Array(arguments.dropFirst()))
    return try shell.runToEnd {
      try shell.runText(text)
    }
  }
}
