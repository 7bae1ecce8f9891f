import Documents
import KubeModel

/// What Pods ask for and nodes have, in the units of the scheduler: thousandths of a CPU, bytes, and whole
/// things.
struct PodResources {
  var amounts: [String: Int] = [:]

  /// The sum over the containers, or what one init container needs where that is more; sidecars count as
  /// containers.
  init(requestsOf pod: Value) {
    let spec = pod["spec"] ?? .null
    for container in spec["containers"]?.elements ?? [] {
      add(Self.amounts(container["resources", "requests"]))
    }
    var sidecars = PodResources()
    var greatest = PodResources()
    for container in spec["initContainers"]?.elements ?? [] {
      let own = Self.amounts(container["resources", "requests"])
      if container["restartPolicy"]?.string == "Always" {
        add(own)
        sidecars.add(own)
      } else {
        var needed = sidecars
        needed.add(own)
        greatest.raise(to: needed)
      }
    }
    raise(to: greatest)
    add(Self.amounts(spec["overhead"]))
  }

  /// CPU and memory as the scores count them: a Pod that asks for nothing counts as a tenth of a CPU and 200 MiB.
  struct Load {
    var cpu = 0
    var memory = 0

    mutating func add(_ asked: PodResources) {
      cpu += asked["cpu"] > 0 ? asked["cpu"] : 100
      memory += asked["memory"] > 0 ? asked["memory"] : 200 << 20
    }
  }

  init(allocatableOf node: Value) { amounts = Self.amounts(node["status", "allocatable"]) }

  private init() {}

  subscript(_ name: String) -> Int { amounts[name] ?? 0 }

  mutating func add(_ other: PodResources) { add(other.amounts) }

  private mutating func add(_ more: [String: Int]) {
    for (name, amount) in more { amounts[name, default: 0] += amount }
  }

  private mutating func raise(to other: PodResources) {
    for (name, amount) in other.amounts { amounts[name] = max(amounts[name] ?? 0, amount) }
  }

  private static func amounts(_ list: Value?) -> [String: Int] {
    var amounts: [String: Int] = [:]
    for (name, value) in list?.fields ?? [:] {
      let quantity = Quantity(lenient: value)
      amounts[name] = name == "cpu" ? quantity.milliValue : quantity.value
    }
    return amounts
  }
}

extension Quantity {
  /// What the API server has validated already; anything that is no quantity counts as nothing.
  init(lenient value: Value?) {
    let text = value?.string ?? value?.int.map { String($0) } ?? value?.double.map { String($0) } ?? "0"
    do {
      try self.init(parsing: text)
    } catch {
      self = .zero
    }
  }
}
