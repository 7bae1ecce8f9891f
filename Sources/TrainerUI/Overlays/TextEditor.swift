import Screen

/// A text being edited: lines, a cursor, and what the keys do to them.
public struct TextEditor: Equatable, Sendable {
  private(set) var lines: [[Character]]
  /// The cursor's line and the number of characters before it in the line.
  private(set) var row = 0
  private(set) var column = 0
  private(set) var isModified = false
  var isReadOnly = false
  private var cut: [[Character]] = []
  private var isCutting = false
  private let endsWithNewline: Bool

  init(text: String) {
    let normal = String(String.UnicodeScalarView(text.unicodeScalars.filter { $0 != "\r" }))
    endsWithNewline = normal.isEmpty || normal.hasSuffix("\n")
    lines = normal.split(separator: "\n", omittingEmptySubsequences: false).map(Array.init)
    if lines.count > 1, lines.last?.isEmpty == true { lines.removeLast() }
    if lines.isEmpty { lines = [[]] }
  }

  /// The text; it ends with a newline unless it was empty or came without one.
  var text: String {
    let body = lines.map { String($0) }.joined(separator: "\n")
    return body.isEmpty ? "" : endsWithNewline ? "\(body)\n" : body
  }

  mutating func go(toLine line: Int) {
    row = min(max(0, line), lines.count - 1)
    column = 0
  }

  mutating func receive(_ key: Key) {
    let wasCutting = isCutting
    isCutting = false
    switch key {
    case .up: move(rows: -1)
    case .down: move(rows: 1)
    case .pageUp: move(rows: -15)
    case .pageDown: move(rows: 15)
    case .left: moveBack()
    case .right: moveForward()
    case .home, .ctrl("a"): column = 0
    case .end, .ctrl("e"): column = lines[row].count
    default: if !isReadOnly { change(key, wasCutting) }
    }
  }

  private mutating func change(_ key: Key, _ wasCutting: Bool) {
    switch key {
    case .character(let character): insert([character])
    // YAML knows no tabs.
    case .tab: insert([" ", " "])
    case .enter: breakLine(indented: true)
    case .paste(let text): paste(text)
    case .backspace:
      if column == 0 && row == 0 { return }
      moveBack()
      deleteForward()
    case .delete, .ctrl("d"): deleteForward()
    case .ctrl("k"): cutLine(continuing: wasCutting)
    case .ctrl("u"): insertCut()
    default: return
    }
    isModified = true
  }

  private mutating func insert(_ characters: [Character]) {
    lines[row].insert(contentsOf: characters, at: column)
    column += characters.count
  }

  private mutating func breakLine(indented: Bool) {
    let rest = Array(lines[row][column...])
    lines[row].removeLast(rest.count)
    let indent = indented ? Array(lines[row].prefix { $0 == " " }) : []
    lines.insert(indent + rest, at: row + 1)
    row += 1
    column = indent.count
  }

  private mutating func paste(_ text: String) {
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      if index > 0 { breakLine(indented: false) }
      insert(Array(line))
    }
  }

  private mutating func deleteForward() {
    if column < lines[row].count {
      lines[row].remove(at: column)
    } else if row + 1 < lines.count {
      lines[row] += lines.remove(at: row + 1)
    }
  }

  private mutating func cutLine(continuing: Bool) {
    if !continuing { cut = [] }
    cut.append(lines.remove(at: row))
    if lines.isEmpty { lines = [[]] }
    row = min(row, lines.count - 1)
    column = 0
    isCutting = true
  }

  private mutating func insertCut() {
    lines.insert(contentsOf: cut, at: row)
    row += cut.count
    column = 0
  }

  private mutating func move(rows: Int) {
    row = min(max(0, row + rows), lines.count - 1)
    column = min(column, lines[row].count)
  }

  private mutating func moveBack() {
    if column > 0 {
      column -= 1
    } else if row > 0 {
      row -= 1
      column = lines[row].count
    }
  }

  private mutating func moveForward() {
    if column < lines[row].count {
      column += 1
    } else if row + 1 < lines.count {
      row += 1
      column = 0
    }
  }

  /// The rows that a pane of this size shows, and the cursor's place in it.
  func view(_ size: Size) -> (rows: [Line], cursor: Point) {
    var position = ScrollPosition(top: max(0, row - size.rows / 2))
    position.reveal(row, content: lines.count, visible: size.rows)
    let before = String(lines[row][0..<column]).columns
    let shift = max(0, before - size.columns + 1)
    let rows = lines.dropFirst(position.top).prefix(size.rows).map { line in
      Line(Self.dropping(columns: shift, line))
    }
    return (rows, Point(x: before - shift, y: row - position.top))
  }

  private static func dropping(columns: Int, _ line: [Character]) -> String {
    var used = 0
    var index = 0
    while index < line.count, used < columns {
      used += line[index].drawable?.columns ?? 0
      index += 1
    }
    return String(repeating: " ", count: max(0, min(used - columns, 1))) + String(line[index...])
  }
}
