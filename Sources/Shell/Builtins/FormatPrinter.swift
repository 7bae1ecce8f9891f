import ShellLanguage
import Simulation

/// What `printf` does with its format and arguments.
struct FormatPrinter {
  let format: [UInt8]
  private var arguments: ArraySlice<String>
  private(set) var output: [UInt8] = []
  private(set) var messages: [String] = []
  private var stopped = false
  private var used = false
  private var wall = WallTime(unixSeconds: 0)
  /// No width can make the output longer than this.
  private static let widthMax = 100_000

  init(format: [UInt8], arguments: [String]) {
    self.format = format
    self.arguments = arguments[...]
  }

  /// The format is used again for as long as it takes arguments and some are left.
  mutating func run(at wall: WallTime) {
    self.wall = wall
    repeat {
      used = false
      once()
    } while !stopped && used && !arguments.isEmpty
  }

  private mutating func once() {
    var index = 0
    while index < format.count, !stopped {
      switch format[index] {
      case UInt8(ascii: "\\"):
        if index + 1 < format.count, format[index + 1] == UInt8(ascii: "c") {
          stopped = true
          return
        }
        output += Escapes.decodeFormat(format, at: &index)
      case UInt8(ascii: "%"):
        index += 1
        directive(&index)
      default:
        output.append(format[index])
        index += 1
      }
    }
  }

  private mutating func next() -> String? {
    used = true
    return arguments.popFirst()
  }

  private struct Layout {
    var left = false
    var zero = false
    var plus = false
    var space = false
    var alternate = false
    var width = 0
    var precision: Int?
  }

  private mutating func directive(_ index: inout Int) {
    if index < format.count, format[index] == UInt8(ascii: "%") {
      output.append(UInt8(ascii: "%"))
      index += 1
      return
    }
    var layout = Layout()
    flags: while index < format.count {
      switch format[index] {
      case UInt8(ascii: "-"): layout.left = true
      case UInt8(ascii: "0"): layout.zero = true
      case UInt8(ascii: "+"): layout.plus = true
      case UInt8(ascii: " "): layout.space = true
      case UInt8(ascii: "#"): layout.alternate = true
      case UInt8(ascii: "'"): break
      default: break flags
      }
      index += 1
    }
    layout.width = number(&index)
    if layout.width < 0 {
      layout.left = true
      layout.width = -layout.width
    }
    layout.width = min(layout.width, Self.widthMax)
    if index < format.count, format[index] == UInt8(ascii: ".") {
      index += 1
      let precision = number(&index)
      layout.precision = precision < 0 ? nil : min(precision, Self.widthMax)
    }
    while index < format.count, "hlLjzt".utf8.contains(format[index]) { index += 1 }
    guard index < format.count else {
      messages.append("`%': missing format character")
      stopped = true
      return
    }
    convert(&index, layout)
  }

  private mutating func number(_ index: inout Int) -> Int {
    if index < format.count, format[index] == UInt8(ascii: "*") {
      index += 1
      return max(-Self.widthMax, min(Int(next() ?? "") ?? 0, Self.widthMax))
    }
    var value = 0
    while index < format.count, format[index] >= 48, format[index] <= 57 {
      value = min(value * 10 + Int(format[index] - 48), Self.widthMax)
      index += 1
    }
    return value
  }

  private mutating func convert(_ index: inout Int, _ layout: Layout) {
    let letter = format[index]
    index += 1
    switch letter {
    case UInt8(ascii: "s"): pad(cut(Array((next() ?? "").utf8), layout), layout)
    case UInt8(ascii: "b"):
      let (bytes, ends) = Escapes.decodePercentB(next() ?? "")
      pad(cut(bytes, layout), layout)
      if ends { stopped = true }
    case UInt8(ascii: "q"): pad(Array(Quoting.backslashes(next() ?? "").utf8), layout)
    case UInt8(ascii: "Q"): pad(Array(Quoting.backslashes(next() ?? "").utf8), layout)
    case UInt8(ascii: "c"): pad(Array((next() ?? "").utf8.prefix(1)), layout)
    case UInt8(ascii: "d"), UInt8(ascii: "i"): integer(signed: true, base: 10, layout)
    case UInt8(ascii: "u"): integer(signed: false, base: 10, layout)
    case UInt8(ascii: "o"): integer(signed: false, base: 8, layout)
    case UInt8(ascii: "x"): integer(signed: false, base: 16, layout)
    case UInt8(ascii: "X"): integer(signed: false, base: 16, layout, uppercase: true)
    case UInt8(ascii: "e"), UInt8(ascii: "E"), UInt8(ascii: "f"), UInt8(ascii: "F"), UInt8(ascii: "g"),
      UInt8(ascii: "G"):
      decimal(letter, layout)
    case UInt8(ascii: "("): time(&index, layout)
    default:
      // Bash names the character that follows a length modifier, whatever it is.
      messages.append("`\(String(UnicodeScalar(letter)))': invalid format character")
      stopped = true
    }
  }

