import Documents
import Etcd

/// Message digests by the name of their program.
enum Digest {
  case md5
  case sha1
  case sha256
  case sha512

  func hex(_ bytes: [UInt8]) -> String {
    let digest: [UInt8] =
      switch self {
      case .md5: Self.md5(bytes)
      case .sha1: SHA1.digest(bytes)
      case .sha256: SHA256.digest(bytes)
      case .sha512: Self.sha512(bytes)
      }
    return digest.map { String($0, radix: 16).padded(to: 2, with: "0") }.joined()
  }

  var hexLength: Int {
    switch self {
    case .md5: 32
    case .sha1: 40
    case .sha256: 64
    case .sha512: 128
    }
  }

  private static func padded(_ bytes: [UInt8], block: Int, littleEndian: Bool = false) -> [UInt8] {
    var message = bytes + [0x80]
    let lengthBytes = block == 128 ? 16 : 8
    while message.count % block != block - lengthBytes { message.append(0) }
    let bits = UInt64(bytes.count) * 8
    var length = (0..<8).map { UInt8(truncatingIfNeeded: bits >> (8 * UInt64($0))) }
    if !littleEndian { length = [UInt8](repeating: 0, count: lengthBytes - 8) + length.reversed() }
    return message + length
  }

  /// RFC 1321.
  private static func md5(_ bytes: [UInt8]) -> [UInt8] {
    let shifts: [UInt32] = [7, 12, 17, 22, 5, 9, 14, 20, 4, 11, 16, 23, 6, 10, 15, 21]
    let table = (0..<64).map { UInt32(truncatingIfNeeded: Int64(abs(Elementary.sine(Double($0 + 1))) * 4_294_967_296)) }
    var state: [UInt32] = [0x6745_2301, 0xefcd_ab89, 0x98ba_dcfe, 0x1032_5476]
    let message = padded(bytes, block: 64, littleEndian: true)
    for start in stride(from: 0, to: message.count, by: 64) {
      let words = (0..<16).map { index -> UInt32 in
        let at = start + index * 4
        return UInt32(message[at]) | UInt32(message[at + 1]) << 8 | UInt32(message[at + 2]) << 16 | UInt32(message[at + 3]) << 24
      }
      var (a, b, c, d) = (state[0], state[1], state[2], state[3])
      for index in 0..<64 {
        var (mix, word): (UInt32, Int)
        switch index / 16 {
        case 0: (mix, word) = (b & c | ~b & d, index)
        case 1: (mix, word) = (d & b | ~d & c, (5 * index + 1) % 16)
        case 2: (mix, word) = (b ^ c ^ d, (3 * index + 5) % 16)
        default: (mix, word) = (c ^ (b | ~d), 7 * index % 16)
        }
        mix = mix &+ a &+ table[index] &+ words[word]
        (a, d, c) = (d, c, b)
        let shift = shifts[index / 16 * 4 + index % 4]
        b = b &+ (mix << shift | mix >> (32 - shift))
      }
      state = [state[0] &+ a, state[1] &+ b, state[2] &+ c, state[3] &+ d]
    }
    return state.flatMap { word in (0..<4).map { UInt8(truncatingIfNeeded: word >> (8 * UInt32($0))) } }
  }

  /// FIPS 180-4. The constants are the fractions of the cube roots of the first 80 primes.
  private static func sha512(_ bytes: [UInt8]) -> [UInt8] {
    func rotate(_ word: UInt64, _ count: UInt64) -> UInt64 { word >> count | word << (64 - count) }
    let primes = firstPrimes(80)
    let constants = primes.map { rootFraction(of: $0, power: 3) }
    var state = primes.prefix(8).map { rootFraction(of: $0, power: 2) }
    let message = padded(bytes, block: 128)
    for start in stride(from: 0, to: message.count, by: 128) {
      var words = (0..<16).map { index -> UInt64 in
        message[(start + index * 8)..<(start + index * 8 + 8)].reduce(0) { $0 << 8 | UInt64($1) }
      }
      for index in 16..<80 {
        let (x, y) = (words[index - 15], words[index - 2])
        let small = rotate(x, 1) ^ rotate(x, 8) ^ x >> 7
        let large = rotate(y, 19) ^ rotate(y, 61) ^ y >> 6
        words.append(words[index - 16] &+ small &+ words[index - 7] &+ large)
      }
      var v = state
      for index in 0..<80 {
        let sum1 = rotate(v[4], 14) ^ rotate(v[4], 18) ^ rotate(v[4], 41)
        let choice = v[4] & v[5] ^ ~v[4] & v[6]
        let first = v[7] &+ sum1 &+ choice &+ constants[index] &+ words[index]
        let sum0 = rotate(v[0], 28) ^ rotate(v[0], 34) ^ rotate(v[0], 39)
        let second = sum0 &+ (v[0] & v[1] ^ v[0] & v[2] ^ v[1] & v[2])
        v = [first &+ second, v[0], v[1], v[2], v[3] &+ first, v[4], v[5], v[6]]
      }
      for index in 0..<8 { state[index] = state[index] &+ v[index] }
    }
    return state.flatMap { word in (0..<8).reversed().map { UInt8(truncatingIfNeeded: word >> (8 * UInt64($0))) } }
  }

  private static func firstPrimes(_ count: Int) -> [UInt64] {
    var primes: [UInt64] = []
    var candidate: UInt64 = 2
    while primes.count < count {
      if primes.allSatisfy({ candidate % $0 != 0 }) { primes.append(candidate) }
      candidate += 1
    }
    return primes
  }

  /// The first 64 bits of the fraction of a root, by bisection on exact products.
  private static func rootFraction(of prime: UInt64, power: Int) -> UInt64 {
    var whole: UInt64 = 1
    while (0..<power).reduce(1, { product, _ in product * (whole + 1) }) <= prime { whole += 1 }
    var (low, high) = (UInt64(0), UInt64.max)
    while low < high {
      let middle = low + (high - low) / 2 + 1
      if isBelow(whole, middle, power, prime) { low = middle } else { high = middle - 1 }
    }
    return low
  }

  /// Whether (whole + fraction / 2^64) to the power is at most the prime.
  private static func isBelow(_ whole: UInt64, _ fraction: UInt64, _ power: Int, _ prime: UInt64) -> Bool {
    // Little-endian 32-bit limbs; the number has two limbs of fraction.
    let base = [fraction & 0xffff_ffff, fraction >> 32, whole]
    var product: [UInt64] = [1]
    for _ in 0..<power {
      var next = [UInt64](repeating: 0, count: product.count + base.count)
      for (i, x) in product.enumerated() {
        var carry: UInt64 = 0
        for (j, y) in base.enumerated() {
          let sum = next[i + j] + x * y + carry
          next[i + j] = sum & 0xffff_ffff
          carry = sum >> 32
        }
        next[i + base.count] += carry
      }
      product = next
    }
    let fractionLimbs = 2 * power
    let integer = product.dropFirst(fractionLimbs).reversed().reduce(UInt64(0)) { $0 << 32 | $1 }
    return integer < prime || integer == prime && product.prefix(fractionLimbs).allSatisfy { $0 == 0 }
  }
}
