import Documents
import Etcd
import KubeModel
import Simulation

/// The admission plugins that are on by default, in their order.
extension APIServer {
  mutating func admitCreate(_ object: inout Value, _ target: Target, _ call: inout APICall) throws(Refusal) {
    try admitNamespace(target)
    switch target.kind.qualifiedName {
    case "pods": try admitPod(&object, target, &call)
    case "certificatesigningrequests.certificates.k8s.io":
      object.set(["spec", "username"], to: .string(call.user.name))
      object.set(["spec", "groups"], to: .array(call.user.groups.map { .string($0) }))
      for (key, values) in call.user.extra.sorted(by: { $0.key < $1.key }) {
        object.set(["spec", "extra", key], to: .array(values.map { .string($0) }))
      }
    case "persistentvolumeclaims": admitClaim(&object)
    case "persistentvolumes": Self.addFinalizer(&object, "kubernetes.io/pv-protection")
    case "ingresses.networking.k8s.io": admitIngress(&object)
    case "rolebindings.rbac.authorization.k8s.io", "clusterrolebindings.rbac.authorization.k8s.io":
      try admitBinding(object, &call)
    case "roles.rbac.authorization.k8s.io", "clusterroles.rbac.authorization.k8s.io":
      try admitRole(object, target, &call)
    default: break
    }
    try admitPodSecurity(object, target, &call)
  }

  mutating func admitUpdate(
    _ object: inout Value, _ old: Value, _ target: Target, _ call: inout APICall
  ) throws(Refusal) {
    if target.subresource == "status" { return }
    switch target.kind.qualifiedName {
    case "pods":
      guard target.subresource.isEmpty else { break }
      for key in ["priority", "preemptionPolicy"] where object["spec"]?[key] == nil {
        object.set(["spec", key], to: old["spec"]?[key])
      }
      if isOn("DefaultTolerationSeconds") { Self.addTolerations(&object) }
    case "rolebindings.rbac.authorization.k8s.io", "clusterrolebindings.rbac.authorization.k8s.io":
      if object["roleRef"] != old["roleRef"] || object["subjects"] != old["subjects"] {
        try admitBinding(object, &call)
      }
    case "roles.rbac.authorization.k8s.io", "clusterroles.rbac.authorization.k8s.io":
      if object["rules"] != old["rules"] { try admitRole(object, target, &call) }
    default: break
    }
  }

  /// NamespaceLifecycle: a namespace has to be there, and not be on its way out. It trusts the cache.
  private func admitNamespace(_ target: Target) throws(Refusal) {
    guard target.kind.isNamespaced, isOn("NamespaceLifecycle") else { return }
    guard let namespace = cachedNamespace(target.namespace) else {
      throw .status(.notFound("namespaces", name: target.namespace))
    }
    if namespace.meta.isBeingDeleted || namespace["status"]?["phase"] == "Terminating" {
      var status = APIStatus.forbidden(
        target.kind.name, group: target.kind.group, name: target.name,
        "unable to create new content in namespace \(target.namespace) because it is being terminated")
      status.causes = [
        .init(
          reason: "NamespaceTerminating", message: "namespace \(target.namespace) is being terminated",
          field: "metadata.namespace")
      ]
      throw .status(status)
    }
  }

  func cachedNamespace(_ name: String) -> Value? {
    cache[EtcdKey("\(options.etcdPrefix)/namespaces/\(name)")]
  }

  func isOn(_ plugin: String) -> Bool { !options.disabledAdmission.contains(plugin) }

  func admitDelete(_ target: Target) throws(Refusal) {
    let kept = ["default", "kube-system", "kube-public"]
    if target.kind.qualifiedName == "namespaces", kept.contains(target.name) {
      throw .status(.forbidden("namespaces", name: target.name, "this namespace may not be deleted"))
    }
  }

  static func addFinalizer(_ object: inout Value, _ finalizer: String) {
    var finalizers = object["metadata"]?["finalizers"]?.elements ?? []
    if !finalizers.contains(.string(finalizer)) { finalizers.append(.string(finalizer)) }
    object.set(["metadata", "finalizers"], to: .array(finalizers))
  }

