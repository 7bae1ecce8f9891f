import Documents
import KubeModel

/// Descriptions of NetworkPolicies.
enum NetworkPolicyDescription {
  static func text(_ context: DescribeContext) throws -> String {
    let (object, spec) = (context.object, context.spec)
    var writer = context.writer
    writer.field("Name", object.meta.name)
    writer.field("Namespace", object.meta.namespace)
    writer.field("Created on", created(object["metadata"]?["creationTimestamp"]?.string ?? ""))
    writer.labels("Labels", object.meta.labels)
    writer.annotations("Annotations", object.meta.annotations)
    writer.line(0, "Spec:")
    let selector = LabelSelector(object: spec["podSelector"] ?? .emptyObject)
    writer.raw("  PodSelector: ")
    writer.raw(
      selector.isEmpty
        ? "    <none> (Allowing the specific traffic to all pods in this namespace)\n"
        : "    \(selector.description)\n")
    let types = (spec["policyTypes"]?.elements ?? []).compactMap(\.string)
    direction("ingress", "Ingress", "from", types, spec, &writer)
    direction("egress", "Egress", "to", types, spec, &writer)
    writer.line(1, "Policy Types: \(types.joined(separator: ", "))")
    return writer.formatted
  }

  /// `2026-11-23 06:24:37 +0000 UTC`.
  private static func created(_ text: String) -> String {
    "\(text.prefix(10)) \(text.dropFirst(11).prefix(8)) +0000 UTC"
  }

  private static func direction(
    _ noun: String, _ type: String, _ side: String, _ types: [String], _ spec: Value, _ writer: inout DescribeWriter
  ) {
    guard types.contains(type) else { return writer.line(1, "Not affecting \(noun) traffic") }
    writer.line(1, "Allowing \(noun) traffic:")
    let rules = spec[noun]?.elements ?? []
    if rules.isEmpty {
      return writer.line(2, "<none> (Selected pods are isolated for \(noun) connectivity)")
    }
    let title = side == "from" ? "From" : "To"
    for (index, rule) in rules.enumerated() {
      ports(rule, &writer)
      peers(rule[side]?.elements ?? [], title, &writer)
      if index != rules.count - 1 { writer.line(2, "----------") }
    }
  }

  private static func ports(_ rule: Value, _ writer: inout DescribeWriter) {
    let ports = rule["ports"]?.elements ?? []
    if ports.isEmpty { return writer.line(2, "To Port: <any> (traffic allowed to all ports)") }
    for port in ports {
      let protocolName = port["protocol"]?.string ?? "TCP"
      var text = port["port"].map(GoPrint.text) ?? "<nil>"
      if let end = port["endPort"]?.int { text += "-\(end)" }
      writer.line(2, "To Port: \(text)/\(protocolName)")
    }
  }

  private static func peers(_ peers: [Value], _ title: String, _ writer: inout DescribeWriter) {
    if peers.isEmpty {
      let what = title == "From" ? "source" : "destination"
      return writer.line(2, "\(title): <any> (traffic not restricted by \(what))")
    }
    for peer in peers {
      writer.line(2, "\(title):")
      if let block = peer["ipBlock"] {
        writer.line(3, "IPBlock:")
        writer.line(4, "CIDR: \(block["cidr"]?.string ?? "")")
        let except = (block["except"]?.elements ?? []).compactMap(\.string)
        writer.line(4, "Except: \(except.joined(separator: ", "))")
        continue
      }
      if let selector = peer["namespaceSelector"] {
        writer.line(3, "NamespaceSelector: \(selectorText(selector))")
      }
      if let selector = peer["podSelector"] { writer.line(3, "PodSelector: \(selectorText(selector))") }
    }
  }

  private static func selectorText(_ value: Value) -> String {
    let text = LabelSelector(object: value).description
    return text.isEmpty ? "<none>" : text
  }
}
