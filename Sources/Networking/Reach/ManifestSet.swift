public import Documents

/// The objects in some files, each with the lines that it came from.
public struct ManifestSet: Sendable {
  /// Pods, Namespaces, Nodes and NetworkPolicies; the template of a Deployment and the like counts as one
  /// Pod.
  public private(set) var objects: [Value] = []
  /// What could not be read, as `np.yaml:7: cause`.
  public private(set) var problems: [String] = []
  /// What the API server would refuse in objects that can be read.
  public private(set) var refusals: [ObjectProblem] = []
  /// The kinds that say nothing about who reaches whom, with how many there are of each.
  private var ignored: [String: Int] = [:]
  /// The titles of workloads, of whose Pods one stands for all.
  private var workloads: [String] = []
  private var repeated: [String] = []
  private var sources: [(file: String, node: YAMLNode)] = []

  public init() {}

  /// Reads a file of YAML or JSON with any number of documents.
  public mutating func add(file: String, text: String) {
    do throws(YAMLError) {
      for node in try YAML.located(text) { try add(node, file) }
    } catch {
      // The reader's own words begin with the line.
      let words = error.message.split(separator: ": ", omittingEmptySubsequences: false)
      let cause = words.drop { $0 == "yaml" || $0.hasPrefix("line ") }.joined(separator: ": ")
      problems.append("\(file):\(max(1, error.line)): \(cause)")
    }
  }

  /// What is wrong with objects, each with the file and the line, in the order of the lines.
  public func messages(for problems: [ObjectProblem]) -> [String] {
    let placed = problems.map { (problem: $0, line: line(of: $0)) }
    return placed.sorted { ($0.problem.object, $0.line) < ($1.problem.object, $1.line) }.map { problem, line in
      let path = problem.path.isEmpty ? "" : "\(problem.path): "
      return "\(sources[problem.object].file):\(line): \(path)\(problem.cause)"
    }
  }

  private func line(of problem: ObjectProblem) -> Int {
    var node = sources[problem.object].node
    for step in problem.steps {
      switch step {
      case .field(let name):
        guard let pair = node.pairs.first(where: { $0.key.text == name }) else { break }
        node = pair.value
        node.line = pair.key.line
      case .element(let index):
        guard node.elements.indices.contains(index) else { break }
        node = node.elements[index]
      }
    }
    return node.line
  }

  private mutating func add(_ node: YAMLNode, _ file: String) throws(YAMLError) {
    let value = try node.value()
    if value.isNull { return }
    guard value.object != nil else {
      problems.append("\(file):\(node.line): a manifest is an object with apiVersion, kind and metadata")
      return
    }
    guard let kind = value["kind"]?.string else {
      problems.append("\(file):\(node.line): kind is not set")
      return
    }
    if kind.hasSuffix("List"), let items = node["items"] {
      for item in items.elements { try add(item, file) }
      return
    }
    guard let object = endpointOrPolicy(value, kind) else {
      ignored[kind, default: 0] += 1
      return
    }
    let title = Self.title(object)
    if let place = objects.firstIndex(where: { Self.title($0) == title }) {
      repeated.append("\(title) is in \(sources[place].file):\(sources[place].node.line) and in \(file):\(node.line)")
    }
    refusals += ManifestCheck.problems(of: object, number: objects.count)
    objects.append(object)
    sources.append((file, node))
  }

  private static func title(_ object: Value) -> String {
    let kind = object["kind"]?.string ?? ""
    let name = object["metadata", "name"]?.string ?? ""
    if kind == "Namespace" || kind == "Node" { return "\(kind) \(name)" }
    return "\(kind) \(object["metadata", "namespace"]?.string ?? "default")/\(name)"
  }

  private mutating func endpointOrPolicy(_ value: Value, _ kind: String) -> Value? {
    switch kind {
    case "Pod", "Namespace", "Node", "NetworkPolicy": return value
    case "Deployment", "ReplicaSet", "StatefulSet", "DaemonSet", "Job", "ReplicationController", "CronJob":
      let spec = kind == "CronJob" ? value["spec", "jobTemplate", "spec"] : value["spec"]
      guard let template = spec?["template"] else { return nil }
      var pod: Value = ["apiVersion": "v1", "kind": "Pod"]
      pod.set(["metadata", "name"], to: value["metadata", "name"])
      pod.set(["metadata", "namespace"], to: value["metadata", "namespace"])
      pod.set(["metadata", "labels"], to: template["metadata", "labels"])
      pod["spec"] = template["spec"]
      workloads.append("\(kind) \(Self.title(pod).dropFirst(4))")
      return pod
    default: return nil
    }
  }
}

extension ManifestSet {
  /// What is not in the manifests and a reader of the verdicts should know; a sentence each.
  public var notes: [String] {
    var notes: [String] = repeated.map { "\($0): only one of them can exist." }
    if !workloads.isEmpty {
      let names = workloads.count > 3 ? "\(workloads.count) workloads" : workloads.joined(separator: ", ")
      notes.append("\(names): of \(workloads.count == 1 ? "its" : "their") Pods, one stands for all, with the template's labels.")
    }
    let kinds = ignored.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }
    if !kinds.isEmpty { notes.append("Not looked at, since policies do not depend on it: \(kinds.joined(separator: ", ")).") }
    let pods = objects.filter { $0["kind"] == "Pod" }
    let homeless = pods.count { $0["status", "podIP"]?.string == nil && ($0["status", "podIPs"]?.elements ?? []).isEmpty }
    if homeless > 0, peers.contains(where: { !($0["ipBlock"] ?? .null).isNull }) {
      notes.append("\(homeless) of \(pods.count) Pods have no address here (status.podIP), so no ipBlock finds them.")
    }
    let declared = Set(objects.filter { $0["kind"] == "Namespace" }.compactMap { $0["metadata", "name"]?.string })
    let used = Set(pods.map { $0["metadata", "namespace"]?.string ?? "default" })
    let missing = used.subtracting(declared).sorted()
    if !missing.isEmpty, peers.contains(where: { Self.asksForLabels($0["namespaceSelector"] ?? .null) }) {
      notes.append(
        "Not declared here: \(missing.count == 1 ? "namespace" : "namespaces") \(missing.joined(separator: ", ")). "
          + "The only label known is kubernetes.io/metadata.name.")
    }
    return notes
  }

  private var peers: [Value] {
    objects.filter { $0["kind"] == "NetworkPolicy" }.flatMap { policy in
      [("ingress", "from"), ("egress", "to")].flatMap { direction, side in
        (policy["spec", direction]?.elements ?? []).flatMap { $0[side]?.elements ?? [] }
      }
    }
  }

  private static func asksForLabels(_ selector: Value) -> Bool {
    let names = (selector["matchLabels"]?.fields ?? [:]).keys.map { $0 }
      + (selector["matchExpressions"]?.elements ?? []).compactMap { $0["key"]?.string }
    return names.contains { $0 != LabelSelector.nameKey }
  }
}

extension PolicyEngine {
  /// The ports that Pods declare, each once, by protocol and number; TCP 80 where there are none.
  public var declaredProbes: [Probe] {
    let ports = Set(endpoints.flatMap { $0.ports.map { Probe($0.transport, $0.number) } })
    let sorted = ports.sorted { left, right in
      guard case .number(let first) = left.port, case .number(let second) = right.port else { return false }
      return (left.transport.rawValue, first) < (right.transport.rawValue, second)
    }
    return sorted.isEmpty ? [Probe(.tcp, 80)] : sorted
  }
}
