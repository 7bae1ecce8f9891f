import Documents
import KubeModel

/// `auth can-i`.
enum AuthCanICommand {
  private static let verbs: Set<String> = [
    "get", "put", "list", "watch", "create", "update", "patch", "delete", "deletecollection", "use", "bind",
    "impersonate", "*", "approve", "sign", "escalate", "attest",
  ]

  static func run(_ invocation: Invocation) throws {
    let flags = invocation.flags
    if flags.bool("list") {
      guard invocation.arguments.isEmpty else {
        throw Failure.message("list option must be specified with no arguments")
      }
      return try list(invocation)
    }
    guard invocation.arguments.count == 2 else {
      throw Failure.message(
        "you must specify two arguments: verb resource or verb resource/resourceName.\n"
          + "See 'kubectl auth can-i -h' for help and examples.")
    }
    let (verb, thing) = (invocation.arguments[0], invocation.arguments[1])
    var attributes: Value = ["verb": .string(verb)]
    var spec: Value
    if thing.hasPrefix("/") {
      if !flags.string("subresource").isEmpty {
        throw Failure.message("--subresource can not be used with NonResourceURL")
      }
      attributes["path"] = .string(thing)
      spec = ["nonResourceAttributes": attributes]
    } else {
      spec = ["resourceAttributes": try resource(thing, attributes, invocation)]
    }
    if !thing.hasPrefix("/"), !verbs.contains(verb) {
      try invocation.printError("Warning: verb '\(verb)' is not a known verb\n\n")
    }
    let answer = try review("selfsubjectaccessreviews", "SelfSubjectAccessReview", spec, invocation)
    let status = answer["status"] ?? .emptyObject
    let isAllowed = status["allowed"]?.bool ?? false
    if !flags.bool("quiet") {
      if isAllowed {
        try invocation.print("yes\n")
      } else {
        var text = "no"
        if let reason = status["reason"]?.string, !reason.isEmpty { text += " - \(reason)" }
        if let problem = status["evaluationError"]?.string, !problem.isEmpty { text += " - \(problem)" }
        try invocation.print("\(text)\n")
      }
    }
    if !isAllowed { throw Failure.exit(1) }
  }

  private static func resource(_ thing: String, _ start: Value, _ invocation: Invocation) throws -> Value {
    var attributes = start
    let parts = thing.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    let kindWord = parts[0]
    var subresource = invocation.flags.string("subresource")
    var name = parts.count > 1 ? parts[1] : ""
    var kind: ResourceKind?
    do {
      kind = kindWord == "*" ? nil : try invocation.discovery().kind(named: kindWord)
    } catch Failure.unreachable {
      kind = nil
    }
    if let kind {
      attributes["group"] = .string(kind.group)
      attributes["resource"] = .string(kind.name)
      if !kind.isNamespaced {
        try invocation.printError(
          kind.group.isEmpty
            ? "Warning: resource '\(kind.name)' is not namespace scoped\n\n"
            : "Warning: resource '\(kind.name)' is not namespace scoped in group '\(kind.group)'\n\n")
      }
      // What looks like a name may be a part of the object.
      if subresource.isEmpty, kind.subresource(name) != nil {
        subresource = name
        name = ""
      }
    } else {
      if kindWord == "*" {
        attributes["group"] = "*"
      } else {
        let pair = kindWord.split(separator: ".", maxSplits: 1).map(String.init)
        attributes["group"] = .string(pair.count > 1 ? pair[1] : "")
        try invocation.printError("Warning: the server doesn't have a resource type '\(pair[0])'\n\n")
      }
      attributes["resource"] = .string(kindWord.split(separator: ".").first.map(String.init) ?? kindWord)
    }
    if !name.isEmpty { attributes["name"] = .string(name) }
    if !subresource.isEmpty { attributes["subresource"] = .string(subresource) }
    let isNamespaced = kind?.isNamespaced ?? true
    if isNamespaced, !invocation.flags.bool("all-namespaces") {
      attributes["namespace"] = .string(try invocation.namespace())
    }
    return attributes
  }

  static func review(_ resource: String, _ kind: String, _ spec: Value, _ invocation: Invocation) throws -> Value {
    let body: Value = ["kind": .string(kind), "apiVersion": "authorization.k8s.io/v1", "metadata": [:], "spec": spec]
    return try invocation.client().value(
      APIRequest(.post, "/apis/authorization.k8s.io/v1/\(resource)", body: .value(body)), subject: resource)
  }

