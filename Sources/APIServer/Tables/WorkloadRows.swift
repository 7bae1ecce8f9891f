import Documents
import KubeModel
import Simulation

extension Tables {
  static let workloads: [String: Row] = [
    "deployments.apps": { object, now in
      let status = object["status"] ?? .null
      return [
        name(object), .string("\(status["readyReplicas"]?.int ?? 0)/\(object["spec"]?["replicas"]?.int ?? 0)"),
        .string(String(status["updatedReplicas"]?.int ?? 0)), .string(String(status["availableReplicas"]?.int ?? 0)),
        age(object, now),
      ] + workload(object)
    },
    "replicasets.apps": { object, now in
      [
        name(object), count(object["spec"]?["replicas"]), count(object["status"]?["replicas"]),
        count(object["status"]?["readyReplicas"]), age(object, now),
      ] + workload(object)
    },
    "replicationcontrollers": { object, now in
      [
        name(object), count(object["spec"]?["replicas"]), count(object["status"]?["replicas"]),
        count(object["status"]?["readyReplicas"]), age(object, now),
      ] + containers(object["spec"]?["template"]?["spec"]) + [labels(object["spec"]?["selector"])]
    },
    "statefulsets.apps": { object, now in
      [
        name(object),
        .string("\(object["status"]?["readyReplicas"]?.int ?? 0)/\(object["spec"]?["replicas"]?.int ?? 0)"),
        age(object, now),
      ] + containers(object["spec"]?["template"]?["spec"])
    },
    "daemonsets.apps": { object, now in
      let status = object["status"] ?? .null
      return [
        name(object), count(status["desiredNumberScheduled"]), count(status["currentNumberScheduled"]),
        count(status["numberReady"]), count(status["updatedNumberScheduled"]), count(status["numberAvailable"]),
        labels(object.at(["spec", "template", "spec", "nodeSelector"])), age(object, now),
      ] + workload(object)
    },
    "jobs.batch": { job($0, $1) },
    "cronjobs.batch": { object, now in
      let spec = object["spec"] ?? .null
      let last = object["status"]?["lastScheduleTime"]?.string
      let suspended = spec["suspend"]?.bool.map { $0 ? "True" : "False" } ?? "<unset>"
      return [
        name(object), text(spec["schedule"], or: ""), text(spec["timeZone"]), .string(suspended),
        .int(Int64(object["status"]?["active"]?.elements.count ?? 0)),
        .string(last.map { Age.text(since: $0, now: now) } ?? "<none>"), age(object, now),
      ] + containers(spec.at(["jobTemplate", "spec", "template", "spec"]))
        + [selector(spec.at(["jobTemplate", "spec", "selector"]))]
    },
    "controllerrevisions.apps": { object, now in
      let owner = object.meta.controller
      let group = owner.map { GroupVersion($0.apiVersion).group } ?? ""
      let kind = (owner?.kind ?? "").lowercased()
      let text = owner.map { "\(group.isEmpty ? kind : "\(kind).\(group)")/\($0.name)" } ?? "<none>"
      return [name(object), .string(text), .string(String(object["revision"]?.int ?? 0)), age(object, now)]
    },
    "horizontalpodautoscalers.autoscaling": { autoscaler($0, $1) },
    "poddisruptionbudgets.policy": { object, now in
      func bound(_ key: String) -> Value {
        switch IntOrString(object["spec"]?[key]) {
        case .int(let number): .string(String(number))
        case .string(let text): .string(text)
        case nil: "N/A"
        }
      }
      return [
        name(object), bound("minAvailable"), bound("maxUnavailable"), count(object["status"]?["disruptionsAllowed"]),
        age(object, now),
      ]
    },
  ]

  private static func workload(_ object: Value) -> [Value] {
    containers(object["spec"]?["template"]?["spec"]) + [selector(object["spec"]?["selector"])]
  }

  private static func job(_ job: Value, _ now: WallTime) -> [Value] {
    let (spec, status) = (job["spec"] ?? .null, job["status"] ?? .null)
    let succeeded = status["succeeded"]?.int ?? 0
    let parallelism = spec["parallelism"]?.int ?? 0
    let completions: String
    if let wanted = spec["completions"]?.int {
      completions = "\(succeeded)/\(wanted)"
    } else {
      completions = parallelism > 1 ? "\(succeeded)/1 of \(parallelism)" : "\(succeeded)/1"
    }
    var duration = ""
    if let start = status["startTime"]?.string.flatMap({ WallTime(rfc3339: $0) }) {
      let end = status["completionTime"]?.string.flatMap { WallTime(rfc3339: $0) } ?? now
      duration = Age.text(end - start)
    }
    func has(_ type: String) -> Bool {
      (status["conditions"]?.elements ?? []).contains { $0["type"]?.string == type && $0["status"] == "True" }
    }
    let state =
      has("Complete")
      ? "Complete"
      : has("Failed")
        ? "Failed"
        : job.meta.isBeingDeleted
          ? "Terminating"
          : has("Suspended")
            ? "Suspended"
            : has("FailureTarget") ? "FailureTarget" : has("SuccessCriteriaMet") ? "SuccessCriteriaMet" : "Running"
    return [name(job), .string(state), .string(completions), .string(duration), age(job, now)]
      + containers(spec["template"]?["spec"]) + [selector(spec["selector"])]
  }

  private static func autoscaler(_ scaler: Value, _ now: WallTime) -> [Value] {
    let spec = scaler["spec"] ?? .null
    let target = spec["scaleTargetRef"] ?? .null
    return [
      name(scaler), .string("\(target["kind"]?.string ?? "")/\(target["name"]?.string ?? "")"),
      .string(metrics(scaler)),
      .string(spec["minReplicas"]?.int.map { String($0) } ?? "<unset>"), .string(String(spec["maxReplicas"]?.int ?? 0)),
      .string(String(scaler["status"]?["currentReplicas"]?.int ?? 0)), age(scaler, now),
    ]
  }

  private static func metrics(_ scaler: Value) -> String {
    let current = scaler["status"]?["currentMetrics"]?.elements ?? []
    let texts = (scaler["spec"]?["metrics"]?.elements ?? []).enumerated().map { index, metric -> String in
      let found = index < current.count ? current[index] : .null
      switch metric["type"]?.string {
      case "Resource", "ContainerResource":
        let key = metric["type"] == "Resource" ? "resource" : "containerResource"
        let source = metric[key] ?? .null
        let now = found[key]?["current"] ?? .null
        let name = source["name"]?.string ?? ""
        if let average = source["target"]?["averageValue"]?.string {
          return "\(name): \(now["averageValue"]?.string ?? "<unknown>")/\(average)"
        }
        let have = now["averageUtilization"]?.int.map { "\($0)%" } ?? "<unknown>"
        let want = source["target"]?["averageUtilization"]?.int.map { "\($0)%" } ?? "<auto>"
        return "\(name): \(have)/\(want)"
      case "Pods":
        let have = found["pods"]?["current"]?["averageValue"]?.string ?? "<unknown>"
        return "\(have)/\(metric["pods"]?["target"]?["averageValue"]?.string ?? "")"
      default: return "<unknown type>"
      }
    }
    if texts.isEmpty { return "<none>" }
    let head = texts.prefix(2).joined(separator: ", ")
    return texts.count > 2 ? "\(head) + \(texts.count - 2) more..." : head
  }
}
