import Documents
import KubeModel

/// Descriptions of Services, Endpoints and EndpointSlices.
enum ServiceDescription {
  static func service(_ context: DescribeContext) throws -> String {
    let (object, spec) = (context.object, context.spec)
    var writer = context.writer
    writer.head(object)
    let selector = spec["selector"]?.fields ?? [:]
    let labels = selector.keys.sorted().map { "\($0)=\(selector[$0]?.string ?? "")" }.joined(separator: ",")
    writer.field("Selector", labels.isEmpty ? "<none>" : labels)
    writer.field("Type", spec["type"]?.string ?? "")
    if let policy = spec["ipFamilyPolicy"]?.string { writer.field("IP Family Policy", policy) }
    func list(_ key: String) -> String {
      let texts = (spec[key]?.elements ?? []).compactMap(\.string)
      return texts.isEmpty ? "<none>" : texts.joined(separator: ",")
    }
    writer.field("IP Families", list("ipFamilies"))
    writer.field("IP", spec["clusterIP"]?.string ?? "")
    writer.field("IPs", list("clusterIPs"))
    if !(spec["externalIPs"]?.elements ?? []).isEmpty { writer.field("External IPs", list("externalIPs")) }
    if let address = spec["loadBalancerIP"]?.string, !address.isEmpty {
      writer.field("Desired LoadBalancer IP", address)
    }
    if let name = spec["externalName"]?.string, !name.isEmpty { writer.field("External Name", name) }
    let ingress = (context.status["loadBalancer"]?["ingress"]?.elements ?? []).map {
      $0["ip"]?.string ?? $0["hostname"]?.string ?? ""
    }
    if !ingress.isEmpty { writer.field("LoadBalancer Ingress", ingress.joined(separator: ", ")) }
    try ports(context, &writer)
    writer.field("Session Affinity", spec["sessionAffinity"]?.string ?? "")
    for (title, key) in [
      ("External Traffic Policy", "externalTrafficPolicy"), ("Internal Traffic Policy", "internalTrafficPolicy"),
    ] { if let policy = spec[key]?.string, !policy.isEmpty { writer.field(title, policy) } }
    if let port = spec["healthCheckNodePort"]?.int, port > 0 { writer.field("HealthCheck NodePort", String(port)) }
    if !(spec["loadBalancerSourceRanges"]?.elements ?? []).isEmpty {
      writer.field("LoadBalancer Source Ranges", list("loadBalancerSourceRanges"))
    }
    writer.events(try context.events())
    return writer.formatted
  }

  private static func ports(_ context: DescribeContext, _ writer: inout DescribeWriter) throws {
    let slices = (try? EndpointText.slices(context, service: context.object.meta.name)) ?? []
    for port in context.spec["ports"]?.elements ?? [] {
      let name = port["name"]?.string ?? ""
      let shown = name.isEmpty ? "<unset>" : name
      let protocolName = port["protocol"]?.string ?? "TCP"
      writer.line(0, "Port:\t\(shown)\t\(port["port"]?.int ?? 0)/\(protocolName)")
      writer.field("TargetPort", "\(port["targetPort"].map(GoPrint.text) ?? "")/\(protocolName)")
      if let nodePort = port["nodePort"]?.int, nodePort > 0 {
        writer.line(0, "NodePort:\t\(shown)\t\(nodePort)/\(protocolName)")
      }
      writer.field("Endpoints", EndpointText.text(slices, port: name))
    }
  }

