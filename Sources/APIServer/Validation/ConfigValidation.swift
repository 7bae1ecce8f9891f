import Documents
import KubeModel

extension Validation {
  static func configMap(_ object: Value) -> [FieldError] {
    var problems: [FieldError] = []
    var size = 0
    for field in ["data", "binaryData"] {
      for (key, value) in (object[field]?.fields ?? [:]).sorted(by: { $0.key < $1.key }) {
        problems += Self.problems("\(field)[\(key)]", key, Names.configKey(key))
        if field == "binaryData", object["data"]?[key] != nil {
          problems.append(
            .invalid("data[\(key)]", .string(key), "duplicate of key present in binaryData"))
        }
        size += value.string?.utf8.count ?? 0
      }
    }
    if size > 1_048_576 { problems.append(.tooLong("", 1_048_576)) }
    return problems
  }

  static func configMapUpdate(_ new: Value, _ old: Value) -> [FieldError] {
    var problems: [FieldError] = []
    if old["immutable"] == true {
      let detail = "field is immutable when `immutable` is set"
      if new["immutable"] != true { problems.append(.forbidden("immutable", detail)) }
      if new["data"] != old["data"] { problems.append(.forbidden("data", detail)) }
      if new["binaryData"] != old["binaryData"] { problems.append(.forbidden("binaryData", detail)) }
    }
    return problems + configMap(new)
  }

  static func secret(_ object: Value) -> [FieldError] {
    var problems: [FieldError] = []
    let data = object["data"]?.fields ?? [:]
    for key in data.keys.sorted() { problems += Self.problems("data[\(key)]", key, Names.configKey(key)) }
    func need(_ keys: [String]) {
      for key in keys where data[key] == nil { problems.append(.required("data[\(key)]")) }
    }
    switch object["type"]?.string {
    case "kubernetes.io/basic-auth":
      if data["username"] == nil, data["password"] == nil { need(["username", "password"]) }
    case "kubernetes.io/tls": need(["tls.crt", "tls.key"])
    case "kubernetes.io/ssh-auth": need(["ssh-privatekey"])
    case "kubernetes.io/dockerconfigjson":
      need([".dockerconfigjson"])
      if let text = data[".dockerconfigjson"]?.string, let bytes = Base64.decode(text.utf8) {
        do throws(JSONError) {
          _ = try JSON.parse(bytes)
        } catch {
          problems.append(
            .invalid("data[.dockerconfigjson]", "<secret contents redacted>", error.message))
        }
      }
    case "kubernetes.io/dockercfg": need([".dockercfg"])
    case "kubernetes.io/service-account-token":
      if (object.meta.annotation("kubernetes.io/service-account.name") ?? "").isEmpty {
        problems.append(.required("metadata.annotations[kubernetes.io/service-account.name]"))
      }
    default: break
    }
    return problems
  }

  static func secretUpdate(_ new: Value, _ old: Value) -> [FieldError] {
    var problems: [FieldError] = []
    if new["type"] != old["type"] {
      problems.append(.invalid("type", new["type"] ?? "", "field is immutable"))
    }
    if old["immutable"] == true {
      let detail = "field is immutable when `immutable` is set"
      if new["immutable"] != true { problems.append(.forbidden("immutable", detail)) }
      if new["data"] != old["data"] { problems.append(.forbidden("data", detail)) }
    }
    return problems + secret(new)
  }

  static func resourceQuota(_ object: Value) -> [FieldError] {
    (object["spec"]?["hard"]?.fields ?? [:]).sorted { $0.key < $1.key }.flatMap { name, value in
      amount(value, "spec.hard[\(name)]")
    }
  }

  static func limitRange(_ object: Value) -> [FieldError] {
    var problems: [FieldError] = []
    for (index, item) in (object["spec"]?["limits"]?.elements ?? []).enumerated() {
      let at = "spec.limits[\(index)]"
      if (item["type"]?.string ?? "").isEmpty { problems.append(.required("\(at).type")) }
      var names: Set<String> = []
      for key in ["min", "max", "default", "defaultRequest"] { names.formUnion((item[key]?.fields ?? [:]).keys) }
      for name in names.sorted() { problems += limitItem(item, name, at) }
    }
    return problems
  }

