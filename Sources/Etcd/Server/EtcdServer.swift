import Documents
public import Hosts
public import Simulation

/// A running etcd: its configuration, its store, and the files that it keeps. A value, as everything in a world.
///
/// It does not know the network: whoever owns it brings it the requests that reach one of its addresses.
public struct EtcdServer: Sendable {
  public let version: EtcdVersion
  public let configuration: EtcdConfiguration
  /// With the program's name, as it was started.
  public let arguments: [String]
  public internal(set) var store: EtcdStore
  /// From when on it answers clients; `Instant.never` for one that waits for a lock or for a quorum.
  public internal(set) var readyAt: Instant
  /// Whether its client port is bound already while it waits.
  public internal(set) var isListening = true
  /// The inode of its database, which nobody else may open meanwhile.
  public internal(set) var databaseInode: InodeID?

  let directory: EtcdDataDirectory
  var logInode: InodeID?
  /// The size of the database file, which grows in steps of 16 MiB.
  var fileSize: Int
  /// What the files held when they were brought up to date last.
  var writtenIndex: UInt64 = 0
  var writtenRevision: Int64 = 0
  var ephemeralPort = 34_000

  /// Addresses on which it listens, for the host's table of sockets.
  public var listeners: [EtcdURL] {
    let clients = isListening ? configuration.listenClientURLs : []
    return configuration.listenPeerURLs + clients + configuration.listenMetricsURLs
  }

  /// How many members have to agree, and whether those that are reachable suffice. The owner of a cluster of several
  /// members sets it; a single member is its own quorum.
  public var hasQuorum = true

  public func isReady(at now: Instant) -> Bool { now >= readyAt && hasQuorum }
}

// MARK: - Answering

extension EtcdServer {
  /// Answers a request that has reached one of the client addresses.
  ///
  /// - Parameters:
  ///   - client: How the client comes; nil for a connection that was accepted before.
  ///   - files: The files of the host, whose certificates are read at every handshake, as etcd does.
  ///   - log: Takes what the server has to say about it.
  public mutating func handle(
    _ request: EtcdRequest, from client: EtcdConnection?, files: FileSystem, wall: WallTime, now: Instant,
    log: (EtcdLogLine) -> Void = { _ in }
  ) -> Result<EtcdResponse, EtcdError> {
    if now < readyAt { return .failure(.silent) }
    if let client {
      switch EtcdHandshake.shake(client, server: certificates(in: files), at: wall) {
      case .accepted: break
      case .failed(let error, let rejection):
        if let rejection { log(rejectionLine(rejection, now: now, wall: wall)) }
        return .failure(error)
      }
    }
    if !hasQuorum && !Self.isLocal(request) { return .failure(.timeout) }
    if let client, let denial = denial(of: request, client) { return .failure(denial) }
    return store.send(request, now: now)
  }

  /// The store's own answers need no agreement.
  private static func isLocal(_ request: EtcdRequest) -> Bool {
    switch request {
    case .range(let range): range.serializable
    case .status, .snapshot, .hashKV, .defragment: true
    case .memberList(let linearizable): !linearizable
    default: false
    }
  }

  /// The certificates with which it meets clients; nil on plain text.
  func certificates(in files: FileSystem) -> EtcdServerCertificates? {
    guard configuration.listenClientURLs.contains(where: \.isSecure) else { return nil }
    let who = directory.accessor
    let tls = configuration.client
    let wantsCertificates = tls.clientCertAuth || !tls.trustedCAFile.isEmpty
    return EtcdServerCertificates(
      certificate: (try? files.read(tls.certFile, by: who)) ?? [],
      clientAuthorities: wantsCertificates ? (try? files.read(tls.trustedCAFile, by: who)) ?? [] : nil)
  }

  private mutating func rejectionLine(_ rejection: String, now: Instant, wall: WallTime) -> EtcdLogLine {
    ephemeralPort = ephemeralPort >= 60_000 ? 34_000 : ephemeralPort + 12
    let address = "127.0.0.1:\(ephemeralPort)"
    var log = EtcdLog(dialect: version.dialect, now: now) { wall + ($0 - now) }
    log.event(
      .warn, .init("embed/config_logging.go:194", "embed/config_logging.go:170"),
      "rejected connection on client endpoint",
      ["remote-addr": .string(address), "server-name": "", "error": .string(rejection)],
      plain: "embed: rejected connection from \"\(address)\" (error \"\(rejection)\", ServerName \"\")")
    return log.lines[0]
  }

  /// What authentication has against a request; nil where it is off or the user may.
  private func denial(of request: EtcdRequest, _ client: EtcdConnection) -> EtcdError? {
    guard store.auth.enabled else { return nil }
    if client.user.isEmpty { return EtcdError(.invalidArgument, "etcdserver: user name is empty") }
    guard let user = store.auth.users[client.user], !user.noPassword,
      user.passwordHash == SHA256.digest(Array(client.password.utf8))
    else { return .authFailed }
    if user.roles.contains("root") { return nil }
    return store.auth.permits(client.user, request) ? nil : .permissionDenied
  }
}

