/// How the bucket `key` of the database keeps the history (etcd's FACTS: revision keys, and mvccpb.KeyValue).
extension EtcdRevision {
  /// Seventeen bytes, and `t` behind them for a deletion.
  func encoded(tombstone: Bool) -> [UInt8] {
    var bytes = bigEndian(UInt64(bitPattern: main))
    bytes.append(UInt8(ascii: "_"))
    bytes.append(contentsOf: bigEndian(UInt64(bitPattern: sub)))
    if tombstone { bytes.append(UInt8(ascii: "t")) }
    return bytes
  }

  init?(encoded bytes: ArraySlice<UInt8>) {
    guard bytes.count >= 17 else { return nil }
    let start = bytes.startIndex
    main = Int64(bitPattern: number(bytes[start..<(start + 8)]))
    sub = Int64(bitPattern: number(bytes[(start + 9)..<(start + 17)]))
  }
}

extension EtcdHistoryEntry {
  var isTombstone: Bool { if case .delete = self { true } else { false } }

  var encoded: [UInt8] {
    var writer = ProtobufWriter()
    writer.data(1, key.bytes)
    if case .put(let kv) = self {
      writer.varint(2, kv.createRevision)
      writer.varint(3, kv.modRevision)
      writer.varint(4, kv.version)
      writer.data(5, kv.value.bytes)
      writer.varint(6, kv.lease)
    }
    return writer.bytes
  }

  init?(encoded bytes: ArraySlice<UInt8>, tombstone: Bool) {
    var kv = EtcdKeyValue(key: "", createRevision: 0, modRevision: 0, version: 0, value: .empty)
    var reader = ProtobufReader(bytes)
    while let (number, field) = reader.next() {
      switch (number, field) {
      case (1, .data(let data)): kv.key = EtcdKey(bytes: Array(data))
      case (2, .varint(let value)): kv.createRevision = Int64(bitPattern: value)
      case (3, .varint(let value)): kv.modRevision = Int64(bitPattern: value)
      case (4, .varint(let value)): kv.version = Int64(bitPattern: value)
      case (5, .data(let data)): kv.value = .bytes(Array(data))
      case (6, .varint(let value)): kv.lease = Int64(bitPattern: value)
      default: break
      }
    }
    if kv.key.isEmpty { return nil }
    self = tombstone ? .delete(kv.key) : .put(kv)
  }
}

func bigEndian(_ value: UInt64) -> [UInt8] {
  stride(from: 56, through: 0, by: -8).map { UInt8(truncatingIfNeeded: value >> UInt64($0)) }
}

/// A number of up to eight bytes, the most significant first.
func number(_ bytes: ArraySlice<UInt8>) -> UInt64 { bytes.reduce(0) { $0 << 8 | UInt64($1) } }

extension EtcdStore {
  /// The hash of the history up to a revision, which members of a cluster compare (etcd: unsafeHashByRev).
  func hashKV(_ wanted: Int64) throws(EtcdError) -> EtcdHashKV {
    if wanted > revision { throw .futureRevision }
    if wanted > 0 && wanted <= compactRevision { throw .compacted }
    let upTo = wanted > 0 ? wanted : revision
    var sum = CRC32C()
    sum.update(Array("key".utf8))
    history.forEach(to: EtcdRevision(main: upTo + 1)) { place, entry in
      sum.update(place.encoded(tombstone: entry.isTombstone))
      sum.update(entry.encoded)
      return true
    }
    return EtcdHashKV(
      header: header, hash: sum.value, compactRevision: compactRevision > 0 ? compactRevision : -1,
      hashRevision: version.dialect >= .v36 ? upTo : 0)
  }
}
