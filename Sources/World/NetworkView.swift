import Documents
import KubeModel
public import Networking

// The cluster's network as it is at this moment, for `curl` in Pods, for grades and for the matrix on the screen.
extension World {
  /// What policies say: Namespaces, Pods and NetworkPolicies of a cluster.
  ///
  /// A cluster whose network ignores policies is judged without them. Nil where the API server cannot be asked.
  public mutating func policies(of cluster: String, outside: [IPAddress] = []) -> PolicyEngine? {
    guard let namespaces = objects(kind: "namespaces", namespace: nil, in: cluster),
      let pods = objects(kind: "pods", namespace: nil, in: cluster),
      let policies = objects(kind: "networkpolicies", namespace: nil, in: cluster)
    else { return nil }
    return PolicyEngine(
      objects: namespaces + pods + (settings.enforcesPolicies ? policies : []), outside: outside)
  }
}
