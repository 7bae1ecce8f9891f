import Hosts
public import Simulation

/// containerd of one host: sandboxes, containers and images.
///
/// It acts only when told to. `advance(to:host:)` lets processes end and print that were going to by then.
public struct ContainerRuntime: Sendable {
  /// False while containerd is stopped; its containers run on.
  public var isRunning = true
  public internal(set) var sandboxes: [Sandbox] = []
  public internal(set) var containers: [Container] = []
  public var images: ImageStore
  /// The range of Pod addresses of the node, such as `10.44.1.0/24`; set from the Node's podCIDR.
  public var podRange = "10.44.0.0/24"
  /// Addresses that certain Pods get, by `NAMESPACE/NAME`; how worlds put Pods at addresses that a task names.
  public var reservedAddresses: [String: String] = [:]
  /// Grows with every change that a kubelet's relist would see.
  public internal(set) var version = 0
  public static let containerdVersion = "2.1.1"

  var chance: Chance
  var lastAddress = 1

  public init(images: ImageStore, chance: Chance) {
    self.images = images
    self.chance = chance
  }

  /// When a process will end or print by itself.
  public var nextDue: Instant? {
    containers.lazy.compactMap { $0.nextDue }.min()
  }

  public func container(_ id: String) -> Container? { containers.first { $0.id == id } }
  public func sandbox(_ id: String) -> Sandbox? { sandboxes.first { $0.id == id } }

  /// Those whose ID begins with a text, as crictl takes them.
  public func containers(matching prefix: String) -> [Container] { containers.filter { $0.id.hasPrefix(prefix) } }
  public func sandboxes(matching prefix: String) -> [Sandbox] { sandboxes.filter { $0.id.hasPrefix(prefix) } }

  /// The sandboxes of a Pod, the newest last.
  public func sandboxes(ofPod uid: String) -> [Sandbox] { sandboxes.filter { $0.podUID == uid } }

  /// The containers of a Pod in the order of their creation.
  public func containers(ofPod uid: String) -> [Container] {
    let ids = Set(sandboxes.lazy.filter { $0.podUID == uid }.map(\.id))
    return containers.filter { ids.contains($0.sandboxID) }
  }

  /// The newest container of that name in a Pod.
  public func newest(_ name: String, ofPod uid: String) -> Container? {
    containers(ofPod: uid).last { $0.name == name }
  }

  /// The running container that answers at a Pod's address and port; nil means that the connection is refused.
  public func server(
    at address: String, port: Int, transport: String = "TCP", now: Instant
  ) -> (container: Container, port: ServedPort)? {
    for sandbox in sandboxes where sandbox.state == .ready && sandbox.address == address && !address.isEmpty {
      for container in containers where container.sandboxID == sandbox.id && container.isRunning {
        guard let started = container.started, started + container.workload.readyAfter <= now else { continue }
        for served in container.workload.ports
        where served.port == port && served.transport == transport && served.address.isEmpty {
          return (container, served)
        }
      }
    }
    return nil
  }

  mutating func update(_ id: String, _ change: (inout Container) -> Void) {
    guard let index = containers.firstIndex(where: { $0.id == id }) else { return }
    change(&containers[index])
  }

  /// A free address of the node's range, or the one that is kept for the Pod.
  mutating func takeAddress(for pod: String) -> String {
    if let reserved = reservedAddresses[pod] { return reserved }
    let prefix = podRange.split(separator: "/").first.map(String.init) ?? "10.44.0.0"
    let base = prefix.split(separator: ".").prefix(3).joined(separator: ".")
    let used = Set(sandboxes.filter { $0.state == .ready }.map(\.address)).union(reservedAddresses.values)
    repeat {
      lastAddress = lastAddress >= 254 ? 2 : lastAddress + 1
    } while used.contains("\(base).\(lastAddress)")
    return "\(base).\(lastAddress)"
  }
}

extension Container {
  /// When its process will end or print by itself.
  var nextDue: Instant? {
    guard state == .running, let started else { return nil }
    var due: [Instant] = []
    if let ends { due.append(ends.at) }
    if let line = linesLeft.first { due.append(started + line.after) }
    if let change = changesLeft.first { due.append(started + change.after) }
    if let loop = workload.loop, !loop.isSilent { due.append(started + loop.end(ofTurn: turns)) }
    return due.min()
  }
}
