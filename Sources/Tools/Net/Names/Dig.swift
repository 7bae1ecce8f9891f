import Hosts
import Networking
import Simulation
import World

/// dig: names, in the words of the protocol. Layout and texts are those of BIND 9.18.
enum Dig: HostTool {
  static let manual = Manual(
    "dig", "look up names", usage: ["[@global-server] [name] [type] [+queryopt...]"], parsing: .raw)

  static func main(_ call: Call) throws -> Int32 {
    var status: Int32 = 0
    for query in DigQuery.all(call) { status = max(status, try query.run()) }
    return status
  }
}

private struct DigQuery {
  private let call: Call
  private let names: NameService
  private var server: String?
  private var name: String?
  private var kind = DNSRecord.Kind.a
  private var isFirst = true
  private var flags: Set<String> = ["cmd", "comments", "question", "answer", "authority", "additional", "stats"]
  private var seconds = 5.0
  private var tries = 3

  init(_ call: Call) {
    self.call = call
    names = NameService(call.process)
  }

  /// A query for each name; what stands before the first name holds for all of them.
  static func all(_ call: Call) -> [DigQuery] {
    var rest = call.operands[...]
    var shared = DigQuery(call)
    shared.read(&rest)
    var queries = [shared]
    var base = shared
    base.name = nil
    base.kind = .a
    base.isFirst = false
    while !rest.isEmpty {
      var query = base
      query.read(&rest)
      queries.append(query)
    }
    return queries
  }

  /// Reads on until another name begins.
  private mutating func read(_ rest: inout ArraySlice<String>) {
    while let word = rest.popFirst() {
      if word.hasPrefix("@") {
        server = String(word.dropFirst())
      } else if word.hasPrefix("+") {
        set(String(word.dropFirst()))
      } else if word == "-x" {
        name = rest.popFirst().map { NameService.reversed($0) }
        kind = .ptr
      } else if word == "-t" || word == "-q" {
        let value = rest.popFirst() ?? ""
        if word == "-q" { name = value } else { kind = DNSRecord.Kind(rawValue: value.uppercased()) ?? kind }
      } else if let found = DNSRecord.Kind(rawValue: word.uppercased()) {
        kind = found
      } else if !word.hasPrefix("-"), word.uppercased() != "IN" {
        if name != nil {
          rest.insert(word, at: rest.startIndex)
          return
        }
        name = word
      }
    }
  }

  private mutating func set(_ option: String) {
    let parts = option.split(separator: "=", maxSplits: 1).map(String.init)
    switch parts.first ?? "" {
    case "all": flags.formUnion(["cmd", "comments", "question", "answer", "authority", "additional", "stats"])
    case "noall": flags.subtract(["cmd", "comments", "question", "answer", "authority", "additional", "stats"])
    case "time", "timeout": seconds = parts.last.flatMap { Double($0) } ?? seconds
    case "tries": tries = number(parts.last, least: 1)
    case "retry": tries = number(parts.last, least: 0) + 1
    case let word where word.hasPrefix("no"): flags.remove(String(word.dropFirst(2)))
    case let word: flags.insert(word == "vc" ? "tcp" : word)
    }
  }

  /// How often to ask; more than any name server is waited for.
  private func number(_ text: String?, least: Int) -> Int { min(max(least, text.flatMap { Int($0) } ?? tries), 65_535) }

  func run() throws -> Int32 {
    let server = try address()
    let asked = name ?? "."
    let isSearched = flags.contains("search") && !asked.hasSuffix(".")
    let candidates = isSearched ? names.resolver.candidates(for: asked) : [asked.hasSuffix(".") ? asked : "\(asked)."]
    for (index, candidate) in candidates.enumerated() {
      guard let reply = try ask(candidate, server) else { return 9 }
      if reply.code == .noSuchName, index + 1 < candidates.count { continue }
      try call.write(flags.contains("short") ? short(reply) : text(candidate, reply, server))
      break
    }
    return 0
  }

  private func address() throws -> String {
    guard let server else { return names.server }
    if IPAddress(server) != nil { return server }
    guard case .found(_, let found) = names.addresses(of: server), let first = found.first else {
      throw ToolFailure("couldn't get address for '\(server)': not found", status: 10)
    }
    return first
  }

  private func ask(_ full: String, _ server: String) throws -> DNSReply? {
    for _ in 0..<tries {
      switch names.ask(full, kind, at: server, flags.contains("tcp") ? .tcp : .udp) {
      case .reply(let reply):
        try call.process.wait(for: .milliseconds(1))
        return reply
      case .refused: try call.write(";; communications error to \(server)#53: connection refused\n")
      case .silent:
        try call.flush()
        try call.process.wait(for: .seconds(seconds))
        try call.write(";; communications error to \(server)#53: timed out\n")
      }
    }
    if flags.contains("short") || !flags.contains("cmd") {
      try call.write(";; no servers could be reached\n")
    } else {
      try call.write("\n\(greeting);; no servers could be reached\n")
    }
    return nil
  }

  private func short(_ reply: DNSReply) -> String { reply.records.map { "\($0.data)\n" }.joined() }

