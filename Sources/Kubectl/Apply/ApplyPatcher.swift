import Documents
import KubeModel
import Simulation

/// Makes the patch from last applied, live and wanted state, and sends it.
struct ApplyPatcher {
  let invocation: Invocation
  let item: ResourceItem
  let dryRun: DryRun
  let validation: Validation

  /// The patch that was sent, empty where there was nothing to change, and the object after it.
  mutating func run(modified: Value, current: Value) throws -> (patch: Value, object: Value) {
    var current = current
    var attempt = 1
    while true {
      let patch = self.patch(modified: modified, current: current)
      guard patch != .emptyObject else { return (patch, current) }
      do {
        return (patch, try send(patch))
      } catch let failure as Failure {
        if failure.isConflict, attempt <= 5 {
          // The object changed meanwhile: look again, from the second time on after a second.
          if attempt > 1 { try invocation.process.wait(for: .seconds(1)) }
          attempt += 1
          current = try invocation.get(item)
          continue
        }
        if invocation.flags.bool("force"), Self.allowsReplacement(failure) {
          return (patch, try replace(modified))
        }
        let patching = failure.whileDoing("patching", item.source)
        throw patching.whileDoing(
          "applying patch:\n\(JSON.text(patch))\nto:\n\(item.description)\nfor:", item.source)
      }
    }
  }

  func patch(modified: Value, current: Value) -> Value {
    let text = LastApplied.value(of: current) ?? ""
    let original = (try? JSON.parse(text)) ?? .emptyObject
    guard let typeName = item.kind.typeName else {
      return ThreeWayMerge.patch(original: original, modified: modified, current: current)
    }
    return StrategicMergePatch(Schema.builtIn).threeWay(
      original: original, modified: modified, current: current, typeName: typeName)
  }

  private func send(_ patch: Value) throws -> Value {
    let type = item.kind.typeName == nil ? APIRequest.mergePatch : APIRequest.strategicMergePatch
    let query = dryRun.query + [
      .init("fieldManager", invocation.flags.string("field-manager")), validation.query,
    ]
    return try invocation.client().value(
      APIRequest(.patch, item.path(), query: query, contentType: type, body: .value(patch)),
      subject: "\(item.kind.qualifiedName) \(item.name)")
  }

  private static func allowsReplacement(_ failure: Failure) -> Bool {
    guard case .status(let status) = failure else { return false }
    return status.reason == "Conflict" || status.reason == "Invalid"
  }

  /// `--force`: the object is deleted and made anew.
  private func replace(_ modified: Value) throws -> Value {
    var deletion = try Deletion(invocation)
    deletion.isQuiet = true
    deletion.waits = true
    let uid = try deletion.delete(item)
    try deletion.wait([(item, uid ?? "")])
    return try invocation.client().value(
      APIRequest(
        .post, item.collectionPath,
        query: [.init("fieldManager", invocation.flags.string("field-manager")), validation.query],
        body: .value(modified)), subject: item.kind.qualifiedName)
  }
}

/// Three-way JSON merge patches, for kinds whose structure kubectl does not know.
enum ThreeWayMerge {
  static func patch(original: Value, modified: Value, current: Value) -> Value {
    let changes = without(nulls: true, MergePatch.between(current, modified))
    let deletions = without(nulls: false, MergePatch.between(original, modified))
    return joined(deletions, changes)
  }

  /// Keeps only nulls, or everything but nulls.
  private static func without(nulls: Bool, _ patch: Value) -> Value {
    guard let fields = patch.object else { return patch }
    var kept = Value.Fields()
    for (key, value) in fields {
      if value.object != nil {
        let inner = without(nulls: nulls, value)
        if inner != .emptyObject || nulls && value == .emptyObject { kept[key] = inner }
      } else if value.isNull != nulls {
        kept[key] = value
      }
    }
    return .object(kept)
  }

  private static func joined(_ left: Value, _ right: Value) -> Value {
    guard let first = left.object, let second = right.object else { return right }
    var result = first
    for (key, value) in second { result[key] = result[key].map { joined($0, value) } ?? value }
    return .object(result)
  }
}
