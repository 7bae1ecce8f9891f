/// An amount such as `500m`, `1Gi` or `2`, exact to a billionth (apimachinery, api/resource).
public struct Quantity: Sendable, Hashable, Comparable {
  public enum Format: Sendable, Hashable {
    case decimal
    case binary
    case exponent
  }

  /// The amount in billionths.
  public var nano: Int128
  /// The family of suffixes in which it was written, and is printed again.
  public var format: Format

  public static let zero = Quantity(0)

  public init(nano: Int128, format: Format = .decimal) {
    self.nano = nano
    self.format = format
  }

  /// A whole number.
  public init(_ value: Int, format: Format = .decimal) {
    self.init(nano: Int128(value) * 1_000_000_000, format: format)
  }

  public init(milli: Int) {
    self.init(nano: Int128(milli) * 1_000_000)
  }

  /// Whole units, rounded up as the scheduler and quotas do.
  public var value: Int { Int(clamping: Self.roundUp(nano, by: 1_000_000_000)) }
  /// Whether nothing stands behind the point.
  public var isWhole: Bool { nano % 1_000_000_000 == 0 }
  /// Thousandths, rounded up.
  public var milliValue: Int { Int(clamping: Self.roundUp(nano, by: 1_000_000)) }

  /// Amounts compare, whatever their suffix.
  public static func < (left: Quantity, right: Quantity) -> Bool { left.nano < right.nano }
  public static func == (left: Quantity, right: Quantity) -> Bool { left.nano == right.nano }
  public func hash(into hasher: inout Hasher) { hasher.combine(nano) }

  /// A sum is written in the form of the left side, unless that is zero.
  public static func + (left: Quantity, right: Quantity) -> Quantity {
    Quantity(nano: left.nano + right.nano, format: left.nano == 0 ? right.format : left.format)
  }
  public static func - (left: Quantity, right: Quantity) -> Quantity {
    Quantity(nano: left.nano - right.nano, format: left.nano == 0 ? right.format : left.format)
  }
  public static func += (left: inout Quantity, right: Quantity) { left = left + right }

  static func roundUp(_ number: Int128, by divisor: Int128) -> Int128 {
    let (quotient, rest) = number.quotientAndRemainder(dividingBy: divisor)
    return rest > 0 ? quotient + 1 : quotient
  }
}

extension Quantity: CustomStringConvertible {
  public struct ParseError: Error, Sendable, Equatable {
    public var message: String

    public init(message: String) {
      self.message = message
    }
  }

  /// Reads a quantity; the errors are those of apimachinery.
  public init(parsing text: String) throws(ParseError) {
    let wrongFormat = ParseError(
      message: "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'")
    var rest = Array(text.utf8)[...]
    guard !rest.isEmpty else { throw wrongFormat }
    var isNegative = false
    if let sign = rest.first, sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") {
      isNegative = sign == UInt8(ascii: "-")
      rest.removeFirst()
    }
    func takeDigits() -> [UInt8] {
      let digits = rest.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
      rest.removeFirst(digits.count)
      return Array(digits)
    }
    let whole = takeDigits()
    var fraction: [UInt8] = []
    if rest.first == UInt8(ascii: ".") {
      rest.removeFirst()
      fraction = takeDigits()
    }
    guard !whole.isEmpty || !fraction.isEmpty else { throw wrongFormat }
    let suffix = String(decoding: rest, as: UTF8.self)
    guard Self.hasFormOfSuffix(rest) else { throw wrongFormat }
    guard let (base, power, format) = Self.meaning(of: suffix) else {
      throw ParseError(message: "unable to parse quantity's suffix")
    }
    let magnitude = Self.nano(whole, fraction, base: base, power: power)
    self.init(nano: isNegative ? -magnitude : magnitude, format: format)
  }

  /// The canonical form: the largest suffix that needs no fraction.
  public var description: String {
    if format == .binary, nano.magnitude >= 1024 * 1_000_000_000, nano % 1_000_000_000 == 0 {
      var number = nano / 1_000_000_000
      var step = 0
      while number % 1024 == 0, step < 6 {
        number /= 1024
        step += 1
      }
      return "\(number)\(["", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"][step])"
    }
    if nano == 0 { return "0" }
    var number = nano
    var exponent = -9
    while number % 1000 == 0, exponent < 18 {
      number /= 1000
      exponent += 3
    }
    if format == .exponent { return exponent == 0 ? "\(number)" : "\(number)e\(exponent)" }
    let suffixes = ["n", "u", "m", "", "k", "M", "G", "T", "P", "E"]
    return "\(number)\(suffixes[(exponent + 9) / 3])"
  }

  /// `[eEinumkKMGTP]*[-+]?[0-9]*`
  private static func hasFormOfSuffix(_ suffix: ArraySlice<UInt8>) -> Bool {
    var rest = suffix.drop { "eEinumkKMGTP".utf8.contains($0) }
    if rest.first == UInt8(ascii: "-") || rest.first == UInt8(ascii: "+") { rest.removeFirst() }
    return rest.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
  }

  private static func meaning(of suffix: String) -> (base: Int128, power: Int, Format)? {
    let binary = ["Ki", "Mi", "Gi", "Ti", "Pi", "Ei"]
    if let step = binary.firstIndex(of: suffix) { return (1024, step + 1, .binary) }
    let decimal = ["n", "u", "m", "", "k", "M", "G", "T", "P", "E"]
    if let step = decimal.firstIndex(of: suffix) { return (10, step * 3 - 9, .decimal) }
    guard let first = suffix.first, first == "e" || first == "E", let power = Int(suffix.dropFirst()) else {
      return nil
    }
    return (10, power, .exponent)
  }

  /// Parts below a billionth are rounded up, and amounts beyond 2^63 are cut, as apimachinery does.
  private static func nano(_ whole: [UInt8], _ fraction: [UInt8], base: Int128, power: Int) -> Int128 {
    let most = Int128(Int64.max) * 1_000_000_000
    var number: Int128 = 0
    for digit in (whole + fraction).prefix(36) { number = number * 10 + Int128(digit - UInt8(ascii: "0")) }
    if number == 0 { return 0 }
    var exponent = 9 - fraction.prefix(max(0, 36 - whole.count)).count
    if base == 10 { exponent += power }
    if base == 1024 {
      for _ in 0..<power {
        let (product, overflow) = number.multipliedReportingOverflow(by: 1024)
        if overflow { return most }
        number = product
      }
    }
    while exponent > 0 {
      let (product, overflow) = number.multipliedReportingOverflow(by: 10)
      if overflow || product > most { return most }
      number = product
      exponent -= 1
    }
    while exponent < 0, number > 0 {
      number = roundUp(number, by: 10)
      exponent += 1
      if number == 1, exponent < -20 { return 1 }
    }
    return min(number, most)
  }
}
