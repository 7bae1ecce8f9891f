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
  private let call: Call
  private var url: String
  private(set) var code = 0
  private var begin: Instant
  private var redirects = 0

  init(_ call: Call, _ url: String) {
    self.call = call
    self.url = url
    begin = call.process.now
  }

  private var process: Process { call.process }

  /// A failure in curl's words.
  private func fail(_ status: Int32, _ message: String) throws -> Int32 {
    try call.flush()
    try progress(isError: true)
    if !call.has("s") || call.has("S") { try process.printError("curl: (\(status)) \(message)\n") }
    try writeOut(size: 0)
    return status
  }

  private func progress(isError: Bool, size: Int = 0) throws {
    // The meter shows where the output does not go to the terminal.
    guard !call.has("s"), !call.has("no-progress-meter"), isError || !process.output.isTerminal || call.has("o") || call.has("O") else { return }
    guard !isError || !process.output.isTerminal || call.has("o") else { return }
    try process.printError("  % Total    % Received % Xferd  Average Speed   Time    Time     Time  Current\n                                 Dload  Upload   Total   Spent    Left  Speed\n")
    let sizeText = SizeText.human(size).padded(to: 5)
    let share = size == 0 ? "  0" : "100"
    let last = "\(share) \(sizeText)  \(share) \(sizeText)    0     0"
    try process.printError("\r  0     0    0     0    0     0      0      0 --:--:-- --:--:-- --:--:--     0\(size > 0 ? "\r\(last)   \(String(size * 100).padded(to: 4))      0 --:--:-- --:--:-- --:--:-- \(String(size * 100).padded(to: 5))" : "")\n")
  }

  private func verbose(_ text: String) throws {
    guard call.has("v") else { return }
    try call.flush()
    try process.printError("\(text)\n")
  }

  mutating func run() throws -> Int32 {
    begin = process.now
    code = 0
    guard let address = WebAddress(url) else { return try fail(3, "URL using bad/illegal format or missing URL") }
    guard address.scheme == "http" || address.scheme == "https" else {
      return try fail(1, "Protocol \"\(address.scheme)\" not supported or disabled in libcurl")
    }
    let deadline = call["m"].flatMap { Double($0) }.map { begin + .seconds($0) } ?? .never
    let outcome: NetworkPeer
    switch try connect(address, deadline) {
    case .success(let peer): outcome = peer
    case .failure(let problem): return try fail(problem.status, problem.message)
    }
    return try exchange(address, outcome, deadline)
  }

  // MARK: Connecting

  private struct Problem: Error {
    var status: Int32
    var message: String
  }

  private func target(_ address: WebAddress) -> String {
    for entry in call.arguments.all("resolve") {
      let parts = entry.split(separator: ":").map { String($0) }
      if parts.count == 3, parts[0] == address.host, parts[1] == String(address.port) { return parts[2] }
    }
    return address.host
  }

  private func elapsed() -> Int { Int((process.now - begin).nanoseconds / 1_000_000) }

  private func connect(_ address: WebAddress, _ deadline: Instant) throws -> Result<NetworkPeer, Problem> {
    let host = target(address)
    let limit = min(call["connect-timeout"].flatMap { Double($0) }.map { begin + .seconds($0) } ?? begin + .seconds(300), deadline)
    while true {
      let outcome = NetworkAccess.connect(process, to: host, port: address.port)
      switch outcome {
      case .connected(let peer, let found):
        try process.wait(for: .milliseconds(1))
        try verbose("*   Trying \(found):\(address.port)...\n* Connected to \(address.host) (\(found)) port \(address.port) (#0)")
        return .success(peer)
      case .noSuchName:
        try process.wait(for: .milliseconds(8))
        try verbose("* Could not resolve host: \(address.host)\n* Closing connection 0")
        return .failure(Problem(status: 6, message: "Could not resolve host: \(address.host)"))
      case .refused(let found):
        try process.wait(for: .milliseconds(1))
        try verbose("*   Trying \(found):\(address.port)...\n* connect to \(found) port \(address.port) failed: Connection refused\n* Failed to connect to \(address.host) port \(address.port) after \(elapsed()) ms: Couldn't connect to server\n* Closing connection 0")
        return .failure(Problem(status: 7, message: "Failed to connect to \(address.host) port \(address.port) after \(elapsed()) ms: Couldn't connect to server"))
      case .noRoute(let found):
        try process.wait(until: min(process.now + .milliseconds(3070), deadline))
        try verbose("*   Trying \(found):\(address.port)...\n* connect to \(found) port \(address.port) failed: No route to host")
        return .failure(Problem(status: 7, message: "Failed to connect to \(address.host) port \(address.port) after \(elapsed()) ms: Couldn't connect to server"))
      case .nameServerSilent:
        let end = min(process.now + .seconds(20), limit)
        try process.wait(until: end)
        if end == limit { return .failure(timeout(resolving: true)) }
        return .failure(Problem(status: 6, message: "Could not resolve host: \(address.host)"))
      case .silent(let found):
        if process.now == begin { try verbose("*   Trying \(found):\(address.port)...") }
        if let failure = try waitForAnswer(host, address, limit) { return .failure(failure) }
      }
    }
  }

  /// Sends SYN again after 1, 3, 7, 15… seconds, as the kernel does; nil when it is time to look again.
  private func waitForAnswer(_ host: String, _ address: WebAddress, _ limit: Instant) throws -> Problem? {
    let kernelLimit = begin + .seconds(134)
    let passed = (process.now - begin).seconds
    var next = 1.0
    var step = 2.0
    while next <= passed {
      next += step
      step = min(64, step * 2)
    }
    let retry = begin + .seconds(next)
    let end = min(retry, limit, kernelLimit)
    try process.wait(until: end)
    if end == limit {
      try verbose("* Connection timed out after \(elapsed()) milliseconds\n* Closing connection 0")
      return timeout(resolving: false)
    }
    if end == kernelLimit {
      return Problem(status: 28, message: "Failed to connect to \(address.host) port \(address.port) after \(elapsed()) ms: Couldn't connect to server")
    }
    return nil
  }

  private func timeout(resolving: Bool) -> Problem {
    Problem(status: 28, message: "\(resolving ? "Resolving" : "Connection") timed out after \(elapsed()) milliseconds")
  }

  // MARK: Asking

  private func request(_ address: WebAddress) throws -> WebRequest {
    var request = WebRequest()
    request.isSecure = address.scheme == "https"
    request.host = address.host
    request.port = address.port
    request.path = address.path
    request.verifies = !call.has("k")
    func file(_ key: String) throws -> [UInt8]? {
      guard let name = call[key] else { return nil }
      return try? process.readFile(String(name.split(separator: ":").first ?? ""))
    }
    request.authority = try file("cacert")
    request.certificate = try file("E")
    request.key = try file("key")
    for line in call.arguments.all("H") {
      guard let colon = line.firstIndex(of: ":") else { continue }
      request.headers.append((String(line[..<colon]), String(line[line.index(after: colon)...]).trimmingBlanks()))
    }
    var data: [String] = []
    for option in call.arguments.options where ["d", "data-raw", "data-binary"].contains(option.key) {
      let value = option.value ?? ""
      data.append(value.hasPrefix("@") && option.key != "data-raw" ? (try? process.readText(String(value.dropFirst()))) ?? "" : value)
    }
    if call.has("G"), !data.isEmpty {
      request.path += (request.path.contains("?") ? "&" : "?") + data.joined(separator: "&")
    } else {
      request.body = Array(data.joined(separator: "&").utf8)
    }
    request.method = call["X"] ?? (call.has("I") ? "HEAD" : data.isEmpty || call.has("G") ? "GET" : "POST")
    return request
  }

  private mutating func exchange(_ address: WebAddress, _ peer: NetworkPeer, _ deadline: Instant) throws -> Int32 {
    if let name = call["cacert"], call.status(name) == nil {
      return try fail(77, "error setting certificate verify locations:  CAfile: \(name) CApath: /etc/ssl/certs")
    }
    let request = try request(address)
    try describe(request, address)
    let answer: WebAnswer
    do {
      answer = try NetworkAccess.ask(request, peer, process)
      try process.wait(for: .milliseconds(request.isSecure ? 12 : 2))
    } catch WebProblem.empty {
      return try fail(52, "Empty reply from server")
    } catch WebProblem.notHTTP(let bytes) {
      if bytes.isEmpty { return try fail(52, "Empty reply from server") }
      return try fail(1, "Received HTTP/0.9 when not allowed")
    } catch WebProblem.mute {
      try process.wait(until: deadline)
      return try fail(28, "Operation timed out after \(elapsed()) milliseconds with 0 bytes received")
    } catch WebProblem.tls(let text, let status) {
      try process.wait(for: .milliseconds(6))
      let more = status == 60 ? "\nMore details here: https://curl.se/docs/sslcerts.html\n\ncurl failed to verify the legitimacy of the server and therefore could not\nestablish a secure connection to it. To learn more about this situation and\nhow to fix it, please visit the web page mentioned above." : ""
      return try fail(status, "\(text)\(more)")
    }
    code = answer.code
    if call.has("L"), [301, 302, 307, 308].contains(code), redirects < 50,
      let location = answer.headers.first(where: { $0.name.lowercased() == "location" })?.value
    {
      redirects += 1
      url = location.hasPrefix("/") ? "\(address.scheme)://\(address.host):\(address.port)\(location)" : location
      return try run()
    }
    return try deliver(answer, request)
  }

  private func describe(_ request: WebRequest, _ address: WebAddress) throws {
    guard call.has("v") else { return }
    let standard = address.scheme == "https" ? 443 : 80
    let host = address.port == standard ? address.host : "\(address.host):\(address.port)"
    var lines = ["\(request.method) \(request.path) HTTP/1.1", "Host: \(host)", "User-Agent: \(call["A"] ?? "curl/7.88.1")", "Accept: */*"]
    lines += request.headers.map { "\($0.name): \($0.value)" }
    if !request.body.isEmpty { lines += ["Content-Length: \(request.body.count)"] }
    try verbose(lines.map { "> \($0)" }.joined(separator: "\n") + "\n> ")
  }

  private func deliver(_ answer: WebAnswer, _ request: WebRequest) throws -> Int32 {
    let version = request.isSecure ? "HTTP/2" : "HTTP/1.1"
    let status = request.isSecure ? "\(version) \(answer.code) " : "\(version) \(answer.code) \(answer.reason)"
    let headers = answer.headers.map { (request.isSecure ? $0.name.lowercased() : $0.name, $0.value) }
    try verbose((["< \(status)"] + headers.map { "< \($0.0): \($0.1)" }).joined(separator: "\n") + "\n< ")
    if call.has("f"), answer.code >= 400 {
      return try fail(22, "The requested URL returned error: \(answer.code)")
    }
    var output: [UInt8] = []
    if call.has("i") || call.has("I") {
      output += Array(([status] + headers.map { "\($0.0): \($0.1)" }).map { "\($0)\r\n" }.joined().utf8) + [13, 10]
    }
    if request.method != "HEAD" { output += answer.body }
    var file = call["o"]
    if call.has("O") { file = Paths.base(String(request.path.prefix { $0 != "?" })) }
    try progress(isError: false, size: request.method == "HEAD" ? 0 : answer.body.count)
    if let file, file != "-" {
      do {
        try process.writeFile(file, output)
      } catch {
        if !call.has("s") { try process.printError("Warning: Failed to open the file \(file): \(error.text)\n") }
        return try fail(23, "Failure writing output to destination")
      }
    } else {
      try call.write(output)
    }
    try verbose("* Connection #0 to host \(request.host) left intact")
    try writeOut(size: answer.body.count)
    return 0
  }

  private func writeOut(size: Int) throws {
    guard let format = call["w"] else { return }
    let total = NumberFormat.fixed((process.now - begin).seconds, 6)
    let values: [(String, String)] = [
      ("%{http_code}", String(code).padded(to: 3, with: "0")), ("%{response_code}", String(code).padded(to: 3, with: "0")),
      ("%{time_total}", total), ("%{time_connect}", total), ("%{time_namelookup}", "0.000500"), ("%{size_download}", String(size)),
      ("%{url_effective}", url), ("%{url}", url), ("%{exitcode}", code == 0 ? "7" : "0"),
      ("%{remote_ip}", ""), ("%{num_redirects}", String(redirects)),
    ]
    var text = format
    for (name, value) in values { text = text.replacing(name, with: value) }
    text = text.replacing("\\n", with: "\n").replacing("\\t", with: "\t").replacing("\\r", with: "\r")
    try call.write(text)
  }
}
