import Hosts
import World

/// wc: lines, words, characters and bytes.
enum WordCount: HostTool {
  static let manual = Manual(
    "wc", "count the lines, words and bytes of files",
    options: [
      Option("-c, --bytes", "count bytes"),
      Option("-m, --chars", "count characters"),
      Option("-l, --lines", "count newlines"),
      Option("-L, --max-line-length", "the width of the longest line"),
      Option("-w, --words", "count words"),
      .missing("--files0-from=F"),
      .missing("--total=WHEN"),
    ],
    notes: "Without options: lines, words, bytes. Several files are summed up in a last line.")

  fileprivate struct Counts {
    var lines = 0
    var words = 0
    var characters = 0
    var bytes = 0
    var longest = 0
  }

  static func main(_ call: Call) throws -> Int32 {
    let names = call.operands
    var rows: [(Counts, String?)] = []
    var total = Counts()
    var wasInput = false
    for name in names.isEmpty ? [nil] : names.map(Optional.some) {
      if name == nil || name == "-", call.process.input.fileSize == nil { wasInput = true }
      do {
        let reader = try ByteReader(call, name ?? "-")
        let counts = try count(reader)
        rows.append((counts, name))
        total.add(counts)
      } catch let error as FileError {
        if error == .isDirectory { rows.append((Counts(), name)) }
        try printComplaint(call, name ?? "-", error, &rows)
      }
    }
    let columns = chosenColumns(call)
    let isSingle = columns.count == 1 && rows.count <= 1 && names.count <= 1
    let isOdd = names.contains { name in call.status(name).map { !$0.isFile } ?? false }
    let width = isSingle ? 1 : wasInput || isOdd ? 7 : String(total.bytes).count
    for row in rows { try printRow(row.0, row.1, columns, wasInput && isSingle ? 1 : width, call) }
    if names.count > 1 { try printRow(total, "total", columns, width, call) }
    return call.status
  }

  private static func printComplaint(
    _ call: Call, _ name: String, _ error: FileError, _ rows: inout [(Counts, String?)]
  ) throws {
    try call.complain("\(Quoted.ifNeeded(name)): \(error.text)")
  }

  private static func chosenColumns(_ call: Call) -> [(Counts) -> Int] {
    let isDefault = !["c", "m", "l", "L", "w"].contains { call.has($0) }
    var columns: [(Counts) -> Int] = []
    if isDefault || call.has("l") { columns.append { $0.lines } }
    if isDefault || call.has("w") { columns.append { $0.words } }
    if call.has("m") {
      let bytesOnly = call.knowsOnlyBytes
      columns.append { bytesOnly ? $0.bytes : $0.characters }
    }
    if isDefault || call.has("c") { columns.append { $0.bytes } }
    if call.has("L") { columns.append { $0.longest } }
    return columns
  }

  private static func printRow(
    _ counts: Counts, _ name: String?, _ columns: [(Counts) -> Int], _ width: Int, _ call: Call
  ) throws {
    let cells = columns.map { String($0(counts)).padded(to: width) }
    let suffix = name.map { " \($0)" } ?? ""
    try call.write("\(cells.joined(separator: " "))\(suffix)\n")
  }

  private static func count(_ reader: ByteReader) throws -> Counts {
    var counts = Counts()
    var isInWord = false
    var width = 0
    while let piece = try reader.read() {
      counts.bytes += piece.count
      for byte in piece {
        if byte & 0xc0 != 0x80 { counts.characters += 1 }
        switch byte {
        case 10:
          counts.lines += 1
          counts.longest = max(counts.longest, width)
          width = 0
          isInWord = false
        case 9:
          width += 8 - width % 8
          isInWord = false
        case 32, 11, 12, 13:
          if byte == 32 { width += 1 }
          isInWord = false
        default:
          if byte & 0xc0 != 0x80 && byte >= 32 { width += 1 }
          if !isInWord && (byte > 32 && byte < 127 || byte >= 128) {
            counts.words += 1
            isInWord = true
          }
        }
      }
    }
    counts.longest = max(counts.longest, width)
    return counts
  }
}

extension WordCount.Counts {
  fileprivate mutating func add(_ other: Self) {
    lines += other.lines
    words += other.words
    characters += other.characters
    bytes += other.bytes
    longest = max(longest, other.longest)
  }
}
