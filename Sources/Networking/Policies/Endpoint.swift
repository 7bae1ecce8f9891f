public import Documents

/// One end of a connection: a Pod, a node, or an address outside the cluster.
public struct Endpoint: Hashable, Sendable {
  public enum Kind: Hashable, Sendable {
    case pod
    case node
    case outside
  }

  public struct Port: Hashable, Sendable {
    public var name: String?
    public var number: Int
    public var transport: TransportProtocol
  }

  public var kind: Kind
  /// Empty for what is no Pod.
  public var namespace: String
  public var name: String
  public var labels: [String: String]
  public var addresses: [IPAddress]
  /// The container ports that the Pod declares.
  public var ports: [Port]
  /// The node that the Pod runs on, or that this is.
  public var node: String?
  /// A Pod in its node's network is, for policies, the node: no selector finds it and no policy binds it.
  public var usesHostNetwork: Bool

  /// An address that belongs to no Pod.
  public init(address: IPAddress, node: String? = nil) {
    kind = node == nil ? .outside : .node
    namespace = ""
    name = node ?? address.description
    labels = [:]
    addresses = [address]
    ports = []
    self.node = node
    usesHostNetwork = node != nil
  }

  /// A Pod object; its addresses are those in its status, as long as it has not ended.
  public init(pod object: Value) {
    kind = .pod
    namespace = object["metadata", "namespace"]?.string ?? "default"
    name = object["metadata", "name"]?.string ?? ""
    labels = object["metadata", "labels"]?.stringMap ?? [:]
    let status = object["status"]
    var texts = (status?["podIPs"]?.elements ?? []).compactMap { $0["ip"]?.string }
    if let first = status?["podIP"]?.string, !texts.contains(first) { texts.insert(first, at: 0) }
    let hasEnded = ["Succeeded", "Failed"].contains(status?["phase"]?.string)
    addresses = hasEnded ? [] : texts.compactMap { IPAddress($0) }
    ports = Self.ports(of: object["spec"] ?? .null)
    node = object["spec", "nodeName"]?.string
    usesHostNetwork = object["spec", "hostNetwork"]?.bool ?? false
  }

  /// `namespace/name` of a Pod, else the name or address.
  public var title: String { kind == .pod ? "\(namespace)/\(name)" : name }

  /// Whether policies select it and selectors find it.
  var isSelectable: Bool { kind == .pod && !usesHostNetwork }

  /// Whether one is a node, or lives in its network, and the other runs on that node. Such traffic is always
  /// allowed, as the kubelet must reach its Pods (kubernetes.io, Network Policies).
  func sharesNode(with other: Endpoint) -> Bool {
    usesHostNetwork != other.usesHostNetwork && node != nil && node == other.node
  }

  /// The number that a port has here; nil where a name is unknown.
  func number(of port: PortReference, _ transport: TransportProtocol) -> Int? {
    switch port {
    case .number(let number): number
    case .name(let name): ports.first { $0.name == name && $0.transport == transport }?.number
    }
  }

  private static func ports(of spec: Value) -> [Port] {
    let sidecars = (spec["initContainers"]?.elements ?? []).filter { $0["restartPolicy"]?.string == "Always" }
    return (sidecars + (spec["containers"]?.elements ?? [])).flatMap { container in
      (container["ports"]?.elements ?? []).compactMap { port in
        guard let number = port["containerPort"]?.int,
          let transport = TransportProtocol(rawValue: port["protocol"]?.string ?? "TCP")
        else { return nil }
        return Port(name: port["name"]?.string, number: number, transport: transport)
      }
    }
  }
}
