import Documents
import KubeModel

/// `kubectl scale`.
enum ScaleCommand {
  static func run(_ invocation: Invocation) throws {
    let flags = invocation.flags
    let dryRun = try DryRun(flags)
    let format = try OutputFormat(invocation)
    guard flags.int("replicas") >= 0 else {
      throw Failure.message("The --replicas=COUNT flag is required, and COUNT must be greater than or equal to 0")
    }
    if flags.isSet("current-replicas"), flags.int("current-replicas") < -1 {
      throw Failure.message(
        "The --current-replicas must specify an integer of -1 or greater, and -1 for no condition")
    }
    var query = try ResourceQuery(invocation)
    query.allowsEmptySelector = false
    let selection = try invocation.select(query)
    let result = try invocation.fetch(selection, query)
    var failures = result.failures
    var printer = ObjectPrinter(format, invocation)
    for item in result.items {
      do {
        if dryRun != .client { try scale(item, invocation, dryRun) }
        guard format.isHuman else {
          try printer.print(item.object, item: item, by: invocation.process)
          continue
        }
        try invocation.print("\(item.printedName) scaled\(dryRun.suffix)\n")
      } catch let failure as Failure {
        failures.append(failure)
      }
    }
    if let failure = Failure.joined(failures) { throw failure }
    if result.items.isEmpty { throw Failure.message("no objects passed to scale") }
  }

  private static func scale(_ item: ResourceItem, _ invocation: Invocation, _ dryRun: DryRun) throws {
    let flags = invocation.flags
    let replicas = Value.int(Int64(flags.int("replicas")))
    let path = item.path(subresource: "scale")
    let hasCondition = flags.int("current-replicas") >= 0 || !flags.string("resource-version").isEmpty
    guard hasCondition else {
      _ = try invocation.client().value(
        APIRequest(
          .patch, path, query: dryRun.query, contentType: APIRequest.mergePatch,
          body: .value(["spec": ["replicas": replicas]])))
      return
    }
    var scale = try invocation.client().value(APIRequest(.get, path))
    let current = scale["spec"]?["replicas"]?.int ?? 0
    if flags.int("current-replicas") >= 0, current != flags.int("current-replicas") {
      throw Failure.message("Expected replicas to be \(flags.int("current-replicas")), was \(current)")
    }
    let version = flags.string("resource-version")
    if !version.isEmpty, scale.meta.resourceVersion != version {
      throw Failure.message("Expected resource version to be \(version), was \(scale.meta.resourceVersion)")
    }
    scale.set(["spec", "replicas"], to: replicas)
    _ = try invocation.client().value(APIRequest(.put, path, query: dryRun.query, body: .value(scale)))
  }
}

/// `kubectl autoscale`.
enum AutoscaleCommand {
  static func run(_ invocation: Invocation) throws {
    let flags = invocation.flags
    let dryRun = try DryRun(flags)
    let (least, most) = (flags.int("min"), flags.int("max"))
    guard most >= 1 else {
      throw Failure.message("--max=MAXPODS is required and must be at least 1, max: \(most)")
    }
    guard most >= least else {
      throw Failure.message("--max=MAXPODS must be larger or equal to --min=MINPODS, max: \(most), min: \(least)")
    }
    let metrics = try self.metrics(flags)
    var query = try ResourceQuery(invocation)
    query.allowsEmptySelector = true
    let result = try invocation.fetch(query)
    if let failure = Failure.joined(result.failures) { throw failure }
    guard !result.items.isEmpty else { throw Failure.message("no objects passed to autoscale") }
    for item in result.items {
      guard item.kind.subresource("scale") != nil else {
        throw Failure.message(
          "cannot autoscale a \(item.kind.kind): could not find scale subresource for "
            + "\(item.kind.apiVersion), Resource=\(item.kind.name) in discovery information")
      }
      let name = flags.string("name").isEmpty ? item.name : flags.string("name")
      var metadata: Value = ["name": .string(name)]
      if try invocation.isNamespaceExplicit() { metadata["namespace"] = .string(item.namespace) }
      var spec: Value = [
        "scaleTargetRef": [
          "kind": .string(item.kind.kind), "name": .string(item.name), "apiVersion": .string(item.kind.apiVersion),
        ]
      ]
      if least > 0 { spec["minReplicas"] = .int(Int64(least)) }
      spec["maxReplicas"] = .int(Int64(most))
      if !metrics.isEmpty { spec["metrics"] = .array(metrics) }
      let object: Value = [
        "kind": "HorizontalPodAutoscaler", "apiVersion": "autoscaling/v2", "metadata": metadata, "spec": spec,
        "status": ["desiredReplicas": 0, "currentMetrics": .null],
      ]
      guard let kind = Kinds.builtIn.kind(of: object) else { preconditionFailure("autoscalers are built in") }
      let made = ResourceItem(kind: kind, namespace: item.namespace, name: name)
      try CreatedObject(invocation: invocation, item: made, dryRun: dryRun, verb: "autoscaled")
        .submit(object, failing: nil)
    }
  }

  private static func metrics(_ flags: ParsedFlags) throws -> [Value] {
    var metrics: [Value] = []
    let percent = flags.int("cpu-percent")
    var targets = [("cpu", flags.string("cpu")), ("memory", flags.string("memory"))]
    if percent > 0, targets[0].1.isEmpty { targets[0].1 = "\(percent)%" }
    for (name, text) in targets where !text.isEmpty {
      let target: Value
      if text.hasSuffix("%") {
        guard let number = Int64(text.dropLast()), number > 0 else {
          throw Failure.message("invalid utilization: \(text)")
        }
        target = ["type": "Utilization", "averageUtilization": .int(number)]
      } else {
        guard (try? Quantity(parsing: text)) != nil else { throw Failure.message("invalid \(name) value: \(text)") }
        target = ["type": "AverageValue", "averageValue": .string(text)]
      }
      metrics.append(["type": "Resource", "resource": ["name": .string(name), "target": target]])
    }
    return metrics
  }
}
