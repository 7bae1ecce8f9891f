import Hosts
import ShellLanguage

// Small programs of scripts that read a file or a pipe and print something of it.
extension ScriptRun {
  static let filters: Set<String> = ["cut", "wc", "sort", "uniq", "tr", "basename", "dirname", "rev", "tac", "nl"]

  /// The option letters that each of them knows here.
  private static let options: [String: String] = [
    "cut": "dfc", "wc": "lwc", "sort": "nru", "uniq": "", "tr": "d", "basename": "", "dirname": "", "rev": "", "tac": "",
    "nl": "",
  ]

  mutating func filter(_ program: String, _ rest: [String]) throws(Stop) {
    let known = Self.options[program] ?? ""
    for option in rest where option.count > 1 && option.hasPrefix("-") {
      // What follows the letter of -d, -f and -c of `cut` is its value.
      let letters = program == "cut" ? option.dropFirst().prefix(1) : option.dropFirst()
      guard let unknown = letters.first(where: { !known.contains($0) }) else { continue }
      // A range such as -3 or a set of `tr` is no option.
      if unknown.isNumber || program == "tr" && rest.first != option { continue }
      return try ask([program] + rest)
    }
    switch program {
    case "basename", "dirname":
      let parts = (rest.first ?? "").split(separator: "/", omittingEmptySubsequences: true).map(String.init)
      var base = parts.last ?? "/"
      if rest.count > 1, base.hasSuffix(rest[1]), base != rest[1] { base.removeLast(rest[1].count) }
      let start = rest.first?.hasPrefix("/") == true ? "/" : parts.count > 1 ? "" : "."
      print("\(program == "basename" ? base : "\(start)\(parts.dropLast().joined(separator: "/"))")\n")
    case "wc": count(rest)
    case "tr": translate(rest)
    case "cut": cut(rest)
    default:
      var lines = input(rest.filter { !$0.hasPrefix("-") })
      let flags = rest.filter { $0.hasPrefix("-") }.joined()
      switch program {
      case "sort":
        lines.sort { flags.contains("n") ? Self.number($0) < Self.number($1) : $0 < $1 }
        if flags.contains("r") { lines.reverse() }
        if flags.contains("u") { lines = Self.withoutRepeats(lines) }
      case "uniq": lines = Self.withoutRepeats(lines)
      case "rev": lines = lines.map { String($0.reversed()) }
      case "tac": lines.reverse()
      default: lines = lines.enumerated().map { "\(Self.padded("\($0 + 1)", "6"))\t\($1)" }
      }
      print(lines.map { "\($0)\n" }.joined())
    }
  }

  /// The number that a line begins with, 0 where it has none.
  private static func number(_ line: String) -> Int {
    let digits = line.drop { $0 == "-" }.prefix { $0.isNumber }
    return Int("\(line.hasPrefix("-") ? "-" : "")\(digits)") ?? 0
  }

  /// The lines of a file, or of what is piped in.
  private func input(_ names: [String]) -> [String] {
    let text =
      names.isEmpty
      ? pipedInput ?? ""
      : names.map { situation.files.text(path($0), by: situation.accessor) ?? "" }.joined()
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    if lines.last == "" { lines.removeLast() }
    return lines
  }

  private static func withoutRepeats(_ lines: [String]) -> [String] {
    var kept: [String] = []
    for line in lines where kept.last != line { kept.append(line) }
    return kept
  }

  private mutating func count(_ rest: [String]) {
    let names = rest.filter { !$0.hasPrefix("-") }
    let lines = input(names)
    let bytes = lines.reduce(0) { $0 + $1.utf8.count + 1 }
    let numbers = [
      ("l", lines.count), ("w", lines.reduce(0) { $0 + $1.split { $0 == " " || $0 == "\t" }.count }), ("c", bytes),
    ]
    let flags = rest.filter { $0.hasPrefix("-") }.joined()
    let shown = numbers.filter { flags.isEmpty || flags.contains($0.0) }.map { "\($0.1)" }
    print("\((shown + names).joined(separator: " "))\n")
  }

  private mutating func cut(_ rest: [String]) {
    func value(_ letter: String) -> String? {
      guard let index = rest.firstIndex(where: { $0.hasPrefix("-\(letter)") }) else { return nil }
      return rest[index].count > 2 ? String(rest[index].dropFirst(2)) : index + 1 < rest.count ? rest[index + 1] : nil
    }
    let delimiter = value("d")?.first ?? "\t"
    let list = value("f") ?? value("c") ?? "1"
    let isFields = value("f") != nil
    var wanted: [ClosedRange<Int>] = []
    for part in list.split(separator: ",") {
      let ends = part.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
      let first = ends.first.flatMap { $0 } ?? 1
      let last = ends.count > 1 ? ends[1] ?? 10_000 : first
      if first <= last { wanted.append(first...last) }
    }
    let named = rest.filter { $0.hasPrefix("/") || situation.files.exists(path($0), by: situation.accessor) }
    let lines = input(named.filter { !$0.hasPrefix("-") })
    for line in lines {
      let pieces = isFields ? line.split(separator: delimiter, omittingEmptySubsequences: false).map(String.init) : line.map { String($0) }
      if isFields, pieces.count == 1 {
        print("\(line)\n")
        continue
      }
      let kept = pieces.enumerated().filter { piece in wanted.contains { $0.contains(piece.offset + 1) } }.map(\.element)
      print("\(kept.joined(separator: isFields ? String(delimiter) : ""))\n")
    }
  }

  private mutating func translate(_ rest: [String]) {
    let sets = rest.filter { !$0.hasPrefix("-") }.map { Self.characters($0) }
    guard let first = sets.first else { return }
    let text = pipedInput ?? ""
    if rest.first?.hasPrefix("-") == true, rest[0].contains("d") { return print(text.filter { !first.contains($0) }) }
    guard sets.count > 1, let last = sets[1].last else { return print(text) }
    print(
      String(
        text.map { character in
          guard let place = first.firstIndex(of: character) else { return character }
          return place < sets[1].count ? sets[1][place] : last
        }))
  }

  private static func characters(_ text: String) -> [Character] {
    let named = text.replacing("[:upper:]", with: "A-Z").replacing("[:lower:]", with: "a-z").replacing("\\n", with: "\n")
    var result: [Character] = []
    var rest = Array(named)[...]
    while let character = rest.popFirst() {
      if rest.count > 1, rest.first == "-", let low = character.asciiValue,
        let high = rest[rest.index(after: rest.startIndex)].asciiValue, low <= high
      {
        result += (low...high).map { Character(UnicodeScalar($0)) }
        rest.removeFirst(2)
      } else {
        result.append(character)
      }
    }
    return result
  }
}
