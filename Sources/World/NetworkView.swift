public import Documents
import KubeModel
public import Networking

// The cluster's network as it is at this moment, for `curl` in Pods, for grades and for the matrix on the screen.
extension World {
  /// What policies say: Namespaces, Pods and NetworkPolicies of a cluster.
  ///
  /// In a cluster whose network ignores policies they refuse nothing. Nil where the API server cannot be asked.
  public mutating func policies(of cluster: String, outside: [IPAddress] = []) -> PolicyEngine? {
    policyObjects(of: cluster).map {
      PolicyEngine(objects: $0, outside: outside, isEnforced: settings.enforcesPolicies)
    }
  }

  /// The objects that decide who reaches whom; nil where the API server cannot be asked.
  public mutating func policyObjects(of cluster: String) -> [Value]? {
    guard let namespaces = objects(kind: "namespaces", namespace: nil, in: cluster),
      let nodes = objects(kind: "nodes", namespace: nil, in: cluster),
      let pods = objects(kind: "pods", namespace: nil, in: cluster),
      let policies = objects(kind: "networkpolicies", namespace: nil, in: cluster)
    else { return nil }
    return namespaces + nodes + pods + policies
  }
}
