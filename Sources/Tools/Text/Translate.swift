import World

/// tr: other characters for characters.
enum Translate: HostTool {
  static let manual = Manual(
    "tr", "replace or delete characters", usage: ["[OPTION]... STRING1 [STRING2]"],
    options: [
      Option("-c, --complement", "all characters but those of STRING1"),
      Option("-C", "the same as -c"),
      Option("-d, --delete", "delete the characters of STRING1"),
      Option("-s, --squeeze-repeats", "one of several equal characters that follow each other"),
      Option("-t, --truncate-set1", "cut STRING1 to the length of STRING2"),
    ],
    notes: """
      A STRING is made of characters, ranges a-z, escapes (\\n, \\t, \\\\, \\NNN), classes
      ([:alpha:], [:digit:], [:space:], [:upper:], [:lower:]...) and repetitions [x*N].
      Bytes are what is translated.
      """, parsing: .leading)

  static func main(_ call: Call) throws -> Int32 {
    let complement = call.has("c") || call.has("C")
    let (deletes, squeezes) = (call.has("d"), call.has("s"))
    try checkOperands(call, deletes, squeezes)
    var first = try CharacterSet(call.operands[0], call).bytes
    if complement { first = (0...255).map { UInt8($0) }.filter { !first.contains($0) } }
    var second: [UInt8]? = nil
    if call.operands.count > 1 {
      let set = try CharacterSet(call.operands[1], call, fill: first.count)
      second = set.bytes
      if !deletes && set.bytes.isEmpty { throw ToolFailure("when not truncating set1, string2 must be non-empty") }
    }
    var map: [UInt8] = (0...255).map { UInt8($0) }
    var deleted = [Bool](repeating: false, count: 256)
    var squeezed = [Bool](repeating: false, count: 256)
    if deletes {
      for byte in first { deleted[Int(byte)] = true }
      if squeezes { for byte in second ?? [] { squeezed[Int(byte)] = true } }
    } else if let second, let last = second.last {
      for (index, byte) in first.enumerated() {
        if index >= second.count && call.has("t") { break }
        map[Int(byte)] = index < second.count ? second[index] : last
      }
      if squeezes { for byte in second { squeezed[Int(byte)] = true } }
    } else {
      for byte in first { squeezed[Int(byte)] = true }
    }
    let reader = try ByteReader(call, "-")
    var previous: UInt8?
    while let piece = try reader.read() {
      var result: [UInt8] = []
      result.reserveCapacity(piece.count)
      for byte in piece where !deleted[Int(byte)] {
        let mapped = map[Int(byte)]
        if squeezed[Int(mapped)] && mapped == previous { continue }
        previous = mapped
        result.append(mapped)
      }
      try call.write(result)
    }
    return 0
  }

  private static func checkOperands(_ call: Call, _ deletes: Bool, _ squeezes: Bool) throws {
    let count = call.operands.count
    if count == 0 { throw call.missingOperand() }
    let needsTwo = !deletes && !squeezes || deletes && squeezes
    if count == 1 && needsTwo {
      let why =
        deletes
        ? "Two strings must be given when both deleting and squeezing repeats."
        : "Two strings must be given when translating."
      throw call.usage("missing operand after \(Quoted.curly(call.operands[0]))\n\(why)")
    }
    let most = deletes && !squeezes ? 1 : 2
    if count > most {
      let why = most == 1 ? "\nOnly one string may be given when deleting without squeezing repeats." : ""
      throw call.usage("extra operand \(Quoted.curly(call.operands[most]))\(why)")
    }
  }
}

/// A set of characters as `tr` writes them.
private struct CharacterSet {
  var bytes: [UInt8] = []

  init(_ text: String, _ call: Call, fill: Int = 0) throws {
    let units = try Self.units(text, call)
    var fillAt: (index: Int, byte: UInt8)?
    var index = 0
    while index < units.count {
      let unit = units[index]
      if !unit.isEscaped, unit.byte == 91, let (members, next) = try Self.bracket(units, index, call) {
        switch members {
        case .bytes(let more): bytes += more
        case .fill(let byte): fillAt = (bytes.count, byte)
        }
        index = next
        continue
      }
      if index + 2 < units.count, units[index + 1].byte == 45, !units[index + 1].isEscaped {
        let last = units[index + 2].byte
        guard unit.byte <= last else {
          throw ToolFailure(
            "range-endpoints of '\([unit.byte, 45, last].text)' are in reverse collating sequence order")
        }
        bytes += Array(unit.byte...last)
        index += 3
        continue
      }
      bytes.append(unit.byte)
      index += 1
    }
    if let fillAt {
      let missing = max(0, fill - bytes.count)
      bytes.insert(contentsOf: [UInt8](repeating: fillAt.byte, count: missing), at: fillAt.index)
    }
  }

