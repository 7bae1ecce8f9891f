import Documents
import KubeModel

/// `kubectl patch`.
enum PatchCommand {
  static func run(_ invocation: Invocation) throws {
    let flags = invocation.flags
    let dryRun = try DryRun(flags)
    let format = try OutputFormat(invocation)
    let type = flags.string("type")
    if flags.isSet("patch"), flags.isSet("patch-file") {
      throw Failure.message("cannot specify --patch and --patch-file together")
    }
    guard !flags.string("patch").isEmpty || !flags.string("patch-file").isEmpty else {
      throw Failure.message("must specify --patch or --patch-file containing the contents of the patch")
    }
    guard ["json", "merge", "strategic"].contains(type) else {
      throw Failure.message("--type must be one of [json merge strategic], not \(GoText.quoted(type))")
    }
    let patch = try self.patch(invocation)
    var query = try ResourceQuery(invocation)
    query.allowsEmptySelector = false
    let selection = try invocation.select(query)
    var failures = selection.failures
    var printer = ObjectPrinter(format, invocation)
    for item in selection.items {
      do {
        try apply(patch, to: item, invocation, dryRun, format, &printer)
      } catch let failure as Failure {
        failures.append(failure)
      }
    }
    if let failure = Failure.joined(failures) { throw failure }
    if selection.items.isEmpty { throw Failure.message("no objects passed to patch") }
  }

  private static func patch(_ invocation: Invocation) throws -> APIRequest.Body {
    let flags = invocation.flags
    var text = flags.string("patch")
    if text.isEmpty {
      let path = flags.string("patch-file")
      text = try FileInput.text(path, by: invocation.process) { "unable to read patch file: open \(path): \($0)" }
    }
    // What begins like JSON goes to the server as it is, who says what is wrong with it.
    if text.drop(while: \.isWhitespace).first == "{" {
      do throws(JSONError) {
        return .value(try JSON.parse(text))
      } catch {
        return .bytes(Array(text.utf8))
      }
    }
    do throws(YAMLError) {
      return .value(try YAML.value(text))
    } catch {
      throw Failure.message("unable to parse \(GoText.quoted(text)): \(error.message)")
    }
  }

  private static func apply(
    _ patch: APIRequest.Body, to item: ResourceItem, _ invocation: Invocation, _ dryRun: DryRun, _ format: OutputFormat,
    _ printer: inout ObjectPrinter
  ) throws {
    let flags = invocation.flags
    if let problem = PathName.problem(item.name) { throw problem }
    let subresource = flags.string("subresource").isEmpty ? nil : flags.string("subresource")
    var after = item
    var changed = true
    if dryRun == .client || flags.bool("local") {
      let before = flags.bool("local") ? item.object : try invocation.get(item, subresource: subresource)
      after.object = try LocalPatch.apply(patch, flags.string("type"), to: before, item.kind)
      changed = after.object != before
    } else {
      let before = try invocation.get(item, subresource: subresource)
      let contentType =
        switch flags.string("type") {
        case "json": APIRequest.jsonPatch
        case "merge": APIRequest.mergePatch
        default: APIRequest.strategicMergePatch
        }
      do {
        after.object = try invocation.client().value(
          APIRequest(
            .patch, item.path(subresource: subresource),
            query: dryRun.query + [.init("fieldManager", flags.string("field-manager"))], contentType: contentType,
            body: patch), subject: "\(item.kind.qualifiedName) \(item.name)")
      } catch Failure.status(let status) where status.reason == "UnsupportedMediaType" || status.code == 415 {
        throw Failure.message(
          "\(contentType) is not supported by \(item.kind.apiVersion), Kind=\(item.kind.kind): \(status.message)")
      }
      changed = before != after.object
    }
    guard format.isHuman else { return try printer.print(after.object, item: after, by: invocation.process) }
    var name = item.printedName
    if let subresource, subresource == "scale" { name = "scale.autoscaling/\(item.name)" }
    try invocation.print("\(name) patched\(changed ? "" : " (no change)")\(dryRun.suffix)\n")
  }
}

/// Patches that kubectl applies itself.
enum LocalPatch {
  static func apply(
    _ body: APIRequest.Body, _ type: String, to object: Value, _ kind: ResourceKind
  ) throws -> Value {
    guard case .value(let patch) = body else {
      throw Failure.message(type == "merge" ? "Invalid JSON Patch" : "invalid JSON document")
    }
    return try apply(patch, type, to: object, kind)
  }

  static func apply(_ patch: Value, _ type: String, to object: Value, _ kind: ResourceKind) throws -> Value {
    if type != "json", patch.object == nil, !patch.isNull {
      if type == "merge", patch.array != nil {
        throw Failure.message("json: cannot unmarshal array into Go value of type unstructured.detector")
      }
      throw Failure.message(type == "merge" ? "Invalid JSON Patch" : "invalid JSON document")
    }
    switch type {
    case "json":
      do throws(JSONPatch.Failure) {
        return try JSONPatch(patch).apply(to: object)
      } catch {
        throw Failure.message(error.message)
      }
    case "merge": return MergePatch.apply(patch, to: object)
    default:
      guard let typeName = kind.typeName else {
        throw Failure.message(
          "strategic merge patch is not supported for \(kind.apiVersion), Kind=\(kind.kind) locally, try --type merge")
      }
      do throws(StrategicMergePatch.Failure) {
        return try StrategicMergePatch(Schema.builtIn).apply(patch, to: object, typeName: typeName)
      } catch {
        throw Failure.message(error.message)
      }
    }
  }
}
