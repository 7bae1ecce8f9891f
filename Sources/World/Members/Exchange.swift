import APIServer
import Documents
import Etcd
import Hosts
import KubeModel
import Simulation

/// What comes of one request over a connection, at the moment at which it is made.
enum Exchange {
  case answered(APIResponse)
  /// A watch was accepted: what has happened since its revision, as `{"type":…, "object":…}` in order.
  case failed(ConnectionFailure)
  /// The other side takes the connection and says nothing: nothing is decided before something changes, or before
  /// the client has waited for the TLS handshake for 10 s.
  case silent
  /// The request was taken, and etcd does not answer.
  case storageSilent(isWrite: Bool)
}

extension World {
  /// Makes a request of an API server as a process of a host, without waiting for anything.
  mutating func exchange(_ request: APIRequest, over connection: APIConnection, from hostName: String) -> Exchange {
    guard let url = ServerURL(connection.server) else {
      return .failed(ConnectionFailure(.noSuchHost, "invalid server URL \(connection.server)"))
    }
    let destination = resolve(url.host, from: hostName)
    guard case .host(let target, let address) = destination else {
      if case .unknown(let text) = destination {
        return .failed(ConnectionFailure(.noSuchHost, "dial tcp: \(text)"))
      }
      return .failed(ConnectionFailure(.noRoute, "dial tcp \(url.text): connect: no route to host"))
    }
    guard let listener = hosts[target]?.sockets.listener(at: address, port: url.port) else {
      return .failed(ConnectionFailure(.refused, "dial tcp \(ServerURL.bracketed(address)):\(url.port): connect: connection refused"))
    }
    let id = MemberID(host: target, pid: listener.pid)
    guard case .apiServer(let process)? = members[id]?.program else {
      return .failed(
        ConnectionFailure(
          .tls, url.isSecure ? "tls: first record does not look like a TLS handshake" : "malformed HTTP response"))
    }
    guard url.isSecure else {
      return .answered(APIResponse(code: 400, body: .text("Client sent an HTTP request to an HTTPS server.\n")))
    }
    guard case .serving(let authorized, _) = process.phase else { return .silent }
    if let failure = tlsFailure(connection, process, name: connection.serverName ?? url.host) {
      return .failed(failure)
    }
    guard var user = process.authenticate(connection, at: wall) else {
      return .answered(APIResponse(.unauthorized))
    }
    // Only signing requests and reviews of oneself tell by which credential somebody came.
    let telling = ["/apis/certificates.k8s.io/", "/apis/authentication.k8s.io/"]
    if request.method == .post, telling.contains(where: request.path.hasPrefix) {
      user.extra = process.credential(of: connection)
    }
    var request = request
    request.user = user
    // What kubelets ask in that moment is answered once their graph of Pods and nodes is there.
    if now < authorized, user.groups.contains("system:nodes") { return .silent }
    if now < authorized, !user.groups.contains("system:masters") {
      return .answered(Self.notYetAuthorized(request))
    }
    if let name = connection.impersonatedUser {
      request.impersonate = UserInfo(name: name, groups: connection.impersonatedGroups)
    }
    return podSubresource(request, by: id) ?? outcome(of: request, by: id)
  }

  /// Whether a request that has found no etcd behind its API server would find none now either: asked again and again
  /// while somebody waits, so without working on the request.
  func isStorageStillSilent(_ connection: APIConnection, from hostName: String) -> Bool {
    guard let url = ServerURL(connection.server),
      case .host(let target, let address) = resolve(url.host, from: hostName),
      let id = member(on: target, address: address, port: url.port),
      case .apiServer(let process)? = members[id]?.program, case .serving = process.phase
    else { return false }
    return !hasEtcd(process, id)
  }

  /// Has an API server answer a request whose user is known, and notices what it changed.
  mutating func outcome(of request: APIRequest, by id: MemberID) -> Exchange {
    switch respond(to: request, by: id) {
    case .answered(let response): return .answered(response)
    case .watching(var watch):
      guard case .apiServer(let process)? = members[id]?.program else { return .silent }
      var events = process.server.events(of: &watch, now: wall).map(\.value)
      // A watch that is followed stays as new as the server, however little of what happens concerns it.
      if request.queryValue("allowWatchBookmarks") == "true", events.last?["type"]?.string != "ERROR" {
        let metadata: Value = ["resourceVersion": .string(String(process.server.revision))]
        events.append(["type": "BOOKMARK", "object": ["metadata": metadata]])
      }
      return .answered(APIResponse(.array(events)))
    case .storageFailed: return .storageSilent(isWrite: request.method != .get)
    }
  }

