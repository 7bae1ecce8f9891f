import Documents
import KubeModel
import Simulation

/// `kubectl debug`: a Pod that looks into a node, or a changed copy of a Pod. Containers that are added to a running
/// Pod are not simulated.
struct DebugCommand {
  let invocation: Invocation

  static func run(_ invocation: Invocation) throws {
    let command = DebugCommand(invocation: invocation)
    try command.validate()
    guard let word = invocation.arguments.first else { throw Failure.message("NAME or filename is required for debug") }
    let parts = word.split(separator: "/").map(String.init)
    if parts.count == 2, try invocation.kind(parts[0]).qualifiedName == "nodes" {
      return try command.visitNode(parts[1])
    }
    let pod = try PodFinder(invocation: invocation).pod(word)
    guard !invocation.flags.string("copy-to").isEmpty else {
      throw Failure.message("not simulated: debug containers in a running Pod (kubectl debug without --copy-to)")
    }
    try command.copy(pod)
  }

  private var flags: ParsedFlags { invocation.flags }

  private var words: [Value] {
    guard let count = flags.countBeforeDash else { return [] }
    return invocation.arguments.dropFirst(count).map { .string($0) }
  }

  private func validate() throws {
    let (image, copyTo) = (flags.string("image"), flags.string("copy-to"))
    for flag in ["env", "set-image"] {
      for pair in flags.list(flag) where !pair.contains("=") {
        throw Failure.message(
          "invalid argument \(GoText.quoted(pair)) for \"--\(flag)\" flag: \(pair) must be formatted as key=value\n"
            + "See 'kubectl debug --help' for usage.")
      }
    }
    if !copyTo.isEmpty {
      if image.isEmpty, flags.list("set-image").isEmpty, words.isEmpty {
        throw Failure.message("you must specify --image, --set-image or command arguments.")
      }
      if !words.isEmpty, flags.string("container").isEmpty, image.isEmpty {
        throw Failure.message("you must specify an existing container or a new image when specifying args.")
      }
    } else {
      for flag in ["replace", "same-node"] where flags.bool(flag) {
        throw Failure.message("--\(flag) may only be used with --copy-to.")
      }
      if !flags.list("set-image").isEmpty { throw Failure.message("--set-image may only be used with --copy-to.") }
      if image.isEmpty { throw Failure.message("you must specify --image when not using --copy-to.") }
    }
    if image.contains(where: \.isWhitespace) {
      throw Failure.message("invalid image name \(GoText.quoted(image)): invalid reference format")
    }
    let policy = flags.string("image-pull-policy")
    if !["", "Always", "IfNotPresent", "Never"].contains(policy) {
      throw Failure.message("invalid image pull policy: \(policy)")
    }
    if !flags.string("target").isEmpty, !copyTo.isEmpty {
      throw Failure.message("--target is incompatible with --copy-to. Use --share-processes instead.")
    }
    if flags.bool("tty"), !flags.bool("stdin") {
      throw Failure.message("-i/--stdin is required for containers with -t/--tty=true")
    }
    let profiles = ["legacy", "general", "baseline", "restricted", "netadmin", "sysadmin"]
    if !profiles.contains(flags.string("profile")) {
      throw Failure.message("unknown profile: \(flags.string("profile"))")
    }
  }

  /// The container that is added, as far as flags describe it.
  private func container(_ name: String) -> Value {
    var container: Value = ["name": .string(name), "image": .string(flags.string("image"))]
    if !words.isEmpty { container[flags.bool("arguments-only") ? "args" : "command"] = .array(words) }
    let environment = flags.list("env").map { pair -> Value in
      let sides = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      return ["name": .string(sides[0]), "value": .string(sides[1])]
    }
    if !environment.isEmpty { container["env"] = .array(environment) }
    if !flags.string("image-pull-policy").isEmpty {
      container["imagePullPolicy"] = .string(flags.string("image-pull-policy"))
    }
    if flags.bool("stdin") { container["stdin"] = true }
    if flags.bool("tty") { container["tty"] = true }
    container["terminationMessagePolicy"] = "File"
    return container
  }

  private func suffix() -> String { invocation.process.stage.world.draw("kubectl debug") { $0.nameSuffix() } }

  // MARK: Nodes

