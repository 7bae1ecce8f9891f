import Hosts
import World

/// split: a file in pieces.
enum Split: HostTool {
  static let manual = Manual(
    "split", "cut a file into pieces", usage: ["[OPTION]... [FILE [PREFIX]]"],
    options: [
      Option("-a, --suffix-length=N", "so many letters"), Option("-b, --bytes=SIZE", "pieces of SIZE bytes"), Option("-d", "digits instead of letters"),
      Option("--numeric-suffixes[=FROM]", "the same"), Option("-l, --lines=NUMBER", "pieces of NUMBER lines"), Option("--additional-suffix=SUFFIX", "behind names"), Option("--verbose", "say what is made"),
      .missing("-n, --number=CHUNKS"), .missing("-C, --line-bytes=SIZE"), .missing("--filter=COMMAND"), .missing("-t, --separator=SEP"),
    ])

  static func main(_ call: Call) throws -> Int32 {
    let name = call.operands.first ?? "-"
    let prefix = call.operands.dropFirst().first ?? "x"
    let bytes: [UInt8]
    do {
      bytes = try ByteReader(call, name).all()
    } catch let error as FileError {
      throw ToolFailure("cannot open \(Quoted.always(name)) for reading: \(error.text)")
    }
    var pieces: [ArraySlice<UInt8>] = []
    if let text = call["b"] {
      guard let size = SizeNumber.parse(text), size > 0 else { throw ToolFailure("invalid number of bytes: \(Quoted.curly(text))") }
      pieces = stride(from: 0, to: bytes.count, by: size).map { bytes[$0..<min($0 + size, bytes.count)] }
    } else {
      let text = call["l"] ?? "1000"
      guard let count = Int(text), count > 0 else { throw ToolFailure("invalid number of lines: \(Quoted.curly(text))") }
      var (start, lines) = (0, 0)
      for (index, byte) in bytes.enumerated() where byte == 10 {
        lines += 1
        if lines % count == 0 {
          pieces.append(bytes[start...index])
          start = index + 1
        }
      }
      if start < bytes.count { pieces.append(bytes[start...]) }
    }
    let length = call["a"].flatMap { Int($0) } ?? 2
    let digits = call.has("d") || call.has("numeric-suffixes")
    for (index, piece) in pieces.enumerated() {
      var (rest, suffix) = (index, "")
      let base = digits ? 10 : 26
      for _ in 0..<length {
        suffix = String(UnicodeScalar(UInt8((digits ? 48 : 97) + rest % base))) + suffix
        rest /= base
      }
      if rest > 0 { throw ToolFailure("output file suffixes exhausted") }
      let file = "\(prefix)\(suffix)\(call["additional-suffix"] ?? "")"
      if call.has("verbose") { try call.write("creating file \(Quoted.always(file))\n") }
      try call.process.writeFile(file, Array(piece))
    }
    return 0
  }
}

/// fmt: paragraphs filled.
enum FillParagraphs: HostTool {
  static let manual = Manual(
    "fmt", "fill paragraphs", usage: ["[-WIDTH] [OPTION]... [FILE]..."],
    options: [
      Option("-w, --width=WIDTH", "lines of at most WIDTH columns"), Option("-s, --split-only", "only break long lines"), Option("-u, --uniform-spacing", "one blank between words"),
      Option("-g, --goal=WIDTH", "accepted"), .missing("-c, --crown-margin"), .missing("-t, --tagged-paragraph"), .missing("-p, --prefix=STRING"),
    ])

  static func main(_ call: Call) throws -> Int32 {
    let width = min(call["w"].flatMap { Int($0) } ?? 75, 2_500)
    try call.forEachInput(complaint: { "cannot open \(Quoted.always($0)) for reading: \($1.text)" }) { _, reader in
      var words: [String] = []
      func flush() throws {
        for line in fill(words, width) { try call.write("\(line)\n") }
        words = []
      }
      while let line = try reader.line() {
        let parts = line.withoutNewline().text.split { $0 == " " || $0 == "\t" }.map { String($0) }
        if parts.isEmpty {
          try flush()
          try call.write("\n")
        } else {
          words += parts
          if call.has("s") { try flush() }
        }
      }
      try flush()
    }
    return call.status
  }

