import Documents
import KubeModel

/// `create ingress`.
enum CreateIngressCommand {
  private struct Rule {
    var host: String
    var path: String
    var service: String
    var port: String
    /// Nil without TLS; empty for TLS without a secret.
    var secret: String?
  }

  static func run(_ invocation: Invocation) throws {
    let generator = try Generator(invocation)
    let flags = invocation.flags
    let fallback = flags.string("default-backend")
    guard !flags.list("rule").isEmpty || !fallback.isEmpty else {
      throw Failure.message(
        "not enough information provided: every ingress has to either specify a default-backend (which catches all "
          + "traffic) or a list of rules (which catch specific paths)")
    }
    let rules = try flags.list("rule").map(parse)
    var annotations: [(String, String)] = []
    for text in flags.list("annotation") {
      let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      guard parts.count == 2 else {
        throw Failure.message("annotation \(text) is invalid and should be in format key=[value]")
      }
      annotations.append((parts[0], parts[1]))
    }
    var spec: Value = .emptyObject
    if !flags.string("class").isEmpty { spec["ingressClassName"] = .string(flags.string("class")) }
    if !fallback.isEmpty {
      let parts = fallback.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
      guard parts.count == 2 else {
        throw Failure.message("default-backend should be in format servicename:serviceport")
      }
      spec["defaultBackend"] = backend(parts[0], parts[1])
    }
    let encryption = tls(rules)
    if !encryption.isEmpty { spec["tls"] = .array(encryption) }
    if !rules.isEmpty { spec["rules"] = .array(hosts(rules)) }
    try generator.submit(
      [
        "kind": "Ingress", "apiVersion": "networking.k8s.io/v1",
        "metadata": try generator.metadata(annotations: KeyValues.sorted(annotations)), "spec": spec,
        "status": ["loadBalancer": [:]],
      ], failing: "failed to create ingress:")
  }

  private static func parse(_ text: String) throws -> Rule {
    let wrong = Failure.message(
      "rule \(text) is invalid and should be in format host/path=svcname:svcport[,tls[=secret]]")
    guard let mark = text.firstIndex(of: "=") else { throw wrong }
    let left = text[..<mark]
    guard let slash = left.firstIndex(of: "/") else { throw wrong }
    let options = text[text.index(after: mark)...]
      .split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    let backend = options[0].split(separator: ":", omittingEmptySubsequences: false).map(String.init)
    guard backend.count > 1, !backend[0].isEmpty, backend[0].allSatisfy(isWord), backend[1].first.map(isWord) ?? false,
      left[..<slash].allSatisfy({ isWord($0) || $0 == "*" || $0 == "." })
    else { throw wrong }
    // Whatever stands behind one comma asks for TLS; behind two it is passed over.
    var secret: String?
    if options.count == 2 {
      let sides = options[1].split(separator: "=", omittingEmptySubsequences: false).map(String.init)
      secret = sides.count > 1 ? sides[1] : ""
    }
    return Rule(
      host: String(left[..<slash]), path: String(left[slash...]), service: backend[0], port: backend[1],
      secret: secret)
  }

  private static func isWord(_ letter: Character) -> Bool {
    letter.isASCII && (letter.isLetter || letter.isNumber) || letter == "_" || letter == "-"
  }

  private static func backend(_ service: String, _ port: String) -> Value {
    let value: Value = Int64(port).map { ["number": .int($0)] } ?? ["name": .string(port)]
    return ["service": ["name": .string(service), "port": value]]
  }

  private static func hosts(_ rules: [Rule]) -> [Value] {
    var order: [String] = []
    for rule in rules where !order.contains(rule.host) { order.append(rule.host) }
    return order.map { host in
      let paths = rules.filter { $0.host == host }.map { rule -> Value in
        let isPrefix = rule.path.hasSuffix("*")
        return [
          "path": .string(isPrefix ? String(rule.path.dropLast()) : rule.path),
          "pathType": isPrefix ? "Prefix" : "Exact", "backend": backend(rule.service, rule.port),
        ]
      }
      var value: Value = .emptyObject
      if !host.isEmpty { value["host"] = .string(host) }
      value["http"] = ["paths": .array(paths)]
      return value
    }
  }

  /// One entry for each secret, with the hosts that it is for.
  private static func tls(_ rules: [Rule]) -> [Value] {
    var entries: [(secret: String, hosts: [String])] = []
    for rule in rules {
      guard let secret = rule.secret else { continue }
      if let index = entries.firstIndex(where: { $0.secret == secret }) {
        if !rule.host.isEmpty, !entries[index].hosts.contains(rule.host) { entries[index].hosts.append(rule.host) }
      } else {
        entries.append((secret, rule.host.isEmpty ? [] : [rule.host]))
      }
    }
    return entries.map { entry in
      var value: Value = .emptyObject
      if !entry.hosts.isEmpty { value["hosts"] = .array(entry.hosts.map { .string($0) }) }
      if !entry.secret.isEmpty { value["secretName"] = .string(entry.secret) }
      return value
    }
  }
}
