/// Numbers as products of primes.
enum PrimeFactors {
  /// The prime factors of a number in ascending order; none of 0 and 1.
  static func of(_ number: UInt64) -> [UInt64] {
    guard number > 1 else { return [] }
    var (rest, found, divisor) = (number, [UInt64](), UInt64(2))
    while divisor * divisor <= rest, divisor < 10_000 {
      while rest % divisor == 0 {
        found.append(divisor)
        rest /= divisor
      }
      divisor += divisor == 2 ? 1 : 2
    }
    if rest > 1 { found += divisor * divisor > rest ? [rest] : large(rest) }
    return found.sorted()
  }

  /// The factors of a number that has no small ones.
  private static func large(_ number: UInt64) -> [UInt64] {
    if isPrime(number) { return [number] }
    var constant: UInt64 = 1
    while true {
      let factor = cycle(in: number, constant)
      if factor != number { return large(factor) + large(number / factor) }
      constant += 1
    }
  }

  /// Pollard's rho: a factor of a composite number, or the number itself where this constant finds none.
  private static func cycle(in number: UInt64, _ constant: UInt64) -> UInt64 {
    func step(_ value: UInt64) -> UInt64 {
      let (sum, overflow) = product(value, value, number).addingReportingOverflow(constant)
      return overflow || sum >= number ? sum &- number : sum
    }
    var (slow, fast, common) = (UInt64(2), UInt64(2), UInt64(1))
    while common == 1 {
      slow = step(slow)
      fast = step(step(fast))
      common = divisor(slow > fast ? slow - fast : fast - slow, number)
    }
    return common
  }

  private static func divisor(_ left: UInt64, _ right: UInt64) -> UInt64 {
    var (left, right) = (left, right)
    while right != 0 { (left, right) = (right, left % right) }
    return left
  }

  /// Miller and Rabin's test; with these bases it errs for no number below 2^64.
  private static func isPrime(_ number: UInt64) -> Bool {
    let twos = (number - 1).trailingZeroBitCount
    return ([2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37] as [UInt64]).allSatisfy { base in
      var value = power(base, (number - 1) >> UInt64(twos), number)
      if value == 1 || value == number - 1 { return true }
      for _ in 1..<max(twos, 1) {
        value = product(value, value, number)
        if value == number - 1 { return true }
      }
      return false
    }
  }

  private static func power(_ base: UInt64, _ exponent: UInt64, _ modulus: UInt64) -> UInt64 {
    var (result, square, rest) = (UInt64(1), base % modulus, exponent)
    while rest > 0 {
      if rest & 1 == 1 { result = product(result, square, modulus) }
      square = product(square, square, modulus)
      rest >>= 1
    }
    return result
  }

  private static func product(_ left: UInt64, _ right: UInt64, _ modulus: UInt64) -> UInt64 {
    modulus.dividingFullWidth(left.multipliedFullWidth(by: right)).remainder
  }
}
