import Hosts
import Simulation
import World

/// nslookup: names of Services, Pods and hosts.
enum NameServerLookup: HostTool {
  static let manual = Manual("nslookup", "look up names", usage: ["[-option] name [server]"], parsing: .raw)

  static func main(_ call: Call) throws -> Int32 {
    let words = call.operands.filter { !$0.hasPrefix("-") }
    guard let name = words.first else { throw ToolFailure("not simulated: nslookup without a name") }
    let lookup = NameLookup(call.process)
    guard let server = lookup.server else {
      throw ToolFailure(";; connection timed out; no servers could be reached")
    }
    if SmallImages.hasBusybox(call.process) {
      try call.write("Server:\t\t\(server)\nAddress:\t\(server):53\n\n")
    } else {
      try call.write("Server:\t\t\(server)\nAddress:\t\(server)#53\n\n")
    }
    switch lookup.find(name) {
    case .found(let full, let addresses):
      for address in addresses { try call.write("Name:\t\(full)\nAddress: \(address)\n") }
      try call.write("\n")
      return 0
    case .unknown:
      try call.write("** server can't find \(name): NXDOMAIN\n\n")
      return 1
    case .silent:
      try call.process.wait(for: .seconds(15))
      try call.write(";; connection timed out; no servers could be reached\n\n")
      return 1
    }
  }
}

/// dig: names, in the words of the protocol.
enum Dig: HostTool {
  static let manual = Manual("dig", "look up names", usage: ["[@global-server] [name] [type] [+queryopt...]"], parsing: .raw)

  static func main(_ call: Call) throws -> Int32 {
    let names = call.operands.filter { !$0.hasPrefix("+") && !$0.hasPrefix("@") && !$0.hasPrefix("-") && !["A", "AAAA", "SRV", "ANY", "a"].contains($0) }
    guard let name = names.first else { throw ToolFailure("not simulated: dig without a name") }
    let lookup = NameLookup(call.process)
    let isSearched = call.operands.contains("+search")
    let outcome = lookup.find(isSearched || name.hasSuffix(".") ? name : "\(name).")
    guard let server = lookup.server else { throw ToolFailure(";; no servers could be reached", status: 9) }
    if case .silent = outcome {
      try call.process.wait(for: .seconds(15))
      try call.write(";; communications error to \(server)#53: timed out\n;; no servers could be reached\n\n")
      return 9
    }
    var addresses: [String] = []
    if case .found(_, let found) = outcome { addresses = found }
    if call.operands.contains("+short") {
      for address in addresses { try call.write("\(address)\n") }
      return 0
    }
    let question = name.hasSuffix(".") ? name : "\(name)."
    let status = addresses.isEmpty ? "NXDOMAIN" : "NOERROR"
    var text = "\n; <<>> DiG 9.18.28-1~deb12u2-Debian <<>> \(call.operands.joined(separator: " "))\n;; global options: +cmd\n;; Got answer:\n"
    text += ";; ->>HEADER<<- opcode: QUERY, status: \(status), id: \(call.process.stage.world.draw("dig") { $0.below(65536) })\n"
    text += ";; flags: qr aa rd; QUERY: 1, ANSWER: \(addresses.count), AUTHORITY: 0, ADDITIONAL: 1\n\n;; QUESTION SECTION:\n;\(question)\t\t\tIN\tA\n"
    if !addresses.isEmpty {
      text += "\n;; ANSWER SECTION:\n"
      for address in addresses { text += "\(question)\t30\tIN\tA\t\(address)\n" }
    }
    text += "\n;; Query time: 0 msec\n;; SERVER: \(server)#53(\(server)) (UDP)\n;; WHEN: \(Calendar.format("%a %b %d %H:%M:%S %Z %Y", call.process.wall))\n;; MSG SIZE  rcvd: 106\n\n"
    try call.write(text)
    return 0
  }
}

/// getent: names as the system looks them up.
enum GetEntries: HostTool {
  static let manual = Manual("getent", "look up entries of the system's databases", usage: ["[OPTION...] database [key ...]"])

  static func main(_ call: Call) throws -> Int32 {
    guard let database = call.operands.first else { throw call.usage("wrong number of arguments") }
    let keys = call.operands.dropFirst()
    let path = ["passwd": "/etc/passwd", "group": "/etc/group", "hosts": "/etc/hosts"][database]
    guard let path else { throw ToolFailure("Unknown database: \(database)") }
    let text = (try? call.process.files.read(path, by: call.process.accessor))?.text ?? ""
    let lines = text.split(separator: "\n").map { String($0) }
    for key in keys {
      if database == "hosts" {
        switch NameLookup(call.process).find(key) {
        case .found(let name, let addresses): try call.write("\((addresses.first ?? "").padded(to: 15, left: true)) \(name)\n")
        default: return 2
        }
      } else if let line = lines.first(where: { $0.split(separator: ":").first.map { String($0) } == key || $0.split(separator: ":").dropFirst(2).first.map { String($0) } == key }) {
        try call.write("\(line)\n")
      } else {
        return 2
      }
    }
    if keys.isEmpty { for line in lines where !line.hasPrefix("#") { try call.write("\(line)\n") } }
    return 0
  }
}

