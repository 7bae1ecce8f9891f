import Hosts
import Simulation
import World

/// GNU wget: the answers of web servers, into files. Texts are those of 1.21.3.
enum Wget: HostTool {
  static let manual = Manual(
    "wget", "fetch files from web servers", usage: ["[OPTION]... [URL]..."],
    options: [
      Option("-O, --output-document=FILE", "write to FILE"), Option("-q, --quiet", "say nothing"), Option("-S, --server-response", "print headers"),
      Option("-T, --timeout=SECONDS", "give up after so long"), Option("-t, --tries=NUMBER", "try so often"),
      Option("--spider", "only look whether it is there"), Option("-c, --continue", "accepted"), Option("-N, --timestamping", "accepted"),
      Option("--no-check-certificate", "do not check certificates"), Option("--header=LINE", "send this header"), Option("-U, --user-agent=AGENT", "accepted"),
      Option("-P, --directory-prefix=DIR", "write below DIR"), Option("-nv, --no-verbose", "say less"), Option("--post-data=DATA", "send DATA"),
      Option("-4, --inet4-only", "accepted"), Option("-6, --inet6-only", "accepted"), Option("--connect-timeout=SECONDS", "give up connecting after so long"),
      Option("--dns-timeout=SECONDS", "accepted"), Option("--read-timeout=SECONDS", "accepted"), Option("-Y", "accepted"),
      .missing("-r, --recursive"), .missing("-i, --input-file=FILE"), .missing("-b, --background"),
    ], package: "GNU Wget", version: "1.21.3", hint: .none, usageStatus: 2)

  static func main(_ call: Call) throws -> Int32 {
    guard !call.operands.isEmpty else {
      try call.process.printError("wget: missing URL\nUsage: wget [OPTION]... [URL]...\n\nTry `wget --help' for more options.\n")
      return 1
    }
    var status: Int32 = 0
    for url in call.operands {
      if call.has("spider"), !call.has("q"), !call.has("nv") {
        try call.process.printError("Spider mode enabled. Check if remote file exists.\n")
      }
      status = max(status, try WgetTransfer(call, url).run())
    }
    return status
  }
}

/// One URL fetched by wget.
private struct WgetTransfer {
  private let call: Call
  private let text: String
  private var process: Process { call.process }

  init(_ call: Call, _ url: String) {
    self.call = call
    text = url.range(of: "://") == nil ? "http://\(url)" : url
  }

  private func say(_ text: String) throws {
    guard !call.has("q"), !call.has("nv") else { return }
    try call.flush()
    try process.printError(text)
  }

  private var stamp: String { Calendar.format("%F %T", process.wall) }

  func run() throws -> Int32 {
    guard let address = WebAddress(text) else { throw ToolFailure("\(text): Invalid URL") }
    let standard = address.scheme == "https" ? 443 : 80
    let shown = "\(address.scheme)://\(address.host)\(address.port == standard ? "" : ":\(address.port)")\(address.path)"
    let tries = max(1, call["t"].flatMap { Int($0) } ?? 20)
    for attempt in 1...tries {
      try say("--\(stamp)--  \(attempt > 1 ? "(try:\(String(attempt).padded(to: 2)))  " : "")\(shown)\n")
      switch try connect(address, resolves: attempt == 1) {
      case .success(let peer): return try exchange(address, shown, peer)
      case .failure(let problem):
        if !problem.isTransient { return 4 }
        if attempt == tries {
          try say("Giving up.\n\n")
          return 4
        }
        try say("Retrying.\n\n")
        try process.wait(for: .seconds(min(attempt, 10)))
      }
    }
    return 4
  }

  private struct Problem: Error {
    /// Whether wget tries again.
    var isTransient: Bool
  }

  private func connect(_ address: WebAddress, resolves: Bool) throws -> Result<NetworkPeer, Problem> {
    let seconds = (call["connect-timeout"] ?? call["T"]).flatMap { Double($0) }
    var opening = Opening(process: process, host: address.host, port: address.port)
    opening.limit = seconds.map { process.now + .seconds($0) } ?? .never
    let isNumber = address.host.allSatisfy { $0.isNumber || $0 == "." }
    if resolves, !isNumber { try say("Resolving \(address.host) (\(address.host))... ") }
    var isFirst = true
    opening.trying = { found in
      if isFirst, resolves, !isNumber { try say("\(found)\n") }
      isFirst = false
      let name = isNumber ? address.host : "\(address.host) (\(address.host))|\(found)|"
      try say("Connecting to \(name):\(address.port)... ")
    }
    switch try opening.run() {
    case .connected(let peer, _):
      try say("connected.\n")
      return .success(peer)
    case .noSuchName, .noNameServer:
      let isUnknown = if case .noSuchName = try lookUp(address.host) { true } else { false }
      try say("failed: \(isUnknown ? "Name or service not known" : "Temporary failure in name resolution").\n")
      try process.printError("wget: unable to resolve host address ‘\(address.host)’\n")
      return .failure(Problem(isTransient: false))
    case .refused:
      try say("failed: Connection refused.\n")
      return .failure(Problem(isTransient: false))
    case .noRoute:
      try say("failed: No route to host.\n")
      return .failure(Problem(isTransient: true))
    case .timedOut, .givenUp:
      try say("failed: Connection timed out.\n")
      return .failure(Problem(isTransient: true))
    }
  }

