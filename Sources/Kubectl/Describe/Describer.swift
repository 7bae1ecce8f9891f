import Documents
import KubeModel
import Simulation

/// What describing an object needs: the object, the way to others, and whether events are shown.
struct DescribeContext {
  let invocation: Invocation
  let item: ResourceItem
  let showsEvents: Bool

  var object: Value { item.object }
  var spec: Value { item.object["spec"] ?? .emptyObject }
  var status: Value { item.object["status"] ?? .emptyObject }
  var writer: DescribeWriter { DescribeWriter(now: invocation.process.wall) }

  /// The events of the object; nil where they are not shown.
  func events() throws -> [Value]? {
    guard showsEvents else { return nil }
    guard item.kind.kind == "Node" else { return try events(uid: object.meta.uid) }
    // The kubelet takes the name of its node for the uid.
    let found = try events(uid: object.meta.name) + events(uid: object.meta.uid)
    return Self.sorted(found)
  }

  private func events(uid: String) throws -> [Value] {
    let fields = [
      "involvedObject.name=\(object.meta.name)", "involvedObject.namespace=\(object.meta.namespace)",
      "involvedObject.kind=\(item.kind.kind)", "involvedObject.uid=\(uid)",
    ]
    let isNode = item.kind.kind == "Node"
    let wanted = isNode ? fields.filter { !$0.hasPrefix("involvedObject.namespace") } : fields
    let path = APIRequest.path(
      group: "", version: "v1", namespace: object.meta.namespace.isEmpty ? nil : object.meta.namespace,
      resource: "events")
    guard
      let answer = try? invocation.client().value(
        APIRequest(.get, path, query: [.init("fieldSelector", wanted.joined(separator: ","))]))
    else { return [] }
    return Self.sorted(answer["items"]?.elements ?? [])
  }

  /// By the time at which they were seen last; equal times keep their order.
  static func sorted(_ events: [Value]) -> [Value] {
    events.enumerated().sorted { left, right in
      let (first, second) = (left.element["lastTimestamp"]?.string ?? "", right.element["lastTimestamp"]?.string ?? "")
      return first == second ? left.offset < right.offset : first < second
    }.map(\.element)
  }

  /// Objects of another kind in the same namespace, or in the whole cluster.
  func list(_ word: String, fields: String = "", labels: String = "", everywhere: Bool = false) throws -> [Value] {
    guard let kind = Kinds.builtIn.named(word) else { preconditionFailure("\(word) are built in") }
    var query = try ResourceQuery(invocation, [])
    query.labelSelector = labels
    query.fieldSelector = fields
    let namespace = kind.isNamespaced && !everywhere ? object.meta.namespace : ""
    return try invocation.list(ResourceItem(kind: kind, namespace: namespace, name: ""), query).map(\.object)
  }
}

/// Which description belongs to which kind.
enum Describers {
  typealias Describe = @Sendable (DescribeContext) throws -> String

  static let all: [String: Describe] = [
    "/Pod": PodDescription.text, "/Node": NodeDescription.text, "apps/Deployment": WorkloadDescription.deployment,
    "apps/ReplicaSet": WorkloadDescription.replicaSet, "apps/StatefulSet": WorkloadDescription.statefulSet,
    "apps/DaemonSet": WorkloadDescription.daemonSet, "/ReplicationController": WorkloadDescription.replicaSet,
    "batch/Job": JobDescription.job, "batch/CronJob": JobDescription.cronJob,
    "/Service": ServiceDescription.service, "/Endpoints": ServiceDescription.endpoints,
    "discovery.k8s.io/EndpointSlice": ServiceDescription.endpointSlice,
    "networking.k8s.io/Ingress": IngressDescription.ingress,
    "networking.k8s.io/IngressClass": IngressDescription.ingressClass,
    "networking.k8s.io/NetworkPolicy": NetworkPolicyDescription.text,
    "/PersistentVolume": StorageDescription.volume, "/PersistentVolumeClaim": StorageDescription.claim,
    "storage.k8s.io/StorageClass": StorageDescription.storageClass,
    "/ConfigMap": DataDescription.configMap, "/Secret": DataDescription.secret,
    "/ServiceAccount": DataDescription.serviceAccount, "rbac.authorization.k8s.io/Role": AccessDescription.role,
    "rbac.authorization.k8s.io/ClusterRole": AccessDescription.role,
    "rbac.authorization.k8s.io/RoleBinding": AccessDescription.binding,
    "rbac.authorization.k8s.io/ClusterRoleBinding": AccessDescription.binding,
    "/Namespace": LimitDescription.namespace, "/ResourceQuota": LimitDescription.quota,
    "/LimitRange": LimitDescription.limitRange, "autoscaling/HorizontalPodAutoscaler": ScalingDescription.autoscaler,
    "policy/PodDisruptionBudget": ScalingDescription.budget,
    "scheduling.k8s.io/PriorityClass": ScalingDescription.priorityClass,
    "certificates.k8s.io/CertificateSigningRequest": AccessDescription.signingRequest,
  ]

  static func text(_ context: DescribeContext) throws -> String {
    let kind = context.item.kind
    let describe = all["\(kind.group)/\(kind.kind)"] ?? GenericDescription.text
    return try describe(context)
  }
}
