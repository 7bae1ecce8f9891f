public import Hosts
public import Simulation

/// What the runtime answers to a request that it cannot fulfil, in the words of containerd's gRPC errors.
public struct RuntimeError: Error, Sendable, Equatable {
  public var text: String

  public init(_ text: String) {
    self.text = text
  }
}

// What the kubelet and crictl ask for (the Container Runtime Interface).
extension ContainerRuntime {
  /// Makes a sandbox with its pause process and, unless it uses the host's network, an address.
  @discardableResult
  public mutating func runSandbox(_ plan: SandboxPlan, at now: Instant, host: inout Host) -> String {
    let id = chance.hex(64)
    let name = "\(plan.podNamespace)/\(plan.podName)"
    let shim = host.processes.start(
      ProcessEntry(
        arguments: ["/usr/bin/containerd-shim-runc-v2", "-namespace", "k8s.io", "-id", id, "-address", Self.socket],
        owner: .container(id), started: now, state: "Sl", load: 0.000_4, residentKiB: 13_000, virtualKiB: 1_237_000,
        threads: 12))
    let pause = host.processes.start(
      ProcessEntry(
        parent: shim, user: 65535, arguments: ["/pause"], owner: .container(id), started: now, state: "Ss",
        residentKiB: 640, virtualKiB: 1_024))
    sandboxes.append(
      Sandbox(
        id: id, podName: plan.podName, podNamespace: plan.podNamespace, podUID: plan.podUID, attempt: plan.attempt,
        created: now, address: plan.hostNetwork ? "" : takeAddress(for: name), hostNetwork: plan.hostNetwork,
        labels: plan.labels, annotations: plan.annotations, hostName: plan.hostNetwork ? host.name : plan.podName,
        pid: pause))
    version += 1
    return id
  }

  /// Creates a container that does not run yet: its root file system is laid out, its mounts are in place.
  public mutating func createContainer(
    _ plan: ContainerPlan, in sandboxID: String, at now: Instant, host: inout Host
  ) throws(RuntimeError) -> String {
    guard sandbox(sandboxID) != nil else { throw notFound("sandbox", sandboxID) }
    guard let image = images.present(plan.image) else {
      throw RuntimeError(
        "rpc error: code = NotFound desc = failed to create containerd container: failed to resolve image "
          + "\"\(plan.image)\": not found")
    }
    let arguments =
      plan.command.isEmpty
      ? image.entryPoint + (plan.arguments.isEmpty ? image.arguments : plan.arguments) : plan.command + plan.arguments
    guard !arguments.isEmpty else {
      throw RuntimeError(
        "rpc error: code = Unknown desc = failed to generate container spec: no command specified")
    }
    let id = chance.hex(64)
    let root = "\(Self.taskDirectory)/\(id)/rootfs"
    host.files.installDirectory(FileSystem.parent(of: root), at: now)
    let layout = RootFileSystem(image, plan: plan, host: host)
    let tree = roots[layout] ?? layout.tree(image)
    roots[layout] = tree
    host.files.graft(tree, at: root, now: now)
    let inherited = image.environment.filter { own in !plan.environment.contains { $0.name == own.name } }
    containers.append(
      Container(
        id: id, sandboxID: sandboxID, plan: plan, created: now, imageID: image.id, imageDigest: image.digest,
        arguments: arguments, environment: inherited + plan.environment,
        directory: plan.directory ?? image.directory, user: plan.user ?? image.user,
        view: MountView(root: root, binds: plan.mounts)))
    version += 1
    return id
  }

  /// Starts a created container with a process that behaves as the workload says.
  public mutating func startContainer(
    _ id: String, as workload: Workload, at now: Instant, host: inout Host
  ) throws(RuntimeError) {
    guard let container = container(id), let sandbox = sandbox(container.sandboxID) else {
      throw notFound("container", id)
    }
    if let problem = workload.startError {
      update(id) {
        $0.state = .exited
        $0.started = now
        $0.finished = now
        $0.exitCode = 128
        $0.reason = "StartError"
        $0.message = problem
      }
      version += 1
      throw RuntimeError(problem)
    }
    let pid = host.processes.start(
      ProcessEntry(
        parent: host.processes[sandbox.pid]?.parent ?? 1, user: container.user, arguments: container.arguments,
        name: workload.processTitle, owner: .container(id), started: now, state: "Ssl", load: workload.load,
        residentKiB: workload.residentKiB, virtualKiB: workload.residentKiB * 8, threads: 6))
    var end = workload.ends.map { PlannedEnd(at: now + $0.after, code: $0.code, reason: workload.reason) }
    var lines = workload.lines
    if sandbox.hostNetwork, let taken = bindPorts(of: workload, pid: pid, container, host: &host) {
      lines = [Workload.Line(after: .milliseconds(20), stream: .errors, text: taken)]
      end = PlannedEnd(at: now + .milliseconds(30), code: 1)
    }
    update(id) {
      $0.state = .running
      $0.started = now
      $0.pid = pid
      $0.workload = workload
      $0.linesLeft = lines
      $0.changesLeft = workload.changes
      $0.ends = end
    }
    version += 1
    if workload.follows != nil { printFollowedFiles(at: now, host: &host) }
  }

