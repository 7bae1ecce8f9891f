import Hosts
import Simulation

/// One start of etcd, step by step in etcd's order, with what it logs on the way.
struct EtcdStarter {
  let launch: EtcdLaunch
  let configuration: EtcdConfiguration
  let host: Host
  var files: FileSystem
  var log: EtcdLog
  let directory: EtcdDataDirectory

  init(launch: EtcdLaunch, configuration: EtcdConfiguration, host: Host) {
    self.launch = launch
    self.configuration = configuration
    self.host = host
    files = host.files
    log = Self.log(launch, host)
    directory = EtcdDataDirectory(
      path: configuration.dataDirectory, walPath: configuration.walDirectory, accessor: launch.accessor)
  }

  static func log(_ launch: EtcdLaunch, _ host: Host) -> EtcdLog {
    let start = launch.now
    let wall = host.wallTime(at: start)
    return EtcdLog(dialect: launch.version.dialect, now: start) { wall + ($0 - start) }
  }

  /// What ended a start: already logged.
  struct Stop: Error {
    var status: Int32
  }

  mutating func run() -> EtcdStart.Outcome {
    do {
      let isMember = try begin()
      try listen()
      announce(isMember: isMember)
      if let lock = waitForLock() { return .running(lock) }
      let boot = try bootstrap()
      return .running(try serve(boot))
    } catch {
      return .exited(status: (error as? Stop)?.status ?? 1, at: log.now + .milliseconds(5))
    }
  }

  private static var singlePortWarning: String {
    "Running http and grpc server on single port. This is not recommended for production."
  }

  /// The first lines, and what kind of directory the data directory is.
  private mutating func begin() throws -> Bool {
    if log.dialect == .v34 {
      log.write("[WARNING] Deprecated '--logger=capnslog' flag is set; use '--logger=zap' flag instead")
    }
    let config = EtcdLog.Caller("embed/config.go:1207", "embed/config.go:689")
    log.event(.warn, config, Self.singlePortWarning)
    for flag in configuration.deprecatedFlags {
      log.event(
        .warn, .init("etcdmain/config.go:277", nil),
        "--\(flag) is deprecated in v3.6 and will be decommissioned in v3.7.")
    }
    log.event(
      .info, .init("etcdmain/etcd.go:64", "etcdmain/etcd.go:73"), "Running: ",
      ["args": .array(launch.arguments.map { .string($0) })])
    let build = [
      "etcd Version: \(launch.version.text)", "Git SHA: \(EtcdBuild.gitSHA(launch.version))",
      "Go Version: \(EtcdBuild.goVersion(launch.version))", "Go OS/Arch: linux/amd64",
      "setting maximum number of CPUs to 2, total number of available CPUs is 2",
    ]
    for line in build { log.event(.info, .init(nil, nil), "", plain: "etcdmain: \(line)") }
    let isMember = try identify()
    if isMember {
      let message36 = "server has already been initialized"
      let message35 = "server has been already initialized"
      log.event(
        .info, .init("etcdmain/etcd.go:107", "etcdmain/etcd.go:116"),
        log.dialect == .v36 ? message36 : message35,
        ["data-dir": .string(directory.path), "dir-type": "member"],
        plain: "etcdmain: the server is already initialized as member before, starting as etcd member...")
    } else {
      log.event(
        .info, .init("etcdmain/etcd.go:124", nil), "Initialize and start etcd server",
        ["data-dir": .string(directory.path), "dir-type": "empty"])
    }
    if log.dialect == .v34 {
      log.write("[WARNING] Deprecated '--logger=capnslog' flag is set; use '--logger=zap' flag instead")
    }
    log.event(.warn, config, Self.singlePortWarning)
    return isMember
  }

