/// The settings of a systemd unit, or of one drop-in of it, in the order in which they stand.
public struct UnitFile: Sendable, Equatable {
  public struct Setting: Sendable, Equatable {
    public var section: String
    public var key: String
    public var value: String
  }

  public private(set) var settings: [Setting] = []
  /// What systemd complains about, as `path:line: text`.
  public private(set) var complaints: [String] = []

  public init() {}

  /// Reads systemd.syntax(7): sections, `key=value`, comments, and lines that end in a backslash.
  public init(text: String, path: String = "") {
    var section = ""
    var carried = ""
    for (index, raw) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      let line = Self.trim(raw)
      if carried.isEmpty && (line.isEmpty || line.hasPrefix("#") || line.hasPrefix(";")) { continue }
      if !carried.isEmpty && (line.hasPrefix("#") || line.hasPrefix(";")) { continue }
      let whole = carried + line
      if whole.hasSuffix("\\") {
        carried = "\(whole.dropLast()) "
        continue
      }
      carried = ""
      if whole.hasPrefix("["), whole.hasSuffix("]") {
        section = String(whole.dropFirst().dropLast())
      } else if let equals = whole.firstIndex(of: "="), !section.isEmpty {
        let key = Self.trim(whole[..<equals])
        let value = Self.trim(whole[whole.index(after: equals)...])
        settings.append(Setting(section: section, key: key, value: value))
      } else if section.isEmpty {
        complaints.append("\(path):\(index + 1): Assignment outside of section. Ignoring.")
      } else {
        complaints.append("\(path):\(index + 1): Missing '=', ignoring line.")
      }
    }
  }

  /// Adds the settings of a drop-in, which count after those that are there.
  public mutating func merge(_ other: UnitFile) {
    settings += other.settings
    complaints += other.complaints
  }

  /// All values of a key; an empty one takes back those before it.
  public func values(_ section: String, _ key: String) -> [String] {
    var found: [String] = []
    for setting in settings where setting.section == section && setting.key == key {
      if setting.value.isEmpty { found = [] } else { found.append(setting.value) }
    }
    return found
  }

  /// The value that counts: the last one.
  public func value(_ section: String, _ key: String) -> String? { values(section, key).last }

  /// The values of a key that holds a list of words.
  public func words(_ section: String, _ key: String) -> [String] {
    values(section, key).flatMap { $0.split(separator: " ").map(String.init) }
  }

  static func trim(_ text: some StringProtocol) -> String {
    let isBlank: (Character) -> Bool = { $0 == " " || $0 == "\t" || $0 == "\r" }
    var rest = Substring(text)
    while let first = rest.first, isBlank(first) { rest.removeFirst() }
    while let last = rest.last, isBlank(last) { rest.removeLast() }
    return String(rest)
  }
}

/// A span of time in a unit file: `10`, `10s`, `5min`, `1min 30s`, `500ms`, `infinity` (nil).
func unitSeconds(_ text: String) -> Double? {
  if text == "infinity" { return nil }
  let scales: [String: Double] = [
    "": 1, "s": 1, "sec": 1, "second": 1, "seconds": 1, "ms": 0.001, "msec": 0.001, "us": 0.000_001, "m": 60,
    "min": 60, "minute": 60, "minutes": 60, "h": 3600, "hr": 3600, "hour": 3600, "hours": 3600, "d": 86400,
    "day": 86400, "days": 86400,
  ]
  var total = 0.0
  var digits = ""
  var letters = ""
  func flush() -> Double? {
    guard let number = Double(digits), let scale = scales[letters] else { return nil }
    return number * scale
  }
  for character in text {
    if character.isNumber || character == "." {
      if !letters.isEmpty {
        total += flush() ?? 0
        digits = ""
        letters = ""
      }
      digits.append(character)
    } else if character != " " {
      letters.append(character)
    }
  }
  return total + (flush() ?? 0)
}
