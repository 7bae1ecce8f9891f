import Documents
import KubeModel

/// Rules for single fields of workloads, of what scales them and of what limits them.
extension Validation {
  /// A workload whose Pods never end does not take a deadline.
  static func templateDeadline(_ spec: Value, _ kind: String) -> [FieldError] {
    if spec["template"]?["spec"]?["activeDeadlineSeconds"] == nil { return [] }
    return [
      .forbidden("spec.template.spec.activeDeadlineSeconds", "activeDeadlineSeconds in \(kind) is not Supported")
    ]
  }

  private static func atMostAll(_ value: Value?, _ path: String) -> [FieldError] {
    guard let value, let text = value.string, text.hasSuffix("%"), let number = Int(text.dropLast()), number > 100
    else { return [] }
    return [.invalid(path, value, "must not be greater than 100%")]
  }

  static func deploymentFields(_ spec: Value) -> [FieldError] {
    atMostAll(
      spec["strategy"]?["rollingUpdate"]?["maxUnavailable"], "spec.strategy.rollingUpdate.maxUnavailable")
      + templateDeadline(spec, "ReplicaSet")
  }

  static func statefulSetFields(_ spec: Value) -> [FieldError] {
    var problems = templateDeadline(spec, "StatefulSet")
    let strategy = spec["updateStrategy"] ?? .null
    let rolling: Value? = strategy["rollingUpdate"].map { update in
      .object(["Partition": update["partition"] ?? .null, "MaxUnavailable": update["maxUnavailable"] ?? .null])
    }
    switch strategy["type"]?.string ?? "RollingUpdate" {
    case "RollingUpdate":
      problems += nonNegative(
        strategy["rollingUpdate"]?["partition"], "spec.updateStrategy.rollingUpdate.partition")
    case "OnDelete":
      if let rolling {
        problems.append(
          .invalid(
            "spec.updateStrategy.rollingUpdate", rolling, "only allowed for updateStrategy 'RollingUpdate'",
            keepsOrder: true))
      }
    default:
      let shown: Value = .object(["Type": strategy["type"] ?? "", "RollingUpdate": rolling ?? .null])
      problems.append(
        .invalid("spec.updateStrategy", shown, "must be 'RollingUpdate' or 'OnDelete'", keepsOrder: true))
    }
    for key in ["whenDeleted", "whenScaled"] {
      problems += supported(
        spec["persistentVolumeClaimRetentionPolicy"]?[key], "spec.persistentVolumeClaimRetentionPolicy.\(key)",
        ["Retain", "Delete"])
    }
    return problems
  }

  static func daemonSetFields(_ spec: Value) -> [FieldError] {
    var problems = templateDeadline(spec, "DaemonSet")
    guard spec["updateStrategy"]?["type"] == "RollingUpdate", let update = spec["updateStrategy"]?["rollingUpdate"]
    else { return problems }
    let path = "spec.updateStrategy.rollingUpdate"
    for key in ["maxUnavailable", "maxSurge"] {
      problems += share(update[key], "\(path).\(key)") + atMostAll(update[key], "\(path).\(key)")
    }
    func isZero(_ value: Value?) -> Bool { value == nil || value == 0 || value == "0%" }
    switch (isZero(update["maxUnavailable"]), isZero(update["maxSurge"])) {
    case (true, true): problems.append(.required("\(path).maxUnavailable", "cannot be 0 when maxSurge is 0"))
    case (false, false):
      problems.append(
        .invalid("\(path).maxSurge", update["maxSurge"] ?? 0, "may not be set when maxUnavailable is non-zero"))
    default: break
    }
    return problems
  }

  static func jobFields(_ spec: Value, _ path: String) -> [FieldError] {
    var problems = supported(spec["completionMode"], "\(path).completionMode", ["NonIndexed", "Indexed"])
    if spec["completionMode"] == "Indexed", spec["completions"] == nil {
      problems.append(.required("\(path).completions", "when completion mode is Indexed"))
    }
    if spec["manualSelector"] == true, spec["selector"] == nil { problems.append(.required("\(path).selector")) }
    return problems
  }

  static func disruptionFields(_ spec: Value) -> [FieldError] {
    ["minAvailable", "maxUnavailable"].flatMap { atMostAll(spec[$0], "spec.\($0)") }
      + supported(
        spec["unhealthyPodEvictionPolicy"], "spec.unhealthyPodEvictionPolicy", ["AlwaysAllow", "IfHealthyBudget"])
  }

  // MARK: Autoscalers

  private static let sources = [
    ("ContainerResource", "containerResource"), ("External", "external"), ("Object", "object"), ("Pods", "pods"),
    ("Resource", "resource"),
  ]

  static func autoscalerFields(_ spec: Value) -> [FieldError] {
    var problems: [FieldError] = []
    for (index, metric) in (spec["metrics"]?.elements ?? []).enumerated() {
      problems += self.metric(metric, "spec.metrics[\(index)]")
    }
    for key in ["scaleUp", "scaleDown"] {
      guard let rules = spec["behavior"]?[key] else { continue }
      let path = "spec.behavior.\(key)"
      if let seconds = rules["stabilizationWindowSeconds"]?.int, seconds < 0 {
        problems.append(
          .invalid(
            "\(path).stabilizationWindowSeconds", .int(Int64(seconds)), "must be greater than or equal to zero"))
      }
      if rules["policies"]?.array?.isEmpty == true {
        problems.append(.required("\(path).policies", "must specify at least one Policy"))
      }
      problems += supported(rules["selectPolicy"], "\(path).selectPolicy", ["Disabled", "Max", "Min"])
    }
    return problems
  }

