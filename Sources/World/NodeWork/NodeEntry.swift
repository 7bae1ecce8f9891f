import Assets
import Documents
import Hosts
import KubeModel
import Nodes
import Simulation

/// What makes a host a node: its container runtime, and the kubelet while its service runs.
struct NodeEntry: Sendable {
  /// The cluster that it belongs to.
  var cluster: String
  var runtime: ContainerRuntime
  var kubelet: Kubelet?
  /// Whether the kubelet has been taken out for a step, so that it is changed in place and not copied.
  var isStepping = false
  /// How the kubelet reaches the API server, with what its files said when they were read last.
  var link: (from: KubeletConnection, to: APIConnection)?

  var hasKubelet: Bool { kubelet != nil || isStepping }
}

/// A service whose main process ends by itself.
struct ServiceEnd: Sendable {
  var unit: String
  var pid: Int
  var at: Instant
  var code: Int
}

extension World {
  /// The connection of a kubelet; its certificates are read once.
  mutating func connection(_ kubelet: KubeletConnection, of hostName: String) -> APIConnection {
    if let link = nodes[hostName]?.link, link.from == kubelet { return link.to }
    let connection = APIConnection(kubelet)
    nodes[hostName]?.link = (kubelet, connection)
    return connection
  }

  /// Makes a host a node of a cluster, and starts containerd and the kubelet on it.
  mutating func enterNode(_ entry: WorldPlan.HostEntry, cluster: String) {
    guard let catalogue = try? YAML.value(Assets.text("Assets/images.yaml")) else {
      preconditionFailure("Assets/images.yaml is damaged")
    }
    var runtime = ContainerRuntime(
      images: ImageStore(catalogue: catalogue), chance: Chance(seed: seed, name: "runtime \(entry.name)"))
    // Until the controller-manager has given the node its range.
    runtime.podRange = entry.role == .node ? "10.44.1.0/24" : "10.44.0.0/24"
    runtime.reservedAddresses = settings.podAddresses
    let pulled = plan?.pulledImages ?? []
    for image in KubeadmFiles.images(settings, isControlPlane: entry.role == .controlPlane) + pulled {
      runtime.images.install(image)
    }
    nodes[entry.name] = NodeEntry(cluster: cluster, runtime: runtime, kubelet: nil)
    control(entry.name) { host, now in
      host.startUnit("containerd.service", at: now) + host.startUnit("kubelet.service", at: now)
    }
  }

  /// Lets systemd of a host do something, and does what follows from it.
  @discardableResult
  public mutating func control<Result>(
    _ hostName: String, _ change: (inout Host, Instant) -> (Result, [ServiceAction])
  ) -> Result? {
    guard var host = hosts[hostName] else { return nil }
    let (result, actions) = change(&host, now)
    hosts[hostName] = host
    for action in actions { perform(action, on: hostName) }
    wakeServices(of: hostName)
    sweepMembers(of: hostName)
    return result
  }

  /// The same where nothing but the actions comes of it.
  public mutating func control(_ hostName: String, _ change: (inout Host, Instant) -> [ServiceAction]) {
    control(hostName) { (host: inout Host, now: Instant) in ((), change(&host, now)) }
  }

  private mutating func perform(_ action: ServiceAction, on hostName: String) {
    switch action {
    case .started(let unit, let pid, let arguments, let environment, _, let mustNotify):
      started(unit, pid: pid, arguments: arguments, environment: environment, mustNotify: mustNotify, on: hostName)
    case .stopped(let unit, let pid):
      serviceEnds[hostName]?.removeAll { $0.pid == pid }
      if unit == "kubelet.service" {
        nodes[hostName]?.kubelet = nil
        nodes[hostName]?.isStepping = false
        schedule.forget(.kubelet(hostName))
      } else if unit == "containerd.service" {
        nodes[hostName]?.runtime.isRunning = false
        wake(.kubelet(hostName), after: .milliseconds(1))
      }
      stopMember(MemberID(host: hostName, pid: pid))
    case .signalled: break
    }
  }

  private mutating func started(
    _ unit: String, pid: Int, arguments: [String], environment: [String: String], mustNotify: Bool, on hostName: String
  ) {
    let program = arguments.first?.split(separator: "/").last.map(String.init) ?? ""
    if program == "kubelet", nodes[hostName] != nil {
      startKubelet(unit, pid: pid, arguments: arguments, on: hostName)
    } else if program == "containerd", nodes[hostName] != nil {
      nodes[hostName]?.runtime.isRunning = true
      wake(.kubelet(hostName), after: .milliseconds(500))
    } else if Self.componentNames.contains(program) {
      let place = ProgramPlace(
        arguments: arguments, environment: environment, accessor: .root, host: hostName, pid: pid)
      let start = start(place)
      for line in start.log { journal(line.text, unit: unit, program: program, pid: pid, at: now + line.after, on: hostName) }
      if case .ends(let after, let status) = start.outcome {
        serviceEnds[hostName, default: []].append(ServiceEnd(unit: unit, pid: pid, at: now + after, code: status))
      }
    }
    if mustNotify { hosts[hostName]?.serviceIsReady(unit, at: now) }
    wakeServices(of: hostName)
  }

  private mutating func startKubelet(_ unit: String, pid: Int, arguments: [String], on hostName: String) {
    let seed = self.seed
    let start = lend(hostName) { here in
      Kubelet.start(arguments: arguments, pid: pid, unit: unit, seed: seed, in: &here)
    }
    switch start {
    case .running(let kubelet)?:
      nodes[hostName]?.kubelet = kubelet
      wake(.kubelet(hostName), after: .milliseconds(100))
    case .failed(let code, let after)?:
      serviceEnds[hostName, default: []].append(ServiceEnd(unit: unit, pid: pid, at: now + after, code: code))
    case nil: break
    }
  }

  /// Lets systemd of a host do what is due: restarts, and the ends of processes that cannot go on.
  mutating func workOffServices(of hostName: String) {
    control(hostName) { host, now in host.workOffServices(at: now) }
    let ended = (serviceEnds[hostName] ?? []).filter { $0.at <= now }
    serviceEnds[hostName]?.removeAll { $0.at <= now }
    for end in ended {
      stopMember(MemberID(host: hostName, pid: end.pid))
      control(hostName) { host, now in
        host.systemd.state(of: end.unit).mainPID == end.pid ? host.serviceExited(end.unit, .code(end.code), at: now) : []
      }
    }
    wakeServices(of: hostName)
  }

  private mutating func wakeServices(of hostName: String) {
    var due = serviceEnds[hostName]?.map(\.at).min() ?? .never
    for state in hosts[hostName]?.systemd.states.values.map({ $0 }) ?? [] {
      if let restart = state.restartDue { due = min(due, restart) }
      if let ready = state.readyDue { due = min(due, ready) }
    }
    if due != .never { wake(.services(hostName), at: due) }
  }

  mutating func journal(
    _ text: String, unit: String?, program: String, pid: Int, at instant: Instant, on hostName: String
  ) {
    hosts[hostName]?.journal.append(
      Journal.Entry(time: instant, unit: unit, identifier: program, pid: pid, priority: 6, text: text))
  }
}
