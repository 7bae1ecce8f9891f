extension Value {
  /// The fields of an object, in the order in which they were added.
  ///
  /// One word, and one block of memory for all keys and values: a world holds thousands of small objects, and a
  /// request looks at hundreds of fields. Copies share the block until one of them is written to.
  public struct Fields: @unchecked Sendable {
    var block: FieldBlock?

    public init() {}

    public init(minimumCapacity: Int) {
      if minimumCapacity > 0 { block = FieldBlock.make(capacity: minimumCapacity) }
    }

    public init(uniqueKeysWithValues pairs: some Sequence<(String, Value)>) {
      self.init(pairs) { $1 }
    }

    /// Fields of pairs; `combine` answers the value of a key that is there more than once.
    public init(_ pairs: some Sequence<(String, Value)>, uniquingKeysWith combine: (Value, Value) -> Value) {
      self.init(minimumCapacity: pairs.underestimatedCount)
      for (key, value) in pairs {
        if let place = index(forKey: key) {
          write { $0[place].value = combine($0[place].value, value) }
        } else {
          append(key, value)
        }
      }
    }

    public var count: Int { block?.count ?? 0 }
    public var isEmpty: Bool { count == 0 }

    /// The value of that key; setting nil removes the field, and a new key comes last.
    public subscript(_ key: String) -> Value? {
      get {
        guard let block, let place = block.place(of: key) else { return nil }
        return block.value(at: place)
      }
      set {
        if let newValue {
          updateValue(newValue, forKey: key)
        } else {
          removeValue(forKey: key)
        }
      }
      _modify {
        // The value is taken out meanwhile, so that it is changed where it is and not copied.
        guard let place = index(forKey: key) else {
          var fresh: Value?
          defer { if let fresh { append(key, fresh) } }
          yield &fresh
          return
        }
        var value: Value? = write { entries in
          let value = entries[place].value
          entries[place].value = .null
          return value
        }
        defer {
          if let value { write { $0[place].value = value } } else { remove(at: place) }
        }
        yield &value
      }
    }

    public subscript(_ key: String, default fallback: @autoclosure () -> Value) -> Value {
      get { self[key] ?? fallback() }
      set { updateValue(newValue, forKey: key) }
    }

    /// The place of a key.
    public func index(forKey key: String) -> Int? { block?.place(of: key) }

    /// Sets the value of a key, and gives the one that it had.
    @discardableResult
    public mutating func updateValue(_ value: Value, forKey key: String) -> Value? {
      guard let place = index(forKey: key) else {
        append(key, value)
        return nil
      }
      return write { entries in
        let old = entries[place].value
        entries[place].value = value
        return old
      }
    }

    @discardableResult
    public mutating func removeValue(forKey key: String) -> Value? {
      index(forKey: key).map { remove(at: $0).value }
    }

    public mutating func removeAll() { block = nil }

    public mutating func removeAll(where isUnwanted: (Element) throws -> Bool) rethrows {
      self = try filter { try !isUnwanted($0) }
    }

    public func filter(_ isWanted: (Element) throws -> Bool) rethrows -> Fields {
      var kept = Fields()
      for (key, value) in self where try isWanted((key, value)) { kept.append(key, value) }
      return kept
    }

    public func mapValues(_ change: (Value) throws -> Value) rethrows -> Fields {
      var changed = Fields(minimumCapacity: count)
      for (key, value) in self { changed.append(key, try change(value)) }
      return changed
    }

    public mutating func merge(
      _ other: some Sequence<(key: String, value: Value)>, uniquingKeysWith combine: (Value, Value) throws -> Value
    ) rethrows {
      for (key, value) in other {
        updateValue(try self[key].map { try combine($0, value) } ?? value, forKey: key)
      }
    }

    public func merging(
      _ other: some Sequence<(key: String, value: Value)>, uniquingKeysWith combine: (Value, Value) throws -> Value
    ) rethrows -> Fields {
      var merged = self
      try merged.merge(other, uniquingKeysWith: combine)
      return merged
    }

    /// Puts the fields in another order.
    public mutating func sort(by areInOrder: (Element, Element) throws -> Bool) rethrows {
      var sorted = Fields(minimumCapacity: count)
      for (key, value) in try self.sorted(by: areInOrder) { sorted.append(key, value) }
      self = sorted
    }

    /// Puts the fields in the order of their keys.
    public mutating func sort() { sort { $0.key < $1.key } }

    /// Adds a field whose key is not there yet: the caller knows that.
    public mutating func append(_ key: String, _ value: Value) {
      makeOwn(room: 1)
      block?.append(FieldEntry(key: key, value: value))
    }

    @discardableResult
    mutating func remove(at place: Int) -> Element {
      makeOwn(room: 0)
      guard let gone = block?.remove(at: place) else { preconditionFailure("fields have no place \(place)") }
      return (gone.key, gone.value)
    }

    /// Lets `body` change values where they are.
    private mutating func write<Result>(_ body: (UnsafeMutablePointer<FieldEntry>) -> Result) -> Result {
      makeOwn(room: 0)
      guard let block else { preconditionFailure("no fields to write to") }
      return block.withUnsafeMutablePointerToElements(body)
    }

    /// Makes the block this copy's own, with room for so many more.
    private mutating func makeOwn(room: Int) {
      let isOwn = isKnownUniquelyReferenced(&block)
      guard let block else {
        if room > 0 { self.block = FieldBlock.make(capacity: 4 * room) }
        return
      }
      let needed = block.count + room
      if isOwn, needed <= block.room { return }
      let capacity = needed <= block.room ? needed : Swift.max(needed, block.count + block.count / 2 + 1)
      self.block = block.copy(capacity: capacity, taking: isOwn)
    }
  }
}

