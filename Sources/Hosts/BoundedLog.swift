/// A list that only grows at its end and forgets its oldest part when it has become too long.
///
/// It is kept in blocks, so that a copy of the world shares all but the last one when it writes on.
public struct BoundedLog<Element: Sendable>: Sendable {
  private static var blockSize: Int { 128 }

  private var closed: [[Element]] = []
  private var open: [Element] = []
  /// Elements kept at most, give or take a block.
  public let limit: Int
  /// How many have been forgotten.
  public private(set) var forgotten = 0

  public init(limit: Int) {
    self.limit = limit
  }

  public var count: Int { closed.count * Self.blockSize + open.count }
  public var isEmpty: Bool { count == 0 }
  public var last: Element? { open.last ?? closed.last?.last }

  public mutating func append(_ element: Element) {
    open.append(element)
    guard open.count == Self.blockSize else { return }
    closed.append(open)
    open = []
    if closed.count * Self.blockSize > limit {
      closed.removeFirst()
      forgotten += Self.blockSize
    }
  }

  /// The element that was the `index`-th to be kept, 0 being the oldest that is still there.
  public subscript(_ index: Int) -> Element {
    let block = index / Self.blockSize
    return block < closed.count ? closed[block][index % Self.blockSize] : open[index % Self.blockSize]
  }

  public var all: [Element] {
    var elements: [Element] = []
    elements.reserveCapacity(count)
    for block in closed { elements += block }
    return elements + open
  }

  /// The newest `number` elements, oldest first.
  public func suffix(_ number: Int) -> [Element] {
    let first = max(0, count - number)
    return (first..<count).map { self[$0] }
  }

  /// Those from the `index`-th ever appended on; what has been forgotten is left out.
  public func since(_ index: Int) -> [Element] {
    suffix(max(0, count + forgotten - index))
  }

  /// How many have ever been appended.
  public var total: Int { count + forgotten }
}
