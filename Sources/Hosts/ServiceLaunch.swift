import Simulation

// What happens between "start this unit" and its running main process.
extension Host {
  mutating func launch(_ unit: Unit, at now: Instant) -> [ServiceAction] {
    var state = systemd.state(of: unit.name)
    guard unit.suffix == "service" else {
      state.activity = .active
      state.detail = Self.restingDetail(of: unit.suffix)
      state.since = now
      systemd.states[unit.name] = state
      return []
    }
    if let missing = failedCondition(of: unit) {
      let text = "\(unit.name) - \(unit.description) was skipped because of an unmet condition check (\(missing))."
      journal.systemd(text, unit: unit.name, at: now)
      return []
    }
    guard isWithinStartLimit(unit, &state, at: now) else {
      journal.systemd("\(unit.name): Start request repeated too quickly.", unit: unit.name, at: now, priority: 4)
      let result = state.result == "success" ? "start-limit-hit" : state.result
      journal.systemd("\(unit.name): Failed with result '\(result)'.", unit: unit.name, at: now, priority: 4)
      journal.systemd(
        "Failed to start \(unit.name) - \(unit.description).", unit: unit.name, at: now, priority: 3)
      state.activity = .failed
      state.detail = "failed"
      state.result = result
      state.since = now
      systemd.states[unit.name] = state
      return []
    }
    return execute(unit, state, at: now)
  }

  private mutating func execute(_ unit: Unit, _ old: UnitState, at now: Instant) -> [ServiceAction] {
    var state = old
    let isQuiet = unit.type == "simple" || unit.type == "exec" || unit.type == "idle"
    if !isQuiet {
      journal.systemd("Starting \(unit.name) - \(unit.description)...", unit: unit.name, at: now)
    }
    let environment = serviceEnvironment(of: unit)
    let line = unit.expand(unit.file.values("Service", "ExecStart").first ?? "", host: name)
    let command = ExecCommand(line, environment: environment)
    var account = account(id: 0)
    if let user = unit.file.value("Service", "User") { account = self.account(named: user) }
    let user = account?.id ?? 0
    let pid = processes.start(
      ProcessEntry(
        user: user, arguments: command.arguments, owner: .service(unit.name), started: now, state: "Ssl", load: 0.002,
        residentKiB: 12_000, virtualKiB: 240_000, threads: 8))
    state.mainPID = pid
    state.lastPID = pid
    state.lastCommand = command.arguments
    state.lastStart = now
    state.lastExit = nil
    state.activity = isQuiet || unit.type == "forking" ? .active : .activating
    state.detail = state.activity == .active ? "running" : "start"
    state.since = now
    state.result = "success"
    let mustNotify = unit.type == "notify" || unit.type == "dbus"
    if mustNotify {
      let patience = unitSeconds(unit.file.value("Service", "TimeoutStartSec") ?? "90")
      state.readyDue = patience.map { now + .seconds($0 == 0 ? 1e9 : $0) }
    }
    systemd.states[unit.name] = state
    if state.activity == .active {
      journal.systemd("Started \(unit.name) - \(unit.description).", unit: unit.name, at: now)
    }
    if let failure = spawnFailure(unit, command, knowsUser: account != nil) {
      let entry = Journal.Entry(
        time: now, unit: unit.name,
        identifier: "(\(String((command.path.split(separator: "/").last ?? "").prefix(8))))",
        pid: pid, priority: 3, text: failure.text)
      journal.append(entry)
      return serviceExited(unit.name, .code(failure.code), at: now)
    }
    return [
      .started(
        unit: unit.name, pid: pid, arguments: command.arguments, environment: environment, user: user,
        mustNotify: mustNotify)
    ]
  }

  /// Why the program cannot even be executed.
  private func spawnFailure(
    _ unit: Unit, _ command: ExecCommand, knowsUser: Bool
  ) -> (code: Int, text: String)? {
    guard knowsUser else {
      let text = "\(unit.name): Failed to determine user credentials: No such process"
      return (217, text)
    }
    let path = command.path.hasPrefix("/") ? command.path : "/usr/bin/\(command.path)"
    guard let inode = try? files.status(path, by: .root) else {
      return (203, "\(unit.name): Failed at step EXEC spawning \(command.path): No such file or directory")
    }
    guard inode.isFile, inode.mode & 0o111 != 0 else {
      return (203, "\(unit.name): Failed at step EXEC spawning \(command.path): Permission denied")
    }
    return nil
  }

  /// What the process gets to see: `Environment=`, then the files of `EnvironmentFile=`.
  public func serviceEnvironment(of unit: Unit) -> [String: String] {
    var variables: [String: String] = [
      "LANG": "C.UTF-8", "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin",
    ]
    for line in unit.file.values("Service", "Environment") {
      for word in ExecCommand.split(unit.expand(line, host: name)) {
        guard let equals = word.firstIndex(of: "=") else { continue }
        variables[String(word[..<equals])] = String(word[word.index(after: equals)...])
      }
    }
    for path in unit.file.values("Service", "EnvironmentFile") {
      let bare = path.hasPrefix("-") ? String(path.dropFirst()) : path
      for (name, value) in EnvironmentFile.parse(files.text(bare) ?? "") { variables[name] = value }
    }
    return variables
  }

  private func failedCondition(of unit: Unit) -> String? {
    for condition in unit.file.values("Unit", "ConditionPathExists") {
      let isNegated = condition.hasPrefix("!")
      let path = isNegated ? String(condition.dropFirst()) : condition
      if files.exists(path, by: .root) == isNegated { return "ConditionPathExists=\(condition)" }
    }
    return nil
  }

  /// At most `StartLimitBurst` starts within `StartLimitIntervalSec` (5 in 10 s; 0 for no limit).
  private func isWithinStartLimit(_ unit: Unit, _ state: inout UnitState, at now: Instant) -> Bool {
    let interval =
      unit.file.value("Unit", "StartLimitIntervalSec") ?? unit.file.value("Service", "StartLimitInterval")
      ?? unit.file.value("Unit", "StartLimitInterval") ?? "10s"
    guard let seconds = unitSeconds(interval), seconds > 0 else { return true }
    let burst = Int(unit.file.value("Unit", "StartLimitBurst") ?? unit.file.value("Service", "StartLimitBurst") ?? "5")
    state.starts.removeAll { (now - $0).seconds > seconds }
    guard state.starts.count < burst ?? 5 else { return false }
    state.starts.append(now)
    return true
  }

  /// What a unit that is no service is while it is active.
  static func restingDetail(of suffix: String) -> String {
    switch suffix {
    case "socket": "listening"
    case "mount": "mounted"
    case "timer": "waiting"
    case "device": "plugged"
    case "scope": "running"
    case "path": "waiting"
    default: "active"
    }
  }
}
