import Documents
import KubeModel
import Simulation
import World

/// `kubectl diff`.
enum DiffCommand {
  static func run(_ invocation: Invocation) throws {
    do {
      try compare(invocation)
    } catch Failure.exit(let status) {
      throw Failure.exit(status)
    } catch let failure as Failure {
      // A difference is status 1, so failures have a status above.
      try invocation.printError(failure.report)
      throw Failure.exit(2)
    }
  }

  private static func compare(_ invocation: Invocation) throws {
    let flags = invocation.flags
    guard !flags.list("filename").isEmpty || !flags.string("kustomize").isEmpty else {
      throw Failure.message("must specify one of -f and -k")
    }
    let selection = try invocation.select(try ResourceQuery(invocation))
    if let failure = Failure.joined(selection.failures) { throw failure }
    let draw = { (name: String) -> String in
      String(invocation.process.stage.world.draw("kubectl-diff") { $0.below(4_000_000_000) })
    }
    let (left, right) = ("/tmp/LIVE-\(draw("live"))", "/tmp/MERGED-\(draw("merged"))")
    var differs = false
    for item in try selection.filter(flags.string("selector")) {
      let (live, merged) = try states(item, invocation)
      let name = fileName(item)
      let before = live.isNull ? [] : lines(live, item, merged)
      let after = lines(merged, item, live)
      let diff = Diff(old: before, new: after)
      guard !diff.isEmpty else { continue }
      differs = true
      let time = stamp(invocation.process.wall)
      try invocation.print(
        "diff -u -N \(left)/\(name) \(right)/\(name)\n--- \(left)/\(name)\t\(time)\n+++ \(right)/\(name)\t\(time)\n"
          + diff.unified())
    }
    if differs { throw Failure.exit(1) }
  }

  private static func states(_ item: ResourceItem, _ invocation: Invocation) throws -> (live: Value, merged: Value) {
    let live: Value
    let manager = invocation.flags.string("field-manager")
    do {
      live = try invocation.get(item)
    } catch let failure as Failure {
      guard failure.isNotFound else { throw failure }
      let merged = try invocation.client().value(
        APIRequest(
          .post, item.collectionPath, query: [.init("dryRun", "All"), .init("fieldManager", manager)],
          body: .value(LastApplied.annotated(item.object))), subject: item.kind.qualifiedName)
      var shown = merged
      shown.set(["metadata", "annotations", LastApplied.key], to: nil)
      if shown["metadata"]?["annotations"] == .emptyObject { shown.set(["metadata", "annotations"], to: nil) }
      return (.null, shown)
    }
    let patcher = ApplyPatcher(invocation: invocation, item: item, dryRun: .server, validation: .ignore)
    let patch = patcher.patch(modified: LastApplied.plain(item.object), current: live)
    guard patch != .emptyObject else { return (live, live) }
    let type = item.kind.typeName == nil ? APIRequest.mergePatch : APIRequest.strategicMergePatch
    let merged = try invocation.client().value(
      APIRequest(
        .patch, item.path(), query: [.init("dryRun", "All"), .init("fieldManager", manager)], contentType: type,
        body: .value(patch)), subject: "\(item.kind.qualifiedName) \(item.name)")
    return (live, merged)
  }

  private static func lines(_ object: Value, _ item: ResourceItem, _ other: Value) -> [String] {
    var object = ObjectPrinter.withoutManagedFields(object)
    if item.kind.kind == "Secret" { mask(&object, other) }
    return YAML.text(object).split(separator: "\n").map(String.init)
  }

  /// The content of secrets is not shown.
  private static func mask(_ object: inout Value, _ other: Value) {
    guard let data = object["data"]?.object else { return }
    var masked = Value.Fields()
    for key in data.keys { masked[key] = data[key] == other["data"]?[key] ? "***" : "*** (masked)" }
    object["data"] = .object(masked)
  }

  /// `networking.k8s.io.v1.NetworkPolicy.web.deny`.
  private static func fileName(_ item: ResourceItem) -> String {
    let group = item.kind.group.isEmpty ? "" : "\(item.kind.group)."
    return "\(group)\(item.kind.version).\(item.kind.kind).\(item.namespace).\(item.name)"
  }

  private static func stamp(_ wall: WallTime) -> String {
    let text = wall.rfc3339
    let nanoseconds = String(1_000_000_000 + wall.nanosecond).dropFirst()
    return "\(text.prefix(10)) \(text.dropFirst(11).prefix(8)).\(nanoseconds) +0000"
  }
}
