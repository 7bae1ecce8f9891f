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
    var listeners = listening ? process.stage.world.hosts[process.hostName]?.sockets.listeners ?? [] : []
    if process.container != nil { listeners = [] }
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
    let all = (call.has("H") ? [] : [head]) + rows
    let widths = head.indices.map { column in all.map { $0[column].count }.max() ?? 0 }
    for row in all {
      var line = ""
      for (column, cell) in row.enumerated() {
        let isLast = column + 1 == row.count
        let isLocal = head[column].hasPrefix("Local")
        line += isLast ? cell : "\(cell.padded(to: widths[column], left: !isLocal)) "
      }
      try call.write("\(line)\n")
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
      try call.write("2: \(device): <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc fq_codel state UP group default qlen 1000\n    link/ether \(mac) brd ff:ff:ff:ff:ff:ff\n")
      if withAddresses {
        let broadcast = own.split(separator: ".").dropLast().joined(separator: ".")
        try call.write("    inet \(own)/\(prefix) brd \(broadcast).255 scope global \(device)\n       valid_lft forever preferred_lft forever\n")
      }
    }
  }
}
