import Hosts
import Simulation
import World

/// journalctl: what services and the kernel have said.
enum Journalctl: HostTool {
  static let manual = Manual(
    "journalctl", "show what services and the kernel have said", usage: ["[OPTIONS...] [MATCHES...]"],
    options: [
      Option("-u, --unit=UNIT", "of this unit"), Option("-n, --lines[=N]", "the newest N lines (10)"),
      Option("-f, --follow", "wait for more, and show it"), Option("-e, --pager-end", "begin at the end"),
      Option("-x, --catalog", "accepted"), Option("-r, --reverse", "the newest first"),
      Option("-p, --priority=RANGE", "at least as important: emerg alert crit err warning notice info debug, or 0 to 7"),
      Option("-S, --since=DATE", "from then on"), Option("-U, --until=DATE", "up to then"),
      Option("-b, --boot[=ID]", "of this boot"), Option("-k, --dmesg", "of the kernel"),
      Option("-t, --identifier=NAME", "of this program"), Option("-g, --grep=PATTERN", "that match"),
      Option("-o, --output=FORMAT", "short, short-iso, short-precise, cat, json"), Option("-q, --quiet", "no notices"),
      Option("-a, --all", "accepted"), Option("-l, --full", "accepted"), Option("--no-full", "accepted"),
      Option("--no-pager", "no pager"), Option("--no-hostname", "without the host's name"), Option("--utc", "accepted"),
      Option("--no-tail", "with -f, all lines first"), Option("--system", "accepted"), Option("-m, --merge", "accepted"),
      Option("--case-sensitive[=BOOLEAN]", "accepted"),
      .missing("--user"), .missing("-c, --cursor=CURSOR"), .missing("--disk-usage"), .missing("--vacuum-size=BYTES"),
      .missing("--vacuum-time=TIME"), .missing("--list-boots"), .missing("-D, --directory=PATH"), .missing("-F, --field=FIELD"),
    ], package: "systemd", version: "252 (252.30-1~deb12u2)", hint: .none)

  static func run(_ process: Process) throws -> Int32 {
    // -n may have its number apart.
    var words: [String] = []
    var left = process.arguments[...]
    while let word = left.popFirst() {
      let takesNumber = word.hasPrefix("-") && !word.hasPrefix("--") && word.last == "n" || word == "--lines"
      if takesNumber, let next = left.first, Int(next) != nil || next == "all" {
        words.append(word == "--lines" ? "--lines=\(next)" : "\(word)\(next)")
        left.removeFirst()
      } else {
        words.append(word)
      }
    }
    process.arguments = words
    return try runParsed(process)
  }

  static func main(_ call: Call) throws -> Int32 {
    let process = call.process
    let groups = Accounts(process)
    let who = process.credentials
    let mayRead = who.user == 0 || (who.groups + [who.group]).contains { ["adm", "systemd-journal"].contains(groups.groupName($0)) }
    guard mayRead else {
      if !call.has("q") {
        try process.printError(
          "Hint: You are currently not seeing messages from other users and the system.\n      Users in groups 'adm', 'systemd-journal' can see all messages.\n      Pass -q to turn off this notice.\n")
      }
      try process.printError("No journal files were opened due to insufficient permissions.\n")
      return 1
    }
    let filter = try JournalFilter(call)
    guard let journal = process.stage.world.hosts[process.hostName]?.journal else { return 1 }
    var entries = journal.entries.all.filter(filter.accepts)
    let limit = try limit(call)
    if let limit { entries = Array(entries.suffix(limit)) }
    if call.has("r") { entries.reverse() }
    guard call.has("f") else {
      if entries.isEmpty {
        if !call.has("q") { try call.write("-- No entries --\n") }
        return call.has("g") ? 1 : 0
      }
      var text: [UInt8] = []
      for entry in entries { text += Array("\(JournalText.line(entry, call))\n".utf8) }
      if call.has("no-pager") {
        try call.write(text)
        return 0
      }
      return try Pagers.page(text, isShortPrinted: true, call)
    }
    for entry in entries { try call.write("\(JournalText.line(entry, call))\n") }
    try follow(from: journal.entries.total, filter, call)
  }

