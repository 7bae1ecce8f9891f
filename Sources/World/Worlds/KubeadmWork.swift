import Hosts

// What kubeadm does to hosts long after they were set up: manifests once more, and a kubelet that joins.
extension World {
  private func kubeadmFiles(for hostName: String) -> KubeadmFiles? {
    guard let plan, let entry = plan.hosts.first(where: { $0.name == hostName }),
      let cluster = plan.clusters.first(where: { $0.name == entry.cluster }),
      let controlPlane = plan.controlPlane(of: cluster.name)
    else { return nil }
    return KubeadmFiles(cluster: cluster, controlPlane: controlPlane, settings: settings, at: now)
  }

  /// The manifest that `kubeadm init` writes for a component on a control plane host; nil elsewhere.
  public func kubeadmManifest(_ component: String, on hostName: String) -> String? {
    guard let files = kubeadmFiles(for: hostName), files.controlPlane.name == hostName else { return nil }
    return files.filled("manifests/\(component).yaml")
  }

  /// The address and port at which the API server of a host's cluster is to be reached.
  public func kubeadmEndpoint(for hostName: String) -> String? {
    kubeadmFiles(for: hostName).map { String($0.server.dropFirst(8)) }
  }

  /// Lays down what `kubeadm join` leaves of a kubelet: its certificate, kubeconfig and configuration. False on a host
  /// that belongs to no cluster.
  ///
  /// Differs: the certificate is the one that the host had from the beginning, and no signing request is made.
  public mutating func layKubelet(on hostName: String) -> Bool {
    guard let files = kubeadmFiles(for: hostName), hosts[hostName] != nil else { return false }
    files.layKubelet(on: &hosts[hostName]!)
    return true
  }
}
