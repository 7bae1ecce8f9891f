import Hosts
import World

/// hexdump: bytes as hexadecimal numbers.
enum HexDump: HostTool {
  static let manual = Manual(
    "hexdump", "print bytes as hexadecimal numbers", usage: ["[options] <file>..."],
    options: [
      Option("-C, --canonical", "bytes and characters"), Option("-n, --length=LENGTH", "print so many"), Option("-s, --skip=OFFSET", "skip so many"),
      Option("-v, --no-squeezing", "equal lines, too"), Option("-x, --two-bytes-hex", "pairs, wide"),
      .missing("-e, --format=FORMAT"), .missing("-b, --one-byte-octal"), .missing("-c, --one-byte-char"), .missing("-d, --two-bytes-decimal"), .missing("-o, --two-bytes-octal"),
    ], package: "util-linux", version: "2.38.1")

  static func main(_ call: Call) throws -> Int32 {
    var bytes: [UInt8] = []
    var opened = 0
    try call.forEachInput(complaint: { "\($0): \($1.text)" }) { _, reader in
      bytes += try reader.all()
      opened += 1
    }
    if opened == 0 {
      try call.warn("all input file arguments failed")
      return 1
    }
    let skip = call["s"].flatMap { SizeNumber.parse($0) } ?? 0
    bytes = Array(bytes.dropFirst(skip).prefix(call["n"].flatMap { SizeNumber.parse($0) } ?? .max))
    var previous: ArraySlice<UInt8>?
    var isStarred = false
    for start in stride(from: 0, to: bytes.count, by: 16) {
      let row = bytes[start..<min(start + 16, bytes.count)]
      if let previous, !call.has("v"), row.elementsEqual(previous) {
        if !isStarred { try call.write("*\n") }
        isStarred = true
        continue
      }
      isStarred = false
      previous = row
      let address = String(start + skip, radix: 16)
      if call.has("C") {
        let cells = (0..<16).map { index in
          let place = row.startIndex + index
          let text = place < row.endIndex ? HexText.two(row[place]) : "  "
          return index == 8 ? " \(text)" : text
        }
        try call.write("\(address.padded(to: 8, with: "0"))  \(cells.joined(separator: " "))  |\(HexText.characters(row))|\n")
      } else {
        var line = address.padded(to: 7, with: "0")
        for pair in stride(from: row.startIndex, to: row.endIndex, by: 2) {
          let high = pair + 1 < row.endIndex ? row[pair + 1] : 0
          line += "\(call.has("x") ? "   " : "") \(HexText.two(high))\(HexText.two(row[pair]))"
        }
        let width = 7 + 8 * (call.has("x") ? 8 : 5)
        try call.write("\(line.padded(to: width, left: true))\n")
      }
    }
    if !bytes.isEmpty {
      try call.write("\(String(bytes.count + skip, radix: 16).padded(to: call.has("C") ? 8 : 7, with: "0"))\n")
    }
    return call.status
  }
}

enum HexText {
  static func two(_ byte: UInt8) -> String { String(byte, radix: 16).padded(to: 2, with: "0") }
  static func characters(_ row: ArraySlice<UInt8>) -> String {
    row.map { $0 >= 32 && $0 < 127 ? String(UnicodeScalar($0)) : "." }.joined()
  }
}

/// xxd: bytes as hexadecimal numbers, and back.
enum VimHexDump: HostTool {
  static let manual = Manual(
    "xxd", "print bytes as hexadecimal numbers, or read them back", usage: ["[options] [infile [outfile]]"],
    options: [
      Option("-a", "accepted"), Option("-b", "binary digits", isSimulated: false), Option("-c COLS", "bytes per line"), Option("-g BYTES", "bytes per group"), Option("-i", "C source", isSimulated: false),
      Option("-l LEN", "print so many"), Option("-p, --ps", "plain"), Option("-r", "read back"), Option("-s SEEK", "skip so many"), Option("-u", "upper case"),
    ], package: "xxd", version: "2022-01-14", hint: .help)

  static func run(_ process: Process) throws -> Int32 {
    process.arguments = process.arguments.map { $0 == "-ps" || $0 == "-plain" || $0 == "-postscript" ? "-p" : $0 }
    return try runParsed(process)
  }

  static func main(_ call: Call) throws -> Int32 {
    let name = call.operands.first ?? "-"
    var bytes: [UInt8]
    do {
      bytes = try ByteReader(call, name).all()
    } catch let error as FileError {
      throw ToolFailure("\(name): \(error.text)", status: 2)
    }
    if call.has("r") {
      let result = call.has("p") ? plainBytes(bytes) : dumpedBytes(bytes)
      if call.operands.count > 1 { try call.process.writeFile(call.operands[1], result) } else { try call.write(result) }
      return 0
    }
    let skip = call["s"].flatMap { Int($0) } ?? 0
    bytes = Array(bytes.dropFirst(skip).prefix(call["l"].flatMap { Int($0) } ?? .max))
    func two(_ byte: UInt8) -> String { call.has("u") ? HexText.two(byte).uppercased() : HexText.two(byte) }
    let columns = call["c"].flatMap { Int($0) } ?? (call.has("p") ? 30 : 16)
    let group = max(1, call["g"].flatMap { Int($0) } ?? 2)
    for start in stride(from: 0, to: bytes.count, by: max(1, columns)) {
      let row = bytes[start..<min(start + columns, bytes.count)]
      if call.has("p") {
        try call.write("\(row.map(two).joined())\n")
        continue
      }
      var cells = ""
      for (index, byte) in row.enumerated() { cells += (index > 0 && index % group == 0 ? " " : "") + two(byte) }
      let width = columns * 2 + (columns - 1) / group
      try call.write("\(String(start + skip, radix: 16).padded(to: 8, with: "0")): \(cells.padded(to: width, left: true))  \(HexText.characters(row))\n")
    }
    return 0
  }

  private static func plainBytes(_ text: [UInt8]) -> [UInt8] {
    let digits = text.compactMap { Character(UnicodeScalar($0)).hexDigitValue }
    return stride(from: 0, to: digits.count - 1, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
  }

  private static func dumpedBytes(_ text: [UInt8]) -> [UInt8] {
    text.split(separator: 10).flatMap { line -> [UInt8] in
      guard let colon = line.firstIndex(of: 58) else { return [] }
      let body = line[(colon + 1)...].text
      let hex = body.range(of: "  ").map { String(body[..<$0.lowerBound]) } ?? body
      return plainBytes(Array(hex.utf8))
    }
  }
}
