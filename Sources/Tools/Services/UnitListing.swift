import Hosts
import Simulation
import World

/// `systemctl list-units` and `list-unit-files`.
struct UnitListing {
  private let call: Call

  init(_ call: Call) {
    self.call = call
  }

  private var host: Host? { call.process.stage.world.hosts[call.process.hostName] }

  func units(_ patterns: [String]) throws -> Int32 {
    let type = call["t"]
    let states = call["state"]?.split(separator: ",").map { String($0) } ?? (call.has("failed") ? ["failed"] : [])
    let all = (host?.listedUnits(all: call.has("a") || !states.isEmpty) ?? []).filter { status in
      let state = status.state
      let isNamed = patterns.isEmpty || patterns.contains { Glob($0).matches(status.unit.name) || Host.unitName($0) == status.unit.name }
      let isType = type == nil || status.unit.suffix == type
      let isState = states.isEmpty || states.contains(state.activity.rawValue) || states.contains(state.detail) || states.contains(status.unit.loadState.rawValue)
      return isNamed && isType && isState
    }
    let names = all.map(\.unit.name)
    let width = max(4, names.map(\.count).max() ?? 4)
    let loads = all.map(\.unit.loadState.rawValue)
    let loadWidth = max(4, loads.map(\.count).max() ?? 4)
    let activeWidth = max(6, all.map(\.state.activity.rawValue.count).max() ?? 6)
    let detailWidth = max(3, all.map(\.state.detail.count).max() ?? 3)
    var text = ""
    func row(_ mark: String, _ cells: [String]) -> String {
      let widths = [width, loadWidth, activeWidth, detailWidth]
      let padded = zip(cells, widths).map { $0.padded(to: $1, left: true) }
      return "\(mark) \(padded.joined(separator: " ")) \(cells[4])".trimmingTrailingBlanks() + "\n"
    }
    if !call.has("no-legend") && !all.isEmpty { text += row(" ", ["UNIT", "LOAD", "ACTIVE", "SUB", "DESCRIPTION"]) }
    for status in all {
      let mark = status.state.activity == .failed || status.unit.loadState == .notFound ? "●" : " "
      text += row(mark, [status.unit.name, status.unit.loadState.rawValue, status.state.activity.rawValue, status.state.detail, status.unit.description])
    }
    if !call.has("no-legend") {
      if !all.isEmpty {
        text += "\nLOAD   = Reflects whether the unit definition was properly loaded.\n"
        text += "ACTIVE = The high-level unit activation state, i.e. generalization of SUB.\n"
        text += "SUB    = The low-level unit activation state, values depend on unit type.\n"
      }
      text += "\(all.count) loaded units listed.\(call.has("a") || !states.isEmpty ? "" : " Pass --all to see loaded but inactive units, too.")\n"
      if !all.isEmpty || states.isEmpty { text += "To show all installed unit files use 'systemctl list-unit-files'.\n" }
    }
    return try page(text)
  }

  func unitFiles(_ patterns: [String]) throws -> Int32 {
    guard let host else { return 1 }
    let type = call["t"]
    let rows = host.unitFileNames.filter { name in
      (type == nil || name.hasSuffix(".\(type ?? "")"))
        && (patterns.isEmpty || patterns.contains { Glob($0).matches(name) || Host.unitName($0) == name })
    }.map { ($0, host.enablement(of: $0)) }
    let width = max(9, rows.map(\.0.count).max() ?? 9)
    let stateWidth = max(5, rows.map(\.1.count).max() ?? 5)
    var text = ""
    if !call.has("no-legend") {
      text += "\("UNIT FILE".padded(to: width, left: true)) \("STATE".padded(to: stateWidth, left: true)) PRESET\n"
    }
    for (name, state) in rows {
      let preset = state == "static" || state == "alias" ? "-" : "enabled"
      text += "\(name.padded(to: width, left: true)) \(state.padded(to: stateWidth, left: true)) \(preset)\n"
    }
    if !call.has("no-legend") { text += "\n\(rows.count) unit files listed.\n" }
    return try page(text)
  }

  private func page(_ text: String) throws -> Int32 {
    if call.has("no-pager") {
      try call.write(text)
      return 0
    }
    return try Pagers.page(Array(text.utf8), isShortPrinted: true, call)
  }
}
