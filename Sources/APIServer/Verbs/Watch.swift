public import Documents
public import Etcd
public import KubeModel
public import Simulation

/// A watch that was accepted: what it looks at, and how far it has got.
public struct APIWatch: Sendable {
  /// The newest revision whose changes were told.
  public internal(set) var revision: Int64
  public var resource: ResourceKind
  public var namespace: String
  /// Empty where a collection is watched.
  public var name: String
  var prefix: EtcdKey
  var filter: ObjectFilter
  var request: APIRequest
  var sendsInitialEvents: Bool
}

/// One event of a watch, as it goes to the client.
public struct WatchEvent: Sendable, Hashable {
  /// `ADDED`, `MODIFIED`, `DELETED`, `BOOKMARK` or `ERROR`.
  public var type: String
  public var object: Value

  public init(type: String, object: Value) {
    self.type = type
    self.object = object
  }

  public var value: Value { ["type": .string(type), "object": object] }
}

extension APIServer {
  mutating func watch(_ target: Target, _ call: inout APICall) throws(Refusal) -> APIWatch {
    let filter = try ObjectFilter(call.request, target.kind)
    let text = call.request.queryValue("resourceVersion") ?? ""
    let revision = Int64(text) ?? 0
    return APIWatch(
      revision: revision == 0 ? cache.revision : revision, resource: target.kind, namespace: target.namespace,
      name: target.name, prefix: key(target.kind, namespace: target.namespace, name: target.name), filter: filter,
      request: call.request, sendsInitialEvents: revision == 0)
  }

  /// What is new for a watch. Call it after requests or when time has passed; `refresh` brings the server up to date
  /// with what others wrote into etcd.
  public func events(of watch: inout APIWatch, now: WallTime) -> [WatchEvent] {
    var events: [WatchEvent] = []
    if watch.sendsInitialEvents {
      watch.sendsInitialEvents = false
      cache.forEach(watch.prefix) { _, object in
        if watch.filter.matches(object) { events.append(event("ADDED", object, watch, now, isFirst: events.isEmpty)) }
        return true
      }
      watch.revision = cache.revision
      return events
    }
    if watch.revision < cache.oldestRevision {
      let status = APIStatus.expired("too old resource version: \(watch.revision) (\(cache.oldestRevision))")
      return [WatchEvent(type: "ERROR", object: status.value)]
    }
    for change in cache.changes(after: watch.revision) where change.key.hasPrefix(watch.prefix) {
      guard let type = Self.type(change, watch.filter) else { continue }
      events.append(event(type, change.object, watch, now, isFirst: events.isEmpty))
    }
    watch.revision = max(watch.revision, cache.revision)
    return events
  }

  /// An object that begins to match is added to the watcher's view, one that ceases to is deleted from it.
  private static func type(_ change: APIChange, _ filter: ObjectFilter) -> String? {
    let matches = filter.matches(change.object)
    switch change.kind {
    case .added, .deleted: return matches ? change.kind.rawValue : nil
    case .modified:
      let matched = change.previous.map { filter.matches($0) } ?? false
      if matches { return matched ? "MODIFIED" : "ADDED" }
      return matched ? "DELETED" : nil
    }
  }

  private func event(_ type: String, _ object: Value, _ watch: APIWatch, _ now: WallTime, isFirst: Bool) -> WatchEvent {
    if watch.request.wantsTable {
      let table = Tables.table(
        [object], watch.resource, metadata: ["resourceVersion": .string(object.meta.resourceVersion)], now: now,
        request: watch.request)
      return WatchEvent(type: type, object: table)
    }
    return WatchEvent(type: type, object: Conversion.fromStorage(object, watch.resource))
  }

  /// All changes after a revision, for controllers; nil where they are forgotten and everything has to be listed.
  public func changes(after revision: Int64) -> [APIChange]? {
    revision < cache.oldestRevision ? nil : cache.changes(after: revision)
  }

  /// The objects of a kind as controllers' informers see them: from memory, without a request.
  public func cached(_ kind: ResourceKind, namespace: String = "") -> [Value] {
    cache.list(key(kind, namespace: namespace))
  }

  /// Those of a namespace whose names begin with a text.
  public func cached(_ kind: ResourceKind, namespace: String, namedFrom prefix: String) -> [Value] {
    cache.list(key(kind, namespace: namespace, name: prefix))
  }

  /// One object as informers see it.
  public func cached(_ kind: ResourceKind, namespace: String = "", name: String) -> Value? {
    cache[key(kind, namespace: namespace, name: name)]
  }

  /// Takes in what others have written into etcd; false where etcd does not answer.
  @discardableResult
  public mutating func refresh(now: WallTime, etcd: inout any EtcdClient) -> Bool {
    var call = APICall(
      request: APIRequest(.get, "/"), now: now, chance: Chance(seed: 0), etcd: etcd, user: .master)
    refresh(&call)
    etcd = call.etcd
    return call.storageProblem == nil
  }
}
