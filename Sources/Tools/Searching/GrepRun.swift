import Hosts
import World

/// One search of `grep` through its files.
final class GrepRun {
  private let call: Call
  private let matcher: LineMatcher
  private let inverted: Bool
  private let before: Int
  private let after: Int
  private let limit: Int
  private let printer: GrepPrinter
  private var anyMatch = false
  private var hadError = false
  private let end: UInt8

  init(_ call: Call, syntax fixedSyntax: LineMatcher.Syntax? = nil) throws {
    self.call = call
    limit = try GrepRun.number(call, "m", "max count") ?? .max
    let context = try GrepRun.context(call, "C")
    before = try GrepRun.context(call, "B") ?? context ?? 0
    after = try GrepRun.context(call, "A") ?? context ?? 0
    end = call.has("z") ? 0 : 10
    inverted = call.has("v")
    let patterns = try GrepRun.patterns(call)
    let letters = ["E": LineMatcher.Syntax.extended, "F": .fixed, "G": .basic, "P": .perl]
    let chosen = call.arguments.options.last { letters[$0.key] != nil }.flatMap { letters[$0.key] }
    let ignoresCase = call.arguments.last(of: "i", "no-ignore-case") == "i"
    do {
      matcher = try LineMatcher(
        patterns, fixedSyntax ?? chosen ?? .basic, ignoresCase: ignoresCase, wholeWords: call.has("w"),
        wholeLines: call.has("x"), bytesOnly: call.knowsOnlyBytes)
    } catch {
      throw ToolFailure(GrepRun.message(error), status: 2)
    }
    printer = GrepPrinter(call, matcher, end)
    if matcher.startsWithStar { try call.warn("warning: * at start of expression") }
  }

  private static func patterns(_ call: Call) throws -> [String] {
    var patterns = call.arguments.all("e")
    for file in call.arguments.all("f") {
      do {
        patterns += try ByteReader(call, file).lines().map(\.text)
      } catch let error as FileError {
        throw ToolFailure("\(file): \(error.text)", status: 2)
      }
    }
    if !call.has("e") && !call.has("f") {
      guard !call.operands.isEmpty else { throw ToolFailure("", status: 2, showsHint: true) }
      patterns.append(call.arguments.operands.removeFirst())
    }
    return patterns.flatMap { $0.split(separator: "\n", omittingEmptySubsequences: false).map { String($0) } }
  }

  private static func message(_ error: Regex.Invalid) -> String {
    error.message.hasPrefix("Unmatched [") ? "Invalid regular expression" : error.message
  }

  private static func number(_ call: Call, _ key: String, _ what: String) throws -> Int? {
    guard let text = call[key] else { return nil }
    guard let number = Int(text) else { throw ToolFailure("invalid \(what)", status: 2) }
    return number < 0 ? .max : number
  }

  private static func context(_ call: Call, _ key: String) throws -> Int? {
    guard let text = call[key] else { return nil }
    guard let number = Int(text), number >= 0 else {
      throw ToolFailure("\(text): invalid context length argument", status: 2)
    }
    return number
  }

  func run() throws -> Int32 {
    let recursive = call.has("r") || call.has("R") || call["d"] == "recurse"
    var names = call.operands
    if names.isEmpty { names = recursive ? [""] : ["-"] }
    printer.showsNames = call.has("H") || (names.count > 1 || recursive) && !call.has("h")
    if call.arguments.last(of: "H", "h") == "h" { printer.showsNames = false }
    if recursive && call.operands.count == 1 && !call.has("H"), call.status(names[0])?.isDirectory == false {
      printer.showsNames = false
    }
    for name in names {
      try visit(name, isNamed: true, recursive: recursive)
      if call.has("q") && anyMatch { return 0 }
    }
    if hadError { return call.has("q") && anyMatch ? 0 : 2 }
    return anyMatch ? 0 : 1
  }

  private func complain(_ name: String, _ error: FileError) throws {
    hadError = true
    if !call.has("s") { try call.complain("\(name): \(error.text)") }
  }

