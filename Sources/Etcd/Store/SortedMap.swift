/// A map in the order of its keys whose copies share structure: copying costs nothing, a write after it costs
/// O(log n), and a range is read in order. A B+ tree of value-type nodes; the arrays' own copy-on-write does the sharing.
///
/// Its code is open to other modules, so that each of them has it made for its own keys and values.
@frozen public struct SortedMap<Key: Comparable & Sendable, Value: Sendable>: Sendable {
  @usableFromInline var root = SortedMapNode<Key, Value>()

  @inlinable public init() {}

  @inlinable public var count: Int { root.count }
  @inlinable public var isEmpty: Bool { root.count == 0 }

  @inlinable public subscript(key: Key) -> Value? {
    get { root.find(key) }
    set {
      if let newValue {
        set(key, newValue)
      } else {
        remove(key)
      }
    }
  }

  @inlinable public mutating func set(_ key: Key, _ value: Value) {
    if let sibling = root.set(key, value) {
      let left = root
      root = SortedMapNode(branches: [left, sibling])
    }
  }

  /// Changes the value of a key where it is; false where there is none.
  @discardableResult
  @inlinable public mutating func update(_ key: Key, _ change: (inout Value) -> Void) -> Bool {
    root.update(key, change)
  }

  @discardableResult
  @inlinable public mutating func remove(_ key: Key) -> Value? {
    let removed = root.remove(key)
    if root.children.count == 1 { root = root.children[0] }
    return removed
  }

  @inlinable public var first: (key: Key, value: Value)? {
    var node = root
    while let child = node.children.first { node = child }
    return node.values.isEmpty ? nil : (node.keys[0], node.values[0])
  }

  @inlinable public var last: (key: Key, value: Value)? {
    var node = root
    while let child = node.children.last { node = child }
    return node.values.isEmpty ? nil : (node.keys[node.keys.count - 1], node.values[node.values.count - 1])
  }

  /// Calls `body` with each entry from `start` on, in order, until `end` (excluded; nil: none) or until it returns false.
  @inlinable public func forEach(
    from start: Key? = nil, to end: Key? = nil, _ body: (Key, Value) throws -> Bool
  ) rethrows {
    _ = try root.forEach(from: start, to: end, body)
  }

  /// How many entries lie from `start` up to but not including `end`, without visiting them.
  @inlinable public func count(from start: Key? = nil, to end: Key? = nil) -> Int {
    let below = start.map { root.rank(of: $0) } ?? 0
    let up = end.map { root.rank(of: $0) } ?? root.count
    return max(0, up - below)
  }

  /// The last entry before `bound`.
  @inlinable public func last(before bound: Key) -> (key: Key, value: Value)? { root.last(before: bound) }

  @inlinable public var keys: [Key] {
    var result: [Key] = []
    result.reserveCapacity(count)
    forEach { key, _ in
      result.append(key)
      return true
    }
    return result
  }
}

/// A node is a leaf (keys and values) or a branch (children, and for each a bound that no key in it lies below).
@frozen @usableFromInline struct SortedMapNode<Key: Comparable & Sendable, Value: Sendable>: Sendable {
  @usableFromInline var keys: [Key] = []
  @usableFromInline var values: [Value] = []
  @usableFromInline var children: [SortedMapNode] = []
  @usableFromInline var count = 0

  @inlinable static var capacity: Int { 32 }

  @inlinable init() {}

  @inlinable init(branches: [SortedMapNode]) {
    children = branches
    keys = branches.map { $0.keys[0] }
    count = branches.reduce(0) { $0 + $1.count }
  }

  @inlinable var isLeaf: Bool { children.isEmpty }

