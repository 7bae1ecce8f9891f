// Where the motions lead.
extension ViEditor {
  var line: [Character] { text.lines[cursor.row] }

  /// The motion that the keys name; nil where they name none, or where it leads nowhere.
  mutating func motion(_ command: ViCommand) -> ViMotion? {
    let times = command.times
    let row = cursor.row
    guard let key = command.keys.first else { return nil }
    switch key {
    case "h": return cursor.column > 0 ? ViMotion(row, max(0, cursor.column - times), .exclusive) : nil
    case "l", " ": return ViMotion(row, min(line.count, cursor.column + times), .exclusive)
    case "j": return row < lastRow ? ViMotion(min(lastRow, row + times), wantedColumn, .linewise) : nil
    case "k": return row > 0 ? ViMotion(max(0, row - times), wantedColumn, .linewise) : nil
    case "+": return row + times < text.lines.count ? ViMotion(row + times, indent(row + times), .linewise) : nil
    case "-": return row - times >= 0 ? ViMotion(row - times, indent(row - times), .linewise) : nil
    case "_": return ViMotion(min(row + times - 1, lastRow), indent(min(row + times - 1, lastRow)), .linewise)
    case "0": return ViMotion(row, 0, .exclusive)
    case "^": return ViMotion(row, indent(row), .exclusive)
    case "|": return ViMotion(row, min(times - 1, max(0, line.count - 1)), .exclusive)
    case "$":
      let end = min(row + times - 1, lastRow)
      return ViMotion(end, max(0, text.lines[end].count - 1), .inclusive)
    case "G": return toLine(command.count.map { $0 - 1 } ?? lastRow)
    case "g": return command.keys.last == "g" ? toLine((command.count ?? 1) - 1) : nil
    case "H": return toLine(top + times - 1)
    case "M": return toLine((top + min(lastRow, top + visibleRows - 1)) / 2)
    case "L": return toLine(min(lastRow, top + visibleRows - 1) - times + 1)
    case "w", "W", "b", "B", "e", "E": return word(key, times)
    case "f", "F", "t", "T":
      lastFind = (key, command.keys[1])
      return find(key, command.keys[1], times, again: false)
    case ";": return lastFind.flatMap { find($0.key, $0.target, times, again: true) }
    case ",":
      let opposite: [Character: Character] = ["f": "F", "F": "f", "t": "T", "T": "t"]
      return lastFind.flatMap { find(opposite[$0.key] ?? "f", $0.target, times, again: true) }
    case "{", "}": return paragraph(key == "}" ? 1 : -1, times)
    case "%": return matchingBracket()
    case "n", "N":
      return search(backward: (key == "N") != searchesBackward, times).map { ViMotion($0.row, $0.column, .exclusive) }
    case "*", "#": return wordUnderCursor(key == "#", times)
    default: return nil
    }
  }

  var lastRow: Int { text.lines.count - 1 }

  func indent(_ row: Int) -> Int {
    let blank = text.lines[row].prefix { $0 == " " || $0 == "\t" }.count
    return min(blank, max(0, text.lines[row].count - 1))
  }

  private func toLine(_ wanted: Int) -> ViMotion {
    let row = min(max(0, wanted), lastRow)
    return ViMotion(row, indent(row), .linewise)
  }

  private func find(_ key: Character, _ target: Character, _ times: Int, again: Bool) -> ViMotion? {
    let forward = key == "f" || key == "t"
    var column = cursor.column
    // Repeating `t` must not find the character before which the cursor stands.
    if again, key == "t" { column += 1 }
    if again, key == "T" { column -= 1 }
    for _ in 0..<times {
      let found =
        forward
        ? line.indices.first { $0 > column && line[$0] == target }
        : line.indices.last { $0 < column && line[$0] == target }
      guard let found else { return nil }
      column = found
    }
    switch key {
    case "t": return ViMotion(cursor.row, column - 1, .inclusive)
    case "T": return ViMotion(cursor.row, column + 1, .exclusive)
    default: return ViMotion(cursor.row, column, forward ? .inclusive : .exclusive)
    }
  }

