import Documents
import KubeModel
import World

/// The way into a running container.
struct ContainerDoor {
  let invocation: Invocation
  let pod: Value
  let container: String

  /// Whether these words run a shell that a person types into.
  static func isShell(_ words: [String]) -> Bool {
    let program = words.first?.split(separator: "/").last.map(String.init) ?? ""
    return ["sh", "bash", "ash", "dash"].contains(program) && words.count == 1
  }

  /// Opens a shell there for a person. The line is evaluated again when it has ended.
  @discardableResult
  func openShell(_ shell: String, isMainProcess: Bool = false) throws -> ContainerAddress {
    let address = try open([shell])
    let process = invocation.process
    guard var request = process.sessionRequest(shell, in: address), process.findsProgram(shell, in: address) else {
      throw missing(shell)
    }
    request.isMainProcess = isMainProcess
    process.stage.openedSessions.append(request)
    return address
  }

  /// Runs a command there as exec does, and throws its status where that is not 0.
  func run(_ words: [String], usesInput: Bool, isTerminal: Bool) throws {
    if isTerminal, usesInput, Self.isShell(words) {
      try openShell(words[0])
      return
    }
    let address = try open(words)
    let process = invocation.process
    let child = process.child(words)
    if !usesInput { child.input = InputStream(BytesSource([])) }
    let result = try child.execute(words, in: address)
    // What kubectl says comes after all that the program said.
    try process.wait(until: child.now)
    switch result {
    case .success(0): return
    case .success(let status):
      try invocation.printError("command terminated with exit code \(status)\n")
      throw Failure.exit(status)
    case .failure(.noProgram(let name)): throw missing(name)
    case .failure(.kubeletUnreachable(let why)):
      throw Failure.message("unable to upgrade connection: error dialing backend: \(why)")
    case .failure(.noContainer), .failure(.notRunning):
      throw Failure.message("unable to upgrade connection: container not found (\"\(container)\")")
    }
  }

  /// Runs a command there and keeps what it prints.
  func capture(
    _ words: [String], input: [UInt8] = []
  ) throws -> (status: Int32, output: [UInt8], errors: [UInt8]) {
    let address = try open(words)
    let child = invocation.process.child(words)
    let (output, errors) = (BufferSink(), BufferSink())
    child.input = InputStream(BytesSource(input))
    child.output = OutputStream(output)
    child.errors = OutputStream(errors)
    let result = try child.execute(words, in: address)
    try invocation.process.wait(until: child.now)
    switch result {
    case .success(let status): return (status, output.bytes, errors.bytes)
    case .failure(.noProgram(let name)): throw missing(name)
    case .failure(.kubeletUnreachable(let why)):
      throw Failure.message("unable to upgrade connection: error dialing backend: \(why)")
    case .failure(.noContainer), .failure(.notRunning):
      throw Failure.message("unable to upgrade connection: container not found (\"\(container)\")")
    }
  }

  /// Refuses where the image has no such program, as running it would.
  func require(_ program: String) throws {
    if !invocation.process.findsProgram(program, in: try open([program])) { throw missing(program) }
  }

  /// Asks the API server for the way, as the upgrade to a stream does.
  private func open(_ words: [String]) throws -> ContainerAddress {
    let path = APIRequest.path(
      group: "", version: "v1", namespace: pod.meta.namespace, resource: "pods", name: pod.meta.name,
      subresource: "exec")
    var query = words.map { APIRequest.QueryItem("command", $0) }
    query.append(APIRequest.QueryItem("container", container))
    let response = try invocation.client().exchange(APIRequest(.post, path, query: query))
    if response.code == 101, let host = response.value["host"]?.string, let id = response.value["container"]?.string {
      return ContainerAddress(hostName: host, containerID: id)
    }
    guard let status = response.status else { throw Failure.message("unable to upgrade connection: \(response.code)") }
    let words = status.message.split(separator: ": ", maxSplits: 1)
    let message = words.first == "Internal error occurred" ? String(words.last ?? "") : status.message
    throw Failure.message("unable to upgrade connection: \(message)")
  }

  /// What containerd and runc say of a program that is not in the image (exit status 1 of kubectl).
  private func missing(_ name: String) -> Failure {
    let why = name.contains("/") ? "stat \(name): no such file or directory" : "executable file not found in $PATH"
    return .message(
      "Internal error occurred: Internal error occurred: error executing command in container: failed to exec in "
        + "container: failed to start exec \"\(execID)\": OCI runtime exec failed: exec failed: unable to start container "
        + "process: exec: \"\(name)\": \(why)")
  }

  private var execID: String { invocation.process.stage.world.draw("exec ids") { $0.hex(64) } }
}
