import APIServer
import Etcd
import Hosts
import KubeModel
import Simulation

/// Starts kube-apiserver from its command line, with the complaints and the pace of the real one.
///
/// Source: recordings of kube-apiserver v1.36.2: flags are refused within 0.1 s, files within 0.4 s, and an etcd that
/// is not there after 20 s.
struct APIServerStart {
  let arguments: [String]
  let accessor: Accessor
  let files: FileSystem
  let now: Instant
  let wall: WallTime

  /// Why the server does not start: how long it ran, and its last line.
  struct Failure: Error {
    var after: Span
    var line: String
  }

  func run() -> Result<APIServerProcess, Failure> {
    Result { () throws(Failure) in try start() }
  }

  private func start() throws(Failure) -> APIServerProcess {
    let flags: ProgramFlags
    do {
      flags = try ProgramFlags(Array(arguments.dropFirst()), program: "kube-apiserver", known: Self.known)
    } catch {
      throw Failure(after: .milliseconds(80), line: "Error: \(error.message)")
    }
    if let problem = APIServerFlags(flags).problem() { throw command(problem, after: .milliseconds(90)) }
    let serving = try keyPair(flags, "tls-cert-file", "tls-private-key-file")
    let authorities = try self.authorities(flags)
    let files = ConfigurationFiles(reading: { path throws(FileError) in try self.files.read(path, by: accessor) })
    for (name, check) in [
      ("encryption-provider-config", files.encryptionProblem), ("audit-policy-file", files.auditProblem),
    ] {
      if let path = flags[name], let problem = check(path) { throw command(problem) }
    }
    let servers = try etcdServers(flags)
    let process = APIServerProcess(
      server: APIServer(options: options(flags)), phase: .waitingForEtcd(deadline: now + .seconds(20.3)),
      flags: flags, serving: serving, clientAuthorities: authorities, etcdServers: servers,
      started: now, nextAttempt: now + .milliseconds(1400))
    // These are read when the parts of the server that need them are made: it has run for a while by then.
    for (certificate, key, seconds, words) in [
      ("kubelet-client-certificate", "kubelet-client-key", 1.12, "problem initializing API group \"\": "),
      ("proxy-client-cert-file", "proxy-client-key-file", 1.76, ""),
    ] where flags[certificate] != nil {
      _ = try keyPair(flags, certificate, key, after: .seconds(seconds), words)
    }
    return process
  }

  /// The CAs that client certificates may come from; the keys of service accounts and the CA of the front proxy are
  /// only looked at.
  private func authorities(_ flags: ProgramFlags) throws(Failure) -> [Certificate] {
    var found: [Certificate] = []
    if let path = flags["client-ca-file"] { found = try certificates(path, "client-ca-bundle") }
    if let path = flags["requestheader-client-ca-file"] { _ = try certificates(path, "request-header") }
    if let path = flags["service-account-signing-key-file"] {
      _ = try read(path, "failed to parse service-account-issuer-key-file: ")
    }
    for path in flags.list("service-account-key-file") {
      let text = String(decoding: try read(path), as: UTF8.self)
      if PEMBlock.all(in: text).isEmpty {
        throw command("error reading public key file \(path): data does not contain any valid RSA or ECDSA public keys")
      }
    }
    return found
  }

  private func options(_ flags: ProgramFlags) -> APIServer.Options {
    var options = APIServer.Options()
    if let range = flags["service-cluster-ip-range"] { options.serviceCIDR = range }
    if let address = flags["advertise-address"] { options.advertiseAddress = address }
    if let port = flags["secure-port"].flatMap(Int.init) { options.securePort = port }
    if let prefix = flags["etcd-prefix"] { options.etcdPrefix = prefix }
    if flags["authorization-mode"] != nil { options.authorizationModes = flags.list("authorization-mode") }
    if options.authorizationModes.isEmpty { options.authorizationModes = ["AlwaysAllow"] }
    if let text = flags["anonymous-auth"] { options.allowsAnonymous = text.first == "t" || text.first == "T" || text == "1" }
    // Anonymous requests are not allowed where everything is (recorded: probes get 401).
    if options.authorizationModes.contains("AlwaysAllow") { options.allowsAnonymous = false }
    options.extraAdmission = flags.list("enable-admission-plugins")
    options.disabledAdmission = flags.list("disable-admission-plugins")
    options.disabledVersions = flags.list("runtime-config").filter { $0.hasSuffix("=false") }.map {
      String($0.dropLast(6))
    }
    return options
  }

