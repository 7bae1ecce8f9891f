public import Etcd
public import KubeModel

/// Where objects live in etcd. Older kinds have other names there than in paths (kubernetes, pkg/registry).
public enum RegistryKeys {
  /// The prefix of a resource below the etcd prefix, such as `/services/specs/`.
  static func folder(_ kind: ResourceKind) -> String {
    switch (kind.group, kind.name) {
    case ("", "nodes"): "/minions/"
    case ("", "services"): "/services/specs/"
    case ("", "endpoints"): "/services/endpoints/"
    case ("", "replicationcontrollers"): "/controllers/"
    case ("networking.k8s.io", "ingresses"): "/ingress/"
    case ("events.k8s.io", "events"): "/events/"
    case ("apiextensions.k8s.io", _), ("apiregistration.k8s.io", _): "/\(kind.group)/\(kind.name)/"
    default: isBuiltIn(kind) ? "/\(kind.name)/" : "/\(kind.group)/\(kind.name)/"
    }
  }

  /// The key of an object; without a name the prefix of all in the namespace, without a namespace of all.
  public static func key(
    _ kind: ResourceKind, namespace: String = "", name: String = "", prefix: String = "/registry"
  ) -> EtcdKey {
    var text = "\(prefix)\(folder(kind))"
    if kind.isNamespaced, !namespace.isEmpty { text += "\(namespace)/" }
    return EtcdKey(text + name)
  }

  private static func isBuiltIn(_ kind: ResourceKind) -> Bool {
    kind.group.isEmpty || !kind.group.contains(".") || kind.group.hasSuffix(".k8s.io")
  }
}
