/// What a program's terminal shows and what has scrolled off its top: lines of output, not bound to a width,
/// so that they are wrapped anew when the pane changes its size.
///
/// It understands what the simulated programs print: `\n` (with an implied `\r`), `\r`, `\t`, `\b`, `ESC[…m`
/// (SGR), `ESC[H`, `ESC[r;cH`, `ESC[J`, `ESC[2J`, `ESC[3J`, `ESC[K`, cursor movement, and the alternate
/// screen (`ESC[?1049h`). Other sequences are skipped.
public struct Scrollback: Sendable {
  /// The oldest lines go when there are more than this.
  public let limit: Int
  public internal(set) var size: Size
  /// Grows with each line that is begun; a reader who looks at old lines can follow them with it.
  public internal(set) var linesBegun = 0

  /// All lines; the one at `row` is out of date while `cells` holds it for editing.
  var lines: [Line] = [Line()]
  var row = 0
  var cells: [Cell] = []
  var column = 0
  /// The first line of the screen after the last clearing.
  var anchor = 0
  var ink = Ink()
  /// An escape sequence that is not complete yet.
  var pending: [UInt8] = []
  /// The main screen while a program uses the alternate one.
  var saved: [Scrollback] = []

  public init(size: Size = Size(columns: 80, rows: 24), limit: Int = 10_000) {
    self.size = size
    self.limit = max(1, limit)
  }

  /// The pane has another size now. Nothing is lost: lines are wrapped when they are looked at.
  public mutating func resize(_ size: Size) {
    self.size = size
    for index in saved.indices { saved[index].size = size }
  }

  /// Forgets everything.
  public mutating func reset() {
    self = Scrollback(size: size, limit: limit)
  }

  /// All lines of the output, unwrapped.
  public var allLines: [Line] {
    var all = lines
    all[row] = Line(cells: cells)
    return all
  }

  /// The whole output as text, for tests and for copying.
  public var text: String { allLines.map(\.text).joined(separator: "\n") }

  mutating func begin(_ newRow: Int) {
    lines[row] = Line(cells: cells)
    while lines.count <= newRow {
      lines.append(Line())
      linesBegun += 1
    }
    row = newRow
    cells = lines[row].cells
    if lines.count > limit + limit / 8 { forgetOldest(lines.count - limit) }
  }

  /// A whole line of plain characters: the usual case, without the way through cells.
  mutating func finish(_ text: String) {
    var end = text[...]
    if ink.style == .plain { while end.utf8.last == UInt8(ascii: " ") { end = end.dropLast() } }
    lines[row] = Line(String(end), ink.style)
    lines.append(Line())
    linesBegun += 1
    row += 1
    if lines.count > limit + limit / 8 { forgetOldest(lines.count - limit) }
  }

  private mutating func forgetOldest(_ count: Int) {
    let gone = min(count, row)
    lines.removeFirst(gone)
    row -= gone
    anchor = max(0, anchor - gone)
  }

  /// Writes characters at the cursor, over what is there.
  mutating func put(_ text: String) {
    let style = ink.style
    for character in text {
      guard let shown = character.drawable else { continue }
      let width = shown.columns
      pad(to: column)
      if column == cells.count {
        cells.append(Cell(shown, style))
        if width == 2 { cells.append(Cell(Cell.continuation, style)) }
      } else {
        overwrite(Cell(shown, style), width: width)
      }
      column += width
    }
  }

  private mutating func overwrite(_ cell: Cell, width: Int) {
    if cells[column].isContinuation { cells[column - 1].character = " " }
    let next = column + width
    if next < cells.count, cells[next].isContinuation { cells[next].character = " " }
    cells[column] = cell
    if width == 2 {
      let half = Cell(Cell.continuation, cell.style)
      if column + 1 < cells.count { cells[column + 1] = half } else { cells.append(half) }
    }
  }

  mutating func pad(to wanted: Int) {
    while cells.count < wanted { cells.append(.blank) }
  }
}

extension Line {
  /// Cells back into pieces; the blanks at the end go.
  init(cells: [Cell]) {
    self.init()
    var end = cells.count
    while end > 0, cells[end - 1] == .blank { end -= 1 }
    var text = ""
    var style = Style.plain
    for cell in cells[0..<end] where !cell.isContinuation {
      if cell.style != style {
        append(text, style)
        text = ""
        style = cell.style
      }
      text.append(cell.character)
    }
    append(text, style)
  }

  var cells: [Cell] {
    var cells: [Cell] = []
    for piece in pieces {
      for character in piece.text {
        guard let shown = character.drawable else { continue }
        cells.append(Cell(shown, piece.style))
        if shown.columns == 2 { cells.append(Cell(Cell.continuation, piece.style)) }
      }
    }
    return cells
  }
}
