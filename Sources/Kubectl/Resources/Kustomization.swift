import Documents
import Hosts
import KubeModel
import World

/// `-k` and `kubectl kustomize`: the parts of kustomize that learners use.
struct Kustomization {
  private static let names = ["kustomization.yaml", "kustomization.yml", "Kustomization"]
  private static let known: Set<String> = [
    "apiVersion", "kind", "metadata", "resources", "bases", "namespace", "namePrefix", "nameSuffix", "commonLabels",
    "labels", "commonAnnotations", "images", "replicas", "configMapGenerator", "secretGenerator", "generatorOptions",
    "patches", "patchesStrategicMerge", "patchesJson6902",
  ]

  let process: Process
  let folder: String
  private let file: Value
  private(set) var objects: [Value] = []

  /// The YAML of all objects of a kustomization.
  static func build(_ folder: String, by process: Process) throws -> String {
    let built = try Kustomization(folder, by: process, depth: 0)
    return built.objects.map { YAML.text($0) }.joined(separator: "---\n")
  }

  private init(_ folder: String, by process: Process, depth: Int) throws {
    guard depth < 20 else { throw Failure.message("cycle detected: candidate root '\(folder)'") }
    self.process = process
    self.folder = folder
    let path = Self.names.map { "\(folder)/\($0)" }.first { process.files.exists($0, by: process.accessor) }
    guard let path else {
      let place = (try? process.files.realPath(folder, by: process.accessor)) ?? process.absolute(folder)
      throw Failure.message(
        "unable to find one of 'kustomization.yaml', 'kustomization.yml' or 'Kustomization' in directory '\(place)'")
    }
    let text = try FileInput.text(path, by: process) { "open \(path): \($0)" }
    do throws(YAMLError) {
      file = try YAML.value(text)
    } catch {
      throw Failure.message("invalid Kustomization: \(error.message)")
    }
    for key in file.fields.keys where !Self.known.contains(key) {
      throw Failure.message("not simulated: \(key) in a kustomization")
    }
    try readResources(depth)
    try generate()
    try patch()
    transform()
  }

  private func strings(_ key: String) -> [String] { (file[key]?.elements ?? []).compactMap(\.string) }

  // MARK: Resources

  private mutating func readResources(_ depth: Int) throws {
    for name in strings("resources") + strings("bases") {
      guard !name.contains("://") else { throw Failure.message("not simulated: the remote resource \(name)") }
      let path = "\(folder)/\(name)"
      guard let status = try? process.files.status(path, by: process.accessor) else {
        throw Failure.message(
          "accumulating resources: accumulation err='accumulating resources from '\(name)': open "
            + "\(process.absolute(path)): no such file or directory': must build at directory: not a valid directory: "
            + "lstat \(process.absolute(path)): no such file or directory")
      }
      if status.isDirectory {
        objects += try Kustomization(path, by: process, depth: depth + 1).objects
        continue
      }
      let text = try FileInput.text(path, by: process) { "open \(path): \($0)" }
      do throws(YAMLError) {
        for document in try YAML.documents(text) {
          objects += document.kind.hasSuffix("List") ? document["items"]?.elements ?? [document] : [document]
        }
      } catch {
        throw Failure.message("accumulating resources: \(name): \(error.message)")
      }
    }
  }

  /// ConfigMaps and Secrets out of literals and files; the hash of their content is not added.
  private mutating func generate() throws {
    for (key, kind) in [("configMapGenerator", "ConfigMap"), ("secretGenerator", "Secret")] {
      for entry in file[key]?.elements ?? [] {
        let isPlain =
          file["generatorOptions"]?["disableNameSuffixHash"]?.bool == true
          || entry["options"]?["disableNameSuffixHash"]?.bool == true
        guard isPlain else {
          throw Failure.message("not simulated: \(key) without disableNameSuffixHash")
        }
        var data = Value.Fields()
        for literal in (entry["literals"]?.elements ?? []).compactMap(\.string) {
          let sides = literal.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
          data[sides[0]] = .string(content(Array((sides.count > 1 ? sides[1] : "").utf8), kind))
        }
        for source in (entry["files"]?.elements ?? []).compactMap(\.string) {
          let sides = source.split(separator: "=", maxSplits: 1).map(String.init)
          let path = "\(folder)/\(sides[sides.count - 1])"
          let bytes = try FileInput.bytes(path, by: process) { "open \(path): \($0)" }
          let name = sides.count > 1 ? sides[0] : path.split(separator: "/").last.map(String.init) ?? path
          data[name] = .string(content(bytes, kind))
        }
        var object: Value = ["apiVersion": "v1", "data": .object(data), "kind": .string(kind)]
        object["metadata"] = ["name": entry["name"] ?? ""]
        if let namespace = entry["namespace"] { object.set(["metadata", "namespace"], to: namespace) }
        if kind == "Secret" { object["type"] = entry["type"] ?? "Opaque" }
        objects.append(object)
      }
    }
  }

