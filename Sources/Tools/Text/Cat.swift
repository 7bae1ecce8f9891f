import World

/// cat: files one after the other.
enum Cat: HostTool {
  static let manual = Manual(
    "cat", "print files one after the other",
    options: [
      Option("-A, --show-all", "like -vET"),
      Option("-b, --number-nonblank", "number the lines that are not empty"),
      Option("-e", "like -vE"),
      Option("-E, --show-ends", "show a $ at the end of each line"),
      Option("-n, --number", "number all lines"),
      Option("-s, --squeeze-blank", "print one empty line where several follow each other"),
      Option("-t", "like -vT"),
      Option("-T, --show-tabs", "show tabs as ^I"),
      Option("-u", "does nothing"),
      Option("-v, --show-nonprinting", "show control characters as ^X and high bytes as M-X"),
    ],
    notes: "Reads its standard input where no FILE is given, or where FILE is -.")

  static func main(_ call: Call) throws -> Int32 {
    var dress = Dress(call)
    try call.forEachInput { _, reader in
      if dress.isPlain {
        while let piece = try reader.read() { try call.write(piece) }
      } else {
        while let line = try reader.line() { try dress.print(line, call) }
      }
    }
    return call.status
  }

  private struct Dress {
    var numbersAll: Bool
    var numbersFull: Bool
    var ends: Bool
    var tabs: Bool
    var controls: Bool
    var squeezes: Bool
    var number = 0
    var wasBlank = false
    var isInsideLine = false

    init(_ call: Call) {
      numbersFull = call.has("b")
      numbersAll = call.has("n") && !numbersFull
      ends = call.has("E") || call.has("A") || call.has("e")
      tabs = call.has("T") || call.has("A") || call.has("t")
      controls = call.has("v") || call.has("A") || call.has("e") || call.has("t")
      squeezes = call.has("s")
    }

    var isPlain: Bool { !(numbersAll || numbersFull || ends || tabs || controls || squeezes) }

    mutating func print(_ line: ArraySlice<UInt8>, _ call: Call) throws {
      let isWhole = line.last == 10
      let body = line.withoutNewline()
      let isBlank = body.isEmpty && !isInsideLine
      if squeezes && isBlank && wasBlank { return }
      wasBlank = isBlank
      if !isInsideLine && (numbersAll || numbersFull && !isBlank) {
        number += 1
        try call.write("\(String(number).padded(to: 6))\t")
      }
      if tabs || controls {
        for byte in body { try show(byte, call) }
      } else {
        try call.write(body)
      }
      if isWhole { try call.write(ends ? "$\n" : "\n") }
      isInsideLine = !isWhole
    }

    private func show(_ byte: UInt8, _ call: Call) throws {
      if byte == 9 { return try call.write(tabs ? "^I" : "\t") }
      guard controls else { return try call.write(byte: byte) }
      try call.write(CaretNotation.show(byte))
    }
  }
}

/// How `cat -v` shows bytes that are not printable.
enum CaretNotation {
  static func show(_ byte: UInt8) -> [UInt8] {
    let prefix: [UInt8] = byte >= 128 ? Array("M-".utf8) : []
    let low = byte & 127
    if low < 32 { return prefix + [94, low + 64] }
    if low == 127 { return prefix + [94, 63] }
    return prefix + [low]
  }
}

extension String {
  /// No width that somebody asks for makes a text longer than this.
  static let widthMax = 100_000

  /// With blanks in front, or behind where `left`, up to a width.
  func padded(to width: Int, left: Bool = false, with filler: Character = " ") -> String {
    let length = unicodeScalars.count
    guard width > length else { return self }
    let blanks = String(repeating: filler, count: min(width, Self.widthMax) - min(length, Self.widthMax))
    return left ? self + blanks : blanks + self
  }
}
