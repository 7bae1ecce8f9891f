import Etcd

/// Answers in etcd's own wire format, as `--write-out=protobuf` prints them: without a newline (etcd, rpc.proto).
enum EtcdMessages {
  static func header(_ header: EtcdHeader) -> [UInt8] {
    var writer = ProtobufWriter()
    writer.varint(1, header.clusterID)
    writer.varint(2, header.memberID)
    writer.varint(3, header.revision)
    writer.varint(4, header.raftTerm)
    return writer.bytes
  }

  /// An answer that is a header and nothing else.
  static func plain(_ header: EtcdHeader) -> [UInt8] { answer(header).bytes }

  private static func answer(_ header: EtcdHeader) -> ProtobufWriter {
    var writer = ProtobufWriter()
    writer.message(1, Self.header(header))
    return writer
  }

  private static func pair(_ kv: EtcdKeyValue) -> [UInt8] {
    var writer = ProtobufWriter()
    writer.data(1, kv.key.bytes)
    writer.varint(2, kv.createRevision)
    writer.varint(3, kv.modRevision)
    writer.varint(4, kv.version)
    writer.data(5, kv.value.bytes)
    writer.varint(6, kv.lease)
    return writer.bytes
  }

  static func range(_ response: EtcdRangeResponse) -> [UInt8] {
    var writer = answer(response.header)
    for kv in response.kvs { writer.message(2, pair(kv)) }
    writer.varint(3, UInt64(response.more ? 1 : 0))
    writer.varint(4, response.count)
    return writer.bytes
  }

  static func put(_ response: EtcdPutResponse) -> [UInt8] {
    var writer = answer(response.header)
    if let previous = response.prevKV { writer.message(2, pair(previous)) }
    return writer.bytes
  }

  static func deletion(_ response: EtcdDeleteRangeResponse) -> [UInt8] {
    var writer = answer(response.header)
    writer.varint(2, response.deleted)
    for kv in response.prevKVs { writer.message(3, pair(kv)) }
    return writer.bytes
  }

  static func alarms(_ header: EtcdHeader, _ alarms: [EtcdAlarm]) -> [UInt8] {
    var writer = answer(header)
    for alarm in alarms {
      var inner = ProtobufWriter()
      inner.varint(1, alarm.memberID)
      inner.varint(2, UInt64(alarm.kind.rawValue))
      writer.message(2, inner.bytes)
    }
    return writer.bytes
  }

  static func members(_ header: EtcdHeader, _ members: [EtcdMember]) -> [UInt8] {
    var writer = answer(header)
    for member in members {
      var inner = ProtobufWriter()
      inner.varint(1, member.id)
      inner.data(2, Array(member.name.utf8))
      for url in member.peerURLs { inner.message(3, Array(url.utf8)) }
      for url in member.clientURLs { inner.message(4, Array(url.utf8)) }
      inner.varint(5, UInt64(member.isLearner ? 1 : 0))
      writer.message(2, inner.bytes)
    }
    return writer.bytes
  }
}
