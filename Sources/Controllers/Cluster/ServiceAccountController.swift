public import Documents
public import KubeModel
public import Simulation

/// Gives every namespace its ServiceAccount `default`.
public enum ServiceAccountController: Controller {
  public static let name = "service-account-controller"
  public static let watches = [WatchedKind("Namespace"), WatchedKind("ServiceAccount")]

  public static func refs(changed object: Value, reading cluster: any ClusterReader) -> [ObjectRef] {
    NamespaceDefaults.refs(changed: object, named: "default")
  }

  public static func reconcile(
    _ ref: ObjectRef, reading cluster: any ClusterReader, now: WallTime, chance: inout Chance
  ) -> Reaction {
    guard NamespaceDefaults.isActive(ref, cluster),
      cluster.object(ObjectRef(kind: "ServiceAccount", namespace: ref.name, name: "default")) == nil
    else { return Reaction() }
    let account: Value = [
      "apiVersion": "v1", "kind": "ServiceAccount",
      "metadata": ["name": "default", "namespace": .string(ref.name)],
    ]
    return Reaction([Step(client.create(account, cluster))])
  }
}

/// Publishes the certificate authority of the cluster in every namespace.
public enum RootCertificateController: Controller {
  public static let name = "root-ca-cert-publisher"
  public static let watches = [WatchedKind("Namespace"), WatchedKind("ConfigMap")]
  private static let mapName = "kube-root-ca.crt"

  public static func refs(changed object: Value, reading cluster: any ClusterReader) -> [ObjectRef] {
    NamespaceDefaults.refs(changed: object, named: mapName)
  }

  public static func reconcile(
    _ ref: ObjectRef, reading cluster: any ClusterReader, now: WallTime, chance: inout Chance
  ) -> Reaction {
    guard NamespaceDefaults.isActive(ref, cluster), let certificate = cluster.settings.rootCertificate else {
      return Reaction()
    }
    let data: Value = ["ca.crt": .string(certificate)]
    if let map = cluster.object(ObjectRef(kind: "ConfigMap", namespace: ref.name, name: mapName)) {
      if map["data"]?.hasSameContent(as: data) ?? false { return Reaction() }
      var new = map
      new["data"] = data
      return Reaction([Step(client.change(map, to: new, cluster))])
    }
    let text = """
      Contains a CA bundle that can be used to verify the kube-apiserver when using internal endpoints \
      such as the internal service IP or kubernetes.default.svc. No other usage is guaranteed across \
      distributions of Kubernetes clusters.
      """
    let map: Value = [
      "apiVersion": "v1", "kind": "ConfigMap",
      "metadata": [
        "name": .string(mapName), "namespace": .string(ref.name),
        "annotations": ["kubernetes.io/description": .string(text)],
      ],
      "data": data,
    ]
    return Reaction([Step(client.create(map, cluster))])
  }
}

/// Objects that every namespace has.
enum NamespaceDefaults {
  static func refs(changed object: Value, named name: String) -> [ObjectRef] {
    if object.kind == "Namespace" { return [ObjectRef(object)] }
    return object.meta.name == name ? [ObjectRef(kind: "Namespace", name: object.meta.namespace)] : []
  }

  static func isActive(_ ref: ObjectRef, _ cluster: any ClusterReader) -> Bool {
    guard let namespace = cluster.object(ref) else { return false }
    return !namespace.meta.isBeingDeleted && namespace["status", "phase"]?.string != "Terminating"
  }
}
