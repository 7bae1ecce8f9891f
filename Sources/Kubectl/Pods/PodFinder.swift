import Documents
import KubeModel
import Simulation

/// The Pods behind what `logs`, `exec` and `port-forward` are given.
struct PodFinder {
  let invocation: Invocation

  /// The Pod that a word means: its name, or `kind/name` of something that has Pods.
  func pod(_ word: String) throws -> Value {
    var query = try ResourceQuery(invocation, [word.contains("/") ? word : "pods/\(word)"])
    query.files = []
    query.labelSelector = nil
    let result = try invocation.fetch(query)
    if let failure = Failure.joined(result.failures) { throw failure }
    guard let item = result.items.first else { throw ResourceQuery.missing }
    return try pods(of: item).first ?? none(item)
  }

  private func none(_ item: ResourceItem) throws -> Value {
    throw Failure.message("timed out waiting for the condition")
  }

  /// The Pods of an object, the one that is best to look at first.
  func pods(of item: ResourceItem) throws -> [Value] {
    if item.kind.kind == "Pod" { return [item.object] }
    let selector: LabelSelector
    switch item.kind.kind {
    case "Service", "ReplicationController":
      let labels = item.object["spec"]?["selector"]?.fields ?? [:]
      guard !labels.isEmpty else {
        throw Failure.message(
          "invalid service '\(item.name)': Service is defined without a selector")
      }
      selector = LabelSelector(labels: labels)
    case "Deployment", "ReplicaSet", "StatefulSet", "DaemonSet", "Job":
      selector = LabelSelector(object: item.object["spec"]?["selector"] ?? .emptyObject)
    default:
      throw Failure.message("cannot get the logs from \(item.kind.qualifiedKind): selector for \(item.kind.kind) not implemented")
    }
    guard let kind = Kinds.builtIn.named("pods") else { preconditionFailure("Pods are built in") }
    var query = try ResourceQuery(invocation, [])
    query.fieldSelector = nil
    query.labelSelector = selector.description
    let pods = try invocation.list(ResourceItem(kind: kind, namespace: item.namespace, name: ""), query)
    return pods.map(\.object).enumerated().sorted { left, right in
      let (first, second) = (Self.rank(left.element), Self.rank(right.element))
      return first == second ? left.offset < right.offset : first < second
    }.map(\.element)
  }

  /// Running and ready Pods go first (kubectl, ActivePods).
  private static func rank(_ pod: Value) -> Int {
    let isReady = (pod["status"]?["conditions"]?.elements ?? []).contains {
      $0["type"] == "Ready" && $0["status"] == "True"
    }
    switch pod["status"]?["phase"]?.string {
    case "Running": return isReady ? 0 : 1
    case "Unknown": return 2
    default: return 3
    }
  }
}

/// The containers of a Pod.
struct PodContainers {
  let pod: Value

  var regular: [String] { names("containers") }
  /// All of them, with those that only start things.
  var all: [String] { names("containers") + names("initContainers") + names("ephemeralContainers") }
  /// As messages list them.
  var described: String {
    let starting = names("initContainers").map { "\($0) (init)" }
    return (names("containers") + names("ephemeralContainers").map { "\($0) (ephem)" } + starting)
      .joined(separator: ", ")
  }

  private func names(_ key: String) -> [String] {
    (pod["spec"]?[key]?.elements ?? []).compactMap { $0["name"]?.string }
  }

  /// The container that is meant where none is named.
  var fallback: String {
    let wanted = pod.meta.annotation("kubectl.kubernetes.io/default-container") ?? ""
    return regular.contains(wanted) ? wanted : regular.first ?? ""
  }

  /// The container of that name; the default one, after a remark, where the name is empty.
  func choose(_ name: String, _ invocation: Invocation, isQuiet: Bool = false) throws -> String {
    guard name.isEmpty else {
      guard all.contains(name) else {
        throw Failure.message("container \(name) is not valid for pod \(pod.meta.name) out of: \(described)")
      }
      return name
    }
    if all.count > 1, !isQuiet,
      pod.meta.annotation("kubectl.kubernetes.io/default-container").map({ regular.contains($0) }) != true
    {
      try invocation.printError("Defaulted container \(GoText.quoted(fallback)) out of: \(described)\n")
    }
    return fallback
  }
}
