import Hosts
import Simulation
import World

/// Who sits at the host's terminals: the user of the shell from which the program was started.
private struct Visitor {
  var name: String
  var terminal = "pts/0"
  var since: WallTime
  var from = "192.168.100.5"

  static func all(_ process: Process) -> [Visitor] {
    guard process.container == nil, process.stage.terminal.isInteractive else { return [] }
    let shell = process.stage.world.hosts[process.hostName]?.processes.all.first { $0.terminal == "pts/0" }
    let since = process.stage.world.wall(at: shell?.started ?? process.now)
    return [Visitor(name: process.environment["SUDO_USER"] ?? process.environment["LOGNAME"] ?? process.user, since: since)]
  }
}

/// who: the users who are logged in.
enum Who: HostTool {
  static let manual = Manual(
    "who", "show who is logged in", usage: ["[OPTION]... [ FILE | ARG1 ARG2 ]"],
    options: [
      Option("-a, --all", "accepted"), Option("-b, --boot", "when the host came up"), Option("-H, --heading", "with titles"), Option("-m", "only this terminal"), Option("-q, --count", "names and their number"),
      Option("-r, --runlevel", "the run level"), Option("-s, --short", "accepted"), Option("-u, --users", "accepted"), Option("-T, -w, --mesg", "accepted"), Option("-d, --dead", "accepted"), Option("-l, --login", "accepted"),
      Option("-t, --time", "accepted"), Option("-p, --process", "accepted"), Option("--lookup", "accepted"), Option("--ips", "accepted"),
    ])

  static func main(_ call: Call) throws -> Int32 {
    if call.operands.count > 2 { throw call.extraOperand(call.operands[2]) }
    if call.operands.count == 1 { return 0 }
    let visitors = Visitor.all(call.process)
    if call.has("q") {
      try call.write("\(visitors.map(\.name).joined(separator: " "))\n# users=\(visitors.count)\n")
      return 0
    }
    if call.has("H") { try call.write("NAME     LINE         TIME             COMMENT\n") }
    if call.has("b"), let host = call.host {
      try call.write("         system boot  \(Calendar.format("%F %H:%M", call.process.stage.world.wall(at: host.booted)))\n")
      return 0
    }
    if call.has("r"), let host = call.host {
      try call.write("         run-level 5  \(Calendar.format("%F %H:%M", call.process.stage.world.wall(at: host.booted)))\n")
      return 0
    }
    for visitor in visitors {
      try call.write("\(visitor.name.padded(to: 8, left: true)) \(visitor.terminal.padded(to: 12, left: true)) \(Calendar.format("%F %H:%M", visitor.since)) (\(visitor.from))\n")
    }
    return 0
  }
}

/// users: their names.
enum Users: HostTool {
  static let manual = Manual("users", "print the names of those who are logged in", usage: ["[OPTION]... [FILE]"])

  static func main(_ call: Call) throws -> Int32 {
    if call.operands.count > 1 { throw call.extraOperand(call.operands[1]) }
    let names = call.operands.isEmpty ? Visitor.all(call.process).map(\.name) : []
    if !names.isEmpty { try call.write("\(names.joined(separator: " "))\n") }
    return 0
  }
}

/// w: who is logged in, and what they do.
enum What: HostTool {
  static let manual = Manual(
    "w", "show who is logged in and what they do", usage: ["[options]"],
    options: [
      Option("-h, --no-header", "no titles"), Option("-s, --short", "the short form"), Option("-f, --from", "accepted"), Option("-u, --no-current", "accepted"), Option("-i, --ip-addr", "accepted"), Option("-o, --old-style", "accepted"),
    ], package: "procps-ng", version: "4.0.2")

  static func main(_ call: Call) throws -> Int32 {
    guard let host = call.host else { return 1 }
    let visitors = Visitor.all(call.process)
    if !call.has("h") {
      let line = Uptime.line(host, call.process).replacing("1 user,", with: "\(visitors.count) user,")
      try call.write("\(line)\nUSER     TTY      FROM             LOGIN@   IDLE   JCPU   PCPU WHAT\n")
    }
    for visitor in visitors {
      try call.write("\(visitor.name.padded(to: 8, left: true)) \(visitor.terminal.padded(to: 8, left: true)) \(visitor.from.padded(to: 16, left: true)) \(Calendar.format("%H:%M", visitor.since))    0.00s  0.05s  0.00s w\n")
    }
    return 0
  }
}

