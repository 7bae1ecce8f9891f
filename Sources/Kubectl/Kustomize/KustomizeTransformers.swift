import Documents
import KubeModel

/// Namespaces, names, labels, replicas and images, in kustomize's order.
extension Kustomization {
  mutating func transform() throws {
    if let namespace = file["namespace"]?.string, !namespace.isEmpty { move(to: namespace) }
    rename()
    for index in resources.indices {
      for (key, value) in file["commonLabels"]?.fields ?? [:] {
        KustomizeLabels.add(key, value, to: &resources[index].object, selectors: true, templates: true)
      }
      for entry in file["labels"]?.elements ?? [] {
        let selectors = entry["includeSelectors"]?.bool ?? false
        for (key, value) in entry["pairs"]?.fields ?? [:] {
          KustomizeLabels.add(
            key, value, to: &resources[index].object, selectors: selectors,
            templates: entry["includeTemplates"]?.bool ?? selectors)
        }
      }
      for (key, value) in file["commonAnnotations"]?.fields ?? [:] {
        KustomizeLabels.annotate(key, value, on: &resources[index].object)
      }
    }
    try setReplicas()
    for index in resources.indices { images(&resources[index].object) }
  }

  /// The end of everything: names of generated objects get a hash, and who names them follows.
  mutating func addHashes() {
    var renamed: [KustomizeNames.Key: String] = [:]
    for index in resources.indices where resources[index].needsHash {
      let object = resources[index].object
      let name = "\(object.meta.name)-\(ContentHash.text(object, named: ""))"
      for old in resources[index].names { renamed[KustomizeNames.Key(kind: object.kind, name: old)] = name }
      resources[index].rename(name)
    }
    for index in resources.indices { resources[index].object = KustomizeNames.changed(resources[index].object, renamed) }
  }

  private mutating func move(to namespace: String) {
    for index in resources.indices {
      let object = resources[index].object
      if object.kind == "Namespace" {
        resources[index].rename(namespace)
      } else if Kinds.builtIn.kind(of: object)?.isNamespaced ?? true {
        resources[index].move(to: namespace)
      }
      guard object.kind.hasSuffix("RoleBinding"), let subjects = object["subjects"]?.array else { continue }
      let moved = subjects.map { subject -> Value in
        var subject = subject
        if subject["kind"] == "ServiceAccount", subject["name"] == "default" { subject["namespace"] = .string(namespace) }
        return subject
      }
      resources[index].object["subjects"] = .array(moved)
    }
  }

  private mutating func rename() {
    let (prefix, suffix) = (file["namePrefix"]?.string ?? "", file["nameSuffix"]?.string ?? "")
    guard !prefix.isEmpty || !suffix.isEmpty else { return }
    var renamed: [KustomizeNames.Key: String] = [:]
    for index in resources.indices
    where !["Namespace", "CustomResourceDefinition", "APIService"].contains(resources[index].object.kind) {
      let object = resources[index].object
      let new = "\(prefix)\(object.meta.name)\(suffix)"
      for old in resources[index].names { renamed[KustomizeNames.Key(kind: object.kind, name: old)] = new }
      resources[index].rename(new)
    }
    for index in resources.indices { resources[index].object = KustomizeNames.changed(resources[index].object, renamed) }
  }

  private mutating func setReplicas() throws {
    let kinds = ["Deployment", "StatefulSet", "ReplicaSet", "ReplicationController"]
    for entry in file["replicas"]?.elements ?? [] {
      let name = entry["name"]?.string ?? ""
      let indices = resources.indices.filter {
        kinds.contains(resources[$0].object.kind) && resources[$0].names.contains(name)
      }
      guard !indices.isEmpty else {
        let list = kinds.map { "\($0).[noVer].[noGrp]" }.joined(separator: " ")
        throw Failure.message(
          "resource with name \(name) does not match a config with the following GVK [\(list)]")
      }
      for index in indices { resources[index].object.set(["spec", "replicas"], to: entry["count"]) }
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
        } else if let tag = entry["newTag"].map(GoPrint.text) {
          container["image"] = .string("\(base):\(tag)")
        } else {
          container["image"] = .string("\(base)\(image[mark...])")
        }
      }
    }
    object.set(path, to: spec)
  }
}

/// Where labels and annotations of a kustomization go besides the metadata.
enum KustomizeLabels {
  static func add(_ key: String, _ value: Value, to object: inout Value, selectors: Bool, templates: Bool) {
    object.set(["metadata", "labels", key], to: value)
    if templates { addToTemplates(key, value, "labels", &object) }
    guard selectors else { return }
    switch object.kind {
    case "Deployment", "ReplicaSet", "StatefulSet", "DaemonSet":
      object.set(["spec", "selector", "matchLabels", key], to: value)
    case "Service", "ReplicationController":
      if object["spec"]?["type"] != "ExternalName" { object.set(["spec", "selector", key], to: value) }
    case "PodDisruptionBudget", "Job":
      if object["spec"]?["selector"]?["matchLabels"] != nil {
        object.set(["spec", "selector", "matchLabels", key], to: value)
      }
    case "NetworkPolicy":
      if object["spec"]?["podSelector"]?["matchLabels"] != nil {
        object.set(["spec", "podSelector", "matchLabels", key], to: value)
      }
    default: break
    }
  }

  static func annotate(_ key: String, _ value: Value, on object: inout Value) {
    object.set(["metadata", "annotations", key], to: value)
    addToTemplates(key, value, "annotations", &object)
  }

  private static func addToTemplates(_ key: String, _ value: Value, _ field: String, _ object: inout Value) {
    if object.kind == "CronJob", object["spec"]?["jobTemplate"] != nil {
      object.set(["spec", "jobTemplate", "metadata", field, key], to: value)
      object.set(["spec", "jobTemplate", "spec", "template", "metadata", field, key], to: value)
    } else if PodTemplate.path(of: object.kind)?.contains("template") == true {
      object.set(["spec", "template", "metadata", field, key], to: value)
    }
  }
}
