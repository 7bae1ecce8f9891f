/// A natural number of any length, as RSA counts with it. The lowest limb comes first, and the highest is not zero.
struct BigNumber: Equatable, Comparable {
  private(set) var limbs: [UInt64]

  init(_ limbs: [UInt64]) {
    self.limbs = limbs
    while self.limbs.last == 0 { self.limbs.removeLast() }
  }

  init(_ number: UInt64) { self.init([number]) }

  /// Reads the most significant byte first.
  init(bytes: some Collection<UInt8>) {
    var limbs: [UInt64] = []
    for (place, byte) in bytes.reversed().enumerated() {
      if place % 8 == 0 { limbs.append(0) }
      limbs[place / 8] |= UInt64(byte) << UInt64(place % 8 * 8)
    }
    self.init(limbs)
  }

  /// Reads hexadecimal digits; anything else counts as zero.
  init(hex: String) {
    let digits = hex.utf8.map { UInt8(Character(Unicode.Scalar($0)).hexDigitValue ?? 0) }
    let even = digits.count % 2 == 0 ? digits : [0] + digits
    self.init(bytes: stride(from: 0, to: even.count, by: 2).map { even[$0] << 4 | even[$0 + 1] })
  }

  /// The most significant byte first, padded with zeros to `count`.
  func bytes(count: Int? = nil) -> [UInt8] {
    var bytes: [UInt8] = []
    for limb in limbs { for shift in 0..<8 { bytes.append(UInt8(truncatingIfNeeded: limb >> UInt64(8 * shift))) } }
    while bytes.last == 0 { bytes.removeLast() }
    if let count { while bytes.count < count { bytes.append(0) } }
    return bytes.reversed()
  }

  var isZero: Bool { limbs.isEmpty }
  var bitCount: Int { limbs.isEmpty ? 0 : limbs.count * 64 - (limbs.last?.leadingZeroBitCount ?? 0) }

  func bit(_ place: Int) -> Bool { place / 64 < limbs.count && limbs[place / 64] >> UInt64(place % 64) & 1 == 1 }

  static func < (left: BigNumber, right: BigNumber) -> Bool {
    if left.limbs.count != right.limbs.count { return left.limbs.count < right.limbs.count }
    for place in left.limbs.indices.reversed() where left.limbs[place] != right.limbs[place] {
      return left.limbs[place] < right.limbs[place]
    }
    return false
  }

  static func + (left: BigNumber, right: BigNumber) -> BigNumber {
    var sum: [UInt64] = []
    var carry: UInt64 = 0
    for place in 0..<max(left.limbs.count, right.limbs.count) {
      let (first, over) = (left.limb(place)).addingReportingOverflow(right.limb(place))
      let (total, more) = first.addingReportingOverflow(carry)
      sum.append(total)
      carry = (over ? 1 : 0) + (more ? 1 : 0)
    }
    return BigNumber(sum + [carry])
  }

  /// `right` must not be greater.
  static func - (left: BigNumber, right: BigNumber) -> BigNumber {
    var rest: [UInt64] = []
    var borrow: UInt64 = 0
    for place in left.limbs.indices {
      let (first, under) = left.limbs[place].subtractingReportingOverflow(right.limb(place))
      let (total, more) = first.subtractingReportingOverflow(borrow)
      rest.append(total)
      borrow = (under ? 1 : 0) + (more ? 1 : 0)
    }
    return BigNumber(rest)
  }

  static func * (left: BigNumber, right: BigNumber) -> BigNumber {
    var product = [UInt64](repeating: 0, count: left.limbs.count + right.limbs.count)
    for (place, limb) in left.limbs.enumerated() {
      var carry: UInt64 = 0
      for (other, factor) in right.limbs.enumerated() {
        let (high, low) = limb.multipliedFullWidth(by: factor)
        let (first, over) = low.addingReportingOverflow(product[place + other])
        let (total, more) = first.addingReportingOverflow(carry)
        product[place + other] = total
        carry = high + (over ? 1 : 0) + (more ? 1 : 0)
      }
      product[place + right.limbs.count] = carry
    }
    return BigNumber(product)
  }

  /// Quotient and remainder by a short number.
  func divided(by divisor: UInt64) -> (quotient: BigNumber, remainder: UInt64) {
    var quotient = limbs
    var remainder: UInt64 = 0
    for place in limbs.indices.reversed() {
      (quotient[place], remainder) = divisor.dividingFullWidth((remainder, limbs[place]))
    }
    return (BigNumber(quotient), remainder)
  }

