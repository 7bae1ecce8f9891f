import Documents
import Etcd
import KubeModel
import Simulation

extension APIServer {
  /// ResourceQuota: what the new object takes has to fit, and is charged at once.
  mutating func checkQuota(_ object: Value, _ target: Target, _ call: inout APICall) throws(Refusal) {
    guard isOn("ResourceQuota"), target.kind.isNamespaced else { return }
    let folder = EtcdKey("\(options.etcdPrefix)/resourcequotas/\(target.namespace)/")
    for quota in cache.list(folder) {
      let hard = quota["status"]?["hard"]?.fields ?? quota["spec"]?["hard"]?.fields ?? [:]
      let usage = QuotaUsage.of(object, target.kind).filter { hard[$0.key] != nil }
      guard QuotaUsage.scopesMatch(quota, object, target.kind) else { continue }
      try requireAmounts(object, hard, quota.meta.name, target)
      if usage.isEmpty { continue }
      var used = quota["status"]?["used"]?.fields ?? [:]
      var exceeded: [String] = []
      for name in usage.keys.sorted() {
        guard let asked = usage[name], let limit = Self.quantity(hard[name]) else { continue }
        let sum = (Self.quantity(used[name]) ?? .zero) + asked
        if sum > limit { exceeded.append(name) }
        used[name] = .string(sum.description)
      }
      if !exceeded.isEmpty {
        let before = quota["status"]?["used"] ?? .null
        func list(_ amount: (String) -> String) -> String {
          exceeded.map { "\($0)=\(amount($0))" }.joined(separator: ",")
        }
        throw .status(
          .forbidden(
            target.kind.name, group: target.kind.group, name: target.name,
            "exceeded quota: \(quota.meta.name), requested: \(list { usage[$0]?.description ?? "0" }), used: "
              + "\(list { before[$0]?.string ?? "0" }), limited: \(list { hard[$0]?.string ?? "0" })"))
      }
      if call.isDryRun { continue }
      var changed = quota
      changed.set(["status", "used"], to: .object(used))
      if let stored = try stored(EtcdKey("\(folder.text)\(quota.meta.name)"), &call) {
        _ = try write(changed, at: stored.key, ifRevision: stored.revision, &call)
      }
    }
  }

  private static func quantity(_ value: Value?) -> Quantity? {
    value?.string.flatMap { try? Quantity(parsing: $0) }
  }

  /// A quota on cpu or memory makes every container say how much it wants.
  private func requireAmounts(
    _ object: Value, _ hard: Value.Fields, _ quotaName: String, _ target: Target
  ) throws(Refusal) {
    guard target.kind.qualifiedName == "pods" else { return }
    var missing: [String: [String]] = [:]
    for container in object["spec"]?["containers"]?.elements ?? [] {
      for name in hard.keys {
        let parts = name.split(separator: ".", maxSplits: 1).map { String($0) }
        let (list, resource) =
          parts.count == 2 && ["requests", "limits"].contains(parts[0]) ? (parts[0], parts[1]) : ("requests", name)
        guard resource == "cpu" || resource == "memory" else { continue }
        if container["resources"]?[list]?[resource] == nil {
          missing[name, default: []].append(container["name"]?.string ?? "")
        }
      }
    }
    if missing.isEmpty { return }
    let list = missing.keys.sorted().map { "\($0) for: \((missing[$0] ?? []).joined(separator: ","))" }.joined(
      separator: "; ")
    throw .status(.forbidden("pods", name: target.name, "failed quota: \(quotaName): must specify \(list)"))
  }
}

/// What an object counts for in a quota.
public enum QuotaUsage {
  public static func of(_ object: Value, _ kind: ResourceKind) -> [String: Quantity] {
    var usage: [String: Quantity] = ["count/\(kind.qualifiedName)": Quantity(1)]
    switch kind.qualifiedName {
    case "pods":
      let phase = object["status"]?["phase"]?.string
      if phase == "Succeeded" || phase == "Failed" { return usage }
      usage["pods"] = Quantity(1)
      for (list, prefixes) in [("requests", ["requests.", ""]), ("limits", ["limits."])] {
        for (name, sum) in total(object, list) {
          for prefix in prefixes where !(prefix.isEmpty && !["cpu", "memory", "ephemeral-storage"].contains(name)) {
            usage["\(prefix)\(name)"] = sum
          }
        }
      }
    case "services":
      usage["services"] = Quantity(1)
      let type = object["spec"]?["type"]?.string
      if type == "NodePort" || type == "LoadBalancer" {
        usage["services.nodeports"] = Quantity((object["spec"]?["ports"]?.elements ?? []).count)
      }
      if type == "LoadBalancer" { usage["services.loadbalancers"] = Quantity(1) }
    case "persistentvolumeclaims":
      usage["persistentvolumeclaims"] = Quantity(1)
      if let text = object["spec"]?["resources"]?["requests"]?["storage"]?.string,
        let size = try? Quantity(parsing: text)
      {
        usage["requests.storage"] = size
      }
    case "configmaps", "secrets", "replicationcontrollers", "resourcequotas": usage[kind.name] = Quantity(1)
    default: break
    }
    return usage
  }

  private static func total(_ pod: Value, _ list: String) -> [String: Quantity] {
    var sums: [String: Quantity] = [:]
    for container in pod["spec"]?["containers"]?.elements ?? [] {
      for (name, value) in container["resources"]?[list]?.fields ?? [:] {
        guard let quantity = value.string.flatMap({ try? Quantity(parsing: $0) }) else { continue }
        sums[name, default: .zero] += quantity
      }
    }
    for container in pod["spec"]?["initContainers"]?.elements ?? [] {
      for (name, value) in container["resources"]?[list]?.fields ?? [:] {
        guard let quantity = value.string.flatMap({ try? Quantity(parsing: $0) }) else { continue }
        sums[name] = max(sums[name] ?? .zero, quantity)
      }
    }
    return sums
  }

  /// Whether a quota with scopes looks at this object.
  public static func scopesMatch(_ quota: Value, _ object: Value, _ kind: ResourceKind) -> Bool {
    let scopes = (quota["spec"]?["scopes"]?.elements ?? []).compactMap(\.string)
    if scopes.isEmpty { return true }
    guard kind.qualifiedName == "pods" else { return false }
    let isBestEffort = PodQuality.of(object["spec"] ?? .null) == "BestEffort"
    let isTerminating = object["spec"]?["activeDeadlineSeconds"] != nil
    return scopes.allSatisfy { scope in
      switch scope {
      case "BestEffort": isBestEffort
      case "NotBestEffort": !isBestEffort
      case "Terminating": isTerminating
      case "NotTerminating": !isTerminating
      default: true
      }
    }
  }
}
