import Documents
import KubeModel
import Simulation

/// Descriptions of Deployments, ReplicaSets, StatefulSets and DaemonSets.
enum WorkloadDescription {
  private static func selector(_ value: Value?) -> String {
    guard let value, !value.isNull else { return "<none>" }
    let text = LabelSelector(object: value).description
    return text.isEmpty ? "<none>" : text
  }

  static func deployment(_ context: DescribeContext) throws -> String {
    let (object, spec, status) = (context.object, context.spec, context.status)
    func count(_ key: String) -> Int { status[key]?.int ?? 0 }
    var writer = context.writer
    writer.field("Name", object.meta.name)
    writer.field("Namespace", object.meta.namespace)
    writer.field("CreationTimestamp", DescribeWriter.date(object["metadata"]?["creationTimestamp"]?.string))
    writer.labels("Labels", object.meta.labels)
    writer.annotations("Annotations", object.meta.annotations)
    writer.field("Selector", selector(spec["selector"]))
    writer.field(
      "Replicas",
      "\(spec["replicas"]?.int ?? 1) desired | \(count("updatedReplicas")) updated | \(count("replicas")) total | "
        + "\(count("availableReplicas")) available | \(count("unavailableReplicas")) unavailable")
    writer.field("StrategyType", spec["strategy"]?["type"]?.string ?? "")
    writer.field("MinReadySeconds", String(spec["minReadySeconds"]?.int ?? 0))
    if let rolling = spec["strategy"]?["rollingUpdate"], !rolling.isNull {
      let unavailable = rolling["maxUnavailable"].map(GoPrint.text) ?? ""
      let surge = rolling["maxSurge"].map(GoPrint.text) ?? ""
      writer.field("RollingUpdateStrategy", "\(unavailable) max unavailable, \(surge) max surge")
    }
    PodTemplateText.write(spec["template"], &writer)
    conditions(status, &writer)
    try sets(context, &writer)
    writer.events(try context.events())
    return writer.formatted
  }

  private static func conditions(_ status: Value, _ writer: inout DescribeWriter) {
    let conditions = status["conditions"]?.elements ?? []
    guard !conditions.isEmpty else { return }
    writer.line(0, "Conditions:")
    writer.line(1, "Type\tStatus\tReason")
    writer.line(1, "----\t------\t------")
    for condition in conditions {
      let texts = ["type", "status", "reason"].map { condition[$0]?.string ?? "" }
      writer.line(1, "\(texts[0]) \t\(texts[1])\t\(texts[2])")
    }
  }

  /// The ReplicaSet of the current template, and the older ones.
  private static func sets(_ context: DescribeContext, _ writer: inout DescribeWriter) throws {
    let labels = LabelSelector(object: context.spec["selector"] ?? .emptyObject).description
    guard let all = try? context.list("replicasets.apps", labels: labels) else { return }
    let owned = all.filter { $0.meta.controller?.uid == context.object.meta.uid }
    func plain(_ template: Value?) -> Value? {
      guard var template else { return nil }
      template.set(["metadata", "labels", "pod-template-hash"], to: nil)
      return template
    }
    let current = owned.filter { plain($0["spec"]?["template"]) == plain(context.spec["template"]) }
      .min { ($0["metadata"]?["creationTimestamp"]?.string ?? "") < ($1["metadata"]?["creationTimestamp"]?.string ?? "") }
    func text(_ sets: [Value]) -> String {
      let texts = sets.map { set in
        "\(set.meta.name) (\(set["status"]?["replicas"]?.int ?? 0)/\(set["spec"]?["replicas"]?.int ?? 0) replicas created)"
      }
      return texts.isEmpty ? "<none>" : texts.joined(separator: ", ")
    }
    writer.field("OldReplicaSets", text(owned.filter { $0.meta.uid != current?.meta.uid }))
    writer.field("NewReplicaSet", text(current.map { [$0] } ?? []))
  }

  /// `1 Running / 0 Waiting / 0 Succeeded / 0 Failed`.
  private static func podStates(_ context: DescribeContext, _ selector: String) throws -> String {
    let pods = try context.list("pods", labels: selector).filter { pod in
      pod.meta.controller?.uid == context.object.meta.uid
    }
    func count(_ phase: String) -> Int { pods.filter { $0["status"]?["phase"]?.string == phase }.count }
    return "\(count("Running")) Running / \(count("Pending")) Waiting / \(count("Succeeded")) Succeeded / "
      + "\(count("Failed")) Failed"
  }

