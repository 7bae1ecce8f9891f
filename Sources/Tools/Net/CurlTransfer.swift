import Hosts
import Simulation
import World

/// A URL as curl takes it apart.
struct WebAddress {
  var scheme = "http"
  var host = ""
  var port = 80
  var path = "/"

  /// Nil where it is none.
  init?(_ text: String) {
    var rest = text[...]
    if let mark = text.range(of: "://") {
      scheme = text[..<mark.lowerBound].lowercased()
      rest = text[mark.upperBound...]
    }
    let end = rest.firstIndex { $0 == "/" || $0 == "?" || $0 == "#" } ?? rest.endIndex
    var authority = rest[..<end]
    if let at = authority.lastIndex(of: "@") { authority = authority[authority.index(after: at)...] }
    path = end == rest.endIndex ? "/" : rest[end] == "/" ? String(rest[end...]) : "/\(rest[end...])"
    if let fragment = path.firstIndex(of: "#") { path = String(path[..<fragment]) }
    port = scheme == "https" ? 443 : 80
    if authority.hasPrefix("["), let close = authority.firstIndex(of: "]") {
      host = String(authority[authority.index(after: authority.startIndex)..<close])
      let after = authority[authority.index(after: close)...]
      if after.hasPrefix(":"), let number = Int(after.dropFirst()) { port = number }
    } else if let colon = authority.lastIndex(of: ":") {
      host = String(authority[..<colon])
      let digits = authority[authority.index(after: colon)...]
      guard let number = Int(digits), (0...65535).contains(number) else { return nil }
      port = number
    } else {
      host = String(authority)
    }
    guard !host.isEmpty else { return nil }
  }
}

/// One URL fetched by curl.
struct CurlTransfer {
  let call: Call
  var url: String
  /// The status of the answer, 0 without one.
  var code = 0
  private(set) var begin: Instant
  var redirects = 0
  var meter: CurlMeter
  let words: CurlWords
  /// What `-w` tells of the connection.
  var facts: [String: String] = [:]

  init(_ call: Call, _ url: String) {
    self.call = call
    self.url = url
    begin = call.process.now
    words = CurlWords(call.process)
    let goesToFile = call.has("O") || call["o"].map { $0 != "-" } ?? false
    let isShown = !call.has("s") && !call.has("no-progress-meter") && (goesToFile || !call.process.output.isTerminal)
    meter = CurlMeter(call.process, isShown: isShown)
  }

  var process: Process { call.process }

  /// A failure in curl's words. `isQuiet` where the meter has no last line: names that do not resolve.
  mutating func fail(_ status: Int32, _ message: String, isQuiet: Bool = false) throws -> Int32 {
    try call.flush()
    if !isQuiet { try meter.endWithoutData() }
    if call.has("v"), status != 3, status != 22, status != 1 { try verbose(words.closing) }
    if !call.has("s") || call.has("S") { try process.printError("curl: (\(status)) \(message)\n") }
    facts["exitcode"] = String(status)
    facts["errormsg"] = message
    try writeOut(size: 0)
    return status
  }

  func verbose(_ text: String) throws {
    guard call.has("v") else { return }
    try call.flush()
    try process.printError("\(text)\n")
  }

  mutating func run() throws -> Int32 {
    begin = process.now
    code = 0
    guard let address = WebAddress(url) else { return try fail(3, "URL using bad/illegal format or missing URL", isQuiet: true) }
    guard ["http", "https", "telnet", "ftp"].contains(address.scheme) else {
      return try fail(1, "Protocol \"\(address.scheme)\" not supported or disabled in libcurl", isQuiet: true)
    }
    if call.has("O"), Paths.base(String(address.path.prefix { $0 != "?" })) == "/" {
      try process.printError("curl: Remote file name has no length!\n")
      return try fail(23, "Failed writing received data to disk/application", isQuiet: true)
    }
    try call.flush()
    try meter.begin()
    let deadline = call["m"].flatMap { Double($0) }.flatMap { $0 > 0 ? begin + .seconds($0) : nil } ?? .never
    guard let peer = try connect(address, deadline) else { return problem }
    if address.scheme == "ftp" { throw ToolFailure("not simulated: curl ftp://") }
    if address.scheme == "telnet" { return try talk(address, peer, deadline) }
    return try exchange(address, peer, deadline)
  }

  func elapsed() -> Int { Int((process.now - begin).nanoseconds / 1_000_000) }

