import Documents
import KubeModel
import World

// Checks on what the API server holds, asked for as every client asks.
extension Judge {
  mutating func judge(_ check: ObjectCheck) -> Verdict {
    guard let object = find(check.object) else { return apiAway(check.object.text) }
    switch (object, check.exists) {
    case (.some, true): return Verdict(true, "\(check.object.text) exists")
    case (.some, false): return Verdict(false, "\(check.object.text) still exists")
    case (.none, true): return Verdict(false, "\(check.object.text) does not exist")
    case (.none, false): return Verdict(true, "\(check.object.text) does not exist")
    }
  }

  mutating func judge(_ check: FieldCheck) -> Verdict {
    guard let found = find(check.object) else { return apiAway(check.object.text) }
    guard let object = found else { return Verdict(false, "\(check.object.text) does not exist") }
    let value = check.path.value(in: object)
    let text = value.map(FieldPath.text)
    let subject = "\(check.path.text) of \(check.object.text) is \(text ?? "not set")"
    switch check.expectation {
    case .equals(let wanted): return Verdict(text == wanted, text == wanted ? subject : "\(subject), not \(wanted)")
    case .decoded(let wanted):
      guard let bytes = text.flatMap({ Base64.decode($0.utf8) }) else { return Verdict(false, "\(subject), which is no base64") }
      let plain = String(decoding: bytes, as: UTF8.self)
      return Verdict(plain == wanted, "\(subject), which stands for `\(plain)`\(plain == wanted ? "" : ", not `\(wanted)`")")
    case .contains(let wanted):
      let isThere = text?.contains(wanted) ?? false
      return Verdict(isThere, isThere ? subject : "\(subject), without \(wanted)")
    case .atLeast(let wanted):
      let isEnough = (value?.int ?? 0) >= wanted
      return Verdict(isEnough, isEnough ? subject : "\(subject), less than \(wanted)")
    case .absent: return Verdict(text == nil, subject)
    }
  }

  mutating func judge(_ check: ObjectsCheck) -> Verdict {
    guard let cluster = cluster(nil), let all = world.objects(kind: check.kind, namespace: check.namespace, in: cluster)
    else { return apiAway(check.text) }
    let found = all.filter { object in
      check.conditions.allSatisfy { $0.path.value(in: object).map(FieldPath.text) == $0.value }
    }
    let names = found.map(\.meta.name).sorted()
    let list = names.isEmpty ? "" : ": \(names.prefix(4).joined(separator: ", "))\(names.count > 4 ? ", …" : "")"
    let isRight = names.count >= check.atLeast && names.count <= check.atMost
    return Verdict(isRight, "\(names.count) \(check.text)\(list)\(isRight ? "" : "; \(check.wanted)")")
  }

  /// Asks as `kubectl auth can-i --as` does, with the groups that a service account or any user has.
  mutating func judge(_ check: AccessCheck) -> Verdict {
    for (list, wanted) in [(check.allowed, true), (check.refused, false)] {
      for action in list {
        guard let isAllowed = may(check.user, action, in: check.namespace) else { return apiAway(check.user) }
        if isAllowed == wanted { continue }
        let place = check.namespace.map { "in \($0)" } ?? "in all Namespaces"
        return Verdict(false, "\(check.user) may \(isAllowed ? "" : "not ")\(action.text) \(place)")
      }
    }
    let allowed = check.allowed.map(\.text).joined(separator: ", ")
    let refused = check.refused.map(\.text).joined(separator: ", ")
    let parts = [allowed.isEmpty ? "" : "may \(allowed)", refused.isEmpty ? "" : "may not \(refused)"]
    return Verdict(true, "\(check.user) \(parts.filter { !$0.isEmpty }.joined(separator: ", and "))")
  }

  private mutating func may(_ user: String, _ action: AccessCheck.Action, in namespace: String?) -> Bool? {
    guard let cluster = cluster(nil) else { return nil }
    var groups: [Value] = ["system:authenticated"]
    let parts = user.split(separator: ":")
    if parts.count == 4, user.hasPrefix("system:serviceaccount:") {
      groups += ["system:serviceaccounts", .string("system:serviceaccounts:\(parts[2])")]
    }
    var attributes: Value = [
      "verb": .string(action.verb), "resource": .string(action.resource), "group": .string(action.group),
      "subresource": .string(action.subresource),
    ]
    if let namespace { attributes["namespace"] = .string(namespace) }
    let review: Value = [
      "apiVersion": "authorization.k8s.io/v1", "kind": "SubjectAccessReview",
      "spec": ["user": .string(user), "groups": .array(groups), "resourceAttributes": attributes],
    ]
    guard let response = world.create(review, in: cluster), response.isSuccess else { return nil }
    return response.value["status", "allowed"]?.bool ?? false
  }

  /// Asks for the log as `kubectl logs` does.
  mutating func judge(_ check: LogsCheck) -> Verdict {
    let subject = "the log of container \(check.container) in Pod \(check.namespace)/\(check.pod)"
    let path = APIRequest.path(
      group: "", version: "v1", namespace: check.namespace, resource: "pods", name: check.pod, subresource: "log")
    let query = [APIRequest.QueryItem("container", check.container)]
    guard let cluster = cluster(nil), let response = world.request(APIRequest(.get, path, query: query), in: cluster)
    else { return apiAway(subject) }
    guard response.isSuccess, case .text(let text) = response.body else {
      let reason = response.value["message"]?.string ?? "it cannot be read"
      return Verdict(false, "there is no log: \(reason)")
    }
    let missing = check.contains.filter { !text.contains($0) }
    if missing.isEmpty { return Verdict(true, "\(subject) has \(text.split(separator: "\n").count) lines") }
    let last = text.split(separator: "\n").last.map { "; its last line is `\($0)`" } ?? "; it is empty"
    return Verdict(false, "\(subject) does not show `\(missing[0])`\(last)")
  }

  /// The object, or that there is none; nil where the API server cannot be asked.
  private mutating func find(_ reference: ObjectReference) -> Value?? {
    guard let cluster = cluster(reference.context), world.objects(kind: "namespaces", namespace: nil, in: cluster) != nil
    else { return nil }
    return .some(
      world.object(kind: reference.kind, namespace: reference.namespace, name: reference.name, in: cluster))
  }

  private func apiAway(_ what: String) -> Verdict {
    Verdict(false, "the API server does not answer, so \(what) cannot be looked at")
  }
}
