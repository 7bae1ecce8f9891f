import Screen

/// The matrix of connections: row = from, column = to, with the reason for the selected one.
public struct ConnectionsState: Sendable {
  var matrix: ConnectionMatrix
  var row = 0
  var column = 0

  init(matrix: ConnectionMatrix) {
    self.matrix = matrix
  }

  static var bindings: [Binding] {
    [
      Binding(
        [.escape, .enter, .character("q"), .function(2), .ctrl("c"), .function(10)], "back", .back, rank: 9),
      Binding([.up(), .character("k")], "from", .up, help: "another source", rank: 5),
      Binding([.down(), .character("j")], "from", .down, help: "another source", rank: -1),
      Binding([.left(), .character("h")], "to", .left, help: "another destination", rank: 5),
      Binding([.right(), .character("l")], "to", .right, help: "another destination", rank: -1),
    ]
  }

  /// False when it is left.
  mutating func perform(_ action: Action) -> Bool {
    switch action {
    case .up: row -= 1
    case .down: row += 1
    case .left: column -= 1
    case .right: column += 1
    default: return false
    }
    row = min(max(0, row), max(0, matrix.rows.count - 1))
    column = min(max(0, column), max(0, matrix.columns.count - 1))
    return true
  }

  var mark: ConnectionMatrix.Mark? {
    guard matrix.marks.indices.contains(row), matrix.marks[row].indices.contains(column) else { return nil }
    return matrix.marks[row][column]
  }
}

func drawConnections(_ canvas: inout Canvas, _ state: ConnectionsState, _ model: Model) {
  let matrix = state.matrix
  let box = textBox(model, columns: 110)
  var area = canvas.dialog(
    title: "Who reaches whom", columns: box.columns, rows: box.rows, glyphs: model.glyphs)
  canvas.write([Line(matrix.title, .faint)], in: area.takeTop(2))
  let foot = area.takeBottom(4 + min(4, matrix.legend.count))
  // Where both sides are the same, the rows tell what the numbers of the columns mean.
  let isSquare = matrix.rows == matrix.columns
  let labels = matrix.rows.enumerated().map { row, name in
    isSquare ? "\("\(row + 1)".padded(to: "\(matrix.rows.count)".count, alignedRight: true))  \(name)" : name
  }
  let names = min(area.columns / 2, (labels.map(\.columns).max() ?? 0) + 2)
  // Columns carry numbers; the selected one's name stands below.
  let wide = 4
  let visible = max(1, (area.columns - names) / wide)
  let firstColumn = min(max(0, state.column - visible + 1), max(0, matrix.columns.count - visible))
  var titles = Line(String(repeating: " ", count: names))
  for column in firstColumn..<min(matrix.columns.count, firstColumn + visible) {
    titles.append(
      "\(column + 1)".padded(to: wide - 1, alignedRight: true), column == state.column ? .accent : .faint)
    titles.append(" ")
  }
  canvas.write([titles], in: area.takeTop(1))
  var lines: [Line] = []
  for (row, name) in labels.enumerated() {
    var line = Line(name.truncated(to: names - 1).padded(to: names), row == state.row ? .accent : .plain)
    for column in firstColumn..<min(matrix.columns.count, firstColumn + visible) {
      let marks = matrix.marks.indices.contains(row) ? matrix.marks[row] : []
      let mark =
        marks.indices.contains(column) ? marks[column] : ConnectionMatrix.Mark(sign: " ", allowed: nil)
      let style: Style =
        row == state.row && column == state.column
        ? .selected : mark.allowed == nil ? .faint : mark.allowed == true ? .good : .bad
      line.append("  \(mark.sign)", style)
      line.append(" ")
    }
    lines.append(line)
  }
  var position = ScrollPosition()
  position.reveal(state.row, content: lines.count, visible: area.rows)
  canvas.panel(lines, in: area, at: position, glyphs: model.glyphs)
  var below: [Line] = [Line()]
  if let mark = state.mark {
    let arrow = model.glyphs.arrowRight
    below.append(Line("\(matrix.rows[state.row]) \(arrow) \(matrix.columns[state.column])", .title))
    below += Array(Prose.lines(mark.reason, columns: foot.columns).prefix(2))
  }
  while below.count < 4 { below.append(Line()) }
  canvas.write(below + matrix.legend.prefix(4).map { Line($0, .faint) }, in: foot)
}
