public import Etcd
public import KubeModel
public import Hosts
import Simulation

// What programs on simulated hosts ask of servers over the network.
extension Process {
  /// Sends a request to an API server and waits for the answer, as long as the real client would.
  ///
  /// A refused connection and the like come back as a failure in Go's words. A server that starts up keeps the client
  /// waiting (at most 10 s for the TLS handshake); one whose etcd is gone answers reads after 60 s and writes after 34.
  public func send(
    _ request: APIRequest, over connection: APIConnection
  ) throws -> Result<APIResponse, ConnectionFailure> {
    try wait(for: .milliseconds(2))
    let begin = now
    let deadline = connection.timeout.map { begin + $0 } ?? .never
    while true {
      switch stage.world.exchange(request, over: connection, from: hostName) {
      case .answered(let response):
        if response.code == 500, let patience = Self.healthPatience(request.path) {
          let limit = min(begin + patience, deadline)
          try wait(until: limit)
          return limit < begin + patience
            ? .failure(ConnectionFailure(.timeout, "context deadline exceeded")) : .success(response)
        }
        guard Self.misses(response, "default"), now - begin < Self.accountPatience else { return .success(response) }
        try wait(for: .milliseconds(150))
      case .failed(let failure):
        // A server that ends while the client waits for the handshake drops the connection; the second try is refused.
        if now - begin > .milliseconds(50), failure.kind == .refused {
          let text = "\(failure.text) - error from a previous attempt: \(resetText(connection))"
          return .failure(ConnectionFailure(.closed, text))
        }
        return .failure(failure)
      case .silent:
        let limit = min(begin + .seconds(10), deadline)
        if now >= limit { return .failure(ConnectionFailure(.timeout, "net/http: TLS handshake timeout")) }
        try waitForChange(until: limit)
      case .storageSilent(let isWrite):
        return try waitForStorage(isWrite, request, connection, begin: begin, deadline: deadline)
      }
    }
  }

  /// Admission looks ten times for the service account `default`, which is on its way in a new Namespace (Kubernetes,
  /// plugin/pkg/admission/serviceaccount: getServiceAccount).
  private static let accountPatience = Span.milliseconds(1350)

  /// Whether a Pod was refused since its Namespace has no such service account.
  private static func misses(_ response: APIResponse, _ account: String) -> Bool {
    guard response.code == 403, case .value(let status) = response.body, let text = status["message"]?.string
    else { return false }
    return text.contains("error looking up service account") && text.hasSuffix("serviceaccount \"\(account)\" not found")
  }

  /// How long a server looks for its etcd before it says that it is not well: 2 s for each of its checks (recorded).
  private static func healthPatience(_ path: String) -> Span? {
    if path.hasPrefix("/readyz") { return path == "/readyz" ? .seconds(4.1) : .seconds(2.1) }
    return path.hasPrefix("/livez") || path.hasPrefix("/healthz") ? .seconds(2.1) : nil
  }

  /// `read tcp 192.168.100.31:36884->192.168.100.31:6443: read: connection reset by peer`
  private func resetText(_ connection: APIConnection) -> String {
    let server = ServerURL(connection.server)?.text ?? ""
    let own = stage.world.hosts[hostName]?.addresses.first ?? "127.0.0.1"
    let port = 32_768 + stage.world.draw("ephemeral ports") { $0.below(28_000) }
    return "read tcp \(own):\(port)->\(server): read: connection reset by peer"
  }

  /// etcd is gone: the request hangs until the server or the client gives up, or etcd is back.
  private func waitForStorage(
    _ isWrite: Bool, _ request: APIRequest, _ connection: APIConnection, begin: Instant, deadline: Instant
  ) throws -> Result<APIResponse, ConnectionFailure> {
    let limit = min(begin + (isWrite ? .seconds(34.7) : .seconds(60.5)), deadline)
    while now < limit {
      try waitForChange(until: limit)
      if stage.world.isStorageStillSilent(connection, from: hostName) { continue }
      switch stage.world.exchange(request, over: connection, from: hostName) {
      case .storageSilent: continue
      case .answered(let response): return .success(response)
      case .failed(let failure):
        let text = failure.kind == .refused ? "\(failure.text) - error from a previous attempt: unexpected EOF" : failure.text
        return .failure(ConnectionFailure(.closed, text))
      case .silent: return .failure(ConnectionFailure(.closed, "unexpected EOF"))
      }
    }
    // Which of several texts comes is decided by who gives up first, the client or the server; so it is by chance.
    let turn = stage.world.draw("storage timeouts") { $0.below(2) }
    if limit == deadline {
      let text = "(Client.Timeout exceeded while awaiting headers)"
      return .failure(
        ConnectionFailure(.timeout, turn == 0 ? "context deadline exceeded" : "net/http: request canceled \(text)"))
    }
    if isWrite {
      let text = "request did not complete within requested timeout - context deadline exceeded"
      return .success(APIResponse(.timeout(text)))
    }
    if turn == 0, let path = APIPath(request.path) {
      let resource = path.group.isEmpty ? path.resource : "\(path.resource).\(path.group)"
      let what = "get \(resource)\(path.name.isEmpty ? "" : " \(path.name)")"
      let text = "the server was unable to return a response in the time allotted, but may still be processing the request"
      return .success(APIResponse(APIStatus(code: 504, reason: "Timeout", message: "\(text) (\(what))")))
    }
    return .failure(ConnectionFailure(.closed, "stream error: stream ID 1; INTERNAL_ERROR; received from peer"))
  }

  /// Sends a request to the etcd at an endpoint, without waiting: clients of etcd try again in their own way.
  public func send(
    _ request: EtcdRequest, to host: String, port: Int, over connection: EtcdConnection
  ) -> Result<EtcdResponse, EtcdError> {
    stage.world.send(request, to: host, port: port, over: connection, from: hostName)
  }
}

extension World {
  /// Whether a running etcd of the host holds that database open.
  public func isOpenDatabase(_ inode: InodeID, on hostName: String) -> Bool {
    members.contains { id, member in
      guard id.host == hostName, case .etcd(let server) = member.program else { return false }
      return server.databaseInode == inode
    }
  }

  /// Which version of etcd's tools a process has: that of its image in a container, else that of the host.
  public func etcdVersion(of process: Process) -> EtcdVersion {
    if let container = process.container,
      let image = nodes[process.hostName]?.runtime.container(container.containerID)?.plan.image,
      let tag = image.split(separator: ":").last
    {
      return EtcdVersion(String(tag.prefix { $0 != "-" })) ?? .v36
    }
    return EtcdVersion(settings.etcd) ?? .v36
  }

  mutating func send(
    _ request: EtcdRequest, to host: String, port: Int, over connection: EtcdConnection, from hostName: String
  ) -> Result<EtcdResponse, EtcdError> {
    switch etcdMember(host, port, from: hostName) {
    case .failure(let error): return .failure(error)
    case .success(let id):
      guard case .etcd(var server)? = members[id]?.program else { return .failure(.silent) }
      setProgram(.busy, of: id)
      let files = files(of: id.host)
      var said: [String] = []
      let result = server.handle(request, from: connection, files: files, wall: wall, now: now) { said.append($0.text) }
      setProgram(.etcd(server), of: id)
      if !said.isEmpty { logMember(id, said) }
      return result
    }
  }
}
