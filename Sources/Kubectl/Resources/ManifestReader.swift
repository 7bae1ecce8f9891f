import Documents
import Hosts
import KubeModel
import World

extension Invocation {
  /// Reads the objects of the files that a query names. What cannot be read is a failure of its own; the rest goes on.
  func readManifests(_ query: ResourceQuery) throws -> ResourceSelection {
    var selection = ResourceSelection(items: [], isSingle: false, isFromFiles: true)
    var documents: [ManifestDocument] = []
    var isSingle = query.kustomization.isEmpty && query.files.count == 1
    if !query.kustomization.isEmpty {
      let text = try Kustomization.build(query.kustomization, by: process)
      documents += ManifestDocument.split(text, source: query.kustomization)
    }
    for path in query.files {
      if path == "-" {
        let text = String(decoding: try process.input.readAll(by: process), as: UTF8.self)
        documents += ManifestDocument.split(text, source: "STDIN")
        isSingle = false
        continue
      }
      if path.hasPrefix("http://") || path.hasPrefix("https://") {
        throw Failure.message("not simulated: reading manifests from \(path)")
      }
      let files = try manifestFiles(path, isRecursive: query.isRecursive)
      if files.count != 1 || files[0] != path { isSingle = false }
      for file in files {
        do throws(FileError) {
          documents += ManifestDocument.split(try process.readText(file), source: file)
        } catch {
          throw Failure.message("error reading \(file): \(error.goText)")
        }
      }
    }
    var stopped: Set<String> = []
    for document in documents where !stopped.contains(document.source) {
      do {
        selection.items += try read(document, query, stopped: &stopped)
      } catch let failure as Failure {
        selection.failures.append(failure)
      }
    }
    selection.isSingle = isSingle && selection.items.count == 1
    return selection
  }

  /// Refuses paths that do not exist, before anything else about the command line is looked at.
  func requireFiles(_ query: ResourceQuery) throws {
    for path in query.files where path != "-" && !path.hasPrefix("http://") && !path.hasPrefix("https://") {
      if process.files.exists(path, by: process.accessor) { continue }
      if FilePattern.matches(path, by: process).isEmpty {
        throw Failure.message("the path \(GoText.quoted(path)) does not exist")
      }
    }
  }

  /// The files that a path stands for: itself, those of a folder, or those that a pattern fits.
  private func manifestFiles(_ path: String, isRecursive: Bool) throws -> [String] {
    let files = process.files
    let who = process.accessor
    guard let status = try? files.status(path, by: who) else {
      let matches = FilePattern.matches(path, by: process)
      if !matches.isEmpty { return try matches.flatMap { try manifestFiles($0, isRecursive: isRecursive) } }
      throw Failure.message("the path \(GoText.quoted(path)) does not exist")
    }
    guard status.isDirectory else { return [path] }
    var found: [String] = []
    var folders = [path]
    while let folder = folders.popLast() {
      let prefix = folder.hasSuffix("/") ? folder : "\(folder)/"
      for name in ((try? files.list(folder, by: who)) ?? []).sorted() {
        guard let inner = try? files.status("\(prefix)\(name)", by: who) else { continue }
        if inner.isDirectory {
          if isRecursive { folders.append("\(prefix)\(name)") }
        } else if [".json", ".yaml", ".yml"].contains(where: name.hasSuffix) {
          found.append("\(prefix)\(name)")
        }
      }
    }
    guard !found.isEmpty else {
      throw Failure.message("error reading [\(path)]: recognized file extensions are [.json .yaml .yml]")
    }
    return found.sorted()
  }

  private func read(
    _ document: ManifestDocument, _ query: ResourceQuery, stopped: inout Set<String>
  ) throws -> [ResourceItem] {
    let value: Value
    do {
      value = try document.value()
    } catch {
      stopped.insert(document.source)
      throw error
    }
    if value.isNull { return [] }
    if query.validation != .ignore { try checkType(value, document.source) }
    guard value.object != nil else {
      throw Failure.message(
        "unable to decode \(GoText.quoted(document.source)): \(ManifestDocument.notAnObject(value))")
    }
    let kind = value["kind"]?.string ?? ""
    if kind.hasSuffix("List"), let elements = value["items"]?.array {
      return try elements.map { try item($0, document.source, query) }
    }
    return [try item(value, document.source, query)]
  }

