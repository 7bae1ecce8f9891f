import Glibc

/// Functions of the C library's mathematics; they depend on nothing but their arguments.
enum Elementary {
  static func power(_ base: Double, _ exponent: Double) -> Double { pow(base, exponent) }
  static func sine(_ value: Double) -> Double { sin(value) }
  static func cosine(_ value: Double) -> Double { cos(value) }
  static func arcTangent(_ y: Double, _ x: Double) -> Double { atan2(y, x) }
  static func exponential(_ value: Double) -> Double { exp(value) }
  static func logarithm(_ value: Double) -> Double { log(value) }
}
