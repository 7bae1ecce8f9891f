/// Reads expressions in Perl's style.
struct PerlParser {
  struct Flags {
    var ignoresCase = false
    var dotAll = false
    var multiline = false
    var extended = false
  }

  private let text: [UnicodeScalar]
  private var at = 0
  private var flags: Flags
  private(set) var groupCount = 0
  /// The names of groups, by number.
  private(set) var names: [Int: String] = [:]
  private var depth = 0

  init(_ pattern: String, flags: Flags) {
    text = Array(pattern.unicodeScalars)
    self.flags = flags
  }

  mutating func parse() throws(Regex.Invalid) -> PerlPattern {
    let pattern = try alternatives()
    if at < text.count { throw fail("unmatched closing parenthesis") }
    return pattern
  }

  private func fail(_ message: String) -> Regex.Invalid { Regex.Invalid(message: message, code: 0) }

  private func peek(_ ahead: Int = 0) -> UnicodeScalar? { text.indices.contains(at + ahead) ? text[at + ahead] : nil }

  private mutating func take(_ wanted: String) -> Bool {
    let scalars = Array(wanted.unicodeScalars)
    guard at + scalars.count <= text.count, Array(text[at..<(at + scalars.count)]) == scalars else { return false }
    at += scalars.count
    return true
  }

  private mutating func alternatives() throws(Regex.Invalid) -> PerlPattern {
    depth += 1
    defer { depth -= 1 }
    if depth > 200 { throw fail("parentheses are too deeply nested") }
    let outer = flags
    defer { flags = outer }
    var choices = [try sequence()]
    while peek() == "|" {
      at += 1
      choices.append(try sequence())
    }
    return choices.count == 1 ? choices[0] : .choice(choices)
  }

  private mutating func sequence() throws(Regex.Invalid) -> PerlPattern {
    var items: [PerlPattern] = []
    while let scalar = peek(), scalar != "|", scalar != ")" {
      if flags.extended {
        if scalar == "#" {
          while let next = peek(), next != "\n" {
            _ = next
            at += 1
          }
          continue
        }
        if " \t\n\r".unicodeScalars.contains(scalar) {
          at += 1
          continue
        }
      }
      guard let item = try atom() else { continue }
      items.append(try repetitions(of: item))
    }
    return items.isEmpty ? .empty : items.count == 1 ? items[0] : .sequence(items)
  }

  private mutating func repetitions(of item: PerlPattern) throws(Regex.Invalid) -> PerlPattern {
    var result = item
    var isRepeated = false
    while let scalar = peek() {
      var bounds: (Int, Int)?
      switch scalar {
      case "*": bounds = (0, .max)
      case "+": bounds = (1, .max)
      case "?": bounds = (0, 1)
      case "{": bounds = counted()
      default: break
      }
      guard let (least, most) = bounds else { return result }
      if isRepeated { throw fail("quantifier does not follow a repeatable item") }
      isRepeated = true
      if scalar != "{" { at += 1 }
      if most < least { throw fail("numbers out of order in {} quantifier") }
      var mode = PerlPattern.Repetition.greedy
      if peek() == "?" { mode = .lazy } else if peek() == "+" { mode = .possessive }
      if mode != .greedy { at += 1 }
      result = .repeated(result, min: least, max: most, mode: mode)
    }
    return result
  }

  /// `{2}`, `{2,}`, `{2,5}`; nil where the brace stands for itself.
  private mutating func counted() -> (Int, Int)? {
    var place = at + 1
    func number() -> (Int?, Int) {
      var end = place
      while text.indices.contains(end), ("0"..."9").contains(text[end]) { end += 1 }
      return (Int(String(String.UnicodeScalarView(text[place..<end]))), end)
    }
    let (first, afterFirst) = number()
    guard let first, first <= 65_535 else { return nil }
    place = afterFirst
    if text.indices.contains(place), text[place] == "}" {
      at = place + 1
      return (first, first)
    }
    guard text.indices.contains(place), text[place] == "," else { return nil }
    place += 1
    let (second, afterSecond) = number()
    guard text.indices.contains(afterSecond), text[afterSecond] == "}" else { return nil }
    at = afterSecond + 1
    return (first, second ?? .max)
  }

  private func set(_ set: PerlSet) -> PerlPattern {
    var set = set
    set.ignoresCase = flags.ignoresCase
    return .member(set)
  }

