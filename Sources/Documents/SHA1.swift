/// SHA-1 (FIPS 180-4), from which etcd makes the ids of members.
public enum SHA1 {
  public static func digest(_ message: [UInt8]) -> [UInt8] {
    var state: [UInt32] = [0x6745_2301, 0xefcd_ab89, 0x98ba_dcfe, 0x1032_5476, 0xc3d2_e1f0]
    let padded = SHA256.padded(message)
    var words = [UInt32](repeating: 0, count: 80)
    for block in stride(from: 0, to: padded.count, by: 64) {
      for index in 0..<16 { words[index] = SHA256.word(padded, block + index * 4) }
      for index in 16..<80 {
        let mixed = words[index - 3] ^ words[index - 8] ^ words[index - 14] ^ words[index - 16]
        words[index] = mixed << 1 | mixed >> 31
      }
      mix(words, into: &state)
    }
    return SHA256.bytes(state)
  }

  private static func mix(_ words: [UInt32], into state: inout [UInt32]) {
    var (a, b, c, d, e) = (state[0], state[1], state[2], state[3], state[4])
    for index in 0..<80 {
      let choice: UInt32
      let constant: UInt32
      switch index {
      case 0..<20: (choice, constant) = (b & c | ~b & d, 0x5a82_7999)
      case 20..<40: (choice, constant) = (b ^ c ^ d, 0x6ed9_eba1)
      case 40..<60: (choice, constant) = (b & c | b & d | c & d, 0x8f1b_bcdc)
      default: (choice, constant) = (b ^ c ^ d, 0xca62_c1d6)
      }
      let next = (a << 5 | a >> 27) &+ choice &+ e &+ constant &+ words[index]
      e = d
      d = c
      c = b << 30 | b >> 2
      b = a
      a = next
    }
    for (index, value) in [a, b, c, d, e].enumerated() { state[index] &+= value }
  }
}
