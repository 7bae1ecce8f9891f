/// An extended POSIX regular expression for `[[ text =~ expression ]]`.
///
/// The leftmost match is found, and of those the longest; the effort is bounded, so that no expression can hang.
public struct RegularExpression: Sendable {
  indirect enum Node: Sendable {
    case one(UnicodeScalar)
    case any
    case set(CharacterSet)
    case start
    case end
    case wordEdge(begins: Bool, ends: Bool)
    case group(Int, [[Node]])
    case repeated(Node, min: Int, max: Int?)
  }

  let choices: [[Node]]
  let groupCount: Int
  let ignoresCase: Bool

  /// Nil where the expression is not well formed.
  public init?(_ characters: [PatternCharacter], ignoresCase: Bool = false) {
    var reader = RegexReader(characters: characters)
    guard let found = reader.alternatives(depth: 0), reader.at == characters.count else { return nil }
    choices = found
    groupCount = reader.groups
    self.ignoresCase = ignoresCase
  }

  /// The whole match and the groups of the first match; groups that took no part are nil.
  public func firstMatch(in text: String) -> [String?]? {
    let scalars = Array(text.unicodeScalars)
    var effort = 50_000 + 10 * scalars.count
    for start in 0...scalars.count where effort > 0 {
      var matcher = RegexMatcher(text: scalars, groupCount: groupCount, ignoresCase: ignoresCase, effort: effort)
      defer { effort = matcher.effort }
      matcher.match(choices, from: start)
      guard let best = matcher.best else { continue }
      var groups = best
      groups[0] = start..<groups[0]!.upperBound
      return groups.map { range in
        range.map {
          var part = String.UnicodeScalarView()
          part.append(contentsOf: scalars[$0])
          return String(part)
        }
      }
    }
    return nil
  }
}

struct RegexReader {
  let characters: [PatternCharacter]
  var at = 0
  var groups = 0

  init(characters: [PatternCharacter]) {
    self.characters = characters
  }

  private func isNext(_ scalar: UnicodeScalar) -> Bool {
    at < characters.count && characters[at].scalar == scalar && !characters[at].isQuoted
  }

  mutating func alternatives(depth: Int) -> [[RegularExpression.Node]]? {
    if depth > 40 { return nil }
    var choices: [[RegularExpression.Node]] = []
    while true {
      guard let sequence = sequence(depth: depth) else { return nil }
      choices.append(sequence)
      guard isNext("|") else { return choices }
      at += 1
    }
  }

  private mutating func sequence(depth: Int) -> [RegularExpression.Node]? {
    var nodes: [RegularExpression.Node] = []
    while at < characters.count, !isNext("|"), !(isNext(")") && depth > 0) {
      guard var node = atom(depth: depth, isFirst: nodes.isEmpty) else { return nil }
      while let (min, max) = repetition() {
        guard let min else { return nil }
        node = .repeated(node, min: min, max: max)
      }
      nodes.append(node)
    }
    return nodes
  }

  private mutating func atom(depth: Int, isFirst: Bool) -> RegularExpression.Node? {
    let character = characters[at]
    at += 1
    if character.isQuoted { return Self.escapes(character.scalar) }
    switch character.scalar {
    case ".": return .any
    case "^": return .start
    case "$": return .end
    case "*", "+", "?": return isFirst ? .one(character.scalar) : nil
    case "(":
      groups += 1
      let number = groups
      guard let inner = alternatives(depth: depth + 1), isNext(")") else { return nil }
      at += 1
      return .group(number, inner)
    case "[":
      guard let (set, end) = CharacterSet.read(characters, at: at - 1) else { return nil }
      at = end
      return .set(set)
    case "\\":
      guard at < characters.count else { return nil }
      let next = characters[at].scalar
      at += 1
      return Self.backslashed(next)
    default: return .one(character.scalar)
    }
  }

  private static func escapes(_ scalar: UnicodeScalar) -> RegularExpression.Node { .one(scalar) }

  /// The GNU classes after a backslash.
  private static func backslashed(_ scalar: UnicodeScalar) -> RegularExpression.Node {
    switch scalar {
    case "w": .set(CharacterSet(classes: ["word"]))
    case "W": .set(CharacterSet(isNegated: true, classes: ["word"]))
    case "s": .set(CharacterSet(classes: ["space"]))
    case "S": .set(CharacterSet(isNegated: true, classes: ["space"]))
    case "b": .wordEdge(begins: true, ends: true)
    case "<": .wordEdge(begins: true, ends: false)
    case ">": .wordEdge(begins: false, ends: true)
    default: .one(scalar)
    }
  }

