import Documents
import KubeModel

/// Which fields somebody has set, in the form of `fieldsV1`: `f:` and a name for fields, `k:` and the keys for
/// elements of lists, `v:` and a value for elements of sets (sigs.k8s.io/structured-merge-diff).
struct FieldSet: Sendable, Hashable {
  /// Whether the thing itself belongs to the set, and not only what is inside.
  var isMember = false
  var children: [String: FieldSet] = [:]

  var isEmpty: Bool { !isMember && children.isEmpty }

  init() {}

  static let member: FieldSet = {
    var set = FieldSet()
    set.isMember = true
    return set
  }()

  init(_ value: Value) {
    for (key, inner) in value.fields {
      if key == "." {
        isMember = true
      } else if inner.fields.isEmpty {
        children[key] = .member
      } else {
        children[key] = FieldSet(inner)
      }
    }
  }

  var value: Value {
    var fields = Value.Fields()
    if isMember, !children.isEmpty { fields["."] = .emptyObject }
    for key in children.keys.sorted() {
      guard let child = children[key] else { continue }
      fields[key] = child.children.isEmpty ? .emptyObject : child.value
    }
    return .object(fields)
  }

  mutating func formUnion(_ other: FieldSet) {
    if other.isMember { isMember = true }
    for (key, child) in other.children { children[key, default: FieldSet()].formUnion(child) }
  }

  mutating func subtract(_ other: FieldSet) {
    if other.isMember { isMember = false }
    for (key, child) in other.children {
      guard var own = children[key] else { continue }
      own.subtract(child)
      children[key] = own.isEmpty ? nil : own
    }
  }

  /// Whether the thing at the end of a path belongs to the set.
  func contains(_ path: ArraySlice<String>) -> Bool {
    guard let first = path.first else { return isMember }
    return children[first]?.contains(path.dropFirst()) ?? false
  }

  /// The paths of all members.
  func paths() -> [[String]] {
    var found: [[String]] = isMember && children.isEmpty ? [[]] : []
    for key in children.keys.sorted() {
      for rest in children[key]?.paths() ?? [] { found.append([key] + rest) }
    }
    return found
  }
}

/// Sets, differences and merges of objects along their schema.
struct FieldWalk {
  let schema: Schema

  /// Structures that are set as a whole (`x-kubernetes-map-type: atomic`).
  private static let atomic: Set<String> = [
    "meta.v1.LabelSelector", "core.v1.ObjectFieldSelector", "core.v1.ResourceFieldSelector",
    "core.v1.SecretKeySelector", "core.v1.ConfigMapKeySelector", "core.v1.LocalObjectReference",
    "core.v1.ObjectReference", "core.v1.NodeSelector", "core.v1.NodeSelectorTerm", "core.v1.ScopeSelector",
    "core.v1.TypedLocalObjectReference", "networking.v1.IngressServiceBackend", "networking.v1.ServiceBackendPort",
    "rbac.v1.RoleRef", "rbac.v1.Subject", "core.v1.SecretReference",
  ]

  /// Structures that are always there, so that nobody owns them as such.
  private static let always: Set<String> = [
    "metadata", "spec", "status", "template", "strategy", "updateStrategy", "containers", "jobTemplate",
  ]

  enum Structure {
    case scalar
    case fields(SchemaType)
    case map(SchemaShape)
    case keyedList(SchemaShape, keys: [String])
    case set
  }

  /// Maps that are set as a whole: selectors.
  private static let atomicMaps: Set<String> = ["nodeSelector", "selector"]

  func structure(_ shape: SchemaShape, _ field: SchemaField?, name: String = "") -> Structure {
    let isAtomicMap = Self.atomicMaps.contains(name)
    switch shape {
    case .type(let name):
      guard !Self.atomic.contains(name), let type = schema[name] else { return .scalar }
      return .fields(type)
    case .map(let element): return isAtomicMap ? .scalar : .map(element)
    case .list(let element):
      if let field, !field.listMapKeys.isEmpty { return .keyedList(element, keys: field.listMapKeys) }
      return field?.isSet == true ? .set : .scalar
    default: return .scalar
    }
  }

