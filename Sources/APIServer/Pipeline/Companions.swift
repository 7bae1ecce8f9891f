import Documents
import Etcd
import KubeModel
import Simulation

/// Objects that the server itself keeps beside others: the addresses of Services, the API services of custom
/// resources, and what it says about itself.
extension APIServer {
  mutating func addCompanions(of object: Value, _ kind: ResourceKind, _ call: inout APICall) throws(Refusal) {
    for companion in Self.companions(of: object, kind) { try bootstrap(companion, &call) }
  }

  mutating func removeCompanions(of object: Value, _ kind: ResourceKind, _ call: inout APICall) throws(Refusal) {
    for companion in Self.companions(of: object, kind) {
      guard let kind = kinds.kind(of: companion), let old = try stored(key(kind, name: companion.meta.name), &call)
      else { continue }
      _ = try remove(old, &call)
    }
  }

  private static func companions(of object: Value, _ kind: ResourceKind) -> [Value] {
    switch kind.qualifiedName {
    case "services":
      guard let address = object["spec"]?["clusterIP"]?.string, !address.isEmpty, address != "None" else { return [] }
      return [Bootstrap.address(address, namespace: object.meta.namespace, service: object.meta.name)]
    case "customresourcedefinitions.apiextensions.k8s.io":
      let group = object["spec"]?["group"]?.string ?? ""
      return (object["spec"]?["versions"]?.elements ?? []).filter { $0["served"] == true }
        .map { Bootstrap.apiService(group: group, version: $0["name"]?.string ?? "") }
    default: return []
    }
  }

  /// What a server writes about itself at its start.
  mutating func introduceItself(_ call: inout APICall) throws(Refusal) {
    let date = String(call.now.rfc3339.prefix(10))
    try bootstrap(
      [
        "apiVersion": "v1", "kind": "ConfigMap",
        "metadata": ["name": "kube-apiserver-legacy-service-account-token-tracking", "namespace": "kube-system"],
        "data": ["since": .string(date)],
      ], &call)
    try bootstrap(
      [
        "apiVersion": "v1", "kind": "ConfigMap",
        "metadata": ["name": "extension-apiserver-authentication", "namespace": "kube-system"],
        "data": [
          "client-ca-file": .string(options.clientCA), "requestheader-allowed-names": #"["front-proxy-client"]"#,
          "requestheader-client-ca-file": .string(options.requestHeaderCA),
          "requestheader-extra-headers-prefix": #"["X-Remote-Extra-"]"#,
          "requestheader-group-headers": #"["X-Remote-Group"]"#,
          "requestheader-username-headers": #"["X-Remote-User"]"#,
        ],
      ], &call)
    let name = "apiserver-\(call.chance.text(26, from: "abcdefghijklmnopqrstuvwxyz234567"))"
    let leases = key(Bootstrap.leases, namespace: "kube-system")
    let own = cache.list(leases).filter { $0.meta.label("apiserver.kubernetes.io/identity") == "kube-apiserver" }
    guard own.isEmpty else { return }
    try bootstrap(
      [
        "apiVersion": "coordination.k8s.io/v1", "kind": "Lease",
        "metadata": [
          "name": .string(name), "namespace": "kube-system",
          "labels": [
            "apiserver.kubernetes.io/identity": "kube-apiserver", "kubernetes.io/hostname": .string(options.hostname),
          ],
        ],
        "spec": [
          "holderIdentity": .string("\(name)_\(call.chance.uuid())"), "leaseDurationSeconds": 3600,
          "renewTime": .string(call.now.rfc3339Micro),
        ],
      ], &call)
  }
}

extension Bootstrap {
  static let leases = ResourceKind(
    name: "leases", singular: "lease", group: "coordination.k8s.io", version: "v1", isNamespaced: true, kind: "Lease",
    verbs: [])

  static func address(_ address: String, namespace: String, service: String) -> Value {
    [
      "apiVersion": "networking.k8s.io/v1", "kind": "IPAddress",
      "metadata": [
        "name": .string(address),
        "labels": [
          "ipaddress.kubernetes.io/ip-family": address.contains(":") ? "IPv6" : "IPv4",
          "ipaddress.kubernetes.io/managed-by": "ipallocator.k8s.io",
        ],
      ],
      "spec": [
        "parentRef": ["name": .string(service), "namespace": .string(namespace), "resource": "services"]
      ],
    ]
  }

  static func apiService(group: String, version: String) -> Value {
    [
      "apiVersion": "apiregistration.k8s.io/v1", "kind": "APIService",
      "metadata": [
        "name": .string("\(version).\(group)"), "labels": ["kube-aggregator.kubernetes.io/automanaged": "true"],
      ],
      "spec": [
        "group": .string(group), "groupPriorityMinimum": 1000, "version": .string(version), "versionPriority": 100,
      ],
      "status": [
        "conditions": [
          [
            "message": "Local APIServices are always available", "reason": "Local", "status": "True",
            "type": "Available",
          ]
        ]
      ],
    ]
  }
}
