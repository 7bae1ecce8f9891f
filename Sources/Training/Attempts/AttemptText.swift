import Simulation

// Attempts in words, for lines of text.
extension Attempt {
  /// `k3f9a2m1xq  23 Nov 2026 14:20  exam  Mock exam A  71 %`
  public var line: String {
    let result: String =
      switch state {
      case .open: "not finished"
      case .left: "left"
      case .submitted: tasks.count == 1 ? tasks[0].grade.map { "\($0.earned)/\($0.points)" } ?? "" : "\(percent ?? 0) %"
      }
    return "\(id)  \(Self.date(startedAt))  \(mode.rawValue.padded(8))  \(title.padded(44))  \(result)"
  }

  /// `23 Nov 2026 14:20` in UTC.
  public static func date(_ seconds: Int64) -> String {
    let time = WallTime(unixSeconds: seconds)
    let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    let (year, month, day) = time.date
    let minute = time.minute < 10 ? "0\(time.minute)" : "\(time.minute)"
    let hour = time.hour < 10 ? "0\(time.hour)" : "\(time.hour)"
    return "\(day < 10 ? " " : "")\(day) \(months[month - 1]) \(year) \(hour):\(minute)"
  }
}

extension Grade {
  /// `5 of 8 points`, then a line for each criterion with its evidence.
  public var text: String {
    let lines = results.map { result in
      "  \(result.passed ? "✓" : "✗") \(result.earned)/\(result.points)  \(result.name) - \(result.evidence)"
    }
    return "\(earned) of \(points) points\n\(lines.joined(separator: "\n"))"
  }
}

extension AttemptArchive {
  /// The attempt with its grades and its commands, in lines.
  public var report: String {
    var text = "\(attempt.title) (\(attempt.mode.rawValue)), \(Attempt.date(attempt.startedAt)), \(attempt.id)\n"
    if let percent = attempt.percent, attempt.tasks.count > 1 { text += "\(percent) %\n" }
    for (index, task) in attempt.tasks.enumerated() {
      if let grade = task.grade { text += "\n\(task.exercise): \(grade.text)\n" }
      let lines = journal.filter { $0.task == index }.compactMap { entry in
        entry.event.text.map { "  \(Self.clock(entry.elapsed))  \($0)" }
      }
      if !lines.isEmpty { text += "\n\(lines.joined(separator: "\n"))\n" }
    }
    return text
  }

  private static func clock(_ seconds: Double) -> String {
    let whole = Int(seconds)
    let rest = whole % 60
    return "\(whole / 60):\(rest < 10 ? "0" : "")\(rest)".leading(7)
  }
}

extension JournalEvent {
  /// What was done, in one line; nil for what has no place in a timeline.
  public var text: String? {
    switch self {
    case .command(let text): text
    case .hostCommand(let host, let text): "[\(host)] \(text)"
    case .interrupt: "^C"
    case .endOfFile: "^D"
    case .suspend: "^Z"
    case .line(let text): "> \(text)"
    case .edited(let bytes, _): bytes == nil ? "(editor left without saving)" : "(editor: saved)"
    case .rewind(let number): "(rewound to before command \(number + 1))"
    case .hint: "(hint)"
    case .check: "(check)"
    case .files(let files): "(files: \(files.keys.sorted().joined(separator: ", ")))"
    case .key, .paged, .effectFailed, .standardInput, .timeout, .advance, .resize, .flag: nil
    }
  }
}

extension LiveAttempt {
  /// Sets sessions up as they were when the journal was written.
  public mutating func prepareReplay(of archive: AttemptArchive) {
    guard archive.attempt.isPlain else { return }
    for index in tasks.indices { makePlain(task: index) }
  }

  /// What was typed and what it printed, after an entry was replayed.
  public mutating func transcript(of entry: JournalEntry) -> String {
    var text = ""
    if let typed = entry.event.text { text += "$ \(typed)\n" }
    switch entry.event {
    case .command, .hostCommand:
      if let result = tasks[entry.task].result, !tasks[entry.task].session.terminal.isInteractive {
        return "\(text)\(result.output)\(result.errors)"
      }
    default: break
    }
    return text + String(decoding: takeOutput(task: entry.task).flatMap(\.bytes), as: UTF8.self)
  }

  /// Applies a manifest as the administrator of the first cluster; the complaint where that fails.
  public mutating func applyManifest(_ text: String) -> String? {
    var complaint: String?
    withTask(0) { task in complaint = task.applyManifest(text) }
    return complaint
  }
}

extension String {
  /// With blanks at its end, up to a width.
  func padded(_ width: Int) -> String { self + String(repeating: " ", count: Swift.max(0, width - count)) }
  /// With blanks before it, up to a width.
  func leading(_ width: Int) -> String { String(repeating: " ", count: Swift.max(0, width - count)) + self }
}
