import APIServer
import Documents
import Hosts
import KubeModel
import Nodes
import Simulation

extension World {
  /// Lends a node to its kubelet or to a tool that speaks to its runtime, and takes back what became of it.
  mutating func lend<Result>(_ hostName: String, _ body: (inout Surroundings) -> Result) -> Result? {
    guard hosts[hostName] != nil, nodes[hostName] != nil else { return nil }
    let moment = now
    let link = WorldLink(world: handOver(), hostName: hostName)
    var here = Surroundings(now: moment, host: .vacant, runtime: .vacant, link: link)
    link.world.swapNode(hostName, &here)
    let result = body(&here)
    link.world.swapNode(hostName, &here)
    swap(&self, &link.world)
    sweepMembers(of: hostName)
    return result
  }

  /// Exchanges the host and the runtime of a node with those of `here`: moved and not copied, so that whoever has
  /// them changes them in place.
  mutating func swapNode(_ name: String, _ here: inout Surroundings) {
    if let place = hosts.index(forKey: name) { swap(&hosts.values[place], &here.host) }
    if let place = nodes.index(forKey: name) { swap(&nodes.values[place].runtime, &here.runtime) }
  }

  /// The whole world, with nothing left behind: what then changes in it is changed in place and not copied.
  private mutating func handOver() -> World {
    var whole = World(seed: seed, epoch: epoch)
    swap(&whole, &self)
    return whole
  }

  /// Lets the kubelet of a host do what is due.
  mutating func stepKubelet(of hostName: String) {
    guard var kubelet = nodes[hostName]?.kubelet else {
      // Without a kubelet containers run on, print and end.
      let next = lend(hostName) { here -> Instant? in
        here.runtime.advance(to: here.now, host: &here.host)
        return here.runtime.nextDue
      }
      if let next = next ?? nil { wake(.kubelet(hostName), at: max(next, now + .milliseconds(1))) }
      return
    }
    changeNode(hostName) {
      $0.kubelet = nil
      $0.isStepping = true
    }
    let next = lend(hostName) { here in kubelet.step(in: &here) }
    changeNode(hostName) { node in
      // Stopped meanwhile, it is no kubelet any more.
      guard node.isStepping else { return }
      node.isStepping = false
      node.kubelet = kubelet
    }
    guard nodes[hostName]?.kubelet != nil else { return }
    if let next { wake(.kubelet(hostName), at: max(next, now + .milliseconds(1))) }
    wakeQuestions(of: hostName)
  }

  /// The files of a host have been changed by somebody: the kubelet sees at once what concerns it (inotify).
  mutating func noticeFiles(of hostName: String) {
    guard let kubelet = nodes[hostName]?.kubelet, let host = hosts[hostName], kubelet.hasFileChanges(on: host)
    else { return }
    wake(.kubelet(hostName), at: now)
  }

  /// Kubelets whose Pods an API server has changed have a turn soon.
  mutating func wakeKubelets(watching server: MemberID, news: [APIChange]?) {
    guard let cluster = cluster(ofHost: server.host) else { return }
    for place in nodes.values.indices
    where nodes.values[place].cluster == cluster && nodes.values[place].hasKubelet {
      let host = nodes.keys[place]
      let concerns = news.map { changes in
        changes.contains { $0.object.kind == "Pod" && $0.object["spec", "nodeName"]?.string == host }
      }
      if concerns ?? true { wake(.kubelet(host), after: .milliseconds(30)) }
    }
  }

  /// Members whose process has gone are members no more.
  mutating func sweepMembers(of hostName: String) {
    for id in members.keys where id.host == hostName && hosts[hostName]?.processes[id.pid] == nil {
      // A process that is about to start has its number, and is not in the table yet.
      if members[id]?.started != now { stopMember(id) }
    }
  }

  /// A program of the control plane has ended by itself.
  mutating func endMember(_ id: MemberID, _ end: ProgramEnd) {
    logMember(id, end.log)
    stopMember(id)
    if let container = nodes[id.host]?.runtime.containers.first(where: { $0.pid == id.pid && $0.isRunning }) {
      let now = self.now
      _ = lend(id.host) { here in
        here.runtime.containerExited(container.id, code: end.status, at: now, host: &here.host)
      }
      wake(.kubelet(id.host), after: .milliseconds(1))
    } else if let unit = unit(of: id) {
      control(id.host) { host, now in host.serviceExited(unit, .code(end.status), at: now) }
    } else {
      hosts[id.host]?.endProcess(id.pid)
    }
  }

  /// What a member of the control plane prints: into its container's log, or into the journal of its unit.
  mutating func logMember(_ id: MemberID, _ lines: [String]) {
    guard !lines.isEmpty else { return }
    if let container = nodes[id.host]?.runtime.containers.first(where: { $0.pid == id.pid && $0.isRunning }) {
      guard var host = hosts[id.host] else { return }
      for line in lines {
        nodes[id.host]?.runtime.print(line, stream: .errors, by: container.id, at: now, host: &host)
      }
      hosts[id.host] = host
    } else if let unit = unit(of: id), let program = hosts[id.host]?.processes[id.pid]?.name {
      for line in lines { journal(line, unit: unit, program: program, pid: id.pid, at: now, on: id.host) }
    }
  }

  private func unit(of id: MemberID) -> String? {
    guard case .service(let unit)? = hosts[id.host]?.processes[id.pid]?.owner else { return nil }
    return unit
  }

  /// What a component answers to the kubelet's HTTP probes; nil where the port is not one of a component.
  func componentHTTP(_ path: String, host: String, port: Int, on hostName: String, at now: Instant) -> ProbeAnswer? {
    let address = host == "localhost" ? "127.0.0.1" : host
    guard let id = member(on: hostName, address: address, port: port), let member = members[id] else {
      let isComponent = [2381, 6443, 10257, 10259].contains(port)
      return isComponent ? .failed("dial tcp \(host):\(port): connect: connection refused") : nil
    }
    switch member.program {
    case .etcd(let server):
      guard let answer = server.http(path, at: now) else { return .timedOut }
      return .status(answer.status, body: answer.body)
    case .apiServer(let process):
      guard case .serving(let authorized, let ready) = process.phase else { return .timedOut }
      if now < authorized { return .status(403, body: "") }
      // The kubelet's probes are anonymous.
      if !process.server.options.allowsAnonymous { return .status(401, body: "Unauthorized") }
      if !process.server.options.authorizationModes.contains("RBAC") { return .status(403, body: "forbidden") }
      if let lost = process.etcdLost, now - lost > .seconds(1) { return .status(500, body: "[-]etcd failed: reason withheld\n") }
      return .status(path.hasPrefix("/readyz") && now < ready ? 500 : 200, body: "ok")
    case .scheduler(let loop):
      // Until its caches are filled the scheduler lives, and is not ready (recorded).
      let isReady = !path.hasPrefix("/readyz") || loop.isLeading || loop.server != nil || loop.seen != nil
      let body = "[+]leaderElection ok\n[+]shutdown ok\n[-]sched-handler-sync failed: reason withheld\nreadyz check failed\n"
      return isReady ? .status(200, body: "ok") : .status(500, body: body)
    case .controllerManager: return .status(200, body: "ok")
    case .busy: return .timedOut
    }
  }
}
