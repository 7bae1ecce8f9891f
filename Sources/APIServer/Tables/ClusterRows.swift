import Documents
import KubeModel
import Simulation

extension Tables {
  private static func created(_ object: Value) -> [Value] {
    [name(object), object["metadata"]?["creationTimestamp"] ?? .null]
  }

  static let cluster: [String: Row] = [
    "roles.rbac.authorization.k8s.io": { object, _ in created(object) },
    "clusterroles.rbac.authorization.k8s.io": { object, _ in created(object) },
    "customresourcedefinitions.apiextensions.k8s.io": { object, _ in created(object) },
    "rolebindings.rbac.authorization.k8s.io": { binding($0, $1) },
    "clusterrolebindings.rbac.authorization.k8s.io": { binding($0, $1) },
    "apiservices.apiregistration.k8s.io": { object, now in
      let service = object["spec"]?["service"]
      let text = service.map { "\($0["namespace"]?.string ?? "")/\($0["name"]?.string ?? "")" } ?? "Local"
      let condition = (object["status"]?["conditions"]?.elements ?? []).first { $0["type"] == "Available" }
      var state = condition?["status"]?.string ?? "Unknown"
      if state != "True", let reason = condition?["reason"]?.string { state += " (\(reason))" }
      return [name(object), .string(text), .string(state), age(object, now)]
    },
    "certificatesigningrequests.certificates.k8s.io": { object, now in
      let spec = object["spec"] ?? .null
      let seconds = spec["expirationSeconds"]?.int
      var states: [String] = []
      var isDecided = false
      for condition in object["status"]?["conditions"]?.elements ?? [] {
        guard let type = condition["type"]?.string else { continue }
        states.append(type)
        isDecided = true
      }
      if !isDecided { states.append("Pending") }
      if states.contains("Approved"), object["status"]?["certificate"] != nil { states.append("Issued") }
      return [
        name(object), age(object, now), text(spec["signerName"]), text(spec["username"], or: ""),
        .string(seconds.map { Age.text(.seconds($0)) } ?? "<none>"), .string(states.joined(separator: ",")),
      ]
    },
    "leases.coordination.k8s.io": { [name($0), text($0["spec"]?["holderIdentity"], or: ""), age($0, $1)] },
    "priorityclasses.scheduling.k8s.io": { object, now in
      [
        name(object), count(object["value"]), .bool(object["globalDefault"] == true), age(object, now),
        text(object["preemptionPolicy"], or: "PreemptLowerPriority"),
      ]
    },
    "runtimeclasses.node.k8s.io": { [name($0), text($0["handler"], or: ""), age($0, $1)] },
    "flowschemas.flowcontrol.apiserver.k8s.io": { object, now in
      let spec = object["spec"] ?? .null
      let missing = (object["status"]?["conditions"]?.elements ?? []).first { $0["type"] == "Dangling" }?["status"]?
        .string
      return [
        name(object), text(spec["priorityLevelConfiguration"]?["name"], or: ""),
        .string(String(spec["matchingPrecedence"]?.int ?? 0)), text(spec["distinguisherMethod"]?["type"]),
        age(object, now), .string(missing ?? "?"),
      ]
    },
    "prioritylevelconfigurations.flowcontrol.apiserver.k8s.io": { object, now in
      let spec = object["spec"] ?? .null
      let part = spec["limited"] ?? .null
      let queuing = spec["limited"]?["limitResponse"]?["queuing"]
      func number(_ key: String) -> Value { .string(queuing?[key]?.int.map { String($0) } ?? "<none>") }
      return [
        name(object), text(spec["type"], or: ""),
        .string(part["nominalConcurrencyShares"]?.int.map { String($0) } ?? "<none>"), number("queues"),
        number("handSize"), number("queueLengthLimit"), age(object, now),
      ]
    },
    "mutatingwebhookconfigurations.admissionregistration.k8s.io": { object, now in
      [name(object), .int(Int64(object["webhooks"]?.elements.count ?? 0)), age(object, now)]
    },
    "validatingwebhookconfigurations.admissionregistration.k8s.io": { object, now in
      [name(object), .int(Int64(object["webhooks"]?.elements.count ?? 0)), age(object, now)]
    },
  ]

  private static func binding(_ binding: Value, _ now: WallTime) -> [Value] {
    let reference = binding["roleRef"] ?? .null
    let subjects = binding["subjects"]?.elements ?? []
    func names(_ kind: String) -> [String] {
      subjects.filter { $0["kind"]?.string == kind }.map { subject in
        let name = subject["name"]?.string ?? ""
        return kind == "ServiceAccount" ? "\(subject["namespace"]?.string ?? "")/\(name)" : name
      }
    }
    return [
      name(binding), .string("\(reference["kind"]?.string ?? "")/\(reference["name"]?.string ?? "")"),
      age(binding, now), .string(names("User").joined(separator: ", ")),
      .string(names("Group").joined(separator: ", ")),
      .string(names("ServiceAccount").joined(separator: ", ")),
    ]
  }
}
