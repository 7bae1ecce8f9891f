import Screen

func drawAttempt(_ canvas: inout Canvas, _ state: AttemptState, _ model: Model) {
  let glyphs = model.glyphs
  let summary = state.record.summary
  var time = Durations.clock(summary.seconds)
  if let limit = state.record.limitSeconds { time += " of \(Durations.clock(limit))" }
  var result = Line("\(summary.percent) %", .title)
  if let passed = summary.passed {
    result = result + Line("  ") + verdict(passed, glyphs)
    result.append(" (\(state.record.passPercent) %)", .headerFaint)
  } else {
    result = Line("\(summary.earned) of \(summary.points) points", .title)
  }
  drawHeader(
    &canvas, title: summary.title,
    middle: [
      result, Line(time, .headerFaint), Line(summary.mode.rawValue, .headerFaint),
      Line(summary.seed == 1 ? "" : "seed \(summary.seed)", .headerFaint),
    ],
    right: Line(summary.date, .headerFaint), model)
  let (main, divider, side, isSideBySide) = state.layout(model.body)
  let rows = attemptRows(state, columns: main.columns - 3, glyphs)
  let item = state.item
  let selected = rows.firstIndex { $0.item != nil && $0.item == item }
  canvas.list(rows.map(\.line), selected: selected, in: main.inset(columns: 1), glyphs: glyphs)
  if side.isEmpty || divider.isEmpty { return }
  if isSideBySide {
    canvas.write(glyphs.teeDown, x: divider.x, y: 1, style: .divider)
    canvas.verticalRule(x: divider.x, from: divider.y, to: divider.bottom, glyphs: glyphs)
  } else {
    canvas.horizontalRule(y: divider.y, glyphs: glyphs)
  }
  var area = side
  _ = area.takeLeft(1)
  canvas.panel(
    state.sideLines(columns: max(1, area.columns - 1)), in: area, at: state.sideScroll, glyphs: glyphs)
}

private struct AttemptRow {
  var line: Line
  var item: AttemptState.Item?
}

private func attemptRows(_ state: AttemptState, columns: Int, _ glyphs: Glyphs) -> [AttemptRow] {
  var rows: [AttemptRow] = []
  let unit = state.record.tasks.count > 1 ? " %" : ""
  let item = state.item
  for (index, task) in state.record.tasks.enumerated() {
    let isOpen = state.expanded.contains(index)
    if !rows.isEmpty && (isOpen || state.expanded.contains(index - 1)) {
      rows.append(AttemptRow(line: Line()))
    }
    let mark = item == .task(index) ? glyphs.pointer : " "
    var right = Line("\(task.earned) / \(task.points)\(unit)", task.earned == task.points ? .good : .plain)
    if task.flagged { right.append(" \(glyphs.flag)", .warning) }
    right.append("  \(Durations.short(task.seconds))".padded(to: 9, alignedRight: true), .faint)
    let number = state.record.tasks.count > 1 ? "\(index + 1) " : ""
    let left = (Line("\(mark) ", .accent) + Line("\(number)\(task.title)", .title))
      .truncated(to: max(8, columns - right.columns - 1), mark: glyphs.ellipsis)
    rows.append(AttemptRow(line: left.padded(to: columns - right.columns) + right, item: .task(index)))
    if isOpen { rows += detailRows(task, index, item, columns: columns, glyphs) }
  }
  return rows
}

private func detailRows(
  _ task: TaskRecord, _ index: Int, _ item: AttemptState.Item?, columns: Int, _ glyphs: Glyphs
) -> [AttemptRow] {
  var rows: [AttemptRow] = []
  for criterion in task.criteria {
    for line in criterionLines(criterion, columns: columns - 4, glyphs, showsPoints: true) {
      rows.append(AttemptRow(line: Line("    ") + line))
    }
  }
  if task.timeline.isEmpty { return rows }
  rows.append(AttemptRow(line: Line()))
  rows.append(AttemptRow(line: Line("    Timeline", .faint)))
  for (number, entry) in task.timeline.enumerated() {
    let isSelected = item == .command(task: index, number)
    var right = Line(entry.duration >= 1 ? Durations.short(entry.duration) : "", .faint)
    if !entry.remark.isEmpty { right.append("  \(entry.remark)", .faint) }
    let time = Durations.clock(entry.seconds)
    let command =
      entry.command.split(separator: "\n", omittingEmptySubsequences: false).first.map(String.init) ?? ""
    let more = command.utf8.count < entry.command.utf8.count ? " \(glyphs.ellipsis)" : ""
    let left =
      (Line("  \(isSelected ? glyphs.pointer : " ") ", .accent) + Line("\(time)  ", .faint)
      + Line("\(command)\(more)")).truncated(to: max(12, columns - right.columns - 1), mark: glyphs.ellipsis)
    rows.append(
      AttemptRow(line: left.padded(to: columns - right.columns) + right, item: .command(task: index, number)))
  }
  return rows
}
