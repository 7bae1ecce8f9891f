/// A matcher for expressions in Perl's style, by trying one way after the other.
final class PerlRegex {
  /// The text, and where the search stands.
  private struct Search {
    let text: [UInt32]
    var groups: [Range<Int>?]
    var begin: Int
    var stepsLeft: Int
    /// How many patterns are being matched inside one another.
    var depth = 0
  }

  /// The match took more steps, or more of the stack, than is allowed: whether there is one is not known.
  struct Exhausted: Error {}

  private let pattern: PerlPattern
  let groupCount: Int
  /// The names of the groups, from the first on.
  let names: [String?]
  /// How many steps one match may take, besides some for each character.
  private static let stepMax = 2_000_000
  private static let stepsPerCharacter = 50
  /// How deep patterns may be matched inside one another; the stack holds a multiple of that.
  private static let depthMax = 1_500

  init(_ source: String, flags: PerlParser.Flags = .init()) throws(Regex.Invalid) {
    var parser = PerlParser(source, flags: flags)
    pattern = try parser.parse()
    groupCount = parser.groupCount
    let found = parser.names
    names = (0..<groupCount).map { found[$0 + 1] }
  }

  /// The groups of the first match at or after `start`, 0 being the match itself; nil where there is none.
  func firstMatch(in text: [UInt32], from start: Int = 0) throws(Exhausted) -> [Range<Int>?]? {
    var search = Search(
      text: text, groups: [], begin: 0, stepsLeft: Self.stepMax + Self.stepsPerCharacter * text.count)
    guard start <= text.count else { return nil }
    for place in start...text.count {
      search.groups = [Range<Int>?](repeating: nil, count: groupCount + 1)
      search.begin = place
      var end = place
      let isFound = match(pattern, place, &search) { place, _ in
        end = place
        return true
      }
      // What looks as if it were found may follow from something else that was given up.
      if search.stepsLeft <= 0 { throw Exhausted() }
      if isFound {
        search.groups[0] = min(search.begin, end)..<end
        return search.groups
      }
    }
    return nil
  }

  private typealias Next = (Int, inout Search) -> Bool

  private func match(_ pattern: PerlPattern, _ at: Int, _ search: inout Search, _ next: Next) -> Bool {
    search.stepsLeft -= 1
    if search.depth >= Self.depthMax { search.stepsLeft = 0 }
    if search.stepsLeft <= 0 { return false }
    search.depth += 1
    defer { search.depth -= 1 }
    switch pattern {
    case .empty: return next(at, &search)
    case .member(let set):
      guard at < search.text.count, set.contains(search.text[at]) else { return false }
      return next(at + 1, &search)
    case .sequence(let items): return match(items[...], at, &search, next)
    case .choice(let choices):
      for choice in choices where match(choice, at, &search, next) { return true }
      return false
    case .group(let number, let inner):
      guard let number else { return match(inner, at, &search, next) }
      let old = search.groups[number]
      if match(inner, at, &search, { end, search in
        let before = search.groups[number]
        search.groups[number] = at..<end
        if next(end, &search) { return true }
        search.groups[number] = before
        return false
      }) { return true }
      search.groups[number] = old
      return false
    case .repeated(let inner, let least, let most, let mode):
      if case .member(let set) = inner { return run(set, least, most, mode, at, &search, next) }
      return repeatMatch(inner, least, most, mode, at, &search, next)
    case .back(let number, let ignoresCase):
      guard search.groups.indices.contains(number), let range = search.groups[number] else { return false }
      guard at + range.count <= search.text.count else { return false }
      for offset in 0..<range.count where !same(search.text[range.lowerBound + offset], search.text[at + offset], ignoresCase) { return false }
      return next(at + range.count, &search)
    case .look(let inner, let ahead, let wanted):
      let groups = search.groups
      let found = ahead ? match(inner, at, &search) { _, _ in true } : precedes(inner, at, &search)
      if !found || !wanted { search.groups = groups }
      return found == wanted && next(at, &search)
    case .atomic(let inner):
      var end: Int?
      guard match(inner, at, &search, { place, _ in
        end = place
        return true
      }), let end else { return false }
      return next(end, &search)
    case .anchor(let anchor): return holds(anchor, at, search.text) && next(at, &search)
    case .keep:
      let old = search.begin
      search.begin = at
      if next(at, &search) { return true }
      search.begin = old
      return false
    }
  }

