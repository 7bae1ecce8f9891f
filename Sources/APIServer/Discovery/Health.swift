import Documents
import Etcd
import KubeModel

extension APIServer {
  private static let hooks = [
    "start-apiserver-admission-initializer", "generic-apiserver-start-informers",
    "priority-and-fairness-config-consumer", "priority-and-fairness-filter", "storage-object-count-tracker-hook",
    "start-apiextensions-informers", "start-apiextensions-controllers", "crd-informer-synced",
    "start-system-namespaces-controller", "peer-endpoint-reconciler-controller",
    "start-cluster-authentication-info-controller", "start-kube-apiserver-identity-lease-controller",
    "start-kube-apiserver-identity-lease-garbage-collector", "storage-readiness",
    "start-legacy-token-tracking-controller", "start-service-ip-repair-controllers", "rbac/bootstrap-roles",
    "scheduling/bootstrap-system-priority-classes", "priority-and-fairness-config-producer",
    "bootstrap-controller", "start-kubernetes-service-cidr-controller", "aggregator-reload-proxy-client-cert",
    "start-kube-aggregator-informers", "apiservice-status-local-available-controller",
    "apiservice-status-remote-available-controller", "apiservice-registration-controller",
    "apiservice-wait-for-first-sync", "apiservice-discovery-controller", "kube-apiserver-autoregistration",
  ]

  /// The checks of an endpoint in their order; etcd is asked, the others hold once the server runs.
  private func checks(_ endpoint: String) -> [String] {
    let hooks =
      Self.hooks.map { "poststarthook/\($0)" } + ["autoregister-completion"]
      + ["apiservice-openapi-controller", "apiservice-openapiv3-controller"].map { "poststarthook/\($0)" }
    let first = ["ping", "log", "loopback-serving-certificate", "etcd"]
    switch endpoint {
    case "/readyz": return first + ["etcd-readiness", "informer-sync"] + hooks + ["shutdown"]
    default: return first + hooks
    }
  }

  func health(_ endpoint: String, _ call: inout APICall) -> APIResponse {
    let excluded = Set(call.request.query.filter { $0.name == "exclude" }.map(\.value))
    let isUp = etcdAnswers(&call)
    var text = ""
    var failed: [String] = []
    for check in checks(endpoint) {
      if excluded.contains(check) {
        text += "[+]\(check) excluded: ok\n"
      } else if !isUp, check.hasPrefix("etcd") {
        text += "[-]\(check) failed: reason withheld\n"
        failed.append(check)
      } else {
        text += "[+]\(check) ok\n"
      }
    }
    let name = endpoint.dropFirst()
    if !failed.isEmpty { return APIResponse(code: 500, body: .text("\(text)\(name) check failed\n")) }
    if call.request.query.contains(where: { $0.name == "verbose" }) {
      return APIResponse(body: .text("\(text)\(name) check passed\n"))
    }
    return APIResponse(body: .text("ok"))
  }

  func check(_ name: String, _ call: inout APICall) -> APIResponse {
    guard checks("/readyz").contains(name) else { return .notFoundPage }
    if name.hasPrefix("etcd"), !etcdAnswers(&call) {
      return APIResponse(code: 500, body: .text("internal server error: etcd failed: reason withheld\n"))
    }
    return APIResponse(body: .text("ok"))
  }

  private func etcdAnswers(_ call: inout APICall) -> Bool {
    do throws(EtcdError) {
      _ = try call.etcd.range(EtcdRange(key: EtcdKey("\(options.etcdPrefix)/health")))
      return true
    } catch {
      return false
    }
  }

  /// What `kubectl get componentstatuses` asks for: the server itself probes the others. Controllers and the
  /// scheduler are taken to be healthy here; the caller knows better and may replace the answer.
  mutating func componentStatuses(_ target: Target, _ call: inout APICall) throws(Refusal) -> APIResponse {
    let items = ["controller-manager", "scheduler", "etcd-0"].map { component($0, &call) }
    if call.request.accept.contains("as=Table") {
      return APIResponse(
        Tables.table(items, target.kind, metadata: .emptyObject, now: call.now, request: call.request),
        warnings: ["v1 ComponentStatus is deprecated in v1.19+"])
    }
    return APIResponse(
      [
        "kind": "ComponentStatusList", "apiVersion": "v1", "metadata": .emptyObject, "items": .array(items),
      ], warnings: ["v1 ComponentStatus is deprecated in v1.19+"])
  }

  mutating func componentStatus(_ target: Target, _ call: inout APICall) throws(Refusal) -> APIResponse {
    guard ["controller-manager", "scheduler", "etcd-0"].contains(target.name) else {
      throw .status(.notFound("componentstatuses", name: target.name))
    }
    call.warnings.append("v1 ComponentStatus is deprecated in v1.19+")
    return answer(component(target.name, &call), target.kind, call)
  }

  private func component(_ name: String, _ call: inout APICall) -> Value {
    let isHealthy = name != "etcd-0" || etcdAnswers(&call)
    var condition: Value = ["type": "Healthy", "status": isHealthy ? "True" : "False", "message": "ok"]
    if !isHealthy {
      condition["message"] =
        "Get \"https://127.0.0.1:2379/health\": dial tcp 127.0.0.1:2379: connect: connection refused"
    }
    return [
      "kind": "ComponentStatus", "apiVersion": "v1", "metadata": ["name": .string(name)], "conditions": [condition],
    ]
  }
}
