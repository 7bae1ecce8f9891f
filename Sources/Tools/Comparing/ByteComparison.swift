import Hosts
import World

/// cmp: the first byte that differs.
enum ByteComparison: HostTool {
  static let manual = Manual(
    "cmp", "compare two files byte by byte", usage: ["[OPTION]... FILE1 [FILE2 [SKIP1 [SKIP2]]]"],
    options: [
      Option("-b, --print-bytes", "print the bytes that differ"),
      Option("-i, --ignore-initial=SKIP", "leave out the first SKIP bytes"),
      Option("-l, --verbose", "all bytes that differ"),
      Option("-n, --bytes=LIMIT", "compare LIMIT bytes at most"),
      Option("-s, --quiet, --silent", "no output, only the status"),
    ], package: "GNU diffutils", version: "3.8", hint: .namedTryHelp, usageStatus: 2)

  static func main(_ call: Call) throws -> Int32 {
    guard let first = call.operands.first else {
      throw call.usage("missing operand after \(Quoted.always(call.process.name))")
    }
    let second = call.operands.count > 1 ? call.operands[1] : "-"
    var sides: [[UInt8]] = []
    for name in [first, second] {
      do {
        let skip = call["i"].flatMap { SizeNumber.parse($0) } ?? 0
        let limit = call["n"].flatMap { SizeNumber.parse($0) } ?? .max
        sides.append(Array(try ByteReader(call, name).all().dropFirst(skip).prefix(limit)))
      } catch let error as FileError {
        throw ToolFailure(call.has("s") ? "" : "\(name): \(error.text)", status: 2)
      }
    }
    let (a, b) = (sides[0], sides[1])
    var line = 1
    for index in 0..<min(a.count, b.count) {
      if a[index] != b[index] {
        if call.has("s") { return 1 }
        call.status = 1
        if call.has("l") {
          let width = String(max(a.count, b.count)).count
          try call.write("\(String(index + 1).padded(to: width)) \(octal(a[index])) \(octal(b[index]))\n")
        } else {
          var text = "\(first) \(second) differ: byte \(index + 1), line \(line)"
          if call.has("b") { text += " is \(octal(a[index])) \(shown(a[index])) \(octal(b[index])) \(shown(b[index]))" }
          try call.write("\(text)\n")
          return 1
        }
      }
      if a[index] == 10 { line += 1 }
    }
    guard a.count != b.count else { return call.status }
    if call.has("s") { return 1 }
    let (short, bytes) = a.count < b.count ? (first, a) : (second, b)
    if bytes.isEmpty {
      try call.complain("EOF on \(short) which is empty")
    } else {
      let newlines = bytes.count { $0 == 10 }
      let place = call.has("l") ? "" : bytes.last == 10 ? ", line \(newlines)" : ", in line \(newlines + 1)"
      try call.complain("EOF on \(short) after byte \(bytes.count)\(place)")
    }
    return 1
  }

  private static func octal(_ byte: UInt8) -> String { String(byte, radix: 8).padded(to: 3) }
  private static func shown(_ byte: UInt8) -> String { CaretNotation.show(byte).text }
}
