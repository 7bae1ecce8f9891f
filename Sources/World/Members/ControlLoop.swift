import APIServer
import Controllers
import Documents
import Hosts
import KubeModel
import OrderedCollections
import Simulation

/// kube-controller-manager or kube-scheduler: reconcile functions that are asked again when something has changed.
struct ControlLoop: Sendable {
  struct Item: Hashable, Sendable {
    var controller: Int
    var ref: ObjectRef
  }

  struct Turn: Sendable {
    var due: Instant
    /// Failures in a row.
    var attempt: Int
  }

  /// `kube-controller-manager` or `kube-scheduler`.
  let program: String
  let controllers: [any Controller.Type]
  /// What the program knows besides the cluster; since when it leads is written down when it begins to.
  var settings: ControllerSettings
  let connection: APIConnection
  let identity: String
  /// What the watches have delivered so far; nil before the first list.
  var revision: Int64?
  /// The API server process that the watches are connected to.
  var server: MemberID?
  var queue: OrderedDictionary<Item, Turn> = [:]
  /// Whether it holds the lease. Only then does it work, and only then does it end when it cannot renew it.
  var isLeading = false
  /// Whose lease it has seen, as holder and time of renewal, and when it saw that first: a lease that nobody renews is
  /// taken over when it has been seen unchanged for as long as it is good for.
  var seen: (record: String, since: Instant)?
  /// The lease as it was seen last; null before the first look.
  var lease = Value.null
  /// When the lease was renewed last; the loop ends when it could not for too long.
  var renewed: Instant
  var nextRenewal: Instant
  /// Where the API server cannot be reached: when it says so next.
  var nextComplaint: Instant?
  /// Why a controller-manager ends as soon as it leads: which controller stumbles, and what it says.
  var leadingProblem: (controller: String, text: String)?
  /// Who the API server takes it for: whom its certificate names.
  var user = UserInfo(name: "", groups: [])

  /// How long the process goes on after it has renewed its lease: the 2 s until the next time, and the renew deadline of
  /// 10 s (recordings of an outage, v1.36.2: 10.4 to 12.5 s after the death of etcd).
  static let patience = Span.seconds(12.1)
  /// How much longer a scheduler tries to give the lease back where requests hang.
  static let farewell = Span.seconds(4.6)

  static let renewalPeriod = Span.seconds(2)
}

/// The cluster as a controller's caches show it.
struct CachedCluster: ClusterReader {
  let server: APIServer
  let settings: ControllerSettings
  var notes: TurnNotes?

  var revision: Int64 { server.revision }

  func changes(after revision: Int64) -> [(object: Value, isDeletion: Bool)]? {
    server.changes(after: revision)?.map { ($0.object, $0.kind == .deleted) }
  }

  var kinds: Kinds { server.kinds }

  func object(_ ref: ObjectRef) -> Value? {
    let version = GroupVersion(ref.apiVersion)
    guard let kind = kinds.kind(ref.kind, group: version.group, version: version.version) else { return nil }
    return server.cached(kind, namespace: ref.namespace, name: ref.name)
  }

  func objects(_ kind: WatchedKind, namespace: String?) -> [Value] {
    if kind == .everything { return everything(namespace: namespace) }
    guard let resource = kinds.preferred(kind: kind.kind, group: kind.group) else { return [] }
    return server.cached(resource, namespace: namespace ?? "")
  }

  func objects(_ kind: WatchedKind, namespace: String, namedFrom prefix: String) -> [Value] {
    guard let resource = kinds.preferred(kind: kind.kind, group: kind.group) else { return [] }
    return server.cached(resource, namespace: namespace, namedFrom: prefix)
  }

  func everything(namespace: String?) -> [Value] { server.cachedEverything(namespace: namespace) }
}

extension World {
  /// One turn of a control loop: renews its lease, looks at what has changed, and reconciles what is due.
  mutating func stepLoop(_ loop: inout ControlLoop, _ id: MemberID) -> ProgramEnd? {
    guard let server = reachableServer(loop.connection, from: id.host) else { return goOnAlone(&loop, id) }
    if loop.server != server, case .apiServer(let process)? = members[server]?.program {
      loop.user = process.authenticate(loop.connection, at: wall) ?? .anonymous
    }
    if loop.server != server {
      loop.server = server
      loop.revision = nil
    }
    if now >= loop.nextRenewal {
      loop.nextRenewal = now + ControlLoop.renewalPeriod
      if loop.isLeading || mayLead(&loop, id, server) { renewLease(&loop, id, server) }
    }
    if loop.isLeading {
      if let problem = loop.leadingProblem {
        return ProgramEnd(status: 1, log: MemberLog.stumbled(problem.controller, problem.text, at: wall))
      }
      enqueueChanges(&loop, server)
      reconcileDue(&loop, server)
    }
    let next = loop.isLeading ? loop.queue.values.map(\.due).min() ?? .never : .never
    wake(.member(id), at: min(next, loop.nextRenewal))
    return nil
  }

