// What commands do to the text.
extension ViEditor {
  mutating func clampCursor() {
    cursor.row = min(max(0, cursor.row), lastRow)
    cursor.column = min(max(0, cursor.column), max(0, line.count - 1))
  }

  mutating func go(to row: Int) {
    cursor.row = min(max(0, row), lastRow)
    cursor.column = indent(cursor.row)
  }

  mutating func page(_ rows: Int) {
    top = min(max(0, top + rows), lastRow)
    go(to: cursor.row + rows)
  }

  mutating func scroll(by rows: Int) {
    top = min(max(0, top + rows), lastRow)
    cursor.row = min(max(cursor.row, top), min(lastRow, top + visibleRows - 1))
    cursor.column = min(cursor.column, max(0, line.count - 1))
  }

  // MARK: Registers

  mutating func store(_ lines: [[Character]], linewise: Bool, _ register: Character) {
    if register == "_" { return }
    registers[register] = Register(lines: lines, isLinewise: linewise)
    registers["\""] = registers[register]
  }

  mutating func paste(_ register: Register, after: Bool) {
    guard let first = register.lines.first, let last = register.lines.last else { return }
    if register.isLinewise {
      let row = after ? cursor.row + 1 : cursor.row
      text.lines.insert(contentsOf: register.lines, at: row)
      cursor = Position(row: row, column: indent(row))
      if register.lines.count > 2 { message = "\(register.lines.count) more lines" }
      return
    }
    let column = after && !line.isEmpty ? min(cursor.column + 1, line.count) : min(cursor.column, line.count)
    let (head, tail) = (line[..<column], line[column...])
    if register.lines.count == 1 {
      text.lines[cursor.row] = head + first + tail
      cursor.column = max(0, column + first.count - 1)
      return
    }
    var fresh = register.lines
    fresh[0] = head + first
    fresh[fresh.count - 1] = last + tail
    text.lines.replaceSubrange(cursor.row...cursor.row, with: fresh)
    cursor.column = column
  }

  // MARK: Pieces of text

  func take(from first: Position, to last: Position) -> [[Character]] {
    if first.row == last.row {
      let line = text.lines[first.row]
      return [Array(line[min(first.column, line.count)..<min(max(first.column, last.column), line.count)])]
    }
    var lines = Array(text.lines[first.row...last.row])
    lines[0] = Array(lines[0].dropFirst(first.column))
    lines[lines.count - 1] = Array(lines[lines.count - 1].prefix(last.column))
    return lines
  }

  mutating func remove(from first: Position, to last: Position) {
    let head = text.lines[first.row].prefix(first.column)
    let tail = text.lines[last.row].dropFirst(last.column)
    text.lines.replaceSubrange(first.row...last.row, with: [Array(head + tail)])
  }

  mutating func cut(columns: Range<Int>, _ register: Character) {
    if columns.isEmpty { return }
    store([Array(line[columns])], linewise: false, register)
    text.lines[cursor.row].removeSubrange(columns)
    cursor.column = columns.lowerBound
  }

  mutating func joinLines() {
    guard cursor.row < lastRow else { return }
    let following = text.lines.remove(at: cursor.row + 1).drop { $0 == " " || $0 == "\t" }
    let column = line.count
    let needsBlank = !line.isEmpty && line.last != " " && !following.isEmpty && following.first != ")"
    text.lines[cursor.row] += (needsBlank ? [" "] : []) + following
    cursor.column = following.isEmpty ? max(0, column - 1) : column
  }

  mutating func replaceCharacters(with character: Character, _ times: Int) {
    guard cursor.column + times <= line.count else { return }
    for column in cursor.column..<(cursor.column + times) { text.lines[cursor.row][column] = character }
    cursor.column += times - 1
  }

  mutating func switchCase(_ columns: Range<Int>) {
    for column in columns where column < line.count {
      let character = line[column]
      let other = character.isUppercase ? character.lowercased() : character.uppercased()
      if other.count == 1, let single = other.first { text.lines[cursor.row][column] = single }
    }
    cursor.column = min(columns.upperBound, max(0, line.count - 1))
  }
}
