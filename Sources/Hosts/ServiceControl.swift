public import Simulation

// Starting and stopping of units, in the way and with the words of systemd 252.
extension Host {
  /// The unit as loaded; reads it where that has not happened yet.
  public mutating func loadUnit(_ name: String) -> Unit {
    if let unit = systemd.units[name] { return unit }
    let unit = readUnit(name)
    if unit.loadState != .notFound { systemd.units[name] = unit }
    return unit
  }

  /// `systemctl daemon-reload`: reads all unit files anew.
  public mutating func reloadUnits(at now: Instant) {
    journal.systemd("Reloading.", unit: nil, at: now)
    for name in Array(systemd.units.keys) {
      let unit = readUnit(name)
      systemd.units[name] = unit.loadState == .notFound ? nil : unit
      for complaint in unit.file.complaints { journal.systemd(complaint, unit: name, at: now, priority: 4) }
    }
  }

  /// Starts a unit and what it requires. A running one is left alone.
  public mutating func startUnit(_ name: String, at now: Instant) -> [ServiceAction] {
    let unit = loadUnit(name)
    guard unit.loadState == .loaded else { return [] }
    let state = systemd.state(of: name)
    if state.activity == .active || (state.activity == .activating && state.mainPID != nil) { return [] }
    var actions: [ServiceAction] = []
    for needed in unit.file.words("Unit", "Requires") + unit.file.words("Unit", "Wants") where needed != name {
      if systemd.state(of: needed).activity == .inactive { actions += startUnit(needed, at: now) }
    }
    systemd.states[name]?.restartDue = nil
    systemd.states[name]?.restarts = 0
    return actions + launch(unit, at: now)
  }

  /// Stops a unit; what restarts by itself does so no more.
  public mutating func stopUnit(_ name: String, at now: Instant) -> [ServiceAction] {
    let unit = loadUnit(name)
    var state = systemd.state(of: name)
    guard state.activity != .inactive else { return [] }
    var actions: [ServiceAction] = []
    if state.activity == .failed {
      state.activity = .inactive
      state.detail = "dead"
      systemd.states[name] = state
      return []
    }
    journal.systemd("Stopping \(unit.name) - \(unit.description)...", unit: name, at: now)
    if let pid = state.mainPID {
      actions.append(.stopped(unit: name, pid: pid))
      endProcess(pid)
      state.lastExit = .code(0)
    }
    for process in processes.owned(by: .service(name)) { endProcess(process.pid) }
    state.mainPID = nil
    state.restartDue = nil
    state.readyDue = nil
    state.activity = .inactive
    state.detail = "dead"
    state.result = "success"
    state.since = now
    systemd.states[name] = state
    if unit.suffix == "service" { journal.systemd("\(name): Deactivated successfully.", unit: name, at: now) }
    journal.systemd("Stopped \(unit.name) - \(unit.description).", unit: name, at: now)
    return actions
  }

  public mutating func restartUnit(_ name: String, at now: Instant) -> [ServiceAction] {
    let stopped = stopUnit(name, at: now)
    return stopped + startUnit(name, at: now)
  }

  /// A service that has to say so is ready to work.
  public mutating func serviceIsReady(_ name: String, at now: Instant) {
    guard var state = systemd.states[name], state.activity == .activating, state.mainPID != nil else { return }
    state.activity = .active
    state.detail = "running"
    state.readyDue = nil
    state.since = now
    systemd.states[name] = state
    journal.systemd("Started \(name) - \(loadUnit(name).description).", unit: name, at: now)
  }