  private func cut(_ bytes: [UInt8], _ layout: Layout) -> [UInt8] {
    layout.precision.map { Array(bytes.prefix($0)) } ?? bytes
  }

  private mutating func pad(_ bytes: [UInt8], _ layout: Layout, zeros: Bool = false, sign: Int = 0) {
    let missing = max(0, layout.width - bytes.count)
    if layout.left {
      output += bytes + Array(repeating: 32, count: missing)
    } else if zeros {
      output += bytes.prefix(sign) + Array(repeating: 48, count: missing) + bytes.dropFirst(sign)
    } else {
      output += Array(repeating: 32, count: missing) + bytes
    }
  }

  /// A number as C reads it: decimal, 0x, 0, or `'c` for the code of a character.
  private mutating func integerArgument() -> Int64 {
    guard let given = next() else { return 0 }
    let text = String(given.drop { $0 == " " || $0 == "\t" })
    if text.first == "'" || text.first == "\"" {
      return Int64(text.unicodeScalars.dropFirst().first?.value ?? 0)
    }
    var rest = Substring(text)
    var isNegative = false
    if rest.first == "-" || rest.first == "+" {
      isNegative = rest.first == "-"
      rest = rest.dropFirst()
    }
    var base: UInt64 = 10
    var needsDigit = true
    if rest.hasPrefix("0x") || rest.hasPrefix("0X") {
      base = 16
      rest = rest.dropFirst(2)
    } else if rest.hasPrefix("0"), rest.count > 1 {
      base = 8
      needsDigit = false
      rest = rest.dropFirst()
    }
    var value: UInt64 = 0
    var overflows = false
    while let first = rest.first, let digit = first.hexDigitValue, UInt64(digit) < base {
      let (product, over) = value.multipliedReportingOverflow(by: base)
      value = product &+ UInt64(digit)
      if over { overflows = true }
      needsDigit = false
      rest = rest.dropFirst()
    }
    if overflows { messages.append("warning: \(given): Numerical result out of range") }
    if !rest.isEmpty || (needsDigit && !given.isEmpty) { messages.append("\(given): invalid number") }
    if overflows { return isNegative ? .min : .max }
    return isNegative ? 0 &- Int64(truncatingIfNeeded: value) : Int64(truncatingIfNeeded: value)
  }

  private mutating func integer(signed: Bool, base: Int, _ layout: Layout, uppercase: Bool = false) {
    let value = integerArgument()
    var digits =
      signed
      ? String(value.magnitude, radix: base) : String(UInt64(bitPattern: value), radix: base, uppercase: uppercase)
    if let precision = layout.precision {
      digits = precision == 0 && value == 0 ? "" : digits
      digits = String(repeating: "0", count: max(0, precision - digits.utf8.count)) + digits
    }
    var prefix = ""
    if signed { prefix = value < 0 ? "-" : layout.plus ? "+" : layout.space ? " " : "" }
    if layout.alternate, base == 16, value != 0 { prefix = uppercase ? "0X" : "0x" }
    if layout.alternate, base == 8, !digits.hasPrefix("0") { prefix = "0" }
    pad(Array("\(prefix)\(digits)".utf8), layout, zeros: layout.zero && layout.precision == nil, sign: prefix.utf8.count)
  }

  private mutating func decimal(_ letter: UInt8, _ layout: Layout) {
    let given = next() ?? ""
    let text = given.trimmingSpaces
    var value = Double(text) ?? 0
    if Double(text) == nil, !text.isEmpty {
      let numeric = text.prefix { $0.isNumber || $0 == "." || $0 == "-" || $0 == "+" }
      value = Double(numeric) ?? 0
      messages.append("\(given): invalid number")
    }
    var digits = DecimalText.write(value.magnitude, letter, precision: layout.precision ?? 6, keepsZeros: layout.alternate)
    let sign = value.sign == .minus ? "-" : layout.plus ? "+" : layout.space ? " " : ""
    digits = sign + digits
    pad(Array(digits.utf8), layout, zeros: layout.zero && value.isFinite, sign: sign.utf8.count)
  }

  /// `%(format)T`
  private mutating func time(_ index: inout Int, _ layout: Layout) {
    guard let end = format[index...].firstIndex(of: UInt8(ascii: ")")), end + 1 < format.count,
      format[end + 1] == UInt8(ascii: "T")
    else {
      messages.append("`(': invalid format character")
      stopped = true
      return
    }
    let pattern = String(decoding: format[index..<end], as: UTF8.self)
    index = end + 2
    let argument = Int64(next() ?? "-1") ?? -1
    let moment = argument < 0 ? wall : WallTime(unixSeconds: argument)
    pad(Array(TimeText.write(moment, pattern.isEmpty ? "%X" : pattern).utf8), layout)
  }
}

extension String {
  var trimmingSpaces: String {
    String(drop { $0 == " " || $0 == "\t" }.reversed().drop { $0 == " " || $0 == "\t" }.reversed())
  }
}
