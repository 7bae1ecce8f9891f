import Documents
import Etcd
import KubeModel
import Simulation

extension APIServer {
  mutating func create(_ target: Target, _ call: inout APICall) throws(Refusal) -> APIResponse {
    let body = try body(call)
    if let review = try review(target, body, &call) { return review }
    if target.kind.isNamespaced, target.namespace.isEmpty {
      throw .status(.badRequest("an empty namespace may not be set during creation"))
    }
    var object = try decode(body, as: target.kind, &call)
    try checkNamespace(&object, target)
    object = Conversion.toStorage(object, target.kind)
    let created = try create(object, target, &call)
    return answer(Conversion.fromStorage(created, target.kind), target.kind, call, code: 201)
  }

  /// Everything from admission to storage; `object` is decoded.
  mutating func create(
    _ decoded: Value, _ target: Target, _ call: inout APICall, operation: String = "Update"
  ) throws(Refusal) -> Value {
    var object = decoded
    var target = target
    let generateName = object.meta.generateName
    if object.meta.name.isEmpty, !generateName.isEmpty {
      object.set(["metadata", "name"], to: .string("\(generateName.prefix(58))\(call.chance.nameSuffix())"))
    }
    target.name = object.meta.name
    var given = object
    if Strategy.hasStatus(target.kind) { given["status"] = nil }
    ManagedFields.track(
      &given, old: nil, manager: call.fieldManager, operation: operation, now: call.now, target: target,
      schema: kinds.schema)
    object.set(["metadata", "managedFields"], to: given["metadata"]?["managedFields"])
    try admitCreate(&object, target, &call)
    try callWebhooks(.mutating, .create, object, target)
    prepareCreate(&object, target.kind, &call)
    let problems = Validation.create(object, target.kind, kinds)
    if !problems.isEmpty {
      throw .status(.invalid(kind: target.kind.kind, group: target.kind.group, name: target.name, problems))
    }
    Warnings.add(object, target.kind, &call)
    try allocate(&object, old: nil, target, &call)
    try callWebhooks(.validating, .create, object, target)
    try checkQuota(object, target, &call)
    let key = key(target.kind, namespace: target.namespace, name: target.name)
    let alreadyExists = APIStatus.alreadyExists(target.kind.name, group: target.kind.group, name: target.name)
    if call.isDryRun {
      if try stored(key, &call) != nil { throw .status(alreadyExists) }
      return object
    }
    guard let created = try write(object, at: key, ifRevision: 0, &call) else { throw .status(alreadyExists) }
    try addCompanions(of: created, target.kind, &call)
    return created
  }

  /// The namespace of the body may be left out, but not be another one.
  func checkNamespace(_ object: inout Value, _ target: Target) throws(Refusal) {
    let given = object.meta.namespace
    guard target.kind.isNamespaced else {
      if !given.isEmpty, target.kind.name != "namespaces" { object.set(["metadata", "namespace"], to: nil) }
      return
    }
    if given.isEmpty {
      object.set(["metadata", "namespace"], to: .string(target.namespace))
    } else if given != target.namespace {
      throw .status(
        .badRequest("the namespace of the provided object does not match the namespace sent on the request"))
    }
  }

  /// What the server decides about a new object, whatever the body says.
  private func prepareCreate(_ object: inout Value, _ kind: ResourceKind, _ call: inout APICall) {
    var metadata = object["metadata"] ?? .emptyObject
    metadata["uid"] = .string(call.chance.uuid())
    metadata["creationTimestamp"] = .string(call.now.rfc3339)
    metadata["resourceVersion"] = nil
    metadata["selfLink"] = nil
    metadata["deletionTimestamp"] = nil
    metadata["deletionGracePeriodSeconds"] = nil
    metadata["generation"] = Strategy.hasGeneration(kind) ? 1 : nil
    object["metadata"] = metadata
    Strategy.prepareCreate(&object, kind, now: call.now)
  }
}

/// What differs between kinds when objects are made and changed (kubernetes, pkg/registry/*/strategy.go).
enum Strategy {
  private static let withoutGeneration: Set<String> = [
    "Namespace", "Node", "Service", "Endpoints", "ConfigMap", "Secret", "ServiceAccount", "PersistentVolume",
    "HorizontalPodAutoscaler",
    "PersistentVolumeClaim", "ResourceQuota", "LimitRange", "Event", "Lease", "ClusterRole", "ClusterRoleBinding",
    "Role",
    "RoleBinding", "StorageClass", "ControllerRevision", "APIService", "ServiceCIDR", "IPAddress", "CSINode",
    "CSIDriver",
    "CertificateSigningRequest", "PodTemplate", "RuntimeClass", "VolumeAttachment",
  ]

  static func hasGeneration(_ kind: ResourceKind) -> Bool { !withoutGeneration.contains(kind.kind) }

  static func hasStatus(_ kind: ResourceKind) -> Bool { kind.subresource("status") != nil }

