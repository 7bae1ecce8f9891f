/// Columns of text as Go's text/tabwriter lays them out: cells end with a tab, and a column is as wide as the widest
/// cell of the lines that follow one another in it.
struct TabWriter {
  var widthMin: Int
  var padding: Int
  /// Widths that columns had before and keep at least (kubectl's fork, for watches).
  var remembered: [Int] = []

  /// As tables of `get` are laid out.
  static var table: TabWriter { TabWriter(widthMin: 6, padding: 3) }
  /// As `describe` is laid out.
  static var describe: TabWriter { TabWriter(widthMin: 0, padding: 2) }

  private struct Cell {
    var text: Substring
    var width: Int
  }

  init(widthMin: Int, padding: Int) {
    self.widthMin = widthMin
    self.padding = padding
  }

  /// The text with blanks in the place of tabs.
  mutating func format(_ text: String) -> String {
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
      line.split(separator: "\t", omittingEmptySubsequences: false).map { Cell(text: $0, width: $0.unicodeScalars.count) }
    }
    let endsLine = text.hasSuffix("\n")
    if endsLine { lines.removeLast() }
    var output = ""
    var widths: [Int] = []
    formatBlock(lines, 0..<lines.count, &widths, &output)
    if !endsLine, output.hasSuffix("\n") { output.removeLast() }
    return output
  }

  private mutating func formatBlock(
    _ lines: [[Cell]], _ range: Range<Int>, _ widths: inout [Int], _ output: inout String
  ) {
    let column = widths.count
    var written = range.lowerBound
    var line = range.lowerBound
    while line < range.upperBound {
      guard column < lines[line].count - 1 else {
        line += 1
        continue
      }
      write(lines, written..<line, widths, &output)
      written = line
      var width = widthMin
      while line < range.upperBound, column < lines[line].count - 1 {
        width = max(width, lines[line][column].width + padding)
        line += 1
      }
      if column < remembered.count { width = max(width, remembered[column]) }
      while lastWidths.count <= column { lastWidths.append(0) }
      lastWidths[column] = width
      widths.append(width)
      formatBlock(lines, written..<line, &widths, &output)
      widths.removeLast()
      written = line
    }
    write(lines, written..<range.upperBound, widths, &output)
  }

  /// The widths that the columns had in the last text.
  private(set) var lastWidths: [Int] = []

  private func write(_ lines: [[Cell]], _ range: Range<Int>, _ widths: [Int], _ output: inout String) {
    for line in range {
      for (column, cell) in lines[line].enumerated() {
        output += cell.text
        if column < widths.count {
          output += String(repeating: " ", count: max(0, widths[column] - cell.width))
        }
      }
      output += "\n"
    }
  }
}
