import Documents
public import Etcd
import KubeModel
public import Simulation

extension APIServer {
  /// Starts the server: reads etcd, and creates what a cluster has from the beginning where it is missing, as the
  /// post-start hooks of the real server do. An empty etcd becomes an empty cluster this way.
  ///
  /// - Throws: what etcd answered; the real server gives up after 20 s.
  public mutating func start(
    now: WallTime, chance: inout Chance, etcd: inout any EtcdClient
  ) throws(EtcdError) {
    var call = APICall(request: APIRequest(.post, "/"), now: now, chance: chance, etcd: etcd, user: .master)
    defer {
      chance = call.chance
      etcd = call.etcd
    }
    cache = WatchCache()
    definitionsSeen = 0
    cache.load(try call.etcd.range(.prefix(EtcdKey("\(options.etcdPrefix)/"))))
    updateDefinitions()
    do throws(Refusal) {
      for object in DefaultObjects.all() { try bootstrap(object, &call) }
      try introduceItself(&call)
      try publishItself(&call)
    } catch {
      if case .storage(let problem) = error { throw problem }
      if case .status(let status) = error { preconditionFailure("bootstrap: \(status.message)") }
    }
    isReady = true
  }

  /// The server's process ended: what it remembered is gone.
  public mutating func stop() {
    cache = WatchCache()
    access = AccessIndex()
    kinds = Kinds.builtIn
    definitionsSeen = 0
    isReady = false
  }

  mutating func bootstrap(_ template: Value, _ call: inout APICall) throws(Refusal) {
    guard let kind = kinds.kind(of: template) else { return }
    let meta = template.meta
    let key = key(kind, namespace: meta.namespace, name: meta.name)
    if cache[key] != nil { return }
    var object = template
    var metadata = object["metadata"] ?? .emptyObject
    metadata["uid"] = .string(call.chance.uuid())
    metadata["creationTimestamp"] = .string(call.now.rfc3339)
    object["metadata"] = metadata
    if let conditions = object["status"]?["conditions"]?.array {
      let stamped = conditions.map { condition -> Value in
        var condition = condition
        condition["lastTransitionTime"] = .string(call.now.rfc3339)
        return condition
      }
      object.set(["status", "conditions"], to: .array(stamped))
    }
    if object.kind == "ServiceCIDR" { object.set(["spec", "cidrs"], to: [.string(options.serviceCIDR)]) }
    _ = try write(object, at: key, ifRevision: 0, &call)
  }

  /// The Service `kubernetes` with its endpoints, which follow the server's address.
  private mutating func publishItself(_ call: inout APICall) throws(Refusal) {
    let address = AddressRange(options.serviceCIDR)?.address(at: 1).text ?? "10.96.0.1"
    try bootstrap(Bootstrap.address(address, namespace: "default", service: "kubernetes"), &call)
    try bootstrap(Bootstrap.service(address: address, port: options.securePort), &call)
    for wanted in Bootstrap.endpoints(options) {
      guard let kind = kinds.kind(of: wanted) else { continue }
      let key = key(kind, namespace: "default", name: "kubernetes")
      guard let old = try stored(key, &call) else {
        try bootstrap(wanted, &call)
        continue
      }
      var object = old.value
      for field in ["subsets", "endpoints", "ports"] { object[field] = wanted[field] }
      if object != old.value { _ = try write(object, at: key, ifRevision: old.revision, &call) }
    }
  }
}

/// What a cluster has from the beginning.
enum Bootstrap {
  static func service(address: String, port: Int) -> Value {
    [
      "apiVersion": "v1", "kind": "Service",
      "metadata": [
        "name": "kubernetes", "namespace": "default", "labels": ["component": "apiserver", "provider": "kubernetes"],
      ],
      "spec": [
        "clusterIP": .string(address), "clusterIPs": [.string(address)], "internalTrafficPolicy": "Cluster",
        "ipFamilies": ["IPv4"], "ipFamilyPolicy": "SingleStack",
        "ports": [["name": "https", "port": 443, "protocol": "TCP", "targetPort": .int(Int64(port))]],
        "sessionAffinity": "None", "type": "ClusterIP",
      ], "status": ["loadBalancer": .emptyObject],
    ]
  }

  /// A loopback address is never published.
  static func endpoints(_ options: APIServer.Options) -> [Value] {
    let isLoopback = options.advertiseAddress.hasPrefix("127.")
    let port: Value = ["name": "https", "port": .int(Int64(options.securePort)), "protocol": "TCP"]
    var slice: Value = [
      "addressType": "IPv4", "apiVersion": "discovery.k8s.io/v1", "kind": "EndpointSlice",
      "metadata": [
        "name": "kubernetes", "namespace": "default", "generation": 1,
        "labels": ["kubernetes.io/service-name": "kubernetes"],
      ], "endpoints": [], "ports": [port],
    ]
    var endpoints: Value = [
      "apiVersion": "v1", "kind": "Endpoints",
      "metadata": [
        "name": "kubernetes", "namespace": "default", "labels": ["endpointslice.kubernetes.io/skip-mirror": "true"],
      ],
    ]
    if !isLoopback {
      slice["endpoints"] = [["addresses": [.string(options.advertiseAddress)], "conditions": ["ready": true]]]
      endpoints["subsets"] = [["addresses": [["ip": .string(options.advertiseAddress)]], "ports": [port]]]
    }
    return [slice, endpoints]
  }
}
