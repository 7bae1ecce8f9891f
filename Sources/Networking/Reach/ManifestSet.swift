public import Documents

/// The objects in some files, each with the lines that it came from.
public struct ManifestSet: Sendable {
  /// Pods, Namespaces, Nodes and NetworkPolicies; the template of a Deployment and the like counts as one
  /// Pod.
  public private(set) var objects: [Value] = []
  /// What could not be read, as `np.yaml:7: cause`.
  public private(set) var problems: [String] = []
  private var sources: [(file: String, node: YAMLNode)] = []

  public init() {}

  /// Reads a file of YAML or JSON with any number of documents.
  public mutating func add(file: String, text: String) {
    do throws(YAMLError) {
      for node in try YAML.located(text) { try add(node, file) }
    } catch {
      problems.append("\(file):\(error.line): \(error.message)")
    }
  }

  /// What is wrong with an object, with the file and the line.
  public func message(for problem: ObjectProblem) -> String {
    let (file, root) = sources[problem.object]
    var node = root
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
    let path = problem.path.isEmpty ? "" : "\(problem.path): "
    return "\(file):\(node.line): \(path)\(problem.cause)"
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
    guard let object = kind == "CronJob" ? nil : Self.endpointOrPolicy(value, kind) else { return }
    objects.append(object)
    sources.append((file, node))
  }

  private static func endpointOrPolicy(_ value: Value, _ kind: String) -> Value? {
    switch kind {
    case "Pod", "Namespace", "Node", "NetworkPolicy": return value
    case "Deployment", "ReplicaSet", "StatefulSet", "DaemonSet", "Job", "ReplicationController":
      guard let template = value["spec", "template"] else { return nil }
      var pod: Value = ["apiVersion": "v1", "kind": "Pod"]
      pod.set(["metadata", "name"], to: value["metadata", "name"])
      pod.set(["metadata", "namespace"], to: value["metadata", "namespace"])
      pod.set(["metadata", "labels"], to: template["metadata", "labels"])
      pod["spec"] = template["spec"]
      return pod
    default: return nil
    }
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
