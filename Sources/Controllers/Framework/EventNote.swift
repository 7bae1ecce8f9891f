public import Documents
public import KubeModel
public import Simulation

/// An event to be recorded about an object.
public struct EventNote: Sendable, Hashable {
  public enum Kind: String, Sendable {
    case normal = "Normal"
    case warning = "Warning"
  }

  /// Whom it is about: the object, of which only the reference is kept.
  public var about: Value
  public var kind: Kind
  public var reason: String
  public var message: String
  /// Set for the events of the newer API, which have an action and no count: those of the scheduler.
  public var action: String?

  public init(_ object: Value, _ kind: Kind, _ reason: String, _ message: String, action: String? = nil) {
    let meta = object.meta
    var reference: Value = ["kind": .string(object.kind)]
    if !meta.namespace.isEmpty { reference["namespace"] = .string(meta.namespace) }
    reference["name"] = .string(meta.name)
    reference["uid"] = .string(meta.uid)
    reference["apiVersion"] = .string(object.apiVersion)
    if !meta.resourceVersion.isEmpty { reference["resourceVersion"] = .string(meta.resourceVersion) }
    about = reference
    self.kind = kind
    self.reason = reason
    self.message = message
    self.action = action
  }

  /// Events of objects without a namespace are kept in `default`.
  var namespace: String { about["namespace"]?.string ?? "default" }

  /// The request that records it: a new event, or one more count of the same (client-go, EventCorrelator).
  public func request(from client: Client, reading cluster: any ClusterReader, now: WallTime) -> APIRequest {
    // Events are named after what they are about.
    let name = about["name"]?.string ?? ""
    let known = cluster.objects(WatchedKind("Event"), namespace: namespace, namedFrom: "\(name).")
    if let same = known.last(where: { isSame($0, client) }) {
      return client.patch(same, oneMore(same, now), cluster)
    }
    let similar = action == nil ? known.filter { isSimilar($0, client, now) } : []
    guard similar.count >= Self.similarEvents - 1 else { return client.create(object(client, now), cluster) }
    var combined = self
    combined.message = Self.combined + message
    if let same = similar.last(where: { $0["message"]?.string?.hasPrefix(Self.combined) ?? false }) {
      var change = oneMore(same, now)
      change["message"] = .string(combined.message)
      return client.patch(same, change, cluster)
    }
    return client.create(combined.object(client, now), cluster)
  }

  /// From the tenth on, events that differ in their message alone become one (client-go, EventAggregator).
  private static let similarEvents = 10
  private static let similarSeconds = 600.0
  private static let combined = "(combined from similar events): "

  private func isSimilar(_ event: Value, _ client: Client, _ now: WallTime) -> Bool {
    guard let last = event["lastTimestamp"]?.string.flatMap({ WallTime(rfc3339: $0) }),
      (now - last).seconds <= Self.similarSeconds
    else { return false }
    return isOfThisKind(event, client)
  }

  private func oneMore(_ event: Value, _ now: WallTime) -> Value {
    if action == nil {
      return ["count": .count((event["count"]?.int ?? 1) + 1), "lastTimestamp": .string(now.rfc3339)]
    }
    let count = event["series", "count"]?.int ?? 1
    return ["series": ["count": .count(count + 1), "lastObservedTime": .string(now.rfc3339Micro)]]
  }

  private func isSame(_ event: Value, _ client: Client) -> Bool {
    event["message"]?.string == message && isOfThisKind(event, client)
  }

  private func isOfThisKind(_ event: Value, _ client: Client) -> Bool {
    let about = event["involvedObject"]
    return about?["uid"] == self.about["uid"] && about?["name"] == self.about["name"]
      && event["reason"]?.string == reason
      && event["type"]?.string == kind.rawValue && event["reportingComponent"]?.string == client.component
  }

  private func object(_ client: Client, _ now: WallTime) -> Value {
    let name = about["name"]?.string ?? ""
    let stamp = String(now.unixNanoseconds + Int64(difference), radix: 16)
    var event: Value = [
      "apiVersion": "v1", "kind": "Event",
      "metadata": ["name": .string("\(name).\(stamp)"), "namespace": .string(namespace)],
      "involvedObject": about, "reason": .string(reason), "message": .string(message),
      "type": .string(kind.rawValue), "reportingComponent": .string(client.component),
      "reportingInstance": .string(client.instance),
    ]
    if let action {
      event["action"] = .string(action)
      event["eventTime"] = .string(now.rfc3339Micro)
      event["firstTimestamp"] = .null
      event["lastTimestamp"] = .null
      event["source"] = .emptyObject
    } else {
      event["eventTime"] = .null
      event["source"] = ["component": .string(client.component)]
      event["firstTimestamp"] = .string(now.rfc3339)
      event["lastTimestamp"] = .string(now.rfc3339)
      event["count"] = 1
    }
    return event
  }

  /// Two events about one object at one moment need two names: nanoseconds that tell them apart.
  private var difference: UInt16 {
    var hash: UInt16 = 0
    for byte in "\(reason)\(message)".utf8 { hash = hash &* 31 &+ UInt16(byte) }
    return hash
  }
}
