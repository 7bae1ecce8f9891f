import Hosts
import Simulation
import World

/// BusyBox's wget, as small images have it. Texts are those of 1.35.
enum SmallWget: HostTool {
  static let name = "busybox-wget"
  static let manual = Manual(
    "wget", "fetch files from web servers",
    usage: [
      "[-cqS] [--spider] [-O FILE] [-o LOGFILE] [--header STR]\n\t[--post-data STR | --post-file FILE] [-Y on/off]\n"
        + "\t[--no-check-certificate] [-P DIR] [-U AGENT] [-T SEC] URL..."
    ],
    options: [
      Option("-O FILE", "write to FILE"), Option("-o FILE", "accepted"), Option("-q", "say nothing"), Option("-S", "print headers"),
      Option("-T, --timeout=SEC", "give up after so long"), Option("-t, --tries=N", "accepted"), Option("-c", "accepted"),
      Option("--spider", "only look whether it is there"), Option("--no-check-certificate", "do not check certificates"),
      Option("--header=STR", "send this header"), Option("-U AGENT", "accepted"), Option("-P DIR", "write below DIR"),
      Option("--post-data=STR", "send STR"), Option("-Y on/off", "accepted"), .missing("--post-file=FILE"),
    ], package: "BusyBox", version: "1.36.1", hint: .help)

  static func main(_ call: Call) throws -> Int32 {
    guard !call.operands.isEmpty else {
      try call.process.printError(SmallUsage.text(manual))
      return 1
    }
    for url in call.operands {
      let status = try SmallTransfer(call, url).run()
      if status != 0 { return status }
    }
    return 0
  }
}

/// What BusyBox programs print where they are called wrongly.
enum SmallUsage {
  static func text(_ manual: Manual) -> String {
    "BusyBox v\(manual.version) (2024-06-10 07:11:47 UTC) multi-call binary.\n\nUsage: \(manual.name) \(manual.usage[0])\n"
  }
}

private struct SmallTransfer {
  let call: Call
  let url: String
  private var process: Process { call.process }

  init(_ call: Call, _ url: String) {
    self.call = call
    self.url = url.range(of: "://") == nil ? "http://\(url)" : url
  }

  private func say(_ line: String) throws {
    guard !call.has("q") else { return }
    try call.flush()
    try process.printError("\(line)\n")
  }

  private func fail(_ message: String) throws -> Int32 {
    try call.flush()
    try process.printError("wget: \(message)\n")
    return 1
  }

  func run() throws -> Int32 {
    guard let address = WebAddress(url) else { return try fail("not an http or ftp url: \(url)") }
    let standard = address.scheme == "https" ? 443 : 80
    let named = address.port == standard ? address.host : "\(address.host):\(address.port)"
    var opening = Opening(process: process, host: address.host, port: address.port)
    // BusyBox waits 15 minutes where nothing else is said; the kernel gives up earlier.
    opening.connectLimit = call["T"].flatMap { Double($0) }.map { .seconds($0) }
    opening.trying = { found in try say("Connecting to \(named) (\(found):\(address.port))") }
    switch try opening.run() {
    case .connected(let peer, _): return try exchange(address, peer)
    case .noSuchName, .noNameServer: return try fail("bad address '\(named)'")
    case .refused(let found): return try fail("can't connect to remote host (\(found)): Connection refused")
    case .noRoute(let found): return try fail("can't connect to remote host (\(found)): Host is unreachable")
    case .givenUp(let found): return try fail("can't connect to remote host (\(found)): Operation timed out")
    case .timedOut: return try fail("download timed out")
    }
  }

  private func exchange(_ address: WebAddress, _ peer: NetworkPeer) throws -> Int32 {
    var request = WebRequest()
    request.method = call.has("spider") ? "HEAD" : call["post-data"] == nil ? "GET" : "POST"
    request.isSecure = address.scheme == "https"
    (request.host, request.port, request.path) = (address.host, address.port, address.path)
    // BusyBox says itself that it does not check certificates.
    request.verifies = false
    request.body = Array((call["post-data"] ?? "").utf8)
    if request.isSecure, !call.has("no-check-certificate") {
      try process.printError("wget: note: TLS certificate validation not implemented\n")
    }
    do {
      let answer = try NetworkAccess.ask(request, peer, process)
      try process.wait(for: .milliseconds(3))
      return try deliver(answer, address)
    } catch WebProblem.mute {
      guard let seconds = call["T"].flatMap({ Double($0) }) else { try process.hang() }
      try process.wait(for: .seconds(seconds))
      return try fail("download timed out")
    } catch is WebProblem {
      return try fail("error getting response")
    }
  }

  private func deliver(_ answer: WebAnswer, _ address: WebAddress) throws -> Int32 {
    if call.has("S") {
      try process.printError("  HTTP/1.1 \(answer.code) \(answer.reason)\n")
      for (name, value) in answer.headers { try process.printError("  \(name): \(value)\n") }
      try process.printError("  \n")
    }
    if answer.code >= 400 { return try fail("server returned error: HTTP/1.1 \(answer.code) \(answer.reason)") }
    if call.has("spider") {
      try say("remote file exists")
      return 0
    }
    let base = Paths.base(String(address.path.prefix { $0 != "?" }))
    let plain = base == "/" || base.isEmpty ? "index.html" : base
    let name = call["O"] ?? call["P"].map { Paths.join($0, plain) } ?? plain
    let isOutput = name == "-"
    if call["O"] == nil, call.status(name) != nil { return try fail("can't open '\(name)': File exists") }
    try say(isOutput ? "writing to stdout" : "saving to '\(name)'")
    if isOutput { try call.write(answer.body) } else { try process.writeFile(name, answer.body) }
    let title = Paths.base(name).prefix(20)
    let size = CurlMeter.amount(answer.body.count)
    try say("\(String(title).padded(to: 20, left: true)) 100% |\(String(repeating: "*", count: 32))| \(size)  0:00:00 ETA")
    try say(isOutput ? "written to stdout" : "'\(name)' saved")
    return 0
  }
}