  /// What kubectl itself checks before the server validates.
  private func checkType(_ value: Value, _ source: String) throws {
    let problem: String?
    switch value.object {
    case nil: problem = "invalid object to validate"
    case let fields?:
      switch (fields["apiVersion"], fields["kind"]) {
      case (nil, _): problem = "apiVersion not set"
      case (.string?, nil): problem = "kind not set"
      case (.string?, .string?): problem = nil
      case (.string?, _): problem = "kind isn't string type"
      default: problem = "apiVersion isn't string type"
      }
    }
    if let problem { throw invalid(source, problem) }
    do {
      try askForOpenAPI()
    } catch let failure as Failure {
      throw invalid(source, "failed to download openapi: \(failure.text)")
    }
  }

  private func invalid(_ source: String, _ problem: String) -> Failure {
    .message(
      "error validating \(GoText.quoted(source)): error validating data: \(problem); if you choose to ignore these "
        + "errors, turn validation off with --validate=false")
  }

  private func item(_ value: Value, _ source: String, _ query: ResourceQuery) throws -> ResourceItem {
    if let problem = MetadataCheck.problem(value) {
      throw Failure.message("unable to decode \(GoText.quoted(source)): \(problem)")
    }
    let name = value.meta.name
    var namespace = value.meta.namespace
    let found: ResourceKind?
    do {
      found = try discovery().kind(value.kind, apiVersion: value.apiVersion)
    } catch let failure as Failure {
      throw Failure.message("unable to recognize \(GoText.quoted(source)): \(failure.text)")
    }
    guard let kind = found else {
      throw Failure.message(
        "resource mapping not found for name: \(GoText.quoted(name)) namespace: \(GoText.quoted(namespace)) from "
          + "\(GoText.quoted(source)): no matches for kind \(GoText.quoted(value.kind)) in version "
          + "\(GoText.quoted(value.apiVersion))\nensure CRDs are installed first")
    }
    var object = value
    if kind.isNamespaced, !query.isLocal {
      if namespace.isEmpty {
        namespace = query.namespace
        if object["metadata"]?.object == nil { object["metadata"] = .emptyObject }
        object.set(["metadata", "namespace"], to: .string(namespace))
      } else if query.isNamespaceExplicit, namespace != query.namespace {
        throw Failure.message(
          "the namespace from the provided object \(GoText.quoted(namespace)) does not match the namespace "
            + "\(GoText.quoted(query.namespace)). You must pass '--namespace=\(namespace)' to perform this operation.")
      }
    }
    return ResourceItem(
      kind: kind, namespace: kind.isNamespaced ? namespace : "", name: name, source: source, object: object)
  }
}

/// One document of a file.
struct ManifestDocument {
  var source: String
  var text: String
  var isJSON: Bool

  /// The documents of a file. JSON values may follow one another or stand between lines of `---`, and what comes after
  /// such a line may be YAML as well (apimachinery, util/yaml, YAMLOrJSONDecoder).
  static func split(_ text: String, source: String) -> [ManifestDocument] {
    var documents: [ManifestDocument] = []
    var rest = text[...]
    while rest.drop(while: \.isWhitespace).first == "{" {
      guard let length = try? JSON.firstLength(rest) else { break }
      let end = rest.utf8.index(rest.startIndex, offsetBy: length)
      documents.append(ManifestDocument(source: source, text: String(rest[..<end]), isJSON: true))
      rest = rest[end...].drop(while: \.isWhitespace)
      if rest.utf8.starts(with: "---".utf8) { rest = rest.drop { $0 != "\n" } }
    }
    if documents.isEmpty, rest.drop(while: \.isWhitespace).first == "{" {
      return [ManifestDocument(source: source, text: text, isJSON: true)]
    }
    if rest.allSatisfy(\.isWhitespace), !documents.isEmpty { return documents }
    return documents + YAML.split(String(rest)).map { ManifestDocument(source: source, text: $0, isJSON: false) }
  }

