import Documents
import KubeModel

/// Rules for single fields that the rules of their kind do not look at (kubernetes, pkg/apis/*/validation). They hold
/// for new and for changed objects alike.
extension Validation {
  static let fieldRules: [String: Rule] = [
    "services": { serviceFields($0["spec"] ?? .null) },
    "deployments.apps": { deploymentFields($0["spec"] ?? .null) },
    "replicasets.apps": { templateDeadline($0["spec"] ?? .null, "ReplicaSet") },
    "statefulsets.apps": { statefulSetFields($0["spec"] ?? .null) },
    "daemonsets.apps": { daemonSetFields($0["spec"] ?? .null) },
    "jobs.batch": { jobFields($0["spec"] ?? .null, "spec") },
    "cronjobs.batch": { jobFields($0["spec"]?["jobTemplate"]?["spec"] ?? .null, "spec.jobTemplate.spec") },
    "horizontalpodautoscalers.autoscaling": { autoscalerFields($0["spec"] ?? .null) },
    "poddisruptionbudgets.policy": { disruptionFields($0["spec"] ?? .null) },
    "persistentvolumes": { volumeFields($0["spec"] ?? .null) },
    "persistentvolumeclaims": { claimFields($0["spec"] ?? .null) },
    "storageclasses.storage.k8s.io": { storageClassFields($0) },
    "resourcequotas": { quotaFields($0["spec"] ?? .null) },
    "limitranges": { limitFields($0["spec"] ?? .null) },
    "clusterroles.rbac.authorization.k8s.io": { aggregation($0["aggregationRule"]) },
    "rolebindings.rbac.authorization.k8s.io": { subjectGroups($0) },
    "clusterrolebindings.rbac.authorization.k8s.io": { subjectGroups($0) },
    "priorityclasses.scheduling.k8s.io": {
      supported($0["preemptionPolicy"], "preemptionPolicy", ["Never", "PreemptLowerPriority"])
    },
    "ingresses.networking.k8s.io": { ingressFields($0["spec"] ?? .null) },
    "ingressclasses.networking.k8s.io": { ingressClass($0["spec"] ?? .null) },
    "namespaces": { namespaceFields($0) },
    "certificatesigningrequests.certificates.k8s.io": { signingRequest($0["spec"] ?? .null) },
    "runtimeclasses.node.k8s.io": { object in
      let handler = object["handler"]?.string ?? ""
      return problems("handler", handler, Names.label(handler))
    },
    "customresourcedefinitions.apiextensions.k8s.io": { object in
      let group = object["spec"]?["group"]?.string ?? ""
      let problems = supported(object["spec"]?["scope"], "spec.scope", ["Cluster", "Namespaced"])
      if group.isEmpty { return [.required("spec.group")] + problems }
      return group.contains(".")
        ? problems : [.invalid("spec.group", .string(group), "should be a domain with at least one dot")] + problems
    },
  ]

  /// A rule for every field of a list that may only hold certain words.
  private static func words(_ values: Value?, _ path: String, _ allowed: [String]) -> [FieldError] {
    (values?.elements ?? []).enumerated().flatMap { index, value in
      supported(value, "\(path)[\(index)]", allowed)
    }
  }

  // MARK: Services

  private static func serviceFields(_ spec: Value) -> [FieldError] {
    let type = spec["type"]?.string ?? "ClusterIP"
    let isExternal = type == "NodePort" || type == "LoadBalancer"
    var problems: [FieldError] = []
    for (index, port) in (spec["ports"]?.elements ?? []).enumerated() where type == "ClusterIP" {
      if (port["nodePort"]?.int ?? 0) != 0 {
        problems.append(
          .forbidden("spec.ports[\(index)].nodePort", "may not be used when `type` is 'ClusterIP'"))
      }
    }
    if let affinity = spec["sessionAffinityConfig"] {
      if spec["sessionAffinity"] != "ClientIP" {
        problems.append(.forbidden("spec.sessionAffinityConfig", "must not be set when session affinity is None"))
      } else if let seconds = affinity["clientIP"]?["timeoutSeconds"]?.int, !(1...86400).contains(seconds) {
        problems.append(
          .invalid(
            "spec.sessionAffinityConfig.clientIP.timeoutSeconds", .int(Int64(seconds)),
            "must be greater than 0 and less than 86400"))
      }
    }
    if let policy = spec["externalTrafficPolicy"], !isExternal, (spec["externalIPs"]?.elements ?? []).isEmpty {
      problems.append(
        .invalid("spec.externalTrafficPolicy", policy, "may only be set for externally-accessible services"))
    } else {
      problems += supported(spec["externalTrafficPolicy"], "spec.externalTrafficPolicy", ["Cluster", "Local"])
    }
    problems += supported(spec["internalTrafficPolicy"], "spec.internalTrafficPolicy", ["Cluster", "Local"])
    problems += words(spec["ipFamilies"], "spec.ipFamilies", ["IPv4", "IPv6"])
    problems += supported(
      spec["ipFamilyPolicy"], "spec.ipFamilyPolicy", ["PreferDualStack", "RequireDualStack", "SingleStack"])
    for (index, address) in (spec["externalIPs"]?.elements ?? []).enumerated() {
      guard let text = address.string, text.hasPrefix("127.") || text == "::1" else { continue }
      problems.append(
        .invalid("spec.externalIPs[\(index)]", address, "may not be in the loopback range (127.0.0.0/8, ::1/128)"))
    }
    for (index, range) in (spec["loadBalancerSourceRanges"]?.elements ?? []).enumerated()
    where AddressRange(range.string ?? "") == nil {
      problems.append(
        .invalid(
          "spec.loadBalancerSourceRanges[\(index)]", range,
          "must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)"))
    }
    return problems
  }