  // MARK: Words

  /// 0 for blanks and ends of lines, 1 for letters, 2 for other signs; 1 for both where words are big.
  func kind(_ position: Position, big: Bool) -> Int {
    let line = text.lines[position.row]
    guard position.column < line.count else { return 0 }
    let character = line[position.column]
    if character == " " || character == "\t" { return 0 }
    return big || character.isLetter || character.isNumber || character == "_" ? 1 : 2
  }

  /// The next position; a line's end counts as one blank. Nil at the end.
  private func next(_ position: Position) -> Position? {
    if position.column < text.lines[position.row].count {
      return Position(row: position.row, column: position.column + 1)
    }
    return position.row < lastRow ? Position(row: position.row + 1, column: 0) : nil
  }

  private func previous(_ position: Position) -> Position? {
    if position.column > 0 { return Position(row: position.row, column: position.column - 1) }
    return position.row > 0 ? Position(row: position.row - 1, column: text.lines[position.row - 1].count) : nil
  }

  private func word(_ key: Character, _ times: Int) -> ViMotion {
    let big = key.isUppercase
    var place = cursor
    for _ in 0..<times {
      switch key {
      case "w", "W": place = wordStart(after: place, big)
      case "b", "B": place = wordStart(before: place, big)
      default: place = wordEnd(after: place, big)
      }
    }
    return ViMotion(place.row, place.column, key == "e" || key == "E" ? .inclusive : .exclusive)
  }

  private func wordStart(after start: Position, _ big: Bool) -> Position {
    var place = start
    let kindHere = kind(place, big: big)
    while kindHere != 0, kind(place, big: big) == kindHere, let following = next(place) { place = following }
    while kind(place, big: big) == 0, let following = next(place) {
      place = following
      // An empty line is a word.
      if text.lines[place.row].isEmpty { break }
    }
    return place
  }

  private func wordStart(before start: Position, _ big: Bool) -> Position {
    guard var place = previous(start) else { return start }
    while kind(place, big: big) == 0, let former = previous(place), !text.lines[place.row].isEmpty { place = former }
    let kindHere = kind(place, big: big)
    while let former = previous(place), former.row == place.row, kind(former, big: big) == kindHere { place = former }
    return place
  }

  private func wordEnd(after start: Position, _ big: Bool) -> Position {
    guard var place = next(start) else { return start }
    while kind(place, big: big) == 0, let following = next(place) { place = following }
    let kindHere = kind(place, big: big)
    while let following = next(place), following.row == place.row, kind(following, big: big) == kindHere {
      place = following
    }
    return place
  }

  private mutating func wordUnderCursor(_ backward: Bool, _ times: Int) -> ViMotion? {
    guard let range = wordRange(around: false, big: false) else { return nil }
    pattern = "\\<\(String(line[range]))\\>"
    searchesBackward = backward
    return search(backward: backward, times).map { ViMotion($0.row, $0.column, .exclusive) }
  }

  // MARK: Text objects

  /// `iw`, `aw`, `i"`, `a(` and the like.
  func textObject(_ around: Bool, _ kind: Character) -> ViMotion? {
    var range: Range<Int>?
    switch kind {
    case "w", "W": range = wordRange(around: around, big: kind == "W")
    case "\"", "'", "`":
      let quotes = line.indices.filter { line[$0] == kind }
      for pair in stride(from: 0, to: quotes.count - 1, by: 2) where quotes[pair + 1] >= cursor.column {
        range = (quotes[pair] + 1)..<quotes[pair + 1]
        if around { range = quotedRange(quotes[pair], quotes[pair + 1]) }
        break
      }
    case "(", ")", "b": range = bracketRange("(", ")", around)
    case "[", "]": range = bracketRange("[", "]", around)
    case "{", "}", "B": range = bracketRange("{", "}", around)
    case "<", ">": range = bracketRange("<", ">", around)
    case "p":
      var (first, last) = (cursor.row, cursor.row)
      while first > 0, !text.lines[first - 1].isEmpty { first -= 1 }
      while last < lastRow, !text.lines[last + 1].isEmpty { last += 1 }
      if around, last < lastRow { last += 1 }
      return ViMotion(last, 0, .linewise, from: Position(row: first, column: 0))
    default: return nil
    }
    guard let range else { return nil }
    return ViMotion(cursor.row, range.upperBound, .exclusive, from: Position(row: cursor.row, column: range.lowerBound))
  }

