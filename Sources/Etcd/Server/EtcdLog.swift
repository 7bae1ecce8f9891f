import Documents
public import Simulation

/// A line that a server wrote to its standard error.
public struct EtcdLogLine: Hashable, Sendable {
  public var at: Instant
  /// Without the newline.
  public var text: String

  public init(at: Instant, text: String) {
    self.at = at
    self.text = text
  }
}

/// Writes etcd's log: JSON as zap writes it since 3.5, plain lines before (Debian's 3.4 logs by capnslog).
public struct EtcdLog: Sendable {
  public enum Level: String, Sendable {
    case debug
    case info
    case warn
    case error
    case fatal
    case panic
  }

  /// Where in etcd's source a line comes from, by version; nil where that version does not say it.
  struct Caller: Sendable {
    var v36: String?
    var v35: String?

    init(_ v36: String?, _ v35: String?) {
      self.v36 = v36
      self.v35 = v35
    }
  }

  public private(set) var lines: [EtcdLogLine] = []
  /// The moment of the next line.
  var now: Instant
  let dialect: EtcdVersion.Dialect
  private let wall: @Sendable (Instant) -> WallTime

  init(dialect: EtcdVersion.Dialect, now: Instant, wall: @escaping @Sendable (Instant) -> WallTime) {
    self.dialect = dialect
    self.now = now
    self.wall = wall
  }

  typealias Fields = KeyValuePairs<String, Value>

  /// One event of the server: JSON since 3.5, and for 3.4 the plain text (with its package), if it had the event.
  mutating func event(
    _ level: Level, _ caller: Caller, _ message: String, _ fields: Fields = [:], logger: String? = nil,
    plain: String? = nil
  ) {
    switch dialect {
    case .v34: if let plain { self.plain(plain, level: level) }
    case .v35: if let place = caller.v35 { json(level, place, message, fields, logger) }
    case .v36: if let place = caller.v36 { json(level, place, message, fields, logger) }
    }
  }

  /// An event of the raft library, which all versions name alike.
  mutating func raft(_ caller: String, _ message: String) {
    if dialect == .v34 {
      let stamp = stamp
      write("raft\(stamp.date.replacing("-", with: "/")) \(stamp.time) INFO: \(message)")
    } else {
      event(.info, Caller("v3@v3.6.0/\(caller)", "etcdserver/zap_raft.go:77"), message, logger: "raft")
    }
  }

  /// A line as it is.
  mutating func write(_ text: String) {
    lines.append(EtcdLogLine(at: now, text: text))
    now += .microseconds(61)
  }

  private mutating func json(
    _ level: Level, _ caller: String, _ message: String, _ fields: Fields, _ logger: String?
  ) {
    var object: Value.Fields = ["level": .string(level.rawValue), "ts": .string(wall(now).rfc3339Micro)]
    if let logger { object["logger"] = .string(logger) }
    object["caller"] = .string(caller)
    object["msg"] = .string(message)
    for (key, value) in fields { object[key] = value }
    write(JSON.text(.object(object), sortKeys: false, escapeHTML: false))
  }

  private mutating func plain(_ text: String, level: Level) {
    let letter =
      switch level {
      case .debug: "D"
      case .info: "I"
      case .warn: "W"
      case .error: "E"
      case .fatal, .panic: "C"
      }
    let stamp = stamp
    write("\(stamp.date) \(stamp.time).\(stamp.fraction) \(letter) | \(text)")
  }

  private var stamp: (date: String, time: String, fraction: String) {
    let text = wall(now).rfc3339Micro
    let parts = text.dropLast().split(separator: "T")
    let time = parts[1].split(separator: ".")
    return (String(parts[0]), String(time[0]), String(time[1]))
  }
}
