import Documents
import KubeModel
import Simulation

extension Tables {
  static let core: [String: Row] = [
    "pods": { PodRow($0).cells($1) },
    "nodes": { node($0, $1) },
    "namespaces": { [name($0), text($0["status"]?["phase"], or: ""), age($0, $1)] },
    "services": { service($0, $1) },
    "configmaps": { object, now in
      let entries = (object["data"]?.fields.count ?? 0) + (object["binaryData"]?.fields.count ?? 0)
      return [name(object), .string(String(entries)), age(object, now)]
    },
    "secrets": { object, now in
      [
        name(object), text(object["type"], or: ""), .string(String(object["data"]?.fields.count ?? 0)),
        age(object, now),
      ]
    },
    "serviceaccounts": { [name($0), age($0, $1)] },
    "endpoints": { object, now in [name(object), endpoints(object), age(object, now)] },
    "events": { event($0, $1) },
    "events.events.k8s.io": { event($0, $1) },
    "limitranges": { object, _ in [name(object), object["metadata"]?["creationTimestamp"] ?? .null] },
    "resourcequotas": { quota($0, $1) },
    "podtemplates": { object, _ in
      [name(object)] + containers(object["template"]?["spec"]) + [labels(object["template"]?["metadata"]?["labels"])]
    },
    "componentstatuses": { object, _ in
      let condition = object["conditions"]?[0] ?? .null
      let isHealthy = condition["status"] == "True"
      return [
        name(object), .string(isHealthy ? "Healthy" : "Unhealthy"), text(condition["message"], or: ""),
        text(condition["error"], or: ""),
      ]
    },
  ]

  private static func node(_ node: Value, _ now: WallTime) -> [Value] {
    let conditions = node["status"]?["conditions"]?.elements ?? []
    var status = "Unknown"
    if let ready = conditions.first(where: { $0["type"] == "Ready" }) {
      status = ready["status"] == "True" ? "Ready" : "NotReady"
    }
    if node["spec"]?["unschedulable"] == true { status += ",SchedulingDisabled" }
    var roles: [String] = []
    for (key, value) in node.meta.labels {
      if key.hasPrefix("node-role.kubernetes.io/"), key.count > 24 {
        roles.append(String(key.dropFirst(24)))
      } else if key == "kubernetes.io/role", let role = value.string, !role.isEmpty {
        roles.append(role)
      }
    }
    let info = node["status"]?["nodeInfo"] ?? .null
    func address(_ type: String) -> Value {
      text((node["status"]?["addresses"]?.elements ?? []).first { $0["type"]?.string == type }?["address"])
    }
    return [
      name(node), .string(status), list(roles.sorted()), age(node, now), text(info["kubeletVersion"], or: ""),
      address("InternalIP"), address("ExternalIP"), text(info["osImage"], or: "<unknown>"),
      text(info["kernelVersion"], or: "<unknown>"), text(info["containerRuntimeVersion"], or: "<unknown>"),
    ]
  }

  private static func service(_ service: Value, _ now: WallTime) -> [Value] {
    let spec = service["spec"] ?? .null
    let ports = (spec["ports"]?.elements ?? []).map { port -> String in
      let number = port["port"]?.int ?? 0
      let transport = port["protocol"]?.string ?? "TCP"
      guard let node = port["nodePort"]?.int, node != 0 else { return "\(number)/\(transport)" }
      return "\(number):\(node)/\(transport)"
    }
    return [
      name(service), text(spec["type"], or: ""), text(spec["clusterIP"]), external(service), list(ports),
      age(service, now), labels(spec["selector"]),
    ]
  }

  private static func external(_ service: Value) -> Value {
    let spec = service["spec"] ?? .null
    let external = (spec["externalIPs"]?.elements ?? []).compactMap(\.string)
    switch spec["type"]?.string {
    case "LoadBalancer":
      let balancers = (service["status"]?["loadBalancer"]?["ingress"]?.elements ?? [])
        .compactMap { $0["ip"]?.string ?? $0["hostname"]?.string }
      return list(balancers + external, or: "<pending>")
    case "ExternalName": return text(spec["externalName"])
    default: return list(external)
    }
  }

  static func endpoints(_ endpoints: Value) -> Value {
    let subsets = endpoints["subsets"]?.elements ?? []
    if subsets.isEmpty { return "<none>" }
    var texts: [String] = []
    for subset in subsets {
      let ports = subset["ports"]?.elements ?? []
      let addresses = subset["addresses"]?.elements ?? []
      if ports.isEmpty {
        texts += addresses.compactMap { $0["ip"]?.string }
        continue
      }
      for port in ports {
        for address in addresses { texts.append("\(address["ip"]?.string ?? ""):\(port["port"]?.int ?? 0)") }
      }
    }
    return some(texts)
  }

  private static func event(_ event: Value, _ now: WallTime) -> [Value] {
    func since(_ key: String) -> String? { event[key]?.string.map { Age.text(since: $0, now: now) } }
    let first = since("firstTimestamp") ?? since("eventTime") ?? "<unknown>"
    var last = since("lastTimestamp") ?? first
    var count = event["count"]?.int ?? 0
    if let series = event["series"] {
      last = Age.text(since: series["lastObservedTime"]?.string, now: now)
      count = series["count"]?.int ?? 0
    } else if count == 0 {
      count = 1
    }
    let involved = event["involvedObject"] ?? .null
    let kind = (involved["kind"]?.string ?? "").lowercased()
    let target = involved["name"]?.string.map { "\(kind)/\($0)" } ?? kind
    var source = event["source"]?["component"]?.string ?? ""
    if source.isEmpty { source = event["reportingComponent"]?.string ?? "" }
    if let host = event["source"]?["host"]?.string, !host.isEmpty { source += ", \(host)" }
    return [
      .string(last), text(event["type"], or: ""), text(event["reason"], or: ""), .string(target),
      text(involved["fieldPath"], or: ""), .string(source), .string(trimmed(event["message"]?.string ?? "")),
      .string(first), .string(String(count)), name(event),
    ]
  }

  private static func trimmed(_ text: String) -> String {
    let body = text.drop { $0.isWhitespace }
    return String(body.reversed().drop { $0.isWhitespace }.reversed())
  }

  private static func quota(_ quota: Value, _ now: WallTime) -> [Value] {
    var requests: [String] = []
    var limits: [String] = []
    let hard = quota["status"]?["hard"]?.fields ?? [:]
    for key in hard.keys.sorted() {
      let used = quota["status"]?["used"]?[key]?.string ?? "0"
      let entry = "\(key): \(used)/\(hard[key]?.string ?? "0")"
      if key.hasPrefix("limits") { limits.append(entry) } else { requests.append(entry) }
    }
    return [
      name(quota), .string(requests.joined(separator: ", ")), .string(limits.joined(separator: ", ")), age(quota, now),
    ]
  }
}
