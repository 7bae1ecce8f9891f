import Documents
import KubeModel

extension Validation {
  static func template(_ template: Value, selector: Value?, _ path: String) -> [FieldError] {
    var problems: [FieldError] = []
    let labels = template["metadata"]?["labels"]?.fields ?? [:]
    if let selector {
      let parsed = LabelSelector(object: selector)
      if !parsed.isEmpty, !parsed.matches(labels) {
        problems.append(
          .invalid(
            "\(path).metadata.labels", .object(labels), "`selector` does not match template `labels`"))
      }
    }
    problems += Self.labels(labels, "\(path).labels")
    problems += podSpec(template["spec"] ?? .emptyObject, "\(path).spec")
    return problems
  }

  private static func selector(_ spec: Value, kind: String) -> [FieldError] {
    guard let selector = spec["selector"] else { return [.required("spec.selector")] }
    var problems = labelSelector(selector, "spec.selector")
    if (selector["matchLabels"]?.fields ?? [:]).isEmpty, (selector["matchExpressions"]?.elements ?? []).isEmpty {
      problems.append(.invalid("spec.selector", selector, "empty selector is invalid for \(kind)"))
    }
    return problems
  }

  private static func validSelector(_ spec: Value) -> [FieldError] {
    guard let selector = spec["selector"] else { return [] }
    let known = ["In", "NotIn", "Exists", "DoesNotExist"]
    let isValid = (selector["matchExpressions"]?.elements ?? []).allSatisfy {
      known.contains($0["operator"]?.string ?? "")
    }
    return isValid ? [] : [.invalid("spec.selector", selector, "invalid label selector")]
  }

  private static func alwaysRestarts(_ spec: Value, _ path: String) -> [FieldError] {
    guard let policy = spec["template"]?["spec"]?["restartPolicy"], policy != "Always" else { return [] }
    return [.notSupported("\(path).template.spec.restartPolicy", policy, ["Always"])]
  }

  static func deployment(_ object: Value) -> [FieldError] {
    let spec = object["spec"] ?? .emptyObject
    var problems = nonNegative(spec["replicas"], "spec.replicas") + selector(spec, kind: "deployment")
    let invalid = validSelector(spec)
    problems += invalid
    if invalid.isEmpty {
      problems += template(spec["template"] ?? .emptyObject, selector: spec["selector"], "spec.template")
      problems += alwaysRestarts(spec, "spec")
    }
    let strategy = spec["strategy"] ?? .null
    switch strategy["type"]?.string {
    case "Recreate":
      if strategy["rollingUpdate"] != nil {
        problems.append(
          .forbidden("spec.strategy.rollingUpdate", "may not be specified when strategy `type` is 'Recreate'"))
      }
    case "RollingUpdate":
      let update = strategy["rollingUpdate"] ?? .null
      for key in ["maxUnavailable", "maxSurge"] {
        problems += share(update[key], "spec.strategy.rollingUpdate.\(key)")
      }
      if isZero(update["maxUnavailable"]), isZero(update["maxSurge"]) {
        problems.append(
          .invalid(
            "spec.strategy.rollingUpdate.maxUnavailable", update["maxUnavailable"] ?? 0,
            "may not be 0 when `maxSurge` is 0"))
      }
    default:
      problems.append(
        .notSupported("spec.strategy.type", strategy["type"] ?? "", ["Recreate", "RollingUpdate"]))
    }
    for key in ["minReadySeconds", "revisionHistoryLimit", "progressDeadlineSeconds"] {
      problems += nonNegative(spec[key], "spec.\(key)")
    }
    if let deadline = spec["progressDeadlineSeconds"]?.int, deadline <= spec["minReadySeconds"]?.int ?? 0 {
      problems.append(
        .invalid("spec.progressDeadlineSeconds", .int(Int64(deadline)), "must be greater than minReadySeconds"))
    }
    return problems
  }

  /// A number that is not negative, or a percentage.
  static func share(_ value: Value?, _ path: String) -> [FieldError] {
    guard let value, let share = IntOrString(value) else { return [] }
    switch share {
    case .int(let number):
      return number < 0 ? [.invalid(path, value, "must be greater than or equal to 0")] : []
    case .string(let text):
      if text.hasSuffix("%"), !text.dropLast().isEmpty, text.dropLast().allSatisfy({ $0.isASCII && $0.isNumber }) {
        return []
      }
      return [
        .invalid(
          path, value,
          "a valid percent string must be a numeric string followed by an ending '%' (e.g. '1%',  or '93%', regex "
            + "used for validation is '[0-9]+%')")
      ]
    }
  }

  private static func isZero(_ value: Value?) -> Bool { value == 0 || value == "0%" }

  static func replicaSet(_ object: Value) -> [FieldError] {
    let spec = object["spec"] ?? .emptyObject
    var problems = nonNegative(spec["replicas"], "spec.replicas") + selector(spec, kind: "deployment")
    problems += template(spec["template"] ?? .emptyObject, selector: spec["selector"], "spec.template")
    return problems + alwaysRestarts(spec, "spec")
  }

