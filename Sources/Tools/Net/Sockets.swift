import Hosts
import Simulation
import World

/// ss: sockets of the host.
enum SocketStatistics: HostTool {
  static let manual = Manual(
    "ss", "show sockets", usage: ["[ OPTIONS ]", "[ OPTIONS ] [ FILTER ]"],
    options: [
      Option("-t, --tcp", "TCP"), Option("-u, --udp", "UDP"), Option("-l, --listening", "those that listen"), Option("-n, --numeric", "numbers of ports"),
      Option("-p, --processes", "programs"), Option("-a, --all", "all"), Option("-4, --ipv4", "IPv4"), Option("-6, --ipv6", "IPv6"),
      Option("-H, --no-header", "no header"), Option("-e, --extended", "accepted"), Option("-o, --options", "accepted"), Option("-i, --info", "accepted"),
      Option("-s, --summary", "accepted"), Option("-x, --unix", "accepted"), Option("-w, --raw", "accepted"),
    ], package: "iproute2", version: "6.1.0", hint: .help)

  static func main(_ call: Call) throws -> Int32 {
    let process = call.process
    let both = !call.has("t") && !call.has("u")
    let listening = call.has("l") || call.has("a")
    var listeners = listening ? OwnSockets.listeners(of: process) : []
    listeners = listeners.filter { $0.transport == .tcp ? both || call.has("t") : both || call.has("u") }
    if let filter = call.operands.last, call.operands.contains("sport") || call.operands.contains(where: { $0.hasPrefix("sport") }) {
      let port = Int(filter.drop { !$0.isNumber })
      listeners = listeners.filter { port == nil || $0.port == port }
    }
    listeners.sort { ($0.transport.rawValue, $0.port, $0.address) < ($1.transport.rawValue, $1.port, $1.address) }
    var rows: [[String]] = []
    let showsPrograms = call.has("p") && process.credentials.user == 0
    for listener in listeners {
      let local = "\(listener.address):\(call.has("n") ? String(listener.port) : ServiceNames.name(listener.port) ?? String(listener.port))"
      let peer = listener.address.hasPrefix("[") ? "[::]:*" : listener.address == "*" ? "*:*" : "0.0.0.0:*"
      let program = showsPrograms ? "users:((\"\(listener.program)\",pid=\(listener.pid),fd=\(listener.descriptor)))" : ""
      let isTCP = listener.transport == .tcp
      rows.append([isTCP ? "tcp" : "udp", isTCP ? "LISTEN" : "UNCONN", "0", isTCP ? "4096" : "0", local, peer, program])
    }
    let showsKind = both || call.has("t") && call.has("u")
    var head = ["Netid", "State", "Recv-Q", "Send-Q", "Local Address:Port", "Peer Address:Port", "Process"]
    if !showsKind {
      head.removeFirst()
      rows = rows.map { Array($0.dropFirst()) }
    }
    try call.write(SocketTable.text(rows, head: call.has("H") ? nil : head))
    return 0
  }
}

/// The layout of ss where its output is no terminal: as wide as the widest cell, addresses at the right of their
/// column and ports at the left, and nothing between the last two titles (iproute2 6.1).
private enum SocketTable {
  static func text(_ rows: [[String]], head: [String]?) -> String {
    let all = (head.map { [$0] } ?? []) + rows
    guard let columns = all.first?.count else { return "" }
    func ends(_ cell: String) -> (address: String, port: String) {
      guard let colon = cell.lastIndex(of: ":") else { return (cell, "") }
      return (String(cell[..<colon]), String(cell[cell.index(after: colon)...]))
    }
    var text = ""
    for row in all {
      for column in 0..<columns {
        let isAddress = column >= columns - 3 && column < columns - 1
        if isAddress {
          let widths = all.map { ends($0[column]) }.map { ($0.address.count, $0.port.count) }
          let (address, port) = ends(row[column])
          text += address.padded(to: widths.map(\.0).max() ?? 0) + ":"
          text += port.padded(to: widths.map(\.1).max() ?? 0, left: true)
          if column == columns - 3 { text += " " }
        } else {
          text += row[column].padded(to: all.map { $0[column].count }.max() ?? 0, left: true)
          if column < columns - 3 { text += " " }
        }
      }
      text += "\n"
    }
    return text
  }
}

