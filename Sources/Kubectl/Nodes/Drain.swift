import Documents
import KubeModel
import Simulation

/// Evicts the Pods of one node.
struct Drain {
  let invocation: Invocation
  let node: String
  let dryRun: DryRun

  private struct Sorted {
    var evicted: [ResourceItem] = []
    var unmanaged: [String] = []
    var local: [String] = []
    var daemons: [String] = []
  }

  private var flags: ParsedFlags { invocation.flags }

  func run() throws {
    let sorted = try sort(try pods())
    try refuse(sorted)
    try warn(sorted)
    if dryRun == .client {
      for pod in sorted.evicted { try invocation.print("evicting pod \(pod.namespace)/\(pod.name) (dry run)\n") }
      return
    }
    var eviction = Eviction(drain: self, pods: sorted.evicted)
    try eviction.run()
  }

  fileprivate func pods() throws -> [ResourceItem] {
    guard let kind = Kinds.builtIn.named("pods") else { preconditionFailure("Pods are built in") }
    var query = try ResourceQuery(invocation, [])
    query.labelSelector = flags.string("pod-selector")
    query.fieldSelector = "spec.nodeName=\(node)"
    return try invocation.list(ResourceItem(kind: kind, namespace: "", name: ""), query)
  }

  private func sort(_ pods: [ResourceItem]) throws -> Sorted {
    var sorted = Sorted()
    for pod in pods {
      let name = "\(pod.namespace)/\(pod.name)"
      let isOver = ["Succeeded", "Failed"].contains(pod.object["status"]?["phase"]?.string)
      // Pods of files on the node cannot be evicted.
      if pod.object.meta.annotation("kubernetes.io/config.mirror") != nil { continue }
      let owner = pod.object.meta.controller
      if owner?.kind == "DaemonSet", !isOver {
        sorted.daemons.append(name)
        continue
      }
      if owner == nil, !isOver { sorted.unmanaged.append(name) }
      if !isOver, (pod.object["spec"]?["volumes"]?.elements ?? []).contains(where: { $0["emptyDir"] != nil }) {
        sorted.local.append(name)
      }
      sorted.evicted.append(pod)
    }
    return sorted
  }

  private func refuse(_ sorted: Sorted) throws {
    var problems: [String] = []
    if !sorted.daemons.isEmpty, !flags.bool("ignore-daemonsets") {
      problems.append(
        "cannot delete DaemonSet-managed Pods (use --ignore-daemonsets to ignore): "
          + sorted.daemons.joined(separator: ", "))
    }
    if !sorted.local.isEmpty, !flags.bool("delete-emptydir-data") {
      problems.append(
        "cannot delete Pods with local storage (use --delete-emptydir-data to override): "
          + sorted.local.joined(separator: ", "))
    }
    if !sorted.unmanaged.isEmpty, !flags.bool("force") {
      problems.append(
        "cannot delete Pods that declare no controller (use --force to override): "
          + sorted.unmanaged.joined(separator: ", "))
    }
    if let failure = Failure.joined(problems.sorted().map { .message($0) }) { throw failure }
  }

  private func warn(_ sorted: Sorted) throws {
    var parts: [String] = []
    if !sorted.unmanaged.isEmpty {
      parts.append("deleting Pods that declare no controller: \(sorted.unmanaged.joined(separator: ", "))")
    }
    if !sorted.daemons.isEmpty {
      parts.append("ignoring DaemonSet-managed Pods: \(sorted.daemons.joined(separator: ", "))")
    }
    if !parts.isEmpty { try invocation.printError("Warning: \(parts.joined(separator: "; "))\n") }
  }
}

/// Evictions under way: refused ones are tried again after five seconds, while the others come to their end.
private struct Eviction {
  let drain: Drain
  /// Pods to evict, and when to try.
  private var pending: [(pod: ResourceItem, at: Instant)]
  /// Pods that are being evicted.
  private var leaving: [ResourceItem] = []
  private var failures: [(ResourceItem, Failure)] = []
  private let limit: Instant
  private let timeout: GoDuration

