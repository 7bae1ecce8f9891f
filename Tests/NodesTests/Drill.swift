import Assets
import Documents
import Hosts
import KubeModel
import Nodes
import Simulation

/// A control plane host with a kubelet, and an API server that is up, hangs or refuses as its containers say.
final class Drill: NodeLink {
  var now = Instant.start
  var host: Host
  var runtime: ContainerRuntime
  var kubelet: Kubelet?
  var next = Instant.start
  var objects: [String: Value] = [:]
  var version = 100
  /// Container changes as `crictl ps -a` would show them: time, name, attempt, state.
  var trace: [(time: Double, text: String)] = []
  private var states: [String: String] = [:]
  private var seenVersion = 0
  /// The Pods that the kubelet has been told of.
  private var shown: [String: Value] = [:]
  var refusals: [String] = []
  var origin = Instant.start
  /// Answers instead of the usual ones for some probes: true for healthy.
  var probeOverride: ((ProbeRequest, Surroundings) -> ProbeAnswer?)?
  var launchOverride: ((Container) -> Workload?)?
  /// What the API server does when it has no etcd; false for a stand-alone server that always answers.
  var needsContainers: Bool

  static let epoch = WallTime(year: 2026, month: 11, day: 25, hour: 8)
  static let name = "cluster3-controlplane1"
  static let components = ["etcd", "kube-apiserver", "kube-controller-manager", "kube-scheduler"]

  init(controlPlane: Bool = true) {
    needsContainers = controlPlane
    let plan = HostPlan(
      name: Self.name, addresses: ["192.168.100.31"], epoch: Self.epoch,
      programs: [HostPlan.Programs(names: ["bash", "kubelet", "containerd"])])
    host = Host.furnished(plan)
    let catalogue = try! YAML.value(Assets.text("Assets/images.yaml"))
    runtime = ContainerRuntime(images: ImageStore(catalogue: catalogue), chance: Chance(seed: 1, name: "runtime"))
    layKubeadm()
  }

  private func pki(_ path: String) -> String { Assets.text("Assets/worlds/pki/c3/\(path)") }

  private func layKubeadm() {
    let before = Instant(seconds: -3600)
    for path in Assets.paths where path.hasPrefix("Assets/worlds/pki/c3/pki/") {
      let rest = path.dropFirst("Assets/worlds/pki/c3/pki/".count)
      host.install("/etc/kubernetes/pki/\(rest)", text: Assets.text(path), mode: 0o600, at: before)
    }
    host.install(
      "/var/lib/kubelet/config.yaml", text: Assets.text("Assets/worlds/kubeadm/kubelet/config.yaml"), at: before)
    let user = "users/kubelet-\(Self.name)"
    let kubeconfig = """
      apiVersion: v1
      kind: Config
      clusters:
      - name: c
        cluster: {server: "https://192.168.100.31:6443", certificate-authority: /etc/kubernetes/pki/ca.crt}
      contexts:
      - name: x
        context: {cluster: c, user: u}
      current-context: x
      users:
      - name: u
        user: {client-certificate: /var/lib/kubelet/pki/c.pem, client-key: /var/lib/kubelet/pki/c.pem}
      """
    host.install("/var/lib/kubelet/pki/c.pem", text: pki("\(user).crt") + pki("\(user).key"), mode: 0o600, at: before)
    host.install("/etc/kubernetes/kubelet.conf", text: kubeconfig, mode: 0o600, at: before)
    for file in ["controller-manager.conf", "scheduler.conf"] {
      host.install("/etc/kubernetes/\(file)", text: "", mode: 0o600, at: before)
    }
    host.files.installDirectory("/etc/kubernetes/manifests", mode: 0o700, at: before)
    host.files.installDirectory("/var/lib/etcd", mode: 0o700, at: before)
    guard needsContainers else { return }
    for name in Self.components {
      var text = Assets.text("Assets/worlds/kubeadm/manifests/\(name).yaml")
      for (key, value) in [
        ("host", Self.name), ("address", "192.168.100.31"), ("etcdImage", "3.6.8-0"),
        ("kubernetes", "v1.36.2"), ("podSubnet", "10.44.0.0/16"), ("serviceSubnet", "10.96.0.0/12"),
      ] {
        text = text.split(separator: "{{\(key)}}", omittingEmptySubsequences: false).joined(separator: value)
      }
      host.install("/etc/kubernetes/manifests/\(name).yaml", text: text, mode: 0o600, at: before)
      let image = text.split(separator: "image: ")[1].split(separator: "\n")[0]
      runtime.images.install(String(image))
    }
  }

  static let flags = [
    "/usr/bin/kubelet", "--bootstrap-kubeconfig=/etc/kubernetes/bootstrap-kubelet.conf",
    "--kubeconfig=/etc/kubernetes/kubelet.conf", "--config=/var/lib/kubelet/config.yaml",
    "--hostname-override=\(Drill.name)",
  ]

