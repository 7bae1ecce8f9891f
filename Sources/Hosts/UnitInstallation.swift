public import Simulation

/// What `systemctl enable` and its kin have to say, and whether they failed.
public struct UnitFileChange: Sendable, Equatable {
  /// Lines for standard error, as systemctl prints them.
  public var lines: [String] = []
  public var failed = false
}

// `systemctl enable`, `disable`, `mask` and `unmask` change links and nothing else.
extension Host {
  public mutating func enableUnit(_ name: String, at now: Instant) -> UnitFileChange {
    let unit = readUnit(name)
    switch unit.loadState {
    case .notFound:
      return UnitFileChange(
        lines: ["Failed to enable unit: Unit file \(name) does not exist."], failed: true)
    case .masked:
      return UnitFileChange(lines: ["Failed to enable unit: Unit file \(unit.path ?? name) is masked."], failed: true)
    case .loaded, .badSetting: break
    }
    let links = wantedLinks(of: unit)
    guard !links.isEmpty else { return UnitFileChange(lines: Self.nothingToInstall) }
    var change = UnitFileChange()
    let present = Set(installLinks(of: unit))
    for link in links where !present.contains(link) {
      files.installDirectory(FileSystem.parent(of: link), at: now)
      guard (try? files.makeLink(link, to: unit.path ?? "", by: .root, at: now)) != nil else { continue }
      change.lines.append("Created symlink \(link) → \(unit.path ?? "").")
    }
    return change
  }

  public mutating func disableUnit(_ name: String, at now: Instant) -> UnitFileChange {
    let unit = readUnit(name)
    guard unit.loadState != .notFound else {
      return UnitFileChange(
        lines: ["Failed to disable unit: Unit file \(name) does not exist."], failed: true)
    }
    if wantedLinks(of: unit).isEmpty, unit.loadState == .loaded { return UnitFileChange(lines: Self.nothingToInstall) }
    var change = UnitFileChange()
    for link in installLinks(of: unit) {
      guard (try? files.remove(link, by: .root, at: now)) != nil else { continue }
      change.lines.append("Removed \"\(link)\".")
    }
    return change
  }

  public mutating func maskUnit(_ name: String, at now: Instant) -> UnitFileChange {
    let link = "/etc/systemd/system/\(name)"
    if let inode = try? files.status(link, by: .root, following: false) {
      if case .link("/dev/null") = inode.kind { return UnitFileChange() }
      return UnitFileChange(lines: ["Failed to mask unit: File \(link) already exists."], failed: true)
    }
    guard (try? files.makeLink(link, to: "/dev/null", by: .root, at: now)) != nil else {
      return UnitFileChange(lines: ["Failed to mask unit: Permission denied"], failed: true)
    }
    systemd.units[name] = readUnit(name)
    return UnitFileChange(lines: ["Created symlink \(link) → /dev/null."])
  }

  public mutating func unmaskUnit(_ name: String, at now: Instant) -> UnitFileChange {
    let link = "/etc/systemd/system/\(name)"
    guard case .link("/dev/null")? = (try? files.status(link, by: .root, following: false))?.kind else {
      return UnitFileChange()
    }
    guard (try? files.remove(link, by: .root, at: now)) != nil else { return UnitFileChange() }
    systemd.units[name] = nil
    return UnitFileChange(lines: ["Removed \"\(link)\"."])
  }

  /// Starts what is enabled for the default target, as at boot.
  public mutating func bootServices(at now: Instant) -> [ServiceAction] {
    var actions: [ServiceAction] = []
    for name in ["systemd-journald.service", "dbus.service", "systemd-logind.service"] {
      actions += startUnit(name, at: now)
    }
    for target in ["sysinit.target", "basic.target", "sockets.target", "network.target", "multi-user.target"] {
      let names = ["/lib/systemd/system", "/etc/systemd/system"].flatMap { directory in
        (try? files.list("\(directory)/\(target).wants", by: .root)) ?? []
      }
      for name in names { actions += startUnit(name, at: now) }
      if readUnit(target).loadState == .loaded { actions += startUnit(target, at: now) }
    }
    return actions
  }

  private static let nothingToInstall: [String] = [
    "The unit files have no installation config (WantedBy=, RequiredBy=, Also=,",
    "Alias= settings in the [Install] section, and DefaultInstance= for template",
    "units). This means they are not meant to be enabled using systemctl.",
    " ",
    "Possible reasons for having this kind of units are:",
    "• A unit may be statically enabled by being symlinked from another unit's",
    "  .wants/ or .requires/ directory.",
    "• A unit's purpose may be to act as a helper for some other unit which has",
    "  a requirement dependency on it.",
    "• A unit may be started when needed via activation (socket, path, timer,",
    "  D-Bus, udev, scripted systemctl call, ...).",
    "• In case of template units, the unit is meant to be enabled with some",
    "  instance name specified.",
  ]
}