/// Finding addresses of names, through the world's network.
struct NameLookup {
  enum Outcome {
    case found(String, [String])
    case unknown
    case silent
  }

  private let process: Process
  /// The name server that /etc/resolv.conf names.
  let server: String?

  init(_ process: Process) {
    self.process = process
    let text = (try? process.files.read("/etc/resolv.conf", by: process.accessor))?.text ?? ""
    let line = text.split(separator: "\n").first { $0.hasPrefix("nameserver") }
    server = line.flatMap { $0.split(separator: " ").dropFirst().first }.map { String($0) } ?? (process.container == nil ? "127.0.0.53" : nil)
  }

  func find(_ name: String) -> Outcome {
    let plain = name.hasSuffix(".") ? String(name.dropLast()) : name
    switch NetworkAccess.connect(process, to: plain, port: 9) {
    case .noSuchName: return .unknown
    case .nameServerSilent: return .silent
    case .connected(_, let address), .refused(let address), .silent(let address), .noRoute(let address):
      return address == plain && !plain.allSatisfy { $0.isNumber || $0 == "." } ? .unknown : .found(fullName(plain), [address])
    }
  }

  /// The name with the search domain that a short name of a Service was found in.
  private func fullName(_ name: String) -> String {
    guard let container = process.container, !name.hasSuffix(".local") else { return name }
    switch name.split(separator: ".").count {
    case 1: return "\(name).\(container.podNamespace).svc.cluster.local"
    case 2: return "\(name).svc.cluster.local"
    case 3 where name.hasSuffix(".svc"): return "\(name).cluster.local"
    default: return name
    }
  }
}

/// ping: whether somebody answers.
enum Ping: HostTool {
  static let manual = Manual(
    "ping", "see whether a host answers", usage: ["[options] <destination>"],
    options: [
      Option("-c COUNT", "stop after COUNT answers"), Option("-i INTERVAL", "seconds between packets"), Option("-W TIMEOUT", "wait so long for the last answer"),
      Option("-w DEADLINE", "stop after so many seconds"), Option("-q", "only the summary"), Option("-n", "accepted"), Option("-4", "accepted"), Option("-6", "accepted"),
      Option("-s SIZE", "accepted"),
    ], package: "iputils", version: "20221126", hint: .help, usageStatus: 2)

  static func main(_ call: Call) throws -> Int32 {
    let process = call.process
    guard let target = call.operands.last else { throw ToolFailure("usage error: Destination address required", status: 1) }
    let lookup = NameLookup(process)
    var address = target
    if !target.allSatisfy({ $0.isNumber || $0 == "." }) {
      guard case .found(_, let found) = lookup.find(target), let first = found.first else {
        throw ToolFailure("\(target): Name or service not known", status: 2)
      }
      address = first
    }
    let isThere = switch NetworkAccess.connect(process, to: address, port: 9) {
    case .connected, .refused: true
    default: false
    }
    let count = call["c"].flatMap { Int($0) } ?? .max
    let interval = call["i"].flatMap { Double($0) } ?? 1
    let deadline = call["w"].flatMap { Double($0) }.map { process.now + .seconds($0) } ?? .never
    let begin = process.now
    var (sent, received) = (0, 0)
    try call.write("PING \(target) (\(address)) 56(84) bytes of data.\n")
    func summary() throws {
      let lost = sent == 0 ? 0 : (sent - received) * 100 / sent
      let time = Int((process.now - begin).seconds * 1000)
      try call.write("\n--- \(target) ping statistics ---\n\(sent) packets transmitted, \(received) received, \(lost)% packet loss, time \(time)ms\n")
      if received > 0 { try call.write("rtt min/avg/max/mdev = 0.041/0.052/0.071/0.010 ms\n") } else { try call.write("\n") }
      try call.flush()
    }
    do {
      while sent < count && process.now < deadline {
        sent += 1
        if isThere {
          received += 1
          let time = process.stage.world.draw("ping") { 35 + $0.below(40) }
          if !call.has("q") { try call.write("64 bytes from \(address): icmp_seq=\(sent) ttl=63 time=0.0\(time) ms\n") }
        }
        try call.flush()
        if sent < count { try process.wait(until: min(deadline, process.now + .seconds(interval))) } else if !isThere { try process.wait(for: .seconds(call["W"].flatMap { Double($0) } ?? 10)) }
      }
    } catch Suspension.interrupted {
      try summary()
      throw Suspension.interrupted
    }
    try summary()
    return received > 0 ? 0 : 1
  }
}
