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

  /// The words of the file are compared with the figures; a hash may stand there as etcd's JSON has it.
  mutating func judge(_ check: FiguresCheck) -> Verdict {
    guard let bytes = world.fileBytes(check.path, on: check.host) else {
      return Verdict(false, "\(check.path) does not exist on \(check.host)")
    }
    guard let status = world.snapshotStatus(check.snapshot, on: check.host) else {
      return Verdict(false, "\(check.snapshot) is no etcd snapshot on \(check.host)")
    }
    let text = String(decoding: bytes, as: UTF8.self).lowercased()
    let words = Set(text.split { !$0.isLetter && !$0.isNumber })
    for figure in check.holds {
      let (name, values) = switch figure {
      case .hash: ("hash", [String(status.hash, radix: 16), String(status.hash)])
      case .revision: ("revision", [String(status.revision)])
      case .totalKeys: ("number of keys", status.totalKeys.map { String($0) })
      }
      if words.isDisjoint(with: values.map { Substring($0) }) {
        return Verdict(false, "\(check.path) does not hold the \(name) of \(check.snapshot)")
      }
    }
    return Verdict(true, "\(check.path) holds the figures of \(check.snapshot)")
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
    guard lineage.passed, let live = world.etcdStore(on: reference.host) else { return lineage }
    if let problem = problem(bringingBack: check.back, reference, live) { return Verdict(false, problem) }
    guard let kind = check.gone else { return lineage }
    let (verdict, created) = createdAfter(reference, kind: kind)
    guard verdict.passed else { return verdict }
    // What was made before the restore is gone without having been deleted; what was made after it does not count.
    for entry in created where !World.holds(kind, entry.namespace, entry.name, in: live) {
      let wasDeleted = world.audit.contains { $0.verb == .delete && $0.uid == entry.uid && !$0.uid.isEmpty }
      let name = "\(kind) \(entry.namespace)/\(entry.name)"
      if wasDeleted { return Verdict(false, "\(name) was deleted, not undone by a restore") }
      return Verdict(true, "etcd runs on data restored from \(reference.path), and \(name) is gone with the old data")
    }
    let names = created.map { "\($0.namespace)/\($0.name)" }.joined(separator: ", ")
    return Verdict(false, "\(kind) \(names), created after the snapshot, is still there")
  }

  /// Why objects did not come back out of a snapshot: each must be the very one that the snapshot holds, by its UID.
  private mutating func problem(
    bringingBack objects: [ObjectReference], _ reference: SnapshotReference, _ live: EtcdStore
  ) -> String? {
    guard case .success(let snapshot) = world.snapshot(reference.path, on: reference.host) else { return nil }
    for object in objects {
      guard let own = World.uid(object.kind, object.namespace, object.name, in: snapshot) else {
        return "the snapshot \(reference.path) does not hold \(object.text)"
      }
      guard let now = World.uid(object.kind, object.namespace, object.name, in: live) else {
        return "\(object.text) is not there"
      }
      if now != own { return "\(object.text) was made anew: it is not the one of the snapshot" }
    }
    return nil
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
    guard let data = world.restoredData(runningOn: host) else {
      return Verdict(false, "etcd on \(host) still runs on its old data, not on a restored directory")
    }
    guard comes(data, from: snapshot, host) else {
      return Verdict(false, "etcd on \(host) runs on data restored from another snapshot than \(reference.path)")
    }
    return Verdict(true, "etcd on \(host) runs on data restored from \(reference.path)")
  }

  /// Whether a data directory was restored from this snapshot and from no older or newer one of the same cluster.
  private func comes(_ data: RestoredData, from snapshot: EtcdStore, _ host: String) -> Bool {
    guard World.identity(in: data.store) == World.identity(in: snapshot), data.store.goesOn(from: snapshot) else {
      return false
    }
    // A newer snapshot holds what was made between the two.
    let cluster = world.cluster(ofHost: host)
    for entry in world.audit where entry.cluster == cluster && entry.verb == .create && entry.at < data.at {
      guard entry.revision > snapshot.revision, !entry.uid.isEmpty else { continue }
      if World.uid(entry.kind, entry.namespace, entry.name, in: data.store) == entry.uid { return false }
    }
    return true
  }

  mutating func restoredDirectory(_ reference: SnapshotReference, _ directory: String?) -> Verdict {
    let places = directory.map { [$0] } ?? ["/var/lib", "/tmp", "/root", "/opt", "/home", "/srv"]
    let depth = directory == nil ? 3 : 0
    let found = places.flatMap { world.restoredData(on: reference.host, below: $0, depth: depth) }
    guard let first = found.first else {
      let what = directory.map { "\($0) is no restored data directory" } ?? "no restored data directory was found"
      return Verdict(false, "\(what) on \(reference.host)")
    }
    switch world.snapshot(reference.path, on: reference.host) {
    case .failure(let problem):
      // Whoever tidies up after the restore has restored all the same, where only that is asked.
      return directory == nil ? Verdict(true, "\(first.directory) was made by a restore") : Verdict(false, problem.message)
    case .success(let snapshot):
      if let data = found.first(where: { comes($0, from: snapshot, reference.host) }) {
        return Verdict(true, "\(data.directory) on \(reference.host) was restored from \(reference.path)")
      }
      return Verdict(false, "\(first.directory) on \(reference.host) was restored from something else")
    }
  }
}
