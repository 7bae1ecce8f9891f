import Etcd
import Hosts
import Simulation

/// An API server's way to its etcd during one request: the server that it reaches, taken out of the world for so long.
struct EtcdLink: EtcdClient, Sendable {
  var member: MemberID?
  var server: EtcdServer?
  /// Who comes: nil over a connection that was accepted before.
  var connection: EtcdConnection?
  var files: FileSystem
  /// Why none is reached.
  var failure = Self.nobody
  var now: Instant
  var wall: WallTime
  /// What the server logged about it.
  var log: [String] = []
  /// Whether the server let the client in.
  var isAccepted = false

  private static let nobody = EtcdError.refused("127.0.0.1:2379")

  mutating func send(_ request: EtcdRequest) -> Result<EtcdResponse, EtcdError> {
    guard server != nil else { return .failure(failure) }
    var said: [String] = []
    let result = server!.handle(request, from: connection, files: files, wall: wall, now: now) { said.append($0.text) }
    log += said
    if case .failure(let error) = result, error.isUnreachable {
      failure = error
    } else {
      isAccepted = true
      connection = nil
    }
    return result
  }
}

extension World {
  /// The first of the endpoints at which an etcd answers. Give it back with `returnEtcd`.
  ///
  /// - Parameter connected: The etcd to which a connection is open; another one means a new TLS handshake.
  mutating func takeEtcd(_ endpoints: [EtcdEndpoint], connected: MemberID?, from hostName: String) -> EtcdLink {
    var link = EtcdLink(files: files(of: hostName), now: now, wall: wall)
    for endpoint in endpoints {
      switch etcdMember(endpoint.host, endpoint.port, from: hostName) {
      case .success(let id):
        guard case .etcd(let server)? = members[id]?.program else { continue }
        setProgram(.busy, of: id)
        link.member = id
        link.server = server
        link.connection = id == connected ? nil : endpoint.connection
        link.files = files(of: id.host)
        return link
      case .failure(let error): link.failure = error
      }
    }
    return link
  }

  /// Puts the etcd back into the world; answers the member to which a connection is open now.
  @discardableResult
  mutating func returnEtcd(_ client: any EtcdClient) -> MemberID? {
    guard let link = client as? EtcdLink, let id = link.member, let server = link.server else { return nil }
    setProgram(.etcd(server), of: id)
    if !link.log.isEmpty { logMember(id, link.log) }
    return link.isAccepted ? id : nil
  }

  /// The etcd that listens at an endpoint, or what a client of it finds instead.
  func etcdMember(_ host: String, _ port: Int, from hostName: String) -> Result<MemberID, EtcdError> {
    switch resolve(host, from: hostName) {
    case .host(let target, let address):
      guard let listener = hosts[target]?.sockets.listener(at: address, port: port) else {
        return .failure(.refused("\(host):\(port)"))
      }
      let id = MemberID(host: target, pid: listener.pid)
      guard case .etcd(let server)? = members[id]?.program else {
        return .failure(.unreachable("error reading server preface: http2: frame too large"))
      }
      if server.configuration.listenClientURLs.contains(where: { $0.port == port }) { return .success(id) }
      let isMetrics = server.configuration.listenMetricsURLs.contains { $0.port == port }
      let problem =
        isMetrics
        ? "transport: authentication handshake failed: tls: first record does not look like a TLS handshake"
        : "error reading server preface: http2: failed reading the frame payload: http2: frame too large, "
          + "note that the frame header looked like an HTTP/1.1 header"
      return .failure(.unreachable(problem))
    case .nowhere(let address):
      return .failure(
        .unreachable("transport: Error while dialing: dial tcp \(address):\(port): connect: no route to host"))
    case .unknown(let text):
      return .failure(.unreachable("transport: Error while dialing: dial tcp: \(text)"))
    }
  }
}

/// What an etcd says to a question over HTTP on one of its ports.
public enum EtcdHTTPAnswer: Sendable {
  case answered(status: Int, body: String)
  /// It takes the connection and says nothing yet.
  case silent
  /// TLS where it speaks plain text.
  case plainOnly
  /// Plain text where it speaks TLS.
  case secureOnly
  /// The client trusts another authority, or the certificate names another host; in Go's words.
  case serverRefused(String)
  /// The server does not accept the client's certificate: the alert, in TLS's words.
  case clientRefused(alert: String)
}

extension World {
  /// Asks the etcd that listens on a host's port over HTTP, as curl does; nil where none does.
  ///
  /// - Parameter connection: What the client holds. Client ports want a certificate where etcd was told so; metrics
  ///   ports speak what their address says.
  public mutating func askEtcd(
    _ path: String, on hostName: String, port: Int, over connection: EtcdConnection
  ) -> EtcdHTTPAnswer? {
    guard let pid = hosts[hostName]?.sockets.listeners.first(where: { $0.port == port })?.pid,
      case .etcd(let server)? = members[MemberID(host: hostName, pid: pid)]?.program
    else { return nil }
    let addresses = server.configuration.listenClientURLs + server.configuration.listenMetricsURLs
    guard let address = addresses.first(where: { $0.port == port }) else { return nil }
    let isSecure = address.isSecure
    if isSecure != connection.isSecure { return isSecure ? .secureOnly : .plainOnly }
    if let problem = server.refusal(of: connection, files: files(of: hostName), at: wall) {
      return problem.alert.map { .clientRefused(alert: $0) } ?? .serverRefused(problem.text)
    }
    guard let answer = server.http(path, at: now) else { return .silent }
    return .answered(status: answer.status, body: answer.body)
  }
}
