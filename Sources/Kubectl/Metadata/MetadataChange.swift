import Documents
import KubeModel

/// `label` and `annotate`: both change a map of the metadata.
struct MetadataChange {
  enum Target: String {
    case labels
    case annotations

    var noun: String { self == .labels ? "label" : "annotation" }
    var past: String { self == .labels ? "labeled" : "annotated" }
  }

  let invocation: Invocation
  let target: Target
  private var resources: [String] = []
  private var sets: [(key: String, value: String)] = []
  private var removals: [String] = []

  init(_ invocation: Invocation, _ target: Target) throws {
    self.invocation = invocation
    self.target = target
    var changes: [String] = []
    for word in invocation.arguments {
      // What looks like a change is one, and everything behind it.
      if changes.isEmpty, !(word.contains("=") && !word.hasPrefix("=") || word.hasSuffix("-") && word.count > 1) {
        resources.append(word)
      } else {
        changes.append(word)
      }
    }
    try read(changes)
  }

  private mutating func read(_ changes: [String]) throws {
    for change in changes {
      guard change.contains("="), !change.hasPrefix("=") else {
        guard change.hasSuffix("-"), change.count > 1 else {
          throw Failure.message(
            target == .labels ? "unknown label spec: \(change)" : "unexpected end of input: \(change)")
        }
        removals.append(String(change.dropLast()))
        continue
      }
      let parts = change.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      if target == .labels {
        guard change.filter({ $0 == "=" }).count == 1 else {
          throw Failure.message("invalid label spec: \(change)")
        }
        let problems = Names.labelValue(parts[1])
        guard problems.isEmpty else {
          throw Failure.message("invalid label value: \(GoText.quoted(change)): \(problems.joined(separator: ";"))")
        }
      }
      sets.append((parts[0], parts[1]))
    }
    let both = removals.filter { removal in sets.contains { $0.key == removal } }
    if both.isEmpty { return }
    throw Failure.message(
      target == .labels
        ? "can not both modify and remove a label in the same command"
        : "can not both modify and remove the following annotation(s) in the same command: "
          + both.sorted().joined(separator: ", "))
  }

  func run() throws {
    let flags = invocation.flags
    let dryRun = try DryRun(flags)
    let format = try OutputFormat(invocation)
    var query = try ResourceQuery(invocation, resources)
    query.allowsEmptySelector = false
    guard query.hasFiles || !resources.isEmpty else {
      throw Failure.message("one or more resources must be specified as <resource> <name> or <resource>/<name>")
    }
    guard flags.bool("list") || !sets.isEmpty || !removals.isEmpty else {
      throw Failure.message("at least one \(target.noun) update is required")
    }
    guard !flags.bool("local") || query.hasFiles else {
      throw Failure.message("one or more files must be specified as -f when --local is set")
    }
    let selection = try invocation.select(query)
    var result = ResourceResult(items: selection.items, failures: selection.failures, isSingle: false)
    if !flags.bool("local") { result = try invocation.fetch(selection, query) }
    if flags.isSet("resource-version"), !flags.string("resource-version").isEmpty, result.items.count != 1 {
      throw Failure.message("--resource-version may only be used with a single resource")
    }
    var failures = result.failures
    var printer = ObjectPrinter(format, invocation)
    for item in result.items {
      do {
        try change(item, dryRun, format, &printer, isSole: result.items.count == 1)
      } catch let failure as Failure {
        failures.append(failure)
      }
    }
    if let failure = Failure.joined(failures) { throw failure }
  }

  private func change(
    _ item: ResourceItem, _ dryRun: DryRun, _ format: OutputFormat, _ printer: inout ObjectPrinter, isSole: Bool
  ) throws {
    let flags = invocation.flags
    let old = item.object["metadata"]?[target.rawValue]?.fields ?? [:]
    if flags.bool("list") {
      return try invocation.print(old.keys.sorted().map { "\($0)=\(old[$0]?.string ?? "")\n" }.joined())
    }
    if !flags.bool("overwrite") { try refuseOverwriting(old) }
    let missing = removals.filter { old[$0] == nil }
    if target == .labels, format.isHuman {
      for key in missing { try invocation.print("\(target.noun) \(GoText.quoted(key)) not found.\n") }
    }
    var changes = Value.Fields()
    for key in removals { changes[key] = .null }
    for (key, value) in sets { changes[key] = .string(value) }
    var metadata: Value = [target.rawValue: .object(changes)]
    if flags.isSet("resource-version") { metadata["resourceVersion"] = .string(flags.string("resource-version")) }
    let patch: Value = ["metadata": metadata]
    var object = MergePatch.apply(patch, to: item.object)
    if dryRun != .client, !flags.bool("local") {
      let request = APIRequest(
        .patch, item.path(),
        query: dryRun.query + [.init("fieldManager", flags.string("field-manager"))],
        contentType: APIRequest.mergePatch, body: .value(patch))
      object = try invocation.client().value(request, subject: "\(item.kind.qualifiedName) \(item.name)")
    }
    guard format.isHuman else { return try printer.print(object, item: item, by: invocation.process) }
    try invocation.print("\(item.printedName) \(message(old, object))\(dryRun.suffix)\n")
  }

  private func refuseOverwriting(_ old: Value.Fields) throws {
    let taken = sets.filter { set in old[set.key].map { $0.string != set.value } ?? false }
    guard !taken.isEmpty else { return }
    let texts = taken.map { "'\($0.key)' already has a value (\(old[$0.key]?.string ?? "")), and --overwrite is false" }
    if target == .labels {
      throw Failure.several(texts.map { Failure.message($0) })
    }
    let list = taken.sorted { $0.key < $1.key }
      .map { "'\($0.key)' already has a value (\(old[$0.key]?.string ?? ""))" }.joined(separator: "; ")
    throw Failure.message("--overwrite is false but found the following declared annotation(s): \(list)")
  }

  private func message(_ old: Value.Fields, _ object: Value) -> String {
    guard target == .labels else { return target.past }
    let removed = removals.contains { old[$0] != nil }
    let added = sets.contains { old[$0.key]?.string != $0.value }
    switch (added, removed) {
    case (true, true): return "modified"
    case (true, false): return "labeled"
    case (false, true): return "unlabeled"
    case (false, false): return "not labeled"
    }
  }
}

/// `kubectl label`.
enum LabelCommand {
  static func run(_ invocation: Invocation) throws { try MetadataChange(invocation, .labels).run() }
}

/// `kubectl annotate`.
enum AnnotateCommand {
  static func run(_ invocation: Invocation) throws { try MetadataChange(invocation, .annotations).run() }
}
