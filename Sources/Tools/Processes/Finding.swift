import Hosts
import World

/// pidof: the numbers of processes by name.
enum ProcessNumbers: HostTool {
  static let manual = Manual(
    "pidof", "find the numbers of processes", usage: ["[options] [program [...]]"],
    options: [Option("-s, --single-shot", "only one"), Option("-o, --omit-pid=PID", "not this one"), Option("-x", "accepted"), Option("-c, --check-root", "accepted"), Option("-q", "accepted"), Option("-S, --separator=SEP", "between numbers")],
    package: "procps-ng", version: "4.0.2")

  static func main(_ call: Call) throws -> Int32 {
    var found: [Int] = []
    for name in call.operands {
      found += ProcessView.all(call.process).filter { $0.name == Paths.base(name) || $0.arguments.first == name }.map(\.pid).reversed()
    }
    let omitted = call.arguments.all("o").compactMap { Int($0) }
    found.removeAll { omitted.contains($0) }
    if found.isEmpty { return 1 }
    let shown = call.has("s") ? Array(found.prefix(1)) : found
    try call.write("\(shown.map { String($0) }.joined(separator: call["S"] ?? " "))\n")
    return 0
  }
}

/// lsof: open files. What is known of simulated processes is their sockets.
enum ListOpenFiles: HostTool {
  static let manual = Manual(
    "lsof", "list open files and sockets", usage: ["[options] [names]"],
    options: [
      Option("-i[ADDRESS]", "sockets, of [TCP|UDP][:PORT]"), Option("-n", "accepted"), Option("-P", "numbers of ports"), Option("-p PIDS", "of these processes"), Option("-u USERS", "accepted"), Option("-t", "numbers of processes only"),
      Option("-c NAME", "of programs that begin so"), Option("-s[STATE]", "accepted"), Option("-a", "accepted"), Option("-l", "accepted"), Option("-r", "accepted"), Option("-w", "accepted"),
    ], notes: "Sockets are listed; other open files of processes are not simulated.", package: "lsof", version: "4.95.0")

  static func main(_ call: Call) throws -> Int32 {
    guard let host = call.host else { return 1 }
    if !call.has("i"), !call.has("p"), !call.has("c") {
      for name in call.operands where call.status(name) == nil {
        try call.process.printError("lsof: status error on \(name): \(FileError.noSuchFile.text)\n")
      }
      if call.operands.isEmpty { throw ToolFailure("not simulated: open files other than sockets; use -i") }
      return 1
    }
    var rows: [[String]] = []
    let wanted = (call["i"] ?? "").uppercased()
    let pids = call["p"]?.split(separator: ",").compactMap { Int($0) }
    for listener in host.sockets.listeners {
      if let pids, !pids.contains(listener.pid) { continue }
      if let name = call["c"], !listener.program.hasPrefix(name) { continue }
      if let colon = wanted.firstIndex(of: ":"), !wanted[wanted.index(after: colon)...].split(separator: ",").contains(Substring(String(listener.port))) { continue }
      if wanted.hasPrefix("TCP"), listener.transport != .tcp { continue }
      if wanted.hasPrefix("UDP"), listener.transport != .udp { continue }
      let user = host.processes[listener.pid].map { host.userName($0.user) } ?? "root"
      let isSix = listener.address == "*" || listener.address.hasPrefix("[")
      let place = listener.address == "*" || listener.address == "0.0.0.0" || listener.address == "[::]" ? "*" : listener.address
      rows.append([
        String(listener.program.prefix(9)), String(listener.pid), user, "\(listener.descriptor)u", isSix ? "IPv6" : "IPv4", String(20_000 + listener.port), "0t0", listener.transport == .tcp ? "TCP" : "UDP",
        "\(place):\(listener.port)\(listener.transport == .tcp ? " (LISTEN)" : "")",
      ])
    }
    if rows.isEmpty { return 1 }
    if call.has("t") {
      var seen: Set<String> = []
      for row in rows where seen.insert(row[1]).inserted { try call.write("\(row[1])\n") }
      return 0
    }
    let table = [["COMMAND", "PID", "USER", "FD", "TYPE", "DEVICE", "SIZE/OFF", "NODE", "NAME"]] + rows
    let widths = table[0].indices.map { column in table.map { $0[column].count }.max() ?? 0 }
    for row in table {
      let cells = row.enumerated().map { index, cell in
        index == 8 ? cell : cell.padded(to: index == 0 ? max(9, widths[0]) : widths[index], left: [0, 7].contains(index))
      }
      try call.write("\(cells.joined(separator: " "))\n")
    }
    return 0
  }
}