/// The sockets that a program sees: those of its host, or of all containers of its Pod.
enum OwnSockets {
  static func listeners(of process: Process) -> [Hosts.Listener] {
    let world = process.stage.world
    guard let place = process.container, let runtime = world.runtime(of: process.hostName),
      let sandbox = runtime.container(place.containerID).flatMap({ runtime.sandbox($0.sandboxID) }), !sandbox.hostNetwork
    else { return world.hosts[process.hostName]?.sockets.listeners ?? [] }
    var found: [Hosts.Listener] = []
    for container in runtime.containers where container.sandboxID == sandbox.id && container.isRunning {
      let title = container.arguments.first?.split(separator: "/").last.map(String.init) ?? ""
      for port in container.workload.ports where port.transport != "SCTP" {
        found.append(
          Hosts.Listener(
            transport: port.transport == "UDP" ? .udp : .tcp,
            address: port.address.isEmpty ? "0.0.0.0" : port.address, port: port.port, pid: 1, program: title, descriptor: 6))
      }
    }
    return found
  }
}

/// netstat: the same in an older form.
enum NetworkStatistics: HostTool {
  static let manual = Manual(
    "netstat", "show sockets", usage: ["[-altunp]"],
    options: [
      Option("-t, --tcp", "TCP"), Option("-u, --udp", "UDP"), Option("-l, --listening", "those that listen"), Option("-n, --numeric", "numbers of ports"),
      Option("-p, --program", "programs"), Option("-a, --all", "all"), Option("-4", "accepted"), Option("-6", "accepted"), Option("-W", "accepted"),
      .missing("-r"), .missing("-i"), .missing("-s"),
    ], package: "net-tools", version: "2.10", hint: .help)

  static func main(_ call: Call) throws -> Int32 {
    let both = !call.has("t") && !call.has("u")
    let isListening = call.has("l")
    let words = isListening ? "only servers" : call.has("a") ? "servers and established" : "w/o servers"
    let showsPrograms = call.has("p")
    try call.write("Active Internet connections (\(words))\n")
    try call.write(
      "Proto Recv-Q Send-Q Local Address           Foreign Address         State      \(showsPrograms ? " PID/Program name    " : " ")\n")
    guard isListening || call.has("a") else { return 0 }
    for listener in OwnSockets.listeners(of: call.process) {
      let isTCP = listener.transport == .tcp
      guard both || call.has(isTCP ? "t" : "u") else { continue }
      let isWide = listener.address == "*" || listener.address.hasPrefix("[")
      let address = isWide ? "::" : listener.address
      let port = call.has("n") ? String(listener.port) : ServiceNames.name(listener.port) ?? String(listener.port)
      let proto = (isTCP ? "tcp" : "udp") + (isWide ? "6" : "")
      let program = showsPrograms ? " \(listener.pid)/\(listener.program)" : " "
      try call.write(
        "\(proto.padded(to: 5, left: true)) \("0".padded(to: 6)) \("0".padded(to: 6)) \("\(address):\(port)".padded(to: 23, left: true)) "
          + "\((isWide ? ":::*" : "0.0.0.0:*").padded(to: 23, left: true)) \((isTCP ? "LISTEN" : "").padded(to: 11, left: true))\(program)\n")
    }
    return 0
  }
}

/// ip: addresses and routes of the host.
enum InternetProtocol: HostTool {
  static let manual = Manual(
    "ip", "show addresses, links and routes", usage: ["[ OPTIONS ] OBJECT { COMMAND | help }"],
    notes: "Objects: address, link, route, neigh. Options: -4 -6 -br[ief] -o[neline] -c. Nothing can be changed here.", parsing: .raw)

