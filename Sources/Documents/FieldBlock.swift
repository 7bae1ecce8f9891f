/// A key and its value, as they lie in memory.
struct FieldEntry: Sendable {
  var key: String
  var value: Value
}

/// What the block of an object's fields says of itself.
struct FieldBlockHeader: Sendable {
  var count: Int32
  var room: Int32
  /// Where each key is, once there are so many that looking at one after the other would take long.
  var places: [FieldKey: Int32]?
}

/// A key by its bytes, as Go compares them: texts that look the same and are written otherwise are two keys.
struct FieldKey: Hashable, Sendable {
  var text: String

  static func == (left: Self, right: Self) -> Bool { FieldBlock.isSame(left.text, right.text) }

  func hash(into hasher: inout Hasher) {
    var text = text
    text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
  }
}

/// The memory of an object's fields. Whoever writes to it makes sure that it has no other owner.
final class FieldBlock: ManagedBuffer<FieldBlockHeader, FieldEntry> {
  /// More fields than these are looked up in a table.
  static let scannedMax = 32

  static func make(capacity: Int) -> FieldBlock {
    let made = FieldBlock.create(minimumCapacity: capacity) { _ in
      FieldBlockHeader(count: 0, room: Int32(capacity), places: nil)
    }
    return unsafeDowncast(made, to: FieldBlock.self)
  }

  deinit {
    _ = withUnsafeMutablePointers { header, entries in
      entries.deinitialize(count: Int(header.pointee.count))
    }
  }

  var count: Int { Int(header.count) }
  var room: Int { Int(header.room) }

  func value(at place: Int) -> Value { withUnsafeMutablePointerToElements { $0[place].value } }

  /// Equal keys have the same bytes. Texts of up to 15 bytes lie in the two words of a `String` itself, so that for
  /// two of them these words decide; nearly all keys are so short.
  @inline(__always)
  static func isSame(_ left: String, _ right: String) -> Bool {
    let ours = unsafeBitCast(left, to: (UInt64, UInt64).self)
    let theirs = unsafeBitCast(right, to: (UInt64, UInt64).self)
    if ours.0 == theirs.0, ours.1 == theirs.1 { return true }
    let isInline: UInt64 = 1 << 61
    if ours.1 & theirs.1 & isInline != 0 { return false }
    return left.utf8.count == right.utf8.count && hasSameBytes(left, right)
  }

  @inline(never)
  private static func hasSameBytes(_ left: String, _ right: String) -> Bool {
    left.utf8.elementsEqual(right.utf8)
  }

  func place(of key: String) -> Int? {
    withUnsafeMutablePointers { header, entries in
      if let places = header.pointee.places { return places[FieldKey(text: key)].map(Int.init) }
      let count = Int(header.pointee.count)
      for place in 0..<count where Self.isSame(entries[place].key, key) { return place }
      return nil
    }
  }

  /// Adds an entry for which there is room.
  func append(_ entry: FieldEntry) {
    let place = count
    withUnsafeMutablePointers { header, entries in
      (entries + place).initialize(to: entry)
      header.pointee.count += 1
      header.pointee.places?[FieldKey(text: entry.key)] = Int32(place)
    }
    if place == Self.scannedMax { header.places = table() }
  }

  func remove(at place: Int) -> FieldEntry {
    let gone = withUnsafeMutablePointers { header, entries in
      let gone = (entries + place).move()
      let behind = Int(header.pointee.count) - place - 1
      (entries + place).moveInitialize(from: entries + place + 1, count: behind)
      header.pointee.count -= 1
      return gone
    }
    if header.places != nil { header.places = count > Self.scannedMax ? table() : nil }
    return gone
  }

  /// A block with the same entries; from one that nobody else has, they move over.
  func copy(capacity: Int, taking: Bool) -> FieldBlock {
    let fresh = FieldBlock.make(capacity: capacity)
    withUnsafeMutablePointers { header, entries in
      fresh.withUnsafeMutablePointers { freshHeader, freshEntries in
        let count = Int(header.pointee.count)
        if taking {
          freshEntries.moveInitialize(from: entries, count: count)
          header.pointee.count = 0
        } else {
          freshEntries.initialize(from: entries, count: count)
        }
        freshHeader.pointee.count = Int32(count)
        freshHeader.pointee.places = header.pointee.places
      }
    }
    return fresh
  }

  private func table() -> [FieldKey: Int32] {
    var table: [FieldKey: Int32] = [:]
    table.reserveCapacity(count)
    withUnsafeMutablePointerToElements { entries in
      for place in 0..<count { table[FieldKey(text: entries[place].key)] = Int32(place) }
    }
    return table
  }
}