  private func content(_ bytes: [UInt8], _ kind: String) -> String {
    kind == "Secret" ? Base64.encode(bytes) : String(decoding: bytes, as: UTF8.self)
  }

  // MARK: Patches

  private mutating func patch() throws {
    for text in strings("patchesStrategicMerge") { try apply(try patchValue(text), target: nil) }
    for entry in (file["patches"]?.elements ?? []) + (file["patchesJson6902"]?.elements ?? []) {
      let text = entry["patch"]?.string ?? ""
      let value = try text.isEmpty ? patchValue(entry["path"]?.string ?? "") : patchValue(text)
      try apply(value, target: entry["target"])
    }
  }

  /// A patch that is written where it is named, or in a file.
  private func patchValue(_ text: String) throws -> Value {
    var source = text
    if !text.contains("\n"), process.files.exists("\(folder)/\(text)", by: process.accessor) {
      source = try FileInput.text("\(folder)/\(text)", by: process) { "open \(text): \($0)" }
    }
    do throws(YAMLError) {
      return try YAML.value(source)
    } catch {
      throw Failure.message("unable to parse SM or JSON patch from [patch: \(GoText.quoted(source))]")
    }
  }

  private mutating func apply(_ patch: Value, target: Value?) throws {
    var count = 0
    for index in objects.indices where fits(objects[index], patch, target) {
      count += 1
      if patch.array != nil {
        do throws(JSONPatch.Failure) {
          objects[index] = try JSONPatch(patch).apply(to: objects[index])
        } catch {
          throw Failure.message(error.message)
        }
      } else if let kind = Kinds.builtIn.kind(of: objects[index]), kind.typeName != nil {
        objects[index] = try LocalPatch.apply(patch, "strategic", to: objects[index], kind)
      } else {
        objects[index] = MergePatch.apply(patch, to: objects[index])
      }
    }
    guard count > 0 || target != nil else {
      throw Failure.message(
        "no resource matches strategic merge patch \"\(patch.kind).\(GroupVersion(patch.apiVersion).version)"
          + ".[noGrp]/\(patch.meta.name).[noNs]\": no matches for Id "
          + "\(patch.kind).\(GroupVersion(patch.apiVersion).version).[noGrp]/\(patch.meta.name).[noNs]; failed to find "
          + "unique target for patch")
    }
  }

  private func fits(_ object: Value, _ patch: Value, _ target: Value?) -> Bool {
    guard let target else { return object.kind == patch.kind && object.meta.name == patch.meta.name }
    let version = GroupVersion(object.apiVersion)
    func equals(_ key: String, _ value: String) -> Bool { target[key]?.string.map { $0 == value } ?? true }
    let selector = target["labelSelector"]?.string.flatMap { try? LabelSelector(parsing: $0) }
    return equals("kind", object.kind) && equals("name", object.meta.name) && equals("group", version.group)
      && equals("version", version.version) && equals("namespace", object.meta.namespace)
      && (selector?.matches(object.meta.labels) ?? true)
  }

  // MARK: Names, labels, images

  private mutating func transform() {
    let renamed = rename()
    for index in objects.indices {
      var object = objects[index]
      if let namespace = file["namespace"]?.string, Kinds.builtIn.kind(of: object)?.isNamespaced ?? true {
        object.set(["metadata", "namespace"], to: .string(namespace))
      }
      for (key, value) in file["commonLabels"]?.fields ?? [:] { label(&object, key, value, selectors: true, templates: true) }
      for entry in file["labels"]?.elements ?? [] {
        let selectors = entry["includeSelectors"]?.bool ?? false
        let templates = entry["includeTemplates"]?.bool ?? selectors
        for (key, value) in entry["pairs"]?.fields ?? [:] {
          label(&object, key, value, selectors: selectors, templates: templates)
        }
      }
      for (key, value) in file["commonAnnotations"]?.fields ?? [:] {
        object.set(["metadata", "annotations", key], to: value)
        if object["spec"]?["template"] != nil {
          object.set(["spec", "template", "metadata", "annotations", key], to: value)
        }
      }
      for entry in file["replicas"]?.elements ?? [] where object["spec"]?["replicas"] != nil {
        if entry["name"]?.string == object.meta.name { object.set(["spec", "replicas"], to: entry["count"]) }
      }
      images(&object)
      objects[index] = KustomizeNames.changed(object, renamed)
    }
  }

