import Documents
import Etcd
import Hosts
import Simulation
import World

/// etcdctl's connection to a cluster: endpoints, certificates and limits from flags and `ETCDCTL_…` variables.
struct EtcdctlClient {
  let call: EtcdCall
  let output: EtcdOutput
  var endpoints: [String]
  private let connection: EtcdConnection
  private let hasTLSFlags: Bool

  /// Reads the configuration; files that are missing or do not fit end the program.
  init(_ call: EtcdCall) throws {
    self.call = call
    try EtcdctlEnvironment.apply(to: call)
    output = try EtcdOutput(call)
    endpoints = call.strings("endpoints")
    hasTLSFlags = ["cacert", "cert", "key"].contains { !call.string($0).isEmpty }
    connection = try Self.credentials(call)
    if call.dialect == .v34 && call.span("dial-timeout") < .milliseconds(1) {
      throw EtcdExit(.badConnection, "context deadline exceeded")
    }
  }

  private static func credentials(_ call: EtcdCall) throws -> EtcdConnection {
    var connection = EtcdConnection(isSecure: false, host: "")
    let certificate = call.string("cert")
    let key = call.string("key")
    func read(_ path: String) throws -> [UInt8] {
      do {
        return try call.process.readFile(path)
      } catch {
        throw EtcdExit(.badArguments, "open \(path): \(error.goText)")
      }
    }
    if !certificate.isEmpty || !key.isEmpty {
      if certificate.isEmpty || key.isEmpty {
        throw EtcdExit(
          .badArguments, "KeyFile and CertFile must both be present[key: \(key), cert: \(certificate)]")
      }
      let pem = try read(certificate)
      let keyPEM = try read(key)
      if let problem = CertificateChecks.keyPair(certificate: pem, key: keyPEM) {
        throw EtcdExit(.badArguments, problem)
      }
      connection.certificate = pem
      connection.key = keyPEM
    }
    let authorities = call.string("cacert")
    if !authorities.isEmpty { connection.authorities = try read(authorities) }
    connection.skipsVerification = call.isOn("insecure-skip-tls-verify")
    let user = call.string("user")
    let mark = user.firstIndex(of: ":")
    connection.user = String(user[..<(mark ?? user.endIndex)])
    connection.password = mark.map { String(user[user.index(after: $0)...]) } ?? call.string("password")
    return connection
  }

  /// The limit of one command.
  var timeout: Span { call.span("command-timeout") }

  /// Sends a request to the first endpoint that answers. One that cannot be reached is tried until the time is up;
  /// then, and for every error of the server, a warning comes first.
  func send(
    _ request: EtcdRequest, to endpoint: String? = nil, logger: String = "etcd-client", warns: Bool = true
  ) throws -> EtcdResponse {
    let targets = endpoint.map { [$0] } ?? endpoints
    let deadline = call.process.now + timeout
    try call.process.wait(for: .milliseconds(12))
    var failure = EtcdError.silent
    while call.process.now < deadline {
      for target in targets {
        switch reach(request, target) {
        case .success(let response): return response
        case .failure(let error):
          failure = error
          if error.isUnreachable { continue }
          if warns { try warn(error, request, target, logger, isConnected: true) }
          throw EtcdExit(.error, error.message)
        }
      }
      try call.process.wait(until: min(deadline, call.process.now + .seconds(1)))
    }
    if warns { try warn(failure, request, targets.first ?? "", logger, isConnected: false) }
    throw EtcdExit(.error, EtcdError.deadlineExceeded.message)
  }

  /// One attempt.
  func reach(_ request: EtcdRequest, _ endpoint: String) -> Result<EtcdResponse, EtcdError> {
    let target = EtcdEndpointText(endpoint)
    var connection = connection
    connection.host = target.host
    connection.isSecure = target.scheme == "https" || (target.scheme.isEmpty && hasTLSFlags)
    guard let port = target.port else { return .failure(.silent) }
    return call.surroundings.send(call.process, request, target.host, port, connection)
  }

