/// A place in the history: the revision of a transaction, and the number of the change within it.
public struct EtcdRevision: Hashable, Comparable, Sendable {
  public var main: Int64
  public var sub: Int64

  public init(main: Int64, sub: Int64 = 0) {
    self.main = main
    self.sub = sub
  }

  public static func < (left: EtcdRevision, right: EtcdRevision) -> Bool {
    left.main != right.main ? left.main < right.main : left.sub < right.sub
  }
}

/// One change that the history remembers.
enum EtcdHistoryEntry: Hashable, Sendable {
  case put(EtcdKeyValue)
  case delete(EtcdKey)

  var key: EtcdKey {
    switch self {
    case .put(let kv): kv.key
    case .delete(let key): key
    }
  }
}
