/// Floating point numbers as Go prints them: the shortest digits that read back the same, in Go's two layouts.
public enum GoNumber {
  /// As encoding/json: plain digits, with an exponent below 1e-6 and from 1e21 on.
  public static func json(_ number: Double) -> String {
    if number == 0 { return number.sign == .minus ? "-0" : "0" }
    let magnitude = number.magnitude
    return text(number, exponent: magnitude < 1e-6 || magnitude >= 1e21, exponentWidth: 1)
  }

  /// As fmt's `%v`, which is what messages about wrong values show: an exponent below 1e-4 and from 1e21 on.
  public static func general(_ number: Double) -> String {
    general(number, exponentFrom: 21)
  }

  /// The same, with the exponent from which on the form with `e` is used (strconv's 'g', and so go-yaml: 6).
  public static func general(_ number: Double, exponentFrom limit: Int) -> String {
    if number.isNaN { return "NaN" }
    if number.isInfinite { return number < 0 ? "-Inf" : "+Inf" }
    if number == 0 { return number.sign == .minus ? "-0" : "0" }
    let exponent = decimal(number.magnitude).point - 1
    return text(number, exponent: exponent < -4 || exponent >= limit, exponentWidth: 2)
  }

  private static func text(_ number: Double, exponent: Bool, exponentWidth: Int) -> String {
    let (digits, point) = decimal(number.magnitude)
    let sign = number < 0 ? "-" : ""
    if exponent {
      let power = point - 1
      let fraction = digits.count > 1 ? ".\(String(decoding: digits.dropFirst(), as: UTF8.self))" : ""
      let first = String(UnicodeScalar(digits[0]))
      let magnitude = String(power.magnitude)
      let padding = String(repeating: "0", count: max(0, exponentWidth - magnitude.count))
      return "\(sign)\(first)\(fraction)e\(power < 0 ? "-" : "+")\(padding)\(magnitude)"
    }
    if point <= 0 {
      return "\(sign)0.\(String(repeating: "0", count: -point))\(String(decoding: digits, as: UTF8.self))"
    }
    if point >= digits.count {
      return "\(sign)\(String(decoding: digits, as: UTF8.self))\(String(repeating: "0", count: point - digits.count))"
    }
    return
      "\(sign)\(String(decoding: digits[..<point], as: UTF8.self)).\(String(decoding: digits[point...], as: UTF8.self))"
  }

  /// The significant digits without zeros around them, and how many of them stand before the decimal point.
  private static func decimal(_ magnitude: Double) -> (digits: [UInt8], point: Int) {
    var digits: [UInt8] = []
    var point: Int?
    var power = 0
    var bytes = Array(magnitude.description.utf8)[...]
    if let mark = bytes.firstIndex(of: UInt8(ascii: "e")) {
      power = Int(String(decoding: bytes[(mark + 1)...], as: UTF8.self)) ?? 0
      bytes = bytes[..<mark]
    }
    for byte in bytes {
      if byte == UInt8(ascii: ".") { point = digits.count } else { digits.append(byte) }
    }
    var before = (point ?? digits.count) + power
    while digits.count > 1, digits.first == UInt8(ascii: "0") {
      digits.removeFirst()
      before -= 1
    }
    while digits.count > 1, digits.last == UInt8(ascii: "0") { digits.removeLast() }
    return (digits, before)
  }
}
