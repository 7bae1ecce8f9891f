/// One cell of a screen.
public struct Cell: Hashable, Sendable {
  /// What stands in it; `continuation` to the right of a wide character.
  public var character: Character
  public var style: Style

  public init(_ character: Character, _ style: Style = .plain) {
    self.character = character
    self.style = style
  }

  public static let blank = Cell(" ")
  /// Stands for the right half of a wide character.
  public static let continuation: Character = "\0"

  public var isContinuation: Bool { character == Self.continuation }
}

/// A grid of cells: all that a view can produce, and all that a test looks at. Whatever does not fit is
/// clipped, and a wide character is never halved.
public struct Canvas: Equatable, Sendable {
  public let size: Size
  /// Row by row.
  public private(set) var cells: [Cell]
  /// Where the cursor is shown; nil hides it.
  public var cursor: Point?

  public init(_ size: Size) {
    self.size = size
    cells = [Cell](repeating: .blank, count: size.columns * size.rows)
  }

  public var area: Area { Area(size) }

  public subscript(x: Int, y: Int) -> Cell {
    guard x >= 0, y >= 0, x < size.columns, y < size.rows else { return .blank }
    return cells[y * size.columns + x]
  }

  /// Writes one row of text and answers the column after it. `limit` is the first column that may not be
  /// written.
  @discardableResult
  public mutating func write(_ text: String, x: Int, y: Int, style: Style = .plain, limit: Int? = nil) -> Int
  {
    var column = x
    let end = min(limit ?? size.columns, size.columns)
    guard y >= 0, y < size.rows else { return column }
    for character in text {
      guard let shown = character.drawable else { continue }
      let width = shown.columns
      if column + width > end { break }
      if column >= 0 { put(Cell(shown, style), width: width, x: column, y: y) }
      column += width
    }
    return column
  }

  /// Writes a line of styled pieces and answers the column after it.
  @discardableResult
  public mutating func write(_ line: Line, x: Int, y: Int, limit: Int? = nil) -> Int {
    var column = x
    let end = min(limit ?? size.columns, size.columns)
    for piece in line.pieces {
      let next = write(piece.text, x: column, y: y, style: piece.style, limit: end)
      if next - column < piece.text.columns { return next }
      column = next
    }
    return column
  }

  /// Writes lines into an area, one a row, clipped on all sides.
  public mutating func write(_ lines: [Line], in area: Area) {
    for (row, line) in lines.prefix(area.rows).enumerated() {
      write(line, x: area.x, y: area.y + row, limit: area.right)
    }
  }

  /// Puts another canvas into an area, clipped, with its cursor.
  public mutating func place(_ other: Canvas, in area: Area) {
    for y in 0..<min(other.size.rows, area.rows) {
      for x in 0..<min(other.size.columns, area.columns) {
        let cell = other[x, y]
        if cell.isContinuation { continue }
        let isWide = x + 1 < other.size.columns && other[x + 1, y].isContinuation
        let shown = isWide && x + 1 >= area.columns ? Cell(" ", cell.style) : cell
        put(shown, width: isWide && x + 1 < area.columns ? 2 : 1, x: area.x + x, y: area.y + y)
      }
    }
    cursor = other.cursor.map { Point(x: area.x + min($0.x, area.columns - 1), y: area.y + min($0.y, area.rows - 1)) }
  }

  public mutating func fill(_ area: Area, _ cell: Cell = .blank) {
    for y in max(0, area.y)..<max(max(0, area.y), min(area.bottom, size.rows)) {
      for x in max(0, area.x)..<max(max(0, area.x), min(area.right, size.columns)) {
        put(cell, width: 1, x: x, y: y)
      }
    }
  }

  /// Gives all cells of the area a style and leaves their text.
  public mutating func restyle(_ area: Area, _ style: Style) {
    for y in max(0, area.y)..<max(max(0, area.y), min(area.bottom, size.rows)) {
      for x in max(0, area.x)..<max(max(0, area.x), min(area.right, size.columns)) {
        cells[y * size.columns + x].style = style
      }
    }
  }

  private mutating func put(_ cell: Cell, width: Int, x: Int, y: Int) {
    guard x >= 0, x + width <= size.columns else { return }
    let index = y * size.columns + x
    if cells[index].isContinuation { cells[index - 1].character = " " }
    let next = index + width
    if x + width < size.columns, cells[next].isContinuation { cells[next].character = " " }
    cells[index] = cell
    if width == 2 { cells[index + 1] = Cell(Cell.continuation, cell.style) }
  }
}

extension Canvas {
  /// One row as text, without the blanks at its end.
  public func row(_ y: Int) -> String {
    guard y >= 0, y < size.rows else { return "" }
    var text = ""
    for cell in cells[(y * size.columns)..<((y + 1) * size.columns)] where !cell.isContinuation {
      text.append(cell.character)
    }
    while text.last == " " { text.removeLast() }
    return text
  }

  /// The grid as text, a line for each row.
  public var text: String { (0..<size.rows).map(row).joined(separator: "\n") }

  /// The same grid, one letter for each cell's style.
  public var styles: String {
    (0..<size.rows).map { y in
      String(cells[(y * size.columns)..<((y + 1) * size.columns)].map(\.style.letter))
    }.joined(separator: "\n")
  }
}
