/// The keys of a normal command taken apart: register, count, operator and what follows.
struct ViCommand: Equatable, Sendable {
  enum Outcome: Equatable, Sendable {
    case done
    case needsMore
  }

  var register: Character = "\""
  /// Nil where none was typed.
  var count: Int?
  /// `d`, `c`, `y`, `<` or `>`.
  var operation: Character?
  /// The keys of the command or of the motion; empty where they are still to come.
  var keys: [Character] = []

  private static let operators: Set<Character> = ["d", "c", "y", "<", ">"]

  init(_ typed: [Character], isVisual: Bool) {
    var rest = typed[...]
    if rest.first == "\"", rest.count >= 2 {
      register = rest[rest.startIndex + 1]
      rest = rest.dropFirst(2)
    }
    let first = Self.number(&rest)
    if !isVisual, let key = rest.first, Self.operators.contains(key) {
      operation = key
      rest = rest.dropFirst()
      let second = Self.number(&rest)
      if first != nil || second != nil { count = min(99_999, (first ?? 1) * (second ?? 1)) }
    } else {
      count = first
    }
    keys = Array(rest)
  }

  private static func number(_ keys: inout ArraySlice<Character>) -> Int? {
    var value: Int?
    while let digit = keys.first?.wholeNumberValue, keys.first?.isASCII == true, digit != 0 || value != nil {
      value = min(99_999, (value ?? 0) * 10 + digit)
      keys = keys.dropFirst()
    }
    return value
  }

  var times: Int { count ?? 1 }

  /// Whether the motion or command needs another key: `g`, `f`, `r`, `Z`, and text objects after an operator.
  func isIncomplete(isVisual: Bool) -> Bool {
    guard let first = keys.first else { return true }
    if keys.count >= 2 { return false }
    if "gfFtTrZzm'`q\"@".contains(first) { return true }
    return (operation != nil || isVisual) && (first == "i" || first == "a")
  }
}

/// Where a motion leads, and what an operator takes on the way.
struct ViMotion: Equatable, Sendable {
  enum Kind: Equatable, Sendable {
    case exclusive
    case inclusive
    case linewise
  }

  var start: ViEditor.Position?
  var target: ViEditor.Position
  var kind: Kind

  init(_ row: Int, _ column: Int, _ kind: Kind, from start: ViEditor.Position? = nil) {
    target = ViEditor.Position(row: row, column: column)
    self.kind = kind
    self.start = start
  }
}