  /// StorageObjectInUseProtection and DefaultStorageClass.
  private func admitClaim(_ object: inout Value) {
    Self.addFinalizer(&object, "kubernetes.io/pvc-protection")
    guard object["spec"]?["storageClassName"] == nil, isOn("DefaultStorageClass") else { return }
    let annotation = "storageclass.kubernetes.io/is-default-class"
    let classes = cache.list(EtcdKey("\(options.etcdPrefix)/storageclasses/"))
      .filter { $0.meta.annotation(annotation) == "true" }
      .sorted {
        ($0.meta.creation?.unixSeconds ?? 0, $1.meta.name) > ($1.meta.creation?.unixSeconds ?? 0, $0.meta.name)
      }
    if let newest = classes.first { object.set(["spec", "storageClassName"], to: .string(newest.meta.name)) }
  }

  private func admitIngress(_ object: inout Value) {
    guard object["spec"]?["ingressClassName"] == nil,
      object.meta.annotation("kubernetes.io/ingress.class") == nil
    else { return }
    let classes = cache.list(EtcdKey("\(options.etcdPrefix)/ingressclasses/"))
      .filter { $0.meta.annotation("ingressclass.kubernetes.io/is-default-class") == "true" }
    if let first = classes.first { object.set(["spec", "ingressClassName"], to: .string(first.meta.name)) }
  }

  /// Nobody hands out more than they have, unless they may bind.
  private mutating func admitBinding(_ object: Value, _ call: inout APICall) throws(Refusal) {
    let kind = object["roleRef"]?["kind"]?.string ?? ""
    guard kind == "Role" || kind == "ClusterRole" else {
      throw .status(APIStatus(code: 500, reason: "", message: "unsupported role reference kind: \"\(kind)\""))
    }
    if call.user.groups.contains("system:masters") { return }
    let name = object["roleRef"]?["name"]?.string ?? ""
    let namespace = object.meta.namespace
    let mayBind = authorize(
      AccessAttributes(
        user: call.user, verb: "bind", group: "rbac.authorization.k8s.io",
        resource: kind == "Role" ? "roles" : "clusterroles", namespace: namespace, name: name))
    if mayBind.isAllowed { return }
    let folder = kind == "Role" ? "roles/\(namespace)" : "clusterroles"
    guard let role = cache[EtcdKey("\(options.etcdPrefix)/\(folder)/\(name)")] else {
      throw .status(
        .notFound(kind == "Role" ? "roles" : "clusterroles", group: "rbac.authorization.k8s.io", name: name))
    }
    try checkEscalation(role, object, namespace, &call)
  }

  private mutating func admitRole(_ object: Value, _ target: Target, _ call: inout APICall) throws(Refusal) {
    if call.user.groups.contains("system:masters") { return }
    let mayEscalate = authorize(
      AccessAttributes(
        user: call.user, verb: "escalate", group: target.kind.group, resource: target.kind.name,
        namespace: target.namespace, name: target.name))
    if mayEscalate.isAllowed { return }
    try checkEscalation(object, object, target.namespace, &call)
  }

  private mutating func checkEscalation(
    _ role: Value, _ object: Value, _ namespace: String, _ call: inout APICall
  ) throws(Refusal) {
    let user = call.user
    for rule in (role["rules"]?.elements ?? []).map({ PolicyRule($0) }) {
      for verb in rule.verbs {
        for group in rule.groups {
          for resource in rule.resources {
            let parts = resource.split(separator: "/", maxSplits: 1).map { String($0) }
            let attributes = AccessAttributes(
              user: user, verb: verb, group: group, resource: parts.first ?? "",
              subresource: parts.count > 1 ? parts[1] : "", namespace: namespace, name: rule.names.first ?? "")
            if authorize(attributes).isAllowed { continue }
            let kind =
              object.kind.lowercased().hasSuffix("binding")
              ? "\(object.kind.lowercased())s" : "\(object.kind.lowercased())s"
            let groups = user.groups.map { "\"\($0)\"" }.joined(separator: " ")
            throw .status(
              .forbidden(
                kind, group: "rbac.authorization.k8s.io", name: object.meta.name,
                "user \"\(user.name)\" (groups=[\(groups)]) is attempting to grant RBAC permissions not currently held:\n"
                  + "{APIGroups:[\"\(group)\"], Resources:[\"\(resource)\"], Verbs:[\"\(verb)\"]}"))
          }
        }
      }
    }
  }
}
