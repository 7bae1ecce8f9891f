import World

/// echo: words.
enum Echo: HostTool {
  static let manual = Manual(
    "echo", "print words", usage: ["[SHORT-OPTION]... [STRING]..."],
    options: [
      Option("-n", "no newline at the end"), Option("-e", "read backslash escapes"), Option("-E", "do not read them"),
    ], parsing: .raw)

  static func main(_ call: Call) throws -> Int32 {
    var words = call.operands[...]
    if words == ["--help"] {
      try call.write(manual.help(calledAs: call.process.name))
      return 0
    }
    var (newline, escapes) = (true, false)
    while let word = words.first, word.count > 1, word.hasPrefix("-"), word.dropFirst().allSatisfy({ "neE".contains($0) }) {
      words.removeFirst()
      for letter in word.dropFirst() {
        if letter == "n" { newline = false } else { escapes = letter == "e" }
      }
    }
    let text = words.joined(separator: " ")
    if escapes {
      var rest = ArraySlice(text.utf8)
      while let byte = rest.popFirst() {
        if byte != 92 {
          try call.write(byte: byte)
        } else if let escape = EscapedText.escape(&rest, octalNeedsZero: true) {
          try call.write(escape)
        } else {
          return 0
        }
      }
    } else {
      try call.write(text)
    }
    if newline { try call.write("\n") }
    return 0
  }
}