  private mutating func rename() -> [KustomizeNames.Key: String] {
    let (prefix, suffix) = (file["namePrefix"]?.string ?? "", file["nameSuffix"]?.string ?? "")
    guard !prefix.isEmpty || !suffix.isEmpty else { return [:] }
    var renamed: [KustomizeNames.Key: String] = [:]
    for index in objects.indices where !["Namespace", "CustomResourceDefinition"].contains(objects[index].kind) {
      let old = objects[index].meta.name
      let new = "\(prefix)\(old)\(suffix)"
      renamed[KustomizeNames.Key(kind: objects[index].kind, name: old)] = new
      objects[index].set(["metadata", "name"], to: .string(new))
    }
    return renamed
  }

  private func label(_ object: inout Value, _ key: String, _ value: Value, selectors: Bool, templates: Bool) {
    object.set(["metadata", "labels", key], to: value)
    if templates, object["spec"]?["template"] != nil {
      object.set(["spec", "template", "metadata", "labels", key], to: value)
    }
    guard selectors else { return }
    if ["Deployment", "ReplicaSet", "StatefulSet", "DaemonSet"].contains(object.kind) {
      object.set(["spec", "selector", "matchLabels", key], to: value)
    } else if object.kind == "Service", object["spec"]?["selector"] != nil {
      object.set(["spec", "selector", key], to: value)
    }
  }

  private func images(_ object: inout Value) {
    guard let path = PodTemplate.path(of: object.kind), var spec = object.at(path) else { return }
    for entry in file["images"]?.elements ?? [] {
      let name = entry["name"]?.string ?? ""
      _ = SpecContainers.change(&spec, named: { _ in true }) { container in
        let image = container["image"]?.string ?? ""
        let slash = image.lastIndex(of: "/") ?? image.startIndex
        let mark = image[slash...].firstIndex { $0 == ":" || $0 == "@" } ?? image.endIndex
        guard image[..<mark] == name else { return }
        let base = entry["newName"]?.string ?? name
        if let digest = entry["digest"]?.string {
          container["image"] = .string("\(base)@\(digest)")
        } else if let tag = entry["newTag"].map(GoValue.text) {
          container["image"] = .string("\(base):\(tag)")
        } else {
          container["image"] = .string("\(base)\(image[mark...])")
        }
      }
    }
    object.set(path, to: spec)
  }
}

/// Fields that name other objects, and follow when those get other names.
enum KustomizeNames {
  struct Key: Hashable {
    var kind: String
    var name: String
  }

  private static let fields: [String: (kind: String, field: String)] = [
    "configMapRef": ("ConfigMap", "name"), "configMapKeyRef": ("ConfigMap", "name"), "configMap": ("ConfigMap", "name"),
    "secretRef": ("Secret", "name"), "secretKeyRef": ("Secret", "name"), "secret": ("Secret", "secretName"),
    "persistentVolumeClaim": ("PersistentVolumeClaim", "claimName"), "service": ("Service", "name"),
  ]

  static func changed(_ value: Value, _ renamed: [Key: String]) -> Value {
    guard !renamed.isEmpty else { return value }
    switch value {
    case .array(let elements): return .array(elements.map { changed($0, renamed) })
    case .object(let fields):
      var result = Value.Fields()
      for (key, inner) in fields {
        var inner = changed(inner, renamed)
        if let rule = Self.fields[key], let name = inner[rule.field]?.string,
          let new = renamed[Key(kind: rule.kind, name: name)]
        {
          inner[rule.field] = .string(new)
        } else if key == "serviceAccountName" || key == "serviceName" || key == "volumeName", let name = inner.string {
          let kind =
            key == "serviceName" ? "Service" : key == "volumeName" ? "PersistentVolume" : "ServiceAccount"
          inner = renamed[Key(kind: kind, name: name)].map { .string($0) } ?? inner
        } else if key == "roleRef" || key == "scaleTargetRef", let kind = inner["kind"]?.string,
          let name = inner["name"]?.string, let new = renamed[Key(kind: kind, name: name)]
        {
          inner["name"] = .string(new)
        }
        result[key] = inner
      }
      return .object(result)
    default: return value
    }
  }
}
