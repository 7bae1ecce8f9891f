import Hosts
import World

/// One run of a script over its input.
final class SedRun {
  private enum Flow {
    case next
    case jump(Int)
    /// Starts the next cycle, after printing the pattern space.
    case endCycle
    /// Starts the next cycle without printing.
    case delete
    /// Starts again with what is left of the pattern space.
    case restart
    case quit(Int32, prints: Bool)
  }

  private enum Appended {
    case text([UInt8])
    case file(String)
    case bytes([UInt8])
  }

  private let call: Call
  private let commands: [SedCommand]
  private let quiet: Bool
  private let input: SedInput
  private let output: SedOutput
  private var space: [UInt8] = []
  private var hold: [UInt8] = []
  private var hasNewline = true
  private var appended: [Appended] = []
  private var replaced = false
  private var lastRegex: Regex?
  private var readers: [String: ByteReader] = [:]
  private let end: UInt8
  private let lineLength: Int

  init(_ call: Call, _ commands: [SedCommand], quiet: Bool, input: SedInput, output: SedOutput, end: UInt8) {
    self.call = call
    self.commands = commands
    self.quiet = quiet
    self.input = input
    self.output = output
    self.end = end
    lineLength = call["l"].flatMap { Int($0) } ?? 70
  }

  func run() throws -> Int32 {
    var keepsSpace = false
    while true {
      if !keepsSpace {
        guard try readLine() else { break }
      }
      keepsSpace = false
      switch try cycle() {
      case .quit(let status, let prints):
        if prints { try autoprint() }
        try flushAppended()
        return max(status, 0)
      case .delete: break
      case .restart:
        keepsSpace = true
        try flushAppended()
        continue
      case .next, .jump, .endCycle: try autoprint()
      }
      try flushAppended()
    }
    return input.hadError
  }

  private func readLine() throws -> Bool {
    guard let line = try input.next() else { return false }
    hasNewline = line.last == end
    space = Array(line.withoutNewline(end))
    replaced = false
    return true
  }

  private func autoprint() throws {
    if !quiet { try output.line(space, hasNewline: hasNewline) }
  }

  private func flushAppended() throws {
    let queue = appended
    appended = []
    for item in queue {
      switch item {
      case .text(let text): try output.raw(text)
      case .bytes(let bytes): try output.raw(bytes)
      case .file(let name):
        if let bytes = try? ByteReader(call, name).all() { try output.raw(bytes) }
      }
    }
  }

  private func cycle() throws -> Flow {
    var index = 0
    while index < commands.count {
      try call.process.stage.step(1 + space.count / 4096)
      let command = commands[index]
      guard try applies(command) else {
        index = command.letter == "{" ? command.target : index + 1
        continue
      }
      switch try perform(command) {
      case .next: index += 1
      case .jump(let target): index = target
      case let flow: return flow
      }
    }
    return .endCycle
  }

  // MARK: Addresses

  private func applies(_ command: SedCommand) throws -> Bool {
    guard let first = command.first else { return !command.negated }
    let isIn = try command.second == nil ? matches(first) : inRange(command, first)
    return isIn != command.negated
  }

  private func matches(_ address: SedAddress) throws -> Bool {
    switch address {
    case .line(let number): return input.lineNumber == number
    case .last: return try input.isLast()
    case .regex(let regex): return try find(regex, in: space[...], from: 0) != nil
    case .step(let first, let every):
      return every <= 0 ? input.lineNumber == first : input.lineNumber >= first && (input.lineNumber - first) % every == 0
    case .offset, .multiple: return false
    }
  }

  private func inRange(_ command: SedCommand, _ first: SedAddress) throws -> Bool {
    let line = input.lineNumber
    if !command.isActive {
      if case .line(0) = first, line == 1, command.endLine == nil {
        // The range began before the first line, so its end may match there.
        command.endLine = -1
        if case .regex(let regex)? = command.second, try find(regex, in: space[...], from: 0) != nil { return true }
        command.isActive = true
        return true
      }
      guard try matches(first) else { return false }
      switch command.second {
      case .line(let end)?:
        if end <= line { return true }
        command.endLine = end
      case .offset(let count)?:
        if count == 0 { return true }
        command.endLine = line + count
      case .multiple(let factor)?:
        if factor <= 0 || line % factor == 0 { return true }
        command.endLine = line + factor - line % factor
      default: command.endLine = nil
      }
      command.isActive = true
      return true
    }
    switch command.second {
    case .regex(let regex)?: if try find(regex, in: space[...], from: 0) != nil { command.isActive = false }
    case .last?: if try input.isLast() { command.isActive = false }
    default:
      if let end = command.endLine {
        if line >= end { command.isActive = false }
        // A range that ended while lines were skipped does not take this one.
        if line > end {
          guard case .line = first else { return try inRange(command, first) }
          return false
        }
      }
    }
    return true
  }

  private func find(_ pattern: SedRegex, in text: ArraySlice<UInt8>, from start: Int) throws -> Regex.Match? {
    guard let regex = pattern.regex ?? lastRegex else { throw ToolFailure("no previous regular expression") }
    lastRegex = regex
    return regex.firstMatch(in: text, from: start)
  }

  // MARK: Commands

