import Hosts
import World

/// od: bytes as numbers.
enum OctalDump: HostTool {
  static let manual = Manual(
    "od", "print bytes as numbers",
    options: [
      Option("-A, --address-radix=RADIX", "addresses: d, o, x or n for none"), Option("-t, --format=TYPE", "a, c, or d, o, u, x with a size"),
      Option("-j, --skip-bytes=BYTES", "skip so many"), Option("-N, --read-bytes=BYTES", "print so many"), Option("-v, --output-duplicates", "equal lines, too"),
      Option("-w, --width[=BYTES]", "bytes per line"), Option("-a", "like -t a"), Option("-b", "like -t o1"), Option("-c", "like -t c"),
      Option("-d", "like -t u2"), Option("-o", "like -t o2"), Option("-x", "like -t x2"), Option("-i", "like -t d4"), Option("-s", "like -t d2"), Option("-l", "like -t d8"),
      .missing("-S, --strings[=BYTES]"), .missing("--traditional"), .missing("-f"), .missing("--endian=ORDER"),
    ])

  private struct Format {
    var kind: Character
    var size: Int

    var width: Int {
      switch kind {
      case "a", "c": 3
      case "o": [1: 3, 2: 6, 4: 11, 8: 22][size] ?? 6
      case "x": size * 2
      case "u": [1: 3, 2: 5, 4: 10, 8: 20][size] ?? 5
      default: [1: 4, 2: 6, 4: 11, 8: 20][size] ?? 6
      }
    }
  }

  static func main(_ call: Call) throws -> Int32 {
    var bytes: [UInt8] = []
    try call.forEachInput { _, reader in
      if let limit = call["N"].flatMap({ SizeNumber.parse($0) }) {
        let skip = call["j"].flatMap { SizeNumber.parse($0) } ?? 0
        let end = limit > .max - skip ? .max : limit + skip
        while bytes.count < end, let piece = try reader.read() { bytes += piece }
      } else {
        bytes += try reader.all()
      }
    }
    if call.status != 0 && bytes.isEmpty { return 1 }
    let skip = call["j"].flatMap { SizeNumber.parse($0) } ?? 0
    if skip > bytes.count { throw ToolFailure("cannot skip past end of combined input") }
    bytes = Array(bytes.dropFirst(skip).prefix(call["N"].flatMap { SizeNumber.parse($0) } ?? .max))
    let formats = try self.formats(call)
    let width = call.has("w") ? call["w"].flatMap { Int($0) } ?? 32 : 16
    let radix = call["A"] ?? "o"
    var previous: ArraySlice<UInt8>?
    var isStarred = false
    for start in stride(from: 0, to: bytes.count, by: width) {
      let row = bytes[start..<min(start + width, bytes.count)]
      if let previous, !call.has("v"), row.count == width, row.elementsEqual(previous) {
        if !isStarred { try call.write("*\n") }
        isStarred = true
        continue
      }
      isStarred = false
      previous = row
      for (index, format) in formats.enumerated() {
        let head = index == 0 ? address(start + skip, radix) : String(repeating: " ", count: address(0, radix).count)
        try call.write("\(head)\(line(row, format, formats))\n")
      }
    }
    if radix != "n" && !(bytes.isEmpty && call.status != 0) { try call.write("\(address(bytes.count + skip, radix))\n") }
    return call.status
  }

  private static func formats(_ call: Call) throws -> [Format] {
    var found: [Format] = []
    for option in call.arguments.options {
      switch option.key {
      case "a": found.append(Format(kind: "a", size: 1))
      case "b": found.append(Format(kind: "o", size: 1))
      case "c": found.append(Format(kind: "c", size: 1))
      case "d": found.append(Format(kind: "u", size: 2))
      case "o": found.append(Format(kind: "o", size: 2))
      case "x": found.append(Format(kind: "x", size: 2))
      case "i": found.append(Format(kind: "d", size: 4))
      case "s": found.append(Format(kind: "d", size: 2))
      case "l": found.append(Format(kind: "d", size: 8))
      case "t":
        var rest = (option.value ?? "")[...]
        while let kind = rest.popFirst() {
          guard "acdoux".contains(kind) else {
            throw ToolFailure("invalid character '\(kind)' in type string \(Quoted.curly(option.value ?? ""))")
          }
          let sizes: [Character: Int] = ["C": 1, "S": 2, "I": 4, "L": 8]
          var size = kind == "a" || kind == "c" ? 1 : 4
          if kind != "a" && kind != "c", let next = rest.first {
            if let named = sizes[next] {
              size = named
              rest.removeFirst()
            } else if let digit = next.wholeNumberValue {
              size = digit
              rest.removeFirst()
            }
          }
          if rest.first == "z" { rest.removeFirst() }
          found.append(Format(kind: kind, size: size))
        }
      default: break
      }
    }
    return found.isEmpty ? [Format(kind: "o", size: 2)] : found
  }

  private static func address(_ value: Int, _ radix: String) -> String {
    switch radix {
    case "n": ""
    case "d": String(value).padded(to: 7, with: "0")
    case "x": String(value, radix: 16).padded(to: 6, with: "0")
    default: String(value, radix: 8).padded(to: 7, with: "0")
    }
  }

  private static func line(_ row: ArraySlice<UInt8>, _ format: Format, _ all: [Format]) -> String {
    // Where several formats are shown, the widest cell decides for all.
    let perByte = all.map { Double($0.width + 1) / Double($0.size) }.max() ?? 4
    let cell = Int((perByte * Double(format.size)).rounded(.up))
    var text = ""
    for start in stride(from: row.startIndex, to: row.endIndex, by: format.size) {
      text += show(Array(row[start..<min(start + format.size, row.endIndex)]), format).padded(to: cell)
    }
    return text
  }

  private static func show(_ bytes: [UInt8], _ format: Format) -> String {
    var value: UInt64 = 0
    for (index, byte) in bytes.enumerated() { value |= UInt64(byte) << (8 * UInt64(index)) }
    switch format.kind {
    case "c", "a":
      let byte = bytes[0]
      if format.kind == "a" {
        let names = ["nul", "soh", "stx", "etx", "eot", "enq", "ack", "bel", "bs", "ht", "nl", "vt", "ff", "cr", "so", "si", "dle", "dc1", "dc2", "dc3", "dc4", "nak", "syn", "etb", "can", "em", "sub", "esc", "fs", "gs", "rs", "us", "sp"]
        let low = Int(byte & 127)
        return low < names.count ? names[low] : low == 127 ? "del" : String(UnicodeScalar(UInt8(low)))
      }
      let known: [UInt8: String] = [0: "\\0", 7: "\\a", 8: "\\b", 9: "\\t", 10: "\\n", 11: "\\v", 12: "\\f", 13: "\\r"]
      if let name = known[byte] { return name }
      return byte >= 32 && byte < 127 ? String(UnicodeScalar(byte)) : String(byte, radix: 8).padded(to: 3, with: "0")
    case "o": return String(value, radix: 8).padded(to: format.width, with: "0")
    case "x": return String(value, radix: 16).padded(to: format.width, with: "0")
    case "u": return String(value)
    default:
      let shift = UInt64(64 - 8 * format.size)
      return String(Int64(bitPattern: value << shift) >> Int64(shift))
    }
  }
}
