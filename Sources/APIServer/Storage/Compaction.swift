public import Etcd

/// What a server remembers between two compactions of etcd.
struct Compactor: Sendable {
  /// How often anybody has compacted: the version of the key by which API servers take turns.
  var turn: Int64 = 0
  /// Etcd's revision at the last turn; everything older than it goes at the next.
  var revision: Int64 = 0
}

extension APIServer {
  /// The key by which several API servers agree on who compacts.
  private static let compactKey: EtcdKey = "compact_rev_key"

  /// One turn of the compactor: forgets in etcd what had been overwritten before the last turn, and in the cache too,
  /// so that watches and exact lists from before then are told `410 Expired`.
  ///
  /// The real server does so every five minutes (apiserver, storage/etcd3/compact.go). An etcd that does not answer is
  /// asked again at the next turn.
  public mutating func compact(_ etcd: inout any EtcdClient) {
    let key = Self.compactKey
    let take = EtcdTxn(
      compare: [EtcdCompare(key, .equal, .version(compactor.turn))],
      success: [.put(EtcdPut(key: key, value: .bytes(Array(String(compactor.revision).utf8))))],
      failure: [.range(EtcdRange(key: key))])
    guard let answer = try? etcd.txn(take) else { return }
    let revision = compactor.revision
    compactor.revision = answer.header.revision
    guard answer.succeeded else {
      if case .range(let found)? = answer.responses.first { compactor.turn = found.kvs.first?.version ?? 0 }
      return
    }
    compactor.turn += 1
    guard revision > 0, (try? etcd.compact(revision: revision)) != nil else { return }
    cache.forget(through: revision)
  }
}
