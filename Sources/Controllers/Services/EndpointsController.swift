public import Documents
public import KubeModel
public import Simulation

/// Keeps the Endpoints object of every Service with a selector.
public enum EndpointsController: Controller {
  public static let name = "endpoint-controller"
  public static let watches = [WatchedKind("Service"), WatchedKind("Pod"), WatchedKind("Endpoints")]
  private static let trigger = "endpoints.kubernetes.io/last-change-trigger-time"

  public static func refs(changed object: Value, reading cluster: any ClusterReader) -> [ObjectRef] {
    EndpointsOfService.refs(changed: object, reading: cluster)
  }

  public static func reconcile(
    _ ref: ObjectRef, reading cluster: any ClusterReader, now: WallTime, chance: inout Chance
  ) -> Reaction {
    let old = cluster.object(ObjectRef(kind: "Endpoints", namespace: ref.namespace, name: ref.name))
    guard let service = cluster.object(ref) else {
      // What was made for a Service goes with it.
      let isOurs = old?.meta.label("endpoints.kubernetes.io/managed-by") != nil
      return Reaction(isOurs ? [old].compactMap { $0 }.map { Step(client.delete($0, cluster)) } : [])
    }
    guard let endpoints = EndpointsOfService(service, reading: cluster) else { return Reaction() }
    var labels = Value.object(service.meta.labels)
    labels["endpoints.kubernetes.io/managed-by"] = .string(name)
    if endpoints.isHeadless { labels["service.kubernetes.io/headless"] = "" }
    let subsets = subsets(endpoints)
    let wanted: Value = [
      "apiVersion": "v1", "kind": "Endpoints",
      "metadata": [
        "name": .string(ref.name), "namespace": .string(ref.namespace), "labels": labels,
        "annotations": [trigger: .string(endpoints.lastChange)],
      ],
      "subsets": subsets.isEmpty ? .null : .array(subsets),
    ]
    guard let old else { return Reaction([Step(client.create(wanted, cluster))]) }
    var new = old
    new["subsets"] = wanted["subsets"]
    new.set(["metadata", "labels"], to: labels)
    if new.hasSameContent(as: old) { return Reaction() }
    new.set(["metadata", "annotations", trigger], to: .string(endpoints.lastChange))
    return Reaction([Step(client.change(old, to: new, cluster))])
  }

  private static func subsets(_ endpoints: EndpointsOfService) -> [Value] {
    var groups: [(ports: [EndpointsOfService.Port], ready: [Value], notReady: [Value])] = []
    for member in endpoints.members.sorted(by: { $0.address < $1.address }) where !member.ports.isEmpty {
      if member.pod.meta.isBeingDeleted && !member.isReady { continue }
      let place = groups.firstIndex { $0.ports == member.ports } ?? groups.count
      if place == groups.count { groups.append((member.ports, [], [])) }
      var address: Value = ["ip": .string(member.address)]
      address["hostname"] = endpoints.hostname(member.pod).map { .string($0) }
      if !member.pod.nodeName.isEmpty { address["nodeName"] = .string(member.pod.nodeName) }
      address["targetRef"] = EndpointsOfService.reference(member.pod)
      if member.isReady {
        groups[place].ready.append(address)
      } else {
        groups[place].notReady.append(address)
      }
    }
    return groups.map { group in
      var subset: Value = [:]
      if !group.ready.isEmpty { subset["addresses"] = .array(group.ready) }
      if !group.notReady.isEmpty { subset["notReadyAddresses"] = .array(group.notReady) }
      subset["ports"] = .array(group.ports.map(\.value))
      return subset
    }
  }
}
