/// Reads any bbolt file, with bounds checked: what a learner puts into a host may be anything.
struct BoltReader {
  private let bytes: [UInt8]
  private var visited: Set<UInt64> = []

  private init(_ bytes: [UInt8]) {
    self.bytes = bytes
  }

  static func database(_ bytes: [UInt8]) throws(BoltError) -> BoltDatabase {
    var reader = BoltReader(bytes)
    guard let meta = reader.newestMeta() else { throw .invalid }
    var database = BoltDatabase(buckets: [], transaction: meta.transaction, totalSize: meta.pages * BoltPage.size)
    var roots: [Element] = []
    try reader.collect(meta.root, depth: 0, into: &roots)
    for root in roots where root.flags & BoltPage.bucketElement != 0 {
      database.buckets.append(try reader.bucket(root))
    }
    return database
  }

  private typealias Element = (flags: UInt32, key: ArraySlice<UInt8>, value: ArraySlice<UInt8>)
  private typealias Meta = (root: UInt64, pages: Int, transaction: UInt64)

  /// The valid meta page of the later transaction; one that is damaged is passed over in silence.
  private func newestMeta() -> Meta? {
    let metas = [meta(0), meta(1)].compactMap { $0 }
    return metas.max { $0.transaction < $1.transaction }
  }

  private func meta(_ page: Int) -> Meta? {
    let start = page * BoltPage.size + BoltPage.headerSize
    guard bytes.count >= start + 64 else { return nil }
    guard number(start, 4) == UInt64(BoltPage.magic), number(start + 4, 4) == UInt64(BoltPage.version),
      number(start + 56, 8) == BoltPage.checksum(bytes[start..<(start + 56)])
    else { return nil }
    let pages = number(start + 40, 8)
    guard number(start + 8, 4) == UInt64(BoltPage.size), pages < 1 << 40 else { return nil }
    return (number(start + 16, 8), Int(pages), number(start + 48, 8))
  }

  private mutating func bucket(_ root: Element) throws(BoltError) -> BoltDatabase.Bucket {
    guard root.value.count >= 16 else { throw .damaged("bucket header is too short") }
    let page = number(root.value.startIndex, 8)
    var elements: [Element] = []
    if page == 0 {
      elements = try leaf(at: root.value.startIndex + 16, end: root.value.endIndex)
    } else {
      try collect(page, depth: 0, into: &elements)
    }
    return BoltDatabase.Bucket(name: Array(root.key), entries: elements.map { ($0.key, $0.value) })
  }

  /// All elements below a page, in order.
  private mutating func collect(_ page: UInt64, depth: Int, into elements: inout [Element]) throws(BoltError) {
    guard page < UInt64(bytes.count / BoltPage.size + 1), depth < 64 else { throw .beyondEnd }
    guard visited.insert(page).inserted else { throw .damaged("page \(page): multiple references") }
    let start = Int(page) * BoltPage.size
    guard start + BoltPage.size <= bytes.count else { throw .beyondEnd }
    let flags = UInt16(number(start + 8, 2))
    let end = min(bytes.count, start + (Int(number(start + 12, 4)) + 1) * BoltPage.size)
    if flags & BoltPage.leafFlag != 0 {
      elements.append(contentsOf: try leaf(at: start, end: end))
    } else if flags & BoltPage.branchFlag != 0 {
      for index in 0..<Int(number(start + 10, 2)) {
        let place = start + BoltPage.headerSize + index * BoltPage.elementSize
        guard place + BoltPage.elementSize <= end else { throw .beyondEnd }
        try collect(number(place + 8, 8), depth: depth + 1, into: &elements)
      }
    } else {
      throw .damaged("invalid page type: \(page): \(String(flags, radix: 16))")
    }
  }

  private func leaf(at start: Int, end: Int) throws(BoltError) -> [Element] {
    guard start + BoltPage.headerSize <= end else { throw .beyondEnd }
    let count = Int(number(start + 10, 2))
    var elements: [Element] = []
    elements.reserveCapacity(count)
    for index in 0..<count {
      let place = start + BoltPage.headerSize + index * BoltPage.elementSize
      guard place + BoltPage.elementSize <= end else { throw .beyondEnd }
      let key = place + Int(number(place + 4, 4))
      let value = key + Int(number(place + 8, 4))
      let valueEnd = value + Int(number(place + 12, 4))
      guard key >= place, value >= key, valueEnd >= value, valueEnd <= bytes.count else { throw .beyondEnd }
      elements.append((UInt32(number(place, 4)), bytes[key..<value], bytes[value..<valueEnd]))
    }
    return elements
  }

  private func number(_ offset: Int, _ count: Int) -> UInt64 {
    var value: UInt64 = 0
    for index in (0..<count).reversed() { value = value << 8 | UInt64(bytes[offset + index]) }
    return value
  }
}
