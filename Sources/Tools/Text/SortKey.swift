import Simulation

/// By what `sort` compares: a stretch of the line, and how.
struct SortKey {
  enum Order {
    case bytes
    case numeric
    case general
    case human
    case version
    case month
    case random
  }

  struct Position {
    /// Counted from 1.
    var field: Int
    /// Counted from 1; 0 for the end of the field.
    var character: Int
    var skipsBlanks = false
  }

  var start = Position(field: 1, character: 1)
  var end: Position?
  var order = Order.bytes
  var isReversed = false
  var ignoresCase = false
  var isDictionary = false
  var ignoresNonprinting = false
  /// Whether it has letters of its own, so that the global ones do not apply.
  var hasLetters = false

  /// Applies an ordering letter; false where there is none such.
  mutating func apply(_ letter: Character) -> Bool {
    switch letter {
    case "n": order = .numeric
    case "g": order = .general
    case "h": order = .human
    case "V": order = .version
    case "M": order = .month
    case "R": order = .random
    case "r": isReversed = true
    case "f": ignoresCase = true
    case "d": isDictionary = true
    case "i": ignoresNonprinting = true
    default: return false
    }
    return true
  }

  /// The stretch of the line that is compared.
  func stretch(of line: ArraySlice<UInt8>, tab: UInt8?) -> ArraySlice<UInt8> {
    let from = begin(of: start, in: line, tab: tab)
    guard let end else { return line[from...] }
    let to = limit(of: end, in: line, tab: tab)
    return from < to ? line[from..<to] : line[from..<from]
  }

  private func begin(of position: Position, in line: ArraySlice<UInt8>, tab: UInt8?) -> Int {
    var index = line.startIndex
    var left = position.field - 1
    while left > 0 && index < line.endIndex {
      if let tab {
        while index < line.endIndex && line[index] != tab { index += 1 }
        if index < line.endIndex { index += 1 }
      } else {
        while index < line.endIndex && ASCII.isBlank(line[index]) { index += 1 }
        while index < line.endIndex && !ASCII.isBlank(line[index]) { index += 1 }
      }
      left -= 1
    }
    if position.skipsBlanks {
      while index < line.endIndex && ASCII.isBlank(line[index]) { index += 1 }
    }
    return min(line.endIndex, index + position.character - 1)
  }

  private func limit(of position: Position, in line: ArraySlice<UInt8>, tab: UInt8?) -> Int {
    if position.character == 0 {
      var index = line.startIndex
      var left = position.field
      while left > 0 && index < line.endIndex {
        if let tab {
          while index < line.endIndex && line[index] != tab { index += 1 }
          if left > 1 && index < line.endIndex { index += 1 }
        } else {
          while index < line.endIndex && ASCII.isBlank(line[index]) { index += 1 }
          while index < line.endIndex && !ASCII.isBlank(line[index]) { index += 1 }
        }
        left -= 1
      }
      return index
    }
    return min(line.endIndex, begin(of: Position(field: position.field, character: 1, skipsBlanks: position.skipsBlanks), in: line, tab: tab) + position.character)
  }
}

extension SortKey {
  /// Less than 0, 0, or more, before reversal.
  func compare(_ left: ArraySlice<UInt8>, _ right: ArraySlice<UInt8>) -> Int {
    switch order {
    case .bytes:
      guard ignoresCase || isDictionary || ignoresNonprinting else { return ByteOrder.compare(left, right) }
      return ByteOrder.compare(folded(left)[...], folded(right)[...])
    case .numeric: return DecimalText(left).compare(DecimalText(right))
    case .human:
      let (a, b) = (DecimalText(left), DecimalText(right))
      let (unitA, unitB) = (a.signedUnit(in: left), b.signedUnit(in: right))
      return unitA != unitB ? unitA - unitB : a.compare(b)
    case .general:
      let (a, b) = (FloatText.parse(left), FloatText.parse(right))
      guard let a else { return b == nil ? 0 : -1 }
      guard let b else { return 1 }
      return a < b ? -1 : a > b ? 1 : 0
    case .month: return Self.month(left) - Self.month(right)
    case .version: return VersionOrder.compare(Array(left), Array(right))
    case .random:
      let (a, b) = (Self.hash(left), Self.hash(right))
      return a < b ? -1 : a > b ? 1 : 0
    }
  }