  /// Whether the data directory has a member in it (etcdmain.identifyDataDirOrDie).
  private mutating func identify() throws -> Bool {
    let names: [String]
    do {
      names = try files.list(directory.path, by: launch.accessor)
    } catch {
      if error == .noSuchFile { return false }
      let how = error == .notDirectory ? "readdirent" : "open"
      fail(
        .init("etcdmain/etcd.go:227", "etcdmain/etcd.go:435"), "failed to list data directory",
        "\(how) \(directory.path): \(error.goText)", plain: "etcdmain: error listing data dir: \(directory.path)",
        directory: directory.path)
      throw Stop(status: 1)
    }
    var isMember = false
    for name in names {
      if name == "member" {
        isMember = true
      } else {
        log.event(
          .warn, .init("etcdmain/etcd.go:238", "etcdmain/etcd.go:446"), "found invalid file under data directory",
          ["filename": .string(name), "data-dir": .string(directory.path)],
          plain: "etcdmain: found invalid file/dir \(name) under data dir \(directory.path) "
            + "(Ignore this if you are upgrading etcd)")
      }
    }
    return isMember
  }

  /// Binds the peers' addresses and then the clients'.
  private mutating func listen() throws {
    log.event(
      .info, .init("embed/etcd.go:138", "embed/etcd.go:140"), "configuring peer listeners",
      ["listen-peer-urls": .array(configuration.listenPeerURLs.map { .string($0.text) })])
    if !configuration.peer.isEmpty {
      log.event(
        .info, .init("embed/etcd.go:544", "embed/etcd.go:528"), "starting with peer TLS",
        ["tls-info": .string(tlsInfo(configuration.peer)), "cipher-suites": []],
        plain: "embed: peerTLS: \(tlsInfo(configuration.peer))")
    }
    for url in configuration.listenPeerURLs {
      let problem = (url.isSecure ? tlsProblem(configuration.peer) : nil) ?? bindProblem(url)
      if let problem {
        log.event(
          .error, .init("embed/etcd.go:586", nil), "creating peer listener failed", ["error": .string(problem)])
        try discoveryFailed(problem)
      }
    }
    log.now += .milliseconds(2)
    log.event(
      .info, .init("embed/etcd.go:146", "embed/etcd.go:148"), "configuring client listeners",
      ["listen-client-urls": .array(configuration.listenClientURLs.map { .string($0.text) })])
    for url in configuration.listenClientURLs where !url.isSecure && !configuration.client.isEmpty {
      log.event(
        .warn, .init("embed/etcd.go:665", "embed/etcd.go:658"),
        "scheme is http or unix while key and cert files are present; ignoring key and cert files",
        ["client-url": .string(url.text)],
        plain: "embed: The scheme of client url \(url.text) is HTTP while peer key/cert files are presented. "
          + "Ignored key/cert files.")
      if configuration.client.clientCertAuth {
        log.event(
          .warn, .init("embed/etcd.go:668", "embed/etcd.go:661"),
          "scheme is http or unix while --client-cert-auth is enabled; ignoring client cert auth for this URL",
          ["client-url": .string(url.text)],
          plain: "embed: The scheme of client url \(url.text) is HTTP while client cert auth (--client-cert-auth) "
            + "is enabled. Ignored client cert auth for this url.")
      }
    }
    for url in configuration.listenClientURLs + configuration.listenMetricsURLs {
      if let problem = bindProblem(url) { try discoveryFailed(problem) }
    }
    if let url = configuration.listenClientURLs.first(where: \.isSecure), configuration.client.isEmpty {
      try discoveryFailed("TLS key/cert (--cert-file, --key-file) must be provided for client url \(url.text) with HTTPS scheme")
    }
  }

  /// Why a port cannot be bound.
  private func bindProblem(_ url: EtcdURL) -> String? {
    let address = url.host == "localhost" ? "127.0.0.1" : url.host
    let isLocal = ["127.0.0.1", "0.0.0.0", "::1", "[::]", "[::1]", ""].contains(address)
      || address.hasPrefix("127.") || host.addresses.contains(address)
    if !isLocal { return "listen tcp \(url.address): bind: cannot assign requested address" }
    if host.sockets.listener(at: address, port: url.port) != nil {
      return "listen tcp \(address):\(url.port): bind: address already in use"
    }
    return nil
  }

