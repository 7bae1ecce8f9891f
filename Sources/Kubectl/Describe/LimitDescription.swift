import Documents
import KubeModel

/// Descriptions of namespaces, quotas and limit ranges.
enum LimitDescription {
  static func namespace(_ context: DescribeContext) throws -> String {
    let object = context.object
    var writer = context.writer
    writer.field("Name", object.meta.name)
    writer.labels("Labels", object.meta.labels)
    writer.annotations("Annotations", object.meta.annotations)
    writer.field("Status", context.status["phase"]?.string ?? "")
    let conditions = context.status["conditions"]?.elements ?? []
    if !conditions.isEmpty {
      writer.line(0, "Conditions:")
      writer.line(1, "Type\tStatus\tLastTransitionTime\tReason\tMessage")
      writer.line(1, "----\t------\t------------------\t------\t-------")
      for condition in conditions {
        func text(_ key: String) -> String { condition[key]?.string ?? "" }
        writer.line(
          1,
          "\(text("type"))\t\(text("status"))\t\(DescribeWriter.date(text("lastTransitionTime")))\t\(text("reason"))\t"
            + text("message"))
      }
    }
    let quotas = try inside(context, "resourcequotas")
    writer.raw("\n")
    if quotas.isEmpty {
      writer.raw("No resource quota.\n")
    } else {
      writer.raw("Resource Quotas\n")
      for quota in quotas {
        writer.line(1, "Name:\t\(quota.meta.name)")
        scopes(quota, indent: "  ", &writer)
        amounts(quota, indent: "  ", &writer)
      }
    }
    let ranges = try inside(context, "limitranges")
    writer.raw("\n")
    if ranges.isEmpty {
      writer.raw("No LimitRange resource.\n")
    } else {
      writer.raw("Resource Limits\n")
      writer.raw(" \(headings[0])\n \(headings[1])\n")
      for range in ranges { rows(range, prefix: " ", &writer) }
    }
    return writer.formatted
  }

  private static func inside(_ context: DescribeContext, _ word: String) throws -> [Value] {
    guard let kind = Kinds.builtIn.named(word) else { preconditionFailure("\(word) are built in") }
    let query = try ResourceQuery(context.invocation, [])
    return try context.invocation.list(
      ResourceItem(kind: kind, namespace: context.object.meta.name, name: ""), query
    ).map(\.object)
  }

  static func quota(_ context: DescribeContext) throws -> String {
    var writer = context.writer
    writer.field("Name", context.object.meta.name)
    writer.field("Namespace", context.object.meta.namespace)
    scopes(context.object, indent: "", &writer)
    amounts(context.object, indent: "", &writer)
    return writer.formatted
  }

  private static func scopes(_ quota: Value, indent: String, _ writer: inout DescribeWriter) {
    let scopes = (quota["spec"]?["scopes"]?.elements ?? []).compactMap(\.string).sorted()
    guard !scopes.isEmpty else { return }
    writer.raw("\(indent)Scopes:\t\(scopes.joined(separator: ", "))\n")
    let help = [
      "Terminating": "Matches all pods that have an active deadline. These pods have a limited lifespan on a node before "
        + "being actively terminated by the system.",
      "NotTerminating": "Matches all pods that do not have an active deadline. These pods usually include long running "
        + "pods whose container command is not expected to terminate.",
      "BestEffort": "Matches all pods that do not have resource requirements set. These pods have a best effort quality "
        + "of service.",
      "NotBestEffort": "Matches all pods that have at least one resource requirement set. These pods have a burstable or "
        + "guaranteed quality of service.",
    ]
    for scope in scopes { if let text = help[scope] { writer.raw("\(indent) * \(text)\n") } }
  }

  private static func amounts(_ quota: Value, indent: String, _ writer: inout DescribeWriter) {
    // Within a namespace the dashes are three, alone they are four.
    let dashes = indent.isEmpty ? "----\t----" : "---\t---"
    writer.raw("\(indent)Resource\tUsed\tHard\n\(indent)--------\t\(dashes)\n")
    let hard = quota["status"]?["hard"]?.fields ?? [:]
    let used = quota["status"]?["used"]?.fields ?? [:]
    for name in hard.keys.sorted() {
      let taken = used[name].map(GoPrint.text) ?? "0"
      writer.raw("\(indent)\(name)\t\(taken)\t\(GoPrint.text(hard[name] ?? .null))\n")
    }
  }

  private static let headings = [
    "Type\tResource\tMin\tMax\tDefault Request\tDefault Limit\tMax Limit/Request Ratio",
    "----\t--------\t---\t---\t---------------\t-------------\t-----------------------",
  ]

  static func limitRange(_ context: DescribeContext) throws -> String {
    var writer = context.writer
    writer.field("Name", context.object.meta.name)
    writer.field("Namespace", context.object.meta.namespace)
    for heading in headings { writer.line(0, heading) }
    rows(context.object, prefix: "", &writer)
    return writer.formatted
  }

  private static func rows(_ range: Value, prefix: String, _ writer: inout DescribeWriter) {
    for limit in range["spec"]?["limits"]?.elements ?? [] {
      let keys = ["min", "max", "defaultRequest", "default", "maxLimitRequestRatio"]
      var names: Set<String> = []
      for key in keys { names.formUnion((limit[key]?.fields ?? [:]).keys) }
      for name in names.sorted() {
        let cells = keys.map { limit[$0]?[name].map(GoPrint.text) ?? "-" }
        writer.raw("\(prefix)\(limit["type"]?.string ?? "")\t\(name)\t\(cells.joined(separator: "\t"))\n")
      }
    }
  }
}
