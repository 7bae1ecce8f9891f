import Documents
import Etcd
import KubeModel

/// One rule of a role.
struct PolicyRule: Sendable, Hashable {
  var verbs: [String]
  var groups: [String]
  var resources: [String]
  var names: [String]
  var paths: [String]

  init(_ value: Value) {
    func texts(_ key: String) -> [String] { (value[key]?.elements ?? []).compactMap(\.string) }
    verbs = texts("verbs")
    groups = texts("apiGroups")
    resources = texts("resources")
    names = texts("resourceNames")
    paths = texts("nonResourceURLs")
  }
}

/// What a request wants to do, as authorizers see it.
struct AccessAttributes: Sendable, Hashable {
  var user: UserInfo
  var verb: String
  var group = ""
  var resource = ""
  var subresource = ""
  var namespace = ""
  var name = ""
  /// Not empty: no resource but this path is asked for.
  var path = ""
}

struct AccessDecision: Sendable, Hashable {
  var isAllowed: Bool
  /// What is told to who was refused, behind the sentence that names the request.
  var reason = ""
}

/// Roles and bindings by subject, made anew when one of them has changed.
struct AccessIndex: Sendable {
  struct Binding: Sendable, Hashable {
    /// Empty: of the whole cluster.
    var namespace: String
    var roleKind: String
    var roleName: String
    var name: String

    var roleKey: String { roleKind == "ClusterRole" ? "/\(roleName)" : "\(namespace)/\(roleName)" }
  }

  private(set) var version = -1
  private var bindings: [String: [Binding]] = [:]
  private var rules: [String: [PolicyRule]] = [:]

  init() {}

  init(_ cache: WatchCache, prefix: String) {
    version = cache.accessChanges
    var aggregated: [(String, Value)] = []
    var clusterRoles: [Value] = []
    cache.forEach(EtcdKey("\(prefix)/clusterroles/")) { _, role in
      clusterRoles.append(role)
      rules["/\(role.meta.name)"] = Self.rules(role)
      if let rule = role["aggregationRule"] { aggregated.append((role.meta.name, rule)) }
      return true
    }
    for (name, rule) in aggregated { rules["/\(name)"]?.append(contentsOf: Self.aggregate(rule, clusterRoles)) }
    cache.forEach(EtcdKey("\(prefix)/roles/")) { _, role in
      rules["\(role.meta.namespace)/\(role.meta.name)"] = Self.rules(role)
      return true
    }
    for folder in ["clusterrolebindings", "rolebindings"] {
      cache.forEach(EtcdKey("\(prefix)/\(folder)/")) { _, binding in
        add(binding)
        return true
      }
    }
  }

  private mutating func add(_ object: Value) {
    let namespace = object.meta.namespace
    let binding = Binding(
      namespace: namespace, roleKind: object["roleRef"]?["kind"]?.string ?? "",
      roleName: object["roleRef"]?["name"]?.string ?? "", name: object.meta.name)
    for subject in object["subjects"]?.elements ?? [] {
      let name = subject["name"]?.string ?? ""
      let key: String
      switch subject["kind"]?.string {
      case "User": key = "u:\(name)"
      case "Group": key = "g:\(name)"
      case "ServiceAccount": key = "u:system:serviceaccount:\(subject["namespace"]?.string ?? namespace):\(name)"
      default: continue
      }
      bindings[key, default: []].append(binding)
    }
  }

  private static func rules(_ role: Value) -> [PolicyRule] {
    (role["rules"]?.elements ?? []).map { PolicyRule($0) }
  }

  /// What clusterrole-aggregation-controller would have written into the role.
  private static func aggregate(_ rule: Value, _ roles: [Value]) -> [PolicyRule] {
    var rules: [PolicyRule] = []
    for value in rule["clusterRoleSelectors"]?.elements ?? [] {
      let selector = LabelSelector(object: value)
      for role in roles where selector.matches(role.meta.labels) { rules += Self.rules(role) }
    }
    return rules
  }

  /// Goes through everything that the bindings grant; names the roles that a binding refers to but that are missing.
  func decide(_ attributes: AccessAttributes) -> AccessDecision {
    if attributes.user.groups.contains("system:masters") { return AccessDecision(isAllowed: true) }
    var missing: [String] = []
    for binding in self.bindings(of: attributes.user, namespace: attributes.namespace) {
      guard let rules = rules[binding.roleKey] else {
        let kind = binding.roleKind == "ClusterRole" ? "clusterrole" : "role"
        let text = "\(kind).rbac.authorization.k8s.io \"\(binding.roleName)\" not found"
        if !missing.contains(text) { missing.append(text) }
        continue
      }
      if rules.contains(where: { Self.allows($0, attributes) }) {
        return AccessDecision(isAllowed: true, reason: Self.reason(binding, attributes.user))
      }
    }
    if missing.isEmpty { return AccessDecision(isAllowed: false) }
    let list = missing.count == 1 ? missing[0] : "[\(missing.joined(separator: ", "))]"
    return AccessDecision(isAllowed: false, reason: "RBAC: \(list)")
  }

  func bindings(of user: UserInfo, namespace: String) -> [Binding] {
    var found: [Binding] = []
    for key in ["u:\(user.name)"] + user.groups.map({ "g:\($0)" }) {
      found += (bindings[key] ?? []).filter { $0.namespace.isEmpty || $0.namespace == namespace && !namespace.isEmpty }
    }
    return found
  }

  /// The rules that a user has in a namespace, for SelfSubjectRulesReview.
  func rules(of user: UserInfo, namespace: String) -> [PolicyRule] {
    bindings(of: user, namespace: namespace).flatMap { rules[$0.roleKey] ?? [] }
  }

  func rules(clusterRole name: String) -> [PolicyRule] { rules["/\(name)"] ?? [] }

  private static func reason(_ binding: Binding, _ user: UserInfo) -> String {
    let kind = binding.namespace.isEmpty ? "ClusterRoleBinding" : "RoleBinding"
    let name = binding.namespace.isEmpty ? binding.name : "\(binding.name)/\(binding.namespace)"
    return
      "RBAC: allowed by \(kind) \"\(name)\" of \(binding.roleKind) \"\(binding.roleName)\" to User \"\(user.name)\""
  }

  static func allows(_ rule: PolicyRule, _ wanted: AccessAttributes) -> Bool {
    guard rule.verbs.contains("*") || rule.verbs.contains(wanted.verb) else { return false }
    if !wanted.path.isEmpty {
      return rule.paths.contains { path in
        path == "*" || path == wanted.path || path.hasSuffix("*") && wanted.path.hasPrefix(String(path.dropLast()))
      }
    }
    guard rule.groups.contains("*") || rule.groups.contains(wanted.group) else { return false }
    let resource = wanted.subresource.isEmpty ? wanted.resource : "\(wanted.resource)/\(wanted.subresource)"
    let fits = rule.resources.contains { allowed in
      allowed == "*" || allowed == resource || !wanted.subresource.isEmpty && allowed == "*/\(wanted.subresource)"
    }
    return fits && (rule.names.isEmpty || rule.names.contains(wanted.name))
  }
}
