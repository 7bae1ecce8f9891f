import Screen

/// The text beside the terminal: the task, its steps, hints, and what the last check found.
struct TaskPanel {
  enum Section: Hashable, Sendable {
    case steps
    /// The step that is to be done now.
    case step
    case hints
    case report
  }

  private let work: WorkState
  private let session: WorkState.Session
  private let glyphs: Glyphs

  init(_ work: WorkState, _ glyphs: Glyphs) {
    self.work = work
    self.glyphs = glyphs
    session = work.sessions[work.current]
  }

  /// The columns for text within the panel's area: a margin on the left, and the thumb's column on the right.
  static func textColumns(_ area: Area) -> Int { max(1, area.columns - 3) }

  /// All lines, and the rows of the sections that can change.
  func lines(columns: Int) -> (lines: [Line], sections: [Section: Range<Int>]) {
    var lines = Prose.lines(work.task.text, columns: columns)
    var sections: [Section: Range<Int>] = [:]
    func add(_ part: [Line], as section: Section) {
      if part.isEmpty { return }
      lines.append(Line())
      sections[section] = lines.count..<(lines.count + part.count)
      lines += part
    }
    add(reportLines(columns), as: .report)
    let steps = stepLines(columns)
    add(steps.lines, as: .steps)
    if let all = sections[.steps], let present = steps.present {
      sections[.step] = (all.lowerBound + present.lowerBound)..<(all.lowerBound + present.upperBound)
    }
    add(hintLines(columns), as: .hints)
    return (lines, sections)
  }

  private func stepLines(_ columns: Int) -> (lines: [Line], present: Range<Int>?) {
    if session.steps.isEmpty { return ([], nil) }
    var lines = [Line("Steps", .title)]
    var present: Range<Int>?
    for (index, step) in session.steps.enumerated() {
      let number = "\(index + 1) "
      switch step.progress {
      case .done:
        lines += hanging(Line("\(glyphs.tick) ", .good) + Line("\(number)\(step.title)", .faint), 4, columns)
      case .present:
        let start = lines.count
        lines += hanging(
          Line("\(glyphs.pointer) ", .accent) + Line("\(number)\(step.title)", .title), 4, columns)
        for line in Prose.lines(step.text, columns: max(1, columns - 4)) { lines.append(Line("    ") + line) }
        present = start..<lines.count
      case .later:
        lines += hanging(Line("  \(number)\(step.title)", .faint), 4, columns)
      }
    }
    if present == nil {
      let text = "All steps are done. F4 shows the points, F10 grades."
      lines += [Line()] + Prose.lines(text, columns: columns, style: .good)
    }
    return (lines, present)
  }

  private func hintLines(_ columns: Int) -> [Line] {
    let hints = session.hints
    if work.isExam || hints.total == 0 { return [] }
    if hints.opened.isEmpty {
      let count = "\(hints.total) \(hints.total == 1 ? "hint" : "hints")"
      return [Line("\(count) \(glyphs.dash) F3 opens the \(hints.total == 1 ? "one" : "first")", .faint)]
    }
    var lines: [Line] = []
    for (index, hint) in hints.opened.enumerated() {
      lines.append(Line("Hint \(index + 1) of \(hints.total)", .title))
      lines += Prose.lines(hint, columns: columns)
    }
    if hints.opened.count < hints.total { lines.append(Line("F3 for the next", .faint)) }
    return lines
  }

  private func reportLines(_ columns: Int) -> [Line] {
    guard let report = session.report else { return [] }
    var lines = [Line(report.title, .title)]
    if session.reportIsOld {
      lines += Prose.lines("before your last command; F4 checks again", columns: columns, style: .faint)
    }
    for criterion in report.criteria { lines += criterionLines(criterion, columns: columns, glyphs) }
    return lines
  }

  private func hanging(_ line: Line, _ indent: Int, _ columns: Int) -> [Line] {
    let parts = line.wrapped(to: columns)
    if parts.count == 1 { return parts }
    return [parts[0]]
      + Line(parts.dropFirst().flatMap { $0.pieces + [Line.Piece(" ")] })
      .wrapped(to: max(1, columns - indent)).map { Line(String(repeating: " ", count: indent)) + $0 }
  }
}

/// A verdict with its sign, and the evidence below it.
func criterionLines(
  _ criterion: CriterionResult, columns: Int, _ glyphs: Glyphs, showsPoints: Bool = false
) -> [Line] {
  let mark = Line("\(criterion.passed ? glyphs.tick : glyphs.cross) ", criterion.passed ? .good : .bad)
  let points = showsPoints ? "  \(criterion.earned)/\(criterion.points)" : ""
  let text = Prose.inline(criterion.name) + Line(points, .faint)
  var lines: [Line] = []
  for (index, part) in text.wrapped(to: max(1, columns - 2)).enumerated() {
    lines.append((index == 0 ? mark : Line("  ")) + part)
  }
  if !criterion.evidence.isEmpty && (!criterion.passed || showsPoints) {
    let style: Style = criterion.passed ? .faint : .plain
    for part in Prose.lines(criterion.evidence, columns: max(1, columns - 4), style: style) {
      lines.append(Line("    ") + part)
    }
  }
  return lines
}
