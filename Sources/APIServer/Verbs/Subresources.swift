import Documents
import Etcd
import KubeModel
import Simulation

extension APIServer {
  mutating func performSubresource(_ target: Target, _ call: inout APICall) throws(Refusal) -> APIResponse {
    let name = target.subresource.split(separator: "/").first.map { String($0) } ?? ""
    switch name {
    case "status", "approval", "finalize", "ephemeralcontainers", "resize":
      switch target.verb {
      case "get": return try get(target, &call)
      case "patch": return try patch(target, &call)
      default: return try update(target, &call)
      }
    case "scale": return try scale(target, &call)
    case "binding": return try bind(target, &call)
    case "eviction": return try evict(target, &call)
    case "token": return try issueToken(target, &call)
    default:
      // The bytes of logs, exec, attach, port-forward and proxy come from the kubelet; the caller goes there.
      let object = try existing(target, &call)
      return APIResponse(object.value)
    }
  }

  /// autoscaling/v1 Scale: one number of a workload, read and written.
  private mutating func scale(_ target: Target, _ call: inout APICall) throws(Refusal) -> APIResponse {
    let old = try existing(target, &call)
    if target.verb == "get" { return answerScale(old.value, call) }
    let current = Self.scale(old.value)
    var wanted = try body(call)
    if target.verb == "patch" {
      let type = call.request.contentType
      wanted = try patched(
        current, wanted, type == APIRequest.strategicMergePatch ? APIRequest.mergePatch : type, target)
    }
    let version = wanted.meta.resourceVersion
    if !version.isEmpty, version != String(old.revision) { throw .status(Self.modified(target)) }
    let replicas = wanted["spec"]?["replicas"]?.int ?? 0
    if replicas < 0 {
      let problem = FieldError.invalid("spec.replicas", .int(Int64(replicas)), "must be greater than or equal to 0")
      throw .status(.invalid(kind: "Scale", group: "autoscaling", name: target.name, [problem]))
    }
    var object = old.value
    object.set(["spec", "replicas"], to: .int(Int64(replicas)))
    var plain = target
    plain.subresource = ""
    guard let updated = try replace(old, by: object, plain, operation: "Update", &call) else {
      throw .status(Self.modified(target))
    }
    return answerScale(updated, call)
  }

  private func answerScale(_ object: Value, _ call: APICall) -> APIResponse {
    let scale = Self.scale(object)
    guard call.request.wantsTable else { return APIResponse(scale, warnings: call.warnings) }
    return APIResponse(Tables.scale(scale, now: call.now), warnings: call.warnings)
  }

  static func scale(_ object: Value) -> Value {
    var metadata: Value = .emptyObject
    for key in ["name", "namespace", "uid", "resourceVersion", "creationTimestamp"] {
      metadata[key] = object["metadata"]?[key]
    }
    var spec: Value = .emptyObject
    if let replicas = object["spec"]?["replicas"], replicas != 0 { spec["replicas"] = replicas }
    var status: Value = ["replicas": object["status"]?["replicas"] ?? 0]
    let selector = object["spec"]?["selector"] ?? .null
    let labels =
      object.kind == "ReplicationController" ? LabelSelector(labels: selector.fields) : LabelSelector(object: selector)
    if !labels.isEmpty { status["selector"] = .string(labels.description) }
    return ["kind": "Scale", "apiVersion": "autoscaling/v1", "metadata": metadata, "spec": spec, "status": status]
  }