  /// Lends the host and the runtime for the time of the call.
  func withSurroundings<Result>(_ body: (inout Surroundings) -> Result) -> Result {
    var here = Surroundings(now: now, host: host, runtime: runtime, link: self)
    defer {
      host = here.host
      runtime = here.runtime
    }
    return body(&here)
  }

  @discardableResult
  func startKubelet(_ flags: [String] = Drill.flags) -> Bool {
    let start = withSurroundings { Kubelet.start(arguments: flags, pid: 3854, seed: 7, in: &$0) }
    switch start {
    case .running(let started):
      kubelet = started
      next = now
      return true
    case .failed:
      kubelet = nil
      return false
    }
  }

  func stopKubelet() {
    kubelet = nil
  }

  /// Lets so many seconds pass.
  func run(_ seconds: Double) {
    let end = now + .seconds(seconds)
    var steps = 0
    while now < end {
      steps += 1
      precondition(steps < 200_000, "the kubelet does not come to rest")
      if kubelet?.hasFileChanges(on: host) == true || version != seenVersion { next = now }
      seenVersion = version
      let due = min(end, kubelet == nil ? runtime.nextDue ?? end : next)
      now = max(now, due)
      step()
    }
  }

  private func step() {
    if var current = kubelet {
      next = withSurroundings { current.step(in: &$0) }
      kubelet = current
    } else {
      runtime.advance(to: now, host: &host)
    }
    note()
  }

  private func note() {
    var seen: [String: String] = [:]
    for container in runtime.containers {
      let state = "\(container.state)"
      seen[container.id] = "\(container.name) \(container.plan.attempt)"
      if states[container.id] != state {
        trace.append(((now - origin).seconds, "\(container.name) \(container.plan.attempt) \(state)"))
        states[container.id] = state
        names[container.id] = seen[container.id]
      }
    }
    for id in states.keys.sorted() where seen[id] == nil {
      trace.append(((now - origin).seconds, "\(names[id] ?? "") removed"))
      states[id] = nil
    }
  }

  private var names: [String: String] = [:]

  /// Begins a new count of seconds.
  func mark() {
    origin = now
    trace = []
  }

  /// When something was first seen, in seconds since the mark.
  func time(_ text: String, last: Bool = false) -> Double? {
    (last ? trace.last { $0.text == text } : trace.first { $0.text == text })?.time
  }

  func shell(_ change: (inout FileSystem, Instant) throws -> Void) {
    try! change(&host.files, now)
  }

  func journal(_ part: String) -> [String] {
    host.journal.entries.all.map(\.text).filter { $0.contains(part) }
  }

  // MARK: - NodeLink

  private func running(_ name: String, _ runtime: ContainerRuntime) -> Container? {
    // etcd serves nobody any more from SIGTERM on.
    runtime.containers.last { $0.name == name && $0.isRunning && !(name == "etcd" && $0.isStopping) }
  }

  func send(
    _ request: APIRequest, through connection: KubeletConnection, since: Instant, in here: inout Surroundings
  ) -> LinkAnswer {
    if needsContainers {
      guard let server = running("kube-apiserver", here.runtime), let started = server.started,
        here.now - started > .milliseconds(100)
      else { return .failure("dial tcp 192.168.100.31:6443: connect: connection refused") }
      let isDraining = server.isStopping && running("etcd", here.runtime) != nil
      if isDraining { return .failure("dial tcp 192.168.100.31:6443: connect: connection refused") }
      guard let etcd = running("etcd", here.runtime), let etcdStarted = etcd.started else {
        if here.now - started < .seconds(20), since > started { return .hangs }
        if here.now - since < .seconds(request.method == .get ? 60 : 34) { return .hangs }
        return .response(
          APIResponse(.timeout("request did not complete within requested timeout - context deadline exceeded")))
      }
      if here.now - max(started, etcdStarted) < .seconds(2.5) { return .hangs }
    }
    return .response(answer(request, here))
  }

  func pods(
    of node: String, after cursor: Int?, through connection: KubeletConnection, in here: inout Surroundings
  ) -> PodFeed {
    let probe = APIRequest(.get, "/api/v1/pods")
    guard case .response(let response) = send(probe, through: connection, since: here.now, in: &here),
      response.isSuccess
    else { return .unavailable("refused") }
    guard let cursor else {
      shown = objects.filter { $0.key.contains("/pods/") && $0.value["spec", "nodeName"]?.string == node }
      return .list(shown.keys.sorted().compactMap { shown[$0] }, version: version)
    }
    if cursor == version { return .changes([], version: version) }
    let mine = objects.filter { $0.key.contains("/pods/") && $0.value["spec", "nodeName"]?.string == node }
    var changes: [PodChange] = []
    for key in shown.keys.sorted() {
      guard let old = shown[key] else { continue }
      if mine[key]?.meta.uid != old.meta.uid { changes.append(.deleted(old)) }
    }
    for key in mine.keys.sorted() {
      guard let new = mine[key], new != shown[key] else { continue }
      changes.append(.changed(new))
    }
    shown = mine
    return .changes(changes, version: version)
  }

