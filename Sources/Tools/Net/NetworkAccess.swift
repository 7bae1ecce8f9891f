import Documents
import Etcd
import Hosts
import KubeModel
import Networking
import Nodes
import Simulation
import World

/// What comes of an attempt to connect to an address, as a client program sees it.
enum NetworkOutcome {
  /// Somebody answers; what is said then depends on who it is.
  case connected(NetworkPeer)
  case refused
  /// Packets go unanswered: only a limit or Ctrl-C ends the attempt.
  case silent
  case noRoute
}

/// Who answers on a port.
enum NetworkPeer {
  case container(ServedAnswer)
  case component(host: String, port: Int)
}

/// A question over HTTP.
struct WebRequest {
  var method = "GET"
  var isSecure = false
  var host = ""
  var port = 80
  var path = "/"
  var headers: [(name: String, value: String)] = []
  var body: [UInt8] = []
  /// Whether the server's certificate is checked, and against which PEM text.
  var verifies = true
  var authority: [UInt8]?
  var certificate: [UInt8]?
  var key: [UInt8]?
  /// How long the answer may take; nil for ever.
  var limit: Span?
}

/// An answer over HTTP.
struct WebAnswer {
  var code: Int
  var reason: String
  var headers: [(name: String, value: String)]
  var body: [UInt8]
}

extension WebAnswer {
  /// Reads what a script sends over a plain connection; nil where it is no HTTP.
  init?(raw text: String) {
    let lines = text.replacing("\r\n", with: "\n").split(separator: "\n", omittingEmptySubsequences: false)
    let words = (lines.first ?? "").split(separator: " ", maxSplits: 2).map(String.init)
    guard words.count >= 2, words[0].hasPrefix("HTTP/"), let code = Int(words[1]) else { return nil }
    let end = lines.firstIndex { $0.isEmpty } ?? lines.count
    let headers = lines[1..<max(1, end)].compactMap { line -> (name: String, value: String)? in
      guard let colon = line.firstIndex(of: ":") else { return nil }
      return (String(line[..<colon]), String(line[line.index(after: colon)...]).trimmingBlanks())
    }
    let body = lines.dropFirst(end + 1).joined(separator: "\n")
    self.init(code: code, reason: words.count > 2 ? words[2] : "", headers: headers, body: Array(body.utf8))
  }
}

/// Why a connected server gave no answer over HTTP.
enum WebProblem: Error {
  /// Closed without a word.
  case empty
  /// Accepted, and nothing is ever said.
  case mute
  /// Bytes that are no HTTP: a banner.
  case notHTTP([UInt8])
  /// The handshake failed; the text is OpenSSL's or curl's.
  case tls(String, code: Int32)
}

/// The network as programs on hosts and in containers use it; front ends such as curl know nothing below this.
enum NetworkAccess {
  /// One attempt to connect to an address, without waiting for anything.
  static func connect(
    _ process: Process, to address: String, port: Int, transport: TransportProtocol = .tcp
  ) -> NetworkOutcome {
    switch process.stage.world.connect(from: TrafficSource(process), to: address, port: port, transport: transport) {
    case .served(let answer): .connected(.container(answer))
    case .component(let name, let port): .connected(.component(host: name, port: port))
    case .refused: .refused
    case .silent: .silent
    case .noRoute: .noRoute
    }
  }

  /// What a connected server says to a request.
  static func ask(_ request: WebRequest, _ peer: NetworkPeer, _ process: Process) throws -> WebAnswer {
    switch peer {
    case .container(let served): return try ask(request, served, process)
    case .component(let host, let port): return try ask(request, componentOf: host, port, process)
    }
  }

  // MARK: Containers

