public import Simulation

/// Everything that `systemctl status`, `show`, `list-units` and `is-active` tell of a unit.
public struct UnitStatus: Sendable {
  public var unit: Unit
  public var state: UnitState
  /// `enabled`, `disabled`, `static`, `masked`; empty where there is no unit file.
  public var enablement: String
  /// Its files are no longer those that were read: `systemctl daemon-reload` is due.
  public var needsReload: Bool
  /// The processes of its control group, the main one first.
  public var processes: [ProcessEntry]
  public var tasks: Int
  public var memoryKiB: Int
  public var processorTime: Span
  /// Its newest journal entries, oldest first.
  public var log: [Journal.Entry]
}

extension Host {
  /// What there is to say of a unit at a moment; reads, and changes nothing.
  public func unitStatus(_ name: String, at now: Instant, logLines: Int = 10) -> UnitStatus {
    let loaded = systemd.units[name]
    let unit = loaded ?? readUnit(name)
    let members = processes.owned(by: .service(name))
    let state = systemd.state(of: name)
    let ordered = members.filter { $0.pid == state.mainPID } + members.filter { $0.pid != state.mainPID }
    var time = Span.zero
    for process in members { time = time + process.processorTime(at: now) }
    return UnitStatus(
      unit: unit, state: state, enablement: enablement(of: name), needsReload: loaded.map { needsReload($0) } ?? false,
      processes: ordered, tasks: members.reduce(0) { $0 + $1.threads },
      memoryKiB: members.reduce(0) { $0 + $1.residentKiB }, processorTime: time,
      log: Array(journal.entries(of: name).suffix(logLines)))
  }

  /// The units that are loaded and not at rest, as `systemctl list-units` shows them; with `all` every loaded one.
  public func listedUnits(all: Bool = false) -> [UnitStatus] {
    let names = Set(systemd.units.keys).union(systemd.states.keys).sorted()
    return names.compactMap { name in
      let state = systemd.state(of: name)
      guard all || state.activity != .inactive else { return nil }
      let unit = systemd.units[name] ?? readUnit(name)
      return UnitStatus(
        unit: unit, state: state, enablement: enablement(of: name), needsReload: false, processes: [], tasks: 0,
        memoryKiB: 0, processorTime: .zero, log: [])
    }
  }

  /// The warning that start, restart and status print on standard error when files have changed.
  public static func reloadWarning(_ name: String) -> String {
    "Warning: The unit file, source configuration file or drop-ins of \(name) changed on disk. "
      + "Run 'systemctl daemon-reload' to reload units."
  }
}
