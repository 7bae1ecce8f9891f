import Hosts
import World

/// bc: a calculator for numbers of any length.
enum BasicCalculator: HostTool {
  static let manual = Manual(
    "bc", "count with numbers of any length", usage: ["[options] [file ...]"],
    options: [
      Option("-i, --interactive", "accepted"), Option("-l, --mathlib", "the functions s c a l e, and 20 digits after the point"),
      Option("-q, --quiet", "accepted"), Option("-s, --standard", "accepted"), Option("-w, --warn", "accepted"),
      .missing("-x, --extended-mode"),
    ],
    notes: "Of the library's functions `j` is missing; `read ()` and `random ()` are too.",
    package: "GNU bc", version: "1.07.1")

  static func main(_ call: Call) throws -> Int32 {
    var run = BcRun(call)
    if call.has("l") { run.useLibrary() }
    for file in call.operands {
      do {
        let text = String(decoding: try ByteReader(call, file).all(), as: UTF8.self)
        if try !run.execute(text, from: file) { return 0 }
      } catch is FileError {
        try call.complain("File \(file) is unavailable.")
        return 1
      }
    }
    if call.process.input.isTerminal {
      while let line = try call.process.readTerminalLine() {
        guard try run.execute(line + "\n", from: "(standard_in)") else { return 0 }
        try call.flush()
      }
      return 0
    }
    _ = try run.execute(String(decoding: try ByteReader(call, "-").all(), as: UTF8.self), from: "(standard_in)")
    return 0
  }
}
