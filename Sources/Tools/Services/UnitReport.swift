import Hosts
import Simulation
import World

/// Verbs that tell of units.
struct UnitReport {
  private let call: Call
  private let colours: Bool

  init(_ call: Call) {
    self.call = call
    colours = call.process.output.isTerminal
  }

  private func unit(_ name: String) -> UnitStatus? {
    let lines = call["n"].flatMap { Int($0) } ?? 10
    return call.process.stage.world.hosts[call.process.hostName]?.unitStatus(name, at: call.process.now, logLines: lines)
  }

  private func dress(_ text: String, _ code: String) -> String { colours ? "\u{1b}[0;1;\(code)m\(text)\u{1b}[0m" : text }

  // MARK: status

  func status(_ names: [String]) throws -> Int32 {
    var text = ""
    var result: Int32 = 0
    var isFirst = true
    for name in names {
      guard let unit = unit(name) else { continue }
      if unit.unit.loadState == .notFound && unit.state.activity == .inactive {
        try call.process.printError("Unit \(name) could not be found.\n")
        result = 4
        continue
      }
      if unit.needsReload { try call.process.printError("\(Host.reloadWarning(name))\n") }
      text += "\(isFirst ? "" : "\n")\(describe(unit))"
      isFirst = false
      if unit.state.activity != .active && unit.state.activity != .activating { result = max(result, 3) }
      if unit.state.activity == .activating { result = max(result, 3) }
    }
    if colours && !call.has("l") { text = chopped(text) }
    call.status = result
    if call.has("no-pager") {
      try call.write(text)
      return result
    }
    return try Pagers.page(Array(text.utf8), isShortPrinted: true, call)
  }

