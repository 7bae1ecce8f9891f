import Documents
import KubeModel
public import Networking
import Nodes
import Simulation

/// What comes of a connection that a program opens.
public enum TrafficOutcome: Sendable {
  /// A container's process answers on this port.
  case served(ServedAnswer)
  /// A component of a control plane answers on this port of a host.
  case component(host: String, port: Int)
  /// Refused at once.
  case refused(address: String)
  /// No answer: a policy drops the packets, or nobody is there. Nil where no policy is to blame.
  case silent(address: String, Explanation?)
  case noRoute(address: String)
  case noSuchName
  /// The name server cannot be asked: what became of the attempt decides how long that takes.
  case nameServerSilent
}

/// What a port of a container serves, and to whom it belongs.
public struct ServedAnswer: Sendable {
  public var address: String
  public var port: ServedPort
  public var container: ContainerAddress
  public var podName: String
}

// Traffic of programs in Pods and on hosts.
extension World {
  /// The network of a cluster at this moment, for connections from and to its Pods; nil where nobody can tell, since
  /// its API server is away: then the network goes on as it was, which is not simulated.
  mutating func network(of cluster: String) -> Network? {
    if let cached = networks[cluster], cached.changes == changes { return cached.network }
    var all: [Value] = []
    for kind in ["namespaces", "nodes", "pods", "networkpolicies", "services", "endpointslices"] {
      guard let objects = objects(kind: kind, namespace: nil, in: cluster) else { return networks[cluster]?.network }
      all += objects
    }
    let network = Network(objects: all, enforcesPolicies: settings.enforcesPolicies)
    networks[cluster] = CachedNetwork(changes: changes, network: network)
    return network
  }

  /// All ports on which containers of a cluster listen.
  private func listeners(of cluster: String) -> Set<Networking.Listener> {
    var found: Set<Networking.Listener> = []
    for (_, node) in nodes where node.cluster == cluster {
      for sandbox in node.runtime.sandboxes where sandbox.state == .ready && !sandbox.hostNetwork {
        guard let address = IPAddress(sandbox.address) else { continue }
        for container in node.runtime.containers where container.sandboxID == sandbox.id && container.isRunning {
          guard let started = container.started, started + container.workload.readyAfter <= now else { continue }
          for served in container.workload.ports where served.address.isEmpty {
            let transport = TransportProtocol(rawValue: served.transport) ?? .tcp
            found.insert(Networking.Listener(address: address, port: served.port, transport: transport))
          }
        }
      }
    }
    for entry in plan?.hosts ?? [] where entry.cluster == cluster {
      guard let host = hosts[entry.name], let address = IPAddress(entry.address) else { continue }
      for listener in host.sockets.listeners where listener.covers(entry.address) {
        let transport: TransportProtocol = listener.transport == .udp ? .udp : .tcp
        found.insert(Networking.Listener(address: address, port: listener.port, transport: transport))
      }
    }
    return found
  }

  /// What comes of a connection from a program on a host or in a container to a name or address.
  public mutating func connect(
    from process: TrafficSource, to name: String, port: Int, transport: TransportProtocol = .tcp
  ) -> TrafficOutcome {
    let plain = name.hasPrefix("[") ? String(name.dropFirst().prefix { $0 != "]" }) : name
    if process.pod == nil { return connectFromHost(process.hostName, to: plain, port: port, transport) }
    guard let cluster = nodes[process.hostName]?.cluster, let network = network(of: cluster),
      let pod = process.pod, let source = network.pod(pod.name, namespace: pod.namespace)
    else { return .silent(address: plain, nil) }
    if plain == "127.0.0.1" || plain == "localhost" {
      let own = source.addresses.first.map { "\($0)" } ?? plain
      return served(at: own, port: port, transport, cluster) ?? .refused(address: plain)
    }
    let turn = draw("service endpoints") { $0.below(1_000_000) }
    let resolver = Resolver.clusterFirst(
      namespace: pod.namespace, nameServer: network.dnsServiceAddress ?? IPAddress(v4: 10, 96, 0, 10))
    let outcome = network.connect(
      from: source, to: plain, port: port, transport: transport, resolver: resolver,
      listening: listeners(of: cluster), turn: turn)
    return result(of: outcome, cluster)
  }

