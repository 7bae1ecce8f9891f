import Hosts
import World

/// xargs: arguments out of the standard input.
enum ArgumentLists: HostTool {
  static let manual = Manual(
    "xargs", "run a program with arguments from the standard input", usage: ["[OPTION]... COMMAND [INITIAL-ARGS]..."],
    options: [
      Option("-0, --null", "arguments end in NUL"),
      Option("-a, --arg-file=FILE", "read arguments from FILE"),
      Option("-d, --delimiter=CHARACTER", "arguments end in CHARACTER"),
      Option("-E END", "stop at this argument"),
      Option("-i, --replace[=R]", "the same as -I R, which is {} where left out"),
      Option("-I R", "replace R in the initial arguments by each line"),
      Option("-L, --max-lines=MAX-LINES", "at most so many lines at a time"),
      Option("-l[MAX-LINES]", "the same, 1 where left out"),
      Option("-n, --max-args=MAX-ARGS", "at most so many arguments at a time"),
      Option("-o, --open-tty", "accepted"),
      Option("-P, --max-procs=MAX-PROCS", "accepted: one after the other here"),
      Option("-p, --interactive", "ask before each"),
      Option("-r, --no-run-if-empty", "run nothing where there are no arguments"),
      Option("-s, --max-chars=MAX-CHARS", "at most so many characters at a time"),
      Option("-t, --verbose", "print commands first"),
      Option("-x, --exit", "accepted"),
      .missing("--show-limits"), .missing("--process-slot-var=VAR"),
    ], package: "GNU findutils", version: "4.9.0", parsing: .leading)

  static func main(_ call: Call) throws -> Int32 {
    let process = call.process
    let words = call.operands.isEmpty ? ["echo"] : call.operands
    let mark = call.has("I") ? call["I"] : call.has("i") ? call["i"] ?? "{}" : nil
    let lines = call.has("L") ? Int(call["L"] ?? "") : call.has("l") ? Int(call["l"] ?? "1") : nil
    var most: Int?
    if let text = call["n"] {
      guard let number = Int(text) else { throw call.usage("invalid number \"\(text)\" for -n option") }
      if number < 1 { throw call.usage("value \(text) for -n option should be >= 1") }
      most = number
    }
    if mark != nil && most != nil {
      try call.warn("warning: options --max-args and --replace/-I/-i are mutually exclusive, ignoring previous --max-args value")
      most = nil
    }
    let source: ByteReader
    do {
      source = try ByteReader(call, call["a"] ?? "-")
    } catch {
      throw ToolFailure("Cannot open input file \(Quoted.curly(call["a"] ?? "")): \(error.text)")
    }
    let runner = Runner(call)
    let separator: UInt8? = call.has("0") ? 0 : call["d"].map { EscapedText.read($0).utf8.first ?? 10 }
    let input = try source.all()
    if let mark {
      for item in try Splitter.lines(input, separator) {
        if try !runner.run(words.map { $0.replacing(mark, with: item) }) { return runner.status }
      }
      return runner.status
    }
    var groups: [[String]] = []
    if let lines, separator == nil {
      let all = try Splitter.groups(input)
      for start in stride(from: 0, to: all.count, by: max(1, lines)) {
        groups.append(all[start..<min(start + lines, all.count)].flatMap { $0 })
      }
    } else {
      var items = try separator.map { Splitter.cut(input, $0) } ?? Splitter.words(input)
      if let end = call["E"], let index = items.firstIndex(of: end) { items.removeSubrange(index...) }
      groups = limited(items, most ?? lines, call["s"].flatMap { Int($0) } ?? 131_072, words)
    }
    if groups.isEmpty && !call.has("r") { groups = [[]] }
    for group in groups {
      try process.stage.step()
      if try !runner.run(words + group) { break }
    }
    return runner.status
  }

