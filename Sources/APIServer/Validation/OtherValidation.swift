import Documents
import KubeModel

extension Validation {
  private static let accessModes = ["ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod"]

  static func persistentVolume(_ object: Value) -> [FieldError] {
    let spec = object["spec"] ?? .emptyObject
    var problems = modes(spec, "spec")
    let capacity = spec["capacity"]?.fields ?? [:]
    if capacity.isEmpty { problems.append(.required("spec.capacity")) }
    for (name, value) in capacity.sorted(by: { $0.key < $1.key }) {
      problems += amount(value, "spec.capacity[\(name)]")
    }
    problems += supported(
      spec["persistentVolumeReclaimPolicy"], "spec.persistentVolumeReclaimPolicy", ["Delete", "Recycle", "Retain"])
    let sources = [
      "hostPath", "gcePersistentDisk", "awsElasticBlockStore", "glusterfs", "nfs", "rbd", "quobyte", "cephfs", "iscsi",
      "cinder", "fc", "flocker", "flexVolume", "azureFile", "vsphereVolume", "azureDisk", "photonPersistentDisk",
      "portworxVolume", "scaleIO", "local", "storageos", "csi",
    ].filter { spec[$0] != nil }
    for source in sources.dropFirst() {
      problems.append(.forbidden("spec.\(source)", "may not specify more than 1 volume type"))
    }
    if sources.isEmpty { problems.append(.required("spec", "must specify a volume type")) }
    if sources.first == "hostPath", (spec["hostPath"]?["path"]?.string ?? "").isEmpty {
      problems.append(.required("spec.hostPath.path"))
    }
    if sources.first == "local", spec["nodeAffinity"] == nil {
      problems.append(.required("spec.nodeAffinity", "Local volume requires node affinity"))
    }
    if let selector = spec["nodeAffinity"]?["required"] {
      problems += nodeSelector(selector, "spec.nodeAffinity.required")
    }
    return problems
  }

  private static func modes(_ spec: Value, _ path: String) -> [FieldError] {
    let modes = spec["accessModes"]?.elements ?? []
    if modes.isEmpty { return [.required("\(path).accessModes")] }
    return modes.filter { !accessModes.contains($0.string ?? "") }
      .map { .notSupported("\(path).accessModes", $0, accessModes) }
  }

  static func persistentVolumeUpdate(_ new: Value, _ old: Value) -> [FieldError] {
    var problems = persistentVolume(new)
    let mutable: Set<String> = [
      "capacity", "accessModes", "claimRef", "persistentVolumeReclaimPolicy", "storageClassName", "mountOptions",
      "nodeAffinity", "volumeMode", "volumeAttributesClassName",
    ]
    func source(_ object: Value) -> Value {
      .object((object["spec"]?.fields ?? [:]).filter { !mutable.contains($0.key) })
    }
    if source(new) != source(old) {
      let difference = GoStructures.difference(source(old), source(new), as: "PersistentVolumeSource")
      problems.append(
        .forbidden(
          "spec.persistentvolumesource", "spec.persistentvolumesource is immutable after creation\n\(difference)"))
    }
    return problems + immutable(new, old, ["spec", "volumeMode"])
  }

  static func persistentVolumeClaim(_ spec: Value, _ path: String) -> [FieldError] {
    var problems = modes(spec, path)
    if let size = spec["resources"]?["requests"]?["storage"] {
      problems += amount(size, "\(path).resources[storage]")
      if size == "0" {
        problems.append(.invalid("\(path).resources[storage]", size, "must be greater than zero"))
      }
    } else {
      problems.append(.required("\(path).resources[storage]"))
    }
    if let name = spec["storageClassName"]?.string, !name.isEmpty {
      problems += Self.problems("\(path).storageClassName", name, Names.subdomain(name))
    }
    return problems + supported(spec["volumeMode"], "\(path).volumeMode", ["Block", "Filesystem"])
  }

