/// A square of bits, a row and a column for each endpoint.
struct EndpointMatrix: Sendable {
  let side: Int
  let stride: Int
  private(set) var words: [UInt64]

  init(side: Int) {
    self.side = side
    stride = (side + 63) / 64
    words = Array(repeating: 0, count: side * stride)
  }

  func contains(row: Int, column: Int) -> Bool {
    words[row * stride + column >> 6] >> UInt64(column & 63) & 1 == 1
  }

  mutating func insert(row: Int, column: Int) {
    words[row * stride + column >> 6] |= 1 << UInt64(column & 63)
  }

  mutating func setRow(_ row: Int, to set: EndpointSet) {
    let base = row * stride
    for index in 0..<stride { words[base + index] = set.words[index] }
  }

  /// Sets some columns, each from the endpoints that are to have a bit there; in blocks of 64 by 64 bits, so that
  /// many columns cost little more than one.
  mutating func setColumns(_ columns: [(column: Int, set: EndpointSet)]) {
    let groups = Dictionary(grouping: columns) { $0.column >> 6 }
    var block = Array(repeating: UInt64(0), count: 64)
    for (across, members) in groups {
      let mask = members.reduce(UInt64(0)) { $0 | 1 << UInt64($1.column & 63) }
      for down in 0..<stride {
        for line in 0..<64 { block[line] = 0 }
        for (column, set) in members { block[column & 63] = set.words[down] }
        Self.transpose(&block)
        for line in 0..<min(64, side - down << 6) {
          let place = (down << 6 + line) * stride + across
          words[place] = words[place] & ~mask | block[line]
        }
      }
    }
  }

  /// Rows become columns, in blocks of 64 by 64 bits (Hacker's Delight, 7-3).
  func transposed() -> EndpointMatrix {
    var result = EndpointMatrix(side: side)
    var block = Array(repeating: UInt64(0), count: 64)
    for down in 0..<stride {
      for across in 0..<stride {
        for line in 0..<64 {
          let row = down << 6 + line
          block[line] = row < side ? words[row * stride + across] : 0
        }
        Self.transpose(&block)
        for line in 0..<64 {
          let row = across << 6 + line
          if row < side { result.words[row * stride + down] = block[line] }
        }
      }
    }
    return result
  }

  private static func transpose(_ block: inout [UInt64]) {
    var width = 32
    var mask: UInt64 = 0x0000_0000_ffff_ffff
    while width != 0 {
      var line = 0
      while line < 64 {
        let swap = (block[line] >> UInt64(width) ^ block[line + width]) & mask
        block[line] ^= swap << UInt64(width)
        block[line + width] ^= swap
        line = (line + width + 1) & ~width
      }
      width >>= 1
      mask ^= mask << UInt64(width)
    }
  }
}
