import APIServer
import Controllers
import Documents
import Etcd
import KubeModel
import Simulation
import Testing

/// The controllers at work on a real API server, with kubelets that start every Pod at once.
struct ServedCluster: ClusterReader {
  var server = APIServer()
  var etcd: any EtcdClient = EtcdStore()
  var settings = ControllerSettings(rootCertificate: "CERTIFICATE", nodeGrace: .seconds(1_000_000))
  var now = WallTime(year: 2026, month: 11, day: 25, hour: 8)
  private var chance = Chance(seed: 7)
  private var chances: [String: Chance] = [:]
  private var changed: [Value] = []
  private(set) var refusals: [String] = []
  /// All requests, for the case that something goes wrong.
  private(set) var asked: [String] = []

  init() throws {
    try server.start(now: now, chance: &chance, etcd: &etcd)
    changed = objects(WatchedKind("Namespace"), namespace: nil)
  }

  // MARK: Reading

  var kinds: Kinds { server.kinds }

  private func get(_ path: String) -> Value? {
    var (server, etcd, chance) = (server, etcd, chance)
    let request = APIRequest(.get, path, user: .master)
    let response = server.respond(to: request, now: now, chance: &chance, etcd: &etcd).response
    return response?.isSuccess == true ? response?.value : nil
  }

  func object(_ ref: ObjectRef) -> Value? {
    let version = GroupVersion(ref.apiVersion)
    guard let kind = kinds.kind(ref.kind, group: version.group, version: version.version) else { return nil }
    return get(APIRequest.path(kind, namespace: ref.namespace, name: ref.name))
  }

  func objects(_ kind: WatchedKind, namespace: String?) -> [Value] {
    guard
      let found = kinds.all.first(where: { $0.kind == kind.kind && $0.group == kind.group && $0.isPreferred })
    else { return [] }
    return (get(APIRequest.path(found, namespace: namespace))?["items"]?.elements ?? []).map { item in
      var item = item
      item["apiVersion"] = .string(found.apiVersion)
      item["kind"] = .string(found.kind)
      return item
    }
  }

  func everything(namespace: String?) -> [Value] {
    kinds.all.filter { $0.isPreferred && $0.verbs.contains("list") && (namespace == nil || $0.isNamespaced) }
      .flatMap { objects(WatchedKind($0.kind, $0.group), namespace: namespace) }
  }

  // MARK: Writing

  mutating func send(_ request: APIRequest) -> APIResponse {
    if case .value(let body) = request.body {
      asked.append("\(request.user.name) \(request.method.rawValue) \(request.path) \(JSON.text(body))")
    }
    let before = get(request.path)
    let outcome = server.respond(to: request, now: now, chance: &chance, etcd: &etcd)
    let response = outcome.response ?? APIResponse(code: 500, .null)
    if let status = response.status {
      refusals.append("\(request.user.name) \(request.method.rawValue) \(request.path): \(status.message)")
    } else if request.method == .post && !request.path.hasSuffix("/binding") {
      changed.append(response.value)
    } else {
      var path = request.path
      for tail in ["/status", "/binding", "/finalize", "/scale"] where path.hasSuffix(tail) {
        path = String(path.dropLast(tail.count))
      }
      if let after = get(path) {
        if after.meta.resourceVersion != before?.meta.resourceVersion { changed.append(after) }
      } else if let before {
        changed.append(before)
      }
    }
    return response
  }

  mutating func apply(_ yaml: String) throws {
    for document in try YAML.documents(yaml) {
      let kind = try #require(kinds.kind(of: document))
      let path = APIRequest.path(kind, namespace: document.meta.namespace)
      let response = send(APIRequest(.post, path, body: .value(document), user: .master))
      #expect(response.isSuccess, "\(response.status?.message ?? "")")
      if document["status"] != nil { setStatus(document) }
    }
  }

  mutating func setStatus(_ object: Value) {
    guard let kind = kinds.kind(of: object), let status = object["status"] else { return }
    let path = APIRequest.path(
      kind, namespace: object.meta.namespace, name: object.meta.name, subresource: "status")
    let patch: Value = ["status": status]
    _ = send(APIRequest(.patch, path, contentType: APIRequest.mergePatch, body: .value(patch), user: .master))
  }

  mutating func delete(_ path: String) { _ = send(APIRequest(.delete, path, user: .master)) }

