import Documents
import KubeModel

/// The rules of `create role` and `create clusterrole`.
struct RoleRules {
  let invocation: Invocation
  private var verbs: [String] = []
  private var rules: [Value] = []

  private static let standardVerbs: Set<String> = [
    "get", "list", "watch", "create", "update", "patch", "delete", "deletecollection", "use", "bind", "approve", "sign",
    "escalate", "impersonate", "attest", "*",
  ]

  private static let urlVerbs: Set<String> = ["*", "get", "post", "put", "delete", "patch", "head", "options"]

  /// - Parameter clusterWide: Whether URLs that are no resources may be named.
  init(_ invocation: Invocation, clusterWide: Bool) throws {
    self.invocation = invocation
    let flags = invocation.flags
    for verb in flags.list("verb") where !verbs.contains(verb) { verbs.append(verb) }
    if verbs.contains("*") { verbs = ["*"] }
    let resources = flags.list("resource")
    let urls = clusterWide ? flags.list("non-resource-url") : []
    guard !verbs.isEmpty else { throw Failure.message("at least one verb must be specified") }
    guard !resources.isEmpty || !urls.isEmpty else {
      throw Failure.message(
        clusterWide
          ? "one of resource or nonResourceURL must be specified" : "at least one resource must be specified")
    }
    for verb in verbs where !resources.isEmpty && !Self.standardVerbs.contains(verb) {
      try invocation.printError("Warning: '\(verb)' is not a standard resource verb\n")
    }
    try addResources(resources)
    try check(urls)
    if !urls.isEmpty {
      rules.append(["verbs": strings(verbs), "nonResourceURLs": strings(urls)])
    }
  }

  var value: Value { .array(rules) }

  private func check(_ urls: [String]) throws {
    guard !urls.isEmpty else { return }
    for verb in verbs where !Self.urlVerbs.contains(verb) {
      throw Failure.message("invalid verb: '\(verb)' for nonResourceURL")
    }
    for url in urls where url != "*" {
      guard url.hasPrefix("/") else { throw Failure.message("nonResourceURL should start with /") }
      guard !url.dropLast().contains("*") else {
        throw Failure.message("nonResourceURL only supports wildcard matches when '*' is at the end")
      }
    }
  }

  private func strings(_ words: [String]) -> Value { .array(words.map { .string($0) }) }

  /// One rule for each API group, in the order in which they were named.
  private mutating func addResources(_ words: [String]) throws {
    var groups: [(group: String, resources: [String])] = []
    for word in words {
      let (group, resource) = try resource(word)
      if let index = groups.firstIndex(where: { $0.group == group }) {
        if !groups[index].resources.contains(resource) { groups[index].resources.append(resource) }
      } else {
        groups.append((group, [resource]))
      }
    }
    let names = invocation.flags.list("resource-name")
    for (group, resources) in groups {
      var rule: Value = ["verbs": strings(verbs), "apiGroups": strings([group]), "resources": strings(resources)]
      if !names.isEmpty { rule["resourceNames"] = strings(names) }
      rules.append(rule)
    }
  }

  private func resource(_ word: String) throws -> (group: String, resource: String) {
    if word == "*" { return ("", "*") }
    let parts = word.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    let kind = try invocation.kind(parts[0])
    return (kind.group, parts.count > 1 ? "\(kind.name)/\(parts[1])" : kind.name)
  }
}

/// `create role`.
enum CreateRoleCommand {
  static func run(_ invocation: Invocation) throws {
    let generator = try Generator(invocation)
    let rules = try RoleRules(invocation, clusterWide: false)
    try generator.submit(
      [
        "kind": "Role", "apiVersion": "rbac.authorization.k8s.io/v1", "metadata": try generator.metadata(),
        "rules": rules.value,
      ], failing: nil)
  }
}

/// `create clusterrole`.
enum CreateClusterroleCommand {
  static func run(_ invocation: Invocation) throws {
    let generator = try Generator(invocation)
    var object: Value = [
      "kind": "ClusterRole", "apiVersion": "rbac.authorization.k8s.io/v1",
      "metadata": try generator.metadata(isNamespaced: false),
    ]
    let aggregation = invocation.flags.string("aggregation-rule")
    if aggregation.isEmpty {
      object["rules"] = try RoleRules(invocation, clusterWide: true).value
    } else {
      for flag in ["verb", "resource", "non-resource-url", "resource-name"] where invocation.flags.isSet(flag) {
        throw Failure.message(
          "aggregation rule must be specified without nonResourceURLs, verbs, resources or resourceNames")
      }
      object["rules"] = .null
      object["aggregationRule"] = ["clusterRoleSelectors": [try SelectorObject.value(aggregation)]]
    }
    try generator.submit(object, failing: nil)
  }
}