  private func match(_ items: ArraySlice<PerlPattern>, _ at: Int, _ search: inout Search, _ next: Next) -> Bool {
    var (items, at) = (items, at)
    // Single characters need no recursion.
    while case .member(let set)? = items.first {
      search.stepsLeft -= 1
      guard at < search.text.count, set.contains(search.text[at]) else { return false }
      at += 1
      items.removeFirst()
    }
    guard let first = items.first else { return next(at, &search) }
    let rest = items.dropFirst()
    if rest.isEmpty { return match(first, at, &search, next) }
    return match(first, at, &search) { place, search in match(rest, place, &search, next) }
  }

  /// A repeated set needs no recursion.
  private func run(
    _ set: PerlSet, _ least: Int, _ most: Int, _ mode: PerlPattern.Repetition, _ at: Int, _ search: inout Search, _ next: Next
  ) -> Bool {
    var count = 0
    func fits() -> Bool { at + count < search.text.count && set.contains(search.text[at + count]) }
    if mode == .lazy {
      while count < least {
        guard fits() else { return false }
        count += 1
      }
      while true {
        if next(at + count, &search) { return true }
        guard count < most, fits() else { return false }
        count += 1
        search.stepsLeft -= 1
        if search.stepsLeft <= 0 { return false }
      }
    }
    while count < most, fits() { count += 1 }
    if count < least { return false }
    if mode == .possessive { return next(at + count, &search) }
    while true {
      if next(at + count, &search) { return true }
      if count == least { return false }
      count -= 1
      search.stepsLeft -= 1
      if search.stepsLeft <= 0 { return false }
    }
  }

  private func repeatMatch(
    _ inner: PerlPattern, _ least: Int, _ most: Int, _ mode: PerlPattern.Repetition, _ at: Int, _ search: inout Search, _ next: Next
  ) -> Bool {
    if mode == .possessive {
      return match(.atomic(.repeated(inner, min: least, max: most, mode: .greedy)), at, &search, next)
    }
    func more(_ search: inout Search) -> Bool {
      guard most > 0 else { return false }
      return match(inner, at, &search) { place, search in
        // Something empty is not repeated for ever.
        if place == at, least <= 0 { return false }
        return repeatMatch(inner, max(0, least - 1), most == .max ? .max : most - 1, mode, place, &search, next)
      }
    }
    if least > 0 { return more(&search) }
    if mode == .lazy { return next(at, &search) || more(&search) }
    return more(&search) || next(at, &search)
  }

  /// Whether something that matches ends here.
  private func precedes(_ inner: PerlPattern, _ at: Int, _ search: inout Search) -> Bool {
    for start in stride(from: at, through: 0, by: -1) {
      if match(inner, start, &search, { end, _ in end == at }) { return true }
      if search.stepsLeft <= 0 { return false }
    }
    return false
  }

  private func same(_ left: UInt32, _ right: UInt32, _ ignoresCase: Bool) -> Bool {
    if left == right { return true }
    guard ignoresCase, let first = UnicodeScalar(left), let second = UnicodeScalar(right) else { return false }
    return Character(first).lowercased() == Character(second).lowercased()
  }

  private func holds(_ anchor: PerlPattern.Anchor, _ at: Int, _ text: [UInt32]) -> Bool {
    switch anchor {
    case .textStart: return at == 0
    case .textEnd: return at == text.count
    case .textEndOrNewline: return at == text.count || at == text.count - 1 && text[at] == 10
    case .lineStart: return at == 0 || text[at - 1] == 10
    case .lineEnd: return at == text.count || text[at] == 10
    case .word, .notWord:
      let before = at > 0 && PerlSet.word.contains(text[at - 1])
      let after = at < text.count && PerlSet.word.contains(text[at])
      return (before != after) == (anchor == .word)
    }
  }
}

/// Bytes as code points, and where each begins.
struct PerlSubject {
  var scalars: [UInt32] = []
  private var starts: [Int] = []

  init(_ bytes: ArraySlice<UInt8>) {
    if bytes.allSatisfy({ $0 < 128 }) {
      scalars = bytes.map { UInt32($0) }
      starts = Array(bytes.startIndex...bytes.endIndex)
      return
    }
    var at = bytes.startIndex
    for scalar in String(decoding: bytes, as: UTF8.self).unicodeScalars {
      scalars.append(scalar.value)
      starts.append(at)
      at = min(bytes.endIndex, at + UTF8.width(scalar))
    }
    starts.append(bytes.endIndex)
  }

  /// The bytes of a stretch of code points.
  func bytes(_ range: Range<Int>) -> Range<Int> { starts[range.lowerBound]..<starts[range.upperBound] }

  /// The code point that begins at a byte, or the next one.
  func index(ofByte byte: Int) -> Int {
    var (low, high) = (0, scalars.count)
    while low < high {
      let middle = (low + high) / 2
      if starts[middle] < byte { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
