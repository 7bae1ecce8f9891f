import Hosts
import World

/// paste: lines of files side by side.
enum Paste: HostTool {
  static let manual = Manual(
    "paste", "put lines of files side by side",
    options: [
      Option("-d, --delimiters=LIST", "use these characters in turn instead of a tab"),
      Option("-s, --serial", "the lines of one file after the other in one line"),
      Option("-z, --zero-terminated", "lines end in NUL"),
    ])

  static func main(_ call: Call) throws -> Int32 {
    let delimiters = try list(call["d"] ?? "\t")
    let end: UInt8 = call.has("z") ? 0 : 10
    let names = call.operands.isEmpty ? ["-"] : call.operands
    if call.has("s") {
      try call.forEachInput { _, reader in
        var index = 0
        while let line = try reader.line(endingIn: end) {
          if index > 0 { try call.write(delimiters[(index - 1) % delimiters.count]) }
          try call.write(line.withoutNewline(end))
          index += 1
        }
        try call.write(byte: end)
      }
      return call.status
    }
    var input: ByteReader?
    var readers: [ByteReader] = []
    for name in names {
      do {
        let reader = try name == "-" ? input ?? ByteReader(call, name) : ByteReader(call, name)
        if name == "-" { input = reader }
        readers.append(reader)
      } catch let error as FileError {
        try call.complain("\(Quoted.ifNeeded(name)): \(error.text)")
        return 1
      }
    }
    while true {
      var cells: [ArraySlice<UInt8>?] = []
      for reader in readers { cells.append(try reader.line(endingIn: end)) }
      guard cells.contains(where: { $0 != nil }) else { return call.status }
      for (index, cell) in cells.enumerated() {
        if index > 0 { try call.write(delimiters[(index - 1) % delimiters.count]) }
        if let cell { try call.write(cell.withoutNewline(end)) }
      }
      try call.write(byte: end)
    }
  }

  private static func list(_ text: String) throws -> [[UInt8]] {
    var delimiters: [[UInt8]] = []
    var isEscaped = false
    for character in text {
      if isEscaped {
        switch character {
        case "n": delimiters.append([10])
        case "t": delimiters.append([9])
        case "0": delimiters.append([])
        default: delimiters.append(Array(String(character).utf8))
        }
        isEscaped = false
      } else if character == "\\" {
        isEscaped = true
      } else {
        delimiters += String(character).utf8.map { [$0] }
      }
    }
    if isEscaped { throw ToolFailure("delimiter list ends with an unescaped backslash: \(text)") }
    return delimiters.isEmpty ? [[]] : delimiters
  }
}
