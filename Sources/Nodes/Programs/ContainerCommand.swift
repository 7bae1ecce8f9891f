import Hosts
import KubeModel
import Simulation

/// A command that is run in a container from outside and has to end at once: probes.
enum ContainerCommand {
  static func run(
    _ command: [String], in container: Container, host: Host, runtime: ContainerRuntime, at now: Instant
  ) -> (code: Int, output: String) {
    var situation = ProgramSituation(
      arguments: command, accessor: container.accessor, files: host.files, now: now, wall: host.wallTime(at: now),
      hostName: runtime.sandbox(container.sandboxID)?.hostName ?? "",
      base: runtime.images.present(container.plan.image)?.base ?? "debian")
    for (name, value) in container.environment { situation.environment[name] = value }
    situation.address = runtime.sandbox(container.sandboxID)?.address ?? ""
    let name = command.first ?? ""
    guard situation.find(name) != nil else {
      let why = name.contains("/") ? "stat \(name): no such file or directory" : "executable file not found in $PATH"
      return (
        126,
        "rpc error: code = Unknown desc = failed to exec in container: failed to start exec: OCI runtime exec failed: exec "
          + "failed: unable to start container process: exec: \(GoQuote.quoted(name)): \(why)"
      )
    }
    let workload = Programs.run(situation)
    let output = workload.lines.map { "\($0.text)\n" }.joined()
    return (workload.ends?.code ?? 0, output)
  }
}
