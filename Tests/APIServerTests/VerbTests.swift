import APIServer
import Documents
import Etcd
import KubeModel
import Simulation
import Testing

@Suite("Requests from end to end")
struct VerbTests {
  private static let policy = """
    apiVersion: networking.k8s.io/v1
    kind: NetworkPolicy
    metadata: {name: np, labels: {a: b}}
    spec:
      podSelector: {matchLabels: {app: backend}}
      egress:
      - ports: [{port: 1111}]
    """
  private static let policies = "/apis/networking.k8s.io/v1/namespaces/default/networkpolicies"

  @Test("an empty etcd becomes a cluster with namespaces, roles and the Service kubernetes")
  func start() throws {
    var cluster = try TestCluster()
    let namespaces = cluster.ask(.get, "/api/v1/namespaces").value["items"]?.elements.map { $0.meta.name }
    #expect(namespaces == ["default", "kube-node-lease", "kube-public", "kube-system"])
    let service = cluster.ask(.get, "/api/v1/namespaces/default/services/kubernetes").value
    #expect(service["spec"]?["clusterIP"] == "10.96.0.1")
    #expect(cluster.ask(.get, "/apis/rbac.authorization.k8s.io/v1/clusterroles/cluster-admin").code == 200)
    let revision = cluster.server.revision
    try cluster.restart()
    #expect(cluster.server.revision == revision)
  }

  @Test("create, get, patch, conflict, delete")
  func life() throws {
    var cluster = try TestCluster()
    let created = try cluster.create(Self.policy)
    #expect(created.code == 201 && created.value.meta.generation == 1)
    #expect(created.value["spec"]?["policyTypes"] == ["Ingress", "Egress"])
    #expect(created.value["spec", "egress"]?[0]?["ports"]?[0] == ["port": 1111, "protocol": "TCP"])
    #expect(try cluster.create(Self.policy).status?.reason == "AlreadyExists")
    let patched = cluster.ask(
      .patch, "\(Self.policies)/np", ["metadata": ["labels": ["a": .null, "c": "d"]]],
      type: APIRequest.strategicMergePatch)
    #expect(patched.value.meta.labels == ["c": "d"] && patched.value.meta.generation == 1)
    let stale = cluster.ask(.put, "\(Self.policies)/np", created.value)
    #expect(
      stale.status?.message
        == "Operation cannot be fulfilled on networkpolicies.networking.k8s.io \"np\": the object has been modified; please apply your changes to the latest version and try again"
    )
    #expect(cluster.ask(.delete, "\(Self.policies)/np").value["status"] == "Success")
    #expect(
      cluster.ask(.get, "\(Self.policies)/np").status?.message == "networkpolicies.networking.k8s.io \"np\" not found")
  }

  @Test("an update that changes nothing leaves the resource version alone")
  func unchanged() throws {
    var cluster = try TestCluster()
    let created = try cluster.create(Self.policy)
    let again = cluster.ask(.put, "\(Self.policies)/np", created.value)
    #expect(again.value.meta.resourceVersion == created.value.meta.resourceVersion)
  }

  @Test("dry runs write nothing")
  func dryRun() throws {
    var cluster = try TestCluster()
    #expect(try cluster.create(Self.policy, dryRun: true).code == 201)
    #expect(cluster.ask(.get, "\(Self.policies)/np").code == 404)
  }

  @Test("lists select by labels and fields, and go on after a limit")
  func lists() throws {
    var cluster = try TestCluster()
    for name in ["a", "b", "c"] {
      try cluster.create("{apiVersion: v1, kind: ConfigMap, metadata: {name: \(name), labels: {l: \(name)}}}")
    }
    let path = "/api/v1/namespaces/default/configmaps"
    func names(_ response: APIResponse) -> [String] { response.value["items"]?.elements.map { $0.meta.name } ?? [] }
    #expect(names(cluster.ask(.get, path, query: ["labelSelector": "l in (a,c)"])) == ["a", "c"])
    #expect(names(cluster.ask(.get, path, query: ["fieldSelector": "metadata.name!=b"])) == ["a", "c"])
    #expect(
      cluster.ask(.get, path, query: ["fieldSelector": "spec.image=x"]).status?.message
        == "field label not supported: spec.image")
    let page = cluster.ask(.get, path, query: ["limit": "2"])
    let next = try #require(page.value["metadata"]?["continue"]?.string)
    #expect(names(page) == ["a", "b"] && page.value["metadata"]?["remainingItemCount"] == 1)
    #expect(names(cluster.ask(.get, path, query: ["limit": "2", "continue": next])) == ["c"])
  }

  @Test("a watch tells what happens from its revision on")
  func watch() throws {
    var cluster = try TestCluster()
    let start = String(cluster.server.revision)
    let request = APIRequest(
      .get, Self.policies, query: [.init("watch", "true"), .init("resourceVersion", start)], user: .master)
    guard case .watching(var watch) = cluster.send(request) else {
      Issue.record("not a watch")
      return
    }
    try cluster.create(Self.policy)
    _ = cluster.ask(.delete, "\(Self.policies)/np")
    let events = cluster.server.events(of: &watch, now: cluster.now)
    #expect(events.map(\.type) == ["ADDED", "DELETED"])
    #expect(cluster.server.events(of: &watch, now: cluster.now).isEmpty)
  }

  @Test("a copy of the server and its etcd goes its own way")
  func copies() throws {
    var cluster = try TestCluster()
    let before = cluster
    try cluster.create(Self.policy)
    var other = before
    #expect(other.ask(.get, "\(Self.policies)/np").code == 404)
    #expect(cluster.ask(.get, "\(Self.policies)/np").code == 200)
  }

  @Test("users do what their roles allow, and are told what not")
  func access() throws {
    var cluster = try TestCluster()
    let jane = UserInfo(name: "jane", groups: ["system:authenticated"])
    let refused = cluster.ask(.get, "/api/v1/namespaces/default/pods", user: jane)
    #expect(
      refused.status?.message
        == "pods is forbidden: User \"jane\" cannot list resource \"pods\" in API group \"\" in the namespace \"default\""
    )
    try cluster.create(
      """
      apiVersion: rbac.authorization.k8s.io/v1
      kind: RoleBinding
      metadata: {name: viewers}
      roleRef: {kind: ClusterRole, name: view}
      subjects: [{kind: User, name: jane}]
      """)
    #expect(cluster.ask(.get, "/api/v1/namespaces/default/pods", user: jane).code == 200)
    #expect(cluster.ask(.get, "/api/v1/namespaces/kube-system/pods", user: jane).code == 403)
    #expect(cluster.ask(.get, "/livez", user: .anonymous).code == 200)
  }
}

