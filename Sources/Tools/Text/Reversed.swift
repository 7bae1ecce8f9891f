import Hosts
import World

/// tac: lines, the last first.
enum Tac: HostTool {
  static let manual = Manual(
    "tac", "print files with the last line first",
    options: [
      Option("-s, --separator=STRING", "what ends a line instead of a newline"),
      .missing("-b, --before"), .missing("-r, --regex"),
    ])

  static func main(_ call: Call) throws -> Int32 {
    let end = call["s"]?.utf8.first ?? 10
    try call.forEachInput(
      complaint: { name, error in
        error == .isDirectory
          ? "\(Quoted.ifNeeded(name)): read error: \(error.text)"
          : "failed to open \(Quoted.always(name)) for reading: \(error.text)"
      },
      { _, reader in
        var lines: [ArraySlice<UInt8>] = []
        while let line = try reader.line(endingIn: end) { lines.append(line) }
        for line in lines.reversed() { try call.write(line) }
      })
    return call.status
  }
}

/// rev: each line backwards.
enum Rev: HostTool {
  static let manual = Manual(
    "rev", "print lines backwards", usage: ["[options] [file ...]"], options: [Option("-0, --zero", "lines end in NUL")],
    package: "util-linux", version: "2.38.1")

  static func main(_ call: Call) throws -> Int32 {
    let end: UInt8 = call.has("0") ? 0 : 10
    try call.forEachInput(complaint: { "cannot open \($0): \($1.text)" }) { _, reader in
      while let line = try reader.line(endingIn: end) {
        let text = line.withoutNewline(end).text
        try call.write(String(String.UnicodeScalarView(text.unicodeScalars.reversed())))
        if line.last == end { try call.write(byte: end) }
      }
    }
    return call.status
  }
}
