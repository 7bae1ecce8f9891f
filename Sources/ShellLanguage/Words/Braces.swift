extension Word {
  /// The words that brace expansion makes of this one: `a{b,c}` is `ab ac`, `{1..3}` is `1 2 3`.
  ///
  /// Nil where there would be more than `limit`.
  public func bracesExpanded(limit: Int = 100_000) -> [Word]? {
    let hasBrace = parts.contains { part in
      if case .literal(let text) = part { text.utf8.contains(UInt8(ascii: "{")) } else { false }
    }
    if !hasBrace { return [self] }
    var pieces: [BracePiece] = []
    for part in parts {
      if case .literal(let text) = part {
        pieces += text.unicodeScalars.map { BracePiece.scalar($0) }
      } else {
        pieces.append(.part(part))
      }
    }
    var expander = BraceExpander(limit: limit)
    guard let results = expander.expand(pieces[...], depth: 0) else { return nil }
    if results.count == 1, results[0].count == pieces.count { return [self] }
    return results.map { Word(parts: BracePiece.join($0), text: text, line: line, assignment: nil) }
  }
}

private enum BracePiece {
  case scalar(UnicodeScalar)
  case part(WordPart)

  func isScalar(_ wanted: UnicodeScalar) -> Bool {
    if case .scalar(let scalar) = self { scalar == wanted } else { false }
  }

  static func join(_ pieces: [BracePiece]) -> [WordPart] {
    var parts: [WordPart] = []
    var text = ""
    for piece in pieces {
      switch piece {
      case .scalar(let scalar): text.unicodeScalars.append(scalar)
      case .part(let part):
        if !text.isEmpty { parts.append(.literal(text)) }
        text = ""
        parts.append(part)
      }
    }
    if !text.isEmpty { parts.append(.literal(text)) }
    return parts
  }
}

private struct BraceExpander {
  let limit: Int
  var made = 0

  mutating func expand(_ pieces: ArraySlice<BracePiece>, depth: Int) -> [[BracePiece]]? {
    var at = pieces.startIndex
    while at < pieces.endIndex {
      if pieces[at].isScalar("{"), depth < 50, let choices = choices(pieces, from: at) {
        let before = Array(pieces[..<at])
        guard let inner = expandChoices(choices.list, depth: depth),
          let after = expand(pieces[choices.end...], depth: depth + 1)
        else { return nil }
        made += inner.count * after.count
        if made > limit { return nil }
        return inner.flatMap { middle in after.map { before + middle + $0 } }
      }
      at += 1
    }
    return [Array(pieces)]
  }

  private mutating func expandChoices(_ list: [ArraySlice<BracePiece>], depth: Int) -> [[BracePiece]]? {
    if list.count == 1 {
      guard let sequence = sequence(list[0]) else { return nil }
      return sequence
    }
    var results: [[BracePiece]] = []
    for choice in list {
      guard let found = expand(choice, depth: depth + 1) else { return nil }
      results += found
      if results.count > limit { return nil }
    }
    return results
  }

  /// What stands between the commas of the braces at `start`, or the sequence alone; nil where they are ordinary.
  private func choices(_ pieces: ArraySlice<BracePiece>, from start: Int) -> (list: [ArraySlice<BracePiece>], end: Int)? {
    var nesting = 0
    var list: [ArraySlice<BracePiece>] = []
    var from = start + 1
    for at in start..<pieces.endIndex {
      if pieces[at].isScalar("{") { nesting += 1 }
      if nesting == 1, pieces[at].isScalar(",") {
        list.append(pieces[from..<at])
        from = at + 1
      }
      if pieces[at].isScalar("}") {
        nesting -= 1
        if nesting > 0 { continue }
        let last = pieces[from..<at]
        if list.isEmpty, bounds(last) == nil { return nil }
        return (list + [last], at + 1)
      }
    }
    return nil
  }

  private func text(_ pieces: ArraySlice<BracePiece>) -> String? {
    var text = ""
    for piece in pieces {
      guard case .scalar(let scalar) = piece else { return nil }
      text.unicodeScalars.append(scalar)
    }
    return text
  }

  /// `1..10..2` or `a..e`, as numbers, with the width of zero-padded ones.
  private func bounds(_ pieces: ArraySlice<BracePiece>) -> (from: Int, to: Int, step: Int, width: Int, letters: Bool)? {
    guard let text = text(pieces) else { return nil }
    var fields: [Substring] = []
    var rest = Substring(text)
    while let dots = rest.utf8.indices.first(where: { rest[$0...].hasPrefix("..") }) {
      fields.append(rest[..<dots])
      rest = rest[dots...].dropFirst(2)
    }
    fields.append(rest)
    guard fields.count == 2 || fields.count == 3 else { return nil }
    var step = 1
    if fields.count == 3 {
      guard let given = Int(fields[2]) else { return nil }
      step = max(1, given == .min ? 1 : abs(given))
    }
    if let from = Int(fields[0]), let to = Int(fields[1]), abs(from) < 1 << 40, abs(to) < 1 << 40 {
      func isPadded(_ field: Substring) -> Bool {
        let digits = field.drop { $0 == "-" || $0 == "+" }
        return digits.utf8.count > 1 && digits.utf8.first == UInt8(ascii: "0")
      }
      let padded = isPadded(fields[0]) || isPadded(fields[1])
      return (from, to, step, padded ? max(fields[0].utf8.count, fields[1].utf8.count) : 0, false)
    }
    guard fields[0].utf8.count == 1, fields[1].utf8.count == 1, let from = fields[0].utf8.first,
      let to = fields[1].utf8.first, isNameStart(from), isNameStart(to)
    else { return nil }
    return (Int(from), Int(to), step, 0, true)
  }

  private mutating func sequence(_ pieces: ArraySlice<BracePiece>) -> [[BracePiece]]? {
    guard let bounds = bounds(pieces) else { return nil }
    let count = abs(bounds.to - bounds.from) / bounds.step + 1
    if count > limit { return nil }
    return (0..<count).map { index in
      let value = bounds.from + (bounds.from <= bounds.to ? index : -index) * bounds.step
      if bounds.letters { return [.part(.quoted(String(UnicodeScalar(UInt8(value)))))] }
      return padded(value, width: bounds.width).unicodeScalars.map { BracePiece.scalar($0) }
    }
  }

  private func padded(_ value: Int, width: Int) -> String {
    let digits = String(abs(value))
    let sign = value < 0 ? "-" : ""
    let zeros = max(0, width - digits.utf8.count - sign.utf8.count)
    return "\(sign)\(String(repeating: "0", count: zeros))\(digits)"
  }
}
