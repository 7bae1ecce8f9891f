/// A decimal number of any length, as `bc` counts: a magnitude in digits, of which `scale` stand after the point.
struct BcNumber: Equatable {
  private(set) var isNegative = false
  /// The digits, the last one first, without zeros at the far end.
  private(set) var digits: [UInt8] = []
  private(set) var scale = 0

  /// Beyond so many digits nothing is counted: it would take longer than anybody waits.
  static let digitsMax = 20_000

  init(_ value: Int = 0) {
    isNegative = value < 0
    digits = String(value.magnitude).utf8.reversed().map { $0 - 48 }
    trim()
  }

  private init(_ digits: [UInt8], scale: Int, isNegative: Bool) {
    self.digits = digits
    self.scale = scale
    self.isNegative = isNegative
    trim()
  }

  /// A number as it is written, in a base of 2 to 16.
  init(_ text: String, base: Int) {
    let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    let fraction = parts.count > 1 ? Array(parts[1].utf8) : []
    if base == 10, text.utf8.allSatisfy({ $0 < 58 }) {
      self.init((Array(parts[0].utf8) + fraction).reversed().map { $0 - 48 }, scale: fraction.count, isNegative: false)
      return
    }
    var whole = BcNumber()
    for byte in parts[0].utf8 { whole = whole * BcNumber(base) + BcNumber(Self.value(byte, base, isAlone: parts[0].utf8.count == 1)) }
    var rest = BcNumber()
    var weight = BcNumber(1)
    for byte in fraction {
      weight = weight * BcNumber(base)
      rest = rest * BcNumber(base) + BcNumber(Self.value(byte, base, isAlone: false))
    }
    self = fraction.isEmpty ? whole : whole + (rest.divided(by: weight, scale: fraction.count) ?? BcNumber())
  }

  /// A digit that the base does not have counts as its largest one, unless it stands alone.
  private static func value(_ byte: UInt8, _ base: Int, isAlone: Bool) -> Int {
    let digit = Int(byte < 58 ? byte - 48 : byte - 55)
    return isAlone ? digit : min(digit, base - 1)
  }

  private mutating func trim() {
    while let last = digits.last, last == 0 { digits.removeLast() }
    if digits.isEmpty { isNegative = false }
  }

  var isZero: Bool { digits.isEmpty }
  /// All digits that count, as the function `length` tells.
  var length: Int { max(digits.count, scale, 1) }
  /// What stands before the point; nil where that is more than an Int takes.
  var integer: Int? {
    var value = 0
    for digit in digits.dropFirst(scale).reversed() {
      let (product, over) = value.multipliedReportingOverflow(by: 10)
      let (sum, more) = product.addingReportingOverflow(Int(digit))
      if over || more { return nil }
      value = sum
    }
    return isNegative ? -value : value
  }
  var hasFraction: Bool { digits.prefix(scale).contains { $0 != 0 } }

  /// The number with so many digits after the point: more are zeros, others are cut off.
  func with(scale wanted: Int) -> BcNumber {
    let wanted = max(0, wanted)
    if wanted >= scale {
      return BcNumber([UInt8](repeating: 0, count: wanted - scale) + digits, scale: wanted, isNegative: isNegative)
    }
    return BcNumber(Array(digits.dropFirst(scale - wanted)), scale: wanted, isNegative: isNegative)
  }

  // MARK: Counting

  static prefix func - (number: BcNumber) -> BcNumber {
    BcNumber(number.digits, scale: number.scale, isNegative: !number.isNegative)
  }

  static func + (left: BcNumber, right: BcNumber) -> BcNumber {
    let scale = max(left.scale, right.scale)
    let (a, b) = (left.with(scale: scale), right.with(scale: scale))
    if a.isNegative == b.isNegative {
      return BcNumber(sum(a.digits, b.digits), scale: scale, isNegative: a.isNegative)
    }
    let isSmaller = precedes(a.digits, b.digits)
    let digits = isSmaller ? difference(b.digits, a.digits) : difference(a.digits, b.digits)
    return BcNumber(digits, scale: scale, isNegative: isSmaller ? b.isNegative : a.isNegative)
  }

  static func - (left: BcNumber, right: BcNumber) -> BcNumber { left + -right }