  private static func metric(_ metric: Value, _ path: String) -> [FieldError] {
    let type = metric["type"]?.string ?? ""
    if type.isEmpty { return [.required("\(path).type", "must specify a metric source type")] }
    guard let field = sources.first(where: { $0.0 == type })?.1 else {
      return [.notSupported("\(path).type", .string(type), sources.map(\.0))]
    }
    guard let source = metric[field] else {
      return [.required("\(path).\(field)", "must populate information for the given metric source")]
    }
    var problems: [FieldError] = []
    if field == "resource" || field == "containerResource" {
      if (source["name"]?.string ?? "").isEmpty {
        problems.append(.required("\(path).\(field).name", "must specify a resource name"))
      }
    }
    let target = source["target"] ?? .null
    let kind = target["type"]?.string ?? ""
    if kind.isEmpty {
      problems.append(.required("\(path).\(field).target.type", "must specify a metric target type"))
    } else if !["Utilization", "Value", "AverageValue"].contains(kind) {
      problems.append(
        .invalid(
          "\(path).\(field).target.type", .string(kind), "must be either Utilization, Value, or AverageValue"))
    }
    if let share = target["averageUtilization"]?.int, share < 1 {
      problems.append(
        .invalid("\(path).\(field).target.averageUtilization", .int(Int64(share)), "must be greater than 0"))
    }
    if field == "resource", target["averageUtilization"] == nil, target["averageValue"] == nil {
      problems.append(
        .required(
          "\(path).\(field).target.averageUtilization", "must set either a target raw value or a target utilization"))
    }
    return problems
  }

  // MARK: Quotas and limits

  private static let countable: Set<String> = [
    "cpu", "memory", "ephemeral-storage", "requests.cpu", "requests.memory", "requests.storage",
    "requests.ephemeral-storage", "limits.cpu", "limits.memory", "limits.ephemeral-storage", "pods", "resourcequotas",
    "services", "replicationcontrollers", "secrets", "configmaps", "persistentvolumeclaims", "services.nodeports",
    "services.loadbalancers",
  ]
  private static let fractional: Set<String> = [
    "cpu", "memory", "ephemeral-storage", "requests.cpu", "requests.memory", "requests.storage",
    "requests.ephemeral-storage", "limits.cpu", "limits.memory", "limits.ephemeral-storage",
  ]
  private static let scopes = [
    "Terminating", "NotTerminating", "BestEffort", "NotBestEffort", "PriorityClass", "CrossNamespacePodAffinity",
  ]

  static func quotaFields(_ spec: Value) -> [FieldError] {
    var problems: [FieldError] = []
    for (name, value) in (spec["hard"]?.fields ?? [:]).sorted(by: { $0.key < $1.key }) {
      let path = "spec.hard[\(name)]"
      if !name.contains("/"), !countable.contains(name), !name.contains("hugepages-") {
        problems += [
          .invalid(path, .string(name), "must be a standard resource type or fully qualified"),
          .invalid(path, .string(name), "must be a standard resource for quota"),
        ]
      } else if countable.contains(name), !fractional.contains(name), let text = value.string,
        let quantity = try? Quantity(parsing: text), !quantity.isWhole
      {
        problems.append(.invalid(path, value, "must be an integer"))
      }
    }
    return problems + quotaScopes(spec)
  }

  private static func quotaScopes(_ spec: Value) -> [FieldError] {
    guard let given = spec["scopes"]?.array, !given.isEmpty else { return [] }
    let shown: Value = .array(given)
    var problems: [FieldError] = []
    for scope in given {
      guard scopes.contains(scope.string ?? "") else {
        problems.append(.invalid("spec.scopes", shown, "unsupported scope"))
        continue
      }
      let allowed: Set<String> = scope == "BestEffort" ? ["pods"] : fractional.union(["pods"])
      for name in (spec["hard"]?.fields.keys.sorted() ?? [])
      where countable.contains(name) && !allowed.contains(name) {
        problems.append(.invalid("spec.scopes", shown, "unsupported scope applied to resource"))
      }
    }
    for pair in [("BestEffort", "NotBestEffort"), ("Terminating", "NotTerminating")]
    where given.contains(.string(pair.0)) && given.contains(.string(pair.1)) {
      problems.append(.invalid("spec.scopes", shown, "conflicting scopes"))
    }
    return problems
  }

  static func limitFields(_ spec: Value) -> [FieldError] {
    var problems: [FieldError] = []
    var types: Set<String> = []
    for (index, item) in (spec["limits"]?.elements ?? []).enumerated() {
      let at = "spec.limits[\(index)]"
      let type = item["type"]?.string ?? ""
      if !type.isEmpty, !["Pod", "Container", "PersistentVolumeClaim"].contains(type), !type.contains("/") {
        problems.append(
          .invalid("\(at).type", .string(type), "must be a standard limit type or fully qualified"))
      }
      if !type.isEmpty, !types.insert(type).inserted { problems.append(.duplicate("\(at).type", .string(type))) }
      if type == "Pod" {
        for key in ["default", "defaultRequest"] where !(item[key]?.fields ?? [:]).isEmpty {
          problems.append(.forbidden("\(at).\(key)", "may not be specified when `type` is 'Pod'"))
        }
      }
      if type == "PersistentVolumeClaim", item["min"]?["storage"] == nil, item["max"]?["storage"] == nil {
        problems.append(
          .required(
            "\(at).limits", "either minimum or maximum storage value is required, but neither was provided"))
      }
      for (name, value) in (item["maxLimitRequestRatio"]?.fields ?? [:]).sorted(by: { $0.key < $1.key }) {
        guard let text = value.string, let ratio = try? Quantity(parsing: text), ratio < Quantity(1) else { continue }
        problems.append(
          .invalid("\(at).maxLimitRequestRatio[\(name)]", value, "ratio \(ratio) is less than 1"))
      }
    }
    return problems
  }
}
