import World

/// printf: values in a form. The shell's own printf uses `PrintfFormat`, too.
enum Printf: HostTool {
  static let manual = Manual(
    "printf", "print values in a form", usage: ["FORMAT [ARGUMENT]...", "OPTION"],
    notes: "FORMAT has % conversions (diouxXfFeEgGcsbq) and backslash escapes, and is used again while arguments are left.",
    parsing: .leading)

  static func main(_ call: Call) throws -> Int32 {
    guard let format = call.operands.first else { throw call.missingOperand() }
    var printer = PrintfFormat()
    let problem = printer.print(format, Array(call.operands.dropFirst()))
    try call.write(printer.output)
    for warning in printer.warnings { try call.complain(warning) }
    if let problem { try call.complain(problem) }
    return call.status
  }
}

/// What `printf` does with a format and arguments.
struct PrintfFormat {
  private(set) var output: [UInt8] = []
  /// Complaints that do not end it, each of which makes the status 1.
  private(set) var warnings: [String] = []
  private var arguments: ArraySlice<String> = []
  private var usedArgument = false
  private var isEnded = false

  init() {}

  /// Prints all arguments; the answer is the complaint that ended it, if one did.
  mutating func print(_ format: String, _ words: [String]) -> String? {
    arguments = words[...]
    repeat {
      usedArgument = false
      if let problem = pass(format) { return problem }
    } while usedArgument && !arguments.isEmpty && !isEnded
    if !arguments.isEmpty && !isEnded && !usedArgument, let first = arguments.first {
      warnings.append("warning: ignoring excess arguments, starting with \(Quoted.curly(first))")
    }
    return nil
  }

  private mutating func pass(_ format: String) -> String? {
    var rest = ArraySlice(format.utf8)
    while let byte = rest.popFirst() {
      if isEnded { return nil }
      if byte == 92 {
        guard let escape = EscapedText.escape(&rest, octalNeedsZero: false) else {
          isEnded = true
          return nil
        }
        output += escape
      } else if byte == 37 {
        if let problem = conversion(&rest) { return problem }
      } else {
        output.append(byte)
      }
    }
    return nil
  }

  private mutating func next() -> String? {
    usedArgument = true
    return arguments.popFirst()
  }

  private mutating func conversion(_ rest: inout ArraySlice<UInt8>) -> String? {
    if rest.first == 37 {
      rest.removeFirst()
      output.append(37)
      return nil
    }
    let start = rest
    var spec = FormatSpec()
    while let byte = rest.first, let flag = Character(UnicodeScalar(byte)) as Character?, "-+ #0'".contains(flag) {
      spec.flags.insert(flag)
      rest.removeFirst()
    }
    if rest.first == 42 {
      rest.removeFirst()
      let width = Int(next() ?? "0") ?? 0
      if width < 0 { spec.flags.insert("-") }
      spec.width = Int(clamping: width.magnitude)
    } else {
      let digits = rest.prefix(while: ASCII.isDigit)
      spec.width = Int(digits.text) ?? 0
      rest = rest.dropFirst(digits.count)
    }
    if rest.first == 46 {
      rest.removeFirst()
      if rest.first == 42 {
        rest.removeFirst()
        spec.precision = Int(next() ?? "0") ?? 0
      } else {
        let digits = rest.prefix(while: ASCII.isDigit)
        spec.precision = Int(digits.text) ?? 0
        rest = rest.dropFirst(digits.count)
      }
    }
    while let byte = rest.first, [104, 108, 76, 113, 106, 122, 116].contains(byte), rest.count > 1 || byte != 113 {
      if byte == 113 { break }
      rest.removeFirst()
    }
    guard let letter = rest.popFirst() else {
      return "%\(start.text): invalid conversion specification"
    }
    return convert(Character(UnicodeScalar(letter)), spec, "%\(start[..<rest.startIndex].text)")
  }

  private mutating func convert(_ letter: Character, _ spec: FormatSpec, _ shown: String) -> String? {
    switch letter {
    case "s": output += spec.text(Array((next() ?? "").utf8))
    case "c": output += spec.text(Array((next() ?? "").utf8.prefix(1)))
    case "q": output += spec.text(Array(Quoted.ifNeeded(next() ?? "").utf8))
    case "b":
      var rest = ArraySlice((next() ?? "").utf8)
      var expanded: [UInt8] = []
      while let byte = rest.popFirst() {
        guard byte == 92 else {
          expanded.append(byte)
          continue
        }
        guard let escape = Self.argumentEscape(&rest) else {
          isEnded = true
          break
        }
        expanded += escape
      }
      output += spec.text(expanded)
    case "d", "i": output += spec.integer(integer(next()))
    case "o", "u", "x", "X":
      let value = integer(next())
      output += spec.unsigned(UInt64(bitPattern: value), letter)
    case "f", "F", "e", "E", "g", "G", "a", "A": output += spec.floating(floating(next()), letter)
    default: return "\(shown): invalid conversion specification"
    }
    return nil
  }

  private static func argumentEscape(_ rest: inout ArraySlice<UInt8>) -> [UInt8]? {
    if rest.first == 48 {
      return EscapedText.escape(&rest, octalNeedsZero: true)
    }
    return EscapedText.escape(&rest, octalNeedsZero: false)
  }

