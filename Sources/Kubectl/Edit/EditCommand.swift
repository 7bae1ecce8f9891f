import Documents
import Hosts
import KubeModel
import World

/// `kubectl edit`.
enum EditCommand {
  static func run(_ invocation: Invocation) throws {
    let flags = invocation.flags
    var query = try ResourceQuery(invocation)
    query.allowsEmptySelector = true
    let selection = try invocation.select(query)
    let result = try invocation.fetch(selection, query)
    if let failure = Failure.joined(result.failures) { throw failure }
    guard !result.items.isEmpty else { throw Failure.message("edit cancelled, no objects found") }
    let asJSON = flags.string("output") == "json"
    try EditSession(invocation: invocation, items: result.items, asJSON: asJSON).run()
  }
}

/// One round after another with the editor, until what it leaves is accepted or given up.
struct EditSession {
  let invocation: Invocation
  let items: [ResourceItem]
  let asJSON: Bool
  /// Whether what was applied last is edited, and not the objects.
  var isLastApplied = false

  private static let head = """
    # Please edit the object below. Lines beginning with a '#' will be ignored,
    # and an empty file will abort the edit. If an error occurs while saving this file will be
    # reopened with the relevant failures.
    #

    """

  func run() throws {
    let original = text(items)
    let path = try temporaryPath()
    var content = original
    var reasons: [String] = []
    var isRepeated = false
    while true {
      let shown = "\(Self.head)\(reasons.map { "# \($0)\n" }.joined())\(reasons.isEmpty ? "" : "#\n")\(content)"
      let edited = try edit(path, shown)
      let stripped = Self.withoutComments(edited)
      if stripped == Self.withoutComments(isRepeated ? content : original) {
        try? remove(path)
        if !isRepeated { return try invocation.printError("Edit cancelled, no changes made.\n") }
        throw try preserved(edited, path, "Edit cancelled, no valid changes were saved.")
      }
      if stripped.allSatisfy(\.isWhitespace) {
        try? remove(path)
        return try invocation.printError("Edit cancelled, saved file was empty.\n")
      }
      do {
        let failures = try submit(stripped)
        guard !failures.isEmpty else { return }
        reasons = failures
      } catch let failure as Failure {
        reasons = ["The edited file had a syntax error: \(failure.text)"]
      }
      content = stripped
      isRepeated = true
    }
  }

  private func text(_ items: [ResourceItem]) -> String {
    let objects = items.map { ObjectPrinter.withoutManagedFields($0.object) }
    let whole: Value =
      objects.count == 1
      ? objects[0]
      : ["apiVersion": "v1", "items": .array(objects), "kind": "List", "metadata": ["resourceVersion": ""]]
    return asJSON ? "\(JSON.text(whole, indent: 4))\n" : YAML.text(whole)
  }

  /// Sends what changed; answers why something was refused.
  private func submit(_ text: String) throws -> [String] {
    let whole: Value
    do throws(YAMLError) {
      whole = try YAML.value(text)
    } catch {
      throw Failure.message("error parsing edited-file: error converting YAML to JSON: \(error.message)")
    }
    let edited = whole.kind == "List" ? whole["items"]?.elements ?? [] : [whole]
    var reasons: [String] = []
    for (item, object) in zip(items, edited) {
      if let problem = MetadataCheck.problem(object) { throw Failure.message(problem) }
      guard try invocation.discovery().kind(object.kind, apiVersion: object.apiVersion) != nil else {
        throw Failure.message(
          "unable to recognize \"edited-file\": no matches for kind \(GoText.quoted(object.kind)) in version "
            + GoText.quoted(object.apiVersion))
      }
      guard object.kind == item.kind.kind, object.meta.name == item.name else {
        reasons.append("At least one of apiVersion, kind and name was changed")
        continue
      }
      do {
        try patch(item, object)
      } catch let failure as Failure {
        reasons += try refused(item, failure)
      }
    }
    return reasons
  }

