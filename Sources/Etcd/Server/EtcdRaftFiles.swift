public import Hosts

/// The write-ahead log of a member, preallocated to its full length as etcd does.
///
/// Not simulated: the entries. The file begins as a real one does, with the member and the cluster to which it
/// belongs; what its entries would rebuild is kept beside it as a store.
public struct EtcdWriteAheadLog: DeferredContent {
  public var memberID: UInt64
  public var clusterID: UInt64
  /// The raft snapshot on which it builds; 0 where it holds everything.
  public var snapshotIndex: UInt64
  public var term: UInt64
  /// What replaying the entries gives; nil for the log that a restore has written.
  public var store: EtcdStore?

  public static let fileName = "0000000000000000-0000000000000000.wal"
  public let size = 64_000_000

  public init(
    memberID: UInt64, clusterID: UInt64, snapshotIndex: UInt64, term: UInt64, store: EtcdStore?
  ) {
    self.memberID = memberID
    self.clusterID = clusterID
    self.snapshotIndex = snapshotIndex
    self.term = term
    self.store = store
  }

  public func bytes() -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(size)
    var sum = CRC32C(continuing: 0)
    // Types of records: 4 is the sum so far, 1 the metadata, 5 a snapshot, 3 the hard state.
    append(type: 4, data: nil, sum: &sum, to: &bytes)
    var metadata = ProtobufWriter()
    metadata.required(1, memberID)
    metadata.required(2, clusterID)
    append(type: 1, data: metadata.bytes, sum: &sum, to: &bytes)
    var snapshot = ProtobufWriter()
    snapshot.required(1, snapshotIndex)
    snapshot.required(2, snapshotIndex == 0 ? 0 : 1)
    append(type: 5, data: snapshot.bytes, sum: &sum, to: &bytes)
    var state = ProtobufWriter()
    state.required(1, term)
    state.required(2, memberID)
    state.required(3, snapshotIndex)
    append(type: 3, data: state.bytes, sum: &sum, to: &bytes)
    bytes.append(contentsOf: [UInt8](repeating: 0, count: size - bytes.count))
    return bytes
  }

  /// A frame: its length, with the padding to eight bytes in the upper byte, and a record with its check sum.
  private func append(type: UInt64, data: [UInt8]?, sum: inout CRC32C, to bytes: inout [UInt8]) {
    var record = ProtobufWriter()
    record.required(1, type)
    if let data { sum.update(data) }
    record.required(2, UInt64(sum.value))
    if let data { record.message(3, data) }
    let padding = (8 - record.bytes.count % 8) % 8
    var length = UInt64(record.bytes.count)
    if padding > 0 { length |= UInt64(0x80 | padding) << 56 }
    for index in 0..<8 { bytes.append(UInt8(truncatingIfNeeded: length >> UInt64(8 * index))) }
    bytes.append(contentsOf: record.bytes)
    bytes.append(contentsOf: [UInt8](repeating: 0, count: padding))
  }

  /// Reads what the beginning of a log tells; throws etcd's text for a log that is damaged.
  static func parse(_ bytes: [UInt8], name: String) throws(EtcdUsageError) -> EtcdWriteAheadLog? {
    var log = EtcdWriteAheadLog(memberID: 0, clusterID: 0, snapshotIndex: 0, term: 1, store: nil)
    var sum = CRC32C(continuing: 0)
    var place = 0
    var found = false
    while place + 8 <= bytes.count {
      let field = number(Array(bytes[place..<(place + 8)].reversed())[...])
      let length = Int(field & 0x00ff_ffff_ffff_ffff)
      if field == 0 {
        try checkRest(bytes[place...], name: name, place: place, sum: sum)
        break
      }
      let padding = field >> 63 == 1 ? Int(field >> 56 & 7) : 0
      guard length < 100_000_000, place + 8 + length + padding <= bytes.count else {
        throw EtcdUsageError("wal: max entry size limit exceeded when reading \"\(name)\", recBytes: \(length)")
      }
      let record = bytes[(place + 8)..<(place + 8 + length)]
      try log.take(record, sum: &sum, name: name, place: place)
      found = true
      place += 8 + length + padding
    }
    return found ? log : nil
  }

  /// Behind the last record a log holds zeros: what else stands there has been written over the entries.
  private static func checkRest(
    _ rest: ArraySlice<UInt8>, name: String, place: Int, sum: CRC32C
  ) throws(EtcdUsageError) {
    let damage = rest.withUnsafeBufferPointer { bytes in bytes.firstIndex { $0 != 0 } }
    guard let damage else { return }
    var computed = sum
    computed.update(rest[(rest.startIndex + damage)...].prefix(64))
    throw EtcdUsageError(
      "walpb: crc mismatch: expected: \(String(sum.value, radix: 16)) computed: "
        + "\(String(computed.value, radix: 16)): in file '\(name)' at position: \(place + damage)")
  }

  private mutating func take(
    _ record: ArraySlice<UInt8>, sum: inout CRC32C, name: String, place: Int
  ) throws(EtcdUsageError) {
    var type: UInt64 = 0
    var stored: UInt64 = 0
    var data: ArraySlice<UInt8> = []
    var reader = ProtobufReader(record)
    while let (number, field) = reader.next() {
      switch (number, field) {
      case (1, .varint(let value)): type = value
      case (2, .varint(let value)): stored = value
      case (3, .data(let bytes)): data = bytes
      default: break
      }
    }
    if type != 4 {
      sum.update(data)
      if UInt64(sum.value) != stored {
        let expected = String(stored, radix: 16)
        let computed = String(sum.value, radix: 16)
        throw EtcdUsageError(
          "walpb: crc mismatch: expected: \(expected) computed: \(computed): in file '\(name)' at position: \(place)")
      }
    }
    var inner = ProtobufReader(data)
    while let (number, field) = inner.next() {
      guard case .varint(let value) = field else { continue }
      switch (type, number) {
      case (1, 1): memberID = value
      case (1, 2): clusterID = value
      case (5, 1): snapshotIndex = value
      case (3, 1): term = value
      default: break
      }
    }
  }
}

