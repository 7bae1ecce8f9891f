import Documents
import KubeModel

/// What is wrong with an object, all of it at once, in the words of kubernetes' pkg/apis/*/validation.
enum Validation {
  typealias Rule = @Sendable (Value) -> [FieldError]
  typealias UpdateRule = @Sendable (_ new: Value, _ old: Value) -> [FieldError]

  static func create(_ object: Value, _ kind: ResourceKind, _ kinds: Kinds) -> [FieldError] {
    let metadata = metadata(object, kind)
    if CustomResources.isCustom(kind) { return metadata + CustomResources.problems(object, kind, kinds) }
    return metadata + (rules[kind.qualifiedName]?(object) ?? []) + (fieldRules[kind.qualifiedName]?(object) ?? [])
  }

  static func update(
    _ object: Value, _ old: Value, _ kind: ResourceKind, _ kinds: Kinds, subresource: String
  ) -> [FieldError] {
    var problems = metadataUpdate(object, old)
    if subresource == "resize" { return problems + podResize(object, old) }
    if !subresource.isEmpty { return problems }
    if CustomResources.isCustom(kind) { return problems + CustomResources.problems(object, kind, kinds) }
    if let rule = updateRules[kind.qualifiedName] {
      problems += rule(object, old)
    } else {
      problems += rules[kind.qualifiedName]?(object) ?? []
    }
    // Rules about fields that came later do not trouble objects that were there before.
    if let rule = fieldRules[kind.qualifiedName] {
      let found = rule(object)
      if !found.isEmpty {
        let known = Set(rule(old))
        problems += found.filter { !known.contains($0) }
      }
    }
    return problems
  }

  private static let rules: [String: Rule] = [
    "networkpolicies.networking.k8s.io": { networkPolicy($0["spec"] ?? .null) },
    "pods": { pod($0) },
    "services": { service($0) },
    "configmaps": { configMap($0) },
    "secrets": { secret($0) },
    "namespaces": { _ in [] },
    "persistentvolumes": { persistentVolume($0) },
    "persistentvolumeclaims": { persistentVolumeClaim($0["spec"] ?? .null, "spec") },
    "resourcequotas": { resourceQuota($0) },
    "limitranges": { limitRange($0) },
    "deployments.apps": { deployment($0) },
    "replicasets.apps": { replicaSet($0) },
    "statefulsets.apps": { statefulSet($0) },
    "daemonsets.apps": { daemonSet($0) },
    "jobs.batch": { job($0["spec"] ?? .null, "spec") },
    "cronjobs.batch": { cronJob($0) },
    "ingresses.networking.k8s.io": { ingress($0) },
    "roles.rbac.authorization.k8s.io": { role($0) },
    "clusterroles.rbac.authorization.k8s.io": { role($0) },
    "rolebindings.rbac.authorization.k8s.io": { roleBinding($0) },
    "clusterrolebindings.rbac.authorization.k8s.io": { roleBinding($0) },
    "storageclasses.storage.k8s.io": { storageClass($0) },
    "priorityclasses.scheduling.k8s.io": { priorityClass($0) },
    "poddisruptionbudgets.policy": { disruptionBudget($0["spec"] ?? .null) },
    "horizontalpodautoscalers.autoscaling": { autoscaler($0["spec"] ?? .null) },
    "nodes": { node($0) },
    "customresourcedefinitions.apiextensions.k8s.io": { CustomResources.definitionProblems($0) },
  ]

  private static let updateRules: [String: UpdateRule] = [
    "pods": { podUpdate($0, $1) },
    "services": { serviceUpdate($0, $1) },
    "configmaps": { configMapUpdate($0, $1) },
    "secrets": { secretUpdate($0, $1) },
    "persistentvolumes": { persistentVolumeUpdate($0, $1) },
    "persistentvolumeclaims": { persistentVolumeClaimUpdate($0, $1) },
    "deployments.apps": { deployment($0) + immutable($0, $1, ["spec", "selector"]) },
    "replicasets.apps": { replicaSet($0) + immutable($0, $1, ["spec", "selector"]) },
    "daemonsets.apps": { immutable($0, $1, ["spec", "selector"]) + daemonSet($0) },
    "statefulsets.apps": { statefulSetUpdate($0, $1) },
    "jobs.batch": { jobUpdate($0, $1) },
    "rolebindings.rbac.authorization.k8s.io": { roleBinding($0) + roleRefUpdate($0, $1) },
    "clusterrolebindings.rbac.authorization.k8s.io": { roleBinding($0) + roleRefUpdate($0, $1) },
    "storageclasses.storage.k8s.io": { storageClassUpdate($0, $1) },
    "priorityclasses.scheduling.k8s.io": { priorityClassUpdate($0, $1) },
    "nodes": { nodeUpdate($0, $1) },
    "customresourcedefinitions.apiextensions.k8s.io": { new, old in
      let problems = CustomResources.definitionProblems(new)
      return problems + immutable(new, old, ["spec", "scope"])
    },
  ]

  /// `spec.selector: Invalid value: {…}: field is immutable`
  static func immutable(_ new: Value, _ old: Value, _ path: [String]) -> [FieldError] {
    if new.at(path) == old.at(path) { return [] }
    return [.invalid(path.joined(separator: "."), new.at(path) ?? .null, "field is immutable")]
  }

  static func problems(_ path: String, _ value: String, _ reasons: [String]) -> [FieldError] {
    reasons.map { .invalid(path, .string(value), $0) }
  }

  static func nonNegative(_ value: Value?, _ path: String) -> [FieldError] {
    guard let number = value?.int, number < 0 else { return [] }
    return [.invalid(path, .int(Int64(number)), "must be greater than or equal to 0")]
  }
}