  private mutating func atom() throws(Regex.Invalid) -> PerlPattern? {
    guard let scalar = peek() else { return nil }
    at += 1
    switch scalar {
    case ".": return .member(flags.dotAll ? .any : .notNewline)
    case "^": return .anchor(flags.multiline ? .lineStart : .textStart)
    case "$": return .anchor(flags.multiline ? .lineEnd : .textEndOrNewline)
    case "(": return try group()
    case "[": return set(try characters())
    case "\\": return try escape()
    case "*", "+", "?": throw fail("quantifier does not follow a repeatable item")
    default: return set(PerlSet(ranges: [scalar.value...scalar.value]))
    }
  }

  // MARK: Groups

  private mutating func group() throws(Regex.Invalid) -> PerlPattern? {
    if take("?#") {
      while let scalar = peek(), scalar != ")" {
        _ = scalar
        at += 1
      }
      at += 1
      return nil
    }
    if take("?:") { return .group(nil, try closed()) }
    if take("?>") { return .atomic(try closed()) }
    if take("?=") { return .look(try closed(), ahead: true, wanted: true) }
    if take("?!") { return .look(try closed(), ahead: true, wanted: false) }
    if take("?<=") { return .look(try closed(), ahead: false, wanted: true) }
    if take("?<!") { return .look(try closed(), ahead: false, wanted: false) }
    if take("?|") { throw fail("not simulated: (?| in a Perl expression") }
    if take("?P<") || take("?<") { return try named(until: ">") }
    if take("?'") { return try named(until: "'") }
    if take("?") { return try inlineFlags() }
    if peek() == "*" { throw fail("not simulated: (* in a Perl expression") }
    groupCount += 1
    let number = groupCount
    return .group(number, try closed())
  }

  private mutating func named(until mark: UnicodeScalar) throws(Regex.Invalid) -> PerlPattern {
    var name = ""
    while let scalar = peek(), scalar != mark {
      name.unicodeScalars.append(scalar)
      at += 1
    }
    at += 1
    if name.isEmpty { throw fail("subpattern name expected") }
    groupCount += 1
    let number = groupCount
    names[number] = name
    return .group(number, try closed())
  }

  private mutating func closed() throws(Regex.Invalid) -> PerlPattern {
    let inner = try alternatives()
    guard peek() == ")" else { throw fail("missing closing parenthesis") }
    at += 1
    return inner
  }

  /// `(?i)`, `(?i-s:…)`
  private mutating func inlineFlags() throws(Regex.Invalid) -> PerlPattern? {
    let outer = flags
    var on = true
    while let scalar = peek() {
      at += 1
      switch scalar {
      case "-": on = false
      case "i": flags.ignoresCase = on
      case "s": flags.dotAll = on
      case "m": flags.multiline = on
      case "x": flags.extended = on
      case "U", "J", "n": throw fail("not simulated: (?\(scalar)) in a Perl expression")
      case ")": return nil
      case ":":
        let inner = try closed()
        flags = outer
        return .group(nil, inner)
      default: throw fail("unrecognized character after (? or (?-")
      }
    }
    throw fail("missing closing parenthesis")
  }

  // MARK: Escapes

  private static func shorthand(_ scalar: UnicodeScalar) -> PerlSet? {
    switch scalar {
    case "d": .digits
    case "D": PerlSet.digits.negated
    case "w": .word
    case "W": PerlSet.word.negated
    case "s": .space
    case "S": PerlSet.space.negated
    case "h": .blank
    case "H": PerlSet.blank.negated
    case "v": .vertical
    case "V": PerlSet.vertical.negated
    case "N": .notNewline
    default: nil
    }
  }

