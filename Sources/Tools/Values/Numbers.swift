import Hosts
import World

/// factor: numbers as products of primes.
enum Factor: HostTool {
  static let manual = Manual("factor", "print the prime factors of numbers", usage: ["[NUMBER]..."], options: [Option("-h, --exponents", "repeated factors as powers")])

  static func main(_ call: Call) throws -> Int32 {
    var words = call.operands
    if words.isEmpty { words = try ByteReader(call, "-").all().text.split(whereSeparator: \.isWhitespace).map { String($0) } }
    for word in words {
      let digits = word.hasPrefix("+") ? word.dropFirst() : word[...]
      guard let number = UInt64(digits) else {
        if !digits.isEmpty, digits.allSatisfy({ ("0"..."9").contains($0) }) { throw ToolFailure("not simulated: factors of numbers above 2^64") }
        try call.complain("\(Quoted.curly(word)) is not a valid positive integer")
        continue
      }
      let factors = PrimeFactors.of(number)
      var shown = factors.map { String($0) }
      if call.has("h") {
        shown = []
        for factor in factors where !shown.contains(where: { $0 == String(factor) || $0.hasPrefix("\(factor)^") }) {
          let power = factors.count { $0 == factor }
          shown.append(power > 1 ? "\(factor)^\(power)" : String(factor))
        }
      }
      try call.write("\(number):\(shown.map { " \($0)" }.joined())\n")
    }
    return call.status
  }
}

/// numfmt: numbers with units, and back.
enum NumberUnits: HostTool {
  static let manual = Manual(
    "numfmt", "write numbers with units, or read them", usage: ["[OPTION]... [NUMBER]..."],
    options: [
      Option("--from=UNIT", "read: none, auto, si, iec, iec-i"), Option("--to=UNIT", "write: none, si, iec, iec-i"), Option("-d, --delimiter=X", "between fields"), Option("--field=FIELDS", "which fields"), Option("--header[=N]", "leave N lines"),
      Option("--padding=N", "to N characters"), Option("--suffix=SUFFIX", "behind numbers"), Option("--round=METHOD", "up, down, from-zero, towards-zero, nearest"), Option("--invalid=MODE", "abort, fail, warn, ignore"),
      Option("--from-unit=N", "count in N"), Option("--to-unit=N", "count in N"), Option("--grouping", "accepted"), Option("-z, --zero-terminated", "accepted"), Option("--debug", "accepted"), .missing("--format=FORMAT"),
    ])

  static func main(_ call: Call) throws -> Int32 {
    for (key, known) in [("from", ["none", "auto", "si", "iec", "iec-i"]), ("to", ["none", "si", "iec", "iec-i", "auto"])] {
      if let value = call[key], !known.contains(value) {
        let list = known.map { "  - \(Quoted.curly($0))" }.joined(separator: "\n")
        throw call.usage("invalid argument \(Quoted.curly(value)) for \(Quoted.curly("--\(key)"))\nValid arguments are:\n\(list)")
      }
    }
    if !call.operands.isEmpty {
      for word in call.operands { try call.write("\(try converted(word, call))\n") }
      return call.status
    }
    let fields = Set((call["field"] ?? "1").split(separator: ",").compactMap { Int($0) })
    var header = call.has("header") ? Int(call["header"] ?? "1") ?? 1 : 0
    let reader = try ByteReader(call, "-")
    while let line = try reader.line()?.withoutNewline().text {
      if header > 0 {
        header -= 1
        try call.write("\(line)\n")
        continue
      }
      try call.write("\(try convertedLine(line, fields, call))\n")
    }
    return call.status
  }

