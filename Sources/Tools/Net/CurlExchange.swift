import Hosts
import Simulation
import World

// What curl asks over HTTP, and what it makes of the answer.
extension CurlTransfer {
  func request(_ address: WebAddress) throws -> WebRequest {
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

  mutating func exchange(_ address: WebAddress, _ peer: NetworkPeer, _ deadline: Instant) throws -> Int32 {
    if let name = call["cacert"], call.status(name) == nil {
      return try fail(77, "error setting certificate verify locations:  CAfile: \(name) CApath: /etc/ssl/certs")
    }
    var request = try request(address)
    if deadline != .never { request.limit = max(deadline - process.now, .zero) }
    try describe(request, address)
    let answer: WebAnswer
    do {
      answer = try NetworkAccess.ask(request, peer, process)
      try process.wait(for: .milliseconds(request.isSecure ? 12 : 2))
    } catch WebProblem.empty {
      try verbose("* Empty reply from server")
      return try fail(52, "Empty reply from server")
    } catch WebProblem.notHTTP(let bytes) {
      if bytes.isEmpty { return try fail(52, "Empty reply from server") }
      return try fail(1, "Received HTTP/0.9 when not allowed")
    } catch WebProblem.mute {
      try wait(until: deadline)
      let text = "Operation timed out after \(elapsed()) milliseconds with 0 bytes received"
      try verbose("* \(text)")
      return try fail(28, text)
    } catch WebProblem.tls(let text, let status) {
      try process.wait(for: .milliseconds(6))
      return try fail(status, Self.handshake(text, status))
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

  private static func handshake(_ text: String, _ status: Int32) -> String {
    switch status {
    case 60:
      """
      \(text)
      More details here: https://curl.se/docs/sslcerts.html

      curl failed to verify the legitimacy of the server and therefore could not
      establish a secure connection to it. To learn more about this situation and
      how to fix it, please visit the web page mentioned above.
      """
    case 35: "OpenSSL/3.0.15: \(text)"
    default: text
    }
  }

  private func describe(_ request: WebRequest, _ address: WebAddress) throws {
    guard call.has("v") else { return }
    let standard = address.scheme == "https" ? 443 : 80
    let host = address.port == standard ? address.host : "\(address.host):\(address.port)"
    let agent = call["A"] ?? "curl/\(words.version)"
    var lines = ["\(request.method) \(request.path) HTTP/1.1", "Host: \(host)", "User-Agent: \(agent)", "Accept: */*"]
    lines += request.headers.map { "\($0.name): \($0.value)" }
    if !request.body.isEmpty {
      lines += ["Content-Length: \(request.body.count)", "Content-Type: application/x-www-form-urlencoded"]
    }
    try verbose(lines.map { "> \($0)" }.joined(separator: "\n") + "\n> ")
    if words.isRecent { try verbose("* Request completely sent off") }
  }

  private mutating func deliver(_ answer: WebAnswer, _ request: WebRequest) throws -> Int32 {
    let version = request.isSecure ? "HTTP/2" : "HTTP/1.1"
    let status = request.isSecure ? "\(version) \(answer.code) " : "\(version) \(answer.code) \(answer.reason)"
    let headers = answer.headers.map { (request.isSecure ? $0.name.lowercased() : $0.name, $0.value) }
    try verbose((["< \(status)"] + headers.map { "< \($0.0): \($0.1)" }).joined(separator: "\n") + "\n< ")
    facts["content_type"] = answer.headers.first { $0.name.lowercased() == "content-type" }?.value
    facts["http_version"] = request.isSecure ? "2" : "1.1"
    if call.has("f"), answer.code >= 400 {
      return try fail(22, "The requested URL returned error: \(answer.code)")
    }
    let isHead = request.method == "HEAD"
    var output: [UInt8] = []
    if call.has("i") || call.has("I") {
      output += Array(([status] + headers.map { "\($0.0): \($0.1)" }).map { "\($0)\r\n" }.joined().utf8) + [13, 10]
    }
    if !isHead { output += answer.body }
    var file = call["o"]
    if call.has("O") { file = Paths.base(String(request.path.prefix { $0 != "?" })) }
    if !isHead, !answer.body.isEmpty, file != nil || !process.output.isTerminal {
      try verbose("{ [\(answer.body.count) bytes data]")
    }
    if let file, file != "-" {
      do {
        try process.writeFile(file, output)
      } catch {
        if !call.has("s") { try process.printError("Warning: Failed to open the file \(file): \(error.text)\n") }
        return try fail(23, "Failure writing output to destination")
      }
    } else {
      try call.write(output)
      try call.flush()
    }
    let size = isHead ? 0 : answer.body.count
    try meter.end(size: size, of: answer.body.count, in: (process.now - begin).seconds)
    try verbose("* Connection #0 to host \(request.host) left intact")
    try writeOut(size: size)
    return 0
  }

  /// `-w`: the format with its `%{names}` filled in.
  func writeOut(size: Int) throws {
    guard let format = call["w"] else { return }
    let total = NumberFormat.fixed((process.now - begin).seconds, 6)
    var values = [
      "http_code": String(code).padded(to: 3, with: "0"), "response_code": String(code).padded(to: 3, with: "0"),
      "time_total": total, "time_starttransfer": code == 0 ? "0.000000" : total, "time_namelookup": "0.000512",
      "time_connect": "0.000000", "time_appconnect": "0.000000", "time_pretransfer": code == 0 ? "0.000000" : total,
      "size_download": String(size), "url_effective": effectiveURL, "url": url, "exitcode": "0", "errormsg": "",
      "remote_ip": "", "remote_port": "0", "local_ip": "", "num_redirects": String(redirects), "http_version": "0",
      "num_connects": facts["remote_ip"] == nil ? "0" : "1", "method": call.has("I") ? "HEAD" : call["X"] ?? "GET",
      "scheme": url.hasPrefix("https") ? "HTTPS" : "HTTP", "content_type": "", "size_header": "0",
    ]
    values.merge(facts) { _, new in new }
    var text = ""
    var rest = format[...]
    while let character = rest.popFirst() {
      if character == "%", rest.first == "{", let close = rest.firstIndex(of: "}") {
        let name = String(rest[rest.index(after: rest.startIndex)..<close])
        text += values[name] ?? ""
        rest = rest[rest.index(after: close)...]
      } else if character == "%", rest.first == "%" {
        text += "%"
        rest.removeFirst()
      } else if character == "\\", let escaped = rest.first, let meant = ["n": "\n", "t": "\t", "r": "\r"][escaped] {
        text += meant
        rest.removeFirst()
      } else {
        text.append(character)
      }
    }
    try call.write(text)
  }

  private var effectiveURL: String {
    let full = url.contains("://") ? url : "http://\(url)"
    return full.dropFirst(8).contains("/") ? full : "\(full)/"
  }
}
