import Documents
import KubeModel

/// Texts as Go's strconv and fmt write them.
enum GoText {
  /// `%q`.
  static func quoted(_ text: String) -> String { GoQuote.quoted(text) }

  /// `%q` of a rune.
  static func quotedRune(_ letter: Character) -> String {
    letter == "'" ? "'\\''" : letter == "\\" ? "'\\\\'" : "'\(letter)'"
  }

  /// `%v` of a list of texts.
  static func list(_ words: [String]) -> String { "[\(words.joined(separator: " "))]" }
}

enum GoBool {
  /// strconv.ParseBool.
  static func parse(_ text: String) -> Bool? {
    switch text {
    case "1", "t", "T", "true", "TRUE", "True": true
    case "0", "f", "F", "false", "FALSE", "False": false
    default: nil
    }
  }
}

/// The values of a flag that takes several in one text: one line of CSV.
enum CommaList {
  static func split(_ text: String) -> [String] {
    guard !text.isEmpty else { return [] }
    var fields: [String] = []
    var current = ""
    var isQuoted = false
    var atStart = true
    var characters = text[...]
    while let character = characters.popFirst() {
      if isQuoted {
        if character == "\"" {
          if characters.first == "\"" {
            current.append("\"")
            characters.removeFirst()
          } else {
            isQuoted = false
          }
        } else {
          current.append(character)
        }
      } else if character == "\"", atStart {
        isQuoted = true
      } else if character == "," {
        fields.append(current)
        current = ""
        atStart = true
        continue
      } else {
        current.append(character)
      }
      atStart = false
    }
    fields.append(current)
    return fields
  }

  /// What encoding/csv says of a text that it cannot read.
  static func problem(_ text: String) -> String? {
    var column = 0
    for field in text.split(separator: ",", omittingEmptySubsequences: false) {
      if let quote = field.firstIndex(of: "\""), !field.hasPrefix("\"") {
        let position = column + field[..<quote].utf8.count + 1
        return "parse error on line 1, column \(position): bare \\\" in non-quoted-field"
      }
      column += field.utf8.count + 1
    }
    return nil
  }
}

/// A length of time as Go reads and prints it.
struct GoDuration: Equatable, Sendable {
  struct Problem: Error, Equatable {
    var message: String
  }

  var nanoseconds: Int64

  init(nanoseconds: Int64) {
    self.nanoseconds = nanoseconds
  }

  /// time.ParseDuration.
  init(_ text: String) throws(Problem) {
    let invalid = Problem(message: "time: invalid duration \(GoText.quoted(text))")
    var rest = text[...]
    var isNegative = false
    if let sign = rest.first, sign == "-" || sign == "+" {
      isNegative = sign == "-"
      rest.removeFirst()
    }
    if rest == "0" {
      nanoseconds = 0
      return
    }
    guard !rest.isEmpty else { throw invalid }
    var total = 0.0
    while !rest.isEmpty {
      let number = rest.prefix { $0.isNumber || $0 == "." }
      guard !number.isEmpty, number != ".", let amount = Double(number.hasPrefix(".") ? "0\(number)" : number) else {
        throw invalid
      }
      rest = rest.dropFirst(number.count)
      let unit = rest.prefix { !$0.isNumber && $0 != "." }
      guard !unit.isEmpty else { throw Problem(message: "time: missing unit in duration \(GoText.quoted(text))") }
      guard let scale = Self.units[String(unit)] else {
        throw Problem(message: "time: unknown unit \(GoText.quoted(String(unit))) in duration \(GoText.quoted(text))")
      }
      rest = rest.dropFirst(unit.count)
      total += amount * scale
    }
    guard total < 9.2e18 else { throw invalid }
    nanoseconds = Int64(total.rounded()) * (isNegative ? -1 : 1)
  }

  private static let units: [String: Double] = [
    "ns": 1, "us": 1e3, "µs": 1e3, "μs": 1e3, "ms": 1e6, "s": 1e9, "m": 60e9, "h": 3600e9,
  ]

  /// time.Duration's String: `1m0s`, `1.5s`, `500ms`.
  var text: String {
    guard nanoseconds != 0 else { return "0s" }
    let sign = nanoseconds < 0 ? "-" : ""
    let magnitude = nanoseconds.magnitude
    if magnitude < 1_000 { return "\(sign)\(magnitude)ns" }
    if magnitude < 1_000_000 { return "\(sign)\(Self.fraction(magnitude, 1_000))µs" }
    if magnitude < 1_000_000_000 { return "\(sign)\(Self.fraction(magnitude, 1_000_000))ms" }
    let seconds = magnitude / 1_000_000_000
    let part = Self.fraction(magnitude - (seconds - seconds % 60) * 1_000_000_000, 1_000_000_000)
    let hours = seconds / 3600
    let minutes = seconds / 60 % 60
    let head = hours > 0 ? "\(hours)h\(minutes)m" : minutes > 0 ? "\(minutes)m" : ""
    return "\(sign)\(head)\(part)s"
  }

  private static func fraction(_ number: UInt64, _ unit: UInt64) -> String {
    let rest = number % unit
    guard rest > 0 else { return String(number / unit) }
    let digits = String(unit + rest).dropFirst()
    var kept = digits
    while kept.last == "0" { kept.removeLast() }
    return "\(number / unit).\(kept)"
  }
}
