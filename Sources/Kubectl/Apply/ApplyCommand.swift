import Documents
import KubeModel
import Simulation

/// `kubectl apply`.
enum ApplyCommand {
  static func run(_ invocation: Invocation) throws {
    let flags = invocation.flags
    let dryRun = try DryRun(flags)
    let format = try OutputFormat(invocation)
    let validation = try Validation(flags)
    guard invocation.arguments.isEmpty else {
      throw invocation.usage("Unexpected args: \(GoText.list(invocation.arguments))")
    }
    guard !flags.list("filename").isEmpty || !flags.string("kustomize").isEmpty else {
      throw Failure.message("must specify one of -f and -k")
    }
    try check(flags, dryRun)
    var query = try ResourceQuery(invocation)
    query.validation = validation
    query.all = false
    var apply = Apply(invocation: invocation, dryRun: dryRun, format: format, validation: validation)
    let selection = try invocation.select(query)
    let items = try selection.filter(query.labelSelector)
    var failures = selection.failures
    for item in items {
      do {
        try apply.one(item)
      } catch let failure as Failure {
        failures.append(failure)
      }
    }
    try apply.printObjects()
    if items.isEmpty, failures.isEmpty { throw Failure.message("no objects passed to apply") }
    if let failure = Failure.joined(failures) { throw failure }
  }

  private static func check(_ flags: ParsedFlags, _ dryRun: DryRun) throws {
    let isServerSide = flags.bool("server-side")
    if flags.bool("force-conflicts"), !isServerSide {
      throw Failure.message("--force-conflicts only works with --server-side")
    }
    if dryRun == .client, isServerSide {
      throw Failure.message("--dry-run=client doesn't work with --server-side (did you mean --dry-run=server instead?)")
    }
    if flags.bool("force"), isServerSide { throw Failure.message("--force cannot be used with --server-side") }
    if dryRun == .server, flags.bool("force") {
      throw Failure.message("--dry-run=server cannot be used with --force")
    }
    if flags.bool("prune") {
      guard flags.bool("all") || !flags.string("selector").isEmpty else {
        throw Failure.message(
          "all resources selected for prune without explicitly passing --all. To prune all resources, pass the --all flag. "
            + "If you did not mean to prune all resources, specify a label selector")
      }
      throw Failure.message("not simulated: apply --prune")
    }
  }
}

/// Brings objects one after another to the state of a file.
struct Apply {
  let invocation: Invocation
  let dryRun: DryRun
  let format: OutputFormat
  let validation: Validation
  /// Objects that are printed at the end, for formats other than sentences.
  private var printed: [ResourceItem] = []

  init(invocation: Invocation, dryRun: DryRun, format: OutputFormat, validation: Validation) {
    self.invocation = invocation
    self.dryRun = dryRun
    self.format = format
    self.validation = validation
  }

  private var flags: ParsedFlags { invocation.flags }

  mutating func one(_ item: ResourceItem) throws {
    let generated = item.object.meta.generateName
    if item.name.isEmpty, !generated.isEmpty {
      throw Failure.message("from \(generated): cannot use generate name with apply")
    }
    if flags.bool("server-side") { return try applyOnServer(item) }
    let modified = LastApplied.annotated(item.object)
    let current: Value
    do {
      current = try invocation.get(item)
    } catch let failure as Failure {
      guard failure.isNotFound else {
        throw failure.whileDoing("retrieving current configuration of:\n\(item.description)\nfrom server for:", item.source)
      }
      return try create(item, modified)
    }
    guard dryRun != .client else {
      var merged = item
      merged.object = current
      return try finish(merged, "configured")
    }
    if LastApplied.value(of: current) == nil { try warn(item) }
    var patcher = ApplyPatcher(invocation: invocation, item: item, dryRun: dryRun, validation: validation)
    let (patch, object) = try patcher.run(modified: modified, current: current)
    var after = item
    after.object = object
    if current.meta.isBeingDeleted {
      try invocation.printError(
        "Warning: Detected changes to resource \(item.name) which is currently being deleted.\n")
    }
    try finish(after, patch == .emptyObject ? "unchanged" : "configured")
  }

