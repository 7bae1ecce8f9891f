import Documents
import KubeModel

/// Descriptions of nodes.
enum NodeDescription {
  static func text(_ context: DescribeContext) throws -> String {
    let (node, spec, status) = (context.object, context.spec, context.status)
    var writer = context.writer
    writer.field("Name", node.meta.name)
    writer.field("Roles", roles(node))
    writer.labels("Labels", node.meta.labels)
    writer.annotations("Annotations", node.meta.annotations)
    writer.field("CreationTimestamp", DescribeWriter.date(node["metadata"]?["creationTimestamp"]?.string))
    taints(spec, &writer)
    writer.field("Unschedulable", spec["unschedulable"]?.bool == true ? "true" : "false")
    lease(context, &writer)
    conditions(status, &writer)
    writer.line(0, "Addresses:")
    for address in status["addresses"]?.elements ?? [] {
      writer.field(address["type"]?.string ?? "", address["address"]?.string ?? "", level: 1)
    }
    amounts("Capacity", status["capacity"], &writer)
    amounts("Allocatable", status["allocatable"], &writer)
    system(status["nodeInfo"] ?? .emptyObject, &writer)
    if let range = spec["podCIDR"]?.string, !range.isEmpty { writer.field("PodCIDR", range) }
    let ranges = (spec["podCIDRs"]?.elements ?? []).compactMap(\.string)
    if !ranges.isEmpty { writer.field("PodCIDRs", ranges.joined(separator: ",")) }
    if let provider = spec["providerID"]?.string, !provider.isEmpty { writer.field("ProviderID", provider) }
    try pods(context, &writer)
    writer.events(try context.events())
    return writer.formatted
  }

  private static func roles(_ node: Value) -> String {
    let prefix = "node-role.kubernetes.io/"
    var roles = node.meta.labels.keys.filter { $0.hasPrefix(prefix) && $0.count > prefix.count }
      .map { String($0.dropFirst(prefix.count)) }
    if let role = node.meta.label("kubernetes.io/role"), !role.isEmpty { roles.append(role) }
    return roles.isEmpty ? "<none>" : roles.sorted().joined(separator: ",")
  }

  private static func taints(_ spec: Value, _ writer: inout DescribeWriter) {
    let taints = (spec["taints"]?.elements ?? []).map(TaintText.text)
    writer.raw("Taints:\t")
    if taints.isEmpty { return writer.raw("<none>\n") }
    let elements = (spec["taints"]?.elements ?? [])
    let sorted = elements.enumerated().sorted { left, right in
      func key(_ taint: Value) -> String { "\(taint["effect"]?.string ?? "")," + (taint["key"]?.string ?? "") }
      let (first, second) = (key(left.element), key(right.element))
      return first == second ? left.offset < right.offset : first < second
    }.map { TaintText.text($0.element) }
    writer.raw(sorted.enumerated().map { "\($0.offset > 0 ? "\t" : "")\($0.element)\n" }.joined())
  }

  private static func lease(_ context: DescribeContext, _ writer: inout DescribeWriter) {
    let path = APIRequest.path(
      group: "coordination.k8s.io", version: "v1", namespace: "kube-node-lease", resource: "leases",
      name: context.object.meta.name)
    let lease: Value
    do {
      lease = try context.invocation.client().value(APIRequest(.get, path))
    } catch let failure as Failure {
      writer.field("Lease", "Failed to get lease: \(failure.text)")
      return
    } catch {
      return
    }
    let spec = lease["spec"] ?? .emptyObject
    writer.line(0, "Lease:")
    writer.field("HolderIdentity", spec["holderIdentity"]?.string ?? "<unset>", level: 1)
    writer.field("AcquireTime", DescribeWriter.date(spec["acquireTime"]?.string), level: 1)
    writer.field("RenewTime", DescribeWriter.date(spec["renewTime"]?.string), level: 1)
  }

  private static func conditions(_ status: Value, _ writer: inout DescribeWriter) {
    let conditions = status["conditions"]?.elements ?? []
    guard !conditions.isEmpty else { return }
    writer.line(0, "Conditions:")
    writer.line(1, "Type\tStatus\tLastHeartbeatTime\tLastTransitionTime\tReason\tMessage")
    writer.line(1, "----\t------\t-----------------\t------------------\t------\t-------")
    for condition in conditions {
      func text(_ key: String) -> String { condition[key]?.string ?? "" }
      let times = [DescribeWriter.date(text("lastHeartbeatTime")), DescribeWriter.date(text("lastTransitionTime"))]
      writer.line(
        1,
        "\(text("type")) \t\(text("status")) \t\(times[0]) \t\(times[1]) \t\(text("reason")) \t\(text("message"))")
    }
  }

  private static func amounts(_ title: String, _ amounts: Value?, _ writer: inout DescribeWriter) {
    guard let fields = amounts?.object, !fields.isEmpty else { return }
    writer.line(0, "\(title):")
    for name in fields.keys.sorted() { writer.field(name, GoPrint.text(fields[name] ?? .null), level: 1) }
  }