  mutating func patch(_ path: String, _ patch: Value) {
    _ = send(APIRequest(.patch, path, contentType: APIRequest.mergePatch, body: .value(patch), user: .master))
  }

  // MARK: Time

  mutating func settle() {
    var rounds = 0
    while !changed.isEmpty {
      rounds += 1
      guard rounds < 1000 else {
        let last = asked.suffix(6).map { String($0.prefix(200)) }.joined(separator: "\n")
        Issue.record("controllers do not come to rest: \(last)")
        return
      }
      let object = changed.removeFirst()
      for controller in Controllers.all where controller.watches.contains(where: { $0.matches(object) }) {
        for ref in controller.refs(changed: object, reading: self) {
          var chance = chances[controller.name] ?? Chance(seed: 7, name: controller.name)
          let reaction = controller.reconcile(ref, reading: self, now: now, chance: &chance)
          chances[controller.name] = chance
          var cluster = self
          let view = self
          _ = reaction.perform(by: controller.client, reading: view, now: now, attempt: 0) {
            cluster.send($0)
          }
          self = cluster
        }
      }
    }
  }

  /// Lets time pass, after which the namespaces are looked at again.
  mutating func pass(_ span: Span) {
    now = now + span
    changed += objects(WatchedKind("Namespace"), namespace: nil)
    play()
  }

  mutating func play() {
    for _ in 0..<30 {
      settle()
      let before = server.revision
      for pod in objects(WatchedKind("Pod"), namespace: nil) { run(pod) }
      if server.revision == before { return }
      now = now + .seconds(1)
    }
    Issue.record("the cluster does not come to rest")
  }

  private mutating func run(_ pod: Value) {
    guard let node = pod["spec", "nodeName"]?.string, !node.isEmpty else { return }
    let path = "/api/v1/namespaces/\(pod.meta.namespace)/pods/\(pod.meta.name)"
    if pod.meta.isBeingDeleted {
      let options: Value = ["kind": "DeleteOptions", "apiVersion": "v1", "gracePeriodSeconds": 0]
      _ = send(APIRequest(.delete, path, body: .value(options), user: .master))
    } else if pod["status", "phase"] != "Running" {
      var running = pod
      let ready: Value = ["type": "Ready", "status": "True", "lastTransitionTime": .string(now.rfc3339)]
      running["status"] = ["phase": "Running", "podIP": "10.44.1.9", "conditions": [ready]]
      setStatus(running)
    }
  }
}

@Suite("The API server grants what the controllers ask for")
struct ServedClusterTests {
  private func cluster() throws -> ServedCluster {
    var cluster = try ServedCluster()
    try cluster.apply(twoNodes)
    cluster.settle()
    return cluster
  }

  @Test func aDeploymentFromCreationToDeletion() throws {
    var cluster = try cluster()
    let web = """
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: web, namespace: default}
      spec:
        replicas: 3
        selector: {matchLabels: {app: web}}
        template:
          metadata: {labels: {app: web}}
          spec: {containers: [{name: c, image: "nginx:1.27", ports: [{containerPort: 80}]}]}
      ---
      apiVersion: v1
      kind: Service
      metadata: {name: web, namespace: default}
      spec: {selector: {app: web}, ports: [{port: 80}]}
      """
    try cluster.apply(web)
    cluster.play()
    let path = "/apis/apps/v1/namespaces/default/deployments/web"
    let ref = ObjectRef(apiVersion: "apps/v1", kind: "Deployment", namespace: "default", name: "web")
    #expect(cluster.object(ref)?["status", "availableReplicas"] == 3)
    let slices = cluster.objects(WatchedKind("EndpointSlice", "discovery.k8s.io"), namespace: "default")
    #expect(slices.contains { $0["endpoints"]?.elements.count == 3 })
    let image: Value = ["name": "c", "image": "nginx:1.28"]
    cluster.patch(path, ["spec": ["template": ["spec": ["containers": [image]]]]])
    cluster.play()
    #expect(cluster.object(ref)?["status", "updatedReplicas"] == 3)
    #expect(cluster.object(ref)?.meta.annotation("deployment.kubernetes.io/revision") == "2")
    cluster.delete(path)
    cluster.play()
    #expect(cluster.objects(WatchedKind("Pod"), namespace: "default").isEmpty)
    #expect(cluster.refusals.isEmpty, "\(cluster.refusals)")
  }