  private static func limitItem(_ item: Value, _ name: String, _ path: String) -> [FieldError] {
    var problems: [FieldError] = []
    func quantity(_ key: String) -> Quantity? {
      item[key]?[name]?.string.flatMap { try? Quantity(parsing: $0) }
    }
    let (least, most) = (quantity("min"), quantity("max"))
    let (limit, request) = (quantity("default"), quantity("defaultRequest"))
    func check(_ key: String, _ value: Quantity, _ lower: (String, Quantity), _ upper: (String, Quantity)) {
      guard lower.1 > upper.1 else { return }
      problems.append(
        .invalid(
          "\(path).\(key)[\(name)]", .string(value.description),
          "\(lower.0) value \(lower.1) is greater than \(upper.0) value \(upper.1)"))
    }
    if let least, let most { check("min", least, ("min", least), ("max", most)) }
    if let request, let least { check("defaultRequest", request, ("min", least), ("default request", request)) }
    if let request, let most { check("defaultRequest", request, ("default request", request), ("max", most)) }
    if let request, let limit {
      check("defaultRequest", request, ("default request", request), ("default limit", limit))
    }
    // The real server shows the lower bound here, not the default.
    if let limit, let least, least > limit {
      problems.append(
        .invalid(
          "\(path).default[\(name)]", .string(least.description),
          "min value \(least) is greater than default value \(limit)"))
    }
    if let limit, let most { check("default", limit, ("default", limit), ("max", most)) }
    return problems
  }

  static func role(_ object: Value) -> [FieldError] {
    let isNamespaced = object.kind == "Role"
    var problems: [FieldError] = []
    for (index, rule) in (object["rules"]?.elements ?? []).enumerated() {
      let at = "rules[\(index)]"
      func isEmpty(_ key: String) -> Bool { (rule[key]?.elements ?? []).isEmpty }
      if isEmpty("verbs") { problems.append(.required("\(at).verbs", "verbs must contain at least one value")) }
      if !isEmpty("nonResourceURLs") {
        if isNamespaced {
          problems.append(
            .invalid(
              "\(at).nonResourceURLs", rule["nonResourceURLs"] ?? .null,
              "namespaced rules cannot apply to non-resource URLs"))
        }
        if !isEmpty("apiGroups") || !isEmpty("resources") || !isEmpty("resourceNames") {
          problems.append(
            .invalid(
              "\(at).nonResourceURLs", rule["nonResourceURLs"] ?? .null,
              "rules cannot apply to both regular resources and non-resource URLs"))
        }
        continue
      }
      if isEmpty("apiGroups") {
        problems.append(.required("\(at).apiGroups", "resource rules must supply at least one api group"))
      }
      if isEmpty("resources") {
        problems.append(.required("\(at).resources", "resource rules must supply at least one resource"))
      }
    }
    return problems
  }

  static func roleBinding(_ object: Value) -> [FieldError] {
    var problems: [FieldError] = []
    let reference = object["roleRef"] ?? .null
    if reference["apiGroup"] != "rbac.authorization.k8s.io" {
      problems.append(
        .notSupported("roleRef.apiGroup", reference["apiGroup"] ?? "", ["rbac.authorization.k8s.io"]))
    }
    let kinds = object.kind == "RoleBinding" ? ["Role", "ClusterRole"] : ["ClusterRole"]
    if !kinds.contains(reference["kind"]?.string ?? "") {
      problems.append(.notSupported("roleRef.kind", reference["kind"] ?? "", kinds))
    }
    let name = reference["name"]?.string ?? ""
    if name.isEmpty {
      problems.append(.required("roleRef.name"))
    } else {
      problems += Self.problems("roleRef.name", name, Names.pathSegment(name))
    }
    for (index, subject) in (object["subjects"]?.elements ?? []).enumerated() {
      problems += Self.subject(subject, "subjects[\(index)]", isNamespaced: object.kind == "RoleBinding")
    }
    return problems
  }

  private static func subject(_ subject: Value, _ path: String, isNamespaced: Bool) -> [FieldError] {
    var problems: [FieldError] = []
    let name = subject["name"]?.string ?? ""
    if name.isEmpty { problems.append(.required("\(path).name")) }
    switch subject["kind"]?.string ?? "" {
    case "ServiceAccount":
      if !name.isEmpty { problems += Self.problems("\(path).name", name, Names.subdomain(name)) }
      if !isNamespaced, (subject["namespace"]?.string ?? "").isEmpty { problems.append(.required("\(path).namespace")) }
    case "User", "Group": break
    default:
      problems.append(.notSupported("\(path).kind", subject["kind"] ?? "", ["ServiceAccount", "User", "Group"]))
    }
    return problems
  }

  static func roleRefUpdate(_ new: Value, _ old: Value) -> [FieldError] {
    if new["roleRef"] == old["roleRef"] { return [] }
    let reference = new["roleRef"] ?? .null
    return [
      .invalid(
        "roleRef",
        .object([
          "APIGroup": reference["apiGroup"] ?? "", "Kind": reference["kind"] ?? "", "Name": reference["name"] ?? "",
        ]), "cannot change roleRef")
    ]
  }
}