  /// The main process of a service ended by itself, or was killed. What comes next is up to `Restart=`.
  public mutating func serviceExited(_ name: String, _ status: ExitStatus, at now: Instant) -> [ServiceAction] {
    let unit = loadUnit(name)
    guard var state = systemd.states[name], let pid = state.mainPID else { return [] }
    endProcess(pid)
    state.mainPID = nil
    state.readyDue = nil
    state.lastExit = status
    let isClean = status.isSuccess
    if unit.type == "oneshot", isClean { return finishOneshot(unit, state, at: now) }
    if case .code(0) = status {
    } else {
      journal.systemd("\(name): Main process exited, \(status.text)", unit: name, at: now, priority: isClean ? 6 : 5)
    }
    if isClean {
      state.result = "success"
      journal.systemd("\(name): Deactivated successfully.", unit: name, at: now)
    } else {
      state.result = status.kind == "exited" ? "exit-code" : "signal"
      journal.systemd("\(name): Failed with result '\(state.result)'.", unit: name, at: now, priority: 4)
    }
    systemd.states[name] = state
    settle(unit, isClean: isClean, status, at: now)
    return []
  }

  /// Does what is due: restarts, and the end of the patience with services that are not ready.
  public mutating func workOffServices(at now: Instant) -> [ServiceAction] {
    var actions: [ServiceAction] = []
    for name in systemd.states.keys.sorted() {
      let state = systemd.state(of: name)
      if let due = state.restartDue, due <= now {
        systemd.states[name]?.restartDue = nil
        systemd.states[name]?.restarts += 1
        let count = state.restarts + 1
        journal.systemd("\(name): Scheduled restart job, restart counter is at \(count).", unit: name, at: now)
        let unit = loadUnit(name)
        journal.systemd("Stopped \(name) - \(unit.description).", unit: name, at: now)
        actions += launch(unit, at: now)
      } else if let due = state.readyDue, due <= now, let pid = state.mainPID {
        let unit = loadUnit(name)
        actions.append(.stopped(unit: name, pid: pid))
        endProcess(pid)
        journal.systemd("\(name): start operation timed out. Terminating.", unit: name, at: now, priority: 4)
        journal.systemd("\(name): Failed with result 'timeout'.", unit: name, at: now, priority: 4)
        journal.systemd("Failed to start \(name) - \(unit.description).", unit: name, at: now, priority: 3)
        systemd.states[name]?.mainPID = nil
        systemd.states[name]?.readyDue = nil
        systemd.states[name]?.result = "timeout"
        settle(unit, isClean: false, .signal(15), at: now)
      }
    }
    return actions
  }

  /// Forgets that a unit has failed (`systemctl reset-failed`).
  public mutating func resetFailed(_ name: String) {
    systemd.states[name]?.starts = []
    guard systemd.state(of: name).activity == .failed else { return }
    systemd.states[name]?.activity = .inactive
    systemd.states[name]?.detail = "dead"
    systemd.states[name]?.result = "success"
  }

  /// Decides after an end whether the service restarts, has failed, or rests.
  private mutating func settle(_ unit: Unit, isClean: Bool, _ status: ExitStatus, at now: Instant) {
    var state = systemd.state(of: unit.name)
    state.since = now
    let isSignal = status.kind == "killed"
    let restarts =
      switch unit.file.value("Service", "Restart") ?? "no" {
      case "always": true
      case "on-success": isClean
      case "on-failure": !isClean
      case "on-abnormal", "on-abort": !isClean && isSignal
      default: false
      }
    if restarts {
      state.activity = .activating
      state.detail = "auto-restart"
      let wait = unitSeconds(unit.file.value("Service", "RestartSec") ?? "100ms") ?? 0.1
      state.restartDue = now + .seconds(wait)
    } else {
      state.activity = isClean ? .inactive : .failed
      state.detail = isClean ? "dead" : "failed"
    }
    systemd.states[unit.name] = state
  }

  private mutating func finishOneshot(_ unit: Unit, _ old: UnitState, at now: Instant) -> [ServiceAction] {
    var state = old
    state.result = "success"
    state.activity = unit.remainsAfterExit ? .active : .inactive
    state.detail = unit.remainsAfterExit ? "exited" : "dead"
    state.since = now
    systemd.states[unit.name] = state
    if !unit.remainsAfterExit {
      journal.systemd("\(unit.name): Deactivated successfully.", unit: unit.name, at: now)
    }
    journal.systemd("Finished \(unit.name) - \(unit.description).", unit: unit.name, at: now)
    return []
  }
}
