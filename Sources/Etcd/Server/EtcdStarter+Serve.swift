import Documents
import Hosts
import Simulation

extension EtcdStarter {
  /// Starts raft, is elected, and serves.
  mutating func serve(_ boot: EtcdBoot) throws -> EtcdServer {
    var store = boot.store
    raftLines(store, isNew: boot.log == nil)
    log.event(
      .warn, .init("auth/store.go:1137", "auth/store.go:1243"), "simple token is not cryptographically signed",
      plain: "auth: simple token is not cryptographically signed")
    log.now += .milliseconds(2)
    log.event(
      .info, .init("mvcc/kvstore.go:408", "mvcc/kvstore.go:425"), "kvstore restored",
      ["current-rev": .int(store.revision)])
    quotaLine(store)
    if configuration.checksCorruption && boot.log != nil { corruptionLines(store) }
    startingLines(store, isNew: boot.log == nil)
    var server = makeServer(store, fileSize: boot.fileSize)
    let voters = store.members.filter { !$0.isLearner }.count
    if boot.isStuck || voters > 1 {
      // Without the other members there is no leader; with a log that cannot catch up, no progress.
      server.readyAt = .never
      return try open(server)
    }
    log.now += .milliseconds(200 + Int(launch.seed % 5) * 100)
    elect(&store)
    publish(&store, isNew: boot.log == nil)
    if configuration.listenClientURLs.contains(where: \.isSecure), let problem = tlsProblem(configuration.client) {
      listenerFailed(problem)
      throw Stop(status: 1)
    }
    for url in configuration.listenClientURLs { servingLine(url) }
    server.store = store
    server.readyAt = log.now
    return try open(server)
  }

  private func makeServer(_ store: EtcdStore, fileSize: Int) -> EtcdServer {
    EtcdServer(
      version: launch.version, configuration: configuration, arguments: launch.arguments, store: store,
      readyAt: .never, directory: directory, fileSize: fileSize)
  }

  /// Makes or takes over the files that the server keeps.
  private mutating func open(_ server: EtcdServer) throws -> EtcdServer {
    var server = server
    do {
      if !files.exists(directory.walPath, by: launch.accessor) {
        try files.makeDirectory(directory.walPath, by: launch.accessor, at: launch.now, permissions: 0o700)
      }
      try directory.put(
        directory.logPath, .deferred(server.writeAheadLog), mode: 0o600, in: &files, at: launch.now)
      if !files.exists(directory.databasePath, by: launch.accessor) {
        try directory.put(directory.databasePath, .bytes([]), mode: 0o600, in: &files, at: launch.now)
      }
      server.databaseInode = try files.identify(directory.databasePath, by: launch.accessor)
      server.logInode = try files.identify(directory.logPath, by: launch.accessor)
    } catch {
      try discoveryFailed("cannot write to WAL directory: open \(directory.walPath)/.touch: \(error.goText)")
    }
    server.writeFiles(to: &files, at: launch.now)
    return server
  }

  private mutating func raftLines(_ store: EtcdStore, isNew: Bool) {
    log.event(.info, .init("etcdserver/bootstrap.go:101", nil), "bootstrapping storage")
    log.event(.info, .init("etcdserver/bootstrap.go:109", nil), "bootstrapping raft")
    log.event(.info, .init("etcdserver/server.go:312", nil), "bootstrap successfully")
    let me = hex(store.memberID)
    let voters = store.members.filter { !$0.isLearner }.map(\.id).sorted()
    let list = voters.map(String.init).joined(separator: " ")
    if isNew {
      log.raft("raft.go:1981", "\(me) switched to configuration voters=()")
      log.raft("raft.go:897", "\(me) became follower at term 0")
      log.raft("raft.go:493", "newRaft \(me) [peers: [], term: 0, commit: 0, applied: 0, lastindex: 0, lastterm: 0]")
      log.raft("raft.go:897", "\(me) became follower at term 1")
      log.raft("raft.go:1981", "\(me) switched to configuration voters=(\(list))")
    } else {
      let peers = voters.map(hex).joined(separator: ",")
      let index = store.raftIndex
      let term = store.raftTerm
      log.raft("raft.go:1981", "\(me) switched to configuration voters=(\(list))")
      log.raft("raft.go:897", "\(me) became follower at term \(term)")
      log.raft(
        "raft.go:493",
        "newRaft \(me) [peers: [\(peers)], term: \(term), commit: \(index), applied: \(index), "
          + "lastindex: \(index), lastterm: \(term)]")
    }
  }

  private mutating func quotaLine(_ store: EtcdStore) {
    let isDefault = configuration.quotaBytes <= 0
    log.event(
      .info, .init(isDefault ? "storage/quota.go:93" : "storage/quota.go:121", "etcdserver/quota.go:94"),
      isDefault ? "enabled backend quota with default value" : "enabled backend quota",
      [
        "quota-name": "v3-applier", "quota-size-bytes": .int(store.quota),
        "quota-size": .string(HumanSize.si(store.quota)),
      ])
  }

