import Documents
import KubeModel

extension Validation {
  static func networkPolicy(_ spec: Value) -> [FieldError] {
    var problems = labelSelector(spec["podSelector"] ?? .emptyObject, "spec.podSelector")
    for (direction, peers) in [("ingress", "from"), ("egress", "to")] {
      for (index, rule) in (spec[direction]?.elements ?? []).enumerated() {
        let path = "spec.\(direction)[\(index)]"
        for (place, port) in (rule["ports"]?.elements ?? []).enumerated() {
          problems += networkPolicyPort(port, "\(path).ports[\(place)]")
        }
        for (place, peer) in (rule[peers]?.elements ?? []).enumerated() {
          problems += networkPolicyPeer(peer, "\(path).\(peers)[\(place)]")
        }
      }
    }
    let types = spec["policyTypes"]?.elements ?? []
    if types.count > 2 {
      problems.append(.invalid("spec.policyTypes", .array(types), "may not specify more than two policyTypes"))
      return problems
    }
    for (index, type) in types.enumerated() where type != "Ingress" && type != "Egress" {
      problems.append(.notSupported("spec.policyTypes[\(index)]", type, ["Ingress", "Egress"]))
    }
    return problems
  }

  private static func networkPolicyPort(_ port: Value, _ path: String) -> [FieldError] {
    var problems: [FieldError] = []
    if let transport = port["protocol"], !["TCP", "UDP", "SCTP"].contains(transport) {
      problems.append(.notSupported("\(path).protocol", transport, ["TCP", "UDP", "SCTP"]))
    }
    let end = port["endPort"]
    switch IntOrString(port["port"]) {
    case .int(let number):
      problems += Names.portNumber(number).map { .invalid("\(path).port", .int(Int64(number)), $0) }
      if let last = end?.int {
        // The real server shows the value of `port` here.
        if last < number {
          problems.append(.invalid("\(path).endPort", .int(Int64(number)), "must be greater than or equal to `port`"))
        }
        problems += Names.portNumber(last).map { .invalid("\(path).endPort", .int(Int64(last)), $0) }
      }
    case .string(let name):
      if let end {
        problems.append(.invalid("\(path).endPort", end, "may not be specified when `port` is non-numeric"))
      }
      problems += Self.problems("\(path).port", name, Names.port(name))
    case nil:
      if let end {
        problems.append(.invalid("\(path).endPort", end, "may not be specified when `port` is not specified"))
      }
    }
    return problems
  }

  private static func networkPolicyPeer(_ peer: Value, _ path: String) -> [FieldError] {
    var problems: [FieldError] = []
    var peers = 0
    for key in ["podSelector", "namespaceSelector"] {
      guard let selector = peer[key] else { continue }
      peers += 1
      problems += labelSelector(selector, "\(path).\(key)")
    }
    if let block = peer["ipBlock"] {
      peers += 1
      problems += ipBlock(block, "\(path).ipBlock")
    }
    if peers == 0 {
      problems.append(.required(path, "must specify a peer"))
    } else if peers > 1, peer["ipBlock"] != nil {
      problems.append(.forbidden(path, "may not specify both ipBlock and another peer"))
    }
    return problems
  }

  private static func ipBlock(_ block: Value, _ path: String) -> [FieldError] {
    let cidr = block["cidr"]?.string ?? ""
    if cidr.isEmpty { return [.required("\(path).cidr")] }
    var problems = cidrProblems(cidr, "\(path).cidr")
    guard let range = AddressRange(cidr) else { return problems }
    for (index, exception) in (block["except"]?.elements ?? []).enumerated() {
      let text = exception.string ?? ""
      let at = "\(path).except[\(index)]"
      problems += cidrProblems(text, at)
      guard let inner = AddressRange(text) else { continue }
      if !range.contains(inner.address) || range.length >= inner.length {
        problems.append(.invalid(at, .string(text), "must be a strict subset of `cidr`"))
      }
    }
    return problems
  }

  /// As IsValidCIDR of apimachinery since Kubernetes 1.36 (no leading zeros, no host bits, no mapped addresses).
  static func cidrProblems(_ text: String, _ path: String) -> [FieldError] {
    guard let range = AddressRange(text) else {
      return [.invalid(path, .string(text), "must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)")]
    }
    if range.hasLeadingZeros {
      return [.invalid(path, .string(text), "must not have leading 0s in IP or prefix length")]
    }
    var problems: [FieldError] = []
    if range.isMapped { problems.append(.invalid(path, .string(text), "must not have an IPv4-mapped IPv6 address")) }
    if range.hasHostBits {
      problems.append(.invalid(path, .string(text), "must not have bits set beyond the prefix length"))
    }
    return problems
  }

  static func addressProblems(_ text: String, _ path: String) -> [FieldError] {
    guard let address = Address(text) else {
      return [.invalid(path, .string(text), "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)")]
    }
    if address.hasLeadingZeros { return [.invalid(path, .string(text), "must not have leading 0s")] }
    if address.isMapped { return [.invalid(path, .string(text), "must not be an IPv4-mapped IPv6 address")] }
    return []
  }
}
