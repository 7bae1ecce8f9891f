import Hosts
import Networking
import Simulation
import World

// The look-up programs of BIND 9.18 other than dig. Their texts were taken from the real programs, against a name server
// that answers as CoreDNS does.

/// nslookup: what a name server knows of a name.
enum NameServerLookup: HostTool {
  static let manual = Manual("nslookup", "look up names", usage: ["[-option] name [server]"], parsing: .raw)

  static func main(_ call: Call) throws -> Int32 {
    var kind: DNSRecord.Kind?
    var words: [String] = []
    for word in call.operands {
      if word.hasPrefix("-") {
        let parts = word.dropFirst().split(separator: "=", maxSplits: 1).map { $0.lowercased() }
        if parts.count == 2, ["type", "query", "querytype", "q", "ty"].contains(parts[0]) {
          kind = DNSRecord.Kind(rawValue: parts[1].uppercased())
        }
      } else {
        words.append(word)
      }
    }
    guard let name = words.first else { throw ToolFailure("not simulated: nslookup without a name") }
    var lookup = BindLookup(call, server: words.dropFirst().first)
    return try lookup.run(name, kind)
  }
}

private struct BindLookup {
  let call: Call
  let names: NameService
  let server: String
  /// A server that was named on the command line is not reproached for what it cannot do.
  let isNamed: Bool

  init(_ call: Call, server: String?) {
    self.call = call
    names = NameService(call.process)
    isNamed = server != nil
    var address = server
    if let server, IPAddress(server) == nil, case .found(_, let found) = names.addresses(of: server) { address = found.first }
    self.server = address ?? names.server
  }

  mutating func run(_ name: String, _ kind: DNSRecord.Kind?) throws -> Int32 {
    if IPAddress(name) != nil, kind == nil { return try reverse(name) }
    let candidates =
      name.contains(".") && name.filter { $0 == "." }.count >= names.resolver.dots || name.hasSuffix(".")
      ? ["\(NameService.withoutDot(name))."] + names.resolver.search.map { "\(name).\($0)." }
      : names.resolver.candidates(for: name)
    for candidate in name.hasSuffix(".") ? ["\(name)"] : candidates {
      guard let reply = try ask(candidate, kind ?? .a) else { return 1 }
      if reply.code == .noSuchName { continue }
      if reply.code != .noError {
        if reply.code == .serverFailure { try call.write(";; Got SERVFAIL reply from \(server)\n") }
        try header()
        try call.write("** server can't find \(NameService.withoutDot(candidate)): \(reply.code.rawValue)\n\n")
        return 1
      }
      try header()
      try call.write(answer(candidate, reply))
      if kind == nil, !reply.records.contains(where: { $0.kind == .cname }) { _ = try ask(candidate, .aaaa) }
      try call.write("\n")
      return 0
    }
    try header()
    try call.write("** server can't find \(NameService.withoutDot(name)): NXDOMAIN\n\n")
    return 1
  }

  private func header() throws {
    try call.write("Server:\t\t\(server)\nAddress:\t\(server)#53\n\n")
  }

  private func answer(_ name: String, _ reply: DNSReply) -> String {
    if reply.records.isEmpty { return "*** Can't find \(NameService.withoutDot(name)): No answer\n" }
    return reply.records.map { record in
      let name = NameService.withoutDot(record.name)
      return switch record.kind {
      case .a, .aaaa: "Name:\t\(name)\nAddress: \(record.data)\n"
      case .cname: "\(name)\tcanonical name = \(record.data)\n"
      case .srv: "\(name)\tservice = \(record.data)\n"
      case .ptr: "\(name)\tname = \(record.data)\n"
      case .any, .mx, .txt, .ns, .soa: ""
      }
    }.joined()
  }

  private func reverse(_ address: String) throws -> Int32 {
    let name = NameService.reversed(address)
    guard let reply = try ask(name, .ptr) else { return 1 }
    guard !reply.records.isEmpty else {
      try call.write("** server can't find \(NameService.withoutDot(name)): NXDOMAIN\n\n")
      return 1
    }
    try call.write("\(answer(name, reply))\n")
    return 0
  }