  private static func convertedLine(_ line: String, _ fields: Set<Int>, _ call: Call) throws -> String {
    if let mark = call["d"]?.first {
      let cells = line.split(separator: mark, omittingEmptySubsequences: false).map { String($0) }
      return try cells.enumerated().map { fields.contains($0 + 1) ? try converted($1, call) : $1 }.joined(separator: String(mark))
    }
    var (output, rest, number) = ("", line[...], 0)
    while !rest.isEmpty {
      let blanks = rest.prefix { $0 == " " || $0 == "\t" }
      let word = rest.dropFirst(blanks.count).prefix { $0 != " " && $0 != "\t" }
      rest = rest.dropFirst(blanks.count + word.count)
      number += 1
      guard !word.isEmpty, fields.contains(number) else {
        output += blanks + word
        continue
      }
      let result = try converted(String(word), call)
      // Numbers keep the width of their column, where blanks make one.
      let width = number > 1 || !blanks.isEmpty ? blanks.count + word.count : 0
      output += number > 1 ? " \(result.padded(to: width - 1))" : result.padded(to: width)
    }
    return output
  }

  private static let units: [Character] = ["K", "M", "G", "T", "P", "E", "Z", "Y"]

  private static func converted(_ word: String, _ call: Call) throws -> String {
    guard let value = try read(word, call) else { return word }
    let unit = Double(SizeNumber.parse(call["to-unit"] ?? "1") ?? 1)
    let text = written(value * Double(SizeNumber.parse(call["from-unit"] ?? "1") ?? 1) / unit, call)
    let whole = text + (call["suffix"] ?? "")
    guard let padding = call["padding"].flatMap({ Int($0) }) else { return whole }
    return whole.padded(to: Int(clamping: padding.magnitude), left: padding < 0)
  }

  private static func fail(_ message: String, _ call: Call) throws {
    let mode = call["invalid"] ?? "abort"
    if mode == "ignore" { return }
    if mode == "abort" { throw ToolFailure(message, status: 2) }
    try call.complain(message, status: mode == "warn" ? 0 : 2)
  }

  private static func read(_ given: String, _ call: Call) throws -> Double? {
    var word = given
    if let suffix = call["suffix"], word.hasSuffix(suffix) { word = String(word.dropLast(suffix.count)) }
    let digits = word.prefix { $0.isNumber || $0 == "." || $0 == "-" }
    guard let value = Double(digits) else {
      try fail("invalid number: \(Quoted.curly(given))", call)
      return nil
    }
    let rest = word.dropFirst(digits.count)
    guard let letter = rest.first else { return value }
    let mode = call["from"] ?? "none"
    guard let power = units.firstIndex(of: letter == "k" ? "K" : letter) else {
      try fail("invalid suffix in input: \(Quoted.curly(given))", call)
      return nil
    }
    if mode == "none" {
      try fail("rejecting suffix in input: \(Quoted.curly(given)) (consider using --from)", call)
      return nil
    }
    let tail = rest.dropFirst()
    if mode == "iec-i", tail != "i" {
      try fail("missing 'i' suffix in input: \(Quoted.curly(given)) (e.g Ki/Mi/Gi)", call)
      return nil
    }
    if !tail.isEmpty, !(tail == "i" && (mode == "auto" || mode == "iec-i")) {
      try fail("invalid suffix in input \(Quoted.curly(given)): \(Quoted.curly(String(tail)))", call)
      return nil
    }
    let base: Double = mode == "si" || mode == "auto" && tail.isEmpty ? 1000 : 1024
    return (0...power).reduce(value) { result, _ in result * base }
  }

  private static func rounded(_ value: Double, _ call: Call) -> Double {
    switch call["round"] ?? "from-zero" {
    case "up": value.rounded(.up)
    case "down": value.rounded(.down)
    case "towards-zero": value.rounded(.towardZero)
    case "nearest": value.rounded(.toNearestOrAwayFromZero)
    default: value.rounded(.awayFromZero)
    }
  }

  private static func written(_ value: Double, _ call: Call) -> String {
    let mode = call["to"] ?? "none"
    guard mode != "none" else {
      let whole = rounded(value, call)
      return NumberFormat.fixed(whole, 0)
    }
    let base: Double = mode == "si" ? 1000 : 1024
    var (size, power) = (value, -1)
    while abs(size) >= base, power + 1 < units.count {
      size /= base
      power += 1
    }
    if power < 0 { return NumberFormat.fixed(rounded(size, call), 0) }
    var shown = abs(size) < 10 ? rounded(size * 10, call) / 10 : rounded(size, call)
    if abs(shown) >= base, power + 1 < units.count {
      shown /= base
      power += 1
    }
    let text = abs(shown) < 10 ? NumberFormat.fixed(shown, 1) : NumberFormat.fixed(shown, 0)
    return "\(text)\(units[power])\(mode == "iec-i" ? "i" : "")"
  }
}

