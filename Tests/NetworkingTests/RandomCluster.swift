import Documents
import Simulation

/// Small clusters that have a bit of everything that policies can be about, in few names so that much of it meets.
struct RandomCluster {
  private var chance: Chance
  private(set) var objects: [Value] = []

  init(seed: UInt64) {
    chance = Chance(seed: seed, name: "cluster")
    for name in ["a", "b"] { objects.append(namespace(name, labels(["team", "env"]))) }
    for number in 1...2 {
      objects.append([
        "kind": "Node", "metadata": ["name": .string("node\(number)")],
        "status": ["addresses": [["type": "InternalIP", "address": .string("192.168.0.\(number)")]]],
      ])
    }
    // The namespace c is not declared.
    for number in 0..<9 { objects.append(randomPod(["a", "a", "b", "c"][below(4)], number)) }
    for number in 0..<below(6) { objects.append(randomPolicy("p\(number)")) }
  }

  static let probes = ["TCP/80", "TCP/web", "UDP/53", "SCTP/web", "TCP/8080", "UDP/web", "SCTP/80", "TCP/65535"]
  static let outside = ["203.0.113.10", "192.168.0.1", "fd00:9::1", "10.0.1.77"]

  mutating func below(_ limit: Int) -> Int { chance.below(limit) }

  mutating func randomPolicy(_ name: String) -> Value {
    var spec: Value = [:]
    if below(6) > 0 { spec["podSelector"] = randomSelector() }
    let types: [Value?] = [nil, .null, [], ["Ingress"], ["Egress"], ["Ingress", "Egress"], ["Egress", "Ingress"]]
    spec["policyTypes"] = types[below(types.count)]
    for (direction, side) in [("ingress", "from"), ("egress", "to")] where below(3) > 0 {
      spec[direction] = randomList(3) { $0.randomRule(side) }
    }
    return policy("\(["a", "a", "b", "c"][below(4)])/\(name)", spec)
  }

  private mutating func labels(_ keys: [String]) -> [String: String] {
    var found: [String: String] = [:]
    for key in keys where below(4) > 0 { found[key] = ["", "one", "two"][below(3)] }
    return found
  }

  private mutating func randomPod(_ space: String, _ number: Int) -> Value {
    let usesHost = below(8) == 0
    let node = 1 + below(2)
    let ports: [Value] = (0..<below(3)).map { index -> Value in
      var port: Value = ["containerPort": .int(Int64([80, 8080, 53][below(3)]))]
      if below(4) > 0 { port["name"] = .string(["web", "alt"][index % 2]) }
      if below(3) == 0 { port["protocol"] = .string(["TCP", "UDP", "SCTP"][below(3)]) }
      return port
    }
    let long = "fd00:\(1 + below(2))::\(String(number + 1, radix: 16))"
    let short = usesHost ? "192.168.0.\(node)" : "10.0.\(below(3)).\(number)"
    var status: Value = ["phase": "Running", "podIP": .string(short)]
    switch below(6) {
    case 0: status["podIPs"] = [["ip": .string(short)], ["ip": .string(long)]]
    case 1 where !usesHost: status = ["phase": "Running", "podIP": .string(long), "podIPs": [["ip": .string(long)]]]
    case 2 where below(3) == 0: status = ["phase": "Pending"]
    case 3 where below(3) == 0: status["phase"] = "Succeeded"
    default: break
    }
    var object = pod("\(space)/p\(number)", labels(["app", "tier"]), "", node: "node\(node)", hostNetwork: usesHost)
    object["status"] = status
    object.set(["spec", "containers"], to: [["name": "c", "ports": .array(ports)]])
    return object
  }

  /// Missing, null, empty, or with some entries.
  private mutating func randomList(_ most: Int, _ entry: (inout RandomCluster) -> Value) -> Value? {
    switch below(8) {
    case 0: return nil
    case 1: return .null
    case 2: return []
    default: return .array((0..<(1 + below(most))).map { _ in entry(&self) })
    }
  }

  private mutating func randomRule(_ side: String) -> Value {
    var rule: Value = [:]
    rule[side] = randomList(3) { $0.randomPeer() }
    rule["ports"] = randomList(3) { $0.randomPort() }
    return rule
  }

  private mutating func randomPeer() -> Value {
    switch below(5) {
    case 0: return ["podSelector": randomSelector()]
    case 1: return ["namespaceSelector": randomSelector(["team", "env", "kubernetes.io/metadata.name"])]
    case 2: return ["namespaceSelector": randomSelector(["team", "env"]), "podSelector": randomSelector()]
    default: break
    }
    let blocks = [
      ("10.0.0.0/8", ["10.0.1.0/24"]), ("0.0.0.0/0", ["10.0.0.0/16", "203.0.113.0/24"]), ("fd00:1::/32", ["fd00:1::4/127"]),
      ("::/0", ["fd00:2::/32"]), ("10.0.1.4/32", []), ("192.168.0.0/31", ["192.168.0.1/32"]), ("fd00::/8", []),
    ]
    let (block, holes) = blocks[below(blocks.count)]
    var written: Value = ["cidr": .string(block)]
    if below(3) > 0 { written["except"] = .array(holes.map { .string($0) }) } else if below(2) == 0 { written["except"] = .null }
    return ["ipBlock": written]
  }

  private mutating func randomPort() -> Value {
    var port: Value = [:]
    switch below(6) {
    case 0: port["port"] = "web"
    case 1: port["port"] = "alt"
    case 2: (port["port"], port["endPort"]) = (53, .int(Int64([53, 80, 65535][below(3)])))
    case 3: break
    default: port["port"] = .int(Int64([80, 8080, 53, 65535][below(4)]))
    }
    if below(2) == 0 { port["protocol"] = .string(["TCP", "UDP", "SCTP"][below(3)]) }
    return port
  }

  private mutating func randomSelector(_ keys: [String] = ["app", "tier", "none"]) -> Value {
    var selector: Value = [:]
    if below(2) == 0 {
      var wanted: Value = [:]
      for key in keys where below(3) == 0 { wanted[key] = .string(["", "one", "two", "a"][below(4)]) }
      selector["matchLabels"] = wanted
    }
    if below(2) == 0 {
      selector["matchExpressions"] = randomList(2) { random in
        let key = Value.string(keys[random.below(keys.count)])
        let condition = ["In", "NotIn", "Exists", "DoesNotExist"][random.below(4)]
        var written: Value = ["key": key, "operator": .string(condition)]
        if condition.hasSuffix("In") {
          written["values"] = .array([["one"], ["one", "two"], [""], ["b"]][random.below(4)].map { .string($0) })
        }
        return written
      }
    }
    return selector
  }
}