  private mutating func connectFromHost(
    _ hostName: String, to name: String, port: Int, _ transport: TransportProtocol
  ) -> TrafficOutcome {
    switch resolve(name, from: hostName) {
    case .unknown: return .noSuchName
    case .host(let target, let address):
      if member(on: target, address: address, port: port) != nil { return .component(host: target, port: port) }
      if hosts[target]?.sockets.listener(at: address, port: port) != nil {
        if let cluster = nodes[target]?.cluster, let found = served(at: address, port: port, transport, cluster) {
          return found
        }
        return .component(host: target, port: port)
      }
      guard let cluster = nodes[target]?.cluster, let network = network(of: cluster), let ip = IPAddress(address)
      else { return .refused(address: address) }
      // A NodePort is answered by kube-proxy on every node.
      let outcome = network.connect(
        from: network.host(at: ip), to: ip, port: port, transport: transport, listening: listeners(of: cluster))
      return result(of: outcome, cluster)
    case .nowhere(let address):
      guard let ip = IPAddress(address), let own = hosts[hostName]?.addresses.first.flatMap({ IPAddress($0) }),
        let cluster = nodes[hostName]?.cluster, let network = network(of: cluster)
      else { return .silent(address: address, nil) }
      let outcome = network.connect(
        from: network.host(at: own), to: ip, port: port, transport: transport, listening: listeners(of: cluster))
      return result(of: outcome, cluster)
    }
  }

  private func result(of outcome: Outcome, _ cluster: String) -> TrafficOutcome {
    switch outcome {
    case .connected(let connection):
      return served(at: "\(connection.address)", port: connection.port, connection.transport, cluster)
        ?? component(at: "\(connection.address)", port: connection.port)
    case .refused(let connection): return .refused(address: "\(connection.address)")
    case .dropped(let connection, let why): return .silent(address: "\(connection.address)", why)
    case .unanswered(let connection): return .silent(address: "\(connection.address)", nil)
    case .noRoute(let connection): return .noRoute(address: "\(connection.address)")
    case .noSuchName: return .noSuchName
    case .nameServerFailed: return .nameServerSilent
    }
  }

  private func component(at address: String, port: Int) -> TrafficOutcome {
    for (name, host) in hosts where host.addresses.contains(address) { return .component(host: name, port: port) }
    return .refused(address: address)
  }

  private func served(
    at address: String, port: Int, _ transport: TransportProtocol, _ cluster: String
  ) -> TrafficOutcome? {
    for (host, node) in nodes where node.cluster == cluster {
      guard
        let (container, served) = node.runtime.server(
          at: address, port: port, transport: transport.rawValue, now: now)
      else { continue }
      let sandbox = node.runtime.sandbox(container.sandboxID)
      return .served(
        ServedAnswer(
          address: address, port: served, container: ContainerAddress(hostName: host, containerID: container.id),
          podName: sandbox?.podName ?? ""))
    }
    return nil
  }
}

/// Who opens a connection.
public struct TrafficSource: Sendable {
  public var hostName: String
  /// The Pod, for a program in a container that has an address of its own.
  public var pod: (namespace: String, name: String)?

  public init(_ process: Process) {
    hostName = process.hostName
    guard let container = process.container else { return }
    let sandboxes = process.stage.world.runtime(of: hostName)?.sandboxes ?? []
    let own = sandboxes.last { $0.podName == container.podName && $0.podNamespace == container.podNamespace }
    if own?.hostNetwork != true { pod = (container.podNamespace, container.podName) }
  }
}

/// A network made from the objects of a moment.
struct CachedNetwork: Sendable {
  var changes: Int
  var network: Network
}
