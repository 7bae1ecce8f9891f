public import Documents

/// The policies of a cluster that goes on changing: what is asked again costs what has changed since.
///
/// A changed NetworkPolicy is judged for the Pods that it selects, before and now; only other Pods, Namespaces or
/// Nodes make it start anew.
public struct LivePolicies: Sendable {
  public private(set) var engine: PolicyEngine
  private var matrices: [Probe: VerdictMatrix] = [:]
  private var members: [Member]
  private var policies: [String: Version]
  private let isEnforced: Bool
  /// Grows with every change of what is judged.
  public private(set) var revision = 0

  /// Which state of an object was seen: its resource version, and the object itself where it has none.
  private struct Version: Hashable {
    var title: String
    var version: String
    var content: Value?

    init(_ object: Value) {
      let metadata = object["metadata"] ?? .null
      title = "\(object["kind"]?.string ?? "") \(metadata["namespace"]?.string ?? "")/\(metadata["name"]?.string ?? "")"
      version = "\(metadata["uid"]?.string ?? "") \(metadata["resourceVersion"]?.string ?? "")"
      content = metadata["resourceVersion"] == nil ? object : nil
    }
  }

  /// A Namespace, Pod or Node, and what of it decides about connections: a Pod whose status alone has changed is the same.
  private struct Member {
    var version: Version
    var meaning: Meaning
  }

  private enum Meaning: Hashable {
    case pod(Endpoint)
    case other(title: String, labels: Value, addresses: Value)

    init(_ object: Value, _ title: String) {
      self =
        object["kind"] == "Pod"
        ? .pod(Endpoint(pod: object))
        : .other(
          title: title, labels: object["kind"] == "Node" ? .null : object["metadata", "labels"] ?? .null,
          addresses: object["status", "addresses"] ?? .null)
    }
  }

  /// Takes Namespaces, Pods, Nodes and NetworkPolicies; `outside` are further endpoints.
  public init(objects: [Value], outside: [IPAddress] = [], isEnforced: Bool = true) {
    engine = PolicyEngine(objects: objects, outside: outside, isEnforced: isEnforced)
    self.isEnforced = isEnforced
    (members, policies) = Self.versions(of: objects, after: [])
  }

  /// Takes the objects as they are now.
  public mutating func update(objects: [Value], outside: [IPAddress] = []) {
    let (members, policies) = Self.versions(of: objects, after: self.members)
    let addresses = engine.endpoints.filter { $0.kind != .pod }.flatMap(\.addresses)
    guard members.map(\.meaning) == self.members.map(\.meaning), addresses == outside else {
      let last = revision
      self = LivePolicies(objects: objects, outside: outside, isEnforced: isEnforced)
      revision = last + 1
      return
    }
    self.members = members
    for object in objects where object["kind"] == "NetworkPolicy" {
      let version = Version(object)
      if self.policies[version.title] != version { apply(object) }
    }
    for title in self.policies.keys.sorted() where policies[title] == nil {
      let parts = title.split(separator: " ")[1].split(separator: "/", maxSplits: 1)
      delete(policy: String(parts[1]), namespace: String(parts[0]))
    }
    self.policies = policies
  }

  /// Adds one policy, or puts it in place of the one of that name.
  public mutating func apply(_ policy: Value) {
    let version = Version(policy)
    policies[version.title] = version
    judge(again: engine.apply(policy))
  }

  /// Removes one policy.
  public mutating func delete(policy name: String, namespace: String) {
    policies["NetworkPolicy \(namespace)/\(name)"] = nil
    judge(again: engine.delete(policy: name, namespace: namespace))
  }

  /// The verdicts between all endpoints, kept for the next time.
  public mutating func matrix(on probe: Probe) -> VerdictMatrix {
    if let known = matrices[probe] { return known }
    let matrix = engine.matrix(on: probe)
    matrices[probe] = matrix
    return matrix
  }

  private mutating func judge(again change: PolicyChange) {
    revision += 1
    for probe in matrices.keys {
      // Taken out while it changes, so that it is not copied.
      guard var matrix = matrices.removeValue(forKey: probe) else { continue }
      matrix.update(engine, after: change)
      matrices[probe] = matrix
    }
  }

  private static func versions(
    of objects: [Value], after last: [Member]
  ) -> (members: [Member], policies: [String: Version]) {
    var members: [Member] = []
    var policies: [String: Version] = [:]
    for object in objects {
      let version = Version(object)
      switch object["kind"]?.string {
      case "NetworkPolicy": policies[version.title] = version
      case "Pod", "Namespace", "Node":
        let known = last.indices.contains(members.count) ? last[members.count] : nil
        members.append(
          known?.version == version
            ? Member(version: version, meaning: known?.meaning ?? Meaning(object, version.title))
            : Member(version: version, meaning: Meaning(object, version.title)))
      default: break
      }
    }
    return (members, policies)
  }
}
