import Documents
import Hosts
import Simulation

/// What the kubelet's flags and its configuration file say.
public struct KubeletConfiguration: Sendable {
  public var path = ""
  /// Nil where no file is named: then nothing is set.
  public var file: Value = .null
  public var kubeconfig = ""
  public var bootstrapKubeconfig = ""
  public var hostNameOverride = ""
  public var nodeAddress = ""
  /// Labels of `--node-labels`.
  public var nodeLabels: [String: String] = [:]
  public var registerTaints: [Value] = []

  public init() {}

  public var staticPodPath: String { file["staticPodPath"]?.string ?? "" }
  public var clientCAFile: String { file["authentication", "x509", "clientCAFile"]?.string ?? "" }
  public var rotatesCertificates: Bool { file["rotateCertificates"]?.bool ?? false }
  public var clusterDNS: [String] { (file["clusterDNS"]?.elements ?? []).compactMap(\.string) }
  public var clusterDomain: String { file["clusterDomain"]?.string ?? "cluster.local" }
  public var maxPods: Int { file["maxPods"]?.int ?? 110 }
  public var port: Int { file["port"]?.int ?? 10250 }
  public var endpoint: String { runtimeEndpoint ?? file["containerRuntimeEndpoint"]?.string ?? "" }
  var runtimeEndpoint: String?

  /// Reads a Go duration such as `20s`; 0 and nothing mean the default.
  func seconds(_ key: String, default fallback: Double) -> Double {
    guard let text = file[key]?.string, let value = goDuration(text), value > 0 else { return fallback }
    return value
  }

  var fileCheckSeconds: Double { seconds("fileCheckFrequency", default: 20) }
  var syncSeconds: Double { seconds("syncFrequency", default: 60) }
  var statusSeconds: Double { seconds("nodeStatusUpdateFrequency", default: 10) }

  /// Takes the flags apart; the complaint where one is unknown or has no value.
  mutating func read(flags: [String]) -> String? {
    var index = 0
    while index < flags.count {
      let flag = flags[index]
      index += 1
      guard flag.hasPrefix("--") else { return "unknown command \(flag)" }
      var name = String(flag.dropFirst(2))
      var value: String?
      if let equals = name.firstIndex(of: "=") {
        value = String(name[name.index(after: equals)...])
        name = String(name[..<equals])
      }
      guard Self.knownFlags.contains(name) else { return "unknown flag: --\(name)" }
      if value == nil, !Self.switches.contains(name) {
        guard index < flags.count else { return "flag needs an argument: --\(name)" }
        value = flags[index]
        index += 1
      }
      apply(name, value ?? "true")
    }
    return nil
  }

  private mutating func apply(_ name: String, _ value: String) {
    switch name {
    case "config": path = value
    case "kubeconfig": kubeconfig = value
    case "bootstrap-kubeconfig": bootstrapKubeconfig = value
    case "hostname-override": hostNameOverride = value
    case "node-ip": nodeAddress = value
    case "container-runtime-endpoint": runtimeEndpoint = value
    case "pod-manifest-path": file["staticPodPath"] = .string(value)
    case "max-pods": file["maxPods"] = Int64(value).map { .int($0) }
    case "node-labels":
      for pair in value.split(separator: ",") {
        let parts = pair.split(separator: "=", maxSplits: 1).map(String.init)
        nodeLabels[parts[0]] = parts.count > 1 ? parts[1] : ""
      }
    default: break
    }
  }

  static let switches: Set<String> = [
    "fail-swap-on", "register-node", "rotate-certificates", "protect-kernel-defaults",
  ]
  static let knownFlags: Set<String> = switches.union([
    "config", "config-dir", "kubeconfig", "bootstrap-kubeconfig", "hostname-override", "node-ip", "cert-dir",
    "container-runtime-endpoint", "pod-manifest-path", "max-pods", "node-labels", "register-with-taints", "v",
    "root-dir", "cluster-dns", "cluster-domain", "cgroup-driver", "feature-gates", "cloud-provider", "address", "port",
    "client-ca-file", "anonymous-auth", "authorization-mode", "eviction-hard", "system-reserved", "kube-reserved",
    "image-gc-high-threshold", "read-only-port", "tls-cert-file", "tls-private-key-file", "resolv-conf",
    "authentication-token-webhook", "image-credential-provider-config", "image-credential-provider-bin-dir",
    "serialize-image-pulls", "streaming-connection-idle-timeout", "runtime-cgroups", "kubelet-cgroups",
    "seccomp-default",
    "pod-infra-container-image",
  ])

