import Hosts
import World

/// kill: signals to processes.
enum Kill: HostTool {
  static let manual = Manual(
    "kill", "send a signal to processes", usage: ["[options] <pid> [...]"],
    notes: "-SIGNAL, -s SIGNAL: the signal instead of TERM. -l lists signals.", package: "procps-ng", version: "4.0.2", parsing: .raw)

  static func main(_ call: Call) throws -> Int32 {
    var words = call.operands[...]
    var signal = 15
    if words.first == "-l" || words.first == "-L" {
      try call.write("\(Signals.names.dropFirst().joined(separator: " "))\n")
      return 0
    }
    if let word = words.first, word.hasPrefix("-"), word != "--" {
      words.removeFirst()
      let text = word == "-s" || word == "--signal" || word == "-n" ? words.popFirst() ?? "" : String(word.dropFirst())
      guard let number = Signals.number(text) else { throw ToolFailure("unknown signal name \(text)") }
      signal = number
    }
    if words.first == "--" { words.removeFirst() }
    if words.isEmpty { throw ToolFailure("not enough arguments") }
    for word in words {
      guard let pid = Int(word) else {
        try call.complain("failed to parse argument: '\(word)'")
        continue
      }
      switch SignalDelivery.send(signal, to: pid, from: call.process) {
      case .delivered: break
      case .noSuchProcess: try call.complain("(\(pid)): No such process")
      case .notPermitted: try call.complain("(\(pid)): Operation not permitted")
      }
    }
    return call.status
  }
}

/// pgrep: processes by name.
enum ProcessSearch: HostTool {
  static let manual = ProcessMatching.manual("pgrep", "find processes by name")
  static func main(_ call: Call) throws -> Int32 { try ProcessMatching(call).list() }
}

/// pkill: signals to processes by name.
enum ProcessKill: HostTool {
  static let manual = ProcessMatching.manual("pkill", "send a signal to processes by name")

  static func run(_ process: Process) throws -> Int32 {
    process.arguments = process.arguments.map { word in
      let name = word.dropFirst()
      return word.hasPrefix("-") && !word.hasPrefix("--") && name.count > 1 && Signals.number(String(name)) != nil || word.hasPrefix("-") && Int(name) != nil
        ? "--signal=\(name)" : word
    }
    return try runParsed(process)
  }

  static func main(_ call: Call) throws -> Int32 { try ProcessMatching(call).kill() }
}

/// killall: signals to all processes of a name.
enum KillAll: HostTool {
  static let manual = Manual(
    "killall", "send a signal to processes by name", usage: ["[OPTION]... [--] NAME..."],
    options: [
      Option("-s, --signal=SIGNAL", "the signal"), Option("-9", "KILL"), Option("-q, --quiet", "no complaints"), Option("-v, --verbose", "say what is done"),
      Option("-e, --exact", "accepted"), Option("-r, --regexp", "accepted"), Option("-u, --user=USER", "accepted"), Option("-w, --wait", "accepted"),
    ], package: "PSmisc", version: "23.6")

  static func main(_ call: Call) throws -> Int32 {
    let signal = call.has("9") ? 9 : Signals.number(call["s"] ?? "TERM") ?? 15
    for name in call.operands {
      let found = ProcessView.all(call.process).filter { $0.name == name }
      if found.isEmpty && !call.has("q") { try call.process.printError("\(name): no process found\n") }
      if found.isEmpty { call.status = 1 }
      for entry in found {
        if case .notPermitted = SignalDelivery.send(signal, to: entry.pid, from: call.process) {
          try call.process.printError("\(name)(\(entry.pid)): Operation not permitted\n")
          call.status = 1
        }
      }
    }
    return call.status
  }
}

/// What `pgrep` and `pkill` have in common.
struct ProcessMatching {
  static func manual(_ name: String, _ summary: String) -> Manual {
    Manual(
      name, summary, usage: ["[options] <pattern>"],
      options: [
        Option("-f, --full", "look at whole command lines"), Option("-x, --exact", "the whole must match"), Option("-l, --list-name", "names, too"),
        Option("-a, --list-full", "command lines, too"), Option("-c, --count", "only how many"), Option("-n, --newest", "the newest"), Option("-o, --oldest", "the oldest"),
        Option("-v, --inverse", "those that do not match"), Option("-u, --euid=USER", "of this user"), Option("-U, --uid=USER", "the same"), Option("-P, --parent=PID", "children of PID"),
        Option("-i, --ignore-case", "without regard to case"), Option("-d, --delimiter=TEXT", "between numbers"), Option("-e, --echo", "say what is done"),
        Option("--signal=SIGNAL", "the signal"),
      ], package: "procps-ng", version: "4.0.2", usageStatus: 2)
  }

  private let call: Call

  init(_ call: Call) {
    self.call = call
  }

  private func matches() throws -> [ProcessEntry] {
    guard let pattern = call.operands.first ?? (call.has("u") || call.has("P") ? "" : nil) else {
      throw ToolFailure("no matching criteria specified", status: 2, showsHint: true)
    }
    let accounts = Accounts(call.process)
    let regex: Regex
    do {
      regex = try Regex(call.has("x") ? "^(\(pattern))$" : pattern.isEmpty ? "." : pattern, extended: true, ignoresCase: call.has("i"))
    } catch {
      throw ToolFailure("regex error: \(error.message)", status: 2)
    }
    let users = (call["u"] ?? call["U"])?.split(separator: ",").map { String($0) }
    let parents = call["P"]?.split(separator: ",").compactMap { Int($0) }
    var found = ProcessView.all(call.process).filter { entry in
      guard entry.arguments != call.process.arguments else { return false }
      let text = call.has("f") ? entry.commandLine : entry.name
      let isUser = users.map { $0.contains(accounts.userName(entry.user) ?? "") || $0.contains(String(entry.user)) } ?? true
      let isChild = parents.map { $0.contains(entry.parent) } ?? true
      return isUser && isChild && regex.matches(ArraySlice(text.utf8)) != call.has("v")
    }
    if call.has("n") { found = Array(found.suffix(1)) }
    if call.has("o") { found = Array(found.prefix(1)) }
    return found
  }

  func list() throws -> Int32 {
    let found = try matches()
    if call.has("c") {
      try call.write("\(found.count)\n")
      return found.isEmpty ? 1 : 0
    }
    let lines = found.map { entry in
      call.has("a") ? "\(entry.pid) \(entry.commandLine)" : call.has("l") ? "\(entry.pid) \(entry.name)" : String(entry.pid)
    }
    if !lines.isEmpty { try call.write("\(lines.joined(separator: call["d"] ?? "\n"))\n") }
    return found.isEmpty ? 1 : 0
  }

  func kill() throws -> Int32 {
    let signal = Signals.number(call["signal"] ?? "TERM") ?? 15
    let found = try matches()
    var status: Int32 = found.isEmpty ? 1 : 0
    for entry in found {
      switch SignalDelivery.send(signal, to: entry.pid, from: call.process) {
      case .delivered: if call.has("e") { try call.write("\(entry.name) killed (pid \(entry.pid))\n") }
      case .noSuchProcess: break
      case .notPermitted:
        try call.warn("killing pid \(entry.pid) failed: Operation not permitted")
        status = 1
      }
    }
    return status
  }
}