  /// What the scheduler does: a Pod gets its node.
  private mutating func bind(_ target: Target, _ call: inout APICall) throws(Refusal) -> APIResponse {
    let node = try body(call)["target"]?["name"]?.string ?? ""
    for _ in 0..<5 {
      let old = try existing(target, &call)
      if let assigned = old.value["spec"]?["nodeName"]?.string, !assigned.isEmpty {
        throw .status(
          .conflict("pods/binding", name: target.name, "pod \(target.name) is already assigned to node \"\(assigned)\"")
        )
      }
      var object = old.value
      object.set(["spec", "nodeName"], to: .string(node))
      var conditions = object["status"]?["conditions"]?.elements ?? []
      conditions.removeAll { $0["type"] == "PodScheduled" }
      conditions.append([
        "type": "PodScheduled", "status": "True", "lastProbeTime": .null,
        "lastTransitionTime": .string(call.now.rfc3339), "observedGeneration": .int(Int64(object.meta.generation)),
      ])
      object.set(["status", "conditions"], to: .array(conditions))
      if try write(object, at: old.key, ifRevision: old.revision, &call) != nil {
        return APIResponse(
          code: 201,
          ["kind": "Status", "apiVersion": "v1", "metadata": .emptyObject, "status": "Success", "code": 201])
      }
    }
    throw .status(Self.modified(target))
  }

  /// Deletes a Pod unless a PodDisruptionBudget forbids it now.
  private mutating func evict(_ target: Target, _ call: inout APICall) throws(Refusal) -> APIResponse {
    let eviction = try body(call)
    let pod = try existing(target, &call)
    let options = DeleteOptions(call, eviction["deleteOptions"] ?? .null)
    let phase = pod.value["status"]?["phase"]?.string
    if phase == "Running", !pod.value.meta.isBeingDeleted { try checkBudgets(pod.value, target, &call) }
    if call.isDryRun { return Self.evicted }
    guard try delete(pod, options, target, &call) != nil else { throw .status(Self.modified(target)) }
    return Self.evicted
  }

  private static var evicted: APIResponse {
    APIResponse(
      code: 201, ["kind": "Status", "apiVersion": "v1", "metadata": .emptyObject, "status": "Success", "code": 201])
  }

  private mutating func checkBudgets(_ pod: Value, _ target: Target, _ call: inout APICall) throws(Refusal) {
    guard let kind = kinds.preferred(group: "policy", name: "poddisruptionbudgets") else { return }
    let budgets = cache.list(key(kind, namespace: target.namespace)).filter { budget in
      guard let selector = budget["spec"]?["selector"] else { return false }
      return LabelSelector(object: selector).matches(pod.meta.labels)
    }
    if budgets.count > 1 {
      throw .status(
        .internalError(
          "This pod has more than one PodDisruptionBudget, which the eviction subresource does not support."))
    }
    guard let budget = budgets.first else { return }
    let allowed = budget["status"]?["disruptionsAllowed"]?.int ?? 0
    let name = budget.meta.name
    guard allowed > 0 else {
      var status = APIStatus(
        code: 429, reason: "TooManyRequests",
        message: "Cannot evict pod as it would violate the pod's disruption budget.")
      let healthy = budget["status"]?["currentHealthy"]?.int ?? 0
      let desired = budget["status"]?["desiredHealthy"]?.int ?? 0
      status.causes = [
        .init(
          reason: "DisruptionBudget",
          message: "The disruption budget \(name) needs \(desired) healthy pods and has \(healthy) currently", field: ""
        )
      ]
      throw .status(status)
    }
    if call.isDryRun { return }
    var changed = budget
    changed.set(["status", "disruptionsAllowed"], to: .int(Int64(allowed - 1)))
    let budgetKey = key(kind, namespace: target.namespace, name: name)
    if let stored = try stored(budgetKey, &call) {
      _ = try write(changed, at: budgetKey, ifRevision: stored.revision, &call)
    }
  }

