import Documents
import Etcd
import KubeModel

extension APIServer {
  /// LimitRanger: fills in default requests and limits of the namespace, then holds the Pod to its bounds.
  func limitPod(_ pod: inout Value, _ target: Target) throws(Refusal) {
    guard isOn("LimitRanger") else { return }
    let ranges = cache.list(EtcdKey("\(options.etcdPrefix)/limitranges/\(target.namespace)/"))
    for range in ranges {
      for item in range["spec"]?["limits"]?.elements ?? [] where item["type"] == "Container" {
        Self.fill(&pod, item, range.meta.name)
      }
    }
    var problems: [String] = []
    for range in ranges {
      for item in range["spec"]?["limits"]?.elements ?? [] {
        switch item["type"]?.string {
        case "Container":
          for container in pod["spec"]?["containers"]?.elements ?? [] {
            problems += Self.problems(item, container["resources"] ?? .null, "Container")
          }
        case "Pod": problems += Self.problems(item, Self.total(pod), "Pod")
        default: break
        }
      }
    }
    if problems.isEmpty { return }
    let list = problems.count == 1 ? problems[0] : "[\(problems.joined(separator: ", "))]"
    throw .status(.forbidden("pods", name: target.name, list))
  }

  private static func fill(_ pod: inout Value, _ item: Value, _ rangeName: String) {
    let limits = item["default"]?.fields ?? [:]
    let requests = item["defaultRequest"]?.fields ?? [:]
    var notes: [String] = []
    let containers = (pod["spec"]?["containers"]?.elements ?? []).map { container -> Value in
      var container = container
      var set: [String: [String]] = [:]
      let given = container["resources"]?["limits"]?.fields ?? [:]
      for (key, defaults) in [("requests", requests), ("limits", limits)] {
        var values = container["resources"]?[key]?.fields ?? [:]
        for (name, value) in defaults where values[name] == nil {
          // A limit that was given counts as the request too.
          values[name] = key == "requests" ? given[name] ?? value : value
          if key == "limits" || given[name] == nil { set[key, default: []].append(name) }
        }
        if !values.isEmpty { container.set(["resources", key], to: .object(values)) }
      }
      for key in ["requests", "limits"] {
        guard let names = set[key] else { continue }
        let word = key == "requests" ? "request" : "limit"
        let name = container["name"]?.string ?? ""
        notes.append("\(names.sorted().joined(separator: ", ")) \(word) for container \(name)")
      }
      return container
    }
    pod.set(["spec", "containers"], to: .array(containers))
    if !notes.isEmpty {
      var annotations = pod["metadata"]?["annotations"] ?? .emptyObject
      annotations["kubernetes.io/limit-ranger"] = .string("LimitRanger plugin set: \(notes.joined(separator: "; "))")
      pod.set(["metadata", "annotations"], to: annotations)
    }
  }

  private static func problems(_ item: Value, _ resources: Value, _ type: String) -> [String] {
    var problems: [String] = []
    func amount(_ value: Value?) -> Quantity? { value?.string.flatMap { try? Quantity(parsing: $0) } }
    for (name, bound) in (item["min"]?.fields ?? [:]).sorted(by: { $0.key < $1.key }) {
      guard let least = amount(bound) else { continue }
      guard let request = amount(resources["requests"]?[name]) else {
        problems.append("minimum \(name) usage per \(type) is \(least).  No request is specified")
        continue
      }
      if request < least { problems.append("minimum \(name) usage per \(type) is \(least), but request is \(request)") }
    }
    for (name, bound) in (item["max"]?.fields ?? [:]).sorted(by: { $0.key < $1.key }) {
      guard let most = amount(bound) else { continue }
      guard let limit = amount(resources["limits"]?[name]) else {
        problems.append("maximum \(name) usage per \(type) is \(most).  No limit is specified")
        continue
      }
      if limit > most { problems.append("maximum \(name) usage per \(type) is \(most), but limit is \(limit)") }
    }
    return problems
  }

  /// The requests and limits of a whole Pod.
  private static func total(_ pod: Value) -> Value {
    var sums: [String: [String: Quantity]] = [:]
    for container in pod["spec"]?["containers"]?.elements ?? [] {
      for key in ["requests", "limits"] {
        for (name, value) in container["resources"]?[key]?.fields ?? [:] {
          guard let quantity = value.string.flatMap({ try? Quantity(parsing: $0) }) else { continue }
          sums[key, default: [:]][name, default: .zero] += quantity
        }
      }
    }
    var total: Value = .emptyObject
    for key in ["requests", "limits"] {
      var values: Value = .emptyObject
      for (name, sum) in (sums[key] ?? [:]).sorted(by: { $0.key < $1.key }) { values[name] = .string(sum.description) }
      total[key] = values
    }
    return total
  }
}
