import Hosts
import Simulation
import World

/// The columns of `ps`.
struct ProcessColumns {
  private let call: Call
  private let accounts: Accounts
  private let memory: Int

  init(_ call: Call) {
    self.call = call
    accounts = Accounts(call.process)
    memory = call.process.stage.world.hosts[call.process.hostName]?.machine.memoryKiB ?? 1
  }

  /// Title, and width where numbers stand to the right (negative: to the left).
  private static let shapes: [String: (title: String, width: Int)] = [
    "pid": ("PID", 7), "ppid": ("PPID", 7), "user": ("USER", -8), "euser": ("EUSER", -8), "uid": ("UID", 5), "uid8": ("UID", -8),
    "comm": ("COMMAND", -15), "ucmd": ("CMD", -15), "cmd": ("CMD", -27), "args": ("COMMAND", -27), "command": ("COMMAND", -27),
    "%cpu": ("%CPU", 4), "pcpu": ("%CPU", 4), "%mem": ("%MEM", 4), "pmem": ("%MEM", 4), "vsz": ("VSZ", 6), "rss": ("RSS", 5),
    "tty": ("TT", -8), "tty8": ("TTY", -8), "tt": ("TT", -8), "stat": ("STAT", -4), "s": ("S", -1), "state": ("S", -1),
    "start": ("START", 5), "stime": ("STIME", 5), "lstart": ("STARTED", 24), "time": ("TIME", 8), "bsdtime": ("TIME", 6),
    "etime": ("ELAPSED", 11), "etimes": ("ELAPSED", 7), "nlwp": ("NLWP", 4), "c": ("C", 2), "f": ("F", 1), "pri": ("PRI", 3), "ni": ("NI", 3),
    "group": ("GROUP", -8), "gid": ("GID", 5), "cgroup": ("CGROUP", -27), "unit": ("UNIT", -31), "wchan": ("WCHAN", -6),
    "pgid": ("PGID", 7), "sid": ("SID", 7),
  ]

  func text(_ columns: [(key: String, title: String?)], _ rows: [ProcessEntry], header: Bool) -> String {
    var text = ""
    let shapes = columns.map { Self.shapes[$0.key.lowercased()] ?? ($0.key.uppercased(), -8) }
    let cells = rows.map { row in columns.map { cell($0.key.lowercased(), row) } }
    func line(_ values: [String], isHeader: Bool) -> String {
      var line = ""
      for (index, value) in values.enumerated() {
        let width = shapes[index].width
        let isLast = index + 1 == values.count
        let minimum = max(abs(width), (columns[index].title ?? "").count)
        if index > 0 { line += " " }
        line += width > 0 ? value.padded(to: minimum) : isLast ? value : value.padded(to: minimum, left: true)
      }
      return "\(line)\n"
    }
    if header { text += line(zip(columns, shapes).map { $0.title ?? $1.title }, isHeader: true) }
    for row in cells { text += line(row, isHeader: false) }
    return text
  }

  func number(_ key: String, _ entry: ProcessEntry) -> Double {
    switch key {
    case "pid": Double(entry.pid)
    case "ppid": Double(entry.parent)
    case "%mem", "pmem", "rss", "size": Double(entry.residentKiB)
    case "vsz": Double(entry.virtualKiB)
    case "%cpu", "pcpu": entry.load
    case "start_time", "start", "lstart": Double(entry.started.nanoseconds)
    case "time", "cputime": entry.processorTime(at: call.process.now).seconds
    default: Double(entry.pid)
    }
  }

  private func cell(_ key: String, _ entry: ProcessEntry) -> String {
    let now = call.process.now
    let elapsed = max(0, Int((now - entry.started).seconds))
    let used = Int(entry.processorTime(at: now).seconds)
    switch key {
    case "pid": return String(entry.pid)
    case "ppid": return String(entry.parent)
    case "pgid", "sid": return String(entry.pid)
    case "user", "euser", "uid8":
      let name = accounts.userName(entry.user) ?? String(entry.user)
      return name.count > 8 && key == "user" ? "\(name.prefix(7))+" : name
    case "group": return accounts.groupName(entry.user) ?? String(entry.user)
    case "uid", "gid": return String(entry.user)
    case "comm", "ucmd": return entry.name
    case "cmd", "args", "command": return entry.commandLine
    case "%cpu", "pcpu": return NumberFormat.fixed(entry.load * 100, 1)
    case "%mem", "pmem": return NumberFormat.fixed(Double(entry.residentKiB * 1000 / memory) / 10, 1)
    case "vsz": return String(entry.virtualKiB)
    case "rss": return String(entry.residentKiB)
    case "tty", "tty8", "tt": return entry.terminal
    case "stat": return entry.state
    case "s", "state": return String(entry.state.prefix(1))
    case "start", "stime": return started(entry, elapsed)
    case "lstart": return Calendar.format("%a %b %e %H:%M:%S %Y", call.process.stage.world.wall(at: entry.started))
    case "time": return clock(used)
    case "bsdtime": return "\(used / 60):\(String(used % 60).padded(to: 2, with: "0"))"
    case "etime": return self.elapsed(elapsed)
    case "etimes": return String(elapsed)
    case "nlwp": return String(entry.threads)
    case "c": return String(Int(entry.load * 100))
    case "f": return "4"
    case "pri": return "19"
    case "ni": return "0"
    case "unit": if case .service(let name) = entry.owner { return name } else { return "-" }
    default: return "-"
    }
  }

  private func started(_ entry: ProcessEntry, _ elapsed: Int) -> String {
    let wall = call.process.stage.world.wall(at: entry.started)
    let isToday = wall.date == call.process.wall.date
    return Calendar.format(isToday ? "%H:%M" : elapsed < 365 * 86400 ? "%b%d" : "%Y", wall)
  }

  private func clock(_ seconds: Int) -> String {
    func two(_ number: Int) -> String { String(number).padded(to: 2, with: "0") }
    return "\(two(seconds / 3600)):\(two(seconds / 60 % 60)):\(two(seconds % 60))"
  }

  private func elapsed(_ seconds: Int) -> String {
    let days = seconds / 86400
    if days > 0 { return "\(days)-\(clock(seconds % 86400))" }
    return seconds >= 3600 ? clock(seconds) : String(clock(seconds).dropFirst(3))
  }
}
