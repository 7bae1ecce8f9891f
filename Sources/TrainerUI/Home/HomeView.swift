import Screen

func drawHome(_ canvas: inout Canvas, _ state: HomeState, _ model: Model) {
  drawHeader(&canvas, title: "cka-trainer", middle: [], right: readiness(state.catalog, model), model)
  var area = model.body
  if let notice = state.catalog.notice {
    let lines = Prose.lines(notice, columns: area.columns - 4, style: .warning)
    canvas.write(lines, in: area.takeTop(lines.count).inset(columns: 2))
  }
  let detail = area.takeBottom(3).inset(columns: 4)
  var rows = homeRows(state, columns: area.columns - 4, model.glyphs)
  // Where not all fits, the last column is the thumb's.
  if rows.count > area.rows { rows = homeRows(state, columns: area.columns - 6, model.glyphs) }
  let selected = rows.firstIndex { $0.entry == state.selected }
  canvas.list(rows.map(\.line), selected: selected, in: area.inset(columns: 2), glyphs: model.glyphs)
  if state.isFinding || state.filter?.isEmpty == false {
    let x = canvas.write("Find: ", x: detail.x, y: detail.y + 1, style: .title)
    let end = canvas.write(state.filter ?? "", x: x, y: detail.y + 1)
    if state.isFinding { canvas.cursor = Point(x: min(end, canvas.size.columns - 1), y: detail.y + 1) }
  } else if case .exercise(let exercise)? = state.entry {
    let legacy = exercise.isCurrent ? "" : " Today's curriculum no longer names it as a competency."
    let lines = Prose.lines("\(exercise.summary)\(legacy)", columns: detail.columns, style: .faint)
    canvas.write(
      Array(lines.prefix(2)), in: Area(x: detail.x, y: detail.y + 1, columns: detail.columns, rows: 2))
  }
}

private func readiness(_ catalog: Catalog, _ model: Model) -> Line {
  var line = Line()
  for domain in catalog.readiness where !domain.results.isEmpty {
    let part =
      Line("   \(domain.domain.truncated(to: 18, mark: model.glyphs.ellipsis)) ", .headerFaint)
      + Line(model.glyphs.sparkline(Array(domain.results.suffix(6))), .accent)
    if line.columns + part.columns > model.size.columns - 30 { break }
    line.append(part)
  }
  return line
}

private struct HomeRow {
  var line: Line
  /// The number of the entry; nil for headings.
  var entry: Int?
}

private func homeRows(_ state: HomeState, columns: Int, _ glyphs: Glyphs) -> [HomeRow] {
  let entries = state.entries
  let lines = tableLines(entries, state.catalog, columns: columns, glyphs)
  var rows: [HomeRow] = []
  var heading: String?
  for (index, entry) in entries.enumerated() {
    let name = headingName(entry)
    if name != heading {
      if !rows.isEmpty { rows.append(HomeRow(line: Line())) }
      if index == 0 || !isExercise(entries[index - 1]), isExercise(entry) {
        let short = name.truncated(to: max(8, lines.titleColumn - 2), mark: glyphs.ellipsis)
        rows.append(HomeRow(line: Line(short, .title).padded(to: lines.titleColumn) + lines.titles))
      } else {
        rows.append(HomeRow(line: Line(name, .title)))
      }
      heading = name
    }
    let mark = index == state.selected ? glyphs.pointer : " "
    let line = lines.rows[index].truncated(to: columns - 2, mark: glyphs.ellipsis)
    rows.append(HomeRow(line: Line("\(mark) ", .accent) + line, entry: index))
  }
  if rows.isEmpty { rows.append(HomeRow(line: Line("Nothing contains that.", .faint))) }
  return rows
}

private func isExercise(_ entry: HomeState.Entry) -> Bool {
  if case .exercise = entry { return true }
  return false
}

private func headingName(_ entry: HomeState.Entry) -> String {
  switch entry {
  case .resumable: "Under way"
  case .exercise(let exercise): exercise.domain
  case .exam: "Exams"
  case .sandbox: "Sandbox"
  case .review: "Review"
  }
}

/// The entries' lines, with the exercises aligned as a table, and the titles of its columns from
/// `titleColumn` on.
private func tableLines(
  _ entries: [HomeState.Entry], _ catalog: Catalog, columns: Int, _ glyphs: Glyphs
) -> (rows: [Line], titles: Line, titleColumn: Int) {
  let dash = glyphs.dash
  var table = Table([
    Table.Column("", isFlexible: true), Table.Column("mode"), Table.Column("best", alignedRight: true),
    Table.Column("last"), Table.Column("due"), Table.Column("time", alignedRight: true),
  ])
  table.rows = entries.compactMap { entry in
    guard case .exercise(let exercise) = entry else { return nil }
    let legacy = exercise.isCurrent ? Line() : Line("  legacy", .faint)
    return [
      Line(exercise.title) + legacy, Line(exercise.lastMode?.rawValue ?? dash, .faint),
      Line(exercise.best.map { "\($0)/\(exercise.points)" } ?? dash, exercise.best == nil ? .faint : .plain),
      Line(exercise.last ?? "never", .faint), dueLine(exercise.due), Line("\(exercise.minutes) min", .faint),
    ]
  }
  let laid = table.lines(columns: columns - 2, ellipsis: glyphs.ellipsis)
  var next = laid.rows.makeIterator()
  let sandboxes = catalog.sandboxes.map(\.id.columns).max() ?? 0
  let rows = entries.map { entry -> Line in
    switch entry {
    case .exercise: next.next() ?? Line()
    case .resumable(let attempt):
      Line(attempt.title) + Line("   \(attempt.mode.rawValue)   \(attempt.detail)", .faint)
    case .exam(let exam): examLine(exam)
    case .sandbox(let sandbox):
      Line(sandbox.id.padded(to: sandboxes)) + Line("   \(sandbox.summary)", .faint)
    case .review: reviewLine(catalog)
    }
  }
  let titles = laid.titles ?? Line()
  let blank = titles.text.prefix { $0 == " " }.count
  return (rows, Line(String(titles.text.dropFirst(blank)), .faint), blank + 2)
}

private func examLine(_ exam: ExamSummary) -> Line {
  var line = Line(exam.title)
  line.append("   \(exam.taskCount) \(exam.taskCount == 1 ? "task" : "tasks")   \(exam.minutes) min", .faint)
  if let best = exam.best {
    line.append("   best \(best) % ")
    line.append(exam.passed ? "passed" : "not passed", exam.passed ? .good : .bad)
  }
  return line
}

private func reviewLine(_ catalog: Catalog) -> Line {
  let count = catalog.attemptCount
  if count == 0 { return Line("no attempt yet", .faint) }
  let last = catalog.lastAttempt.map { ", last one \($0)" } ?? ""
  return Line("\(count) \(count == 1 ? "attempt" : "attempts")\(last)")
}

private func dueLine(_ due: ExerciseSummary.Due) -> Line {
  switch due {
  case .new: Line("new", .accent)
  case .overdue: Line("overdue", .warning)
  case .today: Line("today", .warning)
  case .later(let days): Line("in \(days) \(days == 1 ? "day" : "days")", .faint)
  }
}
