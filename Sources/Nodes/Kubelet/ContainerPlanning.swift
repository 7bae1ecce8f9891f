import Documents
import Hosts
import KubeModel
import Simulation

// What the kubelet tells the runtime about a container: command, environment, mounts.
extension Kubelet {
  func containerPlan(
    _ container: Value, attempt: Int, _ worker: PodWorker, _ sandbox: Sandbox, in here: inout Surroundings
  ) throws -> ContainerPlan {
    let name = container["name"]?.string ?? ""
    let environment = try environment(of: container, worker, sandbox, in: &here)
    let meta = worker.pod.meta
    let security = container["securityContext"] ?? .null
    let podSecurity = worker.pod["spec", "securityContext"] ?? .null
    let user = security["runAsUser"]?.int ?? podSecurity["runAsUser"]?.int
    let image = here.runtime.images.present(container["image"]?.string ?? "")
    if security["runAsNonRoot"]?.bool ?? podSecurity["runAsNonRoot"]?.bool ?? false, (user ?? image?.user ?? 0) == 0 {
      let why =
        user == 0
        ? "container's runAsUser breaks non-root policy (pod: \"\(meta.name)_\(meta.namespace)(\(worker.uid))\", "
          + "container: \(name))"
        : "container has runAsNonRoot and image will run as root (pod: \"\(meta.name)_\(meta.namespace)(\(worker.uid))\", "
          + "container: \(name))"
      throw ContainerConfigFailure(text: why)
    }
    func expanded(_ key: String) -> [String] {
      (container[key]?.elements ?? []).map { Self.expand(Self.text($0), environment) }
    }
    var plan = ContainerPlan(
      name: name, attempt: attempt, image: container["image"]?.string ?? "", command: expanded("command"),
      arguments: expanded("args"), environment: environment, directory: container["workingDir"]?.string,
      mounts: try mounts(of: container, worker, in: &here), user: user,
      group: security["runAsGroup"]?.int ?? podSecurity["runAsGroup"]?.int)
    plan.readOnlyRoot = security["readOnlyRootFilesystem"]?.bool ?? false
    plan.privileged = security["privileged"]?.bool ?? false
    plan.keepsInput = container["stdin"]?.bool ?? false
    plan.logPath = "\(Self.logDirectory(worker))/\(name)/\(attempt).log"
    if let limit = container["resources", "limits"]?["memory"] {
      plan.memoryLimit = (try? Quantity(parsing: Self.text(limit)))?.value
    }
    plan.annotations = ["io.kubernetes.container.restartCount": String(attempt)]
    return plan
  }

  /// The variables in their order: Services, `envFrom`, `env`; later ones of the same name win.
  private func environment(
    of container: Value, _ worker: PodWorker, _ sandbox: Sandbox, in here: inout Surroundings
  ) throws -> [(name: String, value: String)] {
    var variables = serviceVariables(worker, in: &here)
    func set(_ name: String, _ value: String) {
      variables.removeAll { $0.name == name }
      variables.append((name: name, value: value))
    }
    for source in container["envFrom"]?.elements ?? [] {
      let prefix = source["prefix"]?.string ?? ""
      for (kind, key) in [("configmaps", "configMapRef"), ("secrets", "secretRef")] {
        guard let reference = source[key] else { continue }
        guard let object = try object(kind, reference, worker, in: &here) else { continue }
        for (name, value) in Self.data(of: object, kind: kind) { set(prefix + name, value) }
      }
    }
    for variable in container["env"]?.elements ?? [] {
      let name = variable["name"]?.string ?? ""
      if let source = variable["valueFrom"] {
        if let value = try value(from: source, container, worker, sandbox, in: &here) { set(name, value) }
      } else {
        set(name, Self.expand(variable["value"].map(Self.text) ?? "", variables))
      }
    }
    return [(name: "HOSTNAME", value: sandbox.hostName)] + variables
  }

  private func value(
    from source: Value, _ container: Value, _ worker: PodWorker, _ sandbox: Sandbox, in here: inout Surroundings
  ) throws -> String? {
    for (kind, key) in [("configmaps", "configMapKeyRef"), ("secrets", "secretKeyRef")] {
      guard let reference = source[key] else { continue }
      let wanted = reference["key"]?.string ?? ""
      guard let object = try object(kind, reference, worker, in: &here) else { return nil }
      if let value = Self.data(of: object, kind: kind).first(where: { $0.name == wanted })?.value { return value }
      if reference["optional"]?.bool == true { return nil }
      let label = kind == "secrets" ? "Secret" : "ConfigMap"
      throw ContainerConfigFailure(
        text: "couldn't find key \(wanted) in \(label) \(worker.pod.meta.namespace)/\(reference["name"]?.string ?? "")")
    }
    if let path = source["fieldRef", "fieldPath"]?.string {
      return Self.field(
        path, of: worker.pod, address: sandbox.address.isEmpty ? here.host.address : sandbox.address, host: here.host)
    }
    if let resource = source["resourceFieldRef", "resource"]?.string {
      return Self.resource(resource, source["resourceFieldRef", "divisor"], of: container, host: here.host)
    }
    return nil
  }