  init(drain: Drain, pods: [ResourceItem]) {
    self.drain = drain
    let now = drain.invocation.process.now
    pending = pods.map { ($0, now) }
    timeout = drain.invocation.flags.duration("timeout")
    limit = timeout.nanoseconds > 0 ? now + Span(nanoseconds: timeout.nanoseconds) : .never
  }

  mutating func run() throws {
    let process = drain.invocation.process
    while !pending.isEmpty || !leaving.isEmpty {
      try evictDue()
      if drain.dryRun == .server { return }
      try seeWhoIsGone()
      if pending.isEmpty, leaving.isEmpty { break }
      guard process.now < limit else {
        giveUp()
        break
      }
      let next = pending.map(\.at).min() ?? .never
      try process.waitForChange(until: min(next, limit))
    }
    guard failures.isEmpty else { throw try report() }
  }

  private mutating func evictDue() throws {
    let process = drain.invocation.process
    let due = pending.filter { $0.at <= process.now }.map(\.pod)
    pending.removeAll { $0.at <= process.now }
    for pod in due {
      let verb = drain.invocation.flags.bool("disable-eviction") ? "deleting" : "evicting"
      try drain.invocation.print("\(verb) pod \(pod.namespace)/\(pod.name)\(drain.dryRun.suffix)\n")
      do {
        try evict(pod)
        leaving.append(pod)
      } catch Failure.status(let status) where status.reason == "TooManyRequests" {
        try drain.invocation.printError(
          "error when evicting \(Self.described(pod)) (will retry after 5s): \(status.message)\n")
        pending.append((pod, process.now + .seconds(5)))
      } catch let failure as Failure {
        if failure.isNotFound { continue }
        failures.append((pod, .message("error when evicting \(Self.described(pod)): \(failure.text)")))
      }
    }
  }

  private func evict(_ pod: ResourceItem) throws {
    let flags = drain.invocation.flags
    var options: Value = .emptyObject
    if flags.int("grace-period") >= 0 { options["gracePeriodSeconds"] = .int(Int64(flags.int("grace-period"))) }
    if drain.dryRun == .server { options["dryRun"] = ["All"] }
    if flags.bool("disable-eviction") {
      _ = try drain.invocation.client().value(
        APIRequest(.delete, pod.path(), query: drain.dryRun.query, body: .value(options)))
      return
    }
    var eviction: Value = [
      "apiVersion": "policy/v1", "kind": "Eviction",
      "metadata": ["name": .string(pod.name), "namespace": .string(pod.namespace)],
    ]
    if options != .emptyObject { eviction["deleteOptions"] = options }
    _ = try drain.invocation.client().value(
      APIRequest(.post, pod.path(subresource: "eviction"), query: drain.dryRun.query, body: .value(eviction)))
  }

  private mutating func seeWhoIsGone() throws {
    guard !leaving.isEmpty else { return }
    let present = Set(try drain.pods().map(\.object.meta.uid))
    for pod in leaving where !present.contains(pod.object.meta.uid) {
      try drain.invocation.print("pod/\(pod.name) evicted\n")
    }
    leaving.removeAll { !present.contains($0.object.meta.uid) }
  }

  private mutating func giveUp() {
    failures += pending.map {
      ($0.pod, .message("error when evicting \(Self.described($0.pod)): global timeout reached: \(timeout.text)"))
    }
    failures += leaving.map { pod in
      let what = "pod \(GoText.quoted(pod.name)) in namespace \(GoText.quoted(pod.namespace))"
      return (pod, .message("error when waiting for \(what) to terminate: global timeout reached: \(timeout.text)"))
    }
  }

  private static func described(_ pod: ResourceItem) -> String {
    "pods/\(GoText.quoted(pod.name)) -n \(GoText.quoted(pod.namespace))"
  }

  private func report() throws -> Failure {
    let joined = Failure.joined(failures.map(\.1)) ?? .exit(1)
    try drain.invocation.printError(
      "There are pending pods in node \(GoText.quoted(drain.node)) when an error occurred: \(joined.text)\n")
    for (pod, _) in failures { try drain.invocation.printError("pod/\(pod.name)\n") }
    return joined
  }
}
