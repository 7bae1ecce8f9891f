extension EtcdStore {
  mutating func answer(_ range: EtcdRange) throws(EtcdError) -> EtcdRangeResponse {
    if range.key.isEmpty { throw .emptyKey }
    return try read(range, header: header)
  }

  /// Reads with the given header: within a transaction only its revision is filled in.
  func read(_ range: EtcdRange, header: EtcdHeader) throws(EtcdError) -> EtcdRangeResponse {
    if range.revision > revision { throw .futureRevision }
    if range.revision > 0 && range.revision < compactRevision { throw .compacted }
    let past = range.revision > 0 && range.revision < revision
    let narrowed =
      range.minModRevision != 0 || range.maxModRevision != 0 || range.minCreateRevision != 0
      || range.maxCreateRevision != 0
    let sorted = range.sortOrder == .descend || range.sortTarget != .key
    if range.countOnly {
      let count = past ? keys(of: range, at: range.revision).count : liveCount(range.key, range.end)
      return EtcdRangeResponse(header: header, kvs: [], more: false, count: Int64(count))
    }
    var found: [EtcdKeyValue]
    var count: Int
    if past {
      found = keys(of: range, at: range.revision)
      count = found.count
    } else {
      // With a limit alone, no more than one key beyond it has to be looked at.
      let most = range.limit > 0 && !narrowed && !sorted ? Int(range.limit) + 1 : Int.max
      found = liveKeys(range.key, range.end, most: most)
      count = most == .max ? found.count : liveCount(range.key, range.end)
    }
    if narrowed { narrow(&found, range) }
    if sorted { sort(&found, range) }
    let more = range.limit > 0 && found.count > Int(range.limit)
    if more { found.removeSubrange(Int(range.limit)...) }
    if range.keysOnly {
      for index in found.indices { found[index].value = .empty }
    }
    count = max(count, found.count)
    return EtcdRangeResponse(header: header, kvs: found, more: more, count: Int64(count))
  }

  private func bounds(_ key: EtcdKey, _ end: EtcdKey?) -> (from: EtcdKey, to: EtcdKey?)? {
    guard let end else { return nil }
    return (key, end == .unbounded ? nil : end)
  }

  private func liveCount(_ key: EtcdKey, _ end: EtcdKey?) -> Int {
    guard let bounds = bounds(key, end) else { return live[key] == nil ? 0 : 1 }
    return live.count(from: bounds.from, to: bounds.to)
  }

  /// The keys of a range that exist now, in order.
  func liveKeys(_ key: EtcdKey, _ end: EtcdKey?, most: Int = .max) -> [EtcdKeyValue] {
    guard let bounds = bounds(key, end) else { return live[key].map { [$0] } ?? [] }
    var found: [EtcdKeyValue] = []
    live.forEach(from: bounds.from, to: bounds.to) { _, kv in
      found.append(kv)
      return found.count < most
    }
    return found
  }

  /// The keys of a range that existed at a revision.
  private func keys(of range: EtcdRange, at revision: Int64) -> [EtcdKeyValue] {
    var found: [EtcdKeyValue] = []
    let bounds = bounds(range.key, range.end)
    revisions.forEach(from: range.key, to: bounds?.to) { key, places in
      if bounds == nil && key != range.key { return false }
      if let place = places.last(where: { $0.main <= revision }), case .put(let kv)? = history[place] {
        found.append(kv)
      }
      return bounds != nil
    }
    return found
  }

  private func narrow(_ found: inout [EtcdKeyValue], _ range: EtcdRange) {
    found.removeAll { kv in
      (range.maxModRevision != 0 && kv.modRevision > range.maxModRevision)
        || (range.minModRevision != 0 && kv.modRevision < range.minModRevision)
        || (range.maxCreateRevision != 0 && kv.createRevision > range.maxCreateRevision)
        || (range.minCreateRevision != 0 && kv.createRevision < range.minCreateRevision)
    }
  }

  /// A target other than the key sorts ascending where no order is given, as etcd does.
  private func sort(_ found: inout [EtcdKeyValue], _ range: EtcdRange) {
    let ascending = range.sortOrder != .descend
    func sort<T: Comparable>(_ property: (EtcdKeyValue) -> T) {
      let keyed = found.enumerated().map { (place: $0.offset, property: property($0.element)) }
      let order = keyed.sorted { left, right in
        if left.property == right.property { return left.place < right.place }
        return ascending ? left.property < right.property : right.property < left.property
      }
      found = order.map { found[$0.place] }
    }
    switch range.sortTarget {
    case .key: sort { $0.key }
    case .version: sort { $0.version }
    case .create: sort { $0.createRevision }
    case .mod: sort { $0.modRevision }
    case .value: sort { EtcdKey(bytes: $0.value.bytes) }
    }
  }
}
