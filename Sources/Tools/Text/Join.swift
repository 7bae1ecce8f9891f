import Hosts
import World

/// join: lines of two sorted files with a common field.
enum Join: HostTool {
  static let manual = Manual(
    "join", "join lines of two files on a common field", usage: ["[OPTION]... FILE1 FILE2"],
    options: [
      Option("-a FILENUM", "print the lines of that file that have no partner, too"),
      Option("-e STRING", "what stands for a missing field"),
      Option("-i, --ignore-case", "compare without regard to case"),
      Option("-j FIELD", "join on this field of both files"),
      Option("-o FORMAT", "print these fields: FILE.FIELD or 0, separated by commas"),
      Option("-t CHAR", "the character between fields"),
      Option("-v FILENUM", "print only the lines without a partner"),
      Option("-1 FIELD", "join on this field of FILE1"),
      Option("-2 FIELD", "join on this field of FILE2"),
      Option("--check-order", "complain of unsorted input"),
      Option("--nocheck-order", "do not complain of unsorted input"),
      Option("--header", "the first lines are headers"),
      Option("-z, --zero-terminated", "lines end in NUL"),
    ])

  private struct Row {
    var fields: [ArraySlice<UInt8>]
    var line: ArraySlice<UInt8>
  }

  static func main(_ call: Call) throws -> Int32 {
    guard call.operands.count >= 2 else { throw call.missingOperand(after: call.operands.first) }
    if call.operands.count > 2 { throw call.extraOperand(call.operands[2]) }
    let separator = call["t"]?.utf8.first
    var sides: [[Row]] = []
    for name in call.operands {
      do {
        let lines = try ByteReader(call, name).lines(endingIn: call.has("z") ? 0 : 10)
        sides.append(lines.map { Row(fields: split($0, separator), line: $0) })
      } catch let error as FileError {
        throw ToolFailure("\(Quoted.ifNeeded(name)): \(error.text)")
      }
    }
    let on = [try field(call, call["1"] ?? call["j"]) - 1, try field(call, call["2"] ?? call["j"]) - 1]
    var printer = Printer(call, separator, on)
    let alone = call.arguments.all("a") + call.arguments.all("v")
    let prints = [alone.contains("1"), alone.contains("2")]
    try merge(sides, on, prints, !call.has("v"), &printer, call)
    return call.status
  }

  private static func merge(
    _ sides: [[Row]], _ on: [Int], _ alone: [Bool], _ printsPairs: Bool, _ printer: inout Printer, _ call: Call
  ) throws {
    func key(_ row: Row, _ side: Int) -> [UInt8] {
      let field = row.fields.indices.contains(on[side]) ? Array(row.fields[on[side]]) : []
      return call.has("i") ? field.map(ASCII.lower) : field
    }
    var (left, right) = (0, 0)
    var isUnpaired = false
    if call.has("header"), !sides[0].isEmpty, !sides[1].isEmpty {
      try printer.pair(sides[0][0].fields, sides[1][0].fields)
      (left, right) = (1, 1)
    }
    while left < sides[0].count && right < sides[1].count {
      let (a, b) = (key(sides[0][left], 0), key(sides[1][right], 1))
      let order = ByteOrder.compare(a[...], b[...])
      if order != 0 {
        isUnpaired = true
        if order < 0 {
          if alone[0] { try printer.single(sides[0][left].fields, 0) }
          left += 1
        } else {
          if alone[1] { try printer.single(sides[1][right].fields, 1) }
          right += 1
        }
        continue
      }
      let leftEnd = sides[0][left...].firstIndex { key($0, 0) != a } ?? sides[0].count
      let rightEnd = sides[1][right...].firstIndex { key($0, 1) != b } ?? sides[1].count
      if printsPairs {
        for x in left..<leftEnd {
          for y in right..<rightEnd { try printer.pair(sides[0][x].fields, sides[1][y].fields) }
        }
      }
      (left, right) = (leftEnd, rightEnd)
    }
    isUnpaired = isUnpaired || left < sides[0].count || right < sides[1].count
    for row in sides[0][left...] where alone[0] { try printer.single(row.fields, 0) }
    for row in sides[1][right...] where alone[1] { try printer.single(row.fields, 1) }
    guard isUnpaired, !call.has("nocheck-order") else { return }
    var isDisordered = false
    for side in 0...1 {
      for index in sides[side].indices.dropFirst() where !isDisordered || side == 1 {
        if ByteOrder.compare(key(sides[side][index - 1], side)[...], key(sides[side][index], side)[...]) > 0 {
          let name = call.operands[side]
          try call.complain("\(name):\(index + 1): is not sorted: \(sides[side][index].line.text)")
          isDisordered = true
          break
        }
      }
    }
    if isDisordered { try call.complain("input is not in sorted order") }
  }

  private static func split(_ line: ArraySlice<UInt8>, _ separator: UInt8?) -> [ArraySlice<UInt8>] {
    if let separator { return line.split(separator: separator, omittingEmptySubsequences: false) }
    return line.split(whereSeparator: ASCII.isBlank)
  }

  private static func field(_ call: Call, _ text: String?) throws -> Int {
    guard let text else { return 1 }
    guard let number = Int(text), number > 0 else { throw ToolFailure("invalid field number: \(Quoted.curly(text))") }
    return number
  }

  private struct Printer {
    let call: Call
    let separator: UInt8
    let on: [Int]
    let filler: [UInt8]
    var format: [(side: Int, field: Int)] = []

    init(_ call: Call, _ separator: UInt8?, _ on: [Int]) {
      self.call = call
      self.separator = separator ?? 32
      self.on = on
      filler = Array((call["e"] ?? "").utf8)
      let parts = (call["o"] ?? "").split { $0 == "," || $0 == " " }
      format = parts.filter { $0 != "auto" }.map { part in
        let pieces = part.split(separator: ".")
        guard pieces.count == 2, let side = Int(pieces[0]), let field = Int(pieces[1]) else { return (0, 0) }
        return (side, field)
      }
    }

    func pair(_ left: [ArraySlice<UInt8>], _ right: [ArraySlice<UInt8>]) throws { try row([left, right]) }

    func single(_ fields: [ArraySlice<UInt8>], _ side: Int) throws {
      try row(side == 0 ? [fields, nil] : [nil, fields])
    }

    private func row(_ sides: [[ArraySlice<UInt8>]?]) throws {
      func cell(_ side: Int, _ index: Int) -> [UInt8] {
        guard let fields = sides[side], fields.indices.contains(index), !fields[index].isEmpty else { return filler }
        return Array(fields[index])
      }
      let keySide = sides[0] == nil ? 1 : 0
      var cells: [[UInt8]] = []
      if format.isEmpty {
        cells.append(cell(keySide, on[keySide]))
        for side in 0...1 {
          for index in (sides[side] ?? []).indices where index != on[side] { cells.append(cell(side, index)) }
        }
      } else {
        cells = format.map { $0.side == 0 ? cell(keySide, on[keySide]) : cell($0.side - 1, $0.field - 1) }
      }
      try call.write(Array(cells.joined(separator: [separator])) + [call.has("z") ? 0 : 10])
    }
  }
}
