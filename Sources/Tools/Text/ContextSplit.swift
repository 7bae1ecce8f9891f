import Hosts
import World

/// csplit: a file cut where lines match.
enum ContextSplit: HostTool {
  static let manual = Manual(
    "csplit", "cut a file where lines match", usage: ["[OPTION]... FILE PATTERN..."],
    options: [
      Option("-b, --suffix-format=FORMAT", "names in this form instead of %02d"), Option("-f, --prefix=PREFIX", "instead of xx"), Option("-k, --keep-files", "keep pieces after errors"),
      Option("-n, --digits=DIGITS", "so many digits"), Option("-s, -q, --quiet, --silent", "print no sizes"), Option("-z, --elide-empty-files", "no empty pieces"),
      Option("--suppress-matched", "without the lines that match"),
    ],
    notes: "A PATTERN is LINE, /REGEX/[OFFSET], %REGEX%[OFFSET] (skipped), each followed by {N} or {*} to repeat it.")

  private struct Pattern {
    var line: Int?
    var regex: Regex?
    var offset = 0
    var isSkipped = false
    /// How often more; nil for as often as possible.
    var repeats: Int? = 0
  }

  static func main(_ call: Call) throws -> Int32 {
    guard let name = call.operands.first else { throw call.missingOperand() }
    guard call.operands.count > 1 else { throw call.missingOperand(after: name) }
    let patterns = try self.patterns(Array(call.operands.dropFirst()))
    let lines: [ArraySlice<UInt8>]
    do {
      var found: [ArraySlice<UInt8>] = []
      let reader = try ByteReader(call, name)
      while let line = try reader.line() { found.append(line) }
      lines = found
    } catch let error as FileError {
      throw ToolFailure("cannot open \(Quoted.always(name)) for reading: \(error.text)")
    }
    var pieces: [ArraySlice<ArraySlice<UInt8>>] = []
    var start = 0
    for pattern in patterns {
      var left = pattern.repeats ?? .max
      while true {
        guard let end = next(pattern, after: start, isFirst: pieces.isEmpty && start == 0, lines) else {
          if pattern.repeats == nil { break }
          throw ToolFailure(pattern.line.map { "\(Quoted.curly(String($0))): line number out of range" } ?? "\(Quoted.curly(shown(call))): match not found")
        }
        if !pattern.isSkipped { pieces.append(lines[start..<end]) }
        start = end + (call.has("suppress-matched") && pattern.regex != nil ? 1 : 0)
        if left == 0 { break }
        left -= 1
      }
    }
    pieces.append(lines[min(start, lines.count)...])
    return try write(pieces, call)
  }

  private static func shown(_ call: Call) -> String { call.operands.dropFirst().first ?? "" }

  private static func next(_ pattern: Pattern, after start: Int, isFirst: Bool, _ lines: [ArraySlice<UInt8>]) -> Int? {
    if let line = pattern.line { return line - 1 <= lines.count && line - 1 >= start ? line - 1 : nil }
    // A match in the first line of a piece is what began it.
    for index in (isFirst ? start : start + 1)..<max(lines.count, start + 1) where index < lines.count {
      if pattern.regex?.matches(lines[index].withoutNewline()) == true { return max(start, min(lines.count, index + pattern.offset)) }
    }
    return nil
  }

  private static func patterns(_ words: [String]) throws -> [Pattern] {
    var found: [Pattern] = []
    for word in words {
      if word.hasPrefix("{"), word.hasSuffix("}"), !found.isEmpty {
        let count = word.dropFirst().dropLast()
        guard count == "*" || Int(count) != nil else { throw ToolFailure("\(word)}: integer required between '{' and '}'") }
        found[found.count - 1].repeats = count == "*" ? nil : Int(count)
      } else if let mark = word.first, mark == "/" || mark == "%" {
        guard let close = word.dropFirst().lastIndex(of: mark) else { throw ToolFailure("\(word): closing delimiter '\(mark)' missing") }
        do {
          let regex = try Regex(String(word[word.index(after: word.startIndex)..<close]), extended: false)
          let offset = Int(word[word.index(after: close)...].replacing("+", with: "")) ?? 0
          found.append(Pattern(regex: regex, offset: offset, isSkipped: mark == "%"))
        } catch {
          throw ToolFailure("\(word): invalid regular expression: \(error.message)")
        }
      } else if let line = Int(word), line > 0 {
        found.append(Pattern(line: line))
      } else {
        throw ToolFailure("\(Quoted.curly(word)): invalid pattern")
      }
    }
    return found
  }

  private static func write(_ pieces: [ArraySlice<ArraySlice<UInt8>>], _ call: Call) throws -> Int32 {
    var number = 0
    for piece in pieces {
      let bytes = piece.flatMap { Array($0) }
      if bytes.isEmpty && call.has("z") { continue }
      var printer = PrintfFormat()
      _ = printer.print(call["b"] ?? "%0\(call["n"] ?? "2")d", [String(number)])
      try call.process.writeFile("\(call["f"] ?? "xx")\(printer.output.text)", bytes)
      if !call.has("s") { try call.write("\(bytes.count)\n") }
      number += 1
    }
    return 0
  }
}