  static func main(_ call: Call) throws -> Int32 {
    var words = call.operands.filter { !["-4", "-6", "-c", "-s", "-d", "-o", "-oneline", "-color"].contains($0) }[...]
    let brief = words.contains { ["-br", "-brief", "-b"].contains($0) }
    words = words.filter { !["-br", "-brief", "-b"].contains($0) }[...]
    guard let object = words.popFirst() else {
      try call.process.printError(manual.help(calledAs: call.process.name))
      return 255
    }
    if let verb = words.first, ["add", "del", "delete", "set", "replace", "change", "flush"].contains(verb) {
      throw ToolFailure("not simulated: ip \(object) \(verb)")
    }
    let own = HostName.Nodes.addresses(of: call.process).first ?? "127.0.0.1"
    let device = "eth0"
    let gateway = own.split(separator: ".").dropLast().joined(separator: ".")
    switch object {
    case "a", "ad", "addr", "address", "l", "li", "link":
      let withAddresses = object.hasPrefix("a")
      let wanted = words.last.flatMap { ["show", "list", "s", "ls"].contains($0) ? nil : $0 }
      try links(own, device, withAddresses, brief, wanted, call)
    case "r", "ro", "route":
      if words.first == "get", let target = words.dropFirst().first {
        try call.write("\(target) via \(gateway).1 dev \(device) src \(own) uid \(call.process.credentials.user) \n    cache \n")
      } else {
        try call.write("default via \(gateway).1 dev \(device) \n\(gateway).0/24 dev \(device) proto kernel scope link src \(own) \n")
      }
    case "n", "neigh": return 0
    default:
      try call.process.printError("Object \"\(object)\" is unknown, try \"ip help\".\n")
      return 1
    }
    return 0
  }

  private static func links(
    _ own: String, _ device: String, _ withAddresses: Bool, _ brief: Bool, _ wanted: String?, _ call: Call
  ) throws {
    let numbers = own.split(separator: ".").compactMap { Int($0) }
    let mac = "52:54:00:" + numbers.suffix(3).map { String($0, radix: 16).padded(to: 2, with: "0") }.joined(separator: ":")
    let prefix = 24
    if let wanted, wanted != "lo", wanted != device {
      try call.process.printError("Device \"\(wanted)\" does not exist.\n")
      return
    }
    if brief {
      if wanted == nil || wanted == "lo" { try call.write("lo               UNKNOWN        \(withAddresses ? "127.0.0.1/8 ::1/128 " : "00:00:00:00:00:00 <LOOPBACK,UP,LOWER_UP> ")\n") }
      if wanted == nil || wanted == device { try call.write("\(device.padded(to: 16, left: true)) UP             \(withAddresses ? "\(own)/\(prefix) " : "\(mac) <BROADCAST,MULTICAST,UP,LOWER_UP> ")\n") }
      return
    }
    if wanted == nil || wanted == "lo" {
      try call.write("1: lo: <LOOPBACK,UP,LOWER_UP> mtu 65536 qdisc noqueue state UNKNOWN group default qlen 1000\n    link/loopback 00:00:00:00:00:00 brd 00:00:00:00:00:00\n")
      if withAddresses { try call.write("    inet 127.0.0.1/8 scope host lo\n       valid_lft forever preferred_lft forever\n") }
    }
    if wanted == nil || wanted == device {
      // A Pod's end of a pair of devices, whose other end is on the node.
      let isPod = call.process.container != nil
      let title = isPod ? "\(device)@if\((numbers.last ?? 0) + 3)" : device
      let discipline = isPod ? "noqueue" : "fq_codel"
      try call.write("2: \(title): <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc \(discipline) state UP group default qlen 1000\n    link/ether \(mac) brd ff:ff:ff:ff:ff:ff\(isPod ? " link-netnsid 0" : "")\n")
      if withAddresses {
        let broadcast = own.split(separator: ".").dropLast().joined(separator: ".")
        try call.write("    inet \(own)/\(prefix) brd \(broadcast).255 scope global \(device)\n       valid_lft forever preferred_lft forever\n")
      }
    }
  }
}