  /// A ConfigMap or Secret that is needed; nil where it is optional and missing.
  func object(
    _ resource: String, _ reference: Value, _ worker: PodWorker, in here: inout Surroundings
  ) throws -> Value? {
    let name = reference["name"]?.string ?? ""
    let path = "/api/v1/namespaces/\(worker.pod.meta.namespace)/\(resource)/\(name)"
    switch call(PendingCall(request: request(.get, path), since: here.now), in: &here) {
    case .answered(let response):
      if response.isSuccess { return response.value }
      if reference["optional"]?.bool == true, response.code == 404 { return nil }
      throw ContainerConfigFailure(text: response.status?.message ?? "unknown")
    case .failed(let text): throw ContainerConfigFailure(text: text)
    case .pending:
      throw ContainerConfigFailure(
        text: "failed to sync \(resource.dropLast()) cache: timed out waiting for the condition")
    }
  }

  /// The entries of a ConfigMap or Secret, by name.
  static func data(of object: Value, kind: String) -> [(name: String, value: String)] {
    let names = (object["data"]?.fields ?? [:]).keys.sorted()
    return names.map { name in
      let text = object["data"]?[name]?.string ?? ""
      guard kind == "secrets" else { return (name: name, value: text) }
      return (name: name, value: String(decoding: Base64.decode(text.utf8) ?? [], as: UTF8.self))
    }
  }

  /// `KUBERNETES_SERVICE_HOST` and its like, for the API server and the Services of the Pod's own namespace.
  private func serviceVariables(_ worker: PodWorker, in here: inout Surroundings) -> [(name: String, value: String)] {
    guard !worker.isStatic, connection != nil else { return [] }
    let pending = PendingCall(request: request(.get, "/api/v1/services"), since: here.now)
    guard case .answered(let response) = call(pending, in: &here), response.isSuccess else { return [] }
    let links = worker.pod["spec", "enableServiceLinks"]?.bool ?? true
    var variables: [(name: String, value: String)] = []
    for service in response.value["items"]?.elements ?? [] {
      let meta = service.meta
      let isMaster = meta.namespace == "default" && meta.name == "kubernetes"
      guard isMaster || (links && meta.namespace == worker.pod.meta.namespace) else { continue }
      let address = service["spec", "clusterIP"]?.string ?? ""
      guard !address.isEmpty, address != "None" else { continue }
      variables += Self.variables(of: service, address: address)
    }
    return variables
  }

  private static func variables(of service: Value, address: String) -> [(name: String, value: String)] {
    let prefix = service.meta.name.uppercased().split(separator: "-", omittingEmptySubsequences: false)
      .joined(separator: "_")
    let ports = service["spec", "ports"]?.elements ?? []
    guard let first = ports.first?["port"]?.int else { return [] }
    var variables: [(name: String, value: String)] = [
      (name: "\(prefix)_SERVICE_HOST", value: address), (name: "\(prefix)_SERVICE_PORT", value: "\(first)"),
    ]
    for port in ports {
      guard let name = port["name"]?.string, let number = port["port"]?.int else { continue }
      let suffix = name.uppercased().split(separator: "-").joined(separator: "_")
      variables.append((name: "\(prefix)_SERVICE_PORT_\(suffix)", value: "\(number)"))
    }
    for (index, port) in ports.enumerated() {
      let number = port["port"]?.int ?? 0
      let transport = port["protocol"]?.string ?? "TCP"
      let url = "\(transport.lowercased())://\(address):\(number)"
      let stem = "\(prefix)_PORT_\(number)_\(transport)"
      if index == 0 { variables.append((name: "\(prefix)_PORT", value: url)) }
      variables += [
        (name: stem, value: url), (name: "\(stem)_PROTO", value: transport.lowercased()),
        (name: "\(stem)_PORT", value: "\(number)"), (name: "\(stem)_ADDR", value: address),
      ]
    }
    return variables
  }

  /// A scalar as the text that a process gets to see.
  static func text(_ value: Value) -> String {
    switch value {
    case .string(let text): text
    case .int(let number): String(number)
    case .bool(let flag): flag ? "true" : "false"
    case .double(let number): GoNumber.general(number)
    default: ""
    }
  }

  /// Puts `$(NAME)` in; `$$(NAME)` stays as `$(NAME)`, and what is unknown stays as it is.
  static func expand(_ text: String, _ variables: [(name: String, value: String)]) -> String {
    guard text.contains("$") else { return text }
    var result = ""
    var rest = Substring(text)
    while let dollar = rest.firstIndex(of: "$") {
      result += rest[..<dollar]
      rest = rest[rest.index(after: dollar)...]
      if rest.first == "$" {
        result.append("$")
        rest.removeFirst()
      } else if rest.first == "(", let end = rest.firstIndex(of: ")") {
        let name = String(rest[rest.index(after: rest.startIndex)..<end])
        let value = variables.last { $0.name == name }?.value
        result += value ?? "$(\(name))"
        rest = rest[rest.index(after: end)...]
      } else {
        result.append("$")
      }
    }
    return result + rest
  }
}