  /// The whole product; `bc` cuts it to its own scale.
  static func * (left: BcNumber, right: BcNumber) -> BcNumber {
    var sums = [Int](repeating: 0, count: left.digits.count + right.digits.count + 1)
    for (i, a) in left.digits.enumerated() where a != 0 {
      for (j, b) in right.digits.enumerated() { sums[i + j] += Int(a) * Int(b) }
    }
    var carry = 0
    var digits: [UInt8] = []
    for sum in sums {
      let value = sum + carry
      digits.append(UInt8(value % 10))
      carry = value / 10
    }
    return BcNumber(digits, scale: left.scale + right.scale, isNegative: left.isNegative != right.isNegative)
  }

  /// The quotient, cut off after `scale` digits; nil where the divisor is zero.
  func divided(by divisor: BcNumber, scale wanted: Int) -> BcNumber? {
    guard !divisor.isZero else { return nil }
    let shift = wanted + divisor.scale - scale
    var dividend = digits
    if shift >= 0 {
      dividend = [UInt8](repeating: 0, count: shift) + dividend
    } else {
      dividend = Array(dividend.dropFirst(-shift))
    }
    var rest: [UInt8] = []
    var quotient: [UInt8] = []
    for digit in dividend.reversed() {
      rest.insert(digit, at: 0)
      while let last = rest.last, last == 0 { rest.removeLast() }
      var times: UInt8 = 0
      while !Self.precedes(rest, divisor.digits) {
        rest = Self.difference(rest, divisor.digits)
        times += 1
      }
      quotient.append(times)
    }
    return BcNumber(quotient.reversed(), scale: wanted, isNegative: isNegative != divisor.isNegative)
  }

  static func < (left: BcNumber, right: BcNumber) -> Bool { (left - right).isNegative }

  private static func precedes(_ a: [UInt8], _ b: [UInt8]) -> Bool {
    if a.count != b.count { return a.count < b.count }
    return a.reversed().lexicographicallyPrecedes(b.reversed())
  }

  private static func sum(_ a: [UInt8], _ b: [UInt8]) -> [UInt8] {
    var digits: [UInt8] = []
    var carry: UInt8 = 0
    for index in 0..<max(a.count, b.count) + 1 {
      let value = (index < a.count ? a[index] : 0) + (index < b.count ? b[index] : 0) + carry
      digits.append(value % 10)
      carry = value / 10
    }
    return digits
  }

  /// `a` is not the smaller one.
  private static func difference(_ a: [UInt8], _ b: [UInt8]) -> [UInt8] {
    var digits: [UInt8] = []
    var borrow: UInt8 = 0
    for index in a.indices {
      let taken = (index < b.count ? b[index] : 0) + borrow
      borrow = a[index] < taken ? 1 : 0
      digits.append(a[index] + 10 * borrow - taken)
    }
    while let last = digits.last, last == 0 { digits.removeLast() }
    return digits
  }

  // MARK: Printing

  /// As `bc` prints it: no zero before the point.
  var text: String {
    if isZero { return "0" }
    var shown = digits.map { Character(Unicode.Scalar($0 + 48)) }
    while shown.count < scale { shown.append("0") }
    if scale > 0 { shown.insert(".", at: scale) }
    return (isNegative ? "-" : "") + String(shown.reversed())
  }

  /// The digits in another base of 2 to 16; the fraction has as many as say what `scale` digits say.
  func text(base: Int) -> String {
    var whole = BcNumber(Array(digits.dropFirst(scale)), scale: 0, isNegative: false)
    var rest = BcNumber(Array(digits.prefix(scale)), scale: scale, isNegative: false)
    let divisor = BcNumber(base)
    var shown: [Character] = []
    let letters = Array("0123456789ABCDEF")
    while !whole.isZero {
      let quotient = whole.divided(by: divisor, scale: 0) ?? BcNumber()
      shown.append(letters[(whole - quotient * divisor).integer ?? 0])
      whole = quotient
    }
    var text = (isNegative ? "-" : "") + String(shown.reversed())
    guard scale > 0 else { return text.isEmpty ? "0" : text }
    text += "."
    let limit = BcNumber([UInt8](repeating: 0, count: scale) + [1], scale: 0, isNegative: false)
    var weight = BcNumber(1)
    while weight < limit {
      rest = rest * divisor
      let digit = rest.integer ?? 0
      text.append(letters[digit])
      rest = (rest - BcNumber(digit)).with(scale: scale)
      weight = weight * divisor
    }
    return text
  }
}
