/// Numbers as printf(3) writes them; the standard library has no such formats.
enum NumberFormat {
  /// `%.Nf`, rounded half to even on the exact decimal value.
  static func fixed(_ value: Double, _ places: Int) -> String {
    if value.isNaN { return value.sign == .minus ? "-nan" : "nan" }
    if value.isInfinite { return value < 0 ? "-inf" : "inf" }
    let sign = value.sign == .minus ? "-" : ""
    let (digits, point) = Decimal(value.magnitude).rounded(places: places)
    let whole = digits.prefix(point)
    let fraction = digits.dropFirst(point)
    let wholeText = whole.isEmpty ? "0" : whole.map { String($0) }.joined()
    guard places > 0 else { return "\(sign)\(wholeText)" }
    return "\(sign)\(wholeText).\(fraction.map { String($0) }.joined())"
  }

  /// `%.Ne`.
  static func exponent(_ value: Double, _ places: Int, upper: Bool = false) -> String {
    if value.isNaN || value.isInfinite { return fixed(value, 0) }
    let sign = value.sign == .minus ? "-" : ""
    let (digits, exponent) = scientific(value.magnitude, places)
    let first = digits.first.map { String($0) } ?? "0"
    let rest = digits.dropFirst().map { String($0) }.joined()
    let letter = upper ? "E" : "e"
    let size = String(exponent.magnitude)
    let shown = size.count < 2 ? "0\(size)" : size
    return "\(sign)\(first)\(places > 0 ? ".\(rest)" : "")\(letter)\(exponent < 0 ? "-" : "+")\(shown)"
  }

  /// `%.Ng`; `keepsZeros` for the flag `#`.
  static func general(_ value: Double, precision: Int, upper: Bool = false, keepsZeros: Bool = false) -> String {
    if value.isNaN || value.isInfinite { return fixed(value, 0) }
    let digits = max(1, precision)
    let exponentOf = value == 0 ? 0 : scientific(value.magnitude, digits - 1).exponent
    if exponentOf < -4 || exponentOf >= digits {
      let text = exponent(value, digits - 1, upper: upper)
      guard !keepsZeros, let mark = text.firstIndex(where: { $0 == "e" || $0 == "E" }), text.contains(".") else { return text }
      return trimZeros(String(text[..<mark])) + text[mark...]
    }
    let text = fixed(value, max(0, digits - 1 - exponentOf))
    return keepsZeros || !text.contains(".") ? text : trimZeros(text)
  }

  private static func trimZeros(_ text: String) -> String {
    var trimmed = text[...]
    while trimmed.last == "0" { trimmed.removeLast() }
    if trimmed.last == "." { trimmed.removeLast() }
    return String(trimmed)
  }

  private static func scientific(_ value: Double, _ places: Int) -> (digits: [UInt8], exponent: Int) {
    if value == 0 { return ([UInt8](repeating: 0, count: places + 1), 0) }
    let exact = Decimal(value)
    var exponent = exact.point - 1 - exact.leadingZeros
    var (digits, point) = exact.rounded(places: places - exponent)
    let zeros = digits.prefix { $0 == 0 }.count
    digits.removeFirst(zeros)
    exponent = point - zeros - 1
    point = 0
    if digits.count > places + 1 { digits.removeLast(digits.count - places - 1) }
    while digits.count < places + 1 { digits.append(0) }
    return (digits, exponent)
  }

  /// The exact decimal expansion of a binary floating-point number.
  private struct Decimal {
    /// Digits, the first `point` of them before the decimal point.
    var digits: [UInt8]
    var point: Int

    var leadingZeros: Int { digits.prefix { $0 == 0 }.count }

    init(_ value: Double) {
      if value == 0 {
        (digits, point) = ([0], 1)
        return
      }
      var mantissa = UInt64(value.significandBitPattern)
      var power = Int(value.exponentBitPattern)
      if power == 0 { power = 1 } else { mantissa |= 1 << 52 }
      power -= 1075
      var number = String(mantissa).utf8.map { $0 - 48 }
      if power >= 0 {
        for _ in 0..<power { Self.multiply(&number, by: 2) }
        (digits, point) = (number, number.count)
      } else {
        // m / 2^k = m * 5^k / 10^k.
        for _ in 0..<(-power) { Self.multiply(&number, by: 5) }
        let missing = max(0, -power + 1 - number.count)
        number = [UInt8](repeating: 0, count: missing) + number
        (digits, point) = (number, number.count + power)
      }
    }

    private static func multiply(_ number: inout [UInt8], by factor: Int) {
      var carry = 0
      for index in number.indices.reversed() {
        let product = Int(number[index]) * factor + carry
        number[index] = UInt8(product % 10)
        carry = product / 10
      }
      while carry > 0 {
        number.insert(UInt8(carry % 10), at: 0)
        carry /= 10
      }
    }

    /// With so many digits behind the point (negative: zeros before it).
    func rounded(places: Int) -> (digits: [UInt8], point: Int) {
      let keep = point + places
      var result = digits
      if keep < 0 { return ([0], 1) }
      if keep >= digits.count {
        result += [UInt8](repeating: 0, count: keep - digits.count)
        return (result, point)
      }
      let rest = digits[keep...]
      result = Array(digits[..<keep])
      let half = rest[keep]
      let isAbove = half > 5 || half == 5 && rest.dropFirst().contains { $0 != 0 }
      let isTie = half == 5 && !rest.dropFirst().contains { $0 != 0 }
      var newPoint = point
      if isAbove || isTie && (result.last ?? 0) % 2 == 1 {
        var index = result.count - 1
        while index >= 0 {
          if result[index] < 9 {
            result[index] += 1
            break
          }
          result[index] = 0
          index -= 1
        }
        if index < 0 {
          result.insert(1, at: 0)
          newPoint += 1
        }
      }
      if places < 0 { result += [UInt8](repeating: 0, count: -places) }
      while newPoint > 1 && result.first == 0 {
        result.removeFirst()
        newPoint -= 1
      }
      return (result, newPoint)
    }
  }
}
