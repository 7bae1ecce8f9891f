import Hosts
import KubeModel
import Simulation

/// Decides from a container's command line, image and files what its process will do.
enum WorkloadPlanner {
  static func plan(
    _ container: Container, _ sandbox: Sandbox, _ runtime: ContainerRuntime, host: Host, answers: [ProgramAnswer] = [],
    at now: Instant
  ) -> Workload {
    var situation = ProgramSituation(
      arguments: container.arguments, accessor: container.accessor, files: host.files, now: now,
      wall: host.wallTime(at: now), hostName: sandbox.hostName,
      base: runtime.images.present(container.plan.image)?.base ?? "debian")
    situation.answers = answers
    situation.keepsInput = container.plan.keepsInput
    for (name, value) in container.environment { situation.environment[name] = value }
    situation.address = sandbox.address.isEmpty ? host.address : sandbox.address
    let command = container.arguments.first ?? ""
    guard situation.find(command) != nil else {
      var workload = Workload()
      let why =
        command.contains("/") ? "stat \(command): no such file or directory" : "executable file not found in $PATH"
      workload.startError =
        "failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: "
        + "unable to start container process: error during container init: exec: \(GoQuote.quoted(command)): \(why)"
      return workload
    }
    if !situation.accessorHasDirectory(container.directory) {
      situation.files.installDirectory("\(container.view.root)\(container.directory)", at: now)
    }
    var workload = Programs.run(situation)
    if let image = runtime.images.present(container.plan.image), !image.serves.isEmpty,
      container.arguments == image.entryPoint + image.arguments
    {
      workload = Programs.daemon(stops: 0.1, KiB: 12_000)
      workload.ports = image.serves.map {
        ServedPort(port: $0.port, answer: .text($0.text.replacing("{{host}}", with: sandbox.hostName)))
      }
    }
    limitMemory(&workload, container)
    return workload
  }

  /// A process that needs more than its limit is killed by the kernel.
  private static func limitMemory(_ workload: inout Workload, _ container: Container) {
    guard let limit = container.plan.memoryLimit, workload.residentKiB * 1024 > limit else { return }
    if workload.startError != nil { return }
    workload.ends = (after: .milliseconds(800), code: 137)
    workload.reason = "OOMKilled"
  }
}

/// What a program finds when it is started in a container.
struct ProgramSituation {
  var arguments: [String]
  var accessor: Accessor
  var files: FileSystem
  var now: Instant
  var wall: WallTime
  var hostName: String
  /// The family of the image, which decides about the words of its shell.
  var base: String
  var address = ""
  /// Whether what reads its standard input waits there for somebody.
  var keepsInput = false
  /// What programs did that the world has run for it, in their order.
  var answers: [ProgramAnswer] = []
  /// Whether the world may run programs for it; a probe has to end at once.
  var mayAsk = true
  var environment: [String: String] = [:]

  var program: String { (arguments.first ?? "").split(separator: "/").last.map(String.init) ?? "" }

  /// The file that a command name means; nil where there is none that can be run.
  func find(_ name: String) -> String? {
    func isProgram(_ path: String) -> Bool {
      guard let inode = try? files.status(path, by: accessor) else { return false }
      return inode.isFile && inode.mode & 0o111 != 0
    }
    if name.contains("/") { return isProgram(name) ? name : nil }
    let path = environment["PATH"] ?? "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
    return path.split(separator: ":").lazy.map { "\($0)/\(name)" }.first(where: isProgram)
  }

  func accessorHasDirectory(_ path: String) -> Bool { files.exists(path, by: accessor) }

  /// The value of `-name=value`, `-name value`, `--name…`; nil where the flag is missing.
  func flag(_ names: String...) -> String? {
    for (index, argument) in arguments.enumerated() {
      for name in names {
        if argument.hasPrefix("\(name)=") { return String(argument.dropFirst(name.count + 1)) }
        if argument == name { return index + 1 < arguments.count ? arguments[index + 1] : "" }
      }
    }
    return nil
  }
}
