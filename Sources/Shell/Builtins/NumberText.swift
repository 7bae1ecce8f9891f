import Simulation

/// Floating point numbers as C's printf writes them.
enum DecimalText {
  static func write(_ value: Double, _ letter: UInt8, precision: Int, keepsZeros: Bool) -> String {
    let isUpper = letter < UInt8(ascii: "a")
    if value.isNaN { return isUpper ? "NAN" : "nan" }
    if value.isInfinite { return isUpper ? "INF" : "inf" }
    switch letter | 0x20 {
    case UInt8(ascii: "f"): return fixed(value, precision)
    case UInt8(ascii: "e"): return scientific(value, precision, isUpper)
    default:
      let significant = max(1, precision)
      let text = scientific(value, significant - 1, false)
      let exponent = Int(text[text.index(after: text.firstIndex(of: "e") ?? text.startIndex)...]) ?? 0
      if exponent < -4 || exponent >= significant {
        let shortened = keepsZeros ? text : trimmedScientific(text)
        return isUpper ? shortened.uppercased() : shortened
      }
      let plain = fixed(value, max(0, significant - 1 - exponent))
      return keepsZeros ? plain : trimmed(plain)
    }
  }

  private static func trimmed(_ text: String) -> String {
    guard text.contains(".") else { return text }
    var text = text
    while text.hasSuffix("0") { text.removeLast() }
    if text.hasSuffix(".") { text.removeLast() }
    return text
  }

  private static func trimmedScientific(_ text: String) -> String {
    guard let mark = text.firstIndex(of: "e") else { return text }
    return trimmed(String(text[..<mark])) + text[mark...]
  }

  /// The exact decimal digits of a double: whole part and fraction, the latter rounded half to even on exact ties.
  static func fixed(_ value: Double, _ precision: Int) -> String {
    var (digits, point) = exact(value)
    round(&digits, &point, keeping: point + precision)
    var whole = point > 0 ? digits.prefix(point).map { String($0) }.joined() : "0"
    if point > digits.count { whole += String(repeating: "0", count: point - digits.count) }
    if precision == 0 { return whole }
    var fraction = point < 0 ? String(repeating: "0", count: min(precision, -point)) : ""
    fraction += digits.dropFirst(max(0, point)).prefix(precision - fraction.utf8.count).map { String($0) }.joined()
    fraction += String(repeating: "0", count: max(0, precision - fraction.utf8.count))
    return "\(whole).\(fraction)"
  }

  private static func scientific(_ value: Double, _ precision: Int, _ isUpper: Bool) -> String {
    var (digits, point) = exact(value)
    round(&digits, &point, keeping: precision + 1)
    let exponent = value == 0 ? 0 : point - 1
    let first = digits.first ?? 0
    var rest = digits.dropFirst().prefix(precision).map { String($0) }.joined()
    rest += String(repeating: "0", count: max(0, precision - rest.utf8.count))
    let size = abs(exponent) < 10 ? "0\(abs(exponent))" : String(abs(exponent))
    let mark = isUpper ? "E" : "e"
    return "\(first)\(precision > 0 ? ".\(rest)" : "")\(mark)\(exponent < 0 ? "-" : "+")\(size)"
  }

  /// All decimal digits without leading zeros, and how many of them stand before the point.
  private static func exact(_ value: Double) -> (digits: [Int], point: Int) {
    if value == 0 { return ([], 0) }
    // The significand as an integer times a power of two, doubled or halved digit by digit.
    var mantissa = value.significandBitPattern
    var exponent = Int(value.exponentBitPattern)
    if exponent == 0 { exponent = 1 } else { mantissa |= 1 << 52 }
    exponent -= 1075
    var digits = String(mantissa).utf8.map { Int($0) - 48 }
    var point = digits.count
    if exponent > 0 {
      for _ in 0..<exponent { double(&digits, &point) }
    } else {
      for _ in 0..<(-exponent) { halve(&digits, &point) }
    }
    while let first = digits.first, first == 0 {
      digits.removeFirst()
      point -= 1
    }
    return (digits, point)
  }

  private static func double(_ digits: inout [Int], _ point: inout Int) {
    var carry = 0
    for index in digits.indices.reversed() {
      let value = digits[index] * 2 + carry
      digits[index] = value % 10
      carry = value / 10
    }
    if carry > 0 {
      digits.insert(carry, at: 0)
      point += 1
    }
  }

  private static func halve(_ digits: inout [Int], _ point: inout Int) {
    var rest = 0
    for index in digits.indices {
      let value = rest * 10 + digits[index]
      digits[index] = value / 2
      rest = value % 2
    }
    if rest > 0 { digits.append(5) }
    if digits.first == 0, digits.count > 1 {
      digits.removeFirst()
      point -= 1
    }
  }

  private static func round(_ digits: inout [Int], _ point: inout Int, keeping count: Int) {
    guard count < digits.count else { return }
    if count < 0 {
      digits = []
      return
    }
    let next = digits[count]
    let isTie = next == 5 && digits[(count + 1)...].allSatisfy { $0 == 0 }
    let isOdd = count > 0 && digits[count - 1] % 2 == 1
    digits.removeSubrange(count...)
    guard next > 5 || (next == 5 && (!isTie || isOdd)) else { return }
    var index = count - 1
    while index >= 0 {
      digits[index] += 1
      if digits[index] < 10 { return }
      digits[index] = 0
      index -= 1
    }
    digits.insert(1, at: 0)
    point += 1
  }
}

/// Moments as strftime writes them in the C locale, in UTC.
enum TimeText {
  private static let days: [String] = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"]
  private static let months: [String] = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
  ]

  static func write(_ wall: WallTime, _ format: String) -> String {
    var result = ""
    var isDirective = false
    for character in format {
      if !isDirective {
        if character == "%" { isDirective = true } else { result.append(character) }
        continue
      }
      isDirective = false
      result += field(wall, character)
    }
    return result
  }

  private static func two(_ number: Int, _ filler: Character = "0") -> String {
    number < 10 ? "\(filler)\(number)" : String(number)
  }

  private static func field(_ wall: WallTime, _ letter: Character) -> String {
    let (year, month, day) = wall.date
    switch letter {
    case "Y": return String(year)
    case "y": return two(year % 100)
    case "m": return two(month)
    case "d": return two(day)
    case "e": return two(day, " ")
    case "H": return two(wall.hour)
    case "I": return two((wall.hour + 11) % 12 + 1)
    case "M": return two(wall.minute)
    case "S": return two(wall.second)
    case "p": return wall.hour < 12 ? "AM" : "PM"
    case "a": return String(days[wall.weekday].prefix(3))
    case "A": return days[wall.weekday]
    case "b", "h": return String(months[month - 1].prefix(3))
    case "B": return months[month - 1]
    case "F": return write(wall, "%Y-%m-%d")
    case "T", "X": return write(wall, "%H:%M:%S")
    case "R": return write(wall, "%H:%M")
    case "D", "x": return write(wall, "%m/%d/%y")
    case "c": return write(wall, "%a %b %e %H:%M:%S %Y")
    case "s": return String(wall.unixSeconds)
    case "Z": return "UTC"
    case "z": return "+0000"
    case "n": return "\n"
    case "t": return "\t"
    case "u": return String(wall.weekday == 0 ? 7 : wall.weekday)
    case "w": return String(wall.weekday)
    case "%": return "%"
    default: return "%\(letter)"
    }
  }
}