  private func chopped(_ text: String) -> String {
    let columns = call.process.stage.terminal.columns
    return text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
      line.count > columns && !line.contains("\u{1b}") ? "\(line.prefix(columns - 1))…" : String(line)
    }.joined(separator: "\n")
  }

  private func describe(_ status: UnitStatus) -> String {
    let (unit, state) = (status.unit, status.state)
    var text = "\(dot(state)) \(unit.name) - \(unit.description)\n"
    text += "     Loaded: \(loaded(status))\n"
    text += dropIns(unit)
    text += "     Active: \(activity(state))\n"
    for line in unit.documentation.enumerated() {
      text += "\(line.offset == 0 ? "       Docs:" : "            ") \(line.element)\n"
    }
    if let exit = state.lastExit, state.mainPID == nil, let pid = state.lastPID {
      text += "    Process: \(pid) ExecStart=\(state.lastCommand.joined(separator: " ")) (\(exit.text))\n"
    }
    if let pid = state.mainPID, let process = status.processes.first(where: { $0.pid == pid }) {
      text += "   Main PID: \(pid) (\(process.name))\n"
    } else if let exit = state.lastExit, let pid = state.lastPID {
      text += "   Main PID: \(pid) (\(exit.text))\n"
    }
    if !status.processes.isEmpty {
      text += "      Tasks: \(status.tasks) (limit: 4652)\n"
      text += "     Memory: \(memory(status.memoryKiB))\n"
    }
    if !status.processes.isEmpty || state.lastExit != nil { text += "        CPU: \(SpanText.long(status.processorTime))\n" }
    if !status.processes.isEmpty {
      text += "     CGroup: /system.slice/\(unit.name)\n"
      for (index, process) in status.processes.enumerated() {
        let mark = index + 1 == status.processes.count ? "└─" : "├─"
        text += "             \(mark)\(process.pid) \(process.commandLine)\n"
      }
    }
    if !status.log.isEmpty {
      text += "\n"
      for entry in status.log { text += "\(JournalText.short(entry, call.process))\n" }
    }
    return text
  }

  private func dot(_ state: UnitState) -> String {
    switch state.activity {
    case .active: dress("●", "32")
    case .activating, .deactivating: dress("●", "33")
    case .failed: dress("×", "31")
    case .inactive: "○"
    }
  }

  private func loaded(_ status: UnitStatus) -> String {
    switch status.unit.loadState {
    case .notFound: return "not-found (Reason: Unit \(status.unit.name) not found.)"
    case .masked: return "masked (Reason: Unit \(status.unit.name) is masked.)"
    case .badSetting: return "bad-setting (Reason: Unit \(status.unit.name) has a bad unit file setting.)"
    case .loaded:
      let path = status.unit.path ?? ""
      return status.enablement.isEmpty ? "loaded (\(path))" : "loaded (\(path); \(status.enablement); preset: enabled)"
    }
  }

  private func dropIns(_ unit: Unit) -> String {
    var text = ""
    var directories: [String] = []
    for path in unit.dropIns where !directories.contains(Paths.directory(path)) { directories.append(Paths.directory(path)) }
    for (index, directory) in directories.enumerated() {
      text += "\(index == 0 ? "    Drop-In:" : "            ") \(directory)\n"
      let names = unit.dropIns.filter { Paths.directory($0) == directory }.map { Paths.base($0) }
      text += "             └─\(names.joined(separator: ", "))\n"
    }
    return text
  }

  private func activity(_ state: UnitState) -> String {
    let shown = "\(state.activity.rawValue) (\(state.detail))"
    var text: String
    switch state.activity {
    case .active: text = dress(shown, "32")
    case .failed: text = "\(dress("failed", "31")) (Result: \(state.result))"
    case .activating where state.detail == "auto-restart":
      text = "\(dress("activating", "33")) (auto-restart) (Result: \(state.result))"
    case .activating, .deactivating: text = dress(shown, "33")
    case .inactive: text = shown
    }
    if let since = state.since {
      let wall = call.process.stage.world.wall(at: since)
      text += " since \(Calendar.format("%a %Y-%m-%d %H:%M:%S %Z", wall)); \(SpanText.ago(call.process.now - since))"
    }
    return text
  }

  private func memory(_ kibibytes: Int) -> String {
    let tenths = kibibytes * 10 / 1024
    return kibibytes < 1024 ? "\(kibibytes).0K" : kibibytes < 1 << 20 ? "\(tenths / 10).\(tenths % 10)M" : "\(NumberFormat.fixed(Double(kibibytes) / 1_048_576, 1))G"
  }

  // MARK: Questions

  func question(_ verb: String, _ names: [String]) throws -> Int32 {
    var anyYes = false
    var worst: Int32 = 0
    for name in names {
      guard let status = unit(name) else { continue }
      switch verb {
      case "is-active", "is-failed":
        let word = status.state.activity.rawValue
        if !call.has("q") { try call.write("\(word)\n") }
        let isYes = verb == "is-active" ? word == "active" : word == "failed"
        anyYes = anyYes || isYes
        if !isYes { worst = verb == "is-active" ? (status.unit.loadState == .notFound ? 4 : 3) : 1 }
      default:
        if status.unit.loadState == .notFound && status.enablement.isEmpty {
          try call.process.printError("Failed to get unit file state for \(name): No such file or directory\n")
          worst = 1
        } else {
          if !call.has("q") { try call.write("\(status.enablement)\n") }
          let isYes = ["enabled", "static", "alias", "indirect", "generated"].contains(status.enablement)
          anyYes = anyYes || isYes
          if !isYes { worst = 1 }
        }
      }
    }
    return anyYes ? 0 : worst == 4 ? 3 : worst
  }

  func show(_ names: [String]) throws -> Int32 {
    for name in names.isEmpty ? ["-.slice"] : names {
      guard let status = unit(name) else { continue }
      let wanted = call.arguments.options.filter { $0.key == "p" || $0.key == "P" }.flatMap { ($0.value ?? "").split(separator: ",").map { String($0) } }
      for (key, value) in properties(status) where wanted.isEmpty || wanted.contains(key) {
        try call.write(call.has("value") || call.has("P") ? "\(value)\n" : "\(key)=\(value)\n")
      }
    }
    return 0
  }

  private func properties(_ status: UnitStatus) -> [(String, String)] {
    let (unit, state) = (status.unit, status.state)
    func moment(_ instant: Instant?) -> String {
      instant.map { Calendar.format("%a %Y-%m-%d %H:%M:%S %Z", call.process.stage.world.wall(at: $0)) } ?? ""
    }
    return [
      ("Type", unit.type), ("Restart", unit.file.value("Service", "Restart") ?? "no"), ("NRestarts", String(state.restarts)),
      ("MainPID", String(state.mainPID ?? 0)), ("Result", state.result), ("ExecMainStartTimestamp", moment(state.lastStart)),
      ("ExecMainPID", String(state.lastPID ?? 0)), ("MemoryCurrent", status.processes.isEmpty ? "[not set]" : String(status.memoryKiB * 1024)),
      ("TasksCurrent", status.processes.isEmpty ? "[not set]" : String(status.tasks)), ("Id", unit.name), ("Names", unit.name),
      ("Description", unit.description), ("LoadState", unit.loadState.rawValue), ("ActiveState", state.activity.rawValue),
      ("SubState", state.detail), ("FragmentPath", unit.path ?? ""), ("DropInPaths", unit.dropIns.joined(separator: " ")),
      ("UnitFileState", status.enablement), ("UnitFilePreset", "enabled"), ("NeedDaemonReload", status.needsReload ? "yes" : "no"),
      ("ActiveEnterTimestamp", state.activity == .active ? moment(state.since) : ""),
      ("Environment", unit.file.values("Service", "Environment").joined(separator: " ")),
      ("ExecStart", unit.file.value("Service", "ExecStart") ?? ""),
    ]
  }

  func files(_ names: [String]) throws -> Int32 {
    var text = ""
    for name in names {
      guard let status = unit(name), let path = status.unit.path else {
        try call.process.printError("No files found for \(name).\n")
        call.status = 1
        continue
      }
      for file in [path] + status.unit.dropIns {
        if !text.isEmpty { text += "\n" }
        text += "# \(file)\n\((try? call.process.files.read(file, by: .root))?.text ?? "")"
      }
    }
    if call.has("no-pager") {
      try call.write(text)
      return call.status
    }
    return try Pagers.page(Array(text.utf8), isShortPrinted: true, call)
  }
}

