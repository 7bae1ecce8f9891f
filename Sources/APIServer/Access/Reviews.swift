import Documents
import KubeModel

extension APIServer {
  /// Kinds that are only created, to be answered at once; nil for all others.
  mutating func review(_ target: Target, _ body: Value, _ call: inout APICall) throws(Refusal) -> APIResponse? {
    switch target.kind.kind {
    case "SelfSubjectReview": return APIResponse(code: 201, selfSubject(call))
    case "SelfSubjectAccessReview":
      return APIResponse(code: 201, accessReview(body, user: call.user, isSelf: true))
    case "SubjectAccessReview", "LocalSubjectAccessReview":
      let spec = body["spec"] ?? .null
      let user = UserInfo(
        name: spec["user"]?.string ?? "", groups: (spec["groups"]?.elements ?? []).compactMap(\.string))
      return APIResponse(code: 201, accessReview(body, user: user, isSelf: false))
    case "SelfSubjectRulesReview":
      return APIResponse(code: 201, rulesReview(body, user: call.user))
    case "TokenReview": return APIResponse(code: 201, tokenReview(body, call))
    case "Binding":
      var pod = target
      pod.subresource = "binding"
      pod.name = body.meta.name
      if let kind = kinds.preferred(group: "", name: "pods") { pod.kind = kind }
      return try performSubresource(pod, &call)
    default: return nil
    }
  }

  private func selfSubject(_ call: APICall) -> Value {
    var info: Value = ["username": .string(call.user.name)]
    if !call.user.uid.isEmpty { info["uid"] = .string(call.user.uid) }
    info["groups"] = .array(call.user.groups.map { .string($0) })
    if !call.user.extra.isEmpty {
      var extra: Value = .emptyObject
      for (key, values) in call.user.extra.sorted(by: { $0.key < $1.key }) {
        extra[key] = .array(values.map { .string($0) })
      }
      info["extra"] = extra
    }
    return [
      "kind": "SelfSubjectReview", "apiVersion": "authentication.k8s.io/v1",
      "metadata": ["creationTimestamp": .string(call.now.rfc3339)], "status": ["userInfo": info],
    ]
  }

  private mutating func accessReview(_ body: Value, user: UserInfo, isSelf: Bool) -> Value {
    var attributes = AccessAttributes(user: user, verb: "")
    if let wanted = body["spec"]?["resourceAttributes"] {
      func text(_ key: String) -> String { wanted[key]?.string ?? "" }
      attributes.verb = text("verb")
      attributes.group = text("group")
      attributes.resource = text("resource")
      attributes.subresource = text("subresource")
      attributes.namespace = text("namespace")
      attributes.name = text("name")
    } else if let wanted = body["spec"]?["nonResourceAttributes"] {
      attributes.verb = wanted["verb"]?.string ?? ""
      attributes.path = wanted["path"]?.string ?? ""
    }
    let decision = authorize(attributes)
    var status: Value = ["allowed": .bool(decision.isAllowed)]
    if !decision.reason.isEmpty { status["reason"] = .string(decision.reason) }
    var answer = body
    answer["status"] = status
    if answer["metadata"] == nil { answer["metadata"] = .emptyObject }
    return answer
  }

  private mutating func rulesReview(_ body: Value, user: UserInfo) -> Value {
    if access.version != cache.accessChanges { access = AccessIndex(cache, prefix: options.etcdPrefix) }
    let namespace = body["spec"]?["namespace"]?.string ?? ""
    var resources: [Value] = []
    var paths: [Value] = []
    func list(_ texts: [String]) -> Value { .array(texts.map { .string($0) }) }
    var rules = access.rules(of: user, namespace: namespace)
    if user.groups.contains("system:masters"), !rules.contains(where: { $0.resources.contains("*") }) {
      rules += access.rules(clusterRole: "cluster-admin")
    }
    for rule in rules {
      if rule.paths.isEmpty {
        var entry: Value = [
          "verbs": list(rule.verbs), "apiGroups": list(rule.groups), "resources": list(rule.resources),
        ]
        if !rule.names.isEmpty { entry["resourceNames"] = list(rule.names) }
        resources.append(entry)
      } else {
        paths.append(["verbs": list(rule.verbs), "nonResourceURLs": list(rule.paths)])
      }
    }
    var answer = body
    answer["status"] = ["resourceRules": .array(resources), "nonResourceRules": .array(paths), "incomplete": false]
    return answer
  }

  private func tokenReview(_ body: Value, _ call: APICall) -> Value {
    var answer = body
    let text = body["spec"]?["token"]?.string ?? ""
    guard let token = ServiceAccountToken(text), token.expires > call.now.unixSeconds else {
      answer["status"] = ["authenticated": false, "error": "invalid bearer token"]
      return answer
    }
    let user = UserInfo.serviceAccount(namespace: token.namespace, name: token.name, uid: token.uid)
    answer["status"] = [
      "authenticated": true,
      "user": [
        "username": .string(user.name), "uid": .string(user.uid), "groups": .array(user.groups.map { .string($0) }),
      ],
    ]
    return answer
  }
}