/// A snapshot of raft: which members there are, for the old store of version 2.
public struct EtcdRaftSnapshot: DeferredContent {
  public var index: UInt64
  public var term: UInt64
  public var members: [EtcdMember]

  public init(index: UInt64, term: UInt64, members: [EtcdMember]) {
    self.index = index
    self.term = term
    self.members = members
  }

  public static func fileName(term: UInt64, index: UInt64) -> String {
    "\(hex16(term))-\(hex16(index)).snap"
  }

  static func hex16(_ number: UInt64) -> String {
    let digits = String(number, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }

  public func bytes() -> [UInt8] {
    var state = ProtobufWriter()
    for member in members where !member.isLearner { state.required(1, member.id) }
    var metadata = ProtobufWriter()
    metadata.message(1, state.bytes)
    metadata.required(2, index)
    metadata.required(3, term)
    var snapshot = ProtobufWriter()
    snapshot.message(1, Array(tree.utf8))
    snapshot.message(2, metadata.bytes)
    var sum = CRC32C()
    sum.update(snapshot.bytes)
    var file = ProtobufWriter()
    file.required(1, UInt64(sum.value))
    file.message(2, snapshot.bytes)
    return file.bytes
  }

  /// The tree of the old store, in which each member has a node.
  private var tree: String {
    let nodes = members.map { member in
      let path = "/0/members/\(String(member.id, radix: 16))"
      return "\"\(String(member.id, radix: 16))\":{\"Path\":\"\(path)\",\"Children\":{}}"
    }
    let children = "{\"members\":{\"Path\":\"/0/members\",\"Children\":{\(nodes.joined(separator: ","))}}}"
    return "{\"Root\":{\"Path\":\"/\",\"Children\":{\"0\":{\"Path\":\"/0\",\"Children\":\(children)}}}}"
  }
}
