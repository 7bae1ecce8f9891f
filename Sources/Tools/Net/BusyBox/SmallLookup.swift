import Hosts
import Networking
import Simulation
import World

/// BusyBox's nslookup: it asks for IPv4 and IPv6 in every search domain, and tells of each that knows nothing.
enum SmallLookup: HostTool {
  static let name = "busybox-nslookup"
  static let manual = Manual(
    "nslookup", "look up names", usage: ["[-type=QUERY_TYPE] [-debug] HOST [DNS_SERVER]"], package: "BusyBox",
    version: "1.36.1", parsing: .raw)

  static func main(_ call: Call) throws -> Int32 {
    var kinds: [DNSRecord.Kind] = []
    var words: [String] = []
    for word in call.operands {
      if word.hasPrefix("-") {
        let parts = word.split(separator: "=", maxSplits: 1)
        if parts.count == 2, let kind = DNSRecord.Kind(rawValue: parts[1].uppercased()) { kinds.append(kind) }
      } else {
        words.append(word)
      }
    }
    guard let name = words.first else {
      try call.process.printError(SmallUsage.text(manual))
      return 1
    }
    let names = NameService(call.process)
    let server = words.dropFirst().first ?? names.server
    let isReverse = IPAddress(name) != nil
    // Search domains are for names without a dot, whatever `ndots` says.
    let candidates =
      isReverse
      ? [NameService.reversed(name)]
      : name.contains(".") || names.resolver.search.isEmpty
        ? [name] : names.resolver.search.map { "\(name).\($0)" }
    var text = ""
    var status: Int32 = 0
    for kind in isReverse ? [.ptr] : kinds.isEmpty ? [.a, .aaaa] : kinds {
      for candidate in candidates {
        switch names.ask(candidate.hasSuffix(".") ? candidate : "\(candidate).", kind, at: server) {
        case .reply(let reply):
          if reply.code == .noError {
            text += "\(lines(reply))\n"
          } else {
            status = 1
            text += "** server can't find \(NameService.withoutDot(candidate)): \(reply.code.rawValue)\n\n"
          }
        case .refused:
          try call.write(";; connection timed out; no servers could be reached\n\n")
          try call.process.printError("nslookup: write to '\(server)': Connection refused\n")
          return 1
        case .silent:
          try call.process.wait(for: .seconds(5))
          try call.write(";; connection timed out; no servers could be reached\n\n")
          return 1
        }
      }
    }
    try call.process.wait(for: .milliseconds(1))
    try call.write("Server:\t\t\(server)\nAddress:\t\(server):53\n\n\(text)")
    return status
  }

  private static func lines(_ reply: DNSReply) -> String {
    reply.records.map { record in
      let name = NameService.withoutDot(record.name)
      let data = NameService.withoutDot(record.data)
      return switch record.kind {
      case .a, .aaaa: "Name:\t\(name)\nAddress: \(data)\n"
      case .cname: "\(name)\tcanonical name = \(data)\n"
      case .srv: "\(name)\tservice = \(data)\n"
      case .ptr: "\(name)\tname = \(data)\n"
      case .any, .mx, .txt, .ns, .soa: ""
      }
    }.joined()
  }
}
