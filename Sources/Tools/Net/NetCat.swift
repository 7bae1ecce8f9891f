import Hosts
import Networking
import Simulation
import World

/// nc: plain connections.
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
    let transport: TransportProtocol = call.has("u") ? .udp : .tcp
    let limit = call["w"].flatMap { Double($0) }.map { process.now + .seconds($0) } ?? process.now + .seconds(134)
    let word = call.has("u") ? "udp" : "tcp"
    while true {
      switch NetworkAccess.connect(process, to: host, port: port, transport: transport) {
      case .connected(let peer, let address):
        try process.wait(for: .milliseconds(1))
        if call.has("v") {
          let shown = address == host ? "" : " (\(address))"
          try process.printError("Connection to \(host)\(shown) \(port) port [\(word)/\(ServiceNames.name(port) ?? "*")] succeeded!\n")
        }
        return call.has("z") ? 0 : try talk(to: peer, host, port, call)
      case .refused(let address):
        if call.has("v") { try process.printError("nc: connect to \(host)\(address == host ? "" : " (\(address))") port \(port) (\(word)) failed: Connection refused\n") }
        return 1
      case .noRoute:
        try process.wait(until: min(limit, process.now + .seconds(3)))
        if call.has("v") { try process.printError("nc: connect to \(host) port \(port) (\(word)) failed: No route to host\n") }
        return 1
      case .noSuchName:
        try process.printError("nc: getaddrinfo for host \"\(host)\" port \(port): Name or service not known\n")
        return 1
      case .silent, .nameServerSilent:
        if call.has("u") {
          // UDP hears nothing and takes that for success.
          if call.has("v") { try process.printError("Connection to \(host) \(port) port [udp/*] succeeded!\n") }
          return 0
        }
        try process.waitForChange(until: limit)
        if process.now >= limit {
          if call.has("v") { try process.printError("nc: connect to \(host) port \(port) (\(word)) timed out: Operation now in progress\n") }
          return 1
        }
      }
    }
  }

  /// Sends what comes in and prints what comes back, where the other side speaks HTTP or has a banner.
  private static func talk(to peer: NetworkPeer, _ host: String, _ port: Int, _ call: Call) throws -> Int32 {
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
        try call.write(answer.body)
        try call.flush()
      }
    }
    return 0
  }
}

/// Ports by the names of /etc/services.
enum ServiceNames {
  static func name(_ port: Int) -> String? {
    let known: [Int: String] = [
      22: "ssh", 25: "smtp", 53: "domain", 80: "http", 123: "ntp", 443: "https", 3306: "mysql", 5432: "postgresql", 6379: "redis",
      8080: "http-alt",
    ]
    return known[port]
  }
}

/// telnet: plain connections, older.
enum Telnet: HostTool {
  static let manual = Manual("telnet", "open a plain connection", usage: ["[host-name [port]]"], package: "netkit-telnet", version: "0.17")

  static func main(_ call: Call) throws -> Int32 {
    let process = call.process
    guard let host = call.operands.first else { throw ToolFailure("not simulated: telnet without a host") }
    let port = call.operands.dropFirst().first.flatMap { Int($0) } ?? 23
    let limit = process.now + .seconds(134)
    var didSay = false
    while true {
      switch NetworkAccess.connect(process, to: host, port: port) {
      case .connected(_, let address):
        try call.write("\(didSay ? "" : "Trying \(address)...\n")Connected to \(host).\nEscape character is '^]'.\n")
        try call.flush()
        if process.input.isTerminal { try process.hang() }
        try call.write("Connection closed by foreign host.\n")
        return 1
      case .refused(let address):
        try call.write("Trying \(address)...\n")
        throw ToolFailure("Unable to connect to remote host: Connection refused")
      case .noRoute(let address):
        try call.write("Trying \(address)...\n")
        throw ToolFailure("Unable to connect to remote host: No route to host")
      case .noSuchName: throw ToolFailure("could not resolve \(host)/\(port): Name or service not known")
      case .silent(let address):
        if !didSay { try call.write("Trying \(address)...\n") }
        didSay = true
        try call.flush()
        try process.waitForChange(until: limit)
        if process.now >= limit { throw ToolFailure("Unable to connect to remote host: Connection timed out") }
      case .nameServerSilent:
        try process.wait(for: .seconds(20))
        throw ToolFailure("could not resolve \(host)/\(port): Temporary failure in name resolution")
      }
    }
  }
}
