/// Writes a database as a bbolt file: the pages in use first, free ones behind them. As etcd does, it stores no list of
/// free pages; a reader takes those as free that nothing refers to.
struct BoltWriter {
  private var image: [UInt8] = []

  /// - Parameter size: The bytes that the file has at least.
  static func image(_ database: BoltDatabase, size: Int = 0) -> [UInt8] {
    var writer = BoltWriter()
    writer.write(database, size: size)
    return writer.image
  }

  private typealias Element = (flags: UInt32, key: ArraySlice<UInt8>, value: ArraySlice<UInt8>)
  private typealias Child = (key: ArraySlice<UInt8>, page: UInt64)

  private mutating func write(_ database: BoltDatabase, size: Int) {
    // The metas are filled in at the end.
    image = [UInt8](repeating: 0, count: 2 * BoltPage.size)
    var roots: [Element] = []
    for bucket in database.buckets {
      roots.append((BoltPage.bucketElement, bucket.name[...], value(of: bucket)[...]))
    }
    let root = tree(roots)
    let free = size / BoltPage.size * BoltPage.size - image.count
    if free > 0 { image.append(contentsOf: [UInt8](repeating: 0, count: free)) }
    for page in 0..<2 { writeMeta(page, root: root, transaction: database.transaction - UInt64(page)) }
  }

  /// Sixteen bytes that say where the bucket is, and the bucket itself if it is small.
  private mutating func value(of bucket: BoltDatabase.Bucket) -> [UInt8] {
    let elements: [Element] = bucket.entries.map { (0, $0.key, $0.value) }
    let bytes = elements.reduce(BoltPage.headerSize) { $0 + size($1) }
    var value: [UInt8] = []
    if bytes <= BoltPage.inlineBytesMax {
      append(0, 16, to: &value)
      value.append(contentsOf: leaf(elements[...], page: 0, overflow: 0))
    } else {
      append(tree(elements), 8, to: &value)
      append(0, 8, to: &value)
    }
    return value
  }

  private func size(_ element: Element) -> Int {
    BoltPage.elementSize + element.key.count + element.value.count
  }

  /// Writes leaves and the branches above them, and gives the page of the root.
  private mutating func tree(_ elements: [Element]) -> UInt64 {
    var children: [Child] = []
    var start = 0
    repeat {
      var end = start
      var bytes = BoltPage.headerSize
      while end < elements.count, end == start || bytes + size(elements[end]) <= BoltPage.size {
        bytes += size(elements[end])
        end += 1
      }
      let page = nextPage
      let overflow = (bytes - 1) / BoltPage.size
      appendPages(leaf(elements[start..<end], page: page, overflow: UInt32(overflow)))
      children.append((end > start ? elements[start].key : [], page))
      start = end
    } while start < elements.count
    while children.count > 1 { children = branches(children) }
    return children[0].page
  }

  private mutating func branches(_ children: [Child]) -> [Child] {
    var parents: [Child] = []
    var start = 0
    while start < children.count {
      var end = start
      var bytes = BoltPage.headerSize
      while end < children.count,
        end < start + 2 || bytes + BoltPage.elementSize + children[end].key.count <= BoltPage.size
      {
        bytes += BoltPage.elementSize + children[end].key.count
        end += 1
      }
      // A branch with a single child is not allowed.
      if children.count - end == 1 { end = end - start > 2 ? end - 1 : end + 1 }
      let page = nextPage
      appendPages(branch(children[start..<end], page: page))
      parents.append((children[start].key, page))
      start = end
    }
    return parents
  }

  private func leaf(_ elements: ArraySlice<Element>, page: UInt64, overflow: UInt32) -> [UInt8] {
    var bytes = header(page: page, flags: BoltPage.leafFlag, count: elements.count, overflow: overflow)
    var data: [UInt8] = []
    let dataStart = BoltPage.headerSize + elements.count * BoltPage.elementSize
    for element in elements {
      append(UInt64(element.flags), 4, to: &bytes)
      let position = dataStart + data.count - (bytes.count - 4)
      append(UInt64(position), 4, to: &bytes)
      append(UInt64(element.key.count), 4, to: &bytes)
      append(UInt64(element.value.count), 4, to: &bytes)
      data.append(contentsOf: element.key)
      data.append(contentsOf: element.value)
    }
    return bytes + data
  }

  private func branch(_ children: ArraySlice<Child>, page: UInt64) -> [UInt8] {
    let keys = children.reduce(0) { $0 + $1.key.count }
    let size = BoltPage.headerSize + children.count * BoltPage.elementSize + keys
    var bytes = header(
      page: page, flags: BoltPage.branchFlag, count: children.count, overflow: UInt32((size - 1) / BoltPage.size))
    var data: [UInt8] = []
    let dataStart = BoltPage.headerSize + children.count * BoltPage.elementSize
    for child in children {
      append(UInt64(dataStart + data.count - bytes.count), 4, to: &bytes)
      append(UInt64(child.key.count), 4, to: &bytes)
      append(child.page, 8, to: &bytes)
      data.append(contentsOf: child.key)
    }
    return bytes + data
  }

  private func header(page: UInt64, flags: UInt16, count: Int, overflow: UInt32) -> [UInt8] {
    var bytes: [UInt8] = []
    append(page, 8, to: &bytes)
    append(UInt64(flags), 2, to: &bytes)
    append(UInt64(count), 2, to: &bytes)
    append(UInt64(overflow), 4, to: &bytes)
    return bytes
  }

  private mutating func writeMeta(_ page: Int, root: UInt64, transaction: UInt64) {
    var bytes = header(page: UInt64(page), flags: BoltPage.metaFlag, count: 0, overflow: 0)
    append(UInt64(BoltPage.magic), 4, to: &bytes)
    append(UInt64(BoltPage.version), 4, to: &bytes)
    append(UInt64(BoltPage.size), 4, to: &bytes)
    append(0, 4, to: &bytes)
    append(root, 8, to: &bytes)
    append(0, 8, to: &bytes)
    append(BoltPage.noFreeList, 8, to: &bytes)
    append(nextPage, 8, to: &bytes)
    append(transaction, 8, to: &bytes)
    append(BoltPage.checksum(bytes[BoltPage.headerSize...]), 8, to: &bytes)
    put(bytes, at: page * BoltPage.size)
  }

  private var nextPage: UInt64 { UInt64(image.count / BoltPage.size) }

  private mutating func appendPages(_ bytes: [UInt8]) {
    image.append(contentsOf: bytes)
    let rest = image.count % BoltPage.size
    if rest > 0 { image.append(contentsOf: [UInt8](repeating: 0, count: BoltPage.size - rest)) }
  }

  private mutating func put(_ bytes: [UInt8], at offset: Int) {
    image.replaceSubrange(offset..<(offset + bytes.count), with: bytes)
  }

  private func append(_ number: UInt64, _ bytes: Int, to out: inout [UInt8]) {
    for index in 0..<bytes { out.append(index < 8 ? UInt8(truncatingIfNeeded: number >> UInt64(8 * index)) : 0) }
  }
}
