import Documents
import Hosts
import KubeModel
import Simulation

/// What the kubelet knows of a container's probes (pkg/kubelet/prober).
struct ContainerProbes: Sendable {
  struct Probe: Sendable {
    var value: Value
    var due: Instant
    var successes = 0
    var failures = 0
    /// When the attempt that hangs was begun.
    var asking: Instant?

    var period: Span { .seconds(max(value["periodSeconds"]?.int ?? 10, 1)) }
    var timeout: Span { .seconds(max(value["timeoutSeconds"]?.int ?? 1, 1)) }
    var delay: Span { .seconds(value["initialDelaySeconds"]?.int ?? 0) }
    var failureThreshold: Int { value["failureThreshold"]?.int ?? 3 }
    var successThreshold: Int { value["successThreshold"]?.int ?? 1 }
  }

  /// In the order startup, liveness, readiness.
  var probes: [String: Probe] = [:]
  /// The startup probe, if there is one, has succeeded.
  var startedUp = false
  var ready = false
  var due = Instant.never

  static let kinds = ["startup", "liveness", "readiness"]

  /// Begins to probe a container that has just started.
  mutating func begin(_ container: Value, at now: Instant, _ chance: inout Chance) {
    probes = [:]
    for kind in Self.kinds {
      guard let value = container["\(kind)Probe"] else { continue }
      probes[kind] = Probe(value: value, due: now)
      let delay = probes[kind]?.delay ?? .zero
      let phase = (probes[kind]?.period ?? .zero).seconds * chance.fraction() * (delay > .zero ? 0.2 : 0.3)
      probes[kind]?.due = now + delay + .seconds(phase) + .milliseconds(300)
    }
    startedUp = probes["startup"] == nil
    ready = startedUp && probes["readiness"] == nil
    schedule(now)
  }

  mutating func schedule(_ now: Instant) {
    due = .never
    for (kind, probe) in probes where applies(kind) {
      due = min(due, probe.asking == nil ? probe.due : min(now + Kubelet.pollingGap, probe.due + probe.timeout))
    }
  }

  /// The startup probe goes first, and never again once it has succeeded.
  func applies(_ kind: String) -> Bool { kind == "startup" ? !startedUp : startedUp }
}

extension Kubelet {
  mutating func runProbes(in here: inout Surroundings) {
    guard here.runtime.isRunning else { return }
    var place = 0
    while let uid = workers.nextProbe(from: &place, at: here.now) {
      guard let worker = workers[uid], worker.state == .syncing || worker.state == .terminating,
        worker.memory.values.contains(where: { $0.probes.due <= here.now })
      else { continue }
      for name in worker.memory.keys.sorted() {
        guard let memory = workers[uid]?.memory[name], memory.probes.due <= here.now else { continue }
        guard let container = here.runtime.newest(name, ofPod: uid), container.isRunning else {
          workers[uid]?.memory[name]?.probes.due = .never
          continue
        }
        if memory.probes.probes.isEmpty, memory.probes.due == .never { continue }
        for kind in ContainerProbes.kinds {
          guard let probes = workers[uid]?.memory[name]?.probes, probes.applies(kind),
            let probe = probes.probes[kind], probe.due <= here.now
          else { continue }
          if kind == "liveness" && worker.state == .terminating { continue }
          probeOnce(kind, probe, container, uid, in: &here)
        }
        workers[uid]?.memory[name]?.probes.schedule(here.now)
      }
    }
  }

  /// Gives probes to containers that ran before the kubelet was started.
  mutating func resumeProbes(_ uid: String, in here: inout Surroundings) {
    guard let worker = workers[uid] else { return }
    for container in worker.containers + worker.initContainers {
      let name = container["name"]?.string ?? ""
      guard let running = here.runtime.newest(name, ofPod: uid), running.isRunning else { continue }
      var memory = worker.memory[name] ?? PodWorker.Memory()
      memory.probes.begin(container, at: here.now, &chance)
      memory.probes.startedUp = true
      memory.probes.ready = true
      memory.probes.schedule(here.now)
      workers[uid]?.memory[name] = memory
    }
  }

