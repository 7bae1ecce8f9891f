import Hosts
import Nodes
import Simulation
import World

/// Commands of crictl for one container or Pod: logs, exec, stop, start, rm, stopp, rmp, pull, rmi.
struct CrictlChange {
  private let command: CrictlCommand
  private var call: Call { command.call }

  init(_ command: CrictlCommand) {
    self.command = command
  }

  func run(_ verb: String, _ words: [String]) throws -> Int32 {
    switch verb {
    case "logs": return try logs(words)
    case "exec": return try execute(words)
    case "pull", "rmi": return try image(verb, words)
    default: return try lifecycle(verb, words)
    }
  }

  private func notFound(_ what: String, _ id: String) -> String {
    "rpc error: code = NotFound desc = an error occurred when try to find \(what) \"\(id)\": not found"
  }

  // MARK: logs

  private func logs(_ words: [String]) throws -> Int32 {
    let options = CrictlOptions(
      words, flags: ["follow", "timestamps", "previous"],
      names: ["f": "follow", "t": "timestamps", "p": "previous"])
    guard let id = options.operands.first, !id.isEmpty else { return try command.fatal("ID cannot be empty") }
    guard let runtime = command.runtime, let container = runtime.containers(matching: id).last else {
      return try command.fatal(notFound("container", id))
    }
    var lines = container.log.all
    if let since = options["since"], let span = Duration.parse(since) {
      let limit = call.process.now
      lines = lines.filter { limit - $0.time <= span }
    }
    if let tail = options["tail"].flatMap({ Int($0) }), tail >= 0 { lines = Array(lines.suffix(tail)) }
    try print(lines, options)
    guard options.has("follow"), container.isRunning else { return 0 }
    var seen = container.log.total
    while true {
      try call.flush()
      try call.process.waitForChange()
      guard let now = command.runtime?.container(container.id) else { return 0 }
      try print(now.log.since(seen), options)
      seen = now.log.total
      if !now.isRunning { return 0 }
    }
  }

  private func print(_ lines: [LogLine], _ options: CrictlOptions) throws {
    for line in lines where line.time <= call.process.now {
      let stamp = options.has("timestamps") ? "\(call.process.stage.world.wall(at: line.time).rfc3339Micro) " : ""
      if line.stream == .errors {
        try call.flush()
        try call.process.printError("\(stamp)\(line.text)\n")
      } else {
        try call.write("\(stamp)\(line.text)\n")
      }
    }
  }

  // MARK: exec

  private func execute(_ words: [String]) throws -> Int32 {
    let options = CrictlOptions(
      words, flags: ["interactive", "tty", "sync"], names: ["i": "interactive", "t": "tty", "s": "sync"], leading: true)
    guard let id = options.operands.first, !id.isEmpty else { return try command.fatal("ID cannot be empty") }
    let arguments = Array(options.operands.dropFirst())
    guard let runtime = command.runtime, let container = runtime.containers(matching: id).last else {
      return try command.fatal("execing command in container: \(notFound("container", id))")
    }
    if options.has("tty") && !call.process.input.isTerminal { return try command.fatal("execing command in container: input is not a terminal") }
    guard let program = arguments.first else { return try command.fatal("execing command in container: rpc error: code = InvalidArgument desc = cmd must not be empty") }
    let address = ContainerAddress.of(container.id, on: call.process.hostName, call.process)
    guard let address else { return try command.fatal(notFound("container", id)) }
    try call.flush()
    if options.has("tty"), options.has("interactive"), arguments.count == 1, ["sh", "bash", "ash"].contains(Paths.base(program)),
      let session = call.process.sessionRequest(Paths.base(program), in: address)
    {
      call.process.stage.openedSessions.append(session)
      return 0
    }
    switch try call.process.execute(arguments, in: address) {
    case .success(0): return 0
    case .success(let status):
      return try command.fatal("execing command in container: command terminated with exit code \(status)")
    case .failure(.noProgram(let name)):
      return try command.fatal(
        "execing command in container: Internal error occurred: error executing command in container: failed to exec in container: failed to start exec \"\(container.id)\": OCI runtime exec failed: exec failed: unable to start container process: exec: \"\(name)\": executable file not found in $PATH")
    case .failure:
      return try command.fatal(
        "execing command in container: rpc error: code = Unknown desc = container is in CONTAINER_EXITED state")
    }
  }

  // MARK: Life and death

  private func lifecycle(_ verb: String, _ words: [String]) throws -> Int32 {
    let options = CrictlOptions(
      words, flags: ["force", "all", "keep-logs"], names: ["f": "force", "a": "all", "t": "timeout"])
    guard let runtime = command.runtime else { return 1 }
    let isPod = verb == "stopp" || verb == "rmp"
    var ids = options.operands
    if options.has("all") { ids = isPod ? runtime.sandboxes.map(\.id) : runtime.containers.map(\.id) }
    if ids.isEmpty || ids == [""] { return try command.fatal("ID cannot be empty") }
    for id in ids {
      if isPod { try pod(verb, id, options) } else { try container(verb, id, options) }
    }
    return call.status
  }

