public import Simulation

/// What an etcd member keeps: keys with their history, leases, members, alarms, users. A value: a copy is a snapshot
/// of everything and costs nothing.
///
/// It answers requests as a healthy leader of its cluster does. Whether anybody can reach it, and with which
/// certificates, is the server's business.
public struct EtcdStore: EtcdClient, Sendable {
  /// The present: keys that exist.
  var live = SortedMap<EtcdKey, EtcdKeyValue>()
  /// Where in the history each key's changes are, the oldest first.
  var revisions = SortedMap<EtcdKey, [EtcdRevision]>()
  var history = SortedMap<EtcdRevision, EtcdHistoryEntry>()
  /// Bytes of all history entries as bbolt keeps them.
  var historyBytes = 0
  /// The high-water mark of the database file, which only a defragmentation lowers.
  var allocatedBytes: Int64 = 20_480

  /// The revision of the last change; an empty store is at 1.
  public internal(set) var revision: Int64 = 1
  /// Revisions below this one are gone; 0 before the first compaction.
  public internal(set) var compactRevision: Int64 = 0

  var leases = SortedMap<Int64, EtcdLease>()
  var chance: Chance

  public var clusterID: UInt64 = 0xcdf8_1819_4e3a_8c32
  /// The member that answers.
  public var memberID: UInt64 = 0x8e9e_05c5_2164_694d
  public var members: [EtcdMember] = []
  var removedMembers: [UInt64] = []
  /// The member that leads; 0 while there is none.
  public var leader: UInt64 = 0x8e9e_05c5_2164_694d
  public var raftTerm: UInt64 = 2
  public var raftIndex: UInt64 = 4

  public internal(set) var alarms: [EtcdAlarm] = []
  var auth = EtcdAuth()
  /// In bytes; writes that meet it raise the NOSPACE alarm (--quota-backend-bytes; the default is 2 GiB).
  public var quota: Int64 = 2_147_483_648
  public var version: EtcdVersion
  var downgradeTarget: String?

  /// Simulated time as of the request that is being answered; leases end by it.
  public internal(set) var now = Instant.start

  public init(version: EtcdVersion = .v36, seed: UInt64 = 1) {
    self.version = version
    self.chance = Chance(seed: seed, name: "etcd")
  }

  public var header: EtcdHeader {
    EtcdHeader(clusterID: clusterID, memberID: memberID, revision: revision, raftTerm: raftTerm)
  }

  /// How many keys exist.
  public var keyCount: Int { live.count }

  /// The value of a key now, without a request's ceremony.
  public subscript(key: EtcdKey) -> EtcdKeyValue? { live[key] }

  /// Whether this store can have gone on from that one: nothing as old as that one differs from it.
  public func goesOn(from older: EtcdStore) -> Bool {
    guard revision >= older.revision else { return false }
    var isSame = true
    live.forEach { key, value in
      guard value.modRevision <= older.revision else { return true }
      let before = older.live[key]
      isSame = before?.modRevision == value.modRevision && before?.version == value.version
      return isSame
    }
    return isSame
  }

  public mutating func send(_ request: EtcdRequest) -> Result<EtcdResponse, EtcdError> {
    do {
      return .success(try answer(request))
    } catch {
      return .failure(error)
    }
  }

  /// Answers at a moment: leases that have run out by then are revoked first.
  public mutating func send(_ request: EtcdRequest, now: Instant) -> Result<EtcdResponse, EtcdError> {
    advance(to: now)
    return send(request)
  }

  private mutating func answer(_ request: EtcdRequest) throws(EtcdError) -> EtcdResponse {
    switch request {
    case .range(let range): return .range(try answer(range))
    case .put(let put): return .put(try answer(put))
    case .deleteRange(let delete): return .deleteRange(try answer(delete))
    case .txn(let txn): return .txn(try answer(txn))
    case .compact(let revision, _): return try answerCompact(revision)
    case .watch(let watch): return .watch(events(watch))
    case .leaseGrant(let id, let ttl): return .lease(try grant(id: id, ttl: ttl))
    case .leaseRevoke(let id): return try revoke(id)
    case .leaseKeepAlive(let id): return .lease(try keepAlive(id))
    case .leaseTimeToLive(let id, let keys): return .lease(timeToLive(id, keys: keys))
    case .leaseLeases: return .leases(header, leases.keys)
    case .memberList, .memberAdd, .memberRemove, .memberUpdate, .memberPromote: return try answerMember(request)
    case .status: return .status(status())
    case .hashKV(let revision): return .hashKV(try hashKV(revision))
    case .snapshot: return .snapshot(EtcdSnapshot(store: self))
    case .defragment:
      allocatedBytes = sizeInUse
      return .done(header)
    case .moveLeader(let target): return try moveLeader(to: target)
    case .alarm(let action, let member, let kind): return answerAlarm(action, member: member, kind: kind)
    case .auth(let request): return .auth(header, try answer(request))
    case .downgrade(let action, let target): return try answerDowngrade(action, target)
    }
  }

  /// A change went through raft.
  mutating func committed() {
    raftIndex += 1
  }
}
