import Documents
import Simulation

extension EtcdStore {
  /// A store with what a database holds. What cannot be understood is left out, as etcd does with unknown buckets.
  init(database: BoltDatabase, version: EtcdVersion, seed: UInt64, now: Instant) {
    self.init(version: version, seed: seed)
    self.now = now
    readMembers(database)
    readMeta(database)
    readAuth(database)
    for entry in database["lease"]?.entries ?? [] { readLease(entry.value) }
    for entry in database["alarm"]?.entries ?? [] { readAlarm(entry.key) }
    readHistory(database["key"])
    allocatedBytes = max(Int64(database.totalSize), sizeInUse)
  }

  /// Replays the history, in order: that gives the present, as etcd's own start does.
  private mutating func readHistory(_ bucket: BoltDatabase.Bucket?) {
    for entry in bucket?.entries ?? [] {
      let tombstone = entry.key.count == 18
      guard let place = EtcdRevision(encoded: entry.key) else { continue }
      revision = max(revision, place.main)
      // A restore that bumps the revision leaves an entry without content.
      guard let change = EtcdHistoryEntry(encoded: entry.value, tombstone: tombstone) else { continue }
      remember(change, at: place)
      let key = change.key
      if let old = live[key], old.lease != 0 { detach(key, from: old.lease) }
      switch change {
      case .put(let kv):
        live.set(key, kv)
        if kv.lease != 0 { attach(key, to: kv.lease) }
      case .delete: live.remove(key)
      }
    }
    revision = max(revision, compactRevision)
  }

  private mutating func readMembers(_ database: BoltDatabase) {
    for entry in database["members"]?.entries ?? [] {
      let text = String(decoding: entry.key, as: UTF8.self)
      guard let id = UInt64(text, radix: 16), let json = try? JSON.parse(Array(entry.value)) else { continue }
      members.append(EtcdMemberText.member(id: id, json: json))
    }
    for entry in database["members_removed"]?.entries ?? [] {
      if let id = UInt64(String(decoding: entry.key, as: UTF8.self), radix: 16) { removedMembers.append(id) }
    }
  }

  private mutating func readMeta(_ database: BoltDatabase) {
    guard let meta = database["meta"] else { return }
    if let index = meta["consistent_index"], index.count == 8 { raftIndex = number(index) }
    if let term = meta["term"], term.count == 8 { raftTerm = number(term) }
    if let place = meta["finishedCompactRev"].flatMap({ EtcdRevision(encoded: $0) }) { compactRevision = place.main }
    if let place = meta["scheduledCompactRev"].flatMap({ EtcdRevision(encoded: $0) }) {
      compactRevision = max(compactRevision, place.main)
    }
  }

  private mutating func readAuth(_ database: BoltDatabase) {
    if let revision = database["auth"]?["authRevision"], revision.count == 8 { auth.revision = number(revision) }
    auth.enabled = database["auth"]?["authEnabled"]?.first == 1
    for entry in database["authUsers"]?.entries ?? [] {
      var user = EtcdAuth.User(passwordHash: [], noPassword: false, roles: [])
      var reader = ProtobufReader(entry.value)
      while let (number, field) = reader.next() {
        guard case .data(let data) = field else { continue }
        if number == 2 { user.passwordHash = Array(data) }
        if number == 3 { user.roles.append(String(decoding: data, as: UTF8.self)) }
        if number == 4 { user.noPassword = !data.isEmpty }
      }
      auth.users[String(decoding: entry.key, as: UTF8.self)] = user
    }
    for entry in database["authRoles"]?.entries ?? [] {
      var permissions: [EtcdPermission] = []
      var reader = ProtobufReader(entry.value)
      while let (number, field) = reader.next() {
        if number == 2, case .data(let data) = field { permissions.append(Self.permission(data)) }
      }
      auth.roles[String(decoding: entry.key, as: UTF8.self)] = permissions
    }
  }

  private static func permission(_ bytes: ArraySlice<UInt8>) -> EtcdPermission {
    var permission = EtcdPermission(kind: .read, key: "")
    var reader = ProtobufReader(bytes)
    while let (number, field) = reader.next() {
      switch (number, field) {
      case (1, .varint(let kind)): permission.kind = EtcdPermission.Kind(rawValue: Int(kind & 3)) ?? .read
      case (2, .data(let data)): permission.key = EtcdKey(bytes: Array(data))
      case (3, .data(let data)): permission.end = EtcdKey(bytes: Array(data))
      default: break
      }
    }
    return permission
  }

  /// A lease begins anew when a server starts: its whole time is left.
  private mutating func readLease(_ bytes: ArraySlice<UInt8>) {
    var lease = EtcdLease(id: 0, ttl: 0, ends: now)
    var reader = ProtobufReader(bytes)
    while let (number, field) = reader.next() {
      guard case .varint(let value) = field else { continue }
      if number == 1 { lease.id = Int64(bitPattern: value) }
      if number == 2 { lease.ttl = Int64(bitPattern: value) }
    }
    lease.ends = now + .seconds(Int(max(lease.ttl, 2)))
    if lease.id != 0 { leases[lease.id] = lease }
  }

  private mutating func readAlarm(_ bytes: ArraySlice<UInt8>) {
    var alarm = EtcdAlarm(memberID: 0, kind: .none)
    var reader = ProtobufReader(bytes)
    while let (number, field) = reader.next() {
      guard case .varint(let value) = field else { continue }
      if number == 1 { alarm.memberID = value }
      if number == 2 { alarm.kind = EtcdAlarm.Kind(rawValue: Int(value & 3)) ?? .none }
    }
    raise(alarm)
  }
}
