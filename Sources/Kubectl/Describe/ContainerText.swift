import Documents
import KubeModel

/// Containers within descriptions of Pods and of Pod templates.
enum ContainerText {
  /// - Parameters:
  ///   - pod: The Pod, for values that come from it; nil within templates.
  ///   - indent: What stands before the title; within templates names are one blank further in.
  static func write(
    _ title: String, _ containers: [Value], statuses: [Value], pod: Value?, indent: String,
    _ writer: inout DescribeWriter
  ) {
    if containers.isEmpty { return writer.raw("\(indent)\(title): <none>\n") }
    writer.raw("\(indent)\(title):\n")
    for container in containers {
      let name = container["name"]?.string ?? ""
      let status = statuses.first { $0["name"]?.string == name }
      writer.line(1, "\(indent.isEmpty ? "" : " ")\(name):")
      basics(container, status, &writer)
      words("Command", container["command"], &writer)
      words("Args", container["args"], &writer)
      if let status { state(status, &writer) }
      resources(container["resources"], &writer)
      probes(container, &writer)
      sources(container, &writer)
      variables(container, pod, &writer)
      mounts(container, &writer)
    }
  }

  private static func basics(_ container: Value, _ status: Value?, _ writer: inout DescribeWriter) {
    if let status { writer.field("Container ID", status["containerID"]?.string ?? "", level: 2) }
    writer.field("Image", container["image"]?.string ?? "", level: 2)
    if let status { writer.field("Image ID", status["imageID"]?.string ?? "", level: 2) }
    let ports = container["ports"]?.elements ?? []
    func list(_ key: String) -> String {
      ports.map { port in
        let name = port["name"]?.string.map { " (\($0))" } ?? ""
        return "\(port[key]?.int ?? 0)/\(port["protocol"]?.string ?? "TCP")\(name)"
      }.joined(separator: ", ")
    }
    for (title, key) in [("Port", "containerPort"), ("Host Port", "hostPort")] {
      let text = list(key)
      writer.field(text.contains(",") ? "\(title)s" : title, text.isEmpty ? "<none>" : text, level: 2)
    }
    if let profile = container["securityContext"]?["seccompProfile"]?["type"]?.string {
      writer.field("SeccompProfile", profile, level: 2)
    }
  }

  private static func words(_ title: String, _ value: Value?, _ writer: inout DescribeWriter) {
    let words = value?.elements ?? []
    guard !words.isEmpty else { return }
    writer.line(2, "\(title):")
    for word in words {
      for part in (word.string ?? "").split(separator: "\n", omittingEmptySubsequences: false) {
        writer.line(3, String(part))
      }
    }
  }

  private static func state(_ status: Value, _ writer: inout DescribeWriter) {
    state("State", status["state"] ?? .emptyObject, &writer)
    if let last = status["lastState"], last["terminated"] != nil { state("Last State", last, &writer) }
    writer.field("Ready", status["ready"]?.bool == true ? "True" : "False", level: 2)
    writer.field("Restart Count", String(status["restartCount"]?.int ?? 0), level: 2)
  }

  private static func state(_ title: String, _ state: Value, _ writer: inout DescribeWriter) {
    if let running = state["running"] {
      writer.field(title, "Running", level: 2)
      writer.field("Started", DescribeWriter.date(running["startedAt"]?.string), level: 3)
    } else if let ended = state["terminated"] {
      writer.field(title, "Terminated", level: 2)
      if let reason = ended["reason"]?.string, !reason.isEmpty { writer.field("Reason", reason, level: 3) }
      if let message = ended["message"]?.string, !message.isEmpty { writer.field("Message", message, level: 3) }
      writer.field("Exit Code", String(ended["exitCode"]?.int ?? 0), level: 3)
      if let signal = ended["signal"]?.int, signal > 0 { writer.field("Signal", String(signal), level: 3) }
      writer.field("Started", DescribeWriter.date(ended["startedAt"]?.string), level: 3)
      writer.field("Finished", DescribeWriter.date(ended["finishedAt"]?.string), level: 3)
    } else {
      writer.field(title, "Waiting", level: 2)
      if let reason = state["waiting"]?["reason"]?.string, !reason.isEmpty { writer.field("Reason", reason, level: 3) }
    }
  }

  private static func resources(_ resources: Value?, _ writer: inout DescribeWriter) {
    for (title, key) in [("Limits", "limits"), ("Requests", "requests")] {
      let amounts = resources?[key]?.fields ?? [:]
      guard !amounts.isEmpty else { continue }
      writer.line(2, "\(title):")
      for name in amounts.keys.sorted() { writer.field(name, GoPrint.text(amounts[name] ?? .null), level: 3) }
    }
  }

  private static func probes(_ container: Value, _ writer: inout DescribeWriter) {
    for (title, key) in [("Liveness", "livenessProbe"), ("Readiness", "readinessProbe"), ("Startup", "startupProbe")] {
      guard let probe = container[key], !probe.isNull else { continue }
      writer.field(title, ProbeText.text(probe), level: 2)
    }
  }