  private static func limit(_ call: Call) throws -> Int? {
    guard call.has("n") || call.has("f") && !call.has("no-tail") || call.has("e") else { return nil }
    guard call.has("n") else { return call.has("e") ? 1000 : 10 }
    guard let text = call["n"] else { return 10 }
    if text == "all" { return nil }
    guard let number = Int(text), number >= 0 else { throw ToolFailure("Failed to parse lines '\(text)'") }
    return number
  }

  private static func follow(from start: Int, _ filter: JournalFilter, _ call: Call) throws -> Never {
    var seen = start
    while true {
      try call.flush()
      try call.process.waitForChange()
      guard let journal = call.process.stage.world.hosts[call.process.hostName]?.journal else { continue }
      for entry in journal.entries.since(seen) where filter.accepts(entry) {
        try call.write("\(JournalText.line(entry, call))\n")
      }
      seen = journal.entries.total
    }
  }
}

/// Which entries are wanted.
struct JournalFilter {
  private let units: [String]
  private let identifiers: [String]
  private let priorities: ClosedRange<Int>
  private let since: Instant?
  private let until: Instant?
  private let kernelOnly: Bool
  private let pattern: Regex?
  private let matches: [(key: String, value: String)]

  init(_ call: Call) throws {
    units = call.arguments.all("u").map { $0.contains("*") ? $0 : Host.unitName($0) }
    identifiers = call.arguments.all("t")
    priorities = try Self.range(call["p"])
    kernelOnly = call.has("k")
    since = try Self.moment(call["S"], call)
    until = try Self.moment(call["U"], call)
    do {
      pattern = try call["g"].map { try Regex($0, extended: true, ignoresCase: $0 == $0.lowercased()) }
    } catch let error as Regex.Invalid {
      throw ToolFailure("Bad pattern: \(error.message)")
    }
    matches = try call.operands.map { word in
      guard let mark = word.firstIndex(of: "=") else {
        throw ToolFailure("Failed to add match '\(word)': Invalid argument")
      }
      return (String(word[..<mark]), String(word[word.index(after: mark)...]))
    }
  }

  private static let names = ["emerg", "alert", "crit", "err", "warning", "notice", "info", "debug"]

  private static func range(_ text: String?) throws -> ClosedRange<Int> {
    guard let text else { return 0...7 }
    func level(_ word: String) throws -> Int {
      let known = ["error": 3, "warn": 4, "panic": 0][word] ?? names.firstIndex(of: word) ?? Int(word)
      guard let known, (0...7).contains(known) else { throw ToolFailure("Unknown log level \(word)") }
      return known
    }
    if let dots = text.range(of: "..") {
      let (a, b) = (try level(String(text[..<dots.lowerBound])), try level(String(text[dots.upperBound...])))
      return min(a, b)...max(a, b)
    }
    return 0...(try level(text))
  }

  private static func moment(_ text: String?, _ call: Call) throws -> Instant? {
    guard let text else { return nil }
    var words = text.trimmingBlanks()
    // systemd writes spans as -5min and "5min ago", with units that date(1) does not know.
    if words.hasPrefix("-") { words = "\(words.dropFirst()) ago" }
    if words.hasSuffix(" ago") {
      let units = ["s": "sec", "m": "min", "h": "hour", "d": "day", "w": "week", "hr": "hour", "M": "month", "y": "year"]
      var separated = ""
      for character in words.dropLast(4) {
        if let last = separated.last, last.isNumber != character.isNumber, last != " " { separated.append(" ") }
        separated.append(character)
      }
      let spans = separated.split(separator: " ").map { units[String($0)] ?? String($0) }
      words = stride(from: 0, to: spans.count - 1, by: 2).map { "\(spans[$0]) \(spans[$0 + 1]) ago" }.joined(separator: " ")
    }
    guard let wall = DateText.parse(words, now: call.process.wall) else {
      throw ToolFailure("Failed to parse timestamp: \(text)")
    }
    let isDay = text == "today" || text == "yesterday" || text == "tomorrow"
    let (year, month, day) = wall.date
    return call.process.stage.world.instant(of: isDay ? WallTime(year: year, month: month, day: day) : wall)
  }