  @Test func theOtherWorkloads() throws {
    var cluster = try cluster()
    let workloads = """
      apiVersion: apps/v1
      kind: StatefulSet
      metadata: {name: db, namespace: default}
      spec:
        replicas: 2
        serviceName: db
        selector: {matchLabels: {app: db}}
        template: {metadata: {labels: {app: db}}, spec: {containers: [{name: c, image: redis}]}}
      ---
      apiVersion: apps/v1
      kind: DaemonSet
      metadata: {name: agent, namespace: default}
      spec:
        selector: {matchLabels: {app: agent}}
        template: {metadata: {labels: {app: agent}}, spec: {containers: [{name: c, image: busybox}]}}
      ---
      apiVersion: batch/v1
      kind: Job
      metadata: {name: work, namespace: default}
      spec: {template: {spec: {restartPolicy: Never, containers: [{name: c, image: busybox}]}}}
      ---
      apiVersion: batch/v1
      kind: CronJob
      metadata: {name: tick, namespace: default}
      spec:
        schedule: "*/5 * * * *"
        jobTemplate: {spec: {template: {spec: {restartPolicy: Never, containers: [{name: c, image: busybox}]}}}}
      ---
      apiVersion: policy/v1
      kind: PodDisruptionBudget
      metadata: {name: b, namespace: default}
      spec: {minAvailable: 1, selector: {matchLabels: {app: db}}}
      ---
      apiVersion: v1
      kind: ResourceQuota
      metadata: {name: q, namespace: default}
      spec: {hard: {pods: 20, configmaps: 5}}
      """
    try cluster.apply(workloads)
    cluster.play()
    #expect(cluster.refusals.isEmpty, "\(cluster.refusals)")
    let names = cluster.objects(WatchedKind("Pod"), namespace: "default").map {
      String($0.meta.name.prefix(4))
    }
    #expect(names == ["agen", "db-0", "db-1", "work"])
    let quota = cluster.object(ObjectRef(kind: "ResourceQuota", namespace: "default", name: "q"))
    #expect(quota?["status", "used", "pods"] == "4")
    #expect(quota?["status", "used", "configmaps"] == "1")
  }

  @Test func aNamespaceComesAndGoes() throws {
    var cluster = try cluster()
    try cluster.apply("{apiVersion: v1, kind: Namespace, metadata: {name: shop}}")
    cluster.settle()
    try cluster.apply(
      "{apiVersion: v1, kind: Pod, metadata: {name: p, namespace: shop}, spec: {containers: [{name: c, image: i}]}}"
    )
    cluster.play()
    #expect(cluster.object(ObjectRef(kind: "ServiceAccount", namespace: "shop", name: "default")) != nil)
    cluster.delete("/api/v1/namespaces/shop")
    cluster.play()
    cluster.pass(.seconds(6))
    cluster.pass(.seconds(6))
    #expect(cluster.object(ObjectRef(kind: "Namespace", name: "shop")) == nil)
    #expect(cluster.everything(namespace: "shop").isEmpty)
    #expect(cluster.refusals.isEmpty, "\(cluster.refusals)")
  }

  @Test func claimsAndNodes() throws {
    var cluster = try cluster()
    let storage = """
      apiVersion: v1
      kind: PersistentVolume
      metadata: {name: v}
      spec:
        accessModes: [ReadWriteOnce]
        capacity: {storage: 2Gi}
        storageClassName: manual
        hostPath: {path: /mnt}
      ---
      apiVersion: v1
      kind: PersistentVolumeClaim
      metadata: {name: data, namespace: default}
      spec: {accessModes: [ReadWriteOnce], storageClassName: manual, resources: {requests: {storage: 1Gi}}}
      """
    try cluster.apply(storage)
    cluster.settle()
    let claim = ObjectRef(kind: "PersistentVolumeClaim", namespace: "default", name: "data")
    #expect(cluster.object(claim)?["status", "phase"] == "Bound")
    cluster.patch("/api/v1/nodes/worker", ["spec": ["unschedulable": true]])
    cluster.settle()
    #expect(cluster.object(ObjectRef(kind: "Node", name: "worker"))?["spec", "taints"]?.elements.count == 1)
    #expect(cluster.refusals.isEmpty, "\(cluster.refusals)")
  }
}
