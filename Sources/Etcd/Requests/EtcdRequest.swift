/// What a client can ask an etcd server: the calls of etcd's v3 API.
public enum EtcdRequest: Sendable {
  case range(EtcdRange)
  case put(EtcdPut)
  case deleteRange(EtcdDeleteRange)
  case txn(EtcdTxn)
  case compact(revision: Int64, physical: Bool)
  /// The events since a revision: a watcher asks again for what is new.
  case watch(EtcdWatch)
  case leaseGrant(id: Int64, ttl: Int64)
  case leaseRevoke(id: Int64)
  case leaseKeepAlive(id: Int64)
  case leaseTimeToLive(id: Int64, keys: Bool)
  case leaseLeases
  case memberList(linearizable: Bool)
  case memberAdd(peerURLs: [String], isLearner: Bool)
  case memberRemove(id: UInt64)
  case memberUpdate(id: UInt64, peerURLs: [String])
  case memberPromote(id: UInt64)
  case status
  case hashKV(revision: Int64)
  case snapshot
  case defragment
  case moveLeader(to: UInt64)
  case alarm(EtcdAlarmAction, memberID: UInt64, kind: EtcdAlarm.Kind)
  case auth(EtcdAuthRequest)
  case downgrade(EtcdDowngradeAction, version: String)

  /// The gRPC method, as the client's warnings name it.
  public var method: String {
    switch self {
    case .range: "/etcdserverpb.KV/Range"
    case .put: "/etcdserverpb.KV/Put"
    case .deleteRange: "/etcdserverpb.KV/DeleteRange"
    case .txn: "/etcdserverpb.KV/Txn"
    case .compact: "/etcdserverpb.KV/Compact"
    case .watch: "/etcdserverpb.Watch/Watch"
    case .leaseGrant: "/etcdserverpb.Lease/LeaseGrant"
    case .leaseRevoke: "/etcdserverpb.Lease/LeaseRevoke"
    case .leaseKeepAlive: "/etcdserverpb.Lease/LeaseKeepAlive"
    case .leaseTimeToLive: "/etcdserverpb.Lease/LeaseTimeToLive"
    case .leaseLeases: "/etcdserverpb.Lease/LeaseLeases"
    case .memberList: "/etcdserverpb.Cluster/MemberList"
    case .memberAdd: "/etcdserverpb.Cluster/MemberAdd"
    case .memberRemove: "/etcdserverpb.Cluster/MemberRemove"
    case .memberUpdate: "/etcdserverpb.Cluster/MemberUpdate"
    case .memberPromote: "/etcdserverpb.Cluster/MemberPromote"
    case .status: "/etcdserverpb.Maintenance/Status"
    case .hashKV: "/etcdserverpb.Maintenance/HashKV"
    case .snapshot: "/etcdserverpb.Maintenance/Snapshot"
    case .defragment: "/etcdserverpb.Maintenance/Defragment"
    case .moveLeader: "/etcdserverpb.Maintenance/MoveLeader"
    case .alarm: "/etcdserverpb.Maintenance/Alarm"
    case .auth(let request): request.method
    case .downgrade: "/etcdserverpb.Maintenance/Downgrade"
    }
  }
}

/// Reads the keys from `key` up to `end`; `key` alone where `end` is nil.
public struct EtcdRange: Hashable, Sendable {
  public enum SortTarget: Int, Hashable, Sendable { case key, version, create, mod, value }
  public enum SortOrder: Int, Hashable, Sendable { case none, ascend, descend }

  public var key: EtcdKey
  public var end: EtcdKey?
  /// 0 is no limit.
  public var limit: Int64 = 0
  /// 0 is the present.
  public var revision: Int64 = 0
  public var sortTarget: SortTarget = .key
  public var sortOrder: SortOrder = .none
  public var serializable = false
  public var keysOnly = false
  public var countOnly = false
  public var minModRevision: Int64 = 0
  public var maxModRevision: Int64 = 0
  public var minCreateRevision: Int64 = 0
  public var maxCreateRevision: Int64 = 0

