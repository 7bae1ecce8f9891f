import Hosts
import KubeModel
import Simulation

/// A command that is run in a container from outside and has to end at once: probes and hooks.
enum ContainerCommand {
  static func run(
    _ command: [String], in container: Container, host: Host, runtime: ContainerRuntime, at now: Instant
  ) -> (code: Int, output: String) {
    result(of: workload(command, in: container, host: host, runtime: runtime, at: now))
  }

  static func result(of workload: Workload) -> (code: Int, output: String) {
    if let error = workload.startError { return (126, error) }
    return (workload.ends?.code ?? 0, workload.lines.map { "\($0.text)\n" }.joined())
  }

  /// What the command would do.
  static func workload(
    _ command: [String], in container: Container, host: Host, runtime: ContainerRuntime, at now: Instant
  ) -> Workload {
    var situation = ProgramSituation(
      arguments: command, accessor: container.accessor, files: host.files, now: now, wall: host.wallTime(at: now),
      hostName: runtime.sandbox(container.sandboxID)?.hostName ?? "",
      base: runtime.images.present(container.plan.image)?.base ?? "debian")
    situation.mayAsk = false
    for (name, value) in container.environment { situation.environment[name] = value }
    situation.address = runtime.sandbox(container.sandboxID)?.address ?? ""
    let name = command.first ?? ""
    guard situation.find(name) != nil else {
      let why = name.contains("/") ? "stat \(name): no such file or directory" : "executable file not found in $PATH"
      var workload = Workload()
      workload.startError =
        "rpc error: code = Unknown desc = failed to exec in container: failed to start exec: OCI runtime exec failed: exec "
          + "failed: unable to start container process: exec: \(GoQuote.quoted(name)): \(why)"
      return workload
    }
    return Programs.run(situation)
  }
}
