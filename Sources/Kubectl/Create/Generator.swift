import Documents
import KubeModel

/// What the generators of `create` share: one name, an object made in Go's order of fields, and its way to the server.
struct Generator {
  let invocation: Invocation
  let name: String
  let dryRun: DryRun

  init(_ invocation: Invocation) throws {
    self.invocation = invocation
    let count = invocation.flags.countBeforeDash ?? invocation.arguments.count
    guard count == 1 else { throw invocation.usage("exactly one NAME is required, got \(count)") }
    name = invocation.arguments[0]
    dryRun = try DryRun(invocation.flags)
  }

  /// What stands behind `--`.
  var commandWords: [Value] {
    guard let count = invocation.flags.countBeforeDash else { return [] }
    return invocation.arguments.dropFirst(count).map { .string($0) }
  }

  /// `metadata` with the name, and with the namespace where one was asked for.
  func metadata(labels: Value.Fields = [:], annotations: Value.Fields = [:], isNamespaced: Bool = true) throws -> Value {
    var metadata: Value = ["name": .string(name)]
    if isNamespaced, try invocation.isNamespaceExplicit() {
      metadata["namespace"] = .string(try invocation.namespace())
    }
    if !labels.isEmpty { metadata["labels"] = .object(labels) }
    if !annotations.isEmpty { metadata["annotations"] = .object(annotations) }
    return metadata
  }

  /// Sends the object, or only prints it.
  ///
  /// - Parameter failing: What is put before the server's words; nil for nothing.
  func submit(_ object: Value, failing: String?) throws {
    guard let kind = Kinds.builtIn.kind(of: object) else { preconditionFailure("generators make built-in kinds") }
    let namespace = kind.isNamespaced ? try invocation.namespace() : ""
    let item = ResourceItem(kind: kind, namespace: namespace, name: name)
    try CreatedObject(invocation: invocation, item: item, dryRun: dryRun).submit(object, failing: failing)
  }
}

/// An object on its way to the server.
struct CreatedObject {
  let invocation: Invocation
  let item: ResourceItem
  let dryRun: DryRun
  var verb = "created"

  func submit(_ object: Value, failing: String?) throws {
    let flags = invocation.flags
    let format = try OutputFormat(invocation)
    var object = object
    if flags.bool("save-config") { object = LastApplied.annotated(object) }
    var printer = ObjectPrinter(format, invocation)
    if dryRun == .client {
      printer.keepsOrder = true
    } else {
      do {
        object = try post(object)
      } catch let failure as Failure {
        guard let failing else { throw failure }
        throw Failure.message("\(failing) \(failure.text)")
      }
    }
    var made = item
    made.object = object
    if !object.meta.name.isEmpty { made.name = object.meta.name }
    guard format.isHuman else { return try printer.print(object, item: made, by: invocation.process) }
    try invocation.print("\(made.printedName) \(verb)\(dryRun.suffix)\n")
  }

  private func post(_ object: Value) throws -> Value {
    var object = object
    if item.kind.isNamespaced, object.meta.namespace.isEmpty, !item.namespace.isEmpty {
      object.set(["metadata", "namespace"], to: .string(item.namespace))
    }
    var query = dryRun.query + [.init("fieldManager", invocation.flags.string("field-manager"))]
    if invocation.command.flags.contains(where: { $0.name == "validate" }) {
      query.append(try Validation(invocation.flags).query)
    }
    return try invocation.client().value(
      APIRequest(.post, item.collectionPath, query: query, body: .value(object)), subject: item.kind.qualifiedName)
  }
}

/// Values of flags in the form key=value.
enum KeyValues {
  static func sorted(_ pairs: [(String, String)]) -> Value.Fields {
    var fields = Value.Fields()
    for (key, value) in pairs.sorted(by: { $0.0 < $1.0 }) { fields[key] = .string(value) }
    return fields
  }
}
