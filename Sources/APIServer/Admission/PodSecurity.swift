import Documents
import KubeModel

extension APIServer {
  /// PodSecurity: the labels of the namespace say which level is enforced, and which only warned about.
  func admitPodSecurity(_ object: Value, _ target: Target, _ call: inout APICall) throws(Refusal) {
    guard isOn("PodSecurity"), let namespace = cachedNamespace(target.namespace) else { return }
    let isPod = target.kind.qualifiedName == "pods"
    guard let spec = isPod ? object["spec"] : Self.template(object, target.kind) else { return }
    func level(_ mode: String) -> (level: String, version: String) {
      let label = "pod-security.kubernetes.io/\(mode)"
      return (namespace.meta.label(label) ?? "privileged", namespace.meta.label("\(label)-version") ?? "latest")
    }
    let enforced = level("enforce")
    let problems = PodSecurity.violations(spec, level: enforced.level)
    if isPod, !problems.isEmpty {
      throw .status(
        .forbidden(
          "pods", name: target.name,
          "violates PodSecurity \"\(enforced.level):\(enforced.version)\": \(problems.joined(separator: ", "))"))
    }
    let warned = level("warn")
    let warnings = PodSecurity.violations(spec, level: warned.level)
    if !warnings.isEmpty {
      call.warnings.append(
        "would violate PodSecurity \"\(warned.level):\(warned.version)\": \(warnings.joined(separator: ", "))")
    }
  }

  private static func template(_ object: Value, _ kind: ResourceKind) -> Value? {
    switch kind.qualifiedName {
    case "cronjobs.batch": object.at(["spec", "jobTemplate", "spec", "template", "spec"])
    case "deployments.apps", "replicasets.apps", "statefulsets.apps", "daemonsets.apps", "jobs.batch",
      "replicationcontrollers":
      object.at(["spec", "template", "spec"])
    default: nil
    }
  }
}

/// The Pod Security Standards (kubernetes, pod-security-admission/policy).
enum PodSecurity {
  static func violations(_ spec: Value, level: String) -> [String] {
    switch level {
    case "baseline": baseline(spec)
    case "restricted": restricted(spec)
    default: []
    }
  }

  private static func containers(_ spec: Value) -> [Value] {
    (spec["initContainers"]?.elements ?? []) + (spec["containers"]?.elements ?? [])
      + (spec["ephemeralContainers"]?.elements ?? [])
  }

  /// `container "c"` or `containers "a", "b"`
  private static func name(_ containers: [Value]) -> String {
    let names = containers.map { "\"\($0["name"]?.string ?? "")\"" }.joined(separator: ", ")
    return containers.count == 1 ? "container \(names)" : "containers \(names)"
  }

  private static let baselineCapabilities: Set<String> = [
    "AUDIT_WRITE", "CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "KILL", "MKNOD", "NET_BIND_SERVICE", "SETFCAP",
    "SETGID", "SETPCAP", "SETUID", "SYS_CHROOT",
  ]

  private static func added(_ container: Value) -> [String] {
    (container["securityContext"]?["capabilities"]?["add"]?.elements ?? []).compactMap(\.string)
  }

  private static func baseline(_ spec: Value) -> [String] {
    var problems: [String] = []
    let all = containers(spec)
    let wrong = all.filter { added($0).contains { !baselineCapabilities.contains($0) } }
    if !wrong.isEmpty {
      let names = Set(wrong.flatMap(added).filter { !baselineCapabilities.contains($0) }).sorted()
      let list = names.map { "\"\($0)\"" }.joined(separator: ", ")
      problems.append(
        "non-default capabilities (\(name(wrong)) must not include \(list) in securityContext.capabilities.add)")
    }
    let shared = ["hostNetwork", "hostPID", "hostIPC"].filter { spec[$0] == true }
    if !shared.isEmpty {
      problems.append("host namespaces (\(shared.map { "\($0)=true" }.joined(separator: ", ")))")
    }
    let hostPaths = (spec["volumes"]?.elements ?? []).filter { $0["hostPath"] != nil }
    if !hostPaths.isEmpty {
      let names = hostPaths.map { "\"\($0["name"]?.string ?? "")\"" }.joined(separator: ", ")
      problems.append("hostPath volumes (\(hostPaths.count == 1 ? "volume" : "volumes") \(names))")
    }
    let withPorts = all.filter { ($0["ports"]?.elements ?? []).contains { ($0["hostPort"]?.int ?? 0) != 0 } }
    if !withPorts.isEmpty {
      let ports = Set(
        withPorts.flatMap { $0["ports"]?.elements ?? [] }.compactMap { $0["hostPort"]?.int }.filter { $0 != 0 })
      let list = ports.sorted().map { String($0) }.joined(separator: ", ")
      problems.append(
        "hostPort (\(name(withPorts)) \(withPorts.count == 1 ? "uses" : "use") \(ports.count == 1 ? "hostPort" : "hostPorts") \(list))"
      )
    }
    let privileged = all.filter { $0["securityContext"]?["privileged"] == true }
    if !privileged.isEmpty {
      problems.append("privileged (\(name(privileged)) must not set securityContext.privileged=true)")
    }
    return problems
  }

