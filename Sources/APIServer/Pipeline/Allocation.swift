import Documents
import Etcd
import KubeModel
import Simulation

extension APIServer {
  /// Addresses and node ports of Services. Differs: the real server keeps bitmaps and IPAddress objects; here the
  /// Services themselves tell what is taken.
  mutating func allocate(
    _ object: inout Value, old: Value?, _ target: Target, _ call: inout APICall
  ) throws(Refusal) {
    guard target.kind.qualifiedName == "services", target.subresource.isEmpty else { return }
    let others = cache.list(EtcdKey("\(options.etcdPrefix)/services/specs/"))
      .filter { $0.meta.name != object.meta.name || $0.meta.namespace != object.meta.namespace }
    if object["spec"]?["type"] == "ExternalName" {
      for key in ["clusterIP", "clusterIPs", "ipFamilies", "ipFamilyPolicy"] { object.set(["spec", key], to: nil) }
    } else {
      try allocateAddress(&object, others, target, &call)
      if object["spec"]?["ipFamilies"] == nil { object.set(["spec", "ipFamilies"], to: ["IPv4"]) }
      if object["spec"]?["ipFamilyPolicy"] == nil { object.set(["spec", "ipFamilyPolicy"], to: "SingleStack") }
    }
    try allocatePorts(&object, old: old, others, target, &call)
  }

  private func invalid(_ target: Target, _ problem: FieldError) -> Refusal {
    .status(.invalid(kind: "Service", name: target.name, [problem]))
  }

  private func allocateAddress(
    _ object: inout Value, _ others: [Value], _ target: Target, _ call: inout APICall
  ) throws(Refusal) {
    guard let range = AddressRange(options.serviceCIDR) else { return }
    let taken = Set(others.compactMap { $0["spec"]?["clusterIP"]?.string })
    let wanted = object["spec"]?["clusterIP"]?.string ?? object["spec"]?["clusterIPs"]?[0]?.string ?? ""
    if wanted == "None" {
      object.set(["spec", "clusterIPs"], to: ["None"])
      return
    }
    if !wanted.isEmpty {
      guard let address = Address(wanted), range.contains(address) else {
        let detail =
          "failed to allocate IP \(wanted): the provided IP (\(wanted)) is not in the valid range. "
          + "The range of valid IPs is \(options.serviceCIDR)"
        throw invalid(target, .invalid("spec.clusterIPs", .array([.string(wanted)]), detail))
      }
      if taken.contains(wanted) {
        let detail = "failed to allocate IP \(wanted): provided IP is already allocated"
        throw invalid(target, .invalid("spec.clusterIPs", .array([.string(wanted)]), detail))
      }
      object.set(["spec", "clusterIP"], to: .string(wanted))
      object.set(["spec", "clusterIPs"], to: [.string(wanted)])
      return
    }
    // The lower part of the range is kept for addresses that are asked for.
    let reserved = min(256, max(16, range.size / 16))
    for _ in 0..<1000 {
      let offset = reserved + call.chance.below(max(1, range.size - reserved - 1))
      let address = range.address(at: offset).text
      if taken.contains(address) { continue }
      object.set(["spec", "clusterIP"], to: .string(address))
      object.set(["spec", "clusterIPs"], to: [.string(address)])
      return
    }
    throw .status(.internalError("failed to allocate a serviceIP: range is full"))
  }

  private func allocatePorts(
    _ object: inout Value, old: Value?, _ others: [Value], _ target: Target, _ call: inout APICall
  ) throws(Refusal) {
    let type = object["spec"]?["type"]?.string
    let needsPorts =
      type == "NodePort" || type == "LoadBalancer" && object["spec"]?["allocateLoadBalancerNodePorts"] != false
    guard var ports = object["spec"]?["ports"]?.array else { return }
    guard needsPorts else {
      if old != nil { object.set(["spec", "ports"], to: .array(ports.map(Self.withoutNodePort))) }
      return
    }
    var taken = Set(others.flatMap { $0["spec"]?["ports"]?.elements ?? [] }.compactMap { $0["nodePort"]?.int })
    for index in ports.indices {
      // A dry run allocates no ports, so it does not look at the range either.
      if let wanted = ports[index]["nodePort"]?.int, wanted != 0, !call.isDryRun {
        try check(wanted, index, taken, target)
        taken.insert(wanted)
      }
    }
    for index in ports.indices where (ports[index]["nodePort"]?.int ?? 0) == 0 {
      if let kept = Self.oldPort(ports[index], old), !taken.contains(kept) {
        ports[index]["nodePort"] = .int(Int64(kept))
        taken.insert(kept)
        continue
      }
      for _ in 0..<10_000 {
        let port = options.nodePorts.lowerBound + call.chance.below(options.nodePorts.count)
        if taken.insert(port).inserted {
          ports[index]["nodePort"] = .int(Int64(port))
          break
        }
      }
    }
    object.set(["spec", "ports"], to: .array(ports))
  }

  private func check(_ port: Int, _ index: Int, _ taken: Set<Int>, _ target: Target) throws(Refusal) {
    let path = "spec.ports[\(index)].nodePort"
    if !options.nodePorts.contains(port) {
      let range = "\(options.nodePorts.lowerBound)-\(options.nodePorts.upperBound)"
      throw invalid(
        target,
        .invalid(
          path, .int(Int64(port)),
          "provided port is not in the valid range. The range of valid ports is \(range)"))
    }
    if taken.contains(port) {
      throw invalid(target, .invalid(path, .int(Int64(port)), "provided port is already allocated"))
    }
  }

  private static func withoutNodePort(_ port: Value) -> Value {
    var port = port
    port["nodePort"] = nil
    return port
  }

  private static func oldPort(_ port: Value, _ old: Value?) -> Int? {
    (old?["spec"]?["ports"]?.elements ?? []).first {
      $0["port"] == port["port"] && $0["protocol"] == port["protocol"]
    }?["nodePort"]?.int
  }
}