  static func statefulSet(_ object: Value) -> [FieldError] {
    let spec = object["spec"] ?? .emptyObject
    var problems = supported(
      spec["podManagementPolicy"], "spec.podManagementPolicy", ["OrderedReady", "Parallel"])
    problems += nonNegative(spec["replicas"], "spec.replicas") + selector(spec, kind: "statefulset")
    problems += template(spec["template"] ?? .emptyObject, selector: spec["selector"], "spec.template")
    return problems + alwaysRestarts(spec, "spec")
  }

  static func statefulSetUpdate(_ new: Value, _ old: Value) -> [FieldError] {
    var problems = statefulSet(new)
    var (after, before) = (new["spec"]?.fields ?? [:], old["spec"]?.fields ?? [:])
    for key in [
      "replicas", "ordinals", "template", "updateStrategy", "revisionHistoryLimit",
      "persistentVolumeClaimRetentionPolicy", "minReadySeconds",
    ] {
      after[key] = nil
      before[key] = nil
    }
    if Value.object(after) != Value.object(before) {
      problems.append(
        .forbidden(
          "spec",
          "updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', "
            + "'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden"))
    }
    return problems
  }

  static func daemonSet(_ object: Value) -> [FieldError] {
    let spec = object["spec"] ?? .emptyObject
    var problems = selector(spec, kind: "daemonset")
    problems += template(spec["template"] ?? .emptyObject, selector: spec["selector"], "spec.template")
    problems += alwaysRestarts(spec, "spec")
    return problems
      + supported(
        spec["updateStrategy"]?["type"], "spec.updateStrategy.type", ["RollingUpdate", "OnDelete"])
  }

  static func job(_ spec: Value, _ path: String) -> [FieldError] {
    var problems: [FieldError] = []
    for key in ["parallelism", "completions", "activeDeadlineSeconds", "backoffLimit", "ttlSecondsAfterFinished"] {
      problems += nonNegative(spec[key], "\(path).\(key)")
    }
    problems += template(spec["template"] ?? .emptyObject, selector: nil, "\(path).template")
    let policy = spec["template"]?["spec"]?["restartPolicy"]?.string ?? ""
    if policy == "Always" || policy.isEmpty {
      problems.append(.required("\(path).template.spec.restartPolicy", "valid values: \"OnFailure\", \"Never\""))
    }
    return problems
  }

  static func jobUpdate(_ new: Value, _ old: Value) -> [FieldError] {
    var problems = job(new["spec"] ?? .null, "spec")
    let isIndexed = new["spec"]?["completionMode"] == "Indexed"
    if new["spec"]?["completions"] != old["spec"]?["completions"], !isIndexed {
      problems += immutable(new, old, ["spec", "completions"])
    }
    problems += immutable(new, old, ["spec", "selector"])
    if new["spec"]?["template"] != old["spec"]?["template"], old["spec"]?["suspend"] != true {
      let template = new["spec"]?["template"] ?? .null
      var shown = template["metadata"] ?? .emptyObject
      for key in ["labels", "annotations"] {
        guard var map = shown[key]?.object else { continue }
        map.sort { $0.key < $1.key }
        shown[key] = .object(map)
      }
      shown["Spec"] = GoStructures.value(template["spec"] ?? .emptyObject, as: "PodSpec")
      problems.append(.invalid("spec.template", shown, "field is immutable", keepsOrder: true))
    }
    return problems + immutable(new, old, ["spec", "completionMode"])
  }

  static func cronJob(_ object: Value) -> [FieldError] {
    let spec = object["spec"] ?? .emptyObject
    var problems: [FieldError] = []
    if object.meta.name.utf8.count > 52 {
      problems.append(
        .invalid("metadata.name", .string(object.meta.name), "must be no more than 52 characters"))
    }
    let schedule = spec["schedule"]?.string ?? ""
    if schedule.isEmpty {
      problems.append(.required("spec.schedule"))
    } else if schedule.firstRange(of: "TZ") != nil {
      problems.append(
        .invalid(
          "spec.schedule", .string(schedule),
          spec["timeZone"] != nil
            ? "cannot use both timeZone field and TZ or CRON_TZ in schedule"
            : "cannot use TZ or CRON_TZ in schedule, use timeZone field instead"))
    } else if let reason = CronSchedule.problem(schedule) {
      problems.append(.invalid("spec.schedule", .string(schedule), reason))
    }
    if spec["timeZone"] == "" {
      problems.append(.invalid("spec.timeZone", "", "timeZone must be nil or non-empty string"))
    } else if let zone = spec["timeZone"]?.string, !CronSchedule.isTimeZone(zone) {
      problems.append(.invalid("spec.timeZone", .string(zone), "unknown time zone \(zone)"))
    }
    problems += supported(
      spec["concurrencyPolicy"], "spec.concurrencyPolicy", ["Allow", "Forbid", "Replace"])
    for key in ["startingDeadlineSeconds", "successfulJobsHistoryLimit", "failedJobsHistoryLimit"] {
      problems += nonNegative(spec[key], "spec.\(key)")
    }
    return problems + job(spec["jobTemplate"]?["spec"] ?? .emptyObject, "spec.jobTemplate.spec")
  }