  private func patch(_ item: ResourceItem, _ object: Value) throws {
    if isLastApplied { return try annotate(item, object) }
    let before = ObjectPrinter.withoutManagedFields(item.object)
    let patch: Value
    if let typeName = item.kind.typeName {
      patch = StrategicMergePatch(Schema.builtIn).between(before, object, typeName: typeName)
    } else {
      patch = MergePatch.between(before, object)
    }
    guard patch != .emptyObject else { return try invocation.print("\(item.printedName) skipped\n") }
    let validation = try Validation(invocation.flags)
    let type = item.kind.typeName == nil ? APIRequest.mergePatch : APIRequest.strategicMergePatch
    _ = try invocation.client().value(
      APIRequest(
        .patch, item.path(),
        query: [.init("fieldManager", invocation.flags.string("field-manager")), validation.query],
        contentType: type, body: .value(patch)), subject: "\(item.kind.qualifiedName) \(item.name)")
    try invocation.print("\(item.printedName) edited\n")
  }

  private func annotate(_ item: ResourceItem, _ object: Value) throws {
    if object == item.object { return try invocation.print("\(item.printedName) skipped\n") }
    let patch: Value = ["metadata": ["annotations": [LastApplied.key: .string(LastApplied.text(object))]]]
    _ = try invocation.client().value(
      APIRequest(
        .patch, item.path(), query: [.init("fieldManager", invocation.flags.string("field-manager"))],
        contentType: APIRequest.mergePatch, body: .value(patch)), subject: "\(item.kind.qualifiedName) \(item.name)")
    try invocation.print("\(item.printedName) edited\n")
  }

  private func refused(_ item: ResourceItem, _ failure: Failure) throws -> [String] {
    guard case .status(let status) = failure else { throw failure }
    let name = "\(item.kind.qualifiedName) \(GoText.quoted(item.name))"
    switch status.reason {
    case "Invalid":
      try invocation.printError("error: \(name) is invalid\n")
      let causes = status.causes.map { "* \($0.field): \($0.message)" }
      return ["\(name) was not valid:"] + causes
    case "NotFound":
      try invocation.printError("error: \(name) could not be found on the server\n")
      return ["\(name) could not be found on the server"]
    default:
      try invocation.printError("error: \(name) could not be patched: \(status.message)\n")
      return ["\(name) could not be patched: \(status.message)"]
    }
  }

  // MARK: The file

  private func temporaryPath() throws -> String {
    let number = invocation.process.stage.world.draw("kubectl-edit") { $0.below(4_000_000_000) }
    return "/tmp/kubectl-edit-\(number).\(asJSON ? "json" : "yaml")"
  }

  private func edit(_ path: String, _ text: String) throws -> String {
    let process = invocation.process
    try store(text, path)
    let environment = process.environment
    let editor = [environment["KUBE_EDITOR"], environment["EDITOR"]].compactMap { $0 }.first { !$0.isEmpty } ?? "vi"
    let isPlain = !editor.contains { "\"'`\\$&;|<>(){}*?#~".contains($0) }
    let words = editor.split(separator: " ").map(String.init)
    let child = process.child(isPlain ? words + [path] : ["sh"])
    let status: Int32
    if isPlain {
      let errors = BufferSink()
      child.errors = OutputStream(errors)
      status = try process.run(child)
      if status == 127 { throw Failure.message("unable to launch the editor \(GoText.quoted(editor))") }
      try process.errors.write(errors.bytes, at: process.now)
    } else {
      status = try process.runShell("\(editor) \"\(path)\"", in: child)
    }
    guard status == 0 else {
      throw Failure.message("there was a problem with the editor \(GoText.quoted(editor))")
    }
    return (try? process.readText(path)) ?? ""
  }

  private func store(_ text: String, _ path: String) throws {
    do throws(FileError) {
      try invocation.process.writeFile(path, text)
    } catch {
      throw Failure.message("open \(path): \(error.goText)")
    }
  }

  private func remove(_ path: String) throws {
    let (who, now) = (invocation.process.accessor, invocation.process.now)
    try invocation.process.changeFiles { (files) throws(FileError) in try files.remove(path, by: who, at: now) }
  }

  private func preserved(_ text: String, _ path: String, _ message: String) throws -> Failure {
    try store(text, path)
    try invocation.printError("A copy of your changes has been stored to \(GoText.quoted(path))\n")
    return .message(message)
  }

  private static func withoutComments(_ text: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false)
      .filter { !$0.drop(while: { $0 == " " || $0 == "\t" }).hasPrefix("#") }.joined(separator: "\n")
  }
}
