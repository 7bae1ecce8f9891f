import Hosts
import World

/// less: a text by screens.
enum Less: HostTool {
  static let manual = Manual(
    "less", "show a text a screenful at a time", usage: ["[options] [file]..."],
    options: Pagers.lessOptions, package: "less", version: "590")

  static func main(_ call: Call) throws -> Int32 { try Pagers.show(call) { "\($0): \($1.text)" } }
}

/// more: the same, older.
enum More: HostTool {
  static let manual = Manual(
    "more", "show a text a screenful at a time", usage: ["[options] <file>..."],
    options: [
      Option("-d, --silent", "accepted"), Option("-f, --logical", "accepted"), Option("-l, --no-pause", "accepted"),
      Option("-c, --print-over", "accepted"), Option("-p, --clean-print", "accepted"), Option("-e, --exit-on-eof", "accepted"),
      Option("-s, --squeeze", "accepted"), Option("-u, --plain", "accepted"), Option("-n, --lines=NUMBER", "accepted"),
    ], package: "util-linux", version: "2.38.1")

  static func main(_ call: Call) throws -> Int32 { try Pagers.show(call) { "cannot open \($0): \($1.text)" } }
}

/// Showing texts a screenful at a time, where there is somebody to turn the pages.
enum Pagers {
  static let lessOptions: [Option] = [
    Option("-e, --quit-at-eof", "accepted"), Option("-E, --QUIT-AT-EOF", "accepted"),
    Option("-F, --quit-if-one-screen", "print what fits on the screen"), Option("-i, --ignore-case", "accepted"),
    Option("-I, --IGNORE-CASE", "accepted"), Option("-M, --LONG-PROMPT", "accepted"), Option("-m, --long-prompt", "accepted"),
    Option("-N, --LINE-NUMBERS", "numbers before lines"), Option("-n, --line-numbers", "no numbers"),
    Option("-p, --pattern=PATTERN", "accepted"), Option("-q, --quiet", "accepted"), Option("-r, --raw-control-chars", "accepted"),
    Option("-R, --RAW-CONTROL-CHARS", "accepted"), Option("-s, --squeeze-blank-lines", "accepted"),
    Option("-S, --chop-long-lines", "accepted"), Option("-X, --no-init", "accepted"), Option("-x, --tabs=N", "accepted"),
  ]

  static func show(_ call: Call, complaint: (String, FileError) -> String) throws -> Int32 {
    let process = call.process
    if call.operands.isEmpty && process.input.isTerminal {
      throw ToolFailure(call.manual.name == "less" ? "Missing filename (\"less --help\" for help)" : "bad usage", showsHint: call.manual.name != "less")
    }
    var text: [UInt8] = []
    var didOpen = call.operands.isEmpty
    if didOpen { text = try ByteReader(call, "-").all() }
    for name in call.operands where name != "+F" {
      do {
        text += try ByteReader(call, name).all()
        didOpen = true
      } catch let error as FileError {
        try call.flush()
        if error == .isDirectory && call.manual.name == "less" {
          try process.printError("\(name) is a directory\n")
        } else if call.manual.name == "less" {
          try process.printError("\(complaint(name, error))\n")
        } else if error == .isDirectory {
          try call.write("\n*** \(name): directory ***\n\n")
        } else {
          try process.complain(complaint(name, error))
        }
        call.status = call.manual.name == "less" ? 1 : 0
      }
    }
    guard didOpen else { return call.status }
    if call.has("N") { text = numbered(text) }
    return try page(text, isShortPrinted: call.has("F"), call)
  }

  /// Shows a text: by screens where there is a terminal, else all at once.
  static func page(_ text: [UInt8], isShortPrinted: Bool, _ call: Call) throws -> Int32 {
    let process = call.process
    let facts = process.stage.terminal
    let isShort = text.count { $0 == 10 } < facts.rows
    guard process.output.isTerminal, facts.isInteractive, !(isShort && isShortPrinted) else {
      try call.write(text)
      return call.status
    }
    try call.flush()
    if case .failed = try process.perform(.page(text: text)) { try call.write(text) }
    return call.status
  }

  private static func numbered(_ text: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    for (index, line) in text.split(separator: 10, omittingEmptySubsequences: false).enumerated() {
      if index > 0 { result.append(10) }
      if line.isEmpty && index > 0 && index == text.count { continue }
      result += Array("\(String(index + 1).padded(to: 7)) ".utf8) + line
    }
    return result
  }
}

/// man: what there is to know of a program, as far as it is simulated.
enum ManualPages: HostTool {
  static let manual = Manual(
    "man", "show the page of a program", usage: ["[OPTION...] [SECTION] PAGE..."],
    options: [Option("-f, --whatis", "one line"), Option("-k, --apropos", "search in the one lines"), Option("-P, --pager=PAGER", "accepted")],
    package: "man-db", version: "2.11.2", usageStatus: 2)

  static func main(_ call: Call) throws -> Int32 {
    let process = call.process
    let names = call.operands.filter { Int($0) == nil }
    guard !names.isEmpty else {
      try process.printError("What manual page do you want?\nFor example, try 'man man'.\n")
      return 1
    }
    if call.has("k") {
      let all = process.stage.toolbox.names.compactMap { process.stage.toolbox[$0] }
      let found = all.filter { tool in names.contains { tool.name.contains($0) || tool.summary.contains($0) } }
      for tool in found { try call.write("\(tool.name) (1)".padded(to: 20, left: true) + " - \(tool.summary)\n") }
      if found.isEmpty { try process.printError("\(names[0]): nothing appropriate.\n") }
      return found.isEmpty ? 16 : 0
    }
    var text = ""
    for name in names {
      guard let tool = process.stage.toolbox[name] else {
        try call.flush()
        try process.printError(call.has("f") ? "\(name): nothing appropriate.\n" : "No manual entry for \(name)\n")
        call.status = 16
        continue
      }
      if call.has("f") {
        try call.write("\(name) (1)".padded(to: 20, left: true) + " - \(tool.summary)\n")
      } else if let described = tool as? any HostTool.Type {
        text += described.manual.page
      } else {
        text += "\(name) - \(tool.summary)\n\nSee also: \(name) --help\n"
      }
    }
    if text.isEmpty { return call.status }
    return try Pagers.page(Array(text.utf8), isShortPrinted: false, call)
  }
}
