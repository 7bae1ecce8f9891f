import Documents
import Etcd
import KubeModel

/// What a request does, as rules of admission name it.
enum AdmissionOperation: String {
  case create = "CREATE"
  case update = "UPDATE"
  case delete = "DELETE"
}

extension APIServer {
  enum WebhookKind: String {
    case mutating = "mutatingwebhookconfigurations"
    case validating = "validatingwebhookconfigurations"
  }

  /// Calls the webhooks that want to see a request. No program that answers them is simulated, so a call ends as it
  /// does where nobody listens: with a refusal, unless the webhook says that it may be ignored.
  func callWebhooks(
    _ kind: WebhookKind, _ operation: AdmissionOperation, _ object: Value, _ target: Target
  ) throws(Refusal) {
    // Whoever locks himself out by a webhook can still take it away.
    if target.kind.group == "admissionregistration.k8s.io" { return }
    for configuration in cache.list(EtcdKey("\(options.etcdPrefix)/\(kind.rawValue)/")) {
      for webhook in configuration["webhooks"]?.elements ?? [] where wants(webhook, operation, object, target) {
        if webhook["failurePolicy"] == "Ignore" { continue }
        let name = webhook["name"]?.string ?? ""
        throw .status(.internalError("failed calling webhook \"\(name)\": \(failure(webhook))"))
      }
    }
  }

  private func wants(
    _ webhook: Value, _ operation: AdmissionOperation, _ object: Value, _ target: Target
  ) -> Bool {
    guard (webhook["rules"]?.elements ?? []).contains(where: { Self.covers($0, operation, target) }) else {
      return false
    }
    if let selector = webhook["namespaceSelector"], !selector.fields.isEmpty {
      let isNamespace = target.kind.qualifiedName == "namespaces"
      if target.kind.isNamespaced || isNamespace {
        let labels = isNamespace ? object.meta.labels : cachedNamespace(target.namespace)?.meta.labels ?? [:]
        if !LabelSelector(object: selector).matches(labels) { return false }
      }
    }
    if let selector = webhook["objectSelector"], !selector.fields.isEmpty {
      return LabelSelector(object: selector).matches(object.meta.labels)
    }
    return true
  }

  private static func covers(_ rule: Value, _ operation: AdmissionOperation, _ target: Target) -> Bool {
    func lists(_ key: String, _ wanted: String) -> Bool {
      (rule[key]?.elements ?? []).contains { $0.string == "*" || $0.string == wanted }
    }
    // A rule for another version of the same resource counts as well (matchPolicy Equivalent).
    guard lists("operations", operation.rawValue), lists("apiGroups", target.kind.group) else { return false }
    switch rule["scope"]?.string {
    case "Namespaced": if !target.kind.isNamespaced { return false }
    case "Cluster": if target.kind.isNamespaced { return false }
    default: break
    }
    return (rule["resources"]?.elements ?? []).compactMap(\.string).contains { pattern in
      let parts = pattern.split(separator: "/", maxSplits: 1).map(String.init)
      guard let resource = parts.first, resource == "*" || resource == target.kind.name else { return false }
      return parts.count == 1 ? target.subresource.isEmpty : parts[1] == "*" || parts[1] == target.subresource
    }
  }

  /// What came of the call, in the words of Go's client.
  private func failure(_ webhook: Value) -> String {
    let client = webhook["clientConfig"] ?? .null
    let query = "?timeout=\(webhook["timeoutSeconds"]?.int ?? 10)s"
    if let url = client["url"]?.string {
      let host = url.drop { $0 != "/" }.drop { $0 == "/" }.prefix { $0 != "/" && $0 != "?" }
      let name = host.prefix { $0 != ":" }
      let isAddress = Address(String(name)) != nil
      let address = host.contains(":") ? String(host) : "\(host):443"
      let why = isAddress ? "\(address): connect: connection refused" : ": lookup \(name): no such host"
      return "failed to call webhook: Post \"\(url)\(query)\": dial tcp\(isAddress ? " " : "")\(why)"
    }
    let name = client["service", "name"]?.string ?? ""
    let namespace = client["service", "namespace"]?.string ?? ""
    let port = client["service", "port"]?.int ?? 443
    let path = client["service", "path"]?.string ?? ""
    let url = "https://\(name).\(namespace).svc:\(port)\(path)\(query)"
    return "failed to call webhook: Post \"\(url)\": \(refusal(of: name, namespace, port))"
  }

  private func refusal(of name: String, _ namespace: String, _ port: Int) -> String {
    guard let service = cache[EtcdKey("\(options.etcdPrefix)/services/specs/\(namespace)/\(name)")] else {
      return "service \"\(name)\" not found"
    }
    guard (service["spec", "ports"]?.elements ?? []).contains(where: { $0["port"]?.int == port }) else {
      return "no service port \(port) found for service \"\(name)\""
    }
    let slices = cache.list(EtcdKey("\(options.etcdPrefix)/endpointslices/\(namespace)/\(name)"))
    let isServed = slices.contains { slice in
      slice.meta.label("kubernetes.io/service-name") == name
        && (slice["endpoints"]?.elements ?? []).contains { $0["conditions", "ready"]?.bool ?? true }
    }
    if isServed { return "not simulated: programs that answer admission webhooks" }
    return "dial tcp \(service["spec", "clusterIP"]?.string ?? ""):\(port): connect: connection refused"
  }
}
