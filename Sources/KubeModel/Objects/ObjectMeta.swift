public import Documents
public import Simulation

/// A reading view of an object's metadata.
public struct ObjectMeta: Sendable {
  public let value: Value

  public init(_ value: Value) {
    self.value = value
  }

  public var name: String { value["name"]?.string ?? "" }
  /// Empty for objects of the whole cluster.
  public var namespace: String { value["namespace"]?.string ?? "" }
  public var generateName: String { value["generateName"]?.string ?? "" }
  public var uid: String { value["uid"]?.string ?? "" }
  public var resourceVersion: String { value["resourceVersion"]?.string ?? "" }
  public var generation: Int { value["generation"]?.int ?? 0 }
  public var labels: Value.Fields { value["labels"]?.fields ?? [:] }
  public var annotations: Value.Fields { value["annotations"]?.fields ?? [:] }
  public var finalizers: [String] { (value["finalizers"]?.elements ?? []).compactMap(\.string) }
  public var creation: WallTime? { value["creationTimestamp"]?.string.flatMap { WallTime(rfc3339: $0) } }
  public var deletion: WallTime? { value["deletionTimestamp"]?.string.flatMap { WallTime(rfc3339: $0) } }
  public var isBeingDeleted: Bool { value["deletionTimestamp"]?.string != nil }
  public var owners: [OwnerReference] { (value["ownerReferences"]?.elements ?? []).map { OwnerReference($0) } }
  /// The owner that manages the object, such as the ReplicaSet of a Pod.
  public var controller: OwnerReference? {
    (value["ownerReferences"]?.elements ?? []).first { $0["controller"]?.bool ?? false }.map { OwnerReference($0) }
  }
  /// Its UID.
  public var controllerUID: String? {
    (value["ownerReferences"]?.elements ?? []).first { $0["controller"]?.bool ?? false }.map { $0["uid"]?.string ?? "" }
  }

  public func label(_ key: String) -> String? { value["labels"]?[key]?.string }
  public func annotation(_ key: String) -> String? { value["annotations"]?[key]?.string }
}

extension Value {
  /// The metadata of an API object.
  public var meta: ObjectMeta { ObjectMeta(self["metadata"] ?? .null) }
  public var kind: String { self["kind"]?.string ?? "" }
  public var apiVersion: String { self["apiVersion"]?.string ?? "" }
}

/// Who an object belongs to.
public struct OwnerReference: Sendable, Hashable {
  public var apiVersion: String
  public var kind: String
  public var name: String
  public var uid: String
  public var isController: Bool
  public var blocksDeletion: Bool

  public init(
    apiVersion: String, kind: String, name: String, uid: String, isController: Bool, blocksDeletion: Bool = true
  ) {
    self.apiVersion = apiVersion
    self.kind = kind
    self.name = name
    self.uid = uid
    self.isController = isController
    self.blocksDeletion = blocksDeletion
  }

  /// A reference that makes `object` the controller of what carries it.
  public init(controlledBy object: Value) {
    self.init(
      apiVersion: object.apiVersion, kind: object.kind, name: object.meta.name, uid: object.meta.uid,
      isController: true)
  }

  public init(_ value: Value) {
    self.init(
      apiVersion: value["apiVersion"]?.string ?? "", kind: value["kind"]?.string ?? "",
      name: value["name"]?.string ?? "", uid: value["uid"]?.string ?? "",
      isController: value["controller"]?.bool ?? false, blocksDeletion: value["blockOwnerDeletion"]?.bool ?? false)
  }

  public var value: Value {
    var value: Value = [
      "apiVersion": .string(apiVersion), "kind": .string(kind), "name": .string(name), "uid": .string(uid),
    ]
    if isController { value["controller"] = true }
    if blocksDeletion { value["blockOwnerDeletion"] = true }
    return value
  }
}

/// The name of an object: what a reconcile function is asked to look at.
public struct ObjectRef: Sendable, Hashable, Comparable, CustomStringConvertible {
  public var apiVersion: String
  public var kind: String
  public var namespace: String
  public var name: String

  public init(apiVersion: String = "v1", kind: String, namespace: String = "", name: String) {
    self.apiVersion = apiVersion
    self.kind = kind
    self.namespace = namespace
    self.name = name
  }

  public init(_ object: Value) {
    let meta = object.meta
    self.init(apiVersion: object.apiVersion, kind: object.kind, namespace: meta.namespace, name: meta.name)
  }

  public static func < (left: ObjectRef, right: ObjectRef) -> Bool {
    (left.apiVersion, left.kind, left.namespace, left.name) < (
      right.apiVersion, right.kind, right.namespace, right.name
    )
  }

  public var description: String { namespace.isEmpty ? "\(kind)/\(name)" : "\(kind)/\(namespace)/\(name)" }
}

/// A number or a text, such as a port or `25%`.
public enum IntOrString: Sendable, Hashable {
  case int(Int)
  case string(String)

  public init?(_ value: Value?) {
    switch value {
    case .int(let number)?: self = .int(Int(number))
    case .string(let text)?: self = .string(text)
    default: return nil
    }
  }

  public var value: Value {
    switch self {
    case .int(let number): .int(Int64(number))
    case .string(let text): .string(text)
    }
  }

  /// `25%` of a total, or the number itself (apimachinery, intstr.GetScaledValueFromIntOrPercent).
  public func scaled(of total: Int, roundingUp: Bool) -> Int? {
    switch self {
    case .int(let number): return number
    case .string(let text):
      guard text.hasSuffix("%"), let percent = Int(text.dropLast()) else { return nil }
      let product = percent * total
      return roundingUp ? (product + 99) / 100 : product / 100
    }
  }
}