  /// A turn without an API server: says why every few seconds, and ends when it has led and could not renew for too long.
  private mutating func goOnAlone(_ loop: inout ControlLoop, _ id: MemberID) -> ProgramEnd? {
    let isScheduler = loop.program == "kube-scheduler"
    let problem = loop.isLeading ? connectionProblem(loop, from: id.host) : nil
    let hangs = problem.map { !$0.hasSuffix("connection refused") } ?? false
    let patience = ControlLoop.patience + (isScheduler && hangs ? ControlLoop.farewell : .zero)
    if loop.isLeading, now - loop.renewed >= patience {
      let problem = problem ?? "context deadline exceeded"
      return ProgramEnd(status: 1, log: MemberLog.leaseLost(loop.program, problem, at: wall))
    }
    loop.server = nil
    // A scheduler asks for the lease only once its caches are filled: before that it says nothing of it (recorded).
    if now >= loop.nextComplaint ?? now, loop.isLeading || !isScheduler {
      if let problem = connectionProblem(loop, from: id.host) {
        logMember(id, [MemberLog.leaseProblem(loop.program, problem, at: wall)])
      }
      // Every 2 s while it leads, else as long again with up to 120 % of jitter (client-go, leaderelection.go).
      let jitter = loop.isLeading ? 0 : draw("lease retries \(id.host)") { Double($0.below(2400)) / 1000 }
      loop.nextComplaint = now + .seconds(2 + jitter)
    }
    let last = loop.isLeading ? loop.renewed + patience : .never
    wake(.member(id), at: min(now + .seconds(1), last))
    return nil
  }

  /// What client-go says of a request for the lease that cannot be answered; nil where it would be answered.
  private mutating func connectionProblem(_ loop: ControlLoop, from hostName: String) -> String? {
    let request = APIRequest(.get, leasePath(loop.program), userAgent: loop.program)
    let start = "Get \"\(loop.connection.server)\(leasePath(loop.program))?timeout=5s\": "
    switch exchange(request, over: loop.connection, from: hostName) {
    case .failed(let failure): return start + failure.text
    case .silent: return start + "net/http: TLS handshake timeout"
    case .storageSilent: return start + "context deadline exceeded"
    case .answered(let response):
      if response.isSuccess { return nil }
      return response.code == 401 ? "Unauthorized" : response.value["message"]?.string
    }
  }

  /// The API server that a connection leads to, if it answers and knows its roles; nil otherwise.
  func reachableServer(_ connection: APIConnection, from hostName: String) -> MemberID? {
    guard let url = ServerURL(connection.server),
      case .host(let target, let address) = resolve(url.host, from: hostName),
      let id = member(on: target, address: address, port: url.port),
      case .apiServer(let process)? = members[id]?.program,
      case .serving(let authorized, _) = process.phase, now >= authorized,
      process.authenticate(connection, at: wall) != nil, isTrusted(process, by: connection, name: url.host)
    else { return nil }
    return process.etcdLost == nil ? id : nil
  }

  private func leasePath(_ program: String, name: Bool = true) -> String {
    APIRequest.path(
      group: "coordination.k8s.io", version: "v1", namespace: "kube-system", resource: "leases",
      name: name ? program : "")
  }

  /// Whether nobody else holds the lease, as far as this process has seen (client-go, leaderelection.go).
  private mutating func mayLead(_ loop: inout ControlLoop, _ id: MemberID, _ server: MemberID) -> Bool {
    let request = APIRequest(.get, leasePath(loop.program), userAgent: loop.program, user: loop.user)
    guard let response = respond(to: request, by: server).response else { return false }
    if response.code == 404 {
      loop.lease = .null
      return true
    }
    guard response.isSuccess else { return false }
    loop.lease = response.value
    let spec = response.value["spec"] ?? .null
    guard let holder = spec["holderIdentity"]?.string, !holder.isEmpty, holder != loop.identity else { return true }
    let record = "\(holder) \(spec["renewTime"]?.string ?? "")"
    if loop.seen?.record != record { loop.seen = (record, now) }
    let seconds = spec["leaseDurationSeconds"]?.int ?? 15
    return now - (loop.seen?.since ?? now) >= .seconds(seconds)
  }

  /// Whether a scheduler's lease can be given back at once: an API server whose etcd is gone keeps it waiting.
  func mayGiveLeaseBack(_ id: MemberID) -> Bool {
    guard case .scheduler(let loop)? = members[id]?.program,
      let server = loop.server, case .apiServer(let process)? = members[server]?.program
    else { return true }
    return hasEtcd(process, server)
  }

