import Documents
import KubeModel

extension Validation {
  static func service(_ service: Value) -> [FieldError] {
    let spec = service["spec"] ?? .emptyObject
    let type = spec["type"]?.string ?? ""
    var problems: [FieldError] = []
    let ports = spec["ports"]?.elements ?? []
    let isHeadless = spec["clusterIP"] == "None"
    if ports.isEmpty, !isHeadless, type != "ExternalName" { problems.append(.required("spec.ports")) }
    if type == "ExternalName" {
      let name = spec["externalName"]?.string ?? ""
      if name.isEmpty {
        problems.append(.required("spec.externalName"))
      } else {
        let trimmed = name.hasSuffix(".") ? String(name.dropLast()) : name
        problems += Self.problems("spec.externalName", name, Names.subdomain(trimmed))
      }
      if let address = spec["clusterIP"]?.string, !address.isEmpty {
        problems.append(.forbidden("spec.clusterIPs[0]", "may not be set when `type` is 'ExternalName'"))
      }
    }
    problems += servicePorts(ports, isHeadless: isHeadless)
    problems += labels(spec["selector"]?.fields ?? [:], "spec.selector")
    problems += supported(spec["sessionAffinity"], "spec.sessionAffinity", ["ClientIP", "None"])
    problems += supported(spec["type"], "spec.type", ["ClusterIP", "ExternalName", "LoadBalancer", "NodePort"])
    if isHeadless, type == "NodePort" || type == "LoadBalancer" {
      problems.append(
        .invalid("spec.clusterIPs[0]", "None", "may not be set to 'None' for \(type) services"))
    }
    for (index, address) in (spec["externalIPs"]?.elements ?? []).enumerated() {
      problems += addressProblems(address.string ?? "", "spec.externalIPs[\(index)]")
    }
    if let address = spec["clusterIP"]?.string, !address.isEmpty, address != "None", Address(address) == nil {
      problems += addressProblems(address, "spec.clusterIPs[0]")
    }
    return problems
  }

  private static func servicePorts(_ ports: [Value], isHeadless: Bool) -> [FieldError] {
    var problems: [FieldError] = []
    var names: Set<String> = []
    for (index, port) in ports.enumerated() {
      let at = "spec.ports[\(index)]"
      let name = port["name"]?.string ?? ""
      if ports.count > 1, name.isEmpty {
        problems.append(.required("\(at).name"))
      } else if !name.isEmpty {
        problems += Self.problems("\(at).name", name, Names.label(name))
        if !names.insert(name).inserted { problems.append(.duplicate("\(at).name", .string(name))) }
      }
      let number = port["port"]?.int ?? 0
      problems += Names.portNumber(number).map { .invalid("\(at).port", .int(Int64(number)), $0) }
      problems += supported(port["protocol"], "\(at).protocol", ["SCTP", "TCP", "UDP"])
      problems += portOrName(port["targetPort"], "\(at).targetPort")
    }
    for (index, port) in ports.enumerated() {
      let isTwin = ports[..<index].contains { $0["port"] == port["port"] && $0["protocol"] == port["protocol"] }
      guard isTwin else { continue }
      problems.append(
        .duplicate(
          "spec.ports[\(index)]",
          .object([
            "Name": "", "Protocol": port["protocol"] ?? "TCP", "AppProtocol": .null, "Port": port["port"] ?? 0,
            "TargetPort": 0, "NodePort": 0,
          ]), keepsOrder: true))
    }
    return problems
  }

  static func serviceUpdate(_ new: Value, _ old: Value) -> [FieldError] {
    var problems: [FieldError] = []
    let (after, before) = (new["spec"]?["clusterIP"]?.string ?? "", old["spec"]?["clusterIP"]?.string ?? "")
    let isExternal = new["spec"]?["type"] == "ExternalName" || old["spec"]?["type"] == "ExternalName"
    if !isExternal, !before.isEmpty, after != before {
      problems.append(
        .invalid("spec.clusterIPs[0]", .array(after.isEmpty ? [] : [.string(after)]), "may not change once set"))
    }
    return problems + service(new)
  }
}