  /// `*`, `+`, `?` or `{m,n}`; a nil minimum is a mistake.
  private mutating func repetition() -> (min: Int?, max: Int?)? {
    if isNext("*") || isNext("+") || isNext("?") {
      let sign = characters[at].scalar
      at += 1
      return (sign == "+" ? 1 : 0, sign == "?" ? 1 : nil)
    }
    guard isNext("{") else { return nil }
    var text = ""
    var end = at + 1
    while end < characters.count, characters[end].scalar != "}" {
      text.unicodeScalars.append(characters[end].scalar)
      end += 1
    }
    let bounds = text.split(separator: ",", omittingEmptySubsequences: false)
    guard end < characters.count, bounds.count <= 2, let min = Int(bounds[0].isEmpty ? "0" : bounds[0]), min <= 255 else {
      at = characters.count
      return (nil, nil)
    }
    at = end + 1
    if bounds.count == 1 { return (min, min) }
    return bounds[1].isEmpty ? (min, nil) : (min, Int(bounds[1]))
  }
}

/// Tries the ways in which an expression can match at one place and remembers the longest.
struct RegexMatcher {
  let text: [UnicodeScalar]
  let ignoresCase: Bool
  var groups: [Range<Int>?]
  var best: [Range<Int>?]?
  /// How many steps are left to take.
  var effort: Int

  init(text: [UnicodeScalar], groupCount: Int, ignoresCase: Bool, effort: Int) {
    self.text = text
    self.effort = effort
    self.ignoresCase = ignoresCase
    groups = Array(repeating: nil, count: groupCount + 1)
  }

  mutating func match(_ choices: [[RegularExpression.Node]], from start: Int) {
    for choice in choices {
      run(choice[...], start) { matcher, end in
        if matcher.best == nil || end > matcher.best![0]!.upperBound {
          matcher.groups[0] = start..<end
          matcher.best = matcher.groups
        }
        // Nothing can be longer than the rest of the text.
        return end == matcher.text.count
      }
      if best?[0]?.upperBound == text.count { return }
    }
  }

  private typealias Rest = (inout RegexMatcher, Int) -> Bool

  @discardableResult
  private mutating func run(_ nodes: ArraySlice<RegularExpression.Node>, _ at: Int, _ rest: Rest) -> Bool {
    effort -= best == nil ? 1 : 3
    if effort < 0 { return best != nil }
    guard let node = nodes.first else { return rest(&self, at) }
    let others = nodes.dropFirst()
    switch node {
    case .group(let number, let choices):
      let saved = groups[number]
      for choice in choices {
        let found = run(choice[...], at) { matcher, end in
          let before = matcher.groups[number]
          matcher.groups[number] = at..<end
          let done = matcher.run(others, end, rest)
          if !done { matcher.groups[number] = before }
          return done
        }
        if found { return true }
      }
      groups[number] = saved
      return false
    case .repeated(let inner, let min, let max): return run(inner, min, max, at, others, rest, count: 0)
    default:
      guard let next = step(node, at) else { return false }
      return run(others, next, rest)
    }
  }

  private mutating func run(
    _ inner: RegularExpression.Node, _ min: Int, _ max: Int?, _ at: Int,
    _ others: ArraySlice<RegularExpression.Node>, _ rest: Rest, count: Int
  ) -> Bool {
    if isSimple(inner) {
      var ends = [at]
      while ends.count - 1 < max ?? Int.max, let next = step(inner, ends[ends.count - 1]), next > ends[ends.count - 1] {
        ends.append(next)
      }
      while ends.count - 1 >= min, let end = ends.popLast() {
        if run(others, end, rest) { return true }
      }
      return false
    }
    if count < max ?? Int.max, count < 1000 {
      let found = run([inner], at) { matcher, end in
        end == at && count >= min ? false : matcher.run(inner, min, max, end, others, rest, count: count + 1)
      }
      if found { return true }
    }
    return count >= min ? run(others, at, rest) : false
  }

  private func isSimple(_ node: RegularExpression.Node) -> Bool {
    switch node {
    case .one, .any, .set: true
    default: false
    }
  }

  /// The place after a node of at most one character; nil where it does not fit.
  private func step(_ node: RegularExpression.Node, _ at: Int) -> Int? {
    switch node {
    case .start: return at == 0 ? at : nil
    case .end: return at == text.count ? at : nil
    case .wordEdge(let begins, let ends):
      let before = at > 0 && CharacterSet.isMember(text[at - 1], of: "word")
      let after = at < text.count && CharacterSet.isMember(text[at], of: "word")
      return (begins && !before && after) || (ends && before && !after) ? at : nil
    default: break
    }
    guard at < text.count else { return nil }
    let fits: Bool
    switch node {
    case .one(let scalar): fits = scalar == text[at] || (ignoresCase && lowered(scalar) == lowered(text[at]))
    case .any: fits = true
    case .set(let set): fits = set.contains(text[at], ignoresCase: ignoresCase)
    default: fits = false
    }
    return fits ? at + 1 : nil
  }
}