  /// What is wrong with the certificate files of one side.
  func tlsProblem(_ tls: EtcdConfiguration.TLS) -> String? {
    if tls.certFile.isEmpty || tls.keyFile.isEmpty {
      return "KeyFile and CertFile must both be present[key: \(tls.keyFile), cert: \(tls.certFile)]"
    }
    var contents: [[UInt8]] = []
    for path in [tls.certFile, tls.keyFile] {
      do {
        contents.append(try files.read(path, by: launch.accessor))
      } catch {
        return "open \(path): \(error.goText)"
      }
    }
    if let problem = CertificateChecks.keyPair(certificate: contents[0], key: contents[1]) { return problem }
    if !tls.trustedCAFile.isEmpty {
      do {
        _ = try files.read(tls.trustedCAFile, by: launch.accessor)
      } catch {
        return "open \(tls.trustedCAFile): \(error.goText)"
      }
    }
    return nil
  }

  func tlsInfo(_ tls: EtcdConfiguration.TLS) -> String {
    let client = log.dialect == .v34 ? "" : "client-cert=, client-key=, "
    return "cert = \(tls.certFile), key = \(tls.keyFile), \(client)trusted-ca = \(tls.trustedCAFile), "
      + "client-cert-auth = \(tls.clientCertAuth), crl-file = "
  }
}

// MARK: - Failing

extension EtcdStarter {
  /// What every etcd that cannot start says last.
  mutating func discoveryFailed(_ problem: String) throws -> Never {
    closed()
    fail(
      .init("etcdmain/etcd.go:183", "etcdmain/etcd.go:204"), "discovery failed", problem,
      plain: "etcdmain: \(problem)")
    throw Stop(status: 1)
  }

  mutating func closed() {
    for (message, line36, line35) in [("closing", "426", "375"), ("closed", "428", "377")] {
      log.event(
        .info, .init("embed/etcd.go:\(line36)", "embed/etcd.go:\(line35)"), "\(message) etcd server",
        [
          "name": .string(configuration.name), "data-dir": .string(directory.path),
          "advertise-peer-urls": .array(configuration.advertisePeerURLs.map { .string($0.text) }),
          "advertise-client-urls": .array(configuration.advertiseClientURLs.map { .string($0.text) }),
        ])
    }
  }

  mutating func fail(
    _ caller: EtcdLog.Caller, _ message: String, _ problem: String, plain: String, directory: String? = nil
  ) {
    let place = log.dialect == .v36 ? caller.v36 : caller.v35
    let stack = "go.etcd.io/etcd/server/v3/etcdmain.startEtcdOrProxyV2\n\tgo.etcd.io/etcd/server/v3@v\(launch.version.text)/"
      + "\(place ?? "")\ngo.etcd.io/etcd/server/v3/etcdmain.Main\n\tgo.etcd.io/etcd/server/v3@v\(launch.version.text)/"
      + "etcdmain/main.go:40\nmain.main\n\tgo.etcd.io/etcd/server/v3@v\(launch.version.text)/main.go:31\n"
      + "runtime.main\n\truntime/proc.go:290"
    if let directory {
      log.event(
        .fatal, caller, message,
        ["dir": .string(directory), "error": .string(problem), "stacktrace": .string(stack)], plain: plain)
    } else {
      log.event(
        .fatal, caller, message, ["error": .string(problem), "stacktrace": .string(stack)], plain: plain)
    }
  }

  /// A Go panic: the message, the line for the log, and the beginning of what Go prints; exit status 2.
  mutating func panic(
    _ caller: EtcdLog.Caller, _ message: String, _ fields: EtcdLog.Fields, plain: String
  ) throws -> Never {
    log.event(.panic, caller, message, fields, plain: plain)
    let spoken = log.dialect == .v34 ? plain.split(separator: ": ", maxSplits: 1).last.map(String.init) ?? plain : message
    log.write("panic: \(spoken)")
    log.write("")
    log.write("goroutine 1 [running]:")
    log.write("go.uber.org/zap/zapcore.CheckWriteAction.OnWrite(0x1?, 0x12b6571?, {0x0?, 0x0?, 0x12ec95bff540?})")
    log.write("\tgo.uber.org/zap@v1.27.1/zapcore/entry.go:196 +0x54")
    log.write("main.main()")
    log.write("\tgo.etcd.io/etcd/server/v3@v\(launch.version.text)/main.go:31 +0x28")
    throw Stop(status: 2)
  }
}
