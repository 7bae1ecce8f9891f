import Hosts
import World

// Programs that start another program in a changed way. Niceness, scheduling and buffers change nothing here: the
// program runs as without them.

private let coreutilsHint = "With no COMMAND, print the current niceness."

/// nice: a program with another priority.
enum Nice: HostTool {
  static let manual = Manual(
    "nice", "run a program with another priority", usage: ["[OPTION] [COMMAND [ARG]...]"],
    options: [Option("-n, --adjustment=N", "add N to the niceness")], notes: coreutilsHint, parsing: .leading, usageStatus: 125)

  static func run(_ process: Process) throws -> Int32 {
    // `nice -5` is the old form of `nice -n 5`.
    if process.arguments.count > 1, process.arguments[1].hasPrefix("-"), Int(process.arguments[1].dropFirst()) != nil {
      process.arguments.replaceSubrange(1...1, with: ["-n", String(process.arguments[1].dropFirst())])
    }
    return try runParsed(process)
  }

  static func main(_ call: Call) throws -> Int32 {
    if let text = call["n"], Int(text) == nil { throw ToolFailure("invalid adjustment \(Quoted.curly(text))", status: 125) }
    let old = call.process.niceness
    guard !call.operands.isEmpty else {
      if call.has("n") { throw call.usage("a command must be given with an adjustment") }
      try call.write("\(old)\n")
      return 0
    }
    let child = call.process.child([])
    child.niceness = min(19, bounded(old + bounded(Int(call["n"] ?? "10") ?? 10, 40), 20))
    return try call.runCommand(call.operands, in: child) { "\(Quoted.curly($0)): \($1.text)" }
  }

  private static func bounded(_ number: Int, _ most: Int) -> Int { min(most, max(-most, number)) }
}

/// ionice: a program with another priority at the disk.
enum IONice: HostTool {
  static let manual = Manual(
    "ionice", "run a program with another priority at the disk", usage: ["[options] <command>"],
    options: [
      Option("-c, --class=CLASS", "accepted"), Option("-n, --classdata=NUM", "accepted"), Option("-p, --pid=PID", "accepted"), Option("-t, --ignore", "accepted"),
      Option("-P, --pgid=PGRP", "accepted"), Option("-u, --uid=UID", "accepted"),
    ], package: "util-linux", version: "2.38.1", parsing: .leading)

  static func main(_ call: Call) throws -> Int32 {
    guard !call.operands.isEmpty, !call.has("p") else {
      if !call.has("c") { try call.write("none: prio 0\n") }
      return 0
    }
    return try call.runCommand(call.operands, in: call.process.child([])) { "failed to execute \($0): \($1.text)" }
  }
}

/// renice: another priority for a process.
enum Renice: HostTool {
  static let manual = Manual(
    "renice", "change the priority of processes", usage: ["[-n] <priority> [-p|--pid] <pid>..."],
    options: [Option("-n, --priority=NUM", "the niceness"), Option("-p, --pid", "of processes"), Option("-g, --pgrp", "accepted"), Option("-u, --user", "accepted")],
    package: "util-linux", version: "2.38.1")

  static func main(_ call: Call) throws -> Int32 {
    var words = call.operands[...]
    guard let text = call["n"] ?? words.popFirst(), !words.isEmpty else { throw ToolFailure("not enough arguments", showsHint: true) }
    guard let niceness = Int(text) else { throw ToolFailure("invalid priority '\(text)'", showsHint: true) }
    for word in words {
      guard let pid = Int(word) else {
        try call.complain("bad process ID value: \(word)")
        continue
      }
      guard call.host?.processes[pid] != nil else {
        try call.complain("failed to get priority for \(pid) (process ID): No such process")
        continue
      }
      try call.write("\(pid) (process ID) old priority 0, new priority \(niceness)\n")
    }
    return call.status
  }
}

/// setsid: a program in a session of its own.
enum SetSession: HostTool {
  static let manual = Manual(
    "setsid", "run a program in a new session", usage: ["[options] <program> [arguments ...]"],
    options: [Option("-c, --ctty", "accepted"), Option("-f, --fork", "accepted"), Option("-w, --wait", "accepted")],
    package: "util-linux", version: "2.38.1", parsing: .leading)

  static func main(_ call: Call) throws -> Int32 {
    if call.operands.isEmpty { throw ToolFailure("no command specified", showsHint: true) }
    return try call.runCommand(call.operands, in: call.process.child([])) { "failed to execute \($0): \($1.text)" }
  }
}

/// stdbuf: a program with other buffers.
enum StandardBuffers: HostTool {
  static let manual = Manual(
    "stdbuf", "run a program with other buffers", usage: ["OPTION... COMMAND"],
    options: [Option("-i, --input=MODE", "accepted"), Option("-o, --output=MODE", "accepted"), Option("-e, --error=MODE", "accepted")],
    parsing: .leading, usageStatus: 125)

  static func main(_ call: Call) throws -> Int32 {
    if call.operands.isEmpty { throw call.missingOperand() }
    if call.arguments.options.isEmpty { throw call.usage("you must specify a buffering mode option") }
    return try call.runCommand(call.operands, in: call.process.child([])) { "failed to run command \(Quoted.always($0)): \($1.text)" }
  }
}

/// chroot: a program with another root directory.
enum ChangeRoot: HostTool {
  static let manual = Manual(
    "chroot", "run a program with another root directory", usage: ["[OPTION] NEWROOT [COMMAND [ARG]...]"],
    options: [Option("--groups=G_LIST", "accepted"), Option("--userspec=USER:GROUP", "accepted"), Option("--skip-chdir", "accepted")],
    parsing: .leading, usageStatus: 125, section: 8)

