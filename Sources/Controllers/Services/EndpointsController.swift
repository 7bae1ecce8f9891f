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

  /// Ports that the same addresses have, together: every port first gets its addresses, and then ports with equal ones
  /// make a subset (Kubernetes, pkg/api/v1/endpoints: RepackSubsets).
  private static func subsets(_ endpoints: EndpointsOfService) -> [Value] {
    let members = endpoints.members.sorted { $0.address < $1.address }.filter {
      !$0.pod.meta.isBeingDeleted || $0.isReady
    }
    var placesByPort: [(port: EndpointsOfService.Port?, places: [Int])] = []
    for (place, member) in members.enumerated() {
      // A headless Service need not have ports.
      let ports = endpoints.hasNoPorts ? [nil] : member.ports.map { Optional($0) }
      for port in ports {
        if let index = placesByPort.firstIndex(where: { $0.port == port }) {
          placesByPort[index].places.append(place)
        } else {
          placesByPort.append((port, [place]))
        }
      }
    }
    var groups: [(ports: [EndpointsOfService.Port], places: [Int])] = []
    for (port, places) in placesByPort {
      if let index = groups.firstIndex(where: { $0.places == places }) {
        groups[index].ports += port.map { [$0] } ?? []
      } else {
        groups.append((port.map { [$0] } ?? [], places))
      }
    }
    for index in groups.indices { groups[index].ports.sort { $0.hash < $1.hash } }
    groups.sort { ($0.ports.first?.hash ?? 0) < ($1.ports.first?.hash ?? 0) }
    return groups.map { group in subset(group.ports, group.places.map { members[$0] }, endpoints) }
  }

  private static func subset(
    _ ports: [EndpointsOfService.Port], _ members: [EndpointsOfService.Member], _ endpoints: EndpointsOfService
  ) -> Value {
    var ready: [Value] = []
    var notReady: [Value] = []
    for member in members {
      var address: Value = ["ip": .string(member.address)]
      address["hostname"] = endpoints.hostname(member.pod).map { .string($0) }
      if !member.pod.nodeName.isEmpty { address["nodeName"] = .string(member.pod.nodeName) }
      address["targetRef"] = EndpointsOfService.reference(member.pod)
      if member.isReady { ready.append(address) } else { notReady.append(address) }
    }
    var subset: Value = [:]
    if !ready.isEmpty { subset["addresses"] = .array(ready) }
    if !notReady.isEmpty { subset["notReadyAddresses"] = .array(notReady) }
    if !ports.isEmpty { subset["ports"] = .array(ports.map(\.value)) }
    return subset
  }
}
