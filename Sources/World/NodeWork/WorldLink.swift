import APIServer
import Documents
import Etcd
import Hosts
import KubeModel
import Nodes
import Simulation

/// The world as a node's kubelet sees it during one step.
///
/// The step holds the node's host and runtime; for as long as the world does something, they are back in their place.
final class WorldLink: NodeLink {
  var world: World
  let hostName: String

  init(world: World, hostName: String) {
    self.world = world
    self.hostName = hostName
  }

  /// Has the world do something, with the node in its place meanwhile.
  private func inWorld<Result>(_ here: inout Surroundings, _ body: (inout World) -> Result) -> Result {
    world.swapNode(hostName, &here)
    defer { world.swapNode(hostName, &here) }
    return body(&world)
  }

  func send(
    _ request: APIRequest, through connection: KubeletConnection, since: Instant, in here: inout Surroundings
  ) -> LinkAnswer {
    let waited = here.now - since
    let exchange = inWorld(&here) { world -> Exchange in
      let connection = world.connection(connection, of: hostName)
      if waited > .zero, world.isStorageStillSilent(connection, from: hostName) {
        return .storageSilent(isWrite: request.method != .get)
      }
      return world.exchange(request, over: connection, from: hostName)
    }
    switch exchange {
    case .answered(let response): return .response(response)
    case .failed(let failure):
      // A connection that was taken and is then dropped has no listener any more.
      return .failure(waited > .milliseconds(300) && failure.kind == .refused ? "EOF" : failure.text)
    case .silent:
      return waited >= .seconds(10) ? .failure("net/http: TLS handshake timeout") : .hangs
    case .storageSilent(let isWrite):
      guard waited >= (isWrite ? .seconds(34) : .seconds(60)) else { return .hangs }
      let text = "request did not complete within requested timeout - context deadline exceeded"
      return .response(APIResponse(.timeout(text)))
    }
  }

  func pods(
    of node: String, after version: Int?, through connection: KubeletConnection, in here: inout Surroundings
  ) -> PodFeed {
    inWorld(&here) { world in
      guard let id = world.reachableServer(world.connection(connection, of: hostName), from: hostName),
        case .apiServer(let process)? = world.members[id]?.program
      else { return .unavailable("connection refused") }
      let server = process.server
      let newest = Int(server.revision)
      let isHere = { (pod: Value) in pod["spec", "nodeName"]?.string == node }
      // A watch from a revision that the server has not reached delivers nothing until it has: so a kubelet does not
      // learn what a restore undid (recorded: the container of a Pod that vanished runs on until the kubelet restarts).
      if let version, version > newest { return .changes([], version: version) }
      guard let version, let changes = server.changes(after: Int64(version)) else {
        guard let kind = server.kinds.kind("Pod", group: "", version: "v1") else { return .list([], version: newest) }
        return .list(server.cached(kind).filter(isHere), version: newest)
      }
      let pods = changes.compactMap { change -> PodChange? in
        guard change.object.kind == "Pod", isHere(change.object) else { return nil }
        return change.kind == .deleted ? .deleted(change.object) : .changed(change.object)
      }
      return .changes(pods, version: newest)
    }
  }

  func launch(_ container: Container, in sandbox: Sandbox, in here: inout Surroundings) -> Workload? {
    let program = container.arguments.first?.split(separator: "/").last.map(String.init) ?? ""
    guard World.componentNames.contains(program), sandbox.hostNetwork else { return nil }
    // The runtime gives the process the next number as soon as it has the workload.
    let pid = here.host.processes.nextPID
    var environment: [String: String] = [:]
    for entry in container.environment { environment[entry.name] = entry.value }
    let place = ProgramPlace(
      arguments: container.arguments, environment: environment, accessor: container.accessor, host: hostName, pid: pid,
      tag: String(container.plan.image.split(separator: ":").last ?? ""))
    let start = inWorld(&here) { world in world.start(place) }
    var workload = Workload()
    workload.lines = start.log.map { Workload.Line(after: $0.after, stream: .errors, text: $0.text) }
    workload.stopsAfter = .seconds(1)
    workload.residentKiB = Self.memory[program] ?? 60_000
    workload.load = 0.02
    switch start.outcome {
    case .running(let listeners):
      workload.ports = listeners.map { ServedPort(port: $0.port, address: $0.address, answer: .component) }
    case .ends(let after, let status): workload.ends = (after: after, code: status)
    }
    return workload
  }

  /// Resident memory in KiB (measured on a control plane of v1.36.2).
  private static let memory = [
    "etcd": 49_808, "kube-apiserver": 285_684, "kube-controller-manager": 130_164, "kube-scheduler": 69_644,
  ]

  func stopping(_ container: Container, in here: inout Surroundings) -> (after: Span?, code: Int)? {
    let id = MemberID(host: hostName, pid: container.pid)
    guard let member = world.members[id] else { return nil }
    let served = here.now - member.started
    let mayGiveBack = inWorld(&here) { world in world.mayGiveLeaseBack(id) }
    let lines = inWorld(&here) { world in world.tellToStop(id) }
    let now = here.now
    for line in lines { here.runtime.print(line, stream: .errors, by: container.id, at: now, host: &here.host) }
    // Recorded: controller-manager 0.3 s, scheduler 0.5 s, or 5.5 s where it cannot give its lease back; etcd 7.2 to
    // 7.7 s; the API server lingers for as long as watches are open, which they always are after some seconds, and is
    // killed.
    switch member.program {
    case .controllerManager: return (.milliseconds(300), 0)
    case .scheduler: return (.milliseconds(mayGiveBack ? 500 : 5500), 0)
    case .etcd: return (.milliseconds(7400), 0)
    case .apiServer: return served > .seconds(25) ? (nil, 137) : (.milliseconds(3200), 0)
    case .busy: return nil
    }
  }

  func probe(_ probe: ProbeRequest, in here: inout Surroundings) -> ProbeAnswer? {
    guard case .http(_, let host, let port, let path, _) = probe else { return nil }
    let now = here.now
    return inWorld(&here) { world in
      world.componentHTTP(path, host: host, port: port, on: hostName, at: now)
    }
  }
}

extension APIConnection {
  init(_ kubelet: KubeletConnection) {
    self.init(server: kubelet.server)
    certificateAuthority = kubelet.certificateAuthority.map { Array($0.utf8) }
    skipsVerification = kubelet.skipsVerification
    clientCertificate = kubelet.clientCertificate.map { Array($0.utf8) }
    clientKey = kubelet.clientKey.map { Array($0.utf8) }
    token = kubelet.token
  }
}
