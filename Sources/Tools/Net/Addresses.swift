import Hosts
import Simulation
import World

/// hostname: the name of the host.
enum HostName: HostTool {
  static let manual = Manual(
    "hostname", "print the name of the host", usage: ["[-b] {hostname|-F file}", "[-a|-A|-d|-f|-i|-I|-s|-y]"],
    options: [
      Option("-f, --fqdn, --long", "the long name"), Option("-s, --short", "the short name"), Option("-i, --ip-address", "its address"),
      Option("-I, --all-ip-addresses", "all addresses"), Option("-d, --domain", "the domain"), Option("-A, --all-fqdns", "all long names"),
      Option("-a, --alias", "accepted"),
    ], package: "hostname", version: "3.23")

  static func main(_ call: Call) throws -> Int32 {
    let process = call.process
    if !call.operands.isEmpty {
      guard process.credentials.user == 0 else { throw ToolFailure("you must be root to change the host name") }
      throw ToolFailure("not simulated: changing the host's name")
    }
    let name = Nodes.name(of: process)
    switch call.arguments.options.last?.key {
    case "I": try call.write("\(Nodes.addresses(of: process).joined(separator: " ")) \n")
    case "i": try call.write("\(Nodes.addresses(of: process).first ?? "127.0.0.1")\n")
    case "d": try call.write("")
    case "s": try call.write("\(name.prefix { $0 != "." })\n")
    default: try call.write("\(name)\n")
    }
    return 0
  }

  /// What a program in a container or on a host sees of itself.
  enum Nodes {
    static func name(of process: Process) -> String {
      guard process.container != nil else { return process.hostName }
      let file = (try? process.files.read("/etc/hostname", by: process.accessor))?.text.trimmingBlanks()
      return process.environment["HOSTNAME"] ?? file ?? process.hostName
    }

    static func addresses(of process: Process) -> [String] {
      let own = process.stage.world.hosts[process.hostName]?.addresses ?? []
      guard let container = process.container else { return own }
      let sandboxes = process.stage.world.runtime(of: process.hostName)?.sandboxes ?? []
      let sandbox = sandboxes.last { $0.podName == container.podName && $0.podNamespace == container.podNamespace }
      guard let sandbox, !sandbox.hostNetwork else { return own }
      return [sandbox.address]
    }
  }
}

/// uname: the kernel.
enum KernelName: HostTool {
  static let manual = Manual(
    "uname", "print what the kernel says of itself", usage: ["[OPTION]..."],
    options: [
      Option("-a, --all", "all"), Option("-s, --kernel-name", "its name"), Option("-n, --nodename", "the host's name"),
      Option("-r, --kernel-release", "its release"), Option("-v, --kernel-version", "its version"), Option("-m, --machine", "the hardware"),
      Option("-p, --processor", "the processor"), Option("-i, --hardware-platform", "the platform"), Option("-o, --operating-system", "the system"),
    ])

  static func main(_ call: Call) throws -> Int32 {
    if let extra = call.operands.first { throw call.extraOperand(extra) }
    let process = call.process
    let machine = process.stage.world.hosts[process.hostName]?.machine ?? Machine()
    let all = call.has("a")
    var parts: [String] = []
    let fields: [(String, String)] = [
      ("s", "Linux"), ("n", HostName.Nodes.name(of: process)), ("r", machine.kernelRelease), ("v", machine.kernelVersion),
      ("m", machine.architecture), ("p", "unknown"), ("i", "unknown"), ("o", "GNU/Linux"),
    ]
    for (key, value) in fields where call.has(key) || all && key != "p" && key != "i" { parts.append(value) }
    try call.write("\(parts.isEmpty ? "Linux" : parts.joined(separator: " "))\n")
    return 0
  }
}

/// arch: the hardware.
enum Architecture: HostTool {
  static let manual = Manual("arch", "print the hardware's name", usage: ["[OPTION]..."])
  static func main(_ call: Call) throws -> Int32 {
    try call.write("\(call.process.stage.world.hosts[call.process.hostName]?.machine.architecture ?? "x86_64")\n")
    return 0
  }
}

/// nproc: processors.
enum ProcessorCount: HostTool {
  static let manual = Manual("nproc", "print how many processors there are", usage: ["[OPTION]..."], options: [Option("--all", "all"), Option("--ignore=N", "accepted")])
  static func main(_ call: Call) throws -> Int32 {
    try call.write("\(call.process.stage.world.hosts[call.process.hostName]?.machine.processors ?? 1)\n")
    return 0
  }
}
