import Screen

// Typing text.
extension ViEditor {
  mutating func startInsertion(_ key: Character) {
    mode = .insert
    switch key {
    case "a": cursor.column = min(line.count, cursor.column + 1)
    case "I": cursor.column = line.prefix { $0 == " " || $0 == "\t" }.count
    case "A": cursor.column = line.count
    case "o", "O":
      let blank = settings.autoIndent && !settings.paste ? Array(line.prefix { $0 == " " || $0 == "\t" }) : []
      let row = key == "o" ? cursor.row + 1 : cursor.row
      text.lines.insert(blank, at: row)
      cursor = Position(row: row, column: blank.count)
    default: break
    }
  }

  mutating func insert(_ key: Key) {
    switch key {
    case .escape, .ctrl("c"):
      mode = .normal
      cursor.column = max(0, cursor.column - 1)
      wantedColumn = cursor.column
    case .character(let character): put([character])
    case .tab: insertTab()
    case .enter, .ctrl("j"): breakLine()
    case .paste(let pasted):
      for (index, part) in pasted.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
        if index > 0 { breakLine(indents: false) }
        put(Array(part))
      }
    case .backspace: eraseBackward()
    case .delete:
      if cursor.column < line.count { text.lines[cursor.row].remove(at: cursor.column) } else { joinNext() }
    case .ctrl("w"):
      var start = cursor.column
      while start > 0, line[start - 1] == " " { start -= 1 }
      while start > 0, line[start - 1] != " " { start -= 1 }
      text.lines[cursor.row].removeSubrange(start..<cursor.column)
      cursor.column = start
    case .ctrl("u"):
      // What was typed goes first, then what stood before it.
      let isFresh = insertedFrom.row == cursor.row && insertedFrom.column < cursor.column
      let start = isFresh ? insertedFrom.column : 0
      text.lines[cursor.row].removeSubrange(start..<cursor.column)
      cursor.column = start
    case .ctrl("t"), .ctrl("d"): shiftLine(key == .ctrl("t") ? 1 : -1)
    default: moveWhileTyping(key)
    }
  }

  mutating func replace(_ key: Key) {
    if case .character(let character) = key, cursor.column < line.count {
      text.lines[cursor.row][cursor.column] = character
      cursor.column += 1
    } else if key == .backspace {
      cursor.column = max(0, cursor.column - 1)
    } else {
      insert(key)
    }
  }

  private mutating func moveWhileTyping(_ key: Key) {
    switch key {
    case .left: cursor.column = max(0, cursor.column - 1)
    case .right: cursor.column = min(line.count, cursor.column + 1)
    case .up: cursor.row = max(0, cursor.row - 1)
    case .down: cursor.row = min(lastRow, cursor.row + 1)
    case .home: cursor.column = 0
    case .end: cursor.column = line.count
    case .pageUp: cursor.row = max(0, cursor.row - visibleRows)
    case .pageDown: cursor.row = min(lastRow, cursor.row + visibleRows)
    default: break
    }
    cursor.column = min(cursor.column, line.count)
  }

  private mutating func put(_ characters: [Character]) {
    text.lines[cursor.row].insert(contentsOf: characters, at: min(cursor.column, line.count))
    cursor.column += characters.count
  }

  private mutating func insertTab() {
    guard settings.expandTab, !settings.paste else { return put(["\t"]) }
    put([Character](repeating: " ", count: settings.tabStop - cursor.column % settings.tabStop))
  }

  private mutating func breakLine(indents: Bool = true) {
    let blank =
      indents && settings.autoIndent && !settings.paste
      ? Array(line.prefix(cursor.column).prefix { $0 == " " || $0 == "\t" }) : []
    let rest = line[cursor.column...]
    let following = blank.isEmpty ? Array(rest) : blank + rest.drop { $0 == " " }
    text.lines[cursor.row].removeLast(rest.count)
    // Indentation that nothing was typed after does not stay.
    if !blank.isEmpty, text.lines[cursor.row].allSatisfy({ $0 == " " || $0 == "\t" }) { text.lines[cursor.row] = [] }
    text.lines.insert(following, at: cursor.row + 1)
    cursor = Position(row: cursor.row + 1, column: blank.count)
    insertedFrom = cursor
  }

  private mutating func eraseBackward() {
    if cursor.column > 0 {
      text.lines[cursor.row].remove(at: cursor.column - 1)
      cursor.column -= 1
    } else if cursor.row > 0 {
      let rest = text.lines.remove(at: cursor.row)
      cursor = Position(row: cursor.row - 1, column: text.lines[cursor.row - 1].count)
      text.lines[cursor.row] += rest
    }
  }

  private mutating func joinNext() {
    if cursor.row < lastRow { text.lines[cursor.row] += text.lines.remove(at: cursor.row + 1) }
  }

  private mutating func shiftLine(_ levels: Int) {
    let column = cursor.column
    let before = line.count
    shift(cursor.row...cursor.row, levels)
    cursor.column = max(0, column + line.count - before)
  }
}
