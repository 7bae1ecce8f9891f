import Documents
import KubeModel
import Simulation

/// `kubectl run`.
enum RunCommand {
  static func run(_ invocation: Invocation) throws {
    let flags = invocation.flags
    guard !invocation.arguments.isEmpty, flags.countBeforeDash != 0 else {
      throw invocation.usage("NAME is required for run")
    }
    let dryRun = try DryRun(flags)
    let attaches = flags.isSet("attach") ? flags.bool("attach") : flags.bool("stdin")
    try validate(invocation, dryRun, attaches: attaches)
    let name = invocation.arguments[0]
    var pod = try self.pod(name, invocation)
    if !flags.string("overrides").isEmpty { pod = try Overrides.apply(flags, to: pod) }
    let namespace = try invocation.namespace()
    let service = try flags.bool("expose") ? self.service(name, invocation) : nil
    guard let kind = try invocation.discovery().kind("Pod", apiVersion: "v1") else {
      throw Failure.message("no matches for kind \"Pod\" in version \"v1\"")
    }
    if let service {
      guard let serviceKind = Kinds.builtIn.kind(of: service) else { preconditionFailure("services are built in") }
      let made = ResourceItem(kind: serviceKind, namespace: namespace, name: name)
      try CreatedObject(invocation: invocation, item: made, dryRun: dryRun).submit(service, failing: nil)
    }
    let item = ResourceItem(kind: kind, namespace: namespace, name: name)
    if attaches {
      try AttachedRun(invocation: invocation, item: item).run(pod)
    } else {
      try CreatedObject(invocation: invocation, item: item, dryRun: dryRun).submit(pod, failing: nil)
    }
  }

  private static func validate(_ invocation: Invocation, _ dryRun: DryRun, attaches: Bool) throws {
    let flags = invocation.flags
    let image = flags.string("image")
    guard !image.isEmpty else { throw Failure.message("--image is required") }
    guard ImageReference.isValid(image) else {
      throw Failure.message("Invalid image name \(GoText.quoted(image)): invalid reference format")
    }
    if flags.bool("tty"), !flags.bool("stdin") {
      throw invocation.usage("-i/--stdin is required for containers with -t/--tty=true")
    }
    if flags.bool("expose"), flags.string("port").isEmpty {
      throw invocation.usage("--port must be set when exposing a service")
    }
    if attaches, dryRun != .none {
      throw invocation.usage(
        "--dry-run=[server|client] can't be used with attached containers options (--attach, --stdin, or --tty)")
    }
    if flags.bool("rm"), !attaches {
      throw invocation.usage("--rm should only be used for attached containers")
    }
    let restart = flags.string("restart")
    guard ["Always", "OnFailure", "Never", ""].contains(restart) else {
      throw invocation.usage("invalid restart policy: \(restart)")
    }
    if flags.bool("rm"), restart == "Always", flags.isSet("restart") {
      throw invocation.usage("--restart=Always cannot be used with --rm")
    }
    let pull = flags.string("image-pull-policy")
    guard ["", "Always", "IfNotPresent", "Never"].contains(pull) else {
      throw invocation.usage("invalid image pull policy: \(pull)")
    }
  }

  private static func pod(_ name: String, _ invocation: Invocation) throws -> Value {
    let flags = invocation.flags
    let labels = try flags.string("labels").isEmpty ? ["run": .string(name)] : LabelPairs.parse(flags.string("labels"))
    var metadata: Value = ["name": .string(name)]
    if try invocation.isNamespaceExplicit() { metadata["namespace"] = .string(try invocation.namespace()) }
    metadata["labels"] = .object(KeyValues.sorted(labels.map { ($0.key, $0.value.string ?? "") }))
    var annotations: [(String, String)] = []
    for text in flags.list("annotations") {
      let sides = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      guard sides.count == 2 else { throw Failure.message("unexpected annotation spec: \(text)") }
      annotations.append((sides[0], sides[1]))
    }
    if !annotations.isEmpty { metadata["annotations"] = .object(KeyValues.sorted(annotations)) }
    let restart = flags.string("restart").isEmpty ? "Always" : flags.string("restart")
    let spec: Value = [
      "containers": [try container(name, invocation)], "restartPolicy": .string(restart), "dnsPolicy": "ClusterFirst",
    ]
    return ["kind": "Pod", "apiVersion": "v1", "metadata": metadata, "spec": spec, "status": [:]]
  }