  private enum Members {
    case bytes([UInt8])
    case fill(UInt8)
  }

  private static func bracket(
    _ units: [(byte: UInt8, isEscaped: Bool)], _ start: Int, _ call: Call
  ) throws -> (Members, Int)? {
    guard start + 1 < units.count else { return nil }
    if units[start + 1].byte == 58 || units[start + 1].byte == 61 {
      let mark = units[start + 1].byte
      var end = start + 2
      while end + 1 < units.count && !(units[end].byte == mark && units[end + 1].byte == 93) { end += 1 }
      guard end + 1 < units.count else { return nil }
      let name = units[(start + 2)..<end].map(\.byte).text
      if mark == 61 { return (.bytes(Array(name.utf8)), end + 2) }
      guard let members = classes(name) else {
        throw ToolFailure("invalid character class \(Quoted.curly(name))")
      }
      return (.bytes(members), end + 2)
    }
    guard start + 2 < units.count, units[start + 2].byte == 42, !units[start + 2].isEscaped,
      let close = units[(start + 3)...].firstIndex(where: { $0.byte == 93 })
    else { return nil }
    let digits = units[(start + 3)..<close].map(\.byte).text
    let count = digits.isEmpty ? 0 : Int(digits, radix: digits.hasPrefix("0") ? 8 : 10)
    guard let count else {
      throw ToolFailure("invalid repeat count \(Quoted.curly(digits)) in [c*n] construct")
    }
    let byte = units[start + 1].byte
    return (count == 0 ? .fill(byte) : .bytes([UInt8](repeating: byte, count: count)), close + 1)
  }

  private static func classes(_ name: String) -> [UInt8]? {
    let all = (0...127).map { UInt8($0) }
    switch name {
    case "alpha": return all.filter(ASCII.isLetter)
    case "digit": return all.filter(ASCII.isDigit)
    case "alnum": return all.filter(ASCII.isAlnum)
    case "upper": return all.filter { $0 >= 65 && $0 <= 90 }
    case "lower": return all.filter { $0 >= 97 && $0 <= 122 }
    case "space": return all.filter(ASCII.isSpace)
    case "blank": return [9, 32]
    case "punct": return all.filter { $0 > 32 && $0 < 127 && !ASCII.isAlnum($0) }
    case "cntrl": return all.filter { $0 < 32 || $0 == 127 }
    case "print": return all.filter { $0 >= 32 && $0 < 127 }
    case "graph": return all.filter { $0 > 32 && $0 < 127 }
    case "xdigit": return all.filter { Character(UnicodeScalar($0)).isHexDigit }
    default: return nil
    }
  }

  private static func units(_ text: String, _ call: Call) throws -> [(byte: UInt8, isEscaped: Bool)] {
    let source = Array(text.utf8)
    var units: [(byte: UInt8, isEscaped: Bool)] = []
    var index = 0
    while index < source.count {
      guard source[index] == 92 else {
        units.append((source[index], false))
        index += 1
        continue
      }
      guard index + 1 < source.count else {
        try call.warn("warning: an unescaped backslash at end of string is not portable")
        units.append((92, false))
        break
      }
      index += 1
      let simple: [UInt8: UInt8] = [97: 7, 98: 8, 102: 12, 110: 10, 114: 13, 116: 9, 118: 11]
      if let byte = simple[source[index]] {
        units.append((byte, true))
        index += 1
      } else if source[index] >= 48 && source[index] <= 55 {
        var value = 0
        var digits = 0
        while index < source.count, digits < 3, source[index] >= 48, source[index] <= 55, value * 8 + Int(source[index] - 48) < 256 {
          value = value * 8 + Int(source[index] - 48)
          index += 1
          digits += 1
        }
        units.append((UInt8(value), true))
      } else {
        units.append((source[index], true))
        index += 1
      }
    }
    return units
  }
}
