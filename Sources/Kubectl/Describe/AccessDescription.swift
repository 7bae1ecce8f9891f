import Documents
import KubeModel

/// Descriptions of roles, bindings and signing requests.
enum AccessDescription {
  static func role(_ context: DescribeContext) throws -> String {
    let object = context.object
    var writer = context.writer
    writer.field("Name", object.meta.name)
    writer.labels("Labels", object.meta.labels)
    writer.annotations("Annotations", object.meta.annotations)
    writer.line(0, "PolicyRule:")
    writer.line(1, "Resources\tNon-Resource URLs\tResource Names\tVerbs")
    writer.line(1, "---------\t-----------------\t--------------\t-----")
    for rule in RuleRow.rows(object["rules"]?.elements ?? []) {
      writer.line(1, rule.cells.joined(separator: "\t"))
    }
    return writer.formatted
  }

  static func binding(_ context: DescribeContext) throws -> String {
    let object = context.object
    var writer = context.writer
    writer.field("Name", object.meta.name)
    writer.labels("Labels", object.meta.labels)
    writer.annotations("Annotations", object.meta.annotations)
    writer.line(0, "Role:")
    writer.field("Kind", object["roleRef"]?["kind"]?.string ?? "", level: 1)
    writer.field("Name", object["roleRef"]?["name"]?.string ?? "", level: 1)
    writer.line(0, "Subjects:")
    writer.line(1, "Kind\tName\tNamespace")
    writer.line(1, "----\t----\t---------")
    for subject in object["subjects"]?.elements ?? [] {
      let texts = ["kind", "name", "namespace"].map { subject[$0]?.string ?? "" }
      writer.line(1, texts.joined(separator: "\t"))
    }
    return writer.formatted
  }

  static func signingRequest(_ context: DescribeContext) throws -> String {
    let (object, spec, status) = (context.object, context.spec, context.status)
    var writer = context.writer
    writer.field("Name", object.meta.name)
    writer.labels("Labels", object.meta.labels)
    writer.annotations("Annotations", object.meta.annotations)
    writer.field("CreationTimestamp", DescribeWriter.date(object["metadata"]?["creationTimestamp"]?.string))
    writer.field("Requesting User", spec["username"]?.string ?? "")
    if let signer = spec["signerName"]?.string { writer.field("Signer", signer) }
    if let seconds = spec["expirationSeconds"]?.int {
      writer.field("Requested Duration", Age.text(.seconds(seconds)))
    }
    let conditions = (status["conditions"]?.elements ?? []).compactMap { $0["type"]?.string }
    var words = conditions.isEmpty ? ["Pending"] : [conditions.contains("Denied") ? "Denied" : "Approved"]
    if conditions.contains("Failed") { words.append("Failed") }
    if let certificate = status["certificate"]?.string, !certificate.isEmpty { words.append("Issued") }
    writer.field("Status", words.joined(separator: ","))
    writer.events(try context.events())
    return writer.formatted
  }
}

/// One line of a table of rights: what one rule comes to when it is taken apart (kubectl, describe/rbac).
struct RuleRow {
  var group = ""
  var resource = ""
  var urls: [String] = []
  var names: [String] = []
  var verbs: [String]

  var cells: [String] {
    [qualifiedResource, GoText.list(urls), GoText.list(names), GoText.list(verbs)]
  }

  /// `deployments.apps/scale`.
  private var qualifiedResource: String {
    guard !group.isEmpty else { return resource }
    let parts = resource.split(separator: "/", maxSplits: 1).map(String.init)
    return parts.count > 1 ? "\(parts[0]).\(group)/\(parts[1])" : "\(resource).\(group)"
  }

  /// One row for each resource, name and URL, sorted as Go's text of a rule sorts.
  static func rows(_ rules: [Value]) -> [RuleRow] {
    var urls: [RuleRow] = []
    var resources: [RuleRow] = []
    for rule in rules {
      func words(_ key: String) -> [String] { (rule[key]?.elements ?? []).compactMap(\.string) }
      for url in words("nonResourceURLs") {
        for verb in words("verbs") { urls.append(RuleRow(urls: [url], verbs: [verb])) }
      }
      let names = words("resourceNames")
      for group in words("apiGroups") {
        for resource in words("resources") {
          for name in names.isEmpty ? [""] : names {
            add(
              RuleRow(
                group: group, resource: resource, names: name.isEmpty ? [] : [name], verbs: words("verbs")),
              to: &resources)
          }
        }
      }
    }
    return (urls + resources).enumerated().sorted { left, right in
      let (first, second) = (left.element.sortKey, right.element.sortKey)
      return first == second ? left.offset < right.offset : Array(first.utf8).lexicographicallyPrecedes(Array(second.utf8))
    }.map(\.element)
  }

  /// Rules about the same thing are joined.
  private static func add(_ row: RuleRow, to rows: inout [RuleRow]) {
    let same = rows.firstIndex { $0.group == row.group && $0.resource == row.resource && $0.names == row.names }
    guard let same else { return rows.append(row) }
    rows[same].verbs += row.verbs
  }

  private var sortKey: String {
    let groups = urls.isEmpty ? GoText.list([group]) : "[]"
    let resources = urls.isEmpty ? GoText.list([resource]) : "[]"
    return "Verbs:\(GoText.list(verbs)),APIGroups:\(groups),Resources:\(resources),ResourceNames:\(GoText.list(names)),"
      + "NonResourceURLs:\(GoText.list(urls)),"
  }
}
