import Controllers
import Documents
import Etcd
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
    var lines: [String]
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
      // Both print their whole usage first; its end is what is seen.
      let usage = [
        "Usage:", "  \(program) [flags]", "", "Global flags:", "",
        "  -h, --help                     help for \(program)",
        "      --version version[=true]   --version, --version=raw prints version information and quits; "
          + "--version=vX.Y.Z... sets the reported version", "",
      ]
      throw Failure(after: .milliseconds(80), lines: usage + ["Error: \(error.message)"])
    }
    if let gate = flags.list("feature-gates").first(where: Self.isLocked) {
      let name = gate.prefix { $0 != "=" }
      throw command("cannot set feature gate \(name) to false, feature is locked to true")
    }
    let connection = try self.connection(flags)
    for name in ["authentication-kubeconfig", "authorization-kubeconfig"] {
      if let path = flags[name] { _ = try read(path, "failed to get delegated authentication kubeconfig: stat") }
    }
    for name in ["client-ca-file", "requestheader-client-ca-file"] {
      let words = name == "client-ca-file" ? "unable to load client CA provider: open" : "open"
      if let path = flags[name] { _ = try read(path, words) }
    }
    var settings = ControllerSettings(leadingSince: wall)
    if let root = flags["root-ca-file"], let bytes = try? files.read(root, by: accessor) {
      settings.rootCertificate = String(decoding: bytes, as: UTF8.self)
    }
    if let certificate = flags["cluster-signing-cert-file"].flatMap({ try? files.read($0, by: accessor) }),
      let key = flags["cluster-signing-key-file"].flatMap({ try? files.read($0, by: accessor) })
    {
      let duration = flags["cluster-signing-duration"].flatMap(GoDuration.parse) ?? .seconds(365 * 86_400)
      settings.signer = AuthoritySigner(certificate: certificate, key: key, seconds: Int(duration.seconds))
    }
    if flags["allocate-node-cidrs"] == "true" { settings.clusterCIDR = flags["cluster-cidr"] }
    var loop = ControlLoop(
      program: program, controllers: program == "kube-scheduler" ? Controllers.scheduler : Controllers.manager,
      settings: settings, connection: connection, identity: "\(host)_\(identity)", revision: nil, server: nil,
      renewed: now, nextRenewal: now)
    loop.leadingProblem = leadingProblem(flags)
    return loop
  }

  private static func isLocked(_ gate: String) -> Bool {
    let parts = gate.split(separator: "=")
    return parts.count == 2 && APIServerFlags.locked.contains(String(parts[0])) && "fF0".contains(parts[1].prefix(1))
  }

  /// What a controller-manager finds wrong with its files only once it leads, as the controller that stumbles and what
  /// it says (recorded: until then the process looks healthy).
  private func leadingProblem(_ flags: ProgramFlags) -> (controller: String, text: String)? {
    guard program == "kube-controller-manager" else { return nil }
    func missing(_ name: String) -> String? {
      guard let path = flags[name] else { return nil }
      do {
        _ = try files.read(path, by: accessor)
        return nil
      } catch {
        return "open \(path): \(error.goText)"
      }
    }
    if let problem = missing("service-account-private-key-file") {
      return ("serviceaccount-token-controller", "error reading key for service account token controller: \(problem)")
    }
    if let problem = missing("root-ca-file") {
      return (
        "serviceaccount-token-controller",
        "error parsing root-ca-file at \(flags["root-ca-file"] ?? ""): \(problem)"
      )
    }
    for name in ["cluster-signing-cert-file", "cluster-signing-key-file"] {
      if let problem = missing(name) {
        return (
          "certificatesigningrequest-signing-controller",
          "failed to start kubernetes.io/kubelet-serving certificate controller: error reading CA cert file "
            + "\"\(flags[name] ?? "")\": \(problem)"
        )
      }
    }
    guard flags["allocate-node-cidrs"] == "true" else { return nil }
    let range = flags["cluster-cidr"] ?? ""
    let parts = range.split(separator: "/")
    if parts.count == 2, World.isAddress(String(parts[0])), Int(parts[1]) != nil { return nil }
    return ("node-ipam-controller", "invalid CIDR[0]: <nil> (invalid CIDR address: \(range))")
  }

  /// The connection that a kubeconfig's current context describes.
  private func connection(_ flags: ProgramFlags) throws(Failure) -> APIConnection {
    let nothing = "invalid configuration: no configuration has been provided, try setting KUBERNETES_MASTER "
      + "environment variable"
    let isConfigured = program == "kube-scheduler" && flags["config"] != nil
    let named = isConfigured ? try configuredPath(flags["config"] ?? "") : flags["kubeconfig"]
    guard let path = named, !path.isEmpty else {
      let cluster = "unable to load in-cluster configuration, KUBERNETES_SERVICE_HOST and KUBERNETES_SERVICE_PORT "
        + "must be defined"
      let warning = KlogHeader.warning(wall + .milliseconds(200), "client_config.go:683")
      let second = KlogHeader.warning(wall + .milliseconds(200), "client_config.go:689")
      throw command(
        nothing,
        before: [
          "\(warning)] Neither --kubeconfig nor --master was specified.  Using the inClusterConfig.  "
            + "This might not work.",
          "\(second)] error creating inClusterConfig, falling back to default config: \(cluster)",
        ])
    }
    let text = String(decoding: try read(path, "stat"), as: UTF8.self)
    let value: Value
    do {
      value = try YAML.value(text)
    } catch {
      throw command("error loading config file \"\(path)\": \(error.message)")
    }
    guard let connection = APIConnection(kubeconfig: text, reading: { try? files.read($0, by: accessor) }) else {
      throw command(value.isNull || value["current-context"] == nil ? nothing : Self.contextProblem(value))
    }
    return connection
  }

  /// Where the scheduler's own configuration file says that its kubeconfig lies; `--kubeconfig` counts for nothing then.
  private func configuredPath(_ path: String) throws(Failure) -> String? {
    let text = String(decoding: try read(path, "open"), as: UTF8.self)
    let value: Value
    do {
      value = try YAML.value(text)
    } catch {
      throw command("strict decoding error: \(error.message)")
    }
    let version = value["apiVersion"]?.string ?? ""
    guard version == "kubescheduler.config.k8s.io/v1", value["kind"]?.string == "KubeSchedulerConfiguration" else {
      throw command(
        "no kind \"\(value["kind"]?.string ?? "")\" is registered for version \"\(version)\" in scheme "
          + "\"pkg/scheduler/apis/config/scheme/scheme.go:29\"")
    }
    return value["clientConnection", "kubeconfig"]?.string
  }

  private static func contextProblem(_ config: Value) -> String {
    "invalid configuration: context was not found for specified context: \(config["current-context"]?.string ?? "")"
  }

  private func read(_ path: String, _ words: String) throws(Failure) -> [UInt8] {
    do {
      return try files.read(path, by: accessor)
    } catch {
      throw command("\(words) \(path): \(error.goText)")
    }
  }

  private func command(_ problem: String, before: [String] = []) -> Failure {
    let time = wall + .milliseconds(200)
    let first = "\(KlogHeader.info(time, "serving.go:411"))] Generated self-signed cert in-memory"
    return Failure(
      after: .milliseconds(200), lines: [first] + before + [MemberLog.failed(problem, at: time)])
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
