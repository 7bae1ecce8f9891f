import World

/// fold: long lines in pieces.
enum Fold: HostTool {
  static let manual = Manual(
    "fold", "break long lines",
    options: [
      Option("-b, --bytes", "count bytes instead of columns"),
      Option("-s, --spaces", "break at blanks"),
      Option("-w, --width=WIDTH", "use WIDTH columns instead of 80"),
    ])

  static func main(_ call: Call) throws -> Int32 {
    let text = call["w"] ?? "80"
    guard let width = Int(text), width > 0 else {
      throw ToolFailure("invalid number of columns: \(Quoted.curly(text))")
    }
    try call.forEachInput { _, reader in
      while let line = try reader.line() {
        var piece: [UInt8] = []
        var column = 0
        for byte in line.withoutNewline() {
          let next = advance(column, byte, call.has("b"))
          if next > width && !piece.isEmpty {
            var rest: [UInt8] = []
            if call.has("s"), let blank = piece.lastIndex(where: ASCII.isBlank) {
              rest = Array(piece[(blank + 1)...])
              piece.removeSubrange((blank + 1)...)
            }
            try call.write(piece)
            try call.write("\n")
            piece = rest
            column = rest.reduce(0) { advance($0, $1, call.has("b")) }
            column = advance(column, byte, call.has("b"))
          } else {
            column = next
          }
          piece.append(byte)
        }
        try call.write(piece)
        if line.last == 10 { try call.write("\n") }
      }
    }
    return call.status
  }

  private static func advance(_ column: Int, _ byte: UInt8, _ bytes: Bool) -> Int {
    guard !bytes else { return column + 1 }
    switch byte {
    case 8: return max(0, column - 1)
    case 13: return 0
    case 9: return column + 8 - column % 8
    default: return column + 1
    }
  }
}