  private static func ask(_ request: WebRequest, _ served: ServedAnswer, _ process: Process) throws -> WebAnswer {
    if request.isSecure {
      throw WebProblem.tls("error:0A00010B:SSL routines::wrong version number", code: 35)
    }
    guard let container = process.stage.world.container(at: served.container),
      let host = process.stage.world.hosts[served.container.hostName]
    else { throw WebProblem.empty }
    switch served.port.answer {
    case .banner(let text):
      guard let answer = WebAnswer(raw: text) else { throw WebProblem.notHTTP(Array(text.utf8)) }
      return answer
    case .silent, .names: throw WebProblem.mute
    case .component: return try ask(request, componentOf: served.container.hostName, served.port.port, process)
    case .text, .files, .hostName, .netExec: break
    }
    let now = Calendar.format("%F %T UTC", process.wall)
    let reply = ContainerService.reply(to: request.path, from: container, served.port, host, now: now)
    var headers: [(name: String, value: String)] = []
    if !reply.server.isEmpty { headers.append(("Server", reply.server)) }
    headers.append(("Date", Calendar.format("%a, %d %b %Y %H:%M:%S GMT", process.wall)))
    if !reply.contentType.isEmpty { headers.append(("Content-Type", reply.contentType)) }
    headers.append(("Content-Length", String(reply.body.utf8.count)))
    if !reply.server.isEmpty { headers.append(("Connection", "keep-alive")) }
    if reply.code == 301 { headers.append(("Location", "http://\(request.host)\(request.path)/")) }
    return WebAnswer(code: reply.code, reason: reason(reply.code), headers: headers, body: Array(reply.body.utf8))
  }

  // MARK: Control plane

  private static func ask(
    _ request: WebRequest, componentOf host: String, _ port: Int, _ process: Process
  ) throws -> WebAnswer {
    let listener = process.stage.world.hosts[host]?.sockets.listeners.first { $0.port == port }
    switch listener?.program {
    case "kube-apiserver": return try askServer(request, on: host, port, process)
    case "sshd": throw WebProblem.notHTTP(Array("SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u3\r\n".utf8))
    case "etcd": return try askEtcd(request, on: host, port, process)
    case "kubelet" where !request.isSecure && port == 10248: return plain(request.path == "/healthz" ? 200 : 404, "ok", process)
    case "kube-scheduler", "kube-controller-manager", "kubelet":
      guard request.isSecure else { return plain(400, "Client sent an HTTP request to an HTTPS server.\n", process) }
      if request.verifies { throw untrusted }
      if request.path == "/healthz" || request.path == "/livez" || request.path == "/readyz", listener?.program != "kubelet" {
        return plain(200, "ok", process)
      }
      return listener?.program == "kubelet" ? plain(401, "Unauthorized", process) : plain(403, forbidden(request), process)
    default: throw WebProblem.empty
    }
  }

  private static var untrusted: WebProblem {
    .tls("SSL certificate problem: unable to get local issuer certificate", code: 60)
  }

  private static func forbidden(_ request: WebRequest) -> String {
    #"{"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure","message":"forbidden: User \"system:anonymous\" cannot \#(request.method.lowercased()) path \"\#(request.path)\"","reason":"Forbidden","details":{},"code":403}"# + "\n"
  }

  private static func plain(_ code: Int, _ text: String, _ process: Process) -> WebAnswer {
    WebAnswer(
      code: code, reason: reason(code),
      headers: [
        ("Content-Type", "text/plain; charset=utf-8"), ("X-Content-Type-Options", "nosniff"),
        ("Date", Calendar.format("%a, %d %b %Y %H:%M:%S GMT", process.wall)), ("Content-Length", String(text.utf8.count)),
      ], body: Array(text.utf8))
  }

  private static func askEtcd(_ request: WebRequest, on host: String, _ port: Int, _ process: Process) throws -> WebAnswer {
    let connection = EtcdConnection(
      isSecure: request.isSecure, host: request.host, certificate: request.certificate,
      key: request.key, authorities: request.authority, skipsVerification: !request.verifies)
    switch process.stage.world.askEtcd(request.path, on: host, port: port, over: connection) {
    case .answered(let status, let body): return plain(status, body, process)
    case .silent: throw WebProblem.mute
    case .secureOnly: return plain(400, "Client sent an HTTP request to an HTTPS server.\n", process)
    case .plainOnly: throw WebProblem.tls("error:0A00010B:SSL routines::wrong version number", code: 35)
    case .clientRefused(let alert):
      let codes = ["certificate required": "0A00045C:SSL routines::tlsv13 alert", "expired certificate": "0A000415:SSL routines::sslv3 alert"]
      let known = codes[alert].map { "\($0) \(alert == "expired certificate" ? "certificate expired" : alert)" }
      throw WebProblem.tls(
        "OpenSSL SSL_read: OpenSSL/3.0.15: error:\(known ?? "0A000418:SSL routines::tlsv1 alert unknown ca"), errno 0", code: 56)
    case .serverRefused(let text):
      throw WebProblem.tls(
        text.contains("valid for") ? "SSL: no alternative certificate subject name matches target host name '\(request.host)'"
          : text.contains("expired") ? "SSL certificate problem: certificate has expired"
          : "SSL certificate problem: unable to get local issuer certificate", code: 60)
    case nil: throw WebProblem.empty
    }
  }

