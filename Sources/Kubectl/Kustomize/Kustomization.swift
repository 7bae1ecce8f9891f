import Documents
import Hosts
import KubeModel
import World

/// `-k` and `kubectl kustomize`: the parts of kustomize that learners use, in its order and with its words
/// (kustomize 5.5, api/internal/target).
struct Kustomization {
  private static let names = ["kustomization.yaml", "kustomization.yml", "Kustomization"]
  private static let known: Set<String> = [
    "apiVersion", "kind", "metadata", "resources", "bases", "namespace", "namePrefix", "nameSuffix", "commonLabels",
    "labels", "commonAnnotations", "images", "replicas", "configMapGenerator", "secretGenerator", "generatorOptions",
    "patches", "patchesStrategicMerge", "patchesJson6902", "sortOptions",
  ]
  private static let leftOut: Set<String> = [
    "openapi", "crds", "helmCharts", "helmGlobals", "helmChartInflationGenerator", "replacements", "vars", "generators",
    "transformers", "validators", "components", "configurations", "imageTags", "inventory", "buildMetadata",
  ]
  private static let lists = ["resources", "bases", "patchesStrategicMerge"]
  private static let deprecated = [
    ("bases", "resources"), ("commonLabels", "labels"), ("patchesJson6902", "patches"),
    ("patchesStrategicMerge", "patches"),
  ]

  let process: Process
  let folder: String
  let file: Value
  var resources: [KustomizeResource] = []

  /// The YAML of all objects of a kustomization.
  static func build(_ folder: String, by process: Process) throws -> String {
    switch try? process.files.status(folder, by: process.accessor) {
    case nil:
      throw Failure.message(
        "must build at directory: not a valid directory: \(KustomizeFile.missing(folder, process.absolute(folder)))")
    case let status? where !status.isDirectory:
      throw Failure.message("must build at directory: '\(process.absolute(folder))': file is not directory")
    default: break
    }
    var built = try Kustomization(folder, by: process, depth: 0)
    built.addHashes()
    let isLegacy = built.file["sortOptions"]?["order"]?.string != "fifo"
    let objects = built.resources.map(\.object)
    return (isLegacy ? KustomizeOrder.sorted(objects) : objects).map { YAML.text($0) }.joined(separator: "---\n")
  }

  private init(_ folder: String, by process: Process, depth: Int) throws {
    guard depth < 20 else { throw Failure.message("cycle detected: candidate root '\(folder)'") }
    self.process = process
    self.folder = folder
    let path = Self.names.map { "\(folder)/\($0)" }.first { process.files.exists($0, by: process.accessor) }
    let place = (try? process.files.realPath(folder, by: process.accessor)) ?? process.absolute(folder)
    guard let path else {
      throw Failure.message(
        "unable to find one of 'kustomization.yaml', 'kustomization.yml' or 'Kustomization' in directory '\(place)'")
    }
    let text = try FileInput.text(path, by: process) { "open \(path): \($0)" }
    do throws(YAMLError) {
      file = try YAML.value(text)
    } catch {
      throw Failure.message("invalid Kustomization: \(error.message)")
    }
    try check(place)
    try readResources(depth)
    for made in try KustomizeGenerator(kustomization: self).resources() { try add(made) { $0 } }
    try patch()
    try transform()
  }

  private func check(_ place: String) throws {
    for key in file.fields.keys where !Self.known.contains(key) {
      if Self.leftOut.contains(key) { throw Failure.message("not simulated: \(key) in a kustomization") }
      throw Failure.message("invalid Kustomization: json: unknown field \(GoText.quoted(key))")
    }
    for key in Self.lists {
      if let value = file[key], value.array == nil, !value.isNull {
        throw Failure.message(
          "invalid Kustomization: json: cannot unmarshal \(value.jsonTypeName) into Go struct field "
            + "Kustomization.\(key) of type []string")
      }
    }
    let kind = file["kind"]?.string ?? "Kustomization"
    let version = file["apiVersion"]?.string ?? "kustomize.config.k8s.io/v1beta1"
    var problems: [String] = []
    if kind != "Kustomization", kind != "Component" { problems.append("kind should be Kustomization or Component") }
    if version != "kustomize.config.k8s.io/v1beta1", kind != "Component" {
      problems.append("apiVersion for \(kind) should be kustomize.config.k8s.io/v1beta1")
    }
    if !problems.isEmpty {
      throw Failure.message(
        (["Failed to read kustomization file under \(place):"] + problems).joined(separator: "\n"))
    }
    for (old, new) in Self.deprecated where file[old] != nil {
      try process.printError(
        "# Warning: '\(old)' is deprecated. Please use '\(new)' instead. Run 'kustomize edit fix' to update your "
          + "Kustomization automatically.\n")
    }
  }

  func strings(_ key: String) -> [String] { (file[key]?.elements ?? []).compactMap(\.string) }

