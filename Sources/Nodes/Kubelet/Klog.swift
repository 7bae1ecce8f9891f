import Hosts
import Simulation

/// The kubelet's log lines, in klog's form, which go to the journal.
struct Klog {
  enum Level: String {
    case info = "I"
    case warning = "W"
    case error = "E"

    var priority: Int { 6 }
  }

  var pid: Int
  var unit = "kubelet.service"

  /// `E1123 07:43:39.582449     154 run.go:72] "command failed" err="…"`.
  func write(
    _ level: Level, _ place: String, _ message: String, _ pairs: [(String, String)] = [], in here: inout Surroundings
  ) {
    var text = Self.quoted(message)
    for (key, value) in pairs { text += " \(key)=\(value)" }
    writeRaw(level, place, text, in: &here)
  }

  /// A line whose text is no structured message.
  func writeRaw(_ level: Level, _ place: String, _ text: String, in here: inout Surroundings) {
    let line = "\(Self.header(level.rawValue, here.wall, pid: pid)) \(place)] \(text)"
    here.host.journal.append(
      Journal.Entry(
        time: here.now, unit: unit, identifier: "kubelet", pid: pid, priority: level.priority, text: line))
  }

  /// `E1123 07:43:39.582449     154`.
  static func header(_ letter: String, _ time: WallTime, pid: Int) -> String {
    let (_, month, day) = time.date
    func pad(_ number: Int, _ width: Int, _ filler: String = "0") -> String {
      let digits = String(number)
      return String(repeating: filler, count: max(0, width - digits.count)) + digits
    }
    let clock = "\(pad(time.hour, 2)):\(pad(time.minute, 2)):\(pad(time.second, 2)).\(pad(time.nanosecond / 1000, 6))"
    return "\(letter)\(pad(month, 2))\(pad(day, 2)) \(clock) \(pad(pid, 7, " "))"
  }

  /// As Go's `%q` quotes.
  static func quoted(_ text: String) -> String {
    var result = "\""
    for character in text.unicodeScalars {
      switch character {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\t": result += "\\t"
      default: result.unicodeScalars.append(character)
      }
    }
    return "\(result)\""
  }
}

extension Kubelet {
  /// Logs an error with `err` first, as most of the kubelet's lines have it.
  func logError(
    _ place: String, _ message: String, _ error: String, _ more: [(String, String)] = [], in here: inout Surroundings
  ) {
    let rest = more.map { ($0.0, Klog.quoted($0.1)) }
    log.write(.error, place, message, [("err", Klog.quoted(error))] + rest, in: &here)
  }

  func logInfo(_ place: String, _ message: String, _ pairs: [(String, String)] = [], in here: inout Surroundings) {
    log.write(.info, place, message, pairs.map { ($0.0, Klog.quoted($0.1)) }, in: &here)
  }
}
