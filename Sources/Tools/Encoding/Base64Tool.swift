import Documents
import Hosts
import World

/// base64: bytes as letters and back.
enum Base64Tool: HostTool {
  static let manual = Manual(
    "base64", "encode bytes as letters, or decode them", usage: ["[OPTION]... [FILE]"],
    options: [
      Option("-d, --decode", "decode"),
      Option("-i, --ignore-garbage", "skip other characters while decoding"),
      Option("-w, --wrap=COLS", "lines of COLS characters instead of 76; 0 for one line"),
    ])

  static func main(_ call: Call) throws -> Int32 {
    if call.operands.count > 1 { throw call.extraOperand(call.operands[1]) }
    let name = call.operands.first ?? "-"
    let bytes: [UInt8]
    do {
      bytes = try ByteReader(call, name).all()
    } catch let error as FileError {
      throw ToolFailure(
        error == .isDirectory ? "read error: \(error.text)" : "\(Quoted.ifNeeded(name)): \(error.text)")
    }
    if call.has("d") { return try decode(bytes, call) }
    let text = call["w"] ?? "76"
    guard let width = Int(text), width >= 0 else { throw ToolFailure("invalid wrap size: \(Quoted.curly(text))") }
    let letters = Array(Base64.encode(bytes).utf8)
    guard width > 0 else {
      try call.write(letters)
      return 0
    }
    var start = 0
    while start < letters.count {
      try call.write(letters[start..<min(start + width, letters.count)])
      try call.write("\n")
      start += width
    }
    return 0
  }

  /// Decodes as far as it goes; padded pieces may follow each other.
  private static func decode(_ bytes: [UInt8], _ call: Call) throws -> Int32 {
    var output: [UInt8] = []
    var group: [UInt8] = []
    var padding = 0
    var isBad = false
    for byte in bytes where byte != 10 {
      if byte == 61 {
        padding += 1
        if group.count < 2 || group.count + padding > 4 {
          isBad = true
          break
        }
        if group.count + padding == 4 {
          output += triple(group)
          group = []
          padding = 0
        }
        continue
      }
      guard let value = value(of: byte) else {
        if call.has("i") { continue }
        isBad = true
        break
      }
      if padding > 0 {
        isBad = true
        break
      }
      group.append(value)
      if group.count == 4 {
        output += triple(group)
        group = []
      }
    }
    if !group.isEmpty || padding > 0 {
      isBad = true
      output += triple(group)
    }
    try call.write(output)
    if isBad { throw ToolFailure("invalid input") }
    return 0
  }

  private static func value(of byte: UInt8) -> UInt8? {
    switch byte {
    case 65...90: byte - 65
    case 97...122: byte - 71
    case 48...57: byte + 4
    case 43: 62
    case 47: 63
    default: nil
    }
  }

  private static func triple(_ group: [UInt8]) -> [UInt8] {
    guard group.count > 1 else { return [] }
    var word = 0
    for index in 0..<4 { word = word << 6 | Int(index < group.count ? group[index] : 0) }
    let bytes = [UInt8(word >> 16 & 255), UInt8(word >> 8 & 255), UInt8(word & 255)]
    return Array(bytes.prefix(group.count - 1))
  }
}
