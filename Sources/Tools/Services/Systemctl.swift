import Hosts
import Simulation
import World

/// systemctl: services of the host.
enum Systemctl: HostTool {
  static let manual = Manual(
    "systemctl", "look at and control services", usage: ["[OPTIONS...] COMMAND ..."],
    options: [
      Option("-t, --type=TYPE", "only units of this type"), Option("--state=STATE", "only units in this state"),
      Option("--failed", "only units that have failed"), Option("-p, --property=NAME", "only these properties"),
      Option("-P NAME", "only the value of this property"), Option("--value", "only values"), Option("-a, --all", "all units"), Option("-l, --full", "whole lines"),
      Option("-n, --lines=N", "so many lines of the journal"), Option("-o, --output=FORMAT", "accepted"),
      Option("-q, --quiet", "no output"), Option("--no-pager", "no pager"), Option("--no-legend", "no header and footer"),
      Option("--now", "with enable and disable: start or stop, too"), Option("-f, --force", "accepted"),
      Option("-s, --signal=SIGNAL", "with kill: the signal"), Option("--kill-whom=WHOM", "accepted"), Option("--plain", "accepted"),
      Option("--no-block", "accepted"), Option("--no-ask-password", "accepted"), Option("--system", "accepted"),
      Option("-r, --recursive", "accepted"), Option("--show-types", "accepted"),
      .missing("--user"), .missing("-H, --host=HOST"), .missing("-M, --machine=CONTAINER"), .missing("--root=PATH"),
    ],
    notes: """
      Commands: status start stop restart reload try-restart enable disable mask unmask is-active is-enabled is-failed
      daemon-reload show cat list-units list-unit-files reset-failed kill edit
      """, package: "systemd", version: "252 (252.30-1~deb12u2)", hint: .none)

  static func main(_ call: Call) throws -> Int32 {
    var words = call.operands[...]
    let verb = words.popFirst() ?? "list-units"
    guard call.process.container == nil else {
      try call.process.printError(
        "System has not been booted with systemd as init system (PID 1). Can't operate.\nFailed to connect to bus: Host is down\n")
      return 1
    }
    let names = words.map { Host.unitName($0) }
    switch verb {
    case "list-units": return try UnitListing(call).units(Array(words))
    case "list-unit-files": return try UnitListing(call).unitFiles(Array(words))
    case "daemon-reload", "daemon-reexec": return try UnitControl(call).reload()
    case "status" where names.isEmpty: return try UnitListing(call).units([])
    case "poweroff", "reboot", "halt", "isolate", "rescue", "emergency", "set-default", "suspend":
      throw ToolFailure("not simulated: systemctl \(verb)")
    case "get-default":
      try call.write("multi-user.target\n")
      return 0
    default: break
    }
    let known = [
      "status", "start", "stop", "restart", "reload", "try-restart", "reload-or-restart", "enable", "disable", "reenable",
      "mask", "unmask", "is-active", "is-enabled", "is-failed", "show", "cat", "reset-failed", "kill", "edit", "condrestart",
    ]
    guard known.contains(verb) else {
      try call.process.printError("Unknown command verb \(verb).\n")
      return 1
    }
    if names.isEmpty && verb != "reset-failed" && verb != "show" {
      try call.process.printError("Too few arguments.\n")
      return 1
    }
    switch verb {
    case "status": return try UnitReport(call).status(names)
    case "show": return try UnitReport(call).show(names)
    case "cat": return try UnitReport(call).files(names)
    case "is-active", "is-enabled", "is-failed": return try UnitReport(call).question(verb, names)
    default: return try UnitControl(call).run(verb, names)
    }
  }
}

/// Verbs that change something.
struct UnitControl {
  private let call: Call

  init(_ call: Call) {
    self.call = call
  }

  private var isAllowed: Bool { call.process.credentials.user == 0 }

  func reload() throws -> Int32 {
    guard isAllowed else {
      try call.process.printError("Failed to reload daemon: Interactive authentication required.\n")
      return 1
    }
    call.process.stage.world.control(call.process.hostName) { host, now -> [ServiceAction] in
      host.reloadUnits(at: now)
      return []
    }
    try call.process.wait(for: .milliseconds(250))
    return 0
  }

  func run(_ verb: String, _ names: [String]) throws -> Int32 {
    let process = call.process
    if verb == "edit" { throw ToolFailure("not simulated: systemctl edit; edit the unit's file and run systemctl daemon-reload") }
    for name in names {
      guard isAllowed else {
        try process.printError(
          "Failed to \(verb) \(name): Interactive authentication required.\n"
            + (["start", "stop", "restart", "reload"].contains(verb)
              ? "See system logs and 'systemctl status \(name)' for details.\n" : ""))
        call.status = 1
        continue
      }
      switch verb {
      case "enable", "disable", "reenable", "mask", "unmask": try changeFiles(verb, name)
      case "reset-failed":
        process.stage.world.control(process.hostName) { host, _ -> [ServiceAction] in
          host.resetFailed(name)
          return []
        }
      case "kill": try signal(name)
      default: try job(verb, name)
      }
    }
    return call.status
  }

