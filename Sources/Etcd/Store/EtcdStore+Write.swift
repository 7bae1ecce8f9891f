extension EtcdStore {
  /// The largest request that etcd takes (--max-request-bytes).
  private static let requestBytesMax = 1_572_864

  mutating func answer(_ put: EtcdPut) throws(EtcdError) -> EtcdPutResponse {
    try check(put)
    try requireSpace(for: put)
    committed()
    var cursor = EtcdRevision(main: revision + 1)
    let previous = try write(put, at: &cursor)
    finish(cursor)
    return EtcdPutResponse(header: header, prevKV: put.prevKV ? previous : nil)
  }

  mutating func answer(_ delete: EtcdDeleteRange) throws(EtcdError) -> EtcdDeleteRangeResponse {
    if delete.key.isEmpty { throw .emptyKey }
    committed()
    var cursor = EtcdRevision(main: revision + 1)
    let gone = remove(delete, at: &cursor)
    finish(cursor)
    return EtcdDeleteRangeResponse(
      header: header, deleted: Int64(gone.count), prevKVs: delete.prevKV ? gone : [])
  }

  func check(_ put: EtcdPut) throws(EtcdError) {
    if put.key.isEmpty { throw .emptyKey }
    if put.ignoreValue && put.valueBytes > 0 { throw .valueProvided }
    if put.ignoreLease && put.lease != 0 { throw .leaseProvided }
  }

  /// Refuses what is too large, and what the quota forbids: that raises the alarm, after which puts are refused
  /// until it is disarmed.
  mutating func requireSpace(for put: EtcdPut) throws(EtcdError) {
    let bytes = put.key.bytes.count + put.valueBytes
    if bytes > Self.requestBytesMax { throw .requestTooLarge }
    try requireSpace(bytes: bytes)
  }

  mutating func requireSpace(bytes: Int) throws(EtcdError) {
    if alarms.contains(where: { $0.kind == .corrupt }) { throw .corrupt }
    if alarms.contains(where: { $0.kind == .nospace }) { throw .noSpace }
    if quota > 0 && allocatedBytes + Int64(bytes) > quota {
      raise(EtcdAlarm(memberID: memberID, kind: .nospace))
      throw .noSpace
    }
  }

  /// Writes one key at the cursor and moves the cursor on; gives what was there before.
  mutating func write(_ put: EtcdPut, at cursor: inout EtcdRevision) throws(EtcdError) -> EtcdKeyValue? {
    let previous = live[put.key]
    if (put.ignoreValue || put.ignoreLease) && previous == nil { throw .keyNotFound }
    let lease = put.ignoreLease ? previous?.lease ?? 0 : put.lease
    if lease != 0 && leases[lease] == nil { throw .leaseNotFound }
    let kv = EtcdKeyValue(
      key: put.key, createRevision: previous?.createRevision ?? cursor.main, modRevision: cursor.main,
      version: (previous?.version ?? 0) + 1, value: put.ignoreValue ? previous?.value ?? .empty : put.value,
      lease: lease)
    live.set(put.key, kv)
    remember(.put(kv), at: cursor, valueBytes: put.ignoreValue ? nil : put.valueBytes)
    if let old = previous?.lease, old != lease { detach(put.key, from: old) }
    if lease != 0 { attach(put.key, to: lease) }
    cursor.sub += 1
    return previous
  }

  /// Deletes the keys of a range at the cursor, and gives them as they were.
  mutating func remove(_ delete: EtcdDeleteRange, at cursor: inout EtcdRevision) -> [EtcdKeyValue] {
    let gone = liveKeys(delete.key, delete.end)
    for kv in gone {
      live.remove(kv.key)
      remember(.delete(kv.key), at: cursor)
      if kv.lease != 0 { detach(kv.key, from: kv.lease) }
      cursor.sub += 1
    }
    return gone
  }

  /// Ends a transaction: the revision moves on if anything was changed.
  mutating func finish(_ cursor: EtcdRevision) {
    if cursor.sub > 0 { revision = cursor.main }
    // A change is written to other pages than those that it replaces.
    allocatedBytes = max(allocatedBytes, sizeInUse + (historyBytes <= 1000 ? 4096 : 8192))
  }

  /// - Parameter valueBytes: Bytes of the value that is put, where they have been counted.
  mutating func remember(_ entry: EtcdHistoryEntry, at place: EtcdRevision, valueBytes: Int? = nil) {
    history.set(place, entry)
    historyBytes += Self.bytes(of: entry, valueBytes: valueBytes)
    if !revisions.update(entry.key, { $0.append(place) }) { revisions.set(entry.key, [place]) }
  }

  /// What an entry takes in a bbolt leaf: the element, the revision key, and the message.
  static func bytes(of entry: EtcdHistoryEntry, valueBytes: Int? = nil) -> Int {
    switch entry {
    case .put(let kv): 16 + 17 + 20 + kv.key.bytes.count + (valueBytes ?? kv.value.byteCount)
    case .delete(let key): 16 + 18 + 2 + key.bytes.count
    }
  }
}