  // MARK: Volumes

  private static func volumeFields(_ spec: Value) -> [FieldError] {
    var problems: [FieldError] = []
    let capacity = spec["capacity"]?.fields ?? [:]
    if !capacity.isEmpty, capacity["storage"] == nil || capacity.count > 1 {
      problems.append(.notSupported("spec.capacity", .object(capacity), ["storage"]))
    }
    if capacity["storage"] == "0" {
      problems.append(.invalid("spec.capacity[storage]", "0", "must be greater than zero"))
    }
    func need(_ source: String, _ keys: [String]) {
      guard let value = spec[source] else { return }
      for key in keys where (value[key]?.string ?? "").isEmpty { problems.append(.required("spec.\(source).\(key)")) }
    }
    need("nfs", ["server", "path"])
    need("csi", ["driver", "volumeHandle"])
    need("local", ["path"])
    problems += backsteps(spec["hostPath"]?["path"]?.string ?? "", "spec.hostPath.path")
    if let type = spec["hostPath"]?["type"], type != "" {
      problems += supported(
        type, "spec.hostPath.type",
        ["", "BlockDevice", "CharDevice", "Directory", "DirectoryOrCreate", "File", "FileOrCreate", "Socket"])
    }
    if spec["hostPath"]?["path"] == "/", spec["persistentVolumeReclaimPolicy"] == "Recycle" {
      problems.append(
        .forbidden("spec.persistentVolumeReclaimPolicy", "may not be 'recycle' for a hostPath mount of '/'"))
    }
    if let name = spec["storageClassName"]?.string, !name.isEmpty {
      problems += Self.problems("spec.storageClassName", name, Names.subdomain(name))
    }
    problems += supported(spec["volumeMode"], "spec.volumeMode", ["Block", "Filesystem"])
    return problems + soleAccess(spec)
  }

  private static func claimFields(_ spec: Value) -> [FieldError] {
    soleAccess(spec) + (spec["selector"].map { labelSelector($0, "spec.selector") } ?? [])
  }

  private static func soleAccess(_ spec: Value) -> [FieldError] {
    let modes = spec["accessModes"]?.elements ?? []
    guard modes.contains("ReadWriteOncePod"), modes.count > 1 else { return [] }
    return [.forbidden("spec.accessModes", "may not use ReadWriteOncePod with other access modes")]
  }

  private static func storageClassFields(_ object: Value) -> [FieldError] {
    var problems: [FieldError] = []
    if let name = object["provisioner"]?.string, !name.isEmpty {
      problems += Self.problems("provisioner", name, Names.qualified(name.lowercased()))
    }
    if object["parameters"]?[""] != nil { problems.append(.invalid("parameters", "", "field can not be empty.")) }
    return problems
  }

  // MARK: Access

  private static func aggregation(_ rule: Value?) -> [FieldError] {
    guard let rule else { return [] }
    let selectors = rule["clusterRoleSelectors"]?.elements ?? []
    if selectors.isEmpty {
      return [
        .required(
          "aggregationRule.clusterRoleSelectors",
          "at least one clusterRoleSelector required if aggregationRule is non-nil")
      ]
    }
    return selectors.enumerated().flatMap { labelSelector($1, "aggregationRule.clusterRoleSelectors[\($0)]") }
  }

  /// The API group of a subject follows from its kind.
  private static func subjectGroups(_ binding: Value) -> [FieldError] {
    (binding["subjects"]?.elements ?? []).enumerated().flatMap { index, subject -> [FieldError] in
      let group = subject["apiGroup"]?.string ?? ""
      let path = "subjects[\(index)].apiGroup"
      switch subject["kind"]?.string {
      case "ServiceAccount": return group.isEmpty ? [] : [.notSupported(path, .string(group), [""])]
      case "User", "Group":
        let wanted = "rbac.authorization.k8s.io"
        return group.isEmpty || group == wanted ? [] : [.notSupported(path, .string(group), [wanted])]
      default: return []
      }
    }
  }

