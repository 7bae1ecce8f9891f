import Hosts
import Networking
import Simulation
import World

/// nc of OpenBSD, as Debian has it: plain connections.
enum NetCat: HostTool {
  static let manual = Manual(
    "nc", "open plain connections", usage: ["[-46CDdFhklNnrStUuvZz] [-w timeout] [destination] [port]"],
    options: [
      Option("-4", "accepted"), Option("-6", "accepted"), Option("-n", "accepted"), Option("-N", "accepted"), Option("-q SECONDS", "accepted"),
      Option("-u", "UDP"), Option("-v", "say what happens"), Option("-w SECONDS", "give up after so long"), Option("-z", "only look whether somebody listens"),
      Option("-i SECONDS", "accepted"), Option("-k", "accepted"), Option("-t", "accepted"),
      .missing("-l"), .missing("-e PROGRAM"), .missing("-p PORT"), .missing("-U"), .missing("-x ADDRESS"),
    ], package: "netcat-openbsd", version: "1.219", hint: .help)

  static func main(_ call: Call) throws -> Int32 {
    guard call.operands.count >= 2 else {
      try call.process.printError(manual.help(calledAs: call.process.name))
      return 1
    }
    let host = call.operands[0]
    var status: Int32 = 1
    for text in call.operands.dropFirst() {
      let ends = text.split(separator: "-").compactMap { Int($0) }
      guard let first = ends.first, (1...65535).contains(first), ends.last ?? 0 < 65536 else {
        throw ToolFailure("port number invalid: \(text)")
      }
      for port in first...max(first, ends.last ?? first) { status = min(status, try open(host, port, call)) }
    }
    return status
  }

  private static func open(_ host: String, _ port: Int, _ call: Call) throws -> Int32 {
    let process = call.process
    let isUDP = call.has("u")
    let word = isUDP ? "udp" : "tcp"
    var opening = Opening(process: process, host: host, port: port, transport: isUDP ? .udp : .tcp)
    opening.limit = call["w"].flatMap { Double($0) }.map { process.now + .seconds($0) } ?? .never
    if isUDP { opening.limit = min(opening.limit, process.now + .seconds(3)) }
    func tell(_ address: String, _ end: String) throws {
      guard call.has("v") else { return }
      try process.printError("nc: connect to \(host)\(address == host ? "" : " (\(address))") port \(port) (\(word)) \(end)\n")
    }
    let opened = try opening.run()
    switch opened {
    case .connected(let peer, let address):
      try tellSuccess(host, address, port, word, call)
      return call.has("z") ? 0 : try PlainTalk.run(peer, host, port, call)
    case .refused(let address):
      // A refusal by UDP is heard only where something was sent, and nothing is said of it.
      if !isUDP { try tell(address, "failed: Connection refused") }
    case .noRoute(let address): try tell(address, "failed: No route to host")
    case .noSuchName:
      try process.printError("nc: getaddrinfo for host \"\(host)\" port \(port): Name or service not known\n")
    case .noNameServer, .timedOut(nil):
      try process.printError("nc: getaddrinfo for host \"\(host)\" port \(port): Temporary failure in name resolution\n")
    case .timedOut(let address?), .givenUp(let address):
      if isUDP {
        // UDP hears nothing and takes that for success.
        try tellSuccess(host, address, port, word, call)
        return 0
      }
      let isGivenUp = if case .givenUp = opened { true } else { false }
      try tell(address, isGivenUp ? "failed: Connection timed out" : "timed out: Operation now in progress")
    }
    return 1
  }

  private static func tellSuccess(
    _ host: String, _ address: String, _ port: Int, _ word: String, _ call: Call
  ) throws {
    guard call.has("v") else { return }
    let service = call.has("n") ? "*" : ServiceNames.name(port) ?? "*"
    let shown = address == host ? "" : " (\(address))"
    try call.process.printError("Connection to \(host)\(shown) \(port) port [\(word)/\(service)] succeeded!\n")
  }
}

/// What is said over a plain connection: what comes in goes out, where the other side speaks HTTP or has a banner.
enum PlainTalk {
  static func run(_ peer: NetworkPeer, _ host: String, _ port: Int, _ call: Call) throws -> Int32 {
    let process = call.process
    var request = WebRequest()
    (request.host, request.port) = (host, port)
    do {
      _ = try NetworkAccess.ask(request, peer, process)
    } catch WebProblem.notHTTP(let bytes) {
      try call.write(bytes)
      try call.flush()
      return 0
    } catch is WebProblem {
    }
    while let line = try process.input.readLine(by: process) {
      let words = line.text.split(separator: " ")
      guard words.count >= 2, ["GET", "HEAD", "POST"].contains(words[0]) else { continue }
      (request.method, request.path) = (String(words[0]), String(words[1]))
      if let answer = try? NetworkAccess.ask(request, peer, process) {
        var text = "HTTP/1.1 \(answer.code) \(answer.reason)\r\n"
        for (name, value) in answer.headers { text += "\(name): \(value)\r\n" }
        try call.write("\(text)\r\n")
        if request.method != "HEAD" { try call.write(answer.body) }
        try call.flush()
      }
    }
    return 0
  }
}

/// Ports by the names of /etc/services.
enum ServiceNames {
  private static let known: [Int: String] = [
    21: "ftp", 22: "ssh", 23: "telnet", 25: "smtp", 53: "domain", 80: "http", 110: "pop3", 123: "ntp", 143: "imap2",
    389: "ldap", 443: "https", 465: "submissions", 636: "ldaps", 993: "imaps", 2379: "etcd-client", 2380: "etcd-server",
    3306: "mysql", 5432: "postgresql", 5672: "amqp", 6379: "redis", 8080: "http-alt", 9418: "git", 10050: "zabbix-agent",
  ]

  static func name(_ port: Int) -> String? { known[port] }
  static func port(_ name: String) -> Int? { known.first { $0.value == name }?.key }
}

/// telnet: plain connections, older.
enum Telnet: HostTool {
  static let manual = Manual("telnet", "open a plain connection", usage: ["[host-name [port]]"], package: "netkit-telnet", version: "0.17")

  static func main(_ call: Call) throws -> Int32 {
    let process = call.process
    guard let host = call.operands.first else { throw ToolFailure("not simulated: telnet without a host") }
    let port = call.operands.dropFirst().first.flatMap { Int($0) } ?? 23
    var opening = Opening(process: process, host: host, port: port)
    opening.trying = { address in try process.print("Trying \(address)...\n") }
    switch try opening.run() {
    case .connected:
      try call.write("Connected to \(host).\nEscape character is '^]'.\n")
      try call.flush()
      if process.input.isTerminal { try process.hang() }
      try call.write("Connection closed by foreign host.\n")
      return 1
    case .refused: throw ToolFailure("Unable to connect to remote host: Connection refused")
    case .noRoute: throw ToolFailure("Unable to connect to remote host: No route to host")
    case .noSuchName: throw ToolFailure("could not resolve \(host)/\(port): Name or service not known")
    case .noNameServer: throw ToolFailure("could not resolve \(host)/\(port): Temporary failure in name resolution")
    case .timedOut, .givenUp: throw ToolFailure("Unable to connect to remote host: Connection timed out")
    }
  }
}
