import Screen

// How the editor looks in its pane.
extension ViEditor {
  /// Scrolls so that the cursor is in sight of a pane of this size.
  mutating func fit(_ size: Size) {
    visibleRows = max(1, size.rows - 1)
    if cursor.row < top { top = cursor.row }
    let width = max(1, size.columns - numberColumns)
    // Upward from the cursor, for as many lines as fit: no more are laid out than are seen.
    var first = cursor.row
    var used = rows(of: text.lines[first], width: width)
    while first > top {
      used += rows(of: text.lines[first - 1], width: width)
      if used > visibleRows { break }
      first -= 1
    }
    top = first
  }

  private var numberColumns: Int { settings.number ? max(4, String(text.lines.count).count + 1) : 0 }

  /// The rows that a line takes.
  private func rows(of line: [Character], width: Int) -> Int {
    max(1, (shown(line, upTo: line.count).count + width - 1) / width)
  }

  /// The cells of a line up to a character: tabs as blanks, control characters as `^M`.
  private func shown(_ line: [Character], upTo end: Int) -> [Cell] {
    var cells: [Cell] = []
    for character in line.prefix(end) {
      if character == "\t" {
        repeat { cells.append(.blank) } while cells.count % settings.tabStop != 0
      } else if let value = character.asciiValue, value < 32 || value == 127 {
        let letter = Character(Unicode.Scalar(value ^ 64))
        cells += [Cell("^", .accent), Cell(letter, .accent)]
      } else if let drawn = character.drawable {
        cells.append(Cell(drawn))
        if drawn.columns == 2 { cells.append(Cell(Cell.continuation)) }
      }
    }
    return cells
  }

  private func isSelected(_ row: Int, _ column: Int) -> Bool {
    guard case .visual(let lines) = mode else { return false }
    let (first, last) = (anchor.row, anchor.column) <= (cursor.row, cursor.column) ? (anchor, cursor) : (cursor, anchor)
    if row < first.row || row > last.row { return false }
    if lines { return true }
    return (row > first.row || column >= first.column) && (row < last.row || column <= last.column)
  }

  func draw(_ canvas: inout Canvas, in area: Area) {
    canvas.fill(area)
    var area = area
    let bottom = area.takeBottom(1)
    let width = max(1, area.columns - numberColumns)
    var y = area.y
    var row = top
    while y < area.bottom, row < text.lines.count {
      let line = text.lines[row]
      if y + rows(of: line, width: width) > area.bottom, row > top { break }
      if settings.number {
        canvas.write("\(row + 1) ".padded(to: numberColumns, alignedRight: true), x: area.x, y: y, style: .faint)
      }
      draw(line, row, &canvas, Area(x: area.x + numberColumns, y: y, columns: width, rows: area.bottom - y))
      y += rows(of: line, width: width)
      row += 1
    }
    let filler = row < text.lines.count ? "@" : "~"
    while y < area.bottom {
      canvas.write(filler, x: area.x, y: y, style: .faint)
      y += 1
    }
    drawStatus(&canvas, bottom)
  }

  private func draw(_ line: [Character], _ row: Int, _ canvas: inout Canvas, _ area: Area) {
    var column = 0
    for (index, character) in line.enumerated() {
      let cells =
        character == "\t" ? Array(shown(line, upTo: index + 1).dropFirst(column)) : shown([character], upTo: 1)
      for cell in cells {
        let place = Point(x: area.x + column % area.columns, y: area.y + column / area.columns)
        let style = isSelected(row, index) ? Style.selected : cell.style
        if area.contains(place), !cell.isContinuation {
          canvas.write(String(cell.character), x: place.x, y: place.y, style: style)
        }
        column += 1
      }
    }
    guard row == cursor.row else { return }
    let before = shown(line, upTo: min(cursor.column, line.count)).count
    canvas.cursor = Point(
      x: area.x + before % area.columns, y: min(area.bottom - 1, area.y + before / area.columns))
    if line.isEmpty, isSelected(row, 0) { canvas.write(" ", x: area.x, y: area.y, style: .selected) }
  }

  private func drawStatus(_ canvas: inout Canvas, _ area: Area) {
    if case .line(let sign) = mode {
      let x = canvas.write("\(sign)\(typed)", x: area.x, y: area.y, limit: area.right)
      canvas.cursor = Point(x: min(x, area.right - 1), y: area.y)
      return
    }
    let text =
      switch mode {
      case .insert: settings.paste ? "-- INSERT (paste) --" : "-- INSERT --"
      case .replace: "-- REPLACE --"
      case .visual(let lines): lines ? "-- VISUAL LINE --" : "-- VISUAL --"
      case .normal, .line: message
      }
    let style: Style =
      text.hasPrefix("--") ? .title : text.hasPrefix("E") && text.dropFirst(1).first?.isNumber == true ? .bad : .plain
    canvas.write(text, x: area.x, y: area.y, style: style, limit: area.right)
    let place = "\(cursor.row + 1),\(line.isEmpty ? "0-1" : String(cursor.column + 1))"
    if area.columns > text.columns + 20 { canvas.write(place, x: area.right - 18, y: area.y) }
  }
}