  private func status(_ name: String) -> UnitStatus? {
    call.process.stage.world.hosts[call.process.hostName]?.unitStatus(name, at: call.process.now)
  }

  private func job(_ verb: String, _ name: String) throws {
    let process = call.process
    guard let before = status(name) else { return }
    if before.unit.loadState == .notFound {
      try process.printError("Failed to \(verb) \(name): Unit \(name) not found.\n")
      call.status = 5
      return
    }
    if before.unit.loadState == .masked, verb != "stop" {
      try process.printError("Failed to \(verb) \(name): Unit \(name) is masked.\n")
      call.status = 1
      return
    }
    if before.unit.loadState == .badSetting, verb != "stop" {
      try process.printError("Failed to \(verb) \(name): Unit \(name) has a bad unit file setting.\nSee system logs and 'systemctl status \(name)' for details.\n")
      call.status = 1
      return
    }
    if before.needsReload { try process.printError("\(Host.reloadWarning(name))\n") }
    if verb == "reload", before.unit.file.value("Service", "ExecReload") == nil {
      try process.printError(
        "Failed to reload \(name): Job type reload is not applicable for unit \(name).\nSee system logs and 'systemctl status \(name)' for details.\n")
      call.status = 1
      return
    }
    if verb == "reload" { return try process.wait(for: .milliseconds(30)) }
    let isTry = verb == "try-restart" || verb == "condrestart"
    if isTry && before.state.activity != .active { return }
    process.stage.world.control(process.hostName) { host, now -> [ServiceAction] in
      switch verb {
      case "start": host.startUnit(name, at: now)
      case "stop": host.stopUnit(name, at: now)
      default: host.restartUnit(name, at: now)
      }
    }
    try process.wait(for: .milliseconds(verb == "stop" ? 80 : 120))
    guard verb != "stop" else { return }
    try awaitReadiness(name)
  }

  /// Waits while a service that says when it is ready has not done so, and tells how it ended.
  private func awaitReadiness(_ name: String) throws {
    let process = call.process
    while let now = status(name), now.state.activity == .activating, now.state.detail == "start" || now.state.detail == "start-pre" {
      try process.waitForChange()
    }
    guard let after = status(name), after.state.activity == .failed else { return }
    let why =
      switch after.state.result {
      case "timeout": "a timeout was exceeded"
      case "start-limit-hit": "start of the service was attempted too often"
      case "signal": "a fatal signal was delivered to the control process"
      default: "the control process exited with error code"
      }
    try process.printError(
      "Job for \(name) failed because \(why).\nSee \"systemctl status \(name)\" and \"journalctl -xeu \(name)\" for details.\n")
    call.status = 1
  }

  private func changeFiles(_ verb: String, _ name: String) throws {
    let process = call.process
    let change = process.stage.world.control(process.hostName) { host, now -> (UnitFileChange, [ServiceAction]) in
      switch verb {
      case "enable": return (host.enableUnit(name, at: now), [])
      case "disable": return (host.disableUnit(name, at: now), [])
      case "mask": return (host.maskUnit(name, at: now), [])
      case "unmask": return (host.unmaskUnit(name, at: now), [])
      default:
        var change = host.disableUnit(name, at: now)
        let added = host.enableUnit(name, at: now)
        change.lines += added.lines
        change.failed = added.failed
        return (change, [])
      }
    }
    if let change {
      if !call.has("q") || change.failed { for line in change.lines { try process.printError("\(line)\n") } }
      if change.failed {
        call.status = 1
        return
      }
    }
    try process.wait(for: .milliseconds(200))
    if call.has("now") {
      if verb == "enable" { try job("start", name) }
      if verb == "disable" || verb == "mask" { try job("stop", name) }
    }
  }

  private func signal(_ name: String) throws {
    guard let pid = status(name)?.state.mainPID else {
      try call.process.printError("Failed to kill unit \(name): Unit \(name) not loaded.\n")
      call.status = 1
      return
    }
    guard let number = Signals.number(call["s"] ?? "TERM") else {
      try call.process.printError("Failed to parse signal string \(call["s"] ?? "").\n")
      call.status = 1
      return
    }
    _ = SignalDelivery.send(number, to: pid, from: call.process)
  }
}
