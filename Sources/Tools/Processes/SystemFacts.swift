import Hosts
import Simulation
import World

/// free: memory.
enum FreeMemory: HostTool {
  static let manual = Manual(
    "free", "show how memory is used", usage: ["[options]"],
    options: [
      Option("-b, --bytes", "in bytes"), Option("-k, --kibi", "in KiB"), Option("-m, --mebi", "in MiB"), Option("-g, --gibi", "in GiB"),
      Option("-h, --human", "such as 1.2Gi"), Option("-t, --total", "a sum"), Option("-w, --wide", "accepted"), Option("--si", "accepted"),
      .missing("-s, --seconds=N"), .missing("-c, --count=N"),
    ], package: "procps-ng", version: "4.0.2")

  static func main(_ call: Call) throws -> Int32 {
    guard let host = call.process.stage.world.hosts[call.process.hostName] else { return 1 }
    let total = host.machine.memoryKiB
    let used = min(total * 9 / 10, 180_000 + host.processes.all.reduce(0) { $0 + $1.residentKiB })
    let cache = min(total - used, total * 35 / 100)
    let free = total - used - cache
    func shown(_ kibibytes: Int) -> String {
      switch call.arguments.last(of: "b", "k", "m", "g", "h") {
      case "b": return String(kibibytes * 1024)
      case "m": return String(kibibytes / 1024)
      case "g": return String(kibibytes / 1024 / 1024)
      case "h":
        if kibibytes == 0 { return "0B" }
        let value = Double(kibibytes) / 1024
        if value < 1024 { return "\(value < 10 ? NumberFormat.fixed(value, 1) : String(Int(value)))Mi" }
        return "\(NumberFormat.fixed(value / 1024, 1))Gi"
      default: return String(kibibytes)
      }
    }
    func row(_ name: String, _ values: [Int]) -> String {
      let cells = values.map { shown($0).padded(to: 11) }.joined(separator: " ")
      return "\(name.padded(to: 8, left: true))\(cells.padded(to: cells.count + 1))\n"
    }
    var text = "               total        used        free      shared  buff/cache   available\n"
    text += row("Mem:", [total, used, free, 1_800, cache, free + cache * 9 / 10])
    text += row("Swap:", [host.machine.swapKiB, 0, host.machine.swapKiB])
    if call.has("t") { text += row("Total:", [total + host.machine.swapKiB, used, free + host.machine.swapKiB]) }
    try call.write(text)
    return 0
  }
}

/// uptime: how long the host has been up.
enum Uptime: HostTool {
  static let manual = Manual(
    "uptime", "print how long the host has been up", usage: ["[options]"],
    options: [Option("-p, --pretty", "in words"), Option("-s, --since", "since when")], package: "procps-ng", version: "4.0.2")

  static func main(_ call: Call) throws -> Int32 {
    guard let host = call.process.stage.world.hosts[call.process.hostName] else { return 1 }
    if call.has("s") {
      try call.write("\(Calendar.format("%F %T", call.process.stage.world.wall(at: host.booted)))\n")
      return 0
    }
    if call.has("p") {
      let seconds = Int((call.process.now - host.booted).seconds)
      let parts = [(seconds / 86400, "day"), (seconds / 3600 % 24, "hour"), (seconds / 60 % 60, "minute")].filter { $0.0 > 0 }
      try call.write("up \(parts.map { "\($0.0) \($0.1)\($0.0 == 1 ? "" : "s")" }.joined(separator: ", "))\n")
      return 0
    }
    try call.write("\(line(host, call.process))\n")
    return 0
  }

  /// ` 08:00:00 up 1 day,  2:03,  1 user,  load average: 0.10, 0.08, 0.05`.
  static func line(_ host: Host, _ process: Process) -> String {
    let seconds = Int((process.now - host.booted).seconds)
    let (days, hours, minutes) = (seconds / 86400, seconds / 3600 % 24, seconds / 60 % 60)
    var up = days > 0 ? "\(days) day\(days == 1 ? "" : "s"), " : ""
    up += hours > 0 ? "\(String(hours).padded(to: 2)):\(String(minutes).padded(to: 2, with: "0"))" : "\(minutes) min"
    let load = NumberFormat.fixed(host.processes.all.reduce(0) { $0 + $1.load }, 2)
    return " \(Calendar.format("%H:%M:%S", process.wall)) up \(up),  1 user,  load average: \(load), \(load), \(load)"
  }
}

