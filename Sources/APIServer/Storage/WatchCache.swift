public import Documents
public import Etcd
import KubeModel

/// A change of one object.
public struct APIChange: Sendable {
  public enum Kind: String, Sendable {
    case added = "ADDED"
    case modified = "MODIFIED"
    case deleted = "DELETED"
  }

  public var kind: Kind
  public var key: EtcdKey
  public var revision: Int64
  /// The object as it is now, or as it was before it was deleted.
  public var object: Value
  /// The object before a modification.
  public var previous: Value?
}

/// What the server has seen of etcd: all objects, and the last changes. Copies share everything.
struct WatchCache: Sendable {
  /// More changes than these are forgotten, and watches from before them expire.
  static let changesMax = 10_000

  private(set) var objects = SortedMap<EtcdKey, Value>()
  private(set) var changes = SortedMap<EtcdRevision, APIChange>()
  /// The newest revision that was seen.
  private(set) var revision: Int64 = 0
  /// The oldest revision from which changes can be told.
  private(set) var oldestRevision: Int64 = 0
  /// Counts changes of roles and bindings, and of definitions of custom resources.
  private(set) var accessChanges = 0
  private(set) var definitionChanges = 0

  subscript(_ key: EtcdKey) -> Value? { objects[key] }

  /// Starts anew from everything that etcd holds.
  mutating func load(_ response: EtcdRangeResponse) {
    objects = SortedMap()
    changes = SortedMap()
    for kv in response.kvs {
      if let object = Self.object(kv) { objects.set(kv.key, object) }
    }
    revision = response.header.revision
    oldestRevision = revision
    accessChanges += 1
    definitionChanges += 1
  }

  /// Takes the events of an etcd watch in.
  mutating func apply(_ response: EtcdWatchResponse) {
    var sub: Int64 = 0
    var last: Int64 = 0
    for event in response.events {
      sub = event.kv.modRevision == last ? sub + 1 : 0
      last = event.kv.modRevision
      apply(event, sub: sub)
    }
    revision = max(revision, response.header.revision)
  }

  private mutating func apply(_ event: EtcdEvent, sub: Int64) {
    let key = event.kv.key
    let previous = objects[key]
    let change: APIChange
    switch event.kind {
    case .put:
      guard let object = Self.object(event.kv) else { return }
      objects.set(key, object)
      change = APIChange(
        kind: previous == nil ? .added : .modified, key: key, revision: event.kv.modRevision, object: object,
        previous: previous)
    case .delete:
      guard var object = previous else { return }
      objects.remove(key)
      object.set(["metadata", "resourceVersion"], to: .string(String(event.kv.modRevision)))
      change = APIChange(kind: .deleted, key: key, revision: event.kv.modRevision, object: object)
    }
    changes.set(EtcdRevision(main: event.kv.modRevision, sub: sub), change)
    if changes.count > Self.changesMax, let first = changes.first {
      changes.remove(first.key)
      oldestRevision = first.key.main
    }
    note(change)
  }

  /// Forgets the changes up to a revision that etcd has compacted: watches from before it expire.
  mutating func forget(through revision: Int64) {
    while let first = changes.first, first.key.main <= revision { changes.remove(first.key) }
    oldestRevision = max(oldestRevision, min(revision, self.revision))
  }

  private mutating func note(_ change: APIChange) {
    switch change.object.apiVersion {
    case "rbac.authorization.k8s.io/v1": accessChanges += 1
    case "apiextensions.k8s.io/v1": definitionChanges += 1
    default: break
    }
  }

  /// The objects below a prefix, in the order of their keys.
  func list(_ prefix: EtcdKey) -> [Value] {
    var found: [Value] = []
    objects.forEach(from: prefix, to: prefix.prefixEnd) { _, object in
      found.append(object)
      return true
    }
    return found
  }

  func forEach(_ prefix: EtcdKey, after key: EtcdKey? = nil, _ body: (EtcdKey, Value) -> Bool) {
    objects.forEach(from: key ?? prefix, to: prefix.prefixEnd, body)
  }

  /// The changes after a revision, the oldest first.
  func changes(after revision: Int64) -> [APIChange] {
    var found: [APIChange] = []
    changes.forEach(from: EtcdRevision(main: revision + 1)) { _, change in
      found.append(change)
      return true
    }
    return found
  }

  /// The object that a key holds, with its resource version; nil for what is no object.
  static func object(_ kv: EtcdKeyValue) -> Value? {
    var object: Value
    switch kv.value {
    case .document(let value): object = value
    case .bytes(let bytes):
      guard let value = try? JSON.parse(bytes), value.object != nil else { return nil }
      object = value
    }
    guard object["kind"] != nil else { return nil }
    var metadata = object["metadata"] ?? .emptyObject
    metadata["resourceVersion"] = .string(String(kv.modRevision))
    object["metadata"] = metadata
    return object
  }
}