/// Spans of time in systemd's words.
enum SpanText {
  /// `2min 3s ago`.
  static func ago(_ span: Span) -> String {
    let seconds = Int(span.seconds)
    let (minute, hour, day) = (60, 3600, 86400)
    func plural(_ count: Int, _ word: String) -> String { "\(count) \(word)\(count == 1 ? "" : "s")" }
    switch seconds {
    case (365 * day)...: return "\(plural(seconds / (365 * day), "year")) \(plural(seconds % (365 * day) / (30 * day), "month")) ago"
    case (30 * day)...: return "\(plural(seconds / (30 * day), "month")) \(plural(seconds % (30 * day) / day, "day")) ago"
    case (7 * day)...: return "\(plural(seconds / (7 * day), "week")) \(plural(seconds % (7 * day) / day, "day")) ago"
    case (2 * day)...: return "\(seconds / day) days ago"
    case (25 * hour)...: return "1 day \(seconds % day / hour)h ago"
    case (6 * hour)...: return "\(seconds / hour)h ago"
    case hour...: return "\(seconds / hour)h \(seconds % hour / minute)min ago"
    case (5 * minute)...: return "\(seconds / minute)min ago"
    case minute...: return "\(seconds / minute)min \(seconds % minute)s ago"
    case 1...: return "\(seconds)s ago"
    default: return span.nanoseconds > 1_000_000 ? "\(span.nanoseconds / 1_000_000)ms ago" : "now"
    }
  }

  /// `1min 2.345s`.
  static func long(_ span: Span) -> String {
    let seconds = span.seconds
    if seconds < 1 { return "\(span.nanoseconds / 1_000_000)ms" }
    if seconds < 60 { return "\(NumberFormat.fixed(seconds, 3))s" }
    if seconds < 3600 { return "\(Int(seconds) / 60)min \(NumberFormat.fixed(seconds.truncatingRemainder(dividingBy: 60), 3))s" }
    return "\(Int(seconds) / 3600)h \(Int(seconds) % 3600 / 60)min \(NumberFormat.fixed(seconds.truncatingRemainder(dividingBy: 60), 3))s"
  }
}
