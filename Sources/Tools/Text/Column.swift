import Hosts
import World

/// column: lists in columns, and tables.
enum Column: HostTool {
  static let manual = Manual(
    "column", "print lists in columns and tables", usage: ["[options] [<file>...]"],
    options: [
      Option("-t, --table", "a table"), Option("-s, --separator=STRING", "what separates cells in the input"),
      Option("-o, --output-separator=STRING", "what separates cells in the output"),
      Option("-N, --table-columns=NAMES", "names of the columns"), Option("-R, --table-right=COLUMNS", "these to the right"),
      Option("-c, --output-width=WIDTH", "the width of the output"), Option("-x, --fillrows", "rows first"),
      Option("-L, --keep-empty-lines", "keep empty lines"), Option("-n, --table-name=NAME", "accepted"),
      Option("-l, --table-columns-limit=N", "at most so many columns"), Option("-e, --table-header-repeat", "accepted"),
      Option("-d, --table-noheadings", "no names"),
      .missing("-J, --json"), .missing("-H, --table-hide=COLUMNS"), .missing("-T, --table-truncate=COLUMNS"),
      .missing("-W, --table-wrap=COLUMNS"), .missing("-O, --table-order=COLUMNS"), .missing("-E, --table-noextreme=COLUMNS"),
    ], package: "util-linux", version: "2.38.1")

  static func main(_ call: Call) throws -> Int32 {
    var lines: [String] = []
    try call.forEachInput(complaint: { "\($0): \($1.text)" }) { _, reader in
      lines += try reader.lines().map { $0.text }
    }
    if call.status != 0 && lines.isEmpty { return 1 }
    if !call.has("L") { lines = lines.filter { !$0.allSatisfy { $0 == " " || $0 == "\t" } } }
    if call.has("t") { try table(lines, call) } else { try list(lines, call) }
    return call.status
  }

  private static func table(_ lines: [String], _ call: Call) throws {
    let separators = call["s"]
    let limit = call["l"].flatMap { Int($0) } ?? .max
    var rows: [[String]] = lines.map { line in
      let cells =
        separators.map { marks in line.split(maxSplits: limit - 1, omittingEmptySubsequences: false) { marks.contains($0) } }
        ?? line.split(maxSplits: limit - 1) { $0 == " " || $0 == "\t" }
      return cells.map { String($0) }
    }
    if let names = call["N"], !call.has("d") { rows.insert(names.split(separator: ",").map { String($0) }, at: 0) }
    let count = rows.map(\.count).max() ?? 0
    let widths = (0..<count).map { column in rows.map { column < $0.count ? TextWidth.columns($0[column]) : 0 }.max() ?? 0 }
    let rights = Set((call["R"] ?? "").split(separator: ",").compactMap { Int($0) })
    let gap = call["o"] ?? "  "
    for row in rows {
      var line = ""
      for column in 0..<count {
        let cell = column < row.count ? row[column] : ""
        let blanks = String(repeating: " ", count: widths[column] - TextWidth.columns(cell))
        let isLast = column + 1 == count
        line += rights.contains(column + 1) ? "\(blanks)\(cell)" : isLast ? cell : "\(cell)\(blanks)"
        if !isLast { line += gap }
      }
      try call.write("\(line)\n")
    }
  }

  private static func list(_ lines: [String], _ call: Call) throws {
    let total = call["c"].flatMap { Int($0) } ?? (call.process.output.isTerminal ? call.process.stage.terminal.columns : 80)
    let widest = lines.map { TextWidth.columns($0) }.max() ?? 0
    // Columns stand at tabs, as in the program.
    let width = (widest + 8) / 8 * 8
    let columns = max(1, total / max(1, width))
    guard widest < total, columns > 1 || lines.count == 1 else {
      for line in lines { try call.write("\(line)\n") }
      return
    }
    let rows = (lines.count + columns - 1) / columns
    for row in 0..<rows {
      var text = ""
      var position = 0
      for column in 0..<columns {
        let index = call.has("x") ? row * columns + column : column * rows + row
        guard index < lines.count else { break }
        let start = column * width
        while position < start {
          text += "\t"
          position = (position / 8 + 1) * 8
        }
        text += lines[index]
        position += TextWidth.columns(lines[index])
      }
      try call.write("\(text)\n")
    }
  }
}
