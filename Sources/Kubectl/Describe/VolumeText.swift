import Documents
import KubeModel

/// Volumes within descriptions.
enum VolumeText {
  static func write(_ volumes: [Value], indent: String, _ writer: inout DescribeWriter) {
    if volumes.isEmpty { return writer.raw("\(indent)Volumes:\t<none>\n") }
    writer.raw("\(indent)Volumes:\n")
    for volume in volumes {
      writer.line(1, "\(indent.isEmpty ? "" : " ")\(volume["name"]?.string ?? ""):")
      for line in source(volume) { writer.line(2, line) }
    }
  }

  /// The lines of a volume's source; also of a PersistentVolume's.
  static func source(_ volume: Value) -> [String] {
    func text(_ source: Value, _ key: String) -> String { source[key].map(GoPrint.text) ?? "" }
    func flag(_ source: Value, _ key: String) -> String { source[key]?.bool == true ? "true" : "false" }
    if let source = volume["hostPath"] {
      return [
        "Type:\tHostPath (bare host directory volume)", "Path:\t\(text(source, "path"))",
        "HostPathType:\t\(text(source, "type"))",
      ]
    }
    if let source = volume["emptyDir"] {
      let size = text(source, "sizeLimit")
      return [
        "Type:\tEmptyDir (a temporary directory that shares a pod's lifetime)", "Medium:\t\(text(source, "medium"))",
        "SizeLimit:\t\(size.isEmpty ? "<unset>" : size)",
      ]
    }
    if let source = volume["secret"] {
      return [
        "Type:\tSecret (a volume populated by a Secret)", "SecretName:\t\(text(source, "secretName"))",
        "Optional:\t\(flag(source, "optional"))",
      ]
    }
    if let source = volume["configMap"] {
      return [
        "Type:\tConfigMap (a volume populated by a ConfigMap)", "Name:\t\(text(source, "name"))",
        "Optional:\t\(flag(source, "optional"))",
      ]
    }
    if let source = volume["persistentVolumeClaim"] {
      return [
        "Type:\tPersistentVolumeClaim (a reference to a PersistentVolumeClaim in the same namespace)",
        "ClaimName:\t\(text(source, "claimName"))", "ReadOnly:\t\(flag(source, "readOnly"))",
      ]
    }
    if let source = volume["projected"] { return projected(source) }
    if let source = volume["downwardAPI"] {
      return ["Type:\tDownwardAPI (a volume populated by information about the pod)", "Items:"]
        + (source["items"]?.elements ?? []).map { "  \(text($0["fieldRef"] ?? .null, "fieldPath")) -> \(text($0, "path"))" }
    }
    if let source = volume["nfs"] {
      return [
        "Type:\tNFS (an NFS mount that lasts the lifetime of a pod)", "Server:\t\(text(source, "server"))",
        "Path:\t\(text(source, "path"))", "ReadOnly:\t\(flag(source, "readOnly"))",
      ]
    }
    if let source = volume["local"] {
      return ["Type:\tLocalVolume (a persistent volume backed by local storage on a node)", "Path:\t\(text(source, "path"))"]
    }
    if let source = volume["csi"] { return csi(source) }
    return ["<unknown>"]
  }

  private static func projected(_ source: Value) -> [String] {
    var lines = ["Type:\tProjected (a volume that contains injected data from multiple sources)"]
    for part in source["sources"]?.elements ?? [] {
      if let secret = part["secret"] {
        lines += ["SecretName:\t\(secret["name"]?.string ?? "")", "Optional:\t\(secret["optional"]?.bool ?? false)"]
      } else if part["downwardAPI"] != nil {
        lines.append("DownwardAPI:\ttrue")
      } else if let map = part["configMap"] {
        lines += ["ConfigMapName:\t\(map["name"]?.string ?? "")", "Optional:\t\(map["optional"]?.bool ?? false)"]
      } else if let token = part["serviceAccountToken"] {
        lines.append("TokenExpirationSeconds:\t\(token["expirationSeconds"]?.int ?? 3600)")
      }
    }
    return lines
  }

  private static func csi(_ source: Value) -> [String] {
    [
      "Type:\tCSI (a Container Storage Interface (CSI) volume source)", "Driver:\t\(source["driver"]?.string ?? "")",
      "FSType:\t\(source["fsType"]?.string ?? "")", "VolumeHandle:\t\(source["volumeHandle"]?.string ?? "")",
      "ReadOnly:\t\(source["readOnly"]?.bool ?? false)",
    ]
  }
}

/// Pod templates within descriptions of workloads.
enum PodTemplateText {
  static func write(_ template: Value?, _ writer: inout DescribeWriter) {
    writer.line(0, "Pod Template:")
    guard let template, !template.isNull else { return writer.line(1, "<unset>") }
    let spec = template["spec"] ?? .emptyObject
    writer.labels("Labels", template.meta.labels, indent: "  ")
    if !template.meta.annotations.isEmpty {
      writer.annotations("Annotations", template.meta.annotations, indent: "  ")
    }
    if let account = spec["serviceAccountName"]?.string, !account.isEmpty {
      writer.field("Service Account", account, level: 1)
    }
    let starting = spec["initContainers"]?.elements ?? []
    if !starting.isEmpty {
      ContainerText.write("Init Containers", starting, statuses: [], pod: nil, indent: "  ", &writer)
    }
    ContainerText.write(
      "Containers", spec["containers"]?.elements ?? [], statuses: [], pod: nil, indent: "  ", &writer)
    VolumeText.write(spec["volumes"]?.elements ?? [], indent: "  ", &writer)
    SpreadText.write(spec["topologySpreadConstraints"]?.elements ?? [], indent: "  ", &writer)
    if let name = spec["priorityClassName"]?.string, !name.isEmpty {
      writer.field("Priority Class Name", name, level: 1)
    }
    writer.labels("Node-Selectors", spec["nodeSelector"]?.fields ?? [:], indent: "  ")
    TolerationText.write(spec["tolerations"]?.elements ?? [], indent: "  ", &writer)
  }

  /// The template alone, not laid out, as `rollout history` shows it.
  static func describe(_ template: Value, annotations: Value.Fields) -> String {
    var template = template
    if !annotations.isEmpty {
      var all = template.meta.annotations
      for (key, value) in annotations { all[key] = value }
      template.set(["metadata", "annotations"], to: .object(all))
    }
    var writer = DescribeWriter(now: .init(unixSeconds: 0))
    write(template, &writer)
    return writer.text
  }
}
