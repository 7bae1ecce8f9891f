import Documents
import KubeModel

extension Validation {
  static func pod(_ pod: Value) -> [FieldError] {
    let problems = podSpec(pod["spec"] ?? .emptyObject, "spec")
    if (pod["spec"]?["ephemeralContainers"]?.elements ?? []).isEmpty { return problems }
    return problems + [.forbidden("spec.ephemeralContainers", "cannot be set on create")]
  }

  static func podSpec(_ spec: Value, _ path: String) -> [FieldError] {
    var problems: [FieldError] = []
    let volumes = spec["volumes"]?.elements ?? []
    problems += Self.volumes(volumes, "\(path).volumes")
    let names = Set(volumes.compactMap { $0["name"]?.string })
    let containers = spec["containers"]?.elements ?? []
    if containers.isEmpty { problems.append(.required("\(path).containers")) }
    problems += Self.containers(
      containers, names, "\(path).containers", taken: [], policy: spec["restartPolicy"]?.string)
    problems += Self.containers(
      spec["initContainers"]?.elements ?? [], names, "\(path).initContainers",
      taken: Set(containers.compactMap { $0["name"]?.string }), policy: nil)
    problems += supported(spec["restartPolicy"], "\(path).restartPolicy", ["Always", "OnFailure", "Never"])
    problems += supported(
      spec["dnsPolicy"], "\(path).dnsPolicy", ["ClusterFirstWithHostNet", "ClusterFirst", "Default", "None"])
    if let number = spec["terminationGracePeriodSeconds"]?.int, number < 0 {
      problems.append(
        .invalid("\(path).terminationGracePeriodSeconds", .int(Int64(number)), "must be greater than or equal to 0"))
    }
    problems += labels(spec["nodeSelector"]?.fields ?? [:], "\(path).nodeSelector")
    if let account = spec["serviceAccountName"]?.string {
      problems += Self.problems("\(path).serviceAccountName", account, Names.subdomain(account))
    }
    if let node = spec["nodeName"]?.string {
      problems += Self.problems("\(path).nodeName", node, Names.subdomain(node))
    }
    if let hostname = spec["hostname"]?.string {
      problems += Self.problems("\(path).hostname", hostname, Names.label(hostname))
    }
    if let seconds = spec["activeDeadlineSeconds"]?.int, !(1...2_147_483_647).contains(seconds) {
      problems.append(
        .invalid("\(path).activeDeadlineSeconds", .int(Int64(seconds)), "must be between 1 and 2147483647, inclusive"))
    }
    if let affinity = spec["affinity"] { problems += Self.affinity(affinity, "\(path).affinity") }
    problems += tolerations(spec["tolerations"]?.elements ?? [], "\(path).tolerations")
    problems += spread(spec["topologySpreadConstraints"]?.elements ?? [], "\(path).topologySpreadConstraints")
    if let name = spec["priorityClassName"]?.string {
      problems += Self.problems("\(path).priorityClassName", name, Names.subdomain(name))
    }
    problems += initContainers(spec["initContainers"]?.elements ?? [], "\(path).initContainers")
    return problems + podFields(spec, path)
  }

  static func supported(_ value: Value?, _ path: String, _ allowed: [String]) -> [FieldError] {
    guard let value else { return [] }
    let text = value.string ?? ""
    if allowed.contains(text) { return [] }
    return [text.isEmpty ? .required(path) : .notSupported(path, value, allowed)]
  }

  private static func containers(
    _ containers: [Value], _ volumes: Set<String>, _ path: String, taken: Set<String>, policy: String?
  ) -> [FieldError] {
    var problems: [FieldError] = []
    var seen = taken
    for (index, container) in containers.enumerated() {
      let at = "\(path)[\(index)]"
      let name = container["name"]?.string ?? ""
      if name.isEmpty {
        problems.append(.required("\(at).name"))
      } else {
        problems += Self.problems("\(at).name", name, Names.label(name))
        if !seen.insert(name).inserted { problems.append(.duplicate("\(at).name", .string(name))) }
      }
      problems += Self.container(container, volumes, at)
    }
    return problems
  }

