import Documents
import Nodes
import Simulation
import World

/// `crictl inspect`, `inspectp`, `inspecti`, `info`, and lists as JSON.
struct CrictlInspection {
  private let command: CrictlCommand
  private var call: Call { command.call }

  init(_ command: CrictlCommand) {
    self.command = command
  }

  private func print(_ value: Value, format: String = "json") throws -> Int32 {
    try call.write(format == "yaml" ? YAML.text(value) : "\(JSON.text(value, indent: 2))\n")
    return 0
  }

  private func time(_ instant: Instant?) -> Value {
    .string(instant.map { call.process.stage.world.wall(at: $0).rfc3339Micro } ?? "0001-01-01T00:00:00Z")
  }

  func run(_ verb: String, _ words: [String]) throws -> Int32 {
    let options = CrictlOptions(words, flags: ["quiet"], names: ["o": "output", "q": "quiet"])
    guard let runtime = command.runtime else { return 1 }
    let format = options["output"] ?? "json"
    if verb == "info" {
      return try print([
        "status": ["conditions": [["type": "RuntimeReady", "status": true, "reason": "", "message": ""], ["type": "NetworkReady", "status": true, "reason": "", "message": ""]]],
        "config": ["containerdRootDir": "/var/lib/containerd", "containerdEndpoint": "/run/containerd/containerd.sock"],
        "golang": "go1.24.3",
      ])
    }
    guard !options.operands.isEmpty, options.operands != [""] else { return try command.fatal("ID cannot be empty") }
    for id in options.operands {
      switch verb {
      case "inspect":
        guard let container = runtime.containers(matching: id).last else {
          return try command.fatal("getting the status of the container \"\(id)\": rpc error: code = NotFound desc = an error occurred when try to find container \"\(id)\": not found")
        }
        _ = try print(describe(container, runtime), format: format)
      case "inspectp":
        guard let sandbox = runtime.sandboxes(matching: id).last else {
          return try command.fatal("getting the pod sandbox status for \"\(id)\": rpc error: code = NotFound desc = an error occurred when try to find sandbox \"\(id)\": not found")
        }
        _ = try print(describe(sandbox), format: format)
      default:
        guard let image = runtime.images.present(id) ?? runtime.images.present.first(where: { $0.id.hasPrefix(id) || $0.id.hasPrefix("sha256:\(id)") }) else {
          return try command.fatal("no such image \"\(id)\" present")
        }
        _ = try print(["status": ["id": .string(image.id), "repoTags": [.string(image.name)], "repoDigests": [.string(image.digest)], "size": .string(String(image.bytes))]], format: format)
      }
    }
    return 0
  }

  private func labels(_ container: Container, _ sandbox: Sandbox?) -> Value {
    [
      "io.kubernetes.container.name": .string(container.name),
      "io.kubernetes.pod.name": .string(sandbox?.podName ?? ""),
      "io.kubernetes.pod.namespace": .string(sandbox?.podNamespace ?? ""),
      "io.kubernetes.pod.uid": .string(sandbox?.podUID ?? ""),
    ]
  }

