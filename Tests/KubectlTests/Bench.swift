import Documents
import Hosts
import KubeModel
import OrderedCollections
import Simulation
import World

@testable import Kubectl

/// A server that answers with what a test has laid out, and remembers what it was asked.
final class LaidOutServer: RequestSender {
  var answers: [String: APIResponse] = [:]
  var requests: [APIRequest] = []
  /// Nil: the server is there.
  var failure: ConnectionFailure?

  func send(
    _ request: APIRequest, over connection: APIConnection, by process: Process
  ) throws -> Result<APIResponse, ConnectionFailure> {
    requests.append(request)
    if let failure { return .failure(failure) }
    let path = request.path
    let key = "\(request.method.rawValue) \(path)"
    if let answer = answers[key] { return .success(answer) }
    switch path {
    case "/api": return .success(APIResponse(["kind": "APIVersions", "versions": ["v1"]]))
    case "/apis": return .success(APIResponse(["kind": "APIGroupList", "groups": []]))
    case "/openapi/v3": return .success(APIResponse(["paths": [:]]))
    default:
      let name = path.split(separator: "/").last.map(String.init) ?? ""
      let resource = path.split(separator: "/").dropLast().last.map(String.init) ?? ""
      return .success(APIResponse(.notFound(resource, name: name)))
    }
  }

  /// Lays a table out for a path.
  func table(_ path: String, _ columns: [String], _ rows: [(cells: [String], object: Value)]) {
    answers["GET \(path)"] = APIResponse(
      [
        "kind": "Table", "apiVersion": "meta.k8s.io/v1", "metadata": ["resourceVersion": "7"],
        "columnDefinitions": .array(columns.map { ["name": .string($0), "priority": 0] }),
        "rows": .array(rows.map { ["cells": .array($0.cells.map { .string($0) }), "object": $0.object] }),
      ])
  }
}

/// What one call of kubectl did.
struct Outcome: Equatable {
  var status: Int32
  var output: String
  var errors: String
}

/// Runs kubectl on a host with a kubeconfig.
struct Bench {
  static let config = """
    apiVersion: v1
    kind: Config
    clusters:
    - cluster: {server: "https://127.0.0.1:6443"}
      name: cluster3
    - cluster: {server: "https://127.0.0.1:6444"}
      name: cluster1
    contexts:
    - context: {cluster: cluster3, user: admin}
      name: admin@cluster3
    - context: {cluster: cluster3, namespace: project-snake, user: admin}
      name: snake
    current-context: admin@cluster3
    users:
    - name: admin
      user: {token: abc}
    """

  let server = LaidOutServer()
  let stage: Stage

  private struct NoShell: Launcher {
    func execute(_ child: Process) throws -> Int32 { 127 }
    func runShell(_ text: String, in child: Process) throws -> Int32 { 127 }
  }

  init(config: String? = Bench.config) throws {
    var world = World(seed: 1)
    var files = FileSystem()
    for folder in ["/root", "/root/.kube", "/tmp"] { try files.makeDirectory(folder, by: .root, at: .start) }
    if let config { try files.write("/root/.kube/config", Array(config.utf8), by: .root, at: .start) }
    world.hosts["host"] = Host(name: "host", addresses: ["192.168.100.31"], files: files)
    stage = Stage(
      world: world, inputs: [], horizon: Instant(seconds: 100), terminal: TerminalFacts(isInteractive: false),
      toolbox: Toolbox([]), launcher: NoShell())
  }

  func write(_ path: String, _ text: String) throws {
    try stage.world.hosts["host"]?.files.write(path, Array(text.utf8), by: .root, at: .start)
  }

  func read(_ path: String) throws -> String {
    String(decoding: try stage.world.hosts["host"]?.files.read(path, by: .root) ?? [], as: UTF8.self)
  }

  func run(_ line: String, input: String = "") throws -> Outcome {
    try run(words: line.split(separator: " ").map(String.init), input: input)
  }

  func run(words: [String], input: String = "") throws -> Outcome {
    let (output, errors) = (BufferSink(), BufferSink())
    let process = Process(
      stage: stage, arguments: ["kubectl"] + words, environment: ["HOME": "/root"], directory: "/root",
      hostName: "host", user: "root", credentials: .root, input: InputStream(BytesSource(Array(input.utf8))),
      output: OutputStream(output), errors: OutputStream(errors), processID: 1234)
    let status = try Kubectl.run(process, sender: server)
    return Outcome(
      status: status, output: String(decoding: output.bytes, as: UTF8.self),
      errors: String(decoding: errors.bytes, as: UTF8.self))
  }
}
