import Hosts
import Simulation
import World

/// sysctl: settings of the kernel, which lie below /proc/sys.
enum KernelSettings: HostTool {
  static let manual = Manual(
    "sysctl", "read and change kernel settings", usage: ["[options] [variable[=value] ...]"],
    options: [
      Option("-a, --all", "all of them"), Option("-A", "the same"), Option("-X", "the same"), Option("-n, --values", "values only"), Option("-N, --names", "names only"), Option("-e, --ignore", "no complaint of unknown ones"),
      Option("-w, --write", "change"), Option("-q, --quiet", "show no changes"), Option("-p, --load[=FILE]", "change as FILE says, /etc/sysctl.conf"), Option("-f", "the same"),
      Option("--system", "as the files of the system say"), Option("-b, --binary", "accepted"), Option("-r, --pattern=EXPRESSION", "accepted"),
    ], package: "procps-ng", version: "4.0.2", section: 8)

  private static let root = "/proc/sys"

  static func main(_ call: Call) throws -> Int32 {
    if call.has("system") {
      for directory in ["/run/sysctl.d", "/etc/sysctl.d", "/usr/lib/sysctl.d"] {
        for name in (try? call.process.files.list(directory, by: call.process.accessor)) ?? [] where name.hasSuffix(".conf") {
          try call.write("* Applying \(directory)/\(name) ...\n")
          try load("\(directory)/\(name)", call)
        }
      }
      if call.status("/etc/sysctl.conf") != nil {
        try call.write("* Applying /etc/sysctl.conf ...\n")
        try load("/etc/sysctl.conf", call)
      }
      return call.status
    }
    if call.has("p") || call.has("f") {
      for path in call.operands.isEmpty ? [call["p"] ?? "/etc/sysctl.conf"] : call.operands { try load(path, call) }
      return call.status
    }
    if call.has("a") || call.has("A") || call.has("X") {
      for name in names(below: root, call) { try show(name, call) }
      return 0
    }
    if call.operands.isEmpty { throw ToolFailure("no variables specified", status: 1, showsHint: true) }
    for word in call.operands {
      if let mark = word.firstIndex(of: "=") {
        try change(String(word[..<mark]), to: String(word[word.index(after: mark)...]), call)
      } else if call.has("w") {
        try call.complain("\"\(word)\" must be of the form name=value")
      } else {
        try show(word, call)
      }
    }
    return call.status
  }

  private static func path(_ name: String) -> String { "\(root)/\(name.contains("/") ? name : name.replacing(".", with: "/"))" }
  private static func dotted(_ name: String) -> String { name.replacing("/", with: ".") }

  private static func names(below directory: String, _ call: Call) -> [String] {
    var found: [String] = []
    for entry in (try? call.process.files.list(directory, by: call.process.accessor)) ?? [] {
      let path = "\(directory)/\(entry)"
      if call.isDirectory(path) { found += names(below: path, call) } else { found.append(dotted(String(path.dropFirst(root.count + 1)))) }
    }
    return found
  }

  private static func show(_ name: String, _ call: Call) throws {
    let path = path(name)
    if call.isDirectory(path) {
      for inner in names(below: path, call) { try show(inner, call) }
      return
    }
    guard let text = try? call.process.readText(path) else {
      if !call.has("e") { try call.complain("cannot stat \(path): \(FileError.noSuchFile.text)") }
      return
    }
    let value = text.hasSuffix("\n") ? String(text.dropLast()) : text
    if call.has("N") { return try call.write("\(dotted(name))\n") }
    try call.write(call.has("n") ? "\(value)\n" : "\(dotted(name)) = \(value)\n")
  }

  private static func change(_ name: String, to value: String, _ call: Call) throws {
    let name = name.trimmingTrailingBlanks()
    let value = String(value.drop { $0 == " " || $0 == "\t" }).trimmingTrailingBlanks()
    guard call.status(path(name)) != nil else {
      if !call.has("e") { try call.complain("cannot stat \(path(name)): \(FileError.noSuchFile.text)") }
      return
    }
    guard call.process.credentials.user == 0 else {
      return try call.complain("permission denied on key \"\(dotted(name))\"", status: 255)
    }
    do throws(FileError) {
      try call.process.writeFile(path(name), "\(value)\n")
    } catch {
      return try call.complain("setting key \"\(dotted(name))\": \(error.text)", status: 255)
    }
    if !call.has("q") { try call.write(call.has("n") ? "\(value)\n" : "\(dotted(name)) = \(value)\n") }
  }

