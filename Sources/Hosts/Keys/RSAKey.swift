import Documents
public import Simulation

/// A private RSA key, with which programs of the hosts sign.
public struct RSAKey: Sendable {
  let modulus: BigNumber
  let privateExponent: BigNumber
  let first: BigNumber
  let second: BigNumber
  private static let exponent: UInt64 = 65_537

  /// Makes a key of 1024, 2048, 3072 or 4096 bits out of the store of primes; nil for another length.
  public init?(bits: Int, chance: inout Chance) {
    let primes = PrimeStore.primes(bits: bits / 2)
    guard bits % 2 == 0, primes.count >= 2 else { return nil }
    let one = chance.below(primes.count)
    let other = (one + 1 + chance.below(primes.count - 1)) % primes.count
    self.init(BigNumber(hex: primes[max(one, other)]), BigNumber(hex: primes[min(one, other)]))
  }

  private init(_ left: BigNumber, _ right: BigNumber) {
    first = max(left, right)
    second = min(left, right)
    modulus = first * second
    let one = BigNumber(1)
    privateExponent = ((first - one) * (second - one)).inverse(ofPrime: Self.exponent)
  }

  /// Reads a private key in PEM form (PKCS #1 or PKCS #8); nil for another kind, and for one that is damaged.
  public init?(pem block: PEMBlock) {
    guard var element = DERElement.read(block.bytes[...])?.first else { return nil }
    if block.label == "PRIVATE KEY" {
      guard element.children.count >= 3, let inner = DERElement.read(element.children[2].content)?.first else {
        return nil
      }
      element = inner
    } else if block.label != "RSA PRIVATE KEY" {
      return nil
    }
    let numbers = element.children.map { BigNumber(bytes: $0.magnitude) }
    guard numbers.count >= 9, numbers[2] == BigNumber(Self.exponent), !numbers[4].isZero, !numbers[5].isZero else {
      return nil
    }
    modulus = numbers[1]
    privateExponent = numbers[3]
    first = numbers[4]
    second = numbers[5]
  }

  /// The first private key of a PEM text.
  public init?(text: String) {
    guard let block = PEMBlock.all(in: text).first(where: { $0.label.hasSuffix("PRIVATE KEY") }) else { return nil }
    self.init(pem: block)
  }

  public var publicKey: PublicKey { .rsa(modulus: modulus.bytes(), exponent: [1, 0, 1]) }

  /// Whether the numbers fit together, as `openssl rsa -check` looks.
  public var isConsistent: Bool { first * second == modulus }

  private func short(_ prime: BigNumber) -> BigNumber { (prime - BigNumber(1)).inverse(ofPrime: Self.exponent) }

  /// What `openssl rsa -text` shows, in its order: modulus, exponents, primes, and what makes signing faster.
  public var numbers: [(name: String, bytes: [UInt8])] {
    [
      ("modulus", modulus.bytes()), ("publicExponent", [1, 0, 1]), ("privateExponent", privateExponent.bytes()),
      ("prime1", first.bytes()), ("prime2", second.bytes()), ("exponent1", short(first).bytes()),
      ("exponent2", short(second).bytes()), ("coefficient", coefficient.bytes()),
    ]
  }

  private var coefficient: BigNumber { ModularArithmetic(first).power(second, first - BigNumber(2)) }

  /// `RSA PRIVATE KEY`.
  public var traditional: PEMBlock {
    let numbers = [DERWriter.integer([0])] + self.numbers.map { DERWriter.integer($0.bytes) }
    return PEMBlock(label: "RSA PRIVATE KEY", bytes: DERWriter.sequence(numbers))
  }

  /// `PRIVATE KEY` (PKCS #8).
  public var general: PEMBlock {
    let algorithm = DERWriter.sequence([DERWriter.identifier("1.2.840.113549.1.1.1"), DERWriter.null])
    return PEMBlock(
      label: "PRIVATE KEY",
      bytes: DERWriter.sequence([DERWriter.integer([0]), algorithm, DERWriter.octets(traditional.bytes)]))
  }

  /// Signs with SHA-256 (PKCS #1, version 1.5).
  public func signature(of message: [UInt8]) -> [UInt8] {
    let size = (modulus.bitCount + 7) / 8
    let number = BigNumber(bytes: Self.padded(SHA256.digest(message), size))
    let one = ModularArithmetic(first)
    let left = one.power(number, short(first))
    let right = ModularArithmetic(second).power(number, short(second))
    let rest = right.reduced(by: first)
    let difference = left >= rest ? left - rest : left + first - rest
    return (right + one.product(difference, coefficient) * second).bytes(count: size)
  }

  fileprivate static func padded(_ digest: [UInt8], _ size: Int) -> [UInt8] {
    let algorithm = DERWriter.sequence([DERWriter.identifier("2.16.840.1.101.3.4.2.1"), DERWriter.null])
    let info = DERWriter.sequence([algorithm, DERWriter.octets(digest)])
    return [0, 1] + [UInt8](repeating: 0xff, count: max(size - 3 - info.count, 0)) + [0] + info
  }
}

extension PublicKey {
  /// Whether an RSA key with SHA-256 has made that signature; nil for kinds that are not looked into.
  public func verifies(_ signature: [UInt8], of message: [UInt8]) -> Bool? {
    guard case .rsa(let modulus, let exponent) = self, modulus.last.map({ $0 & 1 == 1 }) == true else { return nil }
    let power = ModularArithmetic(BigNumber(bytes: modulus)).power(
      BigNumber(bytes: signature), BigNumber(bytes: exponent))
    return power.bytes(count: modulus.count) == RSAKey.padded(SHA256.digest(message), modulus.count)
  }

  /// SubjectPublicKeyInfo.
  public var info: [UInt8] {
    switch self {
    case .rsa(let modulus, let exponent):
      let key = DERWriter.sequence([DERWriter.integer(modulus), DERWriter.integer(exponent)])
      let algorithm = DERWriter.sequence([DERWriter.identifier("1.2.840.113549.1.1.1"), DERWriter.null])
      return DERWriter.sequence([algorithm, DERWriter.bits(key)])
    case .elliptic(let curve, let point):
      let algorithm = DERWriter.sequence([DERWriter.identifier("1.2.840.10045.2.1"), DERWriter.identifier(curve)])
      return DERWriter.sequence([algorithm, DERWriter.bits(point)])
    case .other(let identifier):
      return DERWriter.sequence([DERWriter.sequence([DERWriter.identifier(identifier)]), DERWriter.bits([])])
    }
  }

  /// What a subject key identifier is made of: the SHA-1 of the key's bits.
  public var keyID: [UInt8] {
    let parts = DERElement.read(info[...])?.first?.children ?? []
    return parts.count > 1 ? SHA1.digest(Array(parts[1].content.dropFirst())) : []
  }
}
