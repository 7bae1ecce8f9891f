import Documents
import KubeModel

/// Where an object has its Pod spec.
enum PodTemplate {
  static func path(of kind: String) -> [String]? {
    switch kind {
    case "Pod": ["spec"]
    case "CronJob": ["spec", "jobTemplate", "spec", "template", "spec"]
    case "Deployment", "ReplicaSet", "StatefulSet", "DaemonSet", "Job", "ReplicationController":
      ["spec", "template", "spec"]
    default: nil
    }
  }
}

/// What the subcommands of `set` share: objects, a change of their Pod spec, and the patch that carries it.
struct TemplateChange {
  let invocation: Invocation
  let resources: [String]
  /// What is said when it is done: `image updated`.
  let done: String
  /// How a refusal begins: `failed to patch image update to pod template:`.
  let failing: String

  /// - Parameter change: Changes the Pod spec; throws where it does not fit.
  func run(_ change: (ResourceItem, inout Value) throws -> Void) throws {
    try runOnObject { item, object in
      guard let path = PodTemplate.path(of: item.kind.kind) else {
        throw Failure.message(
          "\(item.kind.name)/\(item.name) the object is not a pod or does not have a pod template: "
            + "*\(item.kind.version).\(item.kind.kind)")
      }
      var spec = object.at(path) ?? .emptyObject
      try change(item, &spec)
      object.set(path, to: spec)
    }
  }

  func runOnObject(_ change: (ResourceItem, inout Value) throws -> Void) throws {
    let flags = invocation.flags
    let dryRun = try DryRun(flags)
    let format = try OutputFormat(invocation)
    var query = try ResourceQuery(invocation, resources)
    query.allowsEmptySelector = false
    if flags.bool("local") { query.arguments = [] }
    if flags.bool("local"), !query.hasFiles {
      throw Failure.message(
        "you must specify resources by --filename when --local is set.\nExample resource specifications include:\n"
          + "   '-f rsrc.yaml'\n   '--filename=rsrc.json'")
    }
    let selection = try invocation.select(query)
    var result = ResourceResult(items: selection.items, failures: selection.failures, isSingle: false)
    if !flags.bool("local") { result = try invocation.fetch(selection, query) }
    var failures = result.failures
    var printer = ObjectPrinter(format, invocation)
    for item in result.items {
      do {
        var object = item.object
        try change(item, &object)
        let patch = difference(item, object)
        if patch == .emptyObject { continue }
        if dryRun == .client || flags.bool("local") {
          try show(item, object, dryRun, format, &printer)
          continue
        }
        let answer = try send(item, patch, dryRun)
        try show(item, answer, dryRun, format, &printer)
      } catch let failure as Failure {
        failures.append(failure)
      }
    }
    if let failure = Failure.joined(failures) { throw failure }
  }

  private func difference(_ item: ResourceItem, _ object: Value) -> Value {
    guard let typeName = item.kind.typeName else { return MergePatch.between(item.object, object) }
    return StrategicMergePatch(Schema.builtIn).between(item.object, object, typeName: typeName)
  }

  private func send(_ item: ResourceItem, _ patch: Value, _ dryRun: DryRun) throws -> Value {
    do {
      return try invocation.client().value(
        APIRequest(
          .patch, item.path(),
          query: dryRun.query + [.init("fieldManager", invocation.flags.string("field-manager"))],
          contentType: APIRequest.strategicMergePatch, body: .value(patch)),
        subject: "\(item.kind.qualifiedName) \(item.name)")
    } catch let failure as Failure {
      throw Failure.message("\(failing) \(failure.text)")
    }
  }

  private func show(
    _ item: ResourceItem, _ object: Value, _ dryRun: DryRun, _ format: OutputFormat, _ printer: inout ObjectPrinter
  ) throws {
    guard format.isHuman else { return try printer.print(object, item: item, by: invocation.process) }
    try invocation.print("\(item.printedName) \(done)\(dryRun.suffix)\n")
  }
}

/// Containers of a Pod spec, those that only start things included.
enum SpecContainers {
  static let lists = ["initContainers", "containers"]

  /// Changes every container whose name fits; answers how many did.
  static func change(
    _ spec: inout Value, named fits: (String) -> Bool, _ change: (inout Value) throws -> Void
  ) rethrows -> Int {
    var count = 0
    for list in lists {
      guard var containers = spec[list]?.array else { continue }
      for index in containers.indices where fits(containers[index]["name"]?.string ?? "") {
        count += 1
        try change(&containers[index])
      }
      spec[list] = .array(containers)
    }
    return count
  }

  /// Whether a name fits a pattern with `*`.
  static func fits(_ pattern: String, _ name: String) -> Bool {
    let parts = pattern.split(separator: "*", omittingEmptySubsequences: false).map(String.init)
    guard parts.count > 1 else { return pattern == name }
    guard name.hasPrefix(parts[0]), name.hasSuffix(parts[parts.count - 1]) else { return false }
    var rest = name.dropFirst(parts[0].count)
    for part in parts.dropFirst().dropLast() where !part.isEmpty {
      guard let found = rest.firstRange(of: part) else { return false }
      rest = rest[found.upperBound...]
    }
    return rest.count >= parts[parts.count - 1].count
  }
}