  private mutating func corruptionLines(_ store: EtcdStore) {
    let me = hex(store.memberID)
    log.event(
      .info, .init("etcdserver/corrupt.go:91", "etcdserver/corrupt.go:96"), "starting initial corruption check",
      ["local-member-id": .string(me), "timeout": "7s"],
      plain: "etcdserver: \(me) starting initial corruption check with timeout 7s...")
    log.event(
      .info, .init("etcdserver/corrupt.go:172", "etcdserver/corrupt.go:177"),
      "initial corruption checking passed; no corruption", ["local-member-id": .string(me)],
      plain: "etcdserver: \(me) succeeded on initial corruption checking: no corruption")
  }

  private mutating func startingLines(_ store: EtcdStore, isNew: Bool) {
    let me = Value.string(hex(store.memberID))
    log.event(
      .info, .init("etcdserver/server.go:\(isNew ? 598 : 589)", "etcdserver/server.go:879"),
      "starting etcd server",
      [
        "local-member-id": me, "local-server-version": .string(launch.version.text),
        "cluster-version": isNew ? "to_be_decided" : .string(launch.version.dialect.text),
      ],
      plain: "etcdserver: starting server... [version: \(launch.version.text), cluster version: to_be_decided]")
    log.event(
      .info, .init("etcdserver/server.go:483", "etcdserver/server.go:763"),
      "started as single-node; fast-forwarding election ticks",
      [
        "local-member-id": me, "forward-ticks": 9, "forward-duration": "900ms", "election-ticks": 10,
        "election-timeout": "1s",
      ],
      plain: "etcdserver: \(hex(store.memberID)) as single-node; fast-forwarding 9 ticks (election ticks 10)")
    for (path, suffix) in [
      (directory.snapPath, "snap.db"), (directory.snapPath, "snap"), (directory.walPath, "wal"),
    ] {
      log.event(
        .info, .init("fileutil/purge.go:49", "fileutil/purge.go:50"), "started to purge file",
        ["dir": .string(path), "suffix": .string(suffix), "max": 5, "interval": "30s"],
        plain: "pkg/fileutil: started to purge file, dir: \(path), suffix: \(suffix), max: 5, interval: 30s")
    }
    if !configuration.client.isEmpty {
      log.event(
        .info, .init("embed/etcd.go:766", "embed/etcd.go:762"), "starting with client TLS",
        ["tls-info": .string(tlsInfo(configuration.client)), "cipher-suites": []],
        plain: "embed: ClientTLS: \(tlsInfo(configuration.client))")
    }
    listeningLines(store, isNew: isNew)
  }

  private mutating func listeningLines(_ store: EtcdStore, isNew: Bool) {
    let me = Value.string(hex(store.memberID))
    func urls(_ urls: [EtcdURL]) -> Value { .array(urls.map { .string($0.text) }) }
    if isNew {
      for member in store.members {
        log.event(
          .info, .init("membership/cluster.go:424", "membership/cluster.go:421"), "added member",
          [
            "cluster-id": .string(hex(store.clusterID)), "local-member-id": me,
            "added-peer-id": .string(hex(member.id)),
            "added-peer-peer-urls": .array(member.peerURLs.map { .string($0) }), "added-peer-is-learner": false,
          ],
          plain: "etcdserver/membership: added member \(hex(member.id)) "
            + "[\(member.peerURLs.joined(separator: " "))] to cluster \(hex(store.clusterID))")
      }
    }
    log.event(
      .info, .init("embed/etcd.go:292", "embed/etcd.go:292"), "now serving peer/client/metrics",
      [
        "local-member-id": me, "initial-advertise-peer-urls": urls(configuration.advertisePeerURLs),
        "listen-peer-urls": urls(configuration.listenPeerURLs),
        "advertise-client-urls": urls(configuration.advertiseClientURLs),
        "listen-client-urls": urls(configuration.listenClientURLs),
        "listen-metrics-urls": urls(configuration.listenMetricsURLs),
      ])
    for url in configuration.listenMetricsURLs {
      log.event(
        .info, .init("embed/etcd.go:890", "embed/etcd.go:908"), "serving metrics", ["address": .string(url.text)],
        plain: "embed: listening for metrics on \(url.text)")
    }
    for url in configuration.listenPeerURLs {
      log.event(
        .info, .init("embed/etcd.go:640", "embed/etcd.go:633"), "serving peer traffic",
        ["address": .string(url.address)], plain: "embed: listening for peers on \(url.address)")
      log.event(
        .info, .init("embed/etcd.go:611", "embed/etcd.go:603"), "cmux::serve", ["address": .string(url.address)])
    }
  }