  static func endpoints(_ context: DescribeContext) throws -> String {
    let object = context.object
    var writer = context.writer
    writer.field("Name", object.meta.name)
    writer.field("Namespace", object.meta.namespace)
    writer.labels("Labels", object.meta.labels)
    writer.annotations(
      "Annotations", object.meta.annotations, skipping: ["endpoints.kubernetes.io/last-change-trigger-time"])
    writer.line(0, "Subsets:")
    for subset in context.object["subsets"]?.elements ?? [] {
      func addresses(_ key: String) -> String {
        let list = (subset[key]?.elements ?? []).compactMap { $0["ip"]?.string }
        return list.isEmpty ? "<none>" : list.joined(separator: ",")
      }
      writer.field("Addresses", addresses("addresses"), level: 1)
      writer.field("NotReadyAddresses", addresses("notReadyAddresses"), level: 1)
      let ports = subset["ports"]?.elements ?? []
      if !ports.isEmpty {
        writer.line(1, "Ports:")
        writer.line(2, "Name\tPort\tProtocol")
        writer.line(2, "----\t----\t--------")
        for port in ports {
          let name = port["name"]?.string ?? ""
          writer.line(
            2, "\(name.isEmpty ? "<unset>" : name)\t\(port["port"]?.int ?? 0)\t\(port["protocol"]?.string ?? "TCP")")
        }
      }
      writer.raw("\n")
    }
    writer.events(try context.events())
    return writer.formatted
  }

  static func endpointSlice(_ context: DescribeContext) throws -> String {
    let object = context.object
    var writer = context.writer
    writer.head(object)
    writer.field("AddressType", object["addressType"]?.string ?? "")
    let ports = object["ports"]?.elements ?? []
    if ports.isEmpty {
      writer.line(0, "Ports:\t<unset>")
    } else {
      writer.line(0, "Ports:")
      writer.line(1, "Name\tPort\tProtocol")
      writer.line(1, "----\t----\t--------")
      for port in ports {
        let name = port["name"]?.string ?? ""
        writer.line(
          1,
          "\(name.isEmpty ? "<unset>" : name)\t\(port["port"].map(GoPrint.text) ?? "<unset>")\t"
            + (port["protocol"]?.string ?? "TCP"))
      }
    }
    let endpoints = object["endpoints"]?.elements ?? []
    writer.line(0, endpoints.isEmpty ? "Endpoints:\t<none>" : "Endpoints:")
    for endpoint in endpoints {
      let addresses = (endpoint["addresses"]?.elements ?? []).compactMap(\.string)
      writer.line(1, "- Addresses:\t\(addresses.joined(separator: ", "))")
      writer.line(2, "Conditions:")
      writer.field("Ready", endpoint["conditions"]?["ready"].map(GoPrint.text) ?? "<unset>", level: 3)
      writer.field("Hostname", endpoint["hostname"]?.string ?? "<unset>", level: 2)
      if let target = endpoint["targetRef"] {
        writer.field("TargetRef", "\(target["kind"]?.string ?? "")/\(target["name"]?.string ?? "")", level: 2)
      }
      writer.field("NodeName", endpoint["nodeName"]?.string ?? "<unset>", level: 2)
      writer.field("Zone", endpoint["zone"]?.string ?? "<unset>", level: 2)
    }
    writer.events(try context.events())
    return writer.formatted
  }
}

/// The addresses behind a Service.
enum EndpointText {
  static func slices(_ context: DescribeContext, service: String) throws -> [Value] {
    try context.list("endpointslices.discovery.k8s.io", labels: "kubernetes.io/service-name=\(service)")
  }

  /// The first three addresses that are ready, and how many more there are.
  static func text(_ slices: [Value], port name: String?) -> String {
    guard !slices.isEmpty else { return "<none>" }
    var all: [String] = []
    for slice in slices {
      let ready = (slice["endpoints"]?.elements ?? []).filter { $0["conditions"]?["ready"]?.bool != false }
      let ports = slice["ports"]?.elements ?? []
      if ports.isEmpty {
        all += ready.compactMap { $0["addresses"]?[0]?.string }
        continue
      }
      for port in ports where name == nil || (port["name"]?.string ?? "") == name {
        all += ready.compactMap { endpoint in
          endpoint["addresses"]?[0]?.string.map { "\($0):\(port["port"]?.int ?? 0)" }
        }
      }
    }
    let shown = all.prefix(3).joined(separator: ",")
    return all.count > 3 ? "\(shown) + \(all.count - 3) more..." : shown
  }
}