  /// `k:{"name":"c"}`; ports without a protocol are TCP.
  static func key(_ element: Value, _ keys: [String]) -> String {
    var id = Value.Fields()
    for key in keys { id[key] = element[key] ?? (key == "protocol" ? "TCP" : nil) }
    return "k:\(JSON.text(.object(id), escapeHTML: false))"
  }

  /// What is new or other in `new`.
  func changes(_ new: Value, from old: Value?, _ structure: Structure, name: String = "") -> FieldSet {
    if let old, old == new { return FieldSet() }
    var set = FieldSet()
    switch structure {
    case .scalar: return .member
    case .fields(let type):
      if old == nil, !Self.always.contains(name), !name.isEmpty { set.isMember = true }
      for (key, value) in new.fields {
        guard let field = type.fields[key] else { continue }
        add(
          changes(value, from: old?[key], self.structure(field.shape, field, name: key), name: key), "f:\(key)",
          to: &set)
      }
    case .map(let element):
      if old == nil { set.isMember = true }
      for (key, value) in new.fields {
        add(changes(value, from: old?[key], self.structure(element, nil), name: "value"), "f:\(key)", to: &set)
      }
    case .keyedList(let element, let keys):
      if old == nil, !Self.always.contains(name) { set.isMember = true }
      for value in new.elements {
        let id = Self.key(value, keys)
        let before = old?.elements.first { Self.key($0, keys) == id }
        add(changes(value, from: before, self.structure(element, nil), name: "element"), id, to: &set)
      }
    case .set:
      if old == nil { set.isMember = true }
      for value in new.elements where !(old?.elements.contains(value) ?? false) {
        set.children["v:\(JSON.text(value, escapeHTML: false))"] = .member
      }
    }
    return set
  }

  private func add(_ child: FieldSet, _ key: String, to set: inout FieldSet) {
    if !child.isEmpty { set.children[key] = child }
  }

  /// Lays an applied configuration over an object.
  func merge(_ live: Value?, _ applied: Value, _ structure: Structure) -> Value {
    guard let live else { return applied }
    switch structure {
    case .scalar: return applied
    case .fields(let type):
      var result = live.fields
      for (key, value) in applied.fields {
        let field = type.fields[key]
        result[key] = merge(result[key], value, field.map { self.structure($0.shape, $0) } ?? .scalar)
      }
      return .object(result)
    case .map(let element):
      var result = live.fields
      for (key, value) in applied.fields { result[key] = merge(result[key], value, self.structure(element, nil)) }
      return .object(result)
    case .keyedList(let element, let keys):
      var result = live.elements
      for value in applied.elements {
        let id = Self.key(value, keys)
        if let index = result.firstIndex(where: { Self.key($0, keys) == id }) {
          result[index] = merge(result[index], value, self.structure(element, nil))
        } else {
          result.append(value)
        }
      }
      return .array(result)
    case .set: return .array(live.elements + applied.elements.filter { !live.elements.contains($0) })
    }
  }

  /// Takes away what a path names.
  func remove(_ path: ArraySlice<String>, from value: inout Value, _ structure: Structure) {
    guard let first = path.first else { return }
    let rest = path.dropFirst()
    switch structure {
    case .scalar: return
    case .set:
      value = .array(value.elements.filter { "v:\(JSON.text($0, escapeHTML: false))" != first })
    case .fields, .map:
      let key = String(first.dropFirst(2))
      guard var inner = value[key] else { return }
      if rest.isEmpty {
        value[key] = nil
        return
      }
      let next: Structure
      switch structure {
      case .fields(let type): next = type.fields[key].map { self.structure($0.shape, $0) } ?? .scalar
      case .map(let element): next = self.structure(element, nil)
      default: next = .scalar
      }
      remove(rest, from: &inner, next)
      value[key] = inner
    case .keyedList(let element, let keys):
      var elements = value.elements
      guard let index = elements.firstIndex(where: { Self.key($0, keys) == first }) else { return }
      if rest.isEmpty || rest.elementsEqual(["."]) {
        elements.remove(at: index)
      } else {
        remove(rest, from: &elements[index], self.structure(element, nil))
      }
      value = .array(elements)
    }
  }
}
