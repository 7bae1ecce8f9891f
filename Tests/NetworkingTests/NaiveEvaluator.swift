import Documents

/// A third opinion on policies: slow, pair by pair, over the objects as they were written, from the documentation of
/// `networking.k8s.io/v1` alone. It shares no code with the engine, not even for addresses.
struct NaiveEvaluator {
  let pods: [Value]
  let namespaces: [String: [String: Value]]
  let policies: [Value]
  let nodes: [(name: String, address: String)]

  enum End {
    case pod(Value)
    case address(String)
  }

  init(_ objects: [Value]) {
    pods = objects.filter { $0["kind"] == "Pod" }
    policies = objects.filter { $0["kind"] == "NetworkPolicy" }
    var found: [String: [String: Value]] = [:]
    for pod in pods { found[Self.namespace(pod)] = [:] }
    for space in objects where space["kind"] == "Namespace" {
      found[Self.text(space, "name")] = Self.labels(space["metadata", "labels"])
    }
    for name in found.keys { found[name]?["kubernetes.io/metadata.name"] = .string(name) }
    namespaces = found
    nodes = objects.filter { $0["kind"] == "Node" }.flatMap { node in
      (node["status", "addresses"]?.elements ?? []).map { (Self.text(node, "name"), $0["address"]?.string ?? "") }
    }
  }

  /// `+`, `i`, `e`, `x` or `-`; the port is a number or a name.
  func verdict(from: End, to: End, _ transport: String, _ port: String) -> Character {
    if case .address = from, case .address = to { return "-" }
    guard let number = Int(port) ?? numberNamed(port, transport, at: to) else { return "-" }
    if isExempt(from, to) { return "+" }
    let leaves = allows("Egress", "egress", "to", subject: from, peer: to, to, transport, number)
    let enters = allows("Ingress", "ingress", "from", subject: to, peer: from, to, transport, number)
    return leaves ? (enters ? "+" : "i") : (enters ? "e" : "x")
  }

  /// Traffic from and to the node where a Pod is running is always allowed, and a Pod reaches itself.
  private func isExempt(_ from: End, _ to: End) -> Bool {
    switch (from, to) {
    case (.pod(let one), .pod(let other)):
      if Self.title(one) == Self.title(other) { return true }
      return isHost(one) != isHost(other) && node(from) == node(to) && node(from) != nil
    case (.address, .pod(let pod)), (.pod(let pod), .address):
      return !isHost(pod) && node(from) == node(to) && node(from) != nil
    case (.address, .address): return false
    }
  }

  private func node(_ end: End) -> String? {
    switch end {
    case .pod(let pod): pod["spec", "nodeName"]?.string
    case .address(let text): nodes.first { $0.address == text }?.name
    }
  }

  private func isHost(_ pod: Value) -> Bool { pod["spec", "hostNetwork"]?.bool ?? false }

  private func numberNamed(_ name: String, _ transport: String, at end: End) -> Int? {
    guard case .pod(let pod) = end else { return nil }
    return ports(pod).first { $0["name"]?.string == name && ($0["protocol"]?.string ?? "TCP") == transport }?[
      "containerPort"]?.int
  }

  private func ports(_ pod: Value) -> [Value] {
    (pod["spec", "containers"]?.elements ?? []).flatMap { $0["ports"]?.elements ?? [] }
  }

  /// Isolated Pods only have what some rule of some policy allows; all others have everything.
  private func allows(
    _ type: String, _ field: String, _ side: String, subject: End, peer: End, _ destination: End, _ transport: String,
    _ number: Int
  ) -> Bool {
    guard case .pod(let pod) = subject, !isHost(pod) else { return true }
    let binding = policies.filter { policy in
      Self.namespace(policy) == Self.namespace(pod) && types(policy).contains(type)
        && selects(policy["spec", "podSelector"], Self.labels(pod["metadata", "labels"]))
    }
    if binding.isEmpty { return true }
    return binding.contains { policy in
      (policy["spec", field]?.elements ?? []).contains { rule in
        let peers = rule[side]?.elements ?? []
        let ports = rule["ports"]?.elements ?? []
        let isPeer = peers.isEmpty || peers.contains { matches($0, Self.namespace(policy), peer) }
        let isPort = ports.isEmpty || ports.contains { matches($0, destination, transport, number) }
        return isPeer && isPort
      }
    }
  }

