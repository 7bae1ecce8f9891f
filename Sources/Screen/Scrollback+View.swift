/// The part of a scrollback that a pane shows.
public struct ScrollbackView: Equatable, Sendable {
  /// As many as the pane has rows.
  public var rows: [Line]
  /// The cursor's place in the pane; nil when it is not in sight.
  public var cursor: Point?
  /// How many rows the view is above the end, corrected to what exists.
  public var back: Int
}

/// A line that is being edited below the output.
public struct TypedLine: Equatable, Sendable {
  public var prompt: String
  public var text: String
  /// In characters of `text`.
  public var cursor: Int
  public var below: [String]

  public init(prompt: String, text: String, cursor: Int, below: [String] = []) {
    self.prompt = prompt
    self.text = text
    self.cursor = cursor
    self.below = below
  }

  var isEmpty: Bool { prompt.isEmpty && text.isEmpty && below.isEmpty }
}

extension Scrollback {
  /// What a pane of this size shows, `back` rows above the end, with the line being typed after the output.
  /// Only as much is wrapped as is looked at.
  public func view(_ size: Size, back: Int = 0, typed: TypedLine? = nil) -> ScrollbackView {
    let width = max(1, size.columns)
    let (tail, point) = tail(typed, width: width)
    // Rows from the end upwards.
    var rows: [Line] = tail.reversed()
    var index = row
    var rowsBelowAnchor = index <= anchor ? rows.count : nil
    while index > 0, rows.count < size.rows + back || rowsBelowAnchor == nil && rows.count < size.rows {
      index -= 1
      rows += wrap(index == row ? cells : lines[index].cells, width: width).reversed()
      if index == anchor { rowsBelowAnchor = rows.count }
    }
    // A cleared screen has empty rows below what was printed since.
    let blank = max(0, size.rows - (rowsBelowAnchor ?? size.rows))
    let total = rows.count + blank
    var above = min(max(0, back), max(0, total - size.rows))
    // Of a list of candidates that is longer than the pane the beginning is shown, with the line that is typed above it.
    if above == 0, let point, tail.count - point.y > size.rows { above = tail.count - point.y - size.rows }
    var shown: [Line] = []
    for position in (0..<size.rows).reversed() {
      let fromEnd = position + above - blank
      shown.append(rows.indices.contains(fromEnd) ? rows[fromEnd] : Line())
    }
    var cursor: Point?
    if let point {
      let y = size.rows - 1 - (tail.count - 1 - point.y + blank - above)
      if y >= 0 && y < size.rows { cursor = Point(x: min(point.x, width - 1), y: y) }
    }
    return ScrollbackView(rows: shown, cursor: cursor, back: above)
  }

  /// The rows of the line at the cursor with what is being typed, and all below, with the cursor's place in
  /// them.
  private func tail(_ typed: TypedLine?, width: Int) -> (rows: [Line], cursor: Point?) {
    var end = Scrollback(size: Size(columns: width, rows: 9999))
    end.cells = cells
    end.column = column
    end.ink = ink
    if let typed, !typed.isEmpty, row == lines.count - 1 {
      end.write(typed.prompt)
      end.ink = Ink()
      let characters = Array(typed.text)
      let before = String(characters[0..<min(max(0, typed.cursor), characters.count)])
      end.putLines(before)
      let place = (row: end.row, column: end.column)
      end.putLines(String(characters[before.count...]))
      for line in typed.below {
        end.begin(end.row + 1)
        end.column = 0
        end.write(line)
      }
      return end.wrapAll(width: width, cursor: place, isTyping: true)
    }
    end.lines += lines[(row + 1)...]
    return end.wrapAll(width: width, cursor: (0, column), isTyping: false)
  }

  /// What was pasted at once can have several lines; they are edited as one.
  private mutating func putLines(_ text: String) {
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      if index > 0 {
        begin(row + 1)
        column = 0
      }
      put(String(line))
    }
  }

  private func wrapAll(width: Int, cursor: (row: Int, column: Int), isTyping: Bool) -> (rows: [Line], cursor: Point?) {
    var rows: [Line] = []
    var point: Point?
    for index in lines.indices {
      let here = index == row ? cells : lines[index].cells
      var wrapped = wrap(here, width: width)
      if index == cursor.row {
        var place = locate(cursor.column, here, width: width)
        // As in terminals, a full last column alone begins no row; what is typed does, as readline has it.
        if !isTyping && place.x == 0 && place.y == wrapped.count && place.y > 0 {
          place = Point(x: width - 1, y: place.y - 1)
        }
        while wrapped.count <= place.y { wrapped.append(Line()) }
        point = Point(x: place.x, y: rows.count + place.y)
      }
      rows += wrapped
    }
    return (rows, point)
  }

  private func wrap(_ cells: [Cell], width: Int) -> [Line] {
    if cells.count <= width { return [Line(cells: cells)] }
    var rows: [Line] = []
    var start = 0
    while start < cells.count {
      var end = min(start + width, cells.count)
      if end < cells.count, cells[end].isContinuation, end - 1 > start { end -= 1 }
      rows.append(Line(cells: Array(cells[start..<end])))
      start = end
    }
    return rows
  }

  /// The row and column in which a column of the unwrapped line stands.
  private func locate(_ column: Int, _ cells: [Cell], width: Int) -> Point {
    var start = 0
    var y = 0
    while true {
      var end = start + width
      if end < cells.count, cells[end].isContinuation, end - 1 > start { end -= 1 }
      if column < end { return Point(x: column - start, y: y) }
      start = end
      y += 1
    }
  }
}
