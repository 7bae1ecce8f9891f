import Documents
import KubeModel

/// What `top` shares: whether there is a metrics server, and what it measured.
struct Metrics {
  let invocation: Invocation

  /// The measurements of a collection; refuses where nobody measures.
  func list(_ resource: String, namespace: String, labels: String) throws -> [Value] {
    _ = try invocation.client().send(APIRequest(.get, "/api"))
    let groups = try invocation.client().value(APIRequest(.get, "/apis"))
    let isServed = (groups["groups"]?.elements ?? []).contains { $0["name"] == "metrics.k8s.io" }
    guard isServed else { throw Failure.message("Metrics API not available") }
    let place = namespace.isEmpty ? "" : "/namespaces/\(namespace)"
    let query: [APIRequest.QueryItem] = labels.isEmpty ? [] : [.init("labelSelector", labels)]
    let answer = try invocation.client().value(
      APIRequest(.get, "/apis/metrics.k8s.io/v1beta1\(place)/\(resource)", query: query))
    return answer["items"]?.elements ?? []
  }

  static func amount(_ value: Value?) -> Quantity {
    guard let value, let quantity = try? Quantity(parsing: GoPrint.text(value)) else { return .zero }
    return quantity
  }

  static func cpu(_ amount: Quantity) -> String { "\(amount.milliValue)m" }
  static func memory(_ amount: Quantity) -> String { "\(amount.value / 1_048_576)Mi" }

  func sorted(_ rows: [(name: String, cpu: Quantity, memory: Quantity)]) -> [Int] {
    let field = invocation.flags.string("sort-by")
    return rows.indices.sorted { left, right in
      switch field {
      case "cpu" where rows[left].cpu != rows[right].cpu: rows[left].cpu > rows[right].cpu
      case "memory" where rows[left].memory != rows[right].memory: rows[left].memory > rows[right].memory
      default: rows[left].name < rows[right].name
      }
    }
  }

  func print(_ header: String, _ lines: [String]) throws {
    var writer = TabWriter.table
    let all = invocation.flags.bool("no-headers") ? lines : [header] + lines
    try invocation.print(writer.format(all.map { "\($0)\n" }.joined()))
  }

  func validate() throws {
    let field = invocation.flags.string("sort-by")
    guard ["", "cpu", "memory"].contains(field) else {
      throw Failure.message("--sort-by accepts only cpu or memory")
    }
  }
}

/// `top node`.
enum TopNodeCommand {
  static func run(_ invocation: Invocation) throws {
    guard invocation.arguments.count <= 1 else { throw invocation.usage("node [NAME | -l label]") }
    let metrics = Metrics(invocation: invocation)
    try metrics.validate()
    let name = invocation.arguments.first
    let measured = try metrics.list("nodes", namespace: "", labels: invocation.flags.string("selector"))
      .filter { name == nil || $0.meta.name == name }
    guard !measured.isEmpty else {
      if let name { throw Failure.status(.notFound("nodes", group: "metrics.k8s.io", name: name)) }
      return try invocation.printError("No resources found\n")
    }
    let nodes = try invocation.list(
      ResourceItem(kind: try invocation.kind("nodes"), namespace: "", name: ""), try ResourceQuery(invocation, []))
    let rows = measured.map { value in
      (
        name: value.meta.name, cpu: Metrics.amount(value["usage"]?["cpu"]),
        memory: Metrics.amount(value["usage"]?["memory"])
      )
    }
    let lines = metrics.sorted(rows).map { index in
      let row = rows[index]
      let whole = nodes.first { $0.name == row.name }?.object["status"]?["allocatable"]
      let cpu = percent(row.cpu.milliValue, Metrics.amount(whole?["cpu"]).milliValue)
      let memory = percent(row.memory.value, Metrics.amount(whole?["memory"]).value)
      return "\(row.name)\t\(Metrics.cpu(row.cpu))\t\(cpu)\t\(Metrics.memory(row.memory))\t\(memory)"
    }
    try metrics.print("NAME\tCPU(cores)\tCPU(%)\tMEMORY(bytes)\tMEMORY(%)", lines)
  }

  private static func percent(_ part: Int, _ whole: Int) -> String {
    whole == 0 ? "<unknown>" : "\(Int(Double(part) / Double(whole) * 100))%"
  }
}

/// `top pod`.
enum TopPodCommand {
  static func run(_ invocation: Invocation) throws {
    let flags = invocation.flags
    guard invocation.arguments.count <= 1 else { throw invocation.usage("pod [NAME | -l label]") }
    let metrics = Metrics(invocation: invocation)
    try metrics.validate()
    let everywhere = flags.bool("all-namespaces")
    let namespace = everywhere ? "" : try invocation.namespace()
    let name = invocation.arguments.first
    let measured = try metrics.list("pods", namespace: namespace, labels: flags.string("selector"))
      .filter { name == nil || $0.meta.name == name }
    guard !measured.isEmpty else {
      if let name { throw Failure.status(.notFound("pods", name: name)) }
      return try invocation.printError(
        everywhere ? "No resources found\n" : "No resources found in \(namespace) namespace.\n")
    }
    var rows: [(name: String, cpu: Quantity, memory: Quantity)] = []
    var heads: [String] = []
    for pod in measured {
      let containers = pod["containers"]?.elements ?? []
      let place = everywhere ? "\(pod.meta.namespace)\t" : ""
      if flags.bool("containers") {
        for container in containers {
          rows.append(
            (pod.meta.name, Metrics.amount(container["usage"]?["cpu"]), Metrics.amount(container["usage"]?["memory"])))
          heads.append("\(place)\(pod.meta.name)\t\(container["name"]?.string ?? "")")
        }
      } else {
        let cpu = containers.reduce(Quantity.zero) { $0 + Metrics.amount($1["usage"]?["cpu"]) }
        let memory = containers.reduce(Quantity.zero) { $0 + Metrics.amount($1["usage"]?["memory"]) }
        rows.append((pod.meta.name, cpu, memory))
        heads.append("\(place)\(pod.meta.name)")
      }
    }
    let lines = metrics.sorted(rows).map { index in
      "\(heads[index])\t\(Metrics.cpu(rows[index].cpu))\t\(Metrics.memory(rows[index].memory))"
    }
    let title = flags.bool("containers") ? "POD\tNAME" : "NAME"
    try metrics.print("\(everywhere ? "NAMESPACE\t" : "")\(title)\tCPU(cores)\tMEMORY(bytes)", lines)
  }
}
