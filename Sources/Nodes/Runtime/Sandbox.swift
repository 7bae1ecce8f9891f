public import Simulation

/// A Pod as the container runtime knows it: a network namespace that its containers share.
public struct Sandbox: Sendable, Equatable {
  public enum State: String, Sendable {
    case ready = "SANDBOX_READY"
    case notReady = "SANDBOX_NOTREADY"
  }

  /// 64 hexadecimal digits.
  public var id: String
  public var podName: String
  public var podNamespace: String
  public var podUID: String
  public var attempt: Int
  public var state: State = .ready
  public var created: Instant
  /// Empty where the Pod uses the host's network.
  public var address: String
  public var hostNetwork: Bool
  public var labels: [String: String]
  public var annotations: [String: String]
  public var hostName: String
  /// The pause process.
  public var pid: Int
}

/// What the kubelet says about a Pod for which it wants a sandbox.
public struct SandboxPlan: Sendable {
  public var podName: String
  public var podNamespace: String
  public var podUID: String
  public var attempt: Int
  public var hostNetwork: Bool
  public var labels: [String: String]
  public var annotations: [String: String]

  public init(
    podName: String, podNamespace: String, podUID: String, attempt: Int = 0, hostNetwork: Bool = false,
    labels: [String: String] = [:], annotations: [String: String] = [:]
  ) {
    self.podName = podName
    self.podNamespace = podNamespace
    self.podUID = podUID
    self.attempt = attempt
    self.hostNetwork = hostNetwork
    self.labels = labels
    self.annotations = annotations
  }
}