  private static func askServer(_ request: WebRequest, on host: String, _ port: Int, _ process: Process) throws -> WebAnswer {
    guard request.isSecure else { return plain(400, "Client sent an HTTP request to an HTTPS server.\n", process) }
    if request.verifies && request.authority == nil { throw untrusted }
    // The way there, through a Service perhaps, is known already; the certificate is for the name that was asked.
    let address = process.stage.world.hosts[host]?.addresses.first ?? "127.0.0.1"
    var connection = APIConnection(server: "https://\(address):\(port)")
    connection.serverName = request.host
    connection.skipsVerification = !request.verifies
    connection.certificateAuthority = request.authority
    connection.clientCertificate = request.certificate
    connection.clientKey = request.key
    connection.timeout = request.limit
    for (name, value) in request.headers where name.lowercased() == "authorization" && value.hasPrefix("Bearer ") {
      connection.token = String(value.dropFirst(7))
    }
    let parts = request.path.split(separator: "?", maxSplits: 1).map { String($0) }
    let query = (parts.count > 1 ? parts[1] : "").split(separator: "&").map { item in
      let pair = item.split(separator: "=", maxSplits: 1).map { PercentEncoding.decode(String($0)) }
      return APIRequest.QueryItem(pair.first ?? "", pair.count > 1 ? pair[1] : "")
    }
    func header(_ name: String) -> String? { request.headers.last { $0.name.lowercased() == name }?.value }
    let question = APIRequest(
      APIRequest.Method(rawValue: request.method) ?? .get, parts.first ?? "/", query: query,
      accept: header("accept") ?? "*/*", contentType: header("content-type") ?? "application/json", userAgent: "curl",
      body: request.body.isEmpty ? .none : .bytes(request.body))
    switch try process.send(question, over: connection) {
    case .failure(let failure):
      switch failure.kind {
      case .tls:
        let isName = failure.text.contains("not ") && failure.text.contains("valid for")
        throw WebProblem.tls(
          isName ? "SSL: no alternative certificate subject name matches target host name '\(request.host)'" : "SSL certificate problem: unable to get local issuer certificate",
          code: 60)
      case .timeout: throw WebProblem.mute
      default: throw WebProblem.empty
      }
    case .success(let answer):
      let isText = if case .text = answer.body { true } else { false }
      var body = answer.bytes
      if case .value(let value) = answer.body { body = Array("\(JSON.text(value, indent: 2))".utf8) }
      return WebAnswer(
        code: answer.code, reason: reason(answer.code),
        headers: [
          ("Audit-Id", process.stage.world.draw("audit-id") { $0.uuid() }), ("Cache-Control", "no-cache, private"),
          ("Content-Type", isText ? "text/plain; charset=utf-8" : "application/json"),
          ("Content-Length", String(body.count)), ("Date", Calendar.format("%a, %d %b %Y %H:%M:%S GMT", process.wall)),
        ], body: body)
    }
  }

  static func reason(_ code: Int) -> String {
    let names: [Int: String] = [
      200: "OK", 201: "Created", 202: "Accepted", 301: "Moved Permanently", 302: "Found", 304: "Not Modified",
      400: "Bad Request", 401: "Unauthorized", 403: "Forbidden", 404: "Not Found", 405: "Method Not Allowed",
      409: "Conflict", 422: "Unprocessable Entity", 500: "Internal Server Error", 502: "Bad Gateway",
      503: "Service Unavailable", 504: "Gateway Timeout",
    ]
    return names[code] ?? ""
  }
}

/// `%2F` and its kin.
enum PercentEncoding {
  static func decode(_ text: String) -> String {
    var bytes: [UInt8] = []
    var rest = ArraySlice(text.utf8)
    while let byte = rest.popFirst() {
      if byte == 37, rest.count >= 2, let value = UInt8(rest.prefix(2).text, radix: 16) {
        bytes.append(value)
        rest = rest.dropFirst(2)
      } else {
        bytes.append(byte == 43 ? 32 : byte)
      }
    }
    return bytes.text
  }
}
