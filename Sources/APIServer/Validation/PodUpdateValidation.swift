import Documents
import KubeModel

extension Validation {
  /// Of a Pod's specification little may change: images, a shorter deadline, more tolerations.
  static func podUpdate(_ new: Value, _ old: Value) -> [FieldError] {
    var problems = podSpec(new["spec"] ?? .null, "spec")
    for key in ["containers", "initContainers"] {
      let (after, before) = (new["spec"]?[key]?.elements ?? [], old["spec"]?[key]?.elements ?? [])
      if after.count != before.count {
        return problems + [.forbidden("spec.\(key)", "pod updates may not add or remove containers")]
      }
    }
    problems += deadline(new, old)
    let added = tolerationsOnlyGrow(
      new["spec"]?["tolerations"]?.elements ?? [], old["spec"]?["tolerations"]?.elements ?? [])
    if !added {
      problems.append(
        .forbidden("spec.tolerations", "existing toleration can not be modified except its tolerationSeconds"))
    }
    var changed = new["spec"]?.fields ?? [:]
    let before = old["spec"]?.fields ?? [:]
    for key in ["containers", "initContainers"] {
      guard let after = changed[key]?.array, let originals = before[key]?.array else { continue }
      changed[key] = .array(
        zip(after, originals).map { container, original in
          var container = container
          container["image"] = original["image"]
          return container
        })
    }
    for key in ["activeDeadlineSeconds", "tolerations"] { changed[key] = before[key] }
    if changed["schedulingGates"] != before["schedulingGates"] {
      changed["schedulingGates"] = before["schedulingGates"]
    }
    if changed["terminationGracePeriodSeconds"] == 1, (before["terminationGracePeriodSeconds"]?.int ?? 0) < 0 {
      changed["terminationGracePeriodSeconds"] = before["terminationGracePeriodSeconds"]
    }
    if Value.object(changed) != Value.object(before) {
      let difference = GoStructures.difference(old["spec"] ?? .null, .object(changed), as: "PodSpec")
      problems.append(
        .forbidden(
          "spec",
          "pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,"
            + "`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),"
            + "`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)\n\(difference)"
        ))
    }
    return problems
  }

  /// In place only the resources of containers may change, and not so that the quality of service becomes another.
  static func podResize(_ new: Value, _ old: Value) -> [FieldError] {
    let quality = PodQuality.of(old["spec"] ?? .null)
    if PodQuality.of(new["spec"] ?? .null) == quality { return [] }
    return [.invalid("spec", .string(quality), "Pod QOS Class may not change as a result of resizing")]
  }

  private static func deadline(_ new: Value, _ old: Value) -> [FieldError] {
    let path = "spec.activeDeadlineSeconds"
    let (after, before) = (new["spec"]?["activeDeadlineSeconds"]?.int, old["spec"]?["activeDeadlineSeconds"]?.int)
    switch (after, before) {
    case (nil, .some): return [.invalid(path, .null, "must not update from a positive integer to nil value")]
    case (.some(let after), .some(let before)) where after > before:
      return [.invalid(path, .int(Int64(after)), "must be less than or equal to previous value")]
    default: return []
    }
  }

  private static func tolerationsOnlyGrow(_ new: [Value], _ old: [Value]) -> Bool {
    func withoutSeconds(_ toleration: Value) -> Value {
      var toleration = toleration
      toleration["tolerationSeconds"] = nil
      return toleration
    }
    let after = new.map(withoutSeconds)
    return old.allSatisfy { after.contains(withoutSeconds($0)) }
  }
}
