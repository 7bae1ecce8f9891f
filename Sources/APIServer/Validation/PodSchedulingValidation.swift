import Documents
import KubeModel

extension Validation {
  /// The kinds of volumes that are known, in the order of the fields of Go's VolumeSource.
  private static let volumeKinds = [
    "emptyDir", "hostPath", "gitRepo", "gcePersistentDisk", "awsElasticBlockStore", "secret", "nfs", "iscsi",
    "glusterfs", "persistentVolumeClaim", "rbd", "flexVolume", "cinder", "cephfs", "flocker", "downwardAPI", "fc",
    "configMap", "azureFile", "vsphereVolume", "quobyte", "azureDisk", "photonPersistentDisk", "portworxVolume",
    "scaleIO", "storageos", "projected", "csi", "ephemeral", "image",
  ]

  static func volumes(_ volumes: [Value], _ path: String) -> [FieldError] {
    var problems: [FieldError] = []
    var names: Set<String> = []
    for (index, volume) in volumes.enumerated() {
      let at = "\(path)[\(index)]"
      var own = volumeSource(volume, at)
      let name = volume["name"]?.string ?? ""
      if name.isEmpty {
        own.append(.required("\(at).name"))
      } else {
        own += Self.problems("\(at).name", name, Names.label(name))
        if !names.insert(name).inserted { own.append(.duplicate("\(at).name", .string(name))) }
      }
      problems += own
    }
    return problems
  }

  private static func volumeSource(_ volume: Value, _ path: String) -> [FieldError] {
    var problems: [FieldError] = []
    var found = 0
    for kind in volumeKinds {
      guard let source = volume[kind] else { continue }
      found += 1
      if found > 1 {
        problems.append(.forbidden("\(path).\(kind)", "may not specify more than 1 volume type"))
        continue
      }
      func need(_ key: String) {
        if (source[key]?.string ?? "").isEmpty { problems.append(.required("\(path).\(kind).\(key)")) }
      }
      switch kind {
      case "hostPath":
        need("path")
        let types = [
          "", "BlockDevice", "CharDevice", "Directory", "DirectoryOrCreate", "File", "FileOrCreate", "Socket",
        ]
        problems += backsteps(source["path"]?.string ?? "", "\(path).hostPath.path")
        if let type = source["type"]?.string, !types.contains(type) {
          problems.append(.notSupported("\(path).hostPath.type", .string(type), types))
        }
      case "secret":
        need("secretName")
        problems += volumeItems(source, "\(path).secret")
      case "configMap":
        need("name")
        problems += volumeItems(source, "\(path).configMap")
      case "downwardAPI": problems += downwardItems(source, "\(path).downwardAPI")
      case "emptyDir":
        if let size = source["sizeLimit"], !amount(size, "").isEmpty {
          problems.append(
            .forbidden("\(path).emptyDir.sizeLimit", "SizeLimit field must be a valid resource quantity"))
        }
      case "persistentVolumeClaim": need("claimName")
      case "nfs":
        need("server")
        need("path")
      default: break
      }
    }
    if found == 0 { problems.append(.required(path, "must specify a volume type")) }
    return problems
  }

  static func tolerations(_ tolerations: [Value], _ path: String) -> [FieldError] {
    var problems: [FieldError] = []
    for (index, toleration) in tolerations.enumerated() {
      let at = "\(path)[\(index)]"
      let key = toleration["key"]?.string ?? ""
      let comparison = toleration["operator"]?.string ?? ""
      let value = toleration["value"]?.string ?? ""
      if !key.isEmpty { problems += Self.problems("\(at).key", key, Names.qualified(key)) }
      if key.isEmpty, comparison != "Exists" {
        problems.append(
          .invalid(
            "\(at).operator", .string(comparison),
            "operator must be Exists when `key` is empty, which means \"match all values and all keys\""))
      }
      if toleration["tolerationSeconds"] != nil, toleration["effect"] != "NoExecute" {
        problems.append(
          .invalid(
            "\(at).effect", .string(toleration["effect"]?.string ?? ""),
            "effect must be 'NoExecute' when `tolerationSeconds` is set"))
      }
      switch comparison {
      case "Equal", "": problems += Self.problems("\(at).operator", value, Names.labelValue(value))
      case "Exists":
        if !value.isEmpty {
          problems.append(
            .invalid("\(at).operator", toleration, "value must be empty when `operator` is 'Exists'"))
        }
      default: problems.append(.notSupported("\(at).operator", .string(comparison), ["Equal", "Exists"]))
      }
      if let effect = toleration["effect"]?.string, !effect.isEmpty {
        problems += supported(.string(effect), "\(at).effect", ["NoSchedule", "PreferNoSchedule", "NoExecute"])
      }
    }
    return problems
  }

