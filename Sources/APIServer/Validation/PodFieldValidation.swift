import Documents
import KubeModel

/// Rules for the less common fields of Pods (kubernetes, pkg/apis/core/validation).
extension Validation {
  static func podFields(_ spec: Value, _ path: String) -> [FieldError] {
    var problems = podSecurity(spec["securityContext"] ?? .null, "\(path).securityContext")
    if let subdomain = spec["subdomain"]?.string, !subdomain.isEmpty {
      problems += Self.problems("\(path).subdomain", subdomain, Names.label(subdomain))
    }
    problems += dns(spec, path)
    for (index, alias) in (spec["hostAliases"]?.elements ?? []).enumerated() {
      problems += address(alias["ip"]?.string ?? "", "\(path).hostAliases[\(index)].ip")
      for name in (alias["hostnames"]?.elements ?? []).compactMap(\.string) {
        problems += Self.problems("\(path).hostAliases[\(index)].hostnames", name, Names.subdomain(name))
      }
    }
    for (index, gate) in (spec["readinessGates"]?.elements ?? []).enumerated() {
      let type = gate["conditionType"]?.string ?? ""
      problems += Self.problems("\(path).readinessGates[\(index)].conditionType", type, Names.qualified(type))
    }
    if let system = spec["os"] { problems += supported(system["name"], "\(path).os.name", ["linux", "windows"]) }
    return problems
  }

  private static func address(_ text: String, _ path: String) -> [FieldError] {
    Address(text) == nil
      ? [.invalid(path, .string(text), "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)")] : []
  }

  private static func dns(_ spec: Value, _ path: String) -> [FieldError] {
    var problems: [FieldError] = []
    let servers = (spec["dnsConfig"]?["nameservers"]?.elements ?? []).compactMap(\.string)
    if spec["dnsPolicy"] == "None" {
      if spec["dnsConfig"] == nil {
        return [.required("\(path).dnsConfig", "must provide `dnsConfig` when `dnsPolicy` is None")]
      }
      if servers.isEmpty {
        problems.append(
          .required(
            "\(path).dnsConfig.nameservers", "must provide at least one DNS nameserver when `dnsPolicy` is None"))
      }
    }
    if servers.count > 3 {
      problems.append(
        .invalid(
          "\(path).dnsConfig.nameservers", .array(servers.map { .string($0) }), "must not have more than 3 nameservers"))
    }
    for (index, server) in servers.enumerated() {
      problems += address(server, "\(path).dnsConfig.nameservers[\(index)]")
    }
    return problems
  }

