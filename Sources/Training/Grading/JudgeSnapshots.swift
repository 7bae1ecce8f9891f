import Etcd
import World

// Checks on etcd: what a snapshot holds, and whether the cluster came back through it.
extension Judge {
  mutating func judge(_ check: SnapshotCheck) -> Verdict {
    let reference = check.snapshot
    switch world.snapshot(reference.path, on: reference.host) {
    case .failure(let problem): return Verdict(false, problem.message)
    case .success(let store):
      if check.ofCluster, let cluster = world.cluster(ofHost: reference.host),
        let own = world.identity(of: cluster), World.identity(in: store) != own
      {
        let why = World.identity(in: store) == nil ? "holds no cluster" : "is one of another cluster"
        return Verdict(false, "the snapshot \(reference.path) \(why)")
      }
      for object in check.holds where !World.holds(object.kind, object.namespace, object.name, in: store) {
        return Verdict(false, "the snapshot \(reference.path) does not hold \(object.text)")
      }
      for object in check.lacks where World.holds(object.kind, object.namespace, object.name, in: store) {
        return Verdict(false, "the snapshot \(reference.path) already holds \(object.text)")
      }
      return Verdict(
        true, "\(reference.path) is a snapshot of this cluster at revision \(store.revision) with \(store.keyCount) keys")
    }
  }

  /// What people and controllers made after the moment of a snapshot; mirror Pods of nodes do not count.
  mutating func createdAfter(
    _ reference: SnapshotReference, kind: String
  ) -> (verdict: Verdict, created: [AuditEntry]) {
    guard let cluster = world.cluster(ofHost: reference.host) else {
      return (Verdict(false, "\(reference.host) belongs to no cluster"), [])
    }
    switch world.snapshot(reference.path, on: reference.host) {
    case .failure(let problem): return (Verdict(false, problem.message), [])
    case .success(let store):
      guard World.identity(in: store) == world.identity(of: cluster) else {
        return (Verdict(false, "\(reference.path) is no snapshot of this cluster"), [])
      }
      let resource = "\(kind.lowercased())s"
      let made = world.audit.filter { entry in
        entry.cluster == cluster && entry.verb == .create && entry.kind == resource
          && entry.revision > store.revision && !entry.user.hasPrefix("system:node:")
          && entry.namespace != "kube-system"
      }
      guard let first = made.first else {
        return (Verdict(false, "no \(kind) was created after the snapshot"), [])
      }
      return (Verdict(true, "\(kind) \(first.namespace)/\(first.name) was created after the snapshot"), made)
    }
  }

  mutating func judge(_ check: RestoreCheck) -> Verdict {
    let reference = check.snapshot
    let lineage = runsOn(reference)
    guard lineage.passed, let kind = check.gone else { return lineage }
    let (verdict, created) = createdAfter(reference, kind: kind)
    guard verdict.passed else { return verdict }
    guard let store = world.etcdStore(on: reference.host) else { return lineage }
    // What was made before the restore is gone without having been deleted; what was made after it does not count.
    for entry in created where !World.holds(kind, entry.namespace, entry.name, in: store) {
      let wasDeleted = world.audit.contains { $0.verb == .delete && $0.uid == entry.uid && !$0.uid.isEmpty }
      let name = "\(kind) \(entry.namespace)/\(entry.name)"
      if wasDeleted { return Verdict(false, "\(name) was deleted, not undone by a restore") }
      return Verdict(true, "etcd runs on data restored from \(reference.path), and \(name) is gone with the old data")
    }
    let names = created.map { "\($0.namespace)/\($0.name)" }.joined(separator: ", ")
    return Verdict(false, "\(kind) \(names), created after the snapshot, is still there")
  }

  /// Whether the etcd that runs on the host has its data from that snapshot.
  private mutating func runsOn(_ reference: SnapshotReference) -> Verdict {
    let host = reference.host
    let snapshot: EtcdStore
    switch world.snapshot(reference.path, on: host) {
    case .failure(let problem): return Verdict(false, problem.message)
    case .success(let store): snapshot = store
    }
    guard let live = world.etcdStore(on: host) else { return Verdict(false, "no etcd runs on \(host)") }
    guard let own = World.identity(in: snapshot) else {
      return Verdict(false, "\(reference.path) holds no cluster")
    }
    guard World.identity(in: live) == own else {
      return Verdict(false, "etcd on \(host) runs on other data than that of the snapshot: it was not restored there")
    }
    guard world.etcdRunsOnRestoredData(on: host) else {
      return Verdict(false, "etcd on \(host) still runs on its old data, not on a restored directory")
    }
    return Verdict(true, "etcd on \(host) runs on data restored from \(reference.path)")
  }

  mutating func restoredDirectory(_ reference: SnapshotReference) -> Verdict {
    let found = ["/var/lib", "/tmp", "/root", "/opt", "/home"].flatMap {
      world.restoredDirectories(on: reference.host, below: $0)
    }
    return found.isEmpty
      ? Verdict(false, "no restored data directory was found on \(reference.host)")
      : Verdict(true, "\(found[0]) on \(reference.host) was made by a restore")
  }
}
