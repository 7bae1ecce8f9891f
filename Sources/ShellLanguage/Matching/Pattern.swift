/// A character and whether it was quoted, so that it only stands for itself.
public struct PatternCharacter: Hashable, Sendable {
  public var scalar: UnicodeScalar
  public var isQuoted: Bool

  public init(_ scalar: UnicodeScalar, isQuoted: Bool = false) {
    self.scalar = scalar
    self.isQuoted = isQuoted
  }
}

/// A shell pattern: `*`, `?`, `[…]` and, where asked for, `?(…)`, `*(…)`, `+(…)`, `@(…)`, `!(…)`.
public struct Pattern: Sendable {
  indirect enum Node: Sendable {
    case one(UnicodeScalar)
    case any
    case star
    case set(CharacterSet)
    case group(UnicodeScalar, [[Node]])
  }

  let nodes: [Node]
  let ignoresCase: Bool
  private let hasGroups: Bool

  /// Whether it can match anything but its own text.
  public let isLiteral: Bool

  public init(_ characters: [PatternCharacter], extended: Bool = false, ignoresCase: Bool = false) {
    var reader = PatternReader(characters: characters, extended: extended)
    nodes = reader.read(depth: 0, inGroup: false)
    self.ignoresCase = ignoresCase
    var groups = false
    var special = false
    for node in nodes {
      switch node {
      case .one: break
      case .group:
        groups = true
        special = true
      default: special = true
      }
    }
    hasGroups = groups
    isLiteral = !special
  }

  /// A pattern in which a backslash quotes the next character.
  public init(_ text: String, extended: Bool = false, ignoresCase: Bool = false) {
    var characters: [PatternCharacter] = []
    var isQuoted = false
    for scalar in text.unicodeScalars {
      if scalar == "\\" && !isQuoted {
        isQuoted = true
      } else {
        characters.append(PatternCharacter(scalar, isQuoted: isQuoted))
        isQuoted = false
      }
    }
    if isQuoted { characters.append(PatternCharacter("\\", isQuoted: true)) }
    self.init(characters, extended: extended, ignoresCase: ignoresCase)
  }

  /// Whether the whole text fits.
  public func matches(_ text: String) -> Bool { matches(Array(text.unicodeScalars)[...]) }

  public func matches(_ text: ArraySlice<UnicodeScalar>) -> Bool {
    if hasGroups {
      var steps = 0
      return matchGroups(nodes[...], text, &steps)
    }
    return matchSimple(text)
  }

  /// The length of the shortest or longest beginning that fits; nil where none does.
  public func prefixLength(of text: [UnicodeScalar], longest: Bool) -> Int? {
    if isLiteral { return text.count >= nodes.count && matches(text[..<nodes.count]) ? nodes.count : nil }
    let lengths = Array(0...text.count)
    for length in longest ? lengths.reversed() : lengths where matches(text[..<length]) { return length }
    return nil
  }

  /// The length of the shortest or longest ending that fits; nil where none does.
  public func suffixLength(of text: [UnicodeScalar], longest: Bool) -> Int? {
    let end = text.count
    if isLiteral { return end >= nodes.count && matches(text[(end - nodes.count)...]) ? nodes.count : nil }
    let lengths = Array(0...end)
    for length in longest ? lengths.reversed() : lengths where matches(text[(end - length)...]) { return length }
    return nil
  }

  /// The longest match that begins at or after `start`.
  public func firstMatch(in text: [UnicodeScalar], from start: Int) -> Range<Int>? {
    var begin = start
    while begin <= text.count {
      if isLiteral {
        let end = begin + nodes.count
        if end > text.count { return nil }
        if matches(text[begin..<end]) { return begin..<end }
      } else {
        var end = text.count
        while end >= begin {
          if matches(text[begin..<end]) { return begin..<end }
          end -= 1
        }
      }
      begin += 1
    }
    return nil
  }

  private func fits(_ node: Node, _ scalar: UnicodeScalar) -> Bool {
    switch node {
    case .one(let wanted): wanted == scalar || (ignoresCase && lowered(wanted) == lowered(scalar))
    case .any: true
    case .set(let set): set.contains(scalar, ignoresCase: ignoresCase)
    case .star, .group: false
    }
  }

  /// Goes back only to the last star, which is enough where there are no groups.
  private func matchSimple(_ text: ArraySlice<UnicodeScalar>) -> Bool {
    var node = 0
    var at = text.startIndex
    var star: (node: Int, at: Int)?
    while at < text.endIndex {
      if node < nodes.count, case .star = nodes[node] {
        star = (node, at)
        node += 1
      } else if node < nodes.count, fits(nodes[node], text[at]) {
        node += 1
        at += 1
      } else if let last = star {
        star = (last.node, last.at + 1)
        node = last.node + 1
        at = last.at + 1
      } else {
        return false
      }
    }
    while node < nodes.count, case .star = nodes[node] { node += 1 }
    return node == nodes.count
  }

  /// Tries everything, within bounds: what takes longer does not match.
  private func matchGroups(_ nodes: ArraySlice<Node>, _ text: ArraySlice<UnicodeScalar>, _ steps: inout Int) -> Bool {
    steps += 1
    if steps > 100_000 { return false }
    guard let node = nodes.first else { return text.isEmpty }
    let rest = nodes.dropFirst()
    switch node {
    case .one, .any, .set:
      guard let scalar = text.first, fits(node, scalar) else { return false }
      return matchGroups(rest, text.dropFirst(), &steps)
    case .star:
      for start in text.startIndex...text.endIndex where matchGroups(rest, text[start...], &steps) { return true }
      return false
    case .group(let kind, let choices):
      return matchGroup(kind, choices, rest, text, &steps, node)
    }
  }

  private func matchGroup(
    _ kind: UnicodeScalar, _ choices: [[Node]], _ rest: ArraySlice<Node>, _ text: ArraySlice<UnicodeScalar>,
    _ steps: inout Int, _ node: Node
  ) -> Bool {
    if kind == "?" || kind == "*", matchGroups(rest, text, &steps) { return true }
    for end in text.startIndex...text.endIndex {
      let part = text[text.startIndex..<end]
      let found = choices.contains { matchGroups($0[...], part, &steps) }
      if kind == "!" {
        if !found, matchGroups(rest, text[end...], &steps) { return true }
      } else if found {
        if matchGroups(rest, text[end...], &steps) { return true }
        if kind == "*" || kind == "+", end > text.startIndex {
          if matchGroup("*", choices, rest, text[end...], &steps, node) { return true }
        }
      }
    }
    return false
  }
}

func lowered(_ scalar: UnicodeScalar) -> UnicodeScalar {
  let text = scalar.properties.lowercaseMapping.unicodeScalars
  return text.count == 1 ? text.first! : scalar
}
