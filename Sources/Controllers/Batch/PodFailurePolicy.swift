import Documents
import KubeModel

/// What a Job's `podFailurePolicy` says of a Pod that has failed (pkg/controller/job, pod_failure_policy.go).
struct PodFailurePolicy {
  enum Verdict: Equatable {
    case counts
    case isIgnored
    /// The Job fails at once, for this reason.
    case failsJob(String)
  }

  let rules: [Value]

  init(_ job: Value) {
    rules = job["spec", "podFailurePolicy", "rules"]?.elements ?? []
  }

  /// The first rule that fits decides; where none does, the failure counts.
  func verdict(_ pod: Value) -> Verdict {
    for (place, rule) in rules.enumerated() {
      let action = rule["action"]?.string ?? "Count"
      guard let what = match(rule, pod) else { continue }
      switch action {
      case "FailJob": return .failsJob("\(what) matching FailJob rule at index \(place)")
      case "Ignore": return .isIgnored
      default: return .counts
      }
    }
    return .counts
  }

  /// What of the Pod fits a rule, in words; nil where nothing does.
  private func match(_ rule: Value, _ pod: Value) -> String? {
    let name = "\(pod.meta.namespace)/\(pod.meta.name)"
    if let requirement = rule["onExitCodes"] {
      guard let (container, code) = exitCode(requirement, pod) else { return nil }
      return "Container \(container) for pod \(name) failed with exit code \(code)"
    }
    for pattern in rule["onPodConditions"]?.elements ?? [] {
      let type = pattern["type"]?.string ?? ""
      if pod.condition(type)?["status"]?.string == pattern["status"]?.string ?? "True" {
        return "Pod \(name) has condition \(type)"
      }
    }
    return nil
  }

  private func exitCode(_ requirement: Value, _ pod: Value) -> (String, Int)? {
    let values = (requirement["values"]?.elements ?? []).compactMap(\.int)
    let wanted = requirement["containerName"]?.string
    let statuses = ["containerStatuses", "initContainerStatuses"].flatMap { pod["status", $0]?.elements ?? [] }
    for status in statuses {
      let name = status["name"]?.string ?? ""
      guard wanted == nil || wanted == name, let code = status["state", "terminated", "exitCode"]?.int, code != 0
      else { continue }
      if values.contains(code) == (requirement["operator"]?.string == "In") { return (name, code) }
    }
    return nil
  }
}