  static func affinity(_ affinity: Value, _ path: String) -> [FieldError] {
    var problems: [FieldError] = []
    let required = "requiredDuringSchedulingIgnoredDuringExecution"
    let preferred = "preferredDuringSchedulingIgnoredDuringExecution"
    if let node = affinity["nodeAffinity"] {
      if let selector = node[required] {
        let at = "\(path).nodeAffinity.\(required)"
        problems += nodeSelector(selector, at)
      }
      for (index, term) in (node[preferred]?.elements ?? []).enumerated() {
        problems += weight(term, "\(path).nodeAffinity.\(preferred)[\(index)]")
      }
    }
    for key in ["podAffinity", "podAntiAffinity"] {
      for (index, term) in (affinity[key]?[required]?.elements ?? []).enumerated() {
        problems += podTerm(term, "\(path).\(key).\(required)[\(index)]")
      }
      for (index, term) in (affinity[key]?[preferred]?.elements ?? []).enumerated() {
        let at = "\(path).\(key).\(preferred)[\(index)]"
        problems += weight(term, at)
        problems += podTerm(term["podAffinityTerm"] ?? .null, "\(at).podAffinityTerm")
      }
    }
    return problems
  }

  static func nodeSelector(_ selector: Value, _ path: String) -> [FieldError] {
    let terms = selector["nodeSelectorTerms"]?.elements ?? []
    if terms.isEmpty { return [.required("\(path).nodeSelectorTerms", "must have at least one node selector term")] }
    var problems: [FieldError] = []
    for (index, term) in terms.enumerated() {
      for (place, expression) in (term["matchExpressions"]?.elements ?? []).enumerated() {
        let at = "\(path).nodeSelectorTerms[\(index)].matchExpressions[\(place)]"
        let values = expression["values"]?.elements ?? []
        switch expression["operator"]?.string {
        case "In", "NotIn":
          if values.isEmpty {
            problems.append(.required("\(at).values", "must be specified when `operator` is 'In' or 'NotIn'"))
          }
        case "Exists", "DoesNotExist":
          if !values.isEmpty {
            problems.append(
              .forbidden("\(at).values", "may not be specified when `operator` is 'Exists' or 'DoesNotExist'"))
          }
        case "Gt", "Lt":
          if values.count != 1 {
            problems.append(
              .required("\(at).values", "must be specified single value when `operator` is 'Lt' or 'Gt'"))
          }
        default:
          problems.append(.invalid("\(at).operator", expression["operator"] ?? "", "not a valid selector operator"))
        }
        let key = expression["key"]?.string ?? ""
        problems += Self.problems("\(at).key", key, Names.qualified(key))
      }
    }
    return problems
  }

  private static func weight(_ term: Value, _ path: String) -> [FieldError] {
    let weight = term["weight"]?.int ?? 0
    return (1...100).contains(weight)
      ? [] : [.invalid("\(path).weight", .int(Int64(weight)), "must be in the range 1-100")]
  }

  private static func podTerm(_ term: Value, _ path: String) -> [FieldError] {
    var problems: [FieldError] = []
    if let selector = term["labelSelector"] { problems += labelSelector(selector, "\(path).labelSelector") }
    let key = term["topologyKey"]?.string ?? ""
    if key.isEmpty { problems.append(.required("\(path).topologyKey", "can not be empty")) }
    return problems + Self.problems("\(path).topologyKey", key, Names.qualified(key))
  }

  static func spread(_ constraints: [Value], _ path: String) -> [FieldError] {
    var problems: [FieldError] = []
    for (index, constraint) in constraints.enumerated() {
      let at = "\(path)[\(index)]"
      let skew = constraint["maxSkew"]?.int ?? 0
      if skew <= 0 { problems.append(.invalid("\(at).maxSkew", .int(Int64(skew)), "must be greater than zero")) }
      if (constraint["topologyKey"]?.string ?? "").isEmpty {
        problems.append(.required("\(at).topologyKey", "can not be empty"))
      }
      problems += supported(
        constraint["whenUnsatisfiable"] ?? "", "\(at).whenUnsatisfiable", ["DoNotSchedule", "ScheduleAnyway"])
      if let selector = constraint["labelSelector"] { problems += labelSelector(selector, "\(at).labelSelector") }
    }
    return problems
  }
}