  private func describe(_ container: Container, _ runtime: ContainerRuntime) -> Value {
    let sandbox = runtime.sandbox(container.sandboxID)
    let mounts = container.plan.mounts.map { mount -> Value in
      [
        "containerPath": .string(mount.at), "hostPath": .string(mount.source), "propagation": "PROPAGATION_PRIVATE",
        "readonly": .bool(mount.readOnly), "selinuxRelabel": false,
      ]
    }
    let environment = container.environment.map { Value.string("\($0.name)=\($0.value)") }
    let annotations = container.plan.annotations.sorted { $0.key < $1.key }.map { ($0.key, Value.string($0.value)) }
    return [
      "info": [
        "config": [
          "annotations": .object(Value.Fields(annotations, uniquingKeysWith: { $1 })),
          "command": .array(container.plan.command.map { .string($0) }), "args": .array(container.plan.arguments.map { .string($0) }),
          "envs": .array(container.environment.map { ["key": .string($0.name), "value": .string($0.value)] }),
          "image": ["image": .string(container.imageID), "user_specified_image": .string(container.plan.image)],
          "metadata": ["attempt": .int(Int64(container.plan.attempt)), "name": .string(container.name)], "mounts": .array(mounts),
        ],
        "pid": .int(Int64(container.pid)), "removing": false,
        "runtimeSpec": ["process": ["args": .array(container.arguments.map { .string($0) }), "cwd": .string(container.directory), "env": .array(environment)]],
        "sandboxID": .string(container.sandboxID),
      ],
      "status": [
        "createdAt": time(container.created), "exitCode": .int(Int64(container.exitCode)), "finishedAt": time(container.finished),
        "id": .string(container.id), "image": ["image": .string(runtime.images.fullName(container.plan.image))],
        "imageId": .string(container.imageID), "imageRef": .string(container.imageDigest), "labels": labels(container, sandbox),
        "logPath": .string(container.plan.logPath), "message": .string(container.message),
        "metadata": ["attempt": .int(Int64(container.plan.attempt)), "name": .string(container.name)], "mounts": .array(mounts),
        "reason": .string(container.reason), "startedAt": time(container.started),
        "state": .string(container.state.rawValue),
      ],
    ]
  }

  private func describe(_ sandbox: Sandbox) -> Value {
    let labels = sandbox.labels.sorted { $0.key < $1.key }.map { ($0.key, Value.string($0.value)) }
    let annotations = sandbox.annotations.sorted { $0.key < $1.key }.map { ($0.key, Value.string($0.value)) }
    return [
      "status": [
        "annotations": .object(Value.Fields(annotations, uniquingKeysWith: { $1 })), "createdAt": time(sandbox.created),
        "id": .string(sandbox.id), "labels": .object(Value.Fields(labels, uniquingKeysWith: { $1 })),
        "linux": ["namespaces": ["options": ["network": .string(sandbox.hostNetwork ? "NODE" : "POD"), "pid": "CONTAINER"]]],
        "metadata": [
          "attempt": .int(Int64(sandbox.attempt)), "name": .string(sandbox.podName), "namespace": .string(sandbox.podNamespace),
          "uid": .string(sandbox.podUID),
        ],
        "network": ["ip": .string(sandbox.address)], "runtimeHandler": "",
        "state": .string(sandbox.state == .ready ? "SANDBOX_READY" : "SANDBOX_NOTREADY"),
      ]
    ]
  }

  func list(_ containers: [Container], format: String) throws -> Int32 {
    guard let runtime = command.runtime else { return 1 }
    let items = containers.map { container -> Value in
      [
        "id": .string(container.id), "podSandboxId": .string(container.sandboxID),
        "metadata": ["name": .string(container.name), "attempt": .int(Int64(container.plan.attempt))],
        "image": ["image": .string(container.imageID), "userSpecifiedImage": .string(container.plan.image)],
        "imageRef": .string(container.imageID), "state": .string(container.state.rawValue),
        "createdAt": .string(String(call.process.stage.world.wall(at: container.created).unixNanoseconds)),
        "labels": labels(container, runtime.sandbox(container.sandboxID)),
      ]
    }
    return try print(["containers": .array(items)], format: format)
  }

  func list(_ sandboxes: [Sandbox], format: String) throws -> Int32 {
    let items = sandboxes.map { sandbox -> Value in
      let labels = sandbox.labels.sorted { $0.key < $1.key }.map { ($0.key, Value.string($0.value)) }
      return [
        "id": .string(sandbox.id),
        "metadata": [
          "name": .string(sandbox.podName), "uid": .string(sandbox.podUID), "namespace": .string(sandbox.podNamespace),
          "attempt": .int(Int64(sandbox.attempt)),
        ],
        "state": .string(sandbox.state == .ready ? "SANDBOX_READY" : "SANDBOX_NOTREADY"),
        "createdAt": .string(String(call.process.stage.world.wall(at: sandbox.created).unixNanoseconds)),
        "labels": .object(Value.Fields(labels, uniquingKeysWith: { $1 })),
      ]
    }
    return try print(["items": .array(items)], format: format)
  }
}
