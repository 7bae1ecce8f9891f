import Documents
import KubeModel

/// `kubectl expose`.
enum ExposeCommand {
  static func run(_ invocation: Invocation) throws {
    let flags = invocation.flags
    let dryRun = try DryRun(flags)
    var query = try ResourceQuery(invocation)
    query.labelSelector = nil
    query.allowsEmptySelector = false
    let selection = try invocation.select(query)
    let result = try invocation.fetch(selection, query)
    if let failure = Failure.joined(result.failures) { throw failure }
    for item in result.items {
      var service = try service(for: item, invocation)
      if !flags.string("overrides").isEmpty { service = try Overrides.apply(flags, to: service) }
      guard let kind = Kinds.builtIn.kind(of: service) else { throw Failure.message("Invalid JSON Patch") }
      let made = ResourceItem(kind: kind, namespace: item.namespace, name: service.meta.name)
      try CreatedObject(invocation: invocation, item: made, dryRun: dryRun, verb: "exposed")
        .submit(service, failing: nil)
    }
  }

  private static func service(for item: ResourceItem, _ invocation: Invocation) throws -> Value {
    let flags = invocation.flags
    let target = try ExposedTarget(item)
    let selector = try flags.string("selector").isEmpty ? target.selector : LabelPairs.parse(flags.string("selector"))
    let labels =
      try flags.string("labels").isEmpty ? item.object.meta.labels : LabelPairs.parse(flags.string("labels"))
    var name = flags.string("name").isEmpty ? item.name : flags.string("name")
    if flags.string("name").isEmpty { name = String(name.prefix(63)) }
    var metadata: Value = ["name": .string(name)]
    if try invocation.isNamespaceExplicit() { metadata["namespace"] = .string(item.namespace) }
    if !labels.isEmpty { metadata["labels"] = .object(KeyValues.sorted(labels.map { ($0.key, $0.value.string ?? "") })) }
    var spec: Value = ["ports": .array(try ports(target, flags))]
    spec["selector"] = .object(KeyValues.sorted(selector.map { ($0.key, $0.value.string ?? "") }))
    let address = flags.string("cluster-ip")
    if !address.isEmpty { spec["clusterIP"] = .string(address == "None" ? "None" : address) }
    if !flags.string("type").isEmpty { spec["type"] = .string(flags.string("type")) }
    if !flags.string("external-ip").isEmpty { spec["externalIPs"] = [.string(flags.string("external-ip"))] }
    if !flags.string("session-affinity").isEmpty {
      spec["sessionAffinity"] = .string(flags.string("session-affinity"))
    }
    if !flags.string("load-balancer-ip").isEmpty {
      spec["loadBalancerIP"] = .string(flags.string("load-balancer-ip"))
    }
    return ["kind": "Service", "apiVersion": "v1", "metadata": metadata, "spec": spec, "status": ["loadBalancer": [:]]]
  }

  private static func ports(_ target: ExposedTarget, _ flags: ParsedFlags) throws -> [Value] {
    var numbers: [(port: Int, protocol: String)] = []
    if flags.string("port").isEmpty {
      numbers = target.ports
      guard !numbers.isEmpty else {
        throw Failure.message("couldn't find port via --port flag or introspection")
      }
    } else {
      for part in flags.string("port").split(separator: ",") {
        guard let number = Int(part) else {
          throw Failure.message("strconv.Atoi: parsing \(GoText.quoted(String(part))): invalid syntax")
        }
        let known = target.ports.first { $0.port == number }?.protocol
        numbers.append((number, known ?? "TCP"))
      }
    }
    if !flags.string("protocol").isEmpty {
      numbers = numbers.map { ($0.port, flags.string("protocol")) }
    }
    let wanted = flags.string("target-port")
    return numbers.enumerated().map { index, number in
      var port: Value = .emptyObject
      if numbers.count > 1 { port["name"] = .string("port-\(index + 1)") }
      port["protocol"] = .string(number.protocol)
      port["port"] = .int(Int64(number.port))
      port["targetPort"] =
        wanted.isEmpty ? .int(Int64(number.port)) : Int64(wanted).map { .int($0) } ?? .string(wanted)
      return port
    }
  }
}

/// What a service in front of an object needs to know of it.
private struct ExposedTarget {
  var selector: Value.Fields
  var ports: [(port: Int, protocol: String)] = []

  init(_ item: ResourceItem) throws {
    let object = item.object
    switch item.kind.kind {
    case "Pod":
      selector = object.meta.labels
      guard !selector.isEmpty else { throw Failure.message("the pod has no labels and cannot be exposed") }
      ports = Self.containerPorts(object["spec"])
    case "Service":
      selector = object["spec"]?["selector"]?.fields ?? [:]
      guard !selector.isEmpty else { throw Failure.message("the service has no pod selector set") }
      ports = (object["spec"]?["ports"]?.elements ?? []).map {
        ($0["port"]?.int ?? 0, $0["protocol"]?.string ?? "TCP")
      }
    case "ReplicationController":
      selector = object["spec"]?["selector"]?.fields ?? [:]
      ports = Self.containerPorts(object["spec"]?["template"]?["spec"])
    case "Deployment", "ReplicaSet":
      let wanted = object["spec"]?["selector"]
      if let expressions = wanted?["matchExpressions"], !expressions.elements.isEmpty {
        throw Failure.message(
          "couldn't convert expressions - \"\(GoPrint.text(expressions))\" to map-based selector format")
      }
      selector = wanted?["matchLabels"]?.fields ?? [:]
      guard !selector.isEmpty else { throw Failure.message("invalid deployment: no selectors, therefore cannot be exposed") }
      ports = Self.containerPorts(object["spec"]?["template"]?["spec"])
    default: throw Failure.message("cannot expose a \(item.kind.qualifiedKind)")
    }
  }

  private static func containerPorts(_ spec: Value?) -> [(port: Int, protocol: String)] {
    (spec?["containers"]?.elements ?? []).flatMap { $0["ports"]?.elements ?? [] }.map {
      ($0["containerPort"]?.int ?? 0, $0["protocol"]?.string ?? "TCP")
    }
  }
}

/// `a=b,c=d`.
enum LabelPairs {
  static func parse(_ text: String) throws -> Value.Fields {
    var fields = Value.Fields()
    for part in text.split(separator: ",") {
      let sides = part.split(separator: "=", omittingEmptySubsequences: false).map(String.init)
      guard sides.count == 2, !sides[0].isEmpty else { throw Failure.message("unexpected label spec: \(part)") }
      fields[sides[0]] = .string(sides[1])
    }
    return fields
  }
}

/// `--overrides` and `--override-type`.
enum Overrides {
  static func apply(_ flags: ParsedFlags, to object: Value) throws -> Value {
    let text = flags.string("overrides")
    guard let patch = try? JSON.parse(text) else { throw Failure.message("Invalid JSON Patch") }
    switch flags.string("override-type") {
    case "json":
      do throws(JSONPatch.Failure) {
        return try JSONPatch(patch).apply(to: object)
      } catch {
        throw Failure.message("Invalid JSON Patch")
      }
    case "strategic":
      guard let kind = Kinds.builtIn.kind(of: object) else { throw Failure.message("Invalid JSON Patch") }
      return try LocalPatch.apply(patch, "strategic", to: object, kind)
    case "merge": return MergePatch.apply(patch, to: object)
    case let other: throw Failure.message("invalid override type: \(other)")
    }
  }
}
