import Controllers
import Documents
import Hosts
import KubeModel
import Simulation

/// Starts kube-controller-manager or kube-scheduler from its command line: it reads its kubeconfig and certificates.
struct ControlLoopStart {
  let program: String
  let arguments: [String]
  let accessor: Accessor
  let files: FileSystem
  let now: Instant
  let wall: WallTime
  let host: String
  let identity: String

  struct Failure: Error {
    var after: Span
    var line: String
  }

  /// What the command line says; nothing where it cannot be read.
  var flags: ProgramFlags { (try? readFlags()) ?? ProgramFlags.none }

  func run() -> Result<ControlLoop, Failure> {
    Result { () throws(Failure) in try start() }
  }

  private func readFlags() throws(ProgramFlags.Problem) -> ProgramFlags {
    try ProgramFlags(
      Array(arguments.dropFirst()), program: program,
      known: program == "kube-scheduler" ? Self.schedulerFlags : Self.managerFlags)
  }

  private func start() throws(Failure) -> ControlLoop {
    let flags: ProgramFlags
    do {
      flags = try readFlags()
    } catch {
      throw Failure(after: .milliseconds(80), line: "Error: \(error.message)")
    }
    for name in [
      "authentication-kubeconfig", "authorization-kubeconfig", "client-ca-file", "requestheader-client-ca-file",
      "cluster-signing-cert-file", "cluster-signing-key-file", "root-ca-file", "service-account-private-key-file",
    ] {
      if let path = flags[name] { _ = try read(path) }
    }
    let path = flags["kubeconfig"] ?? ""
    let connection = try self.connection(path)
    var settings = ControllerSettings(leadingSince: wall)
    if let root = flags["root-ca-file"] { settings.rootCertificate = String(decoding: try read(root), as: UTF8.self) }
    if flags["allocate-node-cidrs"] == "true" { settings.clusterCIDR = flags["cluster-cidr"] }
    return ControlLoop(
      program: program, controllers: program == "kube-scheduler" ? Controllers.scheduler : Controllers.manager,
      settings: settings, connection: connection, identity: "\(host)_\(identity)", revision: nil, server: nil,
      renewed: now, nextRenewal: now)
  }

  /// The connection that a kubeconfig's current context describes.
  private func connection(_ path: String) throws(Failure) -> APIConnection {
    let text = String(decoding: try read(path), as: UTF8.self)
    guard let connection = APIConnection(kubeconfig: text, reading: { try? files.read($0, by: accessor) }) else {
      throw command("invalid configuration: no configuration has been provided")
    }
    return connection
  }

  private func read(_ path: String) throws(Failure) -> [UInt8] {
    do {
      return try files.read(path, by: accessor)
    } catch {
      throw command("stat \(path): \(error.goText)")
    }
  }

  private func command(_ problem: String) -> Failure {
    let escaped = problem.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\\\"")
    let header = KlogHeader.error(wall + .milliseconds(200), "run.go:72")
    return Failure(after: .milliseconds(200), line: "\(header)] \"command failed\" err=\"\(escaped)\"")
  }

  private static let sharedFlags: Set<String> = [
    "allow-metric-labels", "authentication-kubeconfig", "authentication-skip-lookup?",
    "authentication-tolerate-lookup-failure?", "authorization-always-allow-paths", "authorization-kubeconfig",
    "bind-address", "cert-dir", "client-ca-file", "config", "contention-profiling?", "feature-gates",
    "kube-api-burst", "kube-api-content-type", "kube-api-qps", "kubeconfig", "leader-elect?",
    "leader-elect-lease-duration", "leader-elect-renew-deadline", "leader-elect-resource-lock",
    "leader-elect-resource-name", "leader-elect-resource-namespace", "leader-elect-retry-period",
    "log-flush-frequency", "logging-format", "master", "profiling?", "requestheader-allowed-names",
    "requestheader-client-ca-file", "secure-port", "tls-cert-file", "tls-cipher-suites", "tls-min-version",
    "tls-private-key-file", "v", "vmodule",
  ]

  private static let schedulerFlags = sharedFlags.union(["pod-max-in-unschedulable-pods-duration", "write-config-to"])

  private static let managerFlags = sharedFlags.union([
    "allocate-node-cidrs?", "attach-detach-reconcile-sync-period", "cloud-config", "cloud-provider", "cluster-cidr",
    "cluster-name", "cluster-signing-cert-file", "cluster-signing-duration", "cluster-signing-key-file",
    "concurrent-deployment-syncs", "concurrent-endpoint-syncs", "concurrent-gc-syncs", "concurrent-namespace-syncs",
    "concurrent-replicaset-syncs", "controllers", "configure-cloud-routes?", "enable-garbage-collector?",
    "horizontal-pod-autoscaler-sync-period", "min-resync-period", "namespace-sync-period", "node-cidr-mask-size",
    "node-eviction-rate", "node-monitor-grace-period", "node-monitor-period", "pvclaimbinder-sync-period",
    "resource-quota-sync-period", "root-ca-file", "route-reconciliation-period", "service-account-private-key-file",
    "service-cluster-ip-range", "terminated-pod-gc-threshold", "use-service-account-credentials?",
  ])
}