  private static func load(_ file: String, _ call: Call) throws {
    let text: String
    do throws(FileError) {
      text = file == "-" ? "" : try call.process.readText(file)
    } catch {
      return try call.complain("cannot open \"\(file)\": \(error.text)")
    }
    for (number, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      let line = line.drop { $0 == " " || $0 == "\t" }
      if line.isEmpty || line.hasPrefix("#") || line.hasPrefix(";") { continue }
      guard let mark = line.firstIndex(of: "=") else {
        try call.warn("\(file)(\(number + 1)): invalid syntax, continuing...")
        continue
      }
      try change(String(line[..<mark]), to: String(line[line.index(after: mark)...]), call)
    }
  }
}

/// lsmod: modules of the kernel.
enum ListModules: HostTool {
  static let manual = Manual("lsmod", "show the modules of the kernel", usage: [""], package: "kmod", version: "30", section: 8)

  static func main(_ call: Call) throws -> Int32 {
    try call.write("Module                  Size  Used by\n")
    for line in ((try? call.process.readText("/proc/modules")) ?? "").split(separator: "\n") {
      let words = line.split(separator: " ").map { String($0) }
      guard words.count > 3 else { continue }
      let users = words[3] == "-" ? "" : " \(words[3].hasSuffix(",") ? String(words[3].dropLast()) : words[3])"
      try call.write("\(words[0].padded(to: 19, left: true)) \(words[1].padded(to: 8))  \(words[2])\(users)\n")
    }
    return 0
  }
}

/// modprobe: modules loaded and removed.
enum LoadModule: HostTool {
  static let manual = Manual(
    "modprobe", "load modules of the kernel", usage: ["[options] [-r] module..."],
    options: [
      Option("-r, --remove", "remove"), Option("-a, --all", "several modules"), Option("-v, --verbose", "say what is done"), Option("-q, --quiet", "no complaints"),
      Option("-n, --dry-run, --show", "do nothing"), Option("-f, --force", "accepted"), .missing("-c, --showconfig"), .missing("-D, --show-depends"),
    ], package: "kmod", version: "30", section: 8)

  /// Modules of Debian's kernel that commands of a learner may name.
  private static let known: Set<String> = [
    "br_netfilter", "bridge", "dummy", "ext4", "ip_tables", "ip_vs", "ip_vs_rr", "ip_vs_sh", "ip_vs_wrr", "ipip", "nf_conntrack", "nf_nat", "nf_tables", "overlay",
    "tun", "veth", "vxlan", "wireguard", "xt_conntrack", "xt_nat", "nbd", "loop", "nfs", "fuse", "rbd", "iptable_nat", "iptable_filter", "ip_set", "xt_set",
  ]

  static func main(_ call: Call) throws -> Int32 {
    if call.operands.isEmpty {
      try call.process.printError("modprobe: ERROR: missing parameters. See -h.\n")
      return 1
    }
    var lines = ((try? call.process.readText("/proc/modules")) ?? "").split(separator: "\n").map { String($0) }
    for word in call.operands {
      let name = word.replacing("-", with: "_")
      guard Self.known.contains(name) || lines.contains(where: { $0.hasPrefix("\(name) ") }) else {
        if !call.has("q") {
          try call.process.printError("modprobe: FATAL: Module \(word) not found in directory /lib/modules/\(call.host?.machine.kernelRelease ?? "")\n")
        }
        return 1
      }
      guard call.process.credentials.user == 0 else {
        try call.process.printError("modprobe: ERROR: could not insert '\(name)': Operation not permitted\n")
        return 1
      }
      let isLoaded = lines.contains { $0.hasPrefix("\(name) ") }
      if call.has("r") { lines.removeAll { $0.hasPrefix("\(name) ") } } else if !isLoaded { lines.insert("\(name) 32768 0 - Live 0x0000000000000000", at: 0) }
    }
    if !call.has("n") { try call.process.writeFile("/proc/modules", lines.map { "\($0)\n" }.joined()) }
    return 0
  }
}