/// Descriptions of Ingresses and their classes.
enum IngressDescription {
  static func ingress(_ context: DescribeContext) throws -> String {
    let (object, spec) = (context.object, context.spec)
    var writer = context.writer
    writer.field("Name", object.meta.name)
    writer.labels("Labels", object.meta.labels)
    writer.field("Namespace", object.meta.namespace)
    let addresses = (context.status["loadBalancer"]?["ingress"]?.elements ?? []).map {
      $0["ip"]?.string ?? $0["hostname"]?.string ?? ""
    }
    writer.field("Address", addresses.joined(separator: ","))
    writer.field("Ingress Class", spec["ingressClassName"]?.string ?? "<none>")
    let fallback = spec["defaultBackend"]
    writer.field("Default backend", fallback.map { backend($0, context) } ?? "<default>")
    let tls = spec["tls"]?.elements ?? []
    if !tls.isEmpty {
      writer.line(0, "TLS:")
      for entry in tls {
        let hosts = (entry["hosts"]?.elements ?? []).compactMap(\.string).joined(separator: ",")
        let secret = entry["secretName"]?.string ?? ""
        writer.line(1, secret.isEmpty ? "SNI routes \(hosts)" : "\(secret) terminates \(hosts)")
      }
    }
    writer.line(0, "Rules:")
    writer.line(1, "Host\tPath\tBackends")
    writer.line(1, "----\t----\t--------")
    rules(context, &writer)
    writer.annotations("Annotations", object.meta.annotations)
    writer.events(try context.events())
    return writer.formatted
  }

  private static func rules(_ context: DescribeContext, _ writer: inout DescribeWriter) {
    let rules = (context.spec["rules"]?.elements ?? []).filter { $0["http"] != nil }
    for rule in rules {
      let host = rule["host"]?.string ?? ""
      writer.line(1, "\(host.isEmpty ? "*" : host)\t")
      for path in rule["http"]?["paths"]?.elements ?? [] {
        writer.line(1, "\t\(path["path"]?.string ?? "") \t\(backend(path["backend"] ?? .emptyObject, context))")
      }
    }
    if rules.isEmpty {
      let fallback = context.spec["defaultBackend"].map { backend($0, context) } ?? "<default>"
      writer.line(1, "*\t*\t\(fallback)")
    }
  }

  /// `web:80 (10.0.0.1:80)`.
  private static func backend(_ backend: Value, _ context: DescribeContext) -> String {
    guard let service = backend["service"] else {
      let resource = backend["resource"] ?? .emptyObject
      let group = resource["apiGroup"]?.string ?? "<none>"
      return "APIGroup: \(group), Kind: \(resource["kind"]?.string ?? ""), Name: \(resource["name"]?.string ?? "")"
    }
    let name = service["name"]?.string ?? ""
    let port = service["port"]?["name"]?.string ?? service["port"]?["number"].map(GoPrint.text) ?? ""
    return "\(name):\(port) (\(addresses(name, service["port"] ?? .emptyObject, context)))"
  }

  private static func addresses(_ name: String, _ port: Value, _ context: DescribeContext) -> String {
    let path = APIRequest.path(
      group: "", version: "v1", namespace: context.object.meta.namespace, resource: "services", name: name)
    do {
      let service = try context.invocation.client().value(APIRequest(.get, path))
      let found = (service["spec"]?["ports"]?.elements ?? []).first { candidate in
        port["name"]?.string.map { candidate["name"]?.string == $0 } ?? (candidate["port"] == port["number"])
      }
      guard let found else { return "" }
      let slices = try EndpointText.slices(context, service: name)
      let text = EndpointText.text(slices, port: found["name"]?.string ?? "")
      return text == "<none>" ? "" : text
    } catch let failure as Failure {
      return "<error: \(failure.text)>"
    } catch {
      return ""
    }
  }

  static func ingressClass(_ context: DescribeContext) throws -> String {
    var writer = context.writer
    writer.head(context.object)
    writer.field("Controller", context.spec["controller"]?.string ?? "")
    if let parameters = context.spec["parameters"], !parameters.isNull {
      writer.line(0, "Parameters:")
      if let group = parameters["apiGroup"]?.string { writer.field("APIGroup", group, level: 1) }
      writer.field("Kind", parameters["kind"]?.string ?? "", level: 1)
      writer.field("Name", parameters["name"]?.string ?? "", level: 1)
    }
    writer.events(try context.events())
    return writer.formatted
  }
}