  private func fail(_ message: String) throws {
    call.status = try command.fatal(message)
  }

  private func change<Result>(_ body: (inout ContainerRuntime, inout Host, Instant) -> Result) -> Result? {
    call.process.stage.world.changeRuntime(of: call.process.hostName, body)
  }

  private func container(_ verb: String, _ id: String, _ options: CrictlOptions) throws {
    guard let found = command.runtime?.containers(matching: id).last else {
      // Stopping what is not there is no error.
      if verb == "stop" { return try call.write("\(id)\n") }
      return try fail("\(verb == "rm" ? "removing" : "starting") container \"\(id)\": \(notFound("container", id))")
    }
    switch verb {
    case "stop": try stop(found, options)
    case "rm":
      if found.isRunning {
        guard options.has("force") else { return try fail("container \"\(found.id)\" is running, please stop it first") }
        try stop(found, CrictlOptions(["-t", "0"], flags: [], names: ["t": "timeout"]))
      }
      _ = change { runtime, host, now in try? runtime.removeContainer(found.id, at: now, host: &host) }
      try call.write("\(found.id)\n")
    default:
      let state = found.isRunning ? "CONTAINER_RUNNING" : "CONTAINER_EXITED"
      try fail(
        "starting the container \"\(id)\": rpc error: code = Unknown desc = failed to set starting state for container \"\(found.id)\": container is in \(state) state, expected CONTAINER_CREATED")
    }
  }

  private func stop(_ container: Container, _ options: CrictlOptions) throws {
    let grace = options["timeout"].flatMap { Int($0) } ?? 0
    _ = change { runtime, _, now in runtime.stopContainer(container.id, grace: .seconds(grace), at: now) }
    while command.runtime?.container(container.id)?.isRunning == true { try call.process.waitForChange() }
    try call.write("\(container.id)\n")
  }

  private func pod(_ verb: String, _ id: String, _ options: CrictlOptions) throws {
    guard let found = command.runtime?.sandboxes(matching: id).last else {
      return try fail("\(verb == "stopp" ? "stopping" : "removing") the pod sandbox \"\(id)\": \(notFound("sandbox", id))")
    }
    if verb == "stopp" || options.has("force") && found.state == .ready {
      _ = change { runtime, host, now in runtime.stopSandbox(found.id, at: now, host: &host) }
      try call.process.wait(for: .milliseconds(100))
      try call.write("Stopped sandbox \(found.id)\n")
      if verb == "stopp" { return }
    }
    if command.runtime?.sandbox(found.id)?.state == .ready {
      return try fail("pod sandbox \"\(found.id)\" is running, please stop it first")
    }
    _ = change { runtime, host, now in try? runtime.removeSandbox(found.id, at: now, host: &host) }
    try call.write("Removed sandbox \(found.id)\n")
  }

  // MARK: Images

  private func image(_ verb: String, _ words: [String]) throws -> Int32 {
    let options = CrictlOptions(words, flags: ["all", "prune", "quiet"], names: ["a": "all", "q": "prune"])
    guard let runtime = command.runtime else { return 1 }
    guard let name = options.operands.first else {
      return try command.fatal(verb == "pull" ? "Image path is required" : "Image name or ID is required")
    }
    if verb == "rmi" {
      let image = runtime.images.present(name) ?? runtime.images.present.first { $0.id.hasPrefix(name) || $0.id.hasPrefix("sha256:\(name)") }
      guard let image else { return try command.fatal("no such image \(name)") }
      _ = change { runtime, _, _ in runtime.images.remove(image.id) }
      try call.write("Deleted: \(image.name)\n")
      return 0
    }
    let seconds = runtime.images.present(name) == nil ? runtime.images.pullSeconds(name) : 0.4
    let outcome = change { runtime, _, _ -> String? in
      do throws(RuntimeError) {
        try runtime.images.pull(name)
        return nil
      } catch {
        return error.text
      }
    }
    if let problem = outcome ?? nil {
      try call.process.wait(for: .milliseconds(600))
      return try command.fatal("pulling image: \(problem)")
    }
    try call.process.wait(for: .seconds(seconds))
    let id = command.runtime?.images.present(name)?.id ?? name
    try call.write("Image is up to date for \(id)\n")
    return 0
  }
}

extension ContainerAddress {
  /// The address of a container of a host by its ID.
  static func of(_ id: String, on hostName: String, _ process: Process) -> ContainerAddress? {
    guard let runtime = process.stage.world.runtime(of: hostName), let container = runtime.container(id),
      let uid = runtime.sandbox(container.sandboxID)?.podUID
    else { return nil }
    return process.stage.world.container(container.name, ofPod: uid, on: hostName)
  }
}
