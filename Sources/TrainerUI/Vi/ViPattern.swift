/// A search pattern of vi: signs, `.`, `[…]`, `*`, `\+`, `\=`, `^`, `$`, `\<`, `\>`, `\s`, `\S`, `\d`, `\w`.
struct ViPattern: Sendable {
  struct Problem: Error {
    let message: String
  }

  private enum Unit: Sendable {
    case exactly(Character)
    case any
    case oneOf(Set<Character>, ranges: [ClosedRange<Character>], negated: Bool)
    case lineStart
    case lineEnd
    case wordStart
    case wordEnd
  }

  private struct Piece: Sendable {
    var unit: Unit
    var least = 1
    var most = 1
  }

  private var pieces: [Piece] = []
  private var ignoresCase = false

  static func compiled(_ text: String, ignoresCase: Bool) -> Result<ViPattern, Problem> {
    var pattern = ViPattern()
    pattern.ignoresCase = ignoresCase
    var rest = Array(text)[...]
    while let character = rest.popFirst() {
      switch character {
      case ".": pattern.add(.any)
      case "^" where pattern.pieces.isEmpty: pattern.add(.lineStart)
      case "$" where rest.isEmpty: pattern.add(.lineEnd)
      case "*" where !pattern.pieces.isEmpty: pattern.repeatLast(0, .max)
      case "[": pattern.add(bracket(&rest))
      case "\\":
        guard let problem = pattern.addEscaped(rest.popFirst()) else { continue }
        return .failure(problem)
      default: pattern.add(.exactly(character))
      }
    }
    return .success(pattern)
  }

  private mutating func add(_ unit: Unit) { pieces.append(Piece(unit: unit)) }

  private mutating func repeatLast(_ least: Int, _ most: Int) {
    guard let last = pieces.indices.last else { return }
    pieces[last].least = least
    pieces[last].most = most
  }

  private mutating func addEscaped(_ character: Character?) -> Problem? {
    let blanks: Set<Character> = [" ", "\t"]
    let digits: [ClosedRange<Character>] = ["0"..."9"]
    let letters: [ClosedRange<Character>] = digits + ["a"..."z", "A"..."Z", "_"..."_"]
    switch character {
    case "+": repeatLast(1, .max)
    case "=", "?": repeatLast(0, 1)
    case "<": add(.wordStart)
    case ">": add(.wordEnd)
    case "s": add(.oneOf(blanks, ranges: [], negated: false))
    case "S": add(.oneOf(blanks, ranges: [], negated: true))
    case "d": add(.oneOf([], ranges: digits, negated: false))
    case "w": add(.oneOf([], ranges: letters, negated: false))
    case "t": add(.exactly("\t"))
    case "(", ")", "|", "{", "n", "v", "z", "%":
      return Problem(message: "not simulated: \\\(character ?? " ") in a pattern")
    case let other?: add(.exactly(other))
    case nil: break
    }
    return nil
  }

  private static func bracket(_ rest: inout ArraySlice<Character>) -> Unit {
    guard let close = rest.dropFirst().firstIndex(of: "]") else { return .exactly("[") }
    var members = Array(rest[..<close])[...]
    rest = rest[(close + 1)...]
    let isNegated = members.first == "^"
    if isNegated { members = members.dropFirst() }
    var (single, ranges): (Set<Character>, [ClosedRange<Character>]) = ([], [])
    while let first = members.popFirst() {
      if members.first == "-", members.count >= 2, let last = members.dropFirst().first, first <= last {
        ranges.append(first...last)
        members = members.dropFirst(2)
      } else {
        single.insert(first)
      }
    }
    return .oneOf(single, ranges: ranges, negated: isNegated)
  }

  // MARK: Matching

  /// The end of the match that begins at a column; nil where there is none.
  private func end(_ line: [Character], _ column: Int, _ index: Int) -> Int? {
    if index == pieces.count { return column }
    let piece = pieces[index]
    switch piece.unit {
    case .lineStart: return column == 0 ? end(line, column, index + 1) : nil
    case .lineEnd: return column == line.count ? end(line, column, index + 1) : nil
    case .wordStart: return !isWord(line, column - 1) && isWord(line, column) ? end(line, column, index + 1) : nil
    case .wordEnd: return isWord(line, column - 1) && !isWord(line, column) ? end(line, column, index + 1) : nil
    case .exactly, .any, .oneOf: break
    }
    var count = 0
    while count < piece.most, column + count < line.count, matches(piece.unit, line[column + count]) { count += 1 }
    while count >= piece.least {
      if let end = end(line, column + count, index + 1) { return end }
      count -= 1
    }
    return nil
  }

  private func isWord(_ line: [Character], _ column: Int) -> Bool {
    line.indices.contains(column) && (line[column].isLetter || line[column].isNumber || line[column] == "_")
  }

  private func matches(_ unit: Unit, _ character: Character) -> Bool {
    switch unit {
    case .exactly(let wanted):
      return wanted == character || (ignoresCase && wanted.lowercased() == character.lowercased())
    case .any: return true
    case .oneOf(let single, let ranges, let negated):
      return (single.contains(character) || ranges.contains { $0.contains(character) }) != negated
    case .lineStart, .lineEnd, .wordStart, .wordEnd: return false
    }
  }

  private func matches(_ line: [Character]) -> [Range<Int>] {
    var found: [Range<Int>] = []
    var column = 0
    while column <= line.count {
      if let end = end(line, column, 0) {
        found.append(column..<end)
        column = max(end, column + 1)
      } else {
        column += 1
      }
    }
    return found
  }

  /// The next match after a position, or the one before it; past the end it goes on at the beginning.
  func place(after start: ViEditor.Position, in lines: [[Character]], backward: Bool) -> ViEditor.Position? {
    for step in 0...lines.count {
      let row = (start.row + (backward ? -step : step) + lines.count * 2) % lines.count
      let columns = matches(lines[row]).map(\.lowerBound).filter { column in
        if step == 0 { return backward ? column < start.column : column > start.column }
        return true
      }
      if let column = backward ? columns.last : columns.first { return ViEditor.Position(row: row, column: column) }
    }
    return nil
  }

  /// A line with its first match or all of them replaced; `&` stands for the match. And how many there were.
  func replaced(_ line: [Character], with replacement: [Character], all: Bool) -> ([Character], Int) {
    let found = all ? matches(line) : Array(matches(line).prefix(1))
    var result = line
    for range in found.reversed() {
      var fresh: [Character] = []
      var rest = replacement[...]
      while let character = rest.popFirst() {
        if character == "\\", let next = rest.popFirst() {
          fresh.append(next == "t" ? "\t" : next)
        } else if character == "&" {
          fresh += line[range]
        } else {
          fresh.append(character)
        }
      }
      result.replaceSubrange(range, with: fresh)
    }
    return (result, found.count)
  }
}
