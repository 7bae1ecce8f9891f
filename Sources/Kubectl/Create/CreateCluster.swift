import Documents
import KubeModel

/// `create namespace`.
enum CreateNamespaceCommand {
  static func run(_ invocation: Invocation) throws {
    let generator = try Generator(invocation)
    try generator.submit(
      [
        "kind": "Namespace", "apiVersion": "v1", "metadata": try generator.metadata(isNamespaced: false),
        "spec": [:], "status": [:],
      ], failing: nil)
  }
}

/// `create quota`.
enum CreateQuotaCommand {
  static func run(_ invocation: Invocation) throws {
    let generator = try Generator(invocation)
    var hard = Value.Fields()
    var pairs: [(String, String)] = []
    for part in invocation.flags.string("hard").split(separator: ",") {
      let sides = part.split(separator: "=", omittingEmptySubsequences: false).map(String.init)
      guard sides.count == 2 else {
        throw Failure.message("Invalid argument syntax \(part), expected <resource>=<value>")
      }
      do throws(Quantity.ParseError) {
        pairs.append((sides[0], try Quantity(parsing: sides[1]).description))
      } catch {
        throw Failure.message(error.message)
      }
    }
    hard = KeyValues.sorted(pairs)
    let scopes = invocation.flags.string("scopes").split(separator: ",").map { Value.string(String($0)) }
    var spec: Value = .emptyObject
    if !hard.isEmpty { spec["hard"] = .object(hard) }
    if !scopes.isEmpty { spec["scopes"] = .array(scopes) }
    try generator.submit(
      [
        "kind": "ResourceQuota", "apiVersion": "v1", "metadata": try generator.metadata(), "spec": spec,
        "status": [:],
      ], failing: "failed to create quota:")
  }
}

/// `create priorityclass`.
enum CreatePriorityclassCommand {
  static func run(_ invocation: Invocation) throws {
    let generator = try Generator(invocation)
    let flags = invocation.flags
    var object: Value = [
      "kind": "PriorityClass", "apiVersion": "scheduling.k8s.io/v1",
      "metadata": try generator.metadata(isNamespaced: false), "value": .int(Int64(flags.int("value"))),
    ]
    if flags.bool("global-default") { object["globalDefault"] = true }
    if !flags.string("description").isEmpty { object["description"] = .string(flags.string("description")) }
    object["preemptionPolicy"] = .string(flags.string("preemption-policy"))
    try generator.submit(object, failing: "failed to create priorityclass:")
  }
}

/// `create service …`.
struct ServiceGenerator {
  let invocation: Invocation
  let generator: Generator
  let type: String

  static func run(_ invocation: Invocation, type: String) throws {
    try ServiceGenerator(invocation: invocation, generator: try Generator(invocation), type: type).run()
  }

  private func run() throws {
    let flags = invocation.flags
    let isHeadless = type == "ClusterIP" && flags.string("clusterip") == "None"
    let specs = flags.list("tcp")
    guard !specs.isEmpty || isHeadless || type == "ExternalName" else {
      throw Failure.message("at least one tcp port specifier must be provided")
    }
    if type == "ClusterIP", isHeadless == false, flags.string("clusterip") == "None", !specs.isEmpty {
      throw Failure.message("ClusterIP services with cluster ip of None cannot have ports")
    }
    let labels: Value = ["app": .string(generator.name)]
    var spec: Value = .emptyObject
    let ports = try specs.map(port)
    if !ports.isEmpty { spec["ports"] = .array(ports) }
    spec["selector"] = labels
    if type == "ClusterIP", !flags.string("clusterip").isEmpty {
      spec["clusterIP"] = .string(flags.string("clusterip"))
    }
    spec["type"] = .string(type)
    if type == "ExternalName" { spec["externalName"] = .string(flags.string("external-name")) }
    try generator.submit(
      [
        "kind": "Service", "apiVersion": "v1", "metadata": try generator.metadata(labels: labels.fields),
        "spec": spec, "status": ["loadBalancer": [:]],
      ], failing: "failed to create \(type) service:")
  }

  private func port(_ text: String) throws -> Value {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
    let number = try Self.number(parts[0])
    var target: Value = .int(Int64(number))
    if parts.count > 1 {
      if let wanted = Int(parts[1]) {
        guard (1...65535).contains(wanted) else { throw Failure.message("must be between 1 and 65535, inclusive") }
        target = .int(Int64(wanted))
      } else {
        let problems = Names.port(parts[1])
        guard problems.isEmpty else { throw Failure.message(problems.joined(separator: ",")) }
        target = .string(parts[1])
      }
    }
    var value: Value = [
      "name": .string(parts.joined(separator: "-")), "protocol": "TCP", "port": .int(Int64(number)),
      "targetPort": target,
    ]
    let nodePort = invocation.flags.int("node-port")
    if type == "NodePort", nodePort > 0 { value["nodePort"] = .int(Int64(nodePort)) }
    return value
  }

  private static func number(_ text: String) throws -> Int {
    let prefix = "strconv.ParseUint: parsing \(GoText.quoted(text)):"
    guard !text.isEmpty, text.utf8.allSatisfy({ (48...57).contains($0) }) else {
      throw Failure.message("\(prefix) invalid syntax")
    }
    guard let number = Int(text), number <= 65535 else { throw Failure.message("\(prefix) value out of range") }
    return number
  }
}

enum CreateServiceClusteripCommand {
  static func run(_ invocation: Invocation) throws { try ServiceGenerator.run(invocation, type: "ClusterIP") }
}

enum CreateServiceNodeportCommand {
  static func run(_ invocation: Invocation) throws { try ServiceGenerator.run(invocation, type: "NodePort") }
}

enum CreateServiceLoadbalancerCommand {
  static func run(_ invocation: Invocation) throws { try ServiceGenerator.run(invocation, type: "LoadBalancer") }
}

enum CreateServiceExternalnameCommand {
  static func run(_ invocation: Invocation) throws { try ServiceGenerator.run(invocation, type: "ExternalName") }
}