  /// The reply; nil after three attempts without one, of which the program has told.
  private func ask(_ name: String, _ kind: DNSRecord.Kind) throws -> DNSReply? {
    for _ in 0..<3 {
      switch names.ask(name, kind, at: server) {
      case .reply(let reply):
        try call.process.wait(for: .milliseconds(1))
        if reply.zone != nil, !isNamed { try call.write(";; Got recursion not available from \(server)\n") }
        return reply
      case .refused: try call.write(";; communications error to \(server)#53: connection refused\n")
      case .silent:
        try call.flush()
        try call.process.wait(for: .seconds(5))
        try call.write(";; communications error to \(server)#53: timed out\n")
      }
    }
    try call.write(";; no servers could be reached\n\n")
    return nil
  }
}

/// host: the same, in a line each.
enum HostLookup: HostTool {
  static let manual = Manual(
    "host", "look up names", usage: ["[-aCdilrTvVw] [-c class] [-N ndots] [-t type] [-W time] [-R number] {name} [server]"],
    options: [
      Option("-t TYPE", "the type of the records"), Option("-T", "by TCP"), Option("-W SECONDS", "how long to wait"),
      Option("-4", "accepted"), Option("-6", "accepted"), Option("-r", "accepted"), Option("-s", "accepted"), Option("-w", "accepted"),
      Option("-R NUMBER", "accepted"), Option("-N NDOTS", "accepted"), .missing("-a"), .missing("-l"), .missing("-v"), .missing("-C"), .missing("-d"),
    ], package: "BIND", version: "9.18.28", hint: .help)

  static func main(_ call: Call) throws -> Int32 {
    guard let name = call.operands.first else { throw ToolFailure("not simulated: host without a name") }
    let names = NameService(call.process)
    let server = call.operands.dropFirst().first ?? names.server
    let kind = call["t"].flatMap { DNSRecord.Kind(rawValue: $0.uppercased()) }
    let transport: TransportProtocol = call.has("T") ? .tcp : .udp
    let isReverse = IPAddress(name) != nil
    let candidates = isReverse ? [NameService.reversed(name)] : names.resolver.candidates(for: name)
    if call.operands.count > 1 {
      try call.write("Using domain server:\nName: \(server)\nAddress: \(server)#53\nAliases: \n\n")
    }
    for candidate in candidates {
      var reply: DNSReply?
      for _ in 0..<2 where reply == nil {
        switch names.ask(candidate, isReverse ? .ptr : kind ?? .a, at: server, transport) {
        case .reply(let found): reply = found
        case .refused: try call.write(";; communications error to \(server)#53: connection refused\n")
        case .silent:
          try call.flush()
          try call.process.wait(for: .seconds(call["W"].flatMap { Double($0) } ?? 5))
          try call.write(";; communications error to \(server)#53: timed out\n")
        }
      }
      guard let reply else {
        try call.write(";; no servers could be reached\n")
        return 1
      }
      if reply.code == .noSuchName { continue }
      if reply.code != .noError {
        let number = reply.code == .serverFailure ? 2 : 5
        try call.write("Host \(NameService.withoutDot(candidate)) not found: \(number)(\(reply.code.rawValue))\n")
        return 1
      }
      for record in reply.records { try call.write(line(record)) }
      if reply.records.isEmpty, let kind {
        try call.write("\(NameService.withoutDot(candidate)) has no \(kind.rawValue) record\n")
      }
      return reply.records.isEmpty && kind != nil ? 1 : 0
    }
    let asked = isReverse ? NameService.withoutDot(NameService.reversed(name)) : name
    try call.write("Host \(asked) not found: 3(NXDOMAIN)\n")
    return 1
  }

  private static func line(_ record: DNSRecord) -> String {
    let name = NameService.withoutDot(record.name)
    return switch record.kind {
    case .a: "\(name) has address \(record.data)\n"
    case .aaaa: "\(name) has IPv6 address \(record.data)\n"
    case .cname: "\(name) is an alias for \(record.data)\n"
    case .ptr: "\(name) domain name pointer \(record.data)\n"
    case .srv: "\(name) has SRV record \(record.data)\n"
    case .any, .mx, .txt, .ns, .soa: ""
    }
  }
}