  /// Sends SIGTERM and gives the process so long until SIGKILL.
  public mutating func stopContainer(_ id: String, grace: Span, at now: Instant) {
    update(id) { container in
      guard container.state == .running else { return }
      container.isStopping = true
      let kill = PlannedEnd(at: now + grace + .milliseconds(150), code: 137, reason: "")
      var end = kill
      if let time = container.workload.stopsAfter, now + time < kill.at {
        end = PlannedEnd(at: now + time, code: container.workload.stopCode)
      }
      if let planned = container.ends, planned.at <= end.at { return }
      container.ends = end
    }
  }

  /// A process that only the world knows has ended (a component of the control plane, or by `kill`).
  public mutating func containerExited(
    _ id: String, code: Int, reason: String = "", at now: Instant, host: inout Host
  ) {
    guard let container = container(id), container.state == .running else { return }
    if container.pid > 0 { host.endProcess(container.pid) }
    update(id) {
      $0.state = .exited
      $0.finished = now
      $0.exitCode = code
      $0.reason = reason.isEmpty ? (code == 0 ? "Completed" : "Error") : reason
      $0.ends = nil
      $0.isStopping = false
      $0.linesLeft = []
      $0.changesLeft = []
      $0.pid = 0
    }
    version += 1
  }

  /// Removes a container that does not run, with its root file system. Its log file goes too.
  public mutating func removeContainer(_ id: String, at now: Instant, host: inout Host) throws(RuntimeError) {
    guard let container = container(id) else { throw notFound("container", id) }
    guard container.state != .running else {
      throw RuntimeError("container \"\(id)\" is running, please stop it first")
    }
    try? host.files.removeTree(FileSystem.parent(of: container.view.root), by: .root, at: now)
    if !container.plan.logPath.isEmpty {
      try? host.files.remove(container.plan.logPath, by: .root, at: now)
      try? host.files.remove(logLink(container), by: .root, at: now)
    }
    containers.removeAll { $0.id == id }
    version += 1
  }

  /// Ends a sandbox; containers that still run in it are killed.
  public mutating func stopSandbox(_ id: String, at now: Instant, host: inout Host) {
    guard let sandbox = sandbox(id), sandbox.state == .ready else { return }
    for container in containers where container.sandboxID == id && container.isRunning {
      containerExited(container.id, code: 137, at: now, host: &host)
    }
    let shim = host.processes[sandbox.pid]?.parent
    host.endProcess(sandbox.pid)
    if let shim, shim != 1 { host.endProcess(shim) }
    if let index = sandboxes.firstIndex(where: { $0.id == id }) { sandboxes[index].state = .notReady }
    version += 1
  }

  public mutating func removeSandbox(_ id: String, at now: Instant, host: inout Host) throws(RuntimeError) {
    guard let sandbox = sandbox(id) else { throw notFound("sandbox", id) }
    guard sandbox.state == .notReady else {
      throw RuntimeError("pod sandbox \"\(id)\" is running, please stop it first")
    }
    for container in containers where container.sandboxID == id {
      try removeContainer(container.id, at: now, host: &host)
    }
    sandboxes.removeAll { $0.id == id }
    version += 1
  }

  private func notFound(_ what: String, _ id: String) -> RuntimeError {
    RuntimeError(
      "rpc error: code = NotFound desc = an error occurred when try to find \(what) \"\(id)\": not found")
  }

  /// Binds the ports of a process in the host's network; the complaint where one is taken.
  private func bindPorts(
    of workload: Workload, pid: Int, _ container: Container, host: inout Host
  ) -> String? {
    for served in workload.ports where served.answer != .component {
      let listener = Listener(
        transport: served.transport == "UDP" ? .udp : .tcp, address: served.address.isEmpty ? "*" : served.address,
        port: served.port, pid: pid, program: container.arguments.first ?? "")
      if !host.sockets.listen(listener) {
        host.endProcess(pid)
        return "bind() to 0.0.0.0:\(served.port) failed (98: Address already in use)"
      }
    }
    return nil
  }

  public static let socket = "/run/containerd/containerd.sock"
  static let taskDirectory = "/run/containerd/io.containerd.runtime.v2.task/k8s.io"
}
