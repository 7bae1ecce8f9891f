/// Which lines a command of `sed` is for.
enum SedAddress {
  case line(Int)
  case last
  case regex(SedRegex)
  /// From the first line on, every so many.
  case step(first: Int, every: Int)
  /// As a second address: so many lines more.
  case offset(Int)
  /// As a second address: up to a multiple.
  case multiple(Int)
}

/// A regular expression of a script; without one the last used is meant.
final class SedRegex {
  let regex: Regex?

  init(_ regex: Regex?) {
    self.regex = regex
  }
}

/// The right side of an `s` command.
enum SedReplacement {
  case text([UInt8])
  case group(Int)
  /// `\U`, `\L`, `\E`: from here on.
  case mode(UInt8)
  /// `\u`, `\l`: the next character.
  case once(UInt8)
}

struct SedSubstitution {
  var regex: SedRegex
  var replacement: [SedReplacement] = []
  var isGlobal = false
  var prints = false
  var number = 1
  var file: String?
}

/// A command of a script.
final class SedCommand {
  let letter: Character
  let first: SedAddress?
  let second: SedAddress?
  let negated: Bool
  var text: [UInt8] = []
  var name = ""
  var number: Int?
  var substitution: SedSubstitution?
  var characters: [Character: Character] = [:]
  /// Where `{`, `b`, `t` and `T` lead.
  var target = 0

  /// Whether a range is open, and where it ends where that is known.
  var isActive = false
  var endLine: Int?

  init(_ letter: Character, _ first: SedAddress?, _ second: SedAddress?, negated: Bool) {
    self.letter = letter
    self.first = first
    self.second = second
    self.negated = negated
  }
}