  /// A quoted text with the blanks behind it, or those before it where there are none.
  private func quotedRange(_ open: Int, _ close: Int) -> Range<Int> {
    let after = line[(close + 1)...].prefix { $0 == " " }.count
    let before = after > 0 ? 0 : line[..<open].reversed().prefix { $0 == " " }.count
    return (open - before)..<(close + 1 + after)
  }

  private func wordRange(around: Bool, big: Bool) -> Range<Int>? {
    guard cursor.column < line.count else { return nil }
    let here = kind(cursor, big: big)
    func same(_ column: Int, _ wanted: Int) -> Bool {
      line.indices.contains(column) && kind(Position(row: cursor.row, column: column), big: big) == wanted
    }
    var (first, end) = (cursor.column, cursor.column + 1)
    while same(first - 1, here) { first -= 1 }
    while same(end, here) { end += 1 }
    if around {
      let inner = (first, end)
      while same(end, 0) { end += 1 }
      // Without a blank behind it, the one before goes, unless that is the line's indentation.
      if end == inner.1 { while same(first - 1, 0) { first -= 1 } }
      if first == 0 { first = inner.0 }
    }
    return first..<end
  }

  private func bracketRange(_ open: Character, _ close: Character, _ around: Bool) -> Range<Int>? {
    var depth = 0
    var first = cursor.column
    while first >= 0 {
      if first < line.count, line[first] == close, first != cursor.column { depth += 1 }
      if first < line.count, line[first] == open {
        if depth == 0 { break }
        depth -= 1
      }
      first -= 1
    }
    // Where the cursor is in none, the next one of the line is meant.
    if first < 0 { first = line.indices.first { $0 > cursor.column && line[$0] == open } ?? -1 }
    guard first >= 0, let end = partner(of: Position(row: cursor.row, column: first)), end.row == cursor.row else {
      return nil
    }
    return around ? first..<(end.column + 1) : (first + 1)..<end.column
  }

  private func paragraph(_ direction: Int, _ times: Int) -> ViMotion {
    var row = cursor.row
    for _ in 0..<times {
      while row + direction >= 0, row + direction <= lastRow, text.lines[row].isEmpty { row += direction }
      while row + direction >= 0, row + direction <= lastRow, !text.lines[row].isEmpty { row += direction }
    }
    let atEnd = direction > 0 && row == lastRow && !text.lines[row].isEmpty
    return ViMotion(row, atEnd ? text.lines[row].count : 0, .exclusive)
  }

  private func matchingBracket() -> ViMotion? {
    guard let column = line.indices.first(where: { $0 >= cursor.column && "()[]{}".contains(line[$0]) }),
      let found = partner(of: Position(row: cursor.row, column: column))
    else { return nil }
    return ViMotion(found.row, found.column, .inclusive)
  }

  private func partner(of place: Position) -> Position? {
    let pairs: [Character: (Character, Int)] = [
      "(": (")", 1), "[": ("]", 1), "{": ("}", 1), "<": (">", 1), ")": ("(", -1), "]": ("[", -1), "}": ("{", -1),
    ]
    let own = text.lines[place.row][place.column]
    guard let (other, direction) = pairs[own] else { return nil }
    var depth = 0
    var position: Position? = place
    while let here = position {
      if here.column < text.lines[here.row].count {
        if text.lines[here.row][here.column] == own { depth += 1 }
        if text.lines[here.row][here.column] == other { depth -= 1 }
        if depth == 0 { return here }
      }
      position = direction > 0 ? next(here) : previous(here)
    }
    return nil
  }
}
