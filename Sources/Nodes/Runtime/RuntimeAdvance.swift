public import Hosts
public import Simulation

// What happens in containers while time passes.
extension ContainerRuntime {
  /// Lets everything happen that is due: processes print, and end.
  public mutating func advance(to now: Instant, host: inout Host) {
    for container in containers where (container.nextDue ?? .never) <= now {
      let last = container.ends.map { min($0.at, now) } ?? now
      printDueLines(container.id, until: last, host: &host)
      guard let end = container.ends, end.at <= now else { continue }
      containerExited(container.id, code: end.code, reason: end.reason, at: end.at, host: &host)
    }
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
      if let loop = container.workload.loop, !loop.lines.isEmpty {
        // What a log would have forgotten anyway is not printed.
        let most = container.log.limit
        let turns = Int((now - started - loop.begin).nanoseconds / max(loop.period.nanoseconds, 1))
        container.repeats = max(container.repeats, (turns + 1) * loop.lines.count - most)
        while started + loop.moment(of: container.repeats) <= now {
          let line = loop.lines[container.repeats % loop.lines.count]
          let time = started + loop.moment(of: container.repeats)
          let date = ScriptRun.date(epoch + Span(nanoseconds: time.nanoseconds))
          let text = line.text.split(separator: Workload.Loop.date, omittingEmptySubsequences: false).joined(separator: date)
          container.log.append(LogLine(time: time, stream: line.stream, text: text))
          container.repeats += 1
          hasPrinted = true
        }
      }
    }
    if hasPrinted { writeLog(of: id, at: now, host: &host) }
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