  static func prepareCreate(_ object: inout Value, _ kind: ResourceKind, now: WallTime) {
    switch kind.qualifiedName {
    case "pods":
      if object.meta.annotation("kubernetes.io/config.mirror") == nil || object["status"] == nil {
        object["status"] = ["phase": "Pending", "qosClass": .string(PodQuality.of(object["spec"] ?? .null))]
      }
    case "namespaces":
      object["status"] = ["phase": "Active"]
      object.set(["spec", "finalizers"], to: ["kubernetes"])
    case "nodes": break
    case "persistentvolumes":
      object["status"] = ["phase": "Pending", "lastPhaseTransitionTime": .string(now.rfc3339)]
    case "persistentvolumeclaims": object["status"] = ["phase": "Pending"]
    case "services": object["status"] = ["loadBalancer": .emptyObject]
    case "ingresses.networking.k8s.io": object["status"] = ["loadBalancer": .emptyObject]
    case "daemonsets.apps":
      object["status"] = [
        "currentNumberScheduled": 0, "numberMisscheduled": 0, "desiredNumberScheduled": 0, "numberReady": 0,
      ]
      setTemplateGeneration(&object)
    case "replicasets.apps", "replicationcontrollers": object["status"] = ["replicas": 0]
    case "statefulsets.apps": object["status"] = ["replicas": 0, "availableReplicas": 0]
    case "horizontalpodautoscalers.autoscaling": object["status"] = ["desiredReplicas": 0, "currentMetrics": .null]
    case "poddisruptionbudgets.policy":
      object["status"] = ["disruptionsAllowed": 0, "currentHealthy": 0, "desiredHealthy": 0, "expectedPods": 0]
    case "jobs.batch": prepareJob(&object)
    case "secrets": moveStringData(&object)
    case "certificatesigningrequests.certificates.k8s.io": object["status"] = .emptyObject
    case "customresourcedefinitions.apiextensions.k8s.io":
      CustomResources.prepareDefinition(&object, now: now)
    case "events": break
    default:
      // APIServices, flow schemas and custom resources without the subresource keep what they say.
      if hasStatus(kind), kind.group != "apiregistration.k8s.io", kind.group != "flowcontrol.apiserver.k8s.io" {
        object["status"] = kind.group.hasSuffix(".k8s.io") || !kind.group.contains(".") ? .emptyObject : nil
      }
    }
  }

  private static func setTemplateGeneration(_ object: inout Value) {
    var annotations = object["metadata"]?["annotations"] ?? .emptyObject
    annotations["deprecated.daemonset.template.generation"] = "1"
    object.set(["metadata", "annotations"], to: annotations)
  }

  /// A Job without a selector of its own gets one by its uid.
  private static func prepareJob(_ object: inout Value) {
    object["status"] = .emptyObject
    if object["spec"]?["manualSelector"] == true { return }
    let uid = object.meta.uid
    let name = object.meta.name
    object.set(["spec", "selector"], to: ["matchLabels": ["batch.kubernetes.io/controller-uid": .string(uid)]])
    var labels = object["spec", "template", "metadata", "labels"] ?? .emptyObject
    for key in ["batch.kubernetes.io/controller-uid", "controller-uid"] { labels[key] = .string(uid) }
    for key in ["batch.kubernetes.io/job-name", "job-name"] { labels[key] = .string(name) }
    object.set(["spec", "template", "metadata", "labels"], to: labels)
    var own = object["metadata", "labels"] ?? .emptyObject
    for (key, value) in labels.fields { own[key] = value }
    object.set(["metadata", "labels"], to: own)
  }

  /// `stringData` is for writing only: it becomes base64 in `data`.
  static func moveStringData(_ object: inout Value) {
    guard let texts = object["stringData"]?.object else { return }
    var data = object["data"] ?? .emptyObject
    for (key, text) in texts { data[key] = .string(Base64.encode(Array((text.string ?? "").utf8))) }
    object["data"] = data
    object["stringData"] = nil
  }
}

/// The quality of service class of a Pod, by its requests and limits.
enum PodQuality {
  static func of(_ spec: Value) -> String {
    var hasAny = false
    var isGuaranteed = true
    for container in (spec["containers"]?.elements ?? []) + (spec["initContainers"]?.elements ?? []) {
      let resources = container["resources"] ?? .null
      for name in ["cpu", "memory"] {
        let request = amount(resources["requests"]?[name])
        let limit = amount(resources["limits"]?[name])
        if request != nil || limit != nil { hasAny = true }
        if limit == nil || request != nil && request != limit { isGuaranteed = false }
      }
    }
    return hasAny ? isGuaranteed ? "Guaranteed" : "Burstable" : "BestEffort"
  }

  private static func amount(_ value: Value?) -> Quantity? {
    guard let text = value?.string, let quantity = try? Quantity(parsing: text), quantity > .zero else { return nil }
    return quantity
  }
}