  private mutating func probeOnce(
    _ kind: String, _ old: ContainerProbes.Probe, _ container: Container, _ uid: String, in here: inout Surroundings
  ) {
    guard let worker = workers[uid] else { return }
    var probe = old
    let request = probeRequest(probe.value, container, in: here)
    let since = probe.asking ?? here.now
    var answer = here.link.probe(request, in: &here) ?? ProbeRunner.answer(request, here)
    if answer == .timedOut, here.now - since < probe.timeout {
      probe.asking = since
      workers[uid]?.memory[container.name]?.probes.probes[kind] = probe
      return
    }
    if case .failed(let text) = answer, text.hasPrefix("hangs"), here.now - since < probe.timeout { answer = .timedOut }
    probe.asking = nil
    while probe.due <= here.now { probe.due += probe.period }
    let problem = ProbeRunner.problem(answer, request)
    if problem == nil {
      probe.successes += 1
      probe.failures = 0
    } else {
      probe.failures += 1
      probe.successes = 0
    }
    workers[uid]?.memory[container.name]?.probes.probes[kind] = probe
    if let problem {
      let title = kind.prefix(1).uppercased() + kind.dropFirst()
      let isInit = worker.initContainers.contains { $0["name"]?.string == container.name }
      recordEvent(
        worker, "Warning", "Unhealthy", "\(title) probe failed: \(problem)", container: container.name, isInit: isInit,
        in: &here)
    }
    conclude(kind, probe, container, uid, in: &here)
  }

  private mutating func conclude(
    _ kind: String, _ probe: ContainerProbes.Probe, _ container: Container, _ uid: String, in here: inout Surroundings
  ) {
    guard var memory = workers[uid]?.memory[container.name] else { return }
    let before = (memory.probes.ready, memory.probes.startedUp)
    let succeeded = probe.successes >= probe.successThreshold
    let failed = probe.failures >= probe.failureThreshold
    switch kind {
    case "startup":
      if succeeded {
        memory.probes.startedUp = true
        memory.probes.ready = memory.probes.probes["readiness"] == nil
        for other in ["liveness", "readiness"] {
          guard var next = memory.probes.probes[other] else { continue }
          next.due = max(here.now + .milliseconds(other == "readiness" ? 200 : 900), next.due)
          memory.probes.probes[other] = next
        }
      }
    case "readiness":
      if succeeded { memory.probes.ready = true }
      if failed { memory.probes.ready = false }
    default: break
    }
    memory.probes.schedule(here.now)
    workers[uid]?.memory[container.name] = memory
    if before != (memory.probes.ready, memory.probes.startedUp) {
      workers[uid]?.wake(at: memory.probes.startedUp != before.1 ? here.now : .never)
      refreshStatus(uid, in: &here)
    }
    if failed, kind != "readiness" { restart(container, uid, kind, in: &here) }
  }

  /// A container that failed its liveness or startup probe is stopped; what comes next is up to the restart policy.
  private mutating func restart(_ container: Container, _ uid: String, _ kind: String, in here: inout Surroundings) {
    guard let worker = workers[uid], !container.isStopping else { return }
    let grace =
      worker.specification(container.name)?["\(kind)Probe", "terminationGracePeriodSeconds"]?.int
      ?? worker.pod["spec", "terminationGracePeriodSeconds"]?.int ?? 30
    let isInit = worker.initContainers.contains { $0["name"]?.string == container.name }
    let message = "Container \(container.name) failed \(kind) probe, will be restarted"
    recordEvent(worker, "Normal", "Killing", message, container: container.name, isInit: isInit, in: &here)
    stop(container, worker, grace: grace, in: &here)
    workers[uid]?.memory[container.name]?.probes.probes = [:]
    workers[uid]?.memory[container.name]?.probes.ready = false
    workers[uid]?.memory[container.name]?.replaced = container.id
  }

  func probeRequest(_ probe: Value, _ container: Container, in here: Surroundings) -> ProbeRequest {
    let sandbox = here.runtime.sandbox(container.sandboxID)
    let address = (sandbox?.address).flatMap { $0.isEmpty ? nil : $0 } ?? here.host.address
    func port(_ value: Value?) -> Int {
      if let number = value?.int { return number }
      let name = value?.string ?? ""
      if let number = Int(name) { return number }
      let specification = workers[sandbox?.podUID ?? ""]?.specification(container.name)
      let ports = specification?["ports"]?.elements ?? []
      return ports.first { $0["name"]?.string == name }?["containerPort"]?.int ?? 0
    }
    if let http = probe["httpGet"] {
      return .http(
        scheme: (http["scheme"]?.string ?? "HTTP").lowercased(), host: http["host"]?.string ?? address,
        port: port(http["port"]), path: http["path"]?.string ?? "/", container: container)
    }
    if let tcp = probe["tcpSocket"] {
      return .tcp(host: tcp["host"]?.string ?? address, port: port(tcp["port"]), container: container)
    }
    if let grpc = probe["grpc"] {
      return .grpc(
        port: grpc["port"]?.int ?? 0, service: grpc["service"]?.string ?? "", host: address, container: container)
    }
    let command = (probe["exec", "command"]?.elements ?? []).compactMap(\.string)
    return .exec(command: command, container: container)
  }
}
