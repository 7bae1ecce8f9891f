/// A set of endpoints: one bit for each place in the engine's list.
struct EndpointSet: Hashable, Sendable {
  private(set) var words: [UInt64]
  let capacity: Int

  init(capacity: Int) {
    self.capacity = capacity
    words = Array(repeating: 0, count: (capacity + 63) / 64)
  }

  init(capacity: Int, members: some Sequence<Int>) {
    self.init(capacity: capacity)
    for member in members { insert(member) }
  }

  static func all(_ capacity: Int) -> EndpointSet {
    var set = EndpointSet(capacity: capacity)
    for index in set.words.indices { set.words[index] = .max }
    if capacity % 64 != 0 { set.words[set.words.count - 1] = (1 << UInt64(capacity % 64)) - 1 }
    return set
  }

  var isEmpty: Bool { words.allSatisfy { $0 == 0 } }
  var count: Int { words.reduce(0) { $0 + $1.nonzeroBitCount } }

  func contains(_ member: Int) -> Bool { words[member >> 6] >> UInt64(member & 63) & 1 == 1 }

  mutating func insert(_ member: Int) { words[member >> 6] |= 1 << UInt64(member & 63) }

  mutating func formUnion(_ other: EndpointSet) {
    for index in words.indices { words[index] |= other.words[index] }
  }

  mutating func formIntersection(_ other: EndpointSet) {
    for index in words.indices { words[index] &= other.words[index] }
  }

  mutating func subtract(_ other: EndpointSet) {
    for index in words.indices { words[index] &= ~other.words[index] }
  }

  func union(_ other: EndpointSet) -> EndpointSet {
    var result = self
    result.formUnion(other)
    return result
  }

  func intersection(_ other: EndpointSet) -> EndpointSet {
    var result = self
    result.formIntersection(other)
    return result
  }

  /// The members in ascending order.
  var members: [Int] {
    var found: [Int] = []
    for (index, word) in words.enumerated() {
      var rest = word
      while rest != 0 {
        found.append(index << 6 + rest.trailingZeroBitCount)
        rest &= rest - 1
      }
    }
    return found
  }
}
