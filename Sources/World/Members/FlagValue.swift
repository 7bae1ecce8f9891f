import Etcd

/// What the flags of Kubernetes' components may be set to, as far as the flag library itself refuses values.
///
/// Source: recordings of v1.36.2 and the types that `--help` of the components names.
enum FlagValue {
  /// Refuses a value that the flag's type cannot hold, in the words of pflag and of Go's parsers.
  static func check(_ value: String, of name: String, isSwitch: Bool) throws(ProgramFlags.Problem) {
    guard let problem = problem(value, name, isSwitch) else { return }
    throw ProgramFlags.Problem(
      message: "invalid argument \"\(value)\" for \"--\(name)\" flag: \(problem)")
  }

  private static func problem(_ value: String, _ name: String, _ isSwitch: Bool) -> String? {
    if isSwitch {
      return booleans.contains(value) ? nil : "strconv.ParseBool: parsing \"\(value)\": invalid syntax"
    }
    if integers.contains(name) {
      return Int64(value) != nil ? nil : "strconv.ParseInt: parsing \"\(value)\": invalid syntax"
    }
    if durations.contains(name) { return durationProblem(value) }
    if addresses.contains(name) {
      return World.isAddress(value) ? nil : "failed to parse IP: \"\(value)\""
    }
    return name == "feature-gates" ? gateProblem(value) : nil
  }

  /// `SidecarContainers=false,Other=true`: what is unknown is let through with a warning, what is malformed is not
  /// (component-base, featuregate/feature_gate.go).
  private static func gateProblem(_ value: String) -> String? {
    for part in value.split(separator: ",") where !part.isEmpty {
      let pieces = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      let name = pieces[0].drop { $0 == " " }
      guard pieces.count == 2 else { return "missing bool value for \(name)" }
      if !booleans.contains(String(pieces[1])) {
        return "invalid value of \(name)=\(pieces[1]), err: strconv.ParseBool: parsing \"\(pieces[1])\": invalid syntax"
      }
    }
    return nil
  }

  private static func durationProblem(_ value: String) -> String? {
    if GoDuration.parse(value) != nil { return nil }
    var rest = value.drop { $0 == "-" || $0 == "+" }
    while !rest.isEmpty {
      let digits = rest.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
      if digits.isEmpty { break }
      rest = rest.dropFirst(digits.count)
      let unit = rest.prefix { !($0.isNumber || $0 == ".") }
      if unit.isEmpty { return "time: missing unit in duration \"\(value)\"" }
      if !["ns", "us", "µs", "ms", "s", "m", "h"].contains(String(unit)) {
        return "time: unknown unit \"\(unit)\" in duration \"\(value)\""
      }
      rest = rest.dropFirst(unit.count)
    }
    return "time: invalid duration \"\(value)\""
  }

  /// What Go's strconv.ParseBool takes.
  private static let booleans: Set<String> = [
    "1", "t", "T", "true", "TRUE", "True", "0", "f", "F", "false", "FALSE", "False",
  ]

  private static let integers: Set<String> = [
    "secure-port", "audit-log-maxage", "audit-log-maxbackup", "audit-log-maxsize", "concurrent-deployment-syncs",
    "concurrent-endpoint-syncs", "concurrent-gc-syncs", "concurrent-namespace-syncs", "concurrent-replicaset-syncs",
    "default-not-ready-toleration-seconds", "default-unreachable-toleration-seconds", "default-watch-cache-size",
    "delete-collection-workers", "http2-max-streams-per-connection", "kube-api-burst", "kubernetes-service-node-port",
    "max-mutating-requests-inflight", "max-requests-inflight", "min-request-timeout", "node-cidr-mask-size",
    "terminated-pod-gc-threshold",
  ]

  private static let durations: Set<String> = [
    "attach-detach-reconcile-sync-period", "cluster-signing-duration", "etcd-compaction-interval",
    "etcd-count-metric-poll-period", "etcd-healthcheck-timeout", "event-ttl", "horizontal-pod-autoscaler-sync-period",
    "kubelet-timeout", "leader-elect-lease-duration", "leader-elect-renew-deadline", "leader-elect-retry-period",
    "livez-grace-period", "log-flush-frequency", "min-resync-period", "namespace-sync-period",
    "node-monitor-grace-period", "node-monitor-period", "pvclaimbinder-sync-period", "request-timeout",
    "resource-quota-sync-period", "route-reconciliation-period", "service-account-max-token-expiration",
    "shutdown-delay-duration",
  ]

  private static let addresses: Set<String> = ["advertise-address", "bind-address"]
}
