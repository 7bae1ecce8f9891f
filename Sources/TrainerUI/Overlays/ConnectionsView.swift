import Screen

/// The width of a cell: ` + `, or `+→e` where the verdict has changed, and a blank between.
private let cellColumns = 4

func drawConnections(_ canvas: inout Canvas, _ state: ConnectionsState, _ model: Model) {
  let matrix = state.matrix
  let size = Size(columns: min(116, model.size.columns - 6), rows: model.size.rows - 4)
  var area = canvas.dialog(
    title: ConnectionsState.title, columns: size.columns, rows: size.rows, glyphs: model.glyphs)
  canvas.write([connectionsTitle(state)], in: area.takeTop(1))
  let legend = legendLines(matrix.legend, columns: area.columns)
  let reasons = reasonLines(state, columns: area.columns, glyphs: model.glyphs)
  let room = max(3, min(8, area.rows / 3))
  let foot = area.takeBottom(room + legend.count + 1)
  canvas.write([Line()] + reasons.prefix(room) + legend, in: foot)
  // Where both sides are the same, the rows tell what the numbers of the columns mean.
  let isSquare = matrix.rows == matrix.columns
  let digits = "\(matrix.rows.count)".count
  let labels = matrix.rows.enumerated().map { row, name in
    isSquare ? "\("\(row + 1)".padded(to: digits, alignedRight: true))  \(name)" : name
  }
  let names = min(area.columns / 2, (labels.map(\.columns).max() ?? 0) + 2)
  let visible = max(1, (area.columns - names - 1) / cellColumns)
  let first = min(max(0, state.column - visible + 1), max(0, matrix.columns.count - visible))
  let shown = first..<min(matrix.columns.count, first + visible)
  var titles = Line(String(repeating: " ", count: names))
  for column in shown {
    titles.append(
      "\(column + 1)".padded(to: cellColumns - 1, alignedRight: true),
      column == state.column ? .accent : .faint)
    titles.append(" ")
  }
  canvas.write([titles], in: area.takeTop(1))
  var position = ScrollPosition()
  position.reveal(state.row, content: labels.count, visible: area.rows)
  // Only the rows in sight are made; there may be a thousand.
  let lines = labels.enumerated().map { row, name -> Line in
    guard row >= position.top, row < position.top + area.rows else { return Line() }
    var line = Line(name.truncated(to: names - 1).padded(to: names), row == state.row ? .accent : .plain)
    for column in shown {
      guard let mark = matrix.mark(row: row, column: column) else { continue }
      append(mark, row == state.row && column == state.column, to: &line, model.glyphs)
    }
    return line
  }
  canvas.panel(lines, in: area, at: position, glyphs: model.glyphs)
}

private func append(
  _ mark: ConnectionMatrix.Mark, _ isSelected: Bool, to line: inout Line, _ glyphs: Glyphs
) {
  let style: Style =
    isSelected ? .selected : mark.allowed == nil ? .faint : mark.allowed == true ? .good : .bad
  let arrow = glyphs.isUnicode ? "→" : ">"
  line.append(mark.before.map { "\($0)\(arrow)\(mark.sign)" } ?? "  \(mark.sign)", style)
  line.append(" ")
}

private func connectionsTitle(_ state: ConnectionsState) -> Line {
  let (matrix, question) = (state.matrix, state.question)
  let namespace = matrix.namespaces.indices.contains(question.namespace) ? matrix.namespaces[question.namespace] : ""
  let port = matrix.ports.indices.contains(question.port) ? matrix.ports[question.port] : ""
  var line = Line(namespace, .title)
  line.append("  \(port)", .faint)
  return line
}

private func reasonLines(_ state: ConnectionsState, columns: Int, glyphs: Glyphs) -> [Line] {
  var lines: [Line] = []
  if state.matrix.rows.indices.contains(state.row), state.matrix.columns.indices.contains(state.column) {
    let (from, to) = (state.matrix.rows[state.row], state.matrix.columns[state.column])
    lines.append(Line("\(from) \(glyphs.arrowRight) \(to)", .title))
  }
  lines += Prose.lines(state.reason.summary, columns: columns)
  if let before = state.reason.before {
    lines += Prose.lines("Before: \(before)", columns: columns, style: .faint)
  }
  if !state.matrix.change.isEmpty, state.reason.before == nil {
    lines += Prose.lines(state.matrix.change, columns: columns, style: .accent)
  }
  return lines + Array(repeating: Line(), count: max(0, 8 - lines.count))
}

/// The legend in as few lines as it needs.
private func legendLines(_ legend: [String], columns: Int) -> [Line] {
  var lines: [String] = []
  for entry in legend {
    if let last = lines.last, last.columns + 3 + entry.columns <= columns {
      lines[lines.count - 1] = "\(last)   \(entry)"
    } else {
      lines.append(entry)
    }
  }
  return lines.map { Line($0, .faint) }
}
