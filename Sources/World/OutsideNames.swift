import Networking

extension World {
  /// Names of the world outside. Differs: their addresses are those reserved for documentation (RFC 5737), and nobody
  /// answers there, as in a cluster without a way out.
  static let outsideNames: [String: [IPAddress]] = [
    "example.com": [IPAddress(v4: 203, 0, 113, 10)], "www.example.com": [IPAddress(v4: 203, 0, 113, 10)],
    "example.org": [IPAddress(v4: 203, 0, 113, 11)], "google.com": [IPAddress(v4: 203, 0, 113, 20)],
    "www.google.com": [IPAddress(v4: 203, 0, 113, 20)], "github.com": [IPAddress(v4: 203, 0, 113, 30)],
    "kubernetes.io": [IPAddress(v4: 203, 0, 113, 40)], "registry.k8s.io": [IPAddress(v4: 203, 0, 113, 41)],
  ]
}
