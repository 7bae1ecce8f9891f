/// An expression in Perl's style as a tree: what `grep -P` and jq understand.
indirect enum PerlPattern {
  case empty
  case member(PerlSet)
  case sequence([PerlPattern])
  case choice([PerlPattern])
  /// A group; nil where nothing is remembered.
  case group(Int?, PerlPattern)
  case repeated(PerlPattern, min: Int, max: Int, mode: Repetition)
  case back(Int, ignoresCase: Bool)
  case look(PerlPattern, ahead: Bool, wanted: Bool)
  /// `(?>…)`: once matched, it is not tried another way.
  case atomic(PerlPattern)
  case anchor(Anchor)
  /// `\K`: the match begins here.
  case keep

  enum Repetition {
    case greedy
    case lazy
    case possessive
  }

  enum Anchor {
    case textStart
    case textEnd
    case textEndOrNewline
    case lineStart
    case lineEnd
    case word
    case notWord
  }
}

/// A set of characters.
struct PerlSet {
  var ranges: [ClosedRange<UInt32>] = []
  var excluded: [PerlSet] = []
  var isNegated = false
  var ignoresCase = false

  func contains(_ scalar: UInt32) -> Bool {
    if holds(scalar) { return true }
    guard ignoresCase, let real = UnicodeScalar(scalar) else { return false }
    let text = Character(real)
    for other in [text.lowercased(), text.uppercased()] where other.unicodeScalars.count == 1 {
      if let first = other.unicodeScalars.first, first.value != scalar, holds(first.value) != isNegated, !isNegated { return true }
    }
    return false
  }

  private func holds(_ scalar: UInt32) -> Bool {
    (ranges.contains { $0.contains(scalar) } || excluded.contains { $0.contains(scalar) }) != isNegated
  }

  static let digits = PerlSet(ranges: [48...57])
  static let word = PerlSet(ranges: [48...57, 65...90, 95...95, 97...122])
  static let space = PerlSet(ranges: [9...13, 32...32])
  static let blank = PerlSet(ranges: [9...9, 32...32])
  static let vertical = PerlSet(ranges: [10...13])
  static let any = PerlSet(ranges: [0...0x10ffff])
  static let notNewline = PerlSet(ranges: [10...10], isNegated: true)

  var negated: PerlSet {
    var set = self
    set.isNegated.toggle()
    return set
  }

  /// `[:alpha:]` and its like.
  static func named(_ name: String) -> PerlSet? {
    switch name {
    case "alpha": PerlSet(ranges: [65...90, 97...122])
    case "digit": digits
    case "alnum": PerlSet(ranges: [48...57, 65...90, 97...122])
    case "upper": PerlSet(ranges: [65...90])
    case "lower": PerlSet(ranges: [97...122])
    case "space": space
    case "blank": blank
    case "punct": PerlSet(ranges: [33...47, 58...64, 91...96, 123...126])
    case "xdigit": PerlSet(ranges: [48...57, 65...70, 97...102])
    case "word": word
    case "cntrl": PerlSet(ranges: [0...31, 127...127])
    case "print": PerlSet(ranges: [32...126])
    case "graph": PerlSet(ranges: [33...126])
    case "ascii": PerlSet(ranges: [0...127])
    default: nil
    }
  }
}