  private func visitNode(_ node: String) throws {
    let found = try invocation.get(ResourceItem(kind: try invocation.kind("nodes"), namespace: "", name: node))
    let name = "node-debugger-\(found.meta.name)-\(suffix())"
    let isGeneral = ["legacy", "general", "netadmin", "sysadmin"].contains(flags.string("profile"))
    var container = container(flags.string("container").isEmpty ? "debugger" : flags.string("container"))
    var spec: Value = [
      "nodeName": .string(node), "restartPolicy": "Never", "tolerations": [["operator": "Exists"]],
    ]
    if isGeneral {
      container["volumeMounts"] = [["mountPath": "/host", "name": "host-root"]]
      spec["volumes"] = [["name": "host-root", "hostPath": ["path": "/"]]]
      for key in ["hostIPC", "hostNetwork", "hostPID"] { spec[key] = true }
    }
    if flags.string("profile") == "sysadmin" { container["securityContext"] = ["privileged": true] }
    spec["containers"] = [container]
    if !flags.bool("quiet") {
      try invocation.print(
        "Creating debugging pod \(name) with container \(container["name"]?.string ?? "") on node \(node).\n")
    }
    try start(
      [
        "apiVersion": "v1", "kind": "Pod",
        "metadata": ["name": .string(name), "labels": ["app.kubernetes.io/managed-by": "kubectl-debug"]], "spec": spec,
      ], container: container["name"]?.string ?? "")
  }

  // MARK: Copies

  private func copy(_ pod: Value) throws {
    var spec = pod["spec"] ?? .emptyObject
    spec["ephemeralContainers"] = nil
    if !flags.bool("same-node") { spec["nodeName"] = nil }
    if flags.bool("share-processes") { spec["shareProcessNamespace"] = true }
    var containers = (spec["containers"]?.elements ?? []).map { original -> Value in
      var container = original
      for (flag, key) in [
        ("keep-liveness", "livenessProbe"), ("keep-readiness", "readinessProbe"), ("keep-startup", "startupProbe"),
      ] where !flags.bool(flag) {
        container[key] = nil
      }
      return container
    }
    for pair in flags.list("set-image") {
      let sides = pair.split(separator: "=", maxSplits: 1).map(String.init)
      for index in containers.indices
      where sides.count == 2 && (sides[0] == "*" || containers[index]["name"]?.string == sides[0]) {
        containers[index]["image"] = .string(sides[1])
      }
    }
    var name = flags.string("container")
    if let index = containers.firstIndex(where: { $0["name"]?.string == name }) {
      if !flags.string("image").isEmpty { containers[index]["image"] = .string(flags.string("image")) }
      if !words.isEmpty { containers[index]["command"] = .array(words) }
    } else if !flags.string("image").isEmpty {
      if name.isEmpty {
        name = "debugger-\(suffix())"
        try invocation.printError("Defaulting debug container name to \(name).\n")
      }
      containers.append(container(name))
    }
    spec["containers"] = .array(containers)
    var metadata: Value = [
      "name": .string(flags.string("copy-to")), "namespace": .string(pod.meta.namespace),
    ]
    if flags.bool("keep-labels") { metadata["labels"] = .object(pod.meta.labels) }
    if flags.bool("keep-annotations") { metadata["annotations"] = .object(pod.meta.annotations) }
    if flags.bool("replace") {
      let kind = try invocation.kind("pods")
      let item = ResourceItem(kind: kind, namespace: pod.meta.namespace, name: pod.meta.name)
      _ = try invocation.client().value(APIRequest(.delete, item.path()), subject: "pods \(pod.meta.name)")
    }
    try start(["apiVersion": "v1", "kind": "Pod", "metadata": metadata, "spec": spec], container: name)
  }

  // MARK: Starting

  private func start(_ pod: Value, container: String) throws {
    let kind = try invocation.kind("pods")
    let namespace = try pod.meta.namespace.isEmpty ? invocation.namespace() : pod.meta.namespace
    let item = ResourceItem(kind: kind, namespace: namespace, name: pod.meta.name)
    _ = try invocation.client().value(
      APIRequest(.post, item.collectionPath, query: [.init("fieldManager", "kubectl-debug")], body: .value(pod)),
      subject: "pods")
    guard flags.bool("stdin") || flags.bool("attach"), !container.isEmpty else { return }
    let limit = invocation.process.now + .seconds(60)
    while true {
      let now = try invocation.get(item)
      if ["Running", "Succeeded", "Failed"].contains(now["status"]?["phase"]?.string ?? "") {
        return try enter(now, container)
      }
      guard invocation.process.now < limit else { throw Failure.message("timed out waiting for the condition") }
      try invocation.process.waitForChange(until: limit)
    }
  }

  private func enter(_ pod: Value, _ container: String) throws {
    let shell = words.first?.string ?? "sh"
    if flags.bool("stdin"), words.count <= 1, ["sh", "bash", "ash", "/bin/sh", "/bin/bash"].contains(shell) {
      if flags.bool("tty") { try invocation.printError("If you don't see a command prompt, try pressing enter.\n") }
      return try ContainerDoor(invocation: invocation, pod: pod, container: container)
        .run([shell], usesInput: true, isTerminal: flags.bool("tty"))
    }
    try LogStream(invocation: invocation, pod: pod, container: container).follow(prefix: "")
  }
}
