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
  let settings: ControllerSettings
  let connection: APIConnection
  let identity: String
  /// What the watches have delivered so far; nil before the first list.
  var revision: Int64?
  /// The API server process that the watches are connected to.
  var server: MemberID?
  var queue: OrderedDictionary<Item, Turn> = [:]
  /// When the lease was renewed last; the loop ends when it could not for too long.
  var renewed: Instant
  var nextRenewal: Instant

  /// How long the process goes on without renewing its lease: the renew deadline of 10 s, and for the scheduler 5 s
  /// more in which it tries to give the lease back (recordings of an outage, v1.36.2).
  var patience: Span { program == "kube-scheduler" ? .seconds(15.5) : .seconds(10.6) }

  static let renewalPeriod = Span.seconds(2)
}

/// The cluster as a controller's caches show it.
struct CachedCluster: ClusterReader {
  let server: APIServer
  let settings: ControllerSettings

  var kinds: Kinds { server.kinds }

  func object(_ ref: ObjectRef) -> Value? {
    let version = GroupVersion(ref.apiVersion)
    guard let kind = kinds.kind(ref.kind, group: version.group, version: version.version) else { return nil }
    return server.cached(kind, namespace: ref.namespace, name: ref.name)
  }

  func objects(_ kind: WatchedKind, namespace: String?) -> [Value] {
    if kind == .everything { return everything(namespace: namespace) }
    guard let resource = kinds.all.first(where: { $0.kind == kind.kind && $0.group == kind.group && $0.isPreferred })
    else { return [] }
    return server.cached(resource, namespace: namespace ?? "")
  }

  func everything(namespace: String?) -> [Value] { server.cachedEverything(namespace: namespace) }
}

extension World {
  /// One turn of a control loop: renews its lease, looks at what has changed, and reconciles what is due.
  mutating func stepLoop(_ loop: inout ControlLoop, _ id: MemberID) -> ProgramEnd? {
    guard let server = reachableServer(loop.connection, from: id.host) else {
      if now - loop.renewed >= loop.patience {
        let place = loop.program == "kube-scheduler" ? "server.go:311" : "leaderelection.go:309"
        let text = loop.program == "kube-scheduler" ? "\"Leaderelection lost\"" : "\"leaderelection lost\""
        return ProgramEnd(status: 1, log: ["\(KlogHeader.error(wall, place))] \(text)"])
      }
      loop.server = nil
      wake(.member(id), at: min(now + .seconds(1), loop.renewed + loop.patience))
      return nil
    }
    if loop.server != server {
      loop.server = server
      loop.revision = nil
    }
    renewLease(&loop, server)
    enqueueChanges(&loop, server)
    reconcileDue(&loop, server)
    let next = loop.queue.values.map(\.due).min() ?? .never
    wake(.member(id), at: min(next, loop.nextRenewal))
    return nil
  }

  /// The API server that a connection leads to, if it answers and knows its roles; nil otherwise.
  func reachableServer(_ connection: APIConnection, from hostName: String) -> MemberID? {
    guard let url = ServerURL(connection.server),
      case .host(let target, let address) = resolve(url.host, from: hostName),
      let id = member(on: target, address: address, port: url.port),
      case .apiServer(let process)? = members[id]?.program,
      case .serving(let authorized, _) = process.phase, now >= authorized,
      process.authenticate(connection, at: wall) != nil
    else { return nil }
    return process.etcdLost == nil ? id : nil
  }

  private mutating func renewLease(_ loop: inout ControlLoop, _ server: MemberID) {
    guard now >= loop.nextRenewal else { return }
    let user = UserInfo(name: "system:\(loop.program)", groups: ["system:authenticated"])
    let path = APIRequest.path(
      group: "coordination.k8s.io", version: "v1", namespace: "kube-system", resource: "leases", name: loop.program)
    let spec: Value = [
      "holderIdentity": .string(loop.identity), "leaseDurationSeconds": 15, "renewTime": .string(wall.rfc3339Micro),
    ]
    var request = APIRequest(
      .patch, path, contentType: APIRequest.mergePatch, userAgent: loop.program, body: .value(["spec": spec]),
      user: user)
    var outcome = respond(to: request, by: server)
    if outcome.response?.code == 404 {
      var lease: Value = [
        "apiVersion": "coordination.k8s.io/v1", "kind": "Lease",
        "metadata": ["name": .string(loop.program), "namespace": "kube-system"], "spec": spec,
      ]
      lease.set(["spec", "acquireTime"], to: .string(wall.rfc3339Micro))
      lease.set(["spec", "leaseTransitions"], to: 0)
      request = APIRequest(
        .post, APIRequest.path(group: "coordination.k8s.io", version: "v1", namespace: "kube-system", resource: "leases"),
        userAgent: loop.program, body: .value(lease), user: user)
      outcome = respond(to: request, by: server)
    }
    if outcome.response != nil { loop.renewed = now }
    loop.nextRenewal = now + ControlLoop.renewalPeriod
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
    for object in objects {
      for (index, controller) in loop.controllers.enumerated()
      where controller.watches.contains(where: { $0.matches(object) }) {
        for ref in controller.refs(changed: object, reading: cluster) {
          let item = ControlLoop.Item(controller: index, ref: ref)
          if loop.queue[item].map({ $0.due > now }) ?? true {
            loop.queue[item] = ControlLoop.Turn(due: now, attempt: loop.queue[item]?.attempt ?? 0)
          }
        }
      }
    }
  }

  private mutating func reconcileDue(_ loop: inout ControlLoop, _ id: MemberID) {
    let due = loop.queue.filter { $0.value.due <= now }
    for (item, turn) in due {
      loop.queue[item] = nil
      guard case .apiServer(let process)? = members[id]?.program else { return }
      let cluster = CachedCluster(server: process.server, settings: loop.settings)
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
