import Documents
import KubeModel

/// What the server only warns about (kubernetes, pkg/api/pod/warnings.go and others).
enum Warnings {
  static func add(_ object: Value, _ kind: ResourceKind, _ call: inout APICall) {
    switch kind.qualifiedName {
    case "pods":
      let problems = Names.label(object.meta.name)
      if !problems.isEmpty {
        call.warnings.append(
          "metadata.name: this is used in the Pod's hostname, which can result in surprising behavior; a DNS label is "
            + "recommended: [\(problems.joined(separator: ", "))]")
      }
      addPod(object["spec"] ?? .null, "spec", &call)
    case "deployments.apps", "replicasets.apps", "statefulsets.apps", "daemonsets.apps", "jobs.batch":
      addPod(object.at(["spec", "template", "spec"]) ?? .null, "spec.template.spec", &call)
    case "cronjobs.batch":
      addPod(
        object.at(["spec", "jobTemplate", "spec", "template", "spec"]) ?? .null,
        "spec.jobTemplate.spec.template.spec", &call)
    case "endpoints":
      call.warnings.append(endpointsAreDeprecated)
    default: break
    }
  }

  static func addRead(_ kind: ResourceKind, _ call: inout APICall) {
    if kind.qualifiedName == "endpoints" { call.warnings.append(endpointsAreDeprecated) }
  }

  private static let endpointsAreDeprecated =
    "v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice"

  private static func addPod(_ spec: Value, _ path: String, _ call: inout APICall) {
    for (index, secret) in (spec["imagePullSecrets"]?.elements ?? []).enumerated()
    where (secret["name"]?.string ?? "").isEmpty {
      call.warnings.append("\(path).imagePullSecrets[\(index)].name: invalid empty name \"\"")
    }
    for (index, container) in (spec["containers"]?.elements ?? []).enumerated() {
      for kind in ["limits", "requests"] {
        for name in ["memory", "ephemeral-storage"] {
          guard let text = container["resources"]?[kind]?[name]?.string, text.hasSuffix("m") else { continue }
          call.warnings.append(
            "\(path).containers[\(index)].resources.\(kind)[\(name)]: fractional byte value \"\(text)\" is invalid, "
              + "must be an integer")
        }
      }
    }
    for (index, container) in (spec["containers"]?.elements ?? []).enumerated() {
      var seen: [String: Int] = [:]
      for (place, variable) in (container["env"]?.elements ?? []).enumerated() {
        let name = variable["name"]?.string ?? ""
        if let first = seen[name] {
          call.warnings.append(
            "\(path).containers[\(index)].env[\(place)]: hides previous definition of \"\(name)\", which may be dropped when using apply"
          )
          _ = first
        }
        seen[name] = place
      }
      var ports: Set<String> = []
      for (place, port) in (container["ports"]?.elements ?? []).enumerated() {
        let text = "\(port["containerPort"]?.int ?? 0)/\(port["protocol"]?.string ?? "TCP")"
        if !ports.insert(text).inserted {
          let first = (container["ports"]?.elements ?? []).firstIndex {
            $0["containerPort"] == port["containerPort"] && $0["protocol"] == port["protocol"]
          }
          call.warnings.append(
            "\(path).containers[\(index)].ports[\(place)]: duplicate port definition with \(path).containers[\(index)].ports[\(first ?? 0)]"
          )
        }
      }
    }
  }
}
