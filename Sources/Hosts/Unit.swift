import Simulation

/// A unit as systemd has loaded it from its files.
public struct Unit: Sendable, Equatable {
  public enum LoadState: String, Sendable {
    case loaded
    case notFound = "not-found"
    case masked
    case badSetting = "bad-setting"
  }

  /// With its suffix: `kubelet.service`.
  public var name: String
  public var loadState: LoadState
  /// The unit file itself, as systemd names it (`/lib/systemd/system/…` on Debian).
  public var path: String?
  public var dropIns: [String]
  public var file: UnitFile
  /// When each of its files was last changed as it was read.
  var versions: [String: Instant]

  public var description: String { file.value("Unit", "Description") ?? name }
  public var documentation: [String] { file.words("Unit", "Documentation") }
  public var type: String { file.value("Service", "Type") ?? "simple" }
  public var remainsAfterExit: Bool { isYes(file.value("Service", "RemainAfterExit")) }
  /// The name without its suffix, which names it in the journal: `kubelet`.
  public var stem: String { String(name.prefix(upTo: name.lastIndex(of: ".") ?? name.endIndex)) }
  public var suffix: String { name.split(separator: ".").last.map(String.init) ?? "" }

  /// Puts `%n`, `%p`, `%i`, `%H`, `%%` in.
  func expand(_ text: String, host: String) -> String {
    guard text.contains("%") else { return text }
    let parts = stem.split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    let values: [Character: String] = [
      "n": name, "N": stem, "p": parts[0], "i": parts.count > 1 ? parts[1] : "", "H": host, "%": "%",
    ]
    var result = ""
    var isSpecifier = false
    for character in text {
      if isSpecifier {
        result += values[character] ?? "%\(character)"
        isSpecifier = false
      } else if character == "%" {
        isSpecifier = true
      } else {
        result.append(character)
      }
    }
    return result
  }

  private func isYes(_ text: String?) -> Bool { ["yes", "true", "1", "on"].contains(text ?? "") }
}

// Where units lie, and whether they are enabled.
extension Host {
  /// The directories in which units are looked for, the most important first.
  public static let unitDirectories = [
    "/etc/systemd/system", "/run/systemd/system", "/usr/local/lib/systemd/system", "/lib/systemd/system",
  ]

  /// `kubelet` is short for `kubelet.service`.
  public static func unitName(_ text: String) -> String {
    let suffixes = [
      ".service", ".target", ".socket", ".mount", ".timer", ".path", ".slice", ".scope", ".swap", ".device",
    ]
    return suffixes.contains { text.hasSuffix($0) } ? text : "\(text).service"
  }

  /// Reads a unit with its drop-ins from the files as they are now.
  public func readUnit(_ name: String) -> Unit {
    var unit = Unit(name: name, loadState: .notFound, path: nil, dropIns: [], file: UnitFile(), versions: [:])
    let names = [name] + (template(of: name).map { [$0] } ?? [])
    search: for candidate in names {
      for directory in Self.unitDirectories {
        let path = "\(directory)/\(candidate)"
        guard let inode = try? files.status(path, by: .root, following: false) else { continue }
        if case .link("/dev/null") = inode.kind {
          unit.loadState = .masked
          unit.path = path
          return unit
        }
        guard let text = files.text(path) else { continue }
        unit.loadState = .loaded
        unit.path = realUnitPath(path)
        unit.file = UnitFile(text: text, path: path)
        unit.versions[path] = (try? files.status(path, by: .root))?.modified
        break search
      }
    }
    guard unit.loadState == .loaded else { return unit }
    for path in dropInPaths(names) {
      unit.dropIns.append(path)
      unit.file.merge(UnitFile(text: files.text(path) ?? "", path: path))
      unit.versions[path] = (try? files.status(path, by: .root))?.modified
    }
    if unit.suffix == "service", unit.file.values("Service", "ExecStart").isEmpty, unit.type != "oneshot" {
      unit.loadState = .badSetting
    }
    return unit
  }

  /// Whether the files of a unit are no longer those that were read.
  public func needsReload(_ unit: Unit) -> Bool {
    let now = readUnit(unit.name)
    return now.versions != unit.versions || now.dropIns != unit.dropIns || now.loadState != unit.loadState
  }

  /// `enabled`, `disabled`, `static`, `masked`, `indirect`; empty where there is no such unit file.
  public func enablement(of name: String) -> String {
    let unit = readUnit(name)
    switch unit.loadState {
    case .notFound: return ""
    case .masked: return "masked"
    case .loaded, .badSetting: break
    }
    if !installLinks(of: unit).isEmpty { return "enabled" }
    let hasInstall = unit.file.settings.contains { $0.section == "Install" && $0.key != "Also" }
    return hasInstall ? "disabled" : "static"
  }

  /// The links that make a unit enabled: in `.wants` and `.requires` directories, and its aliases.
  func installLinks(of unit: Unit) -> [String] {
    wantedLinks(of: unit).filter { (try? files.status($0, by: .root, following: false))?.isLink == true }
  }

  /// The links that `systemctl enable` makes.
  func wantedLinks(of unit: Unit) -> [String] {
    let base = "/etc/systemd/system"
    let wants = unit.file.words("Install", "WantedBy").map { "\(base)/\($0).wants/\(unit.name)" }
    let requires = unit.file.words("Install", "RequiredBy").map { "\(base)/\($0).requires/\(unit.name)" }
    let aliases = unit.file.words("Install", "Alias").map { "\(base)/\($0)" }
    return aliases + wants + requires
  }

  /// All unit files that there are, by name, each once.
  public var unitFileNames: [String] {
    var names = Set<String>()
    for directory in Self.unitDirectories {
      for name in (try? files.list(directory, by: .root)) ?? [] {
        let isUnit = Self.unitName(name) == name
        if isUnit, (try? files.status("\(directory)/\(name)", by: .root))?.isDirectory != true { names.insert(name) }
      }
    }
    return names.sorted()
  }

  private func template(of name: String) -> String? {
    guard let at = name.firstIndex(of: "@"), let dot = name.lastIndex(of: "."), name.index(after: at) < dot else {
      return nil
    }
    return String(name[...at]) + name[dot...]
  }

  /// `.conf` files of `NAME.d`, by file name; one in /etc hides one of the same name below /lib.
  private func dropInPaths(_ names: [String]) -> [String] {
    var byName: [String: String] = [:]
    for directory in Self.unitDirectories.reversed() {
      for name in names.reversed() {
        let folder = "\(directory)/\(name).d"
        for file in (try? files.list(folder, by: .root)) ?? [] where file.hasSuffix(".conf") {
          byName[file] = "\(folder)/\(file)"
        }
      }
    }
    return byName.keys.sorted().compactMap { byName[$0] }
  }

  /// A link in /etc (an alias) is followed to the unit file that it means, /lib is kept as it is.
  private func realUnitPath(_ path: String) -> String {
    guard let target = try? files.readLink(path, by: .root) else { return path }
    return target.hasPrefix("/") ? target : "\(FileSystem.parent(of: path))/\(target)"
  }
}