  private func etcdServers(_ flags: ProgramFlags) throws(Failure) -> [EtcdEndpoint] {
    var connection = EtcdConnection(isSecure: true, host: "")
    if let path = flags["etcd-cafile"] { connection.authorities = try read(path) }
    if flags["etcd-certfile"] != nil {
      _ = try keyPair(flags, "etcd-certfile", "etcd-keyfile")
      connection.certificate = try read(flags["etcd-certfile"] ?? "")
      connection.key = try read(flags["etcd-keyfile"] ?? "")
    }
    return flags.list("etcd-servers").compactMap { EtcdEndpoint($0, connection: connection) }
  }

  private func keyPair(
    _ flags: ProgramFlags, _ certificate: String, _ key: String, after: Span = .milliseconds(250), _ words: String = ""
  ) throws(Failure) -> KeyPair {
    let text = try read(flags[certificate] ?? "", words, after: after)
    let keyText = try read(flags[key] ?? "", words, after: after)
    do {
      return try KeyPair(
        certificate: String(decoding: text, as: UTF8.self), key: String(decoding: keyText, as: UTF8.self))
    } catch {
      throw command(words + error.text, after: after)
    }
  }

  private func certificates(_ path: String, _ purpose: String) throws(Failure) -> [Certificate] {
    let text = String(decoding: try read(path), as: UTF8.self)
    if text.isEmpty { throw command("missing content for CA bundle \"\(purpose)::\(path)\"") }
    let found = Certificate.all(in: text)
    if found.isEmpty {
      throw command(
        "unable to load \"\(purpose)::\(path)\": data does not contain any valid RSA or ECDSA certificates")
    }
    return found
  }

  private func read(
    _ path: String, _ words: String = "", after: Span = .milliseconds(250)
  ) throws(Failure) -> [UInt8] {
    do {
      return try files.read(path, by: accessor)
    } catch {
      throw command("\(words)open \(path): \(error.goText)", after: after)
    }
  }

  /// The second class of failures: what validation finds.
  private func command(_ problem: String, after: Span = .milliseconds(250)) -> Failure {
    Failure(after: after, line: MemberLog.failed(problem, at: wall + after))
  }

  /// Every flag of kube-apiserver that candidates meet; those with `?` are switches.
  private static let known: Set<String> = [
    "advertise-address", "allow-privileged?", "anonymous-auth?", "api-audiences", "audit-log-format",
    "audit-log-maxage", "audit-log-maxbackup", "audit-log-maxsize", "audit-log-path", "audit-policy-file",
    "audit-webhook-config-file", "authentication-config", "authorization-config", "authorization-mode",
    "bind-address", "cert-dir", "client-ca-file", "contention-profiling?", "default-not-ready-toleration-seconds",
    "default-unreachable-toleration-seconds", "default-watch-cache-size", "delete-collection-workers",
    "disable-admission-plugins", "egress-selector-config-file", "enable-admission-plugins",
    "enable-aggregator-routing?", "enable-bootstrap-token-auth?", "enable-garbage-collector?",
    "enable-priority-and-fairness?", "encryption-provider-config", "encryption-provider-config-automatic-reload?",
    "endpoint-reconciler-type", "etcd-cafile", "etcd-certfile", "etcd-compaction-interval",
    "etcd-count-metric-poll-period", "etcd-healthcheck-timeout", "etcd-keyfile", "etcd-prefix", "etcd-servers",
    "etcd-servers-overrides", "event-ttl", "external-hostname", "feature-gates", "goaway-chance",
    "http2-max-streams-per-connection", "kubelet-certificate-authority", "kubelet-client-certificate",
    "kubelet-client-key", "kubelet-port", "kubelet-preferred-address-types", "kubelet-timeout",
    "kubernetes-service-node-port", "livez-grace-period", "log-flush-frequency", "logging-format",
    "max-mutating-requests-inflight", "max-requests-inflight", "min-request-timeout", "oidc-ca-file", "oidc-client-id",
    "oidc-groups-claim", "oidc-issuer-url", "oidc-username-claim", "permit-port-sharing?", "profiling?",
    "proxy-client-cert-file", "proxy-client-key-file", "request-timeout", "requestheader-allowed-names",
    "requestheader-client-ca-file", "requestheader-extra-headers-prefix", "requestheader-group-headers",
    "requestheader-uid-headers", "requestheader-username-headers", "runtime-config", "secure-port",
    "service-account-extend-token-expiration?", "service-account-issuer", "service-account-jwks-uri",
    "service-account-key-file", "service-account-lookup?", "service-account-max-token-expiration",
    "service-account-signing-key-file", "service-cluster-ip-range", "service-node-port-range",
    "shutdown-delay-duration", "shutdown-send-retry-after?", "storage-backend", "storage-media-type",
    "strict-transport-security-directives", "tls-cert-file", "tls-cipher-suites", "tls-min-version",
    "tls-private-key-file", "tls-sni-cert-key", "token-auth-file", "tracing-config-file", "v", "vmodule",
    "watch-cache?", "watch-cache-sizes",
  ]
}
