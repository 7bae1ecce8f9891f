extension Scrollback {
  private static let escape: UInt8 = 0x1b

  /// Takes output of a program. A sequence may be cut between two calls.
  public mutating func write(_ text: String) {
    var text = text
    text.withUTF8 { bytes in write(bytes) }
  }

  private mutating func write(_ bytes: UnsafeBufferPointer<UInt8>) {
    var index = skipped(bytes)
    var runStart = index
    var isPlain = true
    func run(_ end: Int) -> String { String(decoding: bytes[runStart..<end], as: UTF8.self) }
    while index < bytes.count {
      let byte = bytes[index]
      if !pending.isEmpty {
        pending.append(byte)
        index += 1
        runStart = index
        finishSequence()
      } else if byte >= 0x20 && byte != 0x7f {
        if byte >= 0x80 { isPlain = false }
        index += 1
      } else {
        if byte == UInt8(ascii: "\n"), isPlain, cells.isEmpty, column == 0, row == lines.count - 1 {
          finish(run(index))
        } else {
          if runStart < index { put(run(index)) }
          control(byte)
        }
        index += 1
        runStart = index
        isPlain = true
      }
    }
    if runStart < index { put(run(index)) }
  }

  /// How much of a long text need not be looked at, because its lines would be forgotten at once.
  private mutating func skipped(_ bytes: UnsafeBufferPointer<UInt8>) -> Int {
    if bytes.count <= limit || !pending.isEmpty { return 0 }
    var lines = 0
    var index = bytes.count
    while index > 0, lines <= limit {
      index -= 1
      if bytes[index] == UInt8(ascii: "\n") { lines += 1 }
    }
    // A sequence before it could change how the rest looks.
    if index == 0 || bytes[..<index].contains(Self.escape) { return 0 }
    linesBegun += bytes[...index].count { $0 == UInt8(ascii: "\n") }
    cells = []
    column = 0
    return index + 1
  }

  private mutating func control(_ byte: UInt8) {
    switch byte {
    case Self.escape: pending = [byte]
    case UInt8(ascii: "\n"):
      begin(row + 1)
      column = 0
    case UInt8(ascii: "\r"): column = 0
    case UInt8(ascii: "\t"):
      let next = (column / 8 + 1) * 8
      if column == cells.count { pad(to: next) }
      column = next
    case 0x08:
      if column > 0 { column -= 1 }
      if column > 0, column < cells.count, cells[column].isContinuation { column -= 1 }
    case 0x0c: begin(row + 1)
    default: break
    }
  }

  /// Performs the pending sequence when it is complete, and gives it up when it is none.
  private mutating func finishSequence() {
    guard pending.count >= 2 else { return }
    let kind = pending[1]
    if kind == UInt8(ascii: "[") {
      guard pending.count >= 3, let final = pending.last else { return }
      if (0x40...0x7e).contains(final) {
        let body = String(decoding: pending[2..<(pending.count - 1)], as: UTF8.self)
        pending = []
        perform(Character(Unicode.Scalar(final)), body)
      } else if pending.count > 64 || final < 0x20 {
        pending = []
      }
    } else if kind == UInt8(ascii: "]") {
      let isTerminated = pending.last == 0x07 || pending.suffix(2) == [Self.escape, UInt8(ascii: "\\")]
      if isTerminated || pending.count > 4096 { pending = [] }
    } else if kind == UInt8(ascii: "(") || kind == UInt8(ascii: ")") {
      if pending.count == 3 { pending = [] }
    } else {
      pending = []
      if kind == UInt8(ascii: "c") { reset() }
    }
  }

  private mutating func perform(_ final: Character, _ body: String) {
    if body.hasPrefix("?") {
      if body == "?1049" || body == "?47" || body == "?1047" { useAlternate(final == "h") }
      return
    }
    let parameters = body.split(separator: ";", omittingEmptySubsequences: false).map {
      min(Int($0) ?? 0, 9999)
    }
    let first = parameters.first ?? 0
    let count = max(1, first)
    switch final {
    case "m": ink.apply(parameters.isEmpty ? [0] : parameters)
    case "H", "f": move(row: count, column: max(1, parameters.count > 1 ? parameters[1] : 1))
    case "J": eraseScreen(first)
    case "K": eraseLine(first)
    case "A": begin(max(visibleTop, row - count))
    case "B": begin(min(row + count, visibleTop + max(1, size.rows) - 1))
    case "C": column = min(column + count, 999)
    case "D": column = max(0, column - count)
    case "G": column = min(count - 1, 999)
    default: break
    }
  }

  /// Rows of the screen are counted in whole lines: a line that is wrapped counts as one.
  private mutating func move(row wanted: Int, column wantedColumn: Int) {
    let top = visibleTop
    anchor = max(anchor, top)
    begin(top + min(wanted, max(1, size.rows)) - 1)
    column = min(wantedColumn - 1, 999)
  }

  private mutating func eraseScreen(_ what: Int) {
    switch what {
    case 0:
      if column < cells.count { cells.removeLast(cells.count - column) }
      lines.removeLast(lines.count - row - 1)
    case 1, 2:
      let top = visibleTop
      let offset = row - top
      lines.removeLast(lines.count - top)
      lines.append(Line())
      row = top
      cells = []
      anchor = top
      begin(top + offset)
    default:
      let gone = min(visibleTop, row)
      lines.removeFirst(gone)
      row -= gone
      anchor = 0
    }
  }

  private mutating func eraseLine(_ what: Int) {
    switch what {
    case 0:
      if column < cells.count { cells.removeLast(cells.count - column) }
    case 1:
      for index in 0..<min(column + 1, cells.count) { cells[index] = .blank }
    default: cells = []
    }
  }

  private mutating func useAlternate(_ on: Bool) {
    if on && saved.isEmpty {
      var main = self
      main.pending = []
      reset()
      saved = [main]
    } else if !on, let main = saved.last {
      self = main
    }
  }

  /// The first line of the screen: the line after the last clearing, or the first one that still fits.
  var visibleTop: Int {
    let width = max(1, size.columns)
    var top = lines.count
    var used = 0
    while top > anchor {
      let columns = top - 1 == row ? cells.count : lines[top - 1].columns
      used += max(1, (columns + width - 1) / width)
      if used > max(1, size.rows) && top < lines.count { break }
      top -= 1
    }
    return top
  }
}
