import Hosts
import Simulation
import World

/// ps: processes of the host.
enum ProcessStatus: HostTool {
  static let manual = Manual(
    "ps", "show processes", usage: ["[options]"],
    notes: """
      aux, -ef, -e, -A: all processes; -p PID; -C NAME; -u USER; -o FORMAT; --sort KEY; --no-headers; -f; -l; -H; --forest
      FORMAT is made of pid ppid user uid comm args cmd %cpu %mem vsz rss tty stat start time etime nlwp
      """, package: "procps-ng", version: "4.0.2", parsing: .raw)

  static func main(_ call: Call) throws -> Int32 {
    let request = try ProcessRequest(call.operands, call)
    if call.operands == ["--help"] {
      try call.write(manual.help(calledAs: call.process.name))
      return 0
    }
    let table = ProcessColumns(call)
    var rows = ProcessView.all(call.process).filter { request.accepts($0, call.process) }
    if let key = request.sortKey {
      let isReversed = key.hasPrefix("-")
      let name = key.drop { $0 == "-" || $0 == "+" }
      rows.sort { left, right in
        let (a, b) = (table.number(String(name), left), table.number(String(name), right))
        return isReversed ? a > b : a < b
      }
    }
    if rows.isEmpty && request.isSpecific {
      if request.showsHeader { try call.write(table.text(request.columns, [], header: true)) }
      return 1
    }
    try call.write(table.text(request.columns, rows, header: request.showsHeader))
    return 0
  }
}

/// Processes as a program sees them: the table of the host, the shell, and the program itself.
enum ProcessView {
  static func all(_ process: Process) -> [ProcessEntry] {
    guard let host = process.stage.world.hosts[process.hostName] else { return [] }
    var entries = host.processes.all.filter { SignalDelivery.isVisible($0, to: process) }
    let terminal = process.stage.terminal.isInteractive ? "pts/0" : "?"
    let own = max(process.processID, (entries.last?.pid ?? 0) + 2)
    let shell = ProcessEntry(
      pid: own - 1, parent: 1, user: process.credentials.user, arguments: ["-bash"], name: "bash", owner: .session(1),
      started: Instant(nanoseconds: max(0, process.now.nanoseconds - 60_000_000_000)), terminal: terminal, state: "Ss", residentKiB: 5_300,
      virtualKiB: 8_600)
    let program = ProcessEntry(
      pid: own, parent: own - 1, user: process.credentials.user, arguments: process.arguments, owner: .session(1),
      started: process.now, terminal: terminal, state: "R+", residentKiB: 4_500, virtualKiB: 11_200)
    entries += [shell, program]
    return entries
  }
}

/// What a command line of `ps` asks for.
struct ProcessRequest {
  private(set) var columns: [(key: String, title: String?)] = []
  private(set) var showsHeader = true
  private(set) var sortKey: String?
  private(set) var isSpecific = false
  private var everything = false
  private var pids: Set<Int> = []
  private var names: Set<String> = []
  private var users: Set<String> = []
  private var parents: Set<Int> = []

  init(_ words: [String], _ call: Call) throws {
    var left = words[...]
    var format = "short"
    while let word = left.popFirst() {
      if word.hasPrefix("--") {
        try long(word, &left)
      } else if word.hasPrefix("-") {
        try letters(word, &left, &format)
      } else if let pid = Int(word) {
        pids.insert(pid)
        isSpecific = true
      } else {
        for letter in word {
          switch letter {
          case "a": everything = true
          case "x": everything = true
          case "u": format = "user"
          case "f", "w", "e", "j", "l", "h", "r", "T": continue
          case "o": add(columns: left.popFirst() ?? "")
          case "p":
            pids.formUnion((left.popFirst() ?? "").split(separator: ",").compactMap { Int($0) })
            isSpecific = true
          default: throw unsupported("unsupported option (BSD syntax)")
          }
        }
      }
    }
    if columns.isEmpty { columns = Self.standard(format).map { ($0, nil) } }
  }