/// last: earlier logins; the hosts keep no record of them but of the boot.
enum Last: HostTool {
  static let manual = Manual(
    "last", "show earlier logins", usage: ["[options] [<username>...] [<tty>...]"],
    options: [Option("-n, --limit=NUMBER", "so many lines"), Option("-a, --hostlast", "accepted"), Option("-x, --system", "accepted"), Option("-F, --fulltimes", "accepted"), Option("-i, --ip", "accepted"), Option("-w, --fullnames", "accepted"), Option("-R, --nohostname", "accepted")],
    package: "util-linux", version: "2.38.1")

  static func main(_ call: Call) throws -> Int32 {
    guard let host = call.host else { return 1 }
    let booted = call.process.stage.world.wall(at: host.booted)
    for visitor in Visitor.all(call.process) where call.operands.isEmpty || call.operands.contains(visitor.name) {
      try call.write("\(visitor.name.padded(to: 8, left: true)) \(visitor.terminal.padded(to: 12, left: true)) \(visitor.from.padded(to: 16, left: true)) \(Calendar.format("%a %b %e %H:%M", visitor.since))   still logged in\n")
    }
    if call.operands.isEmpty || call.operands.contains("reboot") {
      try call.write("reboot   system boot  \(host.machine.kernelRelease.padded(to: 16, left: true)) \(Calendar.format("%a %b %e %H:%M", booted))   still running\n")
    }
    try call.write("\nwtmp begins \(Calendar.format("%a %b %e %H:%M:%S %Y", booted))\n")
    return 0
  }
}

/// logname: who logged in.
enum LogName: HostTool {
  static let manual = Manual("logname", "print who logged in", usage: ["[OPTION]"])

  static func main(_ call: Call) throws -> Int32 {
    if let extra = call.operands.first { throw call.extraOperand(extra) }
    guard let visitor = Visitor.all(call.process).first else { throw ToolFailure("no login name") }
    try call.write("\(visitor.name)\n")
    return 0
  }
}

/// hostid: a number of the host.
enum HostID: HostTool {
  static let manual = Manual("hostid", "print a number of the host", usage: ["[OPTION]"])

  static func main(_ call: Call) throws -> Int32 {
    if let extra = call.operands.first { throw call.extraOperand(extra) }
    let numbers = (call.host?.address ?? "").split(separator: ".").compactMap { Int($0) }
    guard numbers.count == 4 else { return 1 }
    // gethostid(3): the bytes of the address, the pairs exchanged.
    let swapped = [numbers[1], numbers[0], numbers[3], numbers[2]]
    try call.write("\(swapped.map { String($0, radix: 16).padded(to: 2, with: "0") }.joined())\n")
    return 0
  }
}

/// tty: the terminal.
enum TerminalName: HostTool {
  static let manual = Manual(
    "tty", "print the name of the terminal", usage: ["[OPTION]..."], options: [Option("-s, --silent, --quiet", "only the status")], usageStatus: 2)

  static func main(_ call: Call) throws -> Int32 {
    if let extra = call.operands.first { throw call.extraOperand(extra) }
    let isTerminal = call.process.input.isTerminal
    if !call.has("s") { try call.write(isTerminal ? "/dev/pts/0\n" : "not a tty\n") }
    return isTerminal ? 0 : 1
  }
}

/// stty: settings of the terminal.
enum SetTerminal: HostTool {
  static let manual = Manual(
    "stty", "show and change settings of the terminal", usage: ["[-F DEVICE | --file=DEVICE] [SETTING]..."],
    options: [Option("-a, --all", "all of them"), Option("-g, --save", "in a form to give back"), Option("-F, --file=DEVICE", "accepted")])

  static func run(_ process: Process) throws -> Int32 {
    // Settings such as `-echo` are no options.
    if process.arguments.dropFirst().contains(where: { $0.hasPrefix("-") && $0.count > 2 && !$0.hasPrefix("--") }) {
      let words = process.arguments.dropFirst()
      process.arguments = [process.arguments[0], "--"] + words
    }
    return try runParsed(process)
  }