extension Value.Fields: Sequence {
  public typealias Element = (key: String, value: Value)

  public struct Iterator: IteratorProtocol {
    let block: FieldBlock?
    let end: Int
    var place = 0

    public mutating func next() -> Element? {
      guard place < end, let block else { return nil }
      defer { place += 1 }
      return block.withUnsafeMutablePointerToElements { ($0[place].key, $0[place].value) }
    }
  }

  public var underestimatedCount: Int { count }
  public func makeIterator() -> Iterator { Iterator(block: block, end: count) }

  /// The fields by their places.
  public var elements: Elements { Elements(fields: self) }
  /// The keys in the order of the fields.
  public var keys: Keys { Keys(fields: self) }
  /// The values in the order of the fields.
  public var values: Values { Values(fields: self) }

  func entry(_ place: Int) -> Element {
    guard let block, place >= 0, place < block.count else { preconditionFailure("fields have no place \(place)") }
    return block.withUnsafeMutablePointerToElements { ($0[place].key, $0[place].value) }
  }

  public struct Elements: RandomAccessCollection {
    let fields: Value.Fields
    public var startIndex: Int { 0 }
    public var endIndex: Int { fields.count }
    public subscript(_ place: Int) -> Element { fields.entry(place) }
  }

  public struct Keys: RandomAccessCollection {
    let fields: Value.Fields
    public var startIndex: Int { 0 }
    public var endIndex: Int { fields.count }
    public subscript(_ place: Int) -> String { fields.entry(place).key }
    public func contains(_ key: String) -> Bool { fields.index(forKey: key) != nil }
    public func firstIndex(of key: String) -> Int? { fields.index(forKey: key) }
  }

  public struct Values: RandomAccessCollection {
    let fields: Value.Fields
    public var startIndex: Int { 0 }
    public var endIndex: Int { fields.count }
    public subscript(_ place: Int) -> Value { fields.entry(place).value }
  }
}

extension Value {
  /// Whether both are the same tree in memory, and so equal; false says nothing.
  public func isShared(with other: Value) -> Bool {
    switch (self, other) {
    case (.object(let left), .object(let right)): left.block != nil && left.block === right.block
    case (.array(let left), .array(let right)):
      left.count == right.count
        && left.withUnsafeBufferPointer { ours in
          right.withUnsafeBufferPointer { !ours.isEmpty && ours.baseAddress == $0.baseAddress }
        }
    default: false
    }
  }
}

extension Value.Fields: Hashable {
  /// The same fields in whatever order.
  public static func == (left: Self, right: Self) -> Bool {
    guard let first = left.block, let second = right.block else { return left.count == right.count }
    if first === second { return true }
    guard first.count == second.count else { return false }
    return first.withUnsafeMutablePointerToElements { ours in
      second.withUnsafeMutablePointerToElements { theirs in
        for place in 0..<first.count {
          // Nearly always the order is the same.
          if FieldBlock.isSame(ours[place].key, theirs[place].key) {
            if ours[place].value != theirs[place].value { return false }
          } else if second.place(of: ours[place].key).map({ theirs[$0].value == ours[place].value }) != true {
            return false
          }
        }
        return true
      }
    }
  }

  public func hash(into hasher: inout Hasher) {
    var mixed = count
    for (key, value) in self {
      var inner = hasher
      inner.combine(key)
      inner.combine(value)
      mixed ^= inner.finalize()
    }
    hasher.combine(mixed)
  }
}

extension Value.Fields: ExpressibleByDictionaryLiteral {
  public init(dictionaryLiteral elements: (String, Value)...) { self.init(elements) { $1 } }
}