  private func perform(_ command: SedCommand) throws -> Flow {
    switch command.letter {
    case "{", "}", "v": return .next
    case "=": try output.raw(Array("\(input.lineNumber)\n".utf8))
    case "a": appended.append(.text(command.text))
    case "i": try output.raw(command.text)
    case "c":
      if command.second == nil || !command.isActive || command.negated { try output.raw(command.text) }
      return .delete
    case "b": return .jump(command.target)
    case "t":
      if replaced {
        replaced = false
        return .jump(command.target)
      }
    case "T":
      if !replaced { return .jump(command.target) }
      replaced = false
    case "d": return .delete
    case "D":
      guard let newline = space.firstIndex(of: 10) else { return .delete }
      space.removeSubrange(...newline)
      return .restart
    case "F": try output.raw(Array("\(input.name)\n".utf8))
    case "g": space = hold
    case "G": space += [10] + hold
    case "h": hold = space
    case "H": hold += [10] + space
    case "x": swap(&space, &hold)
    case "l": try output.raw(SedListing.line(space, width: command.number ?? lineLength))
    case "n": return try nextLine()
    case "N": return try appendLine()
    case "p": try output.line(space, hasNewline: hasNewline)
    case "P": try output.line(Array(space.prefix { $0 != 10 }), hasNewline: true)
    case "q": return .quit(Int32(command.number ?? 0), prints: true)
    case "Q": return .quit(Int32(command.number ?? 0), prints: false)
    case "r": appended.append(.file(command.name))
    case "R": try appendOneLine(of: command.name)
    case "w": try output.file(command.name, space)
    case "W": try output.file(command.name, Array(space.prefix { $0 != 10 }))
    case "z": space = []
    case "s": if let substitution = command.substitution { try substitute(substitution) }
    case "y": space = Array(String(space.text.map { command.characters[$0] ?? $0 }).utf8)
    default: break
    }
    return .next
  }

  private func nextLine() throws -> Flow {
    if try input.isLast() { return .quit(input.hadError, prints: true) }
    try autoprint()
    try flushAppended()
    let wasReplaced = replaced
    guard try readLine() else { return .quit(input.hadError, prints: false) }
    replaced = wasReplaced
    return .next
  }

  private func appendLine() throws -> Flow {
    try flushAppended()
    guard let line = try input.isLast() ? nil : input.next() else {
      return .quit(input.hadError, prints: true)
    }
    hasNewline = line.last == end
    space.append(10)
    space += line.withoutNewline(end)
    return .next
  }

  private func appendOneLine(of name: String) throws {
    if readers[name] == nil { readers[name] = try? ByteReader(call, name) }
    if let line = try readers[name]?.line() { appended.append(.bytes(Array(line.withoutNewline()) + [10])) }
  }

  private func substitute(_ substitution: SedSubstitution) throws {
    var result: [UInt8] = []
    var start = 0
    var count = 0
    var didReplace = false
    var previousEnd = -1
    while start <= space.count, let match = try find(substitution.regex, in: space[...], from: start) {
      let range = match.range
      if range.isEmpty && range.lowerBound == previousEnd {
        // An empty match right behind another one does not count.
        guard start < space.count else { break }
        result.append(space[start])
        start += 1
        previousEnd = -1
        continue
      }
      result += space[start..<range.lowerBound]
      count += 1
      if count >= substitution.number {
        result += SedCase.expand(substitution.replacement, match, space)
        didReplace = true
      } else {
        result += space[range]
      }
      start = range.upperBound
      previousEnd = range.upperBound
      if didReplace && !substitution.isGlobal { break }
      if range.isEmpty {
        guard start < space.count else { break }
        result.append(space[start])
        start += 1
      }
    }
    guard didReplace else { return }
    if start < space.count { result += space[start...] }
    space = result
    replaced = true
    if substitution.prints { try output.line(space, hasNewline: hasNewline) }
    if let file = substitution.file { try output.file(file, space) }
  }
}

/// Case changes on the right side of `s`.
enum SedCase {
  static func expand(_ parts: [SedReplacement], _ match: Regex.Match, _ space: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    var mode: UInt8 = 69
    var once: UInt8?
    func add(_ bytes: some Collection<UInt8>) {
      guard mode != 69 || once != nil else {
        result += bytes
        return
      }
      guard !bytes.isEmpty else { return }
      var text = Array(bytes).text
      if mode == 85 { text = text.uppercased() }
      if mode == 76 { text = text.lowercased() }
      if let letter = once, let first = text.first {
        text = (letter == 117 ? first.uppercased() : first.lowercased()) + text.dropFirst()
        once = nil
      }
      result += Array(text.utf8)
    }
    for part in parts {
      switch part {
      case .text(let text): add(text)
      case .group(let number):
        if number < match.groups.count, let range = match.groups[number] { add(space[range]) }
      case .mode(let letter):
        mode = letter
        once = nil
      case .once(let letter): once = letter
      }
    }
    return result
  }
}

/// What the command `l` prints.
enum SedListing {
  static func line(_ space: [UInt8], width: Int) -> [UInt8] {
    var result: [UInt8] = []
    var column = 0
    for byte in space {
      let piece = Array(show(byte).utf8)
      if width > 1 && column + piece.count > width - 1 {
        result += [92, 10]
        column = 0
      }
      result += piece
      column += piece.count
    }
    return result + [36, 10]
  }

  private static func show(_ byte: UInt8) -> String {
    let known: [UInt8: String] = [7: "\\a", 8: "\\b", 9: "\\t", 10: "\\n", 11: "\\v", 12: "\\f", 13: "\\r", 92: "\\\\"]
    if let text = known[byte] { return text }
    if byte >= 32 && byte < 127 { return String(UnicodeScalar(byte)) }
    return "\\\(String(byte, radix: 8).padded(to: 3, with: "0"))"
  }
}