  private static func labelText(_ context: DescribeContext) -> String {
    let value = context.spec["selector"] ?? .emptyObject
    return value["matchLabels"] == nil && value["matchExpressions"] == nil && context.item.kind.group.isEmpty
      ? LabelSelector(labels: value.fields).description : LabelSelector(object: value).description
  }

  static func replicaSet(_ context: DescribeContext) throws -> String {
    let (object, spec, status) = (context.object, context.spec, context.status)
    let labels = labelText(context)
    var writer = context.writer
    writer.field("Name", object.meta.name)
    writer.field("Namespace", object.meta.namespace)
    writer.field("Selector", labels)
    writer.labels("Labels", object.meta.labels)
    writer.annotations("Annotations", object.meta.annotations)
    if let owner = object.meta.controller { writer.field("Controlled By", "\(owner.kind)/\(owner.name)") }
    writer.field("Replicas", "\(status["replicas"]?.int ?? 0) current / \(spec["replicas"]?.int ?? 1) desired")
    writer.field("Pods Status", try podStates(context, labels))
    PodTemplateText.write(spec["template"], &writer)
    conditions(status, &writer)
    writer.events(try context.events())
    return writer.formatted
  }

  static func statefulSet(_ context: DescribeContext) throws -> String {
    let (object, spec, status) = (context.object, context.spec, context.status)
    let labels = labelText(context)
    var writer = context.writer
    writer.field("Name", object.meta.name)
    writer.field("Namespace", object.meta.namespace)
    writer.field("CreationTimestamp", DescribeWriter.date(object["metadata"]?["creationTimestamp"]?.string))
    writer.field("Selector", labels)
    writer.labels("Labels", object.meta.labels)
    writer.annotations("Annotations", object.meta.annotations)
    writer.field("Replicas", "\(spec["replicas"]?.int ?? 1) desired | \(status["replicas"]?.int ?? 0) total")
    writer.field("Update Strategy", spec["updateStrategy"]?["type"]?.string ?? "")
    if let rolling = spec["updateStrategy"]?["rollingUpdate"], !rolling.isNull {
      if let partition = rolling["partition"]?.int { writer.field("Partition", String(partition), level: 1) }
      if let most = rolling["maxUnavailable"] { writer.field("MaxUnavailable", GoPrint.text(most), level: 1) }
    }
    writer.field("Pods Status", try podStates(context, labels))
    PodTemplateText.write(spec["template"], &writer)
    claims(spec["volumeClaimTemplates"]?.elements ?? [], &writer)
    writer.events(try context.events())
    return writer.formatted
  }

  private static func claims(_ claims: [Value], _ writer: inout DescribeWriter) {
    if claims.isEmpty { return writer.line(0, "Volume Claims:\t<none>") }
    writer.line(0, "Volume Claims:")
    for claim in claims {
      let spec = claim["spec"] ?? .emptyObject
      writer.field("Name", claim.meta.name, level: 1)
      writer.field("StorageClass", spec["storageClassName"]?.string ?? "", level: 1)
      writer.labels("Labels", claim.meta.labels, indent: "  ")
      writer.labels("Annotations", claim.meta.annotations, indent: "  ")
      writer.field("Capacity", spec["resources"]?["requests"]?["storage"].map(GoPrint.text) ?? "<default>", level: 1)
      writer.field("Access Modes", GoText.list((spec["accessModes"]?.elements ?? []).compactMap(\.string)), level: 1)
    }
  }

  static func daemonSet(_ context: DescribeContext) throws -> String {
    let (object, spec, status) = (context.object, context.spec, context.status)
    let labels = labelText(context)
    func count(_ key: String) -> Int { status[key]?.int ?? 0 }
    var writer = context.writer
    writer.field("Name", object.meta.name)
    writer.field("Namespace", object.meta.namespace)
    writer.field("Selector", labels)
    let nodes = spec["template"]?["spec"]?["nodeSelector"]?.fields ?? [:]
    let wanted = nodes.keys.sorted().map { "\($0)=\(nodes[$0]?.string ?? "")" }.joined(separator: ",")
    writer.field("Node-Selector", wanted.isEmpty ? "<none>" : wanted)
    writer.labels("Labels", object.meta.labels)
    writer.annotations("Annotations", object.meta.annotations)
    writer.line(0, "Desired Number of Nodes Scheduled: \(count("desiredNumberScheduled"))")
    writer.line(0, "Current Number of Nodes Scheduled: \(count("currentNumberScheduled"))")
    writer.line(0, "Number of Nodes Scheduled with Up-to-date Pods: \(count("updatedNumberScheduled"))")
    writer.line(0, "Number of Nodes Scheduled with Available Pods: \(count("numberAvailable"))")
    writer.line(0, "Number of Nodes Misscheduled: \(count("numberMisscheduled"))")
    writer.field("Pods Status", try podStates(context, labels))
    PodTemplateText.write(spec["template"], &writer)
    writer.events(try context.events())
    return writer.formatted
  }
}

