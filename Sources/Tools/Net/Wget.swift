import Hosts
import Simulation
import World

/// wget: the answers of web servers, into files; in small images it is BusyBox's.
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
    for url in call.operands { status = max(status, try WgetTransfer(call, url).run()) }
    return status
  }
}

/// One URL fetched by wget.
struct WgetTransfer {
  private let call: Call
  private let text: String
  private let isSmall: Bool
  private var process: Process { call.process }

  init(_ call: Call, _ url: String) {
    self.call = call
    text = url.range(of: "://") == nil ? "http://\(url)" : url
    isSmall = SmallImages.hasBusybox(call.process)
  }

  private func say(_ line: String) throws {
    guard !call.has("q") else { return }
    try call.flush()
    try process.printError("\(line)\n")
  }

  func run() throws -> Int32 {
    guard let address = WebAddress(text) else { throw ToolFailure("\(text): Invalid URL") }
    let named = "\(address.host)\(isSmall ? ":\(address.port)" : "")"
    if !isSmall {
      try say("--\(Calendar.format("%F %T", process.wall))--  \(address.scheme)://\(address.host)\(address.port == 80 || address.port == 443 ? "" : ":\(address.port)")\(address.path)")
    }
    guard let (peer, _) = try connect(address, named) else { return isSmall ? 1 : 4 }
    var request = WebRequest()
    request.method = call.has("spider") ? "HEAD" : call["post-data"] == nil ? "GET" : "POST"
    request.isSecure = address.scheme == "https"
    (request.host, request.port, request.path) = (address.host, address.port, address.path)
    request.verifies = !call.has("no-check-certificate")
    request.body = Array((call["post-data"] ?? "").utf8)
    let answer: WebAnswer
    do {
      answer = try NetworkAccess.ask(request, peer, process)
      try process.wait(for: .milliseconds(3))
    } catch let problem as WebProblem {
      return try fail(problem, address)
    }
    return try deliver(answer, address)
  }

  private func connect(_ address: WebAddress, _ named: String) throws -> (NetworkPeer, String)? {
    let seconds = (call["connect-timeout"] ?? call["T"]).flatMap { Double($0) } ?? (isSmall ? 900 : 134)
    let limit = process.now + .seconds(seconds)
    while true {
      let outcome = NetworkAccess.connect(process, to: address.host, port: address.port)
      let isNumber = address.host.allSatisfy { $0.isNumber || $0 == "." }
      func opening(_ found: String, _ end: String) -> String {
        if isSmall { return "Connecting to \(named) (\(found):\(address.port))" }
        let resolving = isNumber ? "" : "Resolving \(address.host) (\(address.host))... \(found)\n"
        return "\(resolving)Connecting to \(address.host) (\(address.host))\(isNumber ? "" : "|\(found)|"):\(address.port)... \(end)"
      }
      switch outcome {
      case .connected(let peer, let found):
        try say(opening(found, "connected."))
        return (peer, found)
      case .noSuchName:
        if isSmall {
          try process.printError("wget: bad address '\(address.host)'\n")
        } else {
          try say("Resolving \(address.host) (\(address.host))... failed: Name or service not known.")
          try process.printError("wget: unable to resolve host address ‘\(address.host)’\n")
        }
        return nil
      case .refused(let found), .noRoute(let found):
        let isRefused = if case .refused = outcome { true } else { false }
        let why = isRefused ? "Connection refused" : "No route to host"
        if !isRefused { try process.wait(for: .seconds(3)) }
        try say(opening(found, "failed: \(why)."))
        if isSmall { try process.printError("wget: can't connect to remote host (\(found)): \(why)\n") }
        return nil
      case .nameServerSilent, .silent:
        try process.waitForChange(until: limit)
        if process.now >= limit {
          if isSmall {
            try process.printError("wget: download timed out\n")
          } else {
            try say(opening(address.host, "failed: Connection timed out."))
          }
          return nil
        }
      }
    }
  }

  private func fail(_ problem: WebProblem, _ address: WebAddress) throws -> Int32 {
    switch problem {
    case .empty: try say(isSmall ? "wget: error getting response: Connection reset by peer" : "HTTP request sent, awaiting response... No data received.\nGiving up.\n")
    case .mute: try process.hang()
    case .notHTTP: try say(isSmall ? "wget: error getting response" : "HTTP request sent, awaiting response... 200 No headers, assuming HTTP/0.9")
    case .tls(let text, _):
      try say("ERROR: cannot verify \(address.host)'s certificate: \(text)\nTo connect to \(address.host) insecurely, use `--no-check-certificate'.")
      return 5
    }
    return isSmall ? 1 : 4
  }

  private func deliver(_ answer: WebAnswer, _ address: WebAddress) throws -> Int32 {
    if isSmall {
      if answer.code >= 400 {
        try process.printError("wget: server returned error: HTTP/1.1 \(answer.code) \(answer.reason)\n")
        return 1
      }
    } else {
      try say("HTTP request sent, awaiting response... \(answer.code) \(answer.reason)")
      if answer.code >= 400 {
        try say("\(Calendar.format("%F %T", process.wall)) ERROR \(answer.code): \(answer.reason).\n")
        return 8
      }
    }
    if call.has("S") { for (name, value) in answer.headers { try say("  \(name): \(value)") } }
    if call.has("spider") {
      try say(isSmall ? "remote file exists" : "Remote file exists.\n")
      return 0
    }
    let base = Paths.base(String(address.path.prefix { $0 != "?" }))
    let name = call["O"] ?? Paths.join(call["P"] ?? ".", base == "/" || base.isEmpty ? "index.html" : base).replacing("./", with: "")
    let type = answer.headers.first { $0.name == "Content-Type" }?.value.prefix { $0 != ";" } ?? "text/html"
    let size = answer.body.count
    if !isSmall { try say("Length: \(size)\(size >= 1024 ? " (\(SizeText.human(size)))" : "") [\(type)]\nSaving to: ‘\(name == "-" ? "STDOUT" : name)’\n") }
    if name == "-" { try call.write(answer.body) } else { try process.writeFile(name, answer.body) }
    if isSmall {
      if name != "-" { try say("saving to '\(name)'") }
      try say("\(name.padded(to: 20, left: true)) 100% |********************************| \(String(size).padded(to: 5))  0:00:00 ETA")
      if name != "-" { try say("'\(name)' saved") }
    } else {
      try say("\(Calendar.format("%F %T", process.wall)) (10.0 MB/s) - \(name == "-" ? "written to stdout" : "‘\(name)’ saved") [\(size)/\(size)]\n")
    }
    return 0
  }
}

/// Containers whose programs are those of BusyBox.
enum SmallImages {
  static func hasBusybox(_ process: Process) -> Bool {
    process.container != nil && !process.files.exists("/usr/bin/bash", by: process.accessor)
      && !process.files.exists("/bin/bash", by: process.accessor)
  }
}
