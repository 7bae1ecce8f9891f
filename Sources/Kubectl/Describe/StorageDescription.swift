import Documents
import KubeModel

/// Descriptions of volumes, claims and storage classes.
enum StorageDescription {
  private static func modes(_ value: Value?) -> String {
    let short = [
      "ReadWriteOnce": "RWO", "ReadOnlyMany": "ROX", "ReadWriteMany": "RWX", "ReadWriteOncePod": "RWOP",
    ]
    return (value?.elements ?? []).compactMap(\.string).map { short[$0] ?? $0 }.joined(separator: ",")
  }

  private static func state(_ context: DescribeContext, _ writer: inout DescribeWriter) {
    if let deleted = context.object["metadata"]?["deletionTimestamp"]?.string {
      writer.field("Status", "Terminating (lasts \(writer.age(deleted)))")
    } else {
      writer.field("Status", context.status["phase"]?.string ?? "")
    }
  }

  static func volume(_ context: DescribeContext) throws -> String {
    let (object, spec, status) = (context.object, context.spec, context.status)
    var writer = context.writer
    writer.field("Name", object.meta.name)
    writer.labels("Labels", object.meta.labels)
    writer.annotations("Annotations", object.meta.annotations)
    writer.field("Finalizers", GoText.list(object.meta.finalizers))
    writer.field("StorageClass", spec["storageClassName"]?.string ?? "")
    state(context, &writer)
    let claim = spec["claimRef"].map { "\($0["namespace"]?.string ?? "")/\($0["name"]?.string ?? "")" } ?? ""
    writer.field("Claim", claim)
    writer.field("Reclaim Policy", spec["persistentVolumeReclaimPolicy"]?.string ?? "")
    writer.field("Access Modes", modes(spec["accessModes"]))
    if let mode = spec["volumeMode"]?.string { writer.field("VolumeMode", mode) }
    writer.field("Capacity", spec["capacity"]?["storage"].map(GoPrint.text) ?? "")
    affinity(spec["nodeAffinity"], &writer)
    writer.field("Message", status["message"]?.string ?? "")
    writer.line(0, "Source:")
    for line in VolumeText.source(spec) { writer.line(2, line) }
    writer.events(try context.events())
    return writer.formatted
  }

  private static func affinity(_ affinity: Value?, _ writer: inout DescribeWriter) {
    guard let required = affinity?["required"], !required.isNull else {
      return writer.field("Node Affinity", affinity == nil ? "<none>" : "")
    }
    writer.line(0, "Node Affinity:")
    let terms = required["nodeSelectorTerms"]?.elements ?? []
    if terms.isEmpty { return writer.field("Required Terms", "<none>", level: 1) }
    writer.line(1, "Required Terms:")
    for (index, term) in terms.enumerated() {
      let expressions = (term["matchExpressions"]?.elements ?? []).map { expression in
        let values = (expression["values"]?.elements ?? []).compactMap(\.string)
        let operation = (expression["operator"]?.string ?? "").lowercased()
        let tail = values.isEmpty ? "" : " [\(values.joined(separator: ", "))]"
        return "\(expression["key"]?.string ?? "") \(operation)\(tail)"
      }
      writer.raw("    Term \(index):\t")
      writer.raw(
        expressions.isEmpty
          ? "<none>\n"
          : expressions.enumerated().map { "\($0.offset > 0 ? "    \t" : "")\($0.element)\n" }.joined())
    }
  }

  static func claim(_ context: DescribeContext) throws -> String {
    let (object, spec, status) = (context.object, context.spec, context.status)
    let volume = spec["volumeName"]?.string ?? ""
    var writer = context.writer
    writer.field("Name", object.meta.name)
    writer.field("Namespace", object.meta.namespace)
    writer.field("StorageClass", spec["storageClassName"]?.string ?? "")
    state(context, &writer)
    writer.field("Volume", volume)
    writer.labels("Labels", object.meta.labels)
    writer.annotations("Annotations", object.meta.annotations)
    writer.field("Finalizers", GoText.list(object.meta.finalizers))
    writer.field("Capacity", volume.isEmpty ? "" : status["capacity"]?["storage"].map(GoPrint.text) ?? "")
    writer.field("Access Modes", volume.isEmpty ? "" : modes(status["accessModes"]))
    if let mode = spec["volumeMode"]?.string { writer.field("VolumeMode", mode) }
    if let source = spec["dataSource"], !source.isNull {
      writer.line(0, "DataSource:")
      for (title, key) in [("APIGroup", "apiGroup"), ("Kind", "kind"), ("Name", "name")] {
        if let text = source[key]?.string { writer.field(title, text, level: 1) }
      }
    }
    let users = try context.list("pods").filter { pod in
      (pod["spec"]?["volumes"]?.elements ?? []).contains {
        $0["persistentVolumeClaim"]?["claimName"]?.string == object.meta.name
      }
    }.map(\.meta.name)
    writer.raw("Used By:\t")
    writer.raw(
      users.isEmpty
        ? "<none>\n" : users.enumerated().map { "\($0.offset > 0 ? "\t" : "")\($0.element)\n" }.joined())
    conditions(status, &writer)
    writer.events(try context.events())
    return writer.formatted
  }

  private static func conditions(_ status: Value, _ writer: inout DescribeWriter) {
    let conditions = status["conditions"]?.elements ?? []
    guard !conditions.isEmpty else { return }
    writer.line(0, "Conditions:")
    writer.line(1, "Type\tStatus\tLastProbeTime\tLastTransitionTime\tReason\tMessage")
    writer.line(1, "----\t------\t-----------------\t------------------\t------\t-------")
    for condition in conditions {
      func text(_ key: String) -> String { condition[key]?.string ?? "" }
      writer.line(
        1,
        "\(text("type")) \t\(text("status")) \t\(DescribeWriter.date(condition["lastProbeTime"]?.string)) \t"
          + "\(DescribeWriter.date(condition["lastTransitionTime"]?.string)) \t\(text("reason")) \t\(text("message"))")
    }
  }

  static func storageClass(_ context: DescribeContext) throws -> String {
    let object = context.object
    var writer = context.writer
    let annotations = object.meta.annotations
    let isDefault = annotations["storageclass.kubernetes.io/is-default-class"] == "true"
    writer.field("Name", object.meta.name)
    writer.field("IsDefaultClass", isDefault ? "Yes" : "No")
    writer.field("Annotations", MapText.text(annotations))
    writer.field("Provisioner", object["provisioner"]?.string ?? "")
    writer.field("Parameters", MapText.text(object["parameters"]?.fields ?? [:]))
    writer.field("AllowVolumeExpansion", object["allowVolumeExpansion"]?.bool.map { $0 ? "True" : "False" } ?? "<unset>")
    let options = (object["mountOptions"]?.elements ?? []).compactMap(\.string)
    if options.isEmpty {
      writer.field("MountOptions", "<none>")
    } else {
      writer.line(0, "MountOptions:")
      for option in options { writer.line(1, option) }
    }
    if let policy = object["reclaimPolicy"]?.string { writer.field("ReclaimPolicy", policy) }
    if let mode = object["volumeBindingMode"]?.string { writer.field("VolumeBindingMode", mode) }
    if let events = try context.events() { writer.events(events) }
    return writer.formatted
  }
}

/// Maps in one line: `a=b,c=d`.
enum MapText {
  static func text(_ fields: Value.Fields) -> String {
    let pairs = fields.keys.sorted().map { "\($0)=\(fields[$0]?.string ?? "")" }
    return pairs.isEmpty ? "<none>" : pairs.joined(separator: ",")
  }
}