  private func folded(_ text: ArraySlice<UInt8>) -> [UInt8] {
    var result: [UInt8] = []
    for byte in text {
      if isDictionary && !(ASCII.isBlank(byte) || ASCII.isAlnum(byte)) { continue }
      if ignoresNonprinting && (byte < 32 || byte >= 127) { continue }
      result.append(ignoresCase ? ASCII.upper(byte) : byte)
    }
    return result
  }

  private static func month(_ text: ArraySlice<UInt8>) -> Int {
    let letters = text.drop(while: ASCII.isBlank).prefix(3).map(ASCII.upper)
    let names = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"]
    return (names.firstIndex(of: letters.text) ?? -1) + 1
  }

  private static func hash(_ text: ArraySlice<UInt8>) -> UInt64 {
    Fingerprint.of(text) &* 0x9e37_79b9_7f4a_7c15
  }
}

/// Text compared byte by byte, as in the locale C.UTF-8.
enum ByteOrder {
  static func compare(_ left: ArraySlice<UInt8>, _ right: ArraySlice<UInt8>) -> Int {
    left.withUnsafeBytes { a in
      right.withUnsafeBytes { b in
        let count = min(a.count, b.count)
        var index = 0
        while index + 8 <= count {
          let x = a.loadUnaligned(fromByteOffset: index, as: UInt64.self)
          let y = b.loadUnaligned(fromByteOffset: index, as: UInt64.self)
          if x != y { return x.bigEndian < y.bigEndian ? -1 : 1 }
          index += 8
        }
        while index < count {
          if a[index] != b[index] { return a[index] < b[index] ? -1 : 1 }
          index += 1
        }
        return a.count - b.count
      }
    }
  }
}

/// The decimal number at the start of a text, of any length.
struct DecimalText {
  private var isNegative = false
  private var whole: ArraySlice<UInt8> = []
  private var fraction: ArraySlice<UInt8> = []
  private var end: Int

  init(_ text: ArraySlice<UInt8>) {
    var rest = text.drop(while: ASCII.isBlank)
    if rest.first == 45 {
      isNegative = true
      rest = rest.dropFirst()
    }
    let digits = rest.prefix(while: ASCII.isDigit)
    whole = digits.drop { $0 == 48 }
    rest = rest[digits.endIndex...]
    if rest.first == 46 {
      fraction = rest.dropFirst().prefix(while: ASCII.isDigit)
      rest = rest[fraction.endIndex...]
      while fraction.last == 48 { fraction.removeLast() }
    }
    end = rest.startIndex
  }

  var isZero: Bool { whole.isEmpty && fraction.isEmpty }

  func compare(_ other: DecimalText) -> Int {
    let negative = isNegative && !isZero
    let otherNegative = other.isNegative && !other.isZero
    if negative != otherNegative { return negative ? -1 : 1 }
    let size = magnitude(other)
    return negative ? -size : size
  }

  private func magnitude(_ other: DecimalText) -> Int {
    if whole.count != other.whole.count { return whole.count - other.whole.count }
    let difference = ByteOrder.compare(whole, other.whole)
    return difference != 0 ? difference : ByteOrder.compare(fraction, other.fraction)
  }

  /// The unit behind the number as `sort -h` ranks it: K below M, and all the other way round below zero.
  func signedUnit(in text: ArraySlice<UInt8>) -> Int {
    guard !isZero, end < text.endIndex else { return 0 }
    let units: [UInt8: Int] = [75: 1, 107: 1, 77: 2, 71: 3, 84: 4, 80: 5, 69: 6, 90: 7, 89: 8]
    let rank = units[text[end]] ?? 0
    return isNegative ? -rank : rank
  }
}

/// Floating-point numbers as strtod(3) reads them.
enum FloatText {
  /// The number at the start of a text; nil where there is none.
  static func parse(_ text: ArraySlice<UInt8>) -> Double? {
    let found = scan(text)
    return found.length == 0 ? nil : found.value
  }