  private static func podSecurity(_ context: Value, _ path: String) -> [FieldError] {
    var problems: [FieldError] = []
    for key in ["runAsUser", "runAsGroup", "fsGroup"] {
      if let id = context[key]?.int, id < 0 {
        problems.append(.invalid("\(path).\(key)", .int(Int64(id)), "must be between 0 and 2147483647, inclusive"))
      }
    }
    for (index, setting) in (context["sysctls"]?.elements ?? []).enumerated() {
      let name = setting["name"]?.string ?? ""
      let place = "\(path).sysctls[\(index)].name"
      if name.isEmpty {
        problems.append(.required(place))
      } else if name.contains(where: { $0.isWhitespace || $0.isUppercase }) {
        problems.append(
          .invalid(
            place, .string(name),
            "must have at most 253 characters and match regex "
              + #"^([a-z0-9]([-_a-z0-9]*[a-z0-9])?[\./])*[a-z0-9]([-_a-z0-9]*[a-z0-9])?$"#))
      }
    }
    return problems + seccomp(context["seccompProfile"], "\(path).seccompProfile")
  }

  static func seccomp(_ profile: Value?, _ path: String) -> [FieldError] {
    guard let profile else { return [] }
    var problems: [FieldError] = []
    let type = profile["type"]?.string ?? ""
    if type.isEmpty {
      return [.required("\(path).type", "type is required when seccompProfile is set")]
    }
    if type == "Localhost", (profile["localhostProfile"]?.string ?? "").isEmpty {
      problems.append(.required("\(path).localhostProfile", "must be set when seccomp type is Localhost"))
    }
    if type != "Localhost", profile["localhostProfile"] != nil {
      problems.append(
        .invalid(
          "\(path).localhostProfile", profile["localhostProfile"] ?? "", "can only be set when seccomp type is Localhost"))
    }
    return problems + supported(profile["type"], "\(path).type", ["Localhost", "RuntimeDefault", "Unconfined"])
  }

  /// What only containers that start others may not have.
  static func initContainers(_ containers: [Value], _ path: String) -> [FieldError] {
    var problems: [FieldError] = []
    for (index, container) in containers.enumerated() where container["restartPolicy"] != "Always" {
      for key in ["lifecycle", "livenessProbe", "readinessProbe", "startupProbe"] where container[key] != nil {
        problems.append(
          .forbidden(
            "\(path)[\(index)].\(key)", "may not be set for init containers without restartPolicy=Always"))
      }
    }
    return problems
  }

  // MARK: Resources of containers

  private static let containerResources: Set<String> = ["cpu", "memory", "ephemeral-storage"]
  private static let standardResources: Set<String> = containerResources.union([
    "requests.cpu", "requests.memory", "requests.ephemeral-storage", "limits.cpu", "limits.memory",
    "limits.ephemeral-storage", "pods", "resourcequotas", "services", "replicationcontrollers", "secrets",
    "configmaps", "persistentvolumeclaims", "storage", "requests.storage", "services.nodeports",
    "services.loadbalancers",
  ])

  /// The name of a resource of a container, and whether its amount may be a fraction.
  static func containerResource(_ name: String, _ value: Value, _ path: String) -> [FieldError] {
    var problems = Self.problems(path, name, Names.qualified(name))
    if name.contains("/") || name.hasPrefix("hugepages-") {
      if let text = value.string, let quantity = try? Quantity(parsing: text), !quantity.isWhole {
        problems.append(.invalid(path, value, "must be an integer"))
      }
      return problems
    }
    if !standardResources.contains(name) {
      problems.append(.invalid(path, .string(name), "must be a standard resource type or fully qualified"))
    }
    if !containerResources.contains(name) {
      problems.append(.invalid(path, .string(name), "must be a standard resource for containers"))
    }
    return problems
  }

  // MARK: References of environment variables

  private static let containerFields: Set<String> = [
    "metadata.name", "metadata.namespace", "metadata.uid", "spec.nodeName", "spec.serviceAccountName", "status.hostIP",
    "status.hostIPs", "status.podIP", "status.podIPs",
  ]
  private static let knownFields = containerFields.union([
    "metadata.annotations", "metadata.labels", "spec.restartPolicy", "spec.schedulerName", "status.phase",
  ])
  private static let measuredResources = [
    "limits.cpu", "limits.ephemeral-storage", "limits.memory", "requests.cpu", "requests.ephemeral-storage",
    "requests.memory",
  ]

  static func fieldReference(_ reference: Value, _ path: String) -> [FieldError] {
    let field = reference["fieldPath"]?.string ?? ""
    let place = "\(path).fieldPath"
    if field.isEmpty { return [.required(place)] }
    if let open = field.firstIndex(of: "["), field.hasSuffix("']") {
      if ["metadata.annotations", "metadata.labels"].contains(String(field[..<open])) { return [] }
      return [.invalid(place, .string(field), "error converting fieldPath: field label does not support subscript")]
    }
    if !knownFields.contains(field) {
      return [.invalid(place, .string(field), "error converting fieldPath: field label not supported: \(field)")]
    }
    return containerFields.contains(field) ? [] : [.notSupported(place, .string(field), containerFields.sorted())]
  }

  static func resourceReference(_ reference: Value, _ path: String) -> [FieldError] {
    let name = reference["resource"]?.string ?? ""
    if name.isEmpty { return [.required("\(path).resource")] }
    if measuredResources.contains(name) || name.contains(".hugepages-") { return [] }
    return [.notSupported("\(path).resource", .string(name), measuredResources)]
  }

  static func keyReference(_ reference: Value, _ path: String) -> [FieldError] {
    let (name, key) = (reference["name"]?.string ?? "", reference["key"]?.string ?? "")
    var problems = name.isEmpty ? [] : Self.problems("\(path).name", name, Names.subdomain(name))
    problems += key.isEmpty ? [.required("\(path).key")] : Self.problems("\(path).key", key, Names.configKey(key))
    return problems
  }

  // MARK: Volumes

  /// The files of a volume that is filled from an object.
  static func volumeItems(_ source: Value, _ path: String) -> [FieldError] {
    var problems: [FieldError] = []
    if let mode = source["defaultMode"]?.int, !(0...0o777).contains(mode) {
      problems.append(
        .invalid("\(path).defaultMode", .int(Int64(mode)), "must be a number between 0 and 0777 (octal), both inclusive"))
    }
    for (index, item) in (source["items"]?.elements ?? []).enumerated() {
      let at = "\(path).items[\(index)]"
      if (item["key"]?.string ?? "").isEmpty { problems.append(.required("\(at).key")) }
      let file = item["path"]?.string ?? ""
      problems += file.isEmpty ? [.required("\(at).path")] : relative(file, "\(at).path")
      if let mode = item["mode"]?.int, !(0...0o777).contains(mode) {
        problems.append(
          .invalid("\(at).mode", .int(Int64(mode)), "must be a number between 0 and 0777 (octal), both inclusive"))
      }
    }
    return problems
  }

  static func downwardItems(_ source: Value, _ path: String) -> [FieldError] {
    var problems: [FieldError] = []
    for (index, item) in (source["items"]?.elements ?? []).enumerated() {
      let at = "\(path).items[\(index)]"
      let file = item["path"]?.string ?? ""
      problems += file.isEmpty ? [.required("\(at).path")] : relative(file, "\(at).path")
      if item["fieldRef"] == nil, item["resourceFieldRef"] == nil {
        problems.append(.required(at, "one of fieldRef and resourceFieldRef is required"))
      }
    }
    return problems
  }

  /// A path that neither begins at the root nor goes up.
  private static func relative(_ path: String, _ place: String) -> [FieldError] {
    if path.hasPrefix("/") { return [.invalid(place, .string(path), "must be a relative path")] }
    return backsteps(path, place)
  }

  static func backsteps(_ path: String, _ place: String) -> [FieldError] {
    path.split(separator: "/").contains("..") ? [.invalid(place, .string(path), "must not contain '..'")] : []
  }
}