  private static func limited(_ items: [String], _ most: Int?, _ size: Int, _ words: [String]) -> [[String]] {
    var groups: [[String]] = []
    var group: [String] = []
    let base = words.reduce(0) { $0 + $1.utf8.count + 1 }
    var used = base
    for item in items {
      if !group.isEmpty, group.count == most || used + item.utf8.count + 1 > size {
        groups.append(group)
        group = []
        used = base
      }
      group.append(item)
      used += item.utf8.count + 1
    }
    if !group.isEmpty { groups.append(group) }
    return groups
  }

  private final class Runner {
    let call: Call
    var status: Int32 = 0

    init(_ call: Call) {
      self.call = call
    }

    /// False where no more may be run.
    func run(_ words: [String]) throws -> Bool {
      let process = call.process
      if call.has("t") || call.has("p") {
        let shown = words.map { Quoted.ifNeeded($0) }.joined(separator: " ")
        try process.printError(call.has("p") ? "\(shown)?..." : "\(shown)\n")
        if call.has("p") {
          guard let answer = try process.readTerminalLine(), answer.hasPrefix("y") || answer.hasPrefix("Y") else { return true }
        }
      }
      let child = process.child([])
      if !call.has("o") { child.input = InputStream(BytesSource([])) }
      let result = try call.runCommand(words, in: child) { "\($0): \($1.text)" }
      switch result {
      case 0: return true
      case 126, 127:
        status = result
        return false
      case 255:
        try process.complain("\(words[0]): exited with status 255; aborting")
        status = 124
        return false
      default:
        status = 123
        return true
      }
    }
  }
}

/// How `xargs` reads its input.
private enum Splitter {
  static func cut(_ input: [UInt8], _ separator: UInt8) -> [String] {
    var pieces = input.split(separator: separator, omittingEmptySubsequences: false).map { $0.text }
    if pieces.last?.isEmpty == true { pieces.removeLast() }
    return pieces
  }

  static func words(_ input: [UInt8]) throws -> [String] { try groups(input).flatMap { $0 } }

  /// Lines without blanks in front, for -I.
  static func lines(_ input: [UInt8], _ separator: UInt8?) throws -> [String] {
    if let separator { return cut(input, separator) }
    return try cut(input, 10).compactMap { line in
      let bytes = ArraySlice(line.utf8).drop(while: ASCII.isBlank)
      return bytes.isEmpty ? nil : try unquoted(bytes)
    }
  }

  private static func unquoted(_ line: ArraySlice<UInt8>) throws -> String {
    var result: [UInt8] = []
    var quote: UInt8?
    var rest = line
    while let byte = rest.popFirst() {
      if let open = quote {
        if byte == open { quote = nil } else { result.append(byte) }
      } else if byte == 34 || byte == 39 {
        quote = byte
      } else if byte == 92, let next = rest.popFirst() {
        result.append(next)
      } else {
        result.append(byte)
      }
    }
    try check(quote)
    return result.text
  }

  /// The words of each line; a line that ends in a blank goes on with the next.
  static func groups(_ input: [UInt8]) throws -> [[String]] {
    var groups: [[String]] = []
    var group: [String] = []
    var word: [UInt8]?
    var quote: UInt8?
    var rest = input[...]
    var previous: UInt8 = 10
    while let byte = rest.popFirst() {
      defer { previous = byte }
      if let open = quote {
        if byte == 10 { try check(open) }
        if byte == open { quote = nil } else { word = (word ?? []) + [byte] }
      } else if byte == 34 || byte == 39 {
        quote = byte
        word = word ?? []
      } else if byte == 92, let next = rest.popFirst() {
        word = (word ?? []) + [next]
      } else if ASCII.isSpace(byte) {
        if let done = word { group.append(done.text) }
        word = nil
        if byte == 10 && !group.isEmpty && !ASCII.isBlank(previous) {
          groups.append(group)
          group = []
        }
      } else {
        word = (word ?? []) + [byte]
      }
    }
    try check(quote)
    if let done = word { group.append(done.text) }
    if !group.isEmpty { groups.append(group) }
    return groups
  }

  private static func check(_ quote: UInt8?) throws {
    guard let quote else { return }
    let name = quote == 34 ? "double" : "single"
    throw ToolFailure(
      "unmatched \(name) quote; by default quotes are special to xargs unless you use the -0 option")
  }
}