  /// A request has to be one in PEM, and to say for whom and for what.
  private static func signingRequest(_ spec: Value) -> [FieldError] {
    var problems: [FieldError] = []
    let request = spec["request"]?.string ?? ""
    let text = Base64.decode(request.utf8).map { String(decoding: $0, as: UTF8.self) } ?? ""
    if !text.contains("-----BEGIN CERTIFICATE REQUEST-----"), !text.contains("-----BEGIN NEW CERTIFICATE REQUEST-----") {
      problems.append(
        .invalid(
          "spec.request", .string(request), "unable to parse csr: PEM block type must be CERTIFICATE REQUEST"))
    }
    if (spec["usages"]?.elements ?? []).isEmpty {
      problems.append(.required("spec.usages", "usages must be provided"))
    }
    let signer = spec["signerName"]?.string ?? ""
    if signer.isEmpty {
      problems.append(.required("spec.signerName"))
    } else if signer.split(separator: "/").count != 2 || !signer.prefix(while: { $0 != "/" }).contains(".") {
      problems.append(
        .invalid(
          "spec.signerName", .string(signer),
          "must be a fully qualified domain and path of the form 'example.com/signer-name'"))
    }
    if let seconds = spec["expirationSeconds"]?.int, seconds < 600 {
      problems.append(
        .invalid("spec.expirationSeconds", .int(Int64(seconds)), "may not specify a duration less than 600 seconds (10 minutes)"))
    }
    return problems
  }

  private static func namespaceFields(_ object: Value) -> [FieldError] {
    var problems: [FieldError] = []
    for (index, finalizer) in (object["spec"]?["finalizers"]?.elements ?? []).enumerated() {
      let name = finalizer.string ?? ""
      if name == "kubernetes" || name.contains("/") { continue }
      problems.append(
        .invalid(
          "spec.finalizers[\(index)]", finalizer, "name is neither a standard finalizer name nor is it fully qualified"))
    }
    for mode in ["audit", "enforce", "warn"] {
      let key = "pod-security.kubernetes.io/\(mode)"
      guard let level = object.meta.labels[key], !["privileged", "baseline", "restricted"].contains(level.string ?? "")
      else { continue }
      problems.append(
        .invalid("metadata.labels[\(key)]", level, "must be one of privileged, baseline, restricted"))
    }
    return problems
  }

  // MARK: Ingresses

  private static let forbiddenSequences = ["//", "/./", "/../", "%2f", "%2F"]
  private static let forbiddenEnds = ["/..", "/."]

  private static func ingressFields(_ spec: Value) -> [FieldError] {
    var problems: [FieldError] = []
    for (index, rule) in (spec["rules"]?.elements ?? []).enumerated() {
      for (place, path) in (rule["http"]?["paths"]?.elements ?? []).enumerated() {
        let at = "spec.rules[\(index)].http.paths[\(place)]"
        let text = path["path"]?.string ?? ""
        if text.hasPrefix("/"), path["pathType"] != "ImplementationSpecific" {
          for sequence in forbiddenSequences where text.firstRange(of: sequence) != nil {
            problems.append(.invalid("\(at).path", .string(text), "must not contain '\(sequence)'"))
          }
          for end in forbiddenEnds where text.hasSuffix(end) {
            problems.append(.invalid("\(at).path", .string(text), "cannot end with '\(end)'"))
          }
        }
        let port = path["backend"]?["service"]?["port"]
        if let name = port?["name"]?.string, !name.isEmpty, (port?["number"]?.int ?? 0) != 0 {
          problems.append(.invalid("\(at).backend", "", "cannot set both port name & port number"))
        }
      }
    }
    for (index, entry) in (spec["tls"]?.elements ?? []).enumerated() {
      for (place, host) in (entry["hosts"]?.elements ?? []).enumerated() {
        let text = host.string ?? ""
        let name = text.hasPrefix("*.") ? String(text.dropFirst(2)) : text
        problems += Names.subdomain(name).map { .invalid("spec.tls[\(index)].hosts[\(place)]", host, $0) }
      }
      if let secret = entry["secretName"]?.string, !secret.isEmpty {
        problems += Self.problems("spec.tls[\(index)].secretName", secret, Names.subdomain(secret))
      }
    }
    if let name = spec["ingressClassName"]?.string {
      problems += Self.problems("spec.ingressClassName", name, Names.subdomain(name))
    }
    return problems
  }

  private static func ingressClass(_ spec: Value) -> [FieldError] {
    var problems: [FieldError] = []
    let controller = spec["controller"]?.string ?? ""
    let parts = controller.split(separator: "/", maxSplits: 1)
    if controller.isEmpty {
      problems.append(.required("spec.controller"))
    } else if parts.count < 2 || parts[1].isEmpty {
      problems.append(
        .invalid("spec.controller", .string(controller), "must be a domain-prefixed path (such as \"acme.io/foo\")"))
    } else {
      problems += Names.subdomain(String(parts[0])).map { .invalid("spec.controller", .string(String(parts[0])), $0) }
    }
    if let parameters = spec["parameters"] {
      for key in ["kind", "name"] where (parameters[key]?.string ?? "").isEmpty {
        problems.append(.required("spec.parameters.\(key)"))
      }
    }
    return problems
  }
}
