import Documents
import KubeModel

/// `auth reconcile`: makes roles grant at least what files say, and bindings name at least their subjects
/// (component-helpers, auth/rbac/reconciliation).
enum AuthReconcileCommand {
  static func run(_ invocation: Invocation) throws {
    let dryRun = try DryRun(invocation.flags)
    let selection = try invocation.select(try ResourceQuery(invocation))
    if let failure = Failure.joined(selection.failures) { throw failure }
    for item in selection.items {
      switch item.kind.kind {
      case "Role", "ClusterRole", "RoleBinding", "ClusterRoleBinding":
        try Reconciliation(invocation: invocation, item: item, dryRun: dryRun).run()
      default: continue
      }
    }
  }
}

/// One object and what it takes to bring it to its wanted state.
private struct Reconciliation {
  let invocation: Invocation
  let item: ResourceItem
  let dryRun: DryRun

  private var isRole: Bool { item.kind.kind.hasSuffix("Role") }
  private var field: String { isRole ? "rules" : "subjects" }

  func run() throws {
    let wanted = item.object[field]?.elements ?? []
    let live: Value
    do {
      live = try invocation.get(item)
    } catch let failure as Failure where failure.isNotFound {
      if dryRun != .client { try send(.post, item.collectionPath, item.object) }
      return try report("create", added: wanted, removed: [])
    }
    if !isRole, live["roleRef"] != item.object["roleRef"] {
      if dryRun != .client {
        try send(.delete, item.path(), .null)
        try send(.post, item.collectionPath, item.object)
      }
      return try report("recreate", added: [], removed: [])
    }
    let present = live[field]?.elements ?? []
    let missing = wanted.filter { !isCovered($0, by: present) }
    let flag = isRole ? "remove-extra-permissions" : "remove-extra-subjects"
    let extra = invocation.flags.bool(flag) ? present.filter { !isCovered($0, by: wanted) } : []
    if missing.isEmpty, extra.isEmpty { return try report("", added: [], removed: []) }
    var changed = live
    changed[field] = .array(present.filter { !extra.contains($0) } + missing)
    if dryRun != .client { try send(.put, item.path(), changed) }
    try report("update", added: missing, removed: extra)
  }

  private func send(_ method: APIRequest.Method, _ path: String, _ object: Value) throws {
    _ = try invocation.client().value(
      APIRequest(method, path, query: dryRun.query, body: object.isNull ? .none : .value(object)),
      subject: item.kind.qualifiedName)
  }

  private func report(_ operation: String, added: [Value], removed: [Value]) throws {
    try invocation.print("\(item.printedName) reconciled\(dryRun.suffix)\n")
    if operation.isEmpty { return }
    var text = "\treconciliation required \(operation)\n"
    let noun = isRole ? "rules" : "subjects"
    if !added.isEmpty { text += "\tmissing \(noun) added:\n\(added.map { "\t\t\(shown($0))\n" }.joined())" }
    if !removed.isEmpty { text += "\textra \(noun) removed:\n\(removed.map { "\t\t\(shown($0))\n" }.joined())" }
    try invocation.printError(text)
  }

  /// The element as Go prints its structure with names.
  private func shown(_ element: Value) -> String {
    if isRole {
      let fields = ["verbs", "apiGroups", "resources", "resourceNames", "nonResourceURLs"].map { key in
        let name = key == "apiGroups" ? "APIGroups" : "\(key.prefix(1).uppercased())\(key.dropFirst())"
        return "\(name):\(GoText.list((element[key]?.elements ?? []).compactMap(\.string)))"
      }
      return "{\(fields.joined(separator: " "))}"
    }
    func text(_ key: String) -> String { element[key]?.string ?? "" }
    return "{Kind:\(text("kind")) APIGroup:\(text("apiGroup")) Name:\(text("name")) Namespace:\(text("namespace"))}"
  }

  /// Whether others grant all that a rule grants, or name the subject.
  private func isCovered(_ element: Value, by others: [Value]) -> Bool {
    guard isRole else {
      return others.contains { other in
        ["kind", "name", "namespace"].allSatisfy { (other[$0]?.string ?? "") == (element[$0]?.string ?? "") }
      }
    }
    func words(_ rule: Value, _ key: String) -> [String] { (rule[key]?.elements ?? []).compactMap(\.string) }
    func grants(_ rule: Value, _ key: String, _ word: String) -> Bool {
      let given = words(rule, key)
      return given.contains(word) || given.contains("*")
    }
    let names = words(element, "resourceNames")
    for verb in words(element, "verbs") {
      for url in words(element, "nonResourceURLs")
      where !others.contains(where: { grants($0, "verbs", verb) && grants($0, "nonResourceURLs", url) }) {
        return false
      }
      for group in words(element, "apiGroups") {
        for resource in words(element, "resources") {
          let isGranted = others.contains { rule in
            grants(rule, "verbs", verb) && grants(rule, "apiGroups", group) && grants(rule, "resources", resource)
              && (words(rule, "resourceNames").isEmpty
                || !names.isEmpty && names.allSatisfy { words(rule, "resourceNames").contains($0) })
          }
          if !isGranted { return false }
        }
      }
    }
    return true
  }
}