/// Descriptions of Jobs and CronJobs.
enum JobDescription {
  static func job(_ context: DescribeContext) throws -> String {
    let (object, spec, status) = (context.object, context.spec, context.status)
    var writer = context.writer
    writer.field("Name", object.meta.name)
    writer.field("Namespace", object.meta.namespace)
    writer.field("Selector", LabelSelector(object: spec["selector"] ?? .emptyObject).description)
    writer.labels("Labels", object.meta.labels)
    writer.annotations("Annotations", object.meta.annotations)
    if let owner = object.meta.controller { writer.field("Controlled By", "\(owner.kind)/\(owner.name)") }
    if let number = spec["parallelism"]?.int { writer.field("Parallelism", String(number)) }
    writer.field("Completions", spec["completions"]?.int.map(String.init) ?? "<unset>")
    if let mode = spec["completionMode"]?.string { writer.field("Completion Mode", mode) }
    if let flag = spec["suspend"]?.bool { writer.field("Suspend", String(flag)) }
    if let limit = spec["backoffLimit"]?.int { writer.field("Backoff Limit", String(limit)) }
    if let time = spec["ttlSecondsAfterFinished"]?.int { writer.field("TTL Seconds After Finished", String(time)) }
    let (start, end) = (status["startTime"]?.string, status["completionTime"]?.string)
    if start != nil { writer.field("Start Time", DescribeWriter.date(start)) }
    if end != nil { writer.field("Completed At", DescribeWriter.date(end)) }
    if let start, let end, let first = WallTime(rfc3339: start), let last = WallTime(rfc3339: end) {
      writer.field("Duration", Age.text(last - first))
    }
    if let limit = spec["activeDeadlineSeconds"]?.int { writer.field("Active Deadline Seconds", "\(limit)s") }
    func count(_ key: String) -> Int { status[key]?.int ?? 0 }
    writer.field(
      "Pods Statuses",
      "\(count("active")) Active (\(count("ready")) Ready) / \(count("succeeded")) Succeeded / \(count("failed")) Failed")
    if spec["completionMode"] == "Indexed" {
      let indexes = status["completedIndexes"]?.string ?? ""
      writer.field("Completed Indexes", indexes.isEmpty ? "<none>" : indexes)
    }
    PodTemplateText.write(spec["template"], &writer)
    writer.events(try context.events())
    return writer.formatted
  }

  static func cronJob(_ context: DescribeContext) throws -> String {
    let (object, spec, status) = (context.object, context.spec, context.status)
    let job = spec["jobTemplate"]?["spec"] ?? .emptyObject
    var writer = context.writer
    writer.head(object)
    writer.field("Schedule", spec["schedule"]?.string ?? "")
    writer.field("Concurrency Policy", spec["concurrencyPolicy"]?.string ?? "")
    writer.field("Suspend", spec["suspend"]?.bool == true ? "True" : "False")
    writer.field("Time Zone", spec["timeZone"]?.string ?? "<unset>")
    func number(_ value: Value?, _ unit: String = "") -> String { value?.int.map { "\($0)\(unit)" } ?? "<unset>" }
    writer.field("Successful Job History Limit", number(spec["successfulJobsHistoryLimit"]))
    writer.field("Failed Job History Limit", number(spec["failedJobsHistoryLimit"]))
    writer.field("Starting Deadline Seconds", number(spec["startingDeadlineSeconds"], "s"))
    let selector = job["selector"].map { LabelSelector(object: $0).description }
    writer.field("Selector", selector ?? "<unset>")
    writer.field("Parallelism", number(job["parallelism"]))
    writer.field("Completions", number(job["completions"]))
    if let limit = job["activeDeadlineSeconds"]?.int { writer.field("Active Deadline Seconds", "\(limit)s") }
    PodTemplateText.write(job["template"], &writer)
    let last = status["lastScheduleTime"]?.string
    writer.field("Last Schedule Time", last.map { DescribeWriter.date($0) } ?? "<unset>")
    let active = (status["active"]?.elements ?? []).map { $0["name"]?.string ?? "" }
    writer.field("Active Jobs", active.isEmpty ? "<none>" : active.joined(separator: ", "))
    writer.events(try context.events())
    return writer.formatted
  }
}
