import Documents
import Etcd
import KubeModel
import Simulation

extension APIServer {
  /// One object, read from etcd itself.
  mutating func get(_ target: Target, _ call: inout APICall) throws(Refusal) -> APIResponse {
    if target.kind.name == "componentstatuses" { return try componentStatus(target, &call) }
    if target.kind.verbs == ["create"] {
      throw .status(.methodNotAllowed(target.kind.name, group: target.kind.group, verb: "get"))
    }
    Warnings.addRead(target.kind, &call)
    let object = try existing(target, &call)
    return answer(Conversion.fromStorage(object.value, target.kind), target.kind, call)
  }

  /// What a path names, or the refusal that it is not there.
  func existing(_ target: Target, _ call: inout APICall) throws(Refusal) -> StoredObject {
    let key = key(target.kind, namespace: target.namespace, name: target.name)
    if let object = try stored(key, &call) { return object }
    // In a namespace that is not there, the namespace is what is missing.
    if target.kind.isNamespaced, !target.namespace.isEmpty,
      try stored(EtcdKey("\(options.etcdPrefix)/namespaces/\(target.namespace)"), &call) == nil
    {
      throw .status(.notFound("namespaces", name: target.namespace))
    }
    throw .status(.notFound(target.kind.name, group: target.kind.group, name: target.name))
  }

  /// A collection, out of the watch cache once that is as new as etcd.
  mutating func list(_ target: Target, _ call: inout APICall) throws(Refusal) -> APIResponse {
    if target.kind.name == "componentstatuses" { return try componentStatuses(target, &call) }
    let version = call.request.queryValue("resourceVersion") ?? ""
    if let problem = call.storageProblem, version != "0" { throw .storage(problem) }
    if let wanted = Int64(version), wanted > cache.revision {
      var status = APIStatus.timeout("Too large resource version: \(wanted), current: \(cache.revision)")
      status.retryAfterSeconds = 1
      status.causes = [.init(reason: "ResourceVersionTooLarge", message: "Too large resource version", field: "")]
      throw .status(status)
    }
    if call.request.queryValue("resourceVersionMatch") == "Exact", let wanted = Int64(version),
      wanted < cache.oldestRevision
    {
      throw .status(.expired("The resourceVersion for the provided list is too old."))
    }
    let filter = try ObjectFilter(call.request, target.kind)
    Warnings.addRead(target.kind, &call)
    let page = try page(target, filter, call.request)
    var metadata: Value = ["resourceVersion": .string(String(page.revision))]
    if let next = page.next {
      metadata["continue"] = .string(next)
      if filter.isEmpty { metadata["remainingItemCount"] = .int(Int64(page.remaining)) }
    }
    if call.request.wantsTable {
      return APIResponse(
        Tables.table(page.items, target.kind, metadata: metadata, now: call.now, request: call.request),
        warnings: call.warnings)
    }
    let items = page.items.map { Conversion.fromStorage($0, target.kind) }
    return APIResponse(
      [
        "kind": .string(target.kind.listKind), "apiVersion": .string(target.kind.apiVersion), "metadata": metadata,
        "items": .array(items),
      ], warnings: call.warnings)
  }

  private struct Page {
    var items: [Value] = []
    var revision: Int64
    var next: String?
    var remaining = 0
  }

  private func page(_ target: Target, _ filter: ObjectFilter, _ request: APIRequest) throws(Refusal) -> Page {
    let prefix = key(target.kind, namespace: target.namespace)
    var page = Page(revision: cache.revision)
    var start: EtcdKey?
    if let token = request.queryValue("continue"), !token.isEmpty {
      guard let position = ContinueToken(token) else {
        throw .status(.badRequest("continue key is not valid: \(token)"))
      }
      page.revision = position.revision
      start = EtcdKey(prefix.text + position.key)
    }
    let limit = request.queryValue("limit").flatMap { Int($0) } ?? 0
    if limit == 0, start == nil { page.items.reserveCapacity(cache.objects.count(from: prefix, to: prefix.prefixEnd)) }
    cache.forEach(prefix, after: start) { key, object in
      if !filter.matches(object) { return true }
      if limit > 0, page.items.count == limit {
        let rest = String(decoding: key.bytes.dropFirst(prefix.bytes.count), as: UTF8.self)
        page.next = ContinueToken(revision: page.revision, key: rest).text
        page.remaining = cache.objects.count(from: key, to: prefix.prefixEnd)
        return false
      }
      page.items.append(object)
      return true
    }
    return page
  }