  private mutating func integer(_ text: String?) -> Int64 {
    guard let text, !text.isEmpty else { return 0 }
    if let quote = text.first, quote == "'" || quote == "\"" {
      return Int64(text.unicodeScalars.dropFirst().first?.value ?? 0)
    }
    var rest = text[...].drop { $0 == " " }
    var isNegative = false
    if let sign = rest.first, sign == "-" || sign == "+" {
      isNegative = sign == "-"
      rest.removeFirst()
    }
    var radix = 10
    if rest.lowercased().hasPrefix("0x") {
      radix = 16
      rest = rest.dropFirst(2)
    } else if rest.hasPrefix("0") {
      radix = 8
    }
    let digits = rest.prefix { $0.isASCII && ($0.hexDigitValue ?? 99) < radix }
    guard !digits.isEmpty else {
      warnings.append("\(Quoted.curly(text)): expected a numeric value")
      return 0
    }
    if digits.count < rest.count { warnings.append("\(Quoted.curly(text)): value not completely converted") }
    let magnitude = UInt64(digits, radix: radix)
    guard let magnitude, magnitude <= UInt64(Int64.max) + (isNegative ? 1 : 0) else {
      if let magnitude, !isNegative { return Int64(bitPattern: magnitude) }
      warnings.append("\(Quoted.curly(text)): Numerical result out of range")
      return isNegative ? .min : .max
    }
    return isNegative ? Int64(bitPattern: 0 &- magnitude) : Int64(magnitude)
  }

  private mutating func floating(_ text: String?) -> Double {
    guard let text, !text.isEmpty else { return 0 }
    if let quote = text.first, quote == "'" || quote == "\"" {
      return Double(text.unicodeScalars.dropFirst().first?.value ?? 0)
    }
    let bytes = ArraySlice(text.utf8)
    let (value, length) = FloatText.scan(bytes)
    if length == 0 {
      warnings.append("\(Quoted.curly(text)): expected a numeric value")
    } else if length < bytes.count {
      warnings.append("\(Quoted.curly(text)): value not completely converted")
    }
    return value
  }
}

/// Flags, width and precision of a conversion, as printf(3) applies them.
struct FormatSpec {
  var flags: Set<Character> = []
  /// At most `String.widthMax`, as is the precision.
  var width = 0 { didSet { width = min(width, String.widthMax) } }
  var precision: Int? { didSet { precision = precision.map { min($0, String.widthMax) } } }

  func text(_ bytes: [UInt8]) -> [UInt8] {
    pad(precision.map { Array(bytes.prefix($0)) } ?? bytes, zeros: false)
  }

  func integer(_ value: Int64) -> [UInt8] {
    signed(digits(String(value.magnitude), zero: value == 0), isNegative: value < 0)
  }

  func unsigned(_ value: UInt64, _ letter: Character) -> [UInt8] {
    let radix = letter == "o" ? 8 : letter == "u" ? 10 : 16
    var text = digits(String(value, radix: radix, uppercase: letter == "X"), zero: value == 0)
    if flags.contains("#") && value != 0 {
      if letter == "o" && !text.hasPrefix("0") { text = "0\(text)" }
      if radix == 16 {
        let room = usesZeros ? max(0, width - 2 - text.count) : 0
        text = "0\(letter)\(String(repeating: "0", count: room))\(text)"
      }
    }
    return pad(Array(text.utf8), zeros: usesZeros)
  }

  func floating(_ value: Double, _ letter: Character) -> [UInt8] {
    let places = precision ?? 6
    let upper = letter.isUppercase
    let size = value.magnitude
    var text: String
    switch letter {
    case "e", "E": text = NumberFormat.exponent(size, places, upper: upper)
    case "g", "G": text = NumberFormat.general(size, precision: places, upper: upper, keepsZeros: flags.contains("#"))
    default: text = NumberFormat.fixed(size, places)
    }
    if upper { text = text.uppercased() }
    let finite = value.isFinite
    return signed(text, isNegative: value.sign == .minus && !value.isNaN || value.isNaN && value.sign == .minus, zerosAllowed: finite)
  }

  private var usesZeros: Bool { flags.contains("0") && !flags.contains("-") && precision == nil }

  private func digits(_ text: String, zero: Bool) -> String {
    guard let precision else { return text }
    if precision == 0 && zero { return "" }
    return text.padded(to: precision, with: "0")
  }

  private func signed(_ text: String, isNegative: Bool, zerosAllowed: Bool? = nil) -> [UInt8] {
    let sign = isNegative ? "-" : flags.contains("+") ? "+" : flags.contains(" ") ? " " : ""
    let fills = zerosAllowed.map { $0 && flags.contains("0") && !flags.contains("-") } ?? usesZeros
    if fills {
      let filled = text.padded(to: width - sign.count, with: "0")
      return Array("\(sign)\(filled)".utf8)
    }
    return pad(Array("\(sign)\(text)".utf8), zeros: false)
  }

  private func pad(_ bytes: [UInt8], zeros: Bool) -> [UInt8] {
    let missing = width - bytes.count
    guard missing > 0 else { return bytes }
    let filler = [UInt8](repeating: zeros ? 48 : 32, count: missing)
    return flags.contains("-") ? bytes + filler : filler + bytes
  }
}