  private static func container(_ container: Value, _ volumes: Set<String>, _ path: String) -> [FieldError] {
    var problems: [FieldError] = []
    let image = container["image"]?.string ?? ""
    if image.isEmpty {
      problems.append(.required("\(path).image"))
    } else if image.first?.isWhitespace == true || image.last?.isWhitespace == true {
      problems.append(.invalid("\(path).image", .string(image), "must not have leading or trailing whitespace"))
    }
    for key in ["livenessProbe", "readinessProbe", "startupProbe"] {
      if let probe = container[key] { problems += Self.probe(probe, "\(path).\(key)", name: key) }
    }
    for key in ["postStart", "preStop"] {
      if let handler = container["lifecycle"]?[key] { problems += Self.handler(handler, "\(path).lifecycle.\(key)") }
    }
    problems += ports(container["ports"]?.elements ?? [], "\(path).ports")
    problems += environment(container["env"]?.elements ?? [], "\(path).env")
    for (index, source) in (container["envFrom"]?.elements ?? []).enumerated() {
      if source["configMapRef"] == nil, source["secretRef"] == nil {
        problems.append(
          .invalid("\(path).envFrom[\(index)]", "", "must specify one of: `configMapRef` or `secretRef`"))
      }
      for key in ["configMapRef", "secretRef"] {
        guard let reference = source[key] else { continue }
        let name = reference["name"]?.string ?? ""
        let place = "\(path).envFrom[\(index)].\(key).name"
        problems += name.isEmpty ? [.required(place)] : Self.problems(place, name, Names.subdomain(name))
      }
    }
    for (index, device) in (container["volumeDevices"]?.elements ?? []).enumerated() {
      let name = device["name"]?.string ?? ""
      if !volumes.contains(name) {
        problems.append(.notFound("\(path).volumeDevices[\(index)].name", .string(name)))
      }
    }
    problems += mounts(container["volumeMounts"]?.elements ?? [], volumes, "\(path).volumeMounts")
    problems += supported(
      container["imagePullPolicy"], "\(path).imagePullPolicy", ["Always", "IfNotPresent", "Never"])
    problems += supported(
      container["terminationMessagePolicy"], "\(path).terminationMessagePolicy", ["File", "FallbackToLogsOnError"])
    problems += resources(container["resources"] ?? .null, "\(path).resources")
    problems += securityContext(container["securityContext"] ?? .null, "\(path).securityContext")
    return problems
  }

  private static func ports(_ ports: [Value], _ path: String) -> [FieldError] {
    var problems: [FieldError] = []
    var names: Set<String> = []
    for (index, port) in ports.enumerated() {
      let at = "\(path)[\(index)]"
      if let name = port["name"]?.string, !name.isEmpty {
        problems += Self.problems("\(at).name", name, Names.port(name))
        if !names.insert(name).inserted { problems.append(.duplicate("\(at).name", .string(name))) }
      }
      let number = port["containerPort"]?.int ?? 0
      if number == 0 {
        problems.append(.required("\(at).containerPort"))
      } else {
        problems += Names.portNumber(number).map { .invalid("\(at).containerPort", .int(Int64(number)), $0) }
      }
      if let host = port["hostPort"]?.int, host != 0 {
        problems += Names.portNumber(host).map { .invalid("\(at).hostPort", .int(Int64(host)), $0) }
      }
      problems += supported(port["protocol"], "\(at).protocol", ["SCTP", "TCP", "UDP"])
    }
    return problems
  }

  private static func environment(_ variables: [Value], _ path: String) -> [FieldError] {
    var problems: [FieldError] = []
    for (index, variable) in variables.enumerated() {
      let at = "\(path)[\(index)]"
      let name = variable["name"]?.string ?? ""
      if name.isEmpty {
        problems.append(.required("\(at).name"))
      } else {
        problems += Self.problems("\(at).name", name, Names.environment(name))
      }
      guard let source = variable["valueFrom"] else { continue }
      let kinds = ["fieldRef", "resourceFieldRef", "configMapKeyRef", "secretKeyRef", "fileKeyRef"]
        .filter { source[$0] != nil }
      if kinds.isEmpty {
        problems.append(
          .invalid(
            "\(at).valueFrom", "",
            "must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef`, `secretKeyRef` or `fileKeyRef`"))
      } else if !(variable["value"]?.string ?? "").isEmpty {
        problems.append(.invalid("\(at).valueFrom", "", "may not be specified when `value` is not empty"))
      } else if kinds.count > 1 {
        problems.append(.invalid("\(at).valueFrom", "", "may not have more than one field specified at a time"))
      }
      for key in ["configMapKeyRef", "secretKeyRef"] {
        if let reference = source[key] { problems += keyReference(reference, "\(at).valueFrom.\(key)") }
      }
      if let field = source["fieldRef"] { problems += fieldReference(field, "\(at).valueFrom.fieldRef") }
      if let resource = source["resourceFieldRef"] {
        problems += resourceReference(resource, "\(at).valueFrom.resourceFieldRef")
      }
    }
    return problems
  }

  private static func mounts(_ mounts: [Value], _ volumes: Set<String>, _ path: String) -> [FieldError] {
    var problems: [FieldError] = []
    var paths: Set<String> = []
    for (index, mount) in mounts.enumerated() {
      let at = "\(path)[\(index)]"
      let name = mount["name"]?.string ?? ""
      if name.isEmpty { problems.append(.required("\(at).name")) }
      if !volumes.contains(name) { problems.append(.notFound("\(at).name", .string(name))) }
      let mountPath = mount["mountPath"]?.string ?? ""
      if mountPath.isEmpty { problems.append(.required("\(at).mountPath")) }
      if !paths.insert(mountPath).inserted {
        problems.append(.invalid("\(at).mountPath", .string(mountPath), "must be unique"))
      }
      if let sub = mount["subPath"]?.string, sub.hasPrefix("/") {
        problems.append(.invalid("\(at).subPath", .string(sub), "must be a relative path"))
      }
    }
    return problems
  }

