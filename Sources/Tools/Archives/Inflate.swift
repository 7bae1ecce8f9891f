/// Unpacks what deflate (RFC 1951) has packed.
struct Inflate {
  /// The stream breaks its own rules, or ends too early.
  enum Problem: Error {
    case invalid
    case truncated
    /// More comes out than was allowed.
    case tooLarge
  }

  private let bytes: ArraySlice<UInt8>
  private var at: Int
  private var bits: UInt32 = 0
  private var bitCount = 0
  private var output: [UInt8] = []
  private let outputMax: Int

  private init(_ bytes: ArraySlice<UInt8>, outputMax: Int) {
    self.bytes = bytes
    self.outputMax = outputMax
    at = bytes.startIndex
  }

  /// - Parameter most: how many bytes may come out.
  /// - Returns: what was packed, and the index behind the packed bytes.
  static func unpack(_ bytes: ArraySlice<UInt8>, most: Int) throws(Problem) -> (output: [UInt8], end: Int) {
    var inflate = Inflate(bytes, outputMax: most)
    var isLast = false
    while !isLast {
      isLast = try inflate.take(1) == 1
      switch try inflate.take(2) {
      case 0: try inflate.stored()
      case 1: try inflate.compressed(Code.fixedLiterals, Code.fixedDistances)
      case 2:
        let (literals, distances) = try inflate.dynamicCodes()
        try inflate.compressed(literals, distances)
      default: throw .invalid
      }
    }
    return (inflate.output, inflate.at - inflate.bitCount / 8)
  }

  private mutating func take(_ count: Int) throws(Problem) -> Int {
    while bitCount < count {
      guard at < bytes.endIndex else { throw .truncated }
      bits |= UInt32(bytes[at]) << UInt32(bitCount)
      at += 1
      bitCount += 8
    }
    let value = bits & ((1 << UInt32(count)) - 1)
    bits >>= UInt32(count)
    bitCount -= count
    return Int(value)
  }

  private mutating func stored() throws(Problem) {
    at -= bitCount / 8
    bits = 0
    bitCount = 0
    guard at + 4 <= bytes.endIndex else { throw .truncated }
    let length = Int(bytes[at]) | Int(bytes[at + 1]) << 8
    let check = Int(bytes[at + 2]) | Int(bytes[at + 3]) << 8
    guard length == ~check & 0xffff else { throw .invalid }
    at += 4
    guard at + length <= bytes.endIndex else { throw .truncated }
    guard length <= outputMax - output.count else { throw .tooLarge }
    output += bytes[at..<(at + length)]
    at += length
  }

  private mutating func compressed(_ literals: Code, _ distances: Code) throws(Problem) {
    while true {
      let symbol = try read(literals)
      if symbol < 256 {
        guard output.count < outputMax else { throw .tooLarge }
        output.append(UInt8(symbol))
      } else if symbol == 256 {
        return
      } else {
        guard symbol - 257 < DeflateTables.lengths.count else { throw .invalid }
        let (base, extra) = DeflateTables.lengths[symbol - 257]
        let length = base + (try take(extra))
        let place = try read(distances)
        guard place < DeflateTables.distances.count else { throw .invalid }
        let (distanceBase, distanceExtra) = DeflateTables.distances[place]
        let distance = distanceBase + (try take(distanceExtra))
        guard distance <= output.count else { throw .invalid }
        guard length <= outputMax - output.count else { throw .tooLarge }
        for _ in 0..<length { output.append(output[output.count - distance]) }
      }
    }
  }

  private mutating func read(_ code: Code) throws(Problem) -> Int {
    var (value, first, index) = (0, 0, 0)
    for length in 1...15 {
      value |= try take(1)
      let count = code.counts[length]
      if value - count < first { return code.symbols[index + value - first] }
      index += count
      first = (first + count) << 1
      value <<= 1
    }
    throw .invalid
  }

  private mutating func dynamicCodes() throws(Problem) -> (Code, Code) {
    let literalCount = try take(5) + 257
    let distanceCount = try take(5) + 1
    let lengthCount = try take(4) + 4
    var lengths = [Int](repeating: 0, count: 19)
    for index in 0..<lengthCount { lengths[DeflateTables.lengthOrder[index]] = try take(3) }
    let lengthCode = Code(lengths)
    var all: [Int] = []
    while all.count < literalCount + distanceCount {
      let symbol = try read(lengthCode)
      switch symbol {
      case 0..<16: all.append(symbol)
      case 16:
        guard let last = all.last else { throw .invalid }
        all += [Int](repeating: last, count: 3 + (try take(2)))
      case 17: all += [Int](repeating: 0, count: 3 + (try take(3)))
      default: all += [Int](repeating: 0, count: 11 + (try take(7)))
      }
    }
    guard all.count == literalCount + distanceCount else { throw .invalid }
    return (Code(Array(all[..<literalCount])), Code(Array(all[literalCount...])))
  }

  /// A canonical Huffman code: how many words there are of each length, and their symbols in order.
  private struct Code {
    var counts = [Int](repeating: 0, count: 16)
    var symbols: [Int] = []

    init(_ lengths: [Int]) {
      for length in lengths { counts[length] += 1 }
      counts[0] = 0
      for length in 1...15 {
        for (symbol, own) in lengths.enumerated() where own == length { symbols.append(symbol) }
      }
    }

    static let fixedLiterals = Code((0..<288).map { $0 < 144 ? 8 : $0 < 256 ? 9 : $0 < 280 ? 7 : 8 })
    static let fixedDistances = Code([Int](repeating: 5, count: 30))
  }
}

/// The numbers of RFC 1951: bases and extra bits.
enum DeflateTables {
  static let lengths: [(base: Int, extra: Int)] = [
    (3, 0), (4, 0), (5, 0), (6, 0), (7, 0), (8, 0), (9, 0), (10, 0), (11, 1), (13, 1), (15, 1), (17, 1), (19, 2),
    (23, 2), (27, 2), (31, 2), (35, 3), (43, 3), (51, 3), (59, 3), (67, 4), (83, 4), (99, 4), (115, 4), (131, 5),
    (163, 5), (195, 5), (227, 5), (258, 0),
  ]
  static let distances: [(base: Int, extra: Int)] = [
    (1, 0), (2, 0), (3, 0), (4, 0), (5, 1), (7, 1), (9, 2), (13, 2), (17, 3), (25, 3), (33, 4), (49, 4), (65, 5),
    (97, 5), (129, 6), (193, 6), (257, 7), (385, 7), (513, 8), (769, 8), (1025, 9), (1537, 9), (2049, 10), (3073, 10),
    (4097, 11), (6145, 11), (8193, 12), (12289, 12), (16385, 13), (24577, 13),
  ]
  static let lengthOrder = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]
}
