/// The flags of the etcd server, by the versions that know them.
enum EtcdFlags {
  enum Kind: Sendable {
    case text
    case bool
    case number
    case duration
  }

  struct Flag: Sendable {
    var kind: Kind
    var since = EtcdVersion.Dialect.v34
    var until = EtcdVersion.Dialect.v36
  }

  static func flag(_ name: String, dialect: EtcdVersion.Dialect) -> Flag? {
    guard let flag = table[name], flag.since <= dialect, dialect <= flag.until else { return nil }
    return flag
  }

  private static let table: [String: Flag] = {
    var table: [String: Flag] = [:]
    for name in texts { table[name] = Flag(kind: .text) }
    for name in bools { table[name] = Flag(kind: .bool) }
    for name in numbers { table[name] = Flag(kind: .number) }
    for name in durations { table[name] = Flag(kind: .duration) }
    for name in since35 { table[name] = Flag(kind: .text, since: .v35) }
    for name in since36Text { table[name] = Flag(kind: .text, since: .v36) }
    for name in since36Bool { table[name] = Flag(kind: .bool, since: .v36) }
    for name in since36Number { table[name] = Flag(kind: .number, since: .v36) }
    for name in until35 { table[name] = Flag(kind: .text, until: .v35) }
    table["enable-v2"] = Flag(kind: .bool, until: .v35)
    return table
  }()

  private static let texts = [
    "advertise-client-urls", "auth-token", "auto-compaction-mode", "auto-compaction-retention", "cert-file",
    "cipher-suites", "client-crl-file", "config-file", "cors", "data-dir", "discovery", "discovery-fallback",
    "discovery-proxy", "discovery-srv", "discovery-srv-name", "host-whitelist", "initial-advertise-peer-urls",
    "initial-cluster", "initial-cluster-state", "initial-cluster-token", "key-file", "listen-client-urls",
    "listen-metrics-urls", "listen-peer-urls", "log-level", "log-outputs", "logger", "metrics", "name",
    "peer-cert-allowed-cn", "peer-cert-allowed-hostname", "peer-cert-file", "peer-crl-file", "peer-key-file",
    "peer-trusted-ca-file", "trusted-ca-file", "wal-dir",
  ]
  private static let bools = [
    "auto-tls", "client-cert-auth", "enable-pprof", "experimental-initial-corrupt-check",
    "experimental-enable-lease-checkpoint", "force-new-cluster", "initial-election-tick-advance", "peer-auto-tls",
    "peer-client-cert-auth", "pre-vote", "strict-reconfig-check", "help", "h", "version",
  ]
  private static let numbers = [
    "bcrypt-cost", "election-timeout", "heartbeat-interval", "max-concurrent-streams", "max-request-bytes",
    "max-snapshots", "max-txn-ops", "max-wals", "quota-backend-bytes", "snapshot-count",
  ]
  private static let durations = [
    "backend-batch-interval", "experimental-corrupt-check-time", "grpc-keepalive-interval",
    "grpc-keepalive-min-time", "grpc-keepalive-timeout", "experimental-watch-progress-notify-interval",
  ]
  private static let since35 = [
    "client-cert-file", "client-key-file", "listen-client-http-urls", "log-format", "log-rotation-config-json",
    "peer-client-cert-file", "peer-client-key-file", "self-signed-cert-validity", "socket-reuse-address",
    "socket-reuse-port", "tls-max-version", "tls-min-version", "v2-deprecation", "peer-skip-client-san-verification",
  ]
  private static let since36Text = [
    "feature-gates", "local-address", "discovery-cacert", "discovery-cert", "discovery-endpoints", "discovery-key",
    "discovery-token", "discovery-user", "discovery-password", "warning-apply-duration",
    "warning-unary-request-duration", "watch-progress-notify-interval", "corrupt-check-time",
    "compact-hash-check-time", "compaction-sleep-interval", "downgrade-check-time",
  ]
  private static let since36Bool = ["discovery-insecure-transport", "discovery-insecure-skip-tls-verify"]
  private static let since36Number = [
    "compaction-batch-limit", "max-learners", "peer-max-concurrent-streams", "snapshot-catchup-entries",
    "bootstrap-defrag-threshold-megabytes",
  ]
  private static let until35 = ["proxy", "proxy-dial-timeout", "proxy-failure-wait"]
}