  private static func restricted(_ spec: Value) -> [String] {
    var problems = baseline(spec).filter { !$0.hasPrefix("non-default capabilities") && !$0.hasPrefix("hostPath") }
    let all = containers(spec)
    let escalating = all.filter { $0["securityContext"]?["allowPrivilegeEscalation"] != false }
    if !escalating.isEmpty {
      problems.append(
        "allowPrivilegeEscalation != false (\(name(escalating)) must set securityContext.allowPrivilegeEscalation=false)"
      )
    }
    problems += capabilities(all)
    problems += volumes(spec)
    if let text = runAsNonRoot(spec, all) { problems.append(text) }
    let rooted = all.filter { $0["securityContext"]?["runAsUser"] == 0 }
    if !rooted.isEmpty { problems.append("runAsUser=0 (\(name(rooted)) must not set runAsUser=0)") }
    let profiles = ["RuntimeDefault", "Localhost"]
    let podProfile = spec["securityContext"]?["seccompProfile"]?["type"]?.string ?? ""
    let bare = all.filter {
      !profiles.contains($0["securityContext"]?["seccompProfile"]?["type"]?.string ?? podProfile)
    }
    if !bare.isEmpty {
      problems.append(
        "seccompProfile (pod or \(name(bare)) must set securityContext.seccompProfile.type to \"RuntimeDefault\" or \"Localhost\")"
      )
    }
    return problems
  }

  private static func capabilities(_ all: [Value]) -> [String] {
    let keeping = all.filter {
      !($0["securityContext"]?["capabilities"]?["drop"]?.elements ?? []).contains("ALL")
    }
    let adding = all.filter { added($0).contains { $0 != "NET_BIND_SERVICE" } }
    var parts: [String] = []
    if !keeping.isEmpty { parts.append("\(name(keeping)) must set securityContext.capabilities.drop=[\"ALL\"]") }
    if !adding.isEmpty {
      let names = Set(adding.flatMap(added).filter { $0 != "NET_BIND_SERVICE" }).sorted()
      let list = names.map { "\"\($0)\"" }.joined(separator: ", ")
      parts.append("\(name(adding)) must not include \(list) in securityContext.capabilities.add")
    }
    return parts.isEmpty ? [] : ["unrestricted capabilities (\(parts.joined(separator: "; ")))"]
  }

  private static func volumes(_ spec: Value) -> [String] {
    let allowed: Set<String> = [
      "name", "configMap", "csi", "downwardAPI", "emptyDir", "ephemeral", "persistentVolumeClaim", "projected",
      "secret", "image",
    ]
    let wrong = (spec["volumes"]?.elements ?? []).filter { $0.fields.keys.contains { !allowed.contains($0) } }
    if wrong.isEmpty { return [] }
    let names = wrong.map { "\"\($0["name"]?.string ?? "")\"" }.joined(separator: ", ")
    let types = Set(wrong.flatMap { $0.fields.keys.filter { !allowed.contains($0) } }).sorted()
    let list = types.map { "\"\($0)\"" }.joined(separator: ", ")
    return [
      wrong.count == 1
        ? "restricted volume types (volume \(names) uses restricted volume type \(list))"
        : "restricted volume types (volumes \(names) use restricted volume \(types.count == 1 ? "type" : "types") \(list))"
    ]
  }

  private static func runAsNonRoot(_ spec: Value, _ all: [Value]) -> String? {
    let pod = spec["securityContext"]?["runAsNonRoot"]?.bool
    let wrong = all.filter { ($0["securityContext"]?["runAsNonRoot"]?.bool ?? pod) != true }
    if wrong.isEmpty { return nil }
    let explicit = wrong.filter { $0["securityContext"]?["runAsNonRoot"] == false }
    if !explicit.isEmpty {
      return "runAsNonRoot != true (\(name(explicit)) must not set securityContext.runAsNonRoot=false)"
    }
    if pod == false { return "runAsNonRoot != true (pod must not set securityContext.runAsNonRoot=false)" }
    return "runAsNonRoot != true (pod or \(name(wrong)) must set securityContext.runAsNonRoot=true)"
  }
}
