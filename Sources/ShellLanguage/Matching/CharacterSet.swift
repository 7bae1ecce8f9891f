/// What stands between brackets in patterns and regular expressions. Ranges go by code point, as in C.UTF-8.
struct CharacterSet: Sendable {
  var isNegated = false
  var ranges: [ClosedRange<UInt32>] = []
  var classes: [String] = []

  func contains(_ scalar: UnicodeScalar, ignoresCase: Bool = false) -> Bool {
    var found = containsExactly(scalar)
    if !found, ignoresCase {
      let lower = lowered(scalar)
      let upper = scalar.properties.uppercaseMapping.unicodeScalars
      found = containsExactly(lower) || (upper.count == 1 && containsExactly(upper.first!))
    }
    return found != isNegated
  }

  private func containsExactly(_ scalar: UnicodeScalar) -> Bool {
    ranges.contains { $0.contains(scalar.value) } || classes.contains { Self.isMember(scalar, of: $0) }
  }

  static func isMember(_ scalar: UnicodeScalar, of name: String) -> Bool {
    let isASCII = scalar.isASCII
    switch name {
    case "alpha": return scalar.properties.isAlphabetic
    case "digit": return scalar >= "0" && scalar <= "9"
    case "alnum": return scalar.properties.isAlphabetic || (scalar >= "0" && scalar <= "9")
    case "upper": return scalar.properties.isUppercase
    case "lower": return scalar.properties.isLowercase
    case "space": return scalar == " " || (scalar.value >= 9 && scalar.value <= 13)
    case "blank": return scalar == " " || scalar == "\t"
    case "punct":
      return isASCII && scalar.value > 32 && scalar.value < 127 && !isMember(scalar, of: "alnum")
    case "print": return scalar.value >= 32 && scalar.value != 127
    case "graph": return scalar.value > 32 && scalar.value != 127
    case "cntrl": return scalar.value < 32 || scalar.value == 127
    case "xdigit": return isASCII && Int(String(scalar), radix: 16) != nil && scalar != "+" && scalar != "-"
    case "word": return scalar == "_" || isMember(scalar, of: "alnum")
    default: return false
    }
  }

  /// Reads a set whose `[` is at `start`; nil where no `]` closes it. Also gives the place after it.
  static func read(_ characters: [PatternCharacter], at start: Int) -> (set: CharacterSet, end: Int)? {
    var set = CharacterSet()
    var at = start + 1
    func isPlain(_ index: Int, _ scalar: UnicodeScalar) -> Bool {
      index < characters.count && characters[index].scalar == scalar && !characters[index].isQuoted
    }
    if isPlain(at, "!") || isPlain(at, "^") {
      set.isNegated = true
      at += 1
    }
    var isFirst = true
    while at < characters.count {
      if isPlain(at, "]"), !isFirst { return (set, at + 1) }
      isFirst = false
      if isPlain(at, "["), at + 1 < characters.count, [":", ".", "="].contains(characters[at + 1].scalar),
        let (name, end) = className(characters, at: at)
      {
        if characters[at + 1].scalar == ":" {
          set.classes.append(name)
        } else if let only = name.unicodeScalars.first {
          set.ranges.append(only.value...only.value)
        }
        at = end
        continue
      }
      let low = characters[at].scalar.value
      if isPlain(at + 1, "-"), at + 2 < characters.count, !isPlain(at + 2, "]") {
        let high = characters[at + 2].scalar.value
        if low <= high { set.ranges.append(low...high) }
        at += 3
      } else {
        set.ranges.append(low...low)
        at += 1
      }
    }
    return nil
  }

  /// `[:name:]`
  private static func className(_ characters: [PatternCharacter], at start: Int) -> (name: String, end: Int)? {
    let mark = characters[start + 1].scalar
    var name = ""
    var at = start + 2
    while at + 1 < characters.count {
      if characters[at].scalar == mark, characters[at + 1].scalar == "]" { return (name, at + 2) }
      name.unicodeScalars.append(characters[at].scalar)
      at += 1
    }
    return nil
  }
}

/// Turns characters into the nodes of a pattern.
struct PatternReader {
  let characters: [PatternCharacter]
  let extended: Bool
  var at = 0

  init(characters: [PatternCharacter], extended: Bool) {
    self.characters = characters
    self.extended = extended
  }

  mutating func read(depth: Int, inGroup: Bool) -> [Pattern.Node] {
    var nodes: [Pattern.Node] = []
    while at < characters.count {
      let character = characters[at]
      if character.isQuoted {
        nodes.append(.one(character.scalar))
        at += 1
        continue
      }
      if inGroup, character.scalar == "|" || character.scalar == ")" { return nodes }
      if extended, depth < 20, at + 1 < characters.count, characters[at + 1] == PatternCharacter("("),
        ["?", "*", "+", "@", "!"].contains(character.scalar), let group = readGroup(depth: depth)
      {
        nodes.append(group)
        continue
      }
      switch character.scalar {
      case "*":
        if case .star? = nodes.last {} else { nodes.append(.star) }
        at += 1
      case "?":
        nodes.append(.any)
        at += 1
      case "[":
        if let (set, end) = CharacterSet.read(characters, at: at) {
          nodes.append(.set(set))
          at = end
        } else {
          nodes.append(.one("["))
          at += 1
        }
      default:
        nodes.append(.one(character.scalar))
        at += 1
      }
    }
    return nodes
  }

  private mutating func readGroup(depth: Int) -> Pattern.Node? {
    let start = at
    let kind = characters[at].scalar
    at += 2
    var choices: [[Pattern.Node]] = []
    while true {
      choices.append(read(depth: depth + 1, inGroup: true))
      guard at < characters.count else {
        at = start
        return nil
      }
      let isEnd = characters[at].scalar == ")"
      at += 1
      if isEnd { return .group(kind, choices) }
    }
  }
}
