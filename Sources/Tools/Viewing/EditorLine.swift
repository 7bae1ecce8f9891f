import World

/// The command line of an editor, read: `vim -R +12 file`, `vim -c 'set nu' file`, `nano +3,5 file`.
struct EditorLine {
  var files: [String] = []
  var start = EditorStart()
  /// `-u NONE` and the like, and nano's `-I`: the home's own settings stay unread.
  var ignoresSettings = false

  /// Throws where an option is none of the editor's, or one that cannot be had here.
  init(_ words: [String], isNano: Bool) throws {
    var left = words[...]
    while let word = left.popFirst() {
      if word == "--" {
        files += left
        break
      } else if word.hasPrefix("+") {
        start.commands.append(String(word.dropFirst()))
      } else if !word.hasPrefix("-") || word == "-" {
        files.append(word)
      } else if isNano {
        readNano(word, &left)
      } else {
        try readVim(word, &left)
      }
    }
  }

  private mutating func readVim(_ word: String, _ left: inout ArraySlice<String>) throws {
    if word.hasPrefix("--") {
      // What runs before the settings are read can only be told by the editor itself.
      guard word == "--noplugin" || word == "--clean" || word == "--cmd" else { throw Self.unknown(word) }
      if word == "--clean" { ignoresSettings = true }
      if word == "--cmd" { throw Self.missing(word) }
      return
    }
    var letters = word.dropFirst()
    while let letter = letters.popFirst() {
      switch letter {
      case "c":
        let rest = letters.isEmpty ? left.popFirst() : String(letters)
        guard let rest else { throw ToolFailure("Argument missing after: \"-c\"\nMore info with: \"vim -h\"", status: 1) }
        start.commands.append(rest)
        return
      case "R", "m", "M": start.isReadOnly = true
      case "u":
        let rest = letters.isEmpty ? left.popFirst() : String(letters)
        ignoresSettings = rest == "NONE" || rest == "DEFAULTS" || rest == "NORC"
        return
      case "i", "T", "w":
        if letters.isEmpty { left = left.dropFirst() }
        return
      // Where a swap file lies, which mode of vi it imitates, and how it says what it does: all the same here.
      case "n", "N", "C", "e", "v", "y", "Z", "X", "f", "V", "p", "o", "O":
        letters = letters.drop { $0.isNumber }
      case "d", "S", "s", "U", "b", "q", "t", "r", "L", "x", "g", "E", "h", "l", "A", "H", "D": throw Self.missing("-\(letter)")
      default: throw Self.unknown("-\(letter)")
      }
    }
  }

  private mutating func readNano(_ word: String, _ left: inout ArraySlice<String>) {
    if word == "--view" || !word.hasPrefix("--") && word.contains("v") { start.isReadOnly = true }
    if word == "--ignorercfiles" || !word.hasPrefix("--") && word.contains("I") { ignoresSettings = true }
    let takesArgument = ["-T", "-r", "-C", "-Q", "-Y", "-o", "-s", "-J", "-X", "-f"]
    if takesArgument.contains(word) { left = left.dropFirst() }
  }

  private static func unknown(_ word: String) -> ToolFailure {
    ToolFailure("Unknown option argument: \"\(word)\"\nMore info with: \"vim -h\"", status: 1)
  }

  private static func missing(_ word: String) -> ToolFailure {
    ToolFailure("not simulated: option \(word)", status: 1)
  }
}
