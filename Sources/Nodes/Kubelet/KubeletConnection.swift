import Documents
public import Hosts
import Simulation

/// How a kubelet reaches the API server: what its kubeconfig says, with the files that it names.
public struct KubeletConnection: Sendable, Equatable {
  /// `https://192.168.100.31:6443`.
  public var server: String
  /// PEM text of the CA that must have signed the server's certificate; nil for none.
  public var certificateAuthority: String?
  public var skipsVerification = false
  /// PEM texts of the client's certificate and key.
  public var clientCertificate: String?
  public var clientKey: String?
  public var token: String?

  public init(server: String) {
    self.server = server
  }

  /// Reads a kubeconfig of a host; the error is worded as client-go does.
  public init(kubeconfig path: String, host: Host) throws(KubeletFailure) {
    let text: String
    do {
      text = String(decoding: try host.files.read(path, by: .root), as: UTF8.self)
    } catch {
      throw KubeletFailure("stat \(path): \(error.goText)")
    }
    let document: Value
    do {
      document = try YAML.value(text)
    } catch {
      throw KubeletFailure("error loading config file \"\(path)\": \(error.message)")
    }
    let current = document["current-context"]?.string ?? ""
    let context = Self.named(current, in: document["contexts"])?["context"]
    let cluster = Self.named(context?["cluster"]?.string ?? "", in: document["clusters"])?["cluster"]
    let user = Self.named(context?["user"]?.string ?? "", in: document["users"])?["user"] ?? .null
    guard let cluster, let server = cluster["server"]?.string else {
      throw KubeletFailure(
        "invalid configuration: no configuration has been provided, try setting KUBERNETES_MASTER environment variable")
    }
    self.server = server
    skipsVerification = cluster["insecure-skip-tls-verify"]?.bool ?? false
    certificateAuthority = try Self.material(cluster, "certificate-authority", host: host)
    clientCertificate = try Self.material(user, "client-certificate", host: host)
    clientKey = try Self.material(user, "client-key", host: host)
    token = user["token"]?.string
  }

  private static func named(_ name: String, in list: Value?) -> Value? {
    list?.elements.first { $0["name"]?.string == name }
  }

  /// The text of `KEY-data`, or of the file that `KEY` names.
  private static func material(_ value: Value, _ key: String, host: Host) throws(KubeletFailure) -> String? {
    if let data = value["\(key)-data"]?.string {
      guard let bytes = Base64.decode(data.utf8) else {
        throw KubeletFailure("illegal base64 data at input byte 0")
      }
      return String(decoding: bytes, as: UTF8.self)
    }
    guard let path = value[key]?.string else { return nil }
    do {
      return String(decoding: try host.files.read(path, by: .root), as: UTF8.self)
    } catch {
      throw KubeletFailure("unable to read \(key) \(path) due to open \(path): \(error.goText)")
    }
  }

  /// `192.168.100.31:6443`.
  public var authority: String {
    let bare = server.split(separator: "/").last.map(String.init) ?? server
    return bare.contains(":") ? bare : "\(bare):\(server.hasPrefix("http:") ? 80 : 443)"
  }
}

/// Why the kubelet cannot go on, in its own words.
public struct KubeletFailure: Error, Sendable, Equatable {
  public var text: String

  public init(_ text: String) {
    self.text = text
  }
}