/// sum: the old checksums.
enum OldSum: HostTool {
  static let manual = Manual("sum", "print checksums and blocks of files", options: [Option("-r", "the BSD sum, with 1K blocks"), Option("-s, --sysv", "the System V sum, with 512-byte blocks")])

  static func main(_ call: Call) throws -> Int32 {
    let isSystemV = call.arguments.last(of: "r", "s") == "s"
    try call.forEachInput { name, reader in
      let bytes = try reader.all()
      let shown = call.operands.isEmpty ? "" : " \(name)"
      if isSystemV {
        let total = bytes.reduce(0) { $0 + Int($1) }
        let folded = (total & 0xffff) + total >> 16
        try call.write("\((folded & 0xffff) + folded >> 16) \((bytes.count + 511) / 512)\(shown)\n")
      } else {
        let sum = bytes.reduce(0) { (($0 >> 1) + (($0 & 1) << 15) + Int($1)) & 0xffff }
        try call.write("\(String(sum).padded(to: 5, with: "0")) \(String((bytes.count + 1023) / 1024).padded(to: 5))\(shown)\n")
      }
    }
    return call.status
  }
}

/// base32: bytes as letters and digits, and back.
enum Base32Tool: HostTool {
  static let manual = Manual(
    "base32", "encode bytes as letters and digits, or decode them", usage: ["[OPTION]... [FILE]"],
    options: [Option("-d, --decode", "decode"), Option("-i, --ignore-garbage", "skip other characters while decoding"), Option("-w, --wrap=COLS", "lines of COLS characters instead of 76; 0 for one line")])

  private static let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".utf8)

  static func main(_ call: Call) throws -> Int32 {
    if call.operands.count > 1 { throw call.extraOperand(call.operands[1]) }
    let name = call.operands.first ?? "-"
    let bytes: [UInt8]
    do {
      bytes = try ByteReader(call, name).all()
    } catch let error as FileError {
      throw ToolFailure(error == .isDirectory ? "read error: \(error.text)" : "\(Quoted.ifNeeded(name)): \(error.text)")
    }
    if call.has("d") { return try decode(bytes, call) }
    let text = call["w"] ?? "76"
    guard let width = Int(text), width >= 0 else { throw ToolFailure("invalid wrap size: \(Quoted.curly(text))") }
    var output: [UInt8] = []
    for start in stride(from: 0, to: bytes.count, by: 5) {
      let group = bytes[start..<min(start + 5, bytes.count)]
      var word: UInt64 = 0
      for index in 0..<5 { word = word << 8 | (index < group.count ? UInt64(group[start + index]) : 0) }
      let count = (group.count * 8 + 4) / 5
      for index in 0..<8 { output.append(index < count ? letters[Int(word >> UInt64(35 - 5 * index) & 31)] : 61) }
    }
    guard width > 0 else {
      try call.write(output)
      return 0
    }
    for start in stride(from: 0, to: output.count, by: width) {
      try call.write(output[start..<min(start + width, output.count)])
      try call.write("\n")
    }
    return 0
  }

  private static func decode(_ bytes: [UInt8], _ call: Call) throws -> Int32 {
    var (word, bits) = (0, 0)
    var output: [UInt8] = []
    var (count, padding, isBad) = (0, 0, false)
    for byte in bytes where byte != 10 {
      if byte == 61 {
        padding += 1
        continue
      }
      guard padding == 0, let value = letters.firstIndex(of: byte) else {
        if call.has("i") { continue }
        isBad = true
        break
      }
      word = (word << 5 | value) & 0xffff
      bits += 5
      count += 1
      if bits >= 8 {
        bits -= 8
        output.append(UInt8(word >> bits & 255))
      }
    }
    if (count + padding) % 8 != 0 { isBad = true }
    try call.write(output)
    if isBad { throw ToolFailure("invalid input") }
    return 0
  }
}