  private static func system(_ info: Value, _ writer: inout DescribeWriter) {
    writer.line(0, "System Info:")
    for (title, key) in [
      ("Machine ID", "machineID"), ("System UUID", "systemUUID"), ("Boot ID", "bootID"),
      ("Kernel Version", "kernelVersion"), ("OS Image", "osImage"), ("Operating System", "operatingSystem"),
      ("Architecture", "architecture"), ("Container Runtime Version", "containerRuntimeVersion"),
      ("Kubelet Version", "kubeletVersion"),
    ] { writer.field(title, info[key]?.string ?? "", level: 1) }
  }

  // MARK: Pods

  private static func pods(_ context: DescribeContext, _ writer: inout DescribeWriter) throws {
    let fields = "spec.nodeName=\(context.object.meta.name),status.phase!=Succeeded,status.phase!=Failed"
    let pods: [Value]
    do {
      pods = try context.list("pods", fields: fields, everywhere: true)
    } catch Failure.status(let status) where status.reason == "Forbidden" {
      return writer.field("Pods", "not authorized")
    }
    let allocatable = (context.status["allocatable"] ?? context.status["capacity"] ?? .emptyObject).fields
    func share(_ amount: Quantity, _ name: String, milli: Bool = false) -> String {
      let total = amountOf(allocatable[name])
      let (part, whole) = milli ? (amount.milliValue, total.milliValue) : (amount.value, total.value)
      let percent = whole == 0 ? 0 : Int(Double(part) / Double(whole) * 100)
      return "\(amount.description) (\(percent)%)"
    }
    writer.field("Non-terminated Pods", "(\(pods.count) in total)")
    writer.line(1, "Namespace\tName\t\tCPU Requests\tCPU Limits\tMemory Requests\tMemory Limits\tAge")
    writer.line(1, "---------\t----\t\t------------\t----------\t---------------\t-------------\t---")
    var total = PodAmounts(requests: [:], limits: [:])
    for pod in pods {
      let amounts = PodAmounts(pod)
      total.add(amounts)
      let cells = [
        share(amounts.request("cpu"), "cpu", milli: true), share(amounts.limit("cpu"), "cpu", milli: true),
        share(amounts.request("memory"), "memory"), share(amounts.limit("memory"), "memory"),
        writer.age(pod["metadata"]?["creationTimestamp"]?.string),
      ]
      writer.line(1, "\(pod.meta.namespace)\t\(pod.meta.name)\t\t\(cells.joined(separator: "\t"))")
    }
    writer.line(0, "Allocated resources:")
    writer.line(1, "(Total limits may be over 100 percent, i.e., overcommitted.)")
    writer.line(1, "Resource\tRequests\tLimits")
    writer.line(1, "--------\t--------\t------")
    let plain = ["cpu", "memory", "ephemeral-storage"]
    let huge = allocatable.keys.filter { $0.hasPrefix("hugepages-") }.sorted()
    for name in plain + huge {
      let isCPU = name == "cpu"
      writer.line(
        1,
        "\(name)\t\(share(total.request(name), name, milli: isCPU))\t\(share(total.limit(name), name, milli: isCPU))")
    }
    let others = allocatable.keys.filter { !plain.contains($0) && !$0.hasPrefix("hugepages-") && $0 != "pods" }.sorted()
    for name in others {
      writer.line(1, "\(name)\t\(total.request(name).description)\t\(total.limit(name).description)")
    }
  }

  private static func amountOf(_ value: Value?) -> Quantity {
    guard let value, let quantity = try? Quantity(parsing: GoPrint.text(value)) else { return .zero }
    return quantity
  }
}

/// What the containers of a Pod ask for and may use, in all.
struct PodAmounts {
  var requests: [String: Quantity]
  var limits: [String: Quantity]

  init(requests: [String: Quantity], limits: [String: Quantity]) {
    self.requests = requests
    self.limits = limits
  }

  /// The sum of the containers, or what a container that starts first needs if that is more.
  init(_ pod: Value) {
    let spec = pod["spec"] ?? .emptyObject
    func sum(_ key: String) -> [String: Quantity] {
      var total: [String: Quantity] = [:]
      for container in spec["containers"]?.elements ?? [] {
        for (name, value) in container["resources"]?[key]?.fields ?? [:] {
          guard let amount = try? Quantity(parsing: GoPrint.text(value)) else { continue }
          total[name] = (total[name] ?? .zero) + amount
        }
      }
      for container in spec["initContainers"]?.elements ?? [] {
        for (name, value) in container["resources"]?[key]?.fields ?? [:] {
          guard let amount = try? Quantity(parsing: GoPrint.text(value)) else { continue }
          total[name] = max(total[name] ?? .zero, amount)
        }
      }
      return total
    }
    requests = sum("requests")
    limits = sum("limits")
  }

  func request(_ name: String) -> Quantity { requests[name] ?? .zero }
  func limit(_ name: String) -> Quantity { limits[name] ?? .zero }

  mutating func add(_ other: PodAmounts) {
    requests.merge(other.requests) { $0 + $1 }
    limits.merge(other.limits) { $0 + $1 }
  }
}

/// Taints of nodes.
enum TaintText {
  /// `key=value:Effect`.
  static func text(_ taint: Value) -> String {
    let (key, value) = (taint["key"]?.string ?? "", taint["value"]?.string ?? "")
    let effect = taint["effect"]?.string ?? ""
    let head = value.isEmpty ? key : "\(key)=\(value)"
    return effect.isEmpty ? head : "\(head):\(effect)"
  }
}
