import Hosts
import World

/// uniq: equal lines that follow each other, once.
enum Uniq: HostTool {
  static let manual = Manual(
    "uniq", "print lines that differ from the one before", usage: ["[OPTION]... [INPUT [OUTPUT]]"],
    options: [
      Option("-c, --count", "how often each line came, before it"),
      Option("-d, --repeated", "only lines that came more than once"),
      Option("-D", "all lines that came more than once"),
      Option("-f, --skip-fields=N", "compare without the first N fields"),
      Option("-i, --ignore-case", "compare without regard to case"),
      Option("-s, --skip-chars=N", "compare without the first N characters"),
      Option("-u, --unique", "only lines that came once"),
      Option("-w, --check-chars=N", "compare N characters at most"),
      Option("-z, --zero-terminated", "lines end in NUL"),
      Option("--group[=METHOD]", "all lines, groups apart: separate, prepend, append, both"),
      Option("--all-repeated[=METHOD]", "like -D, groups apart: none, prepend, separate"),
    ],
    notes: "Only neighbours are compared: sort first.")

  static func main(_ call: Call) throws -> Int32 {
    if call.operands.count > 2 { throw call.extraOperand(call.operands[2]) }
    let name = call.operands.first ?? "-"
    let reader: ByteReader
    do {
      reader = try ByteReader(call, name)
    } catch {
      throw ToolFailure(
        error == .isDirectory ? "error reading \(Quoted.always(name))" : "\(Quoted.ifNeeded(name)): \(error.text)")
    }
    let end: UInt8 = call.has("z") ? 0 : 10
    let key = try LineKey(call)
    var output = UniqOutput(try Separation(call), end, call)
    var group: [ArraySlice<UInt8>] = []
    var groupKey: [UInt8] = []
    while let line = try reader.line(endingIn: end) {
      let body = line.withoutNewline(end)
      let bodyKey = key.of(body)
      if !group.isEmpty && bodyKey != groupKey {
        try output.emit(group)
        group = []
      }
      groupKey = bodyKey
      group.append(body)
    }
    try output.emit(group)
    try output.finish()
    return call.status
  }
}

/// The part of a line that is compared.
private struct LineKey {
  let skipFields: Int
  let skipCharacters: Int
  let limit: Int
  let ignoresCase: Bool

  init(_ call: Call) throws {
    skipFields = try Self.number(call, "f", "fields to skip")
    skipCharacters = try Self.number(call, "s", "bytes to skip")
    limit = call.has("w") ? try Self.number(call, "w", "bytes to compare") : Int.max
    ignoresCase = call.has("i")
  }

  func of(_ line: ArraySlice<UInt8>) -> [UInt8] {
    var rest = line
    for _ in 0..<skipFields {
      rest = rest.drop { $0 == 32 || $0 == 9 }.drop { $0 != 32 && $0 != 9 }
    }
    rest = rest.dropFirst(skipCharacters).prefix(limit)
    return ignoresCase ? rest.map(ASCII.lower) : Array(rest)
  }

  private static func number(_ call: Call, _ key: String, _ what: String) throws -> Int {
    guard let text = call[key] else { return 0 }
    guard let number = Int(text), number >= 0 else { throw ToolFailure("\(text): invalid number of \(what)") }
    return number
  }
}

/// `--group` and `--all-repeated`: which groups are shown whole, and where empty lines stand between them.
private struct Separation {
  let isWhole: Bool
  let showsSingle: Bool
  let method: String

  init(_ call: Call) throws {
    let option = call.has("group") ? "group" : "all-repeated"
    isWhole = call.has("group") || call.has("all-repeated")
    showsSingle = call.has("group")
    method = call[option] ?? (showsSingle ? "separate" : "none")
    let known = showsSingle ? ["prepend", "append", "separate", "both"] : ["none", "prepend", "separate"]
    guard known.contains(method) else {
      let list = known.map { "  - \(Quoted.curly($0))" }.joined(separator: "\n")
      throw call.usage(
        "invalid argument \(Quoted.curly(method)) for \(Quoted.curly("--\(option)"))\nValid arguments are:\n\(list)")
    }
  }
}

/// What is printed of each group of equal lines.
private struct UniqOutput {
  private let separation: Separation
  private let end: UInt8
  private let call: Call
  private var output: [UInt8] = []
  private var isFirst = true

  init(_ separation: Separation, _ end: UInt8, _ call: Call) {
    self.separation = separation
    self.end = end
    self.call = call
  }

  mutating func emit(_ group: [ArraySlice<UInt8>]) throws {
    guard let first = group.first else { return }
    if separation.isWhole {
      if separation.showsSingle || group.count > 1 { addWhole(group) }
    } else if call.has("D") {
      if group.count > 1 { for line in group { output += line + [end] } }
    } else if (group.count > 1 && !call.has("u")) || (group.count == 1 && !call.has("d")) {
      if call.has("c") { output += Array("\(String(group.count).padded(to: 7)) ".utf8) }
      output += first
      output.append(end)
    }
    if call.operands.count < 2 {
      try call.write(output)
      output = []
    }
  }

  private mutating func addWhole(_ group: [ArraySlice<UInt8>]) {
    let method = separation.method
    if ["prepend", "both"].contains(method) || !isFirst && method == "separate" { output.append(end) }
    isFirst = false
    for line in group { output += line + [end] }
    if method == "append" { output.append(end) }
  }

  mutating func finish() throws {
    if separation.showsSingle, separation.method == "both", !isFirst { output.append(end) }
    if call.operands.count == 2 { try call.process.writeFile(call.operands[1], output) } else { try call.write(output) }
  }
}

/// What the C locale knows of letters.
enum ASCII {
  static func lower(_ byte: UInt8) -> UInt8 { byte >= 65 && byte <= 90 ? byte + 32 : byte }
  static func upper(_ byte: UInt8) -> UInt8 { byte >= 97 && byte <= 122 ? byte - 32 : byte }
  static func isDigit(_ byte: UInt8) -> Bool { byte >= 48 && byte <= 57 }
  static func isLetter(_ byte: UInt8) -> Bool { (byte | 32) >= 97 && (byte | 32) <= 122 }
  static func isAlnum(_ byte: UInt8) -> Bool { isDigit(byte) || isLetter(byte) }
  static func isSpace(_ byte: UInt8) -> Bool { byte == 32 || (byte >= 9 && byte <= 13) }
  static func isBlank(_ byte: UInt8) -> Bool { byte == 32 || byte == 9 }
}
