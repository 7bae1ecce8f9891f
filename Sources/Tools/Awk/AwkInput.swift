import Hosts
import World

/// The current record and its fields, each made from the other only when it is asked for.
struct AwkRecord {
  private var text: [UInt8] = []
  private var fields: [AwkValue] = []
  private var hasFields = true
  private var hasText = true

  mutating func replace(_ line: [UInt8]) {
    text = line
    hasText = true
    hasFields = false
  }

  mutating func whole(_ run: AwkRun) -> [UInt8] {
    if !hasText {
      let separator = run.text("OFS")
      text = []
      for (index, field) in fields.enumerated() {
        if index > 0 { text += separator }
        text += run.bytes(field)
      }
      hasText = true
    }
    return text
  }

  private mutating func splitFields(_ run: AwkRun) {
    guard !hasFields else { return }
    let pieces = (try? Self.split(text, separator: run.text("FS"), run)) ?? [text]
    fields = pieces.map { AwkValue.outside($0) }
    hasFields = true
  }

  mutating func count(_ run: AwkRun) -> Int {
    splitFields(run)
    return fields.count
  }

  mutating func field(_ number: Int, _ run: AwkRun) -> AwkValue {
    if number == 0 { return .outside(whole(run)) }
    splitFields(run)
    return number <= fields.count ? fields[number - 1] : .nothing
  }

  mutating func set(_ number: Int, _ value: AwkValue, _ run: AwkRun) {
    if number == 0 { return replace(run.bytes(value)) }
    splitFields(run)
    grow(to: number)
    fields[number - 1] = value
    hasText = false
  }

  mutating func setCount(_ count: Int, _ run: AwkRun) {
    splitFields(run)
    if count < fields.count { fields.removeLast(fields.count - max(0, count)) } else { grow(to: count) }
    hasText = false
  }

  private mutating func grow(to count: Int) {
    let limit = min(count, 1_000_000)
    while fields.count < limit { fields.append(.text([])) }
  }

  static func split(_ text: [UInt8], separator: [UInt8], _ run: AwkRun) throws -> [[UInt8]] {
    if text.isEmpty { return [] }
    if separator == [32] {
      return text.split { $0 == 32 || $0 == 9 || $0 == 10 }.map { Array($0) }
    }
    if separator.isEmpty { return text.map { [$0] } }
    if separator.count == 1, separator[0] != 92 {
      let isParagraph = run.text("RS").isEmpty
      return text.split(omittingEmptySubsequences: false) { $0 == separator[0] || isParagraph && $0 == 10 }.map { Array($0) }
    }
    return split(text, by: try run.regex(source: separator))
  }

  static func split(_ text: [UInt8], by regex: Regex) -> [[UInt8]] {
    if text.isEmpty { return [] }
    var pieces: [[UInt8]] = []
    var start = 0
    var from = 0
    while let range = regex.firstMatch(in: text[...], from: from, wantsGroups: false)?.range {
      if range.isEmpty {
        from = range.upperBound + 1
        if from > text.count { break }
        continue
      }
      pieces.append(Array(text[start..<range.lowerBound]))
      start = range.upperBound
      from = start
    }
    pieces.append(Array(text[start...]))
    return pieces
  }
}

/// Something that records are read from.
final class AwkReader {
  private let reader: ByteReader
  private var rest: [UInt8]?

  init(_ reader: ByteReader) {
    self.reader = reader
  }

  func record(separator: [UInt8], _ run: AwkRun) throws -> [UInt8]? {
    if separator == [10] {
      guard rest == nil else { return try cut(separator, run) }
      return try reader.line().map { Array($0.withoutNewline()) }
    }
    if separator.count == 1 {
      guard rest == nil else { return try cut(separator, run) }
      guard let line = try reader.line(endingIn: separator[0]) else { return nil }
      // The newline at the end of the file is no record.
      if line.elementsEqual([10]) { return nil }
      return Array(line.withoutNewline(separator[0]))
    }
    return try cut(separator, run)
  }

  /// By paragraphs or by a regular expression, which needs the whole text.
  private func cut(_ separator: [UInt8], _ run: AwkRun) throws -> [UInt8]? {
    var text = try rest ?? reader.all()
    if separator.isEmpty {
      text = Array(text.drop { $0 == 10 })
      guard !text.isEmpty else {
        rest = []
        return nil
      }
      var end = 0
      while end < text.count && !(text[end] == 10 && (end + 1 == text.count || text[end + 1] == 10)) { end += 1 }
      rest = Array(text[min(end + 1, text.count)...])
      return Array(text[..<end])
    }
    guard !text.isEmpty else {
      rest = []
      return nil
    }
    let found = try run.regex(source: separator).firstMatch(in: text[...], wantsGroups: false)?.range
    guard let range = found, !range.isEmpty else {
      rest = []
      if text == [10] { return nil }
      return text
    }
    rest = Array(text[range.upperBound...])
    return Array(text[..<range.lowerBound])
  }
}

/// The files of the command line, one after the other.
struct AwkMainInput {
  private var reader: AwkReader?
  private var index = 0
  private var usedFile = false
  private var isDone = false

  /// Reads the next record into `$0`.
  mutating func next(_ run: AwkRun) throws -> Bool {
    guard let line = try line(run) else { return false }
    run.record.replace(line)
    return true
  }

  mutating func line(_ run: AwkRun) throws -> [UInt8]? {
    while !isDone {
      if reader == nil {
        guard try open(run) else { break }
      }
      if let line = try reader?.record(separator: run.text("RS"), run) {
        run.set("NR", .number(run["NR"].value.number + 1))
        run.set("FNR", .number(run["FNR"].value.number + 1))
        return line
      }
      reader = nil
    }
    isDone = true
    return nil
  }

  mutating func skipFile() { reader = nil }

  private mutating func open(_ run: AwkRun) throws -> Bool {
    let count = Int(nearest: run["ARGC"].value.number)
    while index + 1 < count {
      index += 1
      guard let value = run["ARGV"].array.elements[Array(String(index).utf8)] else { continue }
      let word = run.bytes(value).text
      if word.isEmpty { continue }
      if let mark = word.firstIndex(of: "="), AwkAssignment.isName(word[..<mark]) {
        AwkAssignment.apply(word, run)
        continue
      }
      usedFile = true
      do {
        reader = AwkReader(try ByteReader(run.call, word))
      } catch {
        throw ToolFailure("cannot open \(word) (\(error.text))", status: 2)
      }
      run.set("FILENAME", .text(Array(word.utf8)))
      run.set("FNR", .number(0))
      return true
    }
    guard !usedFile else { return false }
    usedFile = true
    reader = AwkReader(try ByteReader(run.call, "-"))
    return true
  }
}

/// `name=value` of the command line.
enum AwkAssignment {
  static func isName(_ text: Substring) -> Bool {
    guard let first = text.first, first.isASCII, first.isLetter || first == "_" else { return false }
    return text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }
  }

  static func apply(_ word: String, _ run: AwkRun) {
    guard let mark = word.firstIndex(of: "=") else { return }
    let name = String(word[..<mark])
    guard run.program.globals[name] != nil else { return }
    let value = AwkEscapes.read(ArraySlice(word[word.index(after: mark)...].utf8))
    run.set(name, .outside(value))
  }
}
