/// A store as the buckets of etcd's database, and back.
extension EtcdStore {
  var database: BoltDatabase {
    var entries: [(key: [UInt8], value: [UInt8])] = []
    entries.reserveCapacity(history.count)
    history.forEach { place, entry in
      entries.append((place.encoded(tombstone: entry.isTombstone), entry.encoded))
      return true
    }
    let buckets = [
      BoltDatabase.Bucket("alarm", alarms.map { (Self.encode($0), []) }.sorted { before($0.0, $1.0) }),
      BoltDatabase.Bucket("auth", authEntries),
      BoltDatabase.Bucket("authRoles", auth.roles.keys.sorted().map { (Array($0.utf8), encodeRole($0)) }),
      BoltDatabase.Bucket("authUsers", auth.users.keys.sorted().map { (Array($0.utf8), encodeUser($0)) }),
      BoltDatabase.Bucket("cluster", clusterEntries),
      BoltDatabase.Bucket("key", entries),
      BoltDatabase.Bucket("lease", leases.keys.compactMap { leases[$0].map(Self.encode) }),
      BoltDatabase.Bucket("members", memberEntries),
      BoltDatabase.Bucket(
        "members_removed", removedMembers.map { (hex($0), Array("removed".utf8)) }.sorted { before($0.0, $1.0) }),
      BoltDatabase.Bucket("meta", metaEntries),
    ]
    return BoltDatabase(buckets: buckets, transaction: max(2, raftIndex))
  }

  private func before(_ left: [UInt8], _ right: [UInt8]) -> Bool { left.lexicographicallyPrecedes(right) }

  private func hex(_ id: UInt64) -> [UInt8] { Array(String(id, radix: 16).utf8) }

  private var metaEntries: [(key: [UInt8], value: [UInt8])] {
    var entries: [(String, [UInt8])] = [("consistent_index", bigEndian(raftIndex))]
    if version.dialect >= .v35 {
      let voters = members.filter { !$0.isLearner }.map(\.id).sorted().map(String.init).joined(separator: ",")
      entries.append(("confState", Array("{\"voters\":[\(voters)],\"auto_leave\":false}".utf8)))
      entries.append(("term", bigEndian(raftTerm)))
    }
    if version.dialect >= .v36 { entries.append(("storageVersion", Array(version.clusterVersion.utf8))) }
    if compactRevision > 0 {
      let place = EtcdRevision(main: compactRevision).encoded(tombstone: false)
      entries.append(("finishedCompactRev", place))
      entries.append(("scheduledCompactRev", place))
    }
    return entries.map { (Array($0.0.utf8), $0.1) }.sorted { before($0.0, $1.0) }
  }

  private var clusterEntries: [(key: [UInt8], value: [UInt8])] {
    if members.isEmpty { return [] }
    var entries = [(Array("clusterVersion".utf8), Array(version.clusterVersion.utf8))]
    if let downgradeTarget {
      let text = "{\"target-version\":\"\(downgradeTarget)\",\"enabled\":true}"
      entries.append((Array("downgrade".utf8), Array(text.utf8)))
    }
    return entries
  }

  private var authEntries: [(key: [UInt8], value: [UInt8])] {
    var entries = [(Array("authRevision".utf8), bigEndian(auth.revision))]
    if auth.enabled { entries.insert((Array("authEnabled".utf8), [1]), at: 0) }
    return entries
  }

  private var memberEntries: [(key: [UInt8], value: [UInt8])] {
    members.map { (hex($0.id), Array(EtcdMemberText.json($0).utf8)) }.sorted { before($0.0, $1.0) }
  }

  private static func encode(_ alarm: EtcdAlarm) -> [UInt8] {
    var writer = ProtobufWriter()
    writer.varint(1, alarm.memberID)
    writer.varint(2, UInt64(alarm.kind.rawValue))
    return writer.bytes
  }

  private static func encode(_ lease: EtcdLease) -> (key: [UInt8], value: [UInt8]) {
    var writer = ProtobufWriter()
    writer.varint(1, lease.id)
    writer.varint(2, lease.ttl)
    return (bigEndian(UInt64(bitPattern: lease.id)), writer.bytes)
  }

  private func encodeUser(_ name: String) -> [UInt8] {
    guard let user = auth.users[name] else { return [] }
    var writer = ProtobufWriter()
    writer.data(1, Array(name.utf8))
    writer.data(2, user.passwordHash)
    for role in user.roles { writer.message(3, Array(role.utf8)) }
    var options = ProtobufWriter()
    options.varint(1, UInt64(user.noPassword ? 1 : 0))
    writer.message(4, options.bytes)
    return writer.bytes
  }

  private func encodeRole(_ name: String) -> [UInt8] {
    var writer = ProtobufWriter()
    writer.data(1, Array(name.utf8))
    for permission in auth.roles[name] ?? [] {
      var inner = ProtobufWriter()
      inner.varint(1, UInt64(permission.kind.rawValue))
      inner.data(2, permission.key.bytes)
      inner.data(3, permission.end?.bytes ?? [])
      writer.message(2, inner.bytes)
    }
    return writer.bytes
  }
}
