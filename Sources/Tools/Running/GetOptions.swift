import Hosts
import World

/// getopt: a command line's options in order, for scripts.
enum GetOptions: HostTool {
  static let manual = Manual(
    "getopt", "parse the options of a script", usage: ["<optstring> <parameters>", "[options] -o|--options <optstring> [options] [--] <parameters>"],
    options: [
      Option("-o, --options=OPTSTRING", "the short options"), Option("-l, --longoptions=LONGOPTS", "the long ones"), Option("-n, --name=PROGNAME", "the name for messages"), Option("-q, --quiet", "no messages"), Option("-Q, --quiet-output", "no output"),
      Option("-T, --test", "a test of the version"), Option("-u, --unquoted", "no quotes"), Option("-s, --shell=SHELL", "accepted"), Option("-a, --alternative", "accepted"),
    ], package: "util-linux", version: "2.38.1", parsing: .leading, usageStatus: 2)

  static func main(_ call: Call) throws -> Int32 {
    if call.has("T") { return 4 }
    var words = call.operands
    guard let short = call["o"] ?? (words.isEmpty ? nil : words.removeFirst()) else {
      throw ToolFailure("missing optstring argument", status: 2, showsHint: true)
    }
    if words.first == "--" { words.removeFirst() }
    var reader = OptionReader(call, short: short)
    try reader.read(words[...])
    if !call.has("Q") {
      let all = reader.options + ["--"] + reader.operands.map { OptionReader.quoted($0, call) }
      try call.write("\(all.map { " \($0)" }.joined())\n")
    }
    return call.status
  }
}

/// Puts a command line in order.
private struct OptionReader {
  private let call: Call
  private let short: String
  private let letters: [Character]
  private let long: [String]
  private(set) var options: [String] = []
  private(set) var operands: [String] = []

  init(_ call: Call, short: String) {
    self.call = call
    self.short = short
    letters = Array(short.drop { $0 == "+" || $0 == "-" })
    long = call.arguments.all("l").joined(separator: ",").split(separator: ",").map { String($0) }
  }

  mutating func read(_ words: ArraySlice<String>) throws {
    var rest = words
    while let word = rest.popFirst() {
      if word == "--" {
        operands += rest
        return
      }
      if word.hasPrefix("--") {
        try readLong(word, &rest)
      } else if word.hasPrefix("-"), word.count > 1 {
        try readShort(word.dropFirst(), &rest)
      } else if short.hasPrefix("+") {
        operands += [word] + rest
        return
      } else {
        operands.append(word)
      }
    }
  }

  private func complain(_ text: String) throws {
    if !call.has("q") { try call.process.printError("\(call["n"] ?? "getopt"): \(text)\n") }
    call.status = 1
  }

  private mutating func readLong(_ word: String, _ rest: inout ArraySlice<String>) throws {
    let body = word.dropFirst(2)
    let key = String(body.prefix { $0 != "=" })
    let value = body.contains("=") ? String(body.drop { $0 != "=" }.dropFirst()) : nil
    let fits = long.filter { $0.prefix { $0 != ":" }.hasPrefix(key) }
    guard let found = fits.first(where: { $0.prefix { $0 != ":" } == key }) ?? (fits.count == 1 ? fits[0] : nil) else {
      return try complain("unrecognized option '--\(key)'")
    }
    let name = "--\(found.prefix { $0 != ":" })"
    if found.hasSuffix("::") {
      options += [name, Self.quoted(value ?? "", call)]
    } else if found.hasSuffix(":") {
      guard let value = value ?? rest.popFirst() else { return try complain("option '--\(key)' requires an argument") }
      options += [name, Self.quoted(value, call)]
    } else {
      options.append(name)
    }
  }

  private mutating func readShort(_ letters: Substring, _ rest: inout ArraySlice<String>) throws {
    var cluster = letters
    while let letter = cluster.popFirst() {
      guard let place = self.letters.firstIndex(of: letter), letter != ":" else {
        try complain("invalid option -- '\(letter)'")
        continue
      }
      let takes = self.letters[(place + 1)...].prefix { $0 == ":" }.count
      if takes == 0 {
        options.append("-\(letter)")
      } else if !cluster.isEmpty || takes == 2 {
        options += ["-\(letter)", Self.quoted(String(cluster), call)]
        return
      } else if let value = rest.popFirst() {
        options += ["-\(letter)", Self.quoted(value, call)]
      } else {
        try complain("option requires an argument -- '\(letter)'")
      }
    }
  }

  static func quoted(_ text: String, _ call: Call) -> String {
    call.has("u") ? text : "'\(text.replacing("'", with: "'\\''"))'"
  }
}
