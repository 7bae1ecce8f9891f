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
    let network = Network(objects: all, enforcesPolicies: settings.enforcesPolicies, outsideNames: Self.outsideNames)
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

  /// What comes of a connection from a program on a host or in a container to an address.
  public mutating func connect(
    from process: TrafficSource, to address: String, port: Int, transport: TransportProtocol = .tcp
  ) -> TrafficOutcome {
    guard let source = process.pod else { return connectFromHost(process.hostName, to: address, port: port, transport) }
    guard let cluster = nodes[process.hostName]?.cluster, let network = network(of: cluster),
      let end = network.pod(source.name, namespace: source.namespace), let ip = IPAddress(address)
    else { return .silent(address: address, nil) }
    if ip.isLoopback {
      let own = end.addresses.first.map { "\($0)" } ?? address
      return served(at: own, port: port, transport, cluster) ?? .refused(address: address)
    }
    return outcome(from: end, to: ip, port, transport, in: network, cluster)
  }

  private mutating func connectFromHost(
    _ hostName: String, to address: String, port: Int, _ transport: TransportProtocol
  ) -> TrafficOutcome {
    guard let ip = IPAddress(address) else { return .silent(address: address, nil) }
    if case .host(let target, let address) = resolve(address, from: hostName) {
      if member(on: target, address: address, port: port) != nil { return .component(host: target, port: port) }
      if hosts[target]?.sockets.listener(at: address, port: port) != nil {
        if let cluster = nodes[target]?.cluster, let found = served(at: address, port: port, transport, cluster) {
          return found
        }
        return .component(host: target, port: port)
      }
      // kube-proxy answers on a NodePort at every address of a node, 127.0.0.1 among them.
      let node = ip.isLoopback ? hosts[target]?.addresses.first.flatMap { IPAddress($0) } : ip
      guard let cluster = nodes[target]?.cluster, let network = network(of: cluster), let node else {
        return .refused(address: address)
      }
      let own = hostName == target ? node : hosts[hostName]?.addresses.first.flatMap { IPAddress($0) }
      return outcome(from: network.host(at: own ?? node), to: node, port, transport, in: network, cluster)
    }
    guard let own = hosts[hostName]?.addresses.first.flatMap({ IPAddress($0) }),
      let cluster = nodes[hostName]?.cluster, let network = network(of: cluster)
    else { return .silent(address: address, nil) }
    return outcome(from: network.host(at: own), to: ip, port, transport, in: network, cluster)
  }

  private mutating func outcome(
    from source: Endpoint, to address: IPAddress, _ port: Int, _ transport: TransportProtocol, in network: Network,
    _ cluster: String
  ) -> TrafficOutcome {
    let listening = listeners(of: cluster)
    let outcome = balanced(cluster) {
      network.connect(from: source, to: address, port: port, transport: transport, listening: listening, by: &$0)
    }
    return result(of: outcome, cluster)
  }

  /// Lets the kube-proxies of a cluster choose an endpoint, by chance and by what they remember of the client.
  private mutating func balanced<Result>(_ cluster: String, _ use: (inout ServiceBalancer) -> Result) -> Result {
    var balancer = balancers[cluster] ?? ServiceBalancer()
    defer { balancers[cluster] = balancer }
    balancer.turn = draw("service endpoints") { $0.below(1_000_000) }
    balancer.seconds = (now - .start).seconds
    return use(&balancer)
  }

  /// Asks a name server for one full name, as a program there does. The cluster's own DNS is traffic as any other; the
  /// servers of the hosts know the hosts and some names of the outside world.
  public mutating func query(
    _ name: String, _ kind: DNSRecord.Kind, at server: String, from process: TrafficSource,
    transport: TransportProtocol = .udp
  ) -> NameServerAnswer {
    guard let address = IPAddress(server) else { return .silent(nil) }
    let isHosts = address.isLoopback || server == nameServer(of: process.hostName)
    if isHosts, process.pod == nil || !address.isLoopback { return .reply(hostsAnswer(name, kind, process.hostName)) }
    guard let cluster = nodes[process.hostName]?.cluster, let network = network(of: cluster) else { return .silent(nil) }
    let own = hosts[process.hostName]?.addresses.first.flatMap { IPAddress($0) } ?? address
    let pod = process.pod.flatMap { network.pod($0.name, namespace: $0.namespace) }
    let listening = listeners(of: cluster)
    let world = self
    return balanced(cluster) {
      network.query(
        name, kind, from: pod ?? network.host(at: own), nameServer: address, transport: transport,
        listening: listening, by: &$0
      ) { world.nameServing(at: $0.address, port: $0.port, transport, in: cluster) }
    }
  }

  /// What the name server of the hosts' network says.
  private func hostsAnswer(_ name: String, _ kind: DNSRecord.Kind, _ hostName: String) -> DNSReply {
    let plain = name.hasSuffix(".") ? String(name.dropLast()) : name
    let known = addressInHosts(of: plain, on: hostName).flatMap { IPAddress($0) }.map { [$0] }
    guard let addresses = known ?? Self.outsideNames[plain.lowercased()] else {
      return DNSReply(code: .noSuchName, records: [])
    }
    let records = kind == .a ? addresses.map { DNSRecord(name: "\(plain).", kind: .a, data: "\($0)") } : []
    return DNSReply(code: .noError, records: records)
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
