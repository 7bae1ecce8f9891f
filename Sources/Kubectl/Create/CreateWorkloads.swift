import Documents
import KubeModel

/// Containers that generators make of images.
enum ImageContainers {
  /// The last part of an image's name, without tag and digest.
  static func name(_ image: String) -> String {
    let last = image.split(separator: "/").last.map(String.init) ?? image
    return String(last.prefix { $0 != ":" && $0 != "@" })
  }
}

/// `create deployment`.
enum CreateDeploymentCommand {
  static func run(_ invocation: Invocation) throws {
    let generator = try Generator(invocation)
    let images = invocation.flags.list("image")
    let command = generator.commandWords
    guard images.count == 1 || command.isEmpty else {
      throw Failure.message("cannot specify multiple --image options and command")
    }
    let labels: Value = ["app": .string(generator.name)]
    let port = invocation.flags.int("port")
    var containers = images.map { image in
      var container: Value = ["name": .string(ImageContainers.name(image)), "image": .string(image)]
      if !command.isEmpty { container["command"] = .array(command) }
      container["resources"] = .emptyObject
      return container
    }
    // The port is the first container's.
    if port >= 0, var first = containers.first {
      first["resources"] = nil
      first["ports"] = [["containerPort": .int(Int64(port))]]
      first["resources"] = .emptyObject
      containers[0] = first
    }
    let object: Value = [
      "kind": "Deployment", "apiVersion": "apps/v1",
      "metadata": try generator.metadata(labels: labels.fields),
      "spec": [
        "replicas": .int(Int64(invocation.flags.int("replicas"))), "selector": ["matchLabels": labels],
        "template": ["metadata": ["labels": labels], "spec": ["containers": .array(containers)]], "strategy": [:],
      ], "status": [:],
    ]
    try generator.submit(object, failing: "failed to create deployment:")
  }
}

/// `create job`.
enum CreateJobCommand {
  static func run(_ invocation: Invocation) throws {
    let generator = try Generator(invocation)
    let (image, from) = (invocation.flags.string("image"), invocation.flags.string("from"))
    let command = generator.commandWords
    guard image.isEmpty != from.isEmpty else { throw Failure.message("either --image or --from must be specified") }
    guard command.isEmpty || from.isEmpty else { throw Failure.message("cannot specify --from and command") }
    if from.isEmpty {
      try generator.submit(try job(generator, image, command), failing: "failed to create job:")
    } else {
      try generator.submit(try job(generator, from: from), failing: "failed to create job:")
    }
  }

  private static func job(_ generator: Generator, _ image: String, _ command: [Value]) throws -> Value {
    var container: Value = ["name": .string(generator.name), "image": .string(image)]
    if !command.isEmpty { container["command"] = .array(command) }
    container["resources"] = .emptyObject
    return [
      "kind": "Job", "apiVersion": "batch/v1", "metadata": try generator.metadata(),
      "spec": [
        "template": ["metadata": [:], "spec": ["containers": [container], "restartPolicy": "Never"]]
      ], "status": [:],
    ]
  }

  /// A Job as its CronJob would make it now.
  private static func job(_ generator: Generator, from word: String) throws -> Value {
    let invocation = generator.invocation
    var query = try ResourceQuery(invocation, [word])
    query.files = []
    let result = try invocation.fetch(query)
    if let failure = Failure.joined(result.failures) { throw failure }
    guard result.items.count == 1 else { throw Failure.message("from must be an existing cronjob") }
    let cronJob = result.items[0].object
    guard cronJob.kind == "CronJob" else {
      let version = GroupVersion(cronJob.apiVersion).version
      throw Failure.message("unknown object type *\(version).\(cronJob.kind)")
    }
    let template = cronJob["spec"]?["jobTemplate"] ?? .emptyObject
    var annotations: [(String, String)] = [("cronjob.kubernetes.io/instantiate", "manual")]
    for (key, value) in template.meta.annotations { annotations.append((key, value.string ?? "")) }
    var metadata = try generator.metadata(
      labels: template.meta.labels, annotations: KeyValues.sorted(annotations))
    metadata["ownerReferences"] = [
      [
        "apiVersion": "batch/v1", "kind": "CronJob", "name": .string(cronJob.meta.name),
        "uid": .string(cronJob.meta.uid), "controller": true,
      ]
    ]
    var spec = template["spec"] ?? .emptyObject
    if spec["template"]?["metadata"] == nil { spec.set(["template", "metadata"], to: .emptyObject) }
    return ["kind": "Job", "apiVersion": "batch/v1", "metadata": metadata, "spec": spec, "status": [:]]
  }
}