  static func persistentVolumeClaimUpdate(_ new: Value, _ old: Value) -> [FieldError] {
    var problems = persistentVolumeClaim(new["spec"] ?? .null, "spec")
    var (after, before) = (new["spec"] ?? .null, old["spec"] ?? .null)
    if (before["volumeName"]?.string ?? "").isEmpty { before["volumeName"] = after["volumeName"] }
    let isBound = old["status"]?["phase"] == "Bound"
    if isBound {
      let (size, oldSize) = (storage(after), storage(before))
      if let size, let oldSize, size < oldSize {
        problems.append(
          .forbidden("spec.resources.requests.storage", "field can not be less than status.capacity"))
      }
      after.set(["resources", "requests"], to: before["resources"]?["requests"])
      after["volumeAttributesClassName"] = before["volumeAttributesClassName"]
    }
    if after != before {
      let difference = GoStructures.difference(
        old["spec"] ?? .null, new["spec"] ?? .null, as: "PersistentVolumeClaimSpec")
      problems.append(
        .forbidden(
          "spec",
          "spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims\n\(difference)"
        ))
    }
    return problems
  }

  private static func storage(_ spec: Value) -> Quantity? {
    spec["resources"]?["requests"]?["storage"]?.string.flatMap { try? Quantity(parsing: $0) }
  }

  static func storageClass(_ object: Value) -> [FieldError] {
    var problems: [FieldError] = []
    if (object["provisioner"]?.string ?? "").isEmpty { problems.append(.required("provisioner")) }
    problems += supported(object["reclaimPolicy"], "reclaimPolicy", ["Delete", "Retain"])
    return problems
      + supported(
        object["volumeBindingMode"], "volumeBindingMode", ["Immediate", "WaitForFirstConsumer"])
  }

  static func storageClassUpdate(_ new: Value, _ old: Value) -> [FieldError] {
    var problems: [FieldError] = []
    if new["parameters"] != old["parameters"] {
      problems.append(.forbidden("parameters", "updates to parameters are forbidden."))
    }
    for key in ["provisioner", "reclaimPolicy", "volumeBindingMode"] where new[key] != old[key] {
      problems.append(.invalid(key, new[key] ?? "", "field is immutable"))
    }
    return problems + storageClass(new)
  }

  static func priorityClass(_ object: Value) -> [FieldError] {
    let name = object.meta.name
    let isSystem = ["system-node-critical", "system-cluster-critical"].contains(name)
    if name.hasPrefix("system-"), !isSystem {
      return [
        .forbidden(
          "metadata.name",
          "priority class names with 'system-' prefix are reserved for system use only. error: \(name) is not a known system priority class"
        )
      ]
    }
    if !isSystem, let value = object["value"]?.int, value > 1_000_000_000 {
      return [
        .forbidden(
          "value", "maximum allowed value of a user defined priority is 1000000000")
      ]
    }
    return []
  }

  static func priorityClassUpdate(_ new: Value, _ old: Value) -> [FieldError] {
    var problems: [FieldError] = []
    if new["value"] != old["value"] { problems.append(.forbidden("value", "may not be changed in an update.")) }
    return problems + immutable(new, old, ["preemptionPolicy"])
  }

  static func ingress(_ object: Value) -> [FieldError] {
    let spec = object["spec"] ?? .emptyObject
    var problems: [FieldError] = []
    if (spec["rules"]?.elements ?? []).isEmpty, spec["defaultBackend"] == nil {
      problems.append(.invalid("spec", .array([]), "either `defaultBackend` or `rules` must be specified"))
    }
    if let backend = spec["defaultBackend"] { problems += Self.backend(backend, "spec.defaultBackend") }
    for (index, rule) in (spec["rules"]?.elements ?? []).enumerated() {
      let at = "spec.rules[\(index)]"
      if let host = rule["host"]?.string, !host.isEmpty { problems += Self.host(host, "\(at).host") }
      guard let paths = rule["http"]?["paths"]?.elements else { continue }
      for (place, path) in paths.enumerated() { problems += ingressPath(path, "\(at).http.paths[\(place)]") }
    }
    return problems
  }

