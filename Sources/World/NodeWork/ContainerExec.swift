import Documents
import Hosts
import KubeModel
public import Nodes
import OrderedCollections
public import Simulation

/// Where a container of a Pod is.
public struct ContainerAddress: Sendable, Equatable {
  public var hostName: String
  public var containerID: String

  public init(hostName: String, containerID: String) {
    self.hostName = hostName
    self.containerID = containerID
  }
}

/// Why a program could not be run in a container.
public enum ExecProblem: Error, Sendable, Equatable {
  /// The kubelet cannot be reached, in Go's words: `dial tcp 192.168.100.32:10250: connect: connection refused`.
  case kubeletUnreachable(String)
  case noContainer
  case notRunning
  /// The container has no such program.
  case noProgram(String)
}

extension World {
  /// The kubelet's port of a node, as a client of it would find it: nil where it answers.
  public func kubeletProblem(of node: String) -> String? {
    guard let host = hosts[node], let address = host.addresses.first else {
      return "dial tcp: lookup \(node): no such host"
    }
    if host.sockets.listener(at: address, port: 10250) != nil { return nil }
    return "dial tcp \(address):10250: connect: connection refused"
  }

  /// The newest container of that name in a Pod of a node; the one before it for `previous`.
  public func container(
    _ name: String, ofPod uid: String, on node: String, previous: Bool = false
  ) -> ContainerAddress? {
    guard let runtime = nodes[node]?.runtime else { return nil }
    let all = runtime.containers(ofPod: uid).filter { $0.name == name }
    let chosen = previous ? all.dropLast().last : all.last
    return chosen.map { ContainerAddress(hostName: node, containerID: $0.id) }
  }

  /// What a container has printed.
  public func log(of address: ContainerAddress) -> [LogLine] {
    Array(nodes[address.hostName]?.runtime.container(address.containerID)?.log.all ?? [])
  }

  /// The runtime's container behind an address.
  public func container(at address: ContainerAddress) -> Container? {
    nodes[address.hostName]?.runtime.container(address.containerID)
  }

  /// The container runtime of a host, to look at; nil where the host is no node.
  public func runtime(of hostName: String) -> ContainerRuntime? { nodes[hostName]?.runtime }

  /// Lets a tool change the runtime of a node, as crictl does; the kubelet notices soon.
  public mutating func changeRuntime<Result>(
    of hostName: String, _ change: (inout ContainerRuntime, inout Host, Instant) -> Result
  ) -> Result? {
    let now = self.now
    let result = lend(hostName) { here in change(&here.runtime, &here.host, now) }
    wake(.kubelet(hostName), after: .milliseconds(1))
    return result
  }
}

extension Process {
  /// Runs a program in a container, as `kubectl exec` and `crictl exec` do: with the container's files, environment
  /// and user, and with this process's streams.
  public func execute(_ arguments: [String], in address: ContainerAddress) throws -> Result<Int32, ExecProblem> {
    guard let container = stage.world.container(at: address), let place = stage.world.place(of: address) else {
      return .failure(.noContainer)
    }
    guard container.isRunning else { return .failure(.notRunning) }
    let child = child(arguments)
    child.hostName = address.hostName
    child.container = place
    child.environment = stage.world.environment(of: address)
    child.directory = container.directory
    child.credentials = Credentials(user: container.user, group: container.user, groups: [container.user])
    child.user = container.user == 0 ? "root" : "\(container.user)"
    guard child.findsProgram(arguments.first ?? "") else { return .failure(.noProgram(arguments.first ?? "")) }
    return .success(try run(child))
  }

  /// The session of an interactive shell in a container.
  public func sessionRequest(_ shell: String, in address: ContainerAddress) -> SessionRequest? {
    guard let container = stage.world.container(at: address), container.isRunning,
      let place = stage.world.place(of: address)
    else { return nil }
    var environment: [String: String] = [:]
    for (name, value) in stage.world.environment(of: address) { environment[name] = value }
    return SessionRequest(
      hostName: address.hostName, user: container.user == 0 ? "root" : "\(container.user)",
      directory: container.directory, environment: environment, container: place, isLogin: false, shell: shell)
  }

  /// Whether the PATH of a container leads to a program of that name.
  public func findsProgram(_ name: String, in address: ContainerAddress) -> Bool {
    guard let container = stage.world.container(at: address), let place = stage.world.place(of: address) else {
      return false
    }
    let child = child([name])
    child.hostName = address.hostName
    child.container = place
    child.environment = stage.world.environment(of: address)
    child.directory = container.directory
    return child.findsProgram(name)
  }

  /// Whether PATH leads to a program of that name.
  public func findsProgram(_ name: String) -> Bool {
    if name.contains("/") { return files.permits(1, name, by: accessor) }
    return (environment["PATH"] ?? "").split(separator: ":").contains { folder in
      let path = "\(folder)/\(name)"
      return (try? files.status(path, by: accessor))?.isFile == true && files.permits(1, path, by: accessor)
    }
  }
}

extension World {
  func place(of address: ContainerAddress) -> ContainerPlace? {
    guard let runtime = nodes[address.hostName]?.runtime, let container = runtime.container(address.containerID),
      let sandbox = runtime.sandbox(container.sandboxID)
    else { return nil }
    return ContainerPlace(
      containerID: container.id, podNamespace: sandbox.podNamespace, podName: sandbox.podName, view: container.view)
  }

  /// The environment that a program in the container gets; HOSTNAME is that of the Pod.
  func environment(of address: ContainerAddress) -> OrderedDictionary<String, String> {
    var environment: OrderedDictionary<String, String> = [:]
    guard let runtime = nodes[address.hostName]?.runtime, let container = runtime.container(address.containerID) else {
      return environment
    }
    for entry in container.environment { environment[entry.name] = entry.value }
    environment["HOSTNAME"] = runtime.sandbox(container.sandboxID)?.hostName
    environment["HOME"] = environment["HOME"] ?? (container.user == 0 ? "/root" : "/")
    return environment
  }
}
