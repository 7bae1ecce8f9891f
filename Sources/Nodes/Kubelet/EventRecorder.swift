import Documents
import KubeModel
import Simulation

/// Writes Events: the same one again only counts up (client-go, tools/record).
struct EventRecorder: Sendable {
  struct Record: Sendable {
    var name: String
    var namespace: String
    var count: Int
    var first: WallTime
    var hasBeenSent = false
    var object: Value
  }

  struct Item: Sendable {
    var key: String
    var call: PendingCall?
    var tries = 0
    var due: Instant
  }

  var records: [String: Record] = [:]
  var queue: [Item] = []
  var due: Instant = .never
  var lastStamp: Int64 = 0
  /// Keys from the oldest on; only so many are remembered.
  var keys: [String] = []
  static let limit = 1_000
}

extension Kubelet {
  /// Records an Event about a Pod or one of its containers.
  mutating func recordEvent(
    _ worker: PodWorker, _ type: String, _ reason: String, _ message: String, container: String = "",
    isInit: Bool = false, in here: inout Surroundings
  ) {
    let meta = worker.pod.meta
    // A static Pod's Events are about its own UID, which is the hash of its file.
    var involved: Value = ["apiVersion": "v1"]
    if !container.isEmpty {
      involved["fieldPath"] = .string("spec.\(isInit ? "initContainers" : "containers"){\(container)}")
    }
    involved["kind"] = "Pod"
    involved["name"] = .string(meta.name)
    involved["namespace"] = .string(meta.namespace)
    if !meta.resourceVersion.isEmpty { involved["resourceVersion"] = .string(meta.resourceVersion) }
    involved["uid"] = .string(worker.uid)
    recordEvent(about: involved, namespace: meta.namespace, type, reason, message, in: &here)
  }

  /// Records an Event about the node.
  mutating func recordNodeEvent(_ type: String, _ reason: String, _ message: String, in here: inout Surroundings) {
    let involved: Value = ["kind": "Node", "name": .string(nodeName), "uid": .string(nodeName)]
    recordEvent(about: involved, namespace: "default", type, reason, message, in: &here)
  }

  private mutating func recordEvent(
    about involved: Value, namespace: String, _ type: String, _ reason: String, _ message: String,
    in here: inout Surroundings
  ) {
    guard connection != nil else { return }
    var identity = involved
    identity["resourceVersion"] = nil
    let key = "\(JSON.text(identity))|\(type)|\(reason)|\(message)"
    let now = here.wall
    var record: EventRecorder.Record
    if let old = events.records[key] {
      record = old
      record.count += 1
    } else {
      // The name holds the time in nanoseconds; two Events of one moment get different ones.
      events.lastStamp = max(events.lastStamp + 1, now.unixNanoseconds)
      let name = "\(involved["name"]?.string ?? "").\(String(events.lastStamp, radix: 16))"
      record = EventRecorder.Record(name: name, namespace: namespace, count: 1, first: now, object: .null)
      events.keys.append(key)
      if events.keys.count > EventRecorder.limit { events.records[events.keys.removeFirst()] = nil }
    }
    record.object = [
      "apiVersion": "v1", "count": .int(Int64(record.count)), "eventTime": .null,
      "firstTimestamp": .string(record.first.rfc3339), "involvedObject": involved, "kind": "Event",
      "lastTimestamp": .string(now.rfc3339), "message": .string(message),
      "metadata": ["name": .string(record.name), "namespace": .string(namespace)], "reason": .string(reason),
      "reportingComponent": "kubelet", "reportingInstance": .string(nodeName),
      "source": ["component": "kubelet", "host": .string(nodeName)], "type": .string(type),
    ]
    events.records[key] = record
    if !events.queue.contains(where: { $0.key == key && $0.call == nil }) {
      events.queue.append(EventRecorder.Item(key: key, due: here.now))
    }
    events.due = min(events.due, here.now)
  }

  mutating func sendEvents(in here: inout Surroundings) {
    guard connection != nil else { return }
    var sent = 0
    while let item = events.queue.first, item.due <= here.now, sent < 500 {
      sent += 1
      guard sendEvent(item, in: &here) else { break }
    }
    events.due = events.queue.first.map { $0.call == nil ? $0.due : here.now + Self.pollingGap } ?? .never
  }

  /// Sends the first Event of the queue; false where the queue has to wait.
  private mutating func sendEvent(_ old: EventRecorder.Item, in here: inout Surroundings) -> Bool {
    guard let record = events.records[old.key] else {
      events.queue.removeFirst()
      return true
    }
    var item = old
    let path = "/api/v1/namespaces/\(record.namespace)/events"
    let isFirst = !record.hasBeenSent
    let fresh =
      isFirst
      ? request(.post, path, body: .value(record.object))
      : request(
        .patch, "\(path)/\(record.name)", contentType: APIRequest.strategicMergePatch,
        body: .value([
          "count": record.object["count"] ?? 1, "lastTimestamp": record.object["lastTimestamp"] ?? .null,
          "message": record.object["message"] ?? "",
        ]))
    let pending = item.call ?? PendingCall(request: fresh, since: here.now)
    item.call = pending
    events.queue[0] = item
    switch call(pending, in: &here) {
    case .pending: return false
    case .failed(let text):
      item.tries += 1
      item.call = nil
      item.due = here.now + .seconds(10)
      logError(
        "event.go:368", "Unable to write event (may retry after sleeping)", text, [("event", record.name)], in: &here)
      if item.tries >= 12 { events.queue.removeFirst() } else { events.queue[0] = item }
      return item.tries >= 12
    case .answered(let response):
      events.queue.removeFirst()
      if response.isSuccess {
        events.records[old.key]?.hasBeenSent = true
      } else if response.code == 404, !isFirst {
        // The Event has been deleted or expired: it begins anew.
        events.records[old.key]?.hasBeenSent = false
        events.queue.append(EventRecorder.Item(key: old.key, due: here.now))
      } else if response.code != 409 {
        let text = response.status?.message ?? ""
        logError(
          "event.go:359", "Server rejected event (will not retry\u{21})", text, [("event", record.name)], in: &here)
      }
      return true
    }
  }
}