  /// An object as the request wants it: whole, or as a table of one row.
  func answer(_ object: Value, _ kind: ResourceKind, _ call: APICall, code: Int = 200) -> APIResponse {
    if call.request.wantsTable {
      let metadata: Value = ["resourceVersion": .string(object.meta.resourceVersion)]
      return APIResponse(
        code: code,
        Tables.table([object], kind, metadata: metadata, now: call.now, request: call.request),
        warnings: call.warnings)
    }
    return APIResponse(code: code, object, warnings: call.warnings)
  }
}

/// Where a list goes on: base64 of JSON in the real server, a plain text here. Differs: clients must not look inside.
struct ContinueToken {
  var revision: Int64
  var key: String

  init(revision: Int64, key: String) {
    self.revision = revision
    self.key = key
  }

  init?(_ text: String) {
    guard let colon = text.firstIndex(of: ":"), let revision = Int64(text[..<colon]) else { return nil }
    self.revision = revision
    key = String(text[text.index(after: colon)...])
  }

  var text: String { "\(revision):\(key)" }
}

/// What a list or watch leaves out.
struct ObjectFilter: Sendable {
  var labels = LabelSelector.everything
  var fields = FieldSelector.everything
  private let kind: ResourceKind

  init(_ request: APIRequest, _ kind: ResourceKind) throws(Refusal) {
    self.kind = kind
    do throws(SelectorError) {
      if let text = request.queryValue("labelSelector"), !text.isEmpty { labels = try LabelSelector(parsing: text) }
      if let text = request.queryValue("fieldSelector"), !text.isEmpty { fields = try FieldSelector(parsing: text) }
    } catch {
      throw .status(.badRequest(error.message))
    }
    for requirement in fields.requirements where !FieldPaths.isSupported(requirement.field, kind) {
      throw .status(.badRequest("field label not supported: \(requirement.field)"))
    }
  }

  var isEmpty: Bool { labels.isEmpty && fields.isEmpty }

  func matches(_ object: Value) -> Bool {
    if !labels.isEmpty, !labels.matches(object["metadata"]?["labels"]?.fields ?? [:]) { return false }
    return fields.isEmpty || fields.matches { FieldPaths.text($0, of: object) }
  }
}

/// The fields by which each resource can be selected.
enum FieldPaths {
  private static let more: [String: [String]] = [
    "pods": [
      "spec.nodeName", "spec.restartPolicy", "spec.schedulerName", "spec.serviceAccountName", "spec.hostNetwork",
      "status.phase", "status.podIP", "status.podIPs", "status.nominatedNodeName",
    ],
    "events": [
      "involvedObject.kind", "involvedObject.namespace", "involvedObject.name", "involvedObject.uid",
      "involvedObject.apiVersion", "involvedObject.resourceVersion", "involvedObject.fieldPath", "reason",
      "reportingComponent", "source", "type",
    ],
    "secrets": ["type"], "namespaces": ["status.phase", "name"], "nodes": ["spec.unschedulable"],
    "jobs.batch": ["status.successful"], "replicationcontrollers": ["status.replicas"],
    "replicasets.apps": ["status.replicas"], "certificatesigningrequests.certificates.k8s.io": ["spec.signerName"],
    "services": ["spec.clusterIP", "spec.type"],
    "events.events.k8s.io": [
      "reason", "regarding.kind", "regarding.name", "regarding.namespace", "regarding.uid",
      "reportingController", "type",
    ],
  ]

  static func isSupported(_ field: String, _ kind: ResourceKind) -> Bool {
    if field == "metadata.name" || field == "metadata.namespace" && kind.isNamespaced { return true }
    return more[kind.qualifiedName]?.contains(field) ?? false
  }

  static func text(_ field: String, of object: Value) -> String {
    switch field {
    case "source": return object["source"]?["component"]?.string ?? object["reportingComponent"]?.string ?? ""
    case "status.successful": return String(object["status"]?["succeeded"]?.int ?? 0)
    case "status.replicas": return String(object["status"]?["replicas"]?.int ?? 0)
    case "spec.unschedulable", "spec.hostNetwork":
      return object.at(field.split(separator: ".").map { String($0) })?.bool == true ? "true" : "false"
    case "name": return object.meta.name
    case "status.podIPs":
      return (object["status"]?["podIPs"]?.elements ?? []).compactMap { $0["ip"]?.string }.joined(separator: ",")
    default:
      let path = field.replacingPrefix("regarding.", with: "involvedObject.")
      return object.at(path.split(separator: ".").map { String($0) })?.string ?? ""
    }
  }
}

extension String {
  func replacingPrefix(_ prefix: String, with other: String) -> String {
    hasPrefix(prefix) ? other + dropFirst(prefix.count) : self
  }
}
