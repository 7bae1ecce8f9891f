import Documents
import KubeModel
import Simulation

/// The life of one Pod on the node (pkg/kubelet/pod_workers.go).
struct PodWorker: Sendable {
  enum State: Sendable, Equatable {
    /// A static Pod that another one with the same full name is in the way of.
    case waiting
    case syncing
    /// Its containers have been told to end.
    case terminating
    /// Nothing of it runs any more.
    case terminated
  }

  /// A step of a sync; each takes its time.
  enum Operation: Sendable, Equatable {
    case mirror
    case volumes
    case sandbox
    case actions
    case pull(String)
    case create(String)
    case start(String)
  }

  struct BackOff: Sendable {
    var seconds: Double
    var since: Instant
  }

  /// What is remembered of a container beyond what the runtime knows.
  struct Memory: Sendable {
    var waiting: (reason: String, message: String)?
    var crash: BackOff?
    /// The container that the kubelet itself stopped in order to restart it: one sync kills and starts it.
    var replaced: String?
    /// When the last container ended that another one has followed.
    var lastEnd: Instant?
    var pull: BackOff?
    var pullError = ""
    var pullStarted: Instant?
    var created: String?
    var probes = ContainerProbes()
    /// Highest attempt that has been created.
    var attempts = 0
  }

  var pod: Value
  let isStatic: Bool
  var state: State
  var memory: [String: Memory] = [:]
  var operations: [Operation] = []
  /// When the next operation may be done.
  var readyAt: Instant
  var nextSync: Instant
  var call: PendingCall?
  /// Whether the mirror Pod that hangs is being deleted or created.
  var isDeletingMirror = false
  var sandboxAttempts = 0
  /// How often the Pod's life events still lead to a sync: the sandbox that came up, and what followed from it.
  var lifeEvents = 0
  var volumeRetry: [String: BackOff] = [:]
  var volumesMounted = false
  var volumeWaitSince: Instant?
  var startTime: WallTime?
  var trace: [String] = []
  var syncError: String?
  var deadlineDone = false
  /// Whether it ends because its Pod is not to run any more, and whether that very Pod (a manifest that was moved
  /// away and back has the same UID) is to run again once it has ended (pod_workers.go, restartRequested).
  var isRemoved = false
  var restartRequested = false
  /// `Evicted`, `DeadlineExceeded`…: why the kubelet ended the Pod.
  var failure: (reason: String, message: String)?
  var status: Value = .null
  var endsAt: Instant?

  init(pod: Value, isStatic: Bool, at now: Instant) {
    self.pod = pod
    self.isStatic = isStatic
    state = isStatic ? .waiting : .syncing
    readyAt = now
    nextSync = now
  }

  var uid: String { pod.meta.uid }
  /// Name and namespace, by which static Pods exclude one another.
  var fullName: String { "\(pod.meta.name)_\(pod.meta.namespace)" }
  var displayName: String { "\(pod.meta.namespace)/\(pod.meta.name)" }
  var isEnding: Bool { state == .terminating || state == .terminated }
  var containers: [Value] { pod["spec", "containers"]?.elements ?? [] }
  var initContainers: [Value] { pod["spec", "initContainers"]?.elements ?? [] }

  func specification(_ name: String) -> Value? {
    (containers + initContainers).first { $0["name"]?.string == name }
  }

  /// Asks for a sync at the next opportunity.
  mutating func wake(at now: Instant) {
    nextSync = min(nextSync, now)
  }

  /// Takes over what runs already, after a restart of the kubelet.
  mutating func restore(from runtime: ContainerRuntime) {
    let known = runtime.containers(ofPod: uid)
    guard !known.isEmpty else { return }
    sandboxAttempts = (runtime.sandboxes(ofPod: uid).map(\.attempt).max() ?? -1) + 1
    for container in known {
      var entry = memory[container.name] ?? Memory()
      entry.attempts = container.plan.attempt + 1
      entry.probes.startedUp = container.isRunning
      memory[container.name] = entry
    }
    volumesMounted = true
    if let first = known.first?.created { restoredStart = first }
  }

  /// Whether its next step is handed out by the main loop.
  var needsMainLoop: Bool { state == .waiting || (state == .syncing && operations.isEmpty) }

  /// When the oldest container that was found had been created.
  var restoredStart: Instant?

  func nextDue(now: Instant) -> Instant {
    if call != nil { return now + Kubelet.pollingGap }
    switch state {
    case .terminated: return .never
    case .terminating: return endsAt ?? .never
    case .waiting: return max(nextSync, now + .milliseconds(1))
    case .syncing:
      var due = operations.isEmpty ? nextSync : readyAt
      for entry in memory.values { due = min(due, entry.probes.due) }
      return due
    }
  }
}