  /// The status of an attempt that did not connect.
  private var problem: Int32 = 0

  // MARK: Connecting

  private func target(_ address: WebAddress) -> String {
    for entry in call.arguments.all("resolve") {
      let parts = entry.split(separator: ":").map { String($0) }
      if parts.count == 3, parts[0] == address.host, parts[1] == String(address.port) { return parts[2] }
    }
    return address.host
  }

  /// Whoever answers; nil after a failure, of which curl has told.
  private mutating func connect(_ address: WebAddress, _ deadline: Instant) throws -> NetworkPeer? {
    let connectLimit = call["connect-timeout"].flatMap { Double($0) }.map { begin + .seconds($0) } ?? begin + .seconds(300)
    let limit = min(connectLimit, deadline)
    let (call, words, host) = (self.call, self.words, target(address))
    func say(_ text: String) throws {
      if call.has("v") { try call.process.printError("\(text)\n") }
    }
    var hasTold = false
    var opening = Opening(process: process, host: host, port: address.port, limit: limit)
    opening.trying = { found in
      if !hasTold, let text = words.resolved(address.host, address.port, [found]) { try say(text) }
      hasTold = true
      try say(words.trying(found, address.port))
    }
    opening.failed = { found, outcome in
      let why = if case .noRoute = outcome { "No route to host" } else { "Connection refused" }
      let own = HostName.Nodes.addresses(of: call.process).first ?? "127.0.0.1"
      try say(words.failed(found, address.port, from: own, why))
    }
    let start = begin
    var meter = self.meter
    opening.everySecond = { try meter.tick(Int((call.process.now - start).seconds)) }
    let opened = try opening.run()
    self.meter = meter
    return try conclude(opened, address, isWhole: limit == deadline)
  }

  private mutating func conclude(_ opened: Opened, _ address: WebAddress, isWhole: Bool) throws -> NetworkPeer? {
    let failed = "Failed to connect to \(address.host) port \(address.port) after \(elapsed()) ms:"
    switch opened {
    case .connected(let peer, let found):
      facts["remote_ip"] = found
      facts["remote_port"] = String(address.port)
      facts["local_ip"] = HostName.Nodes.addresses(of: process).first ?? "127.0.0.1"
      facts["time_connect"] = NumberFormat.fixed((process.now - begin).seconds, 6)
      try verbose(words.connected(address.host, found, address.port))
      return peer
    case .noSuchName, .noNameServer:
      try verbose("* Could not resolve host: \(address.host)")
      problem = try fail(6, "Could not resolve host: \(address.host)", isQuiet: true)
    case .refused, .noRoute:
      try verbose("* \(failed) \(words.couldNotConnect)")
      problem = try fail(7, "\(failed) \(words.couldNotConnect)")
    case .givenUp:
      try verbose("* \(failed) Timeout was reached")
      problem = try fail(28, "\(failed) Timeout was reached")
    case .timedOut(nil):
      try verbose("* Resolving timed out after \(elapsed()) milliseconds")
      problem = try fail(28, "Resolving timed out after \(elapsed()) milliseconds")
    case .timedOut:
      let text = isWhole ? "Connection timed out after \(elapsed()) milliseconds" : "\(failed) Timeout was reached"
      try verbose("* \(text)")
      problem = try fail(28, text)
    }
    return nil
  }

  /// `telnet://`: what a plain connection says, and nothing is sent.
  private mutating func talk(_ address: WebAddress, _ peer: NetworkPeer, _ deadline: Instant) throws -> Int32 {
    var request = WebRequest()
    (request.host, request.port) = (address.host, address.port)
    do {
      _ = try NetworkAccess.ask(request, peer, process)
    } catch WebProblem.notHTTP(let bytes) {
      try call.write(bytes)
      try call.flush()
      try meter.end(size: bytes.count, of: bytes.count, in: (process.now - begin).seconds)
      return 0
    } catch is WebProblem {
    }
    try wait(until: deadline)
    try verbose("* Time-out")
    return try fail(28, "Time-out")
  }

  /// Waits where nothing comes, with the meter going on.
  mutating func wait(until deadline: Instant) throws {
    while process.now + .seconds(1) < deadline {
      try process.wait(for: .seconds(1))
      try meter.tick(Int((process.now - begin).seconds))
    }
    try process.wait(until: deadline)
    try meter.tick(Int((process.now - begin).seconds))
  }
}
