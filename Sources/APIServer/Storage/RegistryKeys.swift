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
    let folder = folder(kind)
    var bytes: [UInt8] = []
    bytes.reserveCapacity(prefix.utf8.count + folder.utf8.count + namespace.utf8.count + name.utf8.count + 1)
    bytes += prefix.utf8
    bytes += folder.utf8
    if kind.isNamespaced, !namespace.isEmpty {
      bytes += namespace.utf8
      bytes.append(UInt8(ascii: "/"))
    }
    bytes += name.utf8
    return EtcdKey(bytes: bytes)
  }

  private static func isBuiltIn(_ kind: ResourceKind) -> Bool {
    kind.group.isEmpty || !kind.group.utf8.contains(UInt8(ascii: ".")) || kind.group.hasSuffix(".k8s.io")
  }
}
