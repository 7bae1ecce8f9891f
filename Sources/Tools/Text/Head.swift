import Hosts
import World

/// head: the first lines or bytes.
enum Head: HostTool {
  static let manual = Manual(
    "head", "print the first lines of files",
    options: [
      Option("-c, --bytes=[-]NUM", "print NUM bytes; with - all but the last NUM"),
      Option("-n, --lines=[-]NUM", "print NUM lines instead of 10; with - all but the last NUM"),
      Option("-q, --quiet, --silent", "print no file names"),
      Option("-v, --verbose", "print file names always"),
      Option("-z, --zero-terminated", "lines end in NUL"),
    ],
    notes: "NUM may have a unit: K, M, G (of 1024), kB, MB (of 1000). -NUM alone is short for -n NUM.")

  static func run(_ process: Process) throws -> Int32 {
    process.arguments = expandObsolete(process.arguments)
    return try runParsed(process)
  }

  static func main(_ call: Call) throws -> Int32 {
    let unit: SliceUnit = call.arguments.last(of: "c", "n") == "c" ? .bytes : .lines(call.has("z") ? 0 : 10)
    let text = call[unit.isBytes ? "c" : "n"] ?? "10"
    let isAllBut = text.hasPrefix("-")
    guard let count = SizeNumber.parse(isAllBut ? String(text.dropFirst()) : text) else {
      throw ToolFailure("invalid number of \(unit.isBytes ? "bytes" : "lines"): \(Quoted.curly(text))")
    }
    let showsNames = call.has("v") || call.operands.count > 1 && !call.has("q")
    var isFirst = true
    let names = call.operands.isEmpty ? ["-"] : call.operands
    for name in names {
      do {
        let reader = try ByteReader(call, name)
        if showsNames { try FileHeading.print(name, isFirst: &isFirst, call) }
        if isAllBut { try printAllBut(count, unit, reader, call) } else { try printFirst(count, unit, name, reader, call) }
      } catch let error as FileError {
        let isOpen = error != .isDirectory
        try call.complain(
          isOpen
            ? "cannot open \(Quoted.always(name)) for reading: \(error.text)"
            : "error reading \(Quoted.always(name)): \(error.text)")
      }
    }
    return call.status
  }

  private static func printFirst(
    _ count: Int, _ unit: SliceUnit, _ name: String, _ reader: ByteReader, _ call: Call
  ) throws {
    var left = count
    if case .lines(let end) = unit {
      let isInput = name == "-" && end == 10
      while left > 0 {
        if isInput {
          // Read a line at a time, so that what is not needed is left for others who share the input.
          try call.flush()
          guard let line = try call.process.input.readLine(by: call.process) else { break }
          try call.write(line)
        } else {
          guard let line = try reader.line(endingIn: end) else { break }
          try call.write(line)
        }
        left -= 1
      }
    } else {
      while left > 0, let piece = try reader.read() {
        try call.write(piece.prefix(left))
        left -= piece.count
      }
    }
  }

  private static func printAllBut(_ count: Int, _ unit: SliceUnit, _ reader: ByteReader, _ call: Call) throws {
    switch unit {
    case .bytes: try call.write(reader.all().dropLast(count))
    case .lines(let end):
      var held: [ArraySlice<UInt8>] = []
      while let line = try reader.line(endingIn: end) { held.append(line) }
      for line in held.dropLast(count) { try call.write(line) }
    }
  }

  private static func expandObsolete(_ words: [String]) -> [String] {
    guard words.count > 1, words[1].hasPrefix("-"), let first = words[1].dropFirst().first, first.isNumber else {
      return words
    }
    let digits = words[1].dropFirst().prefix { $0.isNumber }
    let rest = words[1].dropFirst(digits.count + 1)
    guard rest.allSatisfy({ "cqv".contains($0) }) else { return words }
    var expanded = [words[0], rest.contains("c") ? "-c" : "-n", String(digits)]
    if rest.contains("q") { expanded.append("-q") }
    if rest.contains("v") { expanded.append("-v") }
    return expanded + words[2...]
  }
}

/// What `head` and `tail` count.
enum SliceUnit {
  case bytes
  case lines(UInt8)

  var isBytes: Bool { if case .bytes = self { true } else { false } }
}

/// `==> name <==` above the part of each file.
enum FileHeading {
  static func print(_ name: String, isFirst: inout Bool, _ call: Call) throws {
    let shown = name == "-" ? "standard input" : name
    try call.write("\(isFirst ? "" : "\n")==> \(shown) <==\n")
    isFirst = false
  }
}
