import Documents
import Etcd
import KubeModel
import Simulation

extension APIServer {
  /// Server-side apply: the body is all that its manager wants to say about the object.
  mutating func apply(_ target: Target, _ call: inout APICall) throws(Refusal) -> APIResponse {
    guard let manager = call.request.queryValue("fieldManager"), !manager.isEmpty else {
      throw .status(
        APIStatus(
          code: 422, reason: "Invalid",
          message: "PatchOptions.meta.k8s.io \"\" is invalid: fieldManager: Required value: is required for apply patch"
        ))
    }
    var wanted = try decode(try body(call), as: target.kind, &call, fillsDefaults: false)
    if wanted.meta.name.isEmpty { wanted.set(["metadata", "name"], to: .string(target.name)) }
    try checkName(wanted, target)
    try checkNamespace(&wanted, target)
    let type = target.kind.typeName.flatMap { kinds.schema[$0] } ?? SchemaType(name: "", fields: [:])
    let walk = FieldWalk(schema: kinds.schema)
    var applied = walk.changes(ManagedFields.managed(wanted), from: nil, .fields(type))
    applied.isMember = false
    let entry = ManagedFields.Entry(
      manager: manager, operation: "Apply", apiVersion: target.kind.apiVersion, subresource: target.subresource,
      time: call.now.rfc3339, fields: applied)
    for _ in 0..<5 {
      guard let old = try stored(key(target.kind, namespace: target.namespace, name: target.name), &call) else {
        return try applyNew(wanted, entry, target, &call)
      }
      if let response = try apply(wanted, over: old, entry, type, target, &call) { return response }
    }
    throw .status(Self.modified(target))
  }

  private mutating func applyNew(
    _ wanted: Value, _ entry: ManagedFields.Entry, _ target: Target, _ call: inout APICall
  ) throws(Refusal) -> APIResponse {
    var object = try decode(wanted, as: target.kind, &call)
    var managers = ManagedFields(.null)
    managers.entries = [entry]
    object.set(["metadata", "managedFields"], to: managers.value)
    object = Conversion.toStorage(object, target.kind)
    let created = try create(object, target, &call, operation: "Apply")
    return answer(Conversion.fromStorage(created, target.kind), target.kind, call, code: 201)
  }

  /// Nil where somebody changed the object meanwhile.
  private mutating func apply(
    _ wanted: Value, over old: StoredObject, _ entry: ManagedFields.Entry, _ type: SchemaType, _ target: Target,
    _ call: inout APICall
  ) throws(Refusal) -> APIResponse? {
    let walk = FieldWalk(schema: kinds.schema)
    let current = Conversion.fromStorage(old.value, target.kind)
    var managers = ManagedFields(current)
    let before = managers.entries.first { $0.isSame(entry) }?.fields ?? FieldSet()
    var merged = walk.merge(current, wanted, .fields(type))
    let changed = walk.changes(ManagedFields.managed(merged), from: ManagedFields.managed(current), .fields(type))
    let others = managers.entries.filter { !$0.isSame(entry) }
    if call.request.queryValue("force") != "true" { try checkConflicts(changed, others, entry.manager) }
    // What this manager no longer mentions goes, unless somebody else wants it too.
    for path in before.paths() where !entry.fields.contains(path[...]) {
      if others.contains(where: { $0.fields.contains(path[...]) }) { continue }
      walk.remove(path[...], from: &merged, .fields(type))
    }
    for index in managers.entries.indices where !managers.entries[index].isSame(entry) {
      managers.entries[index].fields.subtract(changed)
    }
    var own = entry
    if let index = managers.entries.firstIndex(where: { $0.isSame(entry) }) {
      if managers.entries[index].fields == entry.fields, changed.isEmpty { own.time = managers.entries[index].time }
      managers.entries[index] = own
    } else {
      managers.entries.append(own)
    }
    var object = try decode(merged, as: target.kind, &call)
    object.set(["metadata", "managedFields"], to: managers.value)
    Self.renewLastApplied(&object, wanted, entry)
    object = Conversion.toStorage(object, target.kind)
    guard let updated = try replace(old, by: object, target, operation: "Apply", &call) else { return nil }
    return answer(Conversion.fromStorage(updated, target.kind), target.kind, call)
  }

  /// Where `kubectl apply --server-side` meets the note of the client's own apply, the server keeps it up to date
  /// (apimachinery, managedfields/internal/lastappliedupdater.go).
  private static func renewLastApplied(_ object: inout Value, _ wanted: Value, _ entry: ManagedFields.Entry) {
    let key = "kubectl.kubernetes.io/last-applied-configuration"
    guard entry.manager == "kubectl", entry.subresource.isEmpty, object.meta.annotation(key) != nil else { return }
    var note = wanted
    note.set(["metadata", "managedFields"], to: nil)
    note.set(["metadata", "annotations", key], to: nil)
    object.set(["metadata", "annotations", key], to: .string("\(JSON.text(note))\n"))
  }

  private func checkConflicts(
    _ changed: FieldSet, _ others: [ManagedFields.Entry], _ manager: String
  ) throws(Refusal) {
    var causes: [APIStatus.Cause] = []
    var groups: [(title: String, fields: [String])] = []
    for other in others {
      let fields = changed.paths().filter { other.fields.contains($0[...]) }.map(Self.dotted)
      if fields.isEmpty { continue }
      let place = other.subresource.isEmpty ? "" : " with subresource \"\(other.subresource)\""
      let title = "\"\(other.manager)\"\(place) using \(other.apiVersion)"
      groups.append((title, fields))
      causes += fields.map { .init(reason: "FieldManagerConflict", message: "conflict with \(title)", field: $0) }
    }
    if causes.isEmpty { return }
    var message = "Apply failed with \(causes.count) conflict\(causes.count == 1 ? "" : "s"): "
    if causes.count == 1, let group = groups.first {
      message += "conflict with \(group.title): \(group.fields[0])"
    } else {
      message += groups.map { group in
        let list = group.fields.map { "- \($0)" }.joined(separator: "\n")
        return "conflicts with \(group.title):\n\(list)"
      }.joined(separator: "\n")
    }
    var status = APIStatus(code: 409, reason: "Conflict", message: message)
    status.causes = causes
    throw .status(status)
  }

  /// `.spec.template.spec.containers[name="c"].image`
  private static func dotted(_ path: [String]) -> String {
    path.map { element in
      let rest = element.dropFirst(2)
      switch element.prefix(2) {
      case "k:":
        let keys = (try? JSON.parse(String(rest)))?.fields ?? [:]
        return "[\(keys.map { "\($0.key)=\(JSON.text($0.value, escapeHTML: false))" }.joined(separator: ","))]"
      case "v:": return "[=\(rest)]"
      default: return ".\(rest)"
      }
    }.joined()
  }
}