  static func main(_ call: Call) throws -> Int32 {
    guard call.process.input.isTerminal else { throw ToolFailure("'standard input': Inappropriate ioctl for device") }
    let terminal = call.process.stage.terminal
    if call.operands == ["size"] {
      try call.write("\(terminal.rows) \(terminal.columns)\n")
    } else if call.has("a") {
      try call.write(
        """
        speed 38400 baud; rows \(terminal.rows); columns \(terminal.columns); line = 0;
        intr = ^C; quit = ^\\; erase = ^?; kill = ^U; eof = ^D; eol = <undef>; eol2 = <undef>; swtch = <undef>; start = ^Q; stop = ^S; susp = ^Z; rprnt = ^R; werase = ^W; lnext = ^V; discard = ^O; min = 1; time = 0;
        -parenb -parodd -cmspar cs8 -hupcl -cstopb cread -clocal -crtscts
        -ignbrk -brkint -ignpar -parmrk -inpck -istrip -inlcr -igncr icrnl ixon -ixoff -iuclc -ixany -imaxbel iutf8
        opost -olcuc -ocrnl onlcr -onocr -onlret -ofill -ofdel nl0 cr0 tab0 bs0 vt0 ff0
        isig icanon iexten echo echoe echok -echonl -noflsh -xcase -tostop -echoprt echoctl echoke -flusho -extproc

        """)
    } else if call.has("g") {
      try call.write("4500:5:bf:8a3b:3:1c:7f:15:4:0:1:0:11:13:1a:0:12:f:17:16:0:0:0:0:0:0:0:0:0:0:0:0:0:0:0:0\n")
    } else if call.operands.isEmpty {
      try call.write("speed 38400 baud; line = 0;\n-brkint -imaxbel iutf8\n")
    }
    return 0
  }
}

/// tput: what the terminal can do.
enum TerminalPut: HostTool {
  static let manual = Manual(
    "tput", "print sequences and facts of the terminal", usage: ["[options] [command]"],
    options: [Option("-T TERM", "accepted"), Option("-S", "accepted"), Option("-x", "accepted"), Option("-V", "the version")], package: "ncurses", version: "6.4.20221231", parsing: .leading, usageStatus: 2)

  private static let sequences: [String: String] = [
    "bold": "\u{1b}[1m", "sgr0": "\u{1b}(B\u{1b}[m", "smul": "\u{1b}[4m", "rmul": "\u{1b}[24m", "rev": "\u{1b}[7m", "dim": "\u{1b}[2m", "smso": "\u{1b}[7m", "rmso": "\u{1b}[27m", "clear": "\u{1b}[H\u{1b}[2J\u{1b}[3J",
    "civis": "\u{1b}[?25l", "cnorm": "\u{1b}[?12l\u{1b}[?25h", "el": "\u{1b}[K", "ed": "\u{1b}[J", "home": "\u{1b}[H", "bel": "\u{7}", "op": "\u{1b}[39;49m", "sc": "\u{1b}7", "rc": "\u{1b}8", "blink": "\u{1b}[5m",
    "smcup": "\u{1b}[?1049h", "rmcup": "\u{1b}[?1049l", "reset": "\u{1b}c", "init": "", "cuu1": "\u{1b}[A", "cr": "\r",
  ]

  static func main(_ call: Call) throws -> Int32 {
    if call.has("V") {
      try call.write("ncurses 6.4.20221231\n")
      return 0
    }
    guard let name = call.operands.first else { throw ToolFailure("usage: tput [-V] [-S] [-T term] capname", status: 2) }
    let terminal = call.process.stage.terminal
    // Numbers have 32 bits, as those of terminfo.
    let numbers = call.operands.dropFirst().map { Int(Int32(truncatingIfNeeded: Int($0) ?? 0)) }
    let number = numbers.first ?? 0
    switch name {
    case "cols": try call.write("\(terminal.columns)\n")
    case "lines": try call.write("\(terminal.rows)\n")
    case "colors": try call.write("256\n")
    case "longname": try call.write("xterm with 256 colors")
    case "setaf", "setab":
      let base = name == "setaf" ? 3 : 4
      try call.write(number < 8 ? "\u{1b}[\(base)\(number)m" : number < 16 ? "\u{1b}[\(base == 3 ? 9 : 10)\(number - 8)m" : "\u{1b}[\(base)8;5;\(number)m")
    case "cup":
      let column = numbers.count > 1 ? numbers[1] : 0
      try call.write("\u{1b}[\(number + 1);\(column + 1)H")
    default:
      guard let text = sequences[name] else { throw ToolFailure("unknown terminfo capability '\(name)'", status: 4) }
      try call.write(text)
    }
    return 0
  }
}

/// reset: the terminal as at the beginning.
enum ResetTerminal: HostTool {
  static let manual = Manual("reset", "reset the terminal", usage: ["[options] [terminal]"], package: "ncurses", version: "6.4.20221231", parsing: .leading)

  static func main(_ call: Call) throws -> Int32 {
    try call.write("\u{1b}[H\u{1b}[2J\u{1b}[3J")
    return 0
  }
}