  private mutating func letters(_ word: String, _ left: inout ArraySlice<String>, _ format: inout String) throws {
    var letters = word.dropFirst()
    while let letter = letters.popFirst() {
      func argument() -> String { letters.isEmpty ? left.popFirst() ?? "" : String(letters) }
      switch letter {
      case "e", "A": everything = true
      case "a", "d": everything = true
      case "x", "w", "H", "L", "m", "T", "M", "y", "c", "j": continue
      case "f": format = "full"
      case "F": format = "full"
      case "l": format = "long"
      case "o", "O":
        add(columns: argument())
        letters = ""
      case "p", "q":
        pids.formUnion(argument().split { $0 == "," || $0 == " " }.compactMap { Int($0) })
        isSpecific = true
        letters = ""
      case "C":
        names.formUnion(argument().split(separator: ",").map { String($0) })
        isSpecific = true
        letters = ""
      case "u", "U":
        // "-aux" is read as "aux" where there is no user x.
        if letters == "x" && everything {
          format = "user"
          letters = ""
        } else {
          users.formUnion(argument().split(separator: ",").map { String($0) })
          isSpecific = true
          letters = ""
        }
      case "t", "g", "G", "s":
        _ = argument()
        letters = ""
      default: throw unsupported("unsupported SysV option")
      }
    }
  }

  private func unsupported(_ why: String) -> ToolFailure {
    ToolFailure("error: \(why)\n\nUsage:\n ps [options]\n\n Try 'ps --help <simple|list|output|threads|misc|all>'\n  or 'ps --help <s|l|o|t|m|a>'\n for additional help text.\n\nFor more details see ps(1).")
  }

  private mutating func long(_ word: String, _ left: inout ArraySlice<String>) throws {
    let parts = word.dropFirst(2).split(separator: "=", maxSplits: 1).map { String($0) }
    func value() -> String { parts.count > 1 ? parts[1] : left.popFirst() ?? "" }
    switch parts.first ?? "" {
    case "sort": sortKey = value()
    case "no-headers", "no-header", "no-heading", "no-headings": showsHeader = false
    case "format": add(columns: value())
    case "pid":
      pids.formUnion(value().split(separator: ",").compactMap { Int($0) })
      isSpecific = true
    case "ppid":
      parents.formUnion(value().split(separator: ",").compactMap { Int($0) })
      isSpecific = true
    case "user", "User":
      users.formUnion(value().split(separator: ",").map { String($0) })
      isSpecific = true
    case "forest", "width", "cols", "columns", "headers", "help": if parts.first == "width" { _ = value() }
    default: throw ToolFailure("error: unknown gnu long option")
    }
  }

  private mutating func add(columns text: String) {
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      for word in part.split(separator: " ") {
        if let mark = word.firstIndex(of: "=") {
          columns.append((String(word[..<mark]), String(word[word.index(after: mark)...])))
        } else {
          columns.append((String(word), nil))
        }
      }
    }
    if !columns.isEmpty && columns.allSatisfy({ $0.title == "" }) { showsHeader = false }
  }

  private static func standard(_ format: String) -> [String] {
    switch format {
    case "user": ["user", "pid", "%cpu", "%mem", "vsz", "rss", "tty8", "stat", "start", "bsdtime", "command"]
    case "full": ["uid8", "pid", "ppid", "c", "stime", "tty8", "time", "cmd"]
    case "long": ["f", "s", "uid", "pid", "ppid", "c", "pri", "ni", "rss", "vsz", "tty8", "time", "ucmd"]
    default: ["pid", "tty8", "time", "ucmd"]
    }
  }

  func accepts(_ entry: ProcessEntry, _ process: Process) -> Bool {
    if isSpecific {
      let isNamed = pids.contains(entry.pid) || names.contains(entry.name) || parents.contains(entry.parent)
      let accounts = Accounts(process)
      return isNamed || users.contains(accounts.userName(entry.user) ?? String(entry.user)) || users.contains(String(entry.user))
    }
    if everything { return true }
    return entry.owner == .session(1) && entry.user == process.credentials.user
  }
}
