public import Documents
public import KubeModel
public import Simulation

/// Gives every node a range of its own for the addresses of its Pods, out of `--cluster-cidr`.
public enum NodeAddressController: Controller {
  public static let name = "node-ipam-controller"
  /// It acts under the account of the node controller.
  public static let client = Client.controller("node-controller")
  public static let watches = [WatchedKind("Node")]

  public static func refs(changed object: Value, reading cluster: any ClusterReader) -> [ObjectRef] {
    [ObjectRef(object)]
  }

  public static func reconcile(
    _ ref: ObjectRef, reading cluster: any ClusterReader, now: WallTime, chance: inout Chance
  ) -> Reaction {
    guard let range = cluster.settings.clusterCIDR, let node = cluster.object(ref),
      node["spec", "podCIDR"] == nil,
      let start = network(range)
    else { return Reaction() }
    let nodes = cluster.objects(watches[0], namespace: nil)
    let taken = Set(nodes.compactMap { $0["spec", "podCIDR"]?.string })
    // Each node gets 256 addresses (--node-cidr-mask-size, 24 for IPv4).
    for number in 0..<(1 << max(0, 24 - start.prefix)) {
      let first = start.address + UInt32(number) << 8
      let octets = [24, 16, 8, 0].map { String(first >> UInt32($0) & 255) }.joined(separator: ".")
      let block = "\(octets)/24"
      if taken.contains(block) { continue }
      let patch: Value = ["spec": ["podCIDR": .string(block), "podCIDRs": [.string(block)]]]
      return Reaction([Step(client.patch(node, patch, cluster))])
    }
    let text = "Node \(ref.name) status is now: CIDRNotAvailable"
    return Reaction([Step(nil, events: [EventNote(node, .normal, "CIDRNotAvailable", text)])])
  }

  private static func network(_ text: String) -> (address: UInt32, prefix: Int)? {
    let halves = text.split(separator: "/")
    let octets = (halves.first ?? "").split(separator: ".").compactMap { UInt32($0) }
    guard halves.count == 2, octets.count == 4, let prefix = Int(halves[1]), (0...24).contains(prefix) else {
      return nil
    }
    return (octets.reduce(0) { $0 << 8 | $1 }, prefix)
  }
}