  public init(key: EtcdKey, end: EtcdKey? = nil, limit: Int64 = 0, revision: Int64 = 0) {
    self.key = key
    self.end = end
    self.limit = limit
    self.revision = revision
  }

  /// All keys that begin with `prefix`; the empty prefix is every key.
  public static func prefix(_ prefix: EtcdKey, limit: Int64 = 0, revision: Int64 = 0) -> EtcdRange {
    let first = prefix.isEmpty ? EtcdKey.unbounded : prefix
    let end = prefix.isEmpty ? EtcdKey.unbounded : prefix.prefixEnd
    return EtcdRange(key: first, end: end, limit: limit, revision: revision)
  }
}

public struct EtcdPut: Hashable, Sendable {
  public var key: EtcdKey
  public let value: EtcdContent
  /// Bytes of the value, counted once.
  let valueBytes: Int
  /// 0 is no lease.
  public var lease: Int64
  public var prevKV = false
  public var ignoreValue = false
  public var ignoreLease = false

  public init(key: EtcdKey, value: EtcdContent, lease: Int64 = 0) {
    self.key = key
    self.value = value
    valueBytes = value.byteCount
    self.lease = lease
  }
}

public struct EtcdDeleteRange: Hashable, Sendable {
  public var key: EtcdKey
  public var end: EtcdKey?
  public var prevKV = false

  public init(key: EtcdKey, end: EtcdKey? = nil, prevKV: Bool = false) {
    self.key = key
    self.end = end
    self.prevKV = prevKV
  }
}

/// If all comparisons hold, `success` is done in one revision, otherwise `failure`.
public struct EtcdTxn: Hashable, Sendable {
  public var compare: [EtcdCompare]
  public var success: [EtcdOperation]
  public var failure: [EtcdOperation]

  public init(compare: [EtcdCompare], success: [EtcdOperation], failure: [EtcdOperation] = []) {
    self.compare = compare
    self.success = success
    self.failure = failure
  }
}

public struct EtcdCompare: Hashable, Sendable {
  public enum Relation: Int, Hashable, Sendable { case equal, greater, less, notEqual }
  public enum Target: Hashable, Sendable {
    case version(Int64)
    case createRevision(Int64)
    case modRevision(Int64)
    case value(EtcdContent)
    case lease(Int64)
  }

  public var key: EtcdKey
  public var end: EtcdKey?
  public var relation: Relation
  public var target: Target

  public init(_ key: EtcdKey, _ relation: Relation, _ target: Target, end: EtcdKey? = nil) {
    self.key = key
    self.end = end
    self.relation = relation
    self.target = target
  }
}

public indirect enum EtcdOperation: Hashable, Sendable {
  case range(EtcdRange)
  case put(EtcdPut)
  case deleteRange(EtcdDeleteRange)
  case txn(EtcdTxn)
}

/// Asks for the events of a range of keys from `startRevision` on.
public struct EtcdWatch: Hashable, Sendable {
  public var key: EtcdKey
  public var end: EtcdKey?
  /// The first revision of interest; 0 is the next one to come.
  public var startRevision: Int64
  public var prevKV = false
  public var withoutPuts = false
  public var withoutDeletes = false

  public init(key: EtcdKey, end: EtcdKey? = nil, startRevision: Int64, prevKV: Bool = false) {
    self.key = key
    self.end = end
    self.startRevision = startRevision
    self.prevKV = prevKV
  }

  public static func prefix(_ prefix: EtcdKey, startRevision: Int64, prevKV: Bool = false) -> EtcdWatch {
    let range = EtcdRange.prefix(prefix)
    return EtcdWatch(key: range.key, end: range.end, startRevision: startRevision, prevKV: prevKV)
  }
}

public enum EtcdAlarmAction: Sendable { case get, activate, deactivate }

public enum EtcdDowngradeAction: Sendable { case validate, enable, cancel }
