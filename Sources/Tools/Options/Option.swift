/// One option of a program, as data: the parser, `--help` and `man` all read it.
struct Option: Sendable {
  enum Argument: Equatable, Sendable {
    case none
    case required(String)
    case optional(String)
  }

  /// The name by which the program's code asks for it: the first one listed, without dashes.
  let key: String
  let short: [Character]
  let long: [String]
  let argument: Argument
  /// What it does, in a few words.
  let help: String
  /// False for an option that the real program has and that is refused here.
  let isSimulated: Bool

  /// Reads names as a manual writes them: `-n, --lines=NUM`, `--color[=WHEN]`, `-k, --key KEYDEF`.
  init(_ names: String, _ help: String, isSimulated: Bool = true) {
    var short: [Character] = []
    var long: [String] = []
    var argument = Argument.none
    for part in names.split(separator: ",") {
      var word = part.drop { $0 == " " }
      if let open = word.firstIndex(of: "["), word[open...].hasSuffix("]") {
        argument = .optional(String(word[open...].dropFirst().dropLast().drop { $0 == "=" }))
        word = word[..<open]
      } else if let mark = word.firstIndex(where: { $0 == "=" || $0 == " " }) {
        argument = .required(String(word[mark...].dropFirst()))
        word = word[..<mark]
      }
      if word.hasPrefix("--") { long.append(String(word.dropFirst(2))) } else { short += word.dropFirst().prefix(1) }
    }
    self.short = short
    self.long = long
    self.argument = argument
    self.help = help
    self.isSimulated = isSimulated
    key = short.first.map { String($0) } ?? long.first ?? ""
  }

  /// An option that the real program has and that is refused with a plain sentence.
  static func missing(_ names: String) -> Option { Option(names, "not simulated", isSimulated: false) }

  /// The names as `--help` shows them: `  -n, --lines=NUM`.
  var synopsis: String {
    let shortNames = short.map { "-\($0)" }
    let longNames = long.map { "--\($0)" }
    let indent = short.isEmpty ? "      " : "  "
    let names = indent + (shortNames + longNames).joined(separator: ", ")
    switch argument {
    case .none: return names
    case .required(let name): return long.isEmpty ? "\(names) \(name)" : "\(names)=\(name)"
    case .optional(let name): return long.isEmpty ? "\(names)[\(name)]" : "\(names)[=\(name)]"
    }
  }
}