  private static func list(_ invocation: Invocation) throws {
    let spec: Value = ["namespace": .string(try invocation.namespace())]
    let answer = try review("selfsubjectrulesreviews", "SelfSubjectRulesReview", spec, invocation)
    let status = answer["status"] ?? .emptyObject
    var rules = status["resourceRules"]?.elements ?? []
    rules += status["nonResourceRules"]?.elements ?? []
    var lines: [String] = []
    if !invocation.flags.bool("no-headers") { lines.append("Resources\tNon-Resource URLs\tResource Names\tVerbs") }
    for row in RuleRow.rows(rules) { lines.append(row.cells.joined(separator: "\t")) }
    var writer = TabWriter.table
    try invocation.print(writer.format(lines.map { "\($0)\n" }.joined()))
    if let problem = status["evaluationError"]?.string, !problem.isEmpty {
      try invocation.printError("warning: the list may be incomplete: \(problem)\n")
    }
  }
}

/// `auth whoami`.
enum AuthWhoamiCommand {
  static func run(_ invocation: Invocation) throws {
    let format = try OutputFormat(invocation)
    let body: Value = ["kind": "SelfSubjectReview", "apiVersion": "authentication.k8s.io/v1", "metadata": [:]]
    let answer = try invocation.client().value(
      APIRequest(.post, "/apis/authentication.k8s.io/v1/selfsubjectreviews", body: .value(body)),
      subject: "selfsubjectreviews.authentication.k8s.io")
    guard format.isHuman else {
      var printer = ObjectPrinter(format, invocation)
      return try printer.print(answer, by: invocation.process)
    }
    let user = answer["status"]?["userInfo"] ?? .emptyObject
    var lines = ["ATTRIBUTE\tVALUE"]
    if let name = user["username"]?.string, !name.isEmpty { lines.append("Username\t\(name)") }
    if let uid = user["uid"]?.string, !uid.isEmpty { lines.append("UID\t\(uid)") }
    let groups = (user["groups"]?.elements ?? []).compactMap(\.string)
    if !groups.isEmpty { lines.append("Groups\t\(GoText.list(groups))") }
    let extra = user["extra"]?.fields ?? [:]
    for key in extra.keys.sorted() {
      lines.append("Extra: \(key)\t\(GoText.list((extra[key]?.elements ?? []).compactMap(\.string)))")
    }
    var writer = TabWriter.table
    try invocation.print(writer.format(lines.map { "\($0)\n" }.joined()))
  }
}

/// `certificate approve` and `certificate deny`.
enum CertificateDecision {
  static func run(_ invocation: Invocation, type: String, reason: String, done: String) throws {
    let flags = invocation.flags
    guard !invocation.arguments.isEmpty || !flags.list("filename").isEmpty else {
      throw Failure.message("one or more CSRs must be specified as <name> or -f <filename>")
    }
    var query = try ResourceQuery(
      invocation, invocation.arguments.isEmpty ? [] : ["certificatesigningrequests"] + invocation.arguments)
    query.allowsEmptySelector = false
    let result = try invocation.fetch(try invocation.select(query), query)
    var failures = result.failures
    for item in result.items {
      do {
        var object = item.object
        var conditions = object["status"]?["conditions"]?.elements ?? []
        let isDecided = conditions.contains { $0["type"]?.string == type }
        if !isDecided || flags.bool("force") {
          conditions.append(
            [
              "type": .string(type), "status": "True", "reason": .string(reason),
              "message": .string("This CSR was \(done) by kubectl certificate \(invocation.command.name)."),
              "lastUpdateTime": .string(invocation.process.wall.rfc3339),
            ])
          object.set(["status", "conditions"], to: .array(conditions))
          _ = try invocation.client().value(
            APIRequest(.put, item.path(subresource: "approval"), body: .value(object)))
        }
        try invocation.print("\(item.printedName) \(done)\n")
      } catch let failure as Failure {
        failures.append(failure)
      }
    }
    if let failure = Failure.joined(failures) { throw failure }
  }
}

enum CertificateApproveCommand {
  static func run(_ invocation: Invocation) throws {
    try CertificateDecision.run(invocation, type: "Approved", reason: "KubectlApprove", done: "approved")
  }
}

enum CertificateDenyCommand {
  static func run(_ invocation: Invocation) throws {
    try CertificateDecision.run(invocation, type: "Denied", reason: "KubectlDeny", done: "denied")
  }
}