  private mutating func elect(_ store: inout EtcdStore) {
    let me = hex(store.memberID)
    let term = store.raftTerm
    let next = term + 1
    log.raft("raft.go:988", "\(me) is starting a new election at term \(term)")
    if log.dialect != .v34 {
      log.raft("raft.go:930", "\(me) became pre-candidate at term \(term)")
      log.raft("raft.go:1077", "\(me) received MsgPreVoteResp from \(me) at term \(term)")
      if log.dialect == .v36 {
        log.raft("raft.go:1693", "\(me) has received 1 MsgPreVoteResp votes and 0 vote rejections")
      }
    }
    log.raft("raft.go:912", "\(me) became candidate at term \(next)")
    log.raft("raft.go:1077", "\(me) received MsgVoteResp from \(me) at term \(next)")
    if log.dialect == .v36 { log.raft("raft.go:1693", "\(me) has received 1 MsgVoteResp votes and 0 vote rejections") }
    log.raft("raft.go:970", "\(me) became leader at term \(next)")
    log.raft("node.go:370", "raft.node: \(me) elected leader \(me) at term \(next)")
    store.raftTerm = next
    store.leader = store.memberID
    store.raftIndex += 1
  }

  /// The member makes its name and its client addresses known, and the version of a new cluster is set.
  private mutating func publish(_ store: inout EtcdStore, isNew: Bool) {
    let clients = configuration.advertiseClientURLs.map(\.text)
    if let place = store.members.firstIndex(where: { $0.id == store.memberID }) {
      store.members[place].name = configuration.name
      store.members[place].clientURLs = clients
    }
    store.raftIndex += 1
    let wasRestored = store.raftIndex <= 3 && !isNew
    let version = launch.version.dialect.text
    let setsVersion = isNew || (wasRestored && launch.version.dialect < .v36)
    if setsVersion {
      let api = log.dialect == .v36 ? "v3" : "v2"
      log.event(
        .info, .init("etcdserver/server.go:2434", "etcdserver/server.go:2737"),
        "setting up initial cluster version using \(api) API", ["cluster-version": .string(version)],
        plain: "etcdserver: setting up the initial cluster version to \(version)")
      store.raftIndex += 1
    }
    let attributes = "{Name:\(configuration.name) ClientURLs:[\(clients.joined(separator: " "))]}"
    log.event(
      .info, .init("etcdserver/server.go:1834", "etcdserver/server.go:2178"),
      "published local member to cluster through raft",
      [
        "local-member-id": .string(hex(store.memberID)), "local-member-attributes": .string(attributes),
        "cluster-id": .string(hex(store.clusterID)), "publish-timeout": "7s",
      ],
      plain: "etcdserver: published \(attributes) to cluster \(hex(store.clusterID))")
    log.event(
      .info, .init("embed/serve.go:139", "embed/serve.go:125"), "ready to serve client requests",
      plain: "embed: ready to serve client requests")
    if setsVersion { versionLines(store) }
    for message in ["notifying init daemon", "successfully notified init daemon"] {
      let line = message.hasPrefix("n") ? 44 : 50
      log.event(.info, .init("etcdmain/main.go:\(line)", "etcdmain/main.go:\(line)"), message)
    }
    log.event(
      .info, .init("v3rpc/health.go:63", "v3rpc/health.go:61"), "grpc service status changed",
      ["service": "", "status": "SERVING"])
    log.now += .milliseconds(1)
  }

  private mutating func versionLines(_ store: EtcdStore) {
    let version = launch.version.dialect.text
    log.event(
      .info, .init("membership/cluster.go:689", "membership/cluster.go:622"), "set initial cluster version",
      [
        "cluster-id": .string(hex(store.clusterID)), "local-member-id": .string(hex(store.memberID)),
        "cluster-version": .string(version),
      ],
      plain: "etcdserver/membership: set the initial cluster version to \(version)")
    log.event(
      .info, .init("api/capability.go:76", "api/capability.go:75"), "enabled capabilities for version",
      ["cluster-version": .string(version)], plain: "etcdserver/api: enabled capabilities for version \(version)")
    log.event(
      .info, .init("etcdserver/server.go:2454", "etcdserver/server.go:2761"), "cluster version is updated",
      ["cluster-version": .string(version)])
  }

  private mutating func servingLine(_ url: EtcdURL) {
    let how = url.isSecure ? "securely" : "insecurely"
    let message = "serving client traffic \(how)\(url.isSecure ? "" : "; this is strongly discouraged!")"
    let plain =
      url.isSecure
      ? "embed: serving client requests on \(url.address)"
      : "embed: serving insecure client requests on \(url.address), this is strongly discouraged!"
    log.event(
      .info, .init(url.isSecure ? "embed/serve.go:294" : "embed/serve.go:211", "embed/serve.go:286"),
      message, ["traffic": "grpc+http", "address": .string(url.address)], plain: plain)
  }

  private mutating func listenerFailed(_ problem: String) {
    log.event(
      .error, .init("embed/serve.go:157", "embed/serve.go:143"), "registerGateway failed",
      ["error": .string(problem)])
    log.event(
      .error, .init("embed/etcd.go:912", nil), "setting up serving from embedded etcd failed.",
      ["error": .string(problem)])
    fail(
      .init("etcdmain/etcd.go:198", "etcdmain/etcd.go:219"), "listener failed", problem,
      plain: "etcdmain: \(problem)")
  }
}
