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
    guard let etcdList = flags["etcd-servers"], !etcdList.isEmpty else {
      throw command("--etcd-servers must be specified")
    }
    guard flags["service-account-issuer"] != nil else {
      throw command(
        "[service-account-issuer is a required flag, --service-account-signing-key-file, --service-account-issuer, "
          + "and --api-audiences should be specified together]")
    }
    let serving = try keyPair(flags, "tls-cert-file", "tls-private-key-file")
    var authorities: [Certificate] = []
    if let path = flags["client-ca-file"] { authorities = try certificates(path) }
    for name in ["service-account-key-file", "service-account-signing-key-file", "requestheader-client-ca-file"] {
      if let path = flags[name] { _ = try read(path) }
    }
    for (certificate, key) in [
      ("kubelet-client-certificate", "kubelet-client-key"), ("proxy-client-cert-file", "proxy-client-key-file"),
    ] where flags[certificate] != nil {
      _ = try keyPair(flags, certificate, key)
    }
    return APIServerProcess(
      server: APIServer(options: try options(flags)), phase: .waitingForEtcd(deadline: now + .seconds(20.3)),
      flags: flags, serving: serving, clientAuthorities: authorities, etcdServers: try etcdServers(flags),
      started: now, nextAttempt: now + .milliseconds(1400))
  }

  private func options(_ flags: ProgramFlags) throws(Failure) -> APIServer.Options {
    var options = APIServer.Options()
    if let range = flags["service-cluster-ip-range"] { options.serviceCIDR = range }
    if let address = flags["advertise-address"] { options.advertiseAddress = address }
    if let text = flags["secure-port"] {
      guard let port = Int(text) else {
        throw Failure(
          after: .milliseconds(80),
          line: "Error: invalid argument \"\(text)\" for \"--secure-port\" flag: strconv.ParseInt: parsing "
            + "\"\(text)\": invalid syntax")
      }
      options.securePort = port
    }
    if let prefix = flags["etcd-prefix"] { options.etcdPrefix = prefix }
    if flags["authorization-mode"] != nil { options.authorizationModes = flags.list("authorization-mode") }
    for mode in options.authorizationModes
    where !["Node", "RBAC", "AlwaysAllow", "AlwaysDeny", "ABAC", "Webhook"].contains(mode) {
      throw command("authorization-mode \"\(mode)\" is not a valid mode")
    }
    if let text = flags["anonymous-auth"] { options.allowsAnonymous = text == "true" }
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

  private func keyPair(_ flags: ProgramFlags, _ certificate: String, _ key: String) throws(Failure) -> KeyPair {
    let text = try read(flags[certificate] ?? "")
    let keyText = try read(flags[key] ?? "")
    do {
      return try KeyPair(
        certificate: String(decoding: text, as: UTF8.self), key: String(decoding: keyText, as: UTF8.self))
    } catch {
      throw command(error.text)
    }
  }

  private func certificates(_ path: String) throws(Failure) -> [Certificate] {
    let text = String(decoding: try read(path), as: UTF8.self)
    let found = Certificate.all(in: text)
    if found.isEmpty {
      throw command("unable to load client CA provider: data does not contain any valid RSA or ECDSA certificates")
    }
    return found
  }

  private func read(_ path: String) throws(Failure) -> [UInt8] {
    do {
      return try files.read(path, by: accessor)
    } catch {
      throw command("open \(path): \(error.goText)")
    }
  }

  /// The second class of failures: what validation finds.
  private func command(_ problem: String) -> Failure {
    let escaped = problem.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\\\"")
    return Failure(
      after: .milliseconds(250), line: "\(KlogHeader.error(wall + .milliseconds(250), "run.go:72"))] \"command failed\" err=\"\(escaped)\"")
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
