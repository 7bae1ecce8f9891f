import Hosts
import KubeModel
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
    var text = GoQuote.quoted(message)
    for (key, value) in pairs { text += " \(key)=\(value)" }
    writeRaw(level, place, text, in: &here)
  }

  /// A line whose text is no structured message.
  func writeRaw(_ level: Level, _ place: String, _ text: String, in here: inout Surroundings) {
    let line = "\(KlogHeader.text(level.rawValue, here.wall, pid: pid, place))] \(text)"
    here.host.journal.append(
      Journal.Entry(
        time: here.now, unit: unit, identifier: "kubelet", pid: pid, priority: level.priority, text: line))
  }
}

extension Kubelet {
  /// Logs an error with `err` first, as most of the kubelet's lines have it.
  func logError(
    _ place: String, _ message: String, _ error: String, _ more: [(String, String)] = [], in here: inout Surroundings
  ) {
    let rest = more.map { ($0.0, GoQuote.quoted($0.1)) }
    log.write(.error, place, message, [("err", GoQuote.quoted(error))] + rest, in: &here)
  }

  func logInfo(_ place: String, _ message: String, _ pairs: [(String, String)] = [], in here: inout Surroundings) {
    log.write(.info, place, message, pairs.map { ($0.0, GoQuote.quoted($0.1)) }, in: &here)
  }
}