  private func visit(_ name: String, isNamed: Bool, recursive: Bool) throws {
    let process = call.process
    if name == "-" { return try search("-") }
    let path = name.isEmpty ? "." : name
    let inode: Inode
    do {
      inode = try process.files.status(path, by: process.accessor, following: isNamed || call.has("R"))
    } catch {
      return try complain(name, error)
    }
    if inode.isDirectory {
      if recursive {
        if isExcludedDirectory(path, isNamed) { return }
        try process.stage.step()
        do {
          for child in try process.files.list(path, by: process.accessor) {
            try visit(name.isEmpty ? child : Paths.join(name, child), isNamed: false, recursive: true)
            if call.has("q") && anyMatch { return }
          }
        } catch let error as FileError {
          try complain(path, error)
        }
      } else if call["d"] != "skip" {
        try call.flush()
        hadError = true
        if !call.has("s") { try process.complain("\(name): Is a directory") }
      }
      return
    }
    if !isNamed && (inode.isLink || inode.isDevice) { return }
    if isExcluded(path, isNamed) { return }
    try search(name)
  }

  private func isExcludedDirectory(_ path: String, _ isNamed: Bool) -> Bool {
    let base = Paths.base(path)
    return call.arguments.all("exclude-dir").contains { Glob(Paths.withoutTrailingSlashes($0)).matches(isNamed ? path : base) }
  }

  private func isExcluded(_ path: String, _ isNamed: Bool) -> Bool {
    let base = Paths.base(path)
    let includes = call.arguments.all("include")
    if !includes.isEmpty, !includes.contains(where: { Glob($0).matches(base) }) { return true }
    return call.arguments.all("exclude").contains { Glob($0).matches(base) || Glob($0).matches(path) }
  }

  private func search(_ name: String) throws {
    do {
      let reader = try ByteReader(call, name)
      printer.begin(name == "-" ? call["label"] ?? "(standard input)" : name)
      try search(reader)
    } catch is PerlRegex.Exhausted {
      throw ToolFailure("\(printer.name): exceeded PCRE's backtracking limit", status: 2)
    } catch let error as FileError {
      try complain(name == "-" ? "(standard input)" : name, error)
    }
  }

  private func search(_ reader: ByteReader) throws {
    let onlyNames = call.has("l") || call.has("L")
    let quiet = call.has("q") || onlyNames || call.has("c")
    var count = 0
    var number = 0
    var offset = 0
    var held: [(number: Int, offset: Int, line: ArraySlice<UInt8>)] = []
    var afterLeft = 0
    var isBinary = false
    let treatsBinary = !call.has("a") && call["binary-files"] != "text"
    while let line = try reader.line(endingIn: end) {
      number += 1
      let body = line.withoutNewline(end)
      if treatsBinary && !isBinary && end == 10 && body.contains(0) { isBinary = true }
      if isBinary && (call.has("I") || call["binary-files"] == "without-match") { return }
      let isMatch = try count < limit && matcher.matches(body) != inverted
      if isMatch {
        count += 1
        anyMatch = true
        if call.has("q") { return }
        if onlyNames { break }
        if !quiet && isBinary {
          try call.write("\(call.process.name): \(printer.name): binary file matches\n")
          return
        }
        if !quiet {
          for earlier in held { try printer.context(earlier.line, earlier.number, earlier.offset) }
          held = []
          try printer.match(body, number, offset, inverted: inverted)
          if call.has("line-buffered") { try call.flush() }
        }
        afterLeft = after
        if count >= limit && afterLeft == 0 { break }
      } else if count >= limit && afterLeft == 0 {
        break
      } else if afterLeft > 0 {
        afterLeft -= 1
        if !quiet && !isBinary { try printer.context(body, number, offset) }
      } else if before > 0 {
        held.append((number, offset, body))
        if held.count > before { held.removeFirst() }
      }
      offset += line.count
    }
    try summarize(count)
  }

  private func summarize(_ count: Int) throws {
    if call.has("c") && !call.has("q") && !call.has("l") && !call.has("L") { try printer.count(count) }
    if call.has("l") && count > 0 { try printer.nameOnly() }
    if call.has("L") {
      if count == 0 { try printer.nameOnly() }
    }
  }
}