  /// Keeps what an audit log would keep of a request that made or deleted objects.
  private mutating func note(_ request: APIRequest, _ response: APIResponse, by id: MemberID) {
    guard response.isSuccess, request.method == .post || request.method == .delete,
      request.queryValue("dryRun") == nil, let path = APIPath(request.path), path.subresource.isEmpty,
      path.resource != "events", path.resource != "leases"
    else { return }
    let isDeletion = request.method == .delete
    let listed = response.value["items"]?.array
    for object in listed ?? [response.value] {
      let details = object["kind"]?.string == "Status" ? object["details"] ?? .null : object["metadata"] ?? .null
      audit.append(
        AuditEntry(
          at: now, cluster: cluster(ofHost: id.host) ?? "", user: request.user.name,
          verb: isDeletion ? .delete : .create, kind: path.resource, namespace: path.namespace,
          name: details["name"]?.string ?? path.name, uid: details["uid"]?.string ?? "",
          revision: isDeletion ? 0 : Int64(details["resourceVersion"]?.string ?? "") ?? 0))
    }
  }

  mutating func respond(to request: APIRequest, by id: MemberID) -> APIOutcome {
    guard case .apiServer(var process)? = members[id]?.program else {
      preconditionFailure("\(id) is no API server")
    }
    // Taken out while it works, so that its caches are changed in place and not copied.
    setProgram(.busy, of: id)
    let before = process.server.revision
    var link: any EtcdClient = takeEtcd(process.etcdServers, connected: process.connected, from: id.host)
    let time = wall
    let outcome = draw("api \(id.host)") { chance in
      process.server.respond(to: request, now: time, chance: &chance, etcd: &link)
    }
    process.connected = returnEtcd(link)
    let news = process.server.revision == before ? [] : process.server.changes(after: before)
    setProgram(.apiServer(process), of: id)
    if news?.isEmpty != true { noteChange(by: id, news: news) }
    if case .answered(let response) = outcome { note(request, response, by: id) }
    return outcome
  }

  /// Whether a client accepts the server's certificate.
  func isTrusted(_ process: APIServerProcess, by connection: APIConnection, name: String) -> Bool {
    tlsFailure(connection, process, name: connection.serverName ?? name) == nil
  }

  /// What a client finds wrong with the server's certificate, in Go's words.
  private func tlsFailure(
    _ connection: APIConnection, _ process: APIServerProcess, name: String
  ) -> ConnectionFailure? {
    guard !connection.skipsVerification else { return nil }
    do {
      try process.serving.leaf.verify(
        roots: connection.authorities, intermediates: Array(process.serving.chain.dropFirst()), name: name, purpose: .server, at: wall)
      return nil
    } catch {
      return ConnectionFailure(.tls, "tls: failed to verify certificate: \(error.text)")
    }
  }

  /// Right after its start a server knows no roles: everybody but system:masters is forbidden everything.
  private static func notYetAuthorized(_ request: APIRequest) -> APIResponse {
    guard let path = APIPath(request.path) else {
      let text = "User \"\(request.user.name)\" cannot \(request.method.rawValue.lowercased()) path \"\(request.path)\""
      return APIResponse(APIStatus(code: 403, reason: "Forbidden", message: "forbidden: \(text)"))
    }
    let verb = request.method == .get ? (path.name.isEmpty ? "list" : "get") : request.method.verb(named: path.name)
    let place = path.namespace.isEmpty ? "at the cluster scope" : "in the namespace \"\(path.namespace)\""
    let why =
      "User \"\(request.user.name)\" cannot \(verb) resource \"\(path.resource)\" in API group \"\(path.group)\" \(place)"
    return APIResponse(.forbidden(path.resource, group: path.group, name: path.name, why))
  }
}

extension APIRequest.Method {
  /// The verb of the API for a method that changes something.
  fileprivate func verb(named name: String) -> String {
    switch self {
    case .post: "create"
    case .put: "update"
    case .patch: "patch"
    case .delete: name.isEmpty ? "deletecollection" : "delete"
    case .get, .head, .options: "get"
    }
  }
}

/// `https://192.168.100.31:6443`.
struct ServerURL: Equatable {
  var isSecure: Bool
  var host: String
  var port: Int

  /// An address as it stands before a port.
  static func bracketed(_ address: String) -> String { address.contains(":") ? "[\(address)]" : address }

  init?(_ text: String) {
    var rest = text[...]
    if rest.hasPrefix("https://") {
      isSecure = true
      rest = rest.dropFirst(8)
    } else {
      isSecure = false
      if rest.hasPrefix("http://") { rest = rest.dropFirst(7) }
    }
    if let slash = rest.utf8.firstIndex(of: UInt8(ascii: "/")) { rest = rest[..<slash] }
    guard !rest.isEmpty else { return nil }
    if let colon = rest.utf8.lastIndex(of: UInt8(ascii: ":")), !rest[colon...].utf8.contains(UInt8(ascii: "]")) {
      guard let port = Int(rest[rest.utf8.index(after: colon)...]) else { return nil }
      self.port = port
      host = String(rest[..<colon])
    } else {
      host = String(rest)
      port = isSecure ? 443 : 80
    }
  }

  var text: String { "\(host):\(port)" }
}
