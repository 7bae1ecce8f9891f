public import Documents
public import KubeModel
public import Simulation

/// Copies Endpoints that somebody wrote by hand, for a Service without a selector, into EndpointSlices, which is what
/// kube-proxy and the DNS read.
public enum EndpointSliceMirror: Controller {
  public static let name = "endpointslicemirroring-controller"
  public static let watches = [
    WatchedKind("Endpoints"), WatchedKind("Service"), WatchedKind("EndpointSlice", "discovery.k8s.io"),
  ]
  private static let manager = "endpointslicemirroring-controller.k8s.io"
  /// Annotations that are not copied (Kubernetes, endpointslicemirroring/utils.go).
  private static let ownAnnotations = [
    "kubectl.kubernetes.io/last-applied-configuration", "endpoints.kubernetes.io/last-change-trigger-time",
  ]

  public static func refs(changed object: Value, reading cluster: any ClusterReader) -> [ObjectRef] {
    if object.kind == "EndpointSlice", object.meta.label("endpointslice.kubernetes.io/managed-by") != manager { return [] }
    let name = object.meta.label("kubernetes.io/service-name") ?? object.meta.name
    return [ObjectRef(kind: "Endpoints", namespace: object.meta.namespace, name: name)]
  }

  public static func reconcile(
    _ ref: ObjectRef, reading cluster: any ClusterReader, now: WallTime, chance: inout Chance
  ) -> Reaction {
    var existing = cluster.objects(watches[2], namespace: ref.namespace).filter {
      $0.meta.label("kubernetes.io/service-name") == ref.name
        && $0.meta.label("endpointslice.kubernetes.io/managed-by") == manager
    }
    var reaction = Reaction()
    for wanted in slices(ref, cluster) {
      let same = existing.firstIndex { $0["ports"]?.hasSameContent(as: wanted["ports"] ?? .null) ?? false }
      guard let place = same ?? existing.indices.first else {
        var slice = wanted
        slice.set(["metadata", "name"], to: .string("\(ref.name)-\(chance.nameSuffix())"))
        reaction.steps.append(Step(client.create(slice, cluster)))
        continue
      }
      let old = existing.remove(at: place)
      var new = old
      for field in ["endpoints", "ports"] { new[field] = wanted[field] }
      for field in ["labels", "annotations"] { new.set(["metadata", field], to: wanted["metadata", field] ?? .null) }
      if let request = client.change(old, to: new, cluster) { reaction.steps.append(Step(request)) }
    }
    reaction.steps += existing.map { Step(client.delete($0, cluster)) }
    return reaction
  }

  /// None where a controller looks after the Endpoints, or nobody asks for them.
  private static func slices(_ ref: ObjectRef, _ cluster: any ClusterReader) -> [Value] {
    let service = cluster.object(ObjectRef(kind: "Service", namespace: ref.namespace, name: ref.name))
    guard let endpoints = cluster.object(ref), !endpoints.meta.isBeingDeleted, let service,
      (service["spec", "selector"]?.fields ?? [:]).isEmpty,
      endpoints.meta.label("endpointslice.kubernetes.io/skip-mirror") != "true",
      endpoints["metadata", "annotations"]?["control-plane.alpha.kubernetes.io/leader"] == nil
    else { return [] }
    return (endpoints["subsets"]?.elements ?? []).flatMap { subset -> [Value] in
      let ready = (subset["addresses"]?.elements ?? []).map { endpoint($0, isReady: true) }
      let notReady = (subset["notReadyAddresses"]?.elements ?? []).map { endpoint($0, isReady: false) }
      let families = [false, true].map { isLong in
        (ready + notReady).filter { ($0["addresses"]?.elements.first?.string?.contains(":") ?? false) == isLong }
      }
      return zip(["IPv4", "IPv6"], families).filter { !$1.isEmpty }.map { family, members in
        slice(endpoints, family, members, subset["ports"] ?? .null)
      }
    }
  }

  private static func endpoint(_ address: Value, isReady: Bool) -> Value {
    var endpoint: Value = [
      "addresses": [address["ip"] ?? ""], "conditions": ["ready": .bool(isReady)],
    ]
    for field in ["hostname", "nodeName", "targetRef"] { endpoint[field] = address[field] }
    return endpoint
  }

  private static func slice(_ endpoints: Value, _ family: String, _ members: [Value], _ ports: Value) -> Value {
    var labels = Value.object(endpoints.meta.labels)
    labels["endpointslice.kubernetes.io/managed-by"] = .string(manager)
    labels["kubernetes.io/service-name"] = .string(endpoints.meta.name)
    var annotations = endpoints["metadata", "annotations"] ?? .emptyObject
    for name in ownAnnotations { annotations[name] = nil }
    var slice: Value = [
      "apiVersion": "discovery.k8s.io/v1", "kind": "EndpointSlice",
      "metadata": [
        "generateName": .string("\(endpoints.meta.name)-"), "namespace": .string(endpoints.meta.namespace),
        "labels": labels, "ownerReferences": [OwnerReference(controlledBy: endpoints).value],
      ],
      "addressType": .string(family), "endpoints": .array(members), "ports": ports,
    ]
    if !annotations.fields.isEmpty { slice.set(["metadata", "annotations"], to: annotations) }
    return slice
  }
}