/// How `grep` prints lines.
final class GrepPrinter {
  private let call: Call
  private let matcher: LineMatcher
  private let end: UInt8
  private let colours: Bool
  private let hasContext: Bool
  private var lastPrinted = 0
  private var printedAny = false
  var showsNames = false
  private(set) var name = ""

  init(_ call: Call, _ matcher: LineMatcher, _ end: UInt8) {
    self.call = call
    self.matcher = matcher
    self.end = end
    hasContext = call.has("A") || call.has("B") || call.has("C")
    let wish = call.has("color") ? call["color"] ?? "auto" : call.has("colour") ? call["colour"] ?? "auto" : "never"
    colours = ["always", "yes", "force"].contains(wish) || wish == "auto" && call.process.output.isTerminal
  }

  func begin(_ name: String) {
    self.name = name
    lastPrinted = 0
  }

  private func dress(_ text: String, _ code: String) -> String {
    colours ? "\u{1b}[\(code)m\u{1b}[K\(text)\u{1b}[m\u{1b}[K" : text
  }

  private func prefix(_ number: Int, _ offset: Int, _ mark: String) -> String {
    var text = ""
    let sign = dress(mark, "36")
    if showsNames { text += "\(dress(name, "35"))\(call.has("Z") ? "\0" : sign)" }
    if call.has("n") {
      text += "\(dress(call.has("T") ? String(number).padded(to: 2) : String(number), "32"))\(sign)"
    }
    if call.has("b") { text += "\(dress(String(offset), "32"))\(sign)" }
    if call.has("T") && !text.isEmpty { text += "\t" }
    return text
  }

  private func separate(_ number: Int) throws {
    if hasContext && printedAny && number != lastPrinted + 1 && !call.has("no-group-separator") {
      try call.write("\(dress(call["group-separator"] ?? "--", "36"))\n")
    }
    lastPrinted = number
    printedAny = true
  }

  func context(_ line: ArraySlice<UInt8>, _ number: Int, _ offset: Int) throws {
    if call.has("o") { return }
    try separate(number)
    try call.write(prefix(number, offset, "-"))
    try call.write(line)
    try call.write(byte: end)
  }

  func match(_ line: ArraySlice<UInt8>, _ number: Int, _ offset: Int, inverted: Bool) throws {
    if call.has("o") {
      if inverted { return }
      var start = line.startIndex
      let subject = matcher.subject(of: line)
      while start < line.endIndex, let range = try matcher.match(in: line, from: start, subject) {
        if range.isEmpty {
          start = range.upperBound + 1
          continue
        }
        try separate(number)
        try call.write(prefix(number, offset + range.lowerBound - line.startIndex, ":"))
        try call.write(dress(line[range].text, "01;31"))
        try call.write(byte: end)
        start = range.upperBound
      }
      return
    }
    try separate(number)
    try call.write(prefix(number, offset, ":"))
    if colours && !inverted { try call.write(try coloured(line)) } else { try call.write(line) }
    try call.write(byte: end)
  }

  private func coloured(_ line: ArraySlice<UInt8>) throws -> [UInt8] {
    var result: [UInt8] = []
    var start = line.startIndex
    let subject = matcher.subject(of: line)
    while start < line.endIndex, let range = try matcher.match(in: line, from: start, subject) {
      if range.isEmpty {
        result += line[start...min(range.upperBound, line.endIndex - 1)]
        start = range.upperBound + 1
        continue
      }
      result += line[start..<range.lowerBound]
      result += Array(dress(line[range].text, "01;31").utf8)
      start = range.upperBound
    }
    return start < line.endIndex ? result + line[start...] : result
  }

  func count(_ count: Int) throws {
    let sign = call.has("Z") ? "\0" : dress(":", "36")
    try call.write(showsNames ? "\(dress(name, "35"))\(sign)\(count)\n" : "\(count)\n")
  }

  func nameOnly() throws {
    try call.write("\(dress(name, "35"))\(call.has("Z") ? "\0" : "\n")")
  }
}