/// vmstat: memory and processors in a line.
enum MemoryStatistics: HostTool {
  static let manual = Manual(
    "vmstat", "show memory and processors", usage: ["[options] [delay [count]]"],
    options: [Option("-S, --unit=CHAR", "accepted"), Option("-w, --wide", "accepted"), Option("-n, --one-header", "accepted"), Option("-t, --timestamp", "accepted"), .missing("-s, --stats"), .missing("-d, --disk"), .missing("-m, --slabs"), .missing("-a, --active")],
    package: "procps-ng", version: "4.0.2")

  static func main(_ call: Call) throws -> Int32 {
    for word in call.operands where Int(word) == nil { throw ToolFailure("failed to parse argument: '\(word)'") }
    let delay = call.operands.first.flatMap { Int($0) }
    if let delay, delay < 1 { throw ToolFailure("delay must be positive integer") }
    if let delay, delay > Int(UInt32.max) { throw ToolFailure("too large delay value") }
    let count = call.operands.count > 1 ? max(1, Int(call.operands[1]) ?? 1) : delay == nil ? 1 : Int.max
    try call.write("procs -----------memory---------- ---swap-- -----io---- -system-- ------cpu-----\n r  b   swpd   free   buff  cache   si   so    bi    bo   in   cs us sy id wa st\n")
    for round in 0..<count {
      guard let host = call.host else { return 1 }
      let total = host.machine.memoryKiB
      let used = min(total * 9 / 10, 180_000 + host.processes.all.reduce(0) { $0 + $1.residentKiB })
      let cache = min(total - used, total * 35 / 100)
      let busy = min(90, host.processes.all.reduce(0) { $0 + $1.load } * 100 / Double(host.machine.processors))
      let numbers = [1, 0, 0, total - used - cache, 40_000, cache - 40_000, 0, 0, 12, 46, 310, 640, Int(busy * 0.7), Int(busy * 0.3), 100 - Int(busy * 0.7) - Int(busy * 0.3), 0, 0]
      let widths = [2, 2, 6, 6, 6, 6, 4, 4, 5, 5, 4, 4, 2, 2, 2, 2, 2]
      try call.write("\(zip(numbers, widths).map { String($0).padded(to: $1) }.joined(separator: " "))\n")
      try call.flush()
      if round + 1 < count { try call.process.wait(for: .seconds(delay ?? 1)) }
    }
    return 0
  }
}

/// whereis: where a program and its page lie.
enum WhereIs: HostTool {
  static let manual = Manual(
    "whereis", "find a program", usage: ["[options] [-BMS <dir>... -f] <name>"], options: [Option("-b", "programs only"), Option("-m", "accepted"), Option("-s", "accepted"), Option("-u", "accepted")],
    package: "util-linux", version: "2.38.1")

  static func main(_ call: Call) throws -> Int32 {
    if call.operands.isEmpty { throw ToolFailure("not enough arguments", showsHint: true) }
    for name in call.operands {
      let paths = ["/usr/bin", "/usr/sbin", "/etc", "/usr/local/bin", "/usr/local/sbin"].map { "\($0)/\(Paths.base(name))" }.filter { call.status($0) != nil }
      try call.write("\(name):\(paths.map { " \($0)" }.joined())\n")
    }
    return 0
  }
}
