// The commands of normal and visual mode.
extension ViEditor {
  mutating func perform(_ command: ViCommand) -> ViCommand.Outcome {
    if case .visual(let lines) = mode { return performVisual(command, lines) }
    if command.keys.isEmpty { return .needsMore }
    if command.operation != nil { return performOperator(command) }
    if command.isIncomplete(isVisual: false) { return .needsMore }
    if let motion = motion(command) {
      move(motion, command.keys[0])
    } else {
      performSimple(command)
    }
    return .done
  }

  private mutating func move(_ motion: ViMotion, _ key: Character) {
    cursor = motion.target
    let longest = max(0, line.count - 1)
    if "jk".contains(key) {
      cursor.column = min(wantedColumn, longest)
    } else {
      cursor.column = min(cursor.column, longest)
      wantedColumn = key == "$" ? .max : cursor.column
    }
  }

  private mutating func performSimple(_ command: ViCommand) {
    let times = command.times
    switch command.keys[0] {
    case "i", "a", "I", "A", "o", "O": startInsertion(command.keys[0])
    case "x": cut(columns: cursor.column..<min(line.count, cursor.column + times), command.register)
    case "X": cut(columns: max(0, cursor.column - times)..<cursor.column, command.register)
    case "s":
      cut(columns: cursor.column..<min(line.count, cursor.column + times), command.register)
      mode = .insert
    case "D", "C":
      cut(columns: cursor.column..<line.count, command.register)
      if command.keys[0] == "C" { mode = .insert }
    case "S": changeLines(cursor.row...min(lastRow, cursor.row + times - 1), command.register)
    case "Y":
      store(Array(text.lines[cursor.row...min(lastRow, cursor.row + times - 1)]), linewise: true, command.register)
    case "p", "P":
      for _ in 0..<times { paste(registers[command.register] ?? Register(), after: command.keys[0] == "p") }
    case "u": undo(times)
    case Self.control("r"): redo(times)
    case "r": replaceCharacters(with: command.keys[1], times)
    case "R": mode = .replace
    case "~": switchCase(cursor.column..<min(line.count, cursor.column + times))
    case "J": for _ in 0..<max(1, times - 1) { joinLines() }
    case ".": repeatLastChange(times)
    case "v", "V":
      anchor = cursor
      mode = .visual(lines: command.keys[0] == "V")
    case ":", "/", "?":
      typed = command.count.map { ".,.+\($0 - 1)" } ?? ""
      mode = .line(command.keys[0])
    case "Z": command.keys[1] == "Q" ? quit() : execute("x")
    case "z": top = max(0, command.keys[1] == "t" ? cursor.row : cursor.row - visibleRows / 2)
    case Self.control("f"): page(visibleRows - 2)
    case Self.control("b"): page(-(visibleRows - 2))
    case Self.control("d"): page(visibleRows / 2)
    case Self.control("u"): page(-visibleRows / 2)
    case Self.control("e"): scroll(by: times)
    case Self.control("y"): scroll(by: -times)
    case Self.control("g"):
      message = "\"\(fileName)\" \(text.lines.count) lines --\((cursor.row + 1) * 100 / text.lines.count)%--"
    case Self.control("v"): message = "not simulated: visual blocks"
    case "m", "'", "`", "q", "@": message = "not simulated: marks and macros"
    default: break
    }
  }

  // MARK: Operators

  private mutating func performOperator(_ command: ViCommand) -> ViCommand.Outcome {
    guard let operation = command.operation, let key = command.keys.first else { return .needsMore }
    if key == operation {
      let last = cursor.row + command.times - 1
      if last <= lastRow { apply(operation, rows: cursor.row...last, command.register) }
      return .done
    }
    if command.isIncomplete(isVisual: false) { return .needsMore }
    var command = command
    // `cw` changes to the end of the word, without the blank behind it.
    if operation == "c", key == "w" || key == "W", cursor.column < line.count, !" \t".contains(line[cursor.column]) {
      command.keys[0] = key == "w" ? "e" : "E"
      if isAtWordEnd(big: key == "W"), command.times == 1 {
        apply("c", from: cursor, to: Position(row: cursor.row, column: cursor.column + 1), command.register)
        return .done
      }
    }
    let found = key == "i" || key == "a" ? textObject(key == "a", command.keys[1]) : motion(command)
    guard let found else { return .done }
    let start = found.start ?? cursor
    if found.kind == .linewise {
      apply(operation, rows: min(start.row, found.target.row)...max(start.row, found.target.row), command.register)
      return .done
    }
    var (first, last) = (start, found.target)
    if (last.row, last.column) < (first.row, first.column) { swap(&first, &last) }
    if found.kind == .inclusive { last.column += 1 }
    // `dw` on the last word of a line stays in it, and an exclusive motion to a line's beginning ends before it.
    if found.kind == .exclusive, last.row > first.row, "wW}".contains(key), last.column <= indent(last.row) {
      last = Position(row: last.row - 1, column: text.lines[last.row - 1].count)
    }
    if operation == "<" || operation == ">" {
      apply(operation, rows: first.row...last.row, command.register)
    } else if "{}".contains(key), first.column == 0, found.target.row > start.row, found.target.column == 0 {
      apply(operation, rows: first.row...(found.target.row - 1), command.register)
    } else {
      apply(operation, from: first, to: last, command.register)
    }
    return .done
  }

