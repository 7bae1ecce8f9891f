import Documents
import KubeModel

/// Descriptions of Pods.
enum PodDescription {
  static func text(_ context: DescribeContext) throws -> String {
    let (pod, spec, status) = (context.object, context.spec, context.status)
    var writer = context.writer
    writer.field("Name", pod.meta.name)
    writer.field("Namespace", pod.meta.namespace)
    writer.field("Priority", String(spec["priority"]?.int ?? 0))
    if let name = spec["priorityClassName"]?.string, !name.isEmpty { writer.field("Priority Class Name", name) }
    if let name = spec["runtimeClassName"]?.string, !name.isEmpty { writer.field("Runtime Class Name", name) }
    if let name = spec["serviceAccountName"]?.string, !name.isEmpty { writer.field("Service Account", name) }
    let node = spec["nodeName"]?.string ?? ""
    writer.field("Node", node.isEmpty ? "<none>" : "\(node)/\(status["hostIP"]?.string ?? "")")
    if let start = status["startTime"]?.string { writer.field("Start Time", DescribeWriter.date(start)) }
    writer.labels("Labels", pod.meta.labels)
    writer.annotations("Annotations", pod.meta.annotations)
    state(pod, status, &writer)
    addresses(status, &writer)
    if let owner = pod.meta.controller { writer.field("Controlled By", "\(owner.kind)/\(owner.name)") }
    if let name = status["nominatedNodeName"]?.string, !name.isEmpty { writer.field("NominatedNodeName", name) }
    containers(pod, spec, status, &writer)
    conditions(spec, status, &writer)
    VolumeText.write(spec["volumes"]?.elements ?? [], indent: "", &writer)
    if let quality = status["qosClass"]?.string { writer.field("QoS Class", quality) }
    writer.labels("Node-Selectors", spec["nodeSelector"]?.fields ?? [:])
    TolerationText.write(spec["tolerations"]?.elements ?? [], indent: "", &writer)
    SpreadText.write(spec["topologySpreadConstraints"]?.elements ?? [], indent: "", &writer)
    writer.events(try context.events())
    return writer.formatted
  }

  private static func state(_ pod: Value, _ status: Value, _ writer: inout DescribeWriter) {
    if let deleted = pod["metadata"]?["deletionTimestamp"]?.string, !["Succeeded", "Failed"].contains(status["phase"]?.string) {
      writer.field("Status", "Terminating (lasts \(writer.age(deleted)))")
      let grace = pod["metadata"]?["deletionGracePeriodSeconds"]?.int ?? 0
      writer.field("Termination Grace Period", "\(grace)s")
    } else {
      writer.field("Status", status["phase"]?.string ?? "")
    }
    if let reason = status["reason"]?.string, !reason.isEmpty { writer.field("Reason", reason) }
    if let message = status["message"]?.string, !message.isEmpty { writer.field("Message", message) }
    if let profile = pod["spec"]?["securityContext"]?["seccompProfile"]?["type"]?.string {
      writer.field("SeccompProfile", profile)
    }
  }

  private static func addresses(_ status: Value, _ writer: inout DescribeWriter) {
    writer.field("IP", status["podIP"]?.string ?? "")
    let all = status["podIPs"]?.elements ?? []
    if all.isEmpty {
      writer.line(0, "IPs:\t<none>")
    } else {
      writer.line(0, "IPs:")
      for address in all { writer.line(1, "IP:\t\(address["ip"]?.string ?? "")") }
    }
  }

  private static func containers(_ pod: Value, _ spec: Value, _ status: Value, _ writer: inout DescribeWriter) {
    for (title, list, statuses) in [
      ("Init Containers", "initContainers", "initContainerStatuses"), ("Containers", "containers", "containerStatuses"),
      ("Ephemeral Containers", "ephemeralContainers", "ephemeralContainerStatuses"),
    ] {
      let elements = spec[list]?.elements ?? []
      if elements.isEmpty, list != "containers" { continue }
      ContainerText.write(
        title, elements, statuses: status[statuses]?.elements ?? [], pod: pod, indent: "", &writer)
    }
  }

  private static func conditions(_ spec: Value, _ status: Value, _ writer: inout DescribeWriter) {
    let conditions = status["conditions"]?.elements ?? []
    let gates = spec["readinessGates"]?.elements ?? []
    if !gates.isEmpty {
      writer.line(0, "Readiness Gates:")
      writer.line(1, "Type\tStatus")
      for gate in gates {
        let type = gate["conditionType"]?.string ?? ""
        let state = conditions.first { $0["type"]?.string == type }?["status"]?.string ?? "<none>"
        writer.line(1, "\(type) \t\(state) ")
      }
    }
    guard !conditions.isEmpty else { return }
    writer.line(0, "Conditions:")
    writer.line(1, "Type\tStatus")
    for condition in conditions {
      writer.line(1, "\(condition["type"]?.string ?? "") \t\(condition["status"]?.string ?? "") ")
    }
  }
}

/// Tolerations of Pods.
enum TolerationText {
  static func write(_ tolerations: [Value], indent: String, _ writer: inout DescribeWriter) {
    writer.raw("\(indent)Tolerations:\t")
    if tolerations.isEmpty { return writer.raw("<none>\n") }
    let sorted = tolerations.enumerated().sorted { left, right in
      let (first, second) = (left.element["key"]?.string ?? "", right.element["key"]?.string ?? "")
      return first == second ? left.offset < right.offset : first < second
    }.map(\.element)
    for (index, toleration) in sorted.enumerated() {
      if index > 0 { writer.raw("\t") }
      let key = toleration["key"]?.string ?? ""
      let value = toleration["value"]?.string ?? ""
      let effect = toleration["effect"]?.string ?? ""
      var text = key
      if !value.isEmpty { text += "=\(value)" }
      if !effect.isEmpty { text += ":\(effect)" }
      if toleration["operator"] == "Exists", value.isEmpty {
        text += key.isEmpty && effect.isEmpty ? "op=Exists" : " op=Exists"
      }
      if let seconds = toleration["tolerationSeconds"]?.int { text += " for \(seconds)s" }
      writer.raw("\(text)\n")
    }
  }
}

/// Topology spread constraints of Pods.
enum SpreadText {
  static func write(_ constraints: [Value], indent: String, _ writer: inout DescribeWriter) {
    guard !constraints.isEmpty else { return }
    writer.raw("\(indent)Topology Spread Constraints:\t")
    let sorted = constraints.sorted { ($0["topologyKey"]?.string ?? "") < ($1["topologyKey"]?.string ?? "") }
    for (index, constraint) in sorted.enumerated() {
      if index > 0 { writer.raw("\t") }
      var text =
        "\(constraint["topologyKey"]?.string ?? ""):\(constraint["whenUnsatisfiable"]?.string ?? "") when max skew "
        + "\(constraint["maxSkew"]?.int ?? 0) is exceeded"
      if let selector = constraint["labelSelector"], !selector.isNull {
        text += " for selector \(LabelSelector(object: selector).description)"
      }
      writer.raw("\(text)\n")
    }
  }
}