  private var greeting: String {
    let isDebian = call.process.files.exists("/etc/debian_version", by: call.process.accessor)
    let words = call.operands.isEmpty ? "" : " \(call.operands.joined(separator: " "))"
    let version = "9.18.28\(isDebian ? "-1~deb12u2-Debian" : "")"
    let found = server == nil ? "" : "; (1 server found)\n"
    return "; <<>> DiG \(version) <<>>\(words)\n\(found);; global options: +cmd\n"
  }

  private func text(_ asked: String, _ reply: DNSReply, _ server: String) -> String {
    var text = flags.contains("cmd") && isFirst ? "\n\(greeting)" : ""
    let authority = reply.zone.map { reply.records.isEmpty ? [startOfAuthority($0)] : [] } ?? []
    let showsComments = flags.contains("comments")
    if showsComments { text += header(asked, reply, authority.count) }
    if flags.contains("question") {
      let line = DigLine.question(asked, kind)
      text += showsComments ? ";; QUESTION SECTION:\n;\(line)\n\n" : ";\(line)\n"
    }
    let sections = [("answer", reply.records), ("authority", authority), ("additional", reply.additional)]
    for (section, records) in sections where flags.contains(section) && !records.isEmpty {
      if showsComments { text += ";; \(section.uppercased()) SECTION:\n" }
      for record in records { text += "\(DigLine.record(record))\n" }
      if showsComments { text += "\n" }
    }
    if flags.contains("stats") {
      let way = flags.contains("tcp") ? "TCP" : "UDP"
      let when = Calendar.format("%a %b %d %H:%M:%S %Z %Y", call.process.wall)
      text += ";; Query time: 0 msec\n;; SERVER: \(server)#53(\(server)) (\(way))\n;; WHEN: \(when)\n"
      text += ";; MSG SIZE  rcvd: \(size(asked, reply, authority))\n\n"
    }
    return text
  }

  private func header(_ asked: String, _ reply: DNSReply, _ authorities: Int) -> String {
    var text = ";; Got answer:\n"
    if asked.lowercased().hasSuffix(".local.") {
      text += ";; WARNING: .local is reserved for Multicast DNS\n"
      text += ";; You are currently testing what happens when an mDNS query is leaked to DNS\n"
    }
    let chance = call.process.stage.world.draw("dig") { (number: $0.below(65536), cookie: $0.hex(16)) }
    text += ";; ->>HEADER<<- opcode: QUERY, status: \(reply.code.rawValue), id: \(chance.number)\n"
    text += ";; flags: qr \(reply.zone != nil ? "aa rd" : "rd ra"); QUERY: 1, ANSWER: \(reply.records.count), "
    text += "AUTHORITY: \(authorities), ADDITIONAL: \(reply.additional.count + 1)\n"
    if reply.zone != nil { text += ";; WARNING: recursion requested but not available\n" }
    text += "\n;; OPT PSEUDOSECTION:\n; EDNS: version: 0, flags:; udp: 1232\n"
    return text + "; COOKIE: \(chance.cookie) (echoed)\n"
  }

  /// The record with which CoreDNS says that its zone has nothing of that name or kind.
  private func startOfAuthority(_ zone: String) -> DNSRecord {
    let serial = call.process.wall.unixSeconds / 30 * 30
    return DNSRecord(
      name: zone, kind: .soa,
      data: "ns.dns.\(zone) hostmaster.\(zone) \(serial) 7200 1800 86400 30")
  }

  /// The bytes of the message; CoreDNS does not compress names.
  private func size(_ asked: String, _ reply: DNSReply, _ authority: [DNSRecord]) -> Int {
    func name(_ text: String) -> Int { text == "." ? 1 : text.utf8.count + 1 }
    let records = (reply.records + authority + reply.additional).map { record -> Int in
      let words = record.data.split(separator: " ").map(String.init)
      let data =
        switch record.kind {
        case .a: 4
        case .aaaa: 16
        case .srv: 6 + name(words.last ?? "")
        case .soa: name(words[0]) + name(words[1]) + 20
        default: name(record.data)
        }
      return name(record.name) + 10 + data
    }
    return 12 + name(asked) + 4 + records.reduce(0, +) + 23
  }
}

/// How dig lays out a record: name, time to live, class, type and data start at columns 0, 24, 32, 40 and 48, by tabs,
/// or after a blank where the one before is too long.
enum DigLine {
  static func record(_ record: DNSRecord) -> String {
    lay([(0, record.name), (24, String(record.timeToLive)), (32, "IN"), (40, record.kind.rawValue), (48, record.data)])
  }

  static func question(_ name: String, _ kind: DNSRecord.Kind) -> String {
    lay([(0, name), (32, "IN"), (40, name == "." ? "NS" : kind.rawValue)])
  }

  private static func lay(_ words: [(column: Int, text: String)]) -> String {
    var line = ""
    var column = 0
    for word in words {
      let target = column == 0 ? 0 : max(word.column, column + 1)
      let tabs = target / 8 - column / 8
      if tabs > 0 {
        line += String(repeating: "\t", count: tabs)
        column = target / 8 * 8
      }
      line += String(repeating: " ", count: target - column) + word.text
      column = target + word.text.utf8.count
    }
    return line
  }
}
