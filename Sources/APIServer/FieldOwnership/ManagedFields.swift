import Documents
import KubeModel
import Simulation

/// Who set which field last (`metadata.managedFields`).
struct ManagedFields {
  struct Entry {
    var manager: String
    var operation: String
    var apiVersion: String
    var subresource: String
    var time: String
    var fields: FieldSet

    func isSame(_ other: Entry) -> Bool {
      manager == other.manager && operation == other.operation && apiVersion == other.apiVersion
        && subresource == other.subresource
    }
  }

  var entries: [Entry]

  init(_ object: Value) {
    entries = (object["metadata"]?["managedFields"]?.elements ?? []).map { entry in
      Entry(
        manager: entry["manager"]?.string ?? "", operation: entry["operation"]?.string ?? "",
        apiVersion: entry["apiVersion"]?.string ?? "", subresource: entry["subresource"]?.string ?? "",
        time: entry["time"]?.string ?? "", fields: FieldSet(entry["fieldsV1"] ?? .null))
    }
  }

  /// Apply entries first, then by time.
  var value: Value? {
    let kept = entries.filter { !$0.fields.isEmpty }
      .sorted { ($0.operation, $0.time, $0.manager) < ($1.operation, $1.time, $1.manager) }
    if kept.isEmpty { return nil }
    return .array(
      kept.map { entry in
        var value: Value = [
          "manager": .string(entry.manager), "operation": .string(entry.operation),
          "apiVersion": .string(entry.apiVersion), "time": .string(entry.time), "fieldsType": "FieldsV1",
          "fieldsV1": entry.fields.value,
        ]
        if !entry.subresource.isEmpty { value["subresource"] = .string(entry.subresource) }
        return value
      })
  }

  /// The control plane's own programs write too often for all of their fields to be worth keeping.
  /// Differs: the real server lists them as managers of everything that they write.
  private static let untracked: Set<String> = [
    "kubelet", "kube-controller-manager", "kube-scheduler", "kube-apiserver", "", "cka-trainer",
  ]

  /// What the controllers write is noted of all but the kinds that they write all the time.
  private static let busy: Set<String> = [
    "pods", "events", "leases", "endpoints", "endpointslices", "nodes", "serviceaccounts", "configmaps",
  ]

  private static func tracks(_ manager: String, _ target: Target) -> Bool {
    if manager == "kube-controller-manager" { return !busy.contains(target.kind.name) }
    return !untracked.contains(manager)
  }

  /// Notes what an ordinary write changed. An apply has set the entries itself.
  static func track(
    _ object: inout Value, old: Value?, manager: String, operation: String, now: WallTime, target: Target,
    schema: Schema
  ) {
    if operation == "Apply" { return }
    let before = old?["metadata"]?["managedFields"]
    guard tracks(manager, target), let name = target.kind.typeName, let type = schema[name] else {
      object.set(["metadata", "managedFields"], to: before)
      return
    }
    let walk = FieldWalk(schema: schema)
    var changed = walk.changes(Self.managed(object), from: old.map(Self.managed), .fields(type))
    changed.isMember = false
    let removed = old.map { walk.changes(Self.managed($0), from: Self.managed(object), .fields(type)) } ?? FieldSet()
    if changed.isEmpty, removed.isEmpty {
      object.set(["metadata", "managedFields"], to: before)
      return
    }
    var fields = ManagedFields(old ?? .null)
    fields.note(
      Entry(
        manager: manager, operation: operation, apiVersion: target.kind.apiVersion, subresource: target.subresource,
        time: now.rfc3339, fields: changed), removed: removed)
    object.set(["metadata", "managedFields"], to: fields.value)
  }

  mutating func note(_ entry: Entry, removed: FieldSet) {
    for index in entries.indices {
      if !entries[index].isSame(entry) { entries[index].fields.subtract(entry.fields) }
      entries[index].fields.subtract(removed)
    }
    if let index = entries.firstIndex(where: { $0.isSame(entry) }) {
      if !entry.fields.isEmpty { entries[index].time = entry.time }
      entries[index].fields.formUnion(entry.fields)
    } else {
      entries.append(entry)
    }
  }

  /// The object without what nobody manages.
  static func managed(_ object: Value) -> Value {
    var fields = object.fields
    fields["apiVersion"] = nil
    fields["kind"] = nil
    if var metadata = fields["metadata"]?.object {
      for key in [
        "name", "namespace", "uid", "resourceVersion", "creationTimestamp", "generation", "managedFields", "selfLink",
        "deletionTimestamp", "deletionGracePeriodSeconds",
      ] {
        metadata[key] = nil
      }
      fields["metadata"] = metadata.isEmpty ? nil : .object(metadata)
    }
    return .object(fields)
  }
}