  /// Breaks where the lines come out most even (the cost is the square of what is short of the goal, 93 % of the width).
  private static func fill(_ words: [String], _ width: Int) -> [String] {
    guard !words.isEmpty else { return [] }
    let goal = width * 187 / 200
    let lengths = words.map { TextWidth.columns($0) }
    var best = [Int](repeating: 0, count: words.count + 1)
    var next = [Int](repeating: words.count, count: words.count + 1)
    for start in words.indices.reversed() {
      var lowest = Int.max
      var length = -1
      for end in start..<words.count {
        length += lengths[end] + 1
        if length > width && end > start { break }
        let isLast = end + 1 == words.count
        let short = goal - length
        let cost = isLast ? 0 : short * short * 100 + best[end + 1] + 4_900
        if cost < lowest {
          lowest = cost
          next[start] = end + 1
        }
        if isLast { break }
      }
      best[start] = lowest
    }
    var lines: [String] = []
    var start = 0
    while start < words.count {
      lines.append(words[start..<next[start]].joined(separator: " "))
      start = next[start]
    }
    return lines
  }
}

/// shuf: lines in the order of chance.
enum Shuffle: HostTool {
  static let manual = Manual(
    "shuf", "shuffle lines", usage: ["[OPTION]... [FILE]", "-e [OPTION]... [ARG]...", "-i LO-HI [OPTION]..."],
    options: [
      Option("-e, --echo", "shuffle the arguments"), Option("-i, --input-range=LO-HI", "shuffle these numbers"), Option("-n, --head-count=COUNT", "at most COUNT"),
      Option("-o, --output=FILE", "write to FILE"), Option("-r, --repeat", "lines may come again"), Option("-z, --zero-terminated", "lines end in NUL"), .missing("--random-source=FILE"),
    ])

  static func main(_ call: Call) throws -> Int32 {
    var lines: [String] = []
    if call.has("e") {
      lines = call.operands
    } else if let text = call["i"] {
      let ends = text.split(separator: "-").compactMap { Int($0) }
      guard ends.count == 2, ends[1] == .max || ends[0] <= ends[1] + 1 else { throw ToolFailure("invalid input range: \(Quoted.curly(text))") }
      if ends[1] - ends[0] > 1_000_000 { throw ToolFailure("not simulated: a range of more than 1,000,000 numbers") }
      lines = (ends[0]...max(ends[0], ends[1])).map { String($0) }
    } else {
      do {
        lines = try ByteReader(call, call.operands.first ?? "-").lines(endingIn: call.has("z") ? 0 : 10).map(\.text)
      } catch let error as FileError {
        throw ToolFailure("\(Quoted.ifNeeded(call.operands.first ?? "-")): \(error.text)")
      }
    }
    let count = call["n"].flatMap { Int($0) }
    let chosen: [String] = call.process.stage.world.draw("shuf") { chance in
      if call.has("r"), !lines.isEmpty { return (0..<(count ?? 10_000)).map { _ in lines[chance.below(lines.count)] } }
      for index in lines.indices.dropLast() { lines.swapAt(index, index + chance.below(lines.count - index)) }
      return Array(lines.prefix(count ?? lines.count))
    }
    let output = chosen.map { "\($0)\(call.has("z") ? "\0" : "\n")" }.joined()
    if let file = call["o"] { try call.process.writeFile(file, output) } else { try call.write(output) }
    return 0
  }
}

/// expand: blanks for tabs.
enum ExpandTabs: HostTool {
  static let manual = Manual("expand", "turn tabs into blanks", options: [Option("-i, --initial", "accepted"), Option("-t, --tabs=N", "tabs N apart instead of 8")])

  static func main(_ call: Call) throws -> Int32 {
    let width = min(max(1, call["t"].flatMap { Int($0) } ?? 8), String.widthMax)
    try call.forEachInput { _, reader in
      while let line = try reader.line() {
        var (result, column): ([UInt8], Int) = ([], 0)
        for byte in line {
          if byte == 9 {
            let count = width - column % width
            result += [UInt8](repeating: 32, count: count)
            column += count
          } else {
            result.append(byte)
            column += 1
          }
        }
        try call.write(result)
      }
    }
    return call.status
  }
}
