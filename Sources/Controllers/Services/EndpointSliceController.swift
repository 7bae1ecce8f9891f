public import Documents
public import KubeModel
public import Simulation

/// Keeps the EndpointSlices of every Service with a selector.
///
/// Differs: one slice holds all endpoints with the same ports; Kubernetes starts another after a hundred.
public enum EndpointSliceController: Controller {
  public static let name = "endpointslice-controller"
  public static let watches = [
    WatchedKind("Service"), WatchedKind("Pod"), WatchedKind("EndpointSlice", "discovery.k8s.io"),
  ]
  private static let manager = "endpointslice-controller.k8s.io"

  public static func refs(changed object: Value, reading cluster: any ClusterReader) -> [ObjectRef] {
    if object.kind == "EndpointSlice"
      && object.meta.label("endpointslice.kubernetes.io/managed-by") != manager
    {
      return []
    }
    return EndpointsOfService.refs(changed: object, reading: cluster)
  }

  public static func reconcile(
    _ ref: ObjectRef, reading cluster: any ClusterReader, now: WallTime, chance: inout Chance
  ) -> Reaction {
    guard let service = cluster.object(ref), !service.meta.isBeingDeleted,
      let endpoints = EndpointsOfService(service, reading: cluster)
    else { return Reaction() }
    var existing = cluster.objects(watches[2], namespace: ref.namespace).filter {
      $0.meta.label("kubernetes.io/service-name") == ref.name
        && $0.meta.label("endpointslice.kubernetes.io/managed-by") == manager
    }
    var reaction = Reaction()
    for wanted in slices(endpoints) {
      let same = existing.firstIndex { $0["ports"]?.hasSameContent(as: wanted["ports"] ?? .null) ?? false }
      guard let place = same ?? existing.indices.first else {
        var slice = wanted
        slice.set(["metadata", "name"], to: .string("\(ref.name)-\(chance.nameSuffix())"))
        reaction.steps.append(Step(client.create(slice, cluster)))
        continue
      }
      let old = existing.remove(at: place)
      if let request = client.change(old, to: merged(old, wanted), cluster) {
        reaction.steps.append(Step(request))
      }
    }
    reaction.steps += existing.map { Step(client.delete($0, cluster)) }
    return reaction
  }

  /// What is wanted, in the place of what is there. The annotation alone is no reason to write.
  private static func merged(_ old: Value, _ wanted: Value) -> Value {
    var new = old
    new["endpoints"] = wanted["endpoints"]
    new["ports"] = wanted["ports"]
    new.set(["metadata", "labels"], to: wanted["metadata", "labels"])
    if new.hasSameContent(as: old) { return old }
    new.set(["metadata", "annotations"], to: wanted["metadata", "annotations"])
    return new
  }

  private static func slices(_ endpoints: EndpointsOfService) -> [Value] {
    var groups: [(ports: [EndpointsOfService.Port], members: [EndpointsOfService.Member])] = []
    for member in endpoints.members {
      if let place = groups.firstIndex(where: { $0.ports == member.ports }) {
        groups[place].members.append(member)
      } else {
        groups.append((member.ports, [member]))
      }
    }
    if groups.isEmpty { groups = [([], [])] }
    return groups.map { slice(endpoints, $0.ports, $0.members) }
  }

  private static func slice(
    _ endpoints: EndpointsOfService, _ ports: [EndpointsOfService.Port],
    _ members: [EndpointsOfService.Member]
  ) -> Value {
    let service = endpoints.service
    var labels = Value.object(service.meta.labels)
    labels["endpointslice.kubernetes.io/managed-by"] = .string(manager)
    labels["kubernetes.io/service-name"] = .string(service.meta.name)
    if endpoints.isHeadless { labels["service.kubernetes.io/headless"] = "" }
    let list = members.map { member -> Value in
      let isTerminating = member.pod.meta.isBeingDeleted
      var endpoint: Value = [
        "addresses": [.string(member.address)],
        "conditions": [
          "ready": .bool(member.isReady), "serving": .bool(member.isReady || member.pod.podIsReady),
          "terminating": .bool(isTerminating),
        ],
      ]
      endpoint["hostname"] = endpoints.hostname(member.pod).map { .string($0) }
      if !member.pod.nodeName.isEmpty { endpoint["nodeName"] = .string(member.pod.nodeName) }
      endpoint["targetRef"] = EndpointsOfService.reference(member.pod)
      return endpoint
    }
    return [
      "apiVersion": "discovery.k8s.io/v1", "kind": "EndpointSlice",
      "metadata": [
        "generateName": .string("\(service.meta.name)-"), "namespace": .string(service.meta.namespace),
        "labels": labels,
        "annotations": ["endpoints.kubernetes.io/last-change-trigger-time": .string(endpoints.lastChange)],
        "ownerReferences": [OwnerReference(controlledBy: service).value],
      ],
      "addressType": members.first?.address.contains(":") == true ? "IPv6" : "IPv4",
      "endpoints": list.isEmpty ? .null : .array(list),
      "ports": ports.isEmpty ? .null : .array(ports.map(\.value)),
    ]
  }
}
