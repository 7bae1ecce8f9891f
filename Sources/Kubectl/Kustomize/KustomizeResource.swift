import Documents
import KubeModel

/// One object on its way through a kustomization, with the names that it has had.
struct KustomizeResource {
  var object: Value
  /// Earlier names and namespaces, by which patches and references may still mean it.
  private(set) var former: [(name: String, namespace: String)] = []
  /// Whether its name gets a hash of its content in the end.
  var needsHash = false

  init(_ object: Value, needsHash: Bool = false) {
    self.object = object
    self.needsHash = needsHash
  }

  /// `Deployment.v1.apps/web.[noNs]`, as kustomize's messages name objects.
  var id: String {
    let version = GroupVersion(object.apiVersion)
    let namespace = object.meta.namespace
    return "\(object.kind).\(version.version).\(version.group.isEmpty ? "[noGrp]" : version.group)/\(object.meta.name)."
      + (namespace.isEmpty ? "[noNs]" : namespace)
  }

  /// All names that it has or had.
  var names: [String] { [object.meta.name] + former.map(\.name) }

  mutating func rename(_ name: String) {
    former.append((object.meta.name, object.meta.namespace))
    object.set(["metadata", "name"], to: .string(name))
  }

  mutating func move(to namespace: String) {
    former.append((object.meta.name, object.meta.namespace))
    object.set(["metadata", "namespace"], to: .string(namespace))
  }

  /// Whether a patch is meant for it: by what its target says, or by its own identity.
  func fits(_ patch: Value, _ target: Value?) -> Bool {
    let version = GroupVersion(object.apiVersion)
    guard let target else {
      let wanted = GroupVersion(patch.apiVersion)
      guard object.kind == patch.kind, version == wanted else { return false }
      return ([(object.meta.name, object.meta.namespace)] + former).contains { $0 == (patch.meta.name, patch.meta.namespace) }
    }
    func equals(_ key: String, _ values: [String]) -> Bool {
      target[key]?.string.map { wanted in values.contains { SpecContainers.fits(wanted, $0) } } ?? true
    }
    func selects(_ key: String, _ labels: Value.Fields) -> Bool {
      target[key]?.string.flatMap { try? LabelSelector(parsing: $0) }?.matches(labels) ?? true
    }
    return equals("kind", [object.kind]) && equals("name", names) && equals("group", [version.group])
      && equals("version", [version.version])
      && equals("namespace", [object.meta.namespace] + former.map(\.namespace))
      && selects("labelSelector", object.meta.labels) && selects("annotationSelector", object.meta.annotations)
  }
}

/// The order in which kustomize lists kinds unless it is told otherwise (api/builtins, SortOrderTransformer).
enum KustomizeOrder {
  private static let first = [
    "Namespace", "ResourceQuota", "StorageClass", "CustomResourceDefinition", "ServiceAccount", "PodSecurityPolicy",
    "Role", "ClusterRole", "RoleBinding", "ClusterRoleBinding", "ConfigMap", "Secret", "Endpoints", "Service",
    "LimitRange", "PriorityClass", "PersistentVolume", "PersistentVolumeClaim", "Deployment", "StatefulSet", "CronJob",
    "PodDisruptionBudget",
  ]
  private static let last = ["MutatingWebhookConfiguration", "ValidatingWebhookConfiguration"]

  static func sorted(_ objects: [Value]) -> [Value] { objects.sorted { key($0) < key($1) } }

  private static func key(_ object: Value) -> (Int, String) {
    let place =
      first.firstIndex(of: object.kind) ?? last.firstIndex(of: object.kind).map { 200 + $0 } ?? 100
    let version = GroupVersion(object.apiVersion)
    let words = [
      version.group.isEmpty ? "~G" : version.group, version.version, object.kind,
      object.meta.namespace.isEmpty ? "~X" : object.meta.namespace, object.meta.name,
    ]
    return (place, words.joined(separator: "|"))
  }
}

enum KustomizeFile {
  /// What is said of a file that is not there.
  static func missing(_ path: String, _ place: String) -> String {
    "evalsymlink failure on '\(path)' : lstat \(place): no such file or directory"
  }
}