  private func lookUp(_ host: String) throws -> Opened {
    if case .unknown = NameService(process).addresses(of: host) { return .noSuchName }
    return .noNameServer
  }

  private func exchange(_ address: WebAddress, _ shown: String, _ peer: NetworkPeer) throws -> Int32 {
    var request = WebRequest()
    request.method = call.has("spider") ? "HEAD" : call["post-data"] == nil ? "GET" : "POST"
    request.isSecure = address.scheme == "https"
    (request.host, request.port, request.path) = (address.host, address.port, address.path)
    request.verifies = !call.has("no-check-certificate")
    request.body = Array((call["post-data"] ?? "").utf8)
    do {
      let answer = try NetworkAccess.ask(request, peer, process)
      try process.wait(for: .milliseconds(3))
      return try deliver(answer, address, shown)
    } catch WebProblem.empty {
      try say("HTTP request sent, awaiting response... No data received.\nGiving up.\n\n")
      return 4
    } catch WebProblem.mute {
      try say("HTTP request sent, awaiting response... ")
      try process.hang()
    } catch WebProblem.notHTTP {
      try say("HTTP request sent, awaiting response... 200 No headers, assuming HTTP/0.9\n")
      return 4
    } catch WebProblem.tls(let text, _) {
      try process.printError(
        "ERROR: cannot verify \(address.host)'s certificate: \(text)\nTo connect to \(address.host) insecurely, use `--no-check-certificate'.\n")
      return 5
    }
  }

  private func deliver(_ answer: WebAnswer, _ address: WebAddress, _ shown: String) throws -> Int32 {
    try say("HTTP request sent, awaiting response... ")
    if call.has("S") {
      try process.printError("\n  HTTP/1.1 \(answer.code) \(answer.reason)\n")
      for (name, value) in answer.headers { try process.printError("  \(name): \(value)\n") }
    } else {
      try say("\(answer.code) \(answer.reason)\n")
    }
    if answer.code >= 400 {
      if call.has("spider") {
        try say("Remote file does not exist -- broken link!!!\n\n")
      } else if !call.has("q") {
        try process.printError("\(call.has("nv") ? "\(shown):\n" : "")\(stamp) ERROR \(answer.code): \(answer.reason).\n")
        try say("\n")
      }
      return 8
    }
    let type = answer.headers.first { $0.name == "Content-Type" }?.value.prefix { $0 != ";" } ?? "text/html"
    let size = answer.body.count
    try say("Length: \(size)\(size >= 1024 ? " (\(SizeText.human(size)))" : "") [\(type)]\n")
    if call.has("spider") {
      let isPage = type == "text/html"
      try say(
        isPage
          ? "Remote file exists and could contain further links,\nbut recursion is disabled -- not retrieving.\n\n"
          : "Remote file exists.\n\n")
      return 0
    }
    let name = try target(address)
    try say("Saving to: ‘\(name == "-" ? "STDOUT" : name)’\n\n")
    if name == "-" { try call.write(answer.body) } else { try process.writeFile(name, answer.body) }
    try call.flush()
    let rate = "\(max(1, size * 100 / 1_048_576)).0 MB/s"
    try say("     0K\(String(repeating: " ", count: 55))100% \(rate.prefix { $0 != " " }.padded)M=0s\n\n")
    let end = name == "-" ? "written to stdout" : "‘\(name)’ saved"
    try say("\(stamp) (\(rate)) - \(end) [\(size)/\(size)]\n\n")
    if call.has("nv") { try process.printError("\(stamp) URL:\(shown) [\(size)/\(size)] -> \"\(name)\" [1]\n") }
    return 0
  }

  /// The file to write: the last part of the path, with a number behind where that is taken.
  private func target(_ address: WebAddress) throws -> String {
    if let name = call["O"] { return name }
    let base = Paths.base(String(address.path.prefix { $0 != "?" }))
    let plain = base == "/" || base.isEmpty ? "index.html" : base
    let name = call["P"].map { Paths.join($0, plain) } ?? plain
    if call.status(name) == nil { return name }
    let number = (1...10_000).first { call.status("\(name).\($0)") == nil }
    return "\(name).\(number ?? 1)"
  }
}

extension Substring {
  /// In four columns, as wget's progress has it.
  fileprivate var padded: String { String(self).padded(to: 4) }
}