  /// The fields of KubeletConfiguration that the kubelet knows; others are ignored with a line in the log.
  static let knownFields: Set<String> = [
    "address", "allowedUnsafeSysctls", "apiVersion", "authentication", "authorization", "cgroupDriver", "cgroupRoot",
    "cgroupsPerQOS", "clusterDNS", "clusterDomain", "configMapAndSecretChangeDetectionStrategy", "containerLogMaxFiles",
    "containerLogMaxSize", "containerLogMaxWorkers", "containerLogMonitorInterval", "containerRuntimeEndpoint",
    "contentType", "cpuCFSQuota", "cpuCFSQuotaPeriod", "cpuManagerPolicy", "cpuManagerPolicyOptions",
    "cpuManagerReconcilePeriod", "crashLoopBackOff", "enableContentionProfiling", "enableControllerAttachDetach",
    "enableDebugFlagsHandler", "enableDebuggingHandlers", "enableProfilingHandler", "enableServer",
    "enableSystemLogHandler", "enableSystemLogQuery", "enforceNodeAllocatable", "eventBurst", "eventRecordQPS",
    "evictionHard", "evictionMaxPodGracePeriod", "evictionMinimumReclaim", "evictionPressureTransitionPeriod",
    "evictionSoft", "evictionSoftGracePeriod", "failCgroupV1", "failSwapOn", "featureGates", "fileCheckFrequency",
    "hairpinMode", "healthzBindAddress", "healthzPort", "httpCheckFrequency", "imageGCHighThresholdPercent",
    "imageGCLowThresholdPercent", "imageMaximumGCAge", "imageMinimumGCAge", "imageServiceEndpoint", "iptablesDropBit",
    "iptablesMasqueradeBit", "kernelMemcgNotification", "kind", "kubeAPIBurst", "kubeAPIQPS", "kubeReserved",
    "kubeReservedCgroup", "kubeletCgroups", "localStorageCapacityIsolation", "logging", "makeIPTablesUtilChains",
    "maxOpenFiles", "maxParallelImagePulls", "maxPods", "memoryManagerPolicy", "memorySwap", "memoryThrottlingFactor",
    "nodeLeaseDurationSeconds", "nodeStatusMaxImages", "nodeStatusReportFrequency", "nodeStatusUpdateFrequency",
    "oomScoreAdj", "podCIDR", "podLogsDir", "podPidsLimit", "podsPerCore", "port", "protectKernelDefaults",
    "providerID", "qosReserved", "readOnlyPort", "registerNode", "registerWithTaints", "registryBurst",
    "registryPullQPS", "reservedMemory", "reservedSystemCPUs", "resolvConf", "rotateCertificates", "runOnce",
    "runtimeRequestTimeout", "seccompDefault", "serializeImagePulls", "serverTLSBootstrap",
    "showHiddenMetricsForVersion",
    "shutdownGracePeriod", "shutdownGracePeriodByPodPriority", "shutdownGracePeriodCriticalPods",
    "singleProcessOOMKill",
    "staticPodPath", "staticPodURL", "staticPodURLHeader", "streamingConnectionIdleTimeout", "syncFrequency",
    "systemCgroups", "systemReserved", "systemReservedCgroup", "tlsCertFile", "tlsCipherSuites", "tlsMinVersion",
    "tlsPrivateKeyFile", "topologyManagerPolicy", "topologyManagerPolicyOptions", "topologyManagerScope", "tracing",
    "userNamespaces", "volumePluginDir", "volumeStatsAggPeriod", "mergeDefaultEvictionSettings",
    "imagePullCredentialsVerificationPolicy", "preloadedImagesVerificationAllowlist",
  ]
}

/// Seconds of a Go duration: `1m30s`, `500ms`; nil for what is none.
func goDuration(_ text: String) -> Double? {
  let scales: [String: Double] = ["h": 3600, "m": 60, "s": 1, "ms": 0.001, "us": 0.000_001, "ns": 0.000_000_001]
  var total = 0.0
  var number = ""
  var unit = ""
  func flush() -> Bool {
    guard let value = Double(number), let scale = scales[unit] else { return false }
    total += value * scale
    number = ""
    unit = ""
    return true
  }
  if text == "0" { return 0 }
  for character in text {
    if character.isNumber || character == "." {
      if !unit.isEmpty, !flush() { return nil }
      number.append(character)
    } else {
      unit.append(character)
    }
  }
  return flush() ? total : nil
}
