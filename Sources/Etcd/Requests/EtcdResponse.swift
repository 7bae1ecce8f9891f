/// What an etcd server answers, a case for each kind of request.
public enum EtcdResponse: Sendable {
  case range(EtcdRangeResponse)
  case put(EtcdPutResponse)
  case deleteRange(EtcdDeleteRangeResponse)
  case txn(EtcdTxnResponse)
  /// For the requests whose answer says nothing more: compact, leaseRevoke, defragment, moveLeader, most of auth.
  case done(EtcdHeader)
  case watch(EtcdWatchResponse)
  case lease(EtcdLeaseResponse)
  case leases(EtcdHeader, [Int64])
  case members(EtcdHeader, [EtcdMember], changed: EtcdMember?)
  case status(EtcdStatus)
  case hashKV(EtcdHashKV)
  case snapshot(EtcdSnapshot)
  case alarms(EtcdHeader, [EtcdAlarm])
  case auth(EtcdHeader, EtcdAuthAnswer)
  case downgrade(EtcdHeader, version: String)
}

/// Comes with every answer.
public struct EtcdHeader: Hashable, Sendable {
  public var clusterID: UInt64
  public var memberID: UInt64
  public var revision: Int64
  public var raftTerm: UInt64
}

public struct EtcdKeyValue: Hashable, Sendable {
  public var key: EtcdKey
  public var createRevision: Int64
  public var modRevision: Int64
  /// Puts since the key was created; 0 in a deletion.
  public var version: Int64
  public var value: EtcdContent
  public var lease: Int64

  public init(
    key: EtcdKey, createRevision: Int64, modRevision: Int64, version: Int64, value: EtcdContent, lease: Int64 = 0
  ) {
    self.key = key
    self.createRevision = createRevision
    self.modRevision = modRevision
    self.version = version
    self.value = value
    self.lease = lease
  }
}

public struct EtcdRangeResponse: Hashable, Sendable {
  public var header: EtcdHeader
  public var kvs: [EtcdKeyValue]
  /// There are more keys than the limit allowed.
  public var more: Bool
  /// All keys of the range, whatever the limit was.
  public var count: Int64
}

public struct EtcdPutResponse: Hashable, Sendable {
  public var header: EtcdHeader
  public var prevKV: EtcdKeyValue?
}

public struct EtcdDeleteRangeResponse: Hashable, Sendable {
  public var header: EtcdHeader
  public var deleted: Int64
  public var prevKVs: [EtcdKeyValue]
}

public struct EtcdTxnResponse: Hashable, Sendable {
  public var header: EtcdHeader
  /// The comparisons held.
  public var succeeded: Bool
  public var responses: [EtcdOperationResponse]
}

public indirect enum EtcdOperationResponse: Hashable, Sendable {
  case range(EtcdRangeResponse)
  case put(EtcdPutResponse)
  case deleteRange(EtcdDeleteRangeResponse)
  case txn(EtcdTxnResponse)
}

public struct EtcdEvent: Hashable, Sendable {
  public enum Kind: Hashable, Sendable { case put, delete }

  public var kind: Kind
  /// Of a deletion: the key and the revision of the deletion alone.
  public var kv: EtcdKeyValue
  public var prevKV: EtcdKeyValue?

  /// The first event of its key, as clientv3.Event.IsCreate.
  public var isCreate: Bool { kind == .put && kv.createRevision == kv.modRevision }
}

public struct EtcdWatchResponse: Hashable, Sendable {
  public var header: EtcdHeader
  public var events: [EtcdEvent]
  /// Where the next question starts.
  public var nextRevision: Int64
  /// Not 0: the start was compacted, the watch is cancelled, and this is the oldest revision that is left.
  public var compactRevision: Int64
}

public struct EtcdLeaseResponse: Hashable, Sendable {
  public var header: EtcdHeader
  public var id: Int64
  /// Seconds left; -1 where there is no such lease.
  public var ttl: Int64
  public var grantedTTL: Int64
  public var keys: [EtcdKey]
}

public struct EtcdMember: Hashable, Sendable {
  public var id: UInt64
  /// Empty until the member has started once.
  public var name: String
  public var peerURLs: [String]
  public var clientURLs: [String]
  public var isLearner: Bool

  public init(id: UInt64, name: String, peerURLs: [String], clientURLs: [String] = [], isLearner: Bool = false) {
    self.id = id
    self.name = name
    self.peerURLs = peerURLs
    self.clientURLs = clientURLs
    self.isLearner = isLearner
  }
}

public struct EtcdStatus: Hashable, Sendable {
  public var header: EtcdHeader
  public var version: String
  /// `3.6.0`; empty before etcd 3.6.
  public var storageVersion: String
  public var dbSize: Int64
  public var dbSizeInUse: Int64
  public var dbSizeQuota: Int64
  public var leader: UInt64
  public var raftIndex: UInt64
  public var raftAppliedIndex: UInt64
  public var errors: [String]
  public var isLearner: Bool
  public var downgradeTarget: String
  public var downgradeEnabled: Bool
}

public struct EtcdHashKV: Hashable, Sendable {
  public var header: EtcdHeader
  public var hash: UInt32
  public var compactRevision: Int64
  public var hashRevision: Int64
}

public struct EtcdAlarm: Hashable, Sendable {
  public enum Kind: Int, Hashable, Sendable {
    case none
    case nospace
    case corrupt

    /// As etcd prints it.
    public var text: String {
      switch self {
      case .none: "NONE"
      case .nospace: "NOSPACE"
      case .corrupt: "CORRUPT"
      }
    }
  }

  public var memberID: UInt64
  public var kind: Kind

  public init(memberID: UInt64, kind: Kind) {
    self.memberID = memberID
    self.kind = kind
  }
}

public enum EtcdAuthAnswer: Hashable, Sendable {
  case done
  case status(enabled: Bool, revision: UInt64)
  case token(String)
  case user(roles: [String])
  case users([String])
  case role([EtcdPermission])
  case roles([String])
}