  /// The rest after division by `modulus`, bit by bit: for numbers of few thousand bits.
  func reduced(by modulus: BigNumber) -> BigNumber {
    if self < modulus { return self }
    var rest = BigNumber(0)
    for place in stride(from: bitCount - 1, through: 0, by: -1) {
      rest = rest + rest
      if bit(place) { rest = rest + BigNumber(1) }
      if rest >= modulus { rest = rest - modulus }
    }
    return rest
  }

  /// The inverse of a short prime modulo this number; it must not divide this number.
  func inverse(ofPrime prime: UInt64) -> BigNumber {
    // (1 + k × self) / prime, with the k for which that is whole: -1 / self modulo the prime.
    let rest = divided(by: prime).remainder
    var power: UInt64 = 1
    var base = rest
    var exponent = prime - 2
    while exponent > 0 {
      if exponent & 1 == 1 { power = power * base % prime }
      base = base * base % prime
      exponent >>= 1
    }
    return (BigNumber(1) + self * BigNumber((prime - power) % prime)).divided(by: prime).quotient
  }

  func limb(_ place: Int) -> UInt64 { place < limbs.count ? limbs[place] : 0 }
}

/// Powers and products modulo an odd number (Montgomery's way).
struct ModularArithmetic {
  private let modulus: [UInt64]
  private let number: BigNumber
  /// -1 / modulus, modulo 2^64.
  private let inverse: UInt64
  /// 2^(128 × limbs) modulo the modulus.
  private let square: [UInt64]

  init(_ number: BigNumber) {
    self.number = number
    modulus = number.limbs
    var inverse: UInt64 = 1
    for _ in 0..<6 { inverse = inverse &* (2 &- modulus[0] &* inverse) }
    self.inverse = 0 &- inverse
    var power = BigNumber(1)
    for _ in 0..<(128 * modulus.count) {
      power = power + power
      if power >= number { power = power - number }
    }
    square = Self.padded(power, modulus.count)
  }

  func power(_ base: BigNumber, _ exponent: BigNumber) -> BigNumber {
    let start = multiply(Self.padded(base.reduced(by: number), modulus.count), square)
    var result = multiply(Self.padded(BigNumber(1), modulus.count), square)
    for place in stride(from: exponent.bitCount - 1, through: 0, by: -1) {
      result = multiply(result, result)
      if exponent.bit(place) { result = multiply(result, start) }
    }
    return BigNumber(multiply(result, Self.padded(BigNumber(1), modulus.count)))
  }

  func product(_ left: BigNumber, _ right: BigNumber) -> BigNumber {
    let first = multiply(Self.padded(left.reduced(by: number), modulus.count), square)
    return BigNumber(multiply(first, Self.padded(right.reduced(by: number), modulus.count)))
  }

  private static func padded(_ number: BigNumber, _ count: Int) -> [UInt64] {
    (0..<count).map { number.limb($0) }
  }

  private func multiply(_ left: [UInt64], _ right: [UInt64]) -> [UInt64] {
    let count = modulus.count
    return withUnsafeTemporaryAllocation(of: UInt64.self, capacity: count + 2) { sum in
      sum.initialize(repeating: 0)
      left.withUnsafeBufferPointer { left in
        right.withUnsafeBufferPointer { right in
          modulus.withUnsafeBufferPointer { modulus in
            for place in 0..<count {
              Self.add(left[place], times: right, to: sum, shifted: false)
              Self.add(sum[0] &* inverse, times: modulus, to: sum, shifted: true)
            }
          }
        }
      }
      let result = BigNumber(Array(sum[0...count]))
      return Self.padded(result >= number ? result - number : result, count)
    }
  }

  /// `sum += factor × limbs`, and where it is shifted, the lowest limb (which is zero then) falls off.
  private static func add(
    _ factor: UInt64, times limbs: UnsafeBufferPointer<UInt64>, to sum: UnsafeMutableBufferPointer<UInt64>, shifted: Bool
  ) {
    var carry: UInt64 = 0
    for place in 0..<limbs.count {
      let (high, low) = factor.multipliedFullWidth(by: limbs[place])
      let (first, over) = low.addingReportingOverflow(sum[place])
      let (total, more) = first.addingReportingOverflow(carry)
      carry = high &+ (over ? 1 : 0) &+ (more ? 1 : 0)
      if shifted {
        if place > 0 { sum[place - 1] = total }
      } else {
        sum[place] = total
      }
    }
    let (total, over) = sum[limbs.count].addingReportingOverflow(carry)
    if shifted {
      sum[limbs.count - 1] = total
      sum[limbs.count] = sum[limbs.count + 1] &+ (over ? 1 : 0)
      sum[limbs.count + 1] = 0
    } else {
      sum[limbs.count] = total
      sum[limbs.count + 1] = over ? 1 : 0
    }
  }
}