  private mutating func escape() throws(Regex.Invalid) -> PerlPattern {
    guard let scalar = peek() else { throw fail("\\ at end of pattern") }
    at += 1
    if let found = Self.shorthand(scalar) { return .member(found) }
    switch scalar {
    case "b": return .anchor(.word)
    case "B": return .anchor(.notWord)
    case "A": return .anchor(.textStart)
    case "z": return .anchor(.textEnd)
    case "Z": return .anchor(.textEndOrNewline)
    case "G": return .anchor(.textStart)
    case "K": return .keep
    case "R": return .choice([.sequence([set(.init(ranges: [13...13])), set(.init(ranges: [10...10]))]), .member(.vertical)])
    case "Q":
      var literal: [PerlPattern] = []
      while at < text.count, !take("\\E") {
        literal.append(set(PerlSet(ranges: [text[at].value...text[at].value])))
        at += 1
      }
      return .sequence(literal)
    case "E": return .empty
    case "1"..."9":
      var number = Int(scalar.value - 48)
      while let digit = peek(), ("0"..."9").contains(digit), number < 100 {
        number = number * 10 + Int(digit.value - 48)
        at += 1
      }
      return .back(number, ignoresCase: flags.ignoresCase)
    case "k": return try namedReference()
    case "p", "P", "X", "C", "g": throw fail("not simulated: \\\(scalar) in a Perl expression")
    default:
      let value = try character(scalar)
      return set(PerlSet(ranges: [value...value]))
    }
  }

  private mutating func character(_ scalar: UnicodeScalar) throws(Regex.Invalid) -> UInt32 {
    switch scalar {
    case "t": return 9
    case "n": return 10
    case "r": return 13
    case "f": return 12
    case "e": return 27
    case "a": return 7
    case "0": return number(radix: 8, most: 2)
    case "x":
      guard take("{") else { return number(radix: 16, most: 2) }
      let value = number(radix: 16, most: 8)
      if !take("}") { throw fail("missing terminating } for hexadecimal escape") }
      return value
    case "c":
      defer { at += 1 }
      return (peek()?.value ?? 64) & 31
    default:
      if scalar.value < 128, scalar.properties.isAlphabetic { throw fail("unrecognized character follows \\") }
      return scalar.value
    }
  }

  private mutating func number(radix: UInt32, most: Int) -> UInt32 {
    var value: UInt32 = 0
    var count = 0
    while count < most, let scalar = peek(), let digit = UInt32(String(scalar), radix: Int(radix)) {
      value = value &* radix &+ digit
      at += 1
      count += 1
    }
    return value
  }

  private mutating func namedReference() throws(Regex.Invalid) -> PerlPattern {
    guard let open = peek(), let close = ["<": ">", "{": "}", "'": "'"][String(open)]?.unicodeScalars.first else {
      throw fail("\\k is not followed by a braced, angle-bracketed, or quoted name")
    }
    at += 1
    var name = ""
    while let scalar = peek(), scalar != close {
      name.unicodeScalars.append(scalar)
      at += 1
    }
    at += 1
    guard let number = names.first(where: { $0.value == name })?.key else { throw fail("reference to non-existent subpattern") }
    return .back(number, ignoresCase: flags.ignoresCase)
  }

  // MARK: Brackets

  private mutating func characters() throws(Regex.Invalid) -> PerlSet {
    var result = PerlSet()
    if peek() == "^" {
      result.isNegated = true
      at += 1
    }
    var isFirst = true
    while let scalar = peek(), scalar != "]" || isFirst {
      isFirst = false
      at += 1
      var low: UInt32
      if scalar == "[", peek() == ":", let end = posixEnd() {
        var name = String(String.UnicodeScalarView(text[(at + 1)..<end]))
        at = end + 2
        let isNot = name.hasPrefix("^")
        if isNot { name.removeFirst() }
        guard let found = PerlSet.named(name) else { throw fail("unknown POSIX class name") }
        result.excluded.append(isNot ? found.negated : found)
        continue
      } else if scalar == "\\" {
        guard let next = peek() else { throw fail("missing terminating ] for character class") }
        at += 1
        if let found = Self.shorthand(next), next != "N" {
          result.excluded.append(found)
          continue
        }
        low = next == "b" ? 8 : try character(next)
      } else {
        low = scalar.value
      }
      guard peek() == "-", let upper = peek(1), upper != "]" else {
        result.ranges.append(low...low)
        continue
      }
      at += 2
      var high = upper.value
      if upper == "\\", let next = peek() {
        at += 1
        high = try character(next)
      }
      if high < low { throw fail("range out of order in character class") }
      result.ranges.append(low...high)
    }
    guard peek() == "]" else { throw fail("missing terminating ] for character class") }
    at += 1
    return result
  }

  /// Where `[:name:]` ends, before the colon.
  private func posixEnd() -> Int? {
    var place = at + 1
    while text.indices.contains(place + 1) {
      if text[place] == ":", text[place + 1] == "]" { return place }
      if text[place] == "]" { return nil }
      place += 1
    }
    return nil
  }
}
