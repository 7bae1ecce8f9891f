import Documents
public import Etcd
public import KubeModel
public import Simulation

/// kube-apiserver as a value: answers requests from what etcd holds.
///
/// Objects live in etcd under `/registry/…` and nowhere else. What the server keeps is what the real one keeps in
/// memory: the watch cache, from which lists, watches, admission and authorization are served, and which a restored
/// etcd does not refresh until the server starts anew. Reading one object, and every write, goes to etcd.
///
/// The caller authenticates (the request says who asks), and finds out whether the server can be reached at all.
public struct APIServer: Sendable {
  /// What the flags of kube-apiserver say.
  public struct Options: Sendable, Hashable {
    /// `--service-cluster-ip-range`
    public var serviceCIDR = "10.96.0.0/12"
    /// `--service-node-port-range`
    public var nodePorts = 30000...32767
    /// `--advertise-address`
    public var advertiseAddress = "192.168.100.31"
    /// The name of the host that the server runs on.
    public var hostname = "cluster3-controlplane1"
    /// The texts of `--client-ca-file` and `--requestheader-client-ca-file`, which the server publishes.
    public var clientCA = ""
    public var requestHeaderCA = ""
    /// `--secure-port`
    public var securePort = 6443
    /// `--etcd-prefix`
    public var etcdPrefix = "/registry"
    /// `--authorization-mode`
    public var authorizationModes = ["Node", "RBAC"]
    /// `--anonymous-auth`
    public var allowsAnonymous = true
    /// `--enable-admission-plugins`, beyond those that are on by default.
    public var extraAdmission: [String] = ["NodeRestriction"]
    /// `--disable-admission-plugins`
    public var disabledAdmission: [String] = []
    /// `--runtime-config` entries that switch a group version off, such as `apps/v1`.
    public var disabledVersions: [String] = []
    /// The release, as `/version` tells it.
    public var version = "v1.36.2"

    public init() {}
  }

  public var options: Options
  /// What is served, custom resources included.
  public internal(set) var kinds = Kinds.builtIn
  var cache = WatchCache()
  var access = AccessIndex()
  var compactor = Compactor()
  /// The state of definitions of custom resources that `kinds` reflects.
  var definitionsSeen = 0
  /// Whether the server has read etcd and runs; requests before that are the caller's mistake.
  public internal(set) var isReady = false

  public init(options: Options = Options()) {
    self.options = options
  }

  /// The revision of the newest change that the watch cache has seen.
  public var revision: Int64 { cache.revision }
}

/// What becomes of a request.
public enum APIOutcome: Sendable {
  case answered(APIResponse)
  /// A watch was accepted; events are asked for with `APIServer.events(of:)`.
  case watching(APIWatch)
  /// etcd did not answer. The real server waits for it: reads end after 60 s, writes after 34 s.
  case storageFailed(EtcdError, isWrite: Bool)

  /// The answer; nil for a watch or where etcd failed.
  public var response: APIResponse? {
    if case .answered(let response) = self { response } else { nil }
  }
}

/// Why the pipeline stops.
enum Refusal: Error {
  case status(APIStatus)
  case storage(EtcdError)
  /// An answer that is no Status.
  case response(APIResponse)
}

/// What one request needs from outside while it is worked on.
struct APICall {
  let request: APIRequest
  let now: WallTime
  var chance: Chance
  var etcd: any EtcdClient
  var user: UserInfo
  var warnings: [String] = []
  var isWrite = false
  /// Why etcd could not be asked what is new.
  var storageProblem: EtcdError?

  var isDryRun: Bool { request.query.contains { $0.name == "dryRun" && $0.value == "All" } }
  /// `Strict`, `Warn` or `Ignore`; what kubectl and most clients leave out means Warn.
  var fieldValidation: String { request.queryValue("fieldValidation") ?? "Warn" }
  var fieldManager: String {
    if let manager = request.queryValue("fieldManager"), !manager.isEmpty { return manager }
    return String(request.userAgent.prefix { $0 != "/" })
  }
}

/// Stands in the place of an etcd that has been handed on.
private struct AbsentEtcd: EtcdClient {
  func send(_ request: EtcdRequest) -> Result<EtcdResponse, EtcdError> { .failure(.silent) }
}

extension APIServer {
  /// Answers one request.
  public mutating func respond(
    to request: APIRequest, now: WallTime, chance: inout Chance, etcd: inout any EtcdClient
  ) -> APIOutcome {
    var call = APICall(request: request, now: now, chance: chance, etcd: etcd, user: request.user)
    // The call alone has it meanwhile, so that a write changes it in place and copies nothing.
    etcd = AbsentEtcd()
    defer {
      chance = call.chance
      etcd = call.etcd
    }
    do throws(Refusal) {
      return try route(&call)
    } catch {
      switch error {
      case .status(let status): return .answered(APIResponse(status, warnings: call.warnings))
      case .storage(let problem): return .storageFailed(problem, isWrite: call.isWrite)
      case .response(let response): return .answered(response)
      }
    }
  }

  /// The same for a client whose type is known.
  public mutating func respond<Client: EtcdClient>(
    to request: APIRequest, now: WallTime, chance: inout Chance, etcd: inout Client
  ) -> APIOutcome {
    var client: any EtcdClient = etcd
    let outcome = respond(to: request, now: now, chance: &chance, etcd: &client)
    if let changed = client as? Client { etcd = changed }
    return outcome
  }
}
