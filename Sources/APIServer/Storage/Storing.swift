import Documents
import Etcd
import KubeModel
import Simulation

/// An object as etcd holds it.
struct StoredObject {
  var key: EtcdKey
  /// With its resource version.
  var value: Value
  var revision: Int64
}

extension APIServer {
  /// Reads what happened in etcd since the last time. Etcd compacted away what is missing: all is read anew.
  mutating func synchronize(_ call: inout APICall) throws(Refusal) {
    do throws(EtcdError) {
      let prefix = EtcdKey("\(options.etcdPrefix)/")
      let response = try call.etcd.watch(.prefix(prefix, startRevision: cache.revision + 1))
      if response.compactRevision > 0 {
        cache.load(try call.etcd.range(.prefix(prefix)))
      } else if response.events.isEmpty, response.header.revision <= cache.revision {
        return
      } else {
        cache.apply(response)
      }
    } catch {
      throw .storage(error)
    }
    updateDefinitions()
  }

  /// The same where an old view will do: what goes wrong is kept for those who need the newest one.
  mutating func refresh(_ call: inout APICall) {
    do throws(Refusal) {
      try synchronize(&call)
      call.storageProblem = nil
    } catch {
      if case .storage(let problem) = error { call.storageProblem = problem }
    }
  }

  func key(_ kind: ResourceKind, namespace: String = "", name: String = "") -> EtcdKey {
    RegistryKeys.key(kind, namespace: namespace, name: name, prefix: options.etcdPrefix)
  }

  /// Reads one object from etcd.
  func stored(_ key: EtcdKey, _ call: inout APICall) throws(Refusal) -> StoredObject? {
    do throws(EtcdError) {
      guard let kv = try call.etcd.range(EtcdRange(key: key)).kvs.first, let value = WatchCache.object(kv) else {
        return nil
      }
      return StoredObject(key: key, value: value, revision: kv.modRevision)
    } catch {
      throw .storage(error)
    }
  }

  /// Writes an object if the key is still at `revision` (0: it must not exist). Nil where it is not.
  mutating func write(
    _ object: Value, at key: EtcdKey, ifRevision revision: Int64, _ call: inout APICall
  ) throws(Refusal) -> Value? {
    var content = object
    content.set(["metadata", "resourceVersion"], to: nil)
    let put = EtcdOperation.put(EtcdPut(key: key, value: .document(content)))
    guard
      let written = try commit(
        EtcdTxn(compare: [EtcdCompare(key, .equal, .modRevision(revision))], success: [put]), &call)
    else { return nil }
    var result = object
    result.set(["metadata", "resourceVersion"], to: .string(String(written)))
    return result
  }

  /// Removes an object if the key is still at `revision`; answers the revision of the removal.
  mutating func remove(_ stored: StoredObject, _ call: inout APICall) throws(Refusal) -> Int64? {
    let delete = EtcdOperation.deleteRange(EtcdDeleteRange(key: stored.key))
    return try commit(
      EtcdTxn(compare: [EtcdCompare(stored.key, .equal, .modRevision(stored.revision))], success: [delete]), &call)
  }

  private mutating func commit(_ txn: EtcdTxn, _ call: inout APICall) throws(Refusal) -> Int64? {
    call.isWrite = true
    let response: EtcdTxnResponse
    do throws(EtcdError) {
      response = try call.etcd.txn(txn)
    } catch {
      throw .storage(error)
    }
    try synchronize(&call)
    return response.succeeded ? response.header.revision : nil
  }
}
