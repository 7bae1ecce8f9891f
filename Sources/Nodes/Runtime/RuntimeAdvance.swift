public import Hosts
public import Simulation

// What happens in containers while time passes.
extension ContainerRuntime {
  /// Lets everything happen that is due: processes print, write files, and end.
  public mutating func advance(to now: Instant, host: inout Host) {
    var hasWritten = false
    for id in due(by: now) {
      guard let container = container(id) else { continue }
      let last = container.ends.map { min($0.at, now) } ?? now
      if writeDueFiles(container.id, until: last, host: &host) { hasWritten = true }
      printDueLines(container.id, until: last, host: &host)
      guard let end = container.ends, end.at <= now else { continue }
      containerExited(container.id, code: end.code, reason: end.reason, at: end.at, host: &host)
    }
    if hasWritten { printFollowedFiles(at: now, host: &host) }
  }

  /// Adds a line to a container's output and to its log file on the host.
  public mutating func print(
    _ text: String, stream: LogLine.Stream = .output, by id: String, at now: Instant, host: inout Host
  ) {
    update(id) { $0.log.append(LogLine(time: now, stream: stream, text: text)) }
    writeLog(of: id, at: now, host: &host)
  }

  private mutating func printDueLines(_ id: String, until now: Instant, host: inout Host) {
    guard let started = container(id)?.started else { return }
    let epoch = host.epoch
    var hasPrinted = false
    update(id) { container in
      while let line = container.linesLeft.first, started + line.after <= now {
        container.log.append(LogLine(time: started + line.after, stream: line.stream, text: line.text))
        container.linesLeft.removeFirst()
        hasPrinted = true
      }
      if let loop = container.workload.loop, !loop.isSilent {
        // What a log would have forgotten anyway is not printed.
        let turns = Int((now - started - loop.begin).nanoseconds / max(loop.period.nanoseconds, 1))
        container.turns = max(container.turns, turns - container.log.limit)
        while started + loop.end(ofTurn: container.turns) <= now {
          let begin = started + loop.begin + loop.period * container.turns
          for line in loop.lines {
            let time = begin + line.after
            let text = Self.dated(line.text, epoch + Span(nanoseconds: time.nanoseconds))
            container.log.append(LogLine(time: time, stream: line.stream, text: text))
            hasPrinted = true
          }
          container.turns += 1
        }
      }
    }
    if hasPrinted { writeLog(of: id, at: now, host: &host) }
  }

  /// Puts the time into a text that was made before it was known.
  private static func dated(_ text: String, _ time: WallTime) -> String {
    guard text.contains(Workload.Loop.date) else { return text }
    return text.split(separator: Workload.Loop.date, omittingEmptySubsequences: false)
      .joined(separator: ScriptRun.date(time))
  }

  /// What a process does to files by that moment; true where it has done something.
  private mutating func writeDueFiles(_ id: String, until now: Instant, host: inout Host) -> Bool {
    guard let container = container(id), let started = container.started else { return false }
    var due: [(at: Instant, change: Workload.Change)] = []
    for change in container.changesLeft.prefix(while: { started + $0.after <= now }) {
      due.append((started + change.after, change))
    }
    if let loop = container.workload.loop, !loop.changes.isEmpty {
      var turn = container.turns
      while started + loop.end(ofTurn: turn) <= now, due.count < 5_000 {
        for change in loop.changes { due.append((started + loop.begin + loop.period * turn + change.after, change)) }
        turn += 1
      }
    }
    guard !due.isEmpty else { return false }
    update(id) { container in
      container.changesLeft.removeFirst(container.changesLeft.prefix { started + $0.after <= now }.count)
    }
    for (time, change) in due { Self.perform(change, by: container.accessor, at: time, host: &host) }
    return true
  }