/// dmesg: what the kernel has said since it came up.
enum KernelMessages: HostTool {
  static let manual = Manual(
    "dmesg", "show the messages of the kernel", usage: ["[options]"],
    options: [
      Option("-T, --ctime", "with dates"), Option("-H, --human", "accepted"), Option("-w, --follow", "wait for more"), Option("-k, --kernel", "accepted"), Option("-x, --decode", "accepted"),
      Option("-t, --notime", "without times"), Option("-l, --level=LIST", "accepted"), Option("-L, --color[=WHEN]", "accepted"), .missing("-c, --read-clear"), .missing("-C, --clear"),
    ], package: "util-linux", version: "2.38.1")

  static func main(_ call: Call) throws -> Int32 {
    guard let host = call.host else { return 1 }
    guard call.process.credentials.user == 0 else { throw ToolFailure("read kernel buffer failed: Operation not permitted") }
    let machine = host.machine
    let lines: [(Double, String)] = [
      (0, "Linux version \(machine.kernelRelease) (debian-kernel@lists.debian.org) \(machine.kernelVersion)"),
      (0, "Command line: BOOT_IMAGE=/boot/vmlinuz-\(machine.kernelRelease) root=/dev/vda1 ro console=tty0"),
      (0.013_42, "Memory: \(machine.memoryKiB)K available"), (0.214_7, "smp: Brought up 1 node, \(machine.processors) CPUs"),
      (1.482_311, "EXT4-fs (vda1): mounted filesystem with ordered data mode. Quota mode: none."),
      (2.117_902, "systemd[1]: Hostname set to <\(host.name)>."), (4.903_118, "Bridge firewalling registered"),
    ]
    for (seconds, text) in lines {
      if call.has("t") {
        try call.write("\(text)\n")
      } else if call.has("T") {
        let wall = call.process.stage.world.wall(at: host.booted + .seconds(seconds))
        try call.write("[\(Calendar.format("%a %b %e %H:%M:%S %Y", wall))] \(text)\n")
      } else {
        try call.write("[\(NumberFormat.fixed(seconds, 6).padded(to: 12))] \(text)\n")
      }
    }
    if call.has("w") {
      try call.flush()
      try call.process.hang()
    }
    return 0
  }
}

/// lscpu: the processors.
enum ListProcessors: HostTool {
  static let manual = Manual(
    "lscpu", "show what the processors are", usage: ["[options]"],
    options: [.missing("-e, --extended[=LIST]"), .missing("-p, --parse[=LIST]"), .missing("-J, --json")], package: "util-linux", version: "2.38.1")

  static func main(_ call: Call) throws -> Int32 {
    let count = call.host?.machine.processors ?? 1
    let online = count == 1 ? "0" : count == 2 ? "0,1" : "0-\(count - 1)"
    let rows = [
      ("Architecture", call.host?.machine.architecture ?? ""), ("CPU op-mode(s)", "32-bit, 64-bit"), ("Address sizes", "46 bits physical, 48 bits virtual"), ("Byte Order", "Little Endian"),
      ("CPU(s)", String(count)), ("On-line CPU(s) list", online), ("Vendor ID", "GenuineIntel"), ("Model name", "Intel Xeon Processor (Cascadelake)"), ("CPU family", "6"), ("Model", "85"),
      ("Thread(s) per core", "1"), ("Core(s) per socket", "1"), ("Socket(s)", String(count)), ("Stepping", "6"), ("BogoMIPS", "4800.00"), ("Hypervisor vendor", "KVM"), ("Virtualization type", "full"),
      ("NUMA node(s)", "1"), ("NUMA node0 CPU(s)", online),
    ]
    for (name, value) in rows { try call.write("\("\(name):".padded(to: 41, left: true))\(value)\n") }
    return 0
  }
}
