import Documents
import KubeModel
import Networking
import World

// Checks on the network: who reaches whom by the policies that are in force, however they are written.
extension Judge {
  mutating func judge(_ check: ConnectionsCheck) -> Verdict {
    guard let cluster = cluster(nil), let engine = world.policies(of: cluster) else {
      return Verdict(false, "the API server does not answer, so the policies cannot be looked at")
    }
    for from in check.from {
      for (list, wanted) in [(check.allowed, true), (check.refused, false)] {
        for to in list {
          if let complaint = complaint(from, to, wanted, check.namespace, engine, cluster) {
            return Verdict(false, complaint)
          }
        }
      }
    }
    let count = check.from.count * (check.allowed.count + check.refused.count)
    let all = (check.allowed + check.refused).joined(separator: ", ")
    return Verdict(true, "\(check.from.joined(separator: ", ")) to \(all): \(count) connections are as they should be")
  }

  /// What is wrong with one connection; nil where it is as it should be.
  private mutating func complaint(
    _ from: String, _ to: String, _ wanted: Bool, _ namespace: String, _ engine: PolicyEngine, _ cluster: String
  ) -> String? {
    var target = to[...]
    var transport = TransportProtocol.tcp
    if let slash = target.lastIndex(of: "/"), let named = TransportProtocol(rawValue: String(target[target.index(after: slash)...])) {
      transport = named
      target = target[..<slash]
    }
    guard let colon = target.lastIndex(of: ":") else { return "`\(to)` names no port" }
    let port = PortReference(String(target[target.index(after: colon)...]))
    let end = String(target[..<colon])
    let sources = endpoints(from, namespace, engine, cluster)
    let destinations = endpoints(end, namespace, engine, cluster)
    if sources.isEmpty { return "there is no Pod \(from) in \(namespace)" }
    if destinations.isEmpty { return "there is no Pod \(end) in \(namespace)" }
    for source in sources {
      for destination in destinations {
        let explanation = engine.explain(from: source, to: destination, on: Probe(transport, port))
        if explanation.isAllowed == wanted || explanation.verdict == .meaningless && !wanted { continue }
        return wanted ? explanation.summary : "\(from) still reaches \(to): \(explanation.summary)"
      }
    }
    return nil
  }

  /// The endpoints that a name of a check means.
  private mutating func endpoints(
    _ name: String, _ namespace: String, _ engine: PolicyEngine, _ cluster: String
  ) -> [Endpoint] {
    if name == "dns" {
      let pods = world.objects(kind: "pods", namespace: "kube-system", in: cluster) ?? []
      return pods.filter { $0.meta.label("k8s-app") == "kube-dns" }.compactMap {
        engine.endpoint("kube-system/\($0.meta.name)")
      }
    }
    if IPAddress(name) != nil { return [engine.endpoint(name)].compactMap { $0 } }
    return [engine.endpoint(name.contains("/") ? name : "\(namespace)/\(name)")].compactMap { $0 }
  }

  mutating func judge(_ check: SelectsCheck) -> Verdict {
    guard let cluster = cluster(nil), let engine = world.policies(of: cluster) else {
      return Verdict(false, "the API server does not answer, so the policies cannot be looked at")
    }
    guard engine.policyNames(in: check.namespace).contains(check.policy) else {
      return Verdict(false, "there is no NetworkPolicy \(check.policy) in namespace \(check.namespace)")
    }
    guard let outside = engine.endpoint("198.51.100.1") else { return Verdict(false, "no outside address") }
    var bound: [String] = []
    for pod in world.objects(kind: "pods", namespace: check.namespace, in: cluster) ?? [] {
      guard let endpoint = engine.endpoint("\(check.namespace)/\(pod.meta.name)") else { continue }
      let probe = Probe(.tcp, 80)
      let side =
        check.direction == .egress
        ? engine.explain(from: endpoint, to: outside, on: probe).egress
        : engine.explain(from: outside, to: endpoint, on: probe).ingress
      if side?.policies.contains(check.policy) ?? false { bound.append(pod.meta.name) }
    }
    let direction = check.direction.rawValue
    for pod in check.pods where !bound.contains(pod) {
      let whom = bound.isEmpty ? "no Pod" : bound.joined(separator: ", ")
      return Verdict(false, "\(check.policy) binds \(whom) for \(direction), but not \(pod)")
    }
    let others = bound.filter { !check.pods.contains($0) }
    if check.only, !others.isEmpty {
      return Verdict(false, "\(check.policy) binds \(others.joined(separator: ", ")) for \(direction) as well")
    }
    return Verdict(true, "\(check.policy) binds \(bound.joined(separator: ", ")) for \(direction)")
  }
}