  /// What the client library says before the program gives its reason.
  private func warn(
    _ error: EtcdError, _ request: EtcdRequest, _ endpoint: String, _ logger: String, isConnected: Bool
  ) throws {
    let description = isConnected ? error.rpcText : deadlineText(error)
    let address = EtcdEndpointText(endpoint).address
    let log = ClientLog(process: call.process, dialect: call.dialect)
    if call.dialect == .v34 { return try warnAsVersion34(error, request, endpoint, description) }
    let line = call.dialect == .v36 ? 68 : 66
    let peer =
      isConnected
      ? "Peer{Addr: '\(address)', LocalAddr: '127.0.0.1:34326', AuthInfo: '\(hasTLSFlags ? "tls" : "insecure")'}"
      : "Peer{Addr: <nil>, LocalAddr: <nil>, AuthInfo: <nil>}"
    var fields: Value.Fields = [
      "target": .string("etcd-endpoints://0xc0003a21e0/\(address)"), "peer": .string(peer),
    ]
    if call.dialect == .v36 { fields["method"] = .string(request.method) }
    fields["attempt"] = 0
    fields["error"] = .string(description)
    try log.json(
      "warn", "v3@v\(call.version.text)/retry_interceptor.go:\(line)", "retrying of unary invoker failed",
      object: fields, logger: logger)
  }

  /// Requests to one member go past 3.4's balancer, so that their reason is told.
  private func warnAsVersion34(
    _ error: EtcdError, _ request: EtcdRequest, _ endpoint: String, _ description: String
  ) throws {
    var target = "endpoint://client-8671b3ee-00bf-4682-898b-b94ad1866d56/\(EtcdEndpointText(endpoint).address)"
    var text = description
    switch request {
    case .status, .hashKV, .defragment:
      target = "passthrough:///\(endpoint)"
      if error.isUnreachable && error != .silent {
        let reason = error.message.replacing("Error while dialing: dial", with: "Error while dialing dial")
        text = "rpc error: code = DeadlineExceeded desc = latest balancer error: \(reason)"
      }
    default: break
    }
    try ClientLog(process: call.process, dialect: call.dialect).json(
      "warn", "clientv3/retry_interceptor.go:62", "retrying of unary invoker failed",
      ["target": .string(target), "attempt": 0, "error": .string(text)], clock: .milli)
  }

  /// The warning for an endpoint that has not answered in time; asks it once more for the reason.
  func warnOfDeadline(_ request: EtcdRequest, _ endpoint: String, logger: String) throws {
    var failure = EtcdError.silent
    if case .failure(let error) = reach(request, endpoint) { failure = error }
    try warn(failure, request, endpoint, logger, isConnected: false)
  }

  /// The reason of a deadline as gRPC's balancer tells it.
  func deadlineText(_ error: EtcdError) -> String {
    let prefix = "rpc error: code = DeadlineExceeded desc = "
    if call.dialect == .v34 {
      return error == .silent
        ? "\(prefix)context deadline exceeded" : "\(prefix)latest balancer error: all SubConns are in TransientFailure"
    }
    return error == .silent ? "\(prefix)\(error.message)" : "\(prefix)latest balancer error: \(error.message)"
  }
}

extension ClientLog {
  func json(
    _ level: String, _ caller: String, _ message: String, object: Value.Fields, logger: String? = nil
  ) throws {
    var whole: Value.Fields = ["level": .string(level), "ts": .string(process.wall.rfc3339Micro)]
    if let logger { whole["logger"] = .string(logger) }
    whole["caller"] = .string(caller)
    whole["msg"] = .string(message)
    for (key, value) in object { whole[key] = value }
    try process.printError("\(JSON.text(.object(whole), sortKeys: false, escapeHTML: false))\n")
  }
}

/// An endpoint as it is written: with or without a scheme and a port.
struct EtcdEndpointText {
  var scheme = ""
  var host: String
  var port: Int?

  init(_ text: String) {
    var rest = text[...]
    for known in ["https", "http", "unix", "unixs"] where rest.hasPrefix("\(known)://") {
      scheme = known
      rest = rest.dropFirst(known.count + 3)
      break
    }
    if let slash = rest.firstIndex(of: "/") { rest = rest[..<slash] }
    if let colon = rest.lastIndex(of: ":"), !rest.hasSuffix("]") {
      host = String(rest[..<colon])
      port = Int(rest[rest.index(after: colon)...])
    } else {
      host = String(rest)
    }
  }

  var address: String { port.map { "\(host):\($0)" } ?? host }
}
