import Documents
import KubeModel

/// Descriptions of autoscalers, disruption budgets and priority classes.
enum ScalingDescription {
  static func autoscaler(_ context: DescribeContext) throws -> String {
    let (object, spec, status) = (context.object, context.spec, context.status)
    var writer = context.writer
    writer.head(object)
    writer.field("CreationTimestamp", DescribeWriter.date(object["metadata"]?["creationTimestamp"]?.string))
    let target = spec["scaleTargetRef"] ?? .emptyObject
    writer.field("Reference", "\(target["kind"]?.string ?? "")/\(target["name"]?.string ?? "")")
    writer.field("Metrics", "( current / target )")
    let current = status["currentMetrics"]?.elements ?? []
    for (index, metric) in (spec["metrics"]?.elements ?? []).enumerated() {
      writer.line(1, self.metric(metric, index < current.count ? current[index] : .null))
    }
    writer.field("Min replicas", spec["minReplicas"]?.int.map(String.init) ?? "<unset>")
    writer.field("Max replicas", String(spec["maxReplicas"]?.int ?? 0))
    let kind = target["kind"]?.string ?? ""
    writer.field(
      "\(kind) pods",
      "\(status["currentReplicas"]?.int ?? 0) current / \(status["desiredReplicas"]?.int ?? 0) desired")
    let conditions = status["conditions"]?.elements ?? []
    if !conditions.isEmpty {
      writer.line(0, "Conditions:")
      writer.line(1, "Type\tStatus\tReason\tMessage")
      writer.line(1, "----\t------\t------\t-------")
      for condition in conditions {
        let texts = ["type", "status", "reason", "message"].map { condition[$0]?.string ?? "" }
        writer.line(1, texts.joined(separator: "\t"))
      }
    }
    writer.events(try context.events())
    return writer.formatted
  }

  private static func metric(_ metric: Value, _ current: Value) -> String {
    let resource = metric["resource"] ?? .emptyObject
    let name = resource["name"]?.string ?? metric["type"]?.string ?? ""
    let target = resource["target"] ?? .emptyObject
    let measured = current["resource"]?["current"]
    if let value = target["averageValue"] {
      let now = measured?["averageValue"].map(GoPrint.text) ?? "<unknown>"
      return "resource \(name) on pods:\t\(now) / \(GoPrint.text(value))"
    }
    var now = "<unknown>"
    if let percent = measured?["averageUtilization"]?.int {
      now = "\(percent)% (\(measured?["averageValue"].map(GoPrint.text) ?? ""))"
    }
    let wanted = target["averageUtilization"]?.int.map { "\($0)%" } ?? "<auto>"
    return "resource \(name) on pods  (as a percentage of request):\t\(now) / \(wanted)"
  }

  static func budget(_ context: DescribeContext) throws -> String {
    let (object, spec, status) = (context.object, context.spec, context.status)
    var writer = context.writer
    writer.field("Name", object.meta.name)
    writer.field("Namespace", object.meta.namespace)
    if let least = spec["minAvailable"] {
      writer.field("Min available", GoPrint.text(least))
    } else if let most = spec["maxUnavailable"] {
      writer.field("Max unavailable", GoPrint.text(most))
    }
    let selector = spec["selector"].map { LabelSelector(object: $0).description } ?? ""
    writer.field("Selector", selector.isEmpty ? (spec["selector"] == nil ? "<unset>" : "<none>") : selector)
    writer.line(0, "Status:")
    for (title, key) in [
      ("Allowed disruptions", "disruptionsAllowed"), ("Current", "currentHealthy"), ("Desired", "desiredHealthy"),
      ("Total", "expectedPods"),
    ] { writer.field(title, String(status[key]?.int ?? 0), level: 2) }
    writer.events(try context.events())
    return writer.formatted
  }

  static func priorityClass(_ context: DescribeContext) throws -> String {
    let object = context.object
    var writer = context.writer
    writer.field("Name", object.meta.name)
    writer.field("Value", String(object["value"]?.int ?? 0))
    writer.field("GlobalDefault", String(object["globalDefault"]?.bool ?? false))
    writer.field("PreemptionPolicy", object["preemptionPolicy"]?.string ?? "")
    writer.field("Description", object["description"]?.string ?? "")
    writer.field("Annotations", MapText.text(object.meta.annotations))
    writer.events(try context.events())
    return writer.formatted
  }
}