@Suite("etcd behind the server")
struct EtcdOutageTests {
  /// An etcd that nobody can reach.
  struct Gone: EtcdClient {
    mutating func send(_ request: EtcdRequest) -> Result<EtcdResponse, EtcdError> {
      .failure(EtcdError(.unavailable, "connection error"))
    }
  }

  @Test("reads wait for etcd, what memory can answer does not")
  func outage() throws {
    var cluster = try TestCluster()
    cluster.etcd = Gone()
    let list = cluster.send(APIRequest(.get, "/api/v1/namespaces", user: .master))
    guard case .storageFailed(_, isWrite: false) = list else {
      Issue.record("the list was answered")
      return
    }
    let old = cluster.ask(.get, "/api/v1/namespaces", query: ["resourceVersion": "0"])
    #expect(old.code == 200)
    #expect(cluster.ask(.get, "/version").code == 200)
    let ready = cluster.ask(.get, "/readyz")
    #expect(ready.code == 500)
    let write = cluster.send(
      APIRequest(.post, "/api/v1/namespaces", body: .value(["metadata": ["name": "x"]]), user: .master))
    guard case .storageFailed(_, isWrite: true) = write else {
      Issue.record("the write was answered")
      return
    }
  }

  @Test("restored to an older state, lists show the old world and reads the new one, until the server is restarted")
  func restore() throws {
    var cluster = try TestCluster()
    let snapshot = cluster.etcd
    try cluster.create("{apiVersion: v1, kind: ConfigMap, metadata: {name: late}}")
    cluster.etcd = snapshot
    let path = "/api/v1/namespaces/default/configmaps"
    func names() -> [String] { cluster.ask(.get, path).value["items"]?.elements.map { $0.meta.name } ?? [] }
    #expect(names() == ["late"])
    #expect(cluster.ask(.get, "\(path)/late").code == 404)
    try cluster.restart()
    #expect(names() == [])
  }
}
