import Documents
import KubeModel

/// How good each of the nodes that could take a Pod is, as the default scheduler weighs them.
struct NodeScores {
  let pod: Value
  let all: [NodeView]
  let cluster: any ClusterReader

  /// The places of the best nodes in `views`.
  func best(_ views: [NodeView]) -> [Int] {
    let affinity = normalized(views.map { Double(NodeAffinity.preference($0.node, pod["spec"] ?? .null)) })
    let near = normalized(views.map { Double(PodAffinity.preference(pod, $0, all, cluster)) })
    let taints = normalized(views.map { Double(softTaints($0.node)) }).map { 100 - $0 }
    let crowd = normalized(views.map { Double(siblings(on: $0)) }).map { 100 - $0 }
    let scores = views.indices.map { place -> Int in
      let view = views[place]
      let own = leastAllocated(view) + balanced(view) + imageLocality(view)
      return own + 2 * Int(affinity[place]) + 2 * Int(near[place]) + 3 * Int(taints[place]) + 2
        * Int(crowd[place])
    }
    let top = scores.max() ?? 0
    return scores.indices.filter { scores[$0] == top }
  }

  /// From 0 to 100, as plug-ins of the scheduler normalize: the greatest is 100; all equal are 0.
  private func normalized(_ values: [Double]) -> [Double] {
    let low = min(0, values.min() ?? 0)
    let high = values.max() ?? 0
    return values.map { high == low ? 0 : (($0 - low) * 100 / (high - low)).rounded(.down) }
  }

  private func shares(_ view: NodeView) -> [Double] {
    var load = view.load
    load.add(PodResources(requestsOf: pod))
    return [("cpu", load.cpu), ("memory", load.memory)].compactMap { name, used in
      let capacity = view.allocatable[name]
      return capacity == 0 ? nil : min(1, Double(used) / Double(capacity))
    }
  }

  private func leastAllocated(_ view: NodeView) -> Int {
    let shares = shares(view)
    return shares.isEmpty ? 0 : Int(shares.reduce(0) { $0 + (100 - $1 * 100) } / Double(shares.count))
  }

  private func balanced(_ view: NodeView) -> Int {
    let shares = shares(view)
    return shares.count < 2 ? 100 : Int((1 - abs(shares[0] - shares[1]) / 2) * 100)
  }

  /// Large images that are on the node already speak for it (imagelocality: from 23 MiB to 1000 MiB a
  /// container).
  private func imageLocality(_ view: NodeView) -> Int {
    let wanted = (pod["spec", "containers"]?.elements ?? []).compactMap { $0["image"]?.string }
    let images = view.node["status", "images"]?.elements ?? []
    var sum = 0
    for image in wanted {
      let names = [image, "docker.io/library/\(image)", "docker.io/\(image)"]
      let found = images.first { item in
        (item["names"]?.elements ?? []).contains { names.contains($0.string ?? "") }
      }
      let holders = all.count { other in
        (other.node["status", "images"]?.elements ?? []).contains { item in
          (item["names"]?.elements ?? []).contains { names.contains($0.string ?? "") }
        }
      }
      sum += (found?["sizeBytes"]?.int ?? 0) * holders / max(1, all.count)
    }
    let least = 23 << 20
    let most = (1000 << 20) * max(1, wanted.count)
    return 100 * (min(max(sum, least), most) - least) / (most - least)
  }

  private func softTaints(_ node: Value) -> Int {
    let tolerations = Tolerations.of(pod)
    return (node["spec", "taints"]?.elements ?? []).count {
      $0["effect"]?.string == "PreferNoSchedule" && !Tolerations.cover($0, tolerations)
    }
  }

  /// Pods of the same workload on the node: the default spreading constraints keep them apart.
  private func siblings(on view: NodeView) -> Int {
    guard let owner = pod.meta.controllerUID, pod["spec", "topologySpreadConstraints"] == nil else { return 0 }
    return view.siblings[owner] ?? 0
  }
}
