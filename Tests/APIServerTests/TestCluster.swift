import APIServer
import Documents
import Etcd
import KubeModel
import Simulation
import Testing

/// An API server over an etcd of its own.
struct TestCluster {
  var server: APIServer
  var etcd: any EtcdClient
  var chance = Chance(seed: 7)
  var now = WallTime(year: 2026, month: 11, day: 25, hour: 8)

  /// A server that was started over an empty etcd.
  private struct Started: Sendable {
    var server: APIServer
    var etcd: EtcdStore
  }

  /// Started once; every test works on a copy.
  private static let started: Started? = {
    var cluster = TestCluster(server: APIServer(), etcd: EtcdStore())
    do {
      try cluster.restart()
    } catch {
      return nil
    }
    guard let etcd = cluster.etcd as? EtcdStore else { return nil }
    return Started(server: cluster.server, etcd: etcd)
  }()

  init() throws {
    let started = try #require(Self.started)
    self.init(server: started.server, etcd: started.etcd)
  }

  private init(server: APIServer, etcd: EtcdStore) {
    self.server = server
    self.etcd = etcd
  }

  /// The server's process ends and begins anew.
  mutating func restart() throws {
    server.stop()
    try server.start(now: now, chance: &chance, etcd: &etcd)
  }

  mutating func send(_ request: APIRequest) -> APIOutcome {
    server.respond(to: request, now: now, chance: &chance, etcd: &etcd)
  }

  mutating func ask(
    _ method: APIRequest.Method, _ path: String, _ body: Value? = nil, query: [String: String] = [:],
    user: UserInfo = .master, type: String = "application/json", accept: String = "application/json"
  ) -> APIResponse {
    let items = query.sorted { $0.key < $1.key }.map { APIRequest.QueryItem($0.key, $0.value) }
    let request = APIRequest(
      method, path, query: items, accept: accept, contentType: type, body: body.map { .value($0) } ?? .none, user: user)
    return send(request).response ?? APIResponse(code: 0, body: .text("no answer"))
  }

  /// Creates what a YAML text describes, strictly.
  @discardableResult
  mutating func create(_ yaml: String, namespace: String = "default", dryRun: Bool = false) throws -> APIResponse {
    let object = try YAML.value(yaml)
    let kind = try #require(server.kinds.kind(of: object))
    let place = object.meta.namespace.isEmpty ? namespace : object.meta.namespace
    var query = ["fieldValidation": "Strict", "fieldManager": "kubectl-create"]
    if dryRun { query["dryRun"] = "All" }
    return ask(.post, APIRequest.path(kind, namespace: place), object, query: query)
  }

  /// The cells of the table of a collection.
  mutating func table(_ path: String) -> [[String]] {
    let answer = ask(.get, path, accept: APIRequest.tableAccept).value
    return (answer["rows"]?.elements ?? []).map { row in
      (row["cells"]?.elements ?? []).map { $0.string ?? JSON.text($0) }
    }
  }
}
