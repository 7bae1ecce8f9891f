import World

/// nl: lines with numbers.
enum NumberLines: HostTool {
  static let manual = Manual(
    "nl", "number the lines of files",
    options: [
      Option("-b, --body-numbering=STYLE", "which lines: a all, t not empty, n none, pREGEX matching"),
      Option("-d, --section-delimiter=CC", "accepted"),
      Option("-f, --footer-numbering=STYLE", "accepted"),
      Option("-h, --header-numbering=STYLE", "accepted"),
      Option("-i, --line-increment=N", "count in steps of N"),
      Option("-l, --join-blank-lines=N", "number only the last of N empty lines"),
      Option("-n, --number-format=FORMAT", "ln left, rn right, rz right with zeros"),
      Option("-p, --no-renumber", "accepted"),
      Option("-s, --number-separator=STRING", "what follows the number instead of a tab"),
      Option("-v, --starting-line-number=N", "the first number"),
      Option("-w, --number-width=N", "how many columns numbers take"),
    ])

  static func main(_ call: Call) throws -> Int32 {
    let style = call["b"] ?? "t"
    guard let first = style.first, "atnp".contains(first) else {
      throw call.usage("invalid body numbering style: \(Quoted.curly(style))")
    }
    let regex = first == "p" ? try Regex(String(style.dropFirst()), extended: false) : nil
    let width = try number(call, "w", 6, "line number field width")
    let step = try number(call, "i", 1, "line number increment")
    var next = try number(call, "v", 1, "starting line number")
    let format = call["n"] ?? "rn"
    guard ["ln", "rn", "rz"].contains(format) else {
      throw call.usage("invalid line numbering format: \(Quoted.curly(format))")
    }
    let separator = call["s"] ?? "\t"
    let blank = String(repeating: " ", count: width + separator.unicodeScalars.count)
    try call.forEachInput { _, reader in
      while let line = try reader.line() {
        let body = line.withoutNewline()
        let isNumbered =
          switch first {
          case "a": true
          case "t": !body.isEmpty
          case "p": regex?.firstMatch(in: body) != nil
          default: false
          }
        if isNumbered {
          var text = String(next)
          switch format {
          case "ln": text = text.padded(to: width, left: true)
          case "rz": text = text.padded(to: width, with: "0")
          default: text = text.padded(to: width)
          }
          try call.write("\(text)\(separator)")
          next &+= step
        } else {
          try call.write(blank)
        }
        try call.write(body)
        try call.write("\n")
      }
    }
    return call.status
  }

  private static func number(_ call: Call, _ key: String, _ fallback: Int, _ what: String) throws -> Int {
    guard let text = call[key] else { return fallback }
    guard let value = Int(text), key != "w" || value > 0 else {
      throw ToolFailure("invalid \(what): \(Quoted.curly(text))")
    }
    return value
  }
}