  /// A scheduler that is told to end gives its lease back, so that the next one need not wait (recorded: it binds after
  /// 1.7 s; a controller-manager keeps the lease, and the next one waits).
  mutating func giveLeaseBack(_ loop: ControlLoop, from hostName: String) {
    guard loop.isLeading, let server = reachableServer(loop.connection, from: hostName) else { return }
    var lease = loop.lease
    lease.set(["spec", "holderIdentity"], to: "")
    lease.set(["spec", "leaseDurationSeconds"], to: 1)
    _ = respond(
      to: APIRequest(
        .put, leasePath(loop.program), userAgent: loop.program, body: .value(lease), user: loop.user), by: server)
  }

  private mutating func renewLease(_ loop: inout ControlLoop, _ id: MemberID, _ server: MemberID) {
    let isNew = loop.lease.isNull
    var lease: Value = loop.lease
    if isNew {
      lease = [
        "apiVersion": "coordination.k8s.io/v1", "kind": "Lease",
        "metadata": ["name": .string(loop.program), "namespace": "kube-system"], "spec": ["leaseTransitions": 0],
      ]
    }
    lease.set(["spec", "holderIdentity"], to: .string(loop.identity))
    lease.set(["spec", "leaseDurationSeconds"], to: 15)
    lease.set(["spec", "renewTime"], to: .string(wall.rfc3339Micro))
    if !loop.isLeading {
      lease.set(["spec", "acquireTime"], to: .string(wall.rfc3339Micro))
      if !isNew {
        lease.set(["spec", "leaseTransitions"], to: .int(Int64((lease["spec", "leaseTransitions"]?.int ?? 0) + 1)))
      }
    }
    let path = leasePath(loop.program, name: !isNew)
    let request = APIRequest(
      isNew ? .post : .put, path, userAgent: loop.program, body: .value(lease), user: loop.user)
    guard let response = respond(to: request, by: server).response else { return }
    guard response.isSuccess else {
      // Somebody else has changed it, or it is gone: the next turn looks first.
      let look = APIRequest(.get, leasePath(loop.program), userAgent: loop.program, user: loop.user)
      let found = respond(to: look, by: server).response
      loop.lease = found?.isSuccess == true ? found?.value ?? .null : .null
      return
    }
    loop.lease = response.value
    loop.renewed = now
    guard !loop.isLeading else { return }
    loop.isLeading = true
    loop.settings.leadingSince = wall
    loop.revision = nil
    let lock = "lock=\"kube-system/\(loop.program)\""
    logMember(id, ["\(KlogHeader.info(wall, "leaderelection.go:272"))] \"Successfully acquired lease\" \(lock)"])
  }

  private mutating func enqueueChanges(_ loop: inout ControlLoop, _ id: MemberID) {
    guard case .apiServer(let process)? = members[id]?.program else { return }
    let cluster = CachedCluster(server: process.server, settings: loop.settings)
    let objects: [Value]
    if let revision = loop.revision, let changes = process.server.changes(after: revision) {
      objects = changes.map(\.object)
    } else {
      objects = cluster.everything(namespace: nil)
    }
    loop.revision = process.server.revision
    var watchers: [WatchedKind: [Int]] = [:]
    for object in objects {
      let kind = WatchedKind(of: object)
      if watchers[kind] == nil {
        watchers[kind] = loop.controllers.indices.filter { index in
          loop.controllers[index].watches.contains { $0 == kind || $0 == .everything }
        }
      }
      for index in watchers[kind] ?? [] {
        for ref in loop.controllers[index].refs(changed: object, reading: cluster) {
          let item = ControlLoop.Item(controller: index, ref: ref)
          let known = loop.queue[item]
          if known.map({ $0.due > now }) ?? true {
            loop.queue[item] = ControlLoop.Turn(due: now, attempt: known?.attempt ?? 0)
          }
        }
      }
    }
  }

  private mutating func reconcileDue(_ loop: inout ControlLoop, _ id: MemberID) {
    let due = loop.queue.filter { $0.value.due <= now }
    guard !due.isEmpty, case .apiServer? = members[id]?.program else { return }
    loop.queue.removeAll { $0.value.due <= now }
    let notes = TurnNotes()
    for (item, turn) in due {
      guard case .apiServer(let process)? = members[id]?.program else {
        loop.queue[item] = turn
        continue
      }
      let cluster = CachedCluster(server: process.server, settings: loop.settings, notes: notes)
      let controller = loop.controllers[item.controller]
      let time = wall
      let reaction = draw("\(loop.program) \(id.host) \(controller.name)") { chance in
        controller.reconcile(item.ref, reading: cluster, now: time, chance: &chance)
      }
      guard !reaction.steps.isEmpty || reaction.again != nil else { continue }
      let result = reaction.perform(by: controller.client, reading: cluster, now: time, attempt: turn.attempt) {
        request in
        switch respond(to: request, by: id) {
        case .answered(let response): response
        case .watching: APIResponse(.internalError("controllers do not watch through requests"))
        case .storageFailed(let error, _): APIResponse(.timeout(error.message))
        }
      }
      if let again = result.again {
        loop.queue[item] = ControlLoop.Turn(due: now + again, attempt: result.attempt)
      }
    }
  }
}
