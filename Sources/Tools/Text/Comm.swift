import Hosts
import World

/// comm: what two sorted files have in common.
enum Comm: HostTool {
  static let manual = Manual(
    "comm", "compare two sorted files line by line", usage: ["[OPTION]... FILE1 FILE2"],
    options: [
      Option("-1", "no lines that are only in FILE1"),
      Option("-2", "no lines that are only in FILE2"),
      Option("-3", "no lines that are in both"),
      Option("--check-order", "complain of unsorted input even where all lines are paired"),
      Option("--nocheck-order", "do not complain of unsorted input"),
      Option("--output-delimiter=STR", "what to print between columns"),
      Option("--total", "sums at the end"),
      Option("-z, --zero-terminated", "lines end in NUL"),
    ])

  static func main(_ call: Call) throws -> Int32 {
    guard call.operands.count >= 2 else { throw call.missingOperand(after: call.operands.first) }
    if call.operands.count > 2 { throw call.extraOperand(call.operands[2]) }
    let end: UInt8 = call.has("z") ? 0 : 10
    var sides: [[ArraySlice<UInt8>]] = []
    for name in call.operands {
      do {
        sides.append(try ByteReader(call, name).lines(endingIn: end))
      } catch let error as FileError {
        throw ToolFailure("\(Quoted.ifNeeded(name)): \(error.text)")
      }
    }
    let tab = Array((call["output-delimiter"] ?? "\t").utf8)
    let shown = (1...3).map { !call.has("\($0)") }
    var totals = [0, 0, 0]
    var next = [0, 0]
    var disorder = [false, false]
    func put(_ line: ArraySlice<UInt8>, _ column: Int) throws {
      totals[column] += 1
      guard shown[column] else { return }
      for earlier in 0..<column where shown[earlier] { try call.write(tab) }
      try call.write(line)
      try call.write(byte: end)
    }
    func advance(_ side: Int) throws {
      let lines = sides[side]
      let index = next[side]
      next[side] += 1
      guard next[side] < lines.count, !disorder[side], !call.has("nocheck-order") else { return }
      if ByteOrder.compare(lines[index], lines[index + 1]) > 0 {
        disorder[side] = true
        try call.complain("file \(side + 1) is not in sorted order")
      }
    }
    var isUnpaired = false
    while next[0] < sides[0].count || next[1] < sides[1].count {
      let left = next[0] < sides[0].count ? sides[0][next[0]] : nil
      let right = next[1] < sides[1].count ? sides[1][next[1]] : nil
      let order = left == nil ? 1 : right == nil ? -1 : ByteOrder.compare(left!, right!)
      if order == 0 {
        try put(left!, 2)
        try advance(0)
        try advance(1)
      } else {
        isUnpaired = true
        try put(order < 0 ? left! : right!, order < 0 ? 0 : 1)
        try advance(order < 0 ? 0 : 1)
      }
    }
    if call.has("total") {
      let cells = totals.map { Array(String($0).utf8) }.joined(separator: tab)
      try call.write(Array(cells) + tab + Array("total".utf8) + [end])
    }
    if disorder.contains(true) && isUnpaired { try call.complain("input is not in sorted order") }
    return call.status
  }
}
