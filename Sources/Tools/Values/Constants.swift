import World

/// true: nothing, well.
enum True: HostTool {
  static let manual = Manual("true", "do nothing, successfully", usage: ["[ignored command line arguments]"], parsing: .raw)
  static func main(_ call: Call) throws -> Int32 { 0 }
}

/// false: nothing, in vain.
enum False: HostTool {
  static let manual = Manual("false", "do nothing, unsuccessfully", usage: ["[ignored command line arguments]"], parsing: .raw)
  static func main(_ call: Call) throws -> Int32 { 1 }
}

/// yes: the same line for ever.
enum Yes: HostTool {
  static let manual = Manual("yes", "print a line again and again", usage: ["[STRING]..."])

  static func main(_ call: Call) throws -> Int32 {
    let line = call.operands.isEmpty ? "y" : call.operands.joined(separator: " ")
    let piece = Array(String(repeating: "\(line)\n", count: max(1, 4096 / (line.utf8.count + 1))).utf8)
    while true {
      try call.process.stage.step()
      try call.process.output.write(piece, at: call.process.now)
      if call.process.output.isTerminal { try call.process.wait(for: .milliseconds(1)) }
    }
  }
}

/// clear: an empty screen.
enum Clear: HostTool {
  static let manual = Manual(
    "clear", "clear the screen", usage: ["[options]"], options: [Option("-x", "keep what was scrolled away"), Option("-T TERM", "accepted")], package: "ncurses", version: "6.4")

  static func main(_ call: Call) throws -> Int32 {
    try call.write(call.has("x") ? "\u{1b}[H\u{1b}[2J" : "\u{1b}[H\u{1b}[2J\u{1b}[3J")
    return 0
  }
}