  /// The first place whose key is not below `key`.
  @inlinable func lowerBound(_ key: Key) -> Int {
    var low = 0
    var high = keys.count
    while low < high {
      let middle = (low + high) / 2
      if keys[middle] < key { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// The child in which `key` belongs.
  @inlinable func childIndex(_ key: Key) -> Int {
    let place = lowerBound(key)
    return place < keys.count && keys[place] == key ? place : max(0, place - 1)
  }

  @inlinable func find(_ key: Key) -> Value? {
    if !isLeaf { return children[childIndex(key)].find(key) }
    let place = lowerBound(key)
    return place < keys.count && keys[place] == key ? values[place] : nil
  }

  @inlinable mutating func update(_ key: Key, _ change: (inout Value) -> Void) -> Bool {
    if !isLeaf { return children[childIndex(key)].update(key, change) }
    let place = lowerBound(key)
    guard place < keys.count && keys[place] == key else { return false }
    change(&values[place])
    return true
  }

  /// Puts the value in, and returns the right half if the node had to be split.
  @inlinable mutating func set(_ key: Key, _ value: Value) -> SortedMapNode? {
    if isLeaf {
      let place = lowerBound(key)
      if place < keys.count && keys[place] == key {
        values[place] = value
        return nil
      }
      keys.insert(key, at: place)
      values.insert(value, at: place)
      count += 1
      return keys.count > Self.capacity ? splitOff(at: splitPoint(inserted: place)) : nil
    }
    let index = childIndex(key)
    if key < keys[index] { keys[index] = key }
    let before = children[index].count
    if let sibling = children[index].set(key, value) {
      count += children[index].count + sibling.count - before
      children.insert(sibling, at: index + 1)
      keys.insert(sibling.keys[0], at: index + 1)
    } else {
      count += children[index].count - before
    }
    return keys.count > Self.capacity ? splitOff(at: splitPoint(inserted: index + 1)) : nil
  }

  /// Keys that only ever grow (revisions) leave full nodes behind them instead of half empty ones.
  @inlinable func splitPoint(inserted place: Int) -> Int {
    place >= keys.count - 1 ? keys.count - 4 : keys.count / 2
  }

  @inlinable mutating func splitOff(at place: Int) -> SortedMapNode {
    var right = SortedMapNode()
    right.keys = Array(keys[place...])
    keys.removeSubrange(place...)
    if isLeaf {
      right.values = Array(values[place...])
      values.removeSubrange(place...)
      right.count = right.keys.count
    } else {
      right.children = Array(children[place...])
      children.removeSubrange(place...)
      right.count = right.children.reduce(0) { $0 + $1.count }
    }
    count -= right.count
    return right
  }

  @inlinable mutating func remove(_ key: Key) -> Value? {
    if isLeaf {
      let place = lowerBound(key)
      guard place < keys.count, keys[place] == key else { return nil }
      keys.remove(at: place)
      count -= 1
      return values.remove(at: place)
    }
    let index = childIndex(key)
    guard let removed = children[index].remove(key) else { return nil }
    count -= 1
    if children[index].keys.count < Self.capacity / 4 { mergeChild(index) }
    return removed
  }

  /// Joins a child that has become small with its neighbour, and splits the result if that is too big.
  @inlinable mutating func mergeChild(_ index: Int) {
    guard children.count > 1 else { return }
    let left = index > 0 ? index - 1 : 0
    let right = children.remove(at: left + 1)
    keys.remove(at: left + 1)
    children[left].absorb(right)
    if children[left].keys.count > Self.capacity {
      let half = children[left].splitOff(at: children[left].keys.count / 2)
      children.insert(half, at: left + 1)
      keys.insert(half.keys[0], at: left + 1)
    }
  }

  @inlinable mutating func absorb(_ right: SortedMapNode) {
    keys.append(contentsOf: right.keys)
    values.append(contentsOf: right.values)
    children.append(contentsOf: right.children)
    count += right.count
  }

  @inlinable func forEach(from start: Key?, to end: Key?, _ body: (Key, Value) throws -> Bool) rethrows -> Bool {
    if isLeaf {
      var place = start.map { lowerBound($0) } ?? 0
      while place < keys.count {
        if let end, !(keys[place] < end) { return false }
        if try !body(keys[place], values[place]) { return false }
        place += 1
      }
      return true
    }
    let first = start.map { childIndex($0) } ?? 0
    for index in first..<children.count {
      if index > first, let end, !(keys[index] < end) { return false }
      if try !children[index].forEach(from: index == first ? start : nil, to: end, body) { return false }
    }
    return true
  }

  /// How many keys lie below `bound`.
  @inlinable func rank(of bound: Key) -> Int {
    if isLeaf { return lowerBound(bound) }
    let index = childIndex(bound)
    var sum = children[index].rank(of: bound)
    for earlier in 0..<index { sum += children[earlier].count }
    return sum
  }

  @inlinable func last(before bound: Key) -> (key: Key, value: Value)? {
    if isLeaf {
      let place = lowerBound(bound)
      return place > 0 ? (keys[place - 1], values[place - 1]) : nil
    }
    var index = childIndex(bound)
    while index >= 0 {
      if let found = children[index].last(before: bound) { return found }
      index -= 1
    }
    return nil
  }
}