/// `create rolebinding` and `create clusterrolebinding`.
enum BindingObject {
  static func subjects(_ flags: ParsedFlags) throws -> [Value] {
    let group: Value = "rbac.authorization.k8s.io"
    var subjects: [Value] = flags.list("user").map { ["kind": "User", "apiGroup": group, "name": .string($0)] }
    subjects += flags.list("group").map { ["kind": "Group", "apiGroup": group, "name": .string($0)] }
    for account in flags.list("serviceaccount") {
      let parts = account.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
      guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty else {
        throw Failure.message("serviceaccount must be <namespace>:<name>")
      }
      subjects.append(["kind": "ServiceAccount", "name": .string(parts[1]), "namespace": .string(parts[0])])
    }
    return subjects
  }

  static func value(_ kind: String, _ metadata: Value, _ subjects: [Value], _ role: (String, String)) -> Value {
    var object: Value = [
      "kind": .string(kind), "apiVersion": "rbac.authorization.k8s.io/v1", "metadata": metadata,
    ]
    if !subjects.isEmpty { object["subjects"] = .array(subjects) }
    object["roleRef"] = [
      "apiGroup": "rbac.authorization.k8s.io", "kind": .string(role.0), "name": .string(role.1),
    ]
    return object
  }
}

/// `create rolebinding`.
enum CreateRolebindingCommand {
  static func run(_ invocation: Invocation) throws {
    let generator = try Generator(invocation)
    let (role, clusterRole) = (invocation.flags.string("role"), invocation.flags.string("clusterrole"))
    guard role.isEmpty != clusterRole.isEmpty else {
      throw Failure.message("exactly one of clusterrole or role must be specified")
    }
    let reference = role.isEmpty ? ("ClusterRole", clusterRole) : ("Role", role)
    let subjects = try BindingObject.subjects(invocation.flags)
    try generator.submit(
      BindingObject.value("RoleBinding", try generator.metadata(), subjects, reference),
      failing: "failed to create rolebinding:")
  }
}

/// `create clusterrolebinding`.
enum CreateClusterrolebindingCommand {
  static func run(_ invocation: Invocation) throws {
    let generator = try Generator(invocation)
    let subjects = try BindingObject.subjects(invocation.flags)
    try generator.submit(
      BindingObject.value(
        "ClusterRoleBinding", try generator.metadata(isNamespaced: false), subjects,
        ("ClusterRole", invocation.flags.string("clusterrole"))),
      failing: "failed to create clusterrolebinding:")
  }
}

/// `create serviceaccount`.
enum CreateServiceaccountCommand {
  static func run(_ invocation: Invocation) throws {
    let generator = try Generator(invocation)
    try generator.submit(
      ["kind": "ServiceAccount", "apiVersion": "v1", "metadata": try generator.metadata()],
      failing: "failed to create serviceaccount:")
  }
}

/// `create token`.
enum CreateTokenCommand {
  static func run(_ invocation: Invocation) throws {
    let flags = invocation.flags
    guard invocation.arguments.count == 1 else {
      throw invocation.usage("exactly one NAME is required, got \(invocation.arguments.count)")
    }
    let name = invocation.arguments[0]
    let format = try OutputFormat(invocation)
    var spec: Value = .emptyObject
    if !flags.list("audience").isEmpty { spec["audiences"] = .array(flags.list("audience").map { .string($0) }) }
    let duration = flags.duration("duration").nanoseconds
    if duration < 0 { throw Failure.message("--duration must be greater than or equal to 0") }
    if duration > 0 { spec["expirationSeconds"] = .int(duration / 1_000_000_000) }
    if !flags.string("bound-object-kind").isEmpty {
      spec["boundObjectRef"] = [
        "kind": .string(flags.string("bound-object-kind")), "apiVersion": "v1",
        "name": .string(flags.string("bound-object-name")), "uid": .string(flags.string("bound-object-uid")),
      ]
    }
    let body: Value = [
      "kind": "TokenRequest", "apiVersion": "authentication.k8s.io/v1", "metadata": [:], "spec": spec,
    ]
    let path = APIRequest.path(
      group: "", version: "v1", namespace: try invocation.namespace(), resource: "serviceaccounts", name: name,
      subresource: "token")
    let answer: Value
    do {
      answer = try invocation.client().value(APIRequest(.post, path, body: .value(body)))
    } catch let failure as Failure {
      throw Failure.message("failed to create token: \(failure.text)")
    }
    guard format.isHuman else {
      var printer = ObjectPrinter(format, invocation)
      return try printer.print(answer, by: invocation.process)
    }
    let token = answer["status"]?["token"]?.string ?? ""
    guard !token.isEmpty else { throw Failure.message("failed to create token: no token in server response") }
    try invocation.print("\(token)\n")
  }
}