  private func isAtWordEnd(big: Bool) -> Bool {
    kind(cursor, big: big) != kind(Position(row: cursor.row, column: cursor.column + 1), big: big)
  }

  private mutating func apply(_ operation: Character, rows: ClosedRange<Int>, _ register: Character) {
    switch operation {
    case "d": deleteLines(rows, register)
    case "c": changeLines(rows, register)
    case "y":
      store(Array(text.lines[rows]), linewise: true, register)
      cursor.row = rows.lowerBound
      if rows.count > 2 { message = "\(rows.count) lines yanked" }
    default: shift(rows, operation == ">" ? 1 : -1)
    }
  }

  private mutating func apply(_ operation: Character, from first: Position, to last: Position, _ register: Character) {
    store(take(from: first, to: last), linewise: false, register)
    cursor = first
    if operation == "y" { return }
    remove(from: first, to: last)
    if operation == "c" { mode = .insert }
  }

  mutating func deleteLines(_ rows: ClosedRange<Int>, _ register: Character) {
    store(Array(text.lines[rows]), linewise: true, register)
    text.lines.removeSubrange(rows)
    if text.lines.isEmpty {
      text.lines = [[]]
      message = "--No lines in buffer--"
    } else if rows.count > 2 {
      message = "\(rows.count) fewer lines"
    }
    cursor = Position(row: min(rows.lowerBound, lastRow), column: 0)
    cursor.column = indent(cursor.row)
  }

  private mutating func changeLines(_ rows: ClosedRange<Int>, _ register: Character) {
    let blank = settings.autoIndent && !settings.paste ? Array(text.lines[rows.lowerBound].prefix { $0 == " " || $0 == "\t" }) : []
    store(Array(text.lines[rows]), linewise: true, register)
    text.lines.replaceSubrange(rows, with: [blank])
    cursor = Position(row: rows.lowerBound, column: blank.count)
    mode = .insert
  }

  /// Shifts lines by levels of indentation, with blanks or tabs as `expandtab` says.
  mutating func shift(_ rows: ClosedRange<Int>, _ levels: Int) {
    for row in rows where !text.lines[row].isEmpty {
      let blank = text.lines[row].prefix { $0 == " " || $0 == "\t" }
      let width = blank.reduce(0) { $1 == "\t" ? ($0 / settings.tabStop + 1) * settings.tabStop : $0 + 1 }
      let wanted = max(0, width + levels * settings.shift)
      let tabs = settings.expandTab ? 0 : wanted / settings.tabStop
      let fresh =
        [Character](repeating: "\t", count: tabs)
        + [Character](repeating: " ", count: wanted - tabs * settings.tabStop)
      text.lines[row].replaceSubrange(0..<blank.count, with: fresh)
    }
    cursor = Position(row: rows.lowerBound, column: indent(rows.lowerBound))
    if rows.count > 2 { message = "\(rows.count) lines \(levels > 0 ? ">" : "<")ed 1 time" }
  }

  // MARK: Visual mode

  private mutating func performVisual(_ command: ViCommand, _ lines: Bool) -> ViCommand.Outcome {
    if command.isIncomplete(isVisual: true) { return .needsMore }
    let key = command.keys[0]
    let (first, last) = (anchor.row, anchor.column) <= (cursor.row, cursor.column) ? (anchor, cursor) : (cursor, anchor)
    let rows = first.row...last.row
    lastSelection = rows
    if key == "i" || key == "a", let object = textObject(key == "a", command.keys[1]) {
      anchor = object.start ?? cursor
      cursor = Position(row: object.target.row, column: object.target.column - (object.kind == .exclusive ? 1 : 0))
      return .done
    }
    if let motion = motion(command) {
      move(motion, key)
      return .done
    }
    switch key {
    case "v", "V": mode = lines == (key == "V") ? .normal : .visual(lines: key == "V")
    case "o": swap(&anchor, &cursor)
    case ":":
      typed = "'<,'>"
      mode = .line(":")
    case "d", "x", "c", "s", "y", "D", "X", "Y":
      mode = .normal
      let operation: Character = "cs".contains(key) ? "c" : "yY".contains(key) ? "y" : "d"
      if lines || key.isUppercase {
        apply(operation, rows: rows, command.register)
      } else {
        let end = Position(row: last.row, column: min(last.column + 1, text.lines[last.row].count))
        apply(operation, from: first, to: end, command.register)
      }
    case ">", "<":
      mode = .normal
      shift(rows, (key == ">" ? 1 : -1) * command.times)
    case "J":
      mode = .normal
      cursor = first
      for _ in 0..<max(1, rows.count - 1) { joinLines() }
    case "~":
      mode = .normal
      for row in rows {
        cursor.row = row
        let start = row == first.row && !lines ? first.column : 0
        let end = row == last.row && !lines ? min(last.column + 1, line.count) : line.count
        switchCase(start..<max(start, end))
      }
      cursor = first
    case "p", "P":
      mode = .normal
      let register = registers[command.register] ?? Register()
      if lines {
        deleteLines(rows, "_")
      } else {
        apply("d", from: first, to: Position(row: last.row, column: last.column + 1), "_")
      }
      paste(register, after: false)
    default: break
    }
    return .done
  }
}