/// top: processes by load; one page, as there is no full screen here.
enum Top: HostTool {
  static let manual = Manual(
    "top", "show processes by load", usage: ["[options]"],
    options: [
      Option("-b, --batch-mode", "for files and pipes"), Option("-n, --iterations=NUMBER", "so often"), Option("-d, --delay=SECONDS", "every so many seconds"),
      Option("-p, --pid=PID", "accepted"), Option("-o, --sort-override=FIELD", "%CPU or %MEM"), Option("-c, --cmdline-toggle", "command lines"),
      Option("-u, --filter-any-user=USER", "accepted"), Option("-H, --threads-show", "accepted"), Option("-i, --idle-toggle", "accepted"), Option("-w, --width[=COLUMNS]", "accepted"),
    ], package: "procps-ng", version: "4.0.2")

  static func main(_ call: Call) throws -> Int32 {
    let process = call.process
    let batch = call.has("b")
    let pages = call["n"].flatMap { Int($0) } ?? .max
    let delay = call["d"].flatMap { Double($0) } ?? 3
    if !batch && !process.output.isTerminal { throw ToolFailure("failed tty get") }
    var page = 0
    while page < pages {
      guard let host = process.stage.world.hosts[process.hostName] else { return 1 }
      let text = self.page(host, call)
      try call.write(batch ? "\(page > 0 ? "\n" : "")\(text)" : screen(text, process.stage.terminal))
      try call.flush()
      page += 1
      guard page < pages else { break }
      if batch {
        try process.wait(for: .seconds(delay))
      } else if try isLeft(within: .seconds(delay), call) {
        break
      }
    }
    return 0
  }

  /// As much of a page as the screen holds.
  private static func screen(_ text: String, _ facts: TerminalFacts) -> String {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).prefix(max(1, facts.rows - 1))
    return "\u{1b}[H\u{1b}[2J\(lines.map { String($0.prefix(facts.columns)) }.joined(separator: "\n"))"
  }

  /// Waits for the next page; true where `q` or Ctrl-C ends it. The last page stays, with the prompt below it.
  private static func isLeft(within delay: Span, _ call: Call) throws -> Bool {
    do {
      let key = try call.process.readKey(until: call.process.now + delay)
      guard key == "q" else { return false }
    } catch Suspension.interrupted {
      call.process.stage.consumeInterrupt()
    }
    try call.write("\n")
    return true
  }

  private static func page(_ host: Host, _ call: Call) -> String {
    let process = call.process
    let accounts = Accounts(process)
    var entries = ProcessView.all(process)
    let byMemory = call["o"]?.uppercased().contains("MEM") == true
    entries.sort { byMemory ? $0.residentKiB > $1.residentKiB : ($0.load, -$0.pid) > ($1.load, -$1.pid) }
    let total = Double(host.machine.memoryKiB) / 1024
    let used = Double(180_000 + entries.reduce(0) { $0 + $1.residentKiB }) / 1024
    let cache = total * 0.35
    let busy = min(90, entries.reduce(0) { $0 + $1.load } * 100 / Double(host.machine.processors))
    func number(_ value: Double) -> String { NumberFormat.fixed(value, 1).padded(to: 8) }
    var text = "top -\(Uptime.line(host, process))\n"
    text += "Tasks: \(String(entries.count).padded(to: 3)) total,   1 running, \(String(entries.count - 1).padded(to: 3)) sleeping,   0 stopped,   0 zombie\n"
    text += "%Cpu(s): \(NumberFormat.fixed(busy * 0.7, 1).padded(to: 4)) us, \(NumberFormat.fixed(busy * 0.3, 1).padded(to: 4)) sy,  0.0 ni, \(NumberFormat.fixed(100 - busy, 1).padded(to: 4)) id,  0.0 wa,  0.0 hi,  0.0 si,  0.0 st \n"
    text += "MiB Mem :\(number(total)) total,\(number(total - used - cache)) free,\(number(used)) used,\(number(cache)) buff/cache     \n"
    text += "MiB Swap:\(number(0)) total,\(number(0)) free,\(number(0)) used.\(number(total - used)) avail Mem \n\n"
    text += "    PID USER      PR  NI    VIRT    RES    SHR S  %CPU  %MEM     TIME+ COMMAND\n"
    for entry in entries {
      let name = (accounts.userName(entry.user) ?? String(entry.user)).padded(to: 8, left: true)
      let time = entry.processorTime(at: process.now).seconds
      let clock = "\(Int(time) / 60):\(NumberFormat.fixed(time.truncatingRemainder(dividingBy: 60), 2).padded(to: 5, with: "0"))"
      let memory = NumberFormat.fixed(Double(entry.residentKiB) / Double(host.machine.memoryKiB) * 100, 1)
      text += "\(String(entry.pid).padded(to: 7)) \(name)  20   0 \(String(entry.virtualKiB).padded(to: 7)) \(String(entry.residentKiB).padded(to: 6)) \(String(entry.residentKiB / 2).padded(to: 6)) \(entry.state.prefix(1)) \(NumberFormat.fixed(entry.load * 100, 1).padded(to: 5)) \(memory.padded(to: 5)) \(clock.padded(to: 9)) \(call.has("c") ? entry.commandLine : entry.name)\n"
    }
    return text
  }
}