  /// The number at the start, and how many bytes it takes with the blanks before it; 0 where there is none.
  static func scan(_ text: ArraySlice<UInt8>) -> (value: Double, length: Int) {
    var index = text.startIndex
    while index < text.endIndex && ASCII.isSpace(text[index]) { index += 1 }
    let start = index
    if index < text.endIndex && (text[index] == 43 || text[index] == 45) { index += 1 }
    let word = text[index...].prefix(8).map(ASCII.lower).text
    for name in ["infinity", "inf", "nan"] where word.hasPrefix(name) {
      let isNegative = text[start] == 45
      let value = name == "nan" ? Double.nan : Double.infinity
      return (isNegative ? -value : value, index + name.utf8.count - text.startIndex)
    }
    if word.hasPrefix("0x"), text[(index + 2)...].first.map({ Character(UnicodeScalar($0)).isHexDigit }) == true {
      let digits = text[(index + 2)...].prefix { Character(UnicodeScalar($0)).isHexDigit }
      let value = Double(UInt64(digits.text, radix: 16) ?? .max)
      return (text[start] == 45 ? -value : value, digits.endIndex - text.startIndex)
    }
    let digitsStart = index
    var digits = 0
    while index < text.endIndex && ASCII.isDigit(text[index]) {
      index += 1
      digits += 1
    }
    if index < text.endIndex && text[index] == 46 {
      var after = index + 1
      while after < text.endIndex && ASCII.isDigit(text[after]) {
        after += 1
        digits += 1
      }
      if digits > 0 { index = after }
    }
    guard digits > 0 else { return (0, 0) }
    if index < text.endIndex && (text[index] | 32) == 101 {
      var after = index + 1
      if after < text.endIndex && (text[after] == 43 || text[after] == 45) { after += 1 }
      if after < text.endIndex && ASCII.isDigit(text[after]) {
        while after < text.endIndex && ASCII.isDigit(text[after]) { after += 1 }
        index = after
      }
    }
    var literal = text[digitsStart..<index].text
    if literal.hasPrefix(".") { literal = "0\(literal)" }
    if let point = literal.firstIndex(of: "."), literal.index(after: point) == literal.endIndex { literal += "0" }
    literal = literal.replacing(".e", with: ".0e").replacing(".E", with: ".0e")
    let value = Double(literal) ?? .infinity
    return (start < text.endIndex && text[start] == 45 ? -value : value, index - text.startIndex)
  }
}

/// The order of file names with versions (gnulib's filevercmp).
enum VersionOrder {
  static func compare(_ left: [UInt8], _ right: [UInt8]) -> Int {
    if left == right { return 0 }
    if left.isEmpty || right.isEmpty { return left.count - right.count }
    if left.first == 46 || right.first == 46 {
      if left.first != right.first { return left.first == 46 ? -1 : 1 }
      for name in [[46], [46, 46]] as [[UInt8]] {
        if left == name { return -1 }
        if right == name { return 1 }
      }
    }
    let (a, b) = (stem(left), stem(right))
    let byStem = numbers(left[..<a], right[..<b])
    if byStem != 0 { return byStem }
    let whole = numbers(left[...], right[...])
    return whole != 0 ? whole : ByteOrder.compare(left[...], right[...])
  }

  /// Where the suffix `(\.[A-Za-z~][A-Za-z0-9~]*)*$` begins.
  private static func stem(_ name: [UInt8]) -> Int {
    var end = name.count
    var index = name.count
    while index > 0 {
      var start = index - 1
      while start > 0 && name[start] != 46 { start -= 1 }
      guard start > 0, name[start] == 46, start + 1 < index else { break }
      let part = name[(start + 1)..<index]
      guard let first = part.first, ASCII.isLetter(first) || first == 126,
        part.allSatisfy({ ASCII.isAlnum($0) || $0 == 126 })
      else { break }
      end = start
      index = start
    }
    return end
  }

  private static func rank(_ byte: UInt8?) -> Int {
    guard let byte else { return -1 }
    if ASCII.isDigit(byte) { return 0 }
    if ASCII.isLetter(byte) { return Int(byte) }
    return byte == 126 ? -2 : Int(byte) + 256
  }

  private static func numbers(_ left: ArraySlice<UInt8>, _ right: ArraySlice<UInt8>) -> Int {
    var (a, b) = (left, right)
    while !a.isEmpty || !b.isEmpty {
      while (a.first.map { !ASCII.isDigit($0) } ?? false) || (b.first.map { !ASCII.isDigit($0) } ?? false) {
        let (x, y) = (rank(a.first), rank(b.first))
        if x != y { return x - y }
        a = a.dropFirst()
        b = b.dropFirst()
      }
      a = a.drop { $0 == 48 }
      b = b.drop { $0 == 48 }
      let (x, y) = (a.prefix(while: ASCII.isDigit), b.prefix(while: ASCII.isDigit))
      if x.count != y.count { return x.count - y.count }
      let difference = ByteOrder.compare(x, y)
      if difference != 0 { return difference }
      a = a.dropFirst(x.count)
      b = b.dropFirst(y.count)
    }
    return 0
  }
}
