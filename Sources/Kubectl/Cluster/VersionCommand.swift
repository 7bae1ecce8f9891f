import Documents
import KubeModel

/// `kubectl version`.
enum VersionCommand {
  /// What this kubectl says of itself.
  static let client: Value = [
    "major": "1", "minor": "36", "gitVersion": "v1.36.2", "gitCommit": "$Format:%H$", "gitTreeState": "",
    "buildDate": "1970-01-01T00:00:00Z", "goVersion": "go1.26.6", "compiler": "gc", "platform": "linux/amd64",
  ]
  static let kustomize = "v5.8.1"

  static func run(_ invocation: Invocation) throws {
    let flags = invocation.flags
    guard invocation.arguments.isEmpty else {
      throw Failure.message("extra arguments: \(GoText.list(invocation.arguments))")
    }
    let output = flags.string("output")
    guard ["", "json", "yaml"].contains(output) else {
      throw Failure.message("--output must be 'yaml' or 'json'")
    }
    var server: Value?
    var failure: Failure?
    if !flags.bool("client") {
      do {
        server = try invocation.client().value(APIRequest(.get, "/version"))
      } catch let problem as Failure {
        failure = problem
      }
    }
    switch output {
    case "": try printText(server, invocation)
    default:
      var value: Value = ["clientVersion": client, "kustomizeVersion": .string(kustomize)]
      if let server { value["serverVersion"] = server }
      try invocation.print(
        output == "json" ? "\(JSON.text(value, indent: 2, sortKeys: false))\n" : YAML.text(value))
    }
    if let failure { throw failure }
  }

  private static func printText(_ server: Value?, _ invocation: Invocation) throws {
    try invocation.print("Client Version: v1.36.2\nKustomize Version: \(kustomize)\n")
    if let version = server?["gitVersion"]?.string { try invocation.print("Server Version: \(version)\n") }
  }
}

/// `kubectl cluster-info`.
enum ClusterInfoCommand {
  static func run(_ invocation: Invocation) throws {
    guard invocation.arguments.isEmpty else {
      throw invocation.usage("unknown command \(GoText.quoted(invocation.arguments.joined(separator: " ")))")
    }
    var failure: Failure?
    do {
      try services(invocation)
    } catch let problem as Failure {
      failure = problem
    }
    try invocation.print("\nTo further debug and diagnose cluster problems, use 'kubectl cluster-info dump'.\n")
    if let failure { throw failure }
  }

  private static func services(_ invocation: Invocation) throws {
    let kind = try invocation.kind("services")
    var query = try ResourceQuery(invocation, [])
    query.labelSelector = "kubernetes.io/cluster-service=true"
    let found = try invocation.list(ResourceItem(kind: kind, namespace: "kube-system", name: ""), query)
    let server = try invocation.client().connection.server
    try invocation.print("Kubernetes control plane is running at \(server)\n")
    for item in found {
      let port = item.object["spec"]?["ports"]?[0]
      let portName = port?["name"]?.string ?? ""
      let scheme = portName == "https" || port?["port"]?.int == 443 ? "https:" : ""
      let place = "\(scheme)\(item.name)\(portName.isEmpty && scheme.isEmpty ? "" : ":\(portName)")"
      let name = item.object.meta.label("kubernetes.io/name") ?? item.name
      try invocation.print(
        "\(name) is running at \(server)/api/v1/namespaces/\(item.namespace)/services/\(place)/proxy\n")
    }
  }
}

/// `cluster-info dump`.
enum ClusterInfoDumpCommand {
  static func run(_ invocation: Invocation) throws {
    let flags = invocation.flags
    var namespaces = flags.list("namespaces")
    if flags.bool("all-namespaces") {
      namespaces = try invocation.list(
        ResourceItem(kind: try invocation.kind("namespaces"), namespace: "", name: ""),
        try ResourceQuery(invocation, [])
      ).map(\.name)
    } else if namespaces.isEmpty {
      namespaces = ["kube-system"]
      if try invocation.namespace() != "kube-system" { namespaces.append(try invocation.namespace()) }
    }
    let folder = flags.string("output-directory")
    try write("nodes.json", try list("nodes", "", invocation), folder, invocation)
    for namespace in namespaces {
      for word in [
        "events", "replicationcontrollers", "services", "daemonsets", "deployments", "replicasets", "pods",
      ] {
        try write("\(namespace)/\(word).json", try list(word, namespace, invocation), folder, invocation)
      }
    }
    if !folder.isEmpty, folder != "-" { try invocation.print("Cluster info dumped to \(folder)\n") }
  }

  private static func list(_ word: String, _ namespace: String, _ invocation: Invocation) throws -> Value {
    let kind = try invocation.kind(word)
    let path = APIRequest.path(kind, namespace: namespace)
    return try invocation.client().value(APIRequest(.get, path))
  }

  private static func write(_ name: String, _ value: Value, _ folder: String, _ invocation: Invocation) throws {
    let text = "\(JSON.text(value, indent: 4))\n"
    guard !folder.isEmpty, folder != "-" else { return try invocation.print(text) }
    let path = invocation.process.absolute("\(folder)/\(name)")
    try FileOutput.write(text, path, invocation)
  }
}