  func accepts(_ entry: Journal.Entry) -> Bool {
    if !units.isEmpty, !units.contains(where: { unit in unit == entry.unit || Glob(unit).matches(entry.unit ?? "") }) { return false }
    if !identifiers.isEmpty, !identifiers.contains(entry.identifier) { return false }
    if kernelOnly, entry.identifier != "kernel" { return false }
    guard priorities.contains(entry.priority) else { return false }
    if let since, entry.time < since { return false }
    if let until, entry.time > until { return false }
    if let pattern, !pattern.matches(ArraySlice(entry.text.utf8)) { return false }
    for (key, value) in matches {
      switch key {
      case "_SYSTEMD_UNIT": if entry.unit != value { return false }
      case "_PID": if entry.pid.map({ String($0) }) != value { return false }
      case "SYSLOG_IDENTIFIER", "_COMM": if entry.identifier != value { return false }
      case "PRIORITY": if String(entry.priority) != value { return false }
      default: return false
      }
    }
    return true
  }
}

/// Entries of the journal as lines.
enum JournalText {
  static func short(_ entry: Journal.Entry, _ process: Process) -> String {
    line(entry, process, "%b %d %H:%M:%S", withHost: true)
  }

  static func line(_ entry: Journal.Entry, _ call: Call) -> String {
    let withHost = !call.has("no-hostname")
    switch call["o"] ?? "short" {
    case "cat": return entry.text
    case "short-iso": return line(entry, call.process, "%Y-%m-%dT%H:%M:%S%z", withHost: withHost)
    case "short-precise":
      let wall = call.process.stage.world.wall(at: entry.time)
      let micro = String(wall.nanosecond / 1000).padded(to: 6, with: "0")
      return line(entry, call.process, "%b %d %H:%M:%S.\(micro)", withHost: withHost)
    case "short-full": return line(entry, call.process, "%a %Y-%m-%d %H:%M:%S %Z", withHost: withHost)
    case "json":
      let wall = call.process.stage.world.wall(at: entry.time)
      func quoted(_ text: String) -> String { Quoted.c(text) }
      var fields = ["\"__REALTIME_TIMESTAMP\":\"\(wall.unixNanoseconds / 1000)\"", "\"PRIORITY\":\"\(entry.priority)\""]
      fields.append("\"_HOSTNAME\":\(quoted(call.process.hostName))")
      if let unit = entry.unit { fields.append("\"_SYSTEMD_UNIT\":\(quoted(unit))") }
      if let pid = entry.pid { fields.append("\"_PID\":\"\(pid)\"") }
      fields += ["\"SYSLOG_IDENTIFIER\":\(quoted(entry.identifier))", "\"MESSAGE\":\(quoted(entry.text))"]
      return "{\(fields.joined(separator: ","))}"
    default: return line(entry, call.process, "%b %d %H:%M:%S", withHost: withHost)
    }
  }

  private static func line(_ entry: Journal.Entry, _ process: Process, _ format: String, withHost: Bool) -> String {
    let time = Calendar.format(format, process.stage.world.wall(at: entry.time))
    let host = withHost ? " \(process.hostName)" : ""
    let pid = entry.pid.map { "[\($0)]" } ?? ""
    return "\(time)\(host) \(entry.identifier)\(pid): \(entry.text)"
  }
}