  /// Adds what is not there yet; two objects of one identity are refused.
  private mutating func add(_ resource: KustomizeResource, _ wrapped: (String) -> String) throws {
    let id = resource.id
    if resources.contains(where: { $0.id == id }) {
      throw Failure.message(wrapped("may not add resource with an already registered id: \(id)"))
    }
    resources.append(resource)
  }

  // MARK: Resources

  private mutating func readResources(_ depth: Int) throws {
    for name in strings("resources") + strings("bases") {
      guard !name.contains("://") else { throw Failure.message("not simulated: the remote resource \(name)") }
      let path = "\(folder)/\(name)"
      let place = (try? process.files.realPath(path, by: process.accessor)) ?? process.absolute(path)
      let start = "accumulating resources: accumulation err='"
      guard let status = try? process.files.status(path, by: process.accessor) else {
        let missing = KustomizeFile.missing(place, place)
        throw Failure.message(
          "\(start)accumulating resources from '\(name)': \(missing)': must build at directory: not a valid directory: "
            + missing)
      }
      if status.isDirectory {
        for resource in try Kustomization(path, by: process, depth: depth + 1).resources {
          try add(resource) {
            "\(start)accumulating resources from '\(name)': '\(place)' must resolve to a file': recursed merging from "
              + "path '\(place)': \($0)"
          }
        }
        continue
      }
      let end = "': must build at directory: '\(place)': file is not directory"
      for object in try objects(of: name, at: path) {
        guard object["metadata"] != nil else {
          throw Failure.message("\(start)accumulating resources from '\(name)': missing Resource metadata\(end)")
        }
        try add(KustomizeResource(object)) { "\(start)merging resources from '\(name)': \($0)\(end)" }
      }
    }
  }

  private func objects(of name: String, at path: String) throws -> [Value] {
    let text = try FileInput.text(path, by: process) { "open \(path): \($0)" }
    do throws(YAMLError) {
      return try YAML.documents(text).flatMap { document in
        document.kind.hasSuffix("List") ? document["items"]?.elements ?? [document] : [document]
      }
    } catch {
      throw Failure.message(
        "accumulating resources: accumulating resources from '\(name)': MalformedYAMLError: \(error.message) in File: "
          + name)
    }
  }

  // MARK: Patches

  private mutating func patch() throws {
    for text in strings("patchesStrategicMerge") {
      let value = try patchValue(text, isPath: !text.contains("\n")) { "paths:\n- \(text)" }
      try apply(value, target: nil)
    }
    for entry in (file["patches"]?.elements ?? []) + (file["patchesJson6902"]?.elements ?? []) {
      let value: Value
      if let text = entry["patch"]?.string {
        value = try patchValue(text, isPath: false) { "patch: \(text)" }
      } else {
        let path = entry["path"]?.string ?? ""
        value = try patchValue(path, isPath: true) { "path: \(path)" }
      }
      try apply(value, target: entry["target"])
    }
  }

  private func patchValue(_ text: String, isPath: Bool, _ configuration: () -> String) throws -> Value {
    var source = text
    if isPath {
      let place = process.absolute("\(folder)/\(text)")
      guard process.files.exists(place, by: process.accessor) else {
        let isList = configuration().hasPrefix("paths")
        throw Failure.message(
          "trouble configuring builtin \(isList ? "PatchStrategicMergeTransformer" : "PatchTransformer") with config: "
            + "`\n\(configuration())\n`: \(isList ? "" : "failed to get the patch file from path(\(text)): ")"
            + KustomizeFile.missing(place, place))
      }
      source = try FileInput.text(place, by: process) { "open \(text): \($0)" }
    }
    if let value = try? YAML.value(source), value.object != nil || value.array != nil { return value }
    throw Failure.message(
      "trouble configuring builtin PatchTransformer with config: `\n\(configuration())\n`: unable to parse SM or JSON "
        + "patch from [patch: \(GoText.quoted(source))]")
  }

  private mutating func apply(_ patch: Value, target: Value?) throws {
    var count = 0
    for index in resources.indices where resources[index].fits(patch, target) {
      count += 1
      let object = resources[index].object
      if patch.array != nil {
        do throws(JSONPatch.Failure) {
          resources[index].object = try JSONPatch(patch).apply(to: object)
        } catch {
          throw Failure.message(error.message)
        }
      } else if let kind = Kinds.builtIn.kind(of: object), kind.typeName != nil {
        resources[index].object = try LocalPatch.apply(patch, "strategic", to: object, kind)
      } else {
        resources[index].object = MergePatch.apply(patch, to: object)
      }
    }
    guard count > 0 || target != nil else {
      let id = KustomizeResource(patch).id
      throw Failure.message(
        "no resource matches strategic merge patch \"\(id)\": no matches for Id \(id); failed to find unique target for "
          + "patch \(id)")
    }
  }
}