  private static func container(_ name: String, _ invocation: Invocation) throws -> Value {
    let flags = invocation.flags
    var container: Value = ["name": .string(name), "image": .string(flags.string("image"))]
    let words = invocation.arguments.dropFirst().map { Value.string($0) }
    if !words.isEmpty { container[flags.bool("command") ? "command" : "args"] = .array(words) }
    if !flags.string("port").isEmpty {
      guard let port = Int64(flags.string("port")) else {
        throw Failure.message("strconv.Atoi: parsing \(GoText.quoted(flags.string("port"))): invalid syntax")
      }
      container["ports"] = [["containerPort": .int(port)]]
    }
    let environment = try flags.list("env").map { text -> Value in
      guard let mark = text.firstIndex(of: "="), mark != text.startIndex else {
        throw Failure.message("invalid env: \(text)")
      }
      return ["name": .string(String(text[..<mark])), "value": .string(String(text[text.index(after: mark)...]))]
    }
    if !environment.isEmpty { container["env"] = .array(environment) }
    container["resources"] = .emptyObject
    if !flags.string("image-pull-policy").isEmpty {
      container["imagePullPolicy"] = .string(flags.string("image-pull-policy"))
    }
    if flags.bool("privileged") { container["securityContext"] = ["privileged": true] }
    if flags.bool("stdin") {
      container["stdin"] = true
      if !flags.bool("leave-stdin-open") { container["stdinOnce"] = true }
    }
    if flags.bool("tty") { container["tty"] = true }
    return container
  }

  private static func service(_ name: String, _ invocation: Invocation) throws -> Value {
    let flags = invocation.flags
    guard let port = Int64(flags.string("port")) else {
      throw Failure.message("strconv.Atoi: parsing \(GoText.quoted(flags.string("port"))): invalid syntax")
    }
    let labels = try flags.string("labels").isEmpty ? ["run": .string(name)] : LabelPairs.parse(flags.string("labels"))
    var metadata: Value = ["name": .string(name)]
    if try invocation.isNamespaceExplicit() { metadata["namespace"] = .string(try invocation.namespace()) }
    return [
      "kind": "Service", "apiVersion": "v1", "metadata": metadata,
      "spec": [
        "ports": [["protocol": "TCP", "port": .int(port), "targetPort": .int(port)]],
        "selector": .object(KeyValues.sorted(labels.map { ($0.key, $0.value.string ?? "") })),
      ], "status": ["loadBalancer": [:]],
    ]
  }
}

/// Names of images (distribution/reference).
enum ImageReference {
  static func isValid(_ text: String) -> Bool {
    var name = text[...]
    if let at = name.firstIndex(of: "@") {
      let digest = name[name.index(after: at)...]
      guard digest.contains(":") else { return false }
      name = name[..<at]
    }
    if let colon = name.lastIndex(of: ":"), !name[colon...].contains("/") {
      let tag = name[name.index(after: colon)...]
      guard !tag.isEmpty, tag.utf8.count <= 128, tag.allSatisfy({ $0.isLetter || $0.isNumber || "_.-".contains($0) })
      else { return false }
      name = name[..<colon]
    }
    let parts = name.split(separator: "/", omittingEmptySubsequences: false)
    guard !name.isEmpty, !parts.contains(where: \.isEmpty) else { return false }
    for (index, part) in parts.enumerated() {
      let isHost = index == 0 && parts.count > 1 && (part.contains(".") || part.contains(":") || part == "localhost")
      let fits = part.allSatisfy { character in
        character.isNumber || character.isASCII && character.isLowercase || "._-".contains(character)
          || isHost && (character.isLetter || character == ":")
      }
      guard fits, let first = part.first, first.isLetter || first.isNumber else { return false }
    }
    return true
  }
}
