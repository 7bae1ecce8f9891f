import Documents
import Etcd
import Simulation
import World

/// The lines that etcd's client library writes to standard error.
struct ClientLog {
  let process: Process
  let dialect: EtcdVersion.Dialect

  typealias Fields = KeyValuePairs<String, Value>

  enum Clock {
    /// `2026-11-25T08:00:00.000000Z`
    case micro
    /// `2026-11-25T08:00:00.000Z`
    case milli
    /// Seconds since 1970 with a fraction.
    case epoch
  }

  func json(
    _ level: String, _ caller: String, _ message: String, _ fields: Fields, logger: String? = nil,
    clock: Clock = .micro
  ) throws {
    var text = "{\"level\":\"\(level)\",\"ts\":\(stamp(clock))"
    if let logger { text += ",\"logger\":\"\(logger)\"" }
    text += ",\"caller\":\"\(caller)\",\"msg\":\(JSON.quoted(message, escapeHTML: false))"
    for (key, value) in fields { text += ",\"\(key)\":\(JSON.text(value, sortKeys: false, escapeHTML: false))" }
    try process.printError("\(text)}\n")
  }

  /// A line of etcdutl's console logger: columns with tabs, the fields as JSON with blanks.
  func console(_ caller: String, _ message: String, _ fields: Fields = [:], logger: String? = nil) throws {
    let name = logger.map { "\t\($0)" } ?? ""
    var text = "\(process.wall.rfc3339)\tinfo\(name)\t\(caller)\t\(message)"
    if !fields.isEmpty {
      let shown = fields.map { key, value in
        "\"\(key)\": \(Self.spaced(value))"
      }
      text += "\t{\(shown.joined(separator: ", "))}"
    }
    try process.printError("\(text)\n")
  }

  private static func spaced(_ value: Value) -> String {
    if case .array(let elements) = value {
      return "[\(elements.map { JSON.text($0, escapeHTML: false) }.joined(separator: ", "))]"
    }
    return JSON.text(value, sortKeys: false, escapeHTML: false)
  }

  private func stamp(_ clock: Clock) -> String {
    let wall = process.wall
    switch clock {
    case .micro: return "\"\(wall.rfc3339Micro)\""
    case .milli: return "\"\(wall.rfc3339Micro.dropLast(4))Z\""
    case .epoch:
      let fraction = String(wall.nanosecond + 1_000_000_000).dropFirst().prefix(7)
      return "\(wall.unixSeconds).\(fraction)"
    }
  }
}