  static func main(_ call: Call) throws -> Int32 {
    guard let root = call.operands.first else { throw call.missingOperand() }
    guard let path = try? call.process.files.realPath(root, by: call.process.accessor), call.status(path) != nil else {
      throw ToolFailure("cannot change root directory to \(Quoted.always(root)): \(FileError.noSuchFile.text)", status: 125)
    }
    guard call.process.credentials.user == 0 else {
      throw ToolFailure("cannot change root directory to \(Quoted.always(root)): \(FileError.notPermitted.text)", status: 125)
    }
    if path != "/" { throw ToolFailure("not simulated: another root directory than /", status: 125) }
    let child = call.process.child([])
    child.directory = "/"
    let words = call.operands.count > 1 ? Array(call.operands.dropFirst()) : ["/bin/bash", "-i"]
    return try call.runCommand(words, in: child) { "failed to run command \(Quoted.curly($0)): \($1.text)" }
  }
}

/// flock: a program while a file is locked; nobody else ever holds the lock here.
enum FileLock: HostTool {
  static let manual = Manual(
    "flock", "run a program while a file is locked", usage: ["[options] <file>|<directory> <command> [<argument>...]"],
    options: [
      Option("-s, --shared", "accepted"), Option("-x, --exclusive", "accepted"), Option("-e", "accepted"), Option("-n, --nonblock, --nb", "accepted"), Option("-w, --timeout=SECS", "accepted"),
      Option("-E, --conflict-exit-code=NUMBER", "accepted"), Option("-o, --close", "accepted"), Option("-c, --command=COMMAND", "a text for the shell"), Option("-u, --unlock", "accepted"),
    ], package: "util-linux", version: "2.38.1", parsing: .leading, usageStatus: 64)

  static func main(_ call: Call) throws -> Int32 {
    guard let file = call.operands.first else { throw ToolFailure("not enough arguments", status: 64, showsHint: true) }
    if call.operands.count == 1, !call.has("c") {
      guard Int(file) != nil else { throw ToolFailure("bad file descriptor: '\(file)'", status: 64) }
      return 0
    }
    if call.status(file) == nil {
      do throws(FileError) {
        try call.process.writeFile(file, "")
      } catch {
        throw ToolFailure("cannot open lock file \(file): \(error.text)", status: 66)
      }
    }
    var words = Array(call.operands.dropFirst())
    if words.first == "-c" { words.removeFirst() } else if !call.has("c") {
      return try call.runCommand(words, in: call.process.child([])) { "failed to execute \($0): \($1.text)" }
    }
    return try call.process.runShell(call["c"] ?? words.joined(separator: " "), in: call.process.child(["sh"]))
  }
}

/// runuser: a program as somebody else, for root.
enum RunAsUser: HostTool {
  static let manual = Manual(
    "runuser", "run a program as another user", usage: ["[options] -u <user> [[--] <command>]"],
    options: [Option("-u, --user=USER", "as USER"), Option("-c, --command=COMMAND", "a text for the shell"), Option("-l, --login", "as after a login")],
    package: "util-linux", version: "2.38.1", parsing: .leading, section: 8)

  static func main(_ call: Call) throws -> Int32 {
    guard call.process.credentials.user == 0 else { throw ToolFailure("may not be used by non-root users") }
    let accounts = Accounts(call.process)
    var words = call.operands
    guard let name = call["u"] ?? (words.isEmpty ? nil : words.removeFirst()), let user = accounts.user(name) else {
      throw ToolFailure("user \(call["u"] ?? call.operands.first ?? "") does not exist or the user entry does not contain all the required fields")
    }
    let child = call.process.child([])
    child.user = user.name
    child.credentials = accounts.credentials(of: user)
    child.environment["HOME"] = user.home
    if let text = call["c"] ?? (words.first == "-c" ? words.dropFirst().first : nil) {
      child.arguments = ["bash"]
      return try call.process.runShell(text, in: child)
    }
    if words.isEmpty { return try ShellSessions.open(in: child, isLogin: call.has("l"), shell: "bash", from: call.process) }
    return try call.runCommand(words, in: child) { "failed to execute \($0): \($1.text)" }
  }
}

/// logger: a line for the journal.
enum Logger: HostTool {
  static let manual = Manual(
    "logger", "write into the journal", usage: ["[options] [<message>]"],
    options: [
      Option("-t, --tag=TAG", "in the name of TAG"), Option("-p, --priority=PRIO", "accepted"), Option("-s, --stderr", "on the errors, too"), Option("-i", "accepted"), Option("-f, --file=FILE", "what FILE holds"),
    ], package: "util-linux", version: "2.38.1")

  static func main(_ call: Call) throws -> Int32 {
    let tag = call["t"] ?? call.process.user
    var lines = [call.operands.joined(separator: " ")]
    if let file = call["f"] ?? (call.operands.isEmpty ? "-" : nil) {
      do {
        lines = try ByteReader(call, file).lines().map(\.text)
      } catch let error as FileError {
        throw ToolFailure("file \(file): \(error.text)")
      }
    }
    for line in lines {
      if call.has("s") { try call.process.printError("<13>\(Calendar.format("%b %e %T", call.process.wall)) \(tag): \(line)\n") }
      call.process.stage.world.hosts[call.process.hostName]?.journal.append(
        Journal.Entry(time: call.process.now, unit: nil, identifier: tag, pid: nil, priority: 5, text: line))
    }
    return 0
  }
}