  /// Does at once what a command in a container does to files.
  mutating func change(_ changes: [Workload.Change], by id: String, at now: Instant, host: inout Host) {
    guard !changes.isEmpty, let container = container(id) else { return }
    for change in changes { Self.perform(change, by: container.accessor, at: now, host: &host) }
    printFollowedFiles(at: now, host: &host)
  }

  private static func perform(_ change: Workload.Change, by who: Accessor, at time: Instant, host: inout Host) {
    let wall = host.wallTime(at: time)
    switch change.kind {
    case .write(let text):
      try? host.files.write(change.path, Array(dated(text, wall).utf8), by: who, at: time)
    case .append(let text):
      try? host.files.write(change.path, Array(dated(text, wall).utf8), by: who, at: time, mode: .append)
    case .makeDirectory: host.files.makeDirectories(change.path, by: who, at: time)
    case .remove: try? host.files.removeTree(change.path, by: who, at: time)
    }
  }

  /// Prints what is new in files that processes follow.
  mutating func printFollowedFiles(at now: Instant, host: inout Host) {
    for container in containers where container.isRunning {
      guard let path = container.workload.follows,
        let bytes = try? host.files.read(path, by: container.accessor), bytes.count != container.followed
      else { continue }
      let start = bytes.count < container.followed ? 0 : container.followed
      var lines = bytes[start...].split(separator: 10, omittingEmptySubsequences: false)
      if lines.last?.isEmpty == true { lines.removeLast() }
      update(container.id) { entry in
        entry.followed = bytes.count
        for line in lines {
          entry.log.append(LogLine(time: now, stream: .output, text: String(decoding: line, as: UTF8.self)))
        }
      }
      writeLog(of: container.id, at: now, host: &host)
    }
  }

  /// Makes the file below /var/log/pods say what has been printed; its text is made when somebody reads it.
  private func writeLog(of id: String, at now: Instant, host: inout Host) {
    guard let container = container(id), !container.plan.logPath.isEmpty else { return }
    let path = container.plan.logPath
    let isNew = !host.files.exists(path, by: .root)
    if isNew {
      host.files.installDirectory(FileSystem.parent(of: path), at: now)
      host.files.installDirectory("/var/log/containers", at: now)
      try? host.files.makeLink(logLink(container), to: path, by: .root, at: now)
    }
    let content = ContainerLogFile(log: container.log, epoch: host.epoch)
    try? host.files.setContent(path, .deferred(content), by: .root, at: now)
  }

  /// `/var/log/containers/POD_NAMESPACE_CONTAINER-ID.log`.
  func logLink(_ container: Container) -> String {
    let sandbox = sandbox(container.sandboxID)
    let pod = "\(sandbox?.podName ?? "")_\(sandbox?.podNamespace ?? "")"
    return "/var/log/containers/\(pod)_\(container.name)-\(container.id).log"
  }
}

/// The file of a container's output in the form of the Container Runtime Interface: time, stream, `F`, text.
struct ContainerLogFile: DeferredContent {
  var log: BoundedLog<LogLine>
  var epoch: WallTime

  func bytes() -> [UInt8] {
    var bytes: [UInt8] = []
    for line in log.all {
      let time = epoch + Span(nanoseconds: line.time.nanoseconds)
      bytes += "\(time.rfc3339Nano) \(line.stream.rawValue) F \(line.text)\n".utf8
    }
    return bytes
  }
}

extension WallTime {
  /// `2026-11-25T08:00:00.123456789Z`, nine digits always.
  public var rfc3339Nano: String {
    let digits = String(nanosecond)
    return "\(rfc3339.dropLast()).\(String(repeating: "0", count: 9 - digits.count))\(digits)Z"
  }
}

extension FileSystem {
  /// Makes a directory and those above it where they are missing, as the accessor sees them.
  mutating func makeDirectories(_ path: String, by who: Accessor, at now: Instant) {
    var built = ""
    for part in path.split(separator: "/") {
      built += "/\(part)"
      if !exists(built, by: who) { try? makeDirectory(built, by: who, at: now) }
    }
  }
}