  private func types(_ policy: Value) -> [String] {
    let written = (policy["spec", "policyTypes"]?.elements ?? []).compactMap(\.string)
    if !written.isEmpty { return written }
    return (policy["spec", "egress"]?.elements ?? []).isEmpty ? ["Ingress"] : ["Ingress", "Egress"]
  }

  private func matches(_ peer: Value, _ namespace: String, _ end: End) -> Bool {
    if let block = peer["ipBlock"], !block.isNull {
      return addresses(end).contains { address in
        Bits(address).isIn(block["cidr"]?.string ?? "")
          && !(block["except"]?.elements ?? []).contains { Bits(address).isIn($0.string ?? "") }
      }
    }
    guard case .pod(let pod) = end, !isHost(pod) else { return false }
    let spaces = peer["namespaceSelector"]
    if let spaces, !spaces.isNull {
      guard selects(spaces, namespaces[Self.namespace(pod)] ?? [:]) else { return false }
    } else if Self.namespace(pod) != namespace {
      return false
    }
    return selects(peer["podSelector"], Self.labels(pod["metadata", "labels"]))
  }

  private func addresses(_ end: End) -> [String] {
    switch end {
    case .address(let text): return [text]
    case .pod(let pod):
      if ["Succeeded", "Failed"].contains(pod["status", "phase"]?.string) { return [] }
      let all = (pod["status", "podIPs"]?.elements ?? []).compactMap { $0["ip"]?.string }
      return all.isEmpty ? [pod["status", "podIP"]?.string].compactMap { $0 } : all
    }
  }

  private func matches(_ port: Value, _ destination: End, _ transport: String, _ number: Int) -> Bool {
    guard (port["protocol"]?.string ?? "TCP") == transport else { return false }
    guard let written = port["port"], !written.isNull else { return true }
    if let first = written.int { return (first...(port["endPort"]?.int ?? first)).contains(number) }
    guard case .pod(let pod) = destination else { return false }
    return ports(pod).contains {
      $0["name"] == written && ($0["protocol"]?.string ?? "TCP") == transport && $0["containerPort"]?.int == number
    }
  }

  private func selects(_ selector: Value?, _ labels: [String: Value]) -> Bool {
    for (key, value) in Self.labels(selector?["matchLabels"]) where labels[key] != value { return false }
    for requirement in selector?["matchExpressions"]?.elements ?? [] {
      let value = labels[requirement["key"]?.string ?? ""]
      let isListed = value.map { (requirement["values"]?.elements ?? []).contains($0) } ?? false
      let holds =
        switch requirement["operator"]?.string {
        case "In": isListed
        case "NotIn": !isListed
        case "Exists": value != nil
        default: value == nil
        }
      if !holds { return false }
    }
    return true
  }

  private static func text(_ object: Value, _ field: String) -> String { object["metadata", field]?.string ?? "" }
  private static func namespace(_ object: Value) -> String { object["metadata", "namespace"]?.string ?? "default" }
  private static func title(_ object: Value) -> String { "\(namespace(object))/\(text(object, "name"))" }

  private static func labels(_ value: Value?) -> [String: Value] {
    var found: [String: Value] = [:]
    for (key, label) in value?.fields ?? [:] { found[key] = label }
    return found
  }
}

/// An address as the bits that it is written for.
private struct Bits {
  let bits: [Bool]

  init(_ text: String) {
    let groups: [(number: Int, width: Int)]
    if text.contains(":") {
      let halves = text.split(separator: "::", omittingEmptySubsequences: false).map { half in
        half.split(separator: ":").map { Int($0, radix: 16) ?? 0 }
      }
      let missing = 8 - halves.reduce(0) { $0 + $1.count }
      let middle = text.contains("::") ? Array(repeating: 0, count: missing) : []
      groups = (halves[0] + middle + (halves.count > 1 ? halves[1] : [])).map { ($0, 16) }
    } else {
      groups = text.split(separator: ".").map { (Int($0) ?? 0, 8) }
    }
    bits = groups.flatMap { group in
      (0..<group.width).map { group.number >> (group.width - 1 - $0) & 1 == 1 }
    }
  }

  func isIn(_ block: String) -> Bool {
    let parts = block.split(separator: "/")
    let other = Bits(String(parts[0])).bits
    let length = Int(parts[1]) ?? 0
    return other.count == bits.count && other.prefix(length) == bits.prefix(length)
  }
}
