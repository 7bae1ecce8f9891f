/// A file name pattern of fnmatch(3): `*`, `?`, `[a-z]`, `\x`.
struct Glob {
  private enum Piece {
    case one(Character)
    case any
    case many
    case set([ClosedRange<Character>], negated: Bool)
  }

  private var pieces: [Piece] = []
  private let ignoresCase: Bool

  init(_ pattern: String, ignoresCase: Bool = false) {
    self.ignoresCase = ignoresCase
    var rest = Array(ignoresCase ? pattern.lowercased() : pattern)[...]
    while let character = rest.popFirst() {
      switch character {
      case "*": pieces.append(.many)
      case "?": pieces.append(.any)
      case "\\": pieces.append(.one(rest.popFirst() ?? "\\"))
      case "[":
        if let (set, after) = Self.set(rest) {
          pieces.append(set)
          rest = after
        } else {
          pieces.append(.one("["))
        }
      default: pieces.append(.one(character))
      }
    }
  }

  func matches(_ name: String) -> Bool {
    let text = Array(ignoresCase ? name.lowercased() : name)
    var (piece, index) = (0, 0)
    var retry: (piece: Int, index: Int)?
    while true {
      if piece < pieces.count, case .many = pieces[piece] {
        piece += 1
        retry = (piece, index)
        continue
      }
      if piece == pieces.count && index == text.count { return true }
      if piece < pieces.count, index < text.count, accepts(pieces[piece], text[index]) {
        piece += 1
        index += 1
        continue
      }
      guard let again = retry, again.index < text.count else { return false }
      retry = (again.piece, again.index + 1)
      (piece, index) = (again.piece, again.index + 1)
    }
  }

  private func accepts(_ piece: Piece, _ character: Character) -> Bool {
    switch piece {
    case .one(let wanted): wanted == character
    case .any: true
    case .many: false
    case .set(let ranges, let negated): ranges.contains { $0.contains(character) } != negated
    }
  }

  private static func set(_ start: ArraySlice<Character>) -> (Piece, ArraySlice<Character>)? {
    var rest = start
    var ranges: [ClosedRange<Character>] = []
    let negated = rest.first == "!" || rest.first == "^"
    if negated { rest.removeFirst() }
    var isFirst = true
    while let character = rest.popFirst() {
      if character == "]" && !isFirst { return (.set(ranges, negated: negated), rest) }
      isFirst = false
      if character == "[", rest.first == ":", let close = rest.firstIndex(of: "]") {
        ranges += classes(String(rest[(rest.startIndex + 1)..<max(rest.startIndex + 1, close - 1)]))
        rest = rest[(close + 1)...]
        continue
      }
      let low = character == "\\" ? rest.popFirst() ?? "\\" : character
      if rest.first == "-", let high = rest.dropFirst().first, high != "]" {
        if low <= high { ranges.append(low...high) }
        rest = rest.dropFirst(2)
      } else {
        ranges.append(low...low)
      }
    }
    return nil
  }

  private static func classes(_ name: String) -> [ClosedRange<Character>] {
    switch name {
    case "alpha": ["a"..."z", "A"..."Z"]
    case "digit": ["0"..."9"]
    case "alnum": ["a"..."z", "A"..."Z", "0"..."9"]
    case "upper": ["A"..."Z"]
    case "lower": ["a"..."z"]
    case "space": [" "..." ", "\t"..."\t", "\n"..."\n"]
    case "xdigit": ["0"..."9", "a"..."f", "A"..."F"]
    case "punct": ["!"..."/", ":"..."@", "["..."`", "{"..."~"]
    default: []
    }
  }
}
