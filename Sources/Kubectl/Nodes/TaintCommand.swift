import Documents
import KubeModel

/// `kubectl taint`.
enum TaintCommand {
  private struct Change {
    var key: String
    var value: String
    /// Empty: all effects, of removals.
    var effect: String
  }

  private static let effects = ["NoSchedule", "PreferNoSchedule", "NoExecute"]

  static func run(_ invocation: Invocation) throws {
    let flags = invocation.flags
    let dryRun = try DryRun(flags)
    let format = try OutputFormat(invocation)
    var resources: [String] = []
    var specs: [String] = []
    for word in invocation.arguments {
      let isSpec = word.contains("=") || word.contains(":") || word.hasSuffix("-") && word.count > 1
      if isSpec || !specs.isEmpty { specs.append(word) } else { resources.append(word) }
    }
    guard let kindWord = resources.first else {
      throw Failure.message("one or more resources must be specified as <resource> <name>")
    }
    guard !specs.isEmpty else { throw Failure.message("at least one taint update is required") }
    let (added, removed) = try read(specs, invocation)
    guard ["node", "nodes", "no"].contains(kindWord.split(separator: "/").first.map(String.init) ?? "") else {
      throw Failure.message("invalid resource type \(kindWord), only node types are supported")
    }
    guard resources.count > 1 || kindWord.contains("/") || flags.bool("all") || !flags.string("selector").isEmpty else {
      throw Failure.message("at least one resource name must be specified since 'all' parameter is not set")
    }
    var query = try ResourceQuery(invocation, resources)
    query.allowsEmptySelector = false
    let result = try invocation.fetch(try invocation.select(query), query)
    var failures = result.failures
    var printer = ObjectPrinter(format, invocation)
    for item in result.items {
      do {
        let (object, verb) = try change(item, added, removed, invocation, dryRun)
        if format.isHuman {
          // The real one adds nothing for a dry run here.
          try invocation.print("\(item.printedName) \(verb)\(dryRun == .client ? dryRun.suffix : "")\n")
        } else {
          try printer.print(object, item: item, by: invocation.process)
        }
      } catch let failure as Failure {
        failures.append(failure)
      }
    }
    if let failure = Failure.joined(failures) { throw failure }
  }

  private static func read(_ specs: [String], _ invocation: Invocation) throws -> (added: [Change], removed: [Change]) {
    var added: [Change] = []
    var removed: [Change] = []
    for spec in specs {
      if spec.hasSuffix("-") {
        let parts = spec.dropLast().split(separator: ":", maxSplits: 1).map(String.init)
        let key = parts[0].split(separator: "=", maxSplits: 1).map(String.init)[0]
        removed.append(Change(key: key, value: "", effect: parts.count > 1 ? parts[1] : ""))
        continue
      }
      let parts = spec.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
      guard parts.count <= 2 else { throw invocation.usage("invalid taint spec: \(spec)") }
      let sides = parts[0].split(separator: "=", omittingEmptySubsequences: false).map(String.init)
      guard sides.count <= 2 else { throw invocation.usage("invalid taint spec: \(spec)") }
      guard parts.count == 2 else {
        let problem = Names.qualified(parts[0]).joined(separator: "; ")
        throw invocation.usage("invalid taint spec: \(spec)\(problem.isEmpty ? "" : ", \(problem)")")
      }
      guard effects.contains(parts[1]) else {
        throw invocation.usage("invalid taint effect: \(parts[1]), unsupported taint effect")
      }
      if let problem = Names.qualified(sides[0]).first ?? Names.labelValue(sides.count > 1 ? sides[1] : "").first {
        throw invocation.usage("invalid taint spec: \(spec), \(problem)")
      }
      added.append(Change(key: sides[0], value: sides.count > 1 ? sides[1] : "", effect: parts[1]))
    }
    for one in added where removed.contains(where: { $0.key == one.key && ($0.effect.isEmpty || $0.effect == one.effect) }) {
      throw Failure.message("can not both modify and remove the following taint(s) in the same command: \(one.key)")
    }
    return (added, removed)
  }

  private static func change(
    _ item: ResourceItem, _ added: [Change], _ removed: [Change], _ invocation: Invocation, _ dryRun: DryRun
  ) throws -> (Value, String) {
    let before = item.object["spec"]?["taints"]?.elements ?? []
    func fits(_ taint: Value, _ change: Change) -> Bool {
      taint["key"]?.string == change.key && (change.effect.isEmpty || taint["effect"]?.string == change.effect)
    }
    if !invocation.flags.bool("overwrite") {
      let taken = added.filter { one in before.contains { fits($0, one) } }
      if let one = taken.first {
        throw Failure.message(
          "node \(item.name) already has \(one.key) taint(s) with same effect(s) and --overwrite is false")
      }
    }
    let missing = removed.filter { one in !before.contains { fits($0, one) } }
    if let one = missing.first {
      throw Failure.message(
        one.effect.isEmpty
          ? "taint \(GoText.quoted(one.key)) not found" : "taint \"\(one.key):\(one.effect)\" not found")
    }
    var after: [Value] = added.map { one in
      var taint: Value = ["effect": .string(one.effect), "key": .string(one.key)]
      if !one.value.isEmpty { taint["value"] = .string(one.value) }
      return taint
    }
    after += before.filter { taint in
      !removed.contains { fits(taint, $0) } && !added.contains { fits(taint, $0) }
    }
    var object = item.object
    object.set(["spec", "taints"], to: after.isEmpty ? nil : .array(after))
    let overwrites = added.contains { one in before.contains { fits($0, one) } }
    let verb =
      added.isEmpty ? "untainted" : removed.isEmpty && !overwrites ? "tainted" : "modified"
    if dryRun != .client {
      let patch: Value = ["spec": ["taints": after.isEmpty ? .null : .array(after)]]
      object = try invocation.client().value(
        APIRequest(
          .patch, item.path(), query: dryRun.query + [.init("fieldManager", invocation.flags.string("field-manager"))],
          contentType: APIRequest.mergePatch, body: .value(patch)), subject: "nodes \(item.name)")
    }
    return (object, verb)
  }
}
