import Documents
import KubeModel
import Simulation

/// Changes of a collection as they happen.
struct Watch {
  struct Event {
    var type: String
    var object: Value
  }

  let invocation: Invocation
  let path: String
  let version: String
  var labels = ""
  var fields = ""
  var accept = "application/json"
  /// When to stop; never by default.
  var limit = Instant.never

  /// Hands over one event after another, until `use` answers false. Returns false where the limit came first, or the
  /// server ended the watch.
  @discardableResult
  func follow(_ use: (Event) throws -> Bool) throws -> Bool {
    var version = version
    let client = try invocation.client()
    // `--request-timeout` holds for a watch too: it ends silently.
    let limit = client.connection.timeout.map { min(self.limit, invocation.process.now + $0) } ?? self.limit
    var items: [APIRequest.QueryItem] = []
    if !labels.isEmpty { items.append(.init("labelSelector", labels)) }
    if !fields.isEmpty { items.append(.init("fieldSelector", fields)) }
    while true {
      let bookmarks = APIRequest.QueryItem("allowWatchBookmarks", "true")
      let query = items + [.init("resourceVersion", version), .init("watch", "true"), bookmarks]
      let answer: Value
      do {
        answer = try client.value(APIRequest(.get, path, query: query, accept: accept))
      } catch Failure.unreachable {
        // The connection of a watch that is under way just ends.
        return false
      }
      for event in answer.array ?? answer["events"]?.elements ?? answer["items"]?.elements ?? [] {
        let object = event["object"] ?? .null
        let type = event["type"]?.string ?? ""
        if type == "ERROR" { throw Failure.status(APIStatus(object)) }
        version = Self.version(of: object) ?? version
        if type == "BOOKMARK" { continue }
        if try !use(Event(type: type, object: object)) { return true }
      }
      guard invocation.process.now < limit else { return false }
      try invocation.process.waitForChange(until: limit)
    }
  }

  private static func version(of object: Value) -> String? {
    if let table = ServerTable(object) {
      return table.rows.last?.object.meta.resourceVersion ?? (table.resourceVersion.isEmpty ? nil : table.resourceVersion)
    }
    let version = object.meta.resourceVersion
    return version.isEmpty ? nil : version
  }
}