  func launch(_ container: Container, in sandbox: Sandbox, in here: inout Surroundings) -> Workload? {
    launchOverride?(container)
  }

  func stopping(_ container: Container, in here: inout Surroundings) -> (after: Span?, code: Int)? { nil }

  func probe(_ probe: ProbeRequest, in here: inout Surroundings) -> ProbeAnswer? {
    if let answer = probeOverride?(probe, here) { return answer }
    guard case .http(_, _, let port, _, _) = probe else { return nil }
    let names = [2381: "etcd", 6443: "kube-apiserver", 10257: "kube-controller-manager", 10259: "kube-scheduler"]
    guard let name = names[port] else { return nil }
    guard running(name, here.runtime) != nil else {
      return .failed("dial tcp 127.0.0.1:\(port): connect: connection refused")
    }
    if name == "kube-apiserver", running("etcd", here.runtime) == nil { return .status(500, body: "") }
    return .status(200, body: "ok")
  }

  private func answer(_ request: APIRequest, _ here: Surroundings) -> APIResponse {
    guard let path = APIPath(request.path) else { return .notFoundPage }
    var body: Value = .null
    if case .value(let value) = request.body { body = value }
    let name = path.name.isEmpty ? body.meta.name : path.name
    let key = "\(path.namespace)/\(path.resource)/\(name)"
    if request.method != .get { version += 1 }
    switch request.method {
    case .get:
      if path.name.isEmpty {
        return APIResponse([
          "kind": "List", "items": .array(objects.filter { $0.key.contains("/\(path.resource)/") }.values.map { $0 }),
        ])
      }
      return objects[key].map { APIResponse($0) } ?? APIResponse(.notFound(path.resource, name: name))
    case .post:
      if objects[key] != nil { return APIResponse(.alreadyExists(path.resource, name: name)) }
      body.set(["metadata", "uid"], to: .string("uid-\(version)"))
      body.set(["metadata", "creationTimestamp"], to: .string(here.host.wallTime(at: here.now).rfc3339))
      objects[key] = body
      return APIResponse(code: 201, body)
    case .put, .patch:
      guard let old = objects[key] else { return APIResponse(.notFound(path.resource, name: name)) }
      objects[key] = request.method == .put ? body : MergePatch.apply(body, to: old)
      return APIResponse(objects[key] ?? .null)
    case .delete:
      guard let old = objects.removeValue(forKey: key) else { return APIResponse(.notFound(path.resource, name: name)) }
      return APIResponse(old)
    default: return .notFoundPage
    }
  }

  /// A Pod that the scheduler has bound to the node.
  func bind(_ yaml: String) {
    var pod = try! YAML.value(yaml)
    version += 1
    let namespace = pod.meta.namespace.isEmpty ? "default" : pod.meta.namespace
    pod.set(["metadata", "namespace"], to: .string(namespace))
    pod.set(["metadata", "uid"], to: .string("pod-uid-\(version)"))
    pod.set(["metadata", "creationTimestamp"], to: .string(host.wallTime(at: now).rfc3339))
    pod.set(["spec", "nodeName"], to: .string(Self.name))
    objects["\(namespace)/pods/\(pod.meta.name)"] = pod
  }

  func pod(_ name: String, namespace: String = "default") -> Value? { objects["\(namespace)/pods/\(name)"] }

  /// Marks a Pod as to be deleted, as the API server does.
  func delete(_ name: String, grace: Int = 30) {
    let stamp = host.wallTime(at: now).rfc3339
    objects["default/pods/\(name)"]?.set(["metadata", "deletionTimestamp"], to: .string(stamp))
    objects["default/pods/\(name)"]?.set(["metadata", "deletionGracePeriodSeconds"], to: .int(Int64(grace)))
  }

  func events(_ reason: String) -> [Value] {
    objects.filter { $0.key.contains("/events/") && $0.value["reason"]?.string == reason }
      .sorted { $0.key < $1.key }.map(\.value)
  }
}

extension Drill {
  /// What happened, for messages of tests.
  var story: String {
    let lines = host.journal.entries.all.filter { $0.identifier == "kubelet" }.map {
      "\(($0.time - origin).seconds) \($0.text.dropFirst(30).prefix(260))"
    }
    return (trace.map { "\($0.time) \($0.text)" } + lines.suffix(60)).joined(separator: "\n")
  }
}