  private static func sources(_ container: Value, _ writer: inout DescribeWriter) {
    let sources = container["envFrom"]?.elements ?? []
    guard !sources.isEmpty else { return }
    writer.line(2, "Environment Variables from:")
    for source in sources {
      let (kind, reference) =
        source["configMapRef"].map { ("ConfigMap", $0) } ?? ("Secret", source["secretRef"] ?? .emptyObject)
      let prefix = source["prefix"]?.string.map { $0.isEmpty ? "" : " with prefix '\($0)'" } ?? ""
      let optional = reference["optional"]?.bool ?? false
      writer.line(3, "\(reference["name"]?.string ?? "")\t\(kind)\(prefix)\tOptional: \(optional)")
    }
  }

  private static func variables(_ container: Value, _ pod: Value?, _ writer: inout DescribeWriter) {
    let variables = container["env"]?.elements ?? []
    if variables.isEmpty { return writer.line(2, "Environment:\t<none>") }
    writer.line(2, "Environment:")
    for variable in variables {
      let name = variable["name"]?.string ?? ""
      guard let source = variable["valueFrom"], !source.isNull else {
        let parts = (variable["value"]?.string ?? "").split(separator: "\n", omittingEmptySubsequences: false)
        for (index, part) in parts.enumerated() { writer.line(3, index == 0 ? "\(name):\t\(part)" : "\t\(part)") }
        continue
      }
      writer.line(3, "\(name):\t\(reference(source, container, pod))")
    }
  }

  private static func reference(_ source: Value, _ container: Value, _ pod: Value?) -> String {
    if let field = source["fieldRef"] {
      let path = field["fieldPath"]?.string ?? ""
      return "\(pod.map { fieldValue(path, $0) } ?? "") (\(field["apiVersion"]?.string ?? "v1"):\(path))"
    }
    if let resource = source["resourceFieldRef"] {
      let name = resource["resource"]?.string ?? ""
      let parts = name.split(separator: ".", maxSplits: 1).map(String.init)
      let amount = parts.count == 2 ? container["resources"]?[parts[0], parts[1]]?.string ?? "0" : "0"
      let isUnlimited = amount == "0" && ["limits.cpu", "limits.memory"].contains(name)
      return "\(isUnlimited ? "node allocatable" : amount) (\(name))"
    }
    if let key = source["secretKeyRef"] {
      return "<set to the key '\(key["key"]?.string ?? "")' in secret '\(key["name"]?.string ?? "")'>\tOptional: "
        + "\(key["optional"]?.bool ?? false)"
    }
    let key = source["configMapKeyRef"] ?? .emptyObject
    return "<set to the key '\(key["key"]?.string ?? "")' of config map '\(key["name"]?.string ?? "")'>\tOptional: "
      + "\(key["optional"]?.bool ?? false)"
  }

  private static func fieldValue(_ path: String, _ pod: Value) -> String {
    switch path {
    case "metadata.name": pod.meta.name
    case "metadata.namespace": pod.meta.namespace
    case "metadata.uid": pod.meta.uid
    default: ""
    }
  }

  private static func mounts(_ container: Value, _ writer: inout DescribeWriter) {
    let mounts = container["volumeMounts"]?.elements ?? []
    if mounts.isEmpty {
      writer.line(2, "Mounts:\t<none>")
    } else {
      writer.line(2, "Mounts:")
      for mount in mounts.sorted(by: { ($0["mountPath"]?.string ?? "") < ($1["mountPath"]?.string ?? "") }) {
        var flags = [mount["readOnly"]?.bool == true ? "ro" : "rw"]
        if let path = mount["subPath"]?.string, !path.isEmpty { flags.append("path=\(GoText.quoted(path))") }
        writer.line(
          3,
          "\(mount["mountPath"]?.string ?? "") from \(mount["name"]?.string ?? "") (\(flags.joined(separator: ",")))")
      }
    }
    let devices = container["volumeDevices"]?.elements ?? []
    guard !devices.isEmpty else { return }
    writer.line(2, "Devices:")
    for device in devices.sorted(by: { ($0["devicePath"]?.string ?? "") < ($1["devicePath"]?.string ?? "") }) {
      writer.line(3, "\(device["devicePath"]?.string ?? "") from \(device["name"]?.string ?? "")")
    }
  }
}

/// Probes of containers in one line.
enum ProbeText {
  static func text(_ probe: Value) -> String {
    func number(_ key: String, _ fallback: Int) -> Int { probe[key]?.int ?? fallback }
    let times =
      "delay=\(number("initialDelaySeconds", 0))s timeout=\(number("timeoutSeconds", 1))s "
      + "period=\(number("periodSeconds", 10))s #success=\(number("successThreshold", 1)) "
      + "#failure=\(number("failureThreshold", 3))"
    if let command = probe["exec"] {
      return "exec \(GoText.list((command["command"]?.elements ?? []).compactMap(\.string))) \(times)"
    }
    if let get = probe["httpGet"] {
      let scheme = (get["scheme"]?.string ?? "HTTP").lowercased()
      let path = get["path"]?.string ?? ""
      let port = get["port"].map(GoPrint.text) ?? ""
      return "http-get \(scheme)://\(get["host"]?.string ?? ""):\(port)\(path) \(times)"
    }
    if let socket = probe["tcpSocket"] {
      return "tcp-socket \(socket["host"]?.string ?? ""):\(socket["port"].map(GoPrint.text) ?? "") \(times)"
    }
    if let call = probe["grpc"] {
      return "grpc <pod>:\(call["port"]?.int ?? 0) \(call["service"]?.string ?? "") \(times)"
    }
    return "unknown \(times)"
  }
}