  private static func host(_ host: String, _ path: String) -> [FieldError] {
    if Address(host) != nil { return [.invalid(path, .string(host), "must be a DNS name, not an IP address")] }
    guard host.contains("*") else { return problems(path, host, Names.subdomain(host)) }
    let rest = String(host.dropFirst(2))
    if host.hasPrefix("*."), Names.subdomain(rest).isEmpty { return [] }
    return [
      .invalid(
        path, .string(host),
        "a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS subdomain, which must consist of "
          + "lower case alphanumeric characters, '-' or '.' and end with an alphanumeric character (e.g. "
          + "'*.example.com', regex used for validation is '\\*\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')"
      )
    ]
  }

  private static func ingressPath(_ path: Value, _ at: String) -> [FieldError] {
    var problems: [FieldError] = []
    let text = path["path"]?.string ?? ""
    switch path["pathType"]?.string {
    case nil, "": problems.append(.required("\(at).pathType", "pathType must be specified"))
    case "Exact", "Prefix":
      if !text.hasPrefix("/") { problems.append(.invalid("\(at).path", .string(text), "must be an absolute path")) }
    case "ImplementationSpecific":
      if !text.isEmpty, !text.hasPrefix("/") {
        problems.append(.invalid("\(at).path", .string(text), "must be an absolute path"))
      }
    default:
      problems.append(
        .notSupported("\(at).pathType", path["pathType"] ?? "", ["Exact", "ImplementationSpecific", "Prefix"]))
    }
    return problems + backend(path["backend"] ?? .null, "\(at).backend")
  }

  private static func backend(_ backend: Value, _ path: String) -> [FieldError] {
    if backend["resource"] != nil { return [] }
    guard let service = backend["service"] else {
      return [.required(path, "must specify a resource or service backend")].map { $0 }
    }
    var problems: [FieldError] = []
    let name = service["name"]?.string ?? ""
    if name.isEmpty {
      problems.append(.required("\(path).service.name"))
    } else {
      problems += Self.problems("\(path).service.name", name, Names.label1035(name))
    }
    if let port = service["port"]?["name"]?.string, !port.isEmpty {
      problems += Self.problems("\(path).service.port.name", port, Names.port(port))
    } else if let number = service["port"]?["number"]?.int {
      problems += Names.portNumber(number).map { .invalid("\(path).service.port.number", .int(Int64(number)), $0) }
    } else {
      problems.append(.required(path, "port name or number is required"))
    }
    return problems
  }

  static func node(_ object: Value) -> [FieldError] {
    var problems: [FieldError] = []
    var seen: Set<String> = []
    for (index, taint) in (object["spec"]?["taints"]?.elements ?? []).enumerated() {
      let at = "spec.taints[\(index)]"
      let key = taint["key"]?.string ?? ""
      problems += Self.problems("\(at).key", key, Names.qualified(key))
      let value = taint["value"]?.string ?? ""
      problems += Self.problems("\(at).value", value, Names.labelValue(value))
      problems += supported(
        taint["effect"] ?? "", "\(at).effect", ["NoSchedule", "PreferNoSchedule", "NoExecute"])
      if !seen.insert("\(key):\(taint["effect"]?.string ?? "")").inserted {
        problems.append(.duplicate(at, taint))
      }
    }
    return problems
  }

  static func nodeUpdate(_ new: Value, _ old: Value) -> [FieldError] {
    var problems = node(new)
    let before = old["spec"]?["podCIDR"]?.string ?? ""
    if !before.isEmpty, new["spec"]?["podCIDR"]?.string != before {
      problems.append(
        .forbidden("spec.podCIDRs", "node updates may not change podCIDR except from \"\" to valid"))
    }
    return problems
  }
}
