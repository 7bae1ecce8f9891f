import Assets
import Documents

/// What a world consists of, as `Assets/worlds/*.yaml` says it.
public struct WorldPlan: Sendable, Equatable {
  public struct HostEntry: Sendable, Equatable {
    public enum Role: String, Sendable {
      case plain
      case controlPlane = "control-plane"
      case node
    }

    public var name: String
    public var address: String
    /// The cluster that it belongs to; empty for none.
    public var cluster: String
    public var role: Role
  }

  public struct ClusterEntry: Sendable, Equatable {
    public enum Kind: String, Sendable {
      /// Control plane as static Pods, with what kubeadm adds on.
      case kubeadm
      /// Control plane as processes of the host, without add-ons.
      case bare
      /// Only an etcd.
      case etcd
    }

    public var name: String
    public var title: String
    /// The kubectl context that leads to it.
    public var context: String
    public var kind: Kind
  }

  public var name: String
  public var summary: String
  /// Whether the learner sits at a host of their own; otherwise on the first control plane host.
  public var hasTerminal: Bool
  public var hosts: [HostEntry]
  public var clusters: [ClusterEntry]
  /// The context that the kubeconfig of the terminal starts with.
  public var currentContext: String
  /// Images that the nodes hold besides those of the cluster itself, from workloads of earlier days.
  public var pulledImages: [String]

  private static let folder = "Assets/worlds/"

  /// The names of all worlds, sorted.
  public static var names: [String] {
    Assets.paths.compactMap { path in
      guard path.hasPrefix(folder), path.hasSuffix(".yaml"), !path.dropFirst(folder.count).contains("/") else {
        return nil
      }
      return String(path.dropFirst(folder.count).dropLast(5))
    }
  }

  /// The world of that name; nil where there is none.
  public static func named(_ name: String) -> WorldPlan? {
    guard names.contains(name), let document = try? YAML.value(Assets.text("\(folder)\(name).yaml")) else {
      return nil
    }
    return WorldPlan(document)
  }

  private init(_ document: Value) {
    name = document["name"]?.string ?? ""
    summary = document["summary"]?.string ?? ""
    hasTerminal = document["terminal"]?.bool ?? false
    currentContext = document["current"]?.string ?? ""
    pulledImages = (document["images"]?.elements ?? []).compactMap(\.string)
    hosts = (document["hosts"]?.elements ?? []).map { entry in
      HostEntry(
        name: entry["name"]?.string ?? "", address: entry["address"]?.string ?? "",
        cluster: entry["cluster"]?.string ?? "",
        role: entry["role"]?.string.flatMap(HostEntry.Role.init(rawValue:)) ?? .plain)
    }
    clusters = (document["clusters"]?.elements ?? []).map { entry in
      ClusterEntry(
        name: entry["name"]?.string ?? "", title: entry["title"]?.string ?? "",
        context: entry["context"]?.string ?? "",
        kind: entry["kind"]?.string.flatMap(ClusterEntry.Kind.init(rawValue:)) ?? .bare)
    }
  }

  /// The host at whose prompt the learner starts.
  public var startHost: String {
    if hasTerminal { return hosts[0].name }
    return hosts.first { $0.role == .controlPlane }?.name ?? hosts[0].name
  }

  func controlPlane(of cluster: String) -> HostEntry? {
    hosts.first { $0.cluster == cluster && $0.role == .controlPlane }
  }
}

/// The parameters of a world: `--set KEY=VALUE`, and `set` of an exercise.
public struct WorldSettings: Sendable, Equatable {
  /// The version of etcd and of its tools: 3.4, 3.5 or 3.6.
  public var etcd = "3.6"
  /// The version of Kubernetes, `v1.36.2`.
  public var kubernetes = "v1.36.2"
  /// Whether the network enforces NetworkPolicies, or only accepts them.
  public var enforcesPolicies = true
  /// Addresses that certain Pods get, by `NAMESPACE/NAME`.
  public var podAddresses: [String: String] = [:]

  public static let names = ["etcd", "kubernetes", "network-policies", "pod-addresses"]

  public init() {}

  /// Sets one parameter; throws a sentence where the name or the value is not known.
  public mutating func set(_ name: String, _ value: String) throws(SettingProblem) {
    switch name {
    case "etcd":
      guard ["3.4", "3.5", "3.6"].contains(value) else {
        throw SettingProblem("etcd=\(value): choose 3.4, 3.5 or 3.6")
      }
      etcd = value
    case "kubernetes":
      guard value == "1.36" || value == "v1.36.2" || value == "1.36.2" else {
        throw SettingProblem("kubernetes=\(value): only 1.36 is simulated")
      }
    case "network-policies":
      guard ["enforced", "ignored"].contains(value) else {
        throw SettingProblem("network-policies=\(value): choose enforced or ignored")
      }
      enforcesPolicies = value == "enforced"
    case "pod-addresses":
      for entry in value.split(whereSeparator: { $0 == "," || $0 == " " }) {
        let parts = entry.split(separator: "=")
        guard parts.count == 2, parts[0].contains("/"), World.isAddress(String(parts[1])) else {
          throw SettingProblem("pod-addresses=\(value): write NAMESPACE/NAME=ADDRESS, with commas between several")
        }
        podAddresses[String(parts[0])] = String(parts[1])
      }
    default:
      throw SettingProblem("there is no parameter \(name); known are \(Self.names.joined(separator: ", "))")
    }
  }

  /// The image tag of etcd that goes with the version (kubeadm v1.36 itself brings 3.6.8-0).
  var etcdImage: String {
    switch etcd {
    case "3.4": "3.4.23-0"
    case "3.5": "3.5.33-0"
    default: "3.6.8-0"
    }
  }
}

public struct SettingProblem: Error, Equatable, Sendable {
  public var message: String

  init(_ message: String) {
    self.message = message
  }
}
