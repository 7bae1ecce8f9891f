/// The only source of chance (SplitMix64). A copy continues the same sequence.
///
/// Each consumer has its own, derived from the world's seed and a name, so that a new draw in one place does not
/// change what is drawn in another.
public struct Chance: RandomNumberGenerator, Sendable, Equatable {
  private var state: UInt64

  public init(seed: UInt64) {
    state = seed
  }

  /// A sequence of its own for one consumer, such as "pod-names".
  public init(seed: UInt64, name: String) {
    state = Fingerprint.of(name.utf8, from: Fingerprint.start ^ seed)
    _ = next()
  }

  public mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
    return mixed ^ (mixed >> 31)
  }

  /// A number from 0 to `bound - 1`; the same on every platform.
  public mutating func below(_ bound: Int) -> Int {
    precondition(bound > 0, "a draw needs at least one possibility")
    return Int(next() % UInt64(bound))
  }

  /// A fraction from 0 up to but not including 1.
  public mutating func fraction() -> Double { Double(next() >> 11) / 9_007_199_254_740_992 }

  /// One of the characters of `alphabet`, `count` times.
  public mutating func text(_ count: Int, from alphabet: String) -> String {
    let characters = Array(alphabet)
    return String((0..<count).map { _ in characters[below(characters.count)] })
  }

  /// The five characters at the end of generated names (apimachinery, util/rand: no vowels, no look-alikes).
  public mutating func nameSuffix(_ count: Int = 5) -> String { text(count, from: "bcdfghjklmnpqrstvwxz2456789") }

  /// A random (version 4) UUID in its usual form.
  public mutating func uuid() -> String {
    let digits = Array("0123456789abcdef".utf8)
    var text: [UInt8] = []
    var bits = next()
    for index in 0..<32 {
      if index == 16 { bits = next() }
      if [8, 12, 16, 20].contains(index) { text.append(UInt8(ascii: "-")) }
      var nibble = Int(bits & 15)
      bits >>= 4
      if index == 12 { nibble = 4 }
      if index == 16 { nibble = 8 | (nibble & 3) }
      text.append(digits[nibble])
    }
    return String(decoding: text, as: UTF8.self)
  }

  /// `count` hexadecimal digits, as in container IDs.
  public mutating func hex(_ count: Int) -> String { text(count, from: "0123456789abcdef") }
}
