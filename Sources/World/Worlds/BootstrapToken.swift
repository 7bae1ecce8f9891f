import Documents
import Simulation

/// The token that `kubeadm init` leaves for nodes to join with, and what it signs.
///
/// Source: kubeadm v1.36.2, phase bootstrap-token; the signature is the bootstrap signer's (HS256, detached).
struct BootstrapToken {
  let id = "mzk4vt"
  let secret = "q8h2w0c5r7n1x3b6"
  /// A day after kubeadm ran.
  let expires: WallTime

  init(made: WallTime) {
    expires = made + .seconds(86_400)
  }

  /// The Secret in kube-system.
  var object: Value {
    let data = [
      "auth-extra-groups": "system:bootstrappers:kubeadm:default-node-token", "expiration": expires.rfc3339,
      "token-id": id, "token-secret": secret, "usage-bootstrap-authentication": "true",
      "usage-bootstrap-signing": "true",
    ]
    var fields: Value = .emptyObject
    for (key, text) in data.sorted(by: { $0.key < $1.key }) {
      fields[key] = .string(Base64.encode(Array(text.utf8)))
    }
    return [
      "apiVersion": "v1", "kind": "Secret", "metadata": ["name": .string("bootstrap-token-\(id)"), "namespace": "kube-system"],
      "type": "bootstrap.kubernetes.io/token", "data": fields,
    ]
  }

  /// The ConfigMap from which a node that joins learns where the API server is and whom it trusts.
  func clusterInfo(server: String, authorityData: String) -> Value {
    let kubeconfig = """
      apiVersion: v1
      clusters:
      - cluster:
          certificate-authority-data: \(authorityData)
          server: \(server)
        name: ""
      contexts: null
      current-context: ""
      kind: Config
      users: null

      """
    return [
      "apiVersion": "v1", "kind": "ConfigMap", "metadata": ["name": "cluster-info", "namespace": "kube-public"],
      "data": ["jws-kubeconfig-\(id)": .string(signature(of: kubeconfig)), "kubeconfig": .string(kubeconfig)],
    ]
  }

  /// Header and signature of a JSON Web Signature, without the text between them.
  private func signature(of text: String) -> String {
    let header = Self.encode(Array("{\"alg\":\"HS256\",\"kid\":\"\(id)\"}".utf8))
    let signed = "\(header).\(Self.encode(Array(text.utf8)))"
    return "\(header)..\(Self.encode(Self.hmac(Array(signed.utf8), key: Array(secret.utf8))))"
  }

  /// RFC 2104 with SHA-256; the key is shorter than a block of 64 bytes.
  private static func hmac(_ message: [UInt8], key: [UInt8]) -> [UInt8] {
    let padded = key + [UInt8](repeating: 0, count: 64 - key.count)
    let inner = SHA256.digest(padded.map { $0 ^ 0x36 } + message)
    return SHA256.digest(padded.map { $0 ^ 0x5c } + inner)
  }

  /// Base64 for addresses: two other characters, and no padding.
  private static func encode(_ bytes: [UInt8]) -> String {
    String(
      Base64.encode(bytes).compactMap { character -> Character? in
        switch character {
        case "+": "-"
        case "/": "_"
        case "=": nil
        default: character
        }
      })
  }
}