  static func autoscaler(_ spec: Value) -> [FieldError] {
    var problems: [FieldError] = []
    let least = spec["minReplicas"]?.int ?? 1
    let most = spec["maxReplicas"]?.int ?? 0
    if least < 1 {
      problems.append(.invalid("spec.minReplicas", .int(Int64(least)), "must be greater than or equal to 1"))
    }
    if most < 1 { problems.append(.invalid("spec.maxReplicas", .int(Int64(most)), "must be greater than 0")) }
    if most < least, most >= 1 {
      problems.append(
        .invalid("spec.maxReplicas", .int(Int64(most)), "must be greater than or equal to `minReplicas`"))
    }
    let target = spec["scaleTargetRef"] ?? .null
    for key in ["kind", "name"] where (target[key]?.string ?? "").isEmpty {
      problems.append(.required("spec.scaleTargetRef.\(key)"))
    }
    return problems
  }

  static func disruptionBudget(_ spec: Value) -> [FieldError] {
    var problems: [FieldError] = []
    if spec["minAvailable"] != nil, spec["maxUnavailable"] != nil {
      let shown: Value = .object([
        "MinAvailable": spec["minAvailable"] ?? .null, "Selector": spec["selector"] ?? .null,
        "MaxUnavailable": spec["maxUnavailable"] ?? .null,
        "UnhealthyPodEvictionPolicy": spec["unhealthyPodEvictionPolicy"] ?? .null,
      ])
      problems.append(
        .invalid("spec", shown, "minAvailable and maxUnavailable cannot be both set", keepsOrder: true))
    }
    for key in ["minAvailable", "maxUnavailable"] { problems += share(spec[key], "spec.\(key)") }
    if let selector = spec["selector"] { problems += labelSelector(selector, "spec.selector") }
    return problems
  }
}

/// The five fields of a cron schedule, checked as robfig/cron does.
enum CronSchedule {
  private static let fields: [(range: ClosedRange<Int>, names: [String])] = [
    (0...59, []), (0...23, []), (1...31, []),
    (1...12, ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]),
    (0...6, ["sun", "mon", "tue", "wed", "thu", "fri", "sat"]),
  ]

  static func problem(_ text: String) -> String? {
    if text.hasPrefix("@") {
      let known = ["@yearly", "@annually", "@monthly", "@weekly", "@daily", "@midnight", "@hourly"]
      return known.contains(text) || text.hasPrefix("@every ") ? nil : "unrecognized descriptor: \(text)"
    }
    let parts = text.split { $0 == " " || $0 == "\t" }
    if parts.count != 5 {
      return "expected exactly 5 fields, found \(parts.count): [\(parts.joined(separator: " "))]"
    }
    for (part, field) in zip(parts, fields) {
      for item in part.split(separator: ",") {
        if let reason = problem(String(item), field.range, field.names) { return reason }
      }
    }
    return nil
  }

  private static func problem(_ item: String, _ range: ClosedRange<Int>, _ names: [String]) -> String? {
    let steps = item.split(separator: "/", omittingEmptySubsequences: false)
    let ends = steps[0].split(separator: "-", omittingEmptySubsequences: false)
    if steps.count > 2 { return "too many slashes: \(item)" }
    if ends.count > 2 { return "too many hyphens: \(item)" }
    if steps.count == 2, Int(steps[1]) == nil {
      return "failed to parse int from \(steps[1]): strconv.Atoi: parsing \"\(steps[1])\": invalid syntax"
    }
    if steps.count == 2, steps[1] == "0" { return "step of range should be a positive number: \(item)" }
    if steps[0] == "*" || steps[0] == "?" { return nil }
    var numbers: [Int] = []
    for end in ends {
      if let place = names.firstIndex(of: end.lowercased()) {
        numbers.append(place + range.lowerBound)
      } else if let number = Int(end), number >= 0 {
        numbers.append(number)
      } else {
        return "failed to parse int from \(end): strconv.Atoi: parsing \"\(end)\": invalid syntax"
      }
    }
    guard let first = numbers.first, let last = numbers.last else { return nil }
    if first < range.lowerBound { return "beginning of range (\(first)) below minimum (\(range.lowerBound)): \(item)" }
    if last > range.upperBound { return "end of range (\(last)) above maximum (\(range.upperBound)): \(item)" }
    if first > last { return "beginning of range (\(first)) beyond end of range (\(last)): \(item)" }
    return nil
  }

  /// Differs: the real server looks into its time zone database.
  static func isTimeZone(_ name: String) -> Bool {
    let areas = [
      "Africa", "America", "Antarctica", "Arctic", "Asia", "Atlantic", "Australia", "Etc", "Europe", "Indian",
      "Pacific", "US",
    ]
    if ["UTC", "GMT", "EST", "MST", "HST", "CET", "EET", "WET", "MET", "Zulu"].contains(name) { return true }
    return areas.contains(String(name.split(separator: "/").first ?? "")) && name.contains("/")
  }
}