  static func probe(_ probe: Value, _ path: String, name: String) -> [FieldError] {
    var problems = handler(probe, path)
    for key in [
      "initialDelaySeconds", "timeoutSeconds", "periodSeconds", "successThreshold", "failureThreshold",
    ] {
      problems += nonNegative(probe[key], "\(path).\(key)")
    }
    if name != "readinessProbe", let threshold = probe["successThreshold"]?.int, threshold != 1 {
      problems.append(.invalid("\(path).successThreshold", .int(Int64(threshold)), "must be 1"))
    }
    return problems
  }

  private static func handler(_ handler: Value, _ path: String) -> [FieldError] {
    var problems: [FieldError] = []
    var found = 0
    for key in ["exec", "httpGet", "tcpSocket", "grpc", "sleep"] {
      guard let action = handler[key] else { continue }
      found += 1
      if found > 1 {
        problems.append(.forbidden("\(path).\(key)", "may not specify more than 1 handler type"))
        continue
      }
      switch key {
      case "exec":
        if (action["command"]?.elements ?? []).isEmpty { problems.append(.required("\(path).exec.command")) }
      case "httpGet":
        if (action["path"]?.string ?? "").isEmpty { problems.append(.required("\(path).httpGet.path")) }
        problems += portOrName(action["port"], "\(path).httpGet.port")
        problems += supported(action["scheme"], "\(path).httpGet.scheme", ["HTTP", "HTTPS"])
      case "tcpSocket": problems += portOrName(action["port"], "\(path).tcpSocket.port")
      case "grpc":
        let number = action["port"]?.int ?? 0
        problems += Names.portNumber(number).map { .invalid("\(path).grpc.port", .int(Int64(number)), $0) }
      default: break
      }
    }
    if found == 0 { problems.append(.required(path, "must specify a handler type")) }
    return problems
  }

  static func portOrName(_ value: Value?, _ path: String) -> [FieldError] {
    switch IntOrString(value) {
    case .int(let number): Names.portNumber(number).map { .invalid(path, .int(Int64(number)), $0) }
    case .string(let name): problems(path, name, Names.port(name))
    case nil: [.invalid(path, 0, "must be between 1 and 65535, inclusive")]
    }
  }

  static func resources(_ resources: Value, _ path: String) -> [FieldError] {
    var problems: [FieldError] = []
    let limits = resources["limits"]?.fields ?? [:]
    for (name, value) in limits.sorted(by: { $0.key < $1.key }) {
      problems += containerResource(name, value, "\(path).limits[\(name)]")
      problems += amount(value, "\(path).limits[\(name)]")
    }
    for (name, value) in (resources["requests"]?.fields ?? [:]).sorted(by: { $0.key < $1.key }) {
      problems += containerResource(name, value, "\(path).requests[\(name)]")
      problems += amount(value, "\(path).requests[\(name)]")
      if name.contains("/"), !name.hasPrefix("kubernetes.io/"), limits[name] == nil {
        problems.append(.required("\(path).limits", "Limit must be set for non overcommitable resources"))
      }
      guard let limit = limits[name]?.string.flatMap({ try? Quantity(parsing: $0) }),
        let request = value.string.flatMap({ try? Quantity(parsing: $0) }), request > limit
      else { continue }
      problems.append(
        .invalid(
          "\(path).requests", .string(request.description), "must be less than or equal to \(name) limit of \(limit)"))
    }
    return problems
  }

  static func amount(_ value: Value, _ path: String) -> [FieldError] {
    guard let text = value.string, let quantity = try? Quantity(parsing: text), quantity < .zero else { return [] }
    return [.invalid(path, value, "must be greater than or equal to 0")]
  }

  private static func securityContext(_ context: Value, _ path: String) -> [FieldError] {
    var problems: [FieldError] = []
    for key in ["runAsUser", "runAsGroup"] {
      if let id = context[key]?.int, id < 0 {
        problems.append(.invalid("\(path).\(key)", .int(Int64(id)), "must be between 0 and 2147483647, inclusive"))
      }
    }
    problems += seccomp(context["seccompProfile"], "\(path).seccompProfile")
    if context["allowPrivilegeEscalation"] == false, context["privileged"] == true {
      problems.append(
        .invalid(
          path, context, "cannot set `allowPrivilegeEscalation` to false and `privileged` to true"))
    }
    return problems
  }
}