extension EtcdAuth {
  /// Whether a user who is not root may send that request.
  func permits(_ user: String, _ request: EtcdRequest) -> Bool {
    let permissions = permissions(of: user)
    func covers(_ key: EtcdKey, _ end: EtcdKey?, _ wanted: EtcdPermission.Kind) -> Bool {
      permissions.contains { permission in
        guard permission.kind == .readwrite || permission.kind == wanted else { return false }
        guard let last = permission.end else { return end == nil && key == permission.key }
        let reaches = last == .unbounded || (end != nil && end != .unbounded && end! <= last) || (end == nil && key < last)
        return key >= permission.key && reaches
      }
    }
    switch request {
    case .range(let range): return covers(range.key, range.end, .read)
    case .watch(let watch): return covers(watch.key, watch.end, .read)
    case .put(let put): return covers(put.key, nil, .write)
    case .deleteRange(let delete): return covers(delete.key, delete.end, .write)
    case .txn(let txn):
      let compared = txn.compare.allSatisfy { covers($0.key, $0.end, .read) }
      return compared
        && (txn.success + txn.failure).allSatisfy { operation in
          switch operation {
          case .range(let range): permits(user, .range(range))
          case .put(let put): permits(user, .put(put))
          case .deleteRange(let delete): permits(user, .deleteRange(delete))
          case .txn(let inner): permits(user, .txn(inner))
          }
        }
    case .auth(.userGet(let name)): return name == user
    case .auth(.roleGet(let name)): return users[user]?.roles.contains(name) ?? false
    case .memberList, .status, .leaseGrant, .leaseRevoke, .leaseKeepAlive, .leaseTimeToLive, .leaseLeases:
      return true
    default: return false
    }
  }
}

// MARK: - Files

extension EtcdServer {
  /// Brings the files of the data directory up to date. They are made only when somebody reads them, and the files
  /// are those that the server holds open, wherever they were moved since.
  public mutating func writeFiles(to files: inout FileSystem, at now: Instant) {
    guard store.raftIndex != writtenIndex || store.revision != writtenRevision else { return }
    writtenIndex = store.raftIndex
    writtenRevision = store.revision
    let needed = Int(store.allocatedBytes)
    if needed > fileSize { fileSize = needed + 16_777_216 }
    if let databaseInode {
      files.setContent(of: databaseInode, .deferred(EtcdDatabaseFile(store: store, size: fileSize)), at: now)
    }
    if let logInode { files.setContent(of: logInode, .deferred(writeAheadLog), at: now) }
  }

  /// The log begins at the snapshot that a restore has written, if there was one.
  var writeAheadLog: EtcdWriteAheadLog {
    EtcdWriteAheadLog(
      memberID: store.memberID, clusterID: store.clusterID, snapshotIndex: 0, term: store.raftTerm, store: store)
  }
}

// MARK: - HTTP

extension EtcdServer {
  /// Why the handshake of a client over HTTP fails: in Go's words, and with the alert where it is the server that refuses;
  /// nil where it does not.
  public func refusal(
    of client: EtcdConnection, files: FileSystem, at wall: WallTime
  ) -> (text: String, alert: String?)? {
    guard client.isSecure,
      case .failed(let error, _) = EtcdHandshake.shake(client, server: certificates(in: files), at: wall)
    else { return nil }
    let text = error.message.split(separator: "\"").dropFirst().first.map(String.init) ?? error.message
    let alert = text.range(of: "remote error: tls: ").map { String(text[$0.upperBound...]) }
    return (text, alert)
  }

  /// What it answers to HTTP on a metrics or client address; nil where it does not answer (yet).
  public func http(_ path: String, at now: Instant) -> (status: Int, body: String)? {
    let bare = path.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
    let query = bare.count > 1 ? String(bare[1]) : ""
    switch String(bare[0]) {
    case "/health": return health(query, at: now)
    case "/livez" where version.dialect >= .v35:
      return (200, query.contains("verbose") ? "[+]serializable_read ok\nok\n" : "ok\n")
    case "/readyz" where version.dialect >= .v35:
      if !isReady(at: now) { return nil }
      return (200, query.contains("verbose") ? "[+]data_corruption ok\n[+]serializable_read ok\n[+]linearizable_read ok\nok\n" : "ok\n")
    case "/version":
      let storage = version.dialect >= .v36 ? ",\"storage\":\"\(version.clusterVersion)\"" : ""
      return (200, "{\"etcdserver\":\"\(version.text)\",\"etcdcluster\":\"\(version.clusterVersion)\"\(storage)}")
    case "/metrics": return (200, metrics)
    default: return (404, "404 page not found\n")
    }
  }

  private func health(_ query: String, at now: Instant) -> (status: Int, body: String)? {
    if !isReady(at: now) { return nil }
    let alarms = store.alarms.filter { !query.contains("exclude=\($0.kind.text)") }
    let reason = version.dialect == .v34 ? "" : ",\"reason\":\"\(alarms.first.map { "ALARM \($0.kind.text)" } ?? "")\""
    let isHealthy = alarms.isEmpty
    return (isHealthy ? 200 : 503, "{\"health\":\"\(isHealthy)\"\(reason)}")
  }

  /// Not simulated: all but the few that people look at.
  private var metrics: String {
    """
    # HELP etcd_server_has_leader Whether or not a leader exists. 1 is existence, 0 is not.
    # TYPE etcd_server_has_leader gauge
    etcd_server_has_leader \(hasQuorum ? 1 : 0)
    # HELP etcd_mvcc_db_total_size_in_bytes Total size of the underlying database physically allocated in bytes.
    # TYPE etcd_mvcc_db_total_size_in_bytes gauge
    etcd_mvcc_db_total_size_in_bytes \(store.allocatedBytes)

    """
  }
}
