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
  /// The files that containers begin with.
  var roots: [RootFileSystem: FileTree] = [:]

  public init(images: ImageStore, chance: Chance) {
    self.images = images
    self.chance = chance
  }

  /// What stands in the place of a runtime that has been taken out to be worked on.
  public static let vacant = ContainerRuntime(images: ImageStore(catalogue: [:]), chance: Chance(seed: 0))

  /// When a process will end or print by itself.
  public var nextDue: Instant? {
    var next = Instant.never
    forEachInPlace { next = min(next, Self.nextDue(of: $0)) }
    return next == .never ? nil : next
  }

  /// Those whose processes end or print by that moment.
  func due(by now: Instant) -> [String] {
    var found: [String] = []
    forEachInPlace { if Self.nextDue(of: $0) <= now { found.append($0.pointee.id) } }
    return found
  }

  /// Shows all containers where they are: to copy every one of them at each step of a node takes long.
  func forEachInPlace(_ body: (UnsafePointer<Container>) -> Void) {
    containers.withUnsafeBufferPointer { containers in
      guard let first = containers.baseAddress else { return }
      for place in containers.indices { body(first + place) }
    }
  }

  public func container(_ id: String) -> Container? { containers.first { $0.id == id } }
  public func sandbox(_ id: String) -> Sandbox? { sandboxes.first { $0.id == id } }

  /// Those whose ID begins with a text, as crictl takes them.
  public func containers(matching prefix: String) -> [Container] { containers.filter { $0.id.hasPrefix(prefix) } }
  public func sandboxes(matching prefix: String) -> [Sandbox] { sandboxes.filter { $0.id.hasPrefix(prefix) } }

  /// The sandboxes of a Pod, the newest last.
  public func sandboxes(ofPod uid: String) -> [Sandbox] {
    sandboxes.indices.filter { sandboxes[$0].podUID == uid }.map { sandboxes[$0] }
  }

  /// The containers of a Pod in the order of their creation.
  public func containers(ofPod uid: String) -> [Container] {
    var ids: [String] = []
    for place in sandboxes.indices where sandboxes[place].podUID == uid { ids.append(sandboxes[place].id) }
    if ids.isEmpty { return [] }
    return containers.indices.filter { ids.contains(containers[$0].sandboxID) }.map { containers[$0] }
  }

  /// What a relist sees: the containers and their states, in the order of their creation, by the UIDs of their Pods.
  /// Of a Pod without containers its sandboxes: one that has come up wakes the worker, so that an image that could not
  /// be had is in back-off at once.
  var traces: [String: [String]] {
    var pods: [String: String] = [:]
    for place in sandboxes.indices { pods[sandboxes[place].id] = sandboxes[place].podUID }
    var traces: [String: [String]] = [:]
    for place in containers.indices {
      guard let pod = pods[containers[place].sandboxID] else { continue }
      traces[pod, default: []].append("\(containers[place].id)\(containers[place].state)")
    }
    let withContainers = Set(traces.keys)
    for sandbox in sandboxes where !withContainers.contains(sandbox.podUID) {
      traces[sandbox.podUID, default: []].append("\(sandbox.id)\(sandbox.state)")
    }
    return traces
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

extension ContainerRuntime {
  /// When a container's process will end or print by itself; `.never` where it will not.
  private static func nextDue(of container: UnsafePointer<Container>) -> Instant {
    guard container.pointee.state == .running, let started = container.pointee.started else { return .never }
    var due = container.pointee.ends?.at ?? .never
    if let line = container.pointee.linesLeft.first { due = min(due, started + line.after) }
    if let change = container.pointee.changesLeft.first { due = min(due, started + change.after) }
    if let loop = container.pointee.workload.loop, !loop.isSilent {
      due = min(due, started + loop.end(ofTurn: container.pointee.turns))
    }
    return due
  }
}
