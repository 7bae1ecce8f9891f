import Documents
import Hosts

extension APIConnection {
  /// The connection that the current context of a kubeconfig describes; nil where it describes none.
  ///
  /// - Parameter reading: Reads the files that the kubeconfig names; nil for what cannot be read.
  public init?(kubeconfig text: String, reading: (String) -> [UInt8]?) {
    guard let config = try? YAML.value(text), let current = config["current-context"]?.string else { return nil }
    func named(_ list: String, _ name: String?, _ field: String) -> Value? {
      (config[list]?.elements ?? []).first { $0["name"]?.string == name }?[field]
    }
    guard let context = named("contexts", current, "context"),
      let cluster = named("clusters", context["cluster"]?.string, "cluster"),
      let server = cluster["server"]?.string
    else { return nil }
    let user = named("users", context["user"]?.string, "user")
    func bytes(_ value: Value?, _ field: String) -> [UInt8]? {
      if let data = value?["\(field)-data"]?.string { return Base64.decode(data.utf8) }
      return value?[field]?.string.flatMap(reading)
    }
    self.init(server: server)
    certificateAuthority = bytes(cluster, "certificate-authority")
    skipsVerification = cluster["insecure-skip-tls-verify"]?.bool ?? false
    serverName = cluster["tls-server-name"]?.string
    clientCertificate = bytes(user, "client-certificate")
    clientKey = bytes(user, "client-key")
    token = user?["token"]?.string
  }
}
