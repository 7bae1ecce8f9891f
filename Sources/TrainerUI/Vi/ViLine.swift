import Screen

// What is typed after `:`, `/` and `?`.
extension ViEditor {
  mutating func typeLine(_ key: Key, _ sign: Character) {
    switch key {
    case .escape, .ctrl("c"): mode = .normal
    case .enter:
      mode = .normal
      if sign == ":" { execute(typed) } else { startSearch(typed, backward: sign == "?") }
    case .backspace:
      if typed.isEmpty { mode = .normal } else { typed.removeLast() }
    case .ctrl("u"): typed = ""
    case .character(let character): typed.append(character)
    case .paste(let text): typed += text.prefix { $0 != "\n" }
    default: break
    }
  }

  mutating func startSearch(_ wanted: String, backward: Bool) {
    if !wanted.isEmpty { pattern = wanted }
    searchesBackward = backward
    if let found = search(backward: backward, 1) { cursor = found }
  }

  /// The next place of the pattern; tells where there is none.
  mutating func search(backward: Bool, _ times: Int) -> Position? {
    guard !pattern.isEmpty else {
      message = "E35: No previous regular expression"
      return nil
    }
    guard let compiled = compile(pattern) else { return nil }
    var place = cursor
    for _ in 0..<times {
      guard let found = compiled.place(after: place, in: text.lines, backward: backward) else {
        message = "E486: Pattern not found: \(pattern)"
        return nil
      }
      if (found.row, found.column) <= (place.row, place.column), !backward {
        message = "search hit BOTTOM, continuing at TOP"
      }
      if (found.row, found.column) >= (place.row, place.column), backward {
        message = "search hit TOP, continuing at BOTTOM"
      }
      place = found
    }
    return place
  }

  private mutating func compile(_ text: String) -> ViPattern? {
    switch ViPattern.compiled(text, ignoresCase: settings.ignoreCase) {
    case .success(let pattern): return pattern
    case .failure(let problem):
      message = problem.message
      return nil
    }
  }

  // MARK: Commands

  mutating func execute(_ command: String) {
    var rest = command.drop { $0 == " " || $0 == ":" }
    guard let range = range(&rest) else {
      message = "E16: Invalid range"
      return
    }
    let name = rest.prefix { $0.isLetter }
    let isForced = rest.dropFirst(name.count).first == "!"
    let argument = rest.dropFirst(name.count + (isForced ? 1 : 0)).drop { $0 == " " }
    let rows = range.rows ?? cursor.row...cursor.row
    switch String(name) {
    case "":
      if rest.first == "!" {
        message = "not simulated: commands in the editor"
      } else if range.rows != nil {
        go(to: rows.upperBound)
      }
    case "w", "write": save(isForced, as: String(argument))
    case "wq", "x", "xit", "exit":
      if name == "wq" || isModified { save(isForced, as: String(argument)) }
      if !isModified { quit() }
    case "q", "quit", "qa", "qall":
      if isModified && !isForced {
        message = "E37: No write since last change (add ! to override)"
      } else {
        quit()
      }
    case "cq": quit(status: 1)
    case "wa", "wall": save(isForced, as: "")
    case "wqa", "wqall", "xa", "xall":
      save(isForced, as: "")
      if !isModified { quit() }
    case "set", "se", "setlocal":
      for word in argument.split(separator: " ") { if let said = settings.set(String(word)) { message = said } }
    case "s", "substitute": substitute(String(rest.dropFirst(name.count)), rows)
    case "d", "delete": deleteLines(rows, "\"")
    case "y", "yank": store(Array(text.lines[rows]), linewise: true, "\"")
    case "noh", "nohlsearch", "syntax", "syn", "filetype": break
    case "e", "edit", "r", "read", "sp", "vs", "split", "vsplit", "term", "terminal", "tabe", "bn", "bp", "g", "global":
      message = "not simulated: \(name) in the built-in editor"
    default: message = "E492: Not an editor command: \(command)"
    }
  }

