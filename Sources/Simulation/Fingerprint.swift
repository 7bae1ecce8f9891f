/// FNV-1a in 64 bits: a number that is the same for the same bytes everywhere, and no secret.
public enum Fingerprint {
  public static let start: UInt64 = 0xcbf2_9ce4_8422_2325

  /// Goes on from an earlier fingerprint where one is given.
  @inlinable
  public static func of(_ bytes: some Sequence<UInt8>, from start: UInt64 = start) -> UInt64 {
    var hash = start
    for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
    return hash
  }
}
