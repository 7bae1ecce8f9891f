public import Documents
public import KubeModel
public import Simulation

/// Counts what a namespace uses of each ResourceQuota.
public enum ResourceQuotaController: Controller {
  public static let name = "resourcequota-controller"
  public static let watches = [WatchedKind("ResourceQuota"), .everything]

  public static func refs(changed object: Value, reading cluster: any ClusterReader) -> [ObjectRef] {
    if object.kind == "ResourceQuota" { return [ObjectRef(object)] }
    if object.kind == "Event" || object.meta.namespace.isEmpty { return [] }
    return cluster.objects(watches[0], namespace: object.meta.namespace).map { ObjectRef($0) }
  }

  public static func reconcile(
    _ ref: ObjectRef, reading cluster: any ClusterReader, now: WallTime, chance: inout Chance
  ) -> Reaction {
    guard let quota = cluster.object(ref), !quota.meta.isBeingDeleted else { return Reaction() }
    let hard = quota["spec", "hard"]?.fields ?? [:]
    let usage = QuotaUsage(quota, cluster)
    var used: Value = [:]
    for name in hard.keys.sorted() { used[name] = .string(usage.amount(of: name).description) }
    let status: Value = ["hard": .object(hard), "used": used]
    return Reaction([Step(client.setStatus(of: quota, to: status, cluster))])
  }
}

/// What a namespace uses, resource by resource (pkg/quota/v1/evaluator/core).
struct QuotaUsage {
  private let cluster: any ClusterReader
  private let namespace: String
  /// The Pods in the quota's scopes that have not ended.
  private let pods: [Value]

  init(_ quota: Value, _ cluster: any ClusterReader) {
    self.cluster = cluster
    namespace = quota.meta.namespace
    let scopes = (quota["spec", "scopes"]?.elements ?? []).compactMap(\.string)
    pods = cluster.pods(namespace).filter { pod in
      !pod.podHasEnded && scopes.allSatisfy { Self.isIn($0, pod) }
    }
  }

  func amount(of name: String) -> Quantity {
    let counted = [
      "pods": "Pod", "services": "Service", "configmaps": "ConfigMap", "secrets": "Secret",
      "persistentvolumeclaims": "PersistentVolumeClaim", "resourcequotas": "ResourceQuota",
      "replicationcontrollers": "ReplicationController",
    ]
    if name == "pods" || name == "count/pods" { return Quantity(pods.count) }
    if let kind = counted[name] {
      return Quantity(cluster.objects(WatchedKind(kind), namespace: namespace).count)
    }
    if name.hasPrefix("count/") { return Quantity(count(of: String(name.dropFirst("count/".count)))) }
    switch name {
    case "services.nodeports": return Quantity(nodePorts)
    case "services.loadbalancers":
      let services = cluster.objects(WatchedKind("Service"), namespace: namespace)
      return Quantity(services.count { $0["spec", "type"]?.string == "LoadBalancer" })
    case "requests.storage":
      let claims = cluster.objects(WatchedKind("PersistentVolumeClaim"), namespace: namespace)
      return claims.map { Quantity(lenient: $0["spec", "resources", "requests", "storage"]) }.reduce(.zero, +)
    default:
      let isLimit = name.hasPrefix("limits.")
      let resource =
        name.hasPrefix("requests.") || isLimit ? String(name.split(separator: ".", maxSplits: 1)[1]) : name
      return pods.map { Self.sum($0, isLimit ? "limits" : "requests", resource) }.reduce(.zero, +)
    }
  }

  /// `deployments.apps`, or `pods` of the core group.
  private func count(of resource: String) -> Int {
    let parts = resource.split(separator: ".", maxSplits: 1).map(String.init)
    guard let kind = cluster.kinds.preferred(group: parts.count == 2 ? parts[1] : "", name: parts.first ?? "")
    else {
      return 0
    }
    return cluster.objects(WatchedKind(kind.kind, kind.group), namespace: namespace).count
  }

  private var nodePorts: Int {
    cluster.objects(WatchedKind("Service"), namespace: namespace).reduce(0) { sum, service in
      let type = service["spec", "type"]?.string
      return type == "NodePort" || type == "LoadBalancer"
        ? sum + (service["spec", "ports"]?.elements.count ?? 0) : sum
    }
  }

  /// The sum over the containers, or what the greediest init container takes where that is more.
  private static func sum(_ pod: Value, _ kind: String, _ resource: String) -> Quantity {
    func amounts(_ list: String) -> [Quantity] {
      (pod["spec", list]?.elements ?? []).map { Quantity(lenient: $0["resources", kind, resource]) }
    }
    let together = amounts("containers").reduce(.zero, +)
    return max(together, amounts("initContainers").max() ?? .zero)
  }

  private static func isIn(_ scope: String, _ pod: Value) -> Bool {
    let isTerminating = pod["spec", "activeDeadlineSeconds"]?.int != nil
    let containers =
      (pod["spec", "containers"]?.elements ?? []) + (pod["spec", "initContainers"]?.elements ?? [])
    let isBestEffort = containers.allSatisfy { container in
      ["requests", "limits"].allSatisfy { container["resources", $0]?.fields.isEmpty ?? true }
    }
    switch scope {
    case "Terminating": return isTerminating
    case "NotTerminating": return !isTerminating
    case "BestEffort": return isBestEffort
    case "NotBestEffort": return !isBestEffort
    default: return true
    }
  }
}