  private mutating func create(_ item: ResourceItem, _ modified: Value) throws {
    var made = item
    made.object = modified
    if dryRun != .client {
      do {
        made.object = try invocation.client().value(
          APIRequest(
            .post, item.collectionPath,
            query: dryRun.query + [.init("fieldManager", flags.string("field-manager")), validation.query],
            body: .value(modified)), subject: item.kind.qualifiedName)
      } catch let failure as Failure {
        throw failure.whileDoing("creating", item.source)
      }
    }
    try finish(made, "created")
  }

  private func warn(_ item: ResourceItem) throws {
    try invocation.printError(
      "Warning: resource \(item.kind.name)/\(item.name) is missing the \(LastApplied.key) annotation which is required "
        + "by kubectl apply. kubectl apply should only be used on resources created declaratively by either kubectl "
        + "create --save-config or kubectl apply. The missing annotation will be patched automatically.\n")
  }

  private mutating func finish(_ item: ResourceItem, _ verb: String) throws {
    switch format {
    case .human: try invocation.print("\(item.printedName) \(verb)\(dryRun.suffix)\n")
    case .name: try invocation.print("\(item.printedName)\n")
    default: printed.append(item)
    }
  }

  func printObjects() throws {
    guard let first = printed.first else { return }
    var printer = ObjectPrinter(format, invocation)
    if printed.count == 1 { return try printer.print(first.object, item: first, by: invocation.process) }
    let list: Value = [
      "apiVersion": "v1", "items": .array(printed.map(\.object)), "kind": "List", "metadata": ["resourceVersion": ""],
    ]
    try printer.print(list, by: invocation.process)
  }

  // MARK: Server side

  private mutating func applyOnServer(_ item: ResourceItem) throws {
    if let problem = PathName.problem(item.name) { throw problem }
    let manager = flags.isSet("field-manager") ? flags.string("field-manager") : "kubectl"
    var after = item
    do {
      after.object = try serverPatch(item, item.object, manager: manager, force: flags.bool("force-conflicts"))
    } catch let failure as Failure {
      guard failure.isConflict else { throw failure }
      throw Failure.message(Self.conflictAdvice(failure.text))
    }
    // The note of an earlier apply by the client stays, and somebody has to own it (apply.go,
    // saveLastApplyAnnotationIfNecessary).
    if manager == "kubectl", dryRun == .none, let text = LastApplied.value(of: after.object),
      !LastApplied.isApplied(after.object)
    {
      let note: Value = [
        "apiVersion": .string(item.kind.apiVersion), "kind": .string(item.kind.kind),
        "metadata": [
          "annotations": [LastApplied.key: .string(text)], "name": .string(item.name),
          "namespace": .string(item.namespace),
        ],
      ]
      after.object = try serverPatch(item, note, manager: "kubectl-last-applied", force: true)
    }
    try finish(after, "serverside-applied")
  }

  private func serverPatch(_ item: ResourceItem, _ body: Value, manager: String, force: Bool) throws -> Value {
    let query: [APIRequest.QueryItem] =
      dryRun.query + [.init("fieldManager", manager), validation.query, .init("force", force ? "true" : "false")]
    let subresource = flags.string("subresource").isEmpty ? nil : flags.string("subresource")
    return try invocation.client().value(
      APIRequest(
        .patch, item.path(subresource: subresource), query: query, contentType: APIRequest.applyPatch,
        body: .value(body)), subject: "\(item.kind.qualifiedName) \(item.name)")
  }

  private static func conflictAdvice(_ text: String) -> String {
    """
    \(text)
    Please review the fields above--they currently have other managers. Here
    are the ways you can resolve this warning:
    * If you intend to manage all of these fields, please re-run the apply
      command with the `--force-conflicts` flag.
    * If you do not intend to manage all of the fields, please edit your
      manifest to remove references to the fields that should keep their
      current managers.
    * You may co-own fields by updating your manifest to match the existing
      value; in this case, you'll become the manager if the other manager(s)
      stop managing the field (remove it from their configuration).
    See https://kubernetes.io/docs/reference/using-api/server-side-apply/#conflicts
    """
  }
}
