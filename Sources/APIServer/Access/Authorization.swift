import Documents
import KubeModel

extension APIServer {
  /// Asks the configured authorizers in their order; the first that allows wins.
  mutating func authorize(_ attributes: AccessAttributes) -> AccessDecision {
    if attributes.user.groups.contains("system:masters") { return AccessDecision(isAllowed: true) }
    if access.version != cache.accessChanges { access = AccessIndex(cache, prefix: options.etcdPrefix) }
    if options.authorizationModes.isEmpty { return AccessDecision(isAllowed: true) }
    var reason = ""
    for mode in options.authorizationModes {
      let decision: AccessDecision
      switch mode {
      case "AlwaysAllow": decision = AccessDecision(isAllowed: true)
      case "AlwaysDeny": decision = AccessDecision(isAllowed: false, reason: "Everything is forbidden.")
      case "Node": decision = authorizeNode(attributes)
      case "RBAC": decision = access.decide(attributes)
      default: continue
      }
      if decision.isAllowed { return decision }
      if !decision.reason.isEmpty { reason = decision.reason }
    }
    return AccessDecision(isAllowed: false, reason: reason)
  }

  /// Kubelets may do what the role system:node lists, and read only what their own Pods are and name.
  private func authorizeNode(_ attributes: AccessAttributes) -> AccessDecision {
    guard attributes.user.groups.contains("system:nodes"), attributes.user.name.hasPrefix("system:node:") else {
      return AccessDecision(isAllowed: false)
    }
    let rules = access.rules(clusterRole: "system:node")
    guard rules.contains(where: { AccessIndex.allows($0, attributes) }) else { return AccessDecision(isAllowed: false) }
    let node = String(attributes.user.name.dropFirst("system:node:".count))
    guard attributes.verb == "get", attributes.subresource.isEmpty, !isRelated(attributes, to: node) else {
      return AccessDecision(isAllowed: true)
    }
    return AccessDecision(
      isAllowed: false, reason: "no relationship found between node '\(node)' and this object")
  }

  /// Refuses what the user may not do.
  mutating func requireAccess(_ attributes: AccessAttributes) throws(Refusal) {
    let decision = authorize(attributes)
    if decision.isAllowed { return }
    throw .status(Self.forbidden(attributes, decision.reason))
  }

  /// `pods is forbidden: User "jane" cannot list resource "pods" in API group "" in the namespace "default"`
  static func forbidden(_ attributes: AccessAttributes, _ reason: String) -> APIStatus {
    let tail = reason.isEmpty ? "" : ": \(reason)"
    let user = attributes.user.name
    if !attributes.path.isEmpty {
      return .forbidden("", name: "", "User \"\(user)\" cannot \(attributes.verb) path \"\(attributes.path)\"\(tail)")
    }
    let resource =
      attributes.subresource.isEmpty ? attributes.resource : "\(attributes.resource)/\(attributes.subresource)"
    let scope =
      attributes.namespace.isEmpty ? "at the cluster scope" : "in the namespace \"\(attributes.namespace)\""
    return .forbidden(
      attributes.resource, group: attributes.group, name: attributes.name,
      "User \"\(user)\" cannot \(attributes.verb) resource \"\(resource)\" in API group \"\(attributes.group)\" \(scope)\(tail)"
    )
  }

  /// `kubectl --as`: the user has to be allowed to impersonate each part, and then is the other one.
  mutating func impersonate(_ call: inout APICall) throws(Refusal) {
    guard var wanted = call.request.impersonate else { return }
    func check(_ server: inout APIServer, _ resource: String, _ name: String, namespace: String = "") throws(Refusal) {
      try server.requireAccess(
        AccessAttributes(
          user: call.user, verb: "impersonate", resource: resource, namespace: namespace, name: name))
    }
    let parts = wanted.name.split(separator: ":")
    if wanted.name.hasPrefix("system:serviceaccount:"), parts.count == 4 {
      let namespace = String(parts[2])
      try check(&self, "serviceaccounts", String(parts[3]), namespace: namespace)
      if wanted.groups.isEmpty {
        wanted.groups = ["system:serviceaccounts", "system:serviceaccounts:\(namespace)"]
      }
    } else {
      try check(&self, "users", wanted.name)
    }
    for group in wanted.groups where !group.hasPrefix("system:serviceaccounts") { try check(&self, "groups", group) }
    if wanted.name == "system:anonymous" {
      if !wanted.groups.contains("system:unauthenticated") { wanted.groups.append("system:unauthenticated") }
    } else if !wanted.groups.contains("system:authenticated") {
      wanted.groups.append("system:authenticated")
    }
    call.user = wanted
  }
}