  func value() throws -> Value {
    if isJSON, let value = try? JSON.parse(text) { return value }
    do throws(YAMLError) {
      return try YAML.value(text)
    } catch {
      throw Failure.message("error parsing \(source): error converting YAML to JSON: \(error.message)")
    }
  }

  static func notAnObject(_ value: Value) -> String {
    let type =
      switch value {
      case .string: "string"
      case .bool: "bool"
      case .int, .double: "number"
      case .array: "array"
      case .object, .null: "object"
      }
    return
      "couldn't get version/kind; json parse error: json: cannot unmarshal \(type) into Go value of type struct { "
      + "APIVersion string \"json:\\\"apiVersion,omitempty\\\"\"; Kind string \"json:\\\"kind,omitempty\\\"\" }"
  }
}

/// The metadata of an object as Go's typed decoder sees it.
enum MetadataCheck {
  static func problem(_ value: Value) -> String? {
    guard let kind = value["kind"], kind != "" else {
      return "Object 'Kind' is missing in '\(JSON.text(value))'"
    }
    guard value["apiVersion"] != nil, value["apiVersion"] != "" else {
      return "Object 'apiVersion' is missing in '\(JSON.text(value))'"
    }
    guard let metadata = value["metadata"], !metadata.isNull else { return nil }
    guard let fields = metadata.object else {
      return unmarshal(metadata, "metadataOnlyObject.metadata", "v1.ObjectMeta")
    }
    for key in ["name", "generateName", "namespace", "uid", "resourceVersion"] {
      if let text = fields[key], !text.isNull, text.string == nil {
        return unmarshal(text, "ObjectMeta.metadata.\(key)", "string")
      }
    }
    for key in ["labels", "annotations"] {
      guard let map = fields[key], !map.isNull else { continue }
      guard let entries = map.object else { return unmarshal(map, "ObjectMeta.metadata.\(key)", "map[string]string") }
      for entry in entries.values where entry.string == nil && !entry.isNull {
        return unmarshal(entry, "ObjectMeta.metadata.\(key)", "string")
      }
    }
    return nil
  }

  private static func unmarshal(_ value: Value, _ field: String, _ type: String) -> String {
    let found =
      switch value {
      case .string: "string"
      case .bool: "bool"
      case .int, .double: "number"
      case .array: "array"
      case .object, .null: "object"
      }
    return "json: cannot unmarshal \(found) into Go struct field \(field) of type \(type)"
  }
}

/// File names with `*`, `?` and `[…]`, as Go's filepath.Glob takes them.
enum FilePattern {
  static func matches(_ pattern: String, by process: Process) -> [String] {
    guard pattern.contains(where: { "*?[".contains($0) }) else { return [] }
    let slash = pattern.lastIndex(of: "/")
    let folder = slash.map { String(pattern[...$0]) } ?? ""
    let name = slash.map { String(pattern[pattern.index(after: $0)...]) } ?? pattern
    guard !folder.contains(where: { "*?[".contains($0) }) else { return [] }
    let names = (try? process.files.list(folder.isEmpty ? "." : folder, by: process.accessor)) ?? []
    return names.sorted().filter { fits(Array(name)[...], Array($0)[...]) }.map { "\(folder)\($0)" }
  }

  private static func fits(_ pattern: ArraySlice<Character>, _ text: ArraySlice<Character>) -> Bool {
    guard let first = pattern.first else { return text.isEmpty }
    switch first {
    case "*":
      return fits(pattern.dropFirst(), text) || !text.isEmpty && fits(pattern, text.dropFirst())
    case "?": return !text.isEmpty && fits(pattern.dropFirst(), text.dropFirst())
    case "[":
      guard let end = pattern.firstIndex(of: "]"), let character = text.first else { return false }
      let set = pattern[(pattern.startIndex + 1)..<end]
      return set.contains(character) && fits(pattern[(end + 1)...], text.dropFirst())
    default: return text.first == first && fits(pattern.dropFirst(), text.dropFirst())
    }
  }
}