  private mutating func save(_ isForced: Bool, as name: String) {
    if !name.isEmpty, name != fileName {
      message = "not simulated: writing to another file"
    } else if fileName.isEmpty {
      message = "E32: No file name"
    } else if isReadOnly && !isForced {
      message = "E45: 'readonly' option is set (add ! to override)"
    } else {
      write()
    }
  }

  /// The lines before a command: `%`, `3`, `2,5`, `.,$`, `'<,'>`, `.,.+3`. Nil where they are not in the text.
  private func range(_ rest: inout Substring) -> (rows: ClosedRange<Int>?, Void)? {
    if rest.first == "%" {
      rest = rest.dropFirst()
      return (0...lastRow, ())
    }
    if rest.hasPrefix("'<,'>") {
      rest = rest.dropFirst(5)
      return (
        lastSelection.map { min($0.lowerBound, lastRow)...min($0.upperBound, lastRow) } ?? cursor.row...cursor.row, ()
      )
    }
    guard let first = address(&rest) else { return (nil, ()) }
    var last = first
    if rest.first == "," {
      rest = rest.dropFirst()
      last = address(&rest) ?? cursor.row
    }
    // A bare number beyond the end goes to the last line.
    if rest.isEmpty { return (min(max(0, last), lastRow)...min(max(0, last), lastRow), ()) }
    guard first >= 0, last >= first, last <= lastRow else { return nil }
    return (first...last, ())
  }

  private func address(_ rest: inout Substring) -> Int? {
    var row: Int?
    if rest.first == "." {
      row = cursor.row
      rest = rest.dropFirst()
    } else if rest.first == "$" {
      row = lastRow
      rest = rest.dropFirst()
    } else {
      let digits = rest.prefix { $0.isASCII && $0.isNumber }
      if !digits.isEmpty { row = Self.number(digits) - 1 }
      rest = rest.dropFirst(digits.count)
    }
    while let sign = rest.first, sign == "+" || sign == "-" {
      rest = rest.dropFirst()
      let digits = rest.prefix { $0.isASCII && $0.isNumber }
      rest = rest.dropFirst(digits.count)
      row = (row ?? cursor.row) + (sign == "+" ? 1 : -1) * (digits.isEmpty ? 1 : Self.number(digits))
    }
    return row
  }

  /// Beyond a million lines all numbers are the same to an address.
  private static func number(_ digits: Substring) -> Int { min(Int(digits) ?? .max, 1_000_000) }

  private mutating func substitute(_ given: String, _ rows: ClosedRange<Int>) {
    guard let mark = given.first else { return }
    var parts: [String] = [""]
    var isEscaped = false
    for character in given.dropFirst() {
      if isEscaped {
        parts[parts.count - 1] += character == mark ? String(character) : "\\\(character)"
        isEscaped = false
      } else if character == "\\" {
        isEscaped = true
      } else if character == mark, parts.count < 3 {
        parts.append("")
      } else {
        parts[parts.count - 1].append(character)
      }
    }
    while parts.count < 3 { parts.append("") }
    if !parts[0].isEmpty { pattern = parts[0] }
    let compiled = ViPattern.compiled(pattern, ignoresCase: settings.ignoreCase || parts[2].contains("i"))
    guard case .success(let compiled) = compiled else {
      _ = compile(pattern)
      return
    }
    var (count, lines) = (0, 0)
    for row in rows {
      let (fresh, found) = compiled.replaced(text.lines[row], with: Array(parts[1]), all: parts[2].contains("g"))
      if found == 0 { continue }
      text.lines[row] = fresh
      count += found
      lines += 1
      cursor = Position(row: row, column: 0)
    }
    if count == 0 {
      message = "E486: Pattern not found: \(pattern)"
    } else if count > 2 {
      message = "\(count) substitutions on \(lines) line\(lines == 1 ? "" : "s")"
    }
  }
}
