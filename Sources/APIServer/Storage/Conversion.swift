import Documents
import KubeModel

/// Between the form in which a kind is asked for and the one in which it is stored, where these differ.
enum Conversion {
  static func toStorage(_ object: Value, _ kind: ResourceKind) -> Value {
    switch (kind.group, kind.version, kind.name) {
    case ("events.k8s.io", _, "events"): eventToCore(object)
    case ("autoscaling", "v1", "horizontalpodautoscalers"): scalerToV2(object)
    default: object
    }
  }

  static func fromStorage(_ object: Value, _ kind: ResourceKind) -> Value {
    switch (kind.group, kind.version, kind.name) {
    case ("events.k8s.io", _, "events"): return eventFromCore(object)
    case ("autoscaling", "v1", "horizontalpodautoscalers"): return scalerFromV2(object)
    default:
      guard CustomResources.isCustom(kind), object["apiVersion"]?.string != kind.apiVersion else { return object }
      var converted = object
      converted["apiVersion"] = .string(kind.apiVersion)
      return converted
    }
  }

  private static let eventFields = [
    ("regarding", "involvedObject"), ("note", "message"), ("deprecatedSource", "source"),
    ("deprecatedFirstTimestamp", "firstTimestamp"), ("deprecatedLastTimestamp", "lastTimestamp"),
    ("deprecatedCount", "count"), ("reportingController", "reportingComponent"),
  ]

  private static func eventToCore(_ event: Value) -> Value {
    var core = event
    core["apiVersion"] = "v1"
    for (new, old) in eventFields {
      core[old] = event[new]
      core[new] = nil
    }
    return core
  }

  private static func eventFromCore(_ event: Value) -> Value {
    var new = event
    new["apiVersion"] = "events.k8s.io/v1"
    for (name, old) in eventFields {
      new[name] = event[old]
      new[old] = nil
    }
    return new
  }

  private static func scalerToV2(_ scaler: Value) -> Value {
    var result = scaler
    result["apiVersion"] = "autoscaling/v2"
    if let percentage = scaler["spec"]?["targetCPUUtilizationPercentage"] {
      result.set(["spec", "targetCPUUtilizationPercentage"], to: nil)
      result.set(
        ["spec", "metrics"],
        to: [
          [
            "type": "Resource",
            "resource": ["name": "cpu", "target": ["type": "Utilization", "averageUtilization": percentage]],
          ]
        ])
    }
    return result
  }

  private static func scalerFromV2(_ scaler: Value) -> Value {
    var result = scaler
    result["apiVersion"] = "autoscaling/v1"
    result.set(["spec", "metrics"], to: nil)
    result.set(["status", "conditions"], to: nil)
    result.set(["status", "currentMetrics"], to: nil)
    for metric in scaler["spec"]?["metrics"]?.elements ?? [] where metric["resource"]?["name"] == "cpu" {
      if let percentage = metric["resource"]?["target"]?["averageUtilization"] {
        result.set(["spec", "targetCPUUtilizationPercentage"], to: percentage)
      }
    }
    return result
  }
}