/// `create cronjob`.
enum CreateCronjobCommand {
  static func run(_ invocation: Invocation) throws {
    let generator = try Generator(invocation)
    let flags = invocation.flags
    var container: Value = ["name": .string(generator.name), "image": .string(flags.string("image"))]
    let command = generator.commandWords
    if !command.isEmpty { container["command"] = .array(command) }
    container["resources"] = .emptyObject
    let restart = flags.string("restart").isEmpty ? "OnFailure" : flags.string("restart")
    let object: Value = [
      "kind": "CronJob", "apiVersion": "batch/v1", "metadata": try generator.metadata(),
      "spec": [
        "schedule": .string(flags.string("schedule")),
        "jobTemplate": [
          "metadata": ["name": .string(generator.name)],
          "spec": [
            "template": ["metadata": [:], "spec": ["containers": [container], "restartPolicy": .string(restart)]]
          ],
        ],
      ], "status": [:],
    ]
    try generator.submit(object, failing: "failed to create cronjob:")
  }
}

/// `create poddisruptionbudget`.
enum CreatePoddisruptionbudgetCommand {
  static func run(_ invocation: Invocation) throws {
    let generator = try Generator(invocation)
    let flags = invocation.flags
    guard !flags.string("selector").isEmpty else { throw Failure.message("a selector must be specified") }
    let (least, most) = (flags.string("min-available"), flags.string("max-unavailable"))
    guard !least.isEmpty || !most.isEmpty else {
      throw Failure.message("one of min-available or max-unavailable must be specified")
    }
    guard least.isEmpty || most.isEmpty else {
      throw Failure.message("min-available and max-unavailable cannot be both specified")
    }
    var spec: Value = .emptyObject
    if !least.isEmpty { spec["minAvailable"] = try amount(least, "min-available") }
    do {
      spec["selector"] = try SelectorObject.value(flags.string("selector"))
    } catch let failure as Failure {
      let quoted = GoText.quoted(flags.string("selector"))
      throw Failure.message("couldn't parse the selector string \(quoted): \(failure.text)")
    }
    if !most.isEmpty { spec["maxUnavailable"] = try amount(most, "max-unavailable") }
    let object: Value = [
      "kind": "PodDisruptionBudget", "apiVersion": "policy/v1", "metadata": try generator.metadata(), "spec": spec,
      "status": ["disruptionsAllowed": 0, "currentHealthy": 0, "desiredHealthy": 0, "expectedPods": 0],
    ]
    try generator.submit(object, failing: "failed to create poddisruptionbudgets:")
  }

  private static func amount(_ text: String, _ flag: String) throws -> Value {
    if let number = Int64(text) { return .int(number) }
    guard text.hasSuffix("%"), Int(text.dropLast()) != nil else {
      throw Failure.message("invalid format specified for \(flag)")
    }
    return .string(text)
  }
}

/// Selectors of the command line as objects have them.
enum SelectorObject {
  static func value(_ text: String) throws -> Value {
    let selector: LabelSelector
    do throws(SelectorError) {
      selector = try LabelSelector(parsing: text)
    } catch {
      throw Failure.message(error.message)
    }
    var labels = Value.Fields()
    var expressions: [Value] = []
    for requirement in selector.requirements {
      switch requirement.operator {
      case .equals, .doubleEquals: labels[requirement.key] = .string(requirement.values.first ?? "")
      case .notEquals, .notIn: expressions.append(expression(requirement, "NotIn"))
      case .isIn: expressions.append(expression(requirement, "In"))
      case .exists: expressions.append(expression(requirement, "Exists"))
      case .doesNotExist: expressions.append(expression(requirement, "DoesNotExist"))
      case .greaterThan, .lessThan: throw Failure.message("not a valid label selector operator")
      }
    }
    var value: Value = .emptyObject
    if !labels.isEmpty { value["matchLabels"] = .object(labels) }
    if !expressions.isEmpty { value["matchExpressions"] = .array(expressions) }
    return value
  }

  private static func expression(_ requirement: LabelSelector.Requirement, _ name: String) -> Value {
    var value: Value = ["key": .string(requirement.key), "operator": .string(name)]
    if !requirement.values.isEmpty { value["values"] = .array(requirement.values.map { .string($0) }) }
    return value
  }
}