  /// A token for a service account. Differs: it is not signed; whoever authenticates reads the account out of it.
  private mutating func issueToken(_ target: Target, _ call: inout APICall) throws(Refusal) -> APIResponse {
    let account = try existing(target, &call)
    var request = try body(call)
    let seconds = request["spec"]?["expirationSeconds"]?.int ?? 3600
    if seconds < 600 {
      let problem = FieldError.invalid(
        "spec.expirationSeconds", .int(Int64(seconds)), "may not specify a duration less than 10 minutes")
      throw .status(.invalid(kind: "TokenRequest", group: "authentication.k8s.io", name: "", [problem]))
    }
    if seconds > 1 << 32 {
      let problem = FieldError.invalid(
        "spec.expirationSeconds", .int(Int64(seconds)), "may not specify a duration larger than 2^32 seconds")
      throw .status(.invalid(kind: "TokenRequest", group: "authentication.k8s.io", name: "", [problem]))
    }
    let audiences = request["spec"]?["audiences"] ?? ["https://kubernetes.default.svc.cluster.local"]
    let token = ServiceAccountToken(
      namespace: target.namespace, name: target.name, uid: account.value.meta.uid, issued: call.now.unixSeconds,
      expires: call.now.unixSeconds + Int64(seconds), id: call.chance.uuid(), audiences: audiences,
      signature: call.chance.hex(64))
    request["kind"] = "TokenRequest"
    request["apiVersion"] = "authentication.k8s.io/v1"
    request["metadata"] = [
      "name": .string(target.name), "namespace": .string(target.namespace),
      "creationTimestamp": .string(call.now.rfc3339),
    ]
    request.set(["spec", "audiences"], to: audiences)
    request.set(["spec", "expirationSeconds"], to: .int(Int64(seconds)))
    request["status"] = [
      "token": .string(token.text), "expirationTimestamp": .string((call.now + .seconds(seconds)).rfc3339),
    ]
    return APIResponse(code: 201, request)
  }
}

/// A service account's token in the form of a JWT.
public struct ServiceAccountToken: Sendable, Hashable {
  public var namespace: String
  public var name: String
  public var uid: String
  public var issued: Int64
  public var expires: Int64
  var id: String
  var audiences: Value
  var signature: String

  var text: String {
    let header: Value = ["alg": "RS256", "kid": "cka-trainer"]
    let claims: Value = [
      "aud": audiences, "exp": .int(expires), "iat": .int(issued),
      "iss": "https://kubernetes.default.svc.cluster.local", "jti": .string(id),
      "kubernetes.io": [
        "namespace": .string(namespace), "serviceaccount": ["name": .string(name), "uid": .string(uid)],
      ],
      "nbf": .int(issued), "sub": .string("system:serviceaccount:\(namespace):\(name)"),
    ]
    return [JSON.bytes(header), JSON.bytes(claims), Array(signature.utf8)].map(Self.encoded).joined(separator: ".")
  }

  /// Reads a token; nil where the text is none.
  public init?(_ text: String) {
    let parts = text.split(separator: ".")
    guard parts.count == 3 else { return nil }
    var body = parts[1].map { $0 == "-" ? "+" : $0 == "_" ? "/" : $0 }
    while body.count % 4 != 0 { body.append("=") }
    guard let bytes = Base64.decode(String(body).utf8), let claims = try? JSON.parse(bytes) else { return nil }
    let account = claims["kubernetes.io"] ?? .null
    self.init(
      namespace: account["namespace"]?.string ?? "", name: account["serviceaccount"]?["name"]?.string ?? "",
      uid: account["serviceaccount"]?["uid"]?.string ?? "", issued: Int64(claims["iat"]?.int ?? 0),
      expires: Int64(claims["exp"]?.int ?? 0), id: claims["jti"]?.string ?? "", audiences: claims["aud"] ?? .null,
      signature: "")
  }

  init(
    namespace: String, name: String, uid: String, issued: Int64, expires: Int64, id: String, audiences: Value,
    signature: String
  ) {
    self.namespace = namespace
    self.name = name
    self.uid = uid
    self.issued = issued
    self.expires = expires
    self.id = id
    self.audiences = audiences
    self.signature = signature
  }

  private static func encoded(_ bytes: [UInt8]) -> String {
    String(Base64.encode(bytes).compactMap { $0 == "+" ? "-" : $0 == "/" ? "_" : $0 == "=" ? nil : $0 })
  }
}
