import Documents
public import Hosts
import KubeModel
public import Simulation

/// A kubelet v1.36 as a value: `step(in:)` does all that is due at a moment, and says when it wants to be called again.
///
/// The rules of the clock are those of the source and of recordings: see `KubeletTimes`. Several loops run beside one
/// another, as in the real one: the main loop (which its own API calls can block), a worker for each Pod, the status
/// manager, the event recorder, the lease, and the node's status.
public struct Kubelet: Sendable {
  public let nodeName: String
  public let configuration: KubeletConfiguration
  /// Nil for a kubelet that runs static Pods only.
  public internal(set) var connection: KubeletConnection?
  public let started: Instant
  let log: Klog
  var chance: Chance

  var manifests: ManifestDirectory
  /// The Pods that the API server has bound to the node, mirror Pods among them, by UID.
  var apiPods: [String: Value] = [:]
  var feedVersion: Int?
  var feedDue: Instant
  /// Why the API server could not be asked last time; nil while it answers.
  var feedProblem: String?

  var workers = WorkerTable()
  /// Static Pods that run, and those that wait for another one with the same full name to end.
  var startedStatic: [String: String] = [:]
  var waitingStatic: [String: [String]] = [:]

  var main: MainLoop
  var statuses = StatusSender()
  var events = EventRecorder()
  var lease: LeaseKeeper
  var node: NodeKeeper

  init(
    nodeName: String, configuration: KubeletConfiguration, connection: KubeletConnection?, log: Klog, seed: UInt64,
    at now: Instant
  ) {
    self.nodeName = nodeName
    self.configuration = configuration
    self.connection = connection
    self.log = log
    started = now
    chance = Chance(seed: seed, name: "kubelet-\(nodeName)-\(now.nanoseconds)")
    manifests = ManifestDirectory(path: configuration.staticPodPath, nodeName: nodeName, at: now + .milliseconds(900))
    feedDue = now + .milliseconds(250)
    main = MainLoop(at: now)
    lease = LeaseKeeper(at: now)
    node = NodeKeeper(at: now)
  }

  /// The number of the kubelet's process.
  public var pid: Int { log.pid }

  /// Whether the manifest directory differs from what the kubelet has seen: then it wants a step now.
  public func hasFileChanges(on host: Host) -> Bool { manifests.hasChanged(host.files) }

  /// Does what is due. Call it at the moment that the last call named, when files, containers or Pods have changed, and
  /// when the API server has come or gone.
  ///
  /// - Returns: when something is due next.
  public mutating func step(in here: inout Surroundings) -> Instant {
    here.runtime.advance(to: here.now, host: &here.host)
    takeManifests(in: &here)
    takePods(in: &here)
    runMainLoop(in: &here)
    runWorkers(in: &here)
    runProbes(in: &here)
    keepNode(in: &here)
    keepLease(in: &here)
    sendStatuses(in: &here)
    sendEvents(in: &here)
    return max(nextDue(in: here), here.now + .milliseconds(1))
  }

  /// Tells Pods apart from what the API server lists: what the kubelet runs, by `NAMESPACE/NAME`.
  public var podNames: [String] {
    workers.uids.compactMap { workers[$0]?.pod.meta }.map { "\($0.namespace)/\($0.name)" }
  }

  /// The specification of a Pod that the kubelet runs.
  public func pod(namespace: String, name: String) -> Value? {
    workers.values.first { $0.pod.meta.namespace == namespace && $0.pod.meta.name == name }?.pod
  }

  private func nextDue(in here: Surroundings) -> Instant {
    var due = [manifestsDue, feedDue, main.nextDue(here.runtime, now: here.now)]
    if let next = here.runtime.nextDue { due.append(next) }
    due.append(workers.nextDue(now: here.now, mainLoopHangs: main.call != nil))
    due += [statuses.due, events.due, lease.due, node.due]
    return due.min() ?? .never
  }

  private var manifestsDue: Instant { configuration.staticPodPath.isEmpty ? .never : manifests.nextFullRead }

  /// A call that does not answer is asked again so soon.
  static let pollingGap = Span.milliseconds(250)
}

/// Something that the kubelet has asked the API server and that is not answered yet.
struct PendingCall: Sendable {
  var request: APIRequest
  var since: Instant
}

/// What came of a call.
enum CallResult: Sendable {
  case answered(APIResponse)
  /// The error as client-go words it, with method and URL.
  case failed(String)
  case pending
}

extension Kubelet {
  /// Sends a request, or asks again for one. `timeout` is the client's own limit.
  func call(
    _ pending: PendingCall, timeout: Span? = nil, suffix: String = "", in here: inout Surroundings
  ) -> CallResult {
    guard let connection else { return .failed("no kubeconfig") }
    let request = pending.request
    switch here.link.send(request, through: connection, since: pending.since, in: &here) {
    case .response(let response): return .answered(response)
    case .failure(let text):
      return .failed("\(Self.verb(request.method)) \"\(connection.server)\(request.path)\(suffix)\": \(text)")
    case .hangs:
      guard let timeout, here.now - pending.since >= timeout else { return .pending }
      let url = "\(Self.verb(request.method)) \"\(connection.server)\(request.path)\(suffix)\""
      return .failed("\(url): context deadline exceeded")
    }
  }

  func request(
    _ method: APIRequest.Method, _ path: String, contentType: String = "application/json", body: APIRequest.Body = .none
  ) -> APIRequest {
    APIRequest(
      method, path, contentType: contentType, userAgent: "kubelet/v1.36.2 (linux/amd64) kubernetes", body: body,
      user: UserInfo(name: "system:node:\(nodeName)", groups: ["system:nodes", "system:authenticated"]))
  }

  private static func verb(_ method: APIRequest.Method) -> String {
    let name = method.rawValue
    return name.prefix(1) + name.dropFirst().lowercased()
  }
}

/// The kubelet's constants, in seconds (pkg/kubelet/kubelet.go and apis/config/v1beta1/defaults.go, v1.36).
enum KubeletTimes {
  static let housekeeping = 2.0
  static let relist = 1.0
  static let workQueue = 1.0
  /// A failed sync of a Pod is tried again after this, and up to half as long again.
  static let backOff = 10.0
  static let crashBackOffMax = 300.0
  static let pullBackOffMax = 300.0
  static let statusResync = 10.0
  static let lease = 10.0
  static let statusReport = 300.0
  static let runtimeDown = 30.0
}
