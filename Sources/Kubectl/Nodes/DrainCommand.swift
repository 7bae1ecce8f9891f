import Documents
import KubeModel
import Simulation

/// `kubectl drain`.
enum DrainCommand {
  static func run(_ invocation: Invocation) throws {
    let dryRun = try DryRun(invocation.flags)
    let result = try invocation.nodes()
    if let failure = Failure.joined(result.failures) { throw failure }
    let cordon = Cordon(invocation: invocation, dryRun: dryRun, wanted: true)
    for item in result.items {
      // Where cordoning fails, draining goes on all the same.
      do { try cordon.apply(item) } catch Failure.exit {}
    }
    var drained: [String] = []
    var failures: [Failure] = []
    for item in result.items {
      do {
        try Drain(invocation: invocation, node: item.name, dryRun: dryRun).run()
        drained.append(item.name)
        try invocation.print("node/\(item.name) drained\(dryRun.suffix)\n")
      } catch let failure as Failure {
        try invocation.printError(
          "error: unable to drain node \(GoText.quoted(item.name)) due to error: \(failure.text), continuing command...\n")
        failures.append(failure)
        try invocation.printError("There are pending nodes to be drained:\n")
        for node in result.items where !drained.contains(node.name) { try invocation.printError(" \(node.name)\n") }
      }
    }
    guard !failures.isEmpty else { return }
    let flat = failures.flatMap { failure -> [Failure] in
      if case .several(let inner) = failure { return inner }
      return [failure]
    }
    throw flat.count == 1 && !flat[0].isPlainMessage ? flat[0] : Failure.plain(flat.map { "\($0.standardText ?? $0.text)\n" }.joined())
  }
}

extension Failure {
  fileprivate var isPlainMessage: Bool { if case .message = self { true } else { false } }
}

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
    try evict(sorted.evicted)
  }

  private func pods() throws -> [ResourceItem] {
    guard let kind = Kinds.builtIn.named("pods") else { preconditionFailure("Pods are built in") }
    var query = try ResourceQuery(invocation, [])
    query.labelSelector = flags.string("pod-selector")
    query.fieldSelector = "spec.nodeName=\(node)"
    do {
      return try invocation.list(ResourceItem(kind: kind, namespace: "", name: ""), query)
    } catch Failure.status(let status) where status.message.hasPrefix("Unable to find") {
      throw Failure.status(status)
    }
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

  private func evict(_ pods: [ResourceItem]) throws {
    let timeout = flags.duration("timeout").nanoseconds
    let limit = timeout > 0 ? invocation.process.now + Span(nanoseconds: timeout) : Instant.never
    if dryRun == .client {
      for pod in pods { try invocation.print("evicting pod \(pod.namespace)/\(pod.name) (dry run)\n") }
      return
    }
    var waiting = pods
    var gone: [ResourceItem] = []
    var failures: [(ResourceItem, Failure)] = []
    while true {
      var refused: [ResourceItem] = []
      for pod in waiting {
        let verb = flags.bool("disable-eviction") ? "deleting" : "evicting"
        try invocation.print("\(verb) pod \(pod.namespace)/\(pod.name)\(dryRun.suffix)\n")
        do {
          try evict(pod)
          gone.append(pod)
        } catch Failure.status(let status) where status.reason == "TooManyRequests" {
          refused.append(pod)
          try invocation.printError(
            "error when evicting \(described(pod)) (will retry after 5s): \(status.message)\n")
        } catch let failure as Failure {
          if failure.isNotFound { continue }
          failures.append((pod, .message("error when evicting \(described(pod)): \(failure.text)")))
        }
      }
      waiting = refused
      if waiting.isEmpty || dryRun == .server { break }
      let next = invocation.process.now + .seconds(5)
      guard next < limit else {
        try invocation.process.wait(until: limit)
        let reached = GoDuration(nanoseconds: timeout).text
        failures += waiting.map {
          ($0, Failure.message("error when evicting \(described($0)): global timeout reached: \(reached)"))
        }
        break
      }
      try invocation.process.wait(until: next)
    }
    try waitUntilGone(gone, limit)
    guard failures.isEmpty else { throw try report(failures) }
  }

  private func described(_ pod: ResourceItem) -> String {
    "pods/\(GoText.quoted(pod.name)) -n \(GoText.quoted(pod.namespace))"
  }

  private func evict(_ pod: ResourceItem) throws {
    var options: Value = .emptyObject
    if flags.int("grace-period") >= 0 { options["gracePeriodSeconds"] = .int(Int64(flags.int("grace-period"))) }
    if dryRun == .server { options["dryRun"] = ["All"] }
    if flags.bool("disable-eviction") {
      _ = try invocation.client().value(
        APIRequest(.delete, pod.path(), query: dryRun.query, body: .value(options)))
      return
    }
    var eviction: Value = [
      "apiVersion": "policy/v1", "kind": "Eviction",
      "metadata": ["name": .string(pod.name), "namespace": .string(pod.namespace)],
    ]
    if options != .emptyObject { eviction["deleteOptions"] = options }
    _ = try invocation.client().value(
      APIRequest(.post, pod.path(subresource: "eviction"), query: dryRun.query, body: .value(eviction)))
  }

  private func waitUntilGone(_ pods: [ResourceItem], _ limit: Instant) throws {
    guard dryRun == .none else { return }
    for pod in pods {
      while true {
        do {
          let now = try invocation.get(pod)
          if now.meta.uid != pod.object.meta.uid { break }
        } catch let failure as Failure {
          guard failure.isNotFound else { throw failure }
          break
        }
        guard invocation.process.now < limit else {
          throw Failure.message("drain did not complete within \(GoDuration(nanoseconds: flags.duration("timeout").nanoseconds).text)")
        }
        try invocation.process.waitForChange(until: limit)
      }
      try invocation.print("pod/\(pod.name) evicted\n")
    }
  }

  private func report(_ failures: [(ResourceItem, Failure)]) throws -> Failure {
    let joined = Failure.joined(failures.map(\.1)) ?? .exit(1)
    try invocation.printError(
      "There are pending pods in node \(GoText.quoted(node)) when an error occurred: \(joined.text)\n")
    for (pod, _) in failures { try invocation.printError("pod/\(pod.name)\n") }
    return joined
  }
}