/// df: how full file systems are.
enum DiskFree: HostTool {
  static let manual = Manual(
    "df", "show how full file systems are",
    options: [
      Option("-a, --all", "accepted"), Option("-B, --block-size=SIZE", "count in SIZE"), Option("-h, --human-readable", "such as 1K 234M 2G"), Option("-H, --si", "in powers of 1000"),
      Option("-i, --inodes", "inodes instead"), Option("-k", "in 1K"), Option("-l, --local", "accepted"), Option("-m", "in 1M"), Option("-P, --portability", "the POSIX form"),
      Option("-T, --print-type", "types, too"), Option("-t, --type=TYPE", "only this type"), Option("-x, --exclude-type=TYPE", "not this type"), Option("--total", "accepted"),
      .missing("--output[=FIELDS]"), .missing("--sync"),
    ])

  static func main(_ call: Call) throws -> Int32 {
    let process = call.process
    for name in call.operands where call.status(name) == nil {
      try call.complain("\(Quoted.ifNeeded(name)): \(FileError.noSuchFile.text)")
    }
    let named = call.operands.filter { call.status($0) != nil }
    if !call.operands.isEmpty && named.isEmpty { return 1 }
    let files = process.files
    let base = 3 << 30
    let root = (source: process.container == nil ? "/dev/vda1" : "overlay", type: process.container == nil ? "ext4" : "overlay", size: files.capacity, used: min(files.capacity, base + files.used), at: "/")
    var rows = [root]
    if named.isEmpty && process.container == nil {
      let memory = (process.stage.world.hosts[process.hostName]?.machine.memoryKiB ?? 2_000_000) * 1024
      rows = [
        ("udev", "devtmpfs", memory / 2, 0, "/dev"), ("tmpfs", "tmpfs", memory / 10, 1_200_000, "/run"), root,
        ("tmpfs", "tmpfs", memory / 2, 0, "/dev/shm"), ("tmpfs", "tmpfs", 5 << 20, 0, "/run/lock"),
      ]
    }
    if let type = call["t"] { rows = rows.filter { $0.type == type } }
    if let type = call["x"] { rows = rows.filter { $0.type != type } }
    let human = call.arguments.last(of: "h", "H", "B", "k", "m")
    func shown(_ bytes: Int) -> String {
      switch human {
      case "h": return SizeText.human(bytes)
      case "H": return SizeText.human(bytes, base: 1000)
      case "m": return String(SizeText.blocks(bytes, of: 1 << 20))
      case "B":
        let (size, suffix) = SizeText.blockSize(call["B"] ?? "") ?? (1024, "")
        return "\(SizeText.blocks(bytes, of: size))\(suffix)"
      default: return String(SizeText.blocks(bytes, of: 1024))
      }
    }
    let unit = human == "h" || human == "H" ? "Size" : human == "m" ? "1M-blocks" : human == "B" ? "\(call["B"] ?? "")-blocks" : call.has("P") ? "1024-blocks" : "1K-blocks"
    var table = [["Filesystem"] + (call.has("T") ? ["Type"] : []) + [unit, "Used", human == "h" || human == "H" ? "Avail" : "Available", call.has("P") ? "Capacity" : "Use%", "Mounted on"]]
    if call.has("i") { table[0] = ["Filesystem", "Inodes", "IUsed", "IFree", "IUse%", "Mounted on"] }
    for row in rows {
      let free = row.size - row.used
      let share = row.size == 0 ? "-" : "\((row.used * 100 + row.size - 1) / row.size)%"
      if call.has("i") {
        let total = row.size / 16384
        let used = row.at == "/" ? 61_000 : 400
        table.append([row.source, String(total), String(used), String(total - used), "\(used * 100 / max(1, total) + 1)%", row.at])
      } else {
        table.append([row.source] + (call.has("T") ? [row.type] : []) + [shown(row.size), shown(row.used), shown(free), share, row.at])
      }
    }
    let widths = table[0].indices.map { column in table.map { $0[column].count }.max() ?? 0 }
    for row in table {
      var line = ""
      for (column, cell) in row.enumerated() {
        let isLeft = column == 0 || column + 1 == row.count || call.has("T") && column == 1
        let width = column == 0 ? max(14, widths[column]) : column + 1 == row.count ? 0 : max(widths[column], unit == "Size" && column + 2 < row.count ? 5 : widths[column])
        line += (column > 0 ? " " : "") + cell.padded(to: width, left: isLeft)
      }
      try call.write("\(line)\n")
    }
    return call.status
  }
}
